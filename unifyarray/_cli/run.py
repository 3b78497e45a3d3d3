"""``unifyarray run``: run an unchanged program on a given backend and device."""

from __future__ import annotations

import os
import runpy
import sys
from typing import TYPE_CHECKING

from .._core import configuration
from .._core.devices import KINDS
from .._core.errors import message
from .._runtime import registry, selection
from . import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(script: str, args: Sequence[str] = (), *, device: str | None = None, backend: str | None = None) -> int:
    """Run a program as ``__main__`` with the environment variables set; return its exit status.

    Raises
    ------
    CommandError
        The program does not exist.
    BackendUnavailableError, DeviceUnavailableError, ConfigurationError
        The backend or device is not available. The program is not started.
    """
    if not os.path.exists(script):  # noqa: PTH110 - keeps the path as given, for sys.argv
        raise CommandError(
            message(f"the program {script!r} does not exist", "unifyarray run path/to/program.py --device cpu")
        )
    if device in registry.backends():
        raise CommandError(message(f"--device {device} names a backend", f"unifyarray run --backend {device} {script}"))
    if backend is not None and backend.partition(":")[0] in (*KINDS, "auto"):
        raise CommandError(
            message(f"--backend {backend} names a device", f"unifyarray run --device {backend} {script}")
        )
    for variable, value in ((configuration.DEVICE, device), (configuration.BACKEND, backend)):
        if value is not None:
            os.environ[variable] = value
    selection.set_default()  # reads the environment again
    selection.current()
    selection.set_default()
    sys.argv = [script, *args]
    if not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.abspath(script))  # noqa: PTH100, PTH120 - a symbolic link is not followed
    try:
        runpy.run_path(script, run_name="__main__")
    except Exception as error:  # an error of the program; print it as Python would
        _print_traceback(error)
        return 1
    return 0


def _print_traceback(error: Exception) -> None:
    """Print the traceback of a program without the frames of this module and of runpy."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_globals["__name__"] in (__name__, "runpy"):
        traceback = traceback.tb_next
    sys.excepthook(type(error), error.with_traceback(traceback), traceback)
