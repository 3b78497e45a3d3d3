"""Reading the arguments with click. What a command does is in the module of its name."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

import click

from .._core.errors import message
from . import CommandError
from .info import install_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from . import Job

#: Options are read by the program that the arguments are handed to.
PASS_ON = {"ignore_unknown_options": True, "help_option_names": []}


def parse(arguments: Sequence[str]) -> Job:
    """Return the job that the arguments ask for."""
    try:
        done = commands.main(list(arguments), prog_name="unifyarray", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
        return lambda: status
    # click itself answers --help and --version, and returns the exit status.
    return cast("Job", done) if callable(done) else lambda: int(done or 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="unifyarray", message="%(package)s %(version)s")
def commands() -> None:
    """One import, every array library, the same answer."""


@commands.command()
def info() -> Job:
    """Show backends, devices, versions, configuration, what is missing and the command that brings it.

    The exit status is 2 where the configuration names what cannot be had.
    """
    from .info import main

    return main


@commands.command(context_settings={"ignore_unknown_options": True})
@click.argument("script")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
@click.option("--device", help="cpu, cuda, cuda:N, mps, xpu or auto, optionally after a backend and a colon.")
@click.option("--backend", help="A backend's name, such as numpy or torch.")
def run(script: str, args: tuple[str, ...], device: str | None, backend: str | None) -> Job:
    """Run a program with UNIFYARRAY_DEVICE and UNIFYARRAY_BACKEND set.

    The backend and device are checked first. ARGS go to the program; after `--`, also those that look like options
    of this command.
    """
    from .run import main

    return functools.partial(main, script, args, device=device, backend=backend)


@commands.command(context_settings=PASS_ON)
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def demo(args: tuple[str, ...]) -> Job:
    """Run four programs on every backend and device found here."""
    from .demo import main

    return functools.partial(main, list(args))


@commands.command(context_settings=PASS_ON)
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def conformance(args: tuple[str, ...]) -> Job:
    """Show whether a backend on a device keeps the contract."""
    try:
        from unifyarray_conformance import cli as suite
    except ModuleNotFoundError as error:
        fact = f"the conformance suite needs {error.name}, which is not installed"
        raise CommandError(message(fact, install_command("conformance"))) from error
    return functools.partial(suite.main, list(args))
