"""What functions that stand in for a ufunc have in common."""

from __future__ import annotations

from typing import Any

import numpy as np


def kind(x: Any) -> str:
    """Return the kind of an array, or of a Python scalar as if it were one."""
    try:
        return x.dtype.kind  # type: ignore[no-any-return]
    except AttributeError:
        return {bool: "b", int: "i", float: "f", complex: "c"}.get(type(x), "O")


def keywords(out: Any, kwargs: dict[str, Any]) -> Any:
    """Return a result as a ufunc would with keywords such as ``out`` and ``where``."""
    return np.positive(out, **kwargs) if kwargs else out
