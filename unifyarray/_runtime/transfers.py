"""How much has been copied from accelerators to the host without having been asked for (contract row 22)."""

from __future__ import annotations

import threading


class Transfers:
    """Implicit copies from an accelerator to the host.

    Attributes
    ----------
    count : int
        How many.
    nbytes : int
        How many bytes, all together.
    """

    __module__ = "unifyarray.typing"
    __slots__ = ("count", "nbytes")

    def __init__(self, count: int, nbytes: int) -> None:
        self.count = count
        self.nbytes = nbytes

    def __repr__(self) -> str:
        return f"Transfers(count={self.count}, nbytes={self.nbytes})"


_lock = threading.Lock()
_done = Transfers(0, 0)


def transfers() -> Transfers:
    """Return how many times, since the start of the process, data of an accelerator were copied to the host unasked.

    That is what matplotlib, pandas, scikit-learn and NumPy's functions do when they read an Array;
    ``UNIFYARRAY_TRANSFER`` and ``ua.use(transfer=...)`` say whether it warns or raises. Explicit access
    (``ua.to_numpy``, ``x.item()``, ``float(x)``) does not count, nor does data on the CPU, which are shared.

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
