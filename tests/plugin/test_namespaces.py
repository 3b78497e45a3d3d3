"""Generic backends: UNIFYARRAY_NAMESPACES, and what they find out about a library by trying once."""

from __future__ import annotations

import importlib
import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

import unifyarray as ua
from tests._support import ROOT
from tests._support.registration import own_registry
from unifyarray import plugin
from unifyarray._backend.generic import keywords
from unifyarray._backend.generic import linalg as generic_linalg
from unifyarray._runtime import entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests._support import Python

PLAIN = "tests._support.toy_namespaces.plain"


def answer(python: Python, code: str, namespaces: str, **env: str) -> str:
    """Return what a fresh interpreter prints with some namespaces registered."""
    done = python("-c", code, env={"UNIFYARRAY_NAMESPACES": namespaces, "PYTHONPATH": str(ROOT), **env})
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


ERROR = """
import unifyarray as ua
try:
    ua.namespace({name!r})
except Exception as error:
    print(type(error).__name__, error)
assert ua.zeros(2).tolist() == [0, 0]
"""


def test_environment_registers_generic_backends(python: Python) -> None:
    code = """
import sys
import unifyarray as ua
infos = ua.backends()
print(infos["array_api_strict"].is_generic, infos["numpy"].is_generic, repr(infos["array_api_strict"]))
"""
    found = answer(python, code, "array_api_strict, json")
    assert found == "True False <backend array_api_strict: available, generic>"


def test_import_of_unifyarray_imports_no_namespace(python: Python) -> None:
    code = "import sys, unifyarray as ua; ua.zeros(3); print('array_api_strict' in sys.modules)"
    assert answer(python, code, "array_api_strict") == "False"


def test_environment_selects_a_generic_backend(python: Python) -> None:
    code = "import unifyarray as ua; x = ua.zeros(3); print(ua.current().backend, type(ua.native(x)).__module__)"
    found = answer(python, code, "array_api_strict", UNIFYARRAY_BACKEND="array_api_strict")
    assert found == "array_api_strict array_api_strict._array_object"


def test_generic_backend_is_named_like_its_module_if_the_top_level_name_is_taken(python: Python) -> None:
    code = "import unifyarray as ua; print(*ua.backends(), ua.namespace('numpy.fake') if 0 else '')"
    assert "numpy.fft" in answer(python, code, "numpy.fft").split()
    assert answer(python, code, "numpy").split().count("numpy") == 1


@pytest.mark.parametrize(
    ("module", "name", "fact", "hint"),
    [
        ("no_such_library", "no_such_library", "not installed", "pip install no_such_library"),
        ("json", "json", "not an array API namespace, it has no asarray", "mlx.core"),
        ("json.nothing", "json", "No module named 'json.nothing'", "mlx.core"),
    ],
)
def test_unusable_namespace_raises_if_it_is_needed(
    python: Python, module: str, name: str, fact: str, hint: str
) -> None:
    found = answer(python, ERROR.format(name=name), module)
    assert found.startswith("BackendUnavailableError the module ")
    assert fact in found
    assert hint in found.partition("\nHint: ")[2]


@pytest.mark.parametrize("text", ["cpu", "a b", "torch:cuda", "auto", "1x"])
def test_namespace_that_cannot_be_a_module_warns(python: Python, text: str) -> None:
    code = """
import warnings
import unifyarray as ua
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert ua.zeros(2).device == ua.Device("cpu")
print([w.message for w in caught], list(ua.backends()))
"""
    found = answer(python, code, text)
    assert f"UNIFYARRAY_NAMESPACES has values that are not names of modules: {text!r}" in found
    assert text not in found.rpartition("[")[2].split("'")


def test_configuration_file_names_no_namespaces() -> None:
    from unifyarray._core import configuration

    assert configuration.NAMESPACES in configuration.VARIABLES
    with pytest.raises(ua.ConfigurationError, match=r"(?s)UNIFYARRAY_NAMESPACES='a b'.*Hint: "):
        entries.add_namespace("a b", configuration.NAMESPACES)


# -- what is tried ---------------------------------------------------------------------------------------


