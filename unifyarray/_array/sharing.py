"""Whether arrays share memory (contract row 23)."""

from __future__ import annotations

from .._core import lazy_typing as t
from .._runtime import registry
from .array import Array
from .transfer import source_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.hooks import Hooks


def shares_memory(x: t.Any, y: t.Any) -> bool:
    """Return whether two arrays, of any two libraries, share memory.

    Parameters
    ----------
    x, y : Array or native array
        The arrays.

    Returns
    -------
    bool
        Exact, as from ``numpy.shares_memory``: two interleaved slices of one array share nothing. The data are not
        read, and no device is synchronised. Arrays on two devices share nothing, even if the devices share memory.
        Scalars of libraries (``numpy.float64``) share nothing.

    Raises
    ------
    TypeError
        An argument is not an array, or its library does not tell the addresses of arrays.

    Examples
    --------
    >>> import numpy as np, unifyarray as ua
    >>> data = np.zeros(3)
    >>> ua.shares_memory(data, ua.asarray(data))
    True
    >>> ua.shares_memory(data, ua.asarray(data, copy=True))
    False
    """
    from .memory import share_memory

    (hooks, native), (other_hooks, other) = _parts(x), _parts(y)
    if registry.is_library_scalar(type(x)) or registry.is_library_scalar(type(y)):
        return False  # the memory is that of a temporary array
    return share_memory(hooks, native, other_hooks, other)


def _parts(x: t.Any) -> tuple[Hooks, t.Any]:
    return source_of(x).hooks, x._native if type(x) is Array else x
