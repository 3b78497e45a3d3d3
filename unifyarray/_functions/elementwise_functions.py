"""Elementwise functions of the standard."""

from __future__ import annotations

from .._array.arguments import take_several
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
    """Absolute value of each element; the modulus of a complex number.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind.

    Returns
    -------
    Array
        Of the shape of `x`; the real dtype of its width for complex numbers, else its dtype.

    Raises
    ------
    TypeError
        `x` is bool.

    Notes
    -----
    The result of -0 is +0, of ±inf is inf. A complex number with an infinite part has an infinite modulus, even
    where the other part is NaN. The smallest signed integer has no positive counterpart and wraps to itself.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.abs(ua.asarray([3 + 4j])).tolist()
    [5.0]
    """
    return unary("abs", x, NUMERIC)


def acos(x: Array | complex, /) -> Array:
    """Inverse cosine of each element in radians, from 0 to pi for real numbers.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    NaN for real numbers outside of [-1, 1]; +0 for 1. Complex branch cuts: the real axis below -1 and above 1.
    """
    return unary("acos", x, FLOATING)


def acosh(x: Array | complex, /) -> Array:
    """Inverse hyperbolic cosine of each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    NaN for real numbers below 1; +0 for 1, inf for inf. Complex branch cut: the real axis below 1.
    """
    return unary("acosh", x, FLOATING)


