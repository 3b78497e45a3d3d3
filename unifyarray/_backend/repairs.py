"""Repairs: functions and kernels that a device lacks or gets wrong, and that are computed on the host instead.

A backend declares those that are known (`Capabilities.host_fallbacks`). ``unifyarray conformance repair`` writes others
to a file, and the variable ``UNIFYARRAY_REPAIRS`` names it. A file is read when the namespace of its device is made;
calls do not look at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from .._core import configuration
from .._core.errors import ConfigurationError, message

if TYPE_CHECKING:
    from .._core.devices import Device
    from .backend import Backend
    from .namespaces import NativeNamespace

#: Version of the file's format.
SCHEMA: Final = 1
#: A repair replaces a function of the namespace, or a kernel of the library, which other functions call as well.
GRAINS: Final = ("function", "kernel")

_KEYS: Final[Mapping[str, type]] = {
    "schema": int,
    "backend": str,
    "device": str,
    "versions": dict,
    "suite": str,
    "entries": list,
}
_ENTRY_KEYS: Final[Mapping[str, type]] = {"grain": str, "name": str, "dtypes": list, "ids": list}

#: Called with each namespace of a device when it is made; the suite compares functions with the host's by it.
observer: Callable[[NativeNamespace], None] | None = None


@dataclass(frozen=True)
class Repair:
    """A function or kernel that is computed on the host.

    Attributes
    ----------
    grain : str
        ``"function"`` or ``"kernel"``.
    name : str
        ``"sin"``, ``"linalg.svd"``, ``"__getitem__"``, or the library's name of a kernel, ``"aten::sin"``.
    dtypes : frozenset of str
        The dtypes of its arrays for which it is computed on the host; empty for all dtypes.
    ids : tuple of str
        The failed cases of the conformance suite that need it; a backend can name the check.
    reason : str
        Why a backend declares it. The reason of a repair in a file is its cases.
    """

    grain: str
    name: str
    dtypes: frozenset[str] = frozenset()
    ids: tuple[str, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.name}[{', '.join(sorted(self.dtypes))}]" if self.dtypes else self.name


@dataclass(frozen=True)
class Repairs:
    """The content of a file.

    Attributes
    ----------
    path : str
        The file.
    backend, device : str
        The names of the backend and the device.
    versions : dict of str to str
        Versions of unifyarray, the library and the driver, and the model of the device.
    suite : str
        Version of the conformance suite.
    entries : tuple of Repair
        The repairs.
    """

    path: str
    backend: str
    device: str
    versions: dict[str, str]
    suite: str
    entries: tuple[Repair, ...]

    @property
    def spec(self) -> str:
        """Backend and device, ``"torch:vulkan:0"``."""
        return f"{self.backend}:{self.device}"


class Watcher(Protocol):
    """Compares kernels with the host's; see `Backend.watch_kernels`."""

    def started(self, name: str, dtypes: frozenset[str], /) -> None:
        """Record that a kernel starts, because it can end the process."""
        ...

    def ended(
        self, name: str, dtypes: frozenset[str], got: Sequence[Any], expected: Sequence[Any] | Exception, /
    ) -> None:
        """Compare NumPy arrays: the results on the device and on the host, or the error that the host raised.

        ``got`` is empty if the kernel raised.
        """
        ...


def dtypes_that_decide(names: Iterable[str]) -> frozenset[str]:
    """Return the dtypes by which a call is repaired: of arrays of floats with indices or masks, those of the floats."""
    found = frozenset(names)
    return frozenset(name for name in found if "float" in name or name.startswith("complex")) or found


def files() -> list[Repairs]:
    """Return the content of the files that ``UNIFYARRAY_REPAIRS`` names.

    Raises
    ------
    ConfigurationError
        A file cannot be read, or is not a repair file.
    """
    return [read(path) for path in configuration.repairs()]


def read(path: str) -> Repairs:
    """Return the content of a file."""
    import json
    from pathlib import Path

    try:
        content: Any = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unusable(path, f"cannot be read: {error}") from error
    if (fault := _fault_of_keys(content, _KEYS)) is not None:
        raise _unusable(path, f"is not a repair file: {fault}")
    if content["schema"] != SCHEMA:
        raise _unusable(path, f"has schema {content['schema']}; this unifyarray reads schema {SCHEMA}")
    entries = []
    for entry in content["entries"]:
        fault = _fault_of_keys(entry, _ENTRY_KEYS)
        if fault is None and entry["grain"] not in GRAINS:
            fault = f"the grain {entry['grain']!r} is not one of {', '.join(GRAINS)}"
        if fault is not None:
            raise _unusable(path, f"is not a repair file: an entry is wrong: {fault}")
        entries.append(Repair(entry["grain"], entry["name"], frozenset(entry["dtypes"]), tuple(entry["ids"])))
    return Repairs(
        path, content["backend"], content["device"], dict(content["versions"]), content["suite"], tuple(entries)
    )