@pytest.fixture
def plain() -> Iterator[Any]:
    """Return the namespace of a library with little, after it was registered."""
    with own_registry():
        ua.register_backend(plugin.from_namespace(PLAIN, "plain"))
        yield ua.namespace("plain")


def test_library_is_tried_once_and_not_for_lists() -> None:
    library: Any = importlib.import_module(PLAIN)
    count = library.indexed
    with own_registry():
        ua.register_backend(plugin.from_namespace(PLAIN, "plain"))
        assert ua.backends()["plain"].devices == (ua.Device("cpu"),)
        assert library.indexed == count
        backend = ua.namespace("plain").native.hooks.backend
        tried = library.indexed
        assert tried > count
        assert backend.namespace(ua.Device("cpu")).hooks.traits.masks is False
        assert library.indexed == tried


def test_abilities_are_found_by_trying(plain: Any) -> None:
    hooks = plain.native.hooks
    assert not any((hooks.traits.masks, hooks.traits.integer_arrays, hooks.traits.negative_steps, hooks.traits.assigns))
    assert hooks.backend.capabilities.mutable is False
    assert "nonzero" in hooks.backend.capabilities.missing_functions
    assert hooks.native_device is None
    with pytest.raises(NotImplementedError, match="no function nonzero"):
        ua.nonzero(plain.asarray([1, 0]))


def test_mutable_library_is_written_in_place() -> None:
    with own_registry():
        ua.register_backend(plugin.from_namespace("array_api_strict", "quick"))
        xp = ua.namespace("quick")
        x = xp.zeros(4)
        native = ua.native(x)
        assert x.__array_namespace__().native.hooks.backend.capabilities.mutable
        x[1:3] = 7.0
        assert ua.native(x) is native


KEYS: list[Any] = [
    0,
    -1,
    ...,
    None,
    slice(None, None, -2),
    (slice(None, None, -1), 1),
    (slice(1, None), slice(None, None, -1), slice(3, 0, -2)),
    (..., None, 2),
    ([1, 0], slice(None), [2, 3]),
    (slice(None), [2, 2], slice(None, None, -1)),
    (slice(0, 0), [0]),
    ([1],),
    (np.array([True, False]),),
    (slice(None), np.array([True, False, True]), 1),
    np.arange(24).reshape(2, 3, 4) > 7,
]


@pytest.mark.parametrize("key", KEYS, ids=repr)
def test_indexing_is_made_from_the_standard_functions(plain: Any, key: Any) -> None:
    values = np.arange(24).reshape(2, 3, 4)
    parts = key if isinstance(key, tuple) else (key,)
    given = tuple(plain.asarray(part) if isinstance(part, np.ndarray) else part for part in parts)
    expected = values[key]
    found = plain.asarray(values)[given]
    assert found.shape == expected.shape
    assert ua.to_numpy(found).tolist() == expected.tolist()
    for shape, copies in itertools.product((expected.shape, ()), (1, 2)):
        value = np.arange(100, 100 + max(expected.size, 1))[: expected.size if shape else 1].reshape(shape)
        wanted = values.copy()
        wanted[key] = value
        arrays = [plain.asarray(values)] * copies
        before = ua.native(arrays[0])
        arrays[0][given] = plain.asarray(value)
        assert ua.to_numpy(arrays[0]).tolist() == wanted.tolist()
        assert before.asnumpy().tolist() == values.tolist()  # the native array is immutable


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint64", "float32", "float64", "complex128"])
def test_data_leave_by_a_method_of_the_library(plain: Any, dtype: str) -> None:
    values = np.asarray([[0, 1, 2], [3, 4, 5]], dtype=dtype)
    x = plain.asarray(values)
    assert ua.to_numpy(x).dtype == values.dtype
    assert ua.to_numpy(x).tolist() == values.tolist()
    assert ua.convert(x, "numpy").tolist() == values.tolist()


def test_defaults_of_unifyarray_replace_those_of_the_library(plain: Any) -> None:
    assert plain.asarray([1, 2]).dtype is ua.int64
    assert plain.native.asarray([1, 2]).dtype == np.int64
    assert plain.native.asarray([True, False]).dtype == np.bool_
    assert plain.asarray([1, 2.0]).dtype is ua.float64


