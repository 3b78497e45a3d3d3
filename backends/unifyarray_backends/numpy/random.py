"""NumPy's default random numbers, for ``ua.random.default_rng(seed, fast=True)``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .._numpy_like.dtypes import Array


class NumpySource:
    """``numpy.random.default_rng``, whose bits cost less than Philox's."""

    def __init__(self, seed: np.random.SeedSequence) -> None:
        self._generator = np.random.default_rng(seed)

    def get_state(self) -> Any:
        """Return the state as a dict."""
        return self._generator.bit_generator.state

    def set_state(self, state: Any) -> None:
        """Go on from a state."""
        self._generator.bit_generator.state = state

    def random(self, shape: tuple[int, ...], dtype: Any) -> Array:
        """Draw numbers from 0 up to 1, which is not included."""
        return np.asarray(self._generator.random(shape, dtype=dtype))

    def standard_normal(self, shape: tuple[int, ...], dtype: Any) -> Array:
        """Draw from the normal distribution."""
        return np.asarray(self._generator.standard_normal(shape, dtype=dtype))

    def standard_exponential(self, shape: tuple[int, ...], dtype: Any) -> Array:
        """Draw from the exponential distribution."""
        return np.asarray(self._generator.standard_exponential(shape, dtype=dtype))

    def standard_gamma(self, alpha: Array, shape: tuple[int, ...], dtype: Any) -> Array:
        """Draw from the gamma distribution with scale 1."""
        return np.asarray(self._generator.standard_gamma(alpha.astype(np.float64), shape, dtype=dtype))

    def beta(self, a: Array, b: Array, shape: tuple[int, ...], dtype: Any) -> Array:
        """Draw from the beta distribution."""
        return np.asarray(self._generator.beta(a, b, shape), dtype=dtype)

    def integers(self, low: int, high: int, shape: tuple[int, ...], dtype: Any) -> Array:
        """Draw integers from ``low`` up to ``high``, which is not included."""
        return np.asarray(self._generator.integers(low, high, shape, dtype=dtype))

    def poisson(self, lam: Array, shape: tuple[int, ...]) -> Array:
        """Draw from the Poisson distribution."""
        return np.asarray(self._generator.poisson(lam, shape))

    def binomial(self, n: Array, p: Array, shape: tuple[int, ...]) -> Array:
        """Draw from the binomial distribution."""
        return np.asarray(self._generator.binomial(n.astype(np.int64), p, shape))

    def permutation(self, length: int) -> Array:
        """Return the integers below ``length`` in a random order."""
        return self._generator.permutation(length)


__all__ = ["NumpySource"]
