"""Elementwise functions of the array API standard."""

from __future__ import annotations

from .._array.arguments import array_beside, take_several
from .._array.array import Array
from .._array.calls import binary, operand, refuse, unary
from .._array.invocation import invoke
from .._core import lazy_typing as t
from .._core.dtypes import DType
from .._core.errors import message
from .._rules import scalars
from .._rules.domains import (
    ALL,
    BOOL,
    COMPLEX,
    FLOATING,
    INTEGER,
    INTEGER_OR_BOOL,
    NUMERIC,
    REAL,
    REAL_FLOATING,
    REAL_OR_BOOL,
    check_domain,
)
from .._runtime.python_scalars import as_python

__all__ = [
    "abs",
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "bitwise_and",
    "bitwise_invert",
    "bitwise_left_shift",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "ceil",
    "clip",
    "conj",
    "copysign",
    "cos",
    "cosh",
    "divide",
    "equal",
    "exp",
    "expm1",
    "floor",
    "floor_divide",
    "greater",
    "greater_equal",
    "hypot",
    "imag",
    "isfinite",
    "isinf",
    "isnan",
    "less",
    "less_equal",
    "log",
    "log1p",
    "log2",
    "log10",
    "logaddexp",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "maximum",
    "minimum",
    "multiply",
    "negative",
    "nextafter",
    "not_equal",
    "positive",
    "pow",
    "real",
    "reciprocal",
    "remainder",
    "round",
    "sign",
    "signbit",
    "sin",
    "sinh",
    "sqrt",
    "square",
    "subtract",
    "tan",
    "tanh",
    "trunc",
]


def abs(x: Array | complex, /) -> Array:
    """Return the absolute value of each element, or the modulus if the element is complex.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any numeric dtype.

    Returns
    -------
    Array
        Same shape as `x`. If `x` is complex, the real dtype of the same precision (float32 for complex64), else the
        dtype of `x`.

    Raises
    ------
    TypeError
        If `x` is bool.

    Notes
    -----
    ``abs(-0)`` is +0 and ``abs(±inf)`` is inf. If a part of a complex number is infinite, the modulus is infinite, even
    if the other part is NaN. The smallest signed integer has no positive counterpart and wraps to itself.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.abs(ua.asarray([3 + 4j])).tolist()
    [5.0]
    """
    return unary("abs", x, NUMERIC)


def acos(x: Array | complex, /) -> Array:
    """Return the inverse cosine of each element in radians, from 0 to pi for real numbers.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    The result is NaN for real numbers outside [-1, 1]. ``acos(1)`` is +0. The complex branch cuts are the real axis
    below -1 and above 1.
    """
    return unary("acos", x, FLOATING)


def acosh(x: Array | complex, /) -> Array:
    """Return the inverse hyperbolic cosine of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    The result is NaN for real numbers below 1. ``acosh(1)`` is +0 and ``acosh(inf)`` is inf. The complex branch cut is
    the real axis below 1.
    """
    return unary("acosh", x, FLOATING)


