"""What NumPy's own functions do to bfloat16, mended where ml_dtypes is installed; without, there is nothing to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from unifyarray._backend.backend import Override, override

from ._dtypes import BFLOAT16, widened

if TYPE_CHECKING:
    from collections.abc import Callable

_sum = widened(np.sum)


def _quick_sum(x: Any, /, *, axis: Any = None, dtype: Any = None, keepdims: Any = False, **kwargs: Any) -> Any:
    """Return the sum; of other dtypes as quickly as without this function, by what ``numpy.sum`` calls in the end."""
    if type(x) is not np.ndarray or x.dtype is BFLOAT16 or dtype is BFLOAT16 or kwargs:
        return _sum(x, axis=axis, dtype=dtype, keepdims=keepdims, **kwargs)
    return np.add.reduce(x, axis, dtype, None, keepdims=keepdims)


def _mended(reason: str, upstream: str | None, **functions: Callable[..., Any]) -> tuple[Override, ...]:
    if BFLOAT16 is None:
        return ()
    declared: list[Any] = [
        override(
            name=name,
            reason=f"of bfloat16, {reason}",
            case=f"half_floats/{name}/value",
            upstream=upstream,
        )(function)
        for name, function in functions.items()
    ]
    return tuple(function.__override__ for function in declared)


MAIN: Final = (
    *_mended(
        "NumPy adds up in bfloat16, where 256 + 1 is 256",
        "https://github.com/jax-ml/ml_dtypes/issues/63",
        sum=_quick_sum,
        cumulative_sum=widened(np.cumulative_sum),
        cumulative_prod=widened(np.cumulative_prod),
    ),
    *_mended(
        "NumPy's products are float32",
        "https://github.com/jax-ml/ml_dtypes/issues/235",
        matmul=widened(np.matmul),
        vecdot=widened(np.vecdot),
    ),
    *_mended(
        "NumPy sorts NaN anywhere", None, unique_all=widened(np.unique_all), unique_counts=widened(np.unique_counts)
    ),
)