def _fault_of_keys(content: Any, keys: Mapping[str, type]) -> str | None:
    if not isinstance(content, dict):
        return f"{type(content).__name__} in place of an object"
    for key, kind in keys.items():
        if not isinstance(content.get(key), kind):
            return f"{key!r} is missing" if key not in content else f"{key!r} is {content[key]!r}"
    return None


def as_json(repairs: Repairs) -> dict[str, Any]:
    """Return the content of a file as JSON objects."""
    return {
        "schema": SCHEMA,
        "backend": repairs.backend,
        "device": repairs.device,
        "versions": repairs.versions,
        "suite": repairs.suite,
        "entries": [
            {"grain": item.grain, "name": item.name, "dtypes": sorted(item.dtypes), "ids": list(item.ids)}
            for item in repairs.entries
        ],
    }


def versions_of(backend: Backend, device: Device) -> dict[str, str]:
    """Return what a file depends on: versions of unifyarray, the library and the driver, and the device's model."""
    from importlib.metadata import PackageNotFoundError, version

    found = {backend.distribution: backend.version() or "unknown"} | backend.describe(device)
    try:
        return {"unifyarray": version("unifyarray")} | found
    except PackageNotFoundError:
        return {"unifyarray": "unknown"} | found


def declared(backend: Backend, device: Device) -> tuple[Repair, ...]:
    """Return the repairs that a backend declares for a device; a name is the repair of a function for all dtypes."""
    items = backend.capabilities.host_fallbacks.get(device.kind, ())
    return tuple(Repair("function", item) if isinstance(item, str) else item for item in items)


def of_device(backend: Backend, device: Device) -> tuple[Repair, ...]:
    """Return the repairs of a device: those that the backend declares, then those of the files.

    Raises
    ------
    ConfigurationError
        The files are of other devices, or of other versions.
    """
    found = files()
    own = [item for item in found if (item.backend, item.device) == (backend.name, str(device))]
    for item in own:
        _check_versions(item, backend, device)
    # The host serves every device, and torch's "meta" computes nothing.
    if found and not own and device.kind != "cpu" and backend.serves(device.kind):
        spec = f"{backend.name}:{device}"
        raise _unusable(found[0].path, f"repairs {found[0].spec}, not {spec}", spec, _library(backend))
    return (*declared(backend, device), *(entry for item in own for entry in item.entries))


def _check_versions(item: Repairs, backend: Backend, device: Device) -> None:
    have = versions_of(backend, device)
    wrong = [
        f"{name} {wanted} (here: {have.get(name, 'none')})"
        for name, wanted in item.versions.items()
        if have.get(name) != wanted
    ]
    if item.suite != have["unifyarray"] and not wrong:
        wrong = [f"suite {item.suite} (here: {have['unifyarray']})"]
    if wrong:
        raise _unusable(item.path, f"was made for {', '.join(wrong)}", item.spec, _library(backend))


def _library(backend: Backend) -> str | None:
    return str(backend.library) if backend.is_generic else None


def run_options(spec: str, library: str | None) -> str:
    """Return the options of ``unifyarray conformance run`` for a device; ``library`` is that of a generic backend."""
    backend, _, device = spec.partition(":")
    chosen = f"--backend {backend}" if library is None else f"--namespace {library}"
    return f"{chosen} --device {device}"


def _unusable(path: str, fact: str, spec: str = "BACKEND:DEVICE", library: str | None = None) -> ConfigurationError:
    hint = (
        f"unifyarray conformance run {run_options(spec, library)} --out report.json, then "
        f"unifyarray conformance repair report.json -o repairs.json, and {configuration.REPAIRS}=repairs.json; "
        f"or unset {configuration.REPAIRS}"
    )
    return ConfigurationError(message(f"{configuration.REPAIRS}: {path} {fact}", hint))


__all__ = [
    "GRAINS",
    "SCHEMA",
    "Repair",
    "Repairs",
    "Watcher",
    "as_json",
    "declared",
    "dtypes_that_decide",
    "files",
    "of_device",
    "read",
    "run_options",
    "versions_of",
]
