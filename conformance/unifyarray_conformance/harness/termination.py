"""Let a process that is asked to terminate end its worker processes and write its results first."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Generator

#: The exit status of a process that SIGTERM has ended.
TERMINATED: Final = 128 + signal.SIGTERM


@contextmanager
def sigterm_as_exit() -> Generator[None]:
    """Raise SystemExit on SIGTERM, unless the program has a handler of its own."""
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


__all__ = ["TERMINATED", "sigterm_as_exit"]
