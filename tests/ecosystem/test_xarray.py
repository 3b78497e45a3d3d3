"""xarray wraps an Array and computes on its device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import xarray as xr

import unifyarray as ua

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = np.arange(12.0).reshape(3, 4)

CASES: dict[str, Callable[[Any], Any]] = {
    "arithmetic": lambda a: a * 2 - a,
    "broadcasting": lambda a: a + a.isel(i=0),
    "ufunc": lambda a: np.sin(a),
    "apply_ufunc": lambda a: xr.apply_ufunc(abs, a),
    "selection": lambda a: a.isel(i=[0, 2], j=slice(1, None)),
    "by label": lambda a: a.sel(j=[10, 30]),
    "mean": lambda a: a.mean("i", skipna=False),
    "sum": lambda a: a.sum(skipna=False),
    "max": lambda a: a.max("j", skipna=False),
    "any": lambda a: (a > 3).any("i"),
    "transpose": lambda a: a.transpose("j", "i"),
    "concat": lambda a: xr.concat([a, a], "i"),
    "stack": lambda a: a.stack(k=("i", "j")),
    "roll": lambda a: a.roll(i=1),
    "clip": lambda a: a.clip(1.0, 5.0),
    "sortby": lambda a: a.sortby("j", ascending=False),
    "expand_dims": lambda a: a.expand_dims("k"),
    "fillna": lambda a: a.fillna(0.0),
    "astype": lambda a: a.astype("float32"),
    "copy": lambda a: a.copy(),
}


@pytest.mark.parametrize("name", CASES)
def test_operation_returns_an_array(name: str, spec: str) -> None:
    x = ua.asarray(DATA, device=spec)
    coords = {"j": [10, 20, 30, 40]}
    result = CASES[name](xr.DataArray(x, dims=("i", "j"), coords=coords))
    assert isinstance(result.data, ua.Array)
    assert result.data.__array_namespace__() is x.__array_namespace__()
    expected = CASES[name](xr.DataArray(DATA, dims=("i", "j"), coords=coords))
    assert result.dims == expected.dims
    np.testing.assert_allclose(ua.to_numpy(result.data), expected.data)


def test_repr_shows_the_array(spec: str) -> None:
    wrapped = xr.DataArray(ua.asarray(DATA, device=spec), dims=("i", "j"))
    assert "Array(" in repr(wrapped)
    assert "<pre" in wrapped._repr_html_()
    assert "float64" in repr(xr.Dataset({"a": wrapped}))
