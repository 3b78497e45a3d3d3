"""The pytest plugin: fixtures for the tests of other packages, and the conformance suite as pytest items.

The suite runs with ``pytest --pyargs unifyarray_conformance --ua-backend torch --ua-device mps``. The fixtures are in
``fixtures``.

pytest loads this module in every environment that has unifyarray, so its top level imports only pytest. The suite and
unifyarray itself are imported when pytest collects the suite's folder, or a test that takes a fixture.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from . import fixtures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unifyarray_conformance.harness.registry import Case
    from unifyarray_conformance.harness.runner import Server

#: Folder of the suite, whose sections are the files that are collected.
PACKAGE = "unifyarray_conformance"

_SERVER = pytest.StashKey["Server"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the command line options of the fixtures and of the suite."""
    fixtures.add_options(parser)
    group = parser.getgroup("unifyarray", "conformance suite of unifyarray (--pyargs unifyarray_conformance)")
    group.addoption("--ua-backend", help="Name of a backend, such as numpy or torch. Default: the selected backend.")
    group.addoption("--ua-device", help="cpu, cuda, cuda:N, mps, xpu or an extension's kind.")
    group.addoption("--ua-import", action="append", default=[], help="A module to import first. Can be repeated.")
    group.addoption("--ua-examples", type=int, help="Number of examples for each check.")
    group.addoption("--ua-seed", type=int, default=0, help="Seed of the random examples.")
    group.addoption("--ua-timeout", type=float, default=60.0, help="Time limit of one check, in seconds.")
    group.addoption("--ua-plugin", help="module:factory of a backend to register before the run.")


def pytest_configure(config: pytest.Config) -> None:
    """Register the fixtures and marks."""
    fixtures.configure(config)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a file of the suite's checks, if pytest was pointed at their folder."""
    if file_path.parent.name != "checks" or file_path.parent.parent.name != PACKAGE or file_path.suffix != ".py":
        return None
    try:
        from unifyarray_conformance.checks import __file__ as of_the_suite
        from unifyarray_conformance.harness.registry import SECTIONS, checks

        checks()  # imports the modules of all sections
    except ModuleNotFoundError as error:
        fact = f"the conformance suite needs {error.name}, which is not installed"
        raise pytest.Collector.CollectError(f"{fact}.\nHint: pip install 'unifyarray[conformance]'") from error

    if file_path.parent != Path(of_the_suite).parent or file_path.stem not in SECTIONS:
        return None
    return Section.from_parent(parent, path=file_path)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the worker process, if this session started it."""
    server = config.stash.get(_SERVER, None)
    if server is not None:
        server.close()


class Section(pytest.File):
    """One file of checks."""

    def collect(self) -> Iterator[CheckItem]:
        """Return an item for each case of the checks in this file."""
        from unifyarray_conformance.harness.registry import select

        for case in select():
            if case.check.body.__module__ == f"{PACKAGE}.checks.{self.path.stem}":
                yield CheckItem.from_parent(self, name=case.id, case=case)


class CheckItem(pytest.Item):
    """One case: a check with one dtype. It runs in a worker process, as in ``unifyarray conformance run``."""

    def __init__(self, *, case: Case, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case

    def runtest(self) -> None:
        """Run the case, then pass, fail, skip or xfail according to its status."""
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
        """Show the check's message without a traceback of this module."""
        if isinstance(excinfo.value, CheckFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the location and the heading of a failure."""
        return self.path, None, self.case.id


class CheckFailedError(Exception):
    """A case failed. The message contains the result and a script that reproduces the failure."""


def _server(config: pytest.Config) -> Server:
    """Return this session's worker process, which the first case starts."""
    found = config.stash.get(_SERVER, None)
    if found is None:
        from unifyarray._core import configuration
        from unifyarray_conformance.harness.runner import EXAMPLES, Plan, Server, spec_of

        options: Any = config.option
        configuration.add_imports(options.ua_import)
        found = config.stash[_SERVER] = Server(
            Plan(
                spec_of(options.ua_backend, options.ua_device),
                examples=options.ua_examples or EXAMPLES,
                seed=options.ua_seed,
                plugin=options.ua_plugin,
                timeout=options.ua_timeout,
                imports=tuple(configuration.imports()),
                namespaces=tuple(configuration.namespaces()),
            )
        )
    return found
