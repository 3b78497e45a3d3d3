"""Reference results of the example programs, computed by other methods: fractions, mpmath and explicit sums."""

from __future__ import annotations

import bisect
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from .special_cases import Values

#: Number of decimal digits in mpmath.
_DIGITS = 40


def _floats(rows: Any) -> Values:
    return np.array(rows, dtype=object).astype(np.float64)


def pca(x: Values) -> list[Values]:
    """Return the variances along the principal axes and the projector on the first two, from the covariance matrix."""
    with mpmath.workdps(_DIGITS):
        n, d = x.shape
        means = [mpmath.fsum(x[:, j].tolist()) / n for j in range(d)]
        rows = [[mpmath.mpf(float(x[i, j])) - means[j] for j in range(d)] for i in range(n)]
        covariance = mpmath.matrix(d, d)
        for i in range(d):
            for j in range(d):
                covariance[i, j] = mpmath.fsum(row[i] * row[j] for row in rows) / (n - 1)
        found, vectors = mpmath.eigsy(covariance)
        order = sorted(range(d), key=lambda k: -found[k])
        projector = [
            [mpmath.fsum(vectors[i, k] * vectors[j, k] for k in order[:2]) for j in range(d)] for i in range(d)
        ]
        return [_floats([found[k] for k in order]), _floats(projector)]


def kmeans(x: Values, centres: Values, rounds: int) -> Values:
    """Return the centres after some rounds of k-means, computed with fractions."""
    points = [[Fraction(float(v)) for v in row] for row in x]
    means = [[Fraction(float(v)) for v in row] for row in centres]
    for _ in range(rounds):
        groups: list[list[list[Fraction]]] = [[] for _ in means]
        for point in points:
            distances = [sum((a - b) ** 2 for a, b in zip(point, mean, strict=True)) for mean in means]
            groups[distances.index(min(distances))].append(point)
        means = [[sum(column) / len(group) for column in zip(*group, strict=True)] for group in groups]
    return _floats(means)


def heat(u: Values, steps: int) -> Values:
    """Return the temperatures after some explicit steps with factor 1/4, computed with fractions."""
    now = [Fraction(float(v)) for v in u]
    for _ in range(steps):
        inner = [b + (a - 2 * b + c) / 4 for a, b, c in zip(now, now[1:], now[2:], strict=False)]
        now = [now[0], *inner, now[-1]]
    return _floats(now)


def low_pass(x: Values, keep: int) -> Values:
    """Return a signal with only its lowest frequencies, computed by the sums that define the Fourier transform."""
    with mpmath.workdps(_DIGITS):
        n = len(x)
        turns = [mpmath.expjpi(mpmath.mpf(-2 * k) / n) for k in range(n)]
        spectrum = [mpmath.fsum(v * turns[j * k % n] for j, v in enumerate(x.tolist())) for k in range(n)]
        kept = [z if min(k, n - k) < keep else 0 for k, z in enumerate(spectrum)]
        back = [mpmath.fsum(z * turns[-j * k % n] for k, z in enumerate(kept)) / n for j in range(n)]
        return _floats([mpmath.re(z) for z in back])


def logistic(x: Values, y: Values, rate: float, steps: int) -> Values:
    """Return the weights of a logistic regression after some steps of gradient descent, with an explicit gradient."""
    with mpmath.workdps(_DIGITS):
        rows = [[mpmath.mpf(float(v)) for v in row] for row in x]
        signs = [mpmath.mpf(float(v)) for v in y]
        weights = [mpmath.mpf(0)] * x.shape[1]
        for _ in range(steps):
            margins = [s * mpmath.fdot(row, weights) for row, s in zip(rows, signs, strict=True)]
            pulls = [-s / (1 + mpmath.exp(m)) / len(rows) for s, m in zip(signs, margins, strict=True)]
            slope = [mpmath.fsum(p * row[j] for p, row in zip(pulls, rows, strict=True)) for j in range(len(weights))]
            weights = [w - mpmath.mpf(rate) * g for w, g in zip(weights, slope, strict=True)]
        return _floats(weights)


def gaussian_process(x: Values, y: Values, at: Values, noise: float) -> list[Values]:
    """Return mean and variance of a Gaussian process at some points, by solving with the complete kernel matrix."""
    with mpmath.workdps(_DIGITS):

        def kernel(a: float, b: float) -> Any:
            return mpmath.exp(-((mpmath.mpf(a) - mpmath.mpf(b)) ** 2) / 2)

        xs, points = x.tolist(), at.tolist()
        matrix = mpmath.matrix(
            [[kernel(a, b) + (mpmath.mpf(noise) if i == j else 0) for j, b in enumerate(xs)] for i, a in enumerate(xs)]
        )
        weights = mpmath.lu_solve(matrix, mpmath.matrix(y.tolist()))
        means, variances = [], []
        for point in points:
            nearest = mpmath.matrix([kernel(point, b) for b in xs])
            means.append((nearest.T * weights)[0])
            variances.append(1 - (nearest.T * mpmath.lu_solve(matrix, nearest))[0])
        return [_floats(means), _floats(variances)]


def exponential(x: Values) -> Values:
    """Return the exponential of a matrix."""
    with mpmath.workdps(_DIGITS):
        return _floats(mpmath.expm(mpmath.matrix(x.tolist())).tolist())


def histogram(x: Values, edges: Values) -> Values:
    """Return the number of values between each pair of adjacent edges. The lower edge is included."""
    counts = [0] * (len(edges) - 1)
    for value in x.tolist():
        position = bisect.bisect_right(edges.tolist(), value)
        if 0 < position < len(edges):
            counts[position - 1] += 1
    return np.array(counts, dtype=np.int64)


def walk(seeds: Values, factor: int, add: int, bits: int, steps: int) -> list[Values]:
    """Return the final states and positions of random walks, directed by a linear congruential generator's top bit."""
    states, positions = [int(s) for s in seeds], [0] * len(seeds)
    for _ in range(steps):
        states = [(s * factor + add) % 2**bits for s in states]
        positions = [p + (1 if s >> (bits - 1) else -1) for p, s in zip(positions, states, strict=True)]
    return [np.array(states, dtype=seeds.dtype), np.array(positions, dtype=np.int64)]
