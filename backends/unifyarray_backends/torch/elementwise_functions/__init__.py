"""Elementwise functions: promotion, unsigned dtypes, special cases."""

from __future__ import annotations

from typing import Final

import torch

from .._mps import exact_abs, of_contiguous
from . import arithmetic, comparisons, logic, transcendental
from .arithmetic import abs, floor_divide, remainder
from .transcendental import cosh, sinh

#: The modules with the overrides of the section.
MODULES: Final = (arithmetic, comparisons, logic, transcendental)

ON_MPS: Final = (
    exact_abs("elementwise_functions", abs),
    of_contiguous("elementwise_functions", "isfinite", torch.isfinite, "183419"),
    # These call `where`, which is wrong for tensors that are not contiguous.
    *[
        of_contiguous("elementwise_functions", function.__name__, function, "150967")
        for function in (cosh, floor_divide, remainder, sinh)
    ],
)

__all__ = ["MODULES", "ON_MPS"]
