"""Devices: a kind and, if a machine can have several devices of the kind, an index."""

from __future__ import annotations

from . import lazy_typing as t
from .errors import message, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# A machine has at most one device of each of these kinds, so their canonical string does not have an index.
_SINGLE: Final = frozenset({"cpu", "mps"})

#: Kinds that the environment variables and ``ua.use`` accept without any backend. Plugins add other kinds.
KINDS: Final = ("cpu", "cuda", "mps", "xpu")

#: By another common name: the kind of device. Libraries use cuda for AMD's GPUs, too.
_ALIASES: Final = {"gpu": "cuda", "hip": "cuda", "metal": "mps", "rocm": "cuda"}


def did_you_mean(spec: str) -> str:
    """Return "did you mean ...? " if a specification has another common name of a kind, otherwise an empty string."""
    parts = spec.split(":")
    kinds = [_ALIASES.get(part.lower(), part.lower()) for part in parts]
    meant = ":".join(kind if kind in KINDS else part for kind, part in zip(kinds, parts, strict=True))
    return "" if meant == spec else f"did you mean {meant}? "


class Device:
    """A device, parsed from a string such as ``"cpu"`` or ``"cuda:1"``.

    ``"cuda"`` is read as ``"cuda:0"``. A Device equals its canonical string and has the same hash.

    Parameters
    ----------
    spec : str or Device
        Kind, optionally followed by a colon and an index.

    Attributes
    ----------
    kind : str
        ``"cpu"``, ``"cuda"``, ``"mps"``, ``"xpu"`` or a plugin's own kind.
    index : int
        Index among the devices of the kind, from 0.

    Raises
    ------
    ValueError
        If the string does not have that form.
    TypeError
        If ``spec`` is neither a string nor a Device.
    """

    __slots__ = ("_name", "index", "kind")

    kind: str
    index: int
    _name: str

    def __init__(self, spec: t.DeviceLike) -> None:
        if isinstance(spec, Device):
            kind, index = spec.kind, spec.index
        elif isinstance(spec, str):
            kind, index = _parse(spec)
        else:
            raise TypeError(
                message(
                    f"a device must be a string or a ua.Device, got {shown(spec)} ({type(spec).__name__})",
                    'ua.Device("cpu"), ua.Device("cuda:1")',
                )
            )
        put = object.__setattr__
        put(self, "kind", kind)
        put(self, "index", index)
        put(self, "_name", kind if kind in _SINGLE else f"{kind}:{index}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Device cannot be changed: {self!r}.{name}")

    def __repr__(self) -> str:
        return f"Device({self._name!r})"

    def __str__(self) -> str:
        return self._name

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Device):
            return self._name == other._name
        if isinstance(other, str):
            return self._name == other
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._name)

    def __reduce__(self) -> tuple[type[Device], tuple[str]]:
        return Device, (self._name,)


def _parse(spec: str) -> tuple[str, int]:
    kind, colon, index = spec.partition(":")
    valid = kind.isascii() and kind.replace("_", "").isalpha() and kind.islower()
    if valid and not colon:
        return kind, 0
    if valid and index.isascii() and index.isdecimal() and (kind not in _SINGLE or int(index) == 0):
        return kind, int(index)
    raise ValueError(
        message(
            f"not a device: {spec!r}",
            f'{did_you_mean(spec)}pass a kind, optionally with an index: {", ".join(KINDS)}, "cuda:1"; '
            "ua.devices() lists the devices of this machine",
        )
    )


CPU: Final = Device("cpu")

t.define("DeviceLike", lambda typing: typing.Union[Device, str])
