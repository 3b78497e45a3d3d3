"""The fake's ``cupyx``: the setting for errors of the linear algebra library."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

_config = threading.local()


def get_config_linalg() -> str:
    """Return "ignore" or "raise"."""
    return getattr(_config, "linalg", "ignore")


@contextlib.contextmanager
def errstate(*, linalg: str | None = None) -> Generator[None]:
    """Set within a context whether errors are raised."""
    before = get_config_linalg()
    _config.linalg = linalg or before
    try:
        yield
    finally:
        _config.linalg = before
