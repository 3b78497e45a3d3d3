"""Run the programs of docs/examples, and the demo that runs them."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING

import pytest

import unifyarray as ua
from tests._support import ROOT, has_gradients, specs
from unifyarray._runtime import specifications

if TYPE_CHECKING:
    from pathlib import Path

    from tests._support import Python

PROGRAMS = sorted((ROOT / "docs" / "examples").glob("*.py"))

#: Prepended to a program: hides packages other than the core dependencies and the libraries of backends.
WITHOUT_EXTRAS = """
import importlib.abc, sys

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"click", "rich", "matplotlib", "sklearn", "pywt"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    def invalidate_caches(self):
        pass

sys.meta_path.insert(0, Absent())
import importlib.util
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, *a: None if name in {"click", "rich", "matplotlib", "sklearn", "pywt"} \
    else find_spec(name, *a)
"""


def test_examples_exist() -> None:
    assert len(PROGRAMS) >= 9


def supported_specs(program: Path) -> list[str]:
    """Return the devices that a program can run on."""
    return [spec for spec in specs() if "grad" not in program.read_text() or has_gradients(spec)]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_program_prints_the_same_on_every_backend(program: Path, python: Python) -> None:
    printed = {}
    for spec in supported_specs(program):
        done = python("-W", "error", str(program), env={"UNIFYARRAY_DEVICE": spec})
        assert done.returncode == 0, done.stderr
        printed[spec] = done.stdout
    assert len(set(printed.values())) == 1, printed
    assert next(iter(printed.values())).count("\n") >= 2


def test_program_on_a_missing_device_raises(python: Python) -> None:
    here = {device.kind for found in ua.devices().values() for device in found}
    absent = [kind for kind in specifications.device_kinds() if kind not in here]
    for kind in absent:
        done = python(str(PROGRAMS[0]), env={"UNIFYARRAY_DEVICE": kind})
        assert done.returncode == 1
        error = done.stderr.strip().splitlines()[-2:]
        assert "DeviceUnavailableError" in error[0]
        assert kind in error[0]
        assert error[1].startswith("Hint: ")


def test_environment_variable_selects_the_device_of_host_data(spec: str, python: Python) -> None:
    program = """if True:
        import numpy as np
        import unifyarray as ua
        x = ua.asarray(np.arange(6.0).reshape(2, 3))
        y = ua.sum(x * 2, axis=0)
        print(ua.native(y).__class__.__module__.partition(".")[0], x.device, y.tolist())
    """
    done = python("-c", program, env={"UNIFYARRAY_DEVICE": spec})
    assert done.returncode == 0, done.stderr
    backend = ua.backends()[spec.partition(":")[0]].backend
    assert backend is not None
    assert done.stdout.split()[0] in backend.modules
    assert done.stdout.split(maxsplit=1)[1] == f"{spec.partition(':')[2]} [6.0, 10.0, 14.0]\n"


def test_demo_runs_on_every_backend_and_saves_plots(python: Python, tmp_path: Path) -> None:
    done = python("-m", "unifyarray", "demo", "--out", str(tmp_path / "plots"), "--repeat", "1")
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stdout.splitlines() if any(f"  {spec}  " in line for spec in specs())]
    assert len(rows) == sum(len(supported_specs(program)) for program in PROGRAMS)
    left_out = {spec for program in PROGRAMS for spec in specs() if spec not in supported_specs(program)}
    assert [spec for spec in left_out if f" was left out on {spec}: " not in done.stdout] == []
    assert all(float(row.split()[-1]) < 1e-9 for row in rows)
    assert {path.stem for path in (tmp_path / "plots").glob("*.png")} == {path.stem for path in PROGRAMS}


def test_demo_runs_with_only_the_core_dependencies(python: Python) -> None:
    done = python("-c", f"{WITHOUT_EXTRAS}\nfrom unifyarray.__main__ import main\nsys.exit(main(['demo']))")
    assert done.returncode == 0, done.stderr
    assert "2-D heat equation" in done.stdout
    left_out = [path for path in PROGRAMS if re.search(r'^NEEDS = .*"(sklearn|pywt)"', path.read_text(), re.MULTILINE)]
    assert len(left_out) == 3
    assert done.stdout.count(" was left out because it needs ") == len(left_out)
    assert done.stdout.count("pip install") >= len(left_out) + 1  # and for the plots


def test_logistic_regression_is_as_accurate_as_scikit_learn(spec: str, python: Python) -> None:
    program = ROOT / "docs" / "examples" / "logistic_regression.py"
    if spec not in supported_specs(program):
        pytest.skip(f"no backend here computes gradients on {spec}")
    done = python(str(program), env={"UNIFYARRAY_DEVICE": spec})
    assert done.returncode == 0, done.stderr
    found = {name: float(value) for name, value in (line.split(": ") for line in done.stdout.splitlines())}
    assert found["accuracy"] >= found["scikit-learn's accuracy"] - 0.005
    assert found["last loss"] < found["first loss"] / 5


def test_needs_of_examples_are_installed() -> None:
    for path in PROGRAMS:
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert all(importlib.util.find_spec(need) is not None for need in module.NEEDS)
