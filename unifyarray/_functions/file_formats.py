"""The formats of files that ``ua.save`` writes and ``ua.load`` reads; nothing in a file is ever run."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from .._array.array import Array
from .._array.data_out import to_numpy
from .._array.transfer import source_of
from .._core import dtypes as dt
from .._core.devices import Device
from .._core.errors import message, shown
from .creation_functions import asarray

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from typing import Any, Final

    import numpy as np

#: What .npz and .safetensors files hold beside the arrays: the place of each.
_PLACES: Final = "unifyarray.json"
#: Characters of a name: zip has room for 65,535 bytes.
_LONGEST: Final = 10_000


def save(file: str | os.PathLike[str], x: Array | Mapping[str, Array]) -> None:
    """Do what ``ua.save`` says."""
    path = _path(file)
    write = _format(path)[0]
    several = path.suffix != ".npy"
    if type(x) is not Array and not isinstance(x, Mapping):
        raise TypeError(message(f"no Array: {shown(x)} ({type(x).__name__})", "ua.asarray(x)"))
    if several == (type(x) is Array):
        fact = f"{path.suffix} files hold " + ("Arrays by name" if several else "one Array")
        call = f"ua.save({str(file)!r}, " + ('{"x": x})' if several else "x), or an .npz file for several")
        raise ValueError(message(fact, call))
    arrays: dict[str, Any] = {"": x} if type(x) is Array else dict(x)  # type: ignore[arg-type]
    for name, array in arrays.items():
        if type(array) is not Array or not isinstance(name, str):
            raise TypeError(message(f"no Array by a name: {name!r}: {type(array).__name__}", "ua.asarray(x)"))
        if "\0" in name or len(name) > _LONGEST or not name.isprintable() or name == "__metadata__":
            raise ValueError(message(f"{shown(name)} names no Array in a file", "a short name of letters and digits"))
    host = {name: to_numpy(array) for name, array in arrays.items()}
    places = {name: f"{source_of(array).hooks.backend.name}:{array.device}" for name, array in arrays.items()}
    path = path.resolve()  # a link stays one
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as folder:
        scratch = Path(folder) / f"arrays{path.suffix}"
        scratch.touch()  # with the permissions of any new file, which safetensors would not give it
        mode = scratch.stat().st_mode
        write(scratch, host, json.dumps(places))
        scratch.chmod(mode)
        scratch.replace(path)


def load(file: str | os.PathLike[str], device: Device | str | None) -> Any:
    """Do what ``ua.load`` says."""
    path = _path(file)
    arrays, text = _format(path)[1](path)
    with _Damage(path):
        places = _places(text)
    loaded = {name: asarray(x, device=device or places.get(name)) for name, x in arrays.items()}
    return loaded[""] if path.suffix == ".npy" else loaded


def _places(text: str | None) -> dict[str, str]:
    """Return the place of each array that a file names; ValueError where the entry is none of ours."""
    places = json.loads(text) if text else {}
    if not isinstance(places, dict) or not all(isinstance(place, str) for place in places.values()):
        raise ValueError(f"the entry {_PLACES} does not name a place for each array")
    return places


def _path(file: object) -> Path:
    if not isinstance(file, str | PathLike):
        raise TypeError(message(f"not a path: {shown(file)} ({type(file).__name__})", 'ua.save("weights.npz", arrays)'))
    return Path(file)


def _format(path: Path) -> tuple[Callable[..., None], Callable[[Path], tuple[dict[str, Any], str | None]]]:
    found = _FORMATS.get(path.suffix)
    if found is None:
        raise ValueError(message(f"{path.name!r} has no suffix that names a format", f"one of {', '.join(_FORMATS)}"))
    return found


def _check_dtypes(host: Mapping[str, np.ndarray[Any, Any]]) -> None:
    for name, x in host.items():
        if x.dtype.name == dt.bfloat16.name:
            raise TypeError(
                message(f"NumPy's files have no bfloat16, the dtype of {name or 'x'!r}", "a .safetensors file")
            )


def _write_npy(path: Path, host: dict[str, np.ndarray[Any, Any]], places: str) -> None:
    import numpy as np

    _check_dtypes(host)
    np.save(path, host[""], allow_pickle=False)


def _write_npz(path: Path, host: dict[str, np.ndarray[Any, Any]], places: str) -> None:
    import numpy as np

    _check_dtypes(host)
    with zipfile.ZipFile(path, "w") as archive:
        for name, x in host.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, x, allow_pickle=False)
        archive.writestr(_PLACES, places)


def _write_safetensors(path: Path, host: dict[str, np.ndarray[Any, Any]], places: str) -> None:
    import numpy as np

    for name, x in host.items():
        if x.dtype == np.complex128:
            raise TypeError(message(f"safetensors files have no complex128, the dtype of {name!r}", "an .npz file"))
    contiguous = {name: np.asarray(x, order="C") for name, x in host.items()}
    _safetensors().save_file(contiguous, path, {_PLACES: places})


def _read_npy(path: Path) -> tuple[dict[str, Any], str | None]:
    import numpy as np

    with path.open("rb") as file, _Damage(path):
        return {"": np.lib.format.read_array(file, allow_pickle=False)}, None


def _read_npz(path: Path) -> tuple[dict[str, Any], str | None]:
    import numpy as np

    with path.open("rb") as file, _Damage(path), zipfile.ZipFile(file) as archive:
        arrays = {}
        for name in archive.namelist():
            if name.endswith(".npy"):
                with archive.open(name) as member:
                    arrays[name.removesuffix(".npy")] = np.lib.format.read_array(member, allow_pickle=False)
        return arrays, archive.read(_PLACES).decode() if _PLACES in archive.namelist() else None


def _read_safetensors(path: Path) -> tuple[dict[str, Any], str | None]:
    _safetensors()
    from safetensors import safe_open

    with path.open("rb"), _Damage(path), safe_open(path, framework="numpy") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, (file.metadata() or {}).get(_PLACES)  # noqa: SIM118


def _safetensors() -> Any:
    try:
        import safetensors.numpy
    except ImportError as error:
        raise ImportError(
            message(".safetensors files need safetensors", 'pip install "unifyarray[safetensors]"')
        ) from error
    return safetensors.numpy


class _Damage:
    """Raises what goes wrong while a file is read as a ValueError that names the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, MemoryError | ImportError | OSError):
            fact = f"{self.path} cannot be read: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
            raise ValueError(message(fact, "a file that ua.save has written: numbers, no Python objects")) from error


_FORMATS: Final = {
    ".npy": (_write_npy, _read_npy),
    ".npz": (_write_npz, _read_npz),
    ".safetensors": (_write_safetensors, _read_safetensors),
}
