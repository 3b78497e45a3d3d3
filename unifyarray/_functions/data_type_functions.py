"""Data type functions of the standard."""

from __future__ import annotations

from .._array.arguments import array_only
from .._array.array import Array
from .._array.dtype_and_device import as_dtype, namespace_like
from .._array.invocation import invoke
from .._array.transfer import transferred
from .._core import dtypes as dt
from .._core import lazy_typing as t
from .._core.dtypes import DType
from .._core.errors import message, shown
from .._rules import promotion, scalars
from .._runtime import selection
from .._runtime.python_scalars import as_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

__all__ = ["astype", "can_cast", "finfo", "iinfo", "isdtype", "result_type"]

#: By the standard's name of a kind: the dtypes' kinds that it contains.
KINDS: Final = dt.KINDS


def astype(x: Array, dtype: t.DTypeLike, /, *, copy: bool = True, device: t.DeviceLike | None = None) -> Array:
    """Return an Array cast to another dtype, also if the promotion rules do not allow the cast.

    Parameters
    ----------
    x : Array
        Of any dtype.
    dtype : DType or str
        Data type of the result.
    copy : bool, default True
        Whether to copy an Array that already has the dtype and the device. If False, `x` itself is returned then.
    device : Device or str, optional
        Device of the result. Default: that of `x`.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is complex and `dtype` is real, or the device lacks the dtype.

    Notes
    -----
    Cast to bool, every nonzero value is True, and so is NaN. Integers wrap. Cast to an integer, a floating-point
    number loses its fraction. The result is unspecified for NaN, infinities and numbers outside the integer's range.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.astype(ua.asarray([1.5, -0.5]), "int8").tolist()
    [1, 0]
    """
    x = array_only(x)
    wanted = as_dtype(dtype)
    have = x.dtype
    if have.rank == 3 and 0 < wanted.rank < 3:
        raise TypeError(
            message(
                f"casting {have} to {wanted} would drop the imaginary part", "cast one part: ua.real(x) or ua.imag(x)"
            )
        )
    xp = namespace_like(x, device)
    if xp is not x._xp:
        policy: t.GradientPolicy = "detach" if wanted.rank < 2 else "error"  # integers have no gradient
        return Array(transferred(x._native, x._xp, xp, wanted, True if copy else None, policy), xp)
    hooks = xp.hooks
    if wanted is not have:
        hooks.native_dtype(wanted)
        return Array(invoke(xp, hooks.cast, x._native, wanted), xp)
    return Array(invoke(xp, hooks.to_device, x._native, hooks.device, True), xp) if copy else x


def can_cast(from_: t.DTypeLike | Array, to: t.DTypeLike, /) -> bool:
    """Return whether the promotion rules allow casting a dtype to another one.

    Parameters
    ----------
    from_ : DType, str or Array
        Data type, or an Array of it.
    to : DType or str
        Data type to cast to.

    Returns
    -------
    bool
        Always False between bools, integers and floating-point numbers. Real floating dtypes can be cast to complex.

    Raises
    ------
    TypeError
        If an argument is not a dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.can_cast(ua.uint8, ua.int16), ua.can_cast(ua.int8, ua.uint16)
    (True, False)
    """
    return promotion.can_cast(_dtype_of(from_), as_dtype(to))


class FloatInfo:
    """Limits of a floating-point dtype, as Python numbers.

    Attributes
    ----------
    bits : int
        Number of bits.
    eps : float
        Distance from 1 to the next larger number.
    max, min : float
        Largest and smallest finite number.
    smallest_normal : float
        Smallest positive number of full precision.
    dtype : DType
        The real floating dtype itself.
    """

    __module__ = "unifyarray.typing"
    __slots__ = ("bits", "dtype", "eps", "max", "min", "smallest_normal")

    def __init__(self, dtype: DType, precision: int, exponent: int) -> None:
        self.bits = dtype.bits
        self.eps = 2.0**-precision
        self.max = (2.0 - self.eps) * 2.0**exponent
        self.min = -self.max
        self.smallest_normal = 2.0 ** (1 - exponent)
        self.dtype = dtype

    def __repr__(self) -> str:
        return (
            f"finfo({self.dtype}, bits={self.bits}, eps={self.eps}, max={self.max}, min={self.min}, "
            f"smallest_normal={self.smallest_normal})"
        )


class IntegerInfo:
    """Limits of an integer dtype, as Python numbers.

    Attributes
    ----------
    bits : int
        Number of bits.
    max, min : int
        Largest and smallest number.
    dtype : DType
        The dtype itself.
    """

    __module__ = "unifyarray.typing"
    __slots__ = ("bits", "dtype", "max", "min")

    def __init__(self, dtype: DType) -> None:
        self.bits = dtype.bits
        self.min, self.max = scalars.bounds(dtype)
        self.dtype = dtype

    def __repr__(self) -> str:
        return f"iinfo({self.dtype}, bits={self.bits}, max={self.max}, min={self.min})"


