"""Functions of array-api-extra return Arrays on the device of their inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import array_api_extra as xpx
import numpy as np
import pytest

import unifyarray as ua

P = np.asarray([0.5, -1.0, np.nan, 2.0])
N = np.asarray([3, 1, 0, 1])
M = np.asarray([[1.0, 2.0], [3.0, 5.0]])

Make = Callable[[Any], Any]
CASES: dict[str, Callable[[Make], Any]] = {
    "angle": lambda a: xpx.angle(a(P + 1j)),
    "apply_where": lambda a: xpx.apply_where(a(P) > 0, a(P), lambda x: x * 2, lambda x: -x),
    "argpartition": lambda a: xpx.argpartition(a(N), 1)[:1],
    "at add": lambda a: xpx.at(a(P), slice(1, 3)).add(1.0),
    "at set": lambda a: xpx.at(a(P), a(P) > 0).set(7.0),
    "atleast_nd": lambda a: xpx.atleast_nd(a(P), ndim=2),
    "cov": lambda a: xpx.cov(a(M)),
    "create_diagonal": lambda a: xpx.create_diagonal(a(P)),
    "deg2rad": lambda a: xpx.deg2rad(a(P)),
    "isclose": lambda a: xpx.isclose(a(P), a(P), equal_nan=True),
    "isin": lambda a: xpx.isin(a(N), a(N[:1])),
    "kron": lambda a: xpx.kron(a(M), a(M)),
    "lazy_apply": lambda a: xpx.lazy_apply(np.flip, a(M), as_numpy=True),
    "nan_to_num": lambda a: xpx.nan_to_num(a(P)),
    "nanmax": lambda a: xpx.nanmax(a(P)),
    "nanmin": lambda a: xpx.nanmin(a(P)),
    "nanmean": lambda a: xpx.nanmean(a(P)),
    "nansum": lambda a: xpx.nansum(a(P)),
    "nunique": lambda a: xpx.nunique(a(N)),
    "one_hot": lambda a: xpx.one_hot(a(N), 4),
    "pad": lambda a: xpx.pad(a(P), 2),
    "partition": lambda a: xpx.partition(a(N), 1)[1],
    "rad2deg": lambda a: xpx.rad2deg(a(P)),
    "searchsorted": lambda a: xpx.searchsorted(a(np.arange(3)), a(N)),
    "setdiff1d": lambda a: xpx.setdiff1d(a(N), a(N[:1])),
    "sinc": lambda a: xpx.sinc(a(P)),
    "union1d": lambda a: xpx.union1d(a(N), a(N)),
    "unravel_index": lambda a: xpx.unravel_index(a(N), (2, 2))[0],
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_function_returns_an_array_on_the_same_device(name: str, spec: str) -> None:
    result = CASES[name](lambda data: ua.asarray(data, device=spec, copy=True))
    assert isinstance(result, ua.Array)
    assert result.__array_namespace__() is ua.namespace(spec)
    np.testing.assert_allclose(ua.to_numpy(result), np.asarray(CASES[name](np.array)), rtol=1e-12)


def test_every_function_has_a_case() -> None:
    namespace_functions = {"broadcast_shapes", "default_dtype", "diag_indices", "tril_indices", "triu_indices"}
    deprecated = {"expand_dims"}
    tried = {name.split()[0] for name in CASES} | namespace_functions | deprecated | {"testing", "__version__"}
    assert set(xpx.__all__) <= tried


def test_functions_with_a_namespace_return_arrays(spec: str) -> None:
    xp = ua.namespace(spec)
    assert xpx.default_dtype(xp) is ua.float64
    for make in (lambda xp: xpx.tril_indices(3, xp=xp), lambda xp: xpx.diag_indices(2, xp=xp)):
        for x, expected in zip(make(xp), make(np), strict=True):
            assert isinstance(x, ua.Array)
            np.testing.assert_array_equal(ua.to_numpy(x), expected)


def test_assertions_compare_arrays(spec: str) -> None:
    x = ua.asarray(M, device=spec)
    xpx.testing.assert_close(x, x + 1e-12)
    with pytest.raises(AssertionError):
        xpx.testing.assert_equal(x, x + 1)
