"""One namespace over every array library: the Python array API standard, with the same answers everywhere.

``import unifyarray as ua`` gives the standard's functions on ``ua.Array``, over NumPy, PyTorch and any other backend
that is installed. The device is chosen by ``UNIFYARRAY_DEVICE`` or ``ua.use``. No array library is imported until it
is needed.

Documentation: https://github.com/unifyarray/unifyarray/blob/main/docs/index.md. On the command line,
``python -m unifyarray info`` shows the backends and devices of this machine.
"""

from __future__ import annotations

from . import fft, linalg, random, special
from . import typing as typing
from ._array.array import Array
from ._array.data_out import native, to_numpy
from ._array.sharing import shares_memory
from ._array.transfer import convert
from ._core.devices import Device
from ._core.dtypes import (
    DType,
    bfloat16,
    bool,
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
    ConfigurationWarning,
    CopyRequiredError,
    DeviceMismatchError,
    DeviceUnavailableError,
    OutOfMemoryError,
    TracingError,
    TransferWarning,
)
from ._functions import (
    beyond_standard,
    constants,
    creation_functions,
    data_type_functions,
    elementwise_functions,
    indexing_functions,
    inspection,
    linear_algebra_functions,
    manipulation_functions,
    searching_functions,
    set_functions,
    sorting_functions,
    statistical_functions,
    utility_functions,
)
from ._functions import name_public_items as _name_public_items
from ._functions.beyond_standard import *  # noqa: F403
from ._functions.bound_namespaces import __array_api_version__, array_namespace, namespace
from ._functions.constants import *  # noqa: F403
from ._functions.creation_functions import *  # noqa: F403
from ._functions.data_type_functions import *  # noqa: F403
from ._functions.elementwise_functions import *  # noqa: F403
from ._functions.files import load, save
from ._functions.indexing_functions import *  # noqa: F403
from ._functions.inspection import *  # noqa: F403
from ._functions.linear_algebra_functions import *  # noqa: F403
from ._functions.manipulation_functions import *  # noqa: F403
from ._functions.searching_functions import *  # noqa: F403
from ._functions.set_functions import *  # noqa: F403
from ._functions.sorting_functions import *  # noqa: F403
from ._functions.statistical_functions import *  # noqa: F403
from ._functions.utility_functions import *  # noqa: F403
from ._runtime.registry import backends, devices, register_backend, show_versions
from ._runtime.selection import current, set_default, show_config, use
from ._runtime.transfers import transfers
from ._transforms.gradients import grad, hessian, jacobian, jvp, no_grad, stop_gradient, value_and_grad, vjp
from ._transforms.portable import portable
from ._transforms.programs import jit, vmap

#: Read from here into the distribution's metadata.
__version__ = "0.1.0"

__all__ = [
    "Array",
    "AxisError",
    "BackendUnavailableError",
    "ConfigurationError",
    "ConfigurationWarning",
    "CopyRequiredError",
    "DType",
    "Device",
    "DeviceMismatchError",
    "DeviceUnavailableError",
    "OutOfMemoryError",
    "TracingError",
    "TransferWarning",
    "__array_api_version__",
    "array_namespace",
    "backends",
    "bfloat16",
    "bool",
    "complex64",
    "complex128",
    "convert",
    "current",
    "devices",
    "fft",
    "float16",
    "float32",
    "float64",
    "grad",
    "hessian",
    "int8",
    "int16",
    "int32",
    "int64",
    "jacobian",
    "jit",
    "jvp",
    "linalg",
    "load",
    "namespace",
    "native",
    "no_grad",
    "portable",
    "random",
    "register_backend",
    "save",
    "set_default",
    "shares_memory",
    "show_config",
    "show_versions",
    "special",
    "stop_gradient",
    "to_numpy",
    "transfers",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "use",
    "value_and_grad",
    "vjp",
    "vmap",
]
__all__ += beyond_standard.__all__
__all__ += constants.__all__
__all__ += creation_functions.__all__
__all__ += data_type_functions.__all__
__all__ += elementwise_functions.__all__
__all__ += indexing_functions.__all__
__all__ += inspection.__all__
__all__ += linear_algebra_functions.__all__
__all__ += manipulation_functions.__all__
__all__ += searching_functions.__all__
__all__ += set_functions.__all__
__all__ += sorting_functions.__all__
__all__ += statistical_functions.__all__
__all__ += utility_functions.__all__


_name_public_items(globals(), __all__, __name__)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted([*__all__, "__version__"])
