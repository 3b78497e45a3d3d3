"""The NumPy backend: its namespace, and overrides whose faults only NumPy would show."""

from __future__ import annotations

import math
import threading
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unifyarray._core.devices import CPU
from unifyarray._core.errors import DeviceUnavailableError
from unifyarray._runtime import selection
from unifyarray_backends.numpy import backend, elementwise_functions

xp: Any = backend.namespace(CPU)
hooks = xp.hooks

nan, inf = math.nan, math.inf


def assert_same(got: Any, expected: Any) -> None:
    """Check values, dtype and shape. NaN equals NaN, and zeros must have the same sign."""
    np.testing.assert_array_equal(got, expected, strict=True)
    for part in (np.real, np.imag):
        negative = [np.signbit(part(x)) & ~np.isnan(part(x)) for x in (got, expected)]
        np.testing.assert_array_equal(*negative)


# -- namespace -----------------------------------------------------------------------------------------


def test_conforming_functions_are_numpys_own() -> None:
    # With ml_dtypes installed, the others support bfloat16: see test_bfloat16.py.
    names = ["add", "sin", "where", "concat", "reshape", "equal", "floor", "stack"]
    assert [name for name in names if getattr(xp, name) is not getattr(np, name)] == []
    assert xp.linalg.qr is np.linalg.qr
    assert xp.fft.rfft is np.fft.rfft
    assert xp.__name__ == np.__name__


def test_arrays_share_one_namespace() -> None:
    assert backend.namespace_of(np.zeros(1)) is xp
    assert backend.devices() == (CPU,)


def test_default_float_is_dtype_of_results() -> None:
    ints = np.arange(3)
    with selection.use("numpy", default_float="float32"):
        made = [
            xp.zeros(1),
            xp.ones(1),
            xp.empty(1),
            xp.eye(2),
            xp.full(1, 2.0),
            xp.arange(0.0, 1.0, 0.5),
            xp.linspace(0, 1, 3),
            xp.asarray(1.0),
            xp.asarray([[1.0]]),
            xp.fft.fftfreq(3),
            xp.fft.rfftfreq(3),
            xp.divide(ints, 2),
            xp.mean(ints),
            xp.var(ints),
            xp.std(ints, axis=0, keepdims=True),
        ]
        assert {str(x.dtype) for x in made} == {"float32"}
        made = [xp.full(1, 1j), xp.linspace(0, 1j, 3), xp.asarray([1j]), xp.asarray(2j)]
        assert {str(x.dtype) for x in made} == {"complex64"}
        assert xp.__array_namespace_info__().default_dtypes()["real floating"] == np.float32
        assert xp.asarray(np.ones(2)).dtype == np.float64
        assert xp.mean(np.ones(2)).dtype == np.float64
    assert xp.zeros(1).dtype == np.float64


def test_device_is_cpu() -> None:
    assert xp.zeros(1, device=CPU).shape == xp.asarray(1.0, device="cpu").reshape(1).shape
    with pytest.raises(DeviceUnavailableError, match="Hint"):
        xp.zeros(1, device="cuda")


def test_finfo_and_iinfo_return_python_numbers() -> None:
    for dtype in (np.float32, np.dtype("complex64"), np.ones(1, "float32")):
        info = xp.finfo(dtype)
        assert type(info.eps) is float
        assert (info.bits, info.dtype) == (32, np.float32)
    assert type(xp.iinfo("uint8").max) is int
    with pytest.raises(TypeError, match="Hint"):
        xp.finfo(np.int8)
    with pytest.raises(TypeError, match="Hint"):
        xp.iinfo(np.ones(1))


