"""Special functions: signatures and documentation. ``beyond/special.py`` does the work."""

from __future__ import annotations

from .._array.array import Array
from .._core import lazy_typing as t
from . import name_public_items
from .beyond import special

__all__ = [
    "beta",
    "betainc",
    "digamma",
    "entr",
    "erf",
    "erfc",
    "erfinv",
    "expit",
    "gammainc",
    "gammaincc",
    "gammaln",
    "i0",
    "i1",
    "log_softmax",
    "logit",
    "logsumexp",
    "ndtr",
    "ndtri",
    "softmax",
    "xlogy",
]


def beta(a: Array, b: Array | complex, /) -> Array:
    """Compute the beta function: ``gamma(a) * gamma(b) / gamma(a + b)``.

    Parameters
    ----------
    a, b : Array or scalar
        Real numbers, which broadcast and promote. Integers and bools are converted to the default real
        floating dtype.

    Returns
    -------
    Array
        The values of the function.

    Raises
    ------
    TypeError
        If an argument is complex.
    ValueError
        If the shapes do not broadcast.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.beta(ua.asarray([1.0, 2.0]), 1.0).tolist()
    [1.0, 0.5]
    """
    return special.elementwise("beta", a, b)


def betainc(a: Array, b: Array | complex, x: Array | complex, /) -> Array:
    """Compute the regularised incomplete beta function, the distribution function of the beta distribution.

    Parameters
    ----------
    a, b, x : Array or scalar
        Real numbers, which broadcast and promote. Integers and bools are converted to the default real
        floating dtype.

    Returns
    -------
    Array
        Numbers from 0 to 1. NaN if a parameter is negative, both are 0, or `x` is not from 0 to 1.

    Raises
    ------
    TypeError
        If an argument is complex.
    ValueError
        If the shapes do not broadcast.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    The derivatives with respect to `a` and `b` are computed, too.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.betainc(ua.asarray([1.0, 2.0]), 1.0, 0.5).tolist()
    [0.5, 0.25]
    """
    return special.elementwise("betainc", a, b, x)


def digamma(x: Array, /) -> Array:
    """Compute the logarithmic derivative of the gamma function.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x`. NaN for negative integers, -inf for 0, inf for -0.0.

    Raises
    ------
    TypeError
        If `x` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.digamma(ua.asarray([0.0])).tolist()
    [-inf]
    """
    return special.unary("digamma", x)


def entr(x: Array, /) -> Array:
    """Compute the entropy of each element: ``-x * log(x)``.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x`: 0 for 0, -inf for negative numbers.

    Raises
    ------
    TypeError
        If `x` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.entr(ua.asarray([0.0, -1.0])).tolist()
    [0.0, -inf]
    """
    return special.unary("entr", x)


def erf(x: Array, /) -> Array:
    """Compute the error function: ``2 / sqrt(pi)`` times the integral of ``exp(-t**2)`` from 0 to x.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Numbers from -1 to 1, of the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.erf(ua.asarray([0.0, ua.inf])).tolist()
    [0.0, 1.0]
    """
    return special.unary("erf", x)


def erfc(x: Array, /) -> Array:
    """Compute the complementary error function ``1 - erf(x)``, without its rounding error for large numbers.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Numbers from 0 to 2, of the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.erfc(ua.asarray([0.0, -ua.inf])).tolist()
    [1.0, 2.0]
    """
    return special.unary("erfc", x)


def erfinv(x: Array, /) -> Array:
    """Compute the inverse of the error function.

    Parameters
    ----------
    x : Array
        Real numbers from -1 to 1. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x`: infinite for 1 and -1, NaN outside.

    Raises
    ------
    TypeError
        If `x` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.erfinv(ua.asarray([0.0, 1.0])).tolist()
    [0.0, inf]
    """
    return special.unary("erfinv", x)


def expit(x: Array, /) -> Array:
    """Compute the logistic function: ``1 / (1 + exp(-x))``, which is torch's ``sigmoid``.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Numbers from 0 to 1, of the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.expit(ua.asarray([0.0, ua.inf])).tolist()
    [0.5, 1.0]
    """
    return special.unary("expit", x)


def gammainc(a: Array, x: Array | complex, /) -> Array:
    """Compute the regularised lower incomplete gamma function, the distribution function of the gamma distribution.

    Parameters
    ----------
    a, x : Array or scalar
        Real numbers, which broadcast and promote. Integers and bools are converted to the default real
        floating dtype.

    Returns
    -------
    Array
        Numbers from 0 to 1. NaN if an argument is negative, both are 0, or both are infinite.

    Raises
    ------
    TypeError
        If an argument is complex.
    ValueError
        If the shapes do not broadcast.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    The derivative with respect to `a` is computed, too.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.gammainc(ua.asarray([1.0, 2.0]), 0.0).tolist()
    [0.0, 0.0]
    """
    return special.elementwise("gammainc", a, x)


