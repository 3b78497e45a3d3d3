"""The registry: the public view of the backends, and the backend that an array, a scalar or a dtype belongs to."""

from __future__ import annotations

import itertools
import sys

from .._core import lazy_typing as t
from .._core import provided, tracing
from .._core.devices import CPU, Device
from .._core.errors import BackendUnavailableError, DeviceUnavailableError, message, shown
from .late import entries, unknown_libraries
from .state import fast, forget_types, not_arrays, scalar_types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Final

    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType
    from .backend_info import BackendInfo


#: Frequent types that are not arrays. For these, compilers trace the look-up.
_NO_ARRAYS: Final = frozenset({bool, int, float, complex, str, bytes, type(None)})
#: Top-level modules without array types that need a generic backend.
_KNOWN_ROOTS: Final = frozenset({"builtins", "numpy", "unifyarray"})
#: By array type: a function that returns the native namespace of an array of the type. An entry is added when the first
#: array of the type is used.
namespace_of_type: dict[type, Callable[[Any], NativeNamespace]] = {}


def backends() -> t.Mapping[str, t.BackendInfo]:
    """Return every backend that is installed as a plugin or was registered, by name.

    Returns
    -------
    Mapping
        A read-only mapping of name to BackendInfo.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.backends()["numpy"].state
    'available'
    """
    return entries.Registry(entries.entries())


def devices() -> dict[str, tuple[Device, ...]]:
    """Return the devices found on this machine, by backend. Imports every library that is installed."""
    return {name: info.devices for name, info in entries.entries().items() if info.devices}


def show_versions() -> None:
    """Print the versions of unifyarray, Python, the system, and all libraries: for a report of a problem.

    ``python -m unifyarray info`` also shows the devices, the configuration and what is missing.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.show_versions()
    unifyarray        ...
    Python            3...
    """
    from .versions import rows

    found = list(rows())
    width = max(len(name) for name, _ in found)
    for name, version in found:
        print(f"{name.ljust(width)}  {version}")


def register_backend(backend: t.Backend, override: bool = False) -> None:
    """Add a backend to the registry of this process.

    Parameters
    ----------
    backend : Backend
        An instance of a subclass of ``unifyarray.plugin.Backend``.
    override : bool, default False
        Replace a backend of the same name.

    Raises
    ------
    TypeError
        It is not a Backend, or an attribute has a wrong type.
    ValueError
        Its name stands for a device, or a backend has that name already and ``override`` is False.
    BackendUnavailableError
        It is written for another version of the plugin interface.
    """
    from .._backend.backend import Backend
    from .._backend.checks import InterfaceVersionError, check_backend

    if not isinstance(backend, Backend):
        raise TypeError(
            message(
                f"not a Backend: {shown(backend)}",
                "pass an instance of a subclass of unifyarray.plugin.Backend: ua.register_backend(MyBackend())",
            )
        )
    name = getattr(backend, "name", "")
    try:
        check_backend(backend, name)
    except InterfaceVersionError as error:
        raise BackendUnavailableError(
            message(f"backend {name!r}: {error}", f"pip install --upgrade unifyarray {backend.distribution}")
        ) from error
    except (AttributeError, TypeError, ValueError) as error:
        raise type(error)(message(f"backend {name!r}: {error}", "help(unifyarray.plugin.Backend)")) from error
    known = entries.entries()
    if name in known and not override:
        raise ValueError(
            message(
                f"there is a backend {name!r} already, from {known[name].distribution}",
                "ua.register_backend(b, override=True)",
            )
        )
    entries.add(name, lambda: backend)
    namespace_of_type.clear()
    forget_types()


def generation() -> int:
    """Return a number that changes when a backend is registered or replaced."""
    return fast.generation


def explain_missing(info: BackendInfo, kind: str) -> str | None:
    """Return why an installed backend finds no device of a kind; None if it finds one, or does not know."""
    return info.explain_missing(kind)


# -- arrays, scalars and dtypes ------------------------------------------------------------------------


def namespace_of(x: object) -> NativeNamespace | None:
    """Return the dispatch namespace of a native array; None if the type is not an array type of a library.

    The first array of a library without a plugin registers a generic backend, if the library follows the standard.

    Raises
    ------
    BackendUnavailableError
        The array's plugin is blocked or broken, or its library has neither a plugin nor the standard's functions.
    """
    resolver = namespace_of_type.get(type(x))
    if resolver is None:
        return None if type(x) in _NO_ARRAYS else _first_namespace(x)
    return resolver(x).dispatch


@tracing.run_while_tracing
def look_up(kind: type) -> None:
    """Prepare ``namespace_of`` for the arrays of a type, on every device of its library, so that compilers trace it."""
    if kind in namespace_of_type or kind in _NO_ARRAYS or kind in not_arrays():
        return
    for info in entries.candidates(_roots(kind), every=_has_protocol(kind)):
        if info.is_imported() and info.owns(kind):
            backend = info.require()
            for device in info.devices:
                backend.namespace(device).dispatch  # noqa: B018 - computed at first access
            namespace_of_type[kind] = backend.namespace_of
            return


def _first_namespace(x: Any) -> NativeNamespace | None:
    """Return the namespace of an array whose type is new. A library is never imported for this."""
    kind = type(x)
    if kind in not_arrays():
        return None
    roots = _roots(kind)
    asked = []
    for info in entries.candidates(roots, every=_has_protocol(kind)):
        asked.append(info)
        if info.is_imported() and info.owns(kind):
            return _remember(info, x)
    if _may_be_array(kind, asked):
        _refuse_unusable(kind, roots)
        generic = unknown_libraries.find_backend(x)
        if generic is not None:
            return _remember(generic, x)
        if not roots & _KNOWN_ROOTS:
            _refuse_unknown(kind)
    if not hasattr(kind, "__array_namespace__") and all(info.is_imported() for info in asked):
        not_arrays().add(kind)
    return None


