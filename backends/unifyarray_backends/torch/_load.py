"""Builds the namespace of a device; imports torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from array_api_compat import torch as base
from array_api_compat.torch import fft as base_fft
from array_api_compat.torch import linalg as base_linalg

from unifyarray._backend import Extension, NativeNamespace, overrides_in

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
from ._hooks import TorchHooks

if TYPE_CHECKING:
    from unifyarray._backend import Backend
    from unifyarray._device import Device

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
    """Return the namespace of a device."""
    hooks = TorchHooks(backend, device)
    xp = NativeNamespace(base, torch, hooks, overrides_in(_SECTIONS))
    xp.linalg = Extension(base_linalg, torch.linalg, hooks, overrides_in((linalg,)))
    xp.fft = Extension(base_fft, torch.fft, hooks, overrides_in((fft,)))
    hooks.xp = xp
    return xp
