"""Set functions: NaN in a stable order, and bfloat16."""

from __future__ import annotations

import functools
from typing import Any, Final

import numpy as np

from unifyarray.plugin import override

from .._numpy_like.dtypes import Array
from ._bfloat16 import override_for_bfloat16, through_float32
from ._unwrapped import unwrapped

UNWRAPPED: Final = unwrapped("set_functions", np, "unique_all", "unique_counts")

_override_sorting: Final = functools.partial(
    override_for_bfloat16, reason="NumPy's sort of bfloat16 puts NaN at arbitrary positions", module=__name__
)

unique_all = _override_sorting("unique_all", through_float32(np.unique_all))
unique_counts = _override_sorting("unique_counts", through_float32(np.unique_counts))


@override(
    reason="NumPy uses a sort that is not stable: of several NaNs, the inverse may name any",
    case="set_functions/unique_inverse/special",
)
@through_float32
def unique_inverse(x: Any, /) -> Any:
    """Return the distinct elements, sorted, and the index of each element's value among them."""
    found = np.unique_inverse(x)
    values = found.values
    if values.dtype.kind in "fc" and values.size > 1 and np.isnan(values[-2]):
        everything = np.unique_all(x)  # uses a stable sort
        return type(found)(everything.values, everything.inverse_indices)
    return found


@override(
    reason="array_api_compat reads the signature of numpy.unique in every call; numpy.unique_values does not sort",
    case="set_functions/unique_values/cost",
)
@through_float32
def unique_values(x: Any, /) -> Array:
    """Return the distinct elements, sorted; every NaN is distinct."""
    return np.unique(x, equal_nan=False)
