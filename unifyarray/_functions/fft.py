"""Fourier transforms: the standard's ``fft`` extension."""

from __future__ import annotations

from collections.abc import Sequence

from .._array.arguments import take_one
from .._array.array import Array
from .._array.dtype_and_device import as_dtype, creation_namespace
from .._array.invocation import invoke
from .._core import dtypes as dt
from .._core import lazy_typing as t
from .._core.dtypes import DType
from .._core.errors import message, shown
from .._rules import axes as axis_rules
from .._rules.domains import ALL, WIDE_FLOATING, WIDE_REAL_FLOATING
from .._runtime.python_scalars import as_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.namespaces import NativeNamespace

__all__ = [
    "fft",
    "fftfreq",
    "fftn",
    "fftshift",
    "hfft",
    "ifft",
    "ifftn",
    "ifftshift",
    "ihfft",
    "irfft",
    "irfftn",
    "rfft",
    "rfftfreq",
    "rfftn",
]


def fft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: t.Norm = "backward") -> Array:
    """Fourier transform along an axis.

    Parameters
    ----------
    x : Array
        Numbers of any kind; real ones count as complex, integers and bools are taken to the default float
        first.
    n : int, optional
        Number of points: the axis is cut or filled with zeros to this length. Default: its length.
    axis : int, default -1
        Axis to transform along.
    norm : {"backward", "ortho", "forward"}
        Where the factor 1/n goes: ``"backward"`` into the inverse transforms, ``"forward"`` into the others,
        ``"ortho"`` its square root into both.

    Returns
    -------
    Array
        Complex, of the shape of `x`, the axis of length `n`.

    Raises
    ------
    ValueError
        There is nothing to transform, `n` is less than 1, or `norm` is not one of the three.
    AxisError
        `x` has no such axis.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.fft.fft(ua.asarray([1.0, 1.0])).tolist()
    [(2+0j), 0j]
    """
    return _along("fft", x, n, axis, norm, wants=WIDE_FLOATING)


def ifft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: t.Norm = "backward") -> Array:
    """Inverse of ``fft`` along an axis.

    Parameters
    ----------
    x : Array
        Numbers of any kind; real ones count as complex, integers and bools are taken to the default float
        first.
    n : int, optional
        Number of points: the axis is cut or filled with zeros to this length. Default: its length.
    axis : int, default -1
        Axis to transform along.
    norm : {"backward", "ortho", "forward"}
        Where the factor 1/n goes: ``"backward"`` into the inverse transforms, ``"forward"`` into the others,
        ``"ortho"`` its square root into both.

    Returns
    -------
    Array
        Complex, of the shape of `x`, the axis of length `n`.

    Raises
    ------
    ValueError
        There is nothing to transform, `n` is less than 1, or `norm` is not one of the three.
    AxisError
        `x` has no such axis.
    """
    return _along("ifft", x, n, axis, norm, wants=WIDE_FLOATING)


def fftn(
    x: Array,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: t.Norm = "backward",
) -> Array:
    """Fourier transform over several axes.

    Parameters
    ----------
    x : Array
        Numbers of any kind; real ones count as complex, integers and bools are taken to the default float
        first.
    s : sequence of int, optional
        Number of points along each axis: it is cut or filled with zeros to this length; -1 keeps its length.
        Default: the lengths of the axes.
    axes : sequence of int, optional
        Axes to transform over. Default: all of them, or with `s` as many of the last ones.
    norm : {"backward", "ortho", "forward"}
        Where the factor 1/n goes: ``"backward"`` into the inverse transforms, ``"forward"`` into the others,
        ``"ortho"`` its square root into both.

    Returns
    -------
    Array
        Complex, of the shape of `x`, the axes of lengths `s`.

    Raises
    ------
    ValueError
        There is nothing to transform, a size is less than 1, sizes and axes differ in
        number, an axis is named twice, or `norm` is not one of the three.
    AxisError
        `x` has no such axis.
    """
    return _over("fftn", x, s, axes, norm, wants=WIDE_FLOATING)


def ifftn(
    x: Array,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: t.Norm = "backward",
) -> Array:
    """Inverse of ``fftn`` over several axes.

    Parameters
    ----------
    x : Array
        Numbers of any kind; real ones count as complex, integers and bools are taken to the default float
        first.
    s : sequence of int, optional
        Number of points along each axis: it is cut or filled with zeros to this length; -1 keeps its length.
        Default: the lengths of the axes.
    axes : sequence of int, optional
        Axes to transform over. Default: all of them, or with `s` as many of the last ones.
    norm : {"backward", "ortho", "forward"}
        Where the factor 1/n goes: ``"backward"`` into the inverse transforms, ``"forward"`` into the others,
        ``"ortho"`` its square root into both.

    Returns
    -------
    Array
        Complex, of the shape of `x`, the axes of lengths `s`.

    Raises
    ------
    ValueError
        There is nothing to transform, a size is less than 1, sizes and axes differ in
        number, an axis is named twice, or `norm` is not one of the three.
    AxisError
        `x` has no such axis.
    """
    return _over("ifftn", x, s, axes, norm, wants=WIDE_FLOATING)


