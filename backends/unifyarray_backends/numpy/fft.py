"""Fourier transforms: default dtypes, sizes (``s=``) without axes, and axes without elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from unifyarray.plugin import Hooks, override

from .._numpy_like.dtypes import NATIVE, Array
from ._unwrapped import unwrapped
from .creation_functions import check_device

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

UNWRAPPED: Final = unwrapped("fft", np.fft, "fft", "fftshift", "ifft", "ifftshift", "ihfft", "rfft")

_SIZES = "NumPy deprecates s= without axes=, which the standard allows: s belongs to the last axes"
_UPSTREAM = "https://github.com/numpy/numpy/pull/25495"


def _with_element(x: Any, axis: int) -> Any:
    """Return an array with a zero along an axis that has no elements; any other array unchanged."""
    if -x.ndim <= axis < x.ndim and not x.shape[axis]:
        shape = list(x.shape)
        shape[axis] = 1
        return np.zeros(shape, x.dtype)
    return x


def _override_of_half(name: str, doc: str) -> Callable[..., Any]:
    library: Callable[..., Array] = getattr(np.fft, name)

    @override(
        name=name,
        reason="NumPy returns uninitialised memory if the axis has no elements",
        case=f"fft/{name}/padded",
    )
    def transform(x: Any, /, *, n: int | None = None, axis: int = -1, norm: Any = "backward") -> Array:
        return library(x if n is None else _with_element(x, axis), n, axis, norm)

    transform.__name__ = transform.__qualname__ = name
    transform.__doc__ = doc
    return transform


hfft = _override_of_half("hfft", "Return the transform of half a spectrum, which is real.")
irfft = _override_of_half("irfft", "Return the inverse of ``rfft``.")


def _override_sizes(name: str, doc: str) -> Callable[..., Any]:
    library: Callable[..., Array] = getattr(np.fft, name)

    @override(name=name, reason=_SIZES, upstream=_UPSTREAM, case=f"fft/{name}/sizes")
    def transform(
        x: Any, /, *, s: Sequence[int] | None = None, axes: Sequence[int] | None = None, norm: Any = "backward"
    ) -> Array:
        if s is None:
            return library(x, s, axes, norm)
        along = range(-len(s), 0) if axes is None else axes
        if name == "irfftn" and x.size == 0 and along:
            x = _with_element(x, along[-1])  # NumPy returns uninitialised memory for an axis without elements
        return library(x, s, along, norm)

    transform.__name__ = transform.__qualname__ = name
    transform.__doc__ = doc
    return transform


fftn = _override_sizes("fftn", "Return the transform over several axes.")
ifftn = _override_sizes("ifftn", "Return the inverse of ``fftn``.")
rfftn = _override_sizes("rfftn", "Return the non-redundant half of the transform of real data, over several axes.")
irfftn = _override_sizes("irfftn", "Return the inverse of ``rfftn``.")


_DEFAULT_FLOAT = "NumPy's default floating dtype is always float64"


@override(reason=_DEFAULT_FLOAT, case="fft/fftfreq/default_dtype", bound=True)
def fftfreq(hooks: Hooks, n: int, /, *, d: float = 1.0, dtype: Any = None, device: Any = None) -> Array:
    """Return the sample frequencies of a transform."""
    check_device(device)
    return np.fft.fftfreq(n, d).astype(NATIVE[hooks.default_float()] if dtype is None else dtype, copy=False)


@override(reason=_DEFAULT_FLOAT, case="fft/rfftfreq/default_dtype", bound=True)
def rfftfreq(hooks: Hooks, n: int, /, *, d: float = 1.0, dtype: Any = None, device: Any = None) -> Array:
    """Return the sample frequencies of a transform of real data."""
    check_device(device)
    return np.fft.rfftfreq(n, d).astype(NATIVE[hooks.default_float()] if dtype is None else dtype, copy=False)
