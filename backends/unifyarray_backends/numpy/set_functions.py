"""Sets."""

from __future__ import annotations

from typing import Any

import numpy as np

from unifyarray._backend.backend import override

from ._dtypes import Array, widened


@override(
    reason="NumPy sorts for it in an order that is not stable: of several NaNs, any index may be any one's",
    case="set_functions/unique_inverse/special",
)
@widened
def unique_inverse(x: Any, /) -> Any:
    """Return the distinct elements, sorted, and for each element the index of its own."""
    found = np.unique_inverse(x)
    values = found.values
    if values.dtype.kind in "fc" and values.size > 1 and np.isnan(values[-2]):
        everything = np.unique_all(x)  # which sorts in a stable way
        return type(found)(everything.values, everything.inverse_indices)
    return found


@override(
    reason="array_api_compat asks for the signature of numpy.unique in every call; numpy.unique_values does not sort",
    case="set_functions/unique_values/cost",
)
@widened
def unique_values(x: Any, /) -> Array:
    """Return the distinct elements, sorted; every NaN is distinct."""
    return np.unique(x, equal_nan=False)