def test_keywords_that_a_library_lacks_are_made_up(plain: Any) -> None:
    x = plain.asarray([3.0, 1.0, 3.0, 2.0])
    assert ua.sort(x, descending=True).tolist() == [3, 3, 2, 1]
    assert ua.argsort(x, descending=True, stable=True).tolist() == [0, 2, 3, 1]
    assert ua.zeros(2, device="plain:cpu").tolist() == [0, 0]


class _ByDlpack:
    """An array of a device whose data only leave it by a copy through DLPack."""

    def __init__(self) -> None:
        self.options: dict[str, Any] = {}

    def __dlpack_device__(self) -> tuple[int, int]:
        return 14, 0

    def __dlpack__(self, **options: Any) -> Any:
        self.options = options
        return np.asarray([1.0, 2.0]).__dlpack__()


class _ByMethod:
    dtype, shape = np.dtype("float64"), (2,)

    def __init__(self, name: str) -> None:
        setattr(self, name, lambda: np.asarray([1.0, 2.0]))

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("implicit conversion is not allowed")


def test_transfer_to_host_asks_dlpack_for_a_copy(plain: Any) -> None:
    x = _ByDlpack()
    assert plain.native.hooks.to_host(x, None).tolist() == [1, 2]
    assert x.options["dl_device"] == (1, 0)
    assert x.options["copy"] is True


@pytest.mark.parametrize("name", ["asnumpy", "get", "numpy"])
def test_transfer_to_host_calls_a_method_if_there_is_no_protocol(plain: Any, name: str) -> None:
    assert plain.native.hooks.to_host(_ByMethod(name), None).tolist() == [1, 2]


class _Failed:
    """An array whose computation has failed: DLPack says so, and the method returns zeros."""

    shape = (2,)

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype

    def __dlpack_device__(self) -> tuple[int, int]:
        return 1, 0

    def __dlpack__(self, **options: Any) -> Any:
        raise RuntimeError("LU factorization failed")

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        return np.zeros(2)


def test_transfer_to_host_raises_the_error_of_a_computation() -> None:
    pytest.importorskip("array_api_strict")
    with own_registry():
        ua.register_backend(plugin.from_namespace("array_api_strict", "strict"))
        hooks = ua.namespace("strict").native.hooks
        with pytest.raises(RuntimeError, match="LU factorization failed"):
            hooks.to_host(_Failed(hooks.native_dtype(ua.float64)), None)


def test_transfer_to_host_goes_on_if_a_library_has_no_dlpack(plain: Any) -> None:
    assert plain.native.hooks.to_host(_Failed(plain.native.float64), None).tolist() == [0, 0]


def test_transfer_to_host_names_the_cause_if_there_is_no_way(plain: Any) -> None:
    with pytest.raises(TypeError, match=r"(?s)implicit conversion is not allowed.*Hint: override to_host"):
        plain.native.hooks.to_host(_ByMethod("other"), None)


def test_singular_matrix_raises_linalg_error_if_a_library_raises_runtime_error(plain: Any) -> None:
    errors = [RuntimeError("caught during gesv()\nreason: the factor U is exactly singular"), RuntimeError("no device")]

    def solve(error: Exception) -> None:
        raise error

    function = generic_linalg._translated(solve, plain.native.hooks)
    with pytest.raises(ua.linalg.LinAlgError, match=r"(?s)^reason: the factor U is exactly singular.*Hint: ") as info:
        function(errors[0])
    assert info.value.__cause__ is errors[0]
    with pytest.raises(RuntimeError, match="no device") as other:
        function(errors[1])
    assert other.value.__cause__ is None  # code that follows the causes of an error must come to an end


# -- libraries that lack keywords and dtypes -----------------------------------------------------------------


@pytest.fixture
def terse() -> Iterator[Any]:
    """Return the namespace of a library with few keywords, after it was registered."""
    with own_registry():
        ua.register_backend(plugin.from_namespace("tests._support.toy_namespaces.terse", "terse"))
        yield ua.namespace("terse")


