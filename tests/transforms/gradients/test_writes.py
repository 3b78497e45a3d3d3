"""Writes inside a function that is differentiated: to its arguments, and to arrays that it has made."""

from __future__ import annotations

import gc
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua

if TYPE_CHECKING:
    from collections.abc import Callable

REFUSED = r"writes to an argument that is differentiated(?s:.*)\nHint: .*ua\.asarray\(x, copy=True\)"


def array(spec: str, data: Any) -> Any:
    """Return a native array."""
    return ua.native(ua.asarray(data, device=spec, copy=True))


def host(x: Any) -> Any:
    return ua.to_numpy(x)


# -- arguments -------------------------------------------------------------------------------------------


@dataclass
class Parameters:
    weights: Any
    rest: list[Any]


@pytest.mark.parametrize(
    ("tree", "leaf"),
    [
        (lambda x: {"a": [1, (x,)]}, lambda p: p["a"][1][0]),
        (lambda x: Parameters(None, [x]), lambda p: p.rest[0]),
        (lambda x: [x, x[1:]], lambda p: p[1]),
    ],
    ids=["dict", "dataclass", "overlapping"],
)
def test_write_into_a_container_of_arguments_raises(spec: str, tree: Callable[[Any], Any], leaf: Any) -> None:
    x = array(spec, [1.0, 2.0, 3.0])

    def function(p: Any) -> Any:
        view = leaf(p)[:1]
        view += 1.0
        return ua.sum(leaf(p) ** 2)

    for transform in (ua.grad, ua.value_and_grad, ua.jacobian):
        with pytest.raises(RuntimeError, match=REFUSED):
            transform(function)(tree(x))
    assert host(x).tolist() == [1.0, 2.0, 3.0]


def test_write_through_an_array_outside_that_shares_the_memory_raises(spec: str) -> None:
    x = ua.asarray([1.0, 2.0, 3.0], device=spec, copy=True)

    def function(a: Any) -> Any:
        x[1] = 7.0
        return ua.sum(a * a)

    with pytest.raises(RuntimeError, match=REFUSED):
        ua.grad(function)(x[1:])
    assert host(x).tolist() == [1.0, 2.0, 3.0]
    assert host(ua.grad(function)(ua.asarray(x[1:], copy=True))).tolist() == [4.0, 6.0]
    assert host(x).tolist() == [1.0, 7.0, 3.0]


def test_write_through_an_array_of_another_library_raises(spec: str) -> None:
    data = np.asarray([1.0, 2.0])
    plain, x = ua.asarray(data, device="numpy"), ua.asarray(data, device=spec)
    if not ua.shares_memory(data, x):
        pytest.skip(f"{spec} does not share NumPy's memory")

    def function(a: Any) -> Any:
        plain[0] = 5.0
        return ua.sum(a * a)

    with pytest.raises(RuntimeError, match=REFUSED):
        ua.grad(function)(x)
    assert data.tolist() == [1.0, 2.0]


def test_write_raises_at_every_level(spec: str) -> None:
    x = array(spec, [1.0, 2.0])

    def inner(a: Any, outside: Any) -> Any:
        outside[0] = 5.0
        return ua.sum(a * outside)

    def outer(b: Any) -> Any:
        return ua.sum(ua.grad(lambda a: inner(a, b))(ua.ones_like(b)))

    with pytest.raises(RuntimeError, match=REFUSED):
        ua.grad(outer)(x)
    assert host(x).tolist() == [1.0, 2.0]


def test_arguments_can_be_written_to_after_the_call(spec: str) -> None:
    def fails(a: Any) -> Any:
        raise KeyError("its own")

    x = ua.asarray([1.0, 2.0], device=spec, copy=True)
    with pytest.raises(KeyError):
        ua.grad(fails)(x)
    ua.vjp(lambda a: a * a, x)
    ua.jvp(lambda a: a * a, (x,), (x,))
    x += 1
    x[0] = 7.0
    assert host(x).tolist() == [7.0, 3.0]


def test_other_threads_can_write_to_the_argument(spec: str) -> None:
    x = ua.asarray([1.0, 2.0], device=spec, copy=True)
    entered, written = threading.Event(), threading.Event()

    def function(a: Any) -> Any:
        entered.set()
        assert written.wait(60)
        return ua.sum(3.0 * a)

    def write() -> None:
        assert entered.wait(60)
        try:
            made = ua.asarray([1.0, 2.0], device=spec, copy=True)
            made[0] = 5.0
        finally:
            written.set()

    thread = threading.Thread(target=write)
    thread.start()
    gradient = ua.grad(function)(x)
    thread.join()
    assert host(gradient).tolist() == [3.0, 3.0]