def add(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Sum of two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Numbers of any kind, or bools. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer).
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    Integers wrap on overflow. The sum of bools is their logical or. An infinity plus the opposite one is NaN; -0
    plus -0 is -0, any other sum of zeros +0.
    """
    return binary("add", x1, x2, ALL)


def asin(x: Array | complex, /) -> Array:
    """Inverse sine of each element in radians, from -pi/2 to pi/2 for real numbers.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    NaN for real numbers outside of [-1, 1]; ±0 for ±0. Complex branch cuts: the real axis below -1 and above 1.
    """
    return unary("asin", x, FLOATING)


def asinh(x: Array | complex, /) -> Array:
    """Inverse hyperbolic sine of each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    ±0 for ±0 and ±inf for ±inf. Complex branch cuts: the imaginary axis below -1j and above 1j.
    """
    return unary("asinh", x, FLOATING)


def atan(x: Array | complex, /) -> Array:
    """Inverse tangent of each element in radians, from -pi/2 to pi/2 for real numbers.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    ±0 for ±0, ±pi/2 for ±inf. Complex branch cuts: the imaginary axis below -1j and above 1j.
    """
    return unary("atan", x, FLOATING)


def atan2(x1: Array | float, x2: Array | float, /) -> Array:
    """Angle of the point (x2, x1) in radians, from -pi to pi.

    Parameters
    ----------
    x1 : Array or scalar
        Ordinates (y). Real numbers; integers and bools are taken to the default real floating dtype.
    x2 : Array or scalar
        Abscissas (x). Broadcasts with `x1` and meets it in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype; the default real floating dtype for integers and bools.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    The signs choose the quadrant, signs of zero included: atan2(±0, +0) is ±0, atan2(±0, -0) is ±pi. With both
    operands infinite the result is an odd multiple of pi/4. NaN where an operand is NaN.
    """
    return binary("atan2", x1, x2, REAL_FLOATING)


def atanh(x: Array | complex, /) -> Array:
    """Inverse hyperbolic tangent of each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    NaN for real numbers outside of [-1, 1]; ±inf for ±1, ±0 for ±0. Complex branch cuts: the real axis up to -1 and
    from 1 on.
    """
    return unary("atanh", x, FLOATING)


def bitwise_and(x1: Array | int, x2: Array | int, /) -> Array:
    """Bits set in both operands; the logical and of bools.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Integers or bools. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is floating-point.
    ValueError
        The shapes do not broadcast.
    """
    return binary("bitwise_and", x1, x2, INTEGER_OR_BOOL)


def bitwise_invert(x: Array | int, /) -> Array:
    """Every bit turned over; the logical not of bools.

    Parameters
    ----------
    x : Array or scalar
        Integers or bools.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        `x` is floating-point.
    """
    return unary("bitwise_invert", x, INTEGER_OR_BOOL)


def bitwise_left_shift(x1: Array | int, x2: Array | int, /) -> Array:
    """Bits of `x1` moved to the left by `x2` places; zeros move in.

    Parameters
    ----------
    x1 : Array or scalar
        Numbers to shift. Integers.
    x2 : Array or scalar
        Numbers of places, 0 or more. Broadcasts with `x1` and meets it in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is floating-point, or both are
        bool.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    A shift by the width of the dtype or more gives 0.
    """
    return binary("bitwise_left_shift", x1, x2, INTEGER)


def bitwise_or(x1: Array | int, x2: Array | int, /) -> Array:
    """Bits set in one operand or both; the logical or of bools.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Integers or bools. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is floating-point.
    ValueError
        The shapes do not broadcast.
    """
    return binary("bitwise_or", x1, x2, INTEGER_OR_BOOL)


def bitwise_right_shift(x1: Array | int, x2: Array | int, /) -> Array:
    """Bits of `x1` moved to the right by `x2` places; copies of the sign bit move in.

    Parameters
    ----------
    x1 : Array or scalar
        Numbers to shift. Integers.
    x2 : Array or scalar
        Numbers of places, 0 or more. Broadcasts with `x1` and meets it in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is floating-point, or both are
        bool.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    A shift by the width of the dtype or more gives 0, or -1 for negative numbers.
    """
    return binary("bitwise_right_shift", x1, x2, INTEGER)


def bitwise_xor(x1: Array | int, x2: Array | int, /) -> Array:
    """Bits set in exactly one operand; the exclusive or of bools.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Integers or bools. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is floating-point.
    ValueError
        The shapes do not broadcast.
    """
    return binary("bitwise_xor", x1, x2, INTEGER_OR_BOOL)


def ceil(x: Array | float, /) -> Array:
    """Smallest integer not less than each element.

    Parameters
    ----------
    x : Array or scalar
        Real numbers: integers or real floating.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        `x` is bool or complex.

    Notes
    -----
    Integers stay as they are, and so do infinities, NaN and ±0. Between -1 and 0 the result is -0.
    """
    return unary("ceil", x, REAL)


def clip(x: Array | float, /, min: Array | float | None = None, max: Array | float | None = None) -> Array:
    """Each element, or the bound that it lies beyond.

    Parameters
    ----------
    x : Array or scalar
        Real numbers.
    min : Array or scalar, optional
        Lower bound. Broadcasts with `x` and meets it in one dtype. None: no bound.
    max : Array or scalar, optional
        Upper bound, likewise.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype, which is that of `x` where the bounds are scalars of its kind.

    Raises
    ------
    TypeError
        `x` is bool or complex, or the dtypes have no common dtype.
    ValueError
        The shapes do not broadcast.
    OverflowError
        `min` is a Python integer above everything that the dtype holds, or `max` one below.

    Notes
    -----
    NaN where the element or a bound is NaN. Where `min` exceeds `max` the result is unspecified.

    A scalar bound that no element of an integer dtype can cross is no bound: ``clip(uint8, -1, 300)`` changes
    nothing.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.clip(ua.asarray([-2, 0, 9]), 0, 5).tolist()
    [0, 0, 5]
    """
    if type(x) is not Array:
        x = operand(x)
    if type(min) is not Array and type(max) is not Array:
        return _clip_between_scalars(x, min, max)
    if type(min) is Array and type(max) is Array:
        xp, natives = take_several("clip", [x, min, max], REAL)
        return Array(invoke(xp, xp.clip, *natives), xp)
    if type(min) is Array:
        xp, natives = take_several("clip", [x, min], REAL)
        return _clip_between_scalars(Array(invoke(xp, xp.clip, *natives), xp), None, max)
    xp, natives = take_several("clip", [x, max], REAL)  # type: ignore[list-item]
    return _clip_between_scalars(Array(invoke(xp, xp.clip, natives[0], None, natives[1]), xp), min, None)


def _clip_between_scalars(x: Array, low: t.Any, high: t.Any) -> Array:
    """Clip between bounds that are scalars or None; the scalars are handed on as they are."""
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
            dtype = scalars.promote_with_scalar(dtype, value, hooks.default_float())
    check_domain("clip", dtype, REAL)
    if dtype.rank == 1:
        bounds = [_within(bounds[0], dtype, 0), _within(bounds[1], dtype, 1)]
    else:
        bounds = [None if bound is None else scalars.saturate(bound, dtype) for bound in bounds]
    native = hooks.cast(x._native, dtype)
    if bounds == [None, None]:
        return Array(invoke(xp, hooks.to_device, native, hooks.device, True), xp)
    return Array(invoke(xp, xp.clip, native, *bounds), xp)


def _within(bound: t.Any, dtype: DType, side: int) -> int | None:
    """Return a bound as an integer of the dtype, None where nothing of the dtype lies beyond it."""
    if bound is None:
        return None
    limit = scalars.bounds(dtype)[side]
    if bound < limit if side == 0 else bound > limit:
        return None
    scalars.check_representable(bound, dtype)
    return int(bound)


def conj(x: Array | complex, /) -> Array:
    """Complex conjugate of each element; real numbers stay as they are.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        `x` is bool.
    """
    return unary("conj", x, NUMERIC)


def copysign(x1: Array | float, x2: Array | float, /) -> Array:
    """Magnitude of `x1` with the sign of `x2`, element by element.

    Parameters
    ----------
    x1 : Array or scalar
        Magnitudes. Real numbers; integers and bools are taken to the default real floating dtype.
    x2 : Array or scalar
        Numbers that give the sign, -0 and NaN included. Broadcasts with `x1` and meets it in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype; the default real floating dtype for integers and bools.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is complex.
    ValueError
        The shapes do not broadcast.
    """
    return binary("copysign", x1, x2, REAL_FLOATING)


def cos(x: Array | complex, /) -> Array:
    """Cosine of each element.

    Parameters
    ----------
    x : Array or scalar
        Angles in radians. Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    1 for ±0; NaN for ±inf.
    """
    return unary("cos", x, FLOATING)


def cosh(x: Array | complex, /) -> Array:
    """Hyperbolic cosine of each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    1 for ±0; inf for ±inf.
    """
    return unary("cosh", x, FLOATING)


def divide(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Quotient of two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype. They broadcast and
        meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype; the default real floating dtype for integers and bools.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer).
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    Two integers are divided in the default real floating dtype: ``1 / 2`` is 0.5.

    A number other than zero divided by ±0 is an infinity, and by ±inf a zero, with the sign of the quotient; 0 / 0
    and inf / inf are NaN.
    """
    return binary("divide", x1, x2, FLOATING)


