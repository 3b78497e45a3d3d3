"""The NumPy backend's hooks: dtypes, values, indexing, transfer and errors."""

from __future__ import annotations

import functools
import warnings
from typing import Any

import numpy as np
import pytest

import unifyarray as ua
from unifyarray._core import dtypes
from unifyarray._core.devices import CPU, Device
from unifyarray._core.errors import AxisError, CopyRequiredError, DeviceUnavailableError, LinAlgError
from unifyarray_backends.numpy import backend

hooks: Any = backend.namespace(CPU).hooks

assert_same = functools.partial(np.testing.assert_array_equal, strict=True)


def test_native_dtypes_round_trip() -> None:
    for dtype in hooks.dtypes:
        native = hooks.native_dtype(dtype)
        assert hooks.find_dtype(native) is hooks.find_dtype(native.type) is dtype
        assert hooks.dtype(np.zeros(1, native)) is hooks.dtype(np.zeros((), native)[()]) is dtype
    assert hooks.find_dtype(np.dtype(">f4")) is dtypes.float32
    for other in (np.dtype(object), np.dtype("U3"), np.str_, float, "float32", 3):
        assert hooks.find_dtype(other) is None
    for array in (np.asarray(["a"]), np.zeros(1, "M8[s]"), np.zeros(1, [("a", int)]), np.zeros(1, np.longdouble)):
        with pytest.raises(TypeError, match="Hint"):
            hooks.dtype(array)


def test_cast_and_scalar_return_expected_values() -> None:
    x = np.asarray([1.5, -2.5])
    assert hooks.cast(x, dtypes.float64) is x
    assert_same(hooks.cast(x, dtypes.int8), np.asarray([1, -2], "int8"))
    assert_same(hooks.cast(x + 2j, dtypes.float32), x.astype("float32"))
    assert_same(hooks.cast(np.asarray([0j, 1j]), dtypes.bool), np.asarray([False, True]))
    assert_same(hooks.cast(np.asarray([300]), dtypes.uint8), np.asarray([44], "uint8"))
    assert_same(hooks.scalar(3, dtypes.uint8), np.asarray(3, "uint8"))
    assert type(hooks.ensure_array(np.sum(x))) is np.ndarray
    assert hooks.ensure_array(x) is x
    assert type(hooks.item(np.float32(2))) is float
    assert hooks.tolist(np.asarray([[1, 2]])) == [[1, 2]]
    assert hooks.shape(np.float64(1)) == ()


def test_getitem_and_setitem_match_numpy() -> None:
    x = np.arange(6).reshape(2, 3)
    assert_same(hooks.getitem(x, (..., None, np.asarray([2, 0]))), x[:, None, [2, 0]])
    assert_same(hooks.setitem(x, (0, slice(None, None, -1)), np.asarray([7, 8, 9])), np.asarray([[9, 8, 7], [3, 4, 5]]))
    scalar = np.float64(1)
    assert_same(hooks.setitem(scalar, (), np.asarray(2.0)), np.asarray(2.0))
    assert_same(hooks.getitem(scalar, (None, np.asarray(True))), np.asarray([[1.0]]))
    frozen = np.frombuffer(b"abcd", dtype="uint8")
    with pytest.raises(ValueError, match=r"read-only.*\nHint: .*copy=True"):
        hooks.setitem(frozen, (0,), np.asarray(1, "uint8"))
    with pytest.raises(ValueError, match="broadcast"):
        hooks.setitem(x, (0,), np.arange(5))


def test_from_host_shares_or_copies() -> None:
    x = np.arange(3.0)
    assert np.shares_memory(hooks.from_host(x, None), x)
    assert np.shares_memory(hooks.from_host(x[::-1], False), x)
    assert not np.shares_memory(hooks.from_host(x, True), x)
    swapped = x.astype(">f8")
    assert_same(hooks.from_host(swapped, None), x)
    with pytest.raises(CopyRequiredError, match="Hint"):
        hooks.from_host(swapped, False)
    frozen = np.frombuffer(b"abcd", dtype="uint8")
    assert not hooks.from_host(frozen, None).flags.writeable
    assert hooks.from_host(frozen, True).flags.writeable
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        assert type(hooks.from_host(np.asmatrix(x), None)) is np.ndarray
    refused = [np.ma.masked_array(x, [True, False, False]), np.asarray([None]), np.asarray(["a"]), np.zeros(1, "i4,f4")]
    for array in refused:
        with pytest.raises(TypeError, match="Hint"):
            hooks.from_host(array, None)


def test_to_host_and_to_device_share_memory() -> None:
    x = np.arange(3.0)
    assert hooks.to_host(x, None) is hooks.to_device(x, CPU, False) is x
    assert not np.shares_memory(hooks.to_host(x, True), x)
    assert type(hooks.to_host(np.float64(1), False)) is np.ndarray
    with pytest.raises(DeviceUnavailableError, match="Hint"):
        hooks.to_device(x, Device("cuda:0"), None)


