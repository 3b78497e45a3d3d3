"""Whether arrays share memory (contract row 23)."""

from __future__ import annotations

from .._core.errors import message
from .array import Array
from .conversion import source_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Memory:
    """Says where an array lies in NumPy's words; nobody reads what is there, so it may be on any device."""

    def __init__(self, address: int, shape: tuple[int, ...], strides: tuple[int, ...], itemsize: int) -> None:
        self.__array_interface__ = {
            "version": 3,
            "data": (address, False),
            "shape": shape,
            "strides": strides,
            "typestr": f"|V{itemsize}",
        }


def shares_memory(x: Any, y: Any) -> bool:
    """Return whether two arrays, of any two libraries, have an element in memory in common.

    Parameters
    ----------
    x, y : Array or native array
        The arrays.

    Returns
    -------
    bool
        Exact, as from ``numpy.shares_memory``: two interleaved slices of one array share nothing. Nothing is read, and
        no device is waited for. Arrays on two devices share nothing, even where the devices have one memory.

    Raises
    ------
    TypeError
        One of them is no array, or of a library that does not tell where its arrays lie.

    Examples
    --------
    >>> import numpy as np, unifyarray as ua
    >>> data = np.zeros(3)
    >>> ua.shares_memory(data, ua.asarray(data))
    True
    >>> ua.shares_memory(data, ua.asarray(data, copy=True))
    False
    """
    import numpy as np

    there = [_memory(x), _memory(y)]
    if there[0][0] != there[1][0]:
        return False
    (_, first), (_, second) = there
    return np.shares_memory(np.asarray(first), np.asarray(second))


def _memory(x: Any) -> tuple[object, _Memory]:
    hooks = source_of(x).hooks
    native = x._native if type(x) is Array else x
    layout = hooks.layout(native)
    if layout is None:
        raise TypeError(
            message(
                f"{hooks.backend.name} does not tell where its arrays lie in memory",
                "copy=True in ua.convert or ua.asarray where a copy is wanted",
            )
        )
    address, strides = layout
    return hooks.memory(native), _Memory(address, hooks.shape(native), strides, hooks.dtype(native).itemsize)
