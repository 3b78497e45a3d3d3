"""The file formats of ``ua.save`` and ``ua.load``: .npy, .npz and .safetensors. Code in a file is never run."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Mapping
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
    from collections.abc import Callable
    from typing import Any, BinaryIO, Final

    import numpy as np

#: The entry of .npz and .safetensors files that holds the specification (backend and device) of each array, as JSON.
_SPECS_ENTRY: Final = "unifyarray.json"
#: Maximum number of characters in the name of an array. Names in zip files have at most 65,535 bytes.
_MAX_NAME_LENGTH: Final = 10_000


def save(file: str | os.PathLike[str], x: Array | Mapping[str, Array]) -> None:
    """Write one Array, or a dict of names and Arrays, to a file. See ``ua.save``."""
    path = _path(file)
    write = _format(path)[0]
    several = path.suffix != ".npy"
    if type(x) is not Array and not isinstance(x, Mapping):
        hint = 'ua.save("weights.npz", {"x": ua.asarray(x)})' if several else "ua.asarray(x)"
        raise TypeError(
            message(f"ua.save needs an Array or a dict of Arrays, got {shown(x)} ({type(x).__name__})", hint)
        )
    if several == (type(x) is Array):
        need, given = ("a dict of names and Arrays", "one Array") if several else ("one Array", "a dict")
        fact = f"{path.suffix} files need {need}, got {given}"
        hint = f"ua.save({str(file)!r}, " + (
            '{"x": x})' if several else "x), or for several Arrays ua.save('weights.npz', arrays)"
        )
        raise ValueError(message(fact, hint))
    arrays: dict[str, Any] = {"": x} if type(x) is Array else dict(x)  # type: ignore[arg-type]
    for name, array in arrays.items():
        if type(array) is not Array or not isinstance(name, str):
            fact = f"ua.save needs a dict from str to Array, got {name!r}: {type(array).__name__}"
            raise TypeError(message(fact, 'ua.save("weights.npz", {"x": ua.asarray(x)})'))
        if "\0" in name or len(name) > _MAX_NAME_LENGTH or not name.isprintable() or name == "__metadata__":
            fact = f"{shown(name)} cannot be the name of an Array in a file"
            raise ValueError(message(fact, 'use a short name of letters and digits: ua.save("weights.npz", {"x": x})'))
    host = {name: to_numpy(array) for name, array in arrays.items()}
    specs = {name: f"{source_of(array).hooks.backend.name}:{array.device}" for name, array in arrays.items()}
    _replace(path, lambda scratch: write(scratch, host, json.dumps(specs)))


def _replace(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside `path` and replace it, as far as that leaves what ``open(path, "wb")`` would leave.

    An existing file keeps its permissions and, if the process may set it, its owner. A symbolic link is kept, and its
    target replaced. A device or a pipe is written to.
    """
    try:
        old = path.stat()
    except FileNotFoundError:
        old = None
    path = Path(os.path.realpath(path))
    regular = old is None or stat.S_ISREG(old.st_mode)
    try:
        made = tempfile.TemporaryDirectory(dir=path.parent if regular else None, prefix=".")
    except OSError as error:
        error.filename = str(path)  # instead of the temporary name
        raise
    with made as folder:
        scratch = Path(folder) / f"arrays{path.suffix}"
        scratch.touch()  # gets the permissions of a new file; safetensors would set other ones
        mode = scratch.stat().st_mode
        write(scratch)
        if not regular:
            with scratch.open("rb") as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
            return
        if old is not None:
            _keep_owner(scratch, old)
            mode = old.st_mode
        scratch.chmod(stat.S_IMODE(mode))
        scratch.replace(path)


def _keep_owner(file: Path, old: os.stat_result) -> None:
    """Give a file the owner and the group of an older one, as far as the process may."""
    new = file.stat()
    for owner in ((old.st_uid, old.st_gid), (-1, old.st_gid)):
        if (old.st_uid, old.st_gid) == (new.st_uid, new.st_gid):
            return
        with contextlib.suppress(PermissionError):
            os.chown(file, *owner)
            return


def load(file: str | os.PathLike[str], device: Device | str | None) -> Any:
    """Read Arrays from a file. See ``ua.load``."""
    path = _path(file)
    arrays, text = _format(path)[1](path)
    with _ReadErrors(path):
        specs = _parse_specs(text)
    loaded = {name: asarray(x, device=device or specs.get(name)) for name, x in arrays.items()}
    return loaded[""] if path.suffix == ".npy" else loaded


def _parse_specs(text: str | None) -> dict[str, str]:
    """Return the specification of each array from the entry of a file; raise ValueError if the entry is damaged."""
    specs = json.loads(text) if text else {}
    if not isinstance(specs, dict) or not all(isinstance(spec, str) for spec in specs.values()):
        raise ValueError(f"the entry {_SPECS_ENTRY} does not name a backend and device for each array")
    return specs