def gammaincc(a: Array, x: Array | complex, /) -> Array:
    """Compute the regularised upper incomplete gamma function ``1 - gammainc(a, x)``, without its rounding error.

    Parameters
    ----------
    a, x : Array or scalar
        Real numbers, which broadcast and promote. Integers and bools are converted to the default real
        floating dtype.

    Returns
    -------
    Array
        Numbers from 0 to 1. NaN if an argument is negative, both are 0, or both are infinite.

    Raises
    ------
    TypeError
        If an argument is complex.
    ValueError
        If the shapes do not broadcast.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    The derivative with respect to `a` is computed, too.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.gammaincc(ua.asarray([1.0, 2.0]), 0.0).tolist()
    [1.0, 1.0]
    """
    return special.elementwise("gammaincc", a, x)


def gammaln(x: Array, /) -> Array:
    """Compute the logarithm of the absolute value of the gamma function.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x`: infinite for integers up to 0 and for both infinities.

    Raises
    ------
    TypeError
        If `x` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.gammaln(ua.asarray([1.0, 0.0])).tolist()
    [0.0, inf]
    """
    return special.unary("gammaln", x)


def i0(x: Array, /) -> Array:
    """Compute the modified Bessel function of order 0.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.i0(ua.asarray([0.0])).tolist()
    [1.0]
    """
    return special.unary("i0", x)


def i1(x: Array, /) -> Array:
    """Compute the modified Bessel function of order 1.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.i1(ua.asarray([0.0])).tolist()
    [0.0]
    """
    return special.unary("i1", x)


def log_softmax(x: Array, /, *, axis: int | t.Sequence[int] | None = None) -> Array:
    """Return the logarithm of the softmax, without its rounding error.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes along which the exponentials add up to 1. Default: all axes.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is complex.
    ValueError
        If an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The results are NaN along an axis with inf or NaN, or with nothing but -inf.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.exp(ua.special.log_softmax(ua.asarray([1.0, 1.0]))).tolist()
    [0.5, 0.5]
    """
    return special.softmax("log_softmax", x, axis)


def logit(p: Array, /) -> Array:
    """Compute the inverse of the logistic function: ``log(p / (1 - p))``.

    Parameters
    ----------
    p : Array
        Real numbers from 0 to 1. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `p`: infinite for 0 and 1, NaN outside.

    Raises
    ------
    TypeError
        If `p` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.logit(ua.asarray([0.5, 1.0])).tolist()
    [0.0, inf]
    """
    return special.unary("logit", p)


def logsumexp(
    x: Array,
    /,
    *,
    axis: int | t.Sequence[int] | None = None,
    b: Array | None = None,
    keepdims: bool = False,
) -> Array:
    """Compute the logarithm of the sum of exponentials along axes, without overflow.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    b : Array, optional
        Factors of the exponentials, which broadcast with `x`.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the remaining shape: -inf for no elements, NaN if the sum is negative.

    Raises
    ------
    TypeError
        If an array is complex.
    ValueError
        If an axis is given twice, or the shapes do not broadcast.
    AxisError
        If an axis is out of range for `x`.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.special.logsumexp(ua.asarray([1000.0, -ua.inf])))
    1000.0
    """
    return special.logsumexp(x, axis, b, keepdims)


def ndtr(x: Array, /) -> Array:
    """Compute the distribution function of the normal distribution.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Numbers from 0 to 1, of the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.ndtr(ua.asarray([0.0, ua.inf])).tolist()
    [0.5, 1.0]
    """
    return special.unary("ndtr", x)


def ndtri(p: Array, /) -> Array:
    """Compute the quantiles of the normal distribution: the inverse of ``ndtr``.

    Parameters
    ----------
    p : Array
        Real numbers from 0 to 1. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `p`: infinite for 0 and 1, NaN outside.

    Raises
    ------
    TypeError
        If `p` is complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.ndtri(ua.asarray([0.5, 1.0])).tolist()
    [0.0, inf]
    """
    return special.unary("ndtri", p)


def softmax(x: Array, /, *, axis: int | t.Sequence[int] | None = None) -> Array:
    """Return the exponentials divided by their sum.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes along which the results add up to 1. Default: all axes.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is complex.
    ValueError
        If an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The results are NaN along an axis with inf or NaN, or with nothing but -inf.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.softmax(ua.asarray([1.0, 1.0])).tolist()
    [0.5, 0.5]
    """
    return special.softmax("softmax", x, axis)


def xlogy(x: Array, y: Array | complex, /) -> Array:
    """Compute ``x * log(y)``, which is 0 if x is 0 and y is not NaN.

    Parameters
    ----------
    x, y : Array or scalar
        Real numbers, which broadcast and promote. Integers and bools are converted to the default real
        floating dtype.

    Returns
    -------
    Array
        The products.

    Raises
    ------
    TypeError
        If an argument is complex.
    ValueError
        If the shapes do not broadcast.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.special.xlogy(ua.asarray([0.0, 2.0]), ua.asarray([0.0, 1.0])).tolist()
    [0.0, 0.0]
    """
    return special.elementwise("xlogy", x, y)


name_public_items(globals(), __all__, "unifyarray.special")
