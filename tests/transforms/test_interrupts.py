"""A KeyboardInterrupt in a function that is portable or differentiated leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import unifyarray as ua
from tests._support import has_gradients
from tests._support.interrupts import interrupted_at
from unifyarray._array import protection
from unifyarray._runtime import selection

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

#: The functions that change a state and restore it, and those that they call in between.
NAMES = {
    *(
        "wrapper",
        "coroutine",
        "call",
        "call_coroutine",
        "run",
        "_outputs",
        "_traced",
        "jvp",
        "prepare",
        "depth",
        "settle",
    ),
    *(
        "stop_tracking",
        "enter",
        "leave",
        "end",
        "_top_hooks",
        "restore",
        "_restore",
        "guards",
        "_leave_guarded",
        "_leave",
    ),
    *("__enter__", "__exit__", "__get__"),
}


def is_traced(code: CodeType) -> bool:
    """Return whether a code object belongs to the functions that change a state and restore it."""
    return "unifyarray" in code.co_filename and code.co_name in NAMES


def tracks() -> bool:
    """Return whether the library that differentiates tracks operations."""
    w = ua.asarray(ua.ones(2), requires_grad=True)
    return (w * 2.0).requires_grad


@ua.portable
def double(x: Any) -> Any:
    return x * 2.0


@ua.portable
async def double_later(x: Any) -> Any:
    return x * 2.0


def written(x: Any) -> Any:
    u = x * 1.0
    u[0] = u[0] + ua.sum(u * u)
    return ua.sum(u)


def call_portable(x: Any) -> None:
    double(x)


def await_portable(x: Any) -> None:
    coroutine = double_later(x)
    try:
        coroutine.send(None)
    except StopIteration:
        pass
    finally:
        coroutine.close()


def differentiate(x: Any) -> None:
    ua.grad(written)(x)


def differentiate_untracked(x: Any) -> None:
    with ua.no_grad():
        ua.grad(written)(x)


def differentiate_forward(x: Any) -> None:
    with ua.no_grad():
        ua.jvp(written, (x,), (x,))


@ua.no_grad
def evaluate(x: Any) -> Any:
    return x * 2.0


def stop_tracking_twice(x: Any) -> None:
    with ua.no_grad(), ua.no_grad():
        pass
    evaluate(x)


BODIES = [call_portable, await_portable]
GRADIENTS = [differentiate, differentiate_untracked, differentiate_forward, stop_tracking_twice]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("body", BODIES + GRADIENTS)
def test_keyboard_interrupt_leaves_nothing_behind(spec: str, body: Callable[[Any], None]) -> None:
    if body in GRADIENTS and not has_gradients(spec):
        pytest.skip(f"no available backend differentiates on {spec}")
    x = ua.native(ua.asarray([1.0, 2.0], device=spec))
    body(x)
    before, tracked = ua.current(), tracks() if has_gradients(spec) else None
    step, kept = 0, []
    while True:
        step += 1
        fired, error = interrupted_at(step, lambda: body(x), is_traced)
        if not fired:
            break
        kept.append(error)
        assert ua.current() is before, step
        assert selection._mirror.selection is None, step
        assert not protection.running, step
        assert (tracks() if has_gradients(spec) else None) is tracked, step
    assert step > 10
    assert any(kept)
