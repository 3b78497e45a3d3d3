"""Arrays of libraries without a plugin: which objects count as arrays, and the generic backends made for them."""

from __future__ import annotations

import copy
import gc
import pickle
import sys
import threading
import weakref
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
import unifyarray.plugin as plugin
from tests._support import toy_library
from tests._support.registration import forget_types, own_registry
from unifyarray._runtime import entries, registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests._support import Python
    from tests._support.plugins import Plugins

strict = pytest.importorskip("array_api_strict")


@pytest.fixture(autouse=True)
def _unknown_libraries() -> Iterator[None]:
    """Begin without generic backends, and restore the registry afterwards."""
    with own_registry(with_generic=False):
        yield


# -- what is recognised --------------------------------------------------------------------------------------


def test_first_array_registers_a_generic_backend() -> None:
    assert "array_api_strict" not in ua.backends()
    x = strict.asarray([1.0, 2.0])
    assert ua.asarray(x).__array_namespace__() is ua.namespace("array_api_strict")
    info = ua.backends()["array_api_strict"]
    assert (info.is_generic, info.state, info.distribution) == (True, "available", "an array of the library")
    assert repr(info) == "<backend array_api_strict: available, generic>"
    assert ua.devices()["array_api_strict"] == (ua.Device("cpu"),)
    assert info.version == strict.__version__


@pytest.mark.parametrize(
    "use", [ua.array_namespace, ua.asarray, ua.to_numpy, ua.native, ua.stop_gradient, ua.portable(lambda x: x)]
)
def test_every_function_can_be_the_first(use: Any) -> None:
    x = strict.asarray([1.0, 2.0])
    use(x)
    assert ua.backends()["array_api_strict"].is_generic


def test_array_namespace_takes_arrays_scalars_and_none() -> None:
    x = strict.asarray([1.0, 2.0])
    xp = ua.array_namespace(x)
    for others in ((x,), (1,), (1.5, None), (True, 1j), (np.float64(1),)):
        assert ua.array_namespace(x, *others) is ua.array_namespace(*others, x) is xp
    for version in ("2021.12", "2022.12", "2023.12", "2024.12", "2025.12", None):
        assert ua.array_namespace(x, api_version=version) is xp
    assert type(xp.sin(x)) is type(x)
    assert xp.sum(x) == 3.0


@pytest.mark.parametrize(
    "given", [[1], (), 1, 1.5, 1j, True, None, "text", object(), SimpleNamespace(shape=(), dtype="f8")]
)
def test_other_objects_are_not_arrays(given: Any) -> None:
    with pytest.raises(TypeError, match=r"(?s)Hint: "):
        ua.array_namespace(given)
    with pytest.raises(TypeError, match=r"(?s)Hint: "):
        ua.array_namespace(strict.ones(2), (given,))


def test_arrays_of_two_libraries_do_not_mix() -> None:
    x = strict.ones(2)
    hint = 'Hint: move one of them: ua.convert\\(x, "numpy:cpu"\\)'
    for pair in ((x, np.ones(2)), (np.ones(2), x)):
        with pytest.raises(ua.DeviceMismatchError, match=hint):
            ua.array_namespace(*pair)
        with pytest.raises(ua.DeviceMismatchError, match=hint):
            ua.portable(lambda a, b: a + b)(*pair)
    y = ua.convert(ua.asarray(x), "numpy:cpu")
    assert (y + ua.ones(2, device="numpy")).tolist() == [2.0, 2.0]


def test_subclasses_of_numpy_arrays_stay_with_numpy() -> None:
    class Sub(np.ndarray):
        pass

    assert ua.array_namespace(np.ones(2).view(Sub)) is ua.namespace("numpy").native
    with pytest.warns(PendingDeprecationWarning):
        matrix = np.matrix([[1.0]])
    assert ua.array_namespace(matrix) is ua.namespace("numpy").native
    assert ua.array_namespace(np.float32(1)) is ua.namespace("numpy").native
    masked = np.ma.masked_array([1.0, 2.0], [True, False])
    for function in (ua.array_namespace, ua.asarray):
        with pytest.raises(TypeError):
            function(masked)
    assert not any(info.is_generic for info in ua.backends().values())


def test_registered_backend_comes_first() -> None:
    ua.register_backend(plugin.from_namespace("array_api_strict", "quick"))
    assert ua.asarray(strict.ones(2)).__array_namespace__() is ua.namespace("quick")
    assert "array_api_strict" not in ua.backends()


