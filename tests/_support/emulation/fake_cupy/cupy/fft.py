"""The fake's Fourier transforms: sizes equal to the array's shape are ignored, even for axes in another order.

Unlike NumPy, CuPy fills an axis without elements with zeros.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from ._functions import fill
from ._ndarray import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable


def _with_element(a: Any, axis: int) -> Any:
    if a.ndim and not a.shape[axis]:
        return np.zeros([1 if i == axis % a.ndim else n for i, n in enumerate(a.shape)], a.dtype)
    return a


def _of_half(values: Callable[..., Any]) -> Callable[..., Any]:
    def function(a: Any, n: Any = None, axis: Any = -1, norm: Any = None) -> Any:
        return values(_with_element(a, axis) if n is not None else a, n, axis, norm)

    return function


def _sized(values: Callable[..., Any]) -> Callable[..., Any]:
    def function(a: Any, s: Any = None, axes: Any = None, norm: Any = None) -> Any:
        if s is not None and axes is None:
            axes = range(-len(s), 0)
        if s is not None and s == a.shape:  # https://github.com/cupy/cupy/issues/8248
            s = None
        if s is not None and min(s) < 1:
            raise ValueError(f"Invalid number of FFT data points ({min(s)}) specified.")
        if s is not None and values is np.fft.irfftn:
            a = _with_element(a, axes[-1])
        return values(a, s, axes, norm)

    return function


fill(
    sys.modules[__name__],
    "fft",
    np.fft,
    {name: _sized(getattr(np.fft, name)) for name in ("fftn", "ifftn", "rfftn", "irfftn")}
    | {name: _of_half(getattr(np.fft, name)) for name in ("hfft", "irfft")},
)
__all__ = [name for name in NAMES["fft"] if name in globals()]
