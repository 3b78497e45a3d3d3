"""Creation functions: they use the default dtypes of the selection, and know the one device."""

from __future__ import annotations

from typing import Any

import numpy as np

from unifyarray._backend import override
from unifyarray._errors import DeviceUnavailableError, message
from unifyarray._hooks import Hooks

from .._agnostic.creation_functions import default_dtype
from ._dtypes import NATIVE, Array


def check_device(device: object) -> None:
    """Raise DeviceUnavailableError for any device but the CPU."""
    if device is not None and device != "cpu":
        raise DeviceUnavailableError(message(f"numpy has no device {str(device)!r}", 'device="cpu", or none'))


def _default(hooks: Hooks, *values: object) -> np.dtype[Any] | None:
    """Return the default dtype that goes with Python scalars; None where NumPy's choice is right."""
    found = default_dtype(hooks, *values)  # for integers too: NumPy would go on to uint64 and to object
    return None if found is None else NATIVE[found]


_DEFAULT_FLOAT = "NumPy's default floating dtype is always float64"


@override(name="zeros", reason=_DEFAULT_FLOAT, case="creation_functions/zeros/native-default", bound=True)
def zeros(hooks: Hooks, shape: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Array:
    """Return an array of zeros."""
    if device is not None:
        check_device(device)
    return np.zeros(shape, NATIVE[hooks.default_float()] if dtype is None else dtype, **kwargs)


@override(name="ones", reason=_DEFAULT_FLOAT, case="creation_functions/ones/native-default", bound=True)
def ones(hooks: Hooks, shape: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Array:
    """Return an array of ones."""
    if device is not None:
        check_device(device)
    return np.ones(shape, NATIVE[hooks.default_float()] if dtype is None else dtype, **kwargs)


@override(name="empty", reason=_DEFAULT_FLOAT, case="creation_functions/empty/native-default", bound=True)
def empty(hooks: Hooks, shape: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Array:
    """Return an array of arbitrary values."""
    if device is not None:
        check_device(device)
    return np.empty(shape, NATIVE[hooks.default_float()] if dtype is None else dtype, **kwargs)


@override(name="full", reason=_DEFAULT_FLOAT, case="creation_functions/full/native-default", bound=True)
def full(hooks: Hooks, shape: Any, fill_value: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Array:
    """Return an array of one value."""
    check_device(device)
    return np.full(shape, fill_value, _default(hooks, fill_value) if dtype is None else dtype, **kwargs)


@override(name="eye", reason=_DEFAULT_FLOAT, case="creation_functions/eye/native-default", bound=True)
def eye(
    hooks: Hooks,
    n_rows: int,
    n_cols: int | None = None,
    /,
    *,
    k: int = 0,
    dtype: Any = None,
    device: Any = None,
    **kwargs: Any,
) -> Array:
    """Return a matrix with ones on a diagonal."""
    check_device(device)
    return np.eye(n_rows, n_cols, k, NATIVE[hooks.default_float()] if dtype is None else dtype, **kwargs)


@override(name="arange", reason=_DEFAULT_FLOAT, case="creation_functions/arange/native-default", bound=True)
def arange(
    hooks: Hooks,
    start: Any,
    /,
    stop: Any = None,
    step: Any = 1,
    *,
    dtype: Any = None,
    device: Any = None,
    **kwargs: Any,
) -> Array:
    """Return evenly spaced values of a half-open interval."""
    check_device(device)
    if dtype is None:
        dtype = _default(hooks, start, step, step if stop is None else stop)
    return np.arange(start, stop, step, dtype=dtype, **kwargs)


@override(name="linspace", reason=_DEFAULT_FLOAT, case="creation_functions/linspace/native-default", bound=True)
def linspace(
    hooks: Hooks,
    start: Any,
    stop: Any,
    /,
    num: int,
    *,
    dtype: Any = None,
    device: Any = None,
    endpoint: bool = True,
    **kwargs: Any,
) -> Any:
    """Return evenly spaced values of an interval."""
    check_device(device)
    if dtype is None:
        dtype = _default(hooks, 0.0, start, stop)
    return np.linspace(start, stop, num, endpoint, dtype=dtype, **kwargs)


@override(name="asarray", reason=_DEFAULT_FLOAT, case="creation_functions/asarray/native-default", bound=True)
def asarray(
    hooks: Hooks,
    obj: Any,
    /,
    *,
    dtype: Any = None,
    device: Any = None,
    copy: bool | None = None,
    **kwargs: Any,
) -> Array:
    """Return an array of anything that NumPy can make one of."""
    if device is not None:
        check_device(device)
    if dtype is None and not isinstance(obj, np.ndarray):
        dtype = _default(hooks, obj)
    array = np.asarray(obj, dtype, copy=copy, **kwargs)
    if dtype is None and isinstance(obj, (list, tuple)) and array.dtype.char in "dD":
        default = hooks.default_complex() if array.dtype.char == "D" else hooks.default_float()
        array = array.astype(NATIVE[default], copy=False)
    return array
