"""The fake's random numbers: the generator of CuPy that draws on the device, and its bits.

Its signatures are those of the real wheel. As there, some ranges of `integers` raise, and a state belongs to the device
that was current when it was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._functions import asarray
from ._ndarray import ndarray, unwrapped, wrapped
from .cuda.device import get_device_id

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Generator", "Philox4x3210"]


class Philox4x3210:
    """Bits whose state is an array on the device: the seed, and how often they were drawn."""

    def __init__(self, seed: Any = None, *, size: int = -1) -> None:
        given = seed if isinstance(seed, np.random.SeedSequence) else np.random.SeedSequence(seed)
        self._state = asarray(np.asarray([int(given.generate_state(1)[0]), 0]))
        self._current_device_id = get_device_id()

    def _next(self) -> np.random.Generator:
        if get_device_id() != self._current_device_id:
            raise RuntimeError("This Generator state is allocated in a different device")
        state = unwrapped(self._state)
        state[1] += 1
        return np.random.default_rng(state.tolist())


def _numbers(x: Any) -> Any:
    if not isinstance(x, ndarray) and type(x) not in (int, float):
        raise TypeError("a parameter is required to be a cupy.ndarray or a scalar")
    return unwrapped(x)


class Generator:
    """Draws from distributions."""

    def __init__(self, bit_generator: Philox4x3210) -> None:
        self.bit_generator = bit_generator

    def _draw(self, name: str, size: Any, *parameters: Any) -> Any:
        method: Callable[..., Any] = getattr(self.bit_generator._next(), name)
        return np.asarray(method(*map(_numbers, parameters), size=size))

    def random(self, size: Any = None, dtype: Any = np.float64, out: Any = None) -> Any:
        """Draw numbers from 0 up to 1, which is not included."""
        return wrapped(self._draw("random", size).astype(dtype))

    def standard_normal(self, size: Any = None, dtype: Any = np.float64, out: Any = None) -> Any:
        """Draw from the normal distribution."""
        return wrapped(self._draw("standard_normal", size).astype(dtype))

    def standard_exponential(
        self, size: Any = None, dtype: Any = np.float64, method: str = "inv", out: Any = None
    ) -> Any:
        """Draw from the exponential distribution."""
        return wrapped(self._draw("standard_exponential", size).astype(dtype))

    def standard_gamma(self, shape: Any, size: Any = None, dtype: Any = np.float64, out: Any = None) -> Any:
        """Draw from the gamma distribution."""
        return wrapped(self._draw("standard_gamma", size, shape).astype(dtype))

    def beta(self, a: Any, b: Any, size: Any = None, dtype: Any = np.float64) -> Any:
        """Draw from the beta distribution."""
        return wrapped(self._draw("beta", size, a, b).astype(dtype))

    def integers(
        self, low: int, high: int | None = None, size: Any = None, dtype: Any = np.int64, endpoint: bool = False
    ) -> Any:
        """Draw integers."""
        first, last = (0, low) if high is None else (low, high)
        span = last - first - (not endpoint)
        if 2**31 <= span < 2**32 or span >= 2**63:
            raise OverflowError("value too large to convert to int32_t or int64_t")
        return wrapped(self._draw("integers", size, first, first + span + 1).astype(dtype))

    def poisson(self, lam: Any = 1.0, size: Any = None) -> Any:
        """Draw from the Poisson distribution."""
        return wrapped(self._draw("poisson", size, lam))

    def binomial(self, n: Any, p: Any, size: Any = None) -> Any:
        """Draw from the binomial distribution."""
        count = np.asarray(_numbers(n)).astype(np.int64)
        return wrapped(np.asarray(self.bit_generator._next().binomial(count, _numbers(p), size)))