def add(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Add two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape and dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer).
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    Integers wrap on overflow. The sum of bools is their logical or. An infinity plus the opposite infinity is NaN. The
    sum of -0 and -0 is -0, and any other sum of zeros is +0.
    """
    return binary("add", x1, x2, ALL)


def asin(x: Array | complex, /) -> Array:
    """Return the inverse sine of each element in radians, from -pi/2 to pi/2 for real numbers.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    The result is NaN for real numbers outside [-1, 1]. ``asin(±0)`` is ±0. The complex branch cuts are the real axis
    below -1 and above 1.
    """
    return unary("asin", x, FLOATING)


def asinh(x: Array | complex, /) -> Array:
    """Return the inverse hyperbolic sine of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    ``asinh(±0)`` is ±0 and ``asinh(±inf)`` is ±inf. The complex branch cuts are the imaginary axis below -1j and above
    1j.
    """
    return unary("asinh", x, FLOATING)


def atan(x: Array | complex, /) -> Array:
    """Return the inverse tangent of each element in radians, from -pi/2 to pi/2 for real numbers.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    ``atan(±0)`` is ±0 and ``atan(±inf)`` is ±pi/2. The complex branch cuts are the imaginary axis below -1j and above
    1j.
    """
    return unary("atan", x, FLOATING)


def atan2(x1: Array | float, x2: Array | float, /) -> Array:
    """Return the angle of the point (x2, x1) in radians, from -pi to pi.

    Parameters
    ----------
    x1 : Array or scalar
        Ordinates (y). Any shape, any dtype except complex. Integers and bools are cast to the default real floating
        dtype.
    x2 : Array or scalar
        Abscissas (x). The shape broadcasts with that of `x1` and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype, or the default real floating dtype if both operands are integer or
        bool.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    The signs of the operands choose the quadrant. Signs of zero count: ``atan2(±0, +0)`` is ±0 and ``atan2(±0, -0)`` is
    ±pi. If both operands are infinite, the result is an odd multiple of pi/4. The result is NaN if an operand is NaN.
    """
    return binary("atan2", x1, x2, REAL_FLOATING)


def atanh(x: Array | complex, /) -> Array:
    """Return the inverse hyperbolic tangent of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    The result is NaN for real numbers outside [-1, 1]. ``atanh(±1)`` is ±inf and ``atanh(±0)`` is ±0. The complex
    branch cuts are the real axis up to -1 and from 1 on.
    """
    return unary("atanh", x, FLOATING)


def bitwise_and(x1: Array | int, x2: Array | int, /) -> Array:
    """Compute the bitwise and of two arrays, or the logical and if they are bool.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, integer or bool dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is floating-point.
    ValueError
        If the shapes do not broadcast.
    """
    return binary("bitwise_and", x1, x2, INTEGER_OR_BOOL)


def bitwise_invert(x: Array | int, /) -> Array:
    """Invert every bit of each element, or compute the logical not if `x` is bool.

    Parameters
    ----------
    x : Array or scalar
        Any shape, integer or bool dtype.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    TypeError
        If `x` is floating-point.
    """
    return unary("bitwise_invert", x, INTEGER_OR_BOOL)


def bitwise_left_shift(x1: Array | int, x2: Array | int, /) -> Array:
    """Shift the bits of `x1` to the left by `x2` bits and fill with zeros.

    Parameters
    ----------
    x1 : Array or scalar
        Numbers to shift. Any shape, integer dtype.
    x2 : Array or scalar
        Numbers of bits to shift by, 0 or more. Integer dtype. The shape broadcasts with that of `x1` and the dtypes
        promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), if an operand is floating-point, or if both
        are bool.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    A shift by the number of bits of the dtype, or by more, gives 0.
    """
    return binary("bitwise_left_shift", x1, x2, INTEGER)


def bitwise_or(x1: Array | int, x2: Array | int, /) -> Array:
    """Compute the bitwise or of two arrays, or the logical or if they are bool.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, integer or bool dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is floating-point.
    ValueError
        If the shapes do not broadcast.
    """
    return binary("bitwise_or", x1, x2, INTEGER_OR_BOOL)


def bitwise_right_shift(x1: Array | int, x2: Array | int, /) -> Array:
    """Shift the bits of `x1` to the right by `x2` bits and fill with copies of the sign bit.

    Parameters
    ----------
    x1 : Array or scalar
        Numbers to shift. Any shape, integer dtype.
    x2 : Array or scalar
        Numbers of bits to shift by, 0 or more. Integer dtype. The shape broadcasts with that of `x1` and the dtypes
        promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), if an operand is floating-point, or if both
        are bool.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    A shift by the number of bits of the dtype, or by more, gives 0, or -1 for negative numbers.
    """
    return binary("bitwise_right_shift", x1, x2, INTEGER)


def bitwise_xor(x1: Array | int, x2: Array | int, /) -> Array:
    """Compute the bitwise exclusive or of two arrays, or the logical exclusive or if they are bool.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, integer or bool dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is floating-point.
    ValueError
        If the shapes do not broadcast.
    """
    return binary("bitwise_xor", x1, x2, INTEGER_OR_BOOL)


def ceil(x: Array | float, /) -> Array:
    """Round each element up to the nearest integer.

    Parameters
    ----------
    x : Array or scalar
        Any shape, integer or real floating dtype.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    TypeError
        If `x` is bool or complex.

    Notes
    -----
    Integers, infinities, NaN and ±0 do not change. Numbers between -1 and 0 give -0.
    """
    return unary("ceil", x, REAL)


def clip(x: Array | float, /, min: Array | float | None = None, max: Array | float | None = None) -> Array:
    """Limit each element to the interval from `min` to `max`.

    Parameters
    ----------
    x : Array or scalar
        Any shape, integer or real floating dtype.
    min : Array or scalar, optional
        Lower bound. The shape broadcasts with that of `x` and the dtypes promote. None means no lower bound.
    max : Array or scalar, optional
        Upper bound. The shape broadcasts with that of `x` and the dtypes promote. None means no upper bound.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype. If the bounds are scalars of the kind of `x`, this is the dtype of
        `x`.

    Raises
    ------
    TypeError
        If `x` is bool or complex, or if the dtypes have no common dtype.
    ValueError
        If the shapes do not broadcast.
    OverflowError
        If `min` is a Python integer above the range of the dtype, or `max` is a Python integer below the range.

    Notes
    -----
    The result is NaN if the element or a bound is NaN. If `min` exceeds `max`, the result is `max`.

    For integer dtypes, a scalar lower bound below the range of the dtype and a scalar upper bound above the range have
    no effect: ``clip(uint8, -1, 300)`` changes nothing.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.clip(ua.asarray([-2, 0, 9]), 0, 5).tolist()
    [0, 0, 5]
    """
    if type(x) is not Array:
        x = array_beside(x, min, max)
    if type(min) is not Array and type(max) is not Array:
        return _clip_between_scalars(x, min, max)
    if type(min) is Array and type(max) is Array:
        xp, natives = take_several("clip", [x, min, max], REAL)
        return Array(invoke(xp, xp.clip, *natives), xp)
    if type(min) is Array:
        xp, natives = take_several("clip", [x, min], REAL)
        return _clip_between_scalars(Array(invoke(xp, xp.clip, *natives), xp), None, max)
    xp, natives = take_several("clip", [x, max], REAL)  # type: ignore[list-item]
    if min is not None:  # the lower bound first: if it exceeds the upper one, the result is the upper one
        raised = _clip_between_scalars(Array(natives[0], xp), min, None)
        xp, natives = take_several("clip", [raised, Array(natives[1], xp)], REAL)
    return Array(invoke(xp, xp.clip, natives[0], None, natives[1]), xp)


def _clip_between_scalars(x: Array, low: t.Any, high: t.Any) -> Array:
    """Clip between bounds that are scalars or None; pass the scalars to the library without conversion to arrays."""
    xp = x._xp
    hooks = xp.hooks
    dtype = hooks.dtype(x._native)
    check_domain("clip", dtype, REAL)
    bounds: list[t.Any] = [low, high]
    for position, bound in enumerate(bounds):
        if bound is not None:
            bounds[position] = value = as_python(bound)
            if value is None:
                refuse(bound)
            dtype = scalars.promote_with_scalar(dtype, value, hooks.default_dtype)
    check_domain("clip", dtype, REAL)
    if dtype.rank == 1:
        bounds = [_effective_bound(bounds[0], dtype, 0), _effective_bound(bounds[1], dtype, 1)]
    else:
        bounds = [None if bound is None else scalars.as_bound(bound, dtype) for bound in bounds]
    native = hooks.cast(x._native, dtype)
    if bounds == [None, None]:
        return Array(invoke(xp, hooks.to_device, native, hooks.device, True), xp)
    return Array(invoke(xp, xp.clip, native, *bounds), xp)


def _effective_bound(bound: t.Any, dtype: DType, side: int) -> int | None:
    """Return a bound as an integer of the dtype, or None if the bound cannot limit a number of the dtype."""
    if bound is None:
        return None
    limit = scalars.bounds(dtype)[side]
    if bound < limit if side == 0 else bound > limit:
        return None
    scalars.check_representable(bound, dtype)
    return int(bound)


def conj(x: Array | complex, /) -> Array:
    """Return the complex conjugate of each element; real numbers do not change.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any numeric dtype.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    TypeError
        If `x` is bool.
    """
    return unary("conj", x, NUMERIC)


def copysign(x1: Array | float, x2: Array | float, /) -> Array:
    """Combine the magnitude of `x1` with the sign of `x2`, element by element.

    Parameters
    ----------
    x1 : Array or scalar
        Magnitudes. Any shape, any dtype except complex. Integers and bools are cast to the default real floating dtype.
    x2 : Array or scalar
        Numbers that give the sign; the signs of -0 and NaN count. The shape broadcasts with that of `x1` and the dtypes
        promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype, or the default real floating dtype if both operands are integer or
        bool.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is complex.
    ValueError
        If the shapes do not broadcast.
    """
    return binary("copysign", x1, x2, REAL_FLOATING)


def cos(x: Array | complex, /) -> Array:
    """Return the cosine of each element.

    Parameters
    ----------
    x : Array or scalar
        Angles in radians, of any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    ``cos(±0)`` is 1 and ``cos(±inf)`` is NaN.
    """
    return unary("cos", x, FLOATING)


def cosh(x: Array | complex, /) -> Array:
    """Return the hyperbolic cosine of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    ``cosh(±0)`` is 1 and ``cosh(±inf)`` is inf.
    """
    return unary("cosh", x, FLOATING)


def divide(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Divide two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype. The shapes broadcast and
        the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype, or the default real floating dtype if both operands are integer or
        bool.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer).
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    Two integers are divided in the default real floating dtype: ``1 / 2`` is 0.5.

    A nonzero number divided by ±0 is an infinity, and divided by ±inf a zero, each with the sign of the quotient.
    ``0 / 0`` and ``inf / inf`` are NaN.
    """
    return binary("divide", x1, x2, FLOATING)


