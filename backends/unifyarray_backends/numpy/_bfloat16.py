"""Functions that compute with bfloat16 in float32; nothing changes if ml_dtypes is not installed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from unifyarray.plugin import override

from .._numpy_like.dtypes import BFLOAT16

F = TypeVar("F", bound=Callable[..., Any])


def through_float32(function: F) -> F:
    """Return a function that computes with bfloat16 in float32 and rounds the result to bfloat16.

    ml_dtypes provides the elementwise functions. NumPy's other functions give wrong results for its bfloat16: a sum is
    rounded at every step, matrix products are float32, and a sort puts NaN at arbitrary positions. If ml_dtypes is not
    installed, the function itself is returned.
    """
    if BFLOAT16 is None:
        return function

    @functools.wraps(function)
    def wide(x: Any, /, *args: Any, **kwargs: Any) -> Any:
        dtype = kwargs.get("dtype")
        if getattr(x, "dtype", None) is not BFLOAT16 and dtype is not BFLOAT16:
            return function(x, *args, **kwargs)
        if dtype is not None:
            out = function(_to_float32(x), *args, **kwargs | {"dtype": np.float32 if dtype is BFLOAT16 else dtype})
            return out.astype(dtype, copy=False)
        options = {name: _to_float32(value) for name, value in kwargs.items()}
        out = function(_to_float32(x), *map(_to_float32, args), **options)
        if isinstance(out, tuple):
            return type(out)(*map(_to_bfloat16, out))
        return _to_bfloat16(out)

    return wide  # type: ignore[return-value]


def _to_float32(x: Any) -> Any:
    return x.astype(np.float32) if getattr(x, "dtype", None) is BFLOAT16 else x


def _to_bfloat16(x: Any) -> Any:
    return x.astype(BFLOAT16) if x.dtype == np.float32 else x


def override_for_bfloat16(
    name: str, function: Callable[..., Any], *, reason: str, upstream: str | None = None, module: str
) -> Callable[..., Any]:
    """Declare a function that ``through_float32`` made as an override.

    Parameters
    ----------
    name : str
        The function's name in the namespace.
    function : callable
        The function.
    reason : str
        What NumPy's own function does wrong with bfloat16.
    upstream : str, optional
        Address of the upstream issue.
    module : str
        The section module that declares the override.

    Returns
    -------
    callable
        The function; without an override if ml_dtypes is not installed, because NumPy's own function conforms then.
    """
    if BFLOAT16 is None:
        return function
    function.__module__ = module
    return override(name=name, reason=reason, case=f"half_floats/{name}/value", upstream=upstream)(function)
