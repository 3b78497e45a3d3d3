"""Toy libraries over NumPy, with arrays of their own class and functions made from NumPy's native namespace."""

from __future__ import annotations

import functools
import types
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

import unifyarray as ua
from unifyarray.plugin import Backend, Extension, Hooks, Inspection, NativeNamespace
from unifyarray_backends.numpy import NumpyBackend

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from unifyarray import Device, DType

CPU = ua.Device("cpu")
#: NumPy's native namespace, with arrays that can be written to, shared and indexed in every way.
NUMPY: NativeNamespace = NumpyBackend().namespace(CPU)


def names(space: object) -> list[str]:
    """Return the public names of a native namespace or extension."""
    inner = ("hooks", "linalg", "fft") if space is NUMPY else ()
    return [name for name in vars(space) if not name.startswith("_") and name not in inner]


def convert(function: Callable[[Any], Any], obj: Any) -> Any:
    """Apply a function to the items of nested tuples and lists; named tuples keep their type."""
    if isinstance(obj, tuple):
        items = [convert(function, item) for item in obj]
        return type(obj)(*items) if hasattr(obj, "_fields") else tuple(items)
    return [convert(function, item) for item in obj] if isinstance(obj, list) else function(obj)


class WrappedHooks(Hooks):
    """Hooks that pass unwrapped arrays to NumPy's hooks; a subclass defines ``wrap`` and ``unwrap``."""

    boxed_scalars = NUMPY.hooks.boxed_scalars

    def wrap(self, x: Any) -> Any:
        """Return an array of the toy library with the values of a NumPy array that is not shared."""
        raise NotImplementedError

    def unwrap(self, x: Any) -> Any:
        """Return the values of an array of the toy library, which must not be written to; other objects as they are."""
        raise NotImplementedError

    def dtype(self, x: Any) -> DType:
        found = NUMPY.hooks.find_dtype(x.dtype)
        assert found is not None
        return found

    def find_dtype(self, obj: object) -> DType | None:
        return None  # NumPy's dtypes are NumPy's

    def library_dtype(self, dtype: DType) -> Any:
        return NUMPY.hooks.library_dtype(dtype)

    def cast(self, x: Any, dtype: DType) -> Any:
        return x if self.dtype(x) is dtype else self.wrap(NUMPY.hooks.cast(self.unwrap(x), dtype))

    def scalar(self, value: complex, dtype: DType) -> Any:
        return self.wrap(NUMPY.hooks.scalar(value, dtype))

    def item(self, x: Any) -> Any:
        return NUMPY.hooks.item(self.unwrap(x))

    def tolist(self, x: Any) -> Any:
        return NUMPY.hooks.tolist(self.unwrap(x))

    def ensure_array(self, x: Any) -> Any:
        return x

    def shape(self, x: Any) -> tuple[int, ...]:
        return x.shape  # type: ignore[no-any-return]

    def getitem(self, x: Any, key: tuple[Any, ...]) -> Any:
        return self.wrap(np.asarray(NUMPY.hooks.getitem(self.unwrap(x), convert(self.unwrap, key))))

    def setitem(self, x: Any, key: tuple[Any, ...], value: Any) -> Any:
        written = np.array(self.unwrap(x))
        return self.wrap(NUMPY.hooks.setitem(written, convert(self.unwrap, key), self.unwrap(value)))

    def from_host(self, array: Any, copy: bool | None) -> Any:
        if copy is False:
            raise ua.CopyRequiredError("immutable arrays do not share memory with the host.\nHint: copy=None")
        return self.wrap(NUMPY.hooks.from_host(np.asanyarray(array), True))

    def to_host(self, x: Any, copy: bool | None) -> Any:
        if copy is False:
            raise ua.CopyRequiredError("the host cannot share an immutable array.\nHint: copy=None")
        return np.array(self.unwrap(x))

    def to_device(self, x: Any, device: Device, copy: bool | None) -> Any:
        NUMPY.hooks.to_device(self.unwrap(x), device, False)
        return self.wrap(np.array(self.unwrap(x))) if copy else x

    def dlpack(self, x: Any, **options: Any) -> Any:
        if options.get("copy") is False:
            raise ua.CopyRequiredError("an immutable array is exported as a copy.\nHint: copy=None")
        return NUMPY.hooks.dlpack(np.array(self.unwrap(x)), **options)

    def dlpack_device(self, x: Any) -> tuple[int, int]:
        return 1, 0

    def from_dlpack(self, obj: Any, copy: bool | None) -> Any:
        if copy is False:
            raise ua.CopyRequiredError("immutable arrays do not share memory with others.\nHint: copy=None")
        return self.wrap(np.array(NUMPY.hooks.from_dlpack(obj, True)))

    def error(self, error: Exception) -> Exception | None:
        return NUMPY.hooks.error(error)


