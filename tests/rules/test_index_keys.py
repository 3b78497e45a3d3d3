"""unifyarray._rules.index_keys against NumPy's own indexing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unifyarray._rules.index_keys import exact_slice, forward, normalise, plan


def is_mask(array: Any) -> bool:
    return array.dtype.kind == "b"


shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)
bounds = st.none() | st.integers(-6, 6)
steps = st.none() | st.integers(-3, 3).filter(bool)
slices = st.builds(slice, bounds, bounds, steps)


@st.composite
def keys(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Any, ...]:
    """A key that is mostly valid for the shape: right ranks, now and then an index that is out of bounds."""
    key: list[Any] = []
    axis = 0
    broadcast = draw(st.lists(st.integers(1, 3), max_size=2))
    before = 0  # True elements of the masks so far agree in number, so that they broadcast
    while axis < len(shape):
        kind = draw(st.sampled_from(["int", "slice", "slice", "none", "array", "mask", "stop", "bool"]))
        size = shape[axis]
        if kind == "stop":
            break
        if kind == "int":
            key.append(draw(st.integers(-size, size - 1)) if size and draw(st.integers(0, 9)) else size)
        elif kind == "slice":
            key.append(draw(slices))
        elif kind == "none":
            key.append(None)
            continue
        elif kind == "bool":
            key.append(draw(st.booleans() | st.booleans().map(np.asarray)))
            continue
        elif kind == "array":
            if not size:
                key.append(np.zeros((0,), dtype=np.int64))
            else:
                extent = tuple(draw(st.sampled_from([n, 1])) for n in broadcast[draw(st.integers(0, 1)) :])
                count = int(np.prod(extent, dtype=int))
                values = draw(st.lists(st.integers(-size, size - 1), min_size=count, max_size=count))
                key.append(np.asarray(values, dtype=np.int64).reshape(extent))
        else:
            rank = draw(st.integers(1, min(2, len(shape) - axis)))
            extent = shape[axis : axis + rank]
            mask = np.zeros(extent, dtype=bool)
            mask.reshape(-1)[: before or draw(st.integers(0, 2))] = True
            before = int(mask.sum())
            key.append(mask)
            axis += rank - 1
        axis += 1
    masks = any(isinstance(k, np.ndarray) and k.dtype == bool and k.ndim for k in key)
    if draw(st.booleans()) and (axis == len(shape) or not masks):  # must not move masks to axes of other sizes
        key.insert(draw(st.integers(0, len(key))), Ellipsis)
    return tuple(key)


shapes_and_keys = shapes.flatmap(lambda shape: st.tuples(st.just(shape), keys(shape)))


def by_plan(x: np.ndarray[Any, Any], key: tuple[Any, ...]) -> np.ndarray[Any, Any]:
    """Index with slices, transposition and leading index arrays only."""
    p = plan(key, x.shape, is_mask)
    y = x[p.basic]
    if not p.advanced:
        return y
    axes: list[int] = []
    arrays: list[Any] = []
    for axis, array in p.advanced:
        found = np.nonzero(np.atleast_1d(array)) if np.asarray(array).dtype == bool else (array,)
        axes += range(axis, axis + len(found))
        arrays += found
    rest = [axis for axis in range(y.ndim) if axis not in axes]
    z = y.transpose(axes + rest)[tuple(arrays)]
    new = z.ndim - len(rest)
    return np.moveaxis(z, range(new), range(p.place, p.place + new))


@given(shapes_and_keys)
def test_plan_means_what_numpy_means(case: tuple[tuple[int, ...], tuple[Any, ...]]) -> None:
    shape, key = case
    x = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    try:
        expected = x[key]
    except IndexError:
        with pytest.raises(IndexError):
            by_plan(x, key)
        return
    np.testing.assert_array_equal(by_plan(x, key), expected, strict=True)


@given(shapes_and_keys)
def test_normalise_is_full_rank_and_changes_nothing(case: tuple[tuple[int, ...], tuple[Any, ...]]) -> None:
    shape, key = case
    x = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    if any(isinstance(k, (bool, np.ndarray)) for k in key):
        return  # a separating ellipsis would be lost: ``plan`` keeps it
    try:
        expected = x[key]
    except IndexError:
        with pytest.raises(IndexError):
            normalise(key, shape, is_mask)
        return
    exact = normalise(key, shape, is_mask)
    assert sum(part is not None for part in exact) == len(shape)
    np.testing.assert_array_equal(x[exact], expected, strict=True)


@given(slices, st.integers(0, 6))
def test_slices_are_exact(part: slice, size: int) -> None:
    items = list(range(size))
    exact = exact_slice(part, size)
    assert items[exact] == items[part]
    assert exact.start >= 0
    assert exact.stop is None or exact.stop >= 0
    same = items[forward(exact)]
    assert forward(exact).step > 0
    assert (same if exact.step > 0 else same[::-1]) == items[part]
    if not items[part]:
        assert exact == slice(0, 0, 1)


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ((slice(None), [0, 1], [1, 0]), 1),
        (([0, 1], slice(None), [1, 0]), 0),
        ((0, slice(None), [0, 1]), 0),
        ((0, [0, 1]), 0),
        ((slice(None), 0, [0, 1]), 1),
        ((None, slice(None), [0, 1]), 2),
        ((slice(None), [0, 1], ..., [1, 0]), 0),
        ((..., [0, 1]), 3),
        ((slice(None), [0, 1], None, [1, 0]), 0),
        ((..., True), 4),
    ],
)
def test_place(key: tuple[Any, ...], place: int) -> None:
    arrays = tuple(np.asarray(part) if isinstance(part, list) else part for part in key)
    assert plan(arrays, (2, 3, 4, 5), is_mask).place == place


def test_ellipsis_for_nothing_still_separates() -> None:
    x = np.arange(60).reshape(5, 3, 4)
    key = (slice(None), np.asarray([0, 1]), ..., np.asarray([1, 0]))
    np.testing.assert_array_equal(by_plan(x, key), x[key], strict=True)
    assert plan(key, x.shape, is_mask).place == 0


@pytest.mark.parametrize(
    ("key", "fact"),
    [
        ((2,), "index 2 is out of bounds for axis 0 with size 2.\nHint: valid are -2 to 1"),
        ((0, -4), "index -4 is out of bounds for axis 1 with size 3.\nHint: valid are -3 to 2"),
        ((0, 0, 0), "index 0 is out of bounds for axis 2 with size 0.\nHint: an empty axis"),
        ((0, 0, 0, 0), "4 indices for an array of 3 dimensions.\nHint: "),
        ((..., 0, ...), "an index has 2 ellipses.\nHint: "),
        ((np.ones(3, dtype=bool),), r"a mask of shape \(3,\) cannot select from axes of sizes \(2,\)"),
        ((0, np.ones((3, 1), dtype=bool)), "beginning at axis 1.\nHint: use a mask of shape"),
    ],
)
def test_errors(key: tuple[Any, ...], fact: str) -> None:
    with pytest.raises(IndexError, match=fact):
        normalise(key, (2, 3, 0), is_mask)