# -- elementwise ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["int8", "int64", "uint8", "uint64"])
def test_integer_division_by_zero_returns_zero(dtype: str) -> None:
    x = np.asarray([-7 if dtype[0] == "i" else 7, 0, 3]).astype(dtype)
    zero = np.zeros(3, dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_same(xp.floor_divide(x, zero), zero)
        assert_same(xp.remainder(x, 0), zero)
        assert_same(xp.floor_divide(5, zero), zero)
        least = np.asarray([np.iinfo(dtype).min], dtype)
        if dtype[0] == "i":
            assert_same(xp.floor_divide(least, -1), least)
            assert_same(xp.remainder(least, -1), least * 0)


def test_division_in_threads_does_not_warn() -> None:
    x = np.ones(200_000, "int32")
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):
                xp.floor_divide(x, 0)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        np.floor_divide(x, 0)


def test_floor_divide_of_special_floats() -> None:
    x1 = np.asarray([inf, inf, -inf, -inf, 1.0, -1.0, 1.0, 7.0, inf, 0.0, -0.0, nan, 1.0])
    x2 = np.asarray([2.0, -2.0, 2.0, -2.0, -inf, inf, 0.1, -2.0, inf, inf, 3.0, 1.0, 0.0])
    expected = np.asarray([inf, -inf, -inf, inf, -0.0, -0.0, 9.0, -4.0, nan, 0.0, -0.0, nan, inf])
    for dtype in ("float64", "float32"):
        a, b, c = (array.astype(dtype) for array in (x1, x2, expected))
        assert_same(xp.floor_divide(a, b), c)
        for i in range(a.size):
            assert_same(xp.floor_divide(a[i], b[i]), c[i])
    assert_same(xp.floor_divide(np.asarray([1.0, -3.0]), -inf), np.asarray([-0.0, 0.0]))
    assert_same(xp.floor_divide(inf, np.asarray([[1.0], [-3.0]])), np.asarray([[inf], [-inf]]))


def test_numpy_keywords_still_work() -> None:
    x = np.asarray([7.0, inf, 9.0])
    out = np.zeros(3)
    assert xp.floor_divide(x, 2.0, out=out) is out
    assert_same(out, np.asarray([3.0, inf, 4.0]))
    assert_same(xp.floor_divide(x, 2.0, out=x, where=np.asarray([False, True, True])), np.asarray([7.0, inf, 4.0]))
    z = np.asarray([0.5j, inf])
    out = np.zeros(2, complex)
    assert xp.expm1(z, out=out) is out
    assert_same(out, xp.expm1(z))


def test_shift_by_width_of_dtype() -> None:
    x = np.asarray([-3, 3], "int8")
    assert_same(xp.bitwise_left_shift(x, np.asarray(8, "int8")), np.zeros(2, "int8"))
    assert_same(xp.bitwise_right_shift(x, np.asarray(100, "int8")), np.asarray([-1, 0], "int8"))


@pytest.mark.parametrize("name", ["less", "less_equal", "greater", "greater_equal"])
def test_comparison_of_complex_raises(name: str) -> None:
    for arguments in ((np.ones(1, complex), 1.0), (1j, np.ones(1)), (np.ones(1), np.complex64(1))):
        with pytest.raises(TypeError, match=r"no order.\nHint"):
            getattr(xp, name)(*arguments)
    assert_same(getattr(xp, name)(np.asarray([1, 2]), 1.5), getattr(np, name)(np.asarray([1, 2]), 1.5))


@pytest.mark.parametrize("name", ["sort", "argsort", "clip"])
def test_sort_of_complex_raises(name: str) -> None:
    with pytest.raises(TypeError, match=r"no order.\nHint"):
        getattr(xp, name)(np.ones(1, complex))


def test_clip_does_not_change_bounds() -> None:
    x = np.asarray([-100, 5, 100], "int8")
    low, high = np.asarray([-300, 0, -300], "int16"), np.asarray(300, "int64")
    low.flags.writeable = high.flags.writeable = False
    assert_same(xp.clip(x, low, high), np.asarray([-100, 5, 100], "int8"))
    assert_same(xp.clip(x, -1000, 50), np.asarray([-100, 5, 50], "int8"))
    assert_same(xp.clip(np.asarray([1, 200], "uint8"), np.asarray(-5), None), np.asarray([1, 200], "uint8"))
    assert_same(xp.clip(np.asarray([1, 2**64 - 1], "uint64"), None, np.asarray(-1)), np.asarray([0, 0], "uint64"))
    assert_same(xp.clip(np.asarray([1.0, 9.0], "float32"), None, np.asarray(2.5)), np.asarray([1.0, 2.5], "float32"))
    assert_same(xp.clip(x, None, np.zeros((2, 1), "int8")), np.minimum(x, np.zeros((2, 1), "int8")))
    copy = xp.clip(x)
    assert not np.shares_memory(copy, x)
    with pytest.raises(OverflowError):
        xp.clip(x, 200, None)


