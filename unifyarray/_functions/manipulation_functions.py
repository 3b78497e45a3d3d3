"""Manipulation functions of the standard."""

from __future__ import annotations

from .._array.arguments import array_beside, array_only, arrays_only, indices, sequence
from .._array.array import Array
from .._array.calls import check_shape_is_known, promote_operands, to_one_namespace
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


_new = object.__new__


def broadcast_arrays(*arrays: Array) -> tuple[Array, ...]:
    """Return the arrays, broadcast against each other.

    Parameters
    ----------
    *arrays : Array
        Of any dtypes.

    Returns
    -------
    tuple of Array
        Each Array has the common shape and its own dtype. Copy an Array before you write to it, because several
        elements may share memory.

    Raises
    ------
    ValueError
        If the shapes do not broadcast.
    DeviceMismatchError
        If the arrays have different backends or devices.
    """
    found = to_one_namespace(*arrays_only(*arrays))
    shape = axis_rules.broadcast([x.shape for x in found])
    return tuple([_call("broadcast_to", x, shape) for x in found])


def broadcast_shapes(*shapes: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """Return the shape to which several shapes broadcast.

    Parameters
    ----------
    *shapes : tuple of int or None
        Shapes. None stands for an unknown length.

    Returns
    -------
    tuple of int or None
        The common shape, which is empty if no shapes are given. If a length is unknown in one of the shapes, it is
        unknown in the result.

    Raises
    ------
    ValueError
        If two lengths differ, and neither is 1.

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


def broadcast_to(x: Array, /, shape: t.Sequence[int]) -> Array:
    """Return an Array broadcast to a shape.

    Parameters
    ----------
    x : Array
        Of any dtype.
    shape : tuple of int
        Shape of the result. It may have additional axes in front, and axes of length 1 in `x` may be longer in it.

    Returns
    -------
    Array
        Of the given shape and the dtype of `x`. Copy it before you write to it, because several elements may share
        memory.

    Raises
    ------
    ValueError
        If `x` does not broadcast to the shape.
    """
    x = array_only(x)
    wanted = axis_rules.shape(shape)
    if axis_rules.broadcast([x.shape, wanted]) != wanted:
        raise ValueError(
            message(
                f"shape {x.shape} does not broadcast to {wanted}",
                "lengths must be 1 or equal, counted from the last axis: ua.expand_dims(x, axis=-1)",
            )
        )
    return _call("broadcast_to", x, wanted)


def concat(arrays: t.Sequence[Array], /, *, axis: int | None = 0) -> Array:
    """Return arrays joined along an existing axis.

    Parameters
    ----------
    arrays : list or tuple of Array
        Arrays of the same shape, except along the axis. They are promoted to a common dtype.
    axis : int or None, default 0
        Axis. None flattens the arrays first.

    Returns
    -------
    Array
        Of the shape of the arrays, except that the length of the axis is the sum of their lengths.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype.
    ValueError
        If `arrays` is empty, or the shapes differ.
    AxisError
        If an axis is out of range for the arrays.
    DeviceMismatchError
        If the arrays have different backends or devices.

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
                message(
                    f"ua.concat needs equal shapes except along axis {axis}, got shapes {shapes[0]} and {shape}",
                    "pass another axis=, or ua.reshape(x, shape) first",
                )
            )
    return Array(invoke(xp, xp.concat, natives, axis=where), xp)


