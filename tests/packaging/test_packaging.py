"""The wheel contains exactly the packages and the demo's programs, and works after installation."""

from __future__ import annotations

import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import unifyarray as ua
from tests._support import ROOT, Python

PACKAGES = {
    "unifyarray": ROOT / "unifyarray",
    "unifyarray_backends": ROOT / "backends" / "unifyarray_backends",
    "unifyarray_conformance": ROOT / "conformance" / "unifyarray_conformance",
    "pytest_unifyarray": ROOT / "conformance" / "pytest_unifyarray",
}
#: What the wheel contains from other folders.
EXAMPLES = ROOT / "docs" / "examples"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def build(target: str, source: Path, folder: Path) -> Path:
    """Build a wheel or an sdist from a folder of sources and return the file."""
    done = Python(source)("-m", "hatchling", "build", "--target", target, "--directory", str(folder))
    assert done.returncode == 0, done.stderr
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


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
    expected |= {f"unifyarray/_cli/examples/{path.name}" for path in EXAMPLES.glob("*.py")}
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


def test_installed_wheel_has_the_programs_of_the_demo(installed: Python) -> None:
    program = "from unifyarray._cli.demo import _programs as p; print(*(m.__file__ for m in p()[0]), p()[1], sep='\\n')"
    done = installed("-c", program)
    assert done.returncode == 0, done.stderr
    *files, notes = done.stdout.splitlines()
    assert sorted(Path(file).name for file in files) == sorted(path.name for path in EXAMPLES.glob("*.py"))
    assert all(file.startswith(str(installed.folder)) for file in files)
    assert notes == "[]"


@pytest.mark.deep
def test_demo_of_the_installed_wheel_runs_every_program(installed: Python) -> None:
    done = installed("-m", "unifyarray", "demo", "--repeat", "1")
    assert done.returncode == 0, done.stderr
    plots = {path.stem for path in (installed.folder / "unifyarray-demo").glob("*.png")}
    assert plots == {path.stem for path in EXAMPLES.glob("*.py")}


def test_help_names_the_documentation(installed: Python) -> None:
    done = installed("-c", "import unifyarray as ua; print(ua.__doc__)")
    assert PROJECT["urls"]["Documentation"] in done.stdout


def test_metadata_has_the_project_urls(installed: Python) -> None:
    program = "import importlib.metadata as m; print(*m.metadata('unifyarray').get_all('Project-URL'), sep='\\n')"
    done = installed("-c", program)
    assert done.stdout.splitlines() == [f"{name}, {url}" for name, url in PROJECT["urls"].items()], done.stderr


def test_wheel_of_the_sdist_is_the_same(wheel: Path, tmp_path: Path) -> None:
    """The sdist contains the tests, and all that the wheel is made of."""
    (tmp_path / "sdist").mkdir()
    sdist = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    source = tmp_path / sdist.name.removesuffix(".tar.gz")
    for path in [*(ROOT / "tests").rglob("*.py"), ROOT / "tests" / "constraints.txt", ROOT / "Makefile"]:
        assert (source / path.relative_to(ROOT)).is_file(), path
    (tmp_path / "wheel").mkdir()
    with zipfile.ZipFile(build("wheel", source, tmp_path / "wheel")) as again, zipfile.ZipFile(wheel) as first:
        assert sorted(again.namelist()) == sorted(first.namelist())
