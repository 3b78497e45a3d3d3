"""Check every cell of the conversion table, and conversions of random sources."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import unifyarray as ua
from docs._generate.conversion_table import COPIES, OPTIONS, STATES, TARGET, document, outcome, rows
from tests._support import specs

PAIRS = list(itertools.product(specs(), repeat=2))


def _printed_cells() -> dict[tuple[str, str], str]:
    """Return the cells of the table in the documentation, by source and by pair of devices."""
    lines = [line.strip("|").split("|") for line in TARGET.read_text().splitlines() if line.startswith("|")]
    start = next(i for i, line in enumerate(lines) if line[0].strip() == "source")
    head = [cell.strip() for cell in lines[start]]
    cells = {}
    for line in lines[start + 2 : start + 2 + len(rows([]))]:
        name, *found = [cell.strip() for cell in line]
        cells.update({(name, head[i + 1]): cell for i, cell in enumerate(found)})
    return cells


@pytest.mark.parametrize(("here", "there"), PAIRS)
def test_documented_cells_equal_the_conversions(here: str, there: str) -> None:
    printed = _printed_cells()
    for name, cell in rows([(here, there)]):
        assert printed.get((name, f"{here} to {there}"), cell) == cell
    if specs() == list(dict.fromkeys(pair.split(" to ")[0] for _, pair in printed)):
        assert document() == TARGET.read_text(), "run: python -m docs._generate.conversion_table"


@pytest.mark.parametrize(("here", "there"), PAIRS)
@pytest.mark.parametrize("state", STATES)
def test_copy_argument_is_obeyed(state: str, here: str, there: str) -> None:
    for options in OPTIONS.get(state, ({},)):
        found = {copy: outcome(state, here, there, copy=copy, **options) for copy in COPIES}
        if found[None] not in (None, "TypeError"):
            assert found[True] == "copy"
            assert found[False] in ("share", "CopyRequiredError")
            assert found[None] == ("share" if found[False] == "share" else "copy")


@st.composite
def host_arrays(draw: st.DrawFn) -> Any:
    """Draw NumPy arrays of every dtype, byte order, stride and flag, supported or not."""
    dtype = draw(
        st.one_of(
            hnp.boolean_dtypes(),
            hnp.integer_dtypes(endianness="?"),
            hnp.unsigned_integer_dtypes(endianness="?"),
            hnp.floating_dtypes(endianness="?"),
            hnp.complex_number_dtypes(endianness="?"),
            hnp.byte_string_dtypes(),
            hnp.unicode_string_dtypes(),
            hnp.datetime64_dtypes(),
            st.sampled_from([np.dtype("O"), np.dtype([("a", "i4"), ("b", "f8")]), np.dtype("longdouble")]),
        )
    )
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
    size = int(np.prod(shape)) * dtype.itemsize
    offset = draw(st.integers(0, 8))
    data = np.zeros(size + offset, dtype=np.uint8)
    data[:] = draw(st.integers(0, 1)) if dtype.kind != "O" else 0
    if dtype.kind == "O":
        x: Any = np.zeros(shape, dtype=dtype)
    else:
        x = data[offset : offset + size].view(dtype).reshape(shape)  # aligned or not
    for axis in range(x.ndim):
        x = x[(slice(None),) * axis + (slice(None, None, draw(st.sampled_from([1, 2, -1, -2]))),)]
    if x.ndim and draw(st.booleans()):
        x = x.transpose(draw(st.permutations(range(x.ndim))))
    if draw(st.booleans()):
        x = np.broadcast_to(x, (draw(st.integers(0, 3)), *x.shape))
    x = draw(st.sampled_from([x, x, x, np.ma.masked_array(x) if dtype.kind in "biufc" else x]))
    if draw(st.booleans()) and type(x) is np.ndarray:
        x = x.view()
        x.flags.writeable = False
    return x


@st.composite
def native_arrays(draw: st.DrawFn) -> Any:
    """Draw native arrays of every library here: views with offsets and steps, broadcast, conjugate and transposed."""
    spec = draw(st.sampled_from(specs()))
    xp = ua.namespace(spec)
    dtype = draw(st.sampled_from(sorted(xp.__array_namespace_info__().dtypes())))
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
    size = int(np.prod(shape))
    x = xp.reshape(xp.astype(xp.arange(size) % 2, xp.__array_namespace_info__().dtypes()[dtype]), shape)
    for step in draw(
        st.lists(st.sampled_from(["transpose", "slice", "step", "broadcast", "conj", "imag"]), max_size=4)
    ):
        kind = x.dtype.kind
        if step == "transpose" and x.ndim > 1:
            x = x.mT
        elif step == "slice" and x.ndim:
            x = x[1:]
        elif step == "step" and x.ndim:
            x = x[:: draw(st.sampled_from([2, -1, -2]))]
        elif step == "broadcast":
            x = ua.broadcast_to(x, (draw(st.integers(0, 3)), *x.shape))
        elif step == "conj" and kind == "complex floating":
            x = ua.conj(x * (1 + 2j))
        elif step == "imag" and kind == "complex floating":
            x = ua.imag(x * 3j)
    return ua.native(x)


REFUSALS = (TypeError, ValueError, BufferError, OverflowError)


def _check_conversion(x: Any, spec: str, copy: bool | None, by_dlpack: bool) -> None:
    """Convert data to a device; check the values or the class of the error, and that the source is unchanged."""
    before = np.array(x, copy=True)
    make = ua.from_dlpack if by_dlpack else ua.asarray
    try:
        y = make(x, device=spec, copy=copy)
    except REFUSALS as error:
        assert "\nHint: " in str(error), error  # noqa: PT017
        return
    assert y.__array_namespace__() is ua.namespace(spec)
    assert (y.dtype.name, y.shape) == (before.dtype.newbyteorder("=").name, before.shape)
    np.testing.assert_array_equal(ua.to_numpy(y), before)
    for other in specs():
        z = ua.convert(y, other)
        np.testing.assert_array_equal(ua.to_numpy(z), before)
        if z.size and (copy or not x.flags.writeable):
            _overwrite(z)
            np.testing.assert_array_equal(np.asarray(x), before)
            y = make(x, device=spec, copy=copy)


def _check_native_conversion(x: Any, spec: str, copy: bool | None, by_dlpack: bool) -> None:
    """Convert a native array to a device; check the values or the class of the error."""
    before = ua.to_numpy(x).copy()
    try:
        y = ua.from_dlpack(x, device=spec, copy=copy) if by_dlpack else ua.convert(ua.asarray(x), spec, copy=copy)
    except REFUSALS as error:
        assert "\nHint: " in str(error), error  # noqa: PT017
        return
    assert y.__array_namespace__() is ua.namespace(spec)
    np.testing.assert_array_equal(ua.to_numpy(y), before)
    if copy:
        assert not ua.shares_memory(x, y)
    if y.size and copy:
        _overwrite(y)
        np.testing.assert_array_equal(ua.to_numpy(x), before)


def _overwrite(z: ua.Array) -> None:
    """Change every element; read-only data may raise an error."""
    try:
        z[...] = ~z if z.dtype is ua.bool else 1 - z
    except ValueError as error:
        assert "\nHint: " in str(error), error  # noqa: PT017 - both an error and a write to a copy are correct


@given(data=st.data())
@settings(max_examples=300)
def test_conversion_of_random_sources(data: st.DataObject) -> None:
    _draw_and_check(data)


@pytest.mark.deep
@given(data=st.data())
@settings(max_examples=10_000)
def test_conversion_of_ten_thousand_random_sources(data: st.DataObject) -> None:
    _draw_and_check(data)


def _draw_and_check(data: st.DataObject) -> None:
    spec = data.draw(st.sampled_from(specs()))
    copy, by_dlpack = data.draw(st.sampled_from(COPIES)), data.draw(st.booleans())
    if data.draw(st.booleans()):
        _check_conversion(data.draw(host_arrays()), spec, copy, by_dlpack)
    else:
        _check_native_conversion(data.draw(native_arrays()), spec, copy, by_dlpack)
