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
    # At run time without `typing`, which takes longer to import than all of unifyarray.
    from collections import namedtuple

    EigResult = namedtuple("EigResult", "eigenvalues eigenvectors", module=__name__)
    EighResult = namedtuple("EighResult", "eigenvalues eigenvectors", module=__name__)
    QRResult = namedtuple("QRResult", "Q R", module=__name__)
    SlogdetResult = namedtuple("SlogdetResult", "sign logabsdet", module=__name__)
    SVDResult = namedtuple("SVDResult", "U S Vh", module=__name__)
    UniqueAllResult = namedtuple("UniqueAllResult", "values indices inverse_indices counts", module=__name__)
    UniqueCountsResult = namedtuple("UniqueCountsResult", "values counts", module=__name__)
    UniqueInverseResult = namedtuple("UniqueInverseResult", "values inverse_indices", module=__name__)