# -- arrays made inside ------------------------------------------------------------------------------------


def differences(function: Callable[[Any], Any], x: Any, step: float = 1e-6) -> Any:
    """Return the gradient by central differences, computed with NumPy."""
    found = np.zeros_like(x)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += step
        down[i] -= step
        values = [float(function(ua.asarray(y, device="numpy"))) for y in (up, down)]
        found[i] = (values[0] - values[1]) / (2 * step)
    return found


def view_of(u: Any, choice: int) -> Any:
    """Return one of several views of a 1-d Array of four elements."""
    rows = ua.reshape(u, (2, -1))
    return (u, u[1:], u[::2], u[:-1], rows[1], rows.T)[choice]


def program(seed: int) -> Callable[[Any], Any]:
    """Return a random function with writes to arrays that share memory; it returns a number."""

    def function(x: Any) -> Any:
        rng = np.random.default_rng(seed)
        arrays = [x * 1.0, ua.sin(x) + 1.5, ua.zeros_like(x) + 0.5]
        arrays += [view_of(u, int(rng.integers(6))) for u in arrays]
        numbers = [ua.sum(x)]
        for _ in range(int(rng.integers(4, 12))):
            u, w = (arrays[int(i)] for i in rng.integers(len(arrays), size=2))
            step = rng.integers(12)
            if step == 0:
                numbers.append(ua.linalg.vector_norm(u))
            elif step == 1:
                numbers.append(ua.sum(ua.exp(-u * u)) + ua.sum(w * w * w))
            elif step == 2:
                u[0] = u[0] * 0.5 + numbers[-1] * 0.1
            elif step == 3:
                u *= numbers[-1] * 0.1 + 1.0
            elif step == 4:
                u += ua.sin(u)
            elif step == 5:
                u **= 2
                u *= 0.3
            elif step == 6:
                u /= 1.0 + u * u
            elif step == 7:
                u[u > 0.4] = 0.7
            elif step == 8:
                u[...] = ua.tanh(u) * 0.9 + 0.1 * numbers[0]
            elif step == 9:
                arrays.append(ua.exp(-u * u) if u.shape == x.shape else ua.tanh(x) * numbers[-1])
            elif step == 10:
                arrays.append(view_of(arrays[0], int(rng.integers(6))))
            else:
                i = ua.asarray(np.array([1, 0]), device=u.device)
                u[i] = u[i] * u[i] + 0.2
        return ua.sum(ua.stack(numbers)) + sum(ua.sum(u * u) for u in arrays) * 0.1

    return function


@pytest.mark.parametrize("seed", range(12))
def test_random_programs_in_place(spec: str, seed: int) -> None:
    function = program(seed)
    x = np.random.default_rng(1000 + seed).uniform(0.2, 1.0, 4)
    direction = np.asarray([1.0, -0.5, 0.3, 2.0])
    exact = differences(function, x)
    close: dict[str, Any] = {"rtol": 1e-5, "atol": 1e-5 * (1 + np.abs(exact).max())}
    given = array(spec, x)
    value, gradient = ua.value_and_grad(function)(given)
    np.testing.assert_allclose(host(value), float(function(ua.asarray(x, device="numpy", copy=True))), rtol=1e-10)
    np.testing.assert_allclose(host(gradient), exact, **close)
    tangent = ua.jvp(function, (given,), (array(spec, direction),))[1]
    np.testing.assert_allclose(host(tangent), exact @ direction, **close)
    pull = ua.vjp(function, given)[1]
    for _ in range(2):
        np.testing.assert_allclose(host(pull(1.0)[0]), exact, **close)
    steps = np.eye(4) * 1e-6
    slopes = [host(ua.grad(function)(array(spec, x + s))) - host(ua.grad(function)(array(spec, x - s))) for s in steps]
    hessian = np.stack(slopes) / 2e-6
    np.testing.assert_allclose(
        host(ua.hessian(function)(given)), hessian, rtol=1e-3, atol=1e-4 * (1 + np.abs(hessian).max())
    )
    assert host(given).tolist() == x.tolist()


