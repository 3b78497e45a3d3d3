"""Functions of shapes and positions: padding and diagonals."""

from __future__ import annotations

from math import prod

from ..._array._late import ua
from ..._array.array import Array
from ..._core import provided
from ..._core.errors import message, shown
from ..._rules import axes, scalars
from ..._runtime.python_scalars import as_python
from .. import creation
from .arguments import in_domain, library_result, require_integers
from .updates import at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final


def diag(x: Array, k: Any) -> Array:
    """Take a diagonal of a matrix, or make a matrix with a diagonal."""
    from ..linalg import diagonal

    x = in_domain("diag", x)
    offset = axes.integer(k, "k")
    if x.ndim == 2:
        return diagonal(x, offset=offset)
    if x.ndim != 1:
        raise ValueError(message(f"ua.diag needs a 1-d or 2-d array, got shape {x.shape}", "ua.linalg.diagonal(x)"))
    length = x.size + abs(offset)
    axes.check_length(length, "the length of the matrix")
    found = creation.zeros(x._xp, (length, length), dtype=x.dtype)
    start = offset if offset >= 0 else -offset * length
    flat = ua.reshape(found, (-1,))
    flat[start : start + x.size * (length + 1) : length + 1] = x
    return ua.reshape(flat, (length, length))


def fill_diagonal(x: Array, value: Array | complex, wrap: bool) -> Array:
    """Assign to every element whose indices are equal, in a flat copy."""
    x = in_domain("fill_diagonal", x)
    if x.ndim < 2 or (x.ndim > 2 and len(set(x.shape)) > 1):
        fact = f"ua.fill_diagonal needs a matrix, or axes of one length, got shape {x.shape}"
        raise ValueError(message(fact, "ua.fill_diagonal(x[0], value)"))
    if as_python(value) is None:
        value = in_domain("fill_diagonal", value)  # refuses lists, which an assignment takes
    step = 1 + sum([prod(x.shape[i:]) for i in range(1, x.ndim)])
    end = x.size if wrap or x.ndim > 2 else x.shape[1] * x.shape[1]
    return ua.reshape(at(ua.reshape(x, (-1,)))[: min(end, x.size) : step].set(value), x.shape)


#: NumPy's limit, the highest of all libraries.
_MOST_AXES: Final = 64


def atleast_nd(x: Array | complex, ndim: Any) -> Array:
    """Insert axes of length 1 at the front."""
    x = in_domain("atleast_nd", x)
    least = axes.integer(ndim, "ndim")
    if least > _MOST_AXES:
        raise ValueError(message(f"no library has arrays of {shown(least)} dimensions", f"at most ndim={_MOST_AXES}"))
    return ua.reshape(x, (1,) * (least - x.ndim) + x.shape) if least > x.ndim else x


def unravel_index(indices: Array | int, shape: Any) -> tuple[Array, ...]:
    """Divide by the lengths of the axes, beginning with the last."""
    left = require_integers("unravel_index", indices)
    lengths = axes.shape(shape)
    hooks = left._xp.hooks
    if left.size and provided.in_force().checks and not hooks.is_abstract(left._native):
        for end in (ua.min(left), ua.max(left)):
            if not 0 <= (value := int(end)) < prod(lengths):
                fact = f"index {value} is out of bounds for shape {lengths}"
                raise IndexError(message(fact, f"indices from 0 to {prod(lengths) - 1}"))
    found = []
    for length in reversed(lengths):
        found.append(left % length)
        left = left // length
    return tuple(reversed(found))


def pad(x: Array, pad_width: Any, mode: Any, constant_values: Any) -> Array:
    """Put the array into a larger one, then add its elements at positions beyond its ends, axis by axis."""
    x = in_domain("pad", x)
    widths = _widths(pad_width, x.ndim)
    if mode not in _MODES:
        raise ValueError(message(f"ua.pad has no mode {shown(mode)}", f"pass one of {', '.join(_MODES)}"))
    for axis, length in enumerate(x.shape):
        if mode != "constant" and not length and any(widths[axis]):
            fact = f"an axis of length 0 cannot be padded with mode={mode!r}: shape {x.shape}, axis {axis}"
            raise ValueError(message(fact, 'mode="constant"'))
    shape = tuple([before + length + after for (before, after), length in zip(widths, x.shape, strict=True)])
    padded = [axis for axis in range(x.ndim) if any(widths[axis])]
    if mode != "constant" and len(padded) == 1:
        return _longer(x, padded[0], *widths[padded[0]], mode)
    if padded and mode == "constant" and type(constant_values) is int and constant_values == 0:
        native = library_result("zero_pad", x._xp, x._native, widths)
        if native is not NotImplemented:
            return Array(native, x._xp)
    if mode != "constant":
        found = creation.empty(x._xp, shape, dtype=x.dtype)
    elif type(constant_values) is int and constant_values == 0:  # also for bools
        found = creation.zeros(x._xp, shape, dtype=x.dtype)
    else:
        found = creation.full(x._xp, shape, _constant(constant_values, x), dtype=x.dtype)
    key = [slice(before, before + length) for (before, _), length in zip(widths, x.shape, strict=True)]
    found[tuple(key)] = x
    if mode != "constant":
        for axis in padded:
            inside = found[tuple(key)]
            for start, stop in ((-widths[axis][0], 0), (x.shape[axis], x.shape[axis] + widths[axis][1])):
                if start < stop:
                    first = start + widths[axis][0]
                    key[axis] = slice(first, first + stop - start)
                    found[tuple(key)] = _end(inside, axis, start, stop, mode)
            key[axis] = slice(None)
    return found