_TINY = st.floats(-1e-3, 1e-3)


@given(_TINY, _TINY)
def test_log1p_of_small_complex_is_accurate(a: float, b: float) -> None:
    z = complex(a, b)
    series = sum((-1) ** (n + 1) * z**n / n for n in range(8, 0, -1))
    for got in (xp.log1p(np.asarray([z, 3.0]))[0], xp.log1p(np.complex128(z))):
        assert abs(got - series) <= 1e-15 * abs(series)


def test_complex_special_cases() -> None:
    z = np.asarray(
        [complex(-0.0, 0.0), complex(-inf, inf), complex(-inf, -inf), complex(-inf, nan), complex(nan, -0.0)]
    )
    expected = np.asarray([0j, complex(-1, 0.0), complex(-1, -0.0), complex(-1, 0.0), complex(nan, -0.0)])
    assert_same(xp.expm1(z), expected)
    assert_same(xp.expm1(z.reshape(5, 1).astype("complex64")), expected.reshape(5, 1).astype("complex64"))
    for one, result in zip(z, expected, strict=True):
        assert_same(xp.expm1(np.asarray(one)), result)
    assert_same(xp.log1p(np.asarray([complex(-1, -0.0)])), np.asarray([complex(-inf, -0.0)]))


pi = math.pi


@pytest.mark.parametrize(
    ("function", "cases"),
    [
        (
            elementwise_functions.acosh,
            {
                (3.0, inf): (inf, pi / 2),
                (2.0, nan): (nan, nan),
                (0.0, nan): (nan, pi / 2),
                (-inf, 2.0): (inf, pi),
                (inf, -2.0): (inf, -0.0),
                (-inf, inf): (inf, 3 * pi / 4),
                (inf, -inf): (inf, -pi / 4),
                (-inf, nan): (inf, nan),
                (nan, 1.0): (nan, nan),
                (nan, inf): (inf, nan),
            },
        ),
        (
            elementwise_functions.atanh,
            {
                (0.0, nan): (0.0, nan),
                (1.0, 0.0): (inf, 0.0),
                (-1.0, -0.0): (-inf, -0.0),
                (2.0, inf): (0.0, pi / 2),
                (2.0, nan): (nan, nan),
                (inf, -2.0): (0.0, -pi / 2),
                (-inf, inf): (-0.0, pi / 2),
                (inf, nan): (0.0, nan),
                (nan, 0.0): (nan, nan),
                (nan, -inf): (0.0, -pi / 2),
            },
        ),
        (
            elementwise_functions.sqrt,
            {
                (-0.0, 0.0): (0.0, 0.0),
                (nan, inf): (inf, inf),
                (2.0, nan): (nan, nan),
                (-inf, 2.0): (0.0, inf),
                (-inf, -2.0): (0.0, -inf),
                (inf, -2.0): (inf, -0.0),
                (-inf, nan): (nan, inf),
                (inf, nan): (inf, nan),
                (nan, 0.0): (nan, nan),
            },
        ),
    ],
)
def test_special_cases_that_depend_on_the_platform(function: Any, cases: dict[Any, Any]) -> None:
    """The results are the standard's. The namespace uses NumPy's function if NumPy's results are the standard's."""
    name = function.__name__
    for dtype in ("complex128", "complex64"):
        z = np.asarray([complex(*case) for case in cases], dtype)
        expected = np.asarray([complex(*result) for result in cases.values()], dtype)
        with np.errstate(all="ignore"):
            results = function(z), getattr(xp, name)(z)
        for got in results:
            assert_same(np.isfinite(got), np.isfinite(expected))
            for part, wanted in ((got.real, expected.real), (got.imag, expected.imag)):
                np.testing.assert_allclose(part, wanted, rtol=1e-6)
                np.testing.assert_array_equal(np.copysign(1, part[part == 0]), np.copysign(1, wanted[wanted == 0]))
    assert getattr(xp, name) is (getattr(np, name) if name in elementwise_functions.conforming() else function)


