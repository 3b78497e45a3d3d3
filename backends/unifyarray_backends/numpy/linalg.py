"""Linear algebra."""

from __future__ import annotations

from typing import Any

import numpy as np

from unifyarray._backend import override


@override(
    reason="NumPy's diagonals cannot be written to; elsewhere they can",
    case="linalg/diagonal/assignment",
)
def diagonal(x: Any, /, *, offset: int = 0) -> Any:
    """Return the diagonals of the matrices on the last two axes."""
    out = np.linalg.diagonal(x, offset=offset)
    out.flags.writeable = x.flags.writeable
    return out
