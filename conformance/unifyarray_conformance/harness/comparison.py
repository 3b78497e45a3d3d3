"""The comparison of a result with its expectation, which finds the worst element.

It compares type, namespace, dtype, device and shape first, then the values: either they must be the same (NaN equals
NaN, and zeros have signs), or the distance is measured in units of the last place (ULP). The distance of complex
numbers is that of both parts together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ..reference.dtypes import COMPLEX, REAL_FLOATING, mantissa
from ..reference.expected import CLOSE, IGNORE, NORM, SAME, SAME_SIZE, SIGN, Component, Expected
from ..reference.special_cases import Mask, Values

#: Rounding the exact value adds an error of half a unit in the last place.
ROUNDING: Final = 0.5

_SMALLEST: Final = {24: 2.0**-126, 53: 2.0**-1022}
_BEYOND: Final = {24: 2.0**128, 53: float(np.finfo(np.float64).max)}
_EXPONENT: Final = {24: (-149, 128), 53: (-1074, 1024)}


@dataclass(frozen=True)
class Difference:
    """The result of a comparison.

    Attributes
    ----------
    wrong : str or None
        The first property that differs: type, namespace, dtype, device, shape or value; None if all are right.
    message : str
        The difference in words.
    index : tuple of int or None
        Index of the worst element.
    ulp : float or None
        The largest distance in units of the last place among elements compared within a tolerance.
    ulp_index : tuple of int or None
        Index of that element.
    """

    wrong: str | None = None
    message: str = ""
    index: tuple[int, ...] | None = None
    ulp: float | None = None
    ulp_index: tuple[int, ...] | None = None


def compare(ua: Any, xp: Any, got: Any, expected: Expected, *, flushes: bool = False) -> Difference:
    """Compare the result of a call in the Array tier with its expectation.

    Parameters
    ----------
    ua : module
        The package ``unifyarray``.
    xp : namespace
        The bound namespace of a right result.
    got : object
        The result.
    expected : Expected
        The expectation.
    flushes : bool, default False
        The device flushes subnormal numbers to zero.
    """
    if type(got) is not ua.Array:
        return Difference("type", f"returned {type(got).__module__}.{type(got).__name__}, not a ua.Array")
    space = ua.array_namespace(got)
    if space is not xp:
        return Difference("namespace", f"returned an Array of {space!r}, not of {xp!r}")
    device = xp.native.hooks.device
    if (stray := _stray(xp, got)) is not None:
        return Difference("namespace", stray)
    if got.device != device:
        return Difference("device", f"returned an Array on {got.device}, not on {device}")
    if str(got.dtype) != expected.dtype:
        return Difference("dtype", f"returned dtype {got.dtype}, expected {expected.dtype}")
    unknown = xp.native.hooks.backend.capabilities.unknown_shapes
    if not has_shape(got, expected.shape, unknown=unknown):
        return Difference("shape", f"returned shape {got.shape}, expected {expected.shape}")
    if expected.values is None and expected.real is None:
        return Difference()
    host = ua.to_numpy(got, force=True)
    if host.dtype.name != expected.dtype or host.shape != expected.shape:
        return Difference("value", f"its host copy has dtype {host.dtype} and shape {host.shape}")
    return compare_values(host, expected, flushes=flushes)


def _stray(xp: Any, got: Any) -> str | None:
    """Return an error message if an Array's native array belongs to another library or device, else None."""
    native, backend = got._native, xp.native.hooks.backend
    if isinstance(native, backend.scalars()):
        return None
    if not isinstance(native, backend.types()):
        return f"the Array holds a {type(native).__module__}.{type(native).__name__}, not an array of {backend.name}"
    space = backend.namespace_of(native)
    return None if space is xp.native else f"the Array holds an array of {space!r}, not of {xp.native!r}"


def has_shape(got: Any, shape: tuple[int, ...], *, unknown: bool) -> bool:
    """Return whether an Array has the given shape. If lengths can be unknown, None is right for every length."""
    lengths = tuple(got.shape)
    if unknown and len(lengths) == len(shape):
        lengths = tuple(expected if n is None else n for n, expected in zip(lengths, shape, strict=True))
    return lengths == shape and all(type(n) is int for n in lengths)


