"""Fourier transforms: default dtypes, devices, and sizes for axes in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cupy as cp

from unifyarray.plugin import Hooks, override

from ._devices import at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_UPSTREAM: Final = "https://github.com/cupy/cupy/issues/8248"


def _sized(name: str, doc: str) -> Callable[..., Any]:
    library = getattr(cp.fft, name)

    @override(
        name=name,
        reason="sizes equal to the shape are passed over, whatever the order of the axes, and -1 is no size",
        upstream=_UPSTREAM,
        case=f"fft/{name}/sizes",
    )
    def transform(
        x: Any, /, *, s: Sequence[int] | None = None, axes: Sequence[int] | None = None, norm: Any = "backward"
    ) -> Any:
        if s is None:
            return library(x, None, axes, norm)
        where = range(-len(s), 0) if axes is None else axes
        # A list is never equal to the shape, which is a tuple.
        sizes = [x.shape[axis] if size == -1 else size for size, axis in zip(s, where, strict=True)]
        return library(x, sizes, where, norm)

    transform.__name__ = transform.__qualname__ = name
    transform.__doc__ = doc
    return transform


fftn = _sized("fftn", "Return the transform over several axes.")
ifftn = _sized("ifftn", "Return the inverse of ``fftn``.")
rfftn = _sized("rfftn", "Return the half of the transform of real data that determines it, over several axes.")
irfftn = _sized("irfftn", "Return the inverse of ``rfftn``.")


def _frequencies(name: str, doc: str) -> Callable[..., Any]:
    library = getattr(cp.fft, name)

    @override(
        name=name,
        reason="CuPy's default floating dtype is always float64, and it knows no device",
        case=f"fft/{name}/default_dtype",
        bound=True,
    )
    def frequencies(hooks: Hooks, n: int, /, *, d: float = 1.0, dtype: Any = None, device: Any = None) -> Any:
        with at(hooks, device):
            wanted = hooks.library_dtype(hooks.default_float()) if dtype is None else dtype
            return library(n, d).astype(wanted, copy=False)

    frequencies.__name__ = frequencies.__qualname__ = name
    frequencies.__doc__ = doc
    return frequencies


fftfreq = _frequencies("fftfreq", "Return the frequencies of a transform.")
rfftfreq = _frequencies("rfftfreq", "Return the frequencies of a transform of real data.")
