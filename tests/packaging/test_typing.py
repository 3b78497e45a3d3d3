"""Type checkers know the names of namespaces and the signatures of functions, and the stub is current."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import traceback
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from docs._generate import namespace_types
from tests._support import ROOT
from unifyarray import plugin, testing

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = sorted((ROOT / "tests" / "typing").glob("*.py"))


def expected_errors() -> set[tuple[str, int]]:
    """Return the program and number of each line that is marked as an error."""
    return {
        (program.name, number)
        for program in PROGRAMS
        for number, line in enumerate(program.read_text().splitlines(), 1)
        if line.endswith("# E")
    }


def run_checker(*arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr  # both return 1 only if they find errors
    return done.stdout


def test_mypy_reports_exactly_the_marked_errors() -> None:
    lines = run_checker("mypy", "--output", "json", *PROGRAMS).splitlines()
    errors = [row for row in map(json.loads, lines) if row["severity"] == "error"]
    found = {(Path(row["file"]).name, row["line"]): row["message"] for row in errors}
    assert found.keys() == expected_errors(), found


def test_pyright_reports_exactly_the_marked_errors() -> None:
    report = json.loads(run_checker("pyright", "--outputjson", "--pythonpath", sys.executable, *PROGRAMS))
    errors = [row for row in report["generalDiagnostics"] if row["severity"] == "error"]
    found = {(Path(row["file"]).name, row["range"]["start"]["line"] + 1): row["message"] for row in errors}
    assert found.keys() == expected_errors(), found


def public_items() -> dict[str, Any]:
    """Return the public functions, classes and methods, by their dotted names."""
    found: dict[str, Any] = {}
    for module in (ua, ua.linalg, ua.fft, ua.random, ua.special, ua.typing, plugin, testing):
        for name in module.__all__:
            found |= items_of(getattr(module, name), f"{module.__name__}.{name}")
    return found


def items_of(item: Any, path: str) -> dict[str, Any]:
    """Return an item, if it is a function or a class, and the public functions, classes and methods in it."""
    if inspect.isfunction(item):
        return {path: item}
    if isinstance(item, type):
        return {path: item, **{f"{path}.{name}": value for name, value in methods(item)}}
    found: dict[str, Any] = {}
    if inspect.ismodule(item) and item.__name__.startswith("unifyarray._"):  # dtypes and rules, for plugins
        for name, value in vars(item).items():
            if getattr(value, "__module__", "") == item.__name__ and not name.startswith("_"):
                found |= items_of(value, f"{path}.{name}")
    return found


def methods(kind: type) -> Iterator[tuple[str, Any]]:
    """Yield the public and special methods and the property getters of a class of unifyarray."""
    for owner in kind.__mro__:
        if owner.__module__.partition(".")[0] == "unifyarray":
            for name, value in vars(owner).items():
                plain = getattr(value, "fget", getattr(value, "__func__", value))
                if inspect.isfunction(plain) and (not name.startswith("_") or name.endswith("__")):
                    yield name, plain


ITEMS = public_items()


@pytest.mark.parametrize("path", ITEMS)
def test_annotations_of_public_items_resolve(path: str) -> None:
    hints = typing.get_type_hints(ITEMS[path])
    if inspect.isfunction(ITEMS[path]):
        assert hints.keys() == ITEMS[path].__annotations__.keys()


def test_public_items_are_found() -> None:
    assert {"unifyarray.sin", "unifyarray.Array.sum", "unifyarray.Array.__add__", "unifyarray.linalg.svd"} <= set(ITEMS)
    assert {"unifyarray.use.__call__", "unifyarray.Array.shape", "unifyarray.typing.Selection.__init__"} <= set(ITEMS)
    assert {"unifyarray.convert", "unifyarray.to_numpy", "unifyarray.native", "unifyarray.shares_memory"} <= set(ITEMS)
    assert {f"unifyarray.plugin.{name}" for name in ("Backend.load", "Hooks.to_host", "axes.broadcast")} <= set(ITEMS)
    assert {"unifyarray.typing.NativeNamespace", "unifyarray.plugin.NativeNamespace.__init__"} <= set(ITEMS)


def test_annotations_use_the_public_types() -> None:
    hints = typing.get_type_hints(ua.zeros)
    assert hints["dtype"] == ua.typing.DTypeLike | None
    assert hints["device"] == ua.typing.DeviceLike | None
    assert hints["return"] is ua.Array
    assert typing.get_type_hints(ua.namespace)["return"] is ua.typing.Namespace
    assert typing.get_type_hints(ua.convert)["dtype"] == ua.typing.DTypeLike | None
    assert typing.get_type_hints(ua.to_numpy)["return"] == np.ndarray[Any, Any]
    assert typing.get_type_hints(ua.Array.__init__)["xp"] == ua.typing.NativeNamespace | None
    assert typing.get_type_hints(plugin.Hooks)["backend"] is plugin.Backend


@pytest.mark.parametrize("name", ["Any", "DTypeLike", "Namespace", "NativeNamespace", "PortableFunction"])
def test_annotation_names_are_created_at_first_use(name: str) -> None:
    program = f"""
