"""Torch's own random numbers, for ``ua.random.default_rng(seed, fast=True)``."""

from __future__ import annotations

from typing import Any, Final

import torch

#: The kinds of devices that have kernels for all distributions.
_COMPLETE: Final = frozenset({"cpu", "cuda"})


class TorchSource:
    """A ``torch.Generator`` of one device, with the draws that unifyarray makes with it."""

    def __init__(self, seed: int, device: torch.device) -> None:
        self._device = device
        self._generator = torch.Generator(device=device)
        self._generator.manual_seed(seed)

    def get_state(self) -> Any:
        """Return the state as an array of NumPy."""
        return self._generator.get_state().numpy()

    def set_state(self, state: Any) -> None:
        """Go on from a state."""
        self._generator.set_state(torch.from_numpy(state.copy()))

    def random(self, shape: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
        """Draw numbers from 0 up to 1, which is not included."""
        return torch.rand(shape, generator=self._generator, dtype=dtype, device=self._device)

    def standard_normal(self, shape: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
        """Draw from the normal distribution."""
        return torch.randn(shape, generator=self._generator, dtype=dtype, device=self._device)

    def standard_exponential(self, shape: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
        """Draw from the exponential distribution."""
        return torch.empty(shape, dtype=dtype, device=self._device).exponential_(generator=self._generator)

    def integers(self, low: int, high: int, shape: tuple[int, ...], dtype: torch.dtype) -> Any:
        """Draw integers from ``low`` up to ``high``, which is not included."""
        if high > torch.iinfo(torch.int64).max or dtype in (torch.uint16, torch.uint32, torch.uint64):
            return NotImplemented
        return torch.randint(low, high, shape, generator=self._generator, dtype=dtype, device=self._device)

    def permutation(self, length: int) -> torch.Tensor:
        """Return the integers below ``length`` in a random order."""
        return torch.randperm(length, generator=self._generator, device=self._device)

    def standard_gamma(self, alpha: torch.Tensor, shape: tuple[int, ...], dtype: torch.dtype) -> Any:
        """Draw from the gamma distribution with scale 1."""
        if self._device.type not in _COMPLETE:
            return NotImplemented
        given = alpha.to(dtype).expand(shape).contiguous()
        # torch.distributions.Gamma calls it, too, but takes no generator. For 0, it draws the smallest normal number.
        drawn = torch._standard_gamma(given, generator=self._generator)  # pyright: ignore[reportPrivateImportUsage]
        return torch.where(given == 0, 0, drawn)

    def poisson(self, lam: torch.Tensor, shape: tuple[int, ...]) -> Any:
        """Draw from the Poisson distribution."""
        if self._device.type not in _COMPLETE:
            return NotImplemented
        return torch.poisson(lam.to(torch.float64).expand(shape), generator=self._generator).to(torch.int64)

    def binomial(self, n: torch.Tensor, p: torch.Tensor, shape: tuple[int, ...]) -> Any:
        """Draw from the binomial distribution."""
        if self._device.type not in _COMPLETE:
            return NotImplemented
        count, probability = (x.to(torch.float64).expand(shape).contiguous() for x in (n, p))
        return torch.binomial(count, probability, generator=self._generator).to(torch.int64)


__all__ = ["TorchSource"]
