"""Sets."""

from __future__ import annotations

from typing import Any

import numpy as np

from unifyarray._backend import override

from ._dtypes import Array


@override(
    reason="array_api_compat asks for the signature of numpy.unique in every call; numpy.unique_values does not sort",
    case="set_functions/unique_values/order",
)
def unique_values(x: Any, /) -> Array:
    """Return the distinct elements, sorted; every NaN is distinct."""
    return np.unique(x, equal_nan=False)