def equal(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Test whether two arrays are equal, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape and dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape, bool dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer).
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    NaN does not equal any number, not even NaN. +0 equals -0. A Python integer outside the range of the array's dtype
    does not equal any element.
    """
    return binary("equal", x1, x2, ALL)


def exp(x: Array | complex, /) -> Array:
    """Return the exponential of each element: e to the power of the element.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    ``exp(±0)`` is 1, ``exp(-inf)`` is +0 and ``exp(inf)`` is inf.
    """
    return unary("exp", x, FLOATING)


def expm1(x: Array | complex, /) -> Array:
    """Return the exponential of each element, minus 1; accurate if the element is near zero.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    ``expm1(±0)`` is ±0, ``expm1(-inf)`` is -1 and ``expm1(inf)`` is inf.
    """
    return unary("expm1", x, FLOATING)


def floor(x: Array | float, /) -> Array:
    """Round each element down to the nearest integer.

    Parameters
    ----------
    x : Array or scalar
        Any shape, integer or real floating dtype.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    TypeError
        If `x` is bool or complex.

    Notes
    -----
    Integers, infinities, NaN and ±0 do not change.
    """
    return unary("floor", x, REAL)


def floor_divide(x1: Array | float, x2: Array | float, /) -> Array:
    """Divide two arrays and round down to the nearest integer, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, integer or real floating dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), if both operands are bool, or if an operand
        is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    An integer divided by 0 is 0.

    The floating-point result is the floor of the exact quotient: ``1.0 // 0.1`` is 9, because the float 0.1 is slightly
    more than a tenth. ``inf // 1`` is inf, ``1 // inf`` is 0 and ``-1 // inf`` is -0. A nonzero number divided by ±0 is
    an infinity, and ``0 // 0`` is NaN.
    """
    return binary("floor_divide", x1, x2, REAL)


def greater(x1: Array | float, x2: Array | float, /) -> Array:
    """Test whether `x1` is greater than `x2`, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, any dtype except complex. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape, bool dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    The result is False if an operand is NaN. Python integers outside the range of the array's dtype compare exactly.
    """
    return binary("greater", x1, x2, REAL_OR_BOOL)


def greater_equal(x1: Array | float, x2: Array | float, /) -> Array:
    """Test whether `x1` is greater than or equal to `x2`, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, any dtype except complex. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape, bool dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    The result is False if an operand is NaN. Python integers outside the range of the array's dtype compare exactly.
    """
    return binary("greater_equal", x1, x2, REAL_OR_BOOL)


def hypot(x1: Array | float, x2: Array | float, /) -> Array:
    """Return the length of the hypotenuse, the square root of ``x1**2 + x2**2``, without overflow of the squares.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, any dtype except complex. Integers and bools are cast to the default real floating dtype. The shapes
        broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype, or the default real floating dtype if both operands are integer or
        bool.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    If an operand is infinite, the result is inf, even if the other operand is NaN. Otherwise the result is NaN if an
    operand is NaN.
    """
    return binary("hypot", x1, x2, REAL_FLOATING)


def imag(x: Array | complex, /) -> Array:
    """Return the imaginary part of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape, complex dtype.

    Returns
    -------
    Array
        Same shape as `x`, the real dtype of the same precision (float32 for complex64).

    Raises
    ------
    TypeError
        If `x` is not complex.
    """
    return unary("imag", x, COMPLEX)


def isfinite(x: Array | complex, /) -> Array:
    """Test whether each element is finite: neither infinite nor NaN.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any numeric dtype.

    Returns
    -------
    Array
        Same shape as `x`, bool dtype.

    Raises
    ------
    TypeError
        If `x` is bool.

    Notes
    -----
    A complex number is finite if both parts are finite. Integers are always finite.
    """
    return unary("isfinite", x, NUMERIC)


def isinf(x: Array | complex, /) -> Array:
    """Test whether each element is infinite.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any numeric dtype.

    Returns
    -------
    Array
        Same shape as `x`, bool dtype.

    Raises
    ------
    TypeError
        If `x` is bool.

    Notes
    -----
    A complex number is infinite if a part is infinite, even if the other part is NaN.
    """
    return unary("isinf", x, NUMERIC)


def isnan(x: Array | complex, /) -> Array:
    """Test whether each element is NaN.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any numeric dtype.

    Returns
    -------
    Array
        Same shape as `x`, bool dtype.

    Raises
    ------
    TypeError
        If `x` is bool.

    Notes
    -----
    A complex number is NaN if a part is NaN.
    """
    return unary("isnan", x, NUMERIC)


def less(x1: Array | float, x2: Array | float, /) -> Array:
    """Test whether `x1` is less than `x2`, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, any dtype except complex. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape, bool dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    The result is False if an operand is NaN. Python integers outside the range of the array's dtype compare exactly.
    """
    return binary("less", x1, x2, REAL_OR_BOOL)


def less_equal(x1: Array | float, x2: Array | float, /) -> Array:
    """Test whether `x1` is less than or equal to `x2`, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, any dtype except complex. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape, bool dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    The result is False if an operand is NaN. Python integers outside the range of the array's dtype compare exactly.
    """
    return binary("less_equal", x1, x2, REAL_OR_BOOL)


def log(x: Array | complex, /) -> Array:
    """Return the natural logarithm of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    The result is NaN for real numbers below 0. ``log(±0)`` is -inf, ``log(1)`` is +0 and ``log(inf)`` is inf. The
    complex branch cut is the negative real axis.
    """
    return unary("log", x, FLOATING)


def log10(x: Array | complex, /) -> Array:
    """Return the logarithm to base 10 of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    The result is NaN for real numbers below 0. ``log10(±0)`` is -inf, ``log10(1)`` is +0 and ``log10(inf)`` is inf. The
    complex branch cut is the negative real axis.
    """
    return unary("log10", x, FLOATING)


def log1p(x: Array | complex, /) -> Array:
    """Return the natural logarithm of 1 plus each element; accurate if the element is near zero.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    The result is NaN for real numbers below -1. ``log1p(-1)`` is -inf, ``log1p(±0)`` is ±0 and ``log1p(inf)`` is inf.
    The complex branch cut is the real axis below -1.
    """
    return unary("log1p", x, FLOATING)


def log2(x: Array | complex, /) -> Array:
    """Return the logarithm to base 2 of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    The result is NaN for real numbers below 0. ``log2(±0)`` is -inf, ``log2(1)`` is +0 and ``log2(inf)`` is inf. The
    complex branch cut is the negative real axis.
    """
    return unary("log2", x, FLOATING)


def logaddexp(x1: Array | float, x2: Array | float, /) -> Array:
    """Return the logarithm of a sum of exponentials, ``log(exp(x1) + exp(x2))``, without overflow of the terms.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, any dtype except complex. Integers and bools are cast to the default real floating dtype. The shapes
        broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype, or the default real floating dtype if both operands are integer or
        bool.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    The result is NaN if an operand is NaN.
    """
    return binary("logaddexp", x1, x2, REAL_FLOATING)


def logical_and(x1: Array | bool, x2: Array | bool, /) -> Array:
    """Compute the logical and of two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, bool dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If an operand is not bool.
    ValueError
        If the shapes do not broadcast.
    """
    return binary("logical_and", x1, x2, BOOL)


def logical_not(x: Array | bool, /) -> Array:
    """Compute the logical not of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape, bool dtype.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    TypeError
        If `x` is not bool.
    """
    return unary("logical_not", x, BOOL)


def logical_or(x1: Array | bool, x2: Array | bool, /) -> Array:
    """Compute the logical or of two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, bool dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If an operand is not bool.
    ValueError
        If the shapes do not broadcast.
    """
    return binary("logical_or", x1, x2, BOOL)


def logical_xor(x1: Array | bool, x2: Array | bool, /) -> Array:
    """Compute the logical exclusive or of two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, bool dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If an operand is not bool.
    ValueError
        If the shapes do not broadcast.
    """
    return binary("logical_xor", x1, x2, BOOL)


def maximum(x1: Array | float, x2: Array | float, /) -> Array:
    """Return the larger of two elements.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, any dtype except complex. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    The result is NaN if an operand is NaN. Of +0 and -0, either may be returned. The larger of two bools is their
    logical or.
    """
    return binary("maximum", x1, x2, REAL_OR_BOOL)


def minimum(x1: Array | float, x2: Array | float, /) -> Array:
    """Return the smaller of two elements.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, any dtype except complex. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    The result is NaN if an operand is NaN. Of +0 and -0, either may be returned. The smaller of two bools is their
    logical and.
    """
    return binary("minimum", x1, x2, REAL_OR_BOOL)


def multiply(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Multiply two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape and dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer).
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    Integers wrap on overflow. The product of bools is their logical and. An infinity times zero is NaN.
    """
    return binary("multiply", x1, x2, ALL)


