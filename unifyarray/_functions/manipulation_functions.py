"""Manipulation functions of the standard."""

from __future__ import annotations

from collections.abc import Sequence

from .._array.arguments import array_only, indices, sequence
from .._array.array import Array
from .._array.calls import promote_operands, to_one_namespace
from .._array.invocation import invoke
from .._core import lazy_typing as t
from .._core.errors import CopyRequiredError, message, shown
from .._rules import axes as axis_rules
from .._rules import scalars

__all__ = [
    "broadcast_arrays",
    "broadcast_shapes",
    "broadcast_to",
    "concat",
    "expand_dims",
    "flip",
    "moveaxis",
    "permute_dims",
    "repeat",
    "reshape",
    "roll",
    "squeeze",
    "stack",
    "tile",
    "unstack",
]


def broadcast_arrays(*arrays: Array) -> tuple[Array, ...]:
    """Arrays, broadcast against each other.

    Parameters
    ----------
    *arrays : Array
        Of any dtypes.

    Returns
    -------
    tuple of Array
        Each of the common shape and its own dtype. Write to a copy: several elements may share one place.

    Raises
    ------
    ValueError
        The shapes do not broadcast.
    DeviceMismatchError
        The arrays live in different places.
    """
    found = to_one_namespace(*[array_only(x) for x in arrays])
    shape = axis_rules.broadcast([x.shape for x in found])
    return tuple([_call("broadcast_to", x, shape) for x in found])


