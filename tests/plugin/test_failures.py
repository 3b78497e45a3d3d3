"""Plugins that fail: each failure is an error that names the plugin, and does not affect other calls."""

from __future__ import annotations

import textwrap
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

import unifyarray as ua
import unifyarray.plugin
from tests._support.plugins import GOOD

if TYPE_CHECKING:
    from tests._support.plugins import Plugins

#: A plugin for `toylib`, whose arrays resemble those of other libraries, on the CPU.
TOY = """
    import unifyarray.plugin as plugin

    class Toy(plugin.Backend):
        name = "toy"
        library = "toylib"
        priority = {"cpu": 1000}
        capabilities = plugin.Capabilities(functional_autograd=True, imperative_autograd=True)

    backend = Toy()
"""
#: The library: a wrapper of NumPy's arrays with the standard's names.
TOYLIB = """
    import numpy as np
    from numpy import float32, float64, int64, complex64, complex128, bool_ as bool

    class Array:
        def __init__(self, data):
            self.data = np.asarray(data)
            self.shape, self.dtype, self.device = self.data.shape, self.data.dtype.type, "cpu"

        def __array_namespace__(self, api_version=None):
            import toylib
            return toylib

        def __array__(self, dtype=None, copy=None):
            return np.array(self.data, dtype=dtype)

        def __getitem__(self, key):
            return Array(self.data[key])

        def __setitem__(self, key, value):
            self.data[key] = value.data

    def asarray(x, dtype=None, copy=None):
        return Array(np.array(getattr(x, "data", x) if isinstance(x, Array) else x, dtype=dtype))

    def add(a, b):
        return Array(getattr(a, "data", a) + getattr(b, "data", b))

    def empty(shape, dtype=float64):
        return Array(np.empty(shape, dtype))

    zeros = ones = empty

    def broadcast_to(x, shape):
        return Array(np.broadcast_to(x.data, shape))

    def reshape(x, shape, copy=None):
        return Array(np.reshape(x.data, shape))
"""

#: A program that uses everything except the plugin, and must finish quickly.
HARMLESS = """
    import time
    begun = time.monotonic()
    import numpy as np
    import unifyarray as ua
    x = ua.asarray([1.0, 2.0])
    assert type(ua.native(x + ua.ones(2))) is np.ndarray
    assert ua.asarray(np.ones(2)).__array_namespace__() is ua.namespace("numpy")
    assert ua.asarray([[1, 2], [3, 4]])[0].tolist() == [1, 2]
    with ua.use("cpu"):
        assert type(ua.native(ua.zeros(2))) is np.ndarray
    assert ua.zeros(2, dtype=np.float32).dtype is ua.float32
    {grad}
    assert "toy" in ua.backends()
    assert time.monotonic() - begun < {seconds}, time.monotonic() - begun
"""
GRAD = "x = ua.asarray(2.0, requires_grad=True); (x * x).backward(); assert float(x.grad) == 4.0"

HANG = "import time; time.sleep(600)"
OTHER_VERSION = TOY.replace('name = "toy"', 'name = "toy"\n        interface = 2')
CLAIMS_NUMPY = TOY.replace(
    "    backend =",
    "        def types(self):\n            import numpy\n            return (numpy.ndarray,)\n\n    backend =",
)
WRONG_TYPES = TOY.replace("    backend =", "        def types(self):\n            return 'Array'\n\n    backend =")
NO_NAMESPACE = TOY.replace("    backend =", "        def namespace_of(self, x):\n            pass\n\n    backend =")
NO_RETURN = TOY.replace(
    "    class Toy",
    "    class ToyHooks(plugin.Hooks):\n        def setitem(self, x, key, value):\n            x[key] = value\n\n"
    "    class Toy",
).replace('name = "toy"', 'name = "toy"\n        hooks = ToyHooks')
HANGING_DEVICES = GOOD.replace("return ()", "import time; time.sleep(600)", 1)
FAILING_DEVICES = GOOD.replace("return ()", "raise OSError('no driver')", 1)
MISSING_ATTRIBUTE = TOY.replace('        library = "toylib"\n', "")

#: The failure, the plugin, and text in the error of `ua.namespace("toy")`.
FAILURES = {
    "missing attribute": (MISSING_ATTRIBUTE, "has no attribute 'library'"),
    "import error": ("import nowhere_to_be_found", "No module named 'nowhere_to_be_found'"),
    "not a backend": ("backend = 3", "not a Backend"),
    "wrong interface version": (OTHER_VERSION, "version 2 of the plugin interface"),
    "failure in devices": (FAILING_DEVICES, "OSError: no driver"),
    "devices of a wrong type": (GOOD.replace("return ()", "return 3", 1), "devices() returned 3"),
    "hang": (HANG, "did not answer within 10 seconds"),
    "hang in devices": (HANGING_DEVICES, "did not answer within 10 seconds"),
    "a name of a device": (TOY.replace('name = "toy"', 'name = "cpu"'), "name='cpu' stands for a device"),
    "a name with a colon": (TOY.replace('name = "toy"', 'name = "a:b"'), "without colons"),
    "no super().__init__()": (
        TOY.replace("    backend =", "        def __init__(self):\n            pass\n\n    backend ="),
        "must call super().__init__()",
    ),
}