def _path(file: object) -> Path:
    if not isinstance(file, str | os.PathLike):
        fact = f"the file must be a path, got {shown(file)} ({type(file).__name__})"
        raise TypeError(message(fact, 'ua.save("weights.npz", arrays)'))
    return Path(file)


def _format(path: Path) -> tuple[Callable[..., None], Callable[[Path], tuple[dict[str, Any], str | None]]]:
    found = _FORMATS.get(path.suffix)
    if found is None:
        fact = f"the suffix of {path.name!r} does not name a format"
        raise ValueError(message(fact, f'use one of {", ".join(_FORMATS)}: "weights.npz"'))
    return found


def _check_dtypes(host: Mapping[str, np.ndarray[Any, Any]]) -> None:
    for name, x in host.items():
        if x.dtype.name == dt.bfloat16.name:
            fact = f"NumPy's file formats have no bfloat16, the dtype of {name or 'x'!r}"
            raise TypeError(message(fact, 'save to another format: ua.save("weights.safetensors", {"x": x})'))


def _write_npy(path: Path, host: dict[str, np.ndarray[Any, Any]], specs: str) -> None:
    import numpy as np

    _check_dtypes(host)
    with path.open("wb") as file:
        np.lib.format.write_array(_Writer(file), host[""], allow_pickle=False)


class _Writer:
    """A file that NumPy writes to by ``write`` alone. On a full disk its faster way loses data without an error."""

    def __init__(self, file: BinaryIO) -> None:
        self.write = file.write


def _write_npz(path: Path, host: dict[str, np.ndarray[Any, Any]], specs: str) -> None:
    import numpy as np

    _check_dtypes(host)
    with zipfile.ZipFile(path, "w") as archive:
        for name, x in host.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, x, allow_pickle=False)
        archive.writestr(_SPECS_ENTRY, specs)


def _write_safetensors(path: Path, host: dict[str, np.ndarray[Any, Any]], specs: str) -> None:
    import numpy as np

    for name, x in host.items():
        if x.dtype == np.complex128:
            fact = f"safetensors files have no complex128, the dtype of {name!r}"
            raise TypeError(message(fact, 'save to another format: ua.save("weights.npz", {"x": x})'))
    contiguous = {name: np.asarray(x, order="C") for name, x in host.items()}
    save_file = _safetensors().save_file
    from safetensors import SafetensorError

    try:
        save_file(contiguous, path, {_SPECS_ENTRY: specs})
    except SafetensorError as error:
        text = str(error)
        if "I/O error" not in text:
            raise
        number = text.partition("(os error ")[2].partition(")")[0]
        code = int(number) if number.isdecimal() else errno.EIO
        raise OSError(code, os.strerror(code), str(path)) from error


def _read_npy(path: Path) -> tuple[dict[str, Any], str | None]:
    import numpy as np

    with path.open("rb") as file, _ReadErrors(path):
        return {"": np.lib.format.read_array(file, allow_pickle=False)}, None


def _read_npz(path: Path) -> tuple[dict[str, Any], str | None]:
    import numpy as np

    with path.open("rb") as file, _ReadErrors(path), zipfile.ZipFile(file) as archive:
        arrays = {}
        for name in archive.namelist():
            if name.endswith(".npy"):
                with archive.open(name) as member:
                    arrays[name.removesuffix(".npy")] = np.lib.format.read_array(member, allow_pickle=False)
        return arrays, archive.read(_SPECS_ENTRY).decode() if _SPECS_ENTRY in archive.namelist() else None


def _read_safetensors(path: Path) -> tuple[dict[str, Any], str | None]:
    _safetensors()
    from safetensors import safe_open

    with path.open("rb"), _ReadErrors(path), safe_open(path, framework="numpy") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, (file.metadata() or {}).get(_SPECS_ENTRY)  # noqa: SIM118


def _safetensors() -> Any:
    try:
        import safetensors.numpy
    except ImportError as error:
        raise ImportError(
            message(".safetensors files need safetensors", 'pip install "unifyarray[safetensors]"')
        ) from error
    return safetensors.numpy


class _ReadErrors:
    """Context manager that raises errors in reading a file as a ValueError that names the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, MemoryError | ImportError | OSError):
            fact = f"{self.path} cannot be read: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
            raise ValueError(
                message(fact, 'write the file with ua.save("weights.npz", {"x": x}), which stores numbers only')
            ) from error


_FORMATS: Final = {
    ".npy": (_write_npy, _read_npy),
    ".npz": (_write_npz, _read_npz),
    ".safetensors": (_write_safetensors, _read_safetensors),
}
