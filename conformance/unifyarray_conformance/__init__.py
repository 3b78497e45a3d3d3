"""The conformance suite of unifyarray: whether a backend on a device keeps the contract."""

from __future__ import annotations

from ._report import holds
from ._runner import Plan, RunError, run

__all__ = ["Plan", "RunError", "holds", "run"]