def negative(x: Array | complex, /) -> Array:
    """Negate each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any numeric dtype.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    TypeError
        If `x` is bool.

    Notes
    -----
    Integers wrap. An unsigned number of n bits is negated modulo 2 to the power of n. The smallest signed number is its
    own negative.
    """
    return unary("negative", x, NUMERIC)


def nextafter(x1: Array | float, x2: Array | float, /) -> Array:
    """Return the next representable number after `x1` in the direction of `x2`.

    Parameters
    ----------
    x1 : Array or scalar
        Start values. Any shape, any dtype except complex. Integers and bools are cast to the default real floating
        dtype.
    x2 : Array or scalar
        Numbers that give the direction. The shape broadcasts with that of `x1` and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype, or the default real floating dtype if both operands are integer or
        bool.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if an operand is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    If both operands are equal, the result is `x2`, so a zero can change its sign. The result is NaN if an operand is
    NaN.
    """
    return binary("nextafter", x1, x2, REAL_FLOATING)


def not_equal(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Test whether two arrays differ, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape and dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape, bool dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer).
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    NaN differs from every number, including NaN. +0 and -0 do not differ. A Python integer outside the range of the
    array's dtype differs from every element.
    """
    return binary("not_equal", x1, x2, ALL)


def positive(x: Array | complex, /) -> Array:
    """Return each element unchanged.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any numeric dtype.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    TypeError
        If `x` is bool.
    """
    return unary("positive", x, NUMERIC)


def pow(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Raise `x1` to the power of `x2`, element by element.

    Parameters
    ----------
    x1 : Array or scalar
        Bases. Any shape, any numeric dtype.
    x2 : Array or scalar
        Exponents. The shape broadcasts with that of `x1` and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if both operands are bool.
    ValueError
        If the shapes do not broadcast, or if the base is integer or bool and the exponent is a negative Python integer.

    Notes
    -----
    Integers wrap on overflow. If an exponent in an integer array is negative, the result is unspecified.

    Any number to the power of ±0 is 1, even NaN, and 1 to any power is 1. If a finite number is negative and the
    exponent is finite but not an integer, the result is NaN.
    """
    if type(x2) is not Array:
        value = as_python(x2)
        if type(value) is int and value < 0 and operand(x1).dtype.rank < 2:
            raise ValueError(
                message(
                    f"integers cannot be raised to the negative power {value}", "pass floats: ua.astype(x1, ua.float64)"
                )
            )
    return binary("pow", x1, x2, NUMERIC)


