"""The fake's ``cupyx``: whether errors of the linear algebra library are raised."""

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
    """Set for a while whether errors are raised."""
    before = get_config_linalg()
    _config.linalg = linalg or before
    try:
        yield
    finally:
        _config.linalg = before
