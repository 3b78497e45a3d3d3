"""Parse the arguments with click. Each command is in the module of its name."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

import click

from .._core import configuration
from .._core.errors import message
from . import CommandError
from .info import install_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from . import Job

#: Settings of the commands that parse their options themselves.
PASS_OPTIONS_ON = {"ignore_unknown_options": True, "help_option_names": []}


def parse(arguments: Sequence[str]) -> Job:
    """Return the job for the arguments."""
    try:
        done = commands.main(list(arguments), prog_name="unifyarray", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
        return lambda: status
    # click handles --help and --version itself, and then returns the exit status.
    return cast("Job", done) if callable(done) else lambda: int(done or 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="unifyarray", message="%(package)s %(version)s")
def commands() -> None:
    """One import, every array library, the same answer."""


_imports = click.option(
    "--import",
    "imports",
    multiple=True,
    help="A module to import first, such as an extension of torch that brings a device. Can be repeated.",
)


@commands.command()
@_imports
def info(imports: tuple[str, ...]) -> Job:
    """Show backends, devices, versions, the configuration, and missing packages with the commands that install them.

    The exit status is 2 if the configuration names a backend or device that is not available.
    """
    from .info import main

    configuration.add_imports(imports)
    return main


@commands.command(context_settings={"ignore_unknown_options": True})
@click.argument("script")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
@click.option("--device", help="cpu, cuda, cuda:N, mps, xpu or auto, optionally after a backend and a colon.")
@click.option("--backend", help="A backend's name, such as numpy or torch.")
@_imports
def run(script: str, args: tuple[str, ...], device: str | None, backend: str | None, imports: tuple[str, ...]) -> Job:
    """Run a program with UNIFYARRAY_DEVICE and UNIFYARRAY_BACKEND set.

    The backend and device are checked first. ARGS are passed to the program. Write `--` before arguments that look
    like options of this command.
    """
    from .run import main

    configuration.add_imports(imports)
    return functools.partial(main, script, args, device=device, backend=backend)


@commands.command(context_settings=PASS_OPTIONS_ON)
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def demo(args: tuple[str, ...]) -> Job:
    """Run four programs on every available backend and device."""
    from .demo import main

    return functools.partial(main, list(args))


@commands.command()
@click.argument("script")
def port(script: str) -> Job:
    """List the names of NumPy and torch in a program that ua lacks or spells otherwise.

    Each line has the place in SCRIPT, the name, and what to use instead. The program is not run. The exit status is 1
    if a name is listed.
    """
    from .port import main

    return functools.partial(main, script)


@commands.command(context_settings=PASS_OPTIONS_ON)
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def conformance(args: tuple[str, ...]) -> Job:
    """Check whether a backend and device conform to the contract."""
    try:
        from unifyarray_conformance import cli as suite
    except ModuleNotFoundError as error:
        fact = f"the conformance suite needs {error.name}, which is not installed"
        raise CommandError(message(fact, install_command("conformance"))) from error
    return functools.partial(suite.main, list(args))
