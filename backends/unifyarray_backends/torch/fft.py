"""The fft extension."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from unifyarray._backend import override

from .creation_functions import float_dtype

if TYPE_CHECKING:
    from ._dtypes import TorchDType
    from ._hooks import TorchHooks

_DEFAULTS = "lands on the CPU in float32, by torch's global defaults"


@override(reason=_DEFAULTS, case="fft/fftfreq/default_dtypes", bound=True)
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


@override(reason=_DEFAULTS, case="fft/rfftfreq/default_dtypes", bound=True)
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