def test_backend_registered_later_replaces_the_generic_one() -> None:
    x = strict.ones(2)
    assert ua.array_namespace(x).hooks.backend.is_generic

    class Strict(plugin.Backend):
        name = "array_api_strict"
        library = "array_api_strict"

    ua.register_backend(Strict(), override=True)
    assert not ua.array_namespace(x).hooks.backend.is_generic


def test_taken_name_is_not_used() -> None:
    class Other(plugin.Backend):
        name = "tests"
        library = "json"

        def types(self) -> tuple[type, ...]:
            return ()

    ua.register_backend(Other())
    assert ua.array_namespace(toy_library.asarray([1.0])).hooks.backend.name == "tests._support.toy_library"
    assert ua.backends()["tests"].backend.library == "json"  # type: ignore[union-attr]


def test_namespaces_of_the_environment_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIFYARRAY_NAMESPACES", "array_api_strict")
    entries.replace(None)
    assert ua.array_namespace(strict.ones(2)) is ua.namespace("array_api_strict").native
    assert [info.name for info in ua.backends().values() if info.is_generic] == ["array_api_strict"]


# -- other kinds of libraries --------------------------------------------------------------------------------


def test_lazy_library() -> None:
    x = toy_library.asarray([1.0, 2.0, 4.0])
    a = ua.asarray(x)  # the first use tries what arrays can do, and computes small ones
    done = toy_library.computations
    y = ua.sum((a - ua.mean(a)) ** 2) + a[0]
    assert repr(y) == "Array(<not computed>, shape=(), dtype=float64, device='tests:cpu')"
    result = ua.portable(lambda x: ua.exp(x) * 2)(x)
    assert type(result) is toy_library.LazyArray
    assert toy_library.computations == done
    assert float(y) == pytest.approx(17 / 3)
    assert toy_library.computations == done + 1


def test_immutable_library() -> None:
    x = toy_library.asarray([1.0, 2.0, 4.0])
    a = ua.asarray(x)
    a[0] = 5.0
    a[1:] += 1.0
    a *= 2.0
    assert a.tolist() == [10.0, 6.0, 10.0]
    assert ua.to_numpy(x).tolist() == [1.0, 2.0, 4.0]


def test_namespace_that_cannot_be_imported() -> None:
    space = toy_library.namespace_on("cpu")
    x = space.asarray([1.0, 2.0])
    xp = ua.array_namespace(x)
    assert ua.asarray(x).__array_namespace__().native is xp
    assert xp.hooks.backend.module() is space
    forget_types()
    assert ua.array_namespace(x) is xp
    copied = copy.deepcopy(ua.asarray(x))
    assert copied.tolist() == [1.0, 2.0]
    assert copied.__array_namespace__() is ua.asarray(x).__array_namespace__()


def test_library_that_cannot_name_its_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any) -> Any:
        raise ValueError("no control over the device")

    monkeypatch.setattr(toy_library.Info, "default_device", lambda self: object())
    monkeypatch.setattr(toy_library.LazyArray, "__dlpack_device__", refuse, raising=False)
    x = ua.asarray(toy_library.asarray([1.0, 2.0]))
    assert x.device == ua.Device("cpu")
    assert (x + 1).tolist() == [2.0, 3.0]


def library_of(*, inspection: bool = True, fails: bool = False) -> Any:
    """Return an array of a library of its own, which has the inspection functions or not, or fails."""
    space = ModuleType("own")

    class Own:
        shape, dtype, device = (1,), np.dtype("float64"), "cpu"

        def __array_namespace__(self, *, api_version: str | None = None) -> Any:
            if fails:
                raise RuntimeError("out of order")
            return space

        def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
            return np.ones(1)

    if inspection:
        vars(space)["__array_namespace_info__"] = toy_library.__array_namespace_info__
    return Own()


def test_library_without_inspection_functions_is_refused() -> None:
    x = library_of(inspection=False)
    for function in (ua.array_namespace, ua.asarray, ua.to_numpy, ua.portable(lambda x: x)):
        with pytest.raises(ua.BackendUnavailableError, match=r"(?s)no plugin for .*Own.*Hint: .*from_namespace"):
            function(x)


def test_namespace_without_the_standards_functions_is_refused() -> None:
    x = library_of()
    for _ in range(2):
        with pytest.raises(ua.BackendUnavailableError, match=r"(?s)generic backend.*does not work.*Hint: "):
            ua.asarray(x)
    assert ua.ones(2).tolist() == [1.0, 1.0]


