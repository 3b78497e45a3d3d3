"""What the author of a backend needs: the abstract classes, and how an override is declared.

A backend is found through the entry-point group ``unifyarray.backends``; see CONTRIBUTING.md.
"""

from __future__ import annotations

from ._backend.backend import Backend, Capabilities, Extension, NativeNamespace, Override, override, overrides_in
from ._backend.hooks import Hooks, Native
from ._core.tracing import is_tracing, register_tracing_probe

__all__ = [
    "Backend",
    "Capabilities",
    "Extension",
    "Hooks",
    "Native",
    "NativeNamespace",
    "Override",
    "is_tracing",
    "override",
    "overrides_in",
    "register_tracing_probe",
]
