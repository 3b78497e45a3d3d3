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
    # `typing` is not used at run time, because importing it takes longer than importing all of unifyarray.
    from collections import namedtuple

    #: Pickles and tracebacks name the public module.
    _PUBLIC = "unifyarray.typing"

    EigResult = namedtuple("EigResult", "eigenvalues eigenvectors", module=_PUBLIC)
    EighResult = namedtuple("EighResult", "eigenvalues eigenvectors", module=_PUBLIC)
    QRResult = namedtuple("QRResult", "Q R", module=_PUBLIC)
    SlogdetResult = namedtuple("SlogdetResult", "sign logabsdet", module=_PUBLIC)
    SVDResult = namedtuple("SVDResult", "U S Vh", module=_PUBLIC)
    UniqueAllResult = namedtuple("UniqueAllResult", "values indices inverse_indices counts", module=_PUBLIC)
    UniqueCountsResult = namedtuple("UniqueCountsResult", "values counts", module=_PUBLIC)
    UniqueInverseResult = namedtuple("UniqueInverseResult", "values inverse_indices", module=_PUBLIC)