def equal(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Whether two arrays are equal, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Of any dtype. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape; bool.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer).
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    NaN equals nothing, itself included; +0 equals -0. A Python integer that the dtype of the array cannot hold
    equals nothing.
    """
    return binary("equal", x1, x2, ALL)


def exp(x: Array | complex, /) -> Array:
    """Exponential of each element: e to its power.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    1 for ±0, +0 for -inf, inf for inf.
    """
    return unary("exp", x, FLOATING)


def expm1(x: Array | complex, /) -> Array:
    """Exponential of each element, minus 1; exact where the element is near zero.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    ±0 for ±0, -1 for -inf, inf for inf.
    """
    return unary("expm1", x, FLOATING)


def floor(x: Array | float, /) -> Array:
    """Largest integer not greater than each element.

    Parameters
    ----------
    x : Array or scalar
        Real numbers: integers or real floating.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        `x` is bool or complex.

    Notes
    -----
    Integers stay as they are, and so do infinities, NaN and ±0.
    """
    return unary("floor", x, REAL)


def floor_divide(x1: Array | float, x2: Array | float, /) -> Array:
    """Largest integer not greater than the quotient, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Real numbers: integers or real floating. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). The operands are both bool, or one is
        complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    An integer divided by 0 is 0.

    For floating-point numbers it is the floor of the exact quotient: ``1.0 // 0.1`` is 9, since 0.1 is stored as a
    little more than a tenth. ``inf // 1`` is inf, ``1 // inf`` is 0, ``-1 // inf`` is -0; a number other than zero
    divided by ±0 is an infinity, 0 // 0 is NaN.
    """
    return binary("floor_divide", x1, x2, REAL)


def greater(x1: Array | float, x2: Array | float, /) -> Array:
    """Whether `x1` is greater than `x2`, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Bools or real numbers. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape; bool.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    False where an operand is NaN. Python integers that the dtype of the array cannot hold compare exactly.
    """
    return binary("greater", x1, x2, REAL_OR_BOOL)


def greater_equal(x1: Array | float, x2: Array | float, /) -> Array:
    """Whether `x1` is greater than or equal to `x2`, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Bools or real numbers. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape; bool.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    False where an operand is NaN. Python integers that the dtype of the array cannot hold compare exactly.
    """
    return binary("greater_equal", x1, x2, REAL_OR_BOOL)


def hypot(x1: Array | float, x2: Array | float, /) -> Array:
    """Length of the hypotenuse: the square root of ``x1**2 + x2**2``, without overflow on the way.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Real numbers; integers and bools are taken to the default real floating dtype. They broadcast and meet in
        one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype; the default real floating dtype for integers and bools.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    inf where an operand is infinite, even where the other one is NaN; otherwise NaN where an operand is NaN.
    """
    return binary("hypot", x1, x2, REAL_FLOATING)


def imag(x: Array | complex, /) -> Array:
    """Imaginary part of each element.

    Parameters
    ----------
    x : Array or scalar
        Complex numbers.

    Returns
    -------
    Array
        Of the shape of `x`; the real dtype of its width.

    Raises
    ------
    TypeError
        `x` is not complex.
    """
    return unary("imag", x, COMPLEX)


def isfinite(x: Array | complex, /) -> Array:
    """Whether each element is neither infinite nor NaN.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind.

    Returns
    -------
    Array
        Of the shape of `x`; bool.

    Raises
    ------
    TypeError
        `x` is bool.

    Notes
    -----
    A complex number is finite where both parts are. Integers always are.
    """
    return unary("isfinite", x, NUMERIC)


def isinf(x: Array | complex, /) -> Array:
    """Whether each element is infinite.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind.

    Returns
    -------
    Array
        Of the shape of `x`; bool.

    Raises
    ------
    TypeError
        `x` is bool.

    Notes
    -----
    A complex number is infinite where one part is, even where the other one is NaN.
    """
    return unary("isinf", x, NUMERIC)


def isnan(x: Array | complex, /) -> Array:
    """Whether each element is NaN.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind.

    Returns
    -------
    Array
        Of the shape of `x`; bool.

    Raises
    ------
    TypeError
        `x` is bool.

    Notes
    -----
    A complex number is NaN where one part is.
    """
    return unary("isnan", x, NUMERIC)


def less(x1: Array | float, x2: Array | float, /) -> Array:
    """Whether `x1` is less than `x2`, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Bools or real numbers. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape; bool.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    False where an operand is NaN. Python integers that the dtype of the array cannot hold compare exactly.
    """
    return binary("less", x1, x2, REAL_OR_BOOL)


def less_equal(x1: Array | float, x2: Array | float, /) -> Array:
    """Whether `x1` is less than or equal to `x2`, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Bools or real numbers. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape; bool.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    False where an operand is NaN. Python integers that the dtype of the array cannot hold compare exactly.
    """
    return binary("less_equal", x1, x2, REAL_OR_BOOL)


def log(x: Array | complex, /) -> Array:
    """Natural logarithm of each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    NaN for real numbers below 0; -inf for ±0, +0 for 1, inf for inf. Complex branch cut: the negative real axis.
    """
    return unary("log", x, FLOATING)


def log10(x: Array | complex, /) -> Array:
    """Logarithm to base 10 of each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    NaN for real numbers below 0; -inf for ±0, +0 for 1, inf for inf. Complex branch cut: the negative real axis.
    """
    return unary("log10", x, FLOATING)


def log1p(x: Array | complex, /) -> Array:
    """Natural logarithm of 1 plus each element; exact where the element is near zero.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    NaN for real numbers below -1; -inf for -1, ±0 for ±0, inf for inf. Complex branch cut: the real axis below -1.
    """
    return unary("log1p", x, FLOATING)


def log2(x: Array | complex, /) -> Array:
    """Logarithm to base 2 of each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    NaN for real numbers below 0; -inf for ±0, +0 for 1, inf for inf. Complex branch cut: the negative real axis.
    """
    return unary("log2", x, FLOATING)


def logaddexp(x1: Array | float, x2: Array | float, /) -> Array:
    """Logarithm of the sum of exponentials, ``log(exp(x1) + exp(x2))``, without overflow on the way.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Real numbers; integers and bools are taken to the default real floating dtype. They broadcast and meet in
        one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype; the default real floating dtype for integers and bools.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    NaN where an operand is NaN.
    """
    return binary("logaddexp", x1, x2, REAL_FLOATING)


def logical_and(x1: Array | bool, x2: Array | bool, /) -> Array:
    """Logical and of two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Bools. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        An operand is not bool.
    ValueError
        The shapes do not broadcast.
    """
    return binary("logical_and", x1, x2, BOOL)


def logical_not(x: Array | bool, /) -> Array:
    """Logical not of each element.

    Parameters
    ----------
    x : Array or scalar
        Bools.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        `x` is not bool.
    """
    return unary("logical_not", x, BOOL)


def logical_or(x1: Array | bool, x2: Array | bool, /) -> Array:
    """Logical or of two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Bools. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        An operand is not bool.
    ValueError
        The shapes do not broadcast.
    """
    return binary("logical_or", x1, x2, BOOL)


def logical_xor(x1: Array | bool, x2: Array | bool, /) -> Array:
    """Exclusive or of two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Bools. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        An operand is not bool.
    ValueError
        The shapes do not broadcast.
    """
    return binary("logical_xor", x1, x2, BOOL)


def maximum(x1: Array | float, x2: Array | float, /) -> Array:
    """Larger of two elements.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Bools or real numbers. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    NaN where an operand is NaN. Of +0 and -0 either may be chosen. The larger of two bools is their logical or.
    """
    return binary("maximum", x1, x2, REAL_OR_BOOL)


def minimum(x1: Array | float, x2: Array | float, /) -> Array:
    """Smaller of two elements.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Bools or real numbers. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    NaN where an operand is NaN. Of +0 and -0 either may be chosen. The smaller of two bools is their logical and.
    """
    return binary("minimum", x1, x2, REAL_OR_BOOL)


def multiply(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Product of two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Numbers of any kind, or bools. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer).
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    Integers wrap on overflow. The product of bools is their logical and. An infinity times zero is NaN.
    """
    return binary("multiply", x1, x2, ALL)


