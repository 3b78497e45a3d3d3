"""NumPy functions on an Array return the correct result or raise a TypeError with a hint."""

from __future__ import annotations

import collections
import operator
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.special import _ufuncs  # with SCIPY_ARRAY_API, the public functions are no ufuncs

import unifyarray as ua
from tests._support import has_gradients

if TYPE_CHECKING:
    from collections.abc import Callable

UNARY = ["sin", "arccos", "absolute", "isfinite", "exp", "sqrt", "floor", "negative", "signbit", "rint", "square"]
BINARY = ["add", "maximum", "power", "less", "hypot", "arctan2", "true_divide", "equal"]
ON_THE_HOST: dict[str, Callable[[Any], Any]] = {
    "median": np.median,
    "mean": np.mean,
    "sum over an axis": lambda x: np.sum(x, axis=0),
    "std": lambda x: np.std(x, ddof=1),
    "max": np.max,
    "sort": np.sort,
    "argmax": np.argmax,
    "reshape": lambda x: np.reshape(x, (2, 2)),
    "transpose": np.transpose,
    "cumsum": np.cumsum,
    "clip": lambda x: np.clip(x, 0, 2),
    "round": lambda x: np.round(x, 1),
    "repeat": lambda x: np.repeat(x, 2),
    "take": lambda x: np.take(x, [0, 1]),
    "squeeze": np.squeeze,
    "any": np.any,
    "all": np.all,
    "where": lambda x: np.where(x > 1, x, 0),
    "nonzero": np.nonzero,
    "concatenate": lambda x: np.concatenate([x, x]),
    "mixed concatenate": lambda x: np.concatenate([x, np.zeros(2)]),
    "dot": lambda x: np.dot(x, x),
    "einsum": lambda x: np.einsum("i,i", x, x),
    "percentile": lambda x: np.percentile(x, 30),
    "histogram": lambda x: np.histogram(x, bins=3),
    "interp": lambda x: np.interp(0.5, x, x),
    "polyfit": lambda x: np.polyfit(x, x, 1),
    "svd": lambda x: np.linalg.svd(np.reshape(x, (2, 2))),
    "fft": np.fft.fft,
    "nanmean": np.nanmean,
    "trace": lambda x: np.trace(np.reshape(x, (2, 2))),
    "allclose": lambda x: np.allclose(x, x),
    "array_equal": lambda x: np.array_equal(x, x),
    "keyword": lambda x: np.average(a=x, weights=x),
    "tensordot": lambda x: np.tensordot(x, x, axes=1),
    "zeros_like": np.zeros_like,
    "swapaxes": lambda x: np.swapaxes(np.reshape(x, (2, 2)), 0, 1),
    "ravel": np.ravel,
    "argsort": np.argsort,
    "searchsorted": lambda x: np.searchsorted(x, 1.0),
    "diagonal": lambda x: np.diagonal(np.reshape(x, (2, 2))),
    "prod": np.prod,
    "var": np.var,
    "min": lambda x: np.min(x, axis=0, keepdims=True),
}
DATA = np.asarray([0.0, 0.5, 1.0, 3.0])


@pytest.mark.parametrize("name", UNARY)
def test_ufunc_of_the_standard_returns_an_array(name: str, spec: str) -> None:
    x = ua.asarray(DATA / 4, device=spec)
    result = getattr(np, name)(x)
    assert isinstance(result, ua.Array)
    assert result.__array_namespace__() is x.__array_namespace__()
    np.testing.assert_allclose(ua.to_numpy(result), getattr(np, name)(DATA / 4), rtol=1e-12)


@pytest.mark.parametrize("name", BINARY)
def test_binary_ufunc_accepts_arrays_and_scalars(name: str, spec: str) -> None:
    data = DATA + 1
    x = ua.asarray(data, device=spec)
    ufunc = getattr(np, name)
    for pair, expected in (
        ((x, x), ufunc(data, data)),
        ((x, 2.0), ufunc(data, 2.0)),
        ((x, np.float64(2.0)), ufunc(data, 2.0)),
        ((np.float64(2.0), x), ufunc(2.0, data)),
    ):
        result = ufunc(*pair)
        assert isinstance(result, ua.Array)
        np.testing.assert_allclose(ua.to_numpy(result), expected, rtol=1e-12)


