"""Data type functions: the limits of dtypes as Python numbers, and casts of complex numbers."""

from __future__ import annotations

from typing import Any

import array_api_compat.numpy as base

from unifyarray.plugin import override

from .._numpy_like.data_type_functions import (
    FloatInfo,
    IntegerInfo,
    check_keeps_imaginary_part,
    float_limits,
    integer_limits,
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
