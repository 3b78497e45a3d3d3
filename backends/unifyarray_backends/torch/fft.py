"""Fourier transforms: default dtypes, and arrays without elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from array_api_compat.torch import fft as base

from unifyarray.plugin import override

from .creation_functions import float_dtype

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._dtypes import TorchDType
    from ._hooks import TorchHooks

_DEFAULTS = "uses torch's global defaults, float32 on the CPU"


def _override_frequencies(name: str, doc: str) -> Callable[..., torch.Tensor]:
    native = getattr(torch.fft, name)

    @override(name=name, reason=_DEFAULTS, case=f"fft/{name}/default_dtype", bound=True)
    def frequencies(
        hooks: TorchHooks,
        n: int,
        /,
        *,
        d: float = 1.0,
        dtype: TorchDType | None = None,
        device: torch.device | str | None = None,
    ) -> torch.Tensor:
        return native(n, d, dtype=dtype or float_dtype(hooks), device=hooks.as_torch_device(device))

    frequencies.__name__ = frequencies.__qualname__ = name
    frequencies.__doc__ = doc
    return frequencies


fftfreq = _override_frequencies("fftfreq", "Return the sample frequencies of a discrete Fourier transform.")
rfftfreq = _override_frequencies(
    "rfftfreq", "Return the sample frequencies of a discrete Fourier transform of real input."
)


def _override_transform(name: str, transform: Callable[..., torch.Tensor]) -> Callable[..., torch.Tensor]:
    transform.__name__ = transform.__qualname__ = name
    transform.__doc__ = getattr(base, name).__doc__
    reason = "raises an error with MKL if the transformed axis has elements but the array is empty"
    return override(name=name, reason=reason, case=f"fft/{name}/empty")(transform)


def _call(native: Callable[..., torch.Tensor], x: torch.Tensor, **kwargs: Any) -> torch.Tensor:
    if x.numel() == 0:
        # The meta device checks the arguments and returns the shape and dtype, without data.
        like = native(x.to("meta"), **kwargs)
        if like.numel() == 0:
            part = x.real if x.is_complex() and not like.is_complex() else x
            return part.to(like.dtype).reshape(like.shape)  # made from x, so that a gradient flows back
    return native(x, **kwargs)


def _along_axis(name: str) -> Callable[..., torch.Tensor]:
    native: Callable[..., torch.Tensor] = getattr(base, name)

    def transform(
        x: torch.Tensor, /, *, n: int | None = None, axis: int = -1, norm: str = "backward", **kwargs: Any
    ) -> torch.Tensor:
        return _call(native, x, n=n, dim=axis, norm=norm, **kwargs)

    return _override_transform(name, transform)


def _along_axes(name: str) -> Callable[..., torch.Tensor]:
    native: Callable[..., torch.Tensor] = getattr(base, name)

    def transform(
        x: torch.Tensor,
        /,
        *,
        s: Sequence[int] | None = None,
        axes: Sequence[int] | None = None,
        norm: str = "backward",
        **kwargs: Any,
    ) -> torch.Tensor:
        return _call(native, x, s=s, axes=axes, norm=norm, **kwargs)

    return _override_transform(name, transform)


fft = _along_axis("fft")
ifft = _along_axis("ifft")
fftn = _along_axes("fftn")
ifftn = _along_axes("ifftn")
rfft = _along_axis("rfft")
irfft = _along_axis("irfft")
rfftn = _along_axes("rfftn")
irfftn = _along_axes("irfftn")
hfft = _along_axis("hfft")
ihfft = _along_axis("ihfft")