@pytest.mark.parametrize("case", ON_THE_HOST)
@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_other_functions_compute_on_the_host(case: str, spec: str) -> None:
    function = ON_THE_HOST[case]
    expected, result = function(DATA), function(ua.asarray(DATA, device=spec))
    for wanted, got in zip(_flatten(expected), _flatten(result), strict=True):
        assert isinstance(got, np.ndarray | np.generic | bool)
        np.testing.assert_allclose(np.asarray(got), np.asarray(wanted))


def _flatten(x: Any) -> list[Any]:
    return [item for part in x for item in _flatten(part)] if isinstance(x, tuple) else [x]


@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_numpy_functions_accept_lists_and_tuples_of_arrays(spec: str) -> None:
    x = ua.asarray([[2.0, 1.0], [1.0, 3.0]], device=spec)
    np.testing.assert_allclose(np.concatenate(ua.linalg.qr(x)).shape, (4, 2))
    np.testing.assert_array_equal(np.stack([x, (x)]), np.stack([ua.to_numpy(x)] * 2))
    with pytest.raises(TypeError, match="Hint: a list or a tuple"):
        np.stack(collections.deque([x, x]))


def test_queries_of_shape_and_dtype_do_not_transfer_data(spec: str) -> None:
    x = ua.asarray([[1.0, 2.0, 3.0]], device=spec, requires_grad=has_gradients(spec))
    with ua.use(transfer="error"):
        assert (np.shape(x), np.ndim(x), np.size(x)) == ((1, 3), 2, 3)
        assert not np.iscomplexobj(x)
        assert np.result_type(x, np.float32) == np.float64
        assert np.zeros_like(x).tolist() == [[0.0, 0.0, 0.0]]
        if x.requires_grad or x.device != "cpu":
            with pytest.raises(TypeError, match="gradient" if x.requires_grad else "copied to the host"):
                np.median(x)


REFUSED: dict[str, Callable[[Any], Any]] = {
    "out= of NumPy": lambda x: np.sin(x, out=np.zeros(4)),
    "out= of ua": lambda x: np.sin(DATA, out=x),
    "out= of a function": lambda x: np.mean(DATA, out=x),
    "where=": lambda x: np.sin(x, where=True, dtype=float),
    "reduce of a ufunc": np.add.reduce,
    "no function of the standard": lambda x: np.divmod(x, 2.0),
    "outer": lambda x: np.add.outer(x, x),
    "ndarray and Array": lambda x: np.add(DATA, x),
    "dtype that the function lacks": lambda x: np.logical_and(x, x),
    "in place": lambda x: operator.iadd(DATA.copy(), x),
}


@pytest.mark.parametrize("case", REFUSED)
def test_unsupported_calls_raise(case: str, spec: str) -> None:
    x = ua.asarray(DATA, device=spec)
    with pytest.raises(TypeError, match="Hint: "):
        REFUSED[case](x)
    np.testing.assert_array_equal(ua.to_numpy(x), DATA)


@pytest.mark.parametrize(
    "write", [lambda x: np.copyto(x, 0.0), lambda x: np.put(x, [0], 9.0), lambda x: np.place(x, [True] * 4, 9.0)]
)
@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_numpy_writes_to_an_array_raise(write: Callable[[Any], Any], spec: str) -> None:
    x = ua.asarray(DATA, device=spec, copy=True)
    with pytest.raises((TypeError, ValueError)):
        write(x)
    np.testing.assert_array_equal(ua.to_numpy(x), DATA)


@pytest.mark.parametrize(
    "symbol", [operator.add, operator.sub, operator.mul, operator.lt, operator.eq, operator.matmul]
)
def test_operators_with_an_ndarray_raise(symbol: Callable[[Any, Any], Any], spec: str) -> None:
    x = ua.asarray(DATA, device=spec)
    for pair in ((x, DATA), (DATA, x)):
        with pytest.raises(TypeError, match=r"(?s)do not mix.*Hint: .*ua.asarray"):
            symbol(*pair)