def install(plugins: Plugins, source: str) -> None:
    plugins.add("toyplugin", "toy", source)
    (plugins.folder / "toylib.py").write_text(textwrap.dedent(TOYLIB))


@pytest.mark.parametrize("failure", FAILURES)
def test_error_names_failing_plugin(plugins: Plugins, failure: str) -> None:
    source, cause = FAILURES[failure]
    install(plugins, source)
    out = plugins.run("""
        import unifyarray as ua
        for attempt in range(2):
            try:
                ua.namespace("toy")
            except ua.BackendUnavailableError as error:
                print(error)
        print(ua.backends()["toy"].state)
        assert ua.zeros(2).shape == (2,)
    """)
    assert out.count("'toy' (toyplugin) is broken") == 2
    assert out.count(cause) == 2
    assert out.count("\nHint: ") == 2
    assert out.endswith("broken\n")


@pytest.mark.parametrize("source", [TOY, CLAIMS_NUMPY, *(source for source, _ in FAILURES.values())])
def test_plugin_does_not_affect_unrelated_calls(plugins: Plugins, source: str) -> None:
    install(plugins, source)
    plugins.run(HARMLESS.format(grad="", seconds=9))


@pytest.mark.skipif(find_spec("torch") is None, reason="gradients need torch")
@pytest.mark.parametrize("source", [TOY, HANG])
def test_plugin_does_not_replace_autograd_backend(plugins: Plugins, source: str) -> None:
    install(plugins, source)
    plugins.run(HARMLESS.format(grad=GRAD, seconds=100))


def test_the_time_limit_holds_once_per_process(plugins: Plugins) -> None:
    install(plugins, HANG)
    begun = time.monotonic()
    out = plugins.run("""
        import time, unifyarray as ua
        begun = time.monotonic()
        for attempt in range(5):
            assert ua.backends()["toy"].state == "broken"
        print(time.monotonic() - begun)
    """)
    assert 9.5 < float(out) < 15.0
    assert time.monotonic() - begun < 60


def test_plugin_of_another_version_has_hint_to_upgrade(plugins: Plugins) -> None:
    install(plugins, OTHER_VERSION)
    out = plugins.run("""
        import unifyarray as ua
        info = ua.backends()["toy"]
        print(info)
        print(info.hint)
    """)
    assert "broken, InterfaceVersionError" in out
    assert out.endswith("pip install --upgrade unifyarray toyplugin\n")


