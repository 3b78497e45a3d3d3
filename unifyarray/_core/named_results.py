"""Named results of the functions that return several Arrays, with the standard's field names."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    from .._array.array import Array

    class EigResult(NamedTuple):
        """Result of ``ua.linalg.eig``."""

        eigenvalues: Array
        eigenvectors: Array

    class EighResult(NamedTuple):
        """Result of ``ua.linalg.eigh``."""

        eigenvalues: Array
        eigenvectors: Array

    class QRResult(NamedTuple):
        """Result of ``ua.linalg.qr``."""

        Q: Array
        R: Array

    class SlogdetResult(NamedTuple):
        """Result of ``ua.linalg.slogdet``."""

        sign: Array
        logabsdet: Array

    class SVDResult(NamedTuple):
        """Result of ``ua.linalg.svd``."""

        U: Array
        S: Array
        Vh: Array

    class UniqueAllResult(NamedTuple):
        """Result of ``ua.unique_all``."""

        values: Array
        indices: Array
        inverse_indices: Array
        counts: Array

    class UniqueCountsResult(NamedTuple):
        """Result of ``ua.unique_counts``."""

        values: Array
        counts: Array

    class UniqueInverseResult(NamedTuple):
        """Result of ``ua.unique_inverse``."""

        values: Array
        inverse_indices: Array

else:
    _FIELDS = {
        "EigResult": "eigenvalues eigenvectors",
        "EighResult": "eigenvalues eigenvectors",
        "QRResult": "Q R",
        "SlogdetResult": "sign logabsdet",
        "SVDResult": "U S Vh",
        "UniqueAllResult": "values indices inverse_indices counts",
        "UniqueCountsResult": "values counts",
        "UniqueInverseResult": "values inverse_indices",
    }

    def __getattr__(name: str) -> object:
        """Make a class when it is first read, because making all of them is 3% of ``import unifyarray``."""
        if name not in _FIELDS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from collections import namedtuple  # `typing` takes longer to import than unifyarray

        # Pickles and tracebacks name the public module. If two threads make a class, both get the same one.
        return globals().setdefault(name, namedtuple(name, _FIELDS[name], module="unifyarray.typing"))
