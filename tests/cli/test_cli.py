"""The commands ``info`` and ``run``, and errors of the command line."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Final

import pytest

import unifyarray as ua
from tests._support import ROOT
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


def test_run_of_a_module_finds_the_current_folder(python: Python) -> None:
    (python.folder / "neighbour").mkdir()
    (python.folder / "neighbour" / "__main__.py").write_text(SHOW + "print(__spec__.name, sys.argv[0])\n")
    done = python("-m", "unifyarray", "run", "--device", "cpu", "-m", "neighbour", "a", "-m", "b")
    assert done.returncode == 0, done.stderr
    path = python.folder / "neighbour" / "__main__.py"
    assert done.stdout == f"__main__ {['a', '-m', 'b']} cpu None\nneighbour.__main__ {path}\n"


def test_run_passes_m_after_the_program_on(python: Python, script: Path) -> None:
    done = python("-m", "unifyarray", "run", str(script), "-m", "x")
    assert done.stdout == f"__main__ {['-m', 'x']} None None\n", done.stderr


@pytest.mark.parametrize("name", ["absent_module", "email", "a..b"])
def test_run_of_a_missing_module_exits_with_2(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["run", "-m", name]) == 2
    shown = capsys.readouterr().err
    assert f"the module {name!r} does not exist, or cannot be run.\nHint: python -m {name}" in shown


@pytest.mark.usefixtures("_with_and_without_click")
def test_info_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {row["name"]: row["state"] for row in found["backends"]} == {n: i.state for n, i in ua.backends().items()}
    assert {"name": "unifyarray", "version": ua.__version__} in found["versions"]
    assert {row["setting"] for row in found["configuration"]} >= {"transfer", "device"}
    assert found["error"] is None
    assert all(entry.keys() == {"fact", "command"} for entry in found["missing"])


@pytest.mark.usefixtures("_with_and_without_click")
def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"unifyarray {ua.__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["conformance"], ["run"]])
def test_help_has_whole_lines(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main([*arguments, "--help"]) == 0
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if line.endswith("...") and "Usage:" not in line] == []
    assert "  -" in shown


@pytest.mark.parametrize("absent", ["click", "jinja2", "hypothesis"])
def test_suite_without_its_extra_names_the_install_command(python: Python, absent: str) -> None:
    program = f"import sys, runpy; sys.modules[{absent!r}] = None; sys.argv = ['x', 'list']\n"
    done = python("-c", f"{program}runpy.run_module('unifyarray_conformance', run_name='__main__')")
    assert done.returncode == 2
    assert re.fullmatch(
        rf"the conformance suite needs .*{absent}.*\nHint: pip install 'unifyarray\[conformance\]'\n", done.stderr
    ), done.stderr


def complete(python: Python, line: str, shell: str = "bash") -> list[str]:
    """Return what a shell is offered at the end of a line."""
    words = len(line.split()) - (not line.endswith(" "))
    env = {"COMP_WORDS": line, "COMP_CWORD": str(words), "_UNIFYARRAY_COMPLETE": f"{shell}_complete"}
    done = python("-m", "unifyarray", env=env)
    assert done.returncode == 0, done.stderr
    return [entry.rpartition(",")[2] for entry in done.stdout.split()]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("unifyarray conf", {"conformance"}),
        ("unifyarray run --b", {"--backend"}),
        ("unifyarray run --backend ", set(ua.backends())),
        ("unifyarray run --device c", {"cpu", "cuda"}),
        ("unifyarray demo --re", {"--repeat"}),
        ("unifyarray conformance ru", {"run"}),
        ("unifyarray conformance run -b num", {"numpy"}),
        ("unifyarray conformance run --select elementwise_f", {"elementwise_functions"}),
        ("unifyarray completion --install f", {"fish"}),
    ],
)
def test_completion_offers_commands_options_and_values(python: Python, line: str, offered: set[str]) -> None:
    assert set(complete(python, line)) == offered


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("bash", ".local/share/bash-completion/completions/unifyarray"),
        ("zsh", ".zfunc/_unifyarray"),
        ("fish", ".config/fish/completions/unifyarray.fish"),
    ],
)
def test_completion_is_installed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shell: str, file: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", f"/bin/{shell}")
    assert main(["completion", "--install"]) == 0
    assert str(tmp_path / file) in capsys.readouterr().out
    assert main(["completion", shell]) == 0
    printed = capsys.readouterr().out
    assert (tmp_path / file).read_text() == printed
    assert f"_UNIFYARRAY_COMPLETE={shell}_complete" in printed


def test_completion_of_an_unknown_shell_exits_with_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", "/bin/csh")
    assert main(["completion"]) == 2
    assert "Hint: unifyarray completion bash" in capsys.readouterr().err


def test_output_is_plain_text_without_a_terminal(python: Python) -> None:
    report = str(ROOT / "conformance" / "reports" / "numpy-cpu.json")
    for arguments in (["info"], ["conformance", "diff", report, report], ["port", str(ROOT / "tests" / "conftest.py")]):
        done = python("-m", "unifyarray", *arguments)
        assert done.stdout.isprintable() or set(done.stdout) - {"\n"} <= set(map(chr, range(32, 127))), arguments


def test_summary_of_a_run_is_plain_text_without_a_terminal(python: Python) -> None:
    options = ("--backend", "numpy", "--select", "elementwise_functions/negative/value", "--examples", "1")
    done = python("-m", "unifyarray", "conformance", "run", *options, "--out", "report.json")
    assert done.returncode == 0, done.stderr
    assert set(done.stderr) <= {"\n", *map(chr, range(32, 127))}, done.stderr
    assert re.search(r"^section +pass$", done.stderr, re.MULTILINE)


@pytest.mark.usefixtures("_with_and_without_click")
def test_new_backend_writes_a_distribution(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new-backend", "mylib"]) == 0
    assert "Replace it in unifyarray-mylib/src by your library." in capsys.readouterr().out
    assert main(["new-backend", "mylib"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert main(["new-backend", "second", "json.decoder"]) == 0
    module = (tmp_path / "unifyarray-second" / "src" / "unifyarray_second" / "__init__.py").read_text()
    assert 'library = "json.decoder"' in module
    assert "array_api_strict" not in module
    assert re.search(r"\$|\n{4}", module) is None


@pytest.mark.parametrize("name", ["numpy", "cuda", "Strict", "a-b"])
def test_new_backend_refuses_a_name_that_cannot_be_one(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["new-backend", name]) == 2
    assert "Hint: unifyarray new-backend my" in capsys.readouterr().err


def install_new_backend(python: Python) -> dict[str, str]:
    """Write a distribution with a backend and install it; return the environment that finds it."""
    assert python("-m", "unifyarray", "new-backend", "mylib").returncode == 0
    options = ("--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--target", "installed")
    done = python("-m", "pip", "install", *options, "./unifyarray-mylib")
    assert done.returncode == 0, done.stderr
    return {"PYTHONPATH": str(python.folder / "installed")}


@pytest.mark.parametrize("section", ["inspection", pytest.param("", marks=pytest.mark.deep)])
def test_conformance_test_of_a_new_backend_passes(python: Python, section: str) -> None:
    env = install_new_backend(python)
    done = python("-m", "pytest", "-q", "-k", section, "unifyarray-mylib", env=env, timeout=6000)
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_show_versions_names_every_library(capsys: pytest.CaptureFixture[str]) -> None:
    ua.show_versions()
    rows = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert rows["unifyarray"] == ua.__version__
    assert rows["Python"].startswith(sys.version.split()[0])
    for name, info in ua.backends().items():
        assert rows[name] == (info.version or "not installed")
    assert os.uname().machine in rows["system"]
