"""Data type functions: limits in Python numbers, and casts that do not drop what they should not."""

from __future__ import annotations

from typing import Any

import cupy as cp
import numpy as np

from unifyarray._backend.backend import override
from unifyarray._backend.hooks import Hooks
from unifyarray._core.errors import message

from ..numpy import data_type_functions as numpys
from ._devices import at


@override(
    reason="drops the imaginary part of complex numbers, with a warning, and knows no device",
    case="data_type_functions/astype/extremes",
    bound=True,
)
def astype(hooks: Hooks, x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    """Return an array in another dtype."""
    if x.dtype.kind == "c" and np.dtype(dtype).kind not in "cb":
        raise TypeError(message(f"{x.dtype} to {np.dtype(dtype)} would drop the imaginary part", "xp.real(x) first"))
    with at(hooks, device):
        moved = x if device is None else cp.asarray(x)
        return moved.astype(dtype, copy=copy and moved is x)


@override(
    reason="NumPy's limits, which are CuPy's, are NumPy scalars, float32 among them",
    upstream="https://github.com/numpy/numpy/issues/20501",
    case="data_type_functions/finfo/limits",
)
def finfo(type_: Any, /) -> numpys.FloatInfo:
    """Return the limits of a floating dtype or of an array's."""
    return numpys.finfo(type_)


@override(
    reason="for a dtype that is not an integer's, NumPy raises ValueError",
    case="data_type_functions/iinfo/errors",
)
def iinfo(type_: Any, /) -> numpys.IntegerInfo:
    """Return the limits of an integer dtype or of an array's."""
    return numpys.iinfo(type_)
