"""``ua.special`` beyond the conformance checks: tables are current, SciPy is late and optional, our functions agree."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from docs._generate import special_tables as generator
from unifyarray._functions.beyond import incomplete_functions
from unifyarray._functions.beyond import special_tables as tables
from unifyarray_backends._agnostic import scipy_special

if TYPE_CHECKING:
    from tests._support import Python


@pytest.mark.parametrize("name", ["ERF", "LOG_GAMMA"])
def test_polynomials_are_current(name: str) -> None:
    function, low, high, _ = generator.POLYNOMIALS[name]
    found = generator.polynomial(function, low, high)
    assert getattr(tables, name) == pytest.approx(found, rel=1e-15, abs=1e-20), (
        "run `python -m docs._generate.special_tables`"
    )


def test_quadrature_is_exact_for_polynomials() -> None:
    nodes, weights = np.array(tables.QUADRATURE).T
    for degree in (0, 1, 7, 50):
        assert float(weights @ nodes**degree) == pytest.approx(1 / (degree + 1), rel=1e-14)


def test_scipy_is_optional_and_imported_at_the_first_call(python: Python) -> None:
    program = (
        "import sys, unifyarray as ua\n"
        "x = ua.asarray([0.5], device='numpy')\n"
        "assert 'scipy' not in sys.modules\n"
        "{}"
        "print(float(ua.special.erf(x)[0]), float(ua.linalg.expm(ua.zeros((1, 1), device='numpy'))[0, 0]))\n"
    )
    hidden = "for name in ('scipy', 'scipy.special', 'scipy.linalg'): sys.modules[name] = None\n"
    for lines in ("", hidden):
        done = python("-c", program.format(lines))
        assert done.returncode == 0, done.stderr
        erf, one = map(float, done.stdout.split())
        assert (erf, one) == (pytest.approx(0.5204998778130465, rel=1e-15), 1.0)


#: By function: arguments in its range.
ARGUMENTS: dict[str, tuple[list[float], ...]] = {
    "digamma": ([-1.25, 0.25, 1.5, 20.0],),
    "entr": ([0.0, 0.5, 2.0],),
    "erf": ([-3.0, 0.25, 2.0],),
    "erfc": ([-3.0, 0.25, 2.0],),
    "erfinv": ([-0.875, 0.25, 0.9375],),
    "expit": ([-30.0, 0.25, 30.0],),
    "gammaln": ([-1.25, 0.25, 2.5, 20.0],),
    "i0": ([-20.0, 0.25, 9.0],),
    "i1": ([-20.0, 0.25, 9.0],),
    "logit": ([0.125, 0.75, 0.9375],),
    "ndtr": ([-5.0, 0.25, 2.0],),
    "ndtri": ([0.03125, 0.25, 0.9375],),
    "xlogy": ([0.0, 2.0], [0.0, 3.0]),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_our_function_has_the_value_and_the_gradient_of_the_library(
    name: str, spec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that lacks a function gets ours, which differentiates, too."""
    function = getattr(ua.special, name)
    arrays = [ua.asarray(x, dtype="float32", device=spec) for x in ARGUMENTS[name]]

    def results() -> list[Any]:
        found = [ua.to_numpy(function(*arrays))]
        if name not in ("entr", "xlogy") and ua.namespace(spec).native.hooks.backend.capabilities.autograd:
            found.append(ua.to_numpy(ua.grad(lambda x: ua.sum(function(x, *arrays[1:])))(arrays[0])))
        return found

    expected = results()
    monkeypatch.setattr(type(ua.namespace(spec).native.hooks), "beyond_standard", MappingProxyType({}))
    for got, wanted in zip(results(), expected, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-6)


#: The parameter, the distance of x from it in square roots of it, and mpmath's value of the smaller function.
VAST = (
    *((1.1e6, -8.0, 5.28237501402913e-16), (1.1e6, -1.0, 0.15865521724436318), (1.1e6, 4.4, 5.559590287941878e-06)),
    *((1e9, -4.7, 1.2993920019485078e-06), (1e9, 0.0, 0.5000042052208701), (1e14, 5.0, 2.8665276125682515e-07)),
)


def test_our_incomplete_gamma_functions_of_vast_parameters() -> None:
    """SciPy's lower function has no digit beyond 4.5 square roots below parameters from a million on."""
    for a, distance, expected in VAST:
        parameter, x = ua.asarray([a]), ua.asarray([a + distance * a**0.5])
        lower, upper = (
            float(f(parameter, x)[0]) for f in (incomplete_functions.gammainc, incomplete_functions.gammaincc)
        )
        assert lower + upper == pytest.approx(1.0, rel=1e-15)
        # The argument is rounded to one of `1 / eps`, and the value changes with its square root.
        assert (upper if distance > 0 else lower) == pytest.approx(expected, rel=2e-16 * 20 * a**0.5)


def test_incomplete_functions_need_no_scipy(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    a, x = ua.asarray([3.0, 30.0], device=spec), ua.asarray([2.0, 30.0], device=spec)

    def results() -> list[Any]:
        return [ua.to_numpy(found) for found in (ua.special.gammainc(a, x), ua.special.betainc(a, x, 0.25))]

    expected = results()
    monkeypatch.setattr(scipy_special, "module", lambda: None)
    np.testing.assert_allclose(results(), expected, rtol=1e-13 if x.dtype == "float64" else 1e-5)
