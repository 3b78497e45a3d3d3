"""Searching functions."""

from __future__ import annotations

from typing import Final

import numpy as np

from ._unwrapped import unwrapped

UNWRAPPED: Final = unwrapped("searching_functions", np, "nonzero")
