"""Indexing functions: check bounds, which CuPy wraps around."""

from __future__ import annotations

from typing import Any, Final

import cupy as cp

from unifyarray.plugin import message, override

from . import _indexing

_REASON: Final = "indices out of bounds wrap around"
_UPSTREAM: Final = "https://github.com/chainer/chainer/issues/4648"


@override(reason=_REASON, upstream=_UPSTREAM, case="indexing_functions/take/bounds")
def take(x: Any, indices: Any, /, *, axis: int | None = None, **kwargs: Any) -> Any:
    """Return elements along an axis."""
    if axis is None:
        if x.ndim != 1:
            raise ValueError(
                message(f"take from an array of {x.ndim} dimensions needs an axis", "xp.take(x, indices, axis=0)")
            )
        axis = 0
    _indexing.check_bounds([(axis, indices)], x.shape)
    return cp.take(x, _indexing.as_index(indices), axis, **kwargs)


@override(reason=_REASON, upstream=_UPSTREAM, case="indexing_functions/take_along_axis/bounds")
def take_along_axis(x: Any, indices: Any, /, *, axis: int = -1) -> Any:
    """Return elements along an axis, by an array of indices; the other axes broadcast."""
    _indexing.check_bounds([(axis, indices)], x.shape)
    return cp.take_along_axis(x, _indexing.as_index(indices), axis)
