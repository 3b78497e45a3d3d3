"""Creation functions that use the device of a namespace and the default dtypes of unifyarray."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, Final

from ..._core import dtypes
from ..._core.dtypes import DType
from ..._rules.elements import Elements, scalar_dtype
from ..._rules.scalars import is_representable
from ..hooks import Hooks
from ..overrides import Override
from . import keywords
from .devices import native_device

if TYPE_CHECKING:
    import types
    from collections.abc import Callable

_PYTHON: Final = frozenset({bool, int, float, complex})
_FLOATING: Final = frozenset({float, complex})


def default_dtype_of(hooks: Hooks, *values: object) -> DType | None:
    """Return the default dtype of an array made from Python scalars, or None if the values are not Python numbers."""
    kinds = {type(value) for value in values}
    if complex in kinds:
        return hooks.default_complex()
    if float in kinds:
        return hooks.default_float()
    return dtypes.int64 if kinds == {int} else None


def dtype_of_data(hooks: Hooks, obj: object) -> DType | None:
    """Return the dtype of an array made from a scalar or from nested sequences, or None if the library can tell.

    Python scalars are weak, and so are ``numpy.float64`` and ``numpy.complex128`` if they are alone. Arrays and other
    scalars of libraries count with their dtype. The library decides for arrays, and for Python integers and bools.
    """
    if isinstance(obj, list | tuple):
        kinds = set(map(type, obj))
        if kinds and kinds <= _PYTHON:  # the most frequent case, without an object
            return default_dtype_of(hooks, *[kind() for kind in kinds]) if kinds & _FLOATING else None
        elements = Elements().add(obj)
        if not elements.examples and elements.weak and not elements.weak & _FLOATING:
            return None
        return elements.dtype(hooks.default_dtype)
    return scalar_dtype(obj, hooks.default_dtype) if isinstance(obj, float | complex) else None


def overrides(lib: types.ModuleType, hooks: Hooks) -> tuple[Override, ...]:
    """Return overrides of the library's creation functions, which use the namespace's device by default."""
    defaults: dict[str, Callable[..., DType | None]] = {
        "zeros": _default_float,
        "ones": _default_float,
        "empty": _default_float,
        "eye": _default_float,
        "linspace": lambda hooks, *values, **_: default_dtype_of(hooks, 0.0, *values[:2]),
        "arange": _of_range,
        "full": lambda hooks, shape, fill_value, **_: (
            default_dtype_of(hooks, fill_value) or scalar_dtype(fill_value, hooks.default_dtype)
        ),
        "asarray": _of_data,
    }
    changed: dict[str, Callable[..., Any]] = {
        "arange": _arange(lib, hooks),
        "full": _full(lib, hooks),
        "linspace": _linspace(lib, hooks),
        "asarray": _asarray(lib, hooks),
    }
    found = [
        Override(
            name,
            functools.update_wrapper(
                functools.partial(_create, changed.get(name) or getattr(lib, name), default, hooks), getattr(lib, name)
            ),
            "the library knows neither the namespace's device nor the default dtypes of unifyarray",
            f"creation_functions/{name}/native-default",
            None,
            False,
        )
        for name, default in defaults.items()
        if hasattr(lib, name)
    ]
    for name in ("empty_like", "full_like", "ones_like", "zeros_like", "from_dlpack"):
        if hasattr(lib, name):
            reason = 'the library does not take device="cpu"'
            own = _from_dlpack(lib, hooks) if name == "from_dlpack" else getattr(lib, name)
            function = _on_device(own, hooks)
            found.append(Override(name, function, reason, f"creation_functions/{name}/native-device", None, False))
    return tuple(found)


def _arange(lib: types.ModuleType, hooks: Hooks) -> Callable[..., Any]:
    """Return ``arange`` without the error of libraries that add up steps rounded at the size of the first number."""

    def arange(start: Any, /, stop: Any = None, step: Any = 1, *, dtype: Any = None, **kwargs: Any) -> Any:
        first, last = (0, start) if stop is None else (start, stop)
        wanted = hooks.find_dtype(dtype)
        is_real = all(isinstance(x, int | float) and math.isfinite(x) for x in (first, last, step))
        if (
            wanted is None
            or wanted.rank != 2
            or not is_real
            or not first
            or not step
            or type(first) is type(step) is int
        ):
            return lib.arange(start, stop, step, dtype=dtype, **kwargs)
        count = max(0, math.ceil((last - first) / step))
        return lib.arange(0, count, 1, dtype=dtype, **kwargs) * step + first

    return arange


def _asarray(lib: types.ModuleType, hooks: Hooks) -> Callable[..., Any]:
    """Return ``asarray``, which also takes the library's own arrays if copy is False, and all of NumPy's."""

    def asarray(obj: Any, /, *, dtype: Any = None, copy: bool | None = None, **kwargs: Any) -> Any:
        if copy is False and not kwargs and _is_native(hooks, obj) and dtype in (None, obj.dtype):
            return obj
        import numpy as np  # not above: plugins import this module before any library

        if dtype is None and isinstance(obj, np.ndarray):
            known = next((found for found in hooks.dtypes if found.name == obj.dtype.name), None)
            dtype = None if known is None else hooks.native_dtype(known)  # some libraries make float32 of float64
        try:
            return lib.asarray(obj, dtype=dtype, copy=copy, **kwargs)
        except (OverflowError, RuntimeError, TypeError, ValueError):
            given = _as_numpy(hooks, obj, dtype)
            if given is None or copy is False:
                raise
            return lib.asarray(given, dtype=dtype, copy=copy, **kwargs)

    return asarray


def _is_native(hooks: Hooks, x: Any) -> bool:
    return hasattr(x, "dtype") and hooks.backend.owns(type(x))


def _as_numpy(hooks: Hooks, obj: Any, dtype: Any) -> Any:
    """Return an array of NumPy in place of one with other strides, of sequences of arrays, or of a Python scalar.

    None for any other object, and for sequences of several lengths.
    """
    import numpy as np

    if isinstance(obj, np.ndarray):
        return None if obj.flags.c_contiguous else np.ascontiguousarray(obj)
    if not isinstance(obj, list | tuple) and (type(obj) not in _PYTHON or dtype is None):
        return None
    known = None if dtype is None else hooks.find_dtype(dtype)
    try:
        found = np.asarray(obj, dtype=None if known is None else known.name)
    except (TypeError, ValueError, OverflowError):
        return None
    return None if found.dtype.kind == "O" else found


def _full(lib: types.ModuleType, hooks: Hooks) -> Callable[..., Any]:
    """Return ``full``, which also takes NumPy scalars, and every Python scalar that the dtype can represent."""

    def full(shape: Any, fill_value: Any, *, dtype: Any = None, **kwargs: Any) -> Any:
        import numpy as np  # not above: plugins import this module before any library

        if isinstance(fill_value, np.generic):
            fill_value = fill_value.item()
        if type(fill_value) is float and dtype is not None and _is_complex(hooks, dtype):
            fill_value = complex(fill_value)  # some libraries make real arrays of real numbers
        try:
            return lib.full(shape, fill_value, dtype=dtype, **kwargs)
        except (RuntimeError, TypeError):
            if dtype is None or type(fill_value) not in _PYTHON or not hasattr(hooks, "xp"):
                raise
            value = hooks.xp.asarray(fill_value, dtype=dtype, **kwargs)
            return hooks.xp.asarray(hooks.xp.broadcast_to(value, shape), copy=True)

    return full


def _linspace(lib: types.ModuleType, hooks: Hooks) -> Callable[..., Any]:
    """Return ``linspace``, which also takes complex ends."""

    def linspace(start: Any, stop: Any, /, num: int, *, dtype: Any = None, **kwargs: Any) -> Any:
        is_complex = type(start) is complex or type(stop) is complex
        try:
            if not is_complex or dtype is None or not keywords.lacks(lib.linspace):
                return lib.linspace(start, stop, num, dtype=dtype, **kwargs)
        except TypeError:
            if not is_complex or dtype is None:
                raise
        first, last = complex(start), complex(stop)
        real = lib.linspace(first.real, last.real, num, dtype=dtype, **kwargs)
        imaginary = lib.linspace(first.imag, last.imag, num, dtype=dtype, **kwargs)
        return lib.add(real, lib.multiply(imaginary, hooks.xp.asarray(1j, dtype=dtype)))

    return linspace


def _is_complex(hooks: Hooks, dtype: Any) -> bool:
    found = hooks.find_dtype(dtype)
    return found is not None and found.rank == 3


def _from_dlpack(lib: types.ModuleType, hooks: Hooks) -> Callable[..., Any]:
    """Return ``from_dlpack``, which also takes the library's own arrays if copy is False."""

    @functools.wraps(lib.from_dlpack, updated=())
    def from_dlpack(x: Any, /, *, copy: bool | None = None, **kwargs: Any) -> Any:
        if not kwargs and _is_native(hooks, x):
            if copy is False:
                return x
            if keywords.lacks(lib.from_dlpack):
                return hooks.xp.asarray(x, copy=copy)  # some libraries make float32 of float64
        given = {} if copy is None else {"copy": copy}
        try:
            return lib.from_dlpack(x, **given, **kwargs)
        except ValueError:  # for negative strides, in mlx
            import numpy as np  # not above: plugins import this module before any library

            if copy is False or kwargs or not isinstance(x, np.ndarray) or x.flags.c_contiguous:
                raise
            return hooks.xp.asarray(np.ascontiguousarray(x), copy=True)

    return from_dlpack


