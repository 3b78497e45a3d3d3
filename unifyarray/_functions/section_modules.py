"""The modules of the sections of the standard, and their functions that create arrays on a device."""

from __future__ import annotations

from . import (
    constants,
    creation,
    creation_functions,
    data_type_functions,
    elementwise_functions,
    fft,
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

MAIN: Final = (
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

#: By function whose ``device=`` defaults to the device of a bound namespace: the function that is called with the
#: namespace. The ``*_like`` functions are not listed, because they use the device of their argument.
CREATION: Final[dict[object, Callable[..., Any]]] = {
    creation_functions.arange: creation.arange,
    creation_functions.asarray: creation.asarray,
    creation_functions.empty: creation.empty,
    creation_functions.eye: creation.eye,
    creation_functions.from_dlpack: creation.from_dlpack,
    creation_functions.full: creation.full,
    creation_functions.linspace: creation.linspace,
    creation_functions.ones: creation.ones,
    creation_functions.zeros: creation.zeros,
    fft.fftfreq: fft.fftfreq_in,
    fft.rfftfreq: fft.rfftfreq_in,
    inspection.__array_namespace_info__: inspection.NamespaceInfo,
}