def _constant(value: Any, x: Array) -> Any:
    """Return a number for the further elements, or a 0-d Array; TypeError if the dtype of the array cannot store it."""
    if type(value) is Array and not value.ndim:
        return value
    found = None if type(value) is Array else as_python(value)
    if found is None:
        raise TypeError(
            message(f"ua.pad needs one number for constant_values, got {shown(value)}", "constant_values=0")
        )
    if scalars.RANK[type(found)] > x.dtype.rank:
        wide = "int64" if type(found) is int else "float64" if type(found) is float else "complex128"
        fact = f"constant_values {found!r} cannot be stored as {x.dtype}"
        raise TypeError(message(fact, f'ua.pad(ua.astype(x, "{wide}"), pad_width, constant_values={found!r})'))
    return found


def _longer(x: Array, axis: int, before: int, after: int, mode: str) -> Array:
    """Add elements at both ends of one axis."""
    length = x.shape[axis]
    ends = [_end(x, axis, *end, mode) if end[0] < end[1] else None for end in ((-before, 0), (length, length + after))]
    return ua.concat([part for part in (ends[0], x, ends[1]) if part is not None], axis=axis)


_MODES: Final = ("constant", "edge", "reflect", "symmetric", "wrap")


def _end(x: Array, axis: int, start: int, stop: int, mode: str) -> Array:
    """Return the elements of an axis at positions beyond its ends."""
    length, width, all_before = x.shape[axis], stop - start, (slice(None),) * axis
    if mode == "edge":
        edge = x[(*all_before, slice(0, 1) if start < 0 else slice(-1, None))]
        return ua.broadcast_to(edge, (*x.shape[:axis], width, *x.shape[axis + 1 :]))
    skipped = 1 if mode == "reflect" else 0
    if width + skipped > length:
        return ua.take(x, _beyond(creation.arange(x._xp, start, stop), length, mode), axis=axis)
    if mode == "wrap":
        return x[(*all_before, slice(length - width, None) if start < 0 else slice(0, width))]
    first = skipped if start < 0 else length - width - skipped
    return ua.flip(x[(*all_before, slice(first, first + width))], axis=axis)


def _beyond(positions: Array, length: int, mode: str) -> Array:
    """Return the positions of elements within an axis for positions beyond its ends."""
    if mode == "wrap":
        return positions % length
    if mode == "symmetric":
        positions = positions % (2 * length)
        return ua.minimum(positions, 2 * length - 1 - positions)
    period = max(2 * (length - 1), 1)
    positions = positions % period
    return ua.minimum(positions, period - positions) if length > 1 else positions * 0


def _widths(pad_width: Any, ndim: int) -> tuple[tuple[int, int], ...]:
    """Return the widths before and after each axis, from NumPy's forms: a number, a pair, or pairs."""
    given = pad_width
    if not isinstance(given, list | tuple):
        width = _width(given)
        return ((width, width),) * ndim
    if not any(isinstance(part, list | tuple) for part in given):
        if len(given) in (1, 2):
            pair = (_width(given[0]), _width(given[-1]))
            return (pair,) * ndim
    elif all(isinstance(part, list | tuple) and len(part) in (1, 2) for part in given) and len(given) in (1, ndim):
        pairs = [(_width(part[0]), _width(part[-1])) for part in given]
        return tuple(pairs * ndim if len(pairs) == 1 else pairs)
    fact = f"pad_width must be a number, a pair, or {ndim} pairs, got {shown(pad_width)}"
    raise ValueError(message(fact, "pad_width=((1, 1), (2, 0)) for two axes"))


def _width(value: Any) -> int:
    width = axes.integer(value, "pad_width")
    if width < 0:
        raise ValueError(message(f"pad_width must not be negative, got {width}", "x[1:-1] cuts elements off"))
    axes.check_length(width, "pad_width")
    return width
