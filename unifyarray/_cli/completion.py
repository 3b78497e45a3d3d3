"""Completion of commands, options and values in bash, zsh and fish, and ``unifyarray completion``, which installs it.

The shell runs ``unifyarray`` with the variable ``_UNIFYARRAY_COMPLETE`` whenever the tab key is pressed. So nothing
here imports an array library: backends are listed by their entry points, and devices by their kinds.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem, get_completion_class

from .._core.errors import message
from . import CommandError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

VARIABLE: Final = "_UNIFYARRAY_COMPLETE"
SHELLS: Final = ("bash", "zsh", "fish")

#: By shell: the file that the shell reads, below the user's folder, and what else is needed.
_FILES: Final = {
    "bash": (".local/share/bash-completion/completions/unifyarray", "Open a new shell. It needs bash-completion."),
    "zsh": (
        ".zfunc/_unifyarray",
        "Add this line to ~/.zshrc and open a new shell: fpath+=~/.zfunc; autoload -Uz compinit && compinit",
    ),
    "fish": (".config/fish/completions/unifyarray.fish", "Open a new shell."),
}


def main(shell: str | None, *, install: bool) -> int:
    """Print the script of a shell, or write it to the file that the shell reads; return 0."""
    shell = shell or _shell_in_use()
    if not install:
        print(script(shell))
        return 0
    name, step = _FILES[shell]
    path = Path.home() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script(shell) + "\n", encoding="utf-8")
    print(f"{path} completes `unifyarray` in {shell}. {step}")
    return 0


def _shell_in_use() -> str:
    name = Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        fact = f"the variable SHELL names {name!r}, whose completion is not supported"
        raise CommandError(message(fact, f"unifyarray completion {SHELLS[0]}, or one of {', '.join(SHELLS[1:])}"))
    return name


def script(shell: str) -> str:
    """Return the script that makes a shell complete the command."""
    found = get_completion_class(shell)
    assert found is not None
    return found(click.Group(), {}, "unifyarray", VARIABLE).source()


def tree(commands: click.Group) -> click.Group:
    """Return the commands with the options and sub-commands of those that parse their arguments themselves."""
    from .demo import parser

    every: dict[str, click.Command] = dict(commands.commands)
    every["demo"] = click.Command("demo", params=_options(parser()), help=commands.commands["demo"].help)
    if find_spec("unifyarray_conformance") is not None and find_spec("rich") is not None:
        from unifyarray_conformance.cli import commands as suite

        every["conformance"] = suite
    return click.Group("unifyarray", every, params=commands.params, context_settings=commands.context_settings)


def _options(parser: argparse.ArgumentParser) -> list[click.Parameter]:
    """Return the options of an argparse parser as those of click."""
    actions = [action for action in parser._actions if action.option_strings and action.dest != "help"]
    return [click.Option([*action.option_strings, action.dest], help=action.help) for action in actions]


# -- values ----------------------------------------------------------------------------------------------


def complete_backends(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the backends whose name begins with a text."""
    from .._runtime.registry import backends

    return _beginning_with(incomplete, backends())


def complete_devices(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the kinds of device whose name begins with a text."""
    from .._runtime.specifications import device_kinds

    return _beginning_with(incomplete, (*device_kinds(), "auto"))


def _beginning_with(text: str, names: Iterable[str]) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(text)]
