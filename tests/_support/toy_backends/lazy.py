"""A lazy library over NumPy, small and slow, and its backend."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

import unifyarray as ua
from unifyarray.plugin import Backend, Capabilities, Hooks, NativeNamespace
from unifyarray_backends._numpy_like.dtypes import NATIVE, NEUTRAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from unifyarray import Device, DType

    Part = Callable[[tuple[Any, ...]], Any]


class Deferred:
    """An array of known shape and dtype that computes the part of it that is asked for."""

    def __init__(self, shape: tuple[int, ...], dtype: Any, part: Part) -> None:
        self.shape, self.dtype, self.part = shape, np.dtype(dtype), part

    @classmethod
    def computed(cls, shape: tuple[int, ...], dtype: Any, part: Part) -> Deferred:
        """Compute all of it at once, as what is not lazy does."""
        values = np.array(part((slice(None),) * len(shape)))
        return cls(shape, dtype, values.__getitem__)

    def values(self) -> Any:
        return np.array(self.part((slice(None),) * len(self.shape)), dtype=self.dtype)


ELEMENTWISE = (
    "add",
    "negative",
    "subtract",
    "multiply",
    "divide",
    "sin",
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
)
DEPENDENT = ("nonzero", "unique_all", "unique_counts", "unique_inverse", "unique_values")


def library(make: Any, late: bool) -> types.ModuleType:
    """Return the functions; ``make`` makes what they return."""
    module = types.ModuleType("lazy_library")

    def full(shape: Any, value: Any, *, dtype: Any = None, device: Any = None) -> Any:
        shape = (shape,) if isinstance(shape, int) else tuple(shape)
        kept = np.broadcast_to(np.asarray(value, dtype=dtype), shape)
        return make(shape, kept.dtype, kept.__getitem__)

    def elementwise(name: str) -> Callable[..., Any]:
        function = getattr(np, name)

        def apply(*operands: Any) -> Any:
            shape = next(x.shape for x in operands if isinstance(x, Deferred))
            ones = [np.ones((), x.dtype) if isinstance(x, Deferred) else x for x in operands]
            dtype = function(*ones).dtype

            def part(key: tuple[Any, ...]) -> Any:
                return function(*[x.part(key) if isinstance(x, Deferred) else x for x in operands])

            return make(shape, dtype, part)

        return apply

    def permute_dims(x: Any, axes: Any) -> Any:
        def part(key: tuple[Any, ...]) -> Any:
            assert len(axes) == 2
            return np.transpose(x.part((key[axes[0]], key[axes[1]])))

        return make(tuple(x.shape[i] for i in axes), x.dtype, part)

    def matmul(a: Any, b: Any) -> Any:
        return make((a.shape[0], b.shape[1]), a.dtype, lambda key: (a.values() @ b.values())[key])

    def dependent(x: Any) -> Any:
        if not late:
            raise no_shape()
        return (Deferred((-1,), np.int64, raising),) * 4

    def raising(key: tuple[Any, ...]) -> Any:
        raise no_shape()

    functions = {name: elementwise(name) for name in (*ELEMENTWISE, "greater_equal")}
    functions |= dict.fromkeys(DEPENDENT, dependent)
    functions |= {"full": full, "matmul": matmul, "permute_dims": permute_dims}
    functions |= {
        name: lambda shape, *, dtype=np.float64, device=None, value=value: full(shape, value, dtype=dtype)
        for name, value in (("zeros", 0), ("ones", 1), ("empty", 0))
    }
    vars(module).update(functions, __all__=list(functions))
    return module


def no_shape() -> ValueError:
    """Return the error for a shape that only the values tell."""
    return ValueError("the shape depends on the values.\nHint: compute them first: ua.to_numpy(x)")


class LazyHooks(Hooks):
    """Hooks of the lazy library."""

    def dtype(self, x: Any) -> DType:
        return NEUTRAL[x.dtype]

    def find_dtype(self, obj: object) -> DType | None:
        return None

    def library_dtype(self, dtype: DType) -> Any:
        return NATIVE[dtype]

    def cast(self, x: Any, dtype: DType) -> Any:
        native = NATIVE[dtype]
        return x if x.dtype == native else Deferred(x.shape, native, lambda key: np.asarray(x.part(key)).astype(native))

    def scalar(self, value: complex, dtype: DType) -> Any:
        return self.from_host(np.asarray(value, dtype=NATIVE[dtype]), None)

    def item(self, x: Any) -> Any:
        return x.values().item()

    def tolist(self, x: Any) -> Any:
        return x.values().tolist()

    def ensure_array(self, x: Any) -> Any:
        return x

    def shape(self, x: Any) -> tuple[int, ...]:
        return x.shape  # type: ignore[no-any-return]

    def getitem(self, x: Any, key: tuple[Any, ...]) -> Any:
        if any(isinstance(part, Deferred) for part in key):
            raise no_shape()
        whole = (*key, *(slice(None),) * (len(x.shape) - len(key)))
        shape = np.broadcast_to(False, x.shape)[whole].shape
        return Deferred(shape, x.dtype, lambda inner: np.asarray(x.part(whole))[inner])

    def setitem(self, x: Any, key: tuple[Any, ...], value: Any) -> Any:
        host = x.values()
        host[key] = value.values()
        return self.from_host(host, None)

    def from_host(self, array: Any, copy: bool | None) -> Any:
        return Deferred(array.shape, array.dtype, array.__getitem__)

    def to_host(self, x: Any, copy: bool | None) -> Any:
        return x.values()

    def to_device(self, x: Any, device: Device, copy: bool | None) -> Any:
        return x

    def dlpack(self, x: Any, **options: Any) -> Any:
        return x.values().__dlpack__()

    def dlpack_device(self, x: Any) -> tuple[int, int]:
        return 1, 0

    def from_dlpack(self, obj: Any, copy: bool | None) -> Any:
        return self.from_host(np.from_dlpack(obj), copy)

    def error(self, error: Exception) -> Exception | None:
        return None


class LazyBackend(Backend):
    """The lazy library on the CPU; ``make`` and ``late`` break it."""

    name: ClassVar[str] = "lazy"
    library: ClassVar[str] = "numpy"
    distribution: ClassVar[str] = "numpy"
    install: ClassVar[str] = "pip install numpy"
    modules: ClassVar[tuple[str, ...]] = (__name__.partition(".")[0],)
    capabilities: ClassVar[Capabilities] = Capabilities(lazy=True, mutable=False, data_dependent_shapes=False)
    priority: ClassVar[Mapping[str, int]] = {"cpu": 0}

    def __init__(self, make: Any = Deferred, late: bool = False) -> None:
        super().__init__()
        self.make, self.late = make, late

    def devices(self) -> tuple[Device, ...]:
        return (ua.Device("cpu"),)

    def load(self, device: Device) -> NativeNamespace:
        module = library(self.make, self.late)
        hooks = LazyHooks(self, device)
        hooks.xp = xp = NativeNamespace(module, module, hooks)
        return xp

    def types(self) -> tuple[type, ...]:
        return (Deferred,)

    def namespace_of(self, x: Any) -> NativeNamespace:
        return self.namespace(ua.Device("cpu"))