def rfft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: t.Norm = "backward") -> Array:
    """Fourier transform of real numbers along an axis: the half that determines the rest.

    Parameters
    ----------
    x : Array
        Real numbers; integers and bools are taken to the default real floating dtype.
    n : int, optional
        Number of points: the axis is cut or filled with zeros to this length. Default: its length.
    axis : int, default -1
        Axis to transform along.
    norm : {"backward", "ortho", "forward"}
        Where the factor 1/n goes: ``"backward"`` into the inverse transforms, ``"forward"`` into the others,
        ``"ortho"`` its square root into both.

    Returns
    -------
    Array
        Complex, of the shape of `x`, the axis of length ``n // 2 + 1``.

    Raises
    ------
    TypeError
        `x` is complex.
    ValueError
        There is nothing to transform, `n` is less than 1, or `norm` is not one of the three.
    AxisError
        `x` has no such axis.
    """
    return _along("rfft", x, n, axis, norm, wants=WIDE_REAL_FLOATING)


def irfft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: t.Norm = "backward") -> Array:
    """Inverse of ``rfft`` along an axis.

    Parameters
    ----------
    x : Array
        Numbers of any kind; real ones count as complex, integers and bools are taken to the default float
        first.
    n : int, optional
        Number of points of the result. Default: ``2 * (M - 1)`` for an axis of length M; give an odd number
        where the transform was made of one.
    axis : int, default -1
        Axis to transform along.
    norm : {"backward", "ortho", "forward"}
        Where the factor 1/n goes: ``"backward"`` into the inverse transforms, ``"forward"`` into the others,
        ``"ortho"`` its square root into both.

    Returns
    -------
    Array
        Real, of the shape of `x`, the axis of length `n`.

    Raises
    ------
    ValueError
        There is nothing to transform, `n` is less than 1, or `norm` is not one of the three.
    AxisError
        `x` has no such axis.
    """
    return _along("irfft", x, n, axis, norm, wants=WIDE_FLOATING)


def rfftn(
    x: Array,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: t.Norm = "backward",
) -> Array:
    """Fourier transform of real numbers over several axes: the half that determines the rest.

    Parameters
    ----------
    x : Array
        Real numbers; integers and bools are taken to the default real floating dtype.
    s : sequence of int, optional
        Number of points along each axis: it is cut or filled with zeros to this length; -1 keeps its length.
        Default: the lengths of the axes.
    axes : sequence of int, optional
        Axes to transform over. Default: all of them, or with `s` as many of the last ones.
    norm : {"backward", "ortho", "forward"}
        Where the factor 1/n goes: ``"backward"`` into the inverse transforms, ``"forward"`` into the others,
        ``"ortho"`` its square root into both.

    Returns
    -------
    Array
        Complex, of the shape of `x`, the axes of lengths `s`, the last one of them of ``s[-1] // 2 + 1``.

    Raises
    ------
    TypeError
        `x` is complex.
    ValueError
        There is nothing to transform, a size is less than 1, sizes and axes differ in
        number, an axis is named twice, or `norm` is not one of the three.
    AxisError
        `x` has no such axis.
    """
    return _over("rfftn", x, s, axes, norm, wants=WIDE_REAL_FLOATING)


def irfftn(
    x: Array,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: t.Norm = "backward",
) -> Array:
    """Inverse of ``rfftn`` over several axes.

    Parameters
    ----------
    x : Array
        Numbers of any kind; real ones count as complex, integers and bools are taken to the default float
        first.
    s : sequence of int, optional
        Lengths of the axes in the result; -1 keeps the length of the axis. Default: those of `x`, and ``2 * (M
        - 1)`` for the last axis, of length M.
    axes : sequence of int, optional
        Axes to transform over. Default: all of them, or with `s` as many of the last ones.
    norm : {"backward", "ortho", "forward"}
        Where the factor 1/n goes: ``"backward"`` into the inverse transforms, ``"forward"`` into the others,
        ``"ortho"`` its square root into both.

    Returns
    -------
    Array
        Real, of the shape of `x`, the axes of lengths `s`.

    Raises
    ------
    ValueError
        There is nothing to transform, a size is less than 1, sizes and axes differ in
        number, an axis is named twice, or `norm` is not one of the three.
    AxisError
        `x` has no such axis.
    """
    return _over("irfftn", x, s, axes, norm, wants=WIDE_FLOATING)


