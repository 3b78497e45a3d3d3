"""Code for libraries with NumPy's functions and dtypes: NumPy itself and CuPy.

Functions that need the library take it as the parameter ``lib``. This module itself does not import NumPy.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

#: Whether NumPy has the dtype bfloat16, which ml_dtypes adds.
HAS_BFLOAT16: Final = find_spec("ml_dtypes") is not None

__all__ = ["HAS_BFLOAT16"]