def test_writes_are_seen_through_views(spec: str) -> None:
    seen: list[list[float]] = []

    def function(x: Any) -> Any:
        u = x * 1.0
        v = u[1:]
        squares = v * v
        v **= 2
        u += 1.0
        seen.append(ua.stop_gradient(u).tolist())
        seen.append(ua.stop_gradient(v).tolist())
        return ua.sum(squares * v)

    gradient = ua.grad(function)(array(spec, [1.0, 2.0, 3.0]))
    assert seen == [[2.0, 5.0, 10.0], [5.0, 10.0]]
    assert host(gradient).tolist() == [0.0, 4 * 8 + 4.0, 4 * 27 + 6.0]  # of x^2 (x^2 + 1)


def test_update_under_no_grad_keeps_what_was_saved(spec: str) -> None:
    def function(x: Any) -> Any:
        u = x * 1.0
        squares = u * u
        with ua.no_grad():
            u *= 10.0
        return ua.sum(squares)

    assert host(ua.grad(function)(array(spec, [1.0, 2.0]))).tolist() == [2.0, 4.0]


def test_tracked_array_outside_gets_its_gradient(spec: str) -> None:
    """The function writes to an array after it has used a parameter that is tracked outside."""
    w = ua.asarray([2.0, 3.0], device=spec, requires_grad=True)

    def function(x: Any) -> Any:
        u = x * w
        cubes = u * u * u
        u[u > 5.0] = 0.0
        return ua.sum(cubes + u)

    gradient = ua.grad(function)(ua.asarray([1.0, 2.0], device=spec))
    ua.sum(gradient).backward()
    # The gradient is 3 w^3 x^2 (+ w where u is kept); by w, 9 w^2 x^2 (+ 1).
    assert host(ua.stop_gradient(gradient)).tolist() == [3 * 8.0 + 2.0, 3 * 27.0 * 4]
    assert w.grad is not None
    assert w.grad.tolist() == [9 * 4.0 + 1.0, 9 * 9.0 * 4]


def test_nested_gradients_of_code_in_place(spec: str) -> None:
    def inner(x: Any) -> Any:
        y = x * 1.0
        n = ua.sum(y * y)
        y[0] = y[0] * n
        return ua.sum(y)  # x0 (x0^2 + x1^2) + x1

    def outer(x: Any) -> Any:
        scaled = x * 2.0
        before = ua.sum(scaled * scaled)
        scaled *= 0.5
        return ua.sum(ua.grad(inner)(scaled)) * before

    x = np.asarray([1.0, 2.0])
    exact = 3 * x[0] ** 2 + x[1] ** 2 + 2 * x[0] * x[1] + 1  # the sum of the inner gradient
    by = np.asarray([6 * x[0] + 2 * x[1], 2 * x[1] + 2 * x[0]])
    expected = by * 4 * (x @ x) + exact * 8 * x
    np.testing.assert_allclose(host(ua.grad(outer)(array(spec, x))), expected, rtol=1e-12)


def test_saved_values_are_released(spec: str) -> None:
    """Writes leave nothing behind: a later function is differentiated as if there had been none."""

    def writes(x: Any) -> Any:
        u = x * 1.0
        n = ua.linalg.vector_norm(u)
        u[0] = n
        return ua.sum(u * n)

    def fails(x: Any) -> Any:
        writes(x)
        raise KeyError("its own")

    x = array(spec, [3.0, 4.0])
    for _ in range(2):
        with pytest.raises(KeyError):
            ua.grad(fails)(x)
        np.testing.assert_allclose(host(ua.grad(writes)(x)), [2 * 3 + 4 * 3 / 5, 2 * 4 + 4 * 4 / 5 + 5])
        assert host(ua.grad(lambda a: ua.sum(a * a))(x)).tolist() == [6.0, 8.0]
    gc.collect()


def test_imperative_update_of_a_view_reaches_the_array(spec: str) -> None:
    w = ua.asarray([1.0, 2.0, 3.0], device=spec, requires_grad=True)
    u = w * 1.0
    v = u[1:]
    v **= 2
    assert u.tolist() == [1.0, 4.0, 9.0]
    ua.sum(u).backward()
    assert w.grad is not None
    assert w.grad.tolist() == [1.0, 4.0, 6.0]
