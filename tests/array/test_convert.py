"""Convert data between every pair of devices found here."""

from __future__ import annotations

import copy
import itertools
import pickle
from typing import Any

import numpy as np
import pytest

import unifyarray as ua
from tests._support import specs

PAIRS = list(itertools.product(specs(), repeat=2))


def is_host(spec: str) -> bool:
    return spec.split(":")[1] == "cpu"


@pytest.mark.parametrize(("source", "to"), PAIRS)
@pytest.mark.parametrize("dtype", ua._core.dtypes.STANDARD, ids=str)
def test_convert_keeps_values_dtype_and_shape(source: str, to: str, dtype: ua.DType) -> None:
    x = ua.asarray([[0, 1, 2], [3, 4, 5]], dtype=dtype, device=source)
    y = ua.convert(x, to)
    assert isinstance(y, ua.Array)
    assert y.__array_namespace__() is ua.namespace(to)
    assert (y.dtype, y.shape) == (dtype, (2, 3))
    np.testing.assert_array_equal(ua.to_numpy(y), ua.to_numpy(x))


@pytest.mark.parametrize(("source", "to"), PAIRS)
def test_convert_of_a_native_array_returns_a_native_array(source: str, to: str) -> None:
    x = ua.native(ua.asarray([1.0, 2.0], device=source))
    y = ua.convert(x, to)
    assert ua.array_namespace(y) is ua.namespace(to).native


@pytest.mark.parametrize(("source", "to"), [pair for pair in PAIRS if all(map(is_host, pair))])
def test_convert_on_the_host_shares_memory_unless_copy_is_true(source: str, to: str) -> None:
    x = ua.asarray([1.0, 2.0], device=source)
    shared, never, always = (ua.convert(x, to, copy=flag) for flag in (None, False, True))
    x[0] = 7.0
    assert [float(y[0]) for y in (shared, never, always)] == [7.0, 7.0, 1.0]
    with pytest.raises(ua.CopyRequiredError, match="Hint: "):
        ua.convert(x, to, dtype="float32", copy=False)


def test_asarray_of_host_data_uses_the_current_device(spec: str) -> None:
    data = np.arange(4.0)
    with ua.use(spec):
        x = ua.asarray(data)
        y = ua.asarray(data, copy=True)
    assert x.__array_namespace__() is ua.namespace(spec)
    data[0] = 9.0
    assert float(y[0]) == 0.0
    if is_host(spec):
        assert float(x[0]) == 9.0


def test_asarray_keeps_the_device_of_an_array(spec: str) -> None:
    x = ua.asarray([1.0], device=spec)
    with ua.use(next(iter(specs()))):
        assert ua.asarray(x).__array_namespace__() is x.__array_namespace__()


HOST_DATA = {
    "reversed": lambda: np.arange(6.0)[::-1],
    "strided": lambda: np.arange(12.0)[::3],
    "transposed": lambda: np.arange(6.0).reshape(2, 3).T,
    "big endian": lambda: np.arange(3, dtype=">f8"),
    "odd strides": lambda: np.frombuffer(b"\0" * 33, dtype=np.uint8)[1:].view("<f8"),
    "0-d": lambda: np.asarray(3.0),
    "empty": lambda: np.zeros((0, 3)),
    "NumPy scalar": lambda: np.float64(3.0),
    "list": lambda: [[1.0, 2.0], [3.0, 4.0]],
    "bytes": lambda: memoryview(b"abc"),
    "bool": lambda: [True, False],
}


@pytest.mark.parametrize("case", HOST_DATA)
def test_asarray_reads_host_data_of_every_layout(case: str, spec: str) -> None:
    data = HOST_DATA[case]()
    x = ua.asarray(data, device=spec)
    expected = np.asarray(data)
    assert x.shape == expected.shape
    np.testing.assert_array_equal(ua.to_numpy(x), expected)


def test_read_only_data_are_never_overwritten(spec: str) -> None:
    data = np.arange(3.0)
    data.flags.writeable = False
    x = ua.asarray(data, device=spec)
    try:
        x[0] = 5.0
    except ValueError as error:
        assert "Hint: " in str(error)  # noqa: PT017 - both an error and a copy are correct
    assert data[0] == 0.0


BAD_DATA = {
    "strings": (lambda: ["a"], TypeError),
    "objects": (lambda: np.asarray([object()]), TypeError),
    "structured": (lambda: np.zeros(2, dtype=[("a", "f8")]), TypeError),
    "masked": (lambda: np.ma.masked_array([1.0, 2.0], mask=[True, False]), TypeError),
    "ragged": (lambda: [[1], [1, 2]], ValueError),
    "too large": (lambda: [2**64], OverflowError),
    "None": (lambda: None, TypeError),
}


@pytest.mark.parametrize("case", BAD_DATA)
def test_asarray_of_unsupported_data_raises(case: str, spec: str) -> None:
    make, error = BAD_DATA[case]
    with pytest.raises(error):
        ua.asarray(make(), device=spec)


