"""Fourier transforms: the ``fft`` extension of the array API standard."""

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
from . import name_public_items

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
    """Compute the Fourier transform along an axis.

    Parameters
    ----------
    x : Array
        Any shape and dtype. Integers and bools are cast to the default real floating dtype, then real numbers to
        complex.
    n : int, optional
        Number of points. The axis is truncated or padded with zeros to this length. Default: the length of the axis.
    axis : int, default -1
        Axis to transform. Negative axes count from the end.
    norm : {"backward", "ortho", "forward"}
        Scaling. ``"backward"`` scales the inverse transforms by 1/n, ``"forward"`` scales the other transforms by 1/n,
        and ``"ortho"`` scales both by ``1/sqrt(n)``.

    Returns
    -------
    Array
        Complex dtype. The shape of `x`, except that the axis has length `n`.

    Raises
    ------
    ValueError
        If the number of points (`n` or the default) is less than 1, or if `norm` is invalid.
    AxisError
        If an axis is out of range for `x`.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.fft.fft(ua.asarray([1.0, 1.0])).tolist()
    [(2+0j), 0j]
    """
    return _transform_along_axis("fft", x, n, axis, norm, domain=WIDE_FLOATING)


def ifft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: t.Norm = "backward") -> Array:
    """Compute the inverse of ``fft`` along an axis.

    Parameters
    ----------
    x : Array
        Any shape and dtype. Integers and bools are cast to the default real floating dtype, then real numbers to
        complex.
    n : int, optional
        Number of points. The axis is truncated or padded with zeros to this length. Default: the length of the axis.
    axis : int, default -1
        Axis to transform. Negative axes count from the end.
    norm : {"backward", "ortho", "forward"}
        Scaling. ``"backward"`` scales the inverse transforms by 1/n, ``"forward"`` scales the other transforms by 1/n,
        and ``"ortho"`` scales both by ``1/sqrt(n)``.

    Returns
    -------
    Array
        Complex dtype. The shape of `x`, except that the axis has length `n`.

    Raises
    ------
    ValueError
        If the number of points (`n` or the default) is less than 1, or if `norm` is invalid.
    AxisError
        If an axis is out of range for `x`.
    """
    return _transform_along_axis("ifft", x, n, axis, norm, domain=WIDE_FLOATING)


def fftn(
    x: Array,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: t.Norm = "backward",
) -> Array:
    """Compute the Fourier transform over several axes.

    Parameters
    ----------
    x : Array
        Any shape and dtype. Integers and bools are cast to the default real floating dtype, then real numbers to
        complex.
    s : sequence of int, optional
        Number of points along each axis. The axis is truncated or padded with zeros to this length; -1 keeps the
        length. Default: the lengths of the axes.
    axes : sequence of int, optional
        Axes to transform. Default: all axes, or the last ``len(s)`` axes if `s` is given.
    norm : {"backward", "ortho", "forward"}
        Scaling. ``"backward"`` scales the inverse transforms by 1/n, ``"forward"`` scales the other transforms by 1/n,
        and ``"ortho"`` scales both by ``1/sqrt(n)``.

    Returns
    -------
    Array
        Complex dtype. The shape of `x`, except that the axes have the lengths `s`.

    Raises
    ------
    ValueError
        If a number of points is less than 1, if `s` and `axes` differ in length, if an axis is given twice, or if
        `norm` is invalid.
    AxisError
        If an axis is out of range for `x`.
    """
    return _transform_over_axes("fftn", x, s, axes, norm, domain=WIDE_FLOATING)