def real(x: Array | complex, /) -> Array:
    """Return the real part of each element; real numbers do not change.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any numeric dtype.

    Returns
    -------
    Array
        Same shape as `x`. If `x` is complex, the real dtype of the same precision (float32 for complex64), else the
        dtype of `x`.

    Raises
    ------
    TypeError
        If `x` is bool.
    """
    return unary("real", x, NUMERIC)


def reciprocal(x: Array | complex, /) -> Array:
    """Return 1 divided by each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    ``reciprocal(±0)`` is ±inf and ``reciprocal(±inf)`` is ±0.
    """
    return unary("reciprocal", x, FLOATING)


def remainder(x1: Array | float, x2: Array | float, /) -> Array:
    """Return the remainder of the floor division, with the sign of `x2`, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, integer or real floating dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), if both operands are bool, or if an operand
        is complex.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    The remainder of an integer and 0 is 0.

    The floating-point result is NaN if `x1` is infinite or `x2` is zero. ``1 % inf`` is 1 and ``-1 % inf`` is inf. A
    result of zero has the sign of `x2`.
    """
    return binary("remainder", x1, x2, REAL)


def round(x: Array | complex, /, *, decimals: int = 0) -> Array:
    """Round each element to the nearest integer, and halves to the even integer.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any numeric dtype.
    decimals : int, default 0
        Digits after the decimal point. With a negative number, digits before it are rounded, too.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    TypeError
        If `x` is bool, or complex and `decimals` is not 0.

    Notes
    -----
    Integers, infinities, NaN and ±0 do not change. The parts of a complex number are rounded separately.

    With `decimals`, floating-point numbers are scaled by a power of ten, rounded and scaled back, as NumPy does. The
    standard does not have this argument.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.round(ua.asarray([3.14159, 2.71828]), decimals=2)
    Array([3.14, 2.72], dtype=float64)
    """
    if type(decimals) is not int or decimals:
        from .decimals import round_to

        return round_to(x, decimals)
    return unary("round", x, NUMERIC)


