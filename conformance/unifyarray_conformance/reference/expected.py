"""What a call should return: dtype, shape and, element by element, the value and how closely it is to be met."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from .special_cases import Answer, Mask, Part, Values

#: How an element of a component is compared.
IGNORE: Final = 0  #: left open
SAME: Final = 1  #: value and sign of zero; NaN for NaN
SAME_SIZE: Final = 2  #: value, whatever the sign
CLOSE: Final = 3  #: within the tolerance
SIGN: Final = 4  #: the sign bit alone
NORM: Final = 5  #: complex: the distance of both parts together within the tolerance


@dataclass(frozen=True)
class Component:
    """The real or the imaginary part of the expected values.

    Attributes
    ----------
    high, low : array of float64
        The exact value is their sum.
    mode : array of uint8
        One of the constants above for each element.
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
        """Return the Component with the elements replaced that the standard's special cases decide."""
        mode = np.where(known.free_sign, SAME_SIZE, np.where(known.approximate, CLOSE, SAME)).astype(np.uint8)
        # Where only the sign is decided, the value stays as it was computed, unless it was not.
        signs = known.known & known.sign_only
        values = known.known & ~known.sign_only
        new = np.where(values, mode, self.mode)
        new = np.where(signs & (self.mode == IGNORE), SIGN, new).astype(np.uint8)
        high = np.where(values | (new == SIGN), known.value, self.high)
        # A product that underflows has the sign of the exact value: a signed zero.
        high = np.where(signs & (high == 0), np.copysign(0.0, known.value), high)
        return Component(high, np.where(values, 0.0, self.low), new)


@dataclass(frozen=True)
class Expected:
    """What a call should return.

    Attributes
    ----------
    dtype : str
        Name of the dtype.
    shape : tuple of int
        The shape.
    values : array or None
        The exact elements, in the dtype; None where ``real`` has them.
    real, imag : Component or None
        The elements of floating results that are not simply exact.
    ulp : float
        Tolerance in units of the last place, from the exact value.
    absolute : float
        An absolute tolerance that suffices as well.
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
        """Return the expectation of these very values; zeros by sign, NaN for NaN."""
        array = np.asarray(values) if dtype is None else np.asarray(values).astype(dtype)
        return cls(array.dtype.name, array.shape, array)

    @classmethod
    def up_to_zeros(cls, values: Values) -> Expected:
        """Return the expectation of these values, zeros of either sign."""
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
        """Return the expectation of a dtype and a shape, of any values."""
        return cls(dtype, shape)

    def overlaid(self, known: Answer | None) -> Expected:
        """Return the expectation with the standard's special cases put in."""
        if known is None:
            return self
        real, imag = known
        assert self.real is not None
        if self.imag is None or imag is None:
            if self.values is not None:
                values = np.where(real.known & ~real.sign_only, real.value != 0, self.values)
                return replace(self, values=values)
            return replace(self, real=self.real.overlaid(real))
        # Normwise comparison takes both parts; where a case decides one of them, it decides the other, too.
        return replace(self, real=self.real.overlaid(real), imag=self.imag.overlaid(imag))

    def at(self, place: tuple[int, ...]) -> Expected:
        """Return the expectation of a single element, as a 0-d array."""

        def pick(component: Component | None) -> Component | None:
            if component is None:
                return None
            return Component(*(np.asarray(getattr(component, n)[place]) for n in ("high", "low", "mode")))

        values = None if self.values is None else np.asarray(self.values[place])
        return replace(self, shape=(), values=values, real=pick(self.real), imag=pick(self.imag))

    def everywhere(self, place: tuple[int, ...]) -> Expected:
        """Return the expectation of a single element in all places."""

        def spread(array: Values) -> Values:
            return np.full_like(array, array[place])

        def put(component: Component | None) -> Component | None:
            if component is None:
                return None
            return Component(*(spread(getattr(component, n)) for n in ("high", "low", "mode")))

        values = None if self.values is None else spread(self.values)
        return replace(self, values=values, real=put(self.real), imag=put(self.imag))


__all__ = ["CLOSE", "IGNORE", "NORM", "SAME", "SAME_SIZE", "SIGN", "Component", "Expected", "Mask"]
