"""CuPy's own random numbers, for ``ua.random.default_rng(seed, fast=True)``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cupy as cp

if TYPE_CHECKING:
    import numpy as np

#: CuPy draws integers below this number from 32 bits with signed parameters.
_SHORT: Final = 2**31
#: It draws integers below a number from this one on from 64 bits.
_LONG: Final = 2**32


class CupySource:
    """A ``cupy.random.Generator`` of one device, with the draws that unifyarray makes with it."""

    def __init__(self, seed: np.random.SeedSequence, index: int) -> None:
        self._device = cp.cuda.Device(index)
        with self._device:
            bits = cp.random.Philox4x3210(seed)
            self._generator = cp.random.Generator(bits)
            self._state = bits._state  # CuPy has no public access to it

    def get_state(self) -> Any:
        """Return the state as an array of NumPy."""
        with self._device:
            return self._state.get()

    def set_state(self, state: Any) -> None:
        """Go on from a state."""
        with self._device:
            self._state[...] = cp.asarray(state)

    def random(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """Draw numbers from 0 up to 1, which is not included."""
        with self._device:
            return self._generator.random(shape, dtype)

    def standard_normal(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """Draw from the normal distribution."""
        with self._device:
            return self._generator.standard_normal(shape, dtype)

    def standard_exponential(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """Draw from the exponential distribution."""
        with self._device:
            return self._generator.standard_exponential(shape, dtype)

    def standard_gamma(self, alpha: Any, shape: tuple[int, ...], dtype: Any) -> Any:
        """Draw from the gamma distribution with scale 1."""
        with self._device:
            return cp.where(alpha == 0, 0, self._generator.standard_gamma(alpha, shape, dtype)).astype(dtype)

    def beta(self, a: Any, b: Any, shape: tuple[int, ...], dtype: Any) -> Any:
        """Draw from the beta distribution."""
        with self._device:
            return self._generator.beta(a, b, shape).astype(dtype, copy=False)

    def integers(self, low: int, high: int, shape: tuple[int, ...], dtype: Any) -> Any:
        """Draw integers from ``low`` up to ``high``, which is not included."""
        least, most = cp.iinfo(cp.int64).min, cp.iinfo(cp.int64).max
        if low < least or high > most or not (high - low <= _SHORT or _LONG < high - low <= most):
            return NotImplemented
        with self._device:
            return self._generator.integers(low, high, shape).astype(dtype, copy=False)

    def poisson(self, lam: Any, shape: tuple[int, ...]) -> Any:
        """Draw from the Poisson distribution."""
        with self._device:
            return self._generator.poisson(lam, shape)

    def binomial(self, n: Any, p: Any, shape: tuple[int, ...]) -> Any:
        """Draw from the binomial distribution."""
        with self._device:
            return self._generator.binomial(n, p, shape)

    def permutation(self, length: int) -> Any:
        """Return the integers below ``length`` in a random order."""
        with self._device:
            return cp.argsort(self._generator.random((length,)))


__all__ = ["CupySource"]
