"""Sums in blocks, so that the rounding error does not grow with the length.

NumPy adds the elements of the axis that is contiguous in memory pairwise, and those of every other axis one after the
other (https://github.com/numpy/numpy/issues/9393). Running sums and products are always computed one after the other.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from unifyarray.plugin import message

from .._agnostic.accuracy import LONG
from .._numpy_like.dtypes import BFLOAT16

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .._numpy_like.dtypes import Array

#: The number of rows that one block adds one after the other.
_BLOCK: Final = 128
#: NumPy adds an array that must be cast in buffers of this length.
_BUFFER: Final = 8192
#: The number of elements of a piece of a running sum: 128 KiB of float64 fit in the cache of a core.
_PIECE: Final = 16384

_FLOAT32: Final = np.dtype(np.float32)
_FLOAT64: Final = np.dtype(np.float64)
#: By dtype: the dtype in which its running sums and products are computed.
_WIDER: Final[dict[Any, np.dtype[Any]]] = {
    np.dtype(np.float16): _FLOAT64,
    _FLOAT32: _FLOAT64,
    np.dtype(np.complex64): np.dtype(np.complex128),
    **({} if BFLOAT16 is None else {BFLOAT16: _FLOAT64}),
}

_add: Final[Callable[..., Any]] = np.add.reduce  # the fastest of NumPy's sums; its types lack dtype=None


def is_half(dtype: np.dtype[Any]) -> bool:
    """Return whether a dtype is float16 or bfloat16: nothing is added in those."""
    return dtype.char in "eE"


def add(x: Array, axis: Any, dtype: np.dtype[Any] | None, keepdims: bool) -> Any:
    """Return the sum of the elements along axes.

    Parameters
    ----------
    x : array
        The elements; not of bfloat16.
    axis : int, tuple of int or None
        The axes to reduce.
    dtype : dtype or None
        The dtype to add in, not half precision; None: that of `x`, or NumPy's choice for integers.
    keepdims : bool
        Whether to keep the reduced axes with length 1.
    """
    if x.size <= LONG or (x.dtype if dtype is None else dtype).kind not in "fc":
        return _add(x, axis, dtype, None, keepdims)
    if type(axis) is int:
        if x.shape[axis] <= LONG:
            return _add(x, axis, dtype, None, keepdims)
        if not is_fastest(x, axis):
            axis %= x.ndim
            while x.shape[axis] > LONG:
                x = _add_blocks(x, axis, dtype)
            return _add(x, axis, dtype, None, keepdims)
        is_pairwise = True
    else:
        is_pairwise = axis is None and x.flags.forc
    is_cast = dtype is not None and dtype != x.dtype
    if not is_pairwise or (is_cast and x.size > LONG * _BUFFER):
        axes = range(x.ndim) if axis is None else normalize_axis_tuple(axis, x.ndim)
        x = _shortened(x, axes, dtype, is_cast)
    return _add(x, axis, dtype, None, keepdims)


def is_fastest(x: Array, axis: int) -> bool:
    """Return whether an axis has the smallest stride: NumPy adds along it pairwise."""
    strides = x.strides
    own = abs(strides[axis])
    if not own:
        return x.ndim == 1
    for length, stride in zip(x.shape, strides, strict=True):  # noqa: SIM110 - takes half the time of all()
        if length > 1 and abs(stride) < own:
            return False
    return True


def _shortened(x: Array, axes: Sequence[int], dtype: np.dtype[Any] | None, is_cast: bool) -> Array:
    """Return an array with the same sums, in which at most ``LONG`` elements are added one after the other."""
    while True:
        run, rest = _pairwise_run(x, axes)
        in_turn = 1
        if is_cast and run > _BUFFER:
            in_turn = run // _BUFFER
            if in_turn > LONG:
                rest = [i for i in axes if x.shape[i] > 1]
        if in_turn * math.prod([x.shape[i] for i in rest]) <= LONG:
            return x
        x = _add_blocks(x, max(rest, key=x.shape.__getitem__), dtype)
        is_cast = False


def _pairwise_run(x: Array, axes: Sequence[int]) -> tuple[int, list[int]]:
    """Return how many elements NumPy adds pairwise, and the reduced axes along which it does not.

    NumPy adds along the axis of the smallest stride first, and treats axes that follow each other in memory as one.
    """
    lengths = x.shape
    run, width = 1, 0
    order = sorted([(abs(stride) or math.inf, i) for i, stride in enumerate(x.strides) if lengths[i] > 1])
    for k, (stride, i) in enumerate(order):
        if i not in axes or (k and stride != width):
            return run, [j for _, j in order[k:] if j in axes]
        run *= lengths[i]
        width = int(stride) * lengths[i] if stride != math.inf else 0
    return run, []


def _add_blocks(x: Array, axis: int, dtype: np.dtype[Any] | None) -> Array:
    """Return the sums of blocks along an axis, in its place."""
    lengths = x.shape
    count, rest = divmod(lengths[axis], _BLOCK)
    if not count:
        return _add(x, axis, dtype, None, True)  # type: ignore[no-any-return]
    before = (slice(None),) * axis
    whole = x[(*before, slice(0, count * _BLOCK))] if rest else x
    blocks = whole.reshape((*lengths[:axis], count, _BLOCK, *lengths[axis + 1 :]))
    sums: Array = _add(blocks, axis + 1, dtype)
    if not rest:
        return sums
    last = _add(x[(*before, slice(count * _BLOCK, None))], axis, dtype, None, True)
    return np.concatenate((sums, last), axis)


# -- running sums and products ---------------------------------------------------------------------------------


def accumulate(
    function: np.ufunc, name: str, x: Array, axis: int | None, dtype: np.dtype[Any] | None, include_initial: bool
) -> Array:
    """Return running sums or products along an axis.

    Parameters
    ----------
    function : ufunc
        ``numpy.add`` or ``numpy.multiply``.
    name : str
        The name of the function that the user called.
    x : array
        The elements.
    axis : int or None
        The axis; None only for 1-d arrays.
    dtype : dtype or None
        The dtype of the result; None: that of `x`, or NumPy's choice for integers.
    include_initial : bool
        Whether the result begins with 0 or 1.
    """
    if axis is None or include_initial:
        return _with_initial(function, name, x, axis, dtype, include_initial)
    result = x.dtype if dtype is None else dtype
    if not result.isnative:
        result = result.newbyteorder("=")
    wide = _WIDER.get(result)
    if wide is None or (x.shape[axis] <= LONG and not is_half(result)):
        return function.accumulate(x, axis, dtype)
    if x.dtype != result and not np.can_cast(x.dtype, result):
        x = x.astype(result)
    if x.size <= _PIECE:
        return function.accumulate(x, axis, wide).astype(result)
    axis = normalize_axis_index(axis, x.ndim)
    out = np.empty_like(x, result, subok=False)
    _accumulate_pieces(function.accumulate, x, out, axis, wide)
    return out


def _with_initial(
    function: np.ufunc, name: str, x: Array, axis: int | None, dtype: Any, include_initial: bool
) -> Array:
    if axis is None:
        if x.ndim != 1:
            raise ValueError(
                message(f"{name} of an array of {x.ndim} dimensions needs an axis", f"xp.{name}(x, axis=0)")
            )
        axis = 0
    found = accumulate(function, name, x, axis, dtype, False)
    if not include_initial:
        return found
    shape = list(found.shape)
    shape[axis] = 1
    return np.concatenate((np.full(shape, function.identity, found.dtype), found), axis)


def _accumulate_pieces(function: Callable[..., Any], x: Array, out: Array, axis: int, wide: np.dtype[Any]) -> None:
    """Compute running sums or products in a wider dtype, in pieces that fit in the cache."""
    size, length = x.size, x.shape[axis]
    if size > _PIECE and length < size:
        strides = [abs(stride) if n > 1 else 0 for stride, n in zip(x.strides, x.shape, strict=True)]
        slowest = max((i for i in range(x.ndim) if i != axis), key=strides.__getitem__)
        if strides[slowest] > strides[axis]:  # a piece has all elements of the axis, which lie closer together
            step = max(1, _PIECE * x.shape[slowest] // size)
            x, out = np.moveaxis(x, slowest, 0), np.moveaxis(out, slowest, 0)
            axis += axis < slowest
            for start in range(0, len(x), step):
                part = slice(start, start + step)
                _accumulate_pieces_in_order(function, x[part], out[part], axis, wide)
            return
    _accumulate_pieces_in_order(function, x, out, axis, wide)


def _accumulate_pieces_in_order(
    function: Callable[..., Any], x: Array, out: Array, axis: int, wide: np.dtype[Any]
) -> None:
    length = x.shape[axis]
    step = max(1, _PIECE * length // max(x.size, 1))
    shape = list(x.shape)
    shape[axis] = min(step, length) + 1
    rows: Array = np.empty(shape, wide).swapaxes(0, axis)
    x, out = x.swapaxes(0, axis), out.swapaxes(0, axis)
    first: Any = None
    for start in range(0, length, step):
        given = x[start : start + step]
        if first is None:
            part = rows[1 : len(given) + 1]
            function(given, 0, wide, part)
        else:
            rows[0] = first
            rows[1 : len(given) + 1] = given
            part = rows[: len(given) + 1]
            function(part, 0, None, part)
            part = part[1:]
        out[start : start + step] = part
        first = part[-1]


__all__ = ["accumulate", "add", "is_fastest", "is_half"]
