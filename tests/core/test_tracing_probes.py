"""Backends register tracing probes, and several can do so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import unifyarray as ua
from unifyarray._core import tracing
from unifyarray.plugin import is_tracing, register_tracing_probe

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def no_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the probes of installed backends, and restore them afterwards."""
    monkeypatch.setattr(tracing, "_probes", ())
    monkeypatch.setattr(tracing, "probe", tracing._not_tracing)


class Compiler:
    def __init__(self) -> None:
        self.tracing = False

    def probe(self) -> bool:
        return self.tracing


@pytest.mark.usefixtures("no_probes")
def test_is_tracing_is_false_without_a_probe() -> None:
    assert not is_tracing()


@pytest.mark.usefixtures("no_probes")
@pytest.mark.parametrize("count", [1, 2, 3])
def test_is_tracing_is_true_if_any_compiler_traces(count: int) -> None:
    compilers = [Compiler() for _ in range(count)]
    for compiler in compilers:
        register_tracing_probe(compiler.probe)
    assert not is_tracing()
    for compiler in compilers:
        compiler.tracing = True
        assert is_tracing()
        assert tracing.probe()
        compiler.tracing = False
    assert not is_tracing()


@pytest.mark.usefixtures("no_probes")
def test_probe_registered_twice_is_called_once() -> None:
    calls: list[None] = []

    def probe() -> bool:
        calls.append(None)
        return False

    register_tracing_probe(probe)
    register_tracing_probe(probe)
    assert not is_tracing()
    assert len(calls) == 1


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_second_probe_does_not_break_tracing(
    spec: str, first: bool, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """A library's compiler still traces creation and ``ua.use`` if another backend has registered a probe."""
    native = ua.namespace(spec).native
    if getattr(native, "compile", None) is None:
        pytest.skip(f"{spec} has no compiler")
    request.addfinalizer(native.compiler.reset)  # type: ignore[attr-defined]
    own = tracing._probes

    def never_tracing() -> bool:
        return False

    monkeypatch.setattr(tracing, "_probes", (never_tracing, *own) if first else (*own, never_tracing))
    monkeypatch.setattr(tracing, "probe", tracing._any_probe)

    def function(x: ua.Array) -> ua.Array:
        with ua.use(spec, default_float="float32"):
            return x + ua.zeros(3) + ua.sum(x[::-1])

    x = ua.ones(3, dtype="float32", device=spec)
    compiled: Callable[[ua.Array], ua.Array] = native.compile(function, fullgraph=True, backend="eager")  # type: ignore[attr-defined]
    assert compiled(x).tolist() == [4.0, 4.0, 4.0]
    assert compiled(x).dtype is ua.float32
