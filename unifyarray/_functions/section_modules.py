"""The modules of the standard's sections, and which of their functions create arrays on a device."""

from __future__ import annotations

from . import (
    constants,
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
    from typing import Final

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

#: Functions that a bound namespace fixes to its device. The ``*_like`` functions follow their argument.
CREATION: Final = frozenset(
    {
        creation_functions.arange,
        creation_functions.asarray,
        creation_functions.empty,
        creation_functions.eye,
        creation_functions.from_dlpack,
        creation_functions.full,
        creation_functions.linspace,
        creation_functions.ones,
        creation_functions.zeros,
        fft.fftfreq,
        fft.rfftfreq,
        inspection.__array_namespace_info__,
    }
)
