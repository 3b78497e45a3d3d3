"""A library without a plugin that follows the standard: its arrays are lazy and immutable. It computes with NumPy.

``namespace_on(device)`` returns the same library on another device, as a namespace that cannot be imported.
"""

from __future__ import annotations

import functools
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from unifyarray_conformance.reference.standard import functions_of

if TYPE_CHECKING:
    from collections.abc import Callable

#: Functions whose results depend on values, or that have several results.
_OMITTED = frozenset({"broadcast_arrays", "from_dlpack", "meshgrid", "nonzero", "unstack"})
_SECTIONS = (
    "creation_functions",
    "elementwise_functions",
    "indexing_functions",
    "linear_algebra_functions",
    "manipulation_functions",
    "searching_functions",
    "sorting_functions",
    "statistical_functions",
    "utility_functions",
)
_DTYPES = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float32", "float64", "complex64", "complex128"),
)

#: How many arrays have been computed.
computations = 0


class LazyArray:
    """An array of known shape and dtype whose elements are computed when they are read."""

    def __init__(self, example: Any, compute: Callable[[], Any], space: Any = None) -> None:
        self.shape = example.shape
        self.dtype = example.dtype
        self._compute = compute
        self._space = space

    def compute(self) -> Any:
        """Compute the elements."""
        global computations
        computations += 1
        return self._compute()

    def example(self) -> Any:
        """Return an array of the same shape and dtype, of zeros, which are valid indices."""
        return np.zeros(self.shape, self.dtype)

    @property
    def device(self) -> str:
        return "cpu" if self._space is None else self._space.DEVICE  # type: ignore[no-any-return]

    def __array_namespace__(self, *, api_version: str | None = None) -> Any:
        if self._space is not None:
            return self._space
        from tests._support import toy_library

        return toy_library

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self.compute(), dtype=dtype, copy=True)

    def __getitem__(self, key: Any) -> LazyArray:
        return LazyArray(self.example()[key], lambda: self._compute()[key], self._space)


class Info:
    """The inspection functions of the standard."""

    def capabilities(self) -> dict[str, Any]:
        return {"boolean indexing": False, "data-dependent shapes": False, "max dimensions": None}

    def __init__(self, device: str = "cpu") -> None:
        self._device = device

    def default_device(self) -> str:
        return self._device

    def devices(self) -> list[str]:
        return [self._device]

    def default_dtypes(self, *, device: str | None = None) -> dict[str, Any]:
        return {"real floating": np.dtype("float64"), "integral": np.dtype("int64")}

    def dtypes(self, *, device: str | None = None, kind: Any = None) -> dict[str, Any]:
        return {name: np.dtype(name) for name in _DTYPES}


def _lazy(function: Callable[..., Any], space: Any = None) -> Callable[..., Any]:
    """Return a function of the library: it finds shape and dtype at once, and the elements later."""

    @functools.wraps(function, updated=())
    def call(*args: Any, **kwargs: Any) -> LazyArray:
        def run(read: Callable[[LazyArray], Any]) -> Any:
            def plain(x: Any) -> Any:
                if isinstance(x, list | tuple):
                    return type(x)([plain(item) for item in x])
                return read(x) if isinstance(x, LazyArray) else x

            given = {name: plain(value) for name, value in kwargs.items() if name != "device" and value is not None}
            with np.errstate(all="ignore"):
                return np.asarray(function(*map(plain, args), **given))

        example = run(LazyArray.example)
        return LazyArray(example, lambda: run(lambda x: x._compute()), space)

    return call


def _functions(space: Any = None) -> dict[str, Any]:
    names = {name for section in _SECTIONS for name in functions_of(section)} - _OMITTED
    return {name: _lazy(getattr(np, name), space) for name in sorted(names) if hasattr(np, name)}


def __array_namespace_info__() -> Info:  # noqa: N807 - the standard's name
    return Info()


def isdtype(dtype: Any, kind: Any) -> bool:
    return bool(np.isdtype(dtype, kind))


globals().update(_functions())
globals().update({name: np.dtype(name) for name in _DTYPES})
finfo, iinfo, result_type, can_cast = np.finfo, np.iinfo, np.result_type, np.can_cast
astype = _lazy(np.astype)


DEVICE = "cpu"


def namespace_on(device: str) -> Any:
    """Return a new namespace with the functions of this module on a device; it cannot be imported."""
    space: Any = ModuleType("lazy(numpy)")
    vars(space).update({name: value for name, value in globals().items() if not name.startswith("_")})
    vars(space).update(_functions(space), DEVICE=device, __array_namespace_info__=lambda: Info(device))
    space.astype = _lazy(np.astype, space)
    return space


if TYPE_CHECKING:
    asarray: Any