#: By floating-point dtype: the number of bits of the fraction, and the largest exponent.
_FLOATS: Final = {
    dt.float16: (10, 15),
    dt.bfloat16: (7, 127),
    dt.float32: (23, 127),
    dt.float64: (52, 1023),
}


def finfo(type: t.DTypeLike | Array, /) -> FloatInfo:
    """Return the limits of a floating-point dtype.

    Parameters
    ----------
    type : DType, str or Array
        Real floating or complex dtype, or an Array of it. For a complex dtype, the limits are those of the real and
        imaginary parts.

    Returns
    -------
    FloatInfo
        With the attributes `bits`, `eps`, `max`, `min`, `smallest_normal` and `dtype`.

    Raises
    ------
    TypeError
        If `type` is not a floating-point dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.finfo(ua.float32).eps
    1.1920928955078125e-07
    """
    dtype = _dtype_of(type)
    real = dt.REAL_OF.get(dtype, dtype)
    if real not in _FLOATS:
        raise TypeError(message(f"{dtype} is not a floating-point dtype", "ua.iinfo(dtype)"))
    return FloatInfo(real, *_FLOATS[real])


def iinfo(type: t.DTypeLike | Array, /) -> IntegerInfo:
    """Return the limits of an integer dtype.

    Parameters
    ----------
    type : DType, str or Array
        Integer dtype, or an Array of it.

    Returns
    -------
    IntegerInfo
        With the attributes `bits`, `max`, `min` and `dtype`.

    Raises
    ------
    TypeError
        If `type` is not an integer dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.iinfo(ua.int8).max
    127
    """
    dtype = _dtype_of(type)
    if dtype.rank != 1:
        raise TypeError(message(f"{dtype} is not an integer dtype", "ua.finfo(dtype)"))
    return IntegerInfo(dtype)


def isdtype(dtype: t.DTypeLike, kind: t.DTypeLike | t.DTypeKind | tuple[t.DTypeLike | t.DTypeKind, ...]) -> bool:
    """Return whether a dtype equals a given dtype or is of a given kind.

    Parameters
    ----------
    dtype : DType or str
        Data type to test.
    kind : DType, str or tuple of them
        Data type or kind. If a tuple is given, one of its items must match. The kinds are ``"bool"``,
        ``"signed integer"``, ``"unsigned integer"``, ``"integral"``, ``"real floating"``, ``"complex floating"`` and
        ``"numeric"``. float16 and bfloat16 are real floating.

    Returns
    -------
    bool
        True if the dtype matches.

    Raises
    ------
    ValueError
        If a kind is not known.
    TypeError
        If an argument is not a dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.isdtype(ua.int8, ("real floating", "integral"))
    True
    """
    found = as_dtype(dtype)
    return any(_matches(found, part) for part in (kind if isinstance(kind, tuple) else (kind,)))


def result_type(*arrays_and_dtypes: Array | complex | t.DTypeLike) -> DType:
    """Return the dtype to which arrays, scalars and dtypes are promoted.

    Parameters
    ----------
    *arrays_and_dtypes : Array, scalar, DType or str
        At least one argument. A scalar counts by its kind alone; scalars of libraries (``numpy.float32``), too.

    Returns
    -------
    DType
        The common dtype. bool < integer < real floating < complex: the highest kind decides. For scalars alone, it is
        the default dtype of the highest kind.

    Raises
    ------
    TypeError
        If there is no argument, or the dtypes have no common dtype (uint64 with a signed integer).
    OverflowError
        If a Python integer does not fit into the common integer dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.result_type(ua.asarray([1, 2]), ua.float32, 1.5)
    unifyarray.float32
    """
    dtypes: list[DType] = []
    values: list[t.Any] = []
    array: Array | None = None
    part: t.Any
    for part in arrays_and_dtypes:
        if type(part) is Array:
            array = part if array is None else array
            dtypes.append(part.dtype)
            continue
        value = None if type(part) in (DType, str) else as_python(part)
        if value is None:
            dtypes.append(as_dtype(part))
        else:
            values.append(value)
    if not arrays_and_dtypes:
        raise TypeError(message("ua.result_type needs an argument", "ua.result_type(x, 1.0)"))
    result = promotion.promote_all(dtypes) if dtypes else dt.bool
    if values:
        result = scalars.promote_with_scalars(result, values, _default_dtype(array))
    for value in values:
        scalars.check_representable(value, result)
    return result


def _default_dtype(array: Array | None) -> Callable[[type], DType]:
    xp = selection.current().xp if array is None else array._xp
    assert xp is not None
    return xp.hooks.default_dtype


def _dtype_of(x: t.Any) -> DType:
    return x.dtype if type(x) is Array else as_dtype(x)


def _matches(dtype: DType, kind: t.Any) -> bool:
    if isinstance(kind, str):
        kinds = KINDS.get(kind)
        if kinds is not None:
            return dtype.category in kinds
        if dt.find(kind) is None:
            raise ValueError(message(f"{shown(kind)} is not a kind of dtype", f"pass one of {', '.join(KINDS)}"))
    return dtype is as_dtype(kind)
