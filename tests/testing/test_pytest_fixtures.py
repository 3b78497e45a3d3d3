"""The pytest fixtures, used by a package of somebody else: tests/_support/downstream."""

from __future__ import annotations

import re
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

import unifyarray as ua
from tests._support import ROOT

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from tests._support import Python

    Run = Callable[..., subprocess.CompletedProcess[str]]

SAMPLE = ROOT / "tests" / "_support" / "downstream"
SPECS = [
    f"{name}-{device}" for name, found in ua.devices().items() for device in {d.kind: d for d in found[::-1]}.values()
]

#: One backend, for tests of the options and marks. Processes that import torch take long to start.
NUMPY = ("--ua-backends", "numpy")


@pytest.fixture
def run(python: Python) -> Run:
    """Return a function that runs pytest in a copy of the sample package."""
    shutil.copytree(SAMPLE, python.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return lambda *arguments: python("-m", "pytest", "--color=no", "-p", "no:cacheprovider", *arguments)


@pytest.fixture
def run_text(python: Python) -> Run:
    """Return a function that runs pytest on the text of a test file."""

    def run(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        (python.folder / "test_text.py").write_text(f"import pytest\nimport unifyarray as ua\n{text}")
        every = ("--color=no", "-p", "no:cacheprovider", "--strict-markers", "-rsx", "-v")
        return python("-m", "pytest", *every, *NUMPY, *arguments)

    return run


def passed(text: str) -> list[str]:
    return re.findall(r"::(\S+) PASSED", text)


def test_sample_package_is_tested_on_every_backend(run: Run) -> None:
    done = run("-v")
    assert done.returncode == 0, done.stdout + done.stderr
    names = passed(done.stdout)
    for spec in SPECS:
        dtypes = {dtype.name for dtype in ua.namespace(spec.replace("-", ":", 1)).native.hooks.dtypes}
        ids = {f"test_arrays[{spec}-{dtype}]" for dtype in ("float32", "float64") if dtype in dtypes}
        ids |= {f"test_native_arrays[{spec}-{dtype}]" for dtype in dtypes if "float" in dtype}
        assert ids | {f"test_selection[{spec}]"} <= set(names)
        backend = spec.partition("-")[0]
        assert (f"test_one_backend[{spec}]" in names) == (backend != "torch")
        assert (f"test_expected_failure[{spec}]" in names) == (spec != "numpy-cpu")
    scales = [name for name in names if name.startswith("test_scales")]
    assert len(scales) == 2 * len(SPECS)


@pytest.mark.skipif(find_spec("pytest_cov") is None, reason="pytest-cov is not installed")
def test_coverage_and_ids_are_right_with_and_without_xdist(run: Run) -> None:
    """One statement of the sample does not run. Those at module level count although the plugin is loaded first."""
    options = ("-v", *NUMPY, "--cov", "--cov-report=term-missing")
    serial, parallel = run(*options), run(*options, "-n", "2")
    source = (SAMPLE / "src" / "tinystats" / "__init__.py").read_text().splitlines()
    for done in (serial, parallel):
        assert done.returncode == 0, done.stdout + done.stderr
        (row,) = [line.split() for line in done.stdout.splitlines() if line.startswith("src/")]
        assert row[1:] == ["12", "1", "2", "0", "93%", str(source.index("    return x") + 1)]
    assert sorted(passed(serial.stdout)) == sorted(re.findall(r"PASSED \S+::(\S+)", parallel.stdout))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--ua-backends", "numpi"], "there is no backend 'numpi'.\nHint: did you mean numpy? choose from "),
        (["--ua-require", "numpy,torhc"], "there is no backend 'torhc'.\nHint: did you mean torch? choose from "),
        (["--ua-require", "numpy:cuda"], "numpy:cuda is required, but backend 'numpy' finds no cuda on this machine."),
        (["--ua-require", "torch"], "torch is required, but --ua-backends or --ua-devices"),
        (["--ua-prefix", "3x"], "--ua-prefix '3x' does not begin a name"),
    ],
)
def test_wrong_options_fail_with_the_choices(run_text: Run, options: list[str], expected: str) -> None:
    done = run_text("def test(ua_xp): pass\n", *options)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"ERROR: {expected}" in done.stderr or f": {expected}" in done.stderr
    assert "\nHint: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ('ua_skip("numpi", reason="x")', "the mark ua_skip: there is no backend 'numpi'"),
        ('ua_xfail("torch")', "the mark ua_xfail needs a backend and a reason"),
        ('ua_dtypes("flaot32")', "the mark ua_dtypes names 'flaot32', which is not a dtype"),
    ],
)
def test_wrong_marks_fail(run_text: Run, mark: str, expected: str) -> None:
    done = run_text(f"@pytest.mark.{mark}\ndef test(ua_xp, ua_dtype): pass\n")
    assert done.returncode != 0
    assert expected in done.stdout + done.stderr
    assert "Hint: " in done.stdout + done.stderr


def test_marks_can_name_declared_backends(run_text: Run) -> None:
    text = '@pytest.mark.ua_skip("elsewhere", reason="x")\ndef test(ua_xp): pass\n'
    assert run_text(text, "-o", "ua_other_backends=elsewhere").returncode == 0


def test_options_select_backends_and_devices(run_text: Run) -> None:
    text = "def test(ua_xp, ua_device): pass\n"
    done = run_text(text, "--ua-devices", "cpu", "--ua-require", "numpy,cpu,numpy:cpu")
    assert passed(done.stdout) == ["test[numpy-cpu]"]
    done = run_text(text, "--ua-devices", "cuda:7")
    assert "nothing here to run the test on: numpy, cuda:7" in done.stdout


@pytest.mark.parametrize(
    ("prefix", "options"), [("", ["--ua-prefix="]), ("my_", ["-o", "ua_prefix=my_"])], ids=["empty", "in the file"]
)
def test_prefix_names_the_fixtures(run_text: Run, prefix: str, options: list[str]) -> None:
    names = [f"{prefix}{name}" for name in ("xp", "native_xp", "device", "dtype")]
    text = f"def test({', '.join(names)}): assert {names[0]}.native is {names[1]}\n"
    done = run_text(f"@pytest.mark.ua_dtypes('int8')\n{text}", *options)
    assert passed(done.stdout) == ["test[numpy-cpu-int8]"], done.stdout