def test_tanh_of_large_complex() -> None:
    z = np.asarray([complex(inf, 2.5), complex(inf, -2.5), complex(-inf, 2.5), complex(0.0, inf)])
    assert_same(xp.tanh(z), np.asarray([1 + 0j, complex(1, -0.0), complex(-1, 0.0), complex(0.0, nan)]))
    assert_same(xp.tanh(np.asarray([inf, -0.0])), np.asarray([1.0, -0.0]))


# -- sorting, sets, statistics -------------------------------------------------------------------------

floats = st.lists(st.sampled_from([nan, 0.0, -0.0, 1.0, -1.0, inf, -inf]), max_size=20)


@given(floats, st.booleans())
def test_sort_and_argsort_match_python(values: list[float], descending: bool) -> None:
    x = np.asarray(values, dtype=float)
    key = [(v != v, 0 if v != v else v) for v in values]
    order = sorted(range(len(values)), key=key.__getitem__, reverse=descending)  # stable either way
    indices = xp.argsort(x, descending=descending)
    assert_same(indices, np.asarray(order, dtype=np.int64))
    assert_same(xp.sort(x, descending=descending), x[indices])
    assert all(stride >= 0 for stride in xp.sort(x, descending=descending).strides)


def test_sort_along_axis() -> None:
    x = np.asarray([[3, 1], [2, 5], [9, 0]], "uint16")
    assert_same(xp.sort(x, axis=0, descending=True), np.asarray([[9, 5], [3, 1], [2, 0]], "uint16"))
    assert_same(xp.argsort(x, axis=0, descending=True), np.asarray([[2, 1], [0, 0], [1, 2]]))


def test_unique_values_are_sorted() -> None:
    x = np.asarray([3.0, nan, 1.0, 3.0, nan, -2.0])
    assert_same(xp.unique_values(x), np.asarray([-2.0, 1.0, 3.0, nan, nan]))
    many = np.random.default_rng(0).integers(0, 10_000, 5_000)
    assert_same(xp.unique_values(many), np.asarray(sorted(set(many.tolist()))))


def test_correction_above_number_of_elements() -> None:
    x = np.asarray([[1.0, 2.0, 4.0], [1.0, 5.0, 6.0]], "float32")
    assert_same(xp.var(x, axis=1, correction=3), np.asarray([nan, nan], "float32"))
    assert_same(xp.std(x, correction=7.5, keepdims=True), np.asarray([[nan]], "float32"))
    assert xp.var(x, axis=(0, -1), correction=2) == np.var(x, ddof=2)


def test_diff_accepts_none() -> None:
    assert_same(xp.diff(np.asarray([1, 4, 9]), prepend=None, append=np.asarray([9])), np.asarray([3, 5, 0]))


def test_fftn_with_sizes_without_axes() -> None:
    x = np.random.default_rng(0).random((2, 3, 4))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_same(xp.fft.fftn(x, s=(3, 5)), np.fft.fftn(x, s=(3, 5), axes=(1, 2)))
        assert_same(xp.fft.irfftn(xp.fft.rfftn(x, s=(3, 4)), s=(3, 4)).shape, x.shape)


def test_diagonal_is_writable() -> None:
    x = np.zeros((2, 3, 3))
    xp.linalg.diagonal(x)[:] = 1
    assert_same(x, np.broadcast_to(np.eye(3), x.shape))
    x.flags.writeable = False
    assert not xp.linalg.diagonal(x).flags.writeable
