"""Linear algebra functions of the main namespace: products of bfloat16, long dot products."""

from __future__ import annotations

import functools
from typing import Any, Final

import numpy as np

from unifyarray.plugin import override

from .._agnostic.accuracy import LONG
from ._bfloat16 import override_for_bfloat16, through_float32
from ._blocked_sums import is_half
from ._norms import vecdot as long_vecdot
from ._unwrapped import unwrapped

UNWRAPPED: Final = unwrapped("linear_algebra_functions", np, "matmul", "matrix_transpose", "tensordot")

_override_product: Final = functools.partial(
    override_for_bfloat16,
    reason="NumPy's products of bfloat16 are float32",
    upstream="https://github.com/jax-ml/ml_dtypes/issues/235",
    module=__name__,
)

matmul = _override_product("matmul", through_float32(np.matmul))
_own_vecdot: Final[Any] = np.vecdot  # its types lack the axis
#: The dtypes whose short dot products are NumPy's own.
_PLAIN: Final = frozenset("fdFD")
_library_vecdot: Final[Any] = through_float32(np.vecdot)


@override(
    reason="NumPy adds the products one by one if BLAS does not support the strides",
    upstream="https://github.com/numpy/numpy/issues/9393",
    case="linear_algebra_functions/vecdot/long",
)
def vecdot(x1: Any, x2: Any, /, *, axis: int = -1, **kwargs: Any) -> Any:
    """Return the dot product along an axis; the first array is conjugated."""
    if (
        type(x1) is np.ndarray is type(x2)
        and x1.dtype is x2.dtype
        and x1.dtype.char in _PLAIN
        and not kwargs
        and (x1.size <= LONG or (-x1.ndim <= axis < x1.ndim and x1.shape[axis] <= LONG))
    ):
        return _own_vecdot(x1, x2, axis=axis)  # the frequent case
    if (
        type(x1) is not np.ndarray
        or type(x2) is not np.ndarray
        or x1.size <= LONG
        or kwargs
        or not -min(x1.ndim, x2.ndim) <= axis < min(x1.ndim, x2.ndim)
        or x1.shape[axis] <= LONG
        or (dtype := np.result_type(x1, x2)).kind in "iub"
    ):
        return _library_vecdot(x1, x2, axis=axis, **kwargs)
    if is_half(dtype):
        return long_vecdot(x1.astype(np.float32), x2.astype(np.float32), axis).astype(dtype)
    return long_vecdot(x1, x2, axis)
