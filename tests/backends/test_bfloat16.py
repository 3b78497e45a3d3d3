"""bfloat16 on NumPy, with and without ml_dtypes, and between NumPy and others."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pytest

import unifyarray as ua
from tests._support import specs

if TYPE_CHECKING:
    from tests._support import Python

#: Specifications of devices that support it.
BFLOAT16_DEVICES = [spec for spec in specs() if ua.bfloat16 in ua.namespace(spec).native.hooks.dtypes]


def test_numpy_without_ml_dtypes_raises_with_hint_to_install(python: Python) -> None:
    program = """
    import sys
    sys.modules["ml_dtypes"] = None
    import pickle
    import numpy as np, unifyarray as ua

    xp = ua.namespace("numpy").native
    assert [n for n in ("matmul", "unique_all") if getattr(xp, n) is not getattr(np, n)] == []
    assert ua.bfloat16 not in xp.hooks.dtypes
    failed = []

    def attempt(function):
        try:
            function()
        except TypeError as error:
            failed.append("NumPy has bfloat16 only if ml_dtypes is installed.\\nHint: pip install" in str(error))

    attempt(lambda: ua.zeros(3, dtype="bfloat16"))
    attempt(lambda: ua.astype(ua.zeros(3), ua.bfloat16))
    attempt(lambda: ua.asarray([1.0], dtype=ua.bfloat16))
    assert failed == [True] * 3, failed
    for spec, info in ua.backends().items():
        if info.state != "available" or ua.bfloat16 not in ua.namespace(spec).native.hooks.dtypes:
            continue
        x = ua.namespace(spec).ones(2, dtype="bfloat16")
        attempt(lambda: ua.to_numpy(x))
        attempt(lambda: ua.convert(x, "numpy"))
        assert ua.convert(x, "numpy", dtype="float32").tolist() == x.tolist() == [1.0, 1.0]
        again = pickle.loads(pickle.dumps(x))
        assert (again.dtype, again.tolist(), repr(again)) == (x.dtype, x.tolist(), repr(x))
    assert all(failed), failed
    """
    done = python("-c", textwrap.dedent(program))
    assert done.returncode == 0, done.stderr


def test_ml_dtypes_arrays_are_wrapped_without_copy() -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    host = np.asarray([1.0, 2.5], dtype=ml_dtypes.bfloat16)
    for spec in BFLOAT16_DEVICES:
        x = ua.asarray(host, device=spec)
        assert (x.dtype, x.tolist()) == (ua.bfloat16, [1.0, 2.5])
        assert ua.to_numpy(x).dtype == host.dtype
        if x.device == "cpu":
            x[0] = 3.0
            assert host[0] == 3.0
            assert ua.to_numpy(ua.asarray(host[::-1], device=spec)).tolist() == [2.5, 3.0]
            host[0] = 1.0
    assert ua.asarray([1.0], dtype=ml_dtypes.bfloat16).dtype is ua.bfloat16


@pytest.mark.parametrize("value", [0.1, 1 + 2.0**-8, 1 + 2.0**-8 + 2.0**-20, 3.4e38, -1e-40, 2**24 + 1, 12345678901])
def test_rounding_is_same_on_all_devices(value: float) -> None:
    found = {
        spec: [
            repr(ua.asarray(value, dtype="bfloat16", device=spec).item()),
            repr(ua.astype(ua.asarray(value, device=spec), "bfloat16").item()),
            repr(ua.astype(ua.asarray(value, dtype="float32", device=spec), "bfloat16").item()),
        ]
        for spec in BFLOAT16_DEVICES
    }
    assert len({tuple(values) for values in found.values()}) == 1, found
