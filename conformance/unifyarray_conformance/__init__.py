"""The conformance suite of unifyarray: checks whether a backend on a device keeps the contract."""

from __future__ import annotations

from .harness.runner import Plan, RunError, run
from .reports.report import holds

__all__ = ["Plan", "RunError", "holds", "run"]