def expand_dims(x: Array, /, axis: int | t.Sequence[int]) -> Array:
    """Return an Array with axes of length 1 inserted.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int
        Positions of the new axes in the result.

    Returns
    -------
    Array
        Of the dtype of `x`.

    Raises
    ------
    AxisError
        If an axis is out of range for the result.
    ValueError
        If an axis is given twice.

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
    shape = tuple([1 if position in new else next(lengths) for position in range(x.ndim + len(new))])
    return _call("reshape", x, shape)


def flip(x: Array, /, *, axis: int | t.Sequence[int] | None = None) -> Array:
    """Return an Array with the order of its elements reversed along axes.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int, optional
        Axes. Default: all axes.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    AxisError
        If an axis is out of range for `x`.
    ValueError
        If an axis is given twice.
    """
    x = array_only(x)
    return _call("flip", x, axis=tuple(range(x.ndim)) if axis is None else axis_rules.normalise_axes(axis, x.ndim))


def moveaxis(x: Array, source: int | t.Sequence[int], destination: int | t.Sequence[int], /) -> Array:
    """Return an Array with some axes moved to other positions; the other axes keep their order.

    Parameters
    ----------
    x : Array
        Of any dtype.
    source : int or tuple of int
        Axes to move.
    destination : int or tuple of int
        Position of each of these axes in the result.

    Returns
    -------
    Array
        Of the dtype of `x`.

    Raises
    ------
    AxisError
        If an axis is out of range for `x`.
    ValueError
        If `source` and `destination` differ in length, or an axis is given twice.
    """
    x = array_only(x)
    moved = axis_rules.normalise_axes(source, x.ndim, "source")
    positions = axis_rules.normalise_axes(destination, x.ndim, "destination")
    if len(moved) != len(positions):
        fact = f"source={shown(source)} and destination={shown(destination)} differ in length"
        raise ValueError(message(fact, "pass one destination for each source: ua.moveaxis(x, (0, 1), (1, 0))"))
    order: dict[int, int] = dict(zip(positions, moved, strict=True))
    others = iter([axis for axis in range(x.ndim) if axis not in moved])
    return _call("permute_dims", x, tuple([order[i] if i in order else next(others) for i in range(x.ndim)]))


def permute_dims(x: Array, /, axes: t.Sequence[int]) -> Array:
    """Return an Array with its axes in another order.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axes : tuple of int
        Every axis of `x` once, in the order of the result.

    Returns
    -------
    Array
        Of the dtype of `x`.

    Raises
    ------
    AxisError
        If an axis is out of range for `x`.
    ValueError
        If an axis is missing or given twice.
    """
    x = array_only(x)
    order = axis_rules.normalise_axes(axes, x.ndim, "axes")
    if len(order) != x.ndim:
        raise ValueError(
            message(
                f"axes={shown(axes)} does not name all {x.ndim} axes",
                f"name every axis once: axes={tuple(range(x.ndim))}",
            )
        )
    return _call("permute_dims", x, order)


def repeat(x: Array, repeats: int | Array, /, *, axis: int | None = None) -> Array:
    """Return an Array with each element repeated.

    Parameters
    ----------
    x : Array
        Of any dtype.
    repeats : int or Array of int
        Number of repetitions: one for all elements, or one for each index along the axis.
    axis : int, optional
        Axis. By default, the array is flattened first.

    Returns
    -------
    Array
        Of the dtype and shape of `x`, except that the length of the axis is the sum of the repetitions.

    Raises
    ------
    TypeError
        If `repeats` is not an integer.
    ValueError
        If `repeats` is negative, or its length is neither 1 nor that of the axis.
    AxisError
        If an axis is out of range for `x`.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.repeat(ua.asarray([1, 2]), ua.asarray([3, 1])).tolist()
    [1, 1, 1, 2]
    """
    if type(x) is not Array:
        x = array_beside(x, repeats)
    if axis is None:
        x, axis = reshape(x, (-1,)), 0
    where = axis_rules.normalise_axis(axis, x.ndim)
    if type(repeats) is not Array:
        if isinstance(repeats, list | tuple):
            fact = f"repeats must be an integer or an Array, got {shown(repeats)} ({type(repeats).__name__})"
            raise TypeError(message(fact, f"ua.asarray({shown(repeats)})"))
        count = axis_rules.integer(repeats, "repeats")
        if count < 0:
            raise ValueError(message(f"repeats must not be negative, got {count}", "pass repeats=0 or more"))
        axis_rules.check_length(count, "repeats")
        return _call("repeat", x, count, axis=where)
    check_shape_is_known("ua.repeat(x, counts)", repeats)
    x, counts = to_one_namespace(x, repeats)
    xp = x._xp
    if counts.shape not in ((), (1,), (x.shape[where],)):
        raise ValueError(
            message(
                f"repeats must have one element, or {x.shape[where]}, the length of the axis, got shape {counts.shape}",
                f"pass repeats of shape (1,) or ({x.shape[where]},)",
            )
        )
    native = invoke(xp, xp.broadcast_to, indices("repeat", xp, counts), (x.shape[where],))
    return _call("repeat", x, native, axis=where)


def reshape(x: Array, /, shape: int | t.Sequence[int], *, copy: bool | None = None) -> Array:
    """Return an Array of another shape with the same elements in row-major order.

    Parameters
    ----------
    x : Array
        Of any dtype.
    shape : tuple of int
        Shape of the result. One length may be -1; it is then computed from the others.
    copy : bool, optional
        True copies always, False never, None only if needed.

    Returns
    -------
    Array
        Of the given shape and the dtype of `x`.

    Raises
    ------
    ValueError
        If the number of elements differs.
    CopyRequiredError
        If ``copy=False`` is passed and a copy is needed.
    """
    if type(x) is Array and copy is None and type(shape) is tuple and not x._xp.hooks.unknown_lengths:
        for length in shape:
            if type(length) is not int or length < 0:
                break
        else:
            new = _new(Array)
            new._xp = x._xp
            try:
                new._native = x._xp.reshape(x._native, shape)
                return new
            except Exception:  # the number of elements differs
                return _reshape(x, shape, copy)
    return _reshape(x, shape, copy)


def _reshape(x: Array, shape: int | t.Sequence[int], copy: bool | None) -> Array:
    x = array_only(x)
    scalars.check_copy(copy)
    have = axis_rules.known(x.shape, x._xp.hooks.unknown_length_hint)
    wanted = _infer_length(axis_rules.integers(shape, "shape"), have)
    try:
        return _call("reshape", x, wanted, copy=copy)
    except ValueError as error:  # the shape is valid, so the memory cannot be shared
        raise CopyRequiredError(message(f"reshaping {x.shape} to {wanted} needs a copy", "pass copy=None")) from error


def _infer_length(wanted: tuple[int, ...], have: tuple[int, ...]) -> tuple[int, ...]:
    """Return a shape with its length of -1 replaced by the computed length."""
    size = given = 1
    for length in have:
        size *= length
    for length in wanted:
        given *= 1 if length == -1 else length
    for length in wanted:
        axis_rules.check_length(length, "a length")
    unknown = wanted.count(-1)
    if unknown > 1 or min(wanted, default=0) < -1:
        raise ValueError(
            message(
                f"shape {wanted} is not valid", "pass lengths of 0 or more, and at most one -1: ua.reshape(x, (-1,))"
            )
        )
    if unknown and given and size % given == 0:
        return tuple([size // given if length == -1 else length for length in wanted])
    if unknown or given != size:
        raise ValueError(
            message(
                f"an array of shape {have} cannot be reshaped to {wanted}",
                f"pass a shape of {size} elements: ua.reshape(x, ({size},))",
            )
        )
    return wanted


def roll(x: Array, /, shift: int | t.Sequence[int], *, axis: int | t.Sequence[int] | None = None) -> Array:
    """Return an Array with its elements shifted along axes; elements shifted out at one end enter at the other.

    Parameters
    ----------
    x : Array
        Of any dtype.
    shift : int or tuple of int
        Number of positions, either one number for all axes or one for each axis. A positive number shifts to higher
        indices.
    axis : int or tuple of int, optional
        Axes. An axis that is given twice is shifted twice. By default, the flattened array is shifted and then gets
        its shape back.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    AxisError
        If an axis is out of range for `x`.
    ValueError
        If the numbers of shifts and axes differ.

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
            raise ValueError(
                message(f"shift={shown(shift)} needs an axis for each number", "pass the axes, such as axis=(0, 1)")
            )
        return _call("roll", x, shifts[0] % (x.size or 1), axis=None)
    where = tuple([axis_rules.normalise_axis(part, x.ndim) for part in axis_rules.integers(axis, "axis")])
    if len(shifts) == 1:
        shifts *= len(where)
    if not where:
        return _call("roll", x, 0, axis=None)
    if len(shifts) != len(where):
        fact = f"shift={shown(shift)} and axis={shown(axis)} differ in length"
        raise ValueError(message(fact, "pass one shift for each axis: ua.roll(x, (1, 2), axis=(0, 1))"))
    # Shifts are reduced modulo the length of the axis, because libraries count in 64 bits.
    shifts = tuple([part % (x.shape[axis] or 1) for part, axis in zip(shifts, where, strict=True)])
    return _call("roll", x, shifts, axis=where)


