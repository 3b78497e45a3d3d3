"""The Array itself, where no conformance check looks: what it is equal to, what it refuses, how it prints."""

from __future__ import annotations

import warnings

import pytest

import unifyarray as ua
from tests.support import Python


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
    with pytest.raises(ValueError, match="Hint: checks=True"):
        ua.use(spec, checks="off")  # type: ignore[arg-type]


def test_a_warning_points_at_the_user(python: Python) -> None:
    done = python("-c", "import unifyarray as ua\n\nua.zeros(1)", env={"UNIFYARRAY_DEVCE": "cpu"})
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("<string>:3: ConfigurationWarning")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ua.zeros(1)