#: Calls that the library refuses, or whose result it gives in another dtype.
INCOMPLETE: Final = (
    "xp.cumulative_sum(x, axis=1, include_initial=True)",
    "xp.cumulative_sum(i, axis=0, dtype=xp.int8)",
    "xp.cumulative_prod(x[0, :], include_initial=True, dtype=xp.float32)",
    "xp.var(x, axis=0, correction=1)",
    "xp.std(x, correction=0.5)",
    "xp.moveaxis(xp.ones((1, 2, 3)), (0, 1), (2, 0))",
    "xp.moveaxis(xp.ones((1, 2, 3)), (-1, 0), (0, 1))",
    "xp.repeat(x, xp.asarray([2, 0, 1]), axis=1)",
    "xp.repeat(x, xp.asarray([2, 0, 1, 0, 0, 3]))",
    "xp.diff(i, prepend=i[:, :1])",
    "xp.diff(i, append=i[:1, :], prepend=i[:2, :], axis=0)",
    "xp.searchsorted(xp.asarray([3, 1, 2]), i, sorter=xp.asarray([1, 2, 0]), side='right')",
    "xp.reshape(i, (6,), copy=False)",
    "xp.astype(i, xp.float32, copy=False)",
    "xp.matmul(i, i.mT)",
    "xp.matmul(i, i[0, :])",
    "xp.matmul(i[0, :], i.mT)",
    "xp.matmul(xp.zeros((2, 0), dtype=xp.int8), xp.zeros((0, 3), dtype=xp.int8))",
    "xp.tensordot(i, i, axes=2)",
    "xp.tensordot(i, i, axes=((0,), (0,)))",
    "xp.linalg.matmul(i, i.mT)",
    "xp.vecdot(xp.astype(i, xp.int8), xp.astype(i, xp.int8))",
    "xp.vecdot(x, x[0, :])",
    "xp.linspace(0, 1 + 2j, 3, dtype=xp.complex64)",
    "xp.full((2,), 0.5, dtype=xp.complex64)",
    "xp.linalg.svd(x, full_matrices=False).Vh ** 2",
    "xp.fft.fftfreq(5, d=3)",
)


@pytest.mark.parametrize("source", INCOMPLETE)
def test_calls_that_a_library_refuses_are_made_from_others(source: str, terse: Any) -> None:
    found = []
    for xp in (terse, ua.namespace("numpy")):
        values = [[1.5, -2.0, 3.25], [0.5, 4.0, -1.0]]
        names = {"xp": xp, "x": xp.asarray(values), "i": xp.astype(xp.asarray(values), xp.int64)}
        found.append(eval(source, names))
    assert (found[0].dtype, found[0].shape) == (found[1].dtype, found[1].shape)
    np.testing.assert_allclose(ua.to_numpy(found[0], force=True), ua.to_numpy(found[1]), rtol=1e-14)


def test_sort_does_not_need_argsort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("tests._support.toy_namespaces.terse.argsort")
    with own_registry():
        ua.register_backend(plugin.from_namespace("tests._support.toy_namespaces.terse", "terse"))
        x = ua.namespace("terse").asarray([1.0, 3.0, 2.0])
        assert ua.sort(x, descending=True).tolist() == [3, 2, 1]
        assert ua.sort(x).tolist() == [1, 2, 3]


class _Counting:
    """A library whose function has no signature, and takes ``axis`` and ``stable`` alone."""

    __name__ = "counting"

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []

    def argsort(self, *args: Any, **kwargs: Any) -> Any:
        self.calls.append(tuple(kwargs))
        if not kwargs.keys() <= {"axis", "stable"}:
            raise TypeError("argsort(): incompatible function arguments")
        if args != ("x",):
            raise TypeError("argsort(): not an array")
        return args[0]

    def cumulative_sum(self, x: Any, /, *, axis: int | None = None) -> Any:
        """Return running sums. The signature tells which keywords are missing."""
        self.calls.append(("axis",))
        raise TypeError("cumulative_sum(): not an array")


def test_each_keyword_of_a_function_without_signature_is_tried_once() -> None:
    library = _Counting()
    argsort: Any = keywords.complete(library).argsort  # type: ignore[arg-type]
    assert argsort("x", axis=-1, descending=False, stable=True) == "x"
    assert library.calls[0] == ("axis", "descending", "stable")
    # All of them, those without a default, two more alone, and those that the function takes.
    assert len(library.calls) == 5
    assert library.calls[-1] == ("axis", "stable")
    del library.calls[:]
    assert argsort("x", axis=0, descending=False, stable=True) == "x"
    with pytest.raises(TypeError, match="not an array"):
        argsort("y", axis=-1, descending=False, stable=True)
    with pytest.raises(TypeError, match="incompatible"):
        argsort("x", axis=-1, descending=True, stable=True)
    assert library.calls == [("axis", "stable")] * 2 + [("axis", "descending", "stable")]