import sys
before = set(sys.modules)
import unifyarray
from unifyarray._core import lazy_typing
loaded = set(sys.modules) - before
assert not {{"typing", "enum", "re", "inspect", "dataclasses", "collections", "functools", "threading"}} & loaded
assert lazy_typing.{name} is lazy_typing.{name}
assert not {{"numpy", "torch", "cupy"}} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_unknown_annotation_name_raises() -> None:
    from unifyarray._core import lazy_typing

    with pytest.raises(AttributeError, match="no attribute 'Anything'"):
        _ = lazy_typing.Anything  # type: ignore[attr-defined]


@pytest.mark.parametrize("module", [ua, ua.linalg, ua.fft, ua.special, ua.typing], ids=lambda module: module.__name__)
def test_dir_lists_only_public_names(module: Any) -> None:
    assert set(dir(module)) == {*module.__all__, *({"__version__"} if module is ua else ())}
    assert all(hasattr(module, name) for name in dir(module))


@pytest.mark.parametrize("module", [ua, ua.linalg, ua.fft, ua.special, ua.typing], ids=lambda module: module.__name__)
def test_public_items_name_a_public_module(module: Any) -> None:
    items = {name: getattr(module, name) for name in module.__all__}
    ours = {n: x for n, x in items.items() if inspect.isfunction(x) or (isinstance(x, type) and n != "DeviceLike")}
    homes = {name: item.__module__ for name, item in ours.items()}
    for name, item in ours.items():
        if name != "NativeNamespace":  # of unifyarray.plugin
            assert getattr(sys.modules[homes[name]], item.__name__) is item
            assert "._" not in homes[name]


def test_tracebacks_name_public_classes() -> None:
    with pytest.raises(ua.AxisError) as caught:
        ua.sum(ua.ones(3), axis=2)
    assert traceback.format_exception_only(caught.value)[0].startswith("unifyarray.AxisError: ")
    with pytest.raises(ua.linalg.LinAlgError) as singular:
        ua.linalg.inv(ua.zeros((2, 2)))
    assert traceback.format_exception_only(singular.value)[0].startswith("unifyarray.linalg.LinAlgError: ")


def test_stub_is_current() -> None:
    assert namespace_types.TARGET.read_text() == namespace_types.text(), (
        "run `python -m docs._generate.namespace_types`"
    )


def test_stub_check_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ua.linalg, "__all__", [*ua.linalg.__all__, "nrom"])
    monkeypatch.setattr(ua.linalg, "nrom", ua.linalg.vector_norm, raising=False)
    assert namespace_types.TARGET.read_text() != namespace_types.text()
