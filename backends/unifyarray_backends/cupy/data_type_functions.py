"""Data type functions: the limits of dtypes as Python numbers, and casts of complex numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cupy as cp

from unifyarray.plugin import Hooks, override

from .._numpy_like.data_type_functions import (
    FloatInfo,
    IntegerInfo,
    check_keeps_imaginary_part,
    float_limits,
    integer_limits,
    result_dtype,
)
from ._devices import current_device

if TYPE_CHECKING:
    import numpy as np


@override(
    reason="drops the imaginary part of complex numbers, with a warning, and ignores device=",
    case="data_type_functions/astype/extremes",
    bound=True,
)
def astype(hooks: Hooks, x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    """Return an array in another dtype."""
    check_keeps_imaginary_part(x, dtype)
    with current_device(hooks, device):
        moved = x if device is None else cp.asarray(x)
        return moved.astype(dtype, copy=copy and moved is x)


@override(
    reason="CuPy uses NumPy's limits, which are NumPy scalars, some of them float32",
    upstream="https://github.com/numpy/numpy/issues/20501",
    case="data_type_functions/finfo/limits",
)
def finfo(type_: Any, /) -> FloatInfo:
    """Return the limits of a floating dtype or of an array's dtype."""
    return float_limits(type_)


@override(
    reason="NumPy raises ValueError for a dtype that is not an integer dtype",
    case="data_type_functions/iinfo/errors",
)
def iinfo(type_: Any, /) -> IntegerInfo:
    """Return the limits of an integer dtype or of an array's dtype."""
    return integer_limits(type_)


@override(
    reason="CuPy's default floating dtype is always float64",
    case="data_type_functions/result_type/default",
    bound=True,
)
def result_type(hooks: Hooks, *arrays_and_dtypes: Any) -> np.dtype[Any]:
    """Return the dtype that arrays, dtypes and scalars promote to."""
    return result_dtype(cp, hooks, arrays_and_dtypes)