def test_wrong_arguments_do_not_tell_which_keywords_a_function_takes() -> None:
    library = _Counting()
    argsort: Any = keywords.complete(library).argsort  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="incompatible"):
        argsort("y", axis=-1, descending=False, stable=True)
    assert argsort("x", axis=-1, descending=False, stable=True) == "x"


def test_signature_tells_which_keywords_a_function_lacks() -> None:
    library = _Counting()
    cumulative_sum: Any = keywords.complete(library).cumulative_sum  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not an array"):
        cumulative_sum("y", axis=0, dtype=None, include_initial=False)
    assert library.calls == [("axis",)]


def test_type_error_of_a_completion_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def complete(*args: Any, **kwargs: Any) -> Any:
        raise TypeError("only integers can be counts")

    monkeypatch.setitem(keywords.COMPLETIONS, "argsort", complete)
    argsort: Any = keywords.complete(_Counting()).argsort  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="only integers can be counts") as info:
        argsort("x", descending=True)
    assert "incompatible" in str(info.value.__context__)


def test_device_with_float64_alone_has_complex64_by_default(terse: Any) -> None:
    integers, doubles = terse.asarray([1, 2]), terse.asarray([1.0, 2.0])
    for x in (integers * 1j, terse.asarray([1, 2j]), terse.asarray([2.5, 2j]), terse.asarray(np.complex128(1))):
        assert x.dtype is ua.complex64
    for source in (integers, terse.float32):
        assert terse.result_type(source, 1j) is ua.complex64
    assert terse.result_type(integers, 2.5, 1j) is ua.complex64
    with pytest.raises(TypeError, match="has no complex128"):
        doubles * 1j


def test_native_functions_complete_the_library(terse: Any) -> None:
    xp = terse.native
    assert xp.broadcast_shapes() == ()
    assert xp.broadcast_shapes((2, 1), (3,)) == (2, 3)
    found = xp.iinfo(xp.int8)
    assert (found.bits, found.min, found.max) == (8, -128, 127)
    with pytest.raises(TypeError, match="incompatible"):
        xp.moveaxis(xp.ones((2, 3)), (0, 1), (0,))


# -- libraries that refuse arrays that share memory with the array that is written to ----------------------------


@pytest.fixture
def strict_about_overlaps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return the namespace of a library whose assignment raises if the key or the value shares memory, like dpnp's."""
    library: Any = importlib.import_module("array_api_strict")
    arrays = type(library.zeros(0))
    own = arrays.__setitem__

    def assign(x: Any, key: Any, value: Any) -> None:
        for given in (*(key if isinstance(key, tuple) else (key,)), value):
            if isinstance(given, arrays) and np.shares_memory(x._array, given._array):
                raise ValueError("Arrays index overlapping segments of memory")
        own(x, key, value)

    monkeypatch.setattr(arrays, "__setitem__", assign)
    with own_registry():
        ua.register_backend(plugin.from_namespace("array_api_strict", "strict"))
        yield ua.namespace("strict")


@pytest.mark.parametrize(
    ("source", "values", "answer"),
    [
        ("a[a[:3]] = a[4, ...]", [3, 2, 4, 0, 1], [3, 2, 1, 1, 1]),
        ("a[a] = a", [3, 2, 0, 1], [0, 1, 2, 3]),
        ("a[1:] = a[:-1]", [3, 2, 0, 1], [3, 3, 2, 0]),
        ("a[a] = a[1, ...]", [True, False, True], [False, False, False]),
        ("a[a[::-1]] = False", [True, False, True, True, False], [True, False, False, True, False]),
    ],
)
def test_assignment_reads_key_and_value_before_it_writes(
    source: str, values: list[Any], answer: list[Any], strict_about_overlaps: Any
) -> None:
    a = strict_about_overlaps.asarray(values, copy=True)
    exec(source, {"a": a})
    assert a.tolist() == answer
