"""Creation functions: they land on the namespace's device or on the one asked for, and use the selection's defaults."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import cupy as cp
import numpy as np

from unifyarray.plugin import CopyRequiredError, Hooks, message, override

from .._agnostic.creation_functions import default_dtype, overrides
from ..numpy import creation_functions as on_the_host
from ..numpy._dtypes import NATIVE
from . import _transfer
from ._devices import at, index_of, on

if TYPE_CHECKING:
    from collections.abc import Callable

_REASON: Final = "ignores device=, and float64 is CuPy's only default"
_MEMSET: Final = "https://github.com/chainer/chainer/pull/1435"


def _on(hooks: Hooks, device: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    return on(index_of(hooks, device), function)


zeros, ones, empty, eye, arange, linspace = overrides(cp, NATIVE, _on, reason=_REASON, module=__name__)


@override(
    reason=_REASON + "; a zero is written by memset, which loses its sign",
    upstream=_MEMSET,
    case="creation_functions/full/native-default",
    bound=True,
)
def full(hooks: Hooks, shape: Any, fill_value: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Any:
    """Return an array of one value."""
    if dtype is None:
        found = default_dtype(hooks, fill_value)
        dtype = None if found is None else NATIVE[found]
    with at(hooks, device):
        if not _loses_sign(fill_value):
            return cp.full(shape, fill_value, dtype, **kwargs)
        value = fill_value if isinstance(fill_value, cp.ndarray) else _transfer.upload(np.asarray(fill_value))
        return _written(cp.empty(shape, value.dtype if dtype is None else dtype, **kwargs), value)


def _loses_sign(value: Any) -> bool:
    """Return whether a value is a negative zero, as far as can be told without waiting for a GPU."""
    if isinstance(value, cp.ndarray):
        return True
    value = complex(value)
    return value == 0 and (math.copysign(1, value.real) < 0 or math.copysign(1, value.imag) < 0)


def _written(out: Any, value: Any) -> Any:
    out[...] = value.astype(out.dtype)
    return out


def _like(name: str, doc: str) -> Any:
    library = getattr(cp, f"{name}_like")

    def function(hooks: Hooks, x: Any, /, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Any:
        with at(hooks, device):
            return library(x, dtype, **kwargs) if device is None else getattr(cp, name)(x.shape, dtype or x.dtype)

    function.__name__ = function.__qualname__ = f"{name}_like"
    function.__doc__ = doc
    return override(reason="ignores device=", case=f"creation_functions/{name}_like/native-device", bound=True)(
        function
    )


zeros_like = _like("zeros", "Return zeros in the shape of an array.")
ones_like = _like("ones", "Return ones in the shape of an array.")
empty_like = _like("empty", "Return arbitrary values in the shape of an array.")


@override(
    reason="ignores device=, and a zero is written by memset, which loses its sign",
    upstream=_MEMSET,
    case="creation_functions/full_like/native-device",
    bound=True,
)
def full_like(hooks: Hooks, x: Any, /, fill_value: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Any:
    """Return one value in the shape of an array."""
    return full(hooks, x.shape, fill_value, dtype=x.dtype if dtype is None else dtype, device=device, **kwargs)


@override(
    reason=_REASON + "; 0-d arrays are filled, and a zero by memset, which loses its sign",
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
    """Return an array of anything that CuPy or NumPy can make one of."""
    with at(hooks, device):
        if isinstance(obj, cp.ndarray):
            found = cp.array(obj, dtype, copy=bool(copy), **kwargs)
            if copy is False and found is not obj:
                raise CopyRequiredError(message("the array is not what was asked for", "copy=None or copy=True"))
            return found
        if copy is False:
            raise CopyRequiredError(message("data on the host to a GPU take a copy", "copy=None or copy=True"))
        if _holds_arrays(obj):
            return cp.asarray(obj, dtype, **kwargs)
        return _transfer.from_host(on_the_host.asarray(hooks, obj, dtype=dtype, **kwargs))


def _holds_arrays(obj: Any) -> bool:
    if isinstance(obj, (list, tuple)):
        return any(_holds_arrays(one) for one in obj)
    return isinstance(obj, cp.ndarray)


@override(
    reason="refuses data on the host, and device=",
    upstream="https://github.com/cupy/cupy/issues/7131",
    case="creation_functions/from_dlpack/native-device",
    bound=True,
)
def from_dlpack(hooks: Hooks, x: Any, /, *, device: Any = None, copy: bool | None = None) -> Any:
    """Return an array of an object that has ``__dlpack__``."""
    index = hooks.device.index if device is None else index_of(hooks, device)
    with cp.cuda.Device(index):
        return _transfer.from_dlpack(x, index, copy)
