"""Fourier transforms: default dtypes, and sizes without axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unifyarray._backend.backend import override
from unifyarray._backend.hooks import Hooks

from ._dtypes import NATIVE, Array
from .creation_functions import check_device

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SIZES = "NumPy deprecates sizes without axes, which the standard allows: they are those of the last axes"
_UPSTREAM = "https://github.com/numpy/numpy/pull/25495"


def _sized(name: str, doc: str) -> Callable[..., Any]:
    library: Callable[..., Array] = getattr(np.fft, name)

    @override(name=name, reason=_SIZES, upstream=_UPSTREAM, case=f"fft/{name}/sizes")
    def transform(
        x: Any, /, *, s: Sequence[int] | None = None, axes: Sequence[int] | None = None, norm: Any = "backward"
    ) -> Array:
        return library(x, s, range(-len(s), 0) if axes is None and s is not None else axes, norm)

    transform.__name__ = transform.__qualname__ = name
    transform.__doc__ = doc
    return transform


fftn = _sized("fftn", "Return the transform over several axes.")
ifftn = _sized("ifftn", "Return the inverse of ``fftn``.")
rfftn = _sized("rfftn", "Return the half of the transform of real data that determines it, over several axes.")
irfftn = _sized("irfftn", "Return the inverse of ``rfftn``.")


_DEFAULT_FLOAT = "NumPy's default floating dtype is always float64"


@override(reason=_DEFAULT_FLOAT, case="fft/fftfreq/default_dtype", bound=True)
def fftfreq(hooks: Hooks, n: int, /, *, d: float = 1.0, dtype: Any = None, device: Any = None) -> Array:
    """Return the frequencies of a transform."""
    check_device(device)
    return np.fft.fftfreq(n, d).astype(NATIVE[hooks.default_float()] if dtype is None else dtype, copy=False)


@override(reason=_DEFAULT_FLOAT, case="fft/rfftfreq/default_dtype", bound=True)
def rfftfreq(hooks: Hooks, n: int, /, *, d: float = 1.0, dtype: Any = None, device: Any = None) -> Array:
    """Return the frequencies of a transform of real data."""
    check_device(device)
    return np.fft.rfftfreq(n, d).astype(NATIVE[hooks.default_float()] if dtype is None else dtype, copy=False)
