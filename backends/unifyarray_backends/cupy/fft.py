"""Fourier transforms: default dtypes, devices, and sizes (``s=``) for axes in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cupy as cp

from unifyarray.plugin import Hooks, override

from ._devices import current_device

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_UPSTREAM: Final = "https://github.com/cupy/cupy/issues/8248"


def _override_sizes(name: str, doc: str) -> Callable[..., Any]:
    library = getattr(cp.fft, name)

    @override(
        name=name,
        reason="CuPy ignores s= if it equals the shape, even if axes= has another order, and does not accept -1",
        upstream=_UPSTREAM,
        case=f"fft/{name}/sizes",
    )
    def transform(
        x: Any, /, *, s: Sequence[int] | None = None, axes: Sequence[int] | None = None, norm: Any = "backward"
    ) -> Any:
        if s is None:
            return library(x, None, axes, norm)
        along = range(-len(s), 0) if axes is None else axes
        # Pass a list: it never equals the shape, which is a tuple, so CuPy does not ignore it.
        sizes = [x.shape[axis] if size == -1 else size for size, axis in zip(s, along, strict=True)]
        return library(x, sizes, along, norm)

    transform.__name__ = transform.__qualname__ = name
    transform.__doc__ = doc
    return transform


fftn = _override_sizes("fftn", "Return the transform over several axes.")
ifftn = _override_sizes("ifftn", "Return the inverse of ``fftn``.")
rfftn = _override_sizes("rfftn", "Return the non-redundant half of the transform of real data, over several axes.")
irfftn = _override_sizes("irfftn", "Return the inverse of ``rfftn``.")


def _override_frequencies(name: str, doc: str) -> Callable[..., Any]:
    library = getattr(cp.fft, name)

    @override(
        name=name,
        reason="CuPy's default floating dtype is always float64, and it ignores device=",
        case=f"fft/{name}/default_dtype",
        bound=True,
    )
    def frequencies(hooks: Hooks, n: int, /, *, d: float = 1.0, dtype: Any = None, device: Any = None) -> Any:
        with current_device(hooks, device):
            wanted = hooks.library_dtype(hooks.default_float()) if dtype is None else dtype
            return library(n, d).astype(wanted, copy=False)

    frequencies.__name__ = frequencies.__qualname__ = name
    frequencies.__doc__ = doc
    return frequencies


fftfreq = _override_frequencies("fftfreq", "Return the sample frequencies of a transform.")
rfftfreq = _override_frequencies("rfftfreq", "Return the sample frequencies of a transform of real data.")