def ifftn(
    x: Array,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: t.Norm = "backward",
) -> Array:
    """Compute the inverse of ``fftn`` over several axes.

    Parameters
    ----------
    x : Array
        Any shape and dtype. Integers and bools are cast to the default real floating dtype, then real numbers to
        complex.
    s : sequence of int, optional
        Number of points along each axis. The axis is truncated or padded with zeros to this length; -1 keeps the
        length. Default: the lengths of the axes.
    axes : sequence of int, optional
        Axes to transform. Default: all axes, or the last ``len(s)`` axes if `s` is given.
    norm : {"backward", "ortho", "forward"}
        Scaling. ``"backward"`` scales the inverse transforms by 1/n, ``"forward"`` scales the other transforms by 1/n,
        and ``"ortho"`` scales both by ``1/sqrt(n)``.

    Returns
    -------
    Array
        Complex dtype. The shape of `x`, except that the axes have the lengths `s`.

    Raises
    ------
    ValueError
        If a number of points is less than 1, if `s` and `axes` differ in length, if an axis is given twice, or if
        `norm` is invalid.
    AxisError
        If an axis is out of range for `x`.
    """
    return _transform_over_axes("ifftn", x, s, axes, norm, domain=WIDE_FLOATING)


def rfft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: t.Norm = "backward") -> Array:
    """Compute the half of the Fourier transform of real numbers that determines the other half, along an axis.

    Parameters
    ----------
    x : Array
        Any shape, any dtype except complex. Integers and bools are cast to the default real floating dtype.
    n : int, optional
        Number of points. The axis is truncated or padded with zeros to this length. Default: the length of the axis.
    axis : int, default -1
        Axis to transform. Negative axes count from the end.
    norm : {"backward", "ortho", "forward"}
        Scaling. ``"backward"`` scales the inverse transforms by 1/n, ``"forward"`` scales the other transforms by 1/n,
        and ``"ortho"`` scales both by ``1/sqrt(n)``.

    Returns
    -------
    Array
        Complex dtype. The shape of `x`, except that the axis has length ``n // 2 + 1``.

    Raises
    ------
    TypeError
        If `x` is complex.
    ValueError
        If the number of points (`n` or the default) is less than 1, or if `norm` is invalid.
    AxisError
        If an axis is out of range for `x`.
    """
    return _transform_along_axis("rfft", x, n, axis, norm, domain=WIDE_REAL_FLOATING)


def irfft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: t.Norm = "backward") -> Array:
    """Compute the inverse of ``rfft`` along an axis.

    Parameters
    ----------
    x : Array
        Any shape and dtype. Integers and bools are cast to the default real floating dtype, then real numbers to
        complex.
    n : int, optional
        Number of points of the result. Default: ``2 * (M - 1)`` for an axis of length M. If the original number of
        points was odd, you must pass it.
    axis : int, default -1
        Axis to transform. Negative axes count from the end.
    norm : {"backward", "ortho", "forward"}
        Scaling. ``"backward"`` scales the inverse transforms by 1/n, ``"forward"`` scales the other transforms by 1/n,
        and ``"ortho"`` scales both by ``1/sqrt(n)``.

    Returns
    -------
    Array
        Real floating dtype. The shape of `x`, except that the axis has length `n`.

    Raises
    ------
    ValueError
        If the number of points (`n` or the default) is less than 1, or if `norm` is invalid.
    AxisError
        If an axis is out of range for `x`.
    """
    return _transform_along_axis("irfft", x, n, axis, norm, domain=WIDE_FLOATING)


def rfftn(
    x: Array,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: t.Norm = "backward",
) -> Array:
    """Compute the half of the Fourier transform of real numbers that determines the other half, over axes.

    Parameters
    ----------
    x : Array
        Any shape, any dtype except complex. Integers and bools are cast to the default real floating dtype.
    s : sequence of int, optional
        Number of points along each axis. The axis is truncated or padded with zeros to this length; -1 keeps the
        length. Default: the lengths of the axes.
    axes : sequence of int, optional
        Axes to transform. Default: all axes, or the last ``len(s)`` axes if `s` is given.
    norm : {"backward", "ortho", "forward"}
        Scaling. ``"backward"`` scales the inverse transforms by 1/n, ``"forward"`` scales the other transforms by 1/n,
        and ``"ortho"`` scales both by ``1/sqrt(n)``.

    Returns
    -------
    Array
        Complex dtype. The shape of `x`, except that the axes have the lengths `s` and the last of them has length
        ``s[-1] // 2 + 1``.

    Raises
    ------
    TypeError
        If `x` is complex.
    ValueError
        If `x` is 0-dimensional or `axes` is empty, if a number of points is less than 1, if `s` and `axes` differ in
        length, if an axis is given twice, or if `norm` is invalid.
    AxisError
        If an axis is out of range for `x`.
    """
    return _transform_over_axes("rfftn", x, s, axes, norm, domain=WIDE_REAL_FLOATING)


