"""Searching functions: NaN among bfloat16."""

from __future__ import annotations

from typing import Final

import array_api_compat.numpy as base
import numpy as np

from ._bfloat16 import override_for_bfloat16, through_float32
from ._unwrapped import unwrapped

UNWRAPPED: Final = unwrapped("searching_functions", np, "nonzero")

searchsorted = override_for_bfloat16(
    "searchsorted",
    through_float32(base.searchsorted),  # pyright: ignore[reportAttributeAccessIssue]
    reason="NumPy's search of bfloat16 puts NaN at arbitrary positions",
    module=__name__,
)
