"""Fourier transforms: default dtypes, and sizes without axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unifyarray._backend import override
from unifyarray._hooks import Hooks

from ._dtypes import NATIVE, Array
from .creation_functions import check_device

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIZES = "NumPy deprecates sizes without axes, which the standard allows: they are those of the last axes"
_UPSTREAM = "https://github.com/numpy/numpy/pull/25495"


def _axes(s: Sequence[int] | None, axes: Sequence[int] | None) -> Sequence[int] | None:
    return range(-len(s), 0) if axes is None and s is not None else axes


@override(reason=_SIZES, upstream=_UPSTREAM, case="fft/fftn/sizes")
def fftn(
    x: Any, /, *, s: Sequence[int] | None = None, axes: Sequence[int] | None = None, norm: Any = "backward"
) -> Array:
    """Return the transform over several axes."""
    return np.fft.fftn(x, s, _axes(s, axes), norm)


@override(reason=_SIZES, upstream=_UPSTREAM, case="fft/ifftn/sizes")
def ifftn(
    x: Any, /, *, s: Sequence[int] | None = None, axes: Sequence[int] | None = None, norm: Any = "backward"
) -> Array:
    """Return the inverse of ``fftn``."""
    return np.fft.ifftn(x, s, _axes(s, axes), norm)


@override(reason=_SIZES, upstream=_UPSTREAM, case="fft/rfftn/sizes")
def rfftn(
    x: Any, /, *, s: Sequence[int] | None = None, axes: Sequence[int] | None = None, norm: Any = "backward"
) -> Array:
    """Return the half of the transform of real data that determines it, over several axes."""
    return np.fft.rfftn(x, s, _axes(s, axes), norm)


@override(reason=_SIZES, upstream=_UPSTREAM, case="fft/irfftn/sizes")
def irfftn(
    x: Any, /, *, s: Sequence[int] | None = None, axes: Sequence[int] | None = None, norm: Any = "backward"
) -> Array:
    """Return the inverse of ``rfftn``."""
    return np.fft.irfftn(x, s, _axes(s, axes), norm)


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
