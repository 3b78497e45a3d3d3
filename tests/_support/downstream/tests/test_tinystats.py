"""The tests run on every backend and device."""

import pytest
from tinystats import standardized

import unifyarray as ua
from unifyarray.testing import assert_close, assert_equal


@pytest.mark.ua_dtypes("float32", "float64")
def test_arrays(ua_xp, ua_device, ua_dtype):
    x = ua_xp.asarray([1.0, 3.0], dtype=ua_dtype, device=ua_device)
    assert_close(standardized(x), ua_xp.asarray([-1.0, 1.0], dtype=ua_dtype), xp=ua_xp)


@pytest.mark.ua_dtypes("real floating")
def test_native_arrays(ua_native_xp, ua_dtype):
    x = ua_native_xp.asarray([2, 2], dtype=ua_dtype)
    assert_equal(standardized(x), ua_native_xp.zeros(2, dtype=ua_dtype), xp=ua_native_xp)


@pytest.mark.parametrize(("scale", "largest"), [("unit", 1.0), ("percent", 100.0)])
def test_scales(ua_xp, scale, largest):
    assert float(ua_xp.max(standardized(ua_xp.asarray([1.0, 3.0]), scale))) == pytest.approx(largest)


def test_selection(ua_device):
    x = ua.ones(2)
    assert x.device == ua_device
    assert ua.array_namespace(ua.ones(2, device=ua_device)) is ua.array_namespace(x)


@pytest.mark.ua_skip("torch", reason="takes NumPy arrays only")
def test_one_backend(ua_xp):
    assert "torch" not in ua_xp.__name__


@pytest.mark.ua_xfail("numpy:cpu", reason="shows a failure that is expected", raises=ZeroDivisionError)
def test_expected_failure(ua_xp):
    assert ua_xp is not ua.namespace("numpy") or 1 / 0
