"""What functions that stand in for a ufunc have in common."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

_KINDS: Final = {bool: "b", int: "i", float: "f", complex: "c"}


def kind(x: Any) -> str:
    """Return the kind of an array, or of a Python scalar as if it were one."""
    dtype = getattr(x, "dtype", None)  # an exception that is caught takes three times as long
    return _KINDS.get(type(x), "O") if dtype is None else dtype.kind


def keywords(out: Any, kwargs: dict[str, Any]) -> Any:
    """Return a result as a ufunc would with keywords such as ``out`` and ``where``."""
    return np.positive(out, **kwargs) if kwargs else out
