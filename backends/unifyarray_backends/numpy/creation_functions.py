"""Creation functions with the default dtypes of unifyarray; the only device is the CPU."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from unifyarray.plugin import DeviceUnavailableError, Hooks, default_dtype_of, dtype_of_data, message, override

from .._numpy_like.creation_functions import array_on_host, creation_overrides
from .._numpy_like.dtypes import NATIVE, Array
from ._unwrapped import unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable

UNWRAPPED: Final = unwrapped("creation_functions", np, "empty_like", "full_like", "ones_like", "zeros_like")


def check_device(device: object) -> None:
    """Raise DeviceUnavailableError for any device except the CPU."""
    if device is not None and device != "cpu":
        raise DeviceUnavailableError(message(f"numpy has no device {str(device)!r}", 'pass device="cpu" or no device'))


def _on_cpu(hooks: Hooks, device: object, function: Callable[..., Any]) -> Callable[..., Any]:
    check_device(device)
    return function


_DEFAULT_FLOAT: Final = "NumPy's default floating dtype is always float64"

zeros, ones, empty, eye, arange, linspace = creation_overrides(np, _on_cpu, reason=_DEFAULT_FLOAT, module=__name__)


@override(reason=_DEFAULT_FLOAT, case="creation_functions/full/native-default", bound=True)
def full(hooks: Hooks, shape: Any, fill_value: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Array:
    """Return an array filled with one value."""
    check_device(device)
    if dtype is None:
        # NumPy would use uint64 or object for large integers.
        found = default_dtype_of(hooks, fill_value) or dtype_of_data(hooks, fill_value)
        dtype = None if found is None else NATIVE[found]
    return np.full(shape, fill_value, dtype, **kwargs)


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
    """Return an array of any object that NumPy can convert."""
    if device is not None:
        check_device(device)
    return array_on_host(hooks, obj, dtype, copy, kwargs)
