"""The references: the standard's special cases, symmetries, exact arithmetic and many digits, on known values."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from unifyarray_conformance.reference import exact, multiprecision, special_cases
from unifyarray_conformance.reference.indexing import positions
from unifyarray_conformance.reference.standard import FUNCTIONS, SPECIAL

inf, nan = math.inf, math.nan


def known(name: str, **inputs: Any) -> tuple[float, ...] | None:
    """Return what the standard says of one input; None where it says nothing."""
    found = special_cases.evaluate(name, {key: np.array([value]) for key, value in inputs.items()})
    if found is None or not found[0].known[0]:
        return None
    return tuple(float(part.value[0]) for part in found if part is not None)


def same(first: tuple[float, ...] | None, second: tuple[float, ...]) -> bool:
    return first is not None and list(map(repr, first)) == list(map(repr, second))


@pytest.mark.parametrize(
    ("name", "inputs", "answer"),
    [
        ("ceil", {"x": -0.0}, (-0.0,)),
        ("floor_divide", {"x1": inf, "x2": 1.0}, (inf,)),
        ("remainder", {"x1": 1.0, "x2": inf}, (1.0,)),
        ("divide", {"x1": 1.0, "x2": -inf}, (-0.0,)),
        ("atan2", {"x1": 0.0, "x2": -0.0}, (math.pi,)),
        ("pow", {"x1": nan, "x2": 0.0}, (1.0,)),
        ("subtract", {"x1": inf, "x2": inf}, (nan,)),
        # In the lower half-plane by conj, in the left one by parity.
        ("sqrt", {"x": complex(nan, -inf)}, (inf, -inf)),
        ("sinh", {"x": complex(-inf, 0.0)}, (-inf, 0.0)),
        ("tanh", {"x": complex(-inf, 2.0)}, (-1.0, 0.0)),
        # By another function: sin(z) = -j sinh(jz), log2(z) = log(z) / log(2).
        ("sin", {"x": complex(0.0, inf)}, (0.0, inf)),
        ("log2", {"x": complex(-inf, 1.0)}, (inf, math.pi / math.log(2))),
        ("exp", {"x": complex(inf, 2.0)}, (-inf, inf)),
    ],
)
def test_special_cases(name: str, inputs: dict[str, Any], answer: tuple[float, ...]) -> None:
    assert same(known(name, **inputs), answer)


def test_open_special_cases_are_unknown() -> None:
    assert known("sin", x=1.0) is None
    assert known("pow", x1=2.0, x2=3.0) is None


def test_data_file_is_complete() -> None:
    assert {"linalg.eig", "linalg.eigvals", "fft.fft", "__array_namespace_info__", "take_along_axis"} <= set(FUNCTIONS)
    assert len(SPECIAL) >= 48


def test_integers_wrap_and_divide_by_zero() -> None:
    multiply, shift, divide = (
        exact.integer_function(n, "int8") for n in ("multiply", "bitwise_left_shift", "floor_divide")
    )
    assert multiply is not None
    assert shift is not None
    assert divide is not None
    assert (multiply(100, 2), shift(1, 7), shift(1, 8), divide(5, 0), divide(-128, -1)) == (-56, -128, 0, 0, -128)


def test_floor_divide_is_the_floor_of_the_exact_quotient() -> None:
    assert exact.floor_divide(1.0, 0.1) == (9.0, 0.0, True)
    found = exact.floor_divide(1e300, 1e-300)
    assert found is not None
    assert found[0] == inf


def test_multiprecision_has_many_digits() -> None:
    found = multiprecision.real_value("exp", 1.0)
    assert found is not None
    assert found[0] == math.e
    assert 0 < abs(found[1]) < 2.3e-16
    small = multiprecision.complex_value("asinh", complex(1e-200, 1e-300))
    assert small is not None
    assert (small[0], small[2]) == (1e-200, 1e-300)
    below = multiprecision.complex_value("acosh", complex(-1.0, -0.0))
    assert below is not None
    assert (below[0], below[2]) == (0.0, -math.pi)


@pytest.mark.parametrize(
    "source",
    [
        "1",
        "::-1",
        "..., 0",
        "None, 1",
        "[[1, 0]]",
        "[1, 0], :, [2, 3]",
        ":, [1, 0], [2, 3]",
        "0, :, [0, 1]",
        "5:1:-2, [[1], [2]]",
    ],
)
def test_positions_equal_those_of_numpy(source: str) -> None:
    class Key:
        def __getitem__(self, key: Any) -> Any:
            return key if isinstance(key, tuple) else (key,)

    key = eval(f"k[{source}]", {"k": Key()})
    values = np.arange(24).reshape(2, 3, 4)
    np.testing.assert_array_equal(positions(values.shape, key), values[key])
