"""The comparison of results with expectations, and the distances that it measures."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import unifyarray as ua
from unifyarray_conformance.harness.comparison import compare, compare_values, has_shape
from unifyarray_conformance.reference.expected import CLOSE, NORM, SAME_SIZE, Component, Expected


def close(values: Any, dtype: str, ulp: float = 4.5) -> Expected:
    array = np.asarray(values, dtype="float64")
    return Expected(dtype, array.shape, real=Component.of(array, mode=CLOSE), ulp=ulp)


@pytest.mark.parametrize(
    ("got", "expected", "wrong"),
    [
        ([1.0, 2.0], [1.0, 2.0], None),
        ([1.0, 2.0], [1.0, 2.5], "value"),
        ([0.0], [-0.0], "value"),
        ([math.nan], [math.nan], None),
        ([math.nan], [1.0], "value"),
        ([1.0], [math.nan], "value"),
        ([math.inf], [-math.inf], "value"),
    ],
)
def test_exact_values(got: list[float], expected: list[float], wrong: str | None) -> None:
    assert compare_values(np.array(got), Expected.exactly(expected)).wrong == wrong


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_ulp(dtype: str) -> None:
    x = np.array([1.5, 2.5, 3.5], dtype=dtype)
    off = x.copy()
    for _ in range(3):
        off[1] = np.nextafter(off[1], np.inf, dtype=dtype)
    found = compare_values(off, close(x, dtype))
    assert (found.wrong, found.ulp, found.ulp_index) == (None, 3.0, (1,))
    found = compare_values(off, close(x, dtype, ulp=2.5))
    assert (found.wrong, found.index) == ("value", (1,))


def test_infinity_is_one_unit_above_the_largest_number() -> None:
    largest = np.finfo("float32").max
    assert compare_values(np.array([np.inf], "float32"), close([float(largest)], "float32")).ulp == 1.0
    assert compare_values(np.array([largest], "float32"), close([1e60], "float32")).ulp == 1.0
    assert compare_values(np.array([np.inf], "float32"), close([1e30], "float32")).wrong == "value"


def test_open_sign_and_norm() -> None:
    free = Expected("float64", (1,), real=Component.of(np.array([0.0]), mode=SAME_SIZE))
    assert compare_values(np.array([-0.0]), free).wrong is None
    parts = [Component.of(np.array([v]), mode=NORM) for v in (1.0, 1e-30)]
    norm = Expected("complex128", (1,), real=parts[0], imag=parts[1], ulp=4.0)
    assert compare_values(np.array([1.0 + 1e-20j]), norm).wrong is None
    assert compare_values(np.array([1.0 + 1e-10j]), norm).wrong == "value"
    assert compare_values(np.array([complex(1.0, math.nan)]), norm).wrong == "value"


def test_type_dtype_shape_and_device() -> None:
    xp = ua.namespace("numpy")
    x = xp.asarray([1.0, 2.0])
    assert compare(ua, xp, x, Expected.exactly([1.0, 2.0])).wrong is None
    assert compare(ua, xp, ua.native(x), Expected.exactly([1.0, 2.0])).wrong == "type"
    assert compare(ua, xp, xp.astype(x, xp.float32), Expected.exactly([1.0, 2.0])).wrong == "dtype"
    assert compare(ua, xp, x, Expected.exactly([[1.0, 2.0]])).wrong == "shape"
    assert compare(ua, object(), x, Expected.exactly([1.0, 2.0])).wrong == "namespace"


@pytest.mark.parametrize(
    ("lengths", "right"), [((None, 3), True), ((2, 3), True), ((None, 4), False), ((None,), False)]
)
def test_unknown_lengths(lengths: tuple[int | None, ...], right: bool) -> None:
    x = SimpleNamespace(shape=lengths)
    assert has_shape(x, (2, 3), unknown=True) is right
    assert has_shape(x, (2, 3), unknown=False) is (lengths == (2, 3))
