"""Build CuPy's namespace of a device."""

from __future__ import annotations

from typing import Any, Final

import cupy as cp
from array_api_compat import cupy as base
from array_api_compat.cupy import fft as base_fft
from array_api_compat.cupy import linalg as base_linalg

from unifyarray.plugin import Backend, Device, Extension, NativeNamespace, overrides_in

from . import (
    _errors,
    creation_functions,
    data_type_functions,
    elementwise_functions,
    fft,
    indexing_functions,
    inspection,
    linalg,
    linear_algebra_functions,
    manipulation_functions,
    sorting_functions,
    statistical_functions,
)
from ._devices import count, on_device
from ._hooks import CupyHooks

_SECTIONS: Final = (
    creation_functions,
    data_type_functions,
    elementwise_functions,
    indexing_functions,
    inspection,
    linear_algebra_functions,
    manipulation_functions,
    sorting_functions,
    statistical_functions,
)


def load(backend: Backend, device: Device) -> NativeNamespace:
    """Build the namespace of a device."""
    try:
        has_several_devices = count() > 1
    except cp.cuda.runtime.CUDARuntimeError as error:
        translated = _errors.translate_driver_error(error, device)
        if translated is None:
            raise
        raise translated from error
    hooks = CupyHooks(backend, device)
    xp = hooks.xp = NativeNamespace(base, cp, hooks, overrides_in(_SECTIONS))
    xp.linalg = Extension(base_linalg, cp.linalg, hooks, overrides_in((linalg, linear_algebra_functions)))
    xp.fft = Extension(base_fft, cp.fft, hooks, overrides_in((fft,)))
    if has_several_devices:  # a single device is always the current device
        for space in (xp, xp.linalg, xp.fft):
            _bind_to_device(space, device.index)
    return xp


def _bind_to_device(space: Any, index: int) -> None:
    """Make every function of a namespace run on its device."""
    for name, function in vars(space).items():
        if name.startswith("_") or isinstance(function, type) or not callable(function) or hasattr(function, "hooks"):
            continue
        bound = vars(space)[name] = on_device(index, function)
        plain = getattr(function, "func", function)
        if (fast_path := getattr(plain, "__fast_path__", None)) is not None:
            vars(bound)["__fast_path__"] = fast_path[0], on_device(index, fast_path[1])