def compare_values(got: Values, expected: Expected, *, flushes: bool = False) -> Difference:
    """Compare elements on the host."""
    if got.size == 0:
        return Difference()
    error, exact = _errors(got, expected)
    if flushes and expected.dtype in (*REAL_FLOATING, *COMPLEX):
        error = np.where(_below_normal(got, expected), 0.0, error)
    limit = np.where(exact, 0.0, expected.ulp)
    bad = error > limit
    close = np.where(exact | ~np.isfinite(error), -1.0, error)
    ulp_index = _index_of_largest(close) if expected.ulp and (close >= 0).any() else None
    ulp = None if ulp_index is None else float(close[ulp_index])
    if not bad.any():
        return Difference(ulp=ulp, ulp_index=ulp_index)
    index = _index_of_largest(np.where(bad, error, -1.0))
    absolute = float(np.broadcast_to(expected.absolute, got.shape)[index])
    allowed = f"{expected.ulp:g}, or {absolute:.3g} in all" if absolute else f"{expected.ulp:g}"
    how = f", {error[index]:.3g} ULP off (at most {allowed})" if np.isfinite(error[index]) else ""
    message = f"element {index}: got {got[index].item()!r}, expected {describe(expected, index)}{how}"
    count = int(bad.sum())
    if count > 1:
        message += f"; {count} of {bad.size} elements differ"
    return Difference("value", message, index, ulp, ulp_index)


def _index_of_largest(score: Values) -> tuple[int, ...]:
    return tuple(int(n) for n in np.unravel_index(int(np.argmax(score)), score.shape))


def _errors(got: Values, expected: Expected) -> tuple[Values, Mask]:
    """Return the distance of every element in ULP, and a mask of the elements that must be exact.

    The distance of an exact element is 0 or infinite.
    """
    if expected.values is not None:
        return np.where(_same(got, expected.values), 0.0, np.inf), np.ones(got.shape, dtype=bool)
    assert expected.real is not None
    digits = mantissa(expected.dtype)
    if expected.imag is None:
        return _component_errors(got.astype(np.float64), expected.real, digits, expected.absolute)
    real, imag = got.real.astype(np.float64), got.imag.astype(np.float64)
    first, exact = _component_errors(real, expected.real, digits, expected.absolute)
    second, other = _component_errors(imag, expected.imag, digits, expected.absolute)
    norm = (expected.real.mode == NORM) & (expected.imag.mode == NORM)
    together = _norm_errors(real, imag, expected.real, expected.imag, digits)
    return np.where(norm, together, np.maximum(first, second)), ~norm & exact & other


def _same(got: Values, wanted: Values) -> Mask:
    if got.dtype.kind == "c":
        same: Mask = _same(got.real, wanted.real) & _same(got.imag, wanted.imag)
        return same
    if got.dtype.kind == "f":
        result: Mask = np.where(
            np.isnan(wanted), np.isnan(got), (got == wanted) & (np.signbit(got) == np.signbit(wanted))
        )
        return result
    equal: Mask = np.asarray(got == wanted)
    return equal


def _component_errors(got: Values, wanted: Component, digits: int, absolute: float) -> tuple[Values, Mask]:
    high, mode = wanted.high, wanted.mode
    with np.errstate(invalid="ignore"):
        sizes = np.where(np.isnan(high), np.isnan(got), np.abs(got) == np.abs(high))
        holds = np.select(
            [mode == IGNORE, mode == NORM, mode == SAME, mode == SAME_SIZE, mode == SIGN],
            [True, True, _same(got, high), sizes, np.isnan(got) | (np.signbit(got) == np.signbit(high))],
            False,
        )
    error = np.where(holds, 0.0, np.inf)
    close = mode == CLOSE
    if close.any():
        error = np.where(close, _distances(got, wanted, digits, absolute), error)
    return error, ~close