def hfft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: t.Norm = "backward") -> Array:
    """Fourier transform, which is real, of a Hermitian sequence given by its first half.

    Parameters
    ----------
    x : Array
        Numbers of any kind; real ones count as complex, integers and bools are taken to the default float
        first.
    n : int, optional
        Number of points of the result. Default: ``2 * (M - 1)`` for an axis of length M.
    axis : int, default -1
        Axis to transform along.
    norm : {"backward", "ortho", "forward"}
        Where the factor 1/n goes: ``"backward"`` into the inverse transforms, ``"forward"`` into the others,
        ``"ortho"`` its square root into both.

    Returns
    -------
    Array
        Real, of the shape of `x`, the axis of length `n`.

    Raises
    ------
    ValueError
        There is nothing to transform, `n` is less than 1, or `norm` is not one of the three.
    AxisError
        `x` has no such axis.
    """
    return _along("hfft", x, n, axis, norm, wants=WIDE_FLOATING)


def ihfft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: t.Norm = "backward") -> Array:
    """Inverse of ``hfft`` along an axis: the first half of a Hermitian sequence.

    Parameters
    ----------
    x : Array
        Real numbers; integers and bools are taken to the default real floating dtype.
    n : int, optional
        Number of points: the axis is cut or filled with zeros to this length. Default: its length.
    axis : int, default -1
        Axis to transform along.
    norm : {"backward", "ortho", "forward"}
        Where the factor 1/n goes: ``"backward"`` into the inverse transforms, ``"forward"`` into the others,
        ``"ortho"`` its square root into both.

    Returns
    -------
    Array
        Complex, of the shape of `x`, the axis of length ``n // 2 + 1``.

    Raises
    ------
    TypeError
        `x` is complex.
    ValueError
        There is nothing to transform, `n` is less than 1, or `norm` is not one of the three.
    AxisError
        `x` has no such axis.
    """
    return _along("ihfft", x, n, axis, norm, wants=WIDE_REAL_FLOATING)


def fftfreq(
    n: int, /, *, d: float = 1.0, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None
) -> Array:
    """Frequencies of the results of ``fft``, in cycles per unit of `d`.

    Parameters
    ----------
    n : int
        Number of points of the transform.
    d : float, default 1.0
        Distance of the points.
    dtype : DType or str, optional
        Real floating dtype. Default: the default one.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the current selection's.

    Returns
    -------
    Array
        Of shape ``(n,)``: 0 and the positive ones, followed by the negative ones in ascending order, all
        divided by ``n * d``.

    Raises
    ------
    TypeError
        `dtype` is not real floating, or the device lacks it.
    ValueError
        `n` is less than 1.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.fft.fftfreq(4).tolist()
    [0.0, 0.25, -0.5, -0.25]
    """
    return _frequencies(creation_namespace(device), "fftfreq", n, d, dtype)


def rfftfreq(
    n: int, /, *, d: float = 1.0, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None
) -> Array:
    """Frequencies of the results of ``rfft``, in cycles per unit of `d`.

    Parameters
    ----------
    n : int
        Number of points of the transform.
    d : float, default 1.0
        Distance of the points.
    dtype : DType or str, optional
        Real floating dtype. Default: the default one.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the current selection's.

    Returns
    -------
    Array
        Of shape ``(n // 2 + 1,)``: 0, 1, ..., ``n // 2``, all divided by ``n * d``.

    Raises
    ------
    TypeError
        `dtype` is not real floating, or the device lacks it.
    ValueError
        `n` is less than 1.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.fft.rfftfreq(4).tolist()
    [0.0, 0.25, 0.5]
    """
    return _frequencies(creation_namespace(device), "rfftfreq", n, d, dtype)


def fftshift(x: Array, /, *, axes: int | Sequence[int] | None = None) -> Array:
    """Halves exchanged, so that the frequency 0 comes to the middle.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axes : int or sequence of int, optional
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
    return _shifted("fftshift", x, axes)


def ifftshift(x: Array, /, *, axes: int | Sequence[int] | None = None) -> Array:
    """Inverse of ``fftshift``, which differs from it by one place for odd lengths.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axes : int or sequence of int, optional
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
    return _shifted("ifftshift", x, axes)


# -- what they share -----------------------------------------------------------------------------------------


