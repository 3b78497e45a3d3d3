"""Indexing: keys of every kind, read and assigned; ``take`` and ``take_along_axis``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential._draw import literal
from unifyarray_conformance.reference.dtypes import ALL, INTEGER, kind_rank, limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.differential._draw import Draw, Operand, Shape

    Values = np.ndarray[Any, Any]

#: Every integer dtype can represent indices that are out of bounds on every axis here.
assert all(limits(dtype)[1] >= 100 for dtype in INTEGER)

_KINDS: Final = ("basic", "basic", "array", "mask", "mixed", "outside")


@dataclass(frozen=True)
class Key:
    """A key as source text and on the host, and its arrays."""

    source: str
    host: Any
    operands: tuple[Operand, ...] = ()


def _text(part: Any) -> str:
    if isinstance(part, slice):
        bounds = ["" if b is None else str(b) for b in (part.start, part.stop)]
        return ":".join([*bounds, *([] if part.step is None else [str(part.step)])])
    return "..." if part is Ellipsis else repr(part)


def _key_of(parts: list[tuple[str, Any, Operand | None]], plain: bool) -> Key:
    texts, host = [text for text, _, _ in parts], tuple(value for _, value, _ in parts)
    source = texts[0] if len(texts) == 1 and plain else f"{', '.join(texts)}{',' if len(texts) == 1 else ''}"
    return Key(source if texts else "()", host, tuple(x for _, _, x in parts if x is not None))


def _slice(d: Draw, size: int) -> slice:
    """Return a slice whose bounds can be out of range."""
    start, stop = (None if d.chance(2) else d.integer(-size - 2, size + 2) for _ in range(2))
    return slice(start, stop, d.pick((None, 1, 2, -1, -2, 3, -3)))


def _basic(d: Draw, shape: Shape) -> Key:
    """Ints, slices, None and an ellipsis."""
    host: list[Any] = [d.integer(-n, n - 1) if n and d.chance(3) else _slice(d, n) for n in shape]
    form = d.integer(0, 3)
    if form == 1:
        host = host[: d.integer(0, len(host))]
    elif form == 2:
        start = d.integer(0, len(host))
        host[start : d.integer(start, len(host))] = [...]
    for _ in range(d.integer(0, 2) if d.chance(2) else 0):
        host.insert(d.integer(0, len(host)), None)
    return _key_of([(_text(part), part, None) for part in host], not d.chance(3))


def _indices(d: Draw, size: int, shape: Shape, different: bool) -> tuple[str, Any, Operand | None]:
    """Return an integer array of indices into an axis, as a list or an Array of any integer dtype."""
    count = int(np.prod(shape))
    if different:
        chosen = d.permutation(size)[:count]
        values = np.array(chosen, dtype=int).reshape(shape)
    else:
        values = np.array([d.integer(0, size - 1) for _ in range(count)], dtype=int).reshape(shape)
    negative = np.array([d.chance(3) for _ in range(count)], dtype=bool).reshape(shape)
    dtype = d.pick([t for t in d.dtypes if t in INTEGER])
    if not dtype.startswith("u"):
        values = np.where(negative, values - size, values)
    if values.ndim == 1 and values.size and d.chance(3):
        return literal(values.tolist()), values, None
    x = d.literal(values.astype(dtype))
    return x.source, x.value.astype(int), x


def _array(d: Draw, shape: Shape, assign: bool) -> Key:
    """One or more integer arrays that broadcast, for the first axes."""
    axes = [i for i in range(len(shape)) if shape[i]]
    if not axes or axes[0] != 0:
        return _basic(d, shape)
    many = d.integer(1, 2) if len(axes) > 1 and axes[1] == 1 else 1
    form = d.pick(((1,), (2,), (0,), (2, 1), ()))
    parts = []
    for i in range(many):
        size = shape[i]
        wanted = form if not assign or int(np.prod(form)) <= size else (1,)
        if many == 2 and i == 1 and d.chance(2):
            wanted = (1,) if wanted else ()
        parts.append(_indices(d, size, wanted, assign))
    return _key_of(parts, True)


def _mask(d: Draw, shape: Shape, assign: bool) -> Key:
    """A mask for all axes of the array, or for the first ones."""
    ndim = d.integer(0, len(shape)) if d.chance(3) else len(shape)
    x = d.array(("bool",), accepts_shape=lambda s: s == shape[:ndim], shapes=(shape[:ndim],))
    return Key(x.source, x.value, (x,))


def _mixed(d: Draw, shape: Shape, assign: bool) -> Key:
    """Integer arrays or a mask beside slices, ints, None and an ellipsis."""
    parts: list[tuple[str, Any, Operand | None]] = []
    arrays = 0
    for size in shape:
        how = d.integer(0, 4)
        if how == 0 or not size:
            parts.append((":", slice(None), None))
        elif how == 1:
            i = d.integer(-size, size - 1)
            parts.append((str(i), i, None))
        elif how == 2:
            part = slice(None, None, d.pick((-1, 2)))
            parts.append((_text(part), part, None))
        elif how == 3 and arrays < 2:
            arrays += 1
            parts.append(
                _indices(d, size, d.pick(((1,), (min(2, size),))) if assign else d.pick(((2,), (1,), (2, 1))), assign)
            )
        else:
            x = d.array(("bool",), accepts_shape=lambda s, n=size: s == (n,), shapes=((size,),))  # type: ignore[misc]
            parts.append((x.source, x.value, x))
    if d.chance(3):
        parts.insert(d.integer(0, len(parts)), ("None", None, None))
    if d.chance(3):
        start = d.integer(0, len(parts))
        stop = start + d.integer(0, 1)
        if all(part[2] is None for part in parts[start:stop]):
            parts[start:stop] = [("...", Ellipsis, None)]
    return _key_of(parts, True)


def _outside(d: Draw, shape: Shape, assign: bool) -> Key:
    """A key that is out of bounds or invalid for this array."""
    size = shape[0] if shape else 0
    how = d.integer(0, 3)
    if how == 0:
        return Key(str(size), size)
    if how == 1:
        return Key(f"[{-size - 1}]", [-size - 1])
    if how == 2:
        x = d.literal(np.array([0, size], dtype="int32"))
        return Key(x.source, x.value, (x,))
    return Key(", ".join(["0"] * (len(shape) + 1)) + ",", (0,) * (len(shape) + 1))


def _key(d: Draw, shape: Shape, assign: bool) -> Key:
    how = d.pick(_KINDS)
    if how == "basic":
        return _basic(d, shape)
    if how == "outside" and not d.chance(3):
        how = "array"
    make = {"array": _array, "mask": _mask, "mixed": _mixed, "outside": _outside}[how]
    return make(d, shape, assign)


def getitem(d: Draw, name: str) -> None:
    """``x[key]``."""
    x = d.array()
    key = _key(d, x.shape, False)
    d.run_step(name, f"{x.source}[{key.source}]", (x, *key.operands))


def setitem(d: Draw, name: str) -> None:
    """``x[key] = value`` on a copy or on a part of it, without repeated indices (contract row 8)."""
    x = d.array()
    target, host = d.writable_copy(x)
    key = _key(d, host.shape, True)
    try:
        counts = np.zeros(host.shape, dtype=int)
        np.add.at(counts, key.host, 1)
        shape: Any = counts[key.host].shape
        if counts.max(initial=0) > 1:
            return
    except IndexError:
        shape = ()
    higher = [t for t in ALL if kind_rank(t) <= kind_rank(x.dtype)]
    dtypes = ALL if d.chance(10) else [t for t in higher if t in d.dtypes]
    if d.chance(2):
        value = d.scalar(min(x.rank, 2) if x.dtype.startswith("f") else x.rank, dtype=x.dtype)
    else:
        # Leading axes of length 1 are removed; rarely the shape does not fit.
        shapes = (shape, d.broadcastable_shape(shape), (), (1, *shape)) if not d.chance(16) else ((2, *shape), (4,))
        value = d.array(dtypes, accepts_shape=lambda s: s in shapes or _is_assignable(s, shape), shapes=shapes)
    source = f"{{0}} = {target}\n{{0}}[{key.source}] = {value.source}"
    d.run_step(name, source, (x, *key.operands, value))


def _is_assignable(value: Shape, target: Shape) -> bool:
    try:
        return np.broadcast_shapes(value, target) == target
    except ValueError:
        return False


def take(d: Draw, name: str) -> None:
    """Along an axis, or of a vector without an axis."""
    x = d.array(accepts_shape=lambda s: len(s) > 0 and 0 not in s, shapes=((3,), (2, 3), (2, 1, 3)))
    axis = d.axis(x.value.ndim) if x.value.ndim > 1 or d.chance(2) else None
    size = x.shape[axis] if axis is not None and -x.value.ndim <= axis < x.value.ndim else x.shape[0]
    _, _, indices = _indices_array(d, size if not d.chance(20) else size + 3, d.pick(((2,), (1,), (0,), (5,))))
    d.run_step(name, f"xp.take({x.source}, {indices.source}{'' if axis is None else f', axis={axis}'})", (x, indices))


def _indices_array(d: Draw, size: int, shape: Shape) -> tuple[str, Any, Operand]:
    while (found := _indices(d, size, shape, False))[2] is None:
        pass
    return found  # type: ignore[return-value]


def take_along_axis(d: Draw, name: str) -> None:
    """Indices whose shape is that of the array except along the axis."""
    x = d.array(accepts_shape=lambda s: len(s) > 0 and 0 not in s, shapes=((3,), (2, 3), (2, 1, 3)))
    axis = d.integer(-x.value.ndim, x.value.ndim - 1)
    shape = list(x.shape)
    shape[axis] = d.integer(0, 3)
    shape = [1 if i != axis % x.value.ndim and d.chance(6) else n for i, n in enumerate(shape)]
    _, _, indices = _indices_array(d, x.shape[axis], tuple(shape))
    keyword = "" if axis == -1 and d.chance(2) else f", axis={axis}"
    d.run_step(name, f"xp.take_along_axis({x.source}, {indices.source}{keyword})", (x, indices))


STEPS: dict[str, Callable[[Draw, str], None]] = {
    "__getitem__": getitem,
    "__setitem__": setitem,
    "take": take,
    "take_along_axis": take_along_axis,
}
