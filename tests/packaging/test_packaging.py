"""The wheel contains exactly the packages, and works after installation."""

from __future__ import annotations

import sys
import sysconfig
import tomllib
import venv
import zipfile
from typing import TYPE_CHECKING

import pytest

import unifyarray as ua
from tests._support import ROOT, Python

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = {
    "unifyarray": ROOT / "unifyarray",
    "unifyarray_backends": ROOT / "backends" / "unifyarray_backends",
    "unifyarray_conformance": ROOT / "conformance" / "unifyarray_conformance",
    "pytest_unifyarray": ROOT / "conformance" / "pytest_unifyarray",
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    python = Python(ROOT)
    done = python("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder))
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Python:
    """Install the wheel in a new environment and return its interpreter, in an empty folder."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    interpreter = Python(folder, folder / "venv" / "bin" / "python")
    done = Python(folder)(
        "-m",
        "pip",
        "--python",
        str(interpreter.executable),
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        str(wheel),
    )
    assert done.returncode == 0, done.stderr
    # The tests' environment provides the dependencies; a plain path file leaves its editable installs out.
    (pure,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (pure / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return interpreter


def test_wheel_contains_exactly_the_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {
        f"{package}/{path.relative_to(folder).as_posix()}"
        for package, folder in PACKAGES.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == expected
    assert {f"{package}/py.typed" for package in PACKAGES} <= names


def test_wheel_contains_licence_and_entry_points(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = {name.partition(".dist-info/")[2]: name for name in archive.namelist() if ".dist-info/" in name}
        points = archive.read(info["entry_points.txt"]).decode()
    assert "licenses/LICENSE" in info
    for group in PROJECT["entry-points"].values():
        assert all(f"{name} = {target}" in points for name, target in group.items())


def test_installed_packages_come_from_the_wheel(installed: Python) -> None:
    done = installed("-c", f"import {', '.join(PACKAGES)}; print(*(m.__file__ for m in ({', '.join(PACKAGES)})))")
    assert done.returncode == 0, done.stderr
    for package, origin in zip(PACKAGES, done.stdout.split(), strict=True):
        assert origin.startswith(str(installed.folder)), (package, origin)


def test_installed_wheel_lists_every_backend(installed: Python) -> None:
    done = installed("-c", "import unifyarray as ua; print(*ua.backends()); print(ua.backends())")
    assert done.returncode == 0, done.stderr
    names, shown = done.stdout.splitlines()
    assert names.split() == sorted(PROJECT["entry-points"]["unifyarray.backends"])
    assert "broken" not in shown


def test_program_runs_with_the_installed_wheel(installed: Python) -> None:
    program = "import unifyarray as ua; a = ua.asarray([3.0, 4.0]); a[::-1] *= 2.0; print(float(ua.sum(a[::-1])))"
    done = installed("-W", "error", "-c", program)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "14.0\n"


@pytest.mark.parametrize("command", ["script", "module"])
def test_command_line_runs_with_the_installed_wheel(installed: Python, command: str) -> None:
    start = {"script": str(installed.folder / "venv" / "bin" / "unifyarray"), "module": "-munifyarray"}[command]
    done = installed(start, "info")
    assert done.returncode == 0, done.stderr
    assert ua.__version__ in done.stdout
    assert sys.version.split()[0] in done.stdout
