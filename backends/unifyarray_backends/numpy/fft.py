"""Fourier transforms: default dtypes, and sizes (``s=``) without axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from unifyarray.plugin import Hooks, override

from .._numpy_like.dtypes import NATIVE, Array
from ._unwrapped import unwrapped
from .creation_functions import check_device

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

UNWRAPPED: Final = unwrapped("fft", np.fft, "fft", "fftshift", "hfft", "ifft", "ifftshift", "ihfft", "irfft", "rfft")

_SIZES = "NumPy deprecates s= without axes=, which the standard allows: s belongs to the last axes"
_UPSTREAM = "https://github.com/numpy/numpy/pull/25495"


def _override_sizes(name: str, doc: str) -> Callable[..., Any]:
    library: Callable[..., Array] = getattr(np.fft, name)

    @override(name=name, reason=_SIZES, upstream=_UPSTREAM, case=f"fft/{name}/sizes")
    def transform(
        x: Any, /, *, s: Sequence[int] | None = None, axes: Sequence[int] | None = None, norm: Any = "backward"
    ) -> Array:
        return library(x, s, range(-len(s), 0) if axes is None and s is not None else axes, norm)

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
