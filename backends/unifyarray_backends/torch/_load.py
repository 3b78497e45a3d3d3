"""Build torch's namespace of a device."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import torch
from array_api_compat import torch as base
from array_api_compat.torch import fft as base_fft
from array_api_compat.torch import linalg as base_linalg

from unifyarray.plugin import Array, Extension, NativeNamespace, overrides_in, register_tracing_probe

from . import (
    _mps,
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
    from collections.abc import Iterable

    from unifyarray.plugin import Backend, Device, Override

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


_MODULES = tuple(module for section in _SECTIONS for module in getattr(section, "MODULES", (section,)))


def load(backend: Backend, device: Device) -> NativeNamespace:
    """Return the namespace of a device."""
    _register_with_torch()
    hooks = TorchHooks(backend, device)
    main, extension = overrides_in(_MODULES), overrides_in((linalg, linear_algebra_functions))
    if device.kind in _mps.KINDS:
        main = (*main, *mps_overrides())
    xp = NativeNamespace(base, torch, hooks, main)
    xp.linalg = Extension(base_linalg, torch.linalg, hooks, extension)
    xp.fft = Extension(base_fft, torch.fft, hooks, overrides_in((fft,)))
    hooks.xp = xp
    return xp


def mps_overrides() -> tuple[Override, ...]:
    """Return the overrides for Apple's GPUs, which replace those of all devices."""
    return tuple(item for section in _SECTIONS for item in getattr(section, "ON_MPS", ()))


@functools.cache
def _register_with_torch() -> None:
    """Register Array as a pytree node of torch, and torch's compiler as a tracing probe; once."""
    from torch.utils._pytree import register_pytree_node

    register_pytree_node(Array, _flatten, _unflatten, serialized_type_name="unifyarray.Array")
    register_tracing_probe(torch.compiler.is_dynamo_compiling)


def _flatten(array: Array) -> tuple[list[Any], NativeNamespace]:
    return [array._native], array._xp


def _unflatten(children: Iterable[Any], xp: NativeNamespace) -> Array:
    (native,) = children
    return Array(native, xp)
