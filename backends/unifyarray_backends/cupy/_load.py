"""CuPy's namespace of a device, put together."""

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
    elementwise_complex,
    elementwise_functions,
    fft,
    indexing_functions,
    inspection,
    linalg,
    manipulation_functions,
    sorting_functions,
    statistical_functions,
)
from ._devices import count, on
from ._hooks import CupyHooks

_SECTIONS: Final = (
    creation_functions,
    data_type_functions,
    elementwise_complex,
    elementwise_functions,
    indexing_functions,
    inspection,
    manipulation_functions,
    sorting_functions,
    statistical_functions,
)


def load(backend: Backend, device: Device) -> NativeNamespace:
    """Build the namespace of a device."""
    try:
        several = count() > 1
    except cp.cuda.runtime.CUDARuntimeError as error:
        ours = _errors.of_device(error, device)
        if ours is None:
            raise
        raise ours from error
    hooks = CupyHooks(backend, device)
    xp = hooks.xp = NativeNamespace(base, cp, hooks, overrides_in(_SECTIONS))
    xp.linalg = Extension(base_linalg, cp.linalg, hooks, overrides_in((linalg,)))
    xp.fft = Extension(base_fft, cp.fft, hooks, overrides_in((fft,)))
    if several:  # with one device, that one is always the current one
        for space in (xp, xp.linalg, xp.fft):
            _bind(space, device.index)
    return xp


def _bind(space: Any, index: int) -> None:
    """Have every function of a namespace run on its device."""
    for name, function in vars(space).items():
        if name.startswith("_") or isinstance(function, type) or not callable(function) or hasattr(function, "hooks"):
            continue
        bound = vars(space)[name] = on(index, function)
        plain = getattr(function, "func", function)
        if (way := getattr(plain, "__fast_path__", None)) is not None:
            vars(bound)["__fast_path__"] = way[0], on(index, way[1])
