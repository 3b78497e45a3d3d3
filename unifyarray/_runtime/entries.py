"""The backends of this process by name: those of installed entry points, and those that a program registers.

An entry point leads to an import-light description. It is loaded when its backend is named, or when an array may be of
its library; no plugin is loaded to find another. Nothing is looked for at ``import unifyarray``.
"""

from __future__ import annotations

import threading

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

GROUP: Final = "unifyarray.backends"
_OWN: Final = __name__.partition(".")[0]

_lock = threading.RLock()
_entries: dict[str, BackendInfo] | None = None


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


__all__ = ["GROUP", "add", "builtins", "by_rank", "candidates", "entries", "import_extensions", "others", "replace"]
