"""The device of ``restricted_torch`` without its gaps, for ``UNIFYARRAY_IMPORT``."""

from __future__ import annotations

from . import restricted_torch

restricted_torch.remove_gaps()
