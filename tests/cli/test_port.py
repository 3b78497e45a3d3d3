"""The command ``port``: names of NumPy and torch in a program that are called otherwise in ``ua``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from unifyarray.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = """\
import math
import numpy as np
import numpy.linalg as la
import torch
from numpy import concatenate, mean as average
from torch.nn import functional as F

np.random.seed(0)
x = np.array([[3.0, 1.0], [2.0, 4.0]])
y = np.concatenate([x, average(x, axis=0)])
z = la.inv(x) + la.cond(x)
t = torch.zeros(3)
total = torch.sum(t, dim=0, keepdim=True)
first = np.sum(x, 0)
np.add.at(x, [0], 1.0)
wide = (t * 2).unsqueeze(0)
v = x.byteswap()
layer = torch.nn.Linear(3, 4)
rng = np.random.default_rng(0)
m = math.concatenate(x)


def parameters_hide_names(np, x):
    return np.concatenate(x), x.unsqueeze(0)


def unknown_arrays(x: np.ndarray, w):
    t = w
    return t.unsqueeze(0), [t.unsqueeze(0) for t in w]


def enclosed():
    return t.unsqueeze(0), np.float32(2.0)


def bound_to_another():
    np = x = object()
    return np.concatenate(x), x.unsqueeze(0)


def in_another_module():
    return F.softmax(t, dim=0), torch.nn.functional.log_softmax(t, axis=0)
"""

#: By line: the name that is listed, and text in what to use instead.
LISTED = [
    (5, "numpy.concatenate", "ua.concat"),
    (6, "torch.nn.functional", "not in ua"),
    (8, "numpy.random.seed", "ua.random.default_rng"),
    (9, "numpy.array", "ua.asarray"),
    (10, "numpy.concatenate", "ua.concat"),
    (11, "numpy.linalg.cond", "ua.linalg.svdvals"),
    (13, "torch.sum(dim=)", "axis="),
    (13, "torch.sum(keepdim=)", "keepdims="),
    (14, "numpy.sum with 2 arguments by position", "axis="),
    (15, "numpy.add.at", "ua.at(x)[key].add(values)"),
    (16, "array.unsqueeze", "ua.expand_dims(x, axis)"),
    (17, "array.byteswap", "ua.to_numpy(x).byteswap"),
    (18, "torch.nn.Linear", "not in ua"),
    (27, "numpy.ndarray", "ua.Array"),
    (33, "array.unsqueeze", "ua.expand_dims(x, axis)"),
    (33, "numpy.float32 as a function", "ua.asarray(x, dtype=ua.float32)"),
    (42, "torch.nn.functional.softmax(dim=)", "axis="),
]


@pytest.fixture(params=["with click", "without click"])
def _with_and_without_click(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without click":
        monkeypatch.setitem(sys.modules, "click", None)


def port(text: str, tmp_path: Path) -> int:
    path = tmp_path / "sample.py"
    path.write_text(text)
    return main(["port", str(path)])


@pytest.mark.usefixtures("_with_and_without_click")
def test_names_are_listed_with_line_and_replacement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert port(SAMPLE, tmp_path) == 1
    *lines, summary = capsys.readouterr().out.splitlines()
    found = [line.removeprefix(f"{tmp_path}/sample.py:").split(": ", 2) for line in lines]
    assert [(int(line), name) for line, name, _ in found] == [(line, name) for line, name, _ in LISTED]
    for (_, _, use), (_, _, expected) in zip(found, LISTED, strict=True):
        assert expected in use
    assert summary == "17 names to replace; 9 other names are the same in ua"


def test_program_of_common_names_has_nothing_to_replace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = """
import numpy as np
x = np.zeros(3)
print(np.sum(x, axis=0), x[np.newaxis], np.pi, x.mean(), np.linalg.inv)
"""
    assert port(text, tmp_path) == 0
    assert capsys.readouterr().out.endswith("sample.py: 6 other names are the same in ua\n")


def test_star_import_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert port("from numpy import *\n", tmp_path) == 1
    assert "sample.py:1: from numpy import *: import numpy" in capsys.readouterr().out


@pytest.mark.parametrize(("text", "fact"), [("x = (", "is not a Python program"), (None, "cannot be read")])
def test_unreadable_program_is_an_error(
    text: str | None, fact: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["port", str(tmp_path / "absent.py")]) if text is None else port(text, tmp_path)
    assert status == 2
    said = capsys.readouterr().err
    assert fact in said
    assert "\nHint: " in said


@pytest.mark.usefixtures("_with_and_without_click")
def test_help_names_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "port" in capsys.readouterr().out