def negative(x: Array | complex, /) -> Array:
    """Negative of each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        `x` is bool.

    Notes
    -----
    Integers wrap: the negative of an unsigned number is taken modulo two to the power of its width, and the
    smallest signed number is its own negative.
    """
    return unary("negative", x, NUMERIC)


def nextafter(x1: Array | float, x2: Array | float, /) -> Array:
    """Next representable number after `x1` in the direction of `x2`.

    Parameters
    ----------
    x1 : Array or scalar
        Numbers to start from. Real numbers; integers and bools are taken to the default real floating dtype.
    x2 : Array or scalar
        Numbers to go towards. Broadcasts with `x1` and meets it in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype; the default real floating dtype for integers and bools.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). An operand is complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    `x2` where both are equal, which turns the sign of a zero; NaN where an operand is NaN.
    """
    return binary("nextafter", x1, x2, REAL_FLOATING)


def not_equal(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Whether two arrays differ, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Of any dtype. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape; bool.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer).
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    NaN differs from everything, itself included; +0 and -0 do not differ. A Python integer that the dtype of the
    array cannot hold differs from everything.
    """
    return binary("not_equal", x1, x2, ALL)


def positive(x: Array | complex, /) -> Array:
    """Each element as it is.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        `x` is bool.
    """
    return unary("positive", x, NUMERIC)


def pow(x1: Array | complex, x2: Array | complex, /) -> Array:
    """`x1` to the power of `x2`, element by element.

    Parameters
    ----------
    x1 : Array or scalar
        Bases. Numbers of any kind.
    x2 : Array or scalar
        Exponents. Broadcasts with `x1` and meets it in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). Both operands are bool.
    ValueError
        The shapes do not broadcast, or the base is an integer or bool and the exponent a negative Python integer.

    Notes
    -----
    Integers wrap on overflow; negative exponents in an integer array give unspecified results.

    Anything to the power of ±0 is 1, NaN included, and 1 to the power of anything is 1. A negative finite number to
    the power of a finite number that is no integer is NaN.
    """
    if type(x2) is not Array:
        value = as_python(x2)
        if type(value) is int and value < 0 and operand(x1).dtype.rank < 2:
            raise ValueError(
                message(f"integers have no power of {value}", "make them floating first: ua.astype(x1, ua.float64)")
            )
    return binary("pow", x1, x2, NUMERIC)


def real(x: Array | complex, /) -> Array:
    """Real part of each element; real numbers stay as they are.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind.

    Returns
    -------
    Array
        Of the shape of `x`; the real dtype of its width for complex numbers, else its dtype.

    Raises
    ------
    TypeError
        `x` is bool.
    """
    return unary("real", x, NUMERIC)


def reciprocal(x: Array | complex, /) -> Array:
    """1 divided by each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    ±inf for ±0 and ±0 for ±inf.
    """
    return unary("reciprocal", x, FLOATING)


def remainder(x1: Array | float, x2: Array | float, /) -> Array:
    """Remainder of the floor division, element by element; it has the sign of `x2`.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Real numbers: integers or real floating. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). The operands are both bool, or one is
        complex.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    The remainder of an integer and 0 is 0.

    For floating-point numbers, NaN where `x1` is infinite or `x2` is zero; ``1 % inf`` is 1 and ``-1 % inf`` is
    inf. A zero has the sign of `x2`.
    """
    return binary("remainder", x1, x2, REAL)


def round(x: Array | complex, /) -> Array:
    """Nearest integer to each element; halves go to the even one.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        `x` is bool.

    Notes
    -----
    Integers stay as they are, and so do infinities, NaN and ±0. Complex numbers are rounded part by part.
    """
    return unary("round", x, NUMERIC)


def sign(x: Array | complex, /) -> Array:
    """Sign of each element: -1, 0 or 1; ``x / abs(x)`` for complex numbers.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        `x` is bool.

    Notes
    -----
    0 for ±0; NaN for NaN.
    """
    return unary("sign", x, NUMERIC)


def signbit(x: Array | float, /) -> Array:
    """Whether the sign bit of each element is set: for negative numbers, -0 and a NaN of that sign.

    Parameters
    ----------
    x : Array or scalar
        Real numbers; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x`; bool.

    Raises
    ------
    TypeError
        `x` is complex.
    """
    return unary("signbit", x, REAL_FLOATING)


def sin(x: Array | complex, /) -> Array:
    """Sine of each element.

    Parameters
    ----------
    x : Array or scalar
        Angles in radians. Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    ±0 for ±0; NaN for ±inf.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.sin(ua.asarray([0, 0])).tolist()
    [0.0, 0.0]
    """
    return unary("sin", x, FLOATING)


def sinh(x: Array | complex, /) -> Array:
    """Hyperbolic sine of each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    ±0 for ±0; ±inf for ±inf.
    """
    return unary("sinh", x, FLOATING)


def sqrt(x: Array | complex, /) -> Array:
    """Square root of each element, correctly rounded for real numbers.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    NaN for real numbers below 0; ±0 for ±0, inf for inf. Complex branch cut: the negative real axis; the real part
    of the result is never negative.
    """
    return unary("sqrt", x, FLOATING)


def square(x: Array | complex, /) -> Array:
    """Square of each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        `x` is bool.

    Notes
    -----
    Integers wrap on overflow.
    """
    return unary("square", x, NUMERIC)


def subtract(x1: Array | complex, x2: Array | complex, /) -> Array:
    """Difference of two arrays, element by element.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Numbers of any kind. They broadcast and meet in one dtype.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The dtypes have no common dtype (uint64 with a signed integer). Both operands are bool.
    ValueError
        The shapes do not broadcast.

    Notes
    -----
    Integers wrap on overflow. An infinity minus itself is NaN.
    """
    return binary("subtract", x1, x2, NUMERIC)


def tan(x: Array | complex, /) -> Array:
    """Tangent of each element.

    Parameters
    ----------
    x : Array or scalar
        Angles in radians. Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    ±0 for ±0; NaN for ±inf.
    """
    return unary("tan", x, FLOATING)


def tanh(x: Array | complex, /) -> Array:
    """Hyperbolic tangent of each element.

    Parameters
    ----------
    x : Array or scalar
        Numbers of any kind; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x` and its dtype; the default real floating dtype for integers and bools.

    Notes
    -----
    ±0 for ±0; ±1 for ±inf.
    """
    return unary("tanh", x, FLOATING)


def trunc(x: Array | float, /) -> Array:
    """Each element without its fraction.

    Parameters
    ----------
    x : Array or scalar
        Real numbers: integers or real floating.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        `x` is bool or complex.

    Notes
    -----
    Integers stay as they are, and so do infinities, NaN and ±0. Between -1 and 0 the result is -0.
    """
    return unary("trunc", x, REAL)
