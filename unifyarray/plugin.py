"""Everything that a backend may import: abstract classes, overrides, dtypes, index keys, error messages.

A backend is found through the entry-point group ``unifyarray.backends``; see CONTRIBUTING.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._array.array import Array
from ._backend.backend import (
    Backend,
    Capabilities,
    Extension,
    NativeNamespace,
    Override,
    fast_path,
    override,
    overrides_in,
)
from ._backend.hooks import Differentiable, Hooks, Linearised, Native
from ._core import dtypes
from ._core.devices import CPU, Device
from ._core.dtypes import DType
from ._core.errors import (
    AxisError,
    CopyRequiredError,
    DeviceMismatchError,
    DeviceUnavailableError,
    LinAlgError,
    OutOfMemoryError,
    forked,
    hinted,
    masked,
    message,
    out_of_memory,
    singular,
)
from ._functions.data_type_functions import KINDS
from ._rules import index_keys
from ._rules.axes import broadcast as broadcast_shapes
from ._rules.axes import normalise_axes
from ._rules.promotion import can_cast, promote
from ._runtime import selection

if TYPE_CHECKING:
    from collections.abc import Callable


def checks_values() -> bool:
    """Return whether checks that synchronise the device are on (``ua.use(checks=...)``)."""
    return selection.in_force().checks


def is_differentiating() -> bool:
    """Return whether ``ua.grad`` or a similar function is running the user's function."""
    return selection.in_force().differentiating


def is_tracing() -> bool:
    """Return whether a compiler is tracing."""
    return selection.is_tracing()


def register_tracing_probe(probe: Callable[[], bool]) -> None:
    """Register a function that returns whether a compiler is tracing."""
    selection.is_tracing = probe


__all__ = [
    "CPU",
    "KINDS",
    "Array",
    "AxisError",
    "Backend",
    "Capabilities",
    "CopyRequiredError",
    "DType",
    "Device",
    "DeviceMismatchError",
    "DeviceUnavailableError",
    "Differentiable",
    "Extension",
    "Hooks",
    "LinAlgError",
    "Linearised",
    "Native",
    "NativeNamespace",
    "OutOfMemoryError",
    "Override",
    "broadcast_shapes",
    "can_cast",
    "checks_values",
    "dtypes",
    "fast_path",
    "forked",
    "hinted",
    "index_keys",
    "is_differentiating",
    "is_tracing",
    "masked",
    "message",
    "normalise_axes",
    "out_of_memory",
    "override",
    "overrides_in",
    "promote",
    "register_tracing_probe",
    "singular",
]