def irfftn(
    x: Array,
    /,
    *,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: t.Norm = "backward",
) -> Array:
    """Compute the inverse of ``rfftn`` over several axes.

    Parameters
    ----------
    x : Array
        Any shape and dtype. Integers and bools are cast to the default real floating dtype, then real numbers to
        complex.
    s : sequence of int, optional
        Lengths of the axes in the result; -1 keeps the length of the axis. Default: the lengths of `x`, except
        ``2 * (M - 1)`` for the last transformed axis, of length M.
    axes : sequence of int, optional
        Axes to transform. Default: all axes, or the last ``len(s)`` axes if `s` is given.
    norm : {"backward", "ortho", "forward"}
        Scaling. ``"backward"`` scales the inverse transforms by 1/n, ``"forward"`` scales the other transforms by 1/n,
        and ``"ortho"`` scales both by ``1/sqrt(n)``.

    Returns
    -------
    Array
        Real floating dtype. The shape of `x`, except that the axes have the lengths `s`.

    Raises
    ------
    ValueError
        If `x` is 0-dimensional or `axes` is empty, if a number of points is less than 1, if `s` and `axes` differ in
        length, if an axis is given twice, or if `norm` is invalid.
    AxisError
        If an axis is out of range for `x`.
    """
    return _transform_over_axes("irfftn", x, s, axes, norm, domain=WIDE_FLOATING)


def hfft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: t.Norm = "backward") -> Array:
    """Compute the Fourier transform, which is real, of a Hermitian sequence given by its first half.

    Parameters
    ----------
    x : Array
        Any shape and dtype. Integers and bools are cast to the default real floating dtype, then real numbers to
        complex.
    n : int, optional
        Number of points of the result. Default: ``2 * (M - 1)`` for an axis of length M.
    axis : int, default -1
        Axis to transform. Negative axes count from the end.
    norm : {"backward", "ortho", "forward"}
        Scaling. ``"backward"`` scales the inverse transforms by 1/n, ``"forward"`` scales the other transforms by 1/n,
        and ``"ortho"`` scales both by ``1/sqrt(n)``.

    Returns
    -------
    Array
        Real floating dtype. The shape of `x`, except that the axis has length `n`.

    Raises
    ------
    ValueError
        If the number of points (`n` or the default) is less than 1, or if `norm` is invalid.
    AxisError
        If an axis is out of range for `x`.
    """
    return _transform_along_axis("hfft", x, n, axis, norm, domain=WIDE_FLOATING)


def ihfft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: t.Norm = "backward") -> Array:
    """Compute the inverse of ``hfft`` along an axis: the first half of a Hermitian sequence.

    Parameters
    ----------
    x : Array
        Any shape, any dtype except complex. Integers and bools are cast to the default real floating dtype.
    n : int, optional
        Number of points. The axis is truncated or padded with zeros to this length. Default: the length of the axis.
    axis : int, default -1
        Axis to transform. Negative axes count from the end.
    norm : {"backward", "ortho", "forward"}
        Scaling. ``"backward"`` scales the inverse transforms by 1/n, ``"forward"`` scales the other transforms by 1/n,
        and ``"ortho"`` scales both by ``1/sqrt(n)``.

    Returns
    -------
    Array
        Complex dtype. The shape of `x`, except that the axis has length ``n // 2 + 1``.

    Raises
    ------
    TypeError
        If `x` is complex.
    ValueError
        If the number of points (`n` or the default) is less than 1, or if `norm` is invalid.
    AxisError
        If an axis is out of range for `x`.
    """
    return _transform_along_axis("ihfft", x, n, axis, norm, domain=WIDE_REAL_FLOATING)