def _remember(info: BackendInfo, x: Any) -> NativeNamespace:
    """Return the namespace of an array whose backend is found; later arrays of the type are found by their type."""
    found = info.namespace_of(x)
    backend = info.backend
    assert backend is not None
    namespace_of_type[type(x)] = backend.namespace_of
    return found.dispatch


def _may_be_array(kind: type, asked: Iterable[BackendInfo]) -> bool:
    """Return whether a type that no backend owns may be an array type of a library without a plugin.

    A plugin knows all array types in the modules of its library. NumPy's subclasses that its backend does not own, such
    as masked arrays, are read as host data or refused, although they have ``__array_namespace__``.
    """
    root = kind.__module__.partition(".")[0]
    if root in _KNOWN_ROOTS or any(info.is_usable and not info.is_generic and info.knows({root}) for info in asked):
        return False
    numpy = sys.modules.get("numpy")
    return numpy is None or not issubclass(kind, (numpy.ndarray, numpy.generic))


def _roots(kind: type) -> set[str]:
    """Return the top-level modules of a type and its bases, those of Python's own types apart."""
    return {base.__module__.partition(".")[0] for base in kind.__mro__} - {"builtins"} or {"builtins"}


def _has_protocol(kind: type) -> bool:
    return hasattr(kind, "__array_namespace__") or hasattr(kind, "__dlpack__")


def _refuse_unusable(kind: type, roots: set[str]) -> None:
    """Raise BackendUnavailableError for an array whose library has a plugin that cannot be used."""
    if _has_protocol(kind) or hasattr(kind, "shape"):
        for info in entries.entries().values():
            if info.cause is not None and (info.name in roots or info.knows(roots)):
                raise info.unavailable() from info.cause


def _refuse_unknown(kind: type) -> None:
    """Raise BackendUnavailableError for an array whose library has neither a plugin nor the inspection functions."""
    if not hasattr(kind, "__array_namespace__"):
        return
    root = kind.__module__.partition(".")[0]
    broken = ", ".join(repr(info) for info in entries.others() if info.cause is not None)
    beside = f" ({broken})" if broken else ""
    raise BackendUnavailableError(
        message(
            f"no plugin for {kind.__module__}.{kind.__qualname__} is installed{beside}, and its namespace has no "
            f"__array_namespace_info__",
            f'ua.register_backend(unifyarray.plugin.from_namespace("{root}")), or numpy.asarray(x)',
        )
    )


def is_library_scalar(kind: type) -> bool:
    """Return whether a type is a library's own scalar (``numpy.float64``), which counts as a Python scalar."""
    known = scalar_types.get(kind)
    if known is None:
        known = any(info.has_scalar(kind) for info in _loaded())
        scalar_types[kind] = known
    return known


def owner_of_scalar(kind: type) -> str:
    """Return the name of the backend whose library has a scalar type."""
    return next(info.name for info in _loaded() if info.has_scalar(kind))


def _loaded() -> list[BackendInfo]:
    """Return the backends whose descriptions are loaded. Those that come with unifyarray always are."""
    return [info for info in entries.entries().values() if info.is_loaded]


def find_dtype(obj: object) -> DType | None:
    """Return the DType for a dtype object of an imported library, None if no library knows it."""
    kind = obj if isinstance(obj, type) else type(obj)
    # Query backends that support the CPU first, because a query of the other backends may start a GPU driver.
    asked = sorted(_loaded(), key=_starts_a_driver)
    for info in itertools.chain(asked, entries.candidates(_roots(kind), every=True)):
        backend = info.backend
        if backend is None or not info.is_imported() or not info.known_devices:
            continue
        try:
            found = backend.namespace(info.known_devices[0]).hooks.find_dtype(obj)
        except (BackendUnavailableError, DeviceUnavailableError):
            continue  # it raises, with its cause, when it is asked for
        if found is not None:
            return found
    return None


provided.provide_dtypes(find_dtype)


def _host_namespace() -> NativeNamespace:
    return entries.entries()["numpy"].require().namespace(CPU)


provided.provide_host(_host_namespace)


def _starts_a_driver(info: BackendInfo) -> bool:
    return info.backend is None or "cpu" not in info.backend.priority


__all__ = [
    "backends",
    "devices",
    "explain_missing",
    "find_dtype",
    "generation",
    "is_library_scalar",
    "namespace_of",
    "namespace_of_type",
    "owner_of_scalar",
    "register_backend",
    "show_versions",
]


def _backend_class(typing: Any) -> object:
    from .._backend.backend import Backend

    return Backend


def _info_class(typing: Any) -> object:
    from .backend_info import BackendInfo

    return BackendInfo


def _namespace_class(typing: Any) -> object:
    from .._backend.namespaces import NativeNamespace

    return NativeNamespace


# These classes are not loaded before the first backend is.
t.define("Backend", _backend_class)
t.define("BackendInfo", _info_class)
t.define("NativeNamespace", _namespace_class)
t.define("BackendNamespace", _namespace_class)  # the same class, with the attributes that the core uses for checkers
t.define(
    "BackendState",
    lambda typing: typing.Literal["available", "not installed", "no device", "broken", "blocked"],
)
