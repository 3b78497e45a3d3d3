"""``ua.special`` beyond the conformance checks: tables are current, SciPy is late and optional, our functions agree."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from docs._generate import special_tables as generator
from unifyarray._functions.beyond import special_tables as tables

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
