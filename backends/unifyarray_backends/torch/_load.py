"""Builds the namespace of a device; imports torch."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import torch
from array_api_compat import torch as base
from array_api_compat.torch import fft as base_fft
from array_api_compat.torch import linalg as base_linalg

from unifyarray._backend.backend import Extension, NativeNamespace, overrides_in
from unifyarray._core.tracing import register_tracing_probe

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

    from unifyarray._array.array import Array
    from unifyarray._backend.backend import Backend
    from unifyarray._core.devices import Device

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
    _introduce()
    hooks = TorchHooks(backend, device)
    main, extension = overrides_in(_SECTIONS), overrides_in((linalg, linear_algebra_functions))
    if device.kind in _mps.KINDS:
        main = (*main, *_mps.MAIN)
    if names := backend.capabilities.host_fallbacks.get(device.kind):
        extension = (*extension, *_mps.host_fallbacks(names, {item.name: item for item in extension}))
    xp = NativeNamespace(base, torch, hooks, main)
    xp.linalg = Extension(base_linalg, torch.linalg, hooks, extension)
    xp.fft = Extension(base_fft, torch.fft, hooks, overrides_in((fft,)))
    hooks.xp = xp
    return xp


@functools.cache
def _introduce() -> None:
    """Tell torch of Array, and unifyarray of torch's compiler; once."""
    from torch.utils._pytree import register_pytree_node

    from unifyarray._array.array import Array

    register_pytree_node(Array, _flatten, _unflatten, serialized_type_name="unifyarray.Array")
    register_tracing_probe(torch.compiler.is_dynamo_compiling)


def _flatten(array: Array) -> tuple[list[Any], NativeNamespace]:
    return [array._native], array._xp


def _unflatten(children: Iterable[Any], xp: NativeNamespace) -> Array:
    from unifyarray._array.array import Array

    (native,) = children
    return Array(native, xp)
