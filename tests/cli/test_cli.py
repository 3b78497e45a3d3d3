"""The commands ``info`` and ``run``, and errors of the command line."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

import pytest

from unifyarray.__main__ import main
from unifyarray._runtime import registry

if TYPE_CHECKING:
    from pathlib import Path

    from tests._support import Python

#: A device that no machine has.
ABSENT: Final = "cuda:4095"

SHOW: Final = """
import os, sys
print(__name__, sys.argv[1:], os.environ.get("UNIFYARRAY_DEVICE"), os.environ.get("UNIFYARRAY_BACKEND"))
"""


@pytest.fixture(params=["with click", "without click"])
def _with_and_without_click(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with click and rich, and again as if neither were installed."""
    if request.param == "without click":
        monkeypatch.setitem(sys.modules, "click", None)
        monkeypatch.setitem(sys.modules, "rich", None)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(SHOW)
    return path


@pytest.mark.usefixtures("_with_and_without_click")
def test_info_lists_backends_and_origins_of_settings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNIFYARRAY_TRANSFER", "error")
    assert main(["info"]) == 0
    shown = capsys.readouterr().out
    lines = [line.split() for line in shown.splitlines()]
    for name, info in registry.backends().items():
        (row,) = [line for line in lines if line[:1] == [name] and info.state.split()[0] in line]
        assert all(str(device) in " ".join(row) for device in info.devices)
    assert ["transfer", "error", "UNIFYARRAY_TRANSFER"] in lines


@pytest.mark.usefixtures("_with_and_without_click")
@pytest.mark.parametrize(
    ("variable", "value"),
    [("UNIFYARRAY_DEVICE", "nonsense"), ("UNIFYARRAY_DEVICE", ABSENT), ("UNIFYARRAY_CHECKS", "maybe")],
)
def test_info_lists_backends_despite_a_wrong_configuration(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert main(["info"]) == 2
    shown = capsys.readouterr().out
    assert "Backends" in shown
    assert value in shown.partition("Error: ")[2]
    assert "Hint: " in shown.partition("Error: ")[2]


@pytest.mark.usefixtures("_with_and_without_click")
def test_info_gives_the_reason_for_a_missing_accelerator(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info"]) == 0
    _, found, rest = capsys.readouterr().out.partition("Accelerators that were not found\n")
    rows = [line.split(maxsplit=2) for line in rest.partition("\n\n")[0].splitlines()[1:]]
    reasons = {(kind, name): reason for kind, name, reason in rows}
    for name, info in registry.backends().items():
        assert info.backend is not None
        available = {device.kind for device in info.devices}
        for kind in info.backend.priority:
            if kind == "cpu" or kind in available:
                assert (kind, name) not in reasons
            elif info.state == "not installed":
                assert reasons[kind, name] == f"{name} is not installed"
            else:
                assert reasons[kind, name] == info.backend.explain_missing(kind)
    assert bool(reasons) == bool(found)


def test_info_names_an_unknown_variable(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIFYARRAY_DEVISE", "cpu")
    assert main(["info"]) == 0
    assert "UNIFYARRAY_DEVISE" in capsys.readouterr().out


def test_info_lists_a_broken_plugin_with_its_cause(python: Python, tmp_path: Path) -> None:
    metadata = tmp_path / "wreck-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: wreck\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[unifyarray.backends]\nwreck = wreck:backend\n")
    (tmp_path / "wreck.py").write_text("raise OSError('libwreck.so: cannot open shared object file')\n")
    done = python("-m", "unifyarray", "info", env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert ["wreck", "broken"] in [line.split()[:2] for line in done.stdout.splitlines()]
    assert "OSError: libwreck.so: cannot open shared object file" in done.stdout
    assert "UNIFYARRAY_BLOCK_BACKENDS=wreck" in done.stdout


def test_info_names_the_command_that_installs_an_extra(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unifyarray._cli.info.requires", lambda _: ["absent-thing>=1; extra == 'demo'"])
    assert main(["info"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    (found,) = [number for number, line in enumerate(lines) if line.startswith("absent-thing")]
    assert lines[found + 1] == "pip install 'unifyarray[demo]'"


def test_info_in_colour_shows_the_same_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    main(["info"])
    plain = capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    main(["info"])
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert "│" in coloured
    assert set(plain.split()) <= set(coloured.split())


def test_commands_that_need_click_name_the_install_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "click", None)
    assert main(["run", "program.py"]) == 2
    assert capsys.readouterr().err.endswith("\nHint: pip install 'unifyarray[cli]'\n")
    assert main([]) == 0
    assert "info" in capsys.readouterr().out


def test_usage_error_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frobnicate"]) == 2
    assert "frobnicate" in capsys.readouterr().err


def test_run_sets_variables_and_passes_arguments(python: Python, script: Path) -> None:
    done = python("-m", "unifyarray", "run", str(script), "a", "--device", "cpu", "-n", "5", "--", "--device", "x")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"__main__ {['a', '-n', '5', '--device', 'x']} cpu None\n"


def test_run_selects_the_backend(python: Python, script: Path, spec: str) -> None:
    backend, _, device = spec.partition(":")
    script.write_text(
        "import unifyarray as ua; import neighbour; a = ua.zeros(3)\nprint(ua.array_namespace(a).__name__, a.device)\n"
    )
    (script.parent / "neighbour.py").touch()
    done = python("-m", "unifyarray", "run", str(script), "--device", device, "--backend", backend)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"unifyarray.{backend} {device}\n"


@pytest.mark.parametrize(
    "options",
    [["--device", "nonsense"], ["--device", ABSENT], ["--backend", "nonsense"], ["--device", "torch:nonsense"]],
)
def test_run_checks_backend_and_device_before_the_program_starts(
    python: Python, script: Path, options: list[str]
) -> None:
    done = python("-m", "unifyarray", "run", str(script), *options)
    assert done.returncode == 2
    assert done.stdout == ""
    assert options[1] in done.stderr
    assert "\nHint: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "hint"),
    [(["--device", "numpy"], "--backend numpy"), (["--backend", "cuda:1"], "--device cuda:1")],
)
def test_run_suggests_the_other_option(
    capsys: pytest.CaptureFixture[str], script: Path, options: list[str], hint: str
) -> None:
    assert main(["run", str(script), *options]) == 2
    assert capsys.readouterr().err.endswith(f".\nHint: unifyarray run {hint} {script}\n")


def test_run_of_a_missing_program_exits_with_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["run", str(tmp_path / "absent.py")]) == 2
    assert "Hint: " in capsys.readouterr().err


def test_run_shows_the_traceback_of_the_program_only(python: Python, script: Path) -> None:
    script.write_text("import unifyarray as ua\n\ndef f():\n    ua.use('nonsense')\n\nf()\n")
    done = python("-m", "unifyarray", "run", str(script))
    assert done.returncode == 1
    first, second, *_ = done.stderr.splitlines()
    assert first.startswith("Traceback")
    assert f'"{script}", line 6' in second
    assert "Hint: " in done.stderr


def test_run_exits_with_the_status_of_the_program(python: Python, script: Path) -> None:
    script.write_text("import sys; sys.exit(7)\n")
    assert python("-m", "unifyarray", "run", str(script), "--device", "cpu").returncode == 7
