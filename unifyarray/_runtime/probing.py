"""Questions to plugins of other distributions, with a limit on the time that they may take."""

from __future__ import annotations

import sys
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final, TypeVar

    T = TypeVar("T")

#: Seconds that a plugin may take in this process, for all questions together. After that it counts as broken.
LIMIT: Final = 10.0
_STEP: Final = 0.05


class Clock:
    """The time that a plugin has left in this process.

    Attributes
    ----------
    left : float
        Seconds.
    """

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = LIMIT


class ImportInProgressError(ImportError):
    """A plugin cannot be asked yet: it needs a module whose import has begun and waits for this call."""


def ask(call: Callable[[], T], name: str, clock: Clock) -> T:
    """Run code of a plugin in a thread, and return its result.

    A library may call unifyarray while it is imported. Its own plugin then imports the library in the thread, which
    waits for the import that waits for the thread. In that case the code is run again in the caller's thread, to which
    the import system gives the unfinished module.

    Raises
    ------
    TimeoutError
        The plugin has used up its time.
    ImportInProgressError
        The code needs more of a module than what its unfinished import has defined.
    """
    result: list[T] = []
    failure: list[BaseException] = []
    done = threading.Event()

    def run() -> None:
        try:
            result.append(call())
        except BaseException as error:
            failure.append(error)
        done.set()

    if clock.left <= 0:
        raise _timeout(name)
    thread = threading.Thread(target=run, name=f"unifyarray asks backend {name!r}", daemon=True)
    begun = time.monotonic()
    thread.start()
    importing = is_importing()
    waits = 0
    while not done.wait(_STEP if importing else clock.left):
        if time.monotonic() - begun >= clock.left:
            clock.left = 0.0
            raise _timeout(name)
        waits = waits + 1 if _waits_for_import(thread) else 0
        if waits > 2:
            try:
                return call()
            except Exception as error:
                fact = f"backend {name!r} cannot be loaded during the import that asks for it: {error}"
                raise ImportInProgressError(fact) from error
    clock.left -= time.monotonic() - begun
    if failure:
        cause = failure[0]
        raise cause if isinstance(cause, Exception) else RuntimeError(f"backend {name!r} stopped with {cause!r}")
    return result[0]


def _timeout(name: str) -> TimeoutError:
    return TimeoutError(f"backend {name!r} did not answer within {LIMIT:g} seconds")


def is_importing() -> bool:
    """Return whether this thread is inside an import."""
    frame = sys._getframe()
    while frame is not None:
        if _is_of_import(frame.f_code.co_filename) and frame.f_code.co_name == "_find_and_load":
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


def _waits_for_import(thread: threading.Thread) -> bool:
    """Return whether a thread waits for an import of another thread."""
    frame = sys._current_frames().get(thread.ident or 0)
    return frame is not None and _is_of_import(frame.f_code.co_filename) and frame.f_code.co_name == "acquire"


def _is_of_import(file: str) -> bool:
    return file == "<frozen importlib._bootstrap>"
