"""Find good, broken, duplicate and missing backends; ``import unifyarray`` always succeeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import unifyarray as ua
from tests._support.plugins import GOOD, Plugins
from unifyarray._runtime import entries, specifications

if TYPE_CHECKING:
    from tests._support import Python


def test_every_backend_of_this_distribution_is_found() -> None:
    from importlib.metadata import entry_points

    ours = {point.name for point in entry_points(group="unifyarray.backends") if point.value.startswith("unifyarray_")}
    assert ours
    assert ours <= set(ua.backends())


def test_backends_mapping_is_read_only() -> None:
    with pytest.raises(TypeError):
        ua.backends()["x"] = None  # type: ignore[index]


def test_good_plugin_without_a_device_is_listed(plugins: Plugins) -> None:
    plugins.add("toyplugin", "toy", GOOD)
    out = plugins.run("""
        import unifyarray as ua
        info = ua.backends()["toy"]
        print(info.state, info.distribution)
        for spec in ("toy", "toydevice"):
            try:
                ua.use(spec).__enter__()
            except ua.DeviceUnavailableError as error:
                print(error)
    """)
    assert out.startswith("no device toyplugin")
    assert out.count("Hint: ") == 2


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("raise ValueError('broken on purpose')", "ValueError: broken on purpose"),
        ("import sys; sys.exit(3)", "SystemExit(3)"),
        ("backend = 'a string'", "TypeError"),
        (GOOD.replace("return ()", "raise OSError('no driver')", 1), "OSError: no driver"),
        (GOOD.replace("return ()", "return ['cpu']", 1), "TypeError"),
        (GOOD.replace('name = "toy"', 'name = "other"'), "named 'toy'"),
    ],
)
def test_broken_plugin_reports_its_cause_and_others_work(plugins: Plugins, source: str, cause: str) -> None:
    plugins.add("toyplugin", "toy", source)
    out = plugins.run("""
        import unifyarray as ua
        assert ua.zeros(2).shape == (2,)
        print(ua.backends()["toy"].state)
        try:
            ua.namespace("toy")
        except ua.BackendUnavailableError as error:
            print(error)
            assert error.__cause__ is not None
    """)
    assert out.startswith("broken\n")
    assert cause in out
    assert "toyplugin" in out
    assert "Hint: " in out


@pytest.mark.parametrize("method", ["types", "scalars", "version"])
def test_if_a_plugin_fails_later_others_work(plugins: Plugins, method: str) -> None:
    broken = f"    def {method}(self):\n            raise OSError('broken on purpose')\n\n        def devices"
    source = GOOD.replace("    def types(self):\n            return ()\n", "") if method == "types" else GOOD
    plugins.add("toyplugin", "toy", source.replace("    def devices", broken))
    out = plugins.run("""
        import json, unifyarray as ua
        assert ua.backends()["toy"].backend is not None
        try:
            ua.sin(json.JSONDecoder())
        except TypeError as error:
            print(error)
        try:
            ua.sin(ua.native(ua.asarray([1.0])))
        except TypeError as error:
            print(error)
        ua.backends()["toy"].version
        print(ua.backends()["toy"])
    """)
    assert "not an array or a scalar: <json.decoder.JSONDecoder" in out
    assert "functions of unifyarray take ua.Array" in out
    assert "broken, OSError: broken on purpose" in out


def test_if_a_plugin_does_not_load_others_work(plugins: Plugins) -> None:
    plugins.add("aplugin", "a", GOOD.replace('"toy"', '"a"').replace("return ()", "return (ua.Device('cpu'),)", 1))
    out = plugins.run("""
        import builtins, json, unifyarray as ua
        builtins.ua = ua
        print(ua.asarray(ua.native(ua.ones(2))).dtype, ua.backends()["a"].state)
    """)
    assert out.split() == ["float64", "available"]


@pytest.mark.parametrize(
    "source",
    [
        "import time; time.sleep(600)",
        GOOD.replace("return ()", "import time; time.sleep(600)", 1),
    ],
)
def test_plugin_that_hangs_times_out(plugins: Plugins, source: str) -> None:
    plugins.add("toyplugin", "toy", source)
    out = plugins.run("""
        import unifyarray as ua
        from unifyarray._runtime import probing
        probing.LIMIT = 1.0
        print(ua.backends()["toy"])
        assert ua.zeros(2).shape == (2,)
    """)
    assert "broken, TimeoutError" in out


@pytest.mark.parametrize(
    ("cause", "device", "error", "hint"),
    [
        ("OSError('no libtoy.so')", "toydevice", "BackendUnavailableError", 'python -c "import json"'),
        ("ModuleNotFoundError('no toy')", "toydevice", "BackendUnavailableError", "pip install toy"),
        ("RuntimeError('the driver is asleep')", "toydevice", "DeviceUnavailableError", "ua.devices()"),
        ("RuntimeError('out of order')", "cpu", "BackendUnavailableError", 'python -c "import json"'),
        ("NotImplementedError('later')", "toydevice", "BackendUnavailableError", 'python -c "import json"'),
        ("RecursionError('too deep')", "toydevice", "BackendUnavailableError", 'python -c "import json"'),
    ],
)
def test_library_that_does_not_load_reports_its_cause(
    plugins: Plugins, cause: str, device: str, error: str, hint: str
) -> None:
    source = GOOD.replace("return ()", f"from unifyarray import Device; return (Device({device!r}),)", 1)
    plugins.add("toyplugin", "toy", source.replace('AssertionError("no device, no namespace")', cause))
    out = plugins.run("""
        import unifyarray as ua
        try:
            ua.namespace("toy")
        except (ua.BackendUnavailableError, ua.DeviceUnavailableError) as error:
            print(type(error).__name__, error, repr(error.__cause__), sep="\\n")
        assert ua.zeros(2).shape == (2,)
    """)
    assert out.startswith(error)
    assert out.strip().endswith(cause)
    assert "\nHint: " in out
    assert hint in out
    assert ("pip install" in out) is ("pip install" in hint)


def test_broken_device_raises_its_own_error(plugins: Plugins) -> None:
    source = GOOD.replace("return ()", "from unifyarray import Device; return (Device('toydevice'),)", 1)
    own = "ua.DeviceUnavailableError('the toy is broken.\\nHint: another toy')"
    source = source.replace('raise AssertionError("no device, no namespace")', f"import unifyarray as ua; raise {own}")
    plugins.add("toyplugin", "toy", source)
    out = plugins.run("""
        import unifyarray as ua
        try:
            ua.namespace("toy")
        except ua.DeviceUnavailableError as error:
            print(error)
    """)
    assert out == "the toy is broken.\nHint: another toy\n"


def test_failing_explain_missing_is_reported(plugins: Plugins) -> None:
    broken = "    def explain_missing(self, kind):\n            raise OSError('no idea')\n\n        def devices"
    plugins.add("toyplugin", "toy", GOOD.replace("    def devices", broken))
    out = plugins.run("""
        import unifyarray as ua
        from unifyarray.__main__ import main
        for spec in ("toy", "toydevice"):
            try:
                ua.namespace(spec)
            except ua.DeviceUnavailableError as error:
                print(error)
        assert main(["info"]) == 0
    """)
    assert out.count("toy does not say why it finds none: OSError: no idea") == 3


def test_duplicate_plugins_warn_and_are_chosen_deterministically(plugins: Plugins) -> None:
    plugins.add("beta", "toy", GOOD)
    plugins.add("alpha", "toy", GOOD)
    out = plugins.run("""
        import warnings
        import unifyarray as ua
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            print(ua.backends()["toy"].distribution)
        print(caught[0].message)
    """)
    assert out.startswith("alpha\n")
    assert "alpha, beta" in out


def test_plugin_does_not_replace_a_built_in_backend(plugins: Plugins) -> None:
    first = next(iter(ua.backends()))
    plugins.add("aaa", first, GOOD.replace('name = "toy"', f'name = "{first}"'))
    out = plugins.run("""
        import warnings
        import unifyarray as ua
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            print({info.distribution for info in ua.backends().values()})
    """)
    assert out.strip() == "{'unifyarray'}"


def test_blocked_backend_is_not_loaded(plugins: Plugins) -> None:
    plugins.add("toyplugin", "toy", "raise AssertionError('a blocked plugin must not be loaded')")
    out = plugins.run(
        """
        import unifyarray as ua
        print(ua.backends()["toy"].state)
        try:
            ua.namespace("toy")
        except ua.BackendUnavailableError as error:
            print(error)
        """,
        UNIFYARRAY_BLOCK_BACKENDS="toy",
    )
    assert out.startswith("blocked\n")
    assert "UNIFYARRAY_BLOCK_BACKENDS" in out


def test_blocking_an_unknown_backend_warns(python: Python) -> None:
    code = "import unifyarray as ua\n\nua.backends()"
    known = list(ua.backends())
    done = python("-c", code, env={"UNIFYARRAY_BLOCK_BACKENDS": f"nonsense, {known[0]}"})
    assert done.returncode == 0, done.stderr
    where, _, text = done.stderr.partition(": ConfigurationWarning: UNIFYARRAY_BLOCK_BACKENDS names unknown backends: ")
    assert where == "<string>:3"
    assert text.startswith(f"nonsense.\nHint: the known backends are {', '.join(known)}\n")
    assert not python("-c", code, env={"UNIFYARRAY_BLOCK_BACKENDS": known[0]}).stderr


def test_creation_without_any_backend_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "_entries", {})
    ua.set_default()
    with pytest.raises(ua.BackendUnavailableError, match=r"not installed.\nHint: pip install unifyarray"):
        ua.zeros(1)


def test_unknown_backend_raises() -> None:
    with pytest.raises(ua.BackendUnavailableError, match=r"(?s)'nonsense'.*Hint: "):
        ua.namespace("nonsense")
    with pytest.raises(ua.BackendUnavailableError, match=r"(?s)'nonsense:cuda'.*Hint: "):
        ua.use("nonsense:cuda")


def test_unknown_backend_in_the_environment_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIFYARRAY_BACKEND", "nonsense")
    ua.set_default()
    with pytest.raises(ua.BackendUnavailableError, match=r"(?s)UNIFYARRAY_BACKEND='nonsense'.*Hint: "):
        ua.zeros(1)


def test_unknown_backend_before_a_device_in_the_environment_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIFYARRAY_DEVICE", "nonsense:cpu")
    ua.set_default()
    with pytest.raises(ua.BackendUnavailableError, match=r"(?s)UNIFYARRAY_DEVICE='nonsense:cpu'.*Hint: "):
        ua.zeros(1)


def missing_device_kinds() -> list[str]:
    """Return the kinds of device that a backend declares and this machine lacks."""
    here = {device.kind for found in ua.devices().values() for device in found}
    return [kind for kind in specifications.device_kinds() if kind not in here]


@pytest.mark.parametrize("kind", missing_device_kinds())
def test_missing_device_raises(kind: str, spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = spec.partition(":")[0]
    for attempt in (kind, f"{backend}:{kind}"):
        with pytest.raises(ua.DeviceUnavailableError, match=rf"(?s){kind}.*Hint: "), ua.use(attempt):
            pass
    monkeypatch.setenv("UNIFYARRAY_DEVICE", kind)
    ua.set_default()
    with pytest.raises(ua.DeviceUnavailableError, match=rf"(?s){kind}.*Hint: "):
        ua.zeros(1)


def test_device_index_out_of_range_raises(spec: str) -> None:
    backend, kind = spec.split(":")[:2]
    with (
        pytest.raises((ua.DeviceUnavailableError, ValueError), match=r"(?s)99.*Hint: "),
        ua.use(f"{backend}:{kind}:99"),
    ):
        pass


def test_auto_always_finds_a_device(spec: str) -> None:
    with ua.use("auto"):
        assert ua.zeros(1).shape == (1,)
    with ua.use(f"{spec.partition(':')[0]}:auto"):
        assert ua.zeros(1).shape == (1,)


def test_register_backend_refuses_other_objects_and_taken_names() -> None:
    with pytest.raises(TypeError, match="Hint: "):
        ua.register_backend("numpy")  # type: ignore[arg-type]
    taken = next(info.backend for info in ua.backends().values() if info.backend is not None)
    with pytest.raises(ValueError, match="override=True"):
        ua.register_backend(taken)


def test_replaced_backend_is_used_at_once(plugins: Plugins) -> None:
    out = plugins.run("""
        import unifyarray as ua

        def backend(x):
            return x.__array_namespace__().native.hooks.backend

        x = ua.zeros(2)
        new = type(backend(x))()
        ua.register_backend(new, override=True)
        print(backend(x) is new, backend(ua.zeros(2)) is new, backend(ua.asarray(ua.native(x))) is new)
    """)
    assert out.split() == ["False", "True", "True"]


def test_probing_does_not_initialise_accelerators(python: Python) -> None:
    """A process that lists devices must still be able to fork and use them in the child."""
    done = python(
        "-c",
        """if True:
        import os, sys
        import unifyarray as ua
        ua.devices()
        torch = sys.modules.get("torch")
        assert torch is None or not torch.cuda.is_initialized()
        child = os.fork()
        if not child:
            os._exit(0 if torch is None or not torch.cuda._is_in_bad_fork() else 1)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """,
    )
    assert done.returncode == 0, done.stderr
