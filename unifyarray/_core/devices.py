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


class Device(str):
    """A device, parsed from a string such as ``"cpu"`` or ``"cuda:1"``.

    A Device is a string, so torch and NumPy take it as their ``device=``. ``"cuda"`` is read as ``"cuda:0"``. There is
    one object per device.

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

    __slots__ = ("index", "kind")  # pyright: ignore[reportIncompatibleMethodOverride]

    kind: str
    index: int  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]  # not str's method

    def __new__(cls, spec: t.DeviceLike) -> Device:
        if type(spec) is Device:
            return spec
        if not isinstance(spec, str):
            raise TypeError(
                message(
                    f"a device must be a string or a ua.Device, got {shown(spec)} ({type(spec).__name__})",
                    'ua.Device("cpu"), ua.Device("cuda:1")',
                )
            )
        # torch.compile traces this look-up, but not the creation of a string of a subclass.
        found = _devices.get(spec)
        return _new_device(spec) if found is None else found

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Device cannot be changed: {self!r}.{name}")

    def __repr__(self) -> str:
        return f"Device({str(self)!r})"

    def __reduce__(self) -> tuple[type[Device], tuple[str]]:
        return Device, (str(self),)


#: The devices by their names, canonical or not: "cuda" and "cuda:0" are names of one.
_devices: Final[dict[str, Device]] = {}


def _new_device(spec: str) -> Device:
    """Return the device of a string that has not been parsed before; ValueError if the string has another form."""
    kind, index = _parse(spec)
    name = kind if kind in _SINGLE else f"{kind}:{index}"
    found = _devices.get(name)
    if found is None:
        made = str.__new__(Device, name)
        object.__setattr__(made, "kind", kind)
        object.__setattr__(made, "index", index)
        found = _devices.setdefault(name, made)
    return _devices.setdefault(str(spec), found)


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
