"""Data type functions: the limits of dtypes as Python numbers, and casts of complex numbers."""

from __future__ import annotations

from typing import Any

import array_api_compat.numpy as base
import numpy as np

from unifyarray.plugin import Hooks, override

from .._numpy_like.data_type_functions import (
    FloatInfo,
    IntegerInfo,
    check_keeps_imaginary_part,
    float_limits,
    integer_limits,
    result_dtype,
)


@override(
    reason="drops the imaginary part of complex numbers, with a warning",
    case="data_type_functions/astype/extremes",
)
def astype(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    """Return an array in another dtype."""
    check_keeps_imaginary_part(x, dtype)
    return base.astype(x, dtype, copy=copy, device=device)


@override(
    reason="NumPy's limits are NumPy scalars, some of them float32",
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
    reason="NumPy's default floating dtype is always float64",
    case="data_type_functions/result_type/default",
    bound=True,
)
def result_type(hooks: Hooks, *arrays_and_dtypes: Any) -> np.dtype[Any]:
    """Return the dtype that arrays, dtypes and scalars promote to."""
    return result_dtype(np, hooks, arrays_and_dtypes)
