"""Torch's compiler under ``ua.jit``: the values of compiled code, failures, and the limit of its time."""

from __future__ import annotations

import time
from typing import Any

import pytest

import unifyarray as ua
from unifyarray._transforms import compiling

pytest.importorskip("torch")


@pytest.fixture
def x() -> Any:
    return ua.asarray([1e-9, 0.5, 2.0, 7.25], device="torch:cpu")


@pytest.fixture(autouse=True)
def nothing_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_warned", set())


def patch_compiler(monkeypatch: pytest.MonkeyPatch, find: Any) -> None:
    from unifyarray_backends.torch import _compiling

    monkeypatch.setattr(_compiling, "_inductor", find)


def test_compiled_code_has_the_values_of_the_kernels(monkeypatch: pytest.MonkeyPatch, x: ua.Array) -> None:
    monkeypatch.setenv("UNIFYARRAY_JIT_SECONDS", "600")

    def f(x: ua.Array) -> tuple[ua.Array, ...]:
        return ua.expm1(x), ua.atanh(x / 8), ua.acosh(x + 1e308), x % (x * float("inf")), x // 0.1

    for found, wanted in zip(ua.jit(f)(x), f(x), strict=True):
        assert found.tolist() == wanted.tolist()


def test_failure_of_the_compiler_gives_one_warning(monkeypatch: pytest.MonkeyPatch, x: ua.Array) -> None:
    def fail(*args: Any, **options: Any) -> Any:
        raise RuntimeError("no C++ compiler")

    monkeypatch.setenv("UNIFYARRAY_JIT_SECONDS", "60")
    patch_compiler(monkeypatch, lambda: fail)
    with pytest.warns(ua.ConfigurationWarning, match=r"(?s)compiler failed: no C\+\+ compiler.*Hint: "):
        assert ua.jit(lambda x: x + 1)(x).tolist() == (x + 1).tolist()
    assert ua.jit(lambda x: x + 2)(x).tolist() == (x + 2).tolist()


def test_slow_compiler_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, x: ua.Array) -> None:
    monkeypatch.setenv("UNIFYARRAY_JIT_SECONDS", "0.05")
    patch_compiler(monkeypatch, lambda: time.sleep(1.0))
    with pytest.warns(ua.ConfigurationWarning, match=r"takes more than 0\.05 s"):
        assert ua.jit(lambda x: x * 2)(x).tolist() == (x * 2).tolist()
