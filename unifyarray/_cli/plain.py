"""Reading the arguments without click: the commands that need nothing but the core dependencies."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from .._core.errors import message
from . import CommandError
from .info import install_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from . import Job

USAGE = """\
Usage: python -m unifyarray info
       python -m unifyarray demo [OPTIONS]

info  backends, devices, versions, what is missing and the command that brings it
demo  four programs on every backend and device found here
"""


def parse(arguments: Sequence[str]) -> Job:
    """Return the job that the arguments ask for."""
    name, *rest = arguments or ["--help"]
    if name == "demo":
        from .demo import main as demo

        return functools.partial(demo, rest)
    if name == "info" and not rest:
        from .info import main as info

        return info
    if name in ("-h", "--help"):
        return _help
    raise CommandError(message(f"`unifyarray {' '.join(arguments)}` needs click and rich", install_command("cli")))


def _help() -> int:
    print(f"{USAGE}\nMore commands: {install_command('cli')}")
    return 0