def sign(x: Array | complex, /) -> Array:
    """Return the sign of each element: -1, 0 or 1, or ``x / abs(x)`` if `x` is complex.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any numeric dtype.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    TypeError
        If `x` is bool.

    Notes
    -----
    ``sign(±0)`` is 0 and ``sign(nan)`` is NaN.
    """
    return unary("sign", x, NUMERIC)


def signbit(x: Array | float, /) -> Array:
    """Test whether the sign bit of each element is set, as in negative numbers, -0 and negative NaN.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any dtype except complex. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`, bool dtype.

    Raises
    ------
    TypeError
        If `x` is complex.
    """
    return unary("signbit", x, REAL_FLOATING)


def sin(x: Array | complex, /) -> Array:
    """Return the sine of each element.

    Parameters
    ----------
    x : Array or scalar
        Angles in radians, of any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    ``sin(±0)`` is ±0 and ``sin(±inf)`` is NaN.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.sin(ua.asarray([0, 0])).tolist()
    [0.0, 0.0]
    """
    return unary("sin", x, FLOATING)


def sinh(x: Array | complex, /) -> Array:
    """Return the hyperbolic sine of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    ``sinh(±0)`` is ±0 and ``sinh(±inf)`` is ±inf.
    """
    return unary("sinh", x, FLOATING)


