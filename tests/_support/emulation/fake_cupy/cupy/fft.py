"""The fake's Fourier transforms: sizes equal to the array's shape are ignored, even for axes in another order."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from ._functions import fill
from ._ndarray import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable


def _sized(values: Callable[..., Any]) -> Callable[..., Any]:
    def function(a: Any, s: Any = None, axes: Any = None, norm: Any = None) -> Any:
        if s is not None and axes is None:
            axes = range(-len(s), 0)
        if s is not None and s == a.shape:  # https://github.com/cupy/cupy/issues/8248
            s = None
        if s is not None and min(s) < 1:
            raise ValueError(f"Invalid number of FFT data points ({min(s)}) specified.")
        return values(a, s, axes, norm)

    return function


fill(
    sys.modules[__name__],
    "fft",
    np.fft,
    {name: _sized(getattr(np.fft, name)) for name in ("fftn", "ifftn", "rfftn", "irfftn")},
)
__all__ = [name for name in NAMES["fft"] if name in globals()]
