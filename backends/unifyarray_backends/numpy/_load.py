"""Build NumPy's namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import array_api_compat.numpy as base
import array_api_compat.numpy.fft as base_fft
import array_api_compat.numpy.linalg as base_linalg
import numpy as np

from unifyarray.plugin import Backend, Device, Extension, NativeNamespace, Override, overrides_in

from . import (
    creation_functions,
    data_type_functions,
    elementwise_functions,
    fft,
    indexing_functions,
    inspection,
    linalg,
    linear_algebra_functions,
    manipulation_functions,
    searching_functions,
    set_functions,
    sorting_functions,
    statistical_functions,
    utility_functions,
)
from ._hooks import NumpyHooks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

_SECTIONS = (
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


def load(backend: Backend, device: Device) -> NativeNamespace:
    """Build the namespace."""
    hooks = NumpyHooks(backend, device)
    conforming = elementwise_functions.conforming()
    overrides = [item for item in _overrides(_SECTIONS) if item.name not in conforming]
    xp = hooks.xp = NativeNamespace(base, np, hooks, overrides)
    xp.linalg = Extension(base_linalg, np.linalg, hooks, _overrides((linalg, linear_algebra_functions)))
    xp.fft = Extension(base_fft, np.fft, hooks, _overrides((fft,)))
    return xp


def _overrides(sections: Iterable[ModuleType]) -> tuple[Override, ...]:
    """Return the overrides of sections; NumPy's own functions come first, so that other overrides replace them."""
    own = [item for section in sections for item in getattr(section, "UNWRAPPED", ())]
    return *own, *overrides_in(sections)
