"""What functions make of arguments that they do not take: the same class on every backend, a fact and a hint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import unifyarray as ua
from tests.test_standard_names import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

#: These take what other functions refuse: any array is data for them.
TAKES_NATIVE = {"asarray", "from_dlpack"}


def example(name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, list[Any], dict[str, Any]]:
    """Return a function of the standard and the arguments that its example calls it with."""
    place, _, last = name.rpartition(".")
    module = getattr(ua, place) if place else ua
    function = getattr(module, last)
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def record(*args: Any, **kwargs: Any) -> Any:
        calls.append((args, kwargs))
        return function(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(module, last, record)
        EXAMPLES[name]()
    args, kwargs = calls[-1]
    return function, list(args), kwargs


def with_native(args: list[Any]) -> list[list[Any]]:
    """Return the arguments with one Array at a time as the library's own array."""
    found: list[list[Any]] = []
    for i, x in enumerate(args):
        if type(x) is ua.Array:
            found.append([*args[:i], ua.native(x), *args[i + 1 :]])
        elif isinstance(x, list) and x and type(x[0]) is ua.Array:
            found.append([*args[:i], [x[0], *map(ua.native, x[1:])], *args[i + 1 :]])
    return found


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - TAKES_NATIVE))
def test_native_arrays_are_refused(name: str, spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ua.use(spec):
        function, args, kwargs = example(name, monkeypatch)
        for wrong in with_native(args):
            with pytest.raises(TypeError, match=r"\nHint: "):
                function(*wrong, **kwargs)
        for key, value in kwargs.items():
            if type(value) is ua.Array:
                with pytest.raises(TypeError, match=r"\nHint: "):
                    function(*args, **kwargs | {key: ua.native(value)})


WRONG: dict[str, tuple[Callable[[ua.Array], Any], type[Exception]]] = {
    "a sorter that is no array": (lambda x: ua.searchsorted(x, x, sorter="text"), TypeError),  # type: ignore[arg-type]
    "a native sorter": (lambda x: ua.searchsorted(x, x, sorter=ua.native(ua.argsort(x))), TypeError),
    "ends of another shape": (lambda x: ua.diff(x, prepend=ua.ones((2, 2))), ValueError),
    "a longer shape than there is": (lambda x: ua.zeros((10**30,)), ValueError),
    "a longer shape, with a dtype": (lambda x: ua.ones(10**30, dtype="int8"), ValueError),
    "an end that is no number": (lambda x: ua.arange(0.0, ua.nan), ValueError),
    "a bool less a bool": (lambda x: (x > 0) - (x > 0), TypeError),
    "several values for one element": (lambda x: _assign(x, 1, x), ValueError),
    "several values for a complex element": (lambda x: _assign(x * 1j, 1, x), ValueError),
    "a scalar where an array is wanted": (lambda x: ua.convert(5, "cpu"), TypeError),
    "a list that has no dtype so narrow": (lambda x: ua.asarray([300], dtype="uint8"), OverflowError),
    "NaN as an integer": (lambda x: ua.asarray(ua.nan, dtype="int8"), ValueError),
    "an infinity as an integer": (lambda x: int(x[0] * ua.inf), OverflowError),
    "rows of different lengths": (lambda x: ua.asarray([[1], [2, 3]]), ValueError),
    "a list of complex numbers as real ones": (lambda x: ua.asarray([1j], dtype="float64"), TypeError),
    "no such device": (lambda x: ua.__array_namespace_info__(device="nowhere"), ua.BackendUnavailableError),
}


def _assign(x: ua.Array, key: Any, value: ua.Array) -> None:
    x[key] = value


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments(case: str, spec: str) -> None:
    call, error = WRONG[case]
    with ua.use(spec), pytest.raises(error, match=re.compile(r"\nHint: ")):
        call(ua.asarray([1.0, 2.0, 3.0]))


def test_flags_count_by_their_truth(spec: str) -> None:
    with ua.use(spec):
        x = ua.asarray([[3.0, 1.0, 2.0]])
        for name in ("sum", "prod", "max", "mean", "std", "any", "count_nonzero", "argmax"):
            assert getattr(ua, name)(x, keepdims=1).shape == (1, 1)
            assert getattr(ua, name)(x, keepdims=0).shape == ()
        assert ua.sort(x, descending=1, stable=0).tolist() == [[3.0, 2.0, 1.0]]  # type: ignore[arg-type]
        assert ua.cumulative_sum(x, axis=1, include_initial=1).tolist() == [[0.0, 3.0, 4.0, 6.0]]  # type: ignore[arg-type]


def test_diagonals_beyond_the_matrix_are_empty(spec: str) -> None:
    with ua.use(spec):
        x = ua.ones((2, 3))
        assert ua.all(ua.tril(x, k=10**30) == x)
        assert not ua.any(ua.tril(x, k=-(10**30)))
        assert not ua.any(ua.eye(2, 3, k=10**30))


def test_more_differences_than_elements_leave_none(spec: str) -> None:
    with ua.use(spec):
        assert ua.diff(ua.ones(3), n=10**30).shape == (0,)
