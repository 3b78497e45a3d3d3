"""Transfer to and from the host and between devices, by DLPack, ``__array__`` and ``asarray``."""

from __future__ import annotations

import contextlib
from math import prod
from typing import TYPE_CHECKING, Any, Final

from .._core.errors import CopyRequiredError, DeviceUnavailableError, hinted, masked, message
from .generic.devices import native_device

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from .._core.devices import Device
    from .hooks import Hooks, Native


def from_host(hooks: Hooks, array: Any, copy: bool | None) -> Native:
    """Return NumPy's data on the device of some Hooks."""
    import numpy as np

    if isinstance(array, np.ma.MaskedArray):
        raise masked()
    array = np.asarray(array)  # a scalar of NumPy has no memory of its own
    if not array.dtype.isnative:
        if copy is False:
            raise _copy_required(f"data of dtype {array.dtype.str} are not in this machine's byte order")
        array, copy = array.astype(array.dtype.newbyteorder("=")), None
    is_exposed = hooks.backend.capabilities.mutable and not array.flags.writeable
    if is_exposed and copy is False:
        raise _copy_required("the data are read-only, and the library's arrays are not")
    if is_exposed or copy:
        array, copy = array.copy(), None
    found = _shared(hooks, array, copy)
    if hooks.dtype(found).name != array.dtype.name:
        dtype = hooks.dtype(found).name
        raise TypeError(
            message(f"{hooks.backend.name} made {dtype} of {array.dtype.name}", f'ua.asarray(x, dtype="{dtype}")')
        )
    return found


def _shared(hooks: Hooks, array: np.ndarray[Any, Any], copy: bool | None) -> Native:
    import numpy as np

    known = next((dtype for dtype in hooks.dtypes if dtype.name == array.dtype.name), None)
    # The dtype is given because some libraries make float32 of float64 otherwise.
    given = {} if known is None else {"dtype": hooks.native_dtype(known)}
    try:
        return hooks.xp.asarray(array, copy=copy, **given)
    except Exception as error:
        if copy is False:
            raise _refused(error) from error
        # Some libraries take neither strides of NumPy nor its arrays at all.
        array = np.array(array, order="C", copy=True)
        found = _first_result(lambda: hooks.xp.asarray(array, **given), lambda: hooks.xp.from_dlpack(array))
        if found is None or (known is not None and hooks.dtype(found) is not known):
            raise
        return found


def _first_result(*calls: Callable[[], Native]) -> Native | None:
    """Return the result of the first call that raises no error, or None."""
    for call in calls:
        with contextlib.suppress(Exception):
            return call()
    return None


def to_host(hooks: Hooks, x: Native, copy: bool | None) -> np.ndarray[Any, Any]:
    """Return a native array as NumPy's."""
    import numpy as np

    x = hooks.ensure_array(x)
    if hooks.device.kind != "cpu" and copy is False:
        raise _copy_required("the data are not on the host")
    found = _by_dlpack(hooks, x) if hasattr(x, "__dlpack__") else None
    if found is None:
        if copy is False and hooks.backend.capabilities.lazy:
            raise _copy_required("the values are not computed yet")
        found = _by_conversion(hooks, x)
    if copy and not found.flags.owndata:
        return found.copy()
    if not hooks.backend.capabilities.mutable and found.flags.writeable and not found.flags.owndata:
        found.flags.writeable = False  # another array shares the data and must not change
    return np.array(found) if copy else found


def _by_dlpack(hooks: Hooks, x: Native) -> np.ndarray[Any, Any] | None:
    """Return an array by DLPack, or None if the library does not export it."""
    import numpy as np

    try:
        if x.__dlpack_device__()[0] in (1, 3, 11, 13):
            return np.from_dlpack(x)
        return np.from_dlpack(x, device="cpu", copy=True)
    except (AttributeError, BufferError, NotImplementedError, TypeError, ValueError):
        return None  # a dtype or a layout that DLPack does not have; `__array__` is next, and raises by itself
    except RuntimeError:
        if _exports(hooks, x.dtype):
            raise  # the computation has failed: mlx says so once, and then the array reads as zeros
        return None


def _exports(hooks: Hooks, dtype: Any) -> bool:
    """Return whether the library exports arrays of a dtype by DLPack."""
    import numpy as np

    try:
        np.from_dlpack(hooks.xp.zeros((1,), dtype=dtype))
    except Exception:
        return False
    return True


#: Methods by which libraries without ``__array__`` return NumPy's arrays: dpnp, CuPy, and others.
_METHODS: Final = ("asnumpy", "get", "numpy")


