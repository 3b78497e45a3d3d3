"""Checks of whole programs against the same result computed by another method.

Every backend runs the same source. Each check's docstring states its error bound, in epsilons of the dtype times the
largest number of the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.registry import check
from ..reference import programs as references
from ..reference.dtypes import REAL_FLOATING, bits
from ..reference.expected import CLOSE, Component, Expected
from .gradients import needs_autograd

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

_PCA: Final = """\
centred = x0 - xp.mean(x0, axis=0)
u, s, vt = xp.linalg.svd(centred, full_matrices=False)
variances = s**2 / (x0.shape[0] - 1)
projector = xp.matrix_transpose(vt[:2, :]) @ vt[:2, :]
result = {}"""

_KMEANS: Final = """\
centres = x1
for _ in range(6):
    distances = xp.sum((x0[:, None, :] - centres[None, :, :]) ** 2, axis=-1)
    nearest = xp.argmin(distances, axis=1)
    belongs = xp.astype(nearest[:, None] == xp.arange(3), x0.dtype)
    centres = belongs.T @ x0 / xp.sum(belongs, axis=0)[:, None]
result = centres"""

_HEAT: Final = """\
u = xp.asarray(x0, copy=True)
for _ in range(40):
    u[1:-1] += 0.25 * (u[2:] - 2 * u[1:-1] + u[:-2])
result = u"""

_LOW_PASS: Final = """\
spectrum = xp.fft.rfft(x0)
kept = xp.arange(spectrum.shape[0]) < 4
result = xp.fft.irfft(xp.where(kept, spectrum, 0), n=x0.shape[0])"""

_LOGISTIC: Final = """\
def loss(w):
    return xp.mean(xp.logaddexp(0.0, -x1 * (x0 @ w)))

w = xp.zeros(x0.shape[1], dtype=x0.dtype)
for _ in range(20):
    w = w - 0.5 * ua.grad(loss)(w)
result = w"""

_GAUSSIAN_PROCESS: Final = """\
def kernel(a, b):
    return xp.exp(-((a[:, None] - b[None, :]) ** 2) / 2)

root = xp.linalg.cholesky(kernel(x0, x0) + 0.125 * xp.eye(x0.shape[0], dtype=x0.dtype))
half = xp.linalg.solve(root, x1)
near = xp.linalg.solve(root, kernel(x0, x2))
mean = near.T @ half
variance = 1 - xp.sum(near**2, axis=0)
result = {}"""

_EXPONENTIAL: Final = """\
halvings = 6
small = x0 / 2**halvings
term = total = xp.eye(x0.shape[0], dtype=x0.dtype)
for k in range(1, 14):
    term = term @ small / k
    total = total + term
for _ in range(halvings):
    total = total @ total
result = total"""

_HISTOGRAM: Final = """\
places = xp.searchsorted(x1, x0, side="right")
inside = places[:, None] == xp.arange(1, x1.shape[0])
result = xp.sum(xp.astype(inside, xp.int64), axis=0)"""

_WALK: Final = """\
state, place = x0, xp.zeros(x0.shape, dtype=xp.int64)
for _ in range(200):
    state = state * x1 + x2
    place += xp.where(state >> x3 == 1, 1, -1)
result = {}"""

#: Factor and increment of the linear congruential generators, by dtype.
_GENERATORS: Final = {"uint32": (1664525, 1013904223), "uint64": (6364136223846793005, 1442695040888963407)}


def _check_program(context: Context, source: str, inputs: tuple[Any, ...], answer: Values, bound: float) -> None:
    """Check that a program's result is off by at most ``bound`` epsilons of the dtype times the largest number."""
    absolute = bound * float(np.finfo(context.dtype).eps) * float(np.max(np.abs(answer)))
    expected = Expected(context.dtype, answer.shape, real=Component.of(answer, mode=CLOSE), ulp=0.5, absolute=absolute)
    context.expect(Call(source, inputs), expected)


def _points(context: Context, shape: tuple[int, ...]) -> Values:
    """Return numbers with few digits, which every dtype represents exactly."""
    return (context.rng().integers(-64, 65, shape) / 32).astype(context.dtype)


@check("programs", "result", ["pca"], dtypes=REAL_FLOATING, grade="tolerance", rows=("15n", "19n"))
def pca(context: Context) -> None:
    """Check principal components by SVD against eigenvalues of the covariance matrix. Bound: 64."""
    x = _points(context, (20, 4)) * np.array([8, 4, 2, 1], dtype=context.dtype)
    for name, answer in zip(("variances", "projector"), references.pca(x), strict=True):
        _check_program(context, _PCA.format(name), (Input(x),), answer, 64)


