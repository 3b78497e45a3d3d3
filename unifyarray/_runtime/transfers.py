"""A count of the implicit copies from accelerators to the host (contract row 22)."""

from __future__ import annotations

from _thread import allocate_lock

from .._core import provided


class Transfers:
    """Implicit copies from an accelerator to the host.

    Attributes
    ----------
    count : int
        Number of copies.
    nbytes : int
        Number of bytes in all copies.
    """

    __module__ = "unifyarray.typing"
    __slots__ = ("count", "nbytes")

    def __init__(self, count: int, nbytes: int) -> None:
        self.count = count
        self.nbytes = nbytes

    def __repr__(self) -> str:
        return f"Transfers(count={self.count}, nbytes={self.nbytes})"


_lock = allocate_lock()
_done = Transfers(0, 0)


def transfers() -> Transfers:
    """Return the number and size of implicit copies from accelerators to the host since the start of the process.

    matplotlib, pandas, scikit-learn and NumPy's functions make such a copy when they read an Array on an accelerator.
    ``UNIFYARRAY_TRANSFER`` and ``ua.use(transfer=...)`` choose whether a copy warns or raises. Functions and kernels
    that ``UNIFYARRAY_REPAIRS`` computes on the host count as well, but never warn or raise. Explicit access
    (``ua.to_numpy``, ``x.item()``, ``float(x)``) does not count. Data on the CPU do not count either, because they are
    shared and not copied.

    Returns
    -------
    Transfers
        ``count`` and ``nbytes`` of all threads.

    Examples
    --------
    >>> import numpy as np, unifyarray as ua
    >>> before = ua.transfers()
    >>> total = np.sum(ua.ones(3))
    >>> ua.transfers().count - before.count  # the data are on the CPU
    0
    """
    return _done


def record(nbytes: int) -> None:
    """Count an implicit copy."""
    global _done
    with _lock:
        _done = Transfers(_done.count + 1, _done.nbytes + nbytes)


provided.provide_transfers(record)
