"""Save Arrays to files and load them: ``save`` and ``load`` (contract row 32)."""

from __future__ import annotations

import os

from .._array.array import Array
from .._core import lazy_typing as t


def save(file: str | os.PathLike[str], x: Array | t.Mapping[str, Array]) -> None:
    """Write one Array, or several Arrays by name, to a file.

    The suffix of the file selects the format: ``.npy`` (one Array), ``.npz`` or ``.safetensors`` (several Arrays by
    name). NumPy and safetensors can read the files, too. An existing file is replaced once everything is written.

    Parameters
    ----------
    file : str or path
        Path with one of the three suffixes.
    x : Array, or mapping of str to Array
        The data. The file holds values and dtypes. ``.npz`` and ``.safetensors`` files also hold the backend and
        device of each Array.

    Raises
    ------
    ValueError
        If the suffix is unknown, or `x` is one Array and the format holds several, or the reverse.
    TypeError
        If `x` is not an Array, requires a gradient, or has a dtype that the format lacks (bfloat16 in ``.npy`` and
        ``.npz``, complex128 in ``.safetensors``).
    ImportError
        If the suffix is ``.safetensors`` and safetensors is not installed.

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
    """Read Arrays from a file that ``save``, NumPy or safetensors has written.

    Parameters
    ----------
    file : str or path
        Path with the suffix ``.npy``, ``.npz`` or ``.safetensors``.
    device : Device or str, optional
        Device of the Arrays, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the backend and
        device that the file names, or the current ones if it names none.

    Returns
    -------
    Array or dict of str to Array
        An Array from an ``.npy`` file, all Arrays by name from the other formats.

    Raises
    ------
    BackendUnavailableError, DeviceUnavailableError
        If the file names a backend or device that is not available, and `device` is not given.
    ValueError
        If the suffix is unknown, or the file is damaged or holds Python objects. Code in a file is never run.
    FileNotFoundError
        If the file does not exist.
    """
    from . import file_formats

    return file_formats.load(file, device)
