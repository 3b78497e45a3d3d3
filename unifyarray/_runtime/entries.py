"""The backends of this process by name: those of installed entry points, and those that a program registers.

An entry point leads to an import-light description. It is loaded when its backend is named, or when an array may be of
its library; no plugin is loaded to find another. Nothing is looked for at ``import unifyarray``.
"""

from __future__ import annotations

import functools
import itertools
import sys
import threading
from collections.abc import Mapping

from .._core import configuration
from .._core.errors import ConfigurationWarning, message
from .backend_info import BackendInfo
from .extensions import import_extensions
from .state import fast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.metadata import EntryPoint
    from typing import Any, Final

    from .._backend.backend import Backend

GROUP: Final = "unifyarray.backends"
#: The origin of a backend that was made for an array of its library, in place of the name of a distribution.
FROM_ARRAY: Final = "an array of the library"
_OWN: Final = __name__.partition(".")[0]

_lock = threading.RLock()
_entries: dict[str, BackendInfo] | None = None


class Registry(Mapping[str, "BackendInfo"]):
    """The backends by name, read-only."""

    __slots__ = ("_entries",)

    def __init__(self, entries: dict[str, BackendInfo]) -> None:
        self._entries = entries

    def __getitem__(self, name: str) -> BackendInfo:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"{{{', '.join(repr(info) for info in self.values())}}}"


def entries() -> dict[str, BackendInfo]:
    """Return every backend by name. The first call reads the entry points.

    It loads the descriptions that come with unifyarray, which import no library, and no others: a compiler that traces
    a look-up later finds them loaded.
    """
    global _entries
    if _entries is None:
        import_extensions()  # without the lock: the import of another thread may wait for it
        with _lock:
            if _entries is None:
                found = _read_entry_points()
                _read_namespaces(found)
                for info in found.values():
                    if info.is_builtin:
                        info.load()
                _entries = found
    return _entries


def replace(new: dict[str, BackendInfo] | None) -> None:
    """Take other entries; None reads the entry points again."""
    global _entries
    with _lock:
        _entries = new
        fast.renew()


def add(name: str, load: Callable[[], Any]) -> BackendInfo:
    """Add a backend that a program registers, or replace the one of its name, whose rank it inherits."""
    with _lock:
        known = entries()
        is_builtin = name in known and known[name].is_builtin
        info = BackendInfo(name, "ua.register_backend", load, is_builtin=is_builtin)
        replace({**known, name: info})  # a new dict: another thread may iterate over the old one
    return info


def _read_namespaces(found: dict[str, BackendInfo]) -> None:
    """Add the generic backends that the environment names. Whether their modules exist is asked when they are used."""
    names = configuration.namespaces()
    configuration.warn_unusable_namespaces(names)
    for module in filter(configuration.is_namespace, names):
        _describe_namespace(module, found, configuration.NAMESPACES)


def add_namespace(module: str, origin: str) -> BackendInfo:
    """Return the generic backend of a module with the standard's functions. The first call adds it.

    Parameters
    ----------
    module : str
        Name of the module, such as ``"mlx.core"``. It is not imported.
    origin : str
        Where the name comes from, for lists of backends: it stands in for the name of a plugin's distribution.

    Raises
    ------
    ConfigurationError
        The text cannot be the name of a module.
    """
    if not configuration.is_namespace(module):
        raise configuration.bad_value(
            configuration.NAMESPACES, module, configuration.VARIABLES[configuration.NAMESPACES]
        )
    with _lock:
        known = dict(entries())
        before = len(known)
        info = _describe_namespace(module, known, origin)
        if len(known) > before:
            replace(known)
    return info


def add_library(name: str, library: str, space: object, **attributes: Any) -> BackendInfo:
    """Return the generic backend of a library whose namespace an array has given. The first call adds it.

    Parameters
    ----------
    name : str
        Name of the backend. If another backend has it, the backend is named like the module.
    library : str
        Name of the module with the standard's functions.
    space : object
        The namespace. If it is not that module, it belongs to the backend alone.
    **attributes
        Attributes of the Backend.
    """
    from .._backend.from_namespace import from_namespace

    is_module = sys.modules.get(library) is space
    with _lock:
        known = entries()
        if name in known and known[name].cause is not None:
            return known[name]  # blocked or broken: it raises when it is used
        for info in known.values():
            backend = info.backend if info.is_generic else None
            if backend is not None and backend.library == library and (is_module or backend.module() is space):
                return info
        if not is_module:
            attributes["given_namespace"] = space
        attributes.setdefault("distribution", root_of_library(library))
        names = itertools.chain((name, library), (f"{library}_{n}" for n in itertools.count(2)))
        name = next(name for name in names if name not in known)
        info = BackendInfo(name, FROM_ARRAY, functools.partial(from_namespace, library, name, **attributes))
        info.load()
        replace({**known, name: info})
    return info


