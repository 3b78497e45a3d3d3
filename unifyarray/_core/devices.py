"""Devices: a kind and, where a machine can have several of the kind, an index."""

from __future__ import annotations

from . import lazy_typing as t
from .errors import message, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# A machine has one of each of these, so their canonical string has no index.
_SINGLE: Final = frozenset({"cpu", "mps"})

#: Kinds that the environment variables and ``ua.use`` know without any backend; others come from plugins.
KINDS: Final = ("cpu", "cuda", "mps", "xpu")

#: What they are called elsewhere. Libraries call AMD's GPUs cuda, too.
_ELSEWHERE: Final = {"gpu": "cuda", "hip": "cuda", "metal": "mps", "rocm": "cuda"}


def did_you_mean(spec: str) -> str:
    """Return the beginning of a hint: what was meant by a specification that names a device otherwise; or nothing."""
    parts = spec.split(":")
    kinds = [_ELSEWHERE.get(part.lower(), part.lower()) for part in parts]
    meant = ":".join(kind if kind in KINDS else part for kind, part in zip(kinds, parts, strict=True))
    return "" if meant == spec else f"did you mean {meant}? "


class Device:
    """A device, parsed from a string such as ``"cpu"`` or ``"cuda:1"``.

    ``"cuda"`` is read as ``"cuda:0"``. A Device is equal, and equal in hash, to its one canonical string.

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
        The string is not of that form.
    TypeError
        ``spec`` is neither a string nor a Device.
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
                    f"a device is a string or a ua.Device, not {shown(spec)} ({type(spec).__name__})",
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
    valid = kind.isascii() and kind.isalpha() and kind.islower()
    if valid and not colon:
        return kind, 0
    if valid and index.isascii() and index.isdecimal() and (kind not in _SINGLE or int(index) == 0):
        return kind, int(index)
    raise ValueError(
        message(
            f"not a device: {spec!r}",
            f'{did_you_mean(spec)}a kind, optionally with an index: {", ".join(KINDS)}, "cuda:1"; '
            "ua.devices() lists those of this machine",
        )
    )


CPU: Final = Device("cpu")

t.define("DeviceLike", lambda typing: typing.Union[Device, str])
