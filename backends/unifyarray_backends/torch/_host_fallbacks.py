"""Compute functions of ``linalg`` on the host for devices without a kernel."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

import torch
from array_api_compat.torch import linalg as base

from unifyarray.plugin import Override

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: By function whose values are not checked directly: the id of the check that fails without the fallback.
_CHECKS: Final = {
    **dict.fromkeys(("linalg.eig", "linalg.eigh", "linalg.svd"), "linalg/{}/rebuilt"),
    **dict.fromkeys(("linalg.det", "linalg.slogdet", "linalg.solve"), "gradients/linalg.{}/first"),
}


def host_fallbacks(names: Iterable[str], overrides: Mapping[str, Override]) -> tuple[Override, ...]:
    """Return overrides of functions of ``linalg`` that compute on the host and copy the result back.

    Parameters
    ----------
    names : iterable of str
        The functions: ``"linalg.svd"``.
    overrides : mapping of str to Override
        Our overrides by name; other functions are array_api_compat's.
    """
    return tuple(_on_host(name, overrides) for name in sorted(names))


def _on_host(name: str, overrides: Mapping[str, Override]) -> Override:
    short = name.removeprefix("linalg.")
    native = overrides[short].function if short in overrides else getattr(base, short)

    @functools.wraps(native)
    def function(x: torch.Tensor, /, *args: Any, **kwargs: Any) -> Any:
        host = [value.cpu() if isinstance(value, torch.Tensor) else value for value in args]
        options = {key: value.cpu() if isinstance(value, torch.Tensor) else value for key, value in kwargs.items()}
        result = native(x.cpu(), *host, **options)
        if isinstance(result, torch.Tensor):
            return _to_device_of(x, result)
        parts = [_to_device_of(x, part) for part in result]
        # The types of torch's named results take one sequence, those of Python's named tuples take the parts.
        return type(result)(parts) if hasattr(type(result), "n_fields") else type(result)(*parts)

    case = _CHECKS.get(name, "linalg/{}/value").format(short)
    return Override(short, function, "the device has no kernel: computed on the host", case, None, False)


def _to_device_of(x: torch.Tensor, part: torch.Tensor) -> torch.Tensor:
    return part.resolve_conj().to(x.device)


__all__ = ["host_fallbacks"]
