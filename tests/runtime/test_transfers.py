"""Implicit copies from an accelerator to the host are counted, with a warning at the user's line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests._support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests._support import Python

#: Program that registers a device whose data do not count as being on the host.
SETUP = """\
import warnings
import numpy as np
import unifyarray as ua
from tests._support.toy_backends.restricted import elsewhere
backend = elsewhere()
ua.register_backend(backend, override=True)
x = ua.ones((2, 3), device=f"{backend.name}:npu:0")
assert x.device == "npu:0"
"""
LIBRARY = """\
import numpy
def read(x):
    return numpy.asarray(x)
"""


@pytest.fixture
def run(python: Python, tmp_path: Path) -> Callable[..., str]:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    (folder / "somelib.py").write_text(LIBRARY)
    path = f"{ROOT}:{ROOT / 'backends'}:{ROOT / 'conformance'}:{folder}"

    def run(program: str, **env: str) -> str:
        (tmp_path / "script.py").write_text(SETUP + program)
        done = python(str(tmp_path / "script.py"), env={"PYTHONPATH": path, **env})
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    return run


def test_implicit_copies_are_counted_and_sized(run: Callable[..., str]) -> None:
    program = """
before = ua.transfers()
np.asarray(x); np.median(x); ua.to_numpy(x); x.tolist(); float(x[0, 0]); repr(x); np.shape(x)
after = ua.transfers()
print(after.count - before.count, after.nbytes - before.nbytes, repr(after))
"""
    assert run(program, UNIFYARRAY_TRANSFER="allow") == "2 96 Transfers(count=2, nbytes=96)\n"


def test_warning_names_each_user_line_once(run: Callable[..., str]) -> None:
    program = """
import somelib
for _ in range(3):
    somelib.read(x)  # here
somelib.read(x)  # and here
"""
    output = run(program)
    lines = (SETUP + program).splitlines()
    for mark in ("  # here", "  # and here"):
        number = next(i for i, line in enumerate(lines, 1) if line.endswith(mark))
        assert output.count(f"script.py:{number}: TransferWarning") == 1
    assert output.count("TransferWarning") == 2


def test_transfer_policies_allow_or_raise(run: Callable[..., str]) -> None:
    program = """
with ua.use(transfer="error"):
    for read in (np.asarray, np.median):
        try:
            read(x)
        except TypeError as error:
            print("Hint: " in str(error), "npu" in str(error))
with ua.use(transfer="allow"):
    print(np.asarray(x).shape)
"""
    assert run(program) == "True True\nTrue True\n(2, 3)\n"


def test_matplotlib_plots_from_an_accelerator(run: Callable[..., str]) -> None:
    program = """
import matplotlib
matplotlib.use("Agg")
from matplotlib import pyplot as plt
plt.plot(x[0, :], x[1, :] * 2)
plt.imshow(x)
plt.gca().set_xlim(ua.min(x) - 1, ua.max(x))
plt.gcf().canvas.draw()
print("drawn", ua.transfers().count > 0)
"""
    output = run(program)
    assert "drawn True" in output
    assert "script.py" in output
    assert "site-packages" not in output