def sqrt(x: Array | complex, /) -> Array:
    """Return the square root of each element, correctly rounded for real numbers.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    The result is NaN for real numbers below 0. ``sqrt(±0)`` is ±0 and ``sqrt(inf)`` is inf. The complex branch cut is
    the negative real axis. The real part of the result is never negative.
    """
    return unary("sqrt", x, FLOATING)


def square(x: Array | complex, /) -> Array:
    """Return the square of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape, any numeric dtype.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    TypeError
        If `x` is bool.

    Notes
    -----
    Integers wrap on overflow.
    """
    return unary("square", x, NUMERIC)


def subtract(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Subtract two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Any shape, any numeric dtype. The shapes broadcast and the dtypes promote.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype (uint64 with a signed integer), or if both operands are bool.
    ValueError
        If the shapes do not broadcast.

    Notes
    -----
    Integers wrap on overflow. An infinity minus itself is NaN.
    """
    return binary("subtract", x1, x2, NUMERIC)


def tan(x: Array | complex, /) -> Array:
    """Return the tangent of each element.

    Parameters
    ----------
    x : Array or scalar
        Angles in radians, of any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    ``tan(±0)`` is ±0 and ``tan(±inf)`` is NaN.
    """
    return unary("tan", x, FLOATING)


def tanh(x: Array | complex, /) -> Array:
    """Return the hyperbolic tangent of each element.

    Parameters
    ----------
    x : Array or scalar
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape as `x`. Same dtype, or the default real floating dtype if `x` is integer or bool.

    Notes
    -----
    ``tanh(±0)`` is ±0 and ``tanh(±inf)`` is ±1.
    """
    return unary("tanh", x, FLOATING)


def trunc(x: Array | float, /) -> Array:
    """Round each element towards zero, to an integer.

    Parameters
    ----------
    x : Array or scalar
        Any shape, integer or real floating dtype.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    TypeError
        If `x` is bool or complex.

    Notes
    -----
    Integers, infinities, NaN and ±0 do not change. Numbers between -1 and 0 give -0.
    """
    return unary("trunc", x, REAL)