def test_numpy_scalars_act_like_python_scalars(spec: str) -> None:
    x = ua.asarray([1, 2], dtype="int8", device=spec)
    for y in (np.int64(2) * x, x * np.int64(2), np.multiply(np.int64(2), x)):
        assert isinstance(y, ua.Array)
        assert (y.dtype, y.tolist()) == (ua.int8, [2, 4])
    f = ua.asarray([1.0], dtype="float32", device=spec)
    assert (np.float64(2.0) * f).dtype is ua.float32


def test_numpy_arrays_index_like_lists(spec: str) -> None:
    x = ua.asarray(DATA, device=spec)
    for key in (np.asarray([3, 0]), np.asarray([True, False, True, False]), np.asarray(2), np.asarray([], dtype=int)):
        np.testing.assert_array_equal(ua.to_numpy(x[key]), DATA[key])
    x = ua.asarray(DATA, device=spec, copy=True)
    x[np.asarray([0, 1])] = -1.0
    assert x.tolist() == [-1.0, -1.0, 1.0, 3.0]
    with pytest.raises(IndexError, match="Hint: "):
        x[np.asarray([0.5])]


def test_numpy_accepts_dtypes() -> None:
    for dtype in ua._core.dtypes.STANDARD:
        assert np.dtype(dtype) == np.dtype(dtype.name)
        assert np.zeros(2, dtype=dtype).dtype.name == dtype.name
        assert pickle.loads(pickle.dumps(dtype)) is dtype
    assert np.issubdtype(ua.float32, np.floating)
    assert not np.issubdtype(ua.int8, np.floating)


TWO_RESULTS = np.frompyfunc(lambda a: (a + 1, a * 2), 1, 2)
SUM = np.frompyfunc(operator.add, 2, 1)
FOREIGN: dict[str, Callable[[Any], Any]] = {
    "one argument": _ufuncs.gammaln,
    "two results": TWO_RESULTS,
    "mixed": lambda x: _ufuncs.xlogy(x, DATA + 1),
    "number": lambda x: _ufuncs.xlogy(2.0, x + 1),
    "reduce": lambda x: SUM.reduce(x),
    "outer": lambda x: SUM.outer(x, x),
    "out": lambda x: _ufuncs.expit(x, out=np.zeros(4)),
    "where": lambda x: _ufuncs.expit(x, where=x > 0.7, out=np.zeros(4)),
    "vectorize": np.vectorize(lambda a: a + 1),
}


@pytest.mark.parametrize("case", FOREIGN)
@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_ufuncs_of_other_libraries_compute_on_the_host(case: str, spec: str) -> None:
    expected, result = FOREIGN[case](DATA), FOREIGN[case](ua.asarray(DATA, device=spec))
    for wanted, got in zip(_flatten(expected), _flatten(result), strict=True):
        assert isinstance(got, np.ndarray | np.generic | float)
        np.testing.assert_allclose(np.asarray(got, dtype=float), np.asarray(wanted, dtype=float))


@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_ufuncs_of_other_libraries_do_not_write_into_an_array(spec: str) -> None:
    x = ua.asarray(DATA, device=spec)
    for call in (lambda: _ufuncs.expit(DATA, out=x), lambda: SUM.at(x, [0], 1.0)):
        with pytest.raises(TypeError, match=r"(?s)does not write into a ua.Array.*Hint: x\[...\] = "):
            call()
    assert x.tolist() == DATA.tolist()
    if has_gradients(spec):
        with pytest.raises(TypeError, match="gradient"):
            _ufuncs.expit(ua.asarray(DATA, device=spec, requires_grad=True))


@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_assertions_of_numpy_compare_arrays(spec: str) -> None:
    x = ua.asarray([1.0, 2.0], device=spec)
    for first, second in ((x, [1.0, 2.0]), (np.asarray([1.0, 2.0]), x), (x, x + 0)):
        np.testing.assert_allclose(first, second)
        np.testing.assert_array_equal(first, second)
        assert np.allclose(first, second)
        assert np.array_equal(first, second)
    for check in (np.testing.assert_allclose, np.testing.assert_array_equal):
        with pytest.raises(AssertionError, match="Mismatched elements: 1 / 2"):
            check(x, [1.0, 2.1])
