"""The Array itself, where no conformance check looks: what it is equal to, what it refuses, how it prints."""

from __future__ import annotations

import operator
import warnings
from typing import Any

import pytest

import unifyarray as ua
from tests._support import Python


def test_elements_are_values_not_views(spec: str) -> None:
    x = ua.asarray([1.0, 2.0, 3.0], device=spec)
    x[0], x[1] = x[1], x[0]
    assert x.tolist() == [2.0, 1.0, 3.0]
    first = x[0]
    first += 5
    for value in x:
        value *= 2
    assert x.tolist() == [2.0, 1.0, 3.0]


def test_lists_do_not_mix_with_arrays(spec: str) -> None:
    x = ua.asarray([1, 2], device=spec)
    for attempt in (lambda: x == [1, 2], lambda: x + [1, 2], lambda: x > (1, 2)):  # noqa: RUF005
        with pytest.raises(TypeError, match=r"(?s)do not mix.*Hint: ua.asarray"):
            attempt()
    assert (x == None) is False  # noqa: E711


def test_array_is_not_called_with_data() -> None:
    with pytest.raises(TypeError, match=r"Hint: ua\.asarray"):
        ua.Array([1, 2])


def test_every_dtype_prints(spec: str) -> None:
    backend = ua.namespace(spec)
    for dtype in backend.native.hooks.dtypes:
        assert f"dtype={dtype}" in repr(ua.ones(2, dtype=dtype, device=spec))


def test_settings_are_checked(spec: str) -> None:
    with pytest.raises(ValueError, match="Hint: pass checks=True"):
        ua.use(spec, checks="off")  # type: ignore[arg-type]


def test_a_warning_points_at_the_user(python: Python) -> None:
    done = python("-c", "import unifyarray as ua\n\nua.zeros(1)", env={"UNIFYARRAY_DEVCE": "cpu"})
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("<string>:3: ConfigurationWarning")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ua.zeros(1)


def test_python_s_own_protocols(spec: str) -> None:
    """Contract row 25: what a 0-d Array is to Python, what no other is, and what has a length."""
    with ua.use(spec):
        numbers = (float(ua.asarray(3)), int(ua.asarray(-2.7)), bool(ua.asarray(0.5)), complex(ua.asarray(2)))
        assert list(map(repr, numbers)) == ["3.0", "-2", "True", "(2+0j)"]
        assert bool(ua.asarray(ua.nan)) is True
        assert operator.index(ua.asarray(5, dtype="uint8")) == 5
        wrong: list[tuple[Any, Any, type[Exception]]] = [
            (float, ua.asarray(1j), TypeError),
            (int, ua.asarray(1j), TypeError),
            (int, ua.asarray(ua.nan), ValueError),
            (int, ua.asarray(ua.inf), OverflowError),
            (operator.index, ua.asarray(1.0), TypeError),
            (operator.index, ua.asarray(True), TypeError),
            *[(kind, ua.ones(1), TypeError) for kind in (float, int, bool, complex, operator.index)],
            (len, ua.asarray(1), TypeError),
            (iter, ua.asarray(1), TypeError),
        ]
        for function, x, error in wrong:
            with pytest.raises(error, match="\nHint: "):
                function(x)
        with pytest.raises(TypeError, match="unhashable"):
            hash(ua.asarray(1))
        x = ua.asarray([[1, 2], [3, 4], [5, 6]])
        assert len(x) == 3
        assert [row.tolist() for row in x] == [[1, 2], [3, 4], [5, 6]]
        assert all(type(row) is ua.Array for row in x)


def test_integers_of_more_than_64_bits_beside_floats(spec: str) -> None:
    x = ua.asarray([1.0, 2.0], device=spec)
    large = 2**70
    assert (x * large).tolist() == [2.0**70, 2.0**71]
    assert (large + x).tolist() == [2.0**70, 2.0**70]
    assert (x // large).tolist() == [0.0, 0.0]
    assert (x == large).tolist() == [False, False]
    assert (x < large).tolist() == [True, True]


def test_operators_of_the_dtypes_beyond_the_standard(spec: str) -> None:
    for dtype in ua.namespace(spec).native.hooks.backend.capabilities.extra_dtypes:
        x = ua.asarray([1.5, -2.0, 0.25, 7.0], device=spec, dtype=dtype)
        y = ua.asarray([0.5, 3.0, -0.125, 4.0], device=spec, dtype=dtype)
        wide = [ua.astype(value, ua.float64) for value in (x, y)]
        for name in ("add", "subtract", "multiply", "divide", "floor_divide", "remainder", "maximum", "pow"):
            function = getattr(ua, name)
            found, exact = function(x, y), function(*wide)
            assert found.dtype is dtype, name
            difference = ua.astype(found, ua.float64) - exact
            close = (ua.abs(difference) <= 0.01 * ua.abs(exact)) | (ua.isnan(exact) & ua.isnan(found))
            assert ua.all(close), (name, dtype, found, exact)
        assert (x % 0.5).dtype is dtype
        assert (2 % x).dtype is dtype


def test_notebooks_show_the_repr(spec: str) -> None:
    """There is no HTML of our own: notebooks fall back to the text, as for NumPy and torch."""
    x = ua.asarray([1.0, 2.0], device=spec)
    hooks = ("repr_html", "repr_pretty", "repr_mimebundle", "ipython_display")
    assert not any(hasattr(x, f"_{name}_") for name in hooks)
    assert repr(x).startswith("Array([1., 2.], dtype=float64")
