"""Assertions on arrays, for the tests of your own code: Arrays, or native arrays of any library.

The signatures are those of array-api-extra. Each function checks the kind of both arguments (Arrays or native arrays,
and of which library), the devices, dtypes and shapes, then the values, and names the worst element.

Examples
--------
>>> import unifyarray as ua
>>> from unifyarray.testing import assert_close
>>> assert_close(ua.sqrt(ua.asarray([4.0, 9.0])), ua.asarray([2.0, 3.0]))
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ._array.array import Array
from ._array.data_out import to_numpy
from ._core import dtypes as dt
from ._core.errors import message, shown
from ._functions.bound_namespaces import Namespace
from ._functions.data_type_functions import finfo
from ._runtime import registry
from ._runtime.python_scalars import namespace_of_scalar

if TYPE_CHECKING:
    from typing import NoReturn, TypeAlias

    from ._backend.namespaces import NativeNamespace
    from ._core.dtypes import DType

    #: Elements on the host.
    Host: TypeAlias = np.ndarray[Any, Any]

__all__ = ["assert_close", "assert_close_nulp", "assert_equal", "assert_less"]

#: Relative tolerance of integers and bools, as in numpy.testing.assert_allclose.
_EXACT_RTOL: Final = 1e-7


def assert_equal(
    actual: Any,
    desired: Any,
    *,
    err_msg: str = "",
    verbose: bool = True,
    check_dtype: bool = True,
    check_shape: bool = True,
    check_scalar: bool = False,
    check_device: bool = True,
    xp: Any = None,
) -> None:
    """Check that two arrays are equal. NaN equals NaN, and the sign of a zero does not matter.

    Parameters
    ----------
    actual : Array or native array
        The result of the tested function.
    desired : Array or native array
        The expected array, of the same kind: both Arrays, or both native arrays, of the same library.
    err_msg : str, optional
        Text to add to the error message.
    verbose : bool, default True
        Add the text of both arrays to the error message.
    check_dtype, check_shape, check_device : bool, default True
        Check that the dtypes, shapes or devices are equal. Without ``check_shape``, only the number of elements must
        be equal.
    check_scalar : bool, default False
        Check that both are arrays or both are a library's scalars, such as ``numpy.float64``. Otherwise, such a scalar
        is a 0-dimensional array.
    xp : namespace, optional
        The namespace that both must belong to: ``ua.namespace("torch")``, ``unifyarray`` for Arrays of any backend, or
        for native arrays the library itself.

    Raises
    ------
    AssertionError
        The arrays differ.
    TypeError
        ``desired`` is not an array.

    Examples
    --------
    >>> import numpy as np
    >>> from unifyarray.testing import assert_equal
    >>> assert_equal(np.asarray([1, 2]), np.asarray([1, 3]))
    Traceback (most recent call last):
      ...
    AssertionError: Arrays are not equal: 1 of 2 elements differ.
    Worst element (1,): got 2, expected 3, difference 1.
     actual: array([1, 2])
     desired: array([1, 3])
    """
    __tracebackhide__ = True
    pair = _checked(actual, desired, check_dtype, check_shape, check_scalar, check_device, xp, err_msg)
    wrong = ~(_same_nan(pair.actual, pair.desired) | (pair.actual == pair.desired))
    if wrong.any():
        _fail("Arrays are not equal", pair, wrong, _difference(pair.actual, pair.desired), err_msg, verbose)


def assert_close(
    actual: Any,
    desired: Any,
    *,
    rtol: Any = None,
    atol: Any = 0,
    equal_nan: bool = True,
    err_msg: str = "",
    verbose: bool = True,
    check_dtype: bool = True,
    check_shape: bool = True,
    check_scalar: bool = False,
    check_device: bool = True,
    xp: Any = None,
) -> None:
    """Check that two arrays are equal up to a tolerance: ``abs(actual - desired) <= atol + rtol * abs(desired)``.

    Parameters
    ----------
    actual, desired : Array or native array
        As in `assert_equal`.
    rtol : float or array, optional
        Relative tolerance. Default: ``4 * eps ** 0.5`` of the dtype (6e-8 in float64, 1.4e-3 in float32), and 1e-7 for
        integers.
    atol : float or array, default 0
        Absolute tolerance.
    equal_nan : bool, default True
        NaN equals NaN.
    err_msg, verbose, check_dtype, check_shape, check_scalar, check_device, xp
        As in `assert_equal`.

    Raises
    ------
    AssertionError
        The arrays differ.
    TypeError
        ``desired`` is not an array.

    Examples
    --------
    >>> import unifyarray as ua
    >>> from unifyarray.testing import assert_close
    >>> x = ua.asarray([1.0, 2.0])
    >>> assert_close(x + 1e-9, x)
    """
    __tracebackhide__ = True
    pair = _checked(actual, desired, check_dtype, check_shape, check_scalar, check_device, xp, err_msg)
    if rtol is None:
        rtol = 4 * finfo(pair.dtype).eps ** 0.5 if pair.dtype.category in _INEXACT else _EXACT_RTOL
    relative, absolute = _tolerance(rtol), _tolerance(atol)
    difference = _difference(pair.actual, pair.desired)
    with np.errstate(invalid="ignore", over="ignore"):
        allowed = absolute + relative * np.abs(pair.desired.astype(_wide(pair.desired)))
        # An infinite tolerance must not let an infinity pass for another number.
        close = (difference <= allowed) & np.isfinite(pair.desired) & np.isfinite(pair.actual)
    close |= pair.actual == pair.desired
    if equal_nan:
        close |= _same_nan(pair.actual, pair.desired)
    if not close.all():
        title = f"Arrays are not close (rtol={_number(rtol)}, atol={_number(atol)})"
        with np.errstate(invalid="ignore"):
            excess = difference - allowed
        _fail(title, pair, ~close, np.where(np.isnan(excess), np.inf, excess), err_msg, verbose)


def assert_close_nulp(
    actual: Any,
    desired: Any,
    *,
    nulp: int = 1,
    check_dtype: bool = True,
    check_shape: bool = True,
    check_scalar: bool = False,
    check_device: bool = True,
    xp: Any = None,
) -> None:
    """Check that two arrays are equal up to a number of units in the last place (ULP) of the larger number.

    Parameters
    ----------
    actual, desired : Array or native array
        As in `assert_equal`. Integers must be equal. NaN equals NaN.
    nulp : int, default 1
        The number of units in the last place.
    check_dtype, check_shape, check_scalar, check_device, xp
        As in `assert_equal`.

    Raises
    ------
    AssertionError
        The arrays differ.
    TypeError
        ``desired`` is not an array.

    Examples
    --------
    >>> import unifyarray as ua
    >>> from unifyarray.testing import assert_close_nulp
    >>> assert_close_nulp(ua.asarray([0.1 + 0.2]), ua.asarray([0.3]))
    """
    __tracebackhide__ = True
    pair = _checked(actual, desired, check_dtype, check_shape, check_scalar, check_device, xp, "")
    equal = _same_nan(pair.actual, pair.desired) | (pair.actual == pair.desired)
    difference = _difference(pair.actual, pair.desired)
    unit = _unit_in_last_place(pair)  # 0 for integers, which must be equal
    with np.errstate(invalid="ignore", divide="ignore"):
        wrong = ~(equal | (difference <= nulp * unit))
        is_finite = np.isfinite(difference) & np.isfinite(unit)
        distance = np.where(is_finite, difference / np.where(unit == 0, 1, unit), np.inf)
    if wrong.any():
        _fail(f"Arrays differ by more than {nulp} ULP", pair, wrong, distance, "", verbose=True, unit=" ULP")


def assert_less(
    x: Any,
    y: Any,
    *,
    err_msg: str = "",
    verbose: bool = True,
    check_dtype: bool = True,
    check_shape: bool = True,
    check_scalar: bool = False,
    check_device: bool = True,
    xp: Any = None,
) -> None:
    """Check that each element of an array is less than that of another one. NaNs at the same index are ignored.

    Parameters
    ----------
    x, y : Array or native array
        Real arrays, as in `assert_equal`.
    err_msg, verbose, check_dtype, check_shape, check_scalar, check_device, xp
        As in `assert_equal`.

    Raises
    ------
    AssertionError
        An element of ``x`` is not less, or the arrays differ in kind, device, dtype or shape.
    TypeError
        ``y`` is not an array, or the arrays are complex.

    Examples
    --------
    >>> import unifyarray as ua
    >>> from unifyarray.testing import assert_less
    >>> assert_less(ua.zeros(3), ua.ones(3))
    """
    __tracebackhide__ = True
    pair = _checked(x, y, check_dtype, check_shape, check_scalar, check_device, xp, err_msg)
    if pair.actual.dtype.kind == "c" or pair.desired.dtype.kind == "c":
        raise TypeError(message("complex numbers have no order", "assert_less(ua.abs(x), ua.abs(y))"))
    wrong = ~(_same_nan(pair.actual, pair.desired) | (pair.actual < pair.desired))
    if wrong.any():
        _fail("Arrays are not ordered x < y", pair, wrong, _difference(pair.actual, pair.desired), err_msg, verbose)


# -- kind, device, dtype and shape ----------------------------------------------------------------------


@dataclass
class _Pair:
    """Two arrays that agree in kind, device, dtype and shape.

    Attributes
    ----------
    given : tuple of arrays
        The arrays as they were passed.
    actual, desired : numpy.ndarray
        The elements on the host; bfloat16 as float32.
    dtype : DType
        Dtype of ``actual``.
    """

    given: tuple[Any, Any]
    actual: Host
    desired: Host
    dtype: DType


def _checked(
    actual: Any,
    desired: Any,
    check_dtype: bool,
    check_shape: bool,
    check_scalar: bool,
    check_device: bool,
    xp: Any,
    err_msg: str,
) -> _Pair:
    """Return the arrays on the host, after all checks that come before the values."""
    __tracebackhide__ = True
    native = _native_namespace(desired)
    if native is None:
        fix = "xp.asarray(expected), with the namespace of the result: xp = ua.array_namespace(actual)"
        raise TypeError(message(f"desired must be an array, got {_named(desired)}", fix))
    found = _native_namespace(actual)
    if found is None:
        _differ("kind", _named(actual), _kind(desired, native), err_msg)
    if _kind(actual, found) != _kind(desired, native):
        _differ("kind", _kind(actual, found), _kind(desired, native), err_msg)
    if check_scalar and _is_scalar(actual) != _is_scalar(desired):
        words = {True: "a scalar of the library", False: "an array"}
        _differ("kind", words[_is_scalar(actual)], words[_is_scalar(desired)], err_msg)
    if xp is not None:
        _check_namespace(actual, found, xp, check_device, err_msg)
    if check_device and found.hooks.device != native.hooks.device:
        _differ("device", str(found.hooks.device), str(native.hooks.device), err_msg)
    first, second = _array(actual, found), _array(desired, native)
    dtypes = found.hooks.dtype(first), native.hooks.dtype(second)
    if check_dtype and dtypes[0] is not dtypes[1]:
        _differ("dtype", str(dtypes[0]), str(dtypes[1]), err_msg)
    got, wanted = _on_host(first, found, dtypes[0]), _on_host(second, native, dtypes[1])
    if got.shape != wanted.shape and (check_shape or got.size != wanted.size):
        _differ("shape", str(got.shape), str(wanted.shape), err_msg)
    return _Pair((actual, desired), got, wanted.reshape(got.shape), dtypes[0])


def _native_namespace(x: Any) -> NativeNamespace | None:
    """Return the dispatch namespace of an Array, a native array or a scalar of a library; else None."""
    if type(x) is Array:
        return x._xp
    return registry.namespace_of(x) or namespace_of_scalar(x)


def _kind(x: Any, native: NativeNamespace) -> str:
    backend = native.hooks.backend.name
    return f"an Array of {backend}" if type(x) is Array else f"a native array of {backend}"


def _is_scalar(x: Any) -> bool:
    return registry.is_library_scalar(type(x))


def _array(x: Any, native: NativeNamespace) -> Any:
    return native.hooks.ensure_array(x._native if type(x) is Array else x)


def _on_host(x: Any, native: NativeNamespace, dtype: DType) -> Host:
    if not hasattr(np, dtype.name):  # float32 holds every bfloat16 number, and NumPy always has it
        x = native.hooks.cast(x, dt.float32)
    return to_numpy(x, force=True)


def _named(x: Any) -> str:
    text = shown(x)
    return text if text.startswith(type(x).__name__) else f"{text} ({type(x).__name__})"


def _check_namespace(actual: Any, found: NativeNamespace, xp: Any, check_device: bool, err_msg: str) -> None:
    """Check that an array belongs to a namespace: a bound or native one, ``unifyarray``, or a library."""
    __tracebackhide__ = True
    is_array = type(actual) is Array
    native = xp.native if isinstance(xp, Namespace) else xp
    hooks = getattr(native, "hooks", None)
    if hooks is not None:
        wanted = f"{'an Array' if isinstance(xp, Namespace) else 'a native array'} of {hooks.backend.name}"
        if _kind(actual, found) != wanted:
            _differ("namespace", _kind(actual, found), wanted, err_msg)
        if check_device and hooks.device != found.hooks.device:
            _differ("device", str(found.hooks.device), str(hooks.device), err_msg)
        return
    name = xp.__name__ if isinstance(xp, ModuleType) else str(xp)
    library = name.removeprefix("array_api_compat.")
    own = "unifyarray" if is_array else found.hooks.backend.library
    if library.partition(".")[0] != own.partition(".")[0]:
        _differ("namespace", _kind(actual, found), f"an array of {name}", err_msg)


def _differ(what: str, got: str, wanted: str, err_msg: str) -> NoReturn:
    __tracebackhide__ = True
    raise AssertionError("\n".join(filter(None, (f"Arrays differ in {what}: got {got}, expected {wanted}.", err_msg))))


# -- values ---------------------------------------------------------------------------------------------

_INEXACT: Final = ("real floating", "complex floating")


def _wide(x: Host) -> type:
    """Return the type in which differences are computed."""
    return np.complex128 if x.dtype.kind == "c" else np.float64


def _same_nan(x: Host, y: Host) -> Host:
    if x.dtype.kind not in "fc" or y.dtype.kind not in "fc":
        return np.zeros(x.shape, dtype=bool)
    return np.isnan(x) & np.isnan(y)


def _difference(x: Host, y: Host) -> Host:
    """Return the absolute differences in float64; infinite if one of the numbers is NaN or infinite."""
    if x.dtype.kind in "iu" and x.dtype == y.dtype:  # exact, although float64 cannot represent all 64-bit integers
        larger, smaller = np.maximum(x, y).astype(np.uint64), np.minimum(x, y).astype(np.uint64)
        return np.asarray(larger - smaller, dtype=np.float64)  # modulo 2 ** 64, which is right for signed ones, too
    with np.errstate(invalid="ignore", over="ignore"):
        found = np.abs(x.astype(_wide(x)) - y.astype(_wide(y)))
    return np.asarray(np.where(x == y, 0.0, np.where(np.isnan(found), np.inf, found)))


def _tolerance(value: Any) -> Host:
    return to_numpy(value, force=True) if _native_namespace(value) is not None else np.asarray(value)


def _number(tolerance: Any) -> str:
    return f"{tolerance:.3g}" if isinstance(tolerance, int | float) else shown(tolerance)


def _unit_in_last_place(pair: _Pair) -> Host:
    """Return the unit in the last place of the larger number of each pair; 0 for integers."""
    if pair.dtype.category not in _INEXACT:
        return np.zeros(pair.actual.shape)
    with np.errstate(invalid="ignore"):
        largest = np.maximum(np.abs(pair.actual), np.abs(pair.desired))
        unit = np.spacing(largest).astype(np.float64)
    if pair.dtype is dt.bfloat16:  # float32 has 16 more bits
        unit = unit * 2.0**16
    return np.asarray(unit)


def _fail(title: str, pair: _Pair, wrong: Host, score: Host, err_msg: str, verbose: bool, unit: str = "") -> NoReturn:
    """Raise the error, which names the wrong element with the highest score."""
    __tracebackhide__ = True
    index = tuple(map(int, np.unravel_index(int(np.argmax(np.where(wrong, score, -np.inf))), wrong.shape)))
    got, wanted = pair.actual[index].item(), pair.desired[index].item()
    off = float(_difference(pair.actual, pair.desired)[index])
    details = f"difference {off:.4g}"
    if unit:
        details += f" ({float(score[index]):.4g}{unit})"
    elif pair.dtype.category in _INEXACT and wanted and np.isfinite(off):
        details += f", relative {off / abs(wanted):.4g}"
    lines = [
        f"{title}: {int(wrong.sum())} of {wrong.size} elements differ.",
        f"Worst element {index}: got {got!r}, expected {wanted!r}, {details}.",
        *([err_msg] if err_msg else []),
    ]
    if verbose:
        lines += [f" actual: {pair.given[0]!r}", f" desired: {pair.given[1]!r}"]
    raise AssertionError("\n".join(lines))