ASK = """
    import toylib, unifyarray as ua
    x = toylib.Array([1.0, 2.0])
    for function in (ua.asarray, ua.array_namespace, ua.to_numpy, ua.sin, ua.portable(lambda x: x + 1)):
        try:
            function(x)
        except (ImportError, TypeError) as error:
            print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        (NO_NAMESPACE, "namespace_of() returned None"),
        (WRONG_TYPES, "types() returned 'Array'"),
        (CLAIMS_NUMPY, "types() claims numpy.ndarray"),
        ("import nowhere_to_be_found", "no plugin for toylib.Array is installed"),
    ],
)
def test_array_of_broken_plugin_raises(plugins: Plugins, source: str, cause: str) -> None:
    install(plugins, source)
    out = plugins.run(ASK)
    assert out.count(cause) >= 4, out
    assert out.count("toy") >= 4
    assert out.count("\nHint: ") == 5


def test_array_of_blocked_plugin_raises(plugins: Plugins) -> None:
    plugins.add("toyplugin", "toylib", TOY.replace('"toy"', '"toylib"'))
    (plugins.folder / "toylib.py").write_text(textwrap.dedent(TOYLIB))
    out = plugins.run(ASK, UNIFYARRAY_BLOCK_BACKENDS="toylib")
    assert out.count("backend 'toylib' is blocked by UNIFYARRAY_BLOCK_BACKENDS") == 5, out


def test_array_without_plugin_raises(plugins: Plugins) -> None:
    (plugins.folder / "toylib.py").write_text(textwrap.dedent(TOYLIB))
    out = plugins.run(ASK)
    assert out.count("no plugin for toylib.Array is installed") == 5, out
    assert 'from_namespace("toylib")' in out


def test_numpy_arrays_stay_with_numpy_backend(plugins: Plugins) -> None:
    install(plugins, CLAIMS_NUMPY)
    plugins.run("""
        import numpy as np, toylib, unifyarray as ua
        ua.backends()["toy"].state
        assert ua.array_namespace(np.ones(2)) is ua.namespace("numpy").native

        class Sub(np.ndarray):
            pass

        assert ua.array_namespace(np.ones(2).view(Sub)) is ua.namespace("numpy").native
    """)


def test_setitem_that_returns_none_raises(plugins: Plugins) -> None:
    install(plugins, NO_RETURN)
    out = plugins.run("""
        import unifyarray as ua
        x = ua.asarray([1.0, 2.0], device="toy:cpu")
        for key in (0, ...):
            try:
                x[key] = 3.0
            except TypeError as error:
                print(error)
        print(x.shape)
    """)
    assert out.count("setitem of backend 'toy' returned None") == 2, out
    assert out.endswith("(2,)\n")


#: A deadlock ends as a TimeoutError of the plugin. The import of torch would use up the time on a busy machine.
NUMPY_ALONE = {"UNIFYARRAY_BLOCK_BACKENDS": "torch,cupy"}


def test_library_that_imports_unifyarray_and_ships_plugin_does_not_deadlock(plugins: Plugins) -> None:
    plugins.add("toyplugin", "toy", "from toylib.plugin import backend")
    folder = plugins.folder / "toylib"
    folder.mkdir()
    (folder / "arrays.py").write_text(textwrap.dedent(TOYLIB))
    (folder / "plugin.py").write_text(textwrap.dedent(TOY))
    (folder / "__init__.py").write_text(
        textwrap.dedent("""
            import unifyarray as ua

            total = float(ua.sum(ua.ones(3)))
            state = ua.backends()["toy"].state
            from .arrays import *
        """)
    )
    out = plugins.run(
        """
        import toylib, unifyarray as ua
        assert toylib.total == 3.0
        print(ua.backends()["toy"].state)
        print(ua.native(ua.asarray([1.0, 2.0], device="toy:cpu") + ua.ones(2, device="toy:cpu")).shape)
    """,
        **NUMPY_ALONE,
    )
    assert out == "available\n(2,)\n"


def test_library_that_queries_its_plugin_on_import_does_not_deadlock(plugins: Plugins) -> None:
    plugins.add("toyplugin", "toy", "import toylib\n" + textwrap.dedent(TOY))
    (plugins.folder / "toylib.py").write_text(
        "import unifyarray as ua\nstate = ua.backends()['toy'].state\n" + textwrap.dedent(TOYLIB)
    )
    out = plugins.run(
        """
        import toylib, unifyarray as ua
        print(ua.backends()["toy"].state)
    """,
        **NUMPY_ALONE,
    )
    assert out == "available\n"


def test_plugin_imported_by_several_threads_does_not_deadlock(plugins: Plugins) -> None:
    plugins.add("toyplugin", "toy", "import toylib\n" + textwrap.dedent(TOY))
    (plugins.folder / "toylib.py").write_text(
        "import time\ntime.sleep(0.5)\nimport unifyarray as ua\nua.devices()\n" + textwrap.dedent(TOYLIB)
    )
    plugins.run(
        """
        import importlib, threading, unifyarray as ua
        first = threading.Thread(target=importlib.import_module, args=("toylib",))
        threads = [first, threading.Thread(target=ua.devices)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ua.backends()["toy"].state == "available"
    """,
        **NUMPY_ALONE,
    )


@pytest.mark.parametrize("name", ["cpu", "cuda", "auto", "a:b", "a b", "a,b", "", 3])
def test_register_backend_refuses_invalid_name(name: object) -> None:
    backend = unifyarray.plugin.from_namespace("array_api_strict", "x")
    type(backend).name = name  # type: ignore[assignment]
    with pytest.raises(ValueError, match=r"(?s)name.*Hint: "):
        ua.register_backend(backend)


def test_register_backend_refuses_other_interface_version() -> None:
    backend = unifyarray.plugin.from_namespace("array_api_strict", "x", interface=7)
    with pytest.raises(ua.BackendUnavailableError, match=r"(?s)version 7.*Hint: pip install --upgrade"):
        ua.register_backend(backend)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("library", None),
        ("distribution", 3),
        ("modules", "toylib"),
        ("capabilities", {}),
        ("deviations", ("x",)),
        ("priority", {"cpu:0": 1}),
        ("priority", {"cpu": "high"}),
        ("priority", ["cpu"]),
    ],
)
def test_register_backend_refuses_attribute_of_wrong_type(attribute: str, value: object) -> None:
    backend = unifyarray.plugin.from_namespace("array_api_strict", "x")
    setattr(type(backend), attribute, value)
    with pytest.raises(TypeError, match=rf"(?s)backend 'x': {attribute} .*Hint: "):
        ua.register_backend(backend)
