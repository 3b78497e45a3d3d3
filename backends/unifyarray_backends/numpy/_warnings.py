"""Call NumPy without its floating-point warnings, at a tenth of the cost of ``numpy.errstate``."""

from __future__ import annotations

import contextvars
import threading
from typing import Any

import numpy as np


class _SilentContext(threading.local):
    """One context per thread in which NumPy's error state is "ignore": a context cannot be entered twice at once."""

    def __init__(self) -> None:
        context = contextvars.Context()
        context.run(np.seterr, all="ignore")
        self.run = context.run


_context = _SilentContext()


def without_warnings(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Return ``function(*args, **kwargs)`` without emitting floating-point warnings.

    The function must not call ``without_warnings`` itself.
    """
    return _context.run(function, *args, **kwargs)