def fftfreq(
    n: int, /, *, d: float = 1.0, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None
) -> Array:
    """Return the frequencies of the results of ``fft``, in cycles per unit of `d`.

    Parameters
    ----------
    n : int
        Number of points of the transform, at least 1.
    d : float, default 1.0
        Distance between the points, not 0.
    dtype : DType or str, optional
        Real floating dtype. Default: the default real floating dtype.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the device of the current selection.

    Returns
    -------
    Array
        Shape ``(n,)``. 0 and the positive frequencies, followed by the negative frequencies in ascending order, all
        divided by ``n * d``.

    Raises
    ------
    TypeError
        If `dtype` is not real floating, if the device does not support `dtype`, or if `d` is not a real number.
    ValueError
        If `n` is less than 1, or if `d` is 0.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.fft.fftfreq(4).tolist()
    [0.0, 0.25, -0.5, -0.25]
    """
    return _sample_frequencies(creation_namespace(device), "fftfreq", n, d, dtype)


def rfftfreq(
    n: int, /, *, d: float = 1.0, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None
) -> Array:
    """Return the frequencies of the results of ``rfft``, in cycles per unit of `d`.

    Parameters
    ----------
    n : int
        Number of points of the transform, at least 1.
    d : float, default 1.0
        Distance between the points, not 0.
    dtype : DType or str, optional
        Real floating dtype. Default: the default real floating dtype.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the device of the current selection.

    Returns
    -------
    Array
        Shape ``(n // 2 + 1,)``. The numbers 0, 1, ..., ``n // 2``, all divided by ``n * d``.

    Raises
    ------
    TypeError
        If `dtype` is not real floating, if the device does not support `dtype`, or if `d` is not a real number.
    ValueError
        If `n` is less than 1, or if `d` is 0.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.fft.rfftfreq(4).tolist()
    [0.0, 0.25, 0.5]
    """
    return _sample_frequencies(creation_namespace(device), "rfftfreq", n, d, dtype)


def fftshift(x: Array, /, *, axes: int | Sequence[int] | None = None) -> Array:
    """Exchange the halves of each axis, so that the frequency 0 is in the middle.

    Parameters
    ----------
    x : Array
        Any shape and dtype.
    axes : int or sequence of int, optional
        Axes to shift. Default: all axes.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    AxisError
        If an axis is out of range for `x`.
    ValueError
        If an axis is given twice.
    """
    return _shift("fftshift", x, axes)


def ifftshift(x: Array, /, *, axes: int | Sequence[int] | None = None) -> Array:
    """Undo ``fftshift``; the result differs from that of ``fftshift`` if a length is odd.

    Parameters
    ----------
    x : Array
        Any shape and dtype.
    axes : int or sequence of int, optional
        Axes to shift. Default: all axes.

    Returns
    -------
    Array
        Same shape and dtype as `x`.

    Raises
    ------
    AxisError
        If an axis is out of range for `x`.
    ValueError
        If an axis is given twice.
    """
    return _shift("ifftshift", x, axes)


# -- shared helpers --------------------------------------------------------------------------------------------


def _transform_along_axis(
    name: str, x: Array, n: int | None, axis: int, norm: str, *, domain: frozenset[DType]
) -> Array:
    """Check the arguments and call the transform of a library along one axis."""
    xp, native = take_one(f"fft.{name}", x, domain)
    _check_norm(norm)
    shape = xp.hooks.shape(native)
    position = axis_rules.normalise_axis(axis, len(shape))
    size = None if n is None else _point_count(n, "n")
    if size is None:
        # The inverse of a half spectrum of M numbers has 2 (M - 1) points.
        length = 2 * (shape[position] - 1) if name in ("irfft", "hfft") else shape[position]
        _point_count(length, "the axis")
    function = getattr(xp.fft, name)
    return Array(invoke(xp, function, native, n=size, axis=position, norm=norm), xp)


