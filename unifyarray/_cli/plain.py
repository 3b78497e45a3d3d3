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
Usage: python -m unifyarray info [--json]
       python -m unifyarray demo [OPTIONS]
       python -m unifyarray new-backend NAME [LIBRARY]
       python -m unifyarray port SCRIPT
       python -m unifyarray --version

info         show backends, devices, versions, and missing packages with the commands that install them
demo         run programs on every available backend and device
new-backend  write a distribution with a backend and its conformance test
port         list the names of NumPy and torch in a program that ua lacks or spells otherwise
"""


def parse(arguments: Sequence[str]) -> Job:
    """Return the job for the arguments."""
    name, *rest = arguments or ["--help"]
    if name == "demo":
        from .demo import main as demo

        return functools.partial(demo, rest)
    if name == "info" and rest in ([], ["--json"]):
        from .info import main as info

        return functools.partial(info, as_json=bool(rest))
    if name == "new-backend" and 1 <= len(rest) <= 2 and not rest[0].startswith("-"):
        from .new_backend import main as new_backend

        return functools.partial(new_backend, *rest)
    if name == "port" and len(rest) == 1 and not rest[0].startswith("-"):
        from .port import main as port

        return functools.partial(port, rest[0])
    if name in ("-h", "--help"):
        return _help
    if name == "--version":
        return _version
    if name == "conformance":
        fact = "the conformance suite needs click and rich, which are not installed"
        raise CommandError(message(fact, install_command("conformance")))
    raise CommandError(message(f"`unifyarray {' '.join(arguments)}` needs click and rich", install_command("cli")))


def _help() -> int:
    print(f"{USAGE}\nMore commands: {install_command('cli')}")
    return 0


def _version() -> int:
    from .info import version

    print(f"unifyarray {version('unifyarray')}")
    return 0