def squeeze(x: Array, /, axis: int | t.Sequence[int]) -> Array:
    """Return an Array without some of its axes of length 1.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int
        Axes to remove.

    Returns
    -------
    Array
        Of the dtype of `x`.

    Raises
    ------
    AxisError
        If an axis is out of range for `x`.
    ValueError
        If the length of an axis is not 1, or an axis is given twice.
    """
    x = array_only(x)
    out = axis_rules.normalise_axes(axis, x.ndim)
    for where in out:
        if x.shape[where] != 1:
            raise ValueError(
                message(f"axis {where} of shape {x.shape} does not have length 1", "select an element: x[0, ...]")
            )
    return _call("reshape", x, tuple([length for where, length in enumerate(x.shape) if where not in out]))


def stack(arrays: t.Sequence[Array], /, *, axis: int = 0) -> Array:
    """Return arrays joined along a new axis.

    Parameters
    ----------
    arrays : list or tuple of Array
        Arrays of the same shape. They are promoted to a common dtype.
    axis : int, default 0
        Position of the new axis in the result.

    Returns
    -------
    Array
        The result has one dimension more than the arrays.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype.
    ValueError
        If `arrays` is empty, or the shapes differ.
    AxisError
        If an axis is out of range for the result.
    DeviceMismatchError
        If the arrays have different backends or devices.
    """
    xp, natives = promote_operands(*sequence("stack", arrays))
    shapes = [xp.hooks.shape(native) for native in natives]
    for shape in shapes:
        if shape != shapes[0]:
            raise ValueError(
                message(
                    f"ua.stack needs equal shapes, got shapes {shapes[0]} and {shape}",
                    "ua.stack(ua.broadcast_arrays(x, y))",
                )
            )
    where = axis_rules.normalise_axis(axis, len(shapes[0]) + 1)
    return Array(invoke(xp, xp.stack, natives, axis=where), xp)


