"""Everything that a plugin for an array library needs; see docs/backends.md.

A plugin imports this module and nothing else of unifyarray. It is found by the entry-point group
``unifyarray.backends``, or passed to ``ua.register_backend``.

The description of a library
    `Backend`, `Capabilities`, `Device`, `CPU`; `from_namespace` makes a Backend for a library that follows the standard

What the Array tier needs from the library
    `Hooks`, and the types in its signatures: `Native`, `Differentiable`, `Linearised`, `Mapped`

The namespace of native arrays
    `NativeNamespace`, `Extension`, `Inspection` (``__array_namespace_info__``), `default_dtype_of`,
    `dtype_of_data`, `power_by_squaring`

Functions that replace the library's own
    `override`, `Override`, `overrides_in`, `fast_path`; `Repair`, `Watcher` and
    `dtypes_that_decide` for a library with access to its kernels; `record_transfer` counts a copy to the host

dtypes
    `DType`, the dtypes by name (`float32` ...), and `dtypes`, the module that has them all with their relations
    (`dtypes.bool`, `dtypes.STANDARD`, `dtypes.COMPLEX_OF`, `dtypes.REAL_OF`); `KINDS`, the standard's names for kinds

Rules that are the same for every library
    `index_keys` (NumPy's index keys, broken down), `axes` (axes and shapes), `promotion` (promotion of dtypes). The
    functions used most are here, too: `normalise_axis`, `normalise_axes`, `broadcast_shapes`, `out_of_bounds`,
    `promote`, `can_cast`

Errors
    `AxisError`, `BackendUnavailableError`, `ConfigurationError`, `CopyRequiredError`, `DeviceMismatchError`,
    `DeviceUnavailableError`, `LinAlgError`, `OutOfMemoryError`, `TracingError`. `message` writes a fact and a hint,
    `shown` prints a value in a message, `hinted` tells whether an error has a hint. `forked`, `masked`, `not_finite`,
    `out_of_memory`, `singular` and `unknown_values` return errors that several libraries raise.

The state of the program
    `checks_values` (``ua.use(checks=...)``), `is_differentiating` (inside ``ua.grad`` and the like), `is_tracing`,
    `register_tracing_probe` (for a library with a compiler), `Array` (to register it with a library's pytrees)
"""

from __future__ import annotations

from ._array.array import Array
from ._backend.backend import Backend, Capabilities
from ._backend.from_namespace import from_namespace
from ._backend.generic.creation_functions import default_dtype_of, dtype_of_data
from ._backend.generic.linalg import power_by_squaring
from ._backend.hooks import Differentiable, Hooks, Linearised, Mapped, Native
from ._backend.inspection import Inspection
from ._backend.namespaces import Extension, NativeNamespace
from ._backend.overrides import Override, fast_path, override, overrides_in
from ._backend.repairs import Repair, Watcher, dtypes_that_decide
from ._core import dtypes, errors
from ._core.devices import CPU, Device
from ._core.dtypes import (
    KINDS,
    DType,
    bfloat16,
    complex64,
    complex128,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
)
from ._core.errors import (
    AxisError,
    BackendUnavailableError,
    ConfigurationError,
    CopyRequiredError,
    DeviceMismatchError,
    DeviceUnavailableError,
    OutOfMemoryError,
    TracingError,
    forked,
    hinted,
    masked,
    message,
    not_finite,
    out_of_memory,
    shown,
    singular,
    unknown_values,
)
from ._core.tracing import is_tracing, register_tracing_probe
from ._rules import axes, index_keys, promotion
from ._rules.axes import broadcast as broadcast_shapes
from ._rules.axes import normalise_axes, normalise_axis
from ._rules.index_keys import out_of_bounds
from ._rules.promotion import can_cast, promote
from ._runtime.selection import checks_values, is_differentiating
from ._runtime.transfers import record as record_transfer

TYPE_CHECKING = False
if TYPE_CHECKING:  # with `__getattr__`, a type checker would accept every name
    from ._core.errors import LinAlgError
else:

    def __getattr__(name: str) -> object:
        """Return ``LinAlgError``, whose base class is NumPy's, without an import of NumPy with this module."""
        if name == "LinAlgError":
            return errors.linalg_error()
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "CPU",
    "KINDS",
    "Array",
    "AxisError",
    "Backend",
    "BackendUnavailableError",
    "Capabilities",
    "ConfigurationError",
    "CopyRequiredError",
    "DType",
    "Device",
    "DeviceMismatchError",
    "DeviceUnavailableError",
    "Differentiable",
    "Extension",
    "Hooks",
    "Inspection",
    "LinAlgError",
    "Linearised",
    "Mapped",
    "Native",
    "NativeNamespace",
    "OutOfMemoryError",
    "Override",
    "Repair",
    "TracingError",
    "Watcher",
    "axes",
    "bfloat16",
    "broadcast_shapes",
    "can_cast",
    "checks_values",
    "complex64",
    "complex128",
    "default_dtype_of",
    "dtype_of_data",
    "dtypes",
    "dtypes_that_decide",
    "fast_path",
    "float16",
    "float32",
    "float64",
    "forked",
    "from_namespace",
    "hinted",
    "index_keys",
    "int8",
    "int16",
    "int32",
    "int64",
    "is_differentiating",
    "is_tracing",
    "masked",
    "message",
    "normalise_axes",
    "normalise_axis",
    "not_finite",
    "out_of_bounds",
    "out_of_memory",
    "override",
    "overrides_in",
    "power_by_squaring",
    "promote",
    "promotion",
    "record_transfer",
    "register_tracing_probe",
    "shown",
    "singular",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "unknown_values",
]
