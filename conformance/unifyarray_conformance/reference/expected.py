"""Expected results of a call: dtype, shape and, for each element, the value and its tolerance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from .special_cases import Answer, Mask, Part, Values

# How an element is compared.
IGNORE: Final = 0  #: not compared
SAME: Final = 1  #: same value and same sign of zero; NaN matches NaN
SAME_SIZE: Final = 2  #: same absolute value, any sign
CLOSE: Final = 3  #: within the tolerance
SIGN: Final = 4  #: same sign bit
NORM: Final = 5  #: complex: the norm of the difference is within the tolerance


@dataclass(frozen=True)
class Component:
    """The real or the imaginary part of the expected values.

    Attributes
    ----------
    high, low : array of float64
        The exact value is ``high + low``.
    mode : array of uint8
        For each element, one of the constants above.
    """

    high: Values
    low: Values
    mode: Values

    @classmethod
    def of(cls, high: Values, low: Values | None = None, mode: int = SAME) -> Component:
        """Return a Component with one mode for all elements."""
        high = np.asarray(high, dtype=np.float64)
        return cls(high, np.zeros_like(high) if low is None else low, np.full(high.shape, mode, dtype=np.uint8))

    def overlaid(self, known: Part) -> Component:
        """Return a Component in which the standard's special cases replace the elements that they decide."""
        mode = np.where(known.free_sign, SAME_SIZE, np.where(known.approximate, CLOSE, SAME)).astype(np.uint8)
        # If a case decides only the sign, keep the computed value. If no value was computed, compare only the sign.
        signs = known.known & known.sign_only
        values = known.known & ~known.sign_only
        new = np.where(values, mode, self.mode)
        new = np.where(signs & (self.mode == IGNORE), SIGN, new).astype(np.uint8)
        high = np.where(values | (new == SIGN), known.value, self.high)
        # A product that underflows is a zero with the sign of the exact value.
        high = np.where(signs & (high == 0), np.copysign(0.0, known.value), high)
        return Component(high, np.where(values, 0.0, self.low), new)


@dataclass(frozen=True)
class Expected:
    """The expected result of a call.

    Attributes
    ----------
    dtype : str
        Name of the result's dtype.
    shape : tuple of int
        The result's shape.
    values : array or None
        The exact elements in the result's dtype, or None if ``real`` contains them.
    real, imag : Component or None
        The elements of floating-point results that are compared with a tolerance.
    ulp : float
        Tolerance in units of the last place of the exact value.
    absolute : float
        Absolute tolerance. A result within either tolerance passes.
    """

    dtype: str
    shape: tuple[int, ...]
    values: Values | None = None
    real: Component | None = None
    imag: Component | None = None
    ulp: float = 0.0
    absolute: float = 0.0

    @classmethod
    def exactly(cls, values: Any, dtype: str | None = None) -> Expected:
        """Expect exactly these values, including the sign of zeros. NaN matches NaN."""
        array = np.asarray(values) if dtype is None else np.asarray(values).astype(dtype)
        return cls(array.dtype.name, array.shape, array)

    @classmethod
    def up_to_zeros(cls, values: Values) -> Expected:
        """Expect these values, with zeros of either sign."""
        dtype = values.dtype.name
        if values.dtype.kind not in "fc":
            return cls.exactly(values)

        def component(part: Values) -> Component:
            mode = np.where(part == 0, SAME_SIZE, SAME).astype(np.uint8)
            return Component(part.astype(np.float64), np.zeros(part.shape), mode)

        imag = component(values.imag) if values.dtype.kind == "c" else None
        return cls(dtype, values.shape, real=component(values.real), imag=imag)

    @classmethod
    def kind_of(cls, dtype: str, shape: tuple[int, ...]) -> Expected:
        """Expect a dtype and a shape, with any values."""
        return cls(dtype, shape)

    def overlaid(self, known: Answer | None) -> Expected:
        """Return the expected result with the standard's special cases applied."""
        if known is None:
            return self
        real, imag = known
        assert self.real is not None
        if self.imag is None or imag is None:
            if self.values is not None:
                values = np.where(real.known & ~real.sign_only, real.value != 0, self.values)
                return replace(self, values=values)
            return replace(self, real=self.real.overlaid(real))
        # NORM compares both parts together. A case that decides one part always decides the other as well.
        return replace(self, real=self.real.overlaid(real), imag=self.imag.overlaid(imag))

    def at(self, position: tuple[int, ...]) -> Expected:
        """Return the expected result of a single element, as a 0-d array."""

        def pick(component: Component | None) -> Component | None:
            if component is None:
                return None
            return Component(*(np.asarray(getattr(component, n)[position]) for n in ("high", "low", "mode")))

        values = None if self.values is None else np.asarray(self.values[position])
        return replace(self, shape=(), values=values, real=pick(self.real), imag=pick(self.imag))

    def everywhere(self, position: tuple[int, ...]) -> Expected:
        """Return the expected result of an array that repeats a single element in every position."""

        def spread(array: Values) -> Values:
            return np.full_like(array, array[position])

        def put(component: Component | None) -> Component | None:
            if component is None:
                return None
            return Component(*(spread(getattr(component, n)) for n in ("high", "low", "mode")))

        values = None if self.values is None else spread(self.values)
        return replace(self, values=values, real=put(self.real), imag=put(self.imag))


__all__ = ["CLOSE", "IGNORE", "NORM", "SAME", "SAME_SIZE", "SIGN", "Component", "Expected", "Mask"]