def _on_device(make: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a function that passes on the library's own object for ``device=``."""

    @functools.wraps(make)
    def create(*args: Any, device: Any = None, **kwargs: Any) -> Any:
        native = None if device is None else native_device(hooks, device)
        return make(*args, **kwargs) if native is None else make(*args, device=native, **kwargs)

    return create


def _create(
    make: Callable[..., Any],
    default: Callable[..., DType | None],
    hooks: Hooks,
    /,
    *args: Any,
    dtype: Any = None,
    device: Any = None,
    **kwargs: Any,
) -> Any:
    """Call a creation function with a dtype and a device in place of None."""
    if dtype is None:
        found = default(hooks, *args, **kwargs)
        dtype = None if found is None else hooks.library_dtype(found)
    native = native_device(hooks, device)
    if native is not None and not (device is None and hasattr(args[0], "device")):
        kwargs["device"] = native
    return make(*args, dtype=dtype, **kwargs)


def _default_float(hooks: Hooks, *_: Any, **__: Any) -> DType:
    return hooks.default_float()


def _of_range(hooks: Hooks, start: Any, stop: Any = None, step: Any = 1, **_: Any) -> DType | None:
    return default_dtype_of(hooks, start, step, step if stop is None else stop)


def _of_data(hooks: Hooks, obj: Any, **_: Any) -> DType | None:
    if type(obj) in (float, complex):
        return default_dtype_of(hooks, obj)
    found = dtype_of_data(hooks, obj)
    if found is None and hooks.backend.is_generic and dtypes.int64 in hooks.dtypes:
        values = _python_integers(obj)
        if values and all(is_representable(value, dtypes.int64) for value in (min(values), max(values))):
            return dtypes.int64  # the default of some libraries is int32
    return found


def _python_integers(obj: Any) -> list[int] | None:
    """Return the elements of nested sequences of Python integers and bools; None if not one of them is an integer."""
    if type(obj) is int:
        return [obj]
    if not isinstance(obj, list | tuple):
        return None
    found: list[int] = []
    has_integers = False
    for item in obj:
        if type(item) is bool:
            continue
        values = _python_integers(item)
        if values is not None:
            has_integers = True
            found += values
        elif not isinstance(item, list | tuple):
            return None
    return found if has_integers else None


__all__ = ["default_dtype_of", "dtype_of_data", "overrides"]