@pytest.mark.parametrize(("source", "to"), [pair for pair in PAIRS if pair[0] != pair[1]])
def test_mixing_devices_raises(source: str, to: str) -> None:
    x, y = ua.zeros(2, device=source), ua.zeros(2, device=to)
    for mix in (lambda: x + y, lambda: ua.concat([x, y]), lambda: x == y, lambda: ua.where(x > 0, x, y)):
        with pytest.raises(ua.DeviceMismatchError, match=r"(?s)do not mix.*Hint: .*ua.convert"):
            mix()
    with pytest.raises(ua.DeviceMismatchError):
        x += y
    with pytest.raises(ua.DeviceMismatchError):
        x[0] = y[0]


def test_functions_refuse_native_arrays_with_a_hint(spec: str) -> None:
    x = ua.native(ua.ones(3, device=spec))
    a = ua.ones(3, device=spec)
    for call in (lambda: ua.sin(x), lambda: ua.add(x, a), lambda: ua.sum(x), lambda: a + x, lambda: x + a):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(TypeError, match=r"(?s)Hint: .*ua.asarray.*@ua.portable"):
        ua.sin(x)


def test_from_dlpack_shares_memory_on_the_host(spec: str) -> None:
    x = ua.asarray([1.0, 2.0, 3.0], device=spec)
    y = ua.from_dlpack(x)
    assert y.__array_namespace__() is x.__array_namespace__()
    np.testing.assert_array_equal(ua.to_numpy(y), [1.0, 2.0, 3.0])
    if is_host(spec):
        z = np.from_dlpack(x)
        x[0] = 5.0
        assert z[0] == 5.0
    with pytest.raises(TypeError, match="Hint: "):
        ua.from_dlpack([1.0])


def test_pickle_and_copy_keep_dtype_and_device(spec: str) -> None:
    x = ua.asarray([[1, 2], [3, 4]], dtype="uint16", device=spec)
    for y in (pickle.loads(pickle.dumps(x)), copy.copy(x), copy.deepcopy(x)):
        assert y.__array_namespace__() is x.__array_namespace__()
        assert y.dtype is ua.uint16
        y[0, 0] = 9
        assert int(x[0, 0]) == 1


def test_to_device_refuses_devices_of_other_backends(spec: str) -> None:
    x = ua.ones(2, device=spec)
    assert x.to_device(x.device) is x
    assert x.to_device(str(x.device)).device == x.device
    with pytest.raises((ua.DeviceUnavailableError, ValueError)):
        x.to_device("cuda:99")
    own = ua.devices()[spec.partition(":")[0]]
    for other in {device for found in ua.devices().values() for device in found} - {*own}:
        with pytest.raises(ua.DeviceUnavailableError) as caught:
            x.to_device(other)
        assert eval(str(caught.value).partition("\nHint: ")[2], {"ua": ua, "x": x}).device == other


def test_numpy_asarray_reads_an_array(spec: str) -> None:
    x = ua.asarray([1.0, 2.0], device=spec)
    with ua.use(transfer="allow"):
        host: Any = np.asarray(x)
        np.testing.assert_array_equal(host, [1.0, 2.0])
        assert np.asarray(x, dtype=np.float32).dtype == np.float32


def test_asarray_reads_both_64_bit_unsigned_types_of_numpy(spec: str) -> None:
    for kind in ("L", "Q"):
        host = np.asarray([1, 2**63], dtype=kind) if np.dtype(kind).itemsize == 8 else np.asarray([1], dtype="uint64")
        for flag in (None, True):
            x = ua.asarray(host, device=spec, copy=flag)
            assert x.dtype is ua.uint64
            assert x.tolist() == host.tolist()


def test_asarray_converts_large_integers_to_bool(spec: str) -> None:
    assert ua.asarray(10**30, dtype="bool", device=spec).tolist() is True
    assert ua.asarray([0, -(10**30)], dtype="bool", device=spec).tolist() == [False, True]


def test_asarray_stacks_lists_of_arrays_on_their_device(spec: str) -> None:
    x = ua.asarray([1, 2], dtype="int16", device=spec)
    for made, values in (
        (ua.asarray([x[0], 7]), [1, 7]),
        (ua.asarray([[x[0], 3], (4, x[1])]), [[1, 3], [4, 2]]),
        (ua.asarray([x, x]), [[1, 2], [1, 2]]),
    ):
        assert made.__array_namespace__() is x.__array_namespace__()
        assert (made.dtype, made.tolist()) == (ua.int16, values)
    assert ua.asarray([x[0], 0.5]).dtype is ua.float64
    assert ua.asarray([x[0], 2], dtype="float32").dtype is ua.float32
    with pytest.raises(ua.CopyRequiredError):
        ua.asarray([x], copy=False)
    with pytest.raises(ValueError, match="Hint: "):
        ua.asarray([x, x[:1]])


def test_asarray_with_a_device_keeps_the_backend_of_an_array(spec: str) -> None:
    x = ua.asarray([1.0], device=spec)
    for other in specs():
        with ua.use(other):
            for y in (ua.asarray(x, device=x.device), ua.asarray(x, device=str(x.device))):
                assert y.__array_namespace__() is x.__array_namespace__()


def test_format_of_a_scalar_array(spec: str) -> None:
    x = ua.asarray([1.23456, 2.0], device=spec)
    assert f"{x[0]:.2f} {x[1]:6.1f}" == "1.23    2.0"
    assert f"{x}" == str(x)
    with pytest.raises(TypeError, match="Hint: "):
        format(x, ".2f")
