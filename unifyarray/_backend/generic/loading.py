"""Namespaces and dtypes of libraries that follow the standard, without code of a plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..._core import dtypes as _dtypes
from ..._core.devices import Device
from ..._core.errors import message
from ..inspection import Inspection
from ..namespaces import Extension, NativeNamespace
from ..overrides import Override
from . import (
    creation_functions,
    data_type_functions,
    elementwise_functions,
    fft,
    indexing_functions,
    keywords,
    linalg,
    linear_algebra_functions,
    manipulation_functions,
    searching_functions,
    set_functions,
    sorting_functions,
    statistical_functions,
)

if TYPE_CHECKING:
    import types
    from collections.abc import Iterator, Mapping

    from ..._core.dtypes import DType
    from ..backend import Backend
    from ..hooks import Hooks

_MAIN: Final = (
    creation_functions,
    data_type_functions,
    elementwise_functions,
    indexing_functions,
    linear_algebra_functions,
    manipulation_functions,
    searching_functions,
    set_functions,
    sorting_functions,
    statistical_functions,
)


def dtype_table(library: types.ModuleType, extra: frozenset[DType]) -> dict[DType, Any]:
    """Return the library's own object for each dtype that it has."""
    inspect = getattr(library, "__array_namespace_info__", None)
    named: Mapping[str, Any] = {} if inspect is None else inspect().dtypes(kind=None)
    found: dict[DType, Any] = {}
    for dtype in (*_dtypes.STANDARD, *sorted(extra, key=str)):
        native = named.get(dtype.name, getattr(library, dtype.name, None))
        if native is None and dtype is _dtypes.bool:
            native = getattr(library, "bool_", None)
        if native is not None:
            found[dtype] = native
    return found


def dtype_names(library: types.ModuleType, device: Any) -> frozenset[str] | None:
    """Return the names of the dtypes that a library lists for a device, or None if it has no inspection functions."""
    inspect = getattr(library, "__array_namespace_info__", None)
    if inspect is None:
        return None
    try:
        return frozenset(inspect().dtypes(device=device, kind=None))
    except (AttributeError, TypeError, ValueError):
        return None  # such as a library whose inspection functions do not take its own devices


def load(backend: Backend, device: Device) -> NativeNamespace:
    """Return the namespace of a device: the library's functions, and the overrides for them."""
    library = keywords.complete(backend.module())
    hooks = backend.hooks(backend, device)
    declared = tuple(backend.overrides())
    main = {item.name: item for item in _standard(library, hooks, _MAIN)}
    main["__array_namespace_info__"] = _inspection(backend)
    main |= {item.name: item for item in declared if "." not in item.name}
    xp = hooks.xp = NativeNamespace(library, library, hooks, main.values())
    for dtype in hooks.dtypes:  # mlx has no attribute `bool`
        if not hasattr(library, dtype.name):
            setattr(xp, dtype.name, hooks.native_dtype(dtype))
    for extension, sections in (("linalg", (linalg,)), ("fft", (fft,))):
        module = getattr(library, extension, None)
        if module is not None:
            module = keywords.complete(module, extension)
            inner = {item.name: item for item in _standard(module, hooks, sections)}
            own = (item for item in declared if item.name.startswith(f"{extension}."))
            inner |= {item.name: item for item in map(_inside, own)}
            setattr(xp, extension, Extension(module, module, hooks, inner.values()))
    return xp


def _standard(library: types.ModuleType, hooks: Hooks, sections: tuple[types.ModuleType, ...]) -> Iterator[Override]:
    """Yield the overrides of some sections for the functions that a library has."""
    for section in sections:
        for item in section.overrides(library, hooks):
            if hasattr(library, item.name):
                yield item


def _inside(item: Override) -> Override:
    """Return an override of ``"linalg.svd"`` as an override of ``"svd"`` in its extension."""
    name = item.name.partition(".")[2]
    return Override(name, item.function, item.reason, item.case, item.upstream, item.bound)


def _inspection(backend: Backend) -> Override:
    def array_namespace_info(hooks: Hooks) -> Inspection:
        def at(device: Any) -> Hooks:
            if device is None:
                return hooks
            found = next((d for d in backend.devices() if device in (d, str(d), backend.native_device(d))), None)
            if found is None:
                raise ValueError(
                    message(f"{backend.name} has no device {device!r}", "xp.__array_namespace_info__().devices()")
                )
            return backend.namespace(found).hooks

        def native(device: Device) -> Any:
            found = backend.native_device(device)
            return str(device) if found is None else found

        return Inspection(
            at, device=lambda: native(hooks.device), devices=lambda: tuple(map(native, backend.devices()))
        )

    return Override(
        "__array_namespace_info__",
        array_namespace_info,
        "the library does not know the default dtypes of unifyarray",
        "inspection/__array_namespace_info__/native",
        None,
        True,
    )


__all__ = ["dtype_names", "dtype_table", "load"]
