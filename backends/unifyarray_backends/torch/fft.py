"""The fft extension."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from array_api_compat.torch import fft as base

from unifyarray._backend import override

from .creation_functions import float_dtype

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._dtypes import TorchDType
    from ._hooks import TorchHooks

_DEFAULTS = "lands on the CPU in float32, by torch's global defaults"


@override(reason=_DEFAULTS, case="fft/fftfreq/default_dtype", bound=True)
def fftfreq(
    hooks: TorchHooks,
    n: int,
    /,
    *,
    d: float = 1.0,
    dtype: TorchDType | None = None,
    device: torch.device | str | None = None,
) -> torch.Tensor:
    """Return the sample frequencies of a discrete Fourier transform."""
    return torch.fft.fftfreq(n, d, dtype=dtype or float_dtype(hooks), device=hooks.place(device))


@override(reason=_DEFAULTS, case="fft/rfftfreq/default_dtype", bound=True)
def rfftfreq(
    hooks: TorchHooks,
    n: int,
    /,
    *,
    d: float = 1.0,
    dtype: TorchDType | None = None,
    device: torch.device | str | None = None,
) -> torch.Tensor:
    """Return the sample frequencies of a discrete Fourier transform of real input."""
    return torch.fft.rfftfreq(n, d, dtype=dtype or float_dtype(hooks), device=hooks.place(device))


def _transform(name: str) -> Callable[..., torch.Tensor]:
    native: Callable[..., torch.Tensor] = getattr(base, name)

    @override(
        name=name,
        reason="with MKL it raises where there are points to transform, but no vectors of them",
        case=f"fft/{name}/empty",
    )
    def transform(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
        if x.numel() == 0:
            # Its checks of the arguments, the shape and the dtype, without data.
            return torch.empty_like(native(x.to("meta"), **kwargs), device=x.device)
        return native(x, **kwargs)

    transform.__name__ = transform.__qualname__ = name
    transform.__doc__ = native.__doc__
    return transform


fft = _transform("fft")
ifft = _transform("ifft")
fftn = _transform("fftn")
ifftn = _transform("ifftn")
rfft = _transform("rfft")
irfft = _transform("irfft")
rfftn = _transform("rfftn")
irfftn = _transform("irfftn")
hfft = _transform("hfft")
ihfft = _transform("ihfft")
