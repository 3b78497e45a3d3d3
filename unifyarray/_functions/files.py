"""Arrays in files: ``save`` and ``load`` (contract row 32)."""

from __future__ import annotations

import os
from collections.abc import Mapping

from .._array.array import Array
from .._core import lazy_typing as t


def save(file: str | os.PathLike[str], x: Array | Mapping[str, Array]) -> None:
    """Write an Array, or several by name, to a file.

    The suffix decides the format: ``.npy`` (one Array), ``.npz`` or ``.safetensors`` (several by name). NumPy and
    safetensors read the files, too. A file that is there already is replaced when all is written.

    Parameters
    ----------
    file : str or path
        Path with one of the three suffixes.
    x : Array, or mapping of str to Array
        What is written: values and dtype; in ``.npz`` and ``.safetensors`` also backend and device, for which
        ``.npy`` has no room.

    Raises
    ------
    ValueError
        Another suffix, or one that does not fit what is written.
    TypeError
        No Array, a dtype that the format lacks (bfloat16 in ``.npy`` and ``.npz``, complex128 in ``.safetensors``),
        or data that require a gradient.
    ImportError
        ``.safetensors`` without safetensors installed.

    Examples
    --------
    >>> import tempfile, unifyarray as ua
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ua.save(f"{folder}/weights.npz", {"w": ua.ones(2), "b": ua.zeros(1)})
    ...     ua.load(f"{folder}/weights.npz")["w"]
    Array([1., 1.], dtype=float64)
    """
    from . import file_formats

    file_formats.save(file, x)


def load(file: str | os.PathLike[str], *, device: t.DeviceLike | None = None) -> t.Any:
    """Read what ``save``, NumPy or safetensors has written.

    Parameters
    ----------
    file : str or path
        Path with the suffix ``.npy``, ``.npz`` or ``.safetensors``.
    device : Device or str, optional
        Where the Arrays go, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the backend and
        device that the file names; where it names none, the current ones.

    Returns
    -------
    Array or dict of str to Array
        An Array from an ``.npy`` file, else all Arrays by name.

    Raises
    ------
    BackendUnavailableError, DeviceUnavailableError
        The file names a backend or device that is not there, and ``device`` names none.
    ValueError
        Another suffix, or a file that is damaged or holds Python objects: nothing in a file is ever run.
    FileNotFoundError
        There is no such file.
    """
    from . import file_formats

    return file_formats.load(file, device)