def _by_conversion(hooks: Hooks, x: Native) -> np.ndarray[Any, Any]:
    """Return an array by ``__array__``, or else by a method of the library."""
    import numpy as np

    try:
        found = np.asarray(x)
        if found.dtype.kind != "O":
            return found
        cause = None
    except Exception as error:
        cause = error
    for name in _METHODS:
        method = getattr(x, name, None)
        given: Any = method() if callable(method) else None
        if isinstance(given, np.ndarray) and given.dtype.kind != "O":
            return given
    fact = f"NumPy cannot read a {type(x).__name__}"
    if cause is not None:
        fact += f": {str(cause).partition(chr(10))[0]}"
    raise TypeError(message(fact, f"override to_host of {hooks.backend.name}")) from cause


def layout(hooks: Hooks, x: Native) -> tuple[int, tuple[int, ...]] | None:
    """Return the address of the first element and the strides in bytes, if the library tells. Nothing is computed."""
    if hooks.backend.capabilities.lazy:
        return None
    if hooks.device.kind != "cpu":
        return _device_layout(hooks, x)
    found = _by_dlpack(hooks, x) if hasattr(x, "__dlpack__") else None
    return None if found is None else (found.__array_interface__["data"][0], found.strides)


def _device_layout(hooks: Hooks, x: Native) -> tuple[int, tuple[int, ...]] | None:
    """Return what the array interfaces of CUDA and of SYCL say; the second counts elements, not bytes."""
    shape, itemsize = hooks.shape(x), hooks.dtype(x).itemsize
    for name, unit in (("__cuda_array_interface__", 1), ("__sycl_usm_array_interface__", itemsize)):
        interface = getattr(x, name, None)
        if interface is not None:
            address = interface["data"][0] + interface.get("offset", 0) * itemsize
            strides = interface.get("strides")
            if strides is not None:
                return address, tuple([n * unit for n in strides])
            return address, tuple([prod(shape[i + 1 :]) * itemsize for i in range(len(shape))])
    return None


def to_device(hooks: Hooks, x: Native, device: Device, copy: bool | None) -> Native:
    """Return a native array on a device of the same backend."""
    if hooks.backend.namespace_of(x).hooks.device == device:
        return hooks.xp.asarray(x, copy=True) if copy else x
    if device not in hooks.backend.devices():
        raise DeviceUnavailableError(
            message(f"{hooks.backend.name} has no device {str(device)!r}", f'ua.convert(x, to, device="{device}")')
        )
    if copy is False:
        raise _copy_required(f"the data are not on {device}")
    there = hooks.backend.namespace(device).hooks
    try:
        return x.to_device(native_device(there, device))
    except (AttributeError, NotImplementedError, TypeError):
        return there.from_host(hooks.backend.namespace_of(x).hooks.to_host(x, None), None)


def dlpack(hooks: Hooks, x: Native, **options: Any) -> Any:
    """Return a DLPack capsule; options that are None are left out, for libraries with an older protocol."""
    given = {name: value for name, value in options.items() if value is not None}
    x = hooks.ensure_array(x)
    try:
        return x.__dlpack__(**given)
    except TypeError:
        if given.get("copy") is False or "dl_device" in given:
            raise
        return hooks.xp.asarray(x, copy=True).__dlpack__() if given.get("copy") else x.__dlpack__()
    except (BufferError, ValueError) as error:
        if options["copy"] is False:
            raise _refused(error) from error
        raise


def from_dlpack(hooks: Hooks, obj: Any, copy: bool | None) -> Native:
    """Return an array on the device of some Hooks from an object with ``__dlpack__``."""
    try:
        if copy is None:
            return hooks.xp.from_dlpack(obj)
        return hooks.xp.from_dlpack(obj, copy=copy)
    except TypeError:
        if copy is None:
            raise
        found = hooks.xp.from_dlpack(obj)
        return hooks.xp.asarray(found, copy=True) if copy else found
    except (BufferError, ValueError) as error:
        if copy is False:
            raise _refused(error) from error
        raise


def _copy_required(fact: str) -> CopyRequiredError:
    return CopyRequiredError(message(fact, "pass copy=None or copy=True"))


def _refused(error: Exception) -> Exception:
    """Return the library's error for copy=False as CopyRequiredError; an error of unifyarray as it is."""
    return error if hinted(error) else _copy_required(str(error).partition("\n")[0].rstrip("."))


__all__ = ["dlpack", "from_dlpack", "from_host", "layout", "to_device", "to_host"]
