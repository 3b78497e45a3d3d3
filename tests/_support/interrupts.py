"""Raise KeyboardInterrupt at the places of a program where Python can raise one."""

from __future__ import annotations

import dis
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType


def interrupted_at(
    step: int, body: Callable[[], object], is_traced: Callable[[CodeType], bool]
) -> tuple[bool, BaseException | None]:
    """Run a function with a KeyboardInterrupt at the n-th place where Python can raise one.

    Python handles signals at the start of functions and after calls.

    Parameters
    ----------
    step : int
        The number of the place, from 1 on.
    body : callable
        The function.
    is_traced : callable
        Takes a code object, and returns whether its places count.

    Returns
    -------
    (bool, BaseException or None)
        Whether there were as many places, and the exception with its traceback, which keeps the frames alive, as an
        interactive session does.
    """
    count, fired = 0, False
    last: dict[int, str] = {}

    def trace(frame: Any, event: str, argument: object) -> Any:
        nonlocal count, fired
        code = frame.f_code
        if not is_traced(code):
            return None
        frame.f_trace_opcodes = True
        if event == "call":
            last.pop(id(frame), None)
        elif event == "opcode":
            before = last.get(id(frame), "")
            last[id(frame)] = dis.opname[code.co_code[frame.f_lasti]]
            if not before.startswith("CALL"):
                return trace
        else:
            return trace
        count += 1
        if count == step and not fired:
            fired = True
            raise KeyboardInterrupt
        return trace

    old = sys.gettrace()
    sys.settrace(trace)
    try:
        body()
    except KeyboardInterrupt as error:
        return fired, error
    finally:
        sys.settrace(old)
    return fired, None
