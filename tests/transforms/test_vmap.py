"""``ua.vmap`` beyond what the conformance suite checks: its checks cover every function, and how it runs."""

from __future__ import annotations

import gc
from typing import Any

import pytest

import unifyarray as ua
from tests._support import has_gradients, specs
from unifyarray._transforms.mapping import _depth
from unifyarray_conformance.harness.registry import checks
from unifyarray_conformance.inputs.example_calls import ROWS
from unifyarray_conformance.inputs.vmap_calls import CALLS, REFUSED, WITHOUT


def undecided(names: Any) -> list[str]:
    """Return the functions that are in none of the lists for ``ua.vmap``, or in several."""
    return [name for name in names if [name in CALLS, name in REFUSED, name in WITHOUT].count(True) != 1]


def test_every_function_has_a_check_or_a_reason() -> None:
    assert undecided(ROWS) == []
    assert {*WITHOUT, *REFUSED} <= {*ROWS}
    assert all(WITHOUT.values())
    found = {item.function for name, item in checks().items() if name.startswith("vmap/")}
    assert {*CALLS, *REFUSED} <= found
    assert all(item.dtypes for name, item in checks().items() if name.endswith("/elements"))


def test_new_function_without_check_is_found() -> None:
    names = set(ROWS) - set(WITHOUT) - set(REFUSED) - set(CALLS)
    assert not names
    assert undecided([*ROWS, "sinc"]) == ["sinc"]


@pytest.fixture(params=specs())
def x(request: pytest.FixtureRequest) -> Any:
    with ua.use(request.param):
        yield ua.asarray([[1.0, 2.0], [3.0, 4.0]])


def test_array_that_does_not_depend_on_elements_can_be_read(x: ua.Array) -> None:
    outside = ua.asarray([2.0, 3.0])

    def f(row: ua.Array) -> ua.Array:
        made = ua.ones(2)
        return row * float(outside[0]) if made[1] > 0 and bool(ua.any(outside > 2)) else row

    assert ua.vmap(f)(x).tolist() == [[2.0, 4.0], [6.0, 8.0]]


def test_inner_map_over_unmapped_data_does_not_hide_values(x: ua.Array) -> None:
    def f(row: ua.Array) -> ua.Array:
        squares = ua.vmap(lambda a: a * a)(ua.asarray([2.0, 3.0]))
        return row + float(squares[1])

    assert ua.vmap(f)(x).tolist() == [[10.0, 11.0], [12.0, 13.0]]


def test_inner_map_keeps_the_outer_one(x: ua.Array) -> None:
    with pytest.raises(ua.TracingError, match="not known inside"):
        ua.vmap(lambda row: float(ua.sum(ua.vmap(lambda a: a * a)(row))))(x)
    with pytest.raises(ua.TracingError, match="not known inside"):
        ua.vmap(lambda row: float(ua.sum(ua.vmap(lambda a: row[0] * a)(ua.ones(2)))))(x)


def test_unmapped_argument_can_be_read_beside_a_mapped_one(x: ua.Array) -> None:
    w = ua.asarray([2.0, 3.0])

    def inner(a: ua.Array, w: ua.Array) -> ua.Array:
        return a * float(w[1])

    inside = ua.vmap(lambda row: ua.vmap(inner, in_axes=(0, None))(row, w))
    assert inside(x).tolist() == [[3.0, 6.0], [9.0, 12.0]]
    assert ua.vmap(lambda row: ua.portable(inner)(row, w))(x).tolist() == [[3.0, 6.0], [9.0, 12.0]]


def test_result_is_not_marked(x: ua.Array) -> None:
    y = ua.vmap(lambda row: row + 1)(x)
    assert float(y[0, 0]) == 2.0
    assert (y + x).tolist() == [[3.0, 5.0], [7.0, 9.0]]
    assert "not computed" not in repr(y)


def test_results_can_be_written_to(x: ua.Array) -> None:
    y, c = ua.vmap(lambda row: (row, ua.zeros(2)))(x)
    c[0, 0] = 5.0
    y[0, 0] = 7.0
    assert c.tolist() == [[5.0, 0.0], [0.0, 0.0]]
    assert x.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_array_in_a_cycle_of_references_can_be_written(x: ua.Array) -> None:
    def f(row: ua.Array) -> ua.Array:
        z = ua.zeros(2)
        kept: list[Any] = [z]
        kept.append(kept)
        z[0] = row[0]
        return z

    gc.disable()
    try:
        assert ua.vmap(f)(x).tolist() == [[1.0, 0.0], [3.0, 0.0]]
    finally:
        gc.enable()


def test_refused_write_leaves_the_array(x: ua.Array) -> None:
    z = ua.zeros(2)

    def f(row: ua.Array) -> ua.Array:
        z[0] = row[0]
        return row

    with pytest.raises(RuntimeError, match="did not make"):
        ua.vmap(f)(x)
    assert z.tolist() == [0.0, 0.0]


def test_error_of_the_function_restores_arrays_and_depth(x: ua.Array) -> None:
    z = ua.zeros(2)

    def f(row: ua.Array) -> ua.Array:
        z[0] = row[0]
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        ua.vmap(f)(x)
    assert z.tolist() == [0.0, 0.0]
    assert _depth.value == 0


def test_gradient_inside_does_not_reveal_values(x: ua.Array) -> None:
    if not has_gradients(str(ua.current().backend)):
        pytest.skip("no backend computes gradients here")

    def f(row: ua.Array) -> ua.Array:
        return ua.sum(row) if row[0] > 0 else ua.sum(-row)

    with pytest.raises(ua.TracingError, match="not known inside"):
        ua.vmap(ua.grad(f))(x)


def test_gradients_of_second_order(x: ua.Array) -> None:
    if not has_gradients(str(ua.current().backend)):
        pytest.skip("no backend computes gradients here")
    hessians = ua.vmap(ua.hessian(lambda row: ua.sum(row**3)))(x)
    assert hessians.tolist() == [[[6.0, 0.0], [0.0, 12.0]], [[18.0, 0.0], [0.0, 24.0]]]
    both = ua.grad(lambda x: ua.sum(ua.vmap(ua.grad(lambda row: ua.sum(row**3)))(x)))(x)
    assert both.tolist() == [[6.0, 12.0], [18.0, 24.0]]