def _describe_namespace(module: str, known: dict[str, BackendInfo], origin: str) -> BackendInfo:
    """Return the generic backend of a module. If ``known`` does not have it, add it.

    It is named like the top-level module, or like the module if that name is another backend's.
    """
    name = root_of_library(module)
    if name in known and not _is_generic(known[name], module):
        name = module
    if name in known:
        return known[name]
    known[name] = info = BackendInfo(name, origin, functools.partial(_generic_backend, module, name))
    info.load()
    return info


def root_of_library(module: str) -> str:
    """Return the top-level module of the library that a namespace belongs to; "dask" for array_api_compat's of Dask."""
    return module.removeprefix("array_api_compat.").partition(".")[0]


def _is_generic(info: BackendInfo, module: str) -> bool:
    """Return whether a backend is the generic one of a module."""
    return info.is_generic and info.backend is not None and info.backend.library == module


def _generic_backend(module: str, name: str) -> Backend:
    from .._backend.from_namespace import from_namespace

    return from_namespace(module, name)


def _read_entry_points() -> dict[str, BackendInfo]:
    from importlib.metadata import entry_points

    points: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        points.setdefault(point.name, []).append(point)
    configuration.warn_unknown_blocked(points)
    return {name: _describe(name, same) for name, same in sorted(points.items())}


def _describe(name: str, same: list[EntryPoint]) -> BackendInfo:
    """Return the entry of a name. Of several distributions our own wins, else the first by name."""
    same = sorted(same, key=lambda point: (_distribution(point) != _OWN, _distribution(point), point.value))
    chosen = same[0]
    others = [point for point in same[1:] if point.value != chosen.value]
    if others:
        import warnings

        names = ", ".join(_distribution(point) for point in (chosen, *others))
        warnings.warn(
            message(
                f"several distributions provide the backend {name!r}: {names}; {_distribution(chosen)} is used",
                "uninstall the others, or ua.register_backend(b, override=True)",
            ),
            ConfigurationWarning,
            stacklevel=2,
        )
    distribution = _distribution(chosen)
    return BackendInfo(name, distribution, chosen.load, is_builtin=distribution == _OWN)


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.value


def builtins() -> list[BackendInfo]:
    """Return the backends that come with unifyarray."""
    return [info for info in entries().values() if info.is_builtin]


def others() -> list[BackendInfo]:
    """Return the backends of other distributions, and those that a program has registered."""
    return [info for info in entries().values() if not info.is_builtin]


def by_rank(kind: str) -> Iterator[BackendInfo]:
    """Yield the backends that declare a kind of device, in the order in which they serve it.

    Those that come with unifyarray are first, then the others, each by priority and name. The others are only loaded
    when the iteration gets there. If no backend declares the kind, their libraries are imported and asked.
    """
    for load in (False, True):
        found = False
        for group in (builtins, others):
            serving = [info for info in group() if info.serves(kind, load=load)]
            found = found or bool(serving)
            yield from sorted(serving, key=lambda info: (-_priority(info, kind), info.name))
        if found:
            return


def _priority(info: BackendInfo, kind: str) -> int:
    backend = info.backend
    return 0 if backend is None else backend.priority.get(kind, 0)


def candidates(roots: set[str], *, every: bool) -> Iterator[BackendInfo]:
    """Yield the backends whose library an object of some top-level modules may belong to.

    Loaded ones are asked by their modules. Only if none of those knows the modules, the ones named like a module are
    loaded, and then, if ``every``, all others.
    """
    known = entries().values()
    loaded = [info for info in known if info.is_loaded]
    found = [info for info in sorted(loaded, key=lambda info: not info.is_builtin) if info.knows(roots)]
    yield from found
    if found or "builtins" in roots:
        return
    unknown = [info for info in known if not info.is_loaded and (every or info.name in roots)]
    for info in sorted(unknown, key=lambda info: info.name not in roots):
        if info.backend is not None and info.knows(roots):
            yield info


__all__ = [
    "GROUP",
    "add",
    "add_namespace",
    "builtins",
    "by_rank",
    "candidates",
    "entries",
    "import_extensions",
    "others",
    "replace",
]