class Exporter:
    """An exporter with the DLPack interface of Array."""

    def __init__(self, x: Any, **fixed: Any) -> None:
        self.x, self.fixed = x, fixed

    def __dlpack__(self, **kwargs: Any) -> Any:
        return hooks.dlpack(self.x, **{**kwargs, **self.fixed})

    def __dlpack_device__(self) -> Any:
        return hooks.dlpack_device(self.x)


@pytest.mark.parametrize("version", [None, (1, 0)])
def test_dlpack_shares_or_copies(version: tuple[int, int] | None) -> None:
    x = np.arange(6.0).reshape(2, 3)
    assert_same(hooks.from_dlpack(Exporter(x, max_version=version), None), x)
    assert np.shares_memory(hooks.from_dlpack(Exporter(x, max_version=version), False), x)
    assert not np.shares_memory(hooks.from_dlpack(Exporter(x, max_version=version), True), x)
    assert not np.shares_memory(hooks.from_dlpack(Exporter(x, max_version=version, copy=True), None), x)
    turned = x[:, ::-1]
    assert_same(hooks.from_dlpack(Exporter(turned, max_version=version), None), turned)
    with pytest.raises(CopyRequiredError, match=r"negative strides.*\nHint"):
        hooks.dlpack(turned, max_version=version, copy=False)
    assert_same(hooks.from_dlpack(Exporter(np.float64(3), max_version=version), None), np.asarray(3.0))
    with pytest.raises(BufferError, match="Hint"):
        hooks.dlpack(x, dl_device=(2, 0))


def test_read_only_dlpack_data_is_shared_only_on_request() -> None:
    x = np.arange(3.0)
    x.flags.writeable = False
    assert not np.shares_memory(hooks.from_dlpack(Exporter(x), None), x)
    assert not np.shares_memory(hooks.from_dlpack(Exporter(x, max_version=None), None), x)
    shared = hooks.from_dlpack(Exporter(x, copy=False), None)
    assert np.shares_memory(shared, x)
    assert not shared.flags.writeable
    with pytest.raises(CopyRequiredError, match=r"read-only.*\nHint"):
        hooks.dlpack(x, copy=False)


@pytest.mark.parametrize(
    ("call", "expected", "text"),
    [
        (
            lambda: np.sum(np.ones(2), axis=1),
            AxisError,
            "axis 1 is out of bounds for 1 dimensions.\nHint: pass an axis",
        ),
        (lambda: np.sort(np.asarray(1)), AxisError, "Hint: a 0-d array has no axes"),
        (lambda: np.linalg.inv(np.zeros((2, 2))), LinAlgError, "Singular matrix.\nHint"),
        (lambda: np.linalg.cholesky(-np.eye(2)), LinAlgError, "not positive definite.\nHint"),
        (lambda: np.linalg.inv(np.zeros((2, 3))), ValueError, "square.*\nHint"),
        (lambda: np.invert(np.ones(1)), TypeError, "invert is not defined for these dtypes.\nHint"),
        (lambda: np.ones(1, bool) - np.ones(1, bool), TypeError, "subtract is not defined for bool.\nHint"),
        (lambda: np.positive(np.ones(1, bool)), TypeError, "positive is not defined for bool.\nHint"),
        (lambda: np.ones(2) + np.ones(3), ValueError, r"could not be broadcast.*\nHint"),
        (lambda: np.max(np.ones(0)), ValueError, "zero-size.*\nHint"),
        (lambda: np.arange(0.0, np.nan), ValueError, "cannot compute length.*\nHint"),
        (
            lambda: np.linalg.det(np.eye(2, dtype=np.float16)),
            TypeError,
            "linear algebra is not defined for float16.\nHint",
        ),
        (
            lambda: np.ones(3)[3],
            IndexError,
            "index 3 is out of bounds for axis 0 with size 3.\nHint: valid are -3 to 2",
        ),
        (lambda: np.ones(3)[np.asarray([0, -4])], IndexError, "index -4 is out of bounds for axis 0 with size 3"),
        (lambda: np.ones(3)[0, 0], IndexError, "Hint"),
        (lambda: np.ones(3)[np.asarray([True])], IndexError, "Hint"),
    ],
)
def test_error_is_translated(call: Any, expected: type[Exception], text: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the assertions below check the class
        call()
    translated = hooks.error(caught.value)
    assert type(translated) is expected
    with pytest.raises(expected, match=text):
        raise translated
    assert hooks.error(translated) is None


def test_dlpack_error_is_translated() -> None:
    error = hooks.error(RuntimeError("Unsupported dtype in DLTensor."))
    assert type(error) is TypeError


def test_error_with_hint_is_unchanged() -> None:
    assert hooks.error(MemoryError()) is None
    assert hooks.error(KeyError("name")) is None
    assert hooks.error(ValueError("a fact.\nHint: a call")) is None


def test_negative_exponents_in_an_array_raise_with_a_hint_that_works() -> None:
    x, n = (ua.asarray([value], device="numpy") for value in (2, -1))
    with pytest.raises(ValueError, match=r"negative integer powers.*\nHint: pass floats: ua.astype\(x1, ua.float64\)"):
        ua.pow(x, n)
    assert ua.pow(ua.astype(x, ua.float64), n).tolist() == [0.5]