def _transform_over_axes(
    name: str, x: Array, s: Sequence[int] | None, axes: Sequence[int] | None, norm: str, *, domain: frozenset[DType]
) -> Array:
    """Check the arguments and call the transform of a library over several axes."""
    xp, native = take_one(f"fft.{name}", x, domain)
    _check_norm(norm)
    shape = xp.hooks.shape(native)
    sizes = None if s is None else axis_rules.integers(s, "s")
    if axes is None:
        first = 0 if sizes is None else len(shape) - len(sizes)
        positions = tuple(range(max(first, 0), len(shape)))
    else:
        positions = axis_rules.normalise_axes(axes, len(shape), "axes")
    if sizes is not None:
        if len(sizes) != len(positions):
            fact = f"s and axes must have the same length, got s={shown(s)} and axes={shown(axes)}"
            raise ValueError(message(fact, "pass a number of points for each axis: s=(4, 4), axes=(-2, -1)"))
        sizes = tuple(
            [
                shape[axis] if size == -1 else _point_count(size, "s")
                for size, axis in zip(sizes, positions, strict=True)
            ]
        )
    else:
        lengths = [shape[axis] for axis in positions]
        if name == "irfftn":
            lengths[-1:] = [2 * (length - 1) for length in lengths[-1:]]
        for length in lengths:
            _point_count(length, "an axis")
    if not positions:
        if name in ("rfftn", "irfftn"):
            raise ValueError(message(f"ua.fft.{name} needs at least one axis, got axes={positions}", "pass axes=(-1,)"))
        dtype = xp.hooks.dtype(native)
        return Array(xp.hooks.cast(native, dt.COMPLEX_OF.get(dtype, dtype)), xp)
    function = getattr(xp.fft, name)
    return Array(invoke(xp, function, native, s=sizes, axes=positions, norm=norm), xp)


def _point_count(value: object, name: str) -> int:
    size = axis_rules.integer(value, name)
    if size < 1:
        raise ValueError(message(f"a transform needs at least 1 point, got {size} from {name}", "pass n=1 or more"))
    axis_rules.check_length(size, name)
    return size


def _check_norm(norm: object) -> None:
    if norm not in ("backward", "ortho", "forward"):
        raise ValueError(
            message(f'norm must be "backward", "ortho" or "forward", got {shown(norm)}', 'pass norm="backward"')
        )


def _shift(name: str, x: Array, axes: int | Sequence[int] | None) -> Array:
    xp, native = take_one(name, x, ALL)
    ndim = len(xp.hooks.shape(native))
    positions = tuple(range(ndim)) if axes is None else axis_rules.normalise_axes(axes, ndim, "axes")
    if not positions:
        return Array(native, xp)
    return Array(invoke(xp, getattr(xp.fft, name), native, axes=positions), xp)


def fftfreq_in(xp: NativeNamespace, n: int, /, *, d: float = 1.0, dtype: t.Any = None) -> Array:
    """Return the sample frequencies of ``fft`` in a given namespace."""
    return _sample_frequencies(xp, "fftfreq", n, d, dtype)


def rfftfreq_in(xp: NativeNamespace, n: int, /, *, d: float = 1.0, dtype: t.Any = None) -> Array:
    """Return the sample frequencies of ``rfft`` in a given namespace."""
    return _sample_frequencies(xp, "rfftfreq", n, d, dtype)


def _sample_frequencies(xp: NativeNamespace, name: str, n: int, d: float, dtype: t.Any) -> Array:
    wanted = xp.hooks.default_float() if dtype is None else as_dtype(dtype)
    if wanted.rank != 2:
        raise TypeError(message(f"dtype of ua.fft.{name} must be real floating, got {wanted}", "pass dtype=ua.float64"))
    spacing = as_python(d)
    if type(spacing) not in (int, float):
        raise TypeError(message(f"d must be a real number, got {shown(d)}", "pass d=1.0"))
    if spacing == 0:
        raise ValueError(message(f"d must not be 0 because the frequencies are divided by d, got {d}", "pass d=1.0"))
    library_dtype = xp.hooks.native_dtype(wanted)
    return Array(invoke(xp, getattr(xp.fft, name), _point_count(n, "n"), d=spacing, dtype=library_dtype), xp)


name_public_items(globals(), __all__, "unifyarray.fft")
