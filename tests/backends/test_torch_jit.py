"""Torch's compiler under ``ua.jit``: the values of compiled code, failures, and the limit of its time."""

from __future__ import annotations

import time
from typing import Any

import pytest

import unifyarray as ua
from unifyarray._runtime import settings
from unifyarray._transforms import compiling

torch = pytest.importorskip("torch")


@pytest.fixture
def x() -> Any:
    return ua.asarray([1e-9, 0.5, 2.0, 7.25], device="torch:cpu")


@pytest.fixture(autouse=True)
def nothing_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_warned", set())
    monkeypatch.setattr(settings, "compiler_failures", [])


def patch_compiler(monkeypatch: pytest.MonkeyPatch, find: Any) -> None:
    from unifyarray_backends.torch import _inductor

    monkeypatch.setattr(_inductor, "load_compiler", find)


def test_compiled_code_has_the_values_of_the_kernels(monkeypatch: pytest.MonkeyPatch, x: ua.Array) -> None:
    monkeypatch.setenv("UNIFYARRAY_JIT_SECONDS", "600")

    def f(x: ua.Array) -> tuple[ua.Array, ...]:
        return ua.expm1(x), ua.atanh(x / 8), ua.acosh(x + 1e308), x % (x * float("inf")), x // 0.1

    for found, wanted in zip(ua.jit(f)(x), f(x), strict=True):
        assert found.tolist() == wanted.tolist()


def test_failure_of_the_compiler_gives_one_warning(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], x: ua.Array
) -> None:
    def fail(*args: Any, **options: Any) -> Any:
        raise RuntimeError("no C++ compiler")

    monkeypatch.setenv("UNIFYARRAY_JIT_SECONDS", "60")
    patch_compiler(monkeypatch, lambda: fail)
    with pytest.warns(ua.ConfigurationWarning, match=r"(?s)compiler failed: no C\+\+ compiler.*Hint: "):
        assert ua.jit(lambda x: x + 1)(x).tolist() == (x + 1).tolist()
    assert ua.jit(lambda x: x + 2)(x).tolist() == (x + 2).tolist()
    ua.show_config()
    assert "a function runs uncompiled: torch's compiler failed: no C++ compiler" in capsys.readouterr().out


def test_slow_compiler_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, x: ua.Array) -> None:
    monkeypatch.setenv("UNIFYARRAY_JIT_SECONDS", "0.05")
    patch_compiler(monkeypatch, lambda: time.sleep(1.0))
    with pytest.warns(ua.ConfigurationWarning, match=r"takes more than 0\.05 s"):
        assert ua.jit(lambda x: x * 2)(x).tolist() == (x * 2).tolist()


@pytest.fixture
def seen() -> list[int]:
    return []


@pytest.fixture
def g(seen: list[int]) -> Any:
    def f(x: ua.Array) -> Any:
        seen.append(1)
        y = ua.exp(x)
        return y, ua.sum(y * ua.abs(x)), ua.reshape(y, (2, 2)), x, ua.astype(x, ua.int64)

    return ua.jit(f)


@pytest.fixture
def tracked() -> Any:
    return torch.tensor([-1.0, 0.0, 0.5, 2.0], dtype=torch.float64, requires_grad=True)


def loss(g: Any, x: Any) -> Any:
    y, total, matrix, same, _ = map(ua.native, g(x))
    return (y * total + matrix.sum() * same).sum()


def test_function_of_tracked_tensors_runs_once(g: Any, seen: list[int], tracked: Any) -> None:
    loss(g, tracked).backward()
    loss(g, tracked * 2).backward()
    assert seen == [1]
    found, tracked.grad = tracked.grad, None
    loss(g.__wrapped__, ua.asarray(tracked)).backward()
    loss(g.__wrapped__, ua.asarray(tracked * 2)).backward()
    torch.testing.assert_close(found, tracked.grad)


def test_only_results_that_depend_on_tracked_tensors_are_tracked(g: Any, tracked: Any) -> None:
    assert [y.requires_grad for y in g(tracked)] == [True, True, True, True, False]
    assert not any(y.requires_grad for y in g(tracked.detach()))
    with torch.no_grad():
        assert [y.requires_grad for y in g(tracked)] == [False, False, False, True, False]  # the argument itself


def test_second_derivative_runs_the_function_again(g: Any, seen: list[int], tracked: Any) -> None:
    (first,) = torch.autograd.grad(loss(g, tracked), tracked, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), tracked)
    assert seen == [1, 1]
    x = tracked.detach().requires_grad_()
    (wanted,) = torch.autograd.grad(loss(g.__wrapped__, ua.asarray(x)), x, create_graph=True)
    torch.testing.assert_close(first, wanted)
    torch.testing.assert_close(second, torch.autograd.grad(wanted.sum(), x)[0])


def test_write_to_a_result_that_the_gradient_needs_is_found(g: Any, tracked: Any) -> None:
    y, total, matrix, _, _ = g(tracked)
    matrix *= 0.0
    total.backward(retain_graph=True)  # y is saved, matrix has its own memory
    y *= 2.0
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        total.backward()


def test_write_to_a_tracked_argument_calls_the_function(tracked: Any) -> None:
    def f(x: ua.Array) -> ua.Array:
        x *= 2
        return x + 1

    (ua.jit(f)(tracked * 1)).sum().backward()
    assert tracked.grad.tolist() == [2.0] * 4


def test_batched_cotangents_run_the_traced_graph(g: Any, tracked: Any) -> None:
    y = g(tracked)[0]
    (rows,) = torch.autograd.grad(y, tracked, torch.eye(4, dtype=torch.float64), is_grads_batched=True)
    torch.testing.assert_close(rows, torch.diag(y.detach()))


@pytest.mark.parametrize("draw", [torch.rand, torch.randn, lambda n: torch.randperm(n)])
def test_numbers_of_the_global_generator_are_refused(draw: Any, x: ua.Array) -> None:
    before = torch.get_rng_state()
    with pytest.raises(ua.TracingError, match=r"(?s)random.*Hint: draw the numbers before"):
        ua.jit(lambda x: x + ua.asarray(draw(4)))(x)
    assert torch.equal(torch.get_rng_state(), before)


def test_compiled_gradient_equals_the_traced_one(monkeypatch: pytest.MonkeyPatch, g: Any, tracked: Any) -> None:
    (wanted,) = torch.autograd.grad(loss(g, tracked), tracked)
    monkeypatch.setenv("UNIFYARRAY_JIT_SECONDS", "600")
    (found,) = torch.autograd.grad(loss(ua.jit(g.__wrapped__), tracked), tracked)
    torch.testing.assert_close(found, wanted)