@check("programs", "result", ["kmeans"], dtypes=REAL_FLOATING, grade="tolerance", rows=("15n",))
def kmeans(context: Context) -> None:
    """Check k-means with given initial centres against fractions. Bound: 4."""
    centres = np.array([[-8, 0], [8, 0], [0, 8]], dtype=context.dtype)
    x = np.concatenate([centre + _points(context, (7, 2)) * (k + 1) / 4 for k, centre in enumerate(centres)])
    start = centres + np.array([[1, 1]], dtype=context.dtype)
    x = x.astype(context.dtype)
    _check_program(context, _KMEANS, (Input(x), Input(start)), references.kmeans(x, start, 6), 4)


@check("programs", "result", ["heat"], dtypes=REAL_FLOATING, grade="tolerance", rows=("8", "16n"))
def heat(context: Context) -> None:
    """Check the heat equation, stepped explicitly by slice assignment, against fractions. Bound: 8."""
    u = _points(context, (33,))
    _check_program(context, _HEAT, (Input(u),), references.heat(u, 40), 8)


@check("programs", "result", ["low_pass"], dtypes=REAL_FLOATING, grade="tolerance", rows=("15n",))
def low_pass(context: Context) -> None:
    """Check a low-pass filter by FFT against explicit sums. Bound: 16."""
    for count in (24, 25):
        x = _points(context, (count,))
        _check_program(context, _LOW_PASS, (Input(x),), references.low_pass(x, 4), 16)


@check("programs", "result", ["logistic_regression"], dtypes=REAL_FLOATING, grade="tolerance", rows=("16n", "28"))
def logistic_regression(context: Context) -> None:
    """Check gradient descent by ``ua.grad`` against an explicit gradient. Bound: 16."""
    needs_autograd(context)
    x = _points(context, (24, 3))
    y = np.where(x @ np.array([1, -2, 0.5]) > 0.25, 1, -1).astype(context.dtype)
    _check_program(context, _LOGISTIC, (Input(x), Input(y)), references.logistic(x, y, 0.5, 20), 16)


@check("programs", "result", ["gaussian_process"], dtypes=REAL_FLOATING, grade="tolerance", rows=("15n", "18n"))
def gaussian_process(context: Context) -> None:
    """Check a Gaussian process by Cholesky against solving with the whole matrix. Bound: 64, twice the condition."""
    x = (np.arange(10) / 2).astype(context.dtype)
    y, at = _points(context, (10,)), np.array([0.25, 1.5, 3.875, 6.0], dtype=context.dtype)
    for name, answer in zip(("mean", "variance"), references.gaussian_process(x, y, at, 0.125), strict=True):
        _check_program(context, _GAUSSIAN_PROCESS.format(name), tuple(map(Input, (x, y, at))), answer, 64)


@check("programs", "result", ["matrix_exponential"], dtypes=REAL_FLOATING, grade="tolerance", rows=("15n",))
def matrix_exponential(context: Context) -> None:
    """Check a matrix exponential by scaling and squaring against mpmath. Bound: 256, 4 for each factor of 2**6."""
    x = _points(context, (4, 4))
    _check_program(context, _EXPONENTIAL, (Input(x),), references.exponential(x), 256)


@check("programs", "result", ["histogram"], dtypes=REAL_FLOATING, rows=("17n",))
def histogram(context: Context) -> None:
    """Check counts of numbers between edges, some of them equal to an edge. Exact."""
    x, edges = _points(context, (200,)), np.array([-2, -1, -0.25, 0, 0.5, 1.75], dtype=context.dtype)
    answer = Expected.exactly(references.histogram(x, edges))
    context.expect(Call(_HISTOGRAM, (Input(x), Input(edges))), answer)


@check("programs", "result", ["random_walk"], dtypes=tuple(_GENERATORS), rows=("4", "9n"))
def random_walk(context: Context) -> None:
    """Check random walks directed by a linear congruential generator, whose integers wrap. Exact."""
    width = bits(context.dtype)
    seeds = context.rng().integers(0, 2**32, 50, dtype=context.dtype)
    factor, add = _GENERATORS[context.dtype]
    for name, answer in zip(("state", "place"), references.walk(seeds, factor, add, width, 200), strict=True):
        call = Call(_WALK.format(name), (Input(seeds), factor, add, width - 1))
        context.expect(call, Expected.exactly(answer))
