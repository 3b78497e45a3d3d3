"""Discrete Fourier transforms computed from their definition with 120 bits, by mpmath."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .special_cases import Values

_mp = mpmath.MPContext()
_mp.prec = 120


@functools.cache
def _roots(n: int) -> list[Any]:
    """Return the powers of the n-th root of unity that the forward transform uses."""
    return [_mp.expjpi(_mp.mpf(-2 * k) / n) for k in range(n)]


def to_mpmath(x: Values) -> Values:
    """Convert an array to mpmath numbers."""
    result = np.empty(x.shape, dtype=object)
    for position in np.ndindex(*x.shape):
        result[position] = _mp.mpmathify(complex(x[position]))
    return result


def resize(x: Values, n: int, axis: int) -> Values:
    """Return an array truncated or zero-padded to a length along an axis."""
    turned = np.moveaxis(x, axis, -1)[..., :n]
    missing = np.full((*turned.shape[:-1], n - turned.shape[-1]), _mp.mpf(0), dtype=object)
    return np.moveaxis(np.concatenate([turned, missing], axis=-1), -1, axis)


def transform(x: Values, n: int, axis: int, *, inverse: bool = False, norm: str = "backward") -> Values:
    """Return the Fourier transform of mpmath numbers along an axis."""
    rows = np.moveaxis(resize(x, n, axis), axis, -1)
    result = np.empty(rows.shape, dtype=object)
    scale = scale_factor(n, inverse, norm)
    for position in np.ndindex(*rows.shape[:-1]):
        row = rows[position].tolist()
        for k in range(n):
            step = -k if inverse else k
            terms = (_roots(n)[step * j % n] * value for j, value in enumerate(row) if value)
            result[(*position, k)] = sum(terms, _mp.mpc(0)) * scale
    return np.moveaxis(result, -1, axis)


def scale_factor(n: int, inverse: bool, norm: str) -> Any:
    """Return the normalisation factor of a transform."""
    if norm == "ortho":
        return 1 / _mp.sqrt(n)
    return 1 / _mp.mpf(n) if inverse == (norm == "backward") else _mp.mpf(1)


def transform_axes(
    x: Values, sizes: Sequence[int], axes: Sequence[int], *, inverse: bool = False, norm: str = "backward"
) -> Values:
    """Return the Fourier transform over several axes."""
    for n, axis in zip(sizes, axes, strict=True):
        x = transform(x, n, axis, inverse=inverse, norm=norm)
    return x


def half_spectrum(x: Values, axis: int) -> Values:
    """Return the half of a Hermitian spectrum that determines the rest."""
    turned = np.moveaxis(x, axis, -1)
    return np.moveaxis(turned[..., : turned.shape[-1] // 2 + 1], -1, axis)


def full_spectrum(x: Values, n: int, axis: int) -> Values:
    """Return the complete Hermitian spectrum of length n, given the half that determines it.

    Imaginary parts of elements that are their own conjugates are ignored.
    """
    rows = np.moveaxis(resize(x, n // 2 + 1, axis), axis, -1)
    result = np.empty((*rows.shape[:-1], n), dtype=object)
    for k in range(n):
        value = rows[..., min(k, n - k)]
        if k == (n - k) % n:
            result[..., k] = _real(value)
        else:
            result[..., k] = value if k <= n // 2 else _conjugate(value)
    return np.moveaxis(result, -1, axis)


_real: Any = np.frompyfunc(_mp.re, 1, 1)
_conjugate: Any = np.frompyfunc(_mp.conj, 1, 1)


def to_double(x: Values, real: bool) -> Values:
    """Convert mpmath numbers to double precision."""
    result: Any = np.empty(x.shape, dtype="complex128")
    for position in np.ndindex(*x.shape):
        result[position] = complex(x[position])
    return np.ascontiguousarray(result.real) if real else result
