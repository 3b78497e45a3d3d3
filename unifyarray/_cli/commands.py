"""Parse the arguments with click. Each command is in the module of its name."""

from __future__ import annotations

import functools
import os
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

import click

from .._core import configuration
from .._core.errors import message
from . import CommandError
from .completion import SHELLS, VARIABLE, complete_backends, complete_devices, tree
from .info import install_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from . import Job

#: The modules that the conformance suite needs, all of the extra of its name.
SUITE_NEEDS = ("hypothesis", "jinja2", "jsonschema", "mpmath", "pytest", "rich")

#: Settings of the commands that parse their options themselves.
PASS_OPTIONS_ON = {"ignore_unknown_options": True, "help_option_names": []}


def parse(arguments: Sequence[str]) -> Job:
    """Return the job for the arguments."""
    found = tree(commands) if VARIABLE in os.environ else commands
    try:
        done = found.main(list(arguments), prog_name="unifyarray", standalone_mode=False, complete_var=VARIABLE)
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


@commands.command(short_help="Show backends, devices and versions, and what is missing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_imports
def info(as_json: bool, imports: tuple[str, ...]) -> Job:
    """Show backends, devices, versions, the configuration, and missing packages with the commands that install them.

    The exit status is 2 if the configuration names a backend or device that is not available.
    """
    from .info import main

    configuration.add_imports(imports)
    return functools.partial(main, as_json=as_json)


class _Run(click.Command):
    """``run``, whose option ``-m`` must come before the program, because a program can have an option ``-m``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take ``-m`` out, if it comes before the first argument that is not an option."""
        with_value = {name for p in self.params if isinstance(p, click.Option) for name in p.opts}
        number = 0
        while number < len(args) and args[number].startswith("-") and args[number] not in ("-m", "--"):
            number += 2 if args[number] in with_value else 1
        if args[number : number + 1] == ["-m"]:
            ctx.meta["is_module"] = True
            args = [*args[:number], *args[number + 1 :]]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List ``-m`` with the other options."""
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        module = ("-m", "SCRIPT is the name of a module, as in python -m. Must come before SCRIPT.")
        with formatter.section("Options"):
            formatter.write_dl([module, *records])


@commands.command(
    cls=_Run,
    context_settings={"ignore_unknown_options": True},
    short_help="Run a program on a backend and device.",
)
@click.argument("script", type=click.Path())
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--device",
    help="cpu, cuda, cuda:N, mps, xpu or auto, optionally after a backend and a colon.",
    shell_complete=complete_devices,
)
@click.option("--backend", help="A backend's name, such as numpy or torch.", shell_complete=complete_backends)
@_imports
@click.pass_context
def run(
    context: click.Context,
    script: str,
    args: tuple[str, ...],
    device: str | None,
    backend: str | None,
    imports: tuple[str, ...],
) -> Job:
    """Run a program with UNIFYARRAY_DEVICE and UNIFYARRAY_BACKEND set.

    The backend and device are checked first. ARGS are passed to the program. Write `--` before arguments that look
    like options of this command.
    """
    from .run import main

    configuration.add_imports(imports)
    is_module = "is_module" in context.meta
    return functools.partial(main, script, args, device=device, backend=backend, is_module=is_module)


@commands.command(context_settings=PASS_OPTIONS_ON, short_help="Run programs on every backend and device.")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def demo(args: tuple[str, ...]) -> Job:
    """Run programs on every available backend and device, and plot their results."""
    from .demo import main

    return functools.partial(main, list(args))


@commands.command(short_help="List the names of NumPy and torch to replace in a program.")
@click.argument("script", type=click.Path())
def port(script: str) -> Job:
    """List the names of NumPy and torch in a program that ua lacks or spells otherwise.

    Each line has the place in SCRIPT, the name, and what to use instead. The program is not run. The exit status is 1
    if a name is listed.
    """
    from .port import main

    return functools.partial(main, script)


@commands.command("new-backend", short_help="Write a distribution with a backend and its conformance test.")
@click.argument("name")
@click.argument("library", required=False)
@click.option("--out", type=click.Path(file_okay=False), help="Folder to write to. Default: unifyarray-NAME.")
def new_backend(name: str, library: str | None, out: str | None) -> Job:
    """Write a distribution with a backend NAME for the module LIBRARY, and its conformance test.

    LIBRARY is a module with the functions of the array API standard. Without it, the backend is for array_api_strict,
    on which the test passes as it is: replace that library by yours.
    """
    from .new_backend import main

    return functools.partial(main, name, library, out)


@commands.command(short_help="Print or install completion for bash, zsh or fish.")
@click.argument("shell", required=False, type=click.Choice(SHELLS))
@click.option("--install", is_flag=True, help="Write the script to the file that the shell reads.")
def completion(shell: str | None, install: bool) -> Job:
    """Print the script that completes `unifyarray` in SHELL, or install it.

    Without SHELL, the script is for the shell that you use. To try it in bash: eval "$(unifyarray completion bash)"
    """
    from .completion import main

    return functools.partial(main, shell, install=install)


@commands.command(context_settings=PASS_OPTIONS_ON, short_help="Check whether a backend conforms to the contract.")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def conformance(args: tuple[str, ...]) -> Job:
    """Check whether a backend and device conform to the contract."""
    absent = [name for name in ("unifyarray_conformance", *SUITE_NEEDS) if find_spec(name) is None]
    if absent:
        state = "is not installed" if len(absent) == 1 else "are not installed"
        fact = f"the conformance suite needs {', '.join(absent)}, which {state}"
        raise CommandError(message(fact, install_command("conformance")))
    from unifyarray_conformance import cli as suite

    return functools.partial(suite.main, list(args))