def unit(size: Values, digits: int) -> Values:
    """Return the unit of the last place of numbers, in a format with a number of significant bits."""
    low, high = _EXPONENT[digits]
    _, exponent = np.frexp(np.where(np.isfinite(size), np.abs(size), 1.0))
    exponent = np.where(size == 0, low + digits, exponent)
    result: Values = np.ldexp(1.0, np.clip(exponent, low + digits, high) - digits)
    return result


def _clamped(x: Values, digits: int) -> Values:
    """Return numbers, with those beyond the range replaced by the number that would follow the largest.

    Doubles cannot represent theirs, and get the largest double.
    """
    return np.clip(x, -_BEYOND[digits], _BEYOND[digits])


def _rest(wanted: Component, digits: int) -> Values:
    """Return the difference of the exact values and ``wanted.high``; 0 for values beyond the range."""
    return np.where(np.abs(wanted.high) < _BEYOND[digits], wanted.low, 0.0)


def _distances(got: Values, wanted: Component, digits: int, absolute: float) -> Values:
    """Return the distance from the exact values in ULP; values beyond the range count as the next number."""
    high = wanted.high
    with np.errstate(invalid="ignore", over="ignore"):
        error = np.abs(_clamped(got, digits) - _clamped(high, digits) - _rest(wanted, digits))
        ulps = error / unit(_clamped(high, digits), digits)
        # `_clamped` puts infinity one unit too low for doubles.
        ulps = np.where((digits == 53) & (np.isinf(got) != np.isinf(high)), ulps + 1.0, ulps)
        ulps = np.where((error <= absolute) & np.isfinite(high), 0.0, ulps)
        # Subnormal values may be flushed to zero, with the same sign.
        flushed = (np.abs(high) < _SMALLEST[digits]) & (got == 0) & (high != 0)
        ulps = np.where(flushed, 0.0, ulps)
    return np.where(np.isnan(got) | np.isnan(high), np.where(np.isnan(got) & np.isnan(high), 0.0, np.inf), ulps)


def _norm_errors(real: Values, imag: Values, wanted: Component, other: Component, digits: int) -> Values:
    with np.errstate(invalid="ignore", over="ignore"):
        size = np.hypot(_clamped(wanted.high, digits), _clamped(other.high, digits))
        first = _clamped(real, digits) - _clamped(wanted.high, digits) - _rest(wanted, digits)
        second = _clamped(imag, digits) - _clamped(other.high, digits) - _rest(other, digits)
        error = np.hypot(first, second) / unit(_clamped(size, digits), digits)
        error = np.where((np.hypot(real, imag) == 0) & (size < _SMALLEST[digits]), 0.0, error)
    wrong = np.isnan(real) | np.isnan(imag) | np.isnan(wanted.high) | np.isnan(other.high)
    return np.where(wrong, np.inf, error)


def _below_normal(got: Values, expected: Expected) -> Mask:
    """Return a mask of the elements that are subnormal or zero in both the result and the expectation."""
    smallest = _SMALLEST[mantissa(expected.dtype)]
    wanted = expected.values
    if wanted is None:
        assert expected.real is not None
        imag = 0.0 if expected.imag is None else expected.imag.high
        wanted = np.abs(expected.real.high) + np.abs(imag)
    with np.errstate(invalid="ignore"):
        below: Mask = (np.abs(got) < smallest) & (np.abs(wanted) < smallest)
    return below


def describe(expected: Expected, index: tuple[int, ...]) -> str:
    """Return the expected element in words."""
    if expected.values is not None:
        return repr(expected.values[index].item())
    assert expected.real is not None
    words = [_describe_component(c, index) for c in (expected.real, expected.imag) if c is not None]
    return words[0] if len(words) == 1 else f"complex({', '.join(words)})"


def _describe_component(component: Component, index: tuple[int, ...]) -> str:
    value, mode = float(component.high[index]), int(component.mode[index])
    if mode == IGNORE:
        return "anything"
    if mode == SIGN:
        return "a negative number" if np.signbit(value) else "a positive number"
    return f"±{abs(value)!r}" if mode == SAME_SIZE else repr(value)