def test_failing_array_namespace_is_named() -> None:
    with pytest.raises(ua.BackendUnavailableError, match=r"(?s)RuntimeError: out of order.*Hint: ") as caught:
        ua.asarray(library_of(fails=True))
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_blocked_library_is_refused(plugins: Plugins) -> None:
    out = plugins.run(
        """
        import warnings
        import array_api_strict, unifyarray as ua
        warnings.simplefilter("ignore", ua.ConfigurationWarning)  # no backend of the name is known yet
        for _ in range(2):
            try:
                ua.asarray(array_api_strict.ones(2))
            except ua.BackendUnavailableError as error:
                print(error)
        """,
        UNIFYARRAY_BLOCK_BACKENDS="array_api_strict",
    )
    assert out.count("'array_api_strict' is blocked by UNIFYARRAY_BLOCK_BACKENDS") == 2


# -- what it costs -------------------------------------------------------------------------------------------


def test_unknown_type_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Table:
        shape, dtype = (1,), "no dtype of an array"

    asked = []
    candidates = entries.candidates
    monkeypatch.setattr(
        registry.entries, "candidates", lambda *args, **kwargs: asked.append(1) or candidates(*args, **kwargs)
    )
    x = strict.ones(2)
    for given in (Table(), x):
        before = len(asked)
        for _ in range(3):
            registry.namespace_of(given)
        assert len(asked) == before + 1


def test_looked_up_class_can_be_deleted() -> None:
    class Plain:
        pass

    assert registry.namespace_of(Plain()) is None
    dead = weakref.ref(Plain)
    del Plain
    gc.collect()
    assert dead() is None


def test_type_is_asked_again_after_a_registration() -> None:
    class Late:
        __dlpack__ = None

    class Toy(plugin.Backend):
        name = library = "array_api_strict"
        modules = ("tests", __name__.partition(".")[0])

        def owns(self, kind: type) -> bool:
            return kind is Late

    assert registry.namespace_of(Late()) is None
    ua.register_backend(Toy())
    assert registry.namespace_of(Late()) is ua.namespace("array_api_strict").native.dispatch


def test_first_use_from_threads_gives_one_namespace() -> None:
    x = strict.asarray([1.0, 2.0])
    barrier = threading.Barrier(16)
    found: list[Any] = []

    def use(number: int) -> None:
        barrier.wait()
        xp = ua.array_namespace(x) if number % 2 else ua.asarray(x).__array_namespace__().native
        found.append((xp, (ua.asarray(x) + ua.asarray(x)).tolist()))

    threads = [threading.Thread(target=use, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert {id(xp) for xp, _ in found} == {id(ua.array_namespace(x))}
    assert {tuple(values) for _, values in found} == {(2.0, 4.0)}
    assert [info.name for info in ua.backends().values() if info.is_generic] == ["array_api_strict"]


def test_recognition_imports_no_library(python: Python) -> None:
    done = python(
        "-c",
        """if True:
        import sys
        import unifyarray as ua
        class Table:
            shape, dtype = (1,), "f8"
        try:
            ua.array_namespace(Table())
        except TypeError:
            pass
        print(sorted(sys.modules.keys() & {"torch", "cupy", "jax", "dask", "array_api_strict", "sparse", "dpnp"}))
        """,
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


# -- pickles -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("library", ["array_api_strict", "tests._support.toy_library"])
def test_pickle_registers_the_backend_in_a_fresh_process(python: Python, library: str) -> None:
    xp = sys.modules[library]
    dumped = pickle.dumps(ua.asarray(xp.asarray([1.0, 2.0])))
    program = f"""if True:
        import pickle, sys
        x = pickle.loads({dumped!r})
        import unifyarray as ua
        name = {library.partition(".")[0]!r}
        assert ua.backends()[name].is_generic
        assert x.__array_namespace__() is ua.namespace(name)
        assert ua.array_namespace(sys.modules[{library!r}].asarray([1.0])) is x.__array_namespace__().native
        print(type(ua.native(x)).__name__, x.tolist())
        """
    done = python("-c", program)
    assert done.stdout.split(" ", 1)[1] == "[1.0, 2.0]\n", done.stderr


def test_pickle_of_a_missing_library_raises(python: Python) -> None:
    dumped = pickle.dumps(ua.asarray(strict.asarray([1.0])))
    program = f"""if True:
        import pickle, sys
        sys.modules["array_api_strict"] = None
        try:
            pickle.loads({dumped!r})
        except ImportError as error:
            print(type(error).__name__, error)
        """
    out = python("-c", program).stdout
    assert out.startswith("BackendUnavailableError an Array of 'array_api_strict' needs the namespace"), out
    assert "Hint: pip install array_api_strict" in out
