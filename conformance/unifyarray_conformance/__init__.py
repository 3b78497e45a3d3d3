"""The conformance suite of unifyarray: checks whether a backend on a device keeps the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .harness.runner import Plan, RunError, run
    from .reports.report import holds
else:  # with `__getattr__`, a type checker would accept every name

    def __getattr__(name: str) -> object:
        """Load the suite at first use: `python -m unifyarray_conformance` names the extra that is missing."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from .harness import runner
        from .reports import report

        return getattr(report if name == "holds" else runner, name)


__all__ = ["Plan", "RunError", "holds", "run"]
