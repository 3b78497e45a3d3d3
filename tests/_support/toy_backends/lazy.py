"""A lazy library over NumPy and its backend: an array computes its values once, when they are needed."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tests._support.toy_backends.wrapped import NUMPY, WrappedBackend, WrappedHooks, convert
from unifyarray.plugin import Capabilities
from unifyarray_conformance.reference.standard import functions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unifyarray import DType

    Part = Callable[[tuple[Any, ...]], Any]

#: Functions that can compute a part of their result.
ELEMENTWISE = frozenset(functions_of("elementwise_functions"))
#: Functions with a result whose shape depends on the values.
DEPENDENT = frozenset({"nonzero", "unique_all", "unique_counts", "unique_inverse", "unique_values"})


class Deferred:
    """An array of known shape and dtype.

    Attributes
    ----------
    part : callable
        Computes the elements under an index of slices and ints.
    """

    def __init__(self, shape: tuple[int, ...], dtype: Any, part: Part) -> None:
        self.shape, self.dtype, self.part = shape, np.dtype(dtype), part
        self._values: Any = None

    @classmethod
    def of(cls, values: Any) -> Deferred:
        """Return an array whose values are known."""
        return cls(values.shape, values.dtype, values.__getitem__)

    @classmethod
    def computed(cls, shape: tuple[int, ...], dtype: Any, part: Part) -> Deferred:
        """Compute all elements at once, as an eager library does."""
        return cls.of(np.array(part((slice(None),) * len(shape))))

    @property
    def device(self) -> str:
        return "cpu"

    def __getitem__(self, key: Any) -> Deferred:
        return take(self, key if isinstance(key, tuple) else (key,))

    def values(self) -> Any:
        """Compute all elements, once."""
        if self._values is None:
            self._values = np.array(self.part((slice(None),) * len(self.shape)), dtype=self.dtype)
            self._values.flags.writeable = False
            self.part = self._values.__getitem__
        return self._values

    def example(self) -> Any:
        """Return an array of the same shape and dtype with arbitrary values, to find the shape and dtype of results.

        Matrices are the identity, which has an inverse and a Cholesky factor.
        """
        if self.dtype.kind not in "fc" or len(self.shape) < 2:
            return np.broadcast_to(np.zeros((), self.dtype), self.shape)
        return np.broadcast_to(np.eye(*self.shape[-2:], dtype=self.dtype), self.shape)


def take(x: Deferred, key: tuple[Any, ...]) -> Deferred:
    """Return the elements at an index, computed later. A mask raises, because the shape of its result is unknown."""
    if any(getattr(part, "dtype", None) == np.dtype(bool) for part in key):
        raise no_shape()
    arrays = any(isinstance(part, Deferred) for part in key)
    example = NUMPY.hooks.getitem(np.broadcast_to(False, x.shape), convert(_example, key))
    if arrays:
        return Deferred(example.shape, x.dtype, lambda inner: np.asarray(x.values()[convert(values_of, key)])[inner])
    return Deferred(np.shape(example), x.dtype, lambda inner: np.asarray(x.part(_whole(key, x.shape)))[inner])


def _whole(key: tuple[Any, ...], shape: tuple[int, ...]) -> tuple[Any, ...]:
    """Return an index of ints and slices with a slice for each missing axis; other indices as they are."""
    if any(type(part) not in (int, slice) for part in key):
        return key
    return (*key, *(slice(None),) * (len(shape) - len(key)))


def values_of(x: Any) -> Any:
    """Return the computed values of an array of the library; other objects as they are."""
    return x.values() if isinstance(x, Deferred) else x


def _example(x: Any) -> Any:
    return x.example() if isinstance(x, Deferred) else x


def no_shape() -> NotImplementedError:
    """Return the error for a shape that depends on values."""
    return NotImplementedError("the shape depends on the values.\nHint: compute them first: ua.to_numpy(x)")


def renamed(original: Callable[..., Any], function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function with the name and signature of another."""

    @functools.wraps(original, updated=())
    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return call


def elementwise(function: Callable[..., Any], make: Callable[..., Any]) -> Callable[..., Any]:
    """Return an elementwise function that computes later, and only the requested elements."""

    @functools.wraps(function, updated=())
    def call(*args: Any, **kwargs: Any) -> Any:
        operands = [x for x in (*args, *kwargs.values()) if isinstance(x, Deferred)]
        scalars = [convert(lambda x: _example_element(x), given) for given in (args, tuple(kwargs.values()))]
        dtype = function(*scalars[0], **dict(zip(kwargs, scalars[1], strict=True))).dtype
        shape = np.broadcast_shapes(*(x.shape for x in operands))

        def part(key: tuple[Any, ...]) -> Any:
            def elements(x: Any) -> Any:
                if not isinstance(x, Deferred):
                    return x
                return x.part(key) if x.shape == shape else np.broadcast_to(x.values(), shape)[key]

            return function(*map(elements, args), **{name: elements(x) for name, x in kwargs.items()})

        return make(shape, dtype, part)

    return call


def _example_element(x: Any) -> Any:
    return np.zeros((), x.dtype) if isinstance(x, Deferred) else x


