"""The conformance suite as pytest items: ``pytest --pyargs unifyarray_conformance --ua-backend torch --ua-device mps``.

pytest loads this module wherever unifyarray is installed, so it imports nothing but pytest; the suite, and through it
unifyarray, is imported when its own folder is collected.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unifyarray_conformance.harness.registry import Case
    from unifyarray_conformance.harness.runner import Server

#: Folder of the suite, whose sections are the files that are collected.
PACKAGE = "unifyarray_conformance"

_SERVER = pytest.StashKey["Server"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a run of the suite."""
    group = parser.getgroup("unifyarray", "conformance suite of unifyarray (--pyargs unifyarray_conformance)")
    group.addoption("--ua-backend", help="A backend's name: numpy, torch. Default: the one in force.")
    group.addoption("--ua-device", help="cpu, cuda, cuda:N, mps, xpu. Default: the backend's first.")
    group.addoption("--ua-examples", type=int, help="Examples that each check draws.")
    group.addoption("--ua-seed", type=int, default=0, help="Seed of all that is drawn.")
    group.addoption("--ua-timeout", type=float, default=60.0, help="Seconds that one check may take.")
    group.addoption("--ua-plugin", help="module:factory of a backend to register first.")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the sections of the suite where its folder was asked for."""
    if file_path.parent.name != "checks" or file_path.parent.parent.name != PACKAGE or file_path.suffix != ".py":
        return None
    from unifyarray_conformance.checks import __file__ as of_the_suite
    from unifyarray_conformance.harness.registry import SECTIONS

    if file_path.parent != Path(of_the_suite).parent or file_path.stem not in SECTIONS:
        return None
    return Section.from_parent(parent, path=file_path)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the process that has run the checks."""
    server = config.stash.get(_SERVER, None)
    if server is not None:
        server.close()


class Section(pytest.File):
    """A module of the suite."""

    def collect(self) -> Iterator[CheckItem]:
        """Return an item for each case of the checks that the module declares."""
        from unifyarray_conformance.harness.registry import select

        for case in select():
            if case.check.body.__module__ == f"{PACKAGE}.checks.{self.path.stem}":
                yield CheckItem.from_parent(self, name=case.id, case=case)


class CheckItem(pytest.Item):
    """One case: a check with one dtype. It runs in a process of its own kind, as in ``unifyarray conformance run``."""

    def __init__(self, *, case: Case, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case

    def runtest(self) -> None:
        """Run the case; fail, skip or xfail as its status says."""
        result = _server(self.config).run(self.case)
        status, why = result["status"], result["reason"] or ""
        if status in ("skip", "unsupported"):
            pytest.skip(f"{status}: {why}")
        if status == "xfail":
            pytest.xfail(why)
        if status != "pass":
            raise CheckFailedError(
                "\n".join(filter(None, (f"{status} {why}".strip(), result["message"], result["script"])))
            )

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show what the check says, and no traceback of this module."""
        if isinstance(excinfo.value, CheckFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return what heads a failure."""
        return self.path, None, self.case.id


class CheckFailedError(Exception):
    """A case does not hold; the message has what was seen and the script that shows it again."""


def _server(config: pytest.Config) -> Server:
    """Return the process that runs the checks of this session, made at the first case."""
    found = config.stash.get(_SERVER, None)
    if found is None:
        from unifyarray_conformance.harness.runner import EXAMPLES, Plan, Server, spec_of

        options: Any = config.option
        found = config.stash[_SERVER] = Server(
            Plan(
                spec_of(options.ua_backend, options.ua_device),
                examples=options.ua_examples or EXAMPLES,
                seed=options.ua_seed,
                plugin=options.ua_plugin,
                timeout=options.ua_timeout,
            )
        )
    return found
