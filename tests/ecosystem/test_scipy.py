"""SciPy with SCIPY_ARRAY_API=1 (set by tests/conftest.py) returns Arrays if a function supports them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import fft, integrate, linalg, ndimage, optimize, signal, special, stats
from scipy.optimize import elementwise

import unifyarray as ua

RNG = np.random.default_rng(0)
P, Q = RNG.normal(size=(2, 40))
M = RNG.normal(size=(5, 5))
S = M @ M.T + np.eye(5)

Make = Callable[[Any], Any]
ARRAYS: dict[str, Callable[[Make], Any]] = {
    "stats.zscore": lambda a: stats.zscore(a(P)),
    "stats.ttest_ind": lambda a: stats.ttest_ind(a(P), a(Q)).pvalue,
    "stats.pearsonr": lambda a: stats.pearsonr(a(P), a(Q)).statistic,
    "stats.skew": lambda a: stats.skew(a(P)),
    "stats.kurtosis": lambda a: stats.kurtosis(a(P)),
    "stats.entropy": lambda a: stats.entropy(a(P**2)),
    "stats.gmean": lambda a: stats.gmean(a(P**2)),
    "stats.ttest_1samp": lambda a: stats.ttest_1samp(a(P), 0.0).pvalue,
    "stats.describe": lambda a: stats.describe(a(P)).mean,
    "stats.jarque_bera": lambda a: stats.jarque_bera(a(P)).pvalue,
    "stats.bartlett": lambda a: stats.bartlett(a(P), a(Q)).pvalue,
    "stats.quantile": lambda a: stats.quantile(a(P), 0.3),
    "stats.rankdata": lambda a: stats.rankdata(a(P)),
    "stats.mannwhitneyu": lambda a: stats.mannwhitneyu(a(P), a(Q)).pvalue,
    "fft.fft": lambda a: fft.fft(a(P)),
    "fft.rfft": lambda a: fft.rfft(a(P)),
    "fft.fftn": lambda a: fft.fftn(a(M)),
    "fft.dct": lambda a: fft.dct(a(P)),
    "fft.fftshift": lambda a: fft.fftshift(a(P)),
    "special.erf": lambda a: special.erf(a(P)),
    "special.gammaln": lambda a: special.gammaln(a(P**2)),
    "special.expit": lambda a: special.expit(a(P)),
    "special.logsumexp": lambda a: special.logsumexp(a(M), axis=0),
    "special.softmax": lambda a: special.softmax(a(M), axis=1),
    "special.i0": lambda a: special.i0(a(P)),
    "special.xlogy": lambda a: special.xlogy(a(P), a(P**2)),
    "special.ndtr": lambda a: special.ndtr(a(P)),
    "optimize.rosen": lambda a: optimize.rosen(a(P)),
    "optimize.elementwise.find_root": lambda a: (
        elementwise.find_root(lambda x: x * x - 2.0, (a(np.asarray(0.0)), a(np.asarray(2.0)))).x
    ),
    "integrate.trapezoid": lambda a: integrate.trapezoid(a(P)),
    "integrate.cumulative_trapezoid": lambda a: integrate.cumulative_trapezoid(a(P)),
    "integrate.tanhsinh": lambda a: (
        integrate.tanhsinh(lambda x: x * x, a(np.asarray(0.0)), a(np.asarray(1.0))).integral
    ),
    "signal.fftconvolve": lambda a: signal.fftconvolve(a(P), a(Q)),
    "signal.hilbert": lambda a: signal.hilbert(a(P)),
    "signal.detrend": lambda a: signal.detrend(a(P)),
    "ndimage.gaussian_filter": lambda a: ndimage.gaussian_filter(a(M), 1.0),
}
#: Functions without array API support in SciPy read the data on the host and return NumPy arrays.
HOST: dict[str, Callable[[Make], Any]] = {
    "linalg.det": lambda a: linalg.det(a(S)),
    "linalg.inv": lambda a: linalg.inv(a(S)),
    "linalg.solve": lambda a: linalg.solve(a(S), a(M[0])),
    "linalg.expm": lambda a: linalg.expm(a(M)),
    "linalg.lstsq": lambda a: linalg.lstsq(a(M), a(M[0]))[0],
    "linalg.eigh": lambda a: linalg.eigh(a(S))[0],
    "optimize.least_squares": lambda a: optimize.least_squares(lambda x: x - 1.0, a(np.zeros(3))).x,
    "stats.norm.pdf": lambda a: stats.norm.pdf(a(P)),
}


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_supported_function_returns_arrays(name: str, spec: str) -> None:
    result = ARRAYS[name](lambda data: ua.asarray(data, device=spec))
    assert isinstance(result, ua.Array)
    assert result.__array_namespace__() is ua.namespace(spec)
    np.testing.assert_allclose(ua.to_numpy(result), ARRAYS[name](np.asarray), rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize("name", HOST)
@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_unsupported_function_returns_host_data(name: str, spec: str) -> None:
    result = HOST[name](lambda data: ua.asarray(data, device=spec))
    assert isinstance(result, np.ndarray | np.floating)
    np.testing.assert_allclose(result, HOST[name](np.asarray), rtol=1e-9)


def test_minimize_evaluates_a_loss_on_arrays(spec: str) -> None:
    with ua.use(spec):
        target = ua.asarray([1.0, 2.0])
        found = optimize.minimize(lambda x: float(ua.sum((ua.asarray(x) - target) ** 2)), np.zeros(2))
    np.testing.assert_allclose(found.x, [1.0, 2.0], atol=1e-5)