def broadcast_shapes(*shapes: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """Shape that shapes broadcast to.

    Parameters
    ----------
    *shapes : tuple of int or None
        Shapes; None is a length that is not known.

    Returns
    -------
    tuple of int or None
        The common shape; a length that is not known in one of them is not known. Empty for no shapes.

    Raises
    ------
    ValueError
        Two lengths differ, and neither is 1.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.broadcast_shapes((2, 1), (3,))
    (2, 3)
    """
    checked: list[tuple[int | None, ...]] = []
    for shape in shapes:
        parts: t.Any = shape
        if not isinstance(parts, tuple | list):
            parts = (parts,)
        known = iter(axis_rules.shape([part for part in parts if part is not None]))
        checked.append(tuple([None if part is None else next(known) for part in parts]))
    return axis_rules.broadcast(checked)


def broadcast_to(x: Array, /, shape: Sequence[int]) -> Array:
    """Array, broadcast to a shape.

    Parameters
    ----------
    x : Array
        Of any dtype.
    shape : tuple of int
        Shape to reach: axes may be added in front, and those of length 1 grow.

    Returns
    -------
    Array
        Of that shape and the dtype of `x`. Write to a copy: several elements may share one place.

    Raises
    ------
    ValueError
        `x` does not broadcast to the shape.
    """
    x = array_only(x)
    wanted = axis_rules.shape(shape)
    if axis_rules.broadcast([x.shape, wanted]) != wanted:
        raise ValueError(message(f"shape {x.shape} does not broadcast to {wanted}", "lengths must be equal, or 1"))
    return _call("broadcast_to", x, wanted)


def concat(arrays: Sequence[Array], /, *, axis: int | None = 0) -> Array:
    """Arrays, joined along an axis that they have.

    Parameters
    ----------
    arrays : list or tuple of Array
        Of one shape apart from the axis; the dtypes meet in one.
    axis : int or None, default 0
        Axis; None flattens the arrays first.

    Returns
    -------
    Array
        Of the common shape, the axis as long as those of the arrays together.

    Raises
    ------
    TypeError
        The dtypes have no common dtype.
    ValueError
        There is no array, or the shapes differ.
    AxisError
        The arrays have no such axis.
    DeviceMismatchError
        The arrays live in different places.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.concat([ua.asarray([1, 2]), ua.asarray([3])]).tolist()
    [1, 2, 3]
    """
    xp, natives = promote_operands(*sequence("concat", arrays))
    if axis is None:
        natives = [invoke(xp, xp.reshape, native, (-1,)) for native in natives]
        axis = 0
    shapes = [xp.hooks.shape(native) for native in natives]
    where = axis_rules.normalise_axis(axis, len(shapes[0]))
    rest = shapes[0][:where] + shapes[0][where + 1 :]
    for shape in shapes:
        if len(shape) != len(shapes[0]) or shape[:where] + shape[where + 1 :] != rest:
            raise ValueError(
                message(f"ua.concat along axis {axis}: shapes {shapes[0]} and {shape} do not fit", "ua.reshape, axis=")
            )
    return Array(invoke(xp, xp.concat, natives, axis=where), xp)


def expand_dims(x: Array, /, axis: int | Sequence[int]) -> Array:
    """Array with axes of length 1 inserted.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int
        Where the new axes are in the result.

    Returns
    -------
    Array
        Of the dtype of `x`.

    Raises
    ------
    AxisError
        The result has no such axis.
    ValueError
        An axis is named twice.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.expand_dims(ua.zeros((2, 3)), (0, -1)).shape
    (1, 2, 3, 1)
    """
    x = array_only(x)
    given = axis_rules.integers(axis, "axis")
    new = axis_rules.normalise_axes(given, x.ndim + len(given))
    lengths = iter(x.shape)
    shape = tuple([1 if place in new else next(lengths) for place in range(x.ndim + len(new))])
    return _call("reshape", x, shape)


def flip(x: Array, /, *, axis: int | Sequence[int] | None = None) -> Array:
    """Array with the order of its elements reversed along axes.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int, optional
        Axes. Default: all of them.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    AxisError
        `x` has no such axis.
    ValueError
        An axis is named twice.
    """
    x = array_only(x)
    return _call("flip", x, axis=tuple(range(x.ndim)) if axis is None else axis_rules.normalise_axes(axis, x.ndim))


def moveaxis(x: Array, source: int | Sequence[int], destination: int | Sequence[int], /) -> Array:
    """Array with some axes moved to other places; the others keep their order.

    Parameters
    ----------
    x : Array
        Of any dtype.
    source : int or tuple of int
        Axes to move.
    destination : int or tuple of int
        Place of each of them in the result.

    Returns
    -------
    Array
        Of the dtype of `x`.

    Raises
    ------
    AxisError
        `x` has no such axis.
    ValueError
        There are more axes than places or the other way round, or one is named twice.
    """
    x = array_only(x)
    moved = axis_rules.normalise_axes(source, x.ndim, "source")
    places = axis_rules.normalise_axes(destination, x.ndim, "destination")
    if len(moved) != len(places):
        fact = f"source={shown(source)} and destination={shown(destination)} differ in length"
        raise ValueError(message(fact, "a place for each axis"))
    order: dict[int, int] = dict(zip(places, moved, strict=True))
    others = iter([axis for axis in range(x.ndim) if axis not in moved])
    return _call("permute_dims", x, tuple([order[i] if i in order else next(others) for i in range(x.ndim)]))


def permute_dims(x: Array, /, axes: Sequence[int]) -> Array:
    """Array with its axes in another order.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axes : tuple of int
        Every axis of `x` once, in the order that they have in the result.

    Returns
    -------
    Array
        Of the dtype of `x`.

    Raises
    ------
    AxisError
        `x` has no such axis.
    ValueError
        An axis is missing or named twice.
    """
    x = array_only(x)
    order = axis_rules.normalise_axes(axes, x.ndim, "axes")
    if len(order) != x.ndim:
        raise ValueError(message(f"axes={shown(axes)} does not name all {x.ndim} axes", "name every axis once"))
    return _call("permute_dims", x, order)


def repeat(x: Array, repeats: int | Array, /, *, axis: int | None = None) -> Array:
    """Array with each element repeated.

    Parameters
    ----------
    x : Array
        Of any dtype.
    repeats : int or Array of int
        How often: one number, or one for each place along the axis.
    axis : int, optional
        Axis. Default: the array is flattened first.

    Returns
    -------
    Array
        Of the dtype of `x` and its shape, the axis as long as the repeats make it.

    Raises
    ------
    TypeError
        `repeats` is no integer.
    ValueError
        `repeats` is negative, or neither of length 1 nor of that of the axis.
    AxisError
        `x` has no such axis.
    DeviceMismatchError
        The arrays live in different places.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.repeat(ua.asarray([1, 2]), ua.asarray([3, 1])).tolist()
    [1, 1, 1, 2]
    """
    x = array_only(x)
    if axis is None:
        x, axis = reshape(x, (-1,)), 0
    where = axis_rules.normalise_axis(axis, x.ndim)
    if type(repeats) is not Array:
        if isinstance(repeats, list | tuple):
            fact = f"repeats is an integer or an Array, not {shown(repeats)} ({type(repeats).__name__})"
            raise TypeError(message(fact, f"ua.asarray({shown(repeats)})"))
        count = axis_rules.integer(repeats, "repeats")
        if count < 0:
            raise ValueError(message(f"repeats={count} is negative", "0 and more"))
        axis_rules.check_length(count, "repeats")
        return _call("repeat", x, count, axis=where)
    x, counts = to_one_namespace(x, repeats)
    xp = x._xp
    if counts.shape not in ((), (1,), (x.shape[where],)):
        raise ValueError(
            message(
                f"repeats of shape {counts.shape} do not fit an axis of length {x.shape[where]}",
                f"shape (1,) or ({x.shape[where]},)",
            )
        )
    native = invoke(xp, xp.broadcast_to, indices("repeat", xp, counts), (x.shape[where],))
    return _call("repeat", x, native, axis=where)


def reshape(x: Array, /, shape: int | Sequence[int], *, copy: bool | None = None) -> Array:
    """Array of another shape with the same elements in row-major order.

    Parameters
    ----------
    x : Array
        Of any dtype.
    shape : tuple of int
        Shape; one length may be -1 and follows from the others.
    copy : bool, optional
        True copies always, False never, None where it must.

    Returns
    -------
    Array
        Of that shape and the dtype of `x`.

    Raises
    ------
    ValueError
        The number of elements differs.
    CopyRequiredError
        ``copy=False``, and a copy is needed.
    """
    x = array_only(x)
    scalars.check_copy(copy)
    wanted = _inferred(axis_rules.integers(shape, "shape"), axis_rules.known(x.shape, x._xp.hooks.unknown_length_hint))
    try:
        return _call("reshape", x, wanted, copy=copy)
    except ValueError as error:  # the shape is right: what is left is that memory cannot be shared
        raise CopyRequiredError(message(f"from {x.shape} to {wanted} takes a copy", "copy=None")) from error


def _inferred(wanted: tuple[int, ...], have: tuple[int, ...]) -> tuple[int, ...]:
    """Return a shape with its length of -1 worked out."""
    size = given = 1
    for length in have:
        size *= length
    for length in wanted:
        given *= 1 if length == -1 else length
    for length in wanted:
        axis_rules.check_length(length, "a length")
    unknown = wanted.count(-1)
    if unknown > 1 or min(wanted, default=0) < -1:
        raise ValueError(message(f"shape {wanted} is not valid", "lengths of 0 and more, and at most one -1"))
    if unknown and given and size % given == 0:
        return tuple([size // given if length == -1 else length for length in wanted])
    if unknown or given != size:
        raise ValueError(message(f"an array of shape {have} cannot become {wanted}", f"a shape of {size} elements"))
    return wanted


def roll(x: Array, /, shift: int | Sequence[int], *, axis: int | Sequence[int] | None = None) -> Array:
    """Array with its elements moved along axes; what leaves at one end enters at the other.

    Parameters
    ----------
    x : Array
        Of any dtype.
    shift : int or tuple of int
        By how many places, towards higher indices where positive: one number for all axes, or one for each.
    axis : int or tuple of int, optional
        Axes; one named twice is moved twice. Default: the flattened array is moved, and takes its shape again.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    AxisError
        `x` has no such axis.
    ValueError
        The numbers of shifts and axes differ.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.roll(ua.asarray([1, 2, 3]), 1).tolist()
    [3, 1, 2]
    """
    x = array_only(x)
    shifts = axis_rules.integers(shift, "shift")
    if axis is None:
        if len(shifts) != 1:
            raise ValueError(message(f"shift={shown(shift)} needs an axis for each number", "axis=(0, 1)"))
        return _call("roll", x, shifts[0] % (x.size or 1), axis=None)
    where = tuple([axis_rules.normalise_axis(part, x.ndim) for part in axis_rules.integers(axis, "axis")])
    if len(shifts) == 1:
        shifts *= len(where)
    if not where:
        return _call("roll", x, 0, axis=None)
    if len(shifts) != len(where):
        fact = f"shift={shown(shift)} and axis={shown(axis)} differ in length"
        raise ValueError(message(fact, "a shift for each axis"))
    # Within the axis, for libraries count in 64 bits.
    places = tuple([part % (x.shape[axis] or 1) for part, axis in zip(shifts, where, strict=True)])
    return _call("roll", x, places, axis=where)


def squeeze(x: Array, /, axis: int | Sequence[int]) -> Array:
    """Array without some axes of length 1.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int
        Axes to leave out.

    Returns
    -------
    Array
        Of the dtype of `x`.

    Raises
    ------
    AxisError
        `x` has no such axis.
    ValueError
        An axis is longer than 1, of length 0, or named twice.
    """
    x = array_only(x)
    out = axis_rules.normalise_axes(axis, x.ndim)
    for where in out:
        if x.shape[where] != 1:
            raise ValueError(message(f"axis {where} of shape {x.shape} is not of length 1", "index it: x[0, ...]"))
    return _call("reshape", x, tuple([length for where, length in enumerate(x.shape) if where not in out]))


def stack(arrays: Sequence[Array], /, *, axis: int = 0) -> Array:
    """Arrays, joined along a new axis.

    Parameters
    ----------
    arrays : list or tuple of Array
        Of one shape; the dtypes meet in one.
    axis : int, default 0
        Place of the new axis in the result.

    Returns
    -------
    Array
        With one dimension more than the arrays.

    Raises
    ------
    TypeError
        The dtypes have no common dtype.
    ValueError
        There is no array, or the shapes differ.
    AxisError
        The result has no such axis.
    DeviceMismatchError
        The arrays live in different places.
    """
    xp, natives = promote_operands(*sequence("stack", arrays))
    shapes = [xp.hooks.shape(native) for native in natives]
    for shape in shapes:
        if shape != shapes[0]:
            raise ValueError(message(f"ua.stack: shapes {shapes[0]} and {shape} differ", "ua.broadcast_arrays"))
    where = axis_rules.normalise_axis(axis, len(shapes[0]) + 1)
    return Array(invoke(xp, xp.stack, natives, axis=where), xp)


def tile(x: Array, repetitions: Sequence[int], /) -> Array:
    """Array repeated as a whole along its axes.

    Parameters
    ----------
    x : Array
        Of any dtype.
    repetitions : tuple of int
        How often along each axis. The shorter one of `repetitions` and the shape is filled with ones in front.

    Returns
    -------
    Array
        Of the dtype of `x`.

    Raises
    ------
    ValueError
        A number is negative.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.tile(ua.asarray([1, 2]), (2, 2)).tolist()
    [[1, 2, 1, 2], [1, 2, 1, 2]]
    """
    x = array_only(x)
    counts = axis_rules.integers(repetitions, "repetitions")
    if min(counts, default=0) < 0:
        raise ValueError(message(f"repetitions={shown(repetitions)}: none is negative", "0 and more"))
    for count in counts:
        axis_rules.check_length(count, "a number of repetitions")
    return _call("tile", x, (1,) * (x.ndim - len(counts)) + counts)


def unstack(x: Array, /, *, axis: int = 0) -> tuple[Array, ...]:
    """Slices of an array along an axis.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.
    axis : int, default 0
        Axis.

    Returns
    -------
    tuple of Array
        As many as the axis is long, without the axis.

    Raises
    ------
    AxisError
        `x` has no such axis.
    """
    x = array_only(x)
    xp = x._xp
    where = axis_rules.normalise_axis(axis, x.ndim)
    return tuple([Array(part, xp) for part in invoke(xp, xp.unstack, x._native, axis=where)])


def _call(name: str, x: Array, /, *args: t.Any, **kwargs: t.Any) -> Array:
    xp = x._xp
    return Array(invoke(xp, getattr(xp, name), x._native, *args, **kwargs), xp)