def _along(name: str, x: Array, n: int | None, axis: int, norm: str, *, wants: frozenset[DType]) -> Array:
    """Transform along one axis."""
    xp, native = take_one(f"fft.{name}", x, wants)
    _check_norm(norm)
    shape = xp.hooks.shape(native)
    where = axis_rules.normalise_axis(axis, len(shape))
    size = None if n is None else _size(n, "n")
    if size is None:
        # An inverse of a half spectrum of M numbers has 2 (M - 1).
        length = 2 * (shape[where] - 1) if name in ("irfft", "hfft") else shape[where]
        _size(length, "the axis")
    function = getattr(xp.fft, name)
    return Array(invoke(xp, function, native, n=size, axis=where, norm=norm), xp)


def _over(
    name: str, x: Array, s: Sequence[int] | None, axes: Sequence[int] | None, norm: str, *, wants: frozenset[DType]
) -> Array:
    """Transform over several axes."""
    xp, native = take_one(f"fft.{name}", x, wants)
    _check_norm(norm)
    shape = xp.hooks.shape(native)
    sizes = None if s is None else axis_rules.integers(s, "s")
    if axes is None:
        first = 0 if sizes is None else len(shape) - len(sizes)
        where = tuple(range(max(first, 0), len(shape)))
    else:
        where = axis_rules.normalise_axes(axes, len(shape), "axes")
    if sizes is not None:
        if len(sizes) != len(where):
            fact = f"s={shown(s)} and axes={shown(axes)} differ in length"
            raise ValueError(message(fact, "a size for each axis"))
        sizes = tuple(
            [shape[axis] if size == -1 else _size(size, "s") for size, axis in zip(sizes, where, strict=True)]
        )
    else:
        lengths = [shape[axis] for axis in where]
        if name == "irfftn":
            lengths[-1:] = [2 * (length - 1) for length in lengths[-1:]]
        for length in lengths:
            _size(length, "an axis")
    if not where:
        if name in ("rfftn", "irfftn"):
            raise ValueError(message(f"ua.fft.{name} needs at least one axis, not axes={where}", "axes=(-1,)"))
        dtype = xp.hooks.dtype(native)
        return Array(xp.hooks.cast(native, dt.COMPLEX_OF.get(dtype, dtype)), xp)
    function = getattr(xp.fft, name)
    return Array(invoke(xp, function, native, s=sizes, axes=where, norm=norm), xp)


def _size(value: object, name: str) -> int:
    size = axis_rules.integer(value, name)
    if size < 1:
        raise ValueError(message(f"no transform has {size} points ({name})", "n=1 or more"))
    axis_rules.check_length(size, name)
    return size


def _check_norm(norm: object) -> None:
    if norm not in ("backward", "ortho", "forward"):
        raise ValueError(message(f"norm={shown(norm)} is not valid", '"backward", "ortho" or "forward"'))


def _shifted(name: str, x: Array, axes: int | Sequence[int] | None) -> Array:
    xp, native = take_one(name, x, ALL)
    ndim = len(xp.hooks.shape(native))
    where = tuple(range(ndim)) if axes is None else axis_rules.normalise_axes(axes, ndim, "axes")
    if not where:
        return Array(native, xp)
    return Array(invoke(xp, getattr(xp.fft, name), native, axes=where), xp)


def fftfreq_in(xp: NativeNamespace, n: int, /, *, d: float = 1.0, dtype: t.Any = None) -> Array:
    """Return the sample frequencies of ``fft`` in a given namespace."""
    return _frequencies(xp, "fftfreq", n, d, dtype)


def rfftfreq_in(xp: NativeNamespace, n: int, /, *, d: float = 1.0, dtype: t.Any = None) -> Array:
    """Return the sample frequencies of ``rfft`` in a given namespace."""
    return _frequencies(xp, "rfftfreq", n, d, dtype)


def _frequencies(xp: NativeNamespace, name: str, n: int, d: float, dtype: t.Any) -> Array:
    wanted = xp.hooks.default_float() if dtype is None else as_dtype(dtype)
    if wanted.rank != 2:
        raise TypeError(message(f"ua.fft.{name} makes no {wanted}", "dtype=ua.float64"))
    spacing = as_python(d)
    if type(spacing) not in (int, float):
        raise TypeError(message(f"d must be a real number, not {shown(d)}", "d=1.0"))
    if spacing == 0:
        raise ValueError(message(f"d={d} is no distance: frequencies are divided by it", "d=1.0"))
    library_dtype = xp.hooks.native_dtype(wanted)
    return Array(invoke(xp, getattr(xp.fft, name), _size(n, "n"), d=spacing, dtype=library_dtype), xp)
