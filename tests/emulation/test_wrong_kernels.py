"""Repairs of kernels, on a device whose kernels torch dispatches to; some are wrong, and one ends the process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.emulation.test_torch_extensions import error_of, program
from unifyarray._backend.repairs import as_json
from unifyarray_conformance import Plan, run
from unifyarray_conformance.repair import make
from unifyarray_conformance.reports import report as _report

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("torch")

WRONG: Final = "tests._support.emulation.wrong_kernels"
#: The CPU's kernel is as inaccurate for long vectors as the device's; the CPU's function avoids it.
NORM: Final = "linalg/vector_norm/long[float32]"


def repairs(path: Path, *entries: tuple[str, str, list[str]]) -> str:
    """Write a file for the device, and return its path."""
    text = """
from unifyarray._backend.repairs import versions_of
found = versions_of(ua.backends()["torch"].require(), ua.Device("wrong:0"))
"""
    versions = program(text, IMPORT=WRONG)
    content = {
        "schema": 1,
        "backend": "torch",
        "device": "wrong:0",
        "versions": versions,
        "suite": versions["unifyarray"],
        "entries": [{"grain": grain, "name": name, "dtypes": dtypes, "ids": []} for grain, name, dtypes in entries],
    }
    path.write_text(json.dumps(content))
    return str(path)


def test_kernels_are_repaired_in_functions_and_derivatives(tmp_path: Path) -> None:
    path = repairs(
        tmp_path / "repairs.json", ("kernel", "aten::acosh", ["float64"]), ("kernel", "aten::tanh_backward", [])
    )
    text = """
import torch
x = ua.asarray([1e200, 2.0], dtype="float64", device="wrong")
before = ua.transfers().count
found = [ua.acosh(x).tolist(), torch.acosh(ua.native(x)).cpu().tolist(), ua.transfers().count - before]
y = ua.native(ua.asarray([1e200], dtype="float64", device="wrong"))
same = y.acosh_() is y
found += [same, y.cpu().tolist(), torch.acosh(ua.native(ua.asarray([1e30], dtype="float32", device="wrong"))).tolist()]
point = ua.asarray([0.5], dtype="float64", device="wrong")
found.append(ua.grad(lambda x: ua.sum(ua.tanh(x)))(point).tolist())
"""
    found: Any = program(text, IMPORT=WRONG, REPAIRS=path)
    exact = pytest.approx([461.2101657793691, 1.3169578969248166])
    assert found[:3] == [exact, exact, 2]
    assert found[3:5] == [True, [pytest.approx(461.2101657793691)]]
    assert found[5] == [float("inf")]  # float32 is not in the file
    assert found[6] == [pytest.approx(0.7864477329659274)]


def test_repaired_function_writes_in_place(tmp_path: Path) -> None:
    path = repairs(tmp_path / "repairs.json", ("function", "add", []), ("function", "__setitem__", ["float64"]))
    text = """
x = ua.asarray([1.0, 2.0, 3.0], dtype="float64", device="wrong")
memory = ua.native(x)
before = ua.transfers().count
x += 1
x[ua.asarray([0], device="wrong")] = 7.0
found = [ua.native(x) is memory, x.tolist(), memory.cpu().tolist(), ua.transfers().count > before]
found.append(ua.grad(lambda x: ua.sum(x + x))(x).tolist())
"""
    assert program(text, IMPORT=WRONG, REPAIRS=path) == [True, [7.0, 3.0, 4.0], [7.0, 3.0, 4.0], True, [2.0, 2.0, 2.0]]


@pytest.mark.parametrize("name", ["aten::view", "aten::no_such_kernel", "sin"])
def test_kernel_that_cannot_be_repaired_is_refused(tmp_path: Path, name: str) -> None:
    path = repairs(tmp_path / "repairs.json", ("kernel", name, []))
    found = error_of('ua.zeros(3, device="wrong")', IMPORT=WRONG, REPAIRS=path)
    assert found.startswith(f"ConfigurationError: UNIFYARRAY_REPAIRS lists {name!r}, which is not a kernel")
    assert "Hint: " in found


#: By case: the repair that it needs, the grain and the name. The first ends the process.
NEEDED: Final = {
    "elementwise_functions/atanh/value[float32]": ("kernel", "aten::atanh"),
    "elementwise_functions/acosh/value[float64]": ("kernel", "aten::acosh"),
    "gradients/tanh/first[float64]": ("kernel", "aten::tanh_backward"),
    NORM: ("function", "linalg.vector_norm"),
}


@pytest.mark.parametrize("number", [1, pytest.param(len(NEEDED), marks=pytest.mark.deep)])
def test_repairs_leave_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    select = tuple(NEEDED)[:number]
    plan = Plan("torch:wrong:0", select, examples=2, imports=(WRONG,))
    report = run(plan, jobs=1)
    statuses = {result["id"]: result["status"] for result in report["results"]}
    assert statuses == {case: "fail" if place else "crash" for place, case in enumerate(select)}
    made = make(report, jobs=1)  # the suite judges
    assert (made.remaining, made.unneeded, set(made.repaired)) == ((), (), set(select))
    entries = {(entry.grain, entry.name): entry.ids for entry in made.repairs.entries}
    assert entries == {NEEDED[case]: (case,) for case in select}
    (tmp_path / "repairs.json").write_text(json.dumps(as_json(made.repairs)))
    monkeypatch.setenv("UNIFYARRAY_REPAIRS", str(tmp_path / "repairs.json"))
    after = run(plan, jobs=1)
    assert _report.holds(after), [result["id"] for result in after["results"] if result["status"] != "pass"]
    assert len(after["host_fallbacks"]) == number
