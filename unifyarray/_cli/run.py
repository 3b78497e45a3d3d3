"""``unifyarray run``: run an unchanged program on a given backend and device."""

from __future__ import annotations

import os
import runpy
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .._core import configuration
from .._core.devices import KINDS
from .._core.errors import message
from .._runtime import registry, selection
from . import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(
    script: str,
    args: Sequence[str] = (),
    *,
    device: str | None = None,
    backend: str | None = None,
    is_module: bool = False,
) -> int:
    """Run a program as ``__main__`` with the environment variables set; return its exit status.

    Parameters
    ----------
    script : str
        Path of the program, or name of a module.
    args : sequence of str
        The program's arguments.
    device, backend : str, optional
        Values of the environment variables.
    is_module : bool, default False
        Run a module, as ``python -m`` does.

    Raises
    ------
    CommandError
        The program does not exist.
    BackendUnavailableError, DeviceUnavailableError, ConfigurationError
        The backend or device is not available. The program is not started.
    """
    if is_module:
        if "" not in sys.path and not sys.flags.safe_path:
            sys.path.insert(0, "")  # as with python -m, modules of the current folder are found
        _check_module(script)
    elif not os.path.exists(script):  # noqa: PTH110 - keeps the path as given, for sys.argv
        raise CommandError(
            message(f"the program {script!r} does not exist", "unifyarray run path/to/program.py --device cpu")
        )
    shown = f"-m {script}" if is_module else script
    if device in registry.backends():
        raise CommandError(message(f"--device {device} names a backend", f"unifyarray run --backend {device} {shown}"))
    if backend is not None and backend.partition(":")[0] in (*KINDS, "auto"):
        raise CommandError(message(f"--backend {backend} names a device", f"unifyarray run --device {backend} {shown}"))
    for variable, value in ((configuration.DEVICE, device), (configuration.BACKEND, backend)):
        if value is not None:
            os.environ[variable] = value
    selection.set_default()  # reads the environment again
    selection.current()
    selection.set_default()
    sys.argv = [script, *args]
    if not is_module and not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.abspath(script))  # noqa: PTH100, PTH120 - a symbolic link is not followed
    try:
        if is_module:
            runpy.run_module(script, run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(script, run_name="__main__")
    except Exception as error:  # an error of the program; print it as Python would
        _print_traceback(error)
        return 1
    return 0


def _check_module(name: str) -> None:
    """Raise CommandError if a module does not exist, or if a package cannot be run."""
    try:
        found = find_spec(name)
        if found is not None and found.submodule_search_locations is not None:
            found = find_spec(f"{name}.__main__")
    except (ImportError, ValueError):
        found = None
    if found is None:
        hint = f"python -m {name}, which names the reason, or unifyarray run path/to/program.py"
        raise CommandError(message(f"the module {name!r} does not exist, or cannot be run", hint))


def _print_traceback(error: Exception) -> None:
    """Print the traceback of a program without the frames of this module and of runpy."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_globals["__name__"] in (__name__, "runpy"):
        traceback = traceback.tb_next
    sys.excepthook(type(error), error.with_traceback(traceback), traceback)