class WrappedBackend(Backend):
    """A toy library on the CPU; a subclass names it, its array type and its hooks."""

    library: ClassVar[str] = "numpy"
    distribution: ClassVar[str] = "numpy"
    install: ClassVar[str] = "pip install numpy"
    modules: ClassVar[tuple[str, ...]] = ("tests",)
    priority: ClassVar[Mapping[str, int]] = {"cpu": 0}
    array: ClassVar[type]
    hooks: ClassVar[type[WrappedHooks]]
    #: Functions that the library lacks.
    missing: ClassVar[frozenset[str]] = frozenset()

    def devices(self) -> tuple[Device, ...]:
        return (CPU,)

    def load(self, device: Device) -> NativeNamespace:
        hooks = self.hooks(self, device)
        module = self._module("", NUMPY, hooks)
        xp = hooks.xp = NativeNamespace(module, module, hooks)
        for name in ("linalg", "fft"):
            if name not in self.missing:
                module = self._module(f"{name}.", getattr(NUMPY, name), hooks)
                setattr(xp, name, Extension(module, module, hooks))
        return xp

    def _module(self, prefix: str, space: object, hooks: WrappedHooks) -> types.ModuleType:
        module = types.ModuleType(f"{self.name}_library")
        found = {
            name: self.function(f"{prefix}{name}", value, hooks)
            if callable(value) and not isinstance(value, type)
            else value
            for name in names(space)
            if f"{prefix}{name}" not in self.missing
            for value in [getattr(space, name)]
        }
        if not prefix:
            found["__array_namespace_info__"] = lambda: Inspection(
                lambda device: hooks, device=lambda: "cpu", devices=lambda: ("cpu",)
            )
        vars(module).update(found, __all__=list(found))
        return module

    def function(self, name: str, function: Callable[..., Any], hooks: WrappedHooks) -> Callable[..., Any]:
        """Return a function of the toy library made from NumPy's."""
        if name in ("asarray", "from_dlpack"):
            return _creation(function, hooks)

        @functools.wraps(function, updated=())
        def call(*args: Any, **kwargs: Any) -> Any:
            args, kwargs = convert(hooks.unwrap, args), {k: convert(hooks.unwrap, v) for k, v in kwargs.items()}
            return convert(lambda x: _wrapped(x, hooks), function(*args, **kwargs))

        return call

    def types(self) -> tuple[type, ...]:
        return (self.array,)

    def namespace_of(self, x: Any) -> NativeNamespace:
        return self.namespace(CPU)


def _wrapped(x: Any, hooks: WrappedHooks) -> Any:
    return hooks.wrap(np.asarray(x)) if isinstance(x, np.ndarray | np.generic) else x


def _creation(function: Callable[..., Any], hooks: WrappedHooks) -> Callable[..., Any]:
    """Return ``asarray`` or ``from_dlpack``: it returns an array of the library itself, and copies other arrays."""

    @functools.wraps(function, updated=())
    def create(obj: Any, /, *, copy: bool | None = None, **kwargs: Any) -> Any:
        values = hooks.unwrap(obj)
        if values is not obj:
            made = function(values, copy=copy, **kwargs)
            return obj if made is values else hooks.wrap(np.asarray(made))
        if copy is False:
            raise ua.CopyRequiredError("immutable arrays do not share memory with others.\nHint: copy=None")
        return hooks.wrap(np.asarray(function(obj, copy=True, **kwargs)))

    return create
