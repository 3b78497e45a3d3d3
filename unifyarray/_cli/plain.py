"""Parse the arguments without click: the commands that need the core dependencies only."""

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
       python -m unifyarray port SCRIPT

info  show backends, devices, versions, and missing packages with the commands that install them
demo  run four programs on every available backend and device
port  list the names of NumPy and torch in a program that ua lacks or spells otherwise
"""


def parse(arguments: Sequence[str]) -> Job:
    """Return the job for the arguments."""
    name, *rest = arguments or ["--help"]
    if name == "demo":
        from .demo import main as demo

        return functools.partial(demo, rest)
    if name == "info" and not rest:
        from .info import main as info

        return info
    if name == "port" and len(rest) == 1 and not rest[0].startswith("-"):
        from .port import main as port

        return functools.partial(port, rest[0])
    if name in ("-h", "--help"):
        return _help
    raise CommandError(message(f"`unifyarray {' '.join(arguments)}` needs click and rich", install_command("cli")))


def _help() -> int:
    print(f"{USAGE}\nMore commands: {install_command('cli')}")
    return 0
