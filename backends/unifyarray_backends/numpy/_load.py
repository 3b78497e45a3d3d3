"""NumPy's namespace, put together."""

from __future__ import annotations

import array_api_compat.numpy as base
import array_api_compat.numpy.fft as base_fft
import array_api_compat.numpy.linalg as base_linalg
import numpy as np

from unifyarray._backend.backend import Backend, Extension, NativeNamespace, overrides_in
from unifyarray._core.devices import Device

from . import (
    _unwrapped,
    bfloat16,
    creation_functions,
    data_type_functions,
    elementwise_complex,
    elementwise_functions,
    fft,
    inspection,
    linalg,
    manipulation_functions,
    set_functions,
    sorting_functions,
    statistical_functions,
    utility_functions,
)
from ._hooks import NumpyHooks

_SECTIONS = (
    creation_functions,
    data_type_functions,
    elementwise_complex,
    elementwise_functions,
    inspection,
    manipulation_functions,
    set_functions,
    sorting_functions,
    statistical_functions,
    utility_functions,
)


def load(backend: Backend, device: Device) -> NativeNamespace:
    """Build the namespace."""
    hooks = NumpyHooks(backend, device)
    right = elementwise_complex.conforming()
    overrides = (*_unwrapped.MAIN, *bfloat16.MAIN, *(o for o in overrides_in(_SECTIONS) if o.name not in right))
    xp = hooks.xp = NativeNamespace(base, np, hooks, overrides)
    xp.linalg = Extension(base_linalg, np.linalg, hooks, (*_unwrapped.LINALG, *overrides_in((linalg,))))
    xp.fft = Extension(base_fft, np.fft, hooks, (*_unwrapped.FFT, *overrides_in((fft,))))
    return xp
