"""Creation functions: they use the default dtypes of the selection, and know the one device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from unifyarray._backend.backend import override
from unifyarray._backend.hooks import Hooks
from unifyarray._core.errors import DeviceUnavailableError, message

from .._agnostic.creation_functions import default_dtype, overrides
from ._dtypes import NATIVE, Array

if TYPE_CHECKING:
    from collections.abc import Callable


def check_device(device: object) -> None:
    """Raise DeviceUnavailableError for any device but the CPU."""
    if device is not None and device != "cpu":
        raise DeviceUnavailableError(message(f"numpy has no device {str(device)!r}", 'device="cpu", or none'))


def _default(hooks: Hooks, *values: object) -> np.dtype[Any] | None:
    """Return the default dtype that goes with Python scalars; None where NumPy's choice is right."""
    found = default_dtype(hooks, *values)  # for integers too: NumPy would go on to uint64 and to object
    return None if found is None else NATIVE[found]


def _on(hooks: Hooks, device: object, function: Callable[..., Any]) -> Callable[..., Any]:
    check_device(device)
    return function


_DEFAULT_FLOAT: Final = "NumPy's default floating dtype is always float64"

zeros, ones, empty, eye, arange, linspace = overrides(np, NATIVE, _on, reason=_DEFAULT_FLOAT, module=__name__)


@override(reason=_DEFAULT_FLOAT, case="creation_functions/full/native-default", bound=True)
def full(hooks: Hooks, shape: Any, fill_value: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Array:
    """Return an array of one value."""
    check_device(device)
    return np.full(shape, fill_value, _default(hooks, fill_value) if dtype is None else dtype, **kwargs)


@override(reason=_DEFAULT_FLOAT, case="creation_functions/asarray/native-default", bound=True)
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
