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
    from typing import Final

__all__ = ["astype", "can_cast", "finfo", "iinfo", "isdtype", "result_type"]

#: The standard's kinds of dtypes, by name.
KINDS: Final = dt.KINDS


def astype(x: Array, dtype: t.DTypeLike, /, *, copy: bool = True, device: t.DeviceLike | None = None) -> Array:
    """Array in another dtype, whatever promotion says.

    Parameters
    ----------
    x : Array
        Of any dtype.
    dtype : DType or str
        Data type of the result.
    copy : bool, default True
        Whether an array of that dtype already is copied, too. Where not, `x` itself is the result.
    device : Device or str, optional
        Device of the result; that of `x` by default.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        `x` is complex and `dtype` is real, or the device lacks the dtype.

    Notes
    -----
    Anything but zero is True as a bool, NaN included. Integers wrap. A floating-point number loses its fraction as
    an integer; NaN, infinities and what does not fit give an unspecified one.

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
            message(f"{have} to {wanted} would drop the imaginary part", "take a part first: ua.real(x), ua.imag(x)")
        )
    xp = namespace_like(x, device)
    if xp is not x._xp:
        return Array(transferred(x._native, x._xp, xp, wanted, True if copy else None, "error"), xp)
    hooks = xp.hooks
    if wanted is not have:
        hooks.native_dtype(wanted)
        return Array(invoke(xp, hooks.cast, x._native, wanted), xp)
    return Array(invoke(xp, hooks.to_device, x._native, hooks.device, True), xp) if copy else x


def can_cast(from_: t.DTypeLike | Array, to: t.DTypeLike, /) -> bool:
    """Whether promotion takes a dtype to another one.

    Parameters
    ----------
    from_ : DType, str or Array
        Data type, or an array of it.
    to : DType or str
        Data type to go to.

    Returns
    -------
    bool
        Mixed kinds are not cast, but for real floating to complex.

    Raises
    ------
    TypeError
        An argument is no dtype.

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
        Width.
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
        Width.
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


#: Bits of the fraction, and the largest exponent.
_FLOATS: Final = {
    dt.float16: (10, 15),
    dt.bfloat16: (7, 127),
    dt.float32: (23, 127),
    dt.float64: (52, 1023),
}


def finfo(type: t.DTypeLike | Array, /) -> FloatInfo:
    """Limits of a floating-point dtype.

    Parameters
    ----------
    type : DType, str or Array
        Real floating or complex dtype, or an array of it. For a complex one the limits are those of its parts.

    Returns
    -------
    FloatInfo
        With the attributes `bits`, `eps`, `max`, `min`, `smallest_normal` and `dtype`.

    Raises
    ------
    TypeError
        It is no floating-point dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.finfo(ua.float32).eps
    1.1920928955078125e-07
    """
    dtype = _dtype_of(type)
    real = dt.REAL_OF.get(dtype, dtype)
    if real not in _FLOATS:
        raise TypeError(message(f"{dtype} is no floating-point dtype", "ua.iinfo(dtype)"))
    return FloatInfo(real, *_FLOATS[real])


def iinfo(type: t.DTypeLike | Array, /) -> IntegerInfo:
    """Limits of an integer dtype.

    Parameters
    ----------
    type : DType, str or Array
        Integer dtype, or an array of it.

    Returns
    -------
    IntegerInfo
        With the attributes `bits`, `max`, `min` and `dtype`.

    Raises
    ------
    TypeError
        It is no integer dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.iinfo(ua.int8).max
    127
    """
    dtype = _dtype_of(type)
    if dtype.rank != 1:
        raise TypeError(message(f"{dtype} is no integer dtype", "ua.finfo(dtype)"))
    return IntegerInfo(dtype)


def isdtype(dtype: t.DTypeLike, kind: t.DTypeLike | t.DTypeKind | tuple[t.DTypeLike | t.DTypeKind, ...]) -> bool:
    """Whether a dtype is another one, or of a kind.

    Parameters
    ----------
    dtype : DType or str
        Data type in question.
    kind : DType, str or tuple of them
        Data type or kind, of a tuple one or more: ``"bool"``, ``"signed integer"``, ``"unsigned integer"``,
        ``"integral"``, ``"real floating"``, ``"complex floating"``, ``"numeric"``. float16 and bfloat16 are real
        floating.

    Returns
    -------
    bool
        Whether it is.

    Raises
    ------
    ValueError
        A kind is not known.
    TypeError
        An argument is no dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.isdtype(ua.int8, ("real floating", "integral"))
    True
    """
    found = as_dtype(dtype)
    return any(_is_one(found, part) for part in (kind if isinstance(kind, tuple) else (kind,)))


def result_type(*arrays_and_dtypes: Array | complex | t.DTypeLike) -> DType:
    """Outcome of promotion: the dtype in which arrays, scalars and dtypes meet.

    Parameters
    ----------
    *arrays_and_dtypes : Array, scalar, DType or str
        At least one of them an array or dtype. Python scalars are weak: they count by their kind alone.

    Returns
    -------
    DType
        The common dtype. bool < integer < real floating < complex: the highest kind decides.

    Raises
    ------
    TypeError
        There is no array and no dtype, or no common dtype (uint64 with a signed integer).
    OverflowError
        A Python integer does not fit into the common integer dtype.

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
    if not dtypes:
        raise TypeError(message("ua.result_type needs an array or a dtype", "ua.result_type(x, 1.0)"))
    result = promotion.promote_all(dtypes)
    for value in values:
        result = scalars.promote_with_scalar(result, value, _default_float(array))
    for value in values:
        scalars.check_representable(value, result)
    return result


def _default_float(array: Array | None) -> DType:
    xp = selection.current().xp if array is None else array._xp
    assert xp is not None
    return xp.hooks.default_float()


def _dtype_of(x: t.Any) -> DType:
    return x.dtype if type(x) is Array else as_dtype(x)


def _is_one(dtype: DType, kind: t.Any) -> bool:
    if isinstance(kind, str):
        kinds = KINDS.get(kind)
        if kinds is not None:
            return dtype.kind in kinds
        if dt.find(kind) is None:
            raise ValueError(message(f"{shown(kind)} is no kind of dtype", f"one of {', '.join(KINDS)}"))
    return dtype is as_dtype(kind)