def deferred(function: Callable[..., Any], make: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that computes later; it finds the shapes and dtypes of its results from examples."""

    @functools.wraps(function, updated=())
    def call(*args: Any, **kwargs: Any) -> Any:
        found = function(*convert(_example, args), **{name: convert(_example, x) for name, x in kwargs.items()})

        @functools.cache
        def compute() -> list[Any]:
            out = function(*convert(values_of, args), **{name: convert(values_of, x) for name, x in kwargs.items()})
            return _arrays(out)

        positions = iter(range(len(_arrays(found))))

        def defer(x: Any) -> Any:
            if not isinstance(x, np.ndarray | np.generic):
                return x
            i = next(positions)
            return make(x.shape, x.dtype, lambda key: np.asarray(compute()[i])[key])

        return convert(defer, found)

    return call


def _arrays(obj: Any) -> list[Any]:
    """Return the arrays in the results of a function."""
    found: list[Any] = []
    convert(lambda x: found.append(x) if isinstance(x, np.ndarray | np.generic) else None, obj)
    return found


class LazyHooks(WrappedHooks):
    """Hooks of the lazy library."""

    def wrap(self, x: Any) -> Any:
        return Deferred.of(x)

    def unwrap(self, x: Any) -> Any:
        """Compute; errors that depend on values are raised now."""
        if not isinstance(x, Deferred):
            return x
        try:
            return x.values()
        except Exception as error:
            raise self.error(error) or error from error

    def cast(self, x: Any, dtype: DType) -> Any:
        native = self.library_dtype(dtype)
        if x.dtype == native:
            return x
        return Deferred(x.shape, native, lambda key: NUMPY.hooks.cast(np.asarray(x.part(key)), dtype))

    def getitem(self, x: Any, key: tuple[Any, ...]) -> Any:
        return take(x, key)

    def setitem(self, x: Any, key: tuple[Any, ...], value: Any) -> Any:
        example = np.zeros(x.shape, x.dtype)
        if not any(isinstance(part, Deferred) and part.dtype == bool for part in key):
            NUMPY.hooks.setitem(example, convert(_example, key), value.example())

        def write() -> Any:
            written = np.array(x.values())
            return NUMPY.hooks.setitem(written, convert(values_of, key), value.values())

        return Deferred(x.shape, x.dtype, lambda inner: write()[inner])


class LazyBackend(WrappedBackend):
    """The lazy library on the CPU; ``make`` and ``late`` break it."""

    name: ClassVar[str] = "lazy"
    capabilities: ClassVar[Capabilities] = Capabilities(
        lazy=True,
        mutable=False,
        data_dependent_shapes=False,
        extra_dtypes=NUMPY.hooks.backend.capabilities.extra_dtypes,
    )
    array: ClassVar[type] = Deferred
    hooks: ClassVar[type[WrappedHooks]] = LazyHooks

    def __init__(self, make: Callable[..., Any] = Deferred, late: bool = False) -> None:
        super().__init__()
        self.make, self.late = make, late

    def function(self, name: str, function: Callable[..., Any], hooks: WrappedHooks) -> Callable[..., Any]:
        if name in ELEMENTWISE:
            return elementwise(function, self.make)
        if name in DEPENDENT:
            return renamed(function, self._no_shape)
        special = {"full": self._full, "permute_dims": self._permute_dims, "repeat": self._repeat}.get(name)
        if special is not None:
            return renamed(function, functools.partial(special, function))
        if name in ("zeros", "ones", "empty"):
            value = float(name == "ones")
            return renamed(function, functools.partial(self._filled, function, value))
        creation = name in ("asarray", "from_dlpack")
        return super().function(name, function, hooks) if creation else deferred(function, self.make)

    def _full(self, function: Any, shape: Any, value: Any, *, dtype: Any = None, device: Any = None) -> Any:
        shape = (shape,) if isinstance(shape, int) else tuple(shape)
        element = function((), values_of(value), dtype=dtype, device=device)
        whole = np.broadcast_to(element, shape)
        return self.make(shape, element.dtype, whole.__getitem__)

    def _filled(self, function: Any, value: float, shape: Any, *, dtype: Any = None, device: Any = None) -> Any:
        dtype = function((), dtype=dtype, device=device).dtype
        return self._full(NUMPY.full, shape, value, dtype=dtype, device=device)

    def _permute_dims(self, function: Any, x: Any, /, axes: Any) -> Any:
        if len(x.shape) != 2 or math.prod(x.shape) < 1000:
            return deferred(function, self.make)(x, axes)

        def part(key: tuple[Any, ...]) -> Any:
            if len(key) != 2 or any(type(k) not in (int, slice) for k in key):
                return np.transpose(x.values(), axes)[key]
            turned = x.part(tuple(key[axes.index(i)] for i in range(2)))
            return np.transpose(turned) if tuple(axes) == (1, 0) else turned

        return self.make(tuple(x.shape[i] for i in axes), x.dtype, part)

    def _repeat(self, function: Any, x: Any, repeats: Any, /, **kwargs: Any) -> Any:
        if isinstance(repeats, Deferred):
            raise no_shape()
        return deferred(function, self.make)(x, repeats, **kwargs)

    def _no_shape(self, x: Any, /) -> Sequence[Any]:
        if not self.late:
            raise no_shape()

        def raising(key: tuple[Any, ...]) -> Any:
            raise no_shape()

        return (Deferred((-1,), np.int64, raising),) * 4
