"""Creation functions on the namespace's device or on ``device=``, with the default dtypes of unifyarray."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import cupy as cp
import numpy as np

from unifyarray.plugin import CopyRequiredError, Hooks, default_dtype_of, dtype_of_data, message, override

from .._numpy_like.creation_functions import array_on_host, creation_overrides
from .._numpy_like.dtypes import NATIVE
from . import _transfer
from ._devices import current_device, index_of, on_device

if TYPE_CHECKING:
    from collections.abc import Callable

_REASON: Final = "ignores device=, and the default floating dtype is always float64"
_MEMSET: Final = "https://github.com/chainer/chainer/pull/1435"


def _on_device(hooks: Hooks, device: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    return on_device(index_of(hooks, device), function)


zeros, ones, empty, eye, arange, linspace = creation_overrides(cp, _on_device, reason=_REASON, module=__name__)


@override(
    reason=_REASON + "; CuPy writes a zero by memset, which loses its sign",
    upstream=_MEMSET,
    case="creation_functions/full/native-default",
    bound=True,
)
def full(hooks: Hooks, shape: Any, fill_value: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Any:
    """Return an array filled with one value."""
    if dtype is None:
        found = default_dtype_of(hooks, fill_value) or dtype_of_data(hooks, fill_value)
        dtype = None if found is None else NATIVE[found]
    with current_device(hooks, device):
        if not _loses_sign(fill_value):
            return cp.full(shape, fill_value, dtype, **kwargs)
        value = fill_value if isinstance(fill_value, cp.ndarray) else _transfer.upload(np.asarray(fill_value))
        return _write(cp.empty(shape, value.dtype if dtype is None else dtype, **kwargs), value)


def _loses_sign(value: Any) -> bool:
    """Return whether a value is or may be a negative zero; arrays are not read, because that would synchronise."""
    if isinstance(value, cp.ndarray):
        return True
    value = complex(value)
    return value == 0 and (math.copysign(1, value.real) < 0 or math.copysign(1, value.imag) < 0)


def _write(out: Any, value: Any) -> Any:
    out[...] = value.astype(out.dtype)
    return out


def _override_like(name: str, doc: str) -> Any:
    library = getattr(cp, f"{name}_like")

    def function(hooks: Hooks, x: Any, /, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Any:
        with current_device(hooks, device):
            return library(x, dtype, **kwargs) if device is None else getattr(cp, name)(x.shape, dtype or x.dtype)

    function.__name__ = function.__qualname__ = f"{name}_like"
    function.__doc__ = doc
    return override(reason="ignores device=", case=f"creation_functions/{name}_like/native-device", bound=True)(
        function
    )


zeros_like = _override_like("zeros", "Return zeros in the shape of an array.")
ones_like = _override_like("ones", "Return ones in the shape of an array.")
empty_like = _override_like("empty", "Return arbitrary values in the shape of an array.")


@override(
    reason="ignores device=, and CuPy writes a zero by memset, which loses its sign",
    upstream=_MEMSET,
    case="creation_functions/full_like/native-device",
    bound=True,
)
def full_like(hooks: Hooks, x: Any, /, fill_value: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Any:
    """Return an array filled with one value, in the shape of another array."""
    return full(hooks, x.shape, fill_value, dtype=x.dtype if dtype is None else dtype, device=device, **kwargs)


@override(
    reason=_REASON + "; CuPy fills 0-d arrays, and writes a zero by memset, which loses its sign",
    upstream=_MEMSET,
    case="creation_functions/asarray/native-default",
    bound=True,
)
def asarray(
    hooks: Hooks,
    obj: Any,
    /,
    *,
    dtype: Any = None,
    device: Any = None,
    copy: bool | None = None,
    **kwargs: Any,
) -> Any:
    """Return an array of any object that CuPy or NumPy can convert."""
    with current_device(hooks, device):
        if isinstance(obj, cp.ndarray):
            found = cp.array(obj, dtype, copy=bool(copy), **kwargs)
            if copy is False and found is not obj:
                raise CopyRequiredError(
                    message("changing the array's dtype or device needs a copy", "pass copy=None or copy=True")
                )
            return found
        if copy is False:
            raise CopyRequiredError(message("moving host data to a GPU needs a copy", "pass copy=None or copy=True"))
        if _contains_arrays(obj):
            found = dtype_of_data(hooks, obj) if dtype is None else None
            return cp.asarray(obj, dtype if found is None else hooks.native_dtype(found), **kwargs)
        return _transfer.from_host(array_on_host(hooks, obj, dtype, None, kwargs))


def _contains_arrays(obj: Any) -> bool:
    if isinstance(obj, (list, tuple)):
        return any(_contains_arrays(part) for part in obj)
    return isinstance(obj, cp.ndarray)


@override(
    reason="refuses host data, and does not accept device=",
    upstream="https://github.com/cupy/cupy/issues/7131",
    case="creation_functions/from_dlpack/native-device",
    bound=True,
)
def from_dlpack(hooks: Hooks, x: Any, /, *, device: Any = None, copy: bool | None = None) -> Any:
    """Return an array of an object that has ``__dlpack__``."""
    index = hooks.device.index if device is None else index_of(hooks, device)
    with cp.cuda.Device(index):
        return _transfer.from_dlpack(x, index, copy)