def tile(x: Array, repetitions: t.Sequence[int], /) -> Array:
    """Return an Array repeated as a whole along its axes.

    Parameters
    ----------
    x : Array
        Of any dtype.
    repetitions : tuple of int
        Number of repetitions along each axis. The shorter one of `repetitions` and the shape is padded with ones in
        front.

    Returns
    -------
    Array
        Of the dtype of `x`.

    Raises
    ------
    ValueError
        If a number of repetitions is negative.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.tile(ua.asarray([1, 2]), (2, 2)).tolist()
    [[1, 2, 1, 2], [1, 2, 1, 2]]
    """
    x = array_only(x)
    counts = axis_rules.integers(repetitions, "repetitions")
    if min(counts, default=0) < 0:
        raise ValueError(
            message(
                f"repetitions must not be negative, got {shown(repetitions)}",
                "pass numbers of 0 or more: ua.tile(x, (2, 1))",
            )
        )
    for count in counts:
        axis_rules.check_length(count, "a number of repetitions")
    return _call("tile", x, (1,) * (x.ndim - len(counts)) + counts)


def unstack(x: Array, /, *, axis: int = 0) -> tuple[Array, ...]:
    """Return the slices of an array along an axis.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.
    axis : int, default 0
        Axis.

    Returns
    -------
    tuple of Array
        One Array for each index along the axis, without the axis.

    Raises
    ------
    AxisError
        If an axis is out of range for `x`.
    """
    x = array_only(x)
    xp = x._xp
    where = axis_rules.normalise_axis(axis, x.ndim)
    return tuple([Array(part, xp) for part in invoke(xp, xp.unstack, x._native, axis=where)])


def _call(name: str, x: Array, /, *args: t.Any, **kwargs: t.Any) -> Array:
    xp = x._xp
    return Array(invoke(xp, getattr(xp, name), x._native, *args, **kwargs), xp)
