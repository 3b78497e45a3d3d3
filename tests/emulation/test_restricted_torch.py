"""The Array tier, and the code for Apple's GPUs, on a torch device with the gaps of Apple's GPUs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulation.test_cupy import run as python
from unifyarray_conformance import Plan, run
from unifyarray_conformance.reports.report import STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

pytest.importorskip("torch")

PLUGIN = "tests._support.emulation.restricted_torch:backend"

#: Checks that most likely fail on a device without float64, or on Apple's GPUs.
QUICK = (
    "missing_dtypes",
    "devices",
    "searching_functions/arg*",
    "sorting_functions/*/value",
    "statistical_functions/cumulative_*/value",
    "elementwise_functions/abs/*",
    "linear_algebra_functions/*/integers",
    "linalg/svd/*",
    "linalg/eig*",
    "creation_functions/*/default",
    "sharing/shares_memory/*",
    "sharing/__dlpack__/*",
)


def failing_checks(select: Sequence[str], examples: int) -> list[str]:
    """Run checks on the device and return the failures."""
    report = run(Plan("torch:restricted:0", tuple(select), examples=examples, plugin=PLUGIN))
    assert report["totals"]["pass"] > 0
    return [f"{r['id']}: {r['message'] or r['reason']}" for r in report["results"] if not STATUSES[r["status"]]]


def test_quick_sections_of_suite_pass() -> None:
    assert failing_checks(QUICK, 1) == []


@pytest.mark.deep
def test_suite_passes() -> None:
    assert failing_checks((), 2) == []


def program(text: str) -> Any:
    """Run a program that has the device, and return its output, parsed as JSON."""
    start = f"from {PLUGIN.partition(':')[0]} import backend\nimport json, os, torch, unifyarray as ua\n"
    start += "ua.register_backend(backend(), override=True)\nxp = ua.namespace('torch:restricted:0')\n"
    # torch's thread for backward passes of the device can keep the interpreter alive.
    end = "\nprint(json.dumps(found), flush=True)\nos._exit(0)\n"
    done = python("-c", start + text + end, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_device_has_gaps_of_apples_gpus() -> None:
    text = """
x = torch.ones(2, device="restricted")
found = []
square, deep = torch.ones(2, 2, device="restricted"), torch.ones(2, 1, 1, 1, 1, device="restricted")
for call in (lambda: x + torch.ones(2), lambda: x.double(), lambda: torch.linalg.svd(square),
             lambda: torch.sort(deep, dim=0)):
    try:
        call()
    except Exception as error:
        found.append(type(error).__name__)
found.append(torch.argmax(torch.tensor([1.0, float("nan")]).to("restricted")).item())
found.append(torch.abs(torch.tensor([-(2**24) - 1]).to("restricted")).item())
"""
    errors = ["RuntimeError", "TypeError", "NotImplementedError", "AssertionError"]
    assert program(text) == [*errors, 0, 2**24]


def test_overrides_and_host_fallbacks_are_needed() -> None:
    text = """
from unifyarray_backends.torch._load import mps_overrides
from unifyarray_conformance.harness.context import Context, Subject
from unifyarray_conformance.harness.overrides import sites, without
from unifyarray_conformance.harness.worker import run_case
subject = Subject.load("torch:restricted:0")
# torch composes isfinite of other operators before the device sees it, so the device does not get it wrong.
names = {item.name for item in mps_overrides()} - {"isfinite"}
host_fallbacks = {item.name for item in ua.backends()["torch"].backend.capabilities.host_fallbacks["restricted"]}
# Without these, an error in torch's thread for backward passes would end the process.
host_fallbacks -= {"linalg.det", "linalg.slogdet", "linalg.solve"}
def status(case, examples):
    return run_case(Context(subject, case, seed=0, examples=examples))["status"]
def is_needed(site, examples):
    # A case fails, or a kernel is missing, which is unsupported; with the override it passes.
    for case in site.cases:
        with without(site):
            alone = status(case, examples)
        if alone == "fail" or (alone == "unsupported" and status(case, examples) == "pass"):
            return True
    return False
found = []
for name, site in sites(subject).items():
    # Most fail with one example. The first failure decides, because the whole takes minutes on a busy machine.
    if name in names | host_fallbacks and not any(is_needed(site, examples) for examples in (1, 12)):
        found.append([name, site.override.case])
"""
    assert program(text) == []


def test_adding_host_array_raises_error_with_both_devices() -> None:
    text = """
try:
    xp.ones(2) + ua.namespace("torch:cpu").ones(2)
except ua.DeviceMismatchError as error:
    found = "restricted:0" in str(error) and "torch:cpu" in str(error)
"""
    assert program(text) is True


def test_device_index_out_of_range_raises() -> None:
    text = """
found = []
for call in (lambda: ua.namespace("torch:restricted:7"), lambda: xp.ones(2).to_device("restricted:7")):
    try:
        call()
    except ua.DeviceUnavailableError as error:
        found.append("restricted:7" in str(error) and "Hint: " in str(error))
"""
    assert program(text) == [True, True]


def test_out_of_memory_names_size_and_device_and_process_continues() -> None:
    text = """
from unifyarray._core.errors import OutOfMemoryError
found = []
for call in (lambda: xp.zeros((1 << 20, 1 << 20)), lambda: xp.empty(1 << 40)):
    try:
        call()
    except OutOfMemoryError as error:
        found.append("GiB" in str(error) and "restricted:0" in str(error) and "Hint: " in str(error))
found.append(xp.zeros(2).tolist())
"""
    assert program(text) == [True, True, [0.0, 0.0]]


def test_forked_process_gets_hint_to_spawn() -> None:
    text = """
x = xp.ones(2)
read, write = os.pipe()
if os.fork() == 0:
    try:
        ua.zeros_like(x)
    except ua.DeviceUnavailableError as error:
        os.write(write, str(error).encode())
    os._exit(0)
os.wait()
os.close(write)
found = os.read(read, 4096).decode()
"""
    assert 'multiprocessing.get_context("spawn")' in program(text)


def test_gradients_pass_through_host_fallbacks() -> None:
    text = """
x = xp.asarray([[2.0, 1.0], [1.0, 3.0]])
before = ua.transfers().count
found = [round(float(v), 4) for v in ua.reshape(ua.grad(lambda x: ua.linalg.det(x))(x), (-1,))]
values, vectors = ua.linalg.eigh(x)
found += [type(ua.linalg.svd(x)).__name__, str(vectors.device), ua.transfers().count > before]
"""
    assert program(text) == [3.0, -1.0, -1.0, 2.0, "SVDResult", "restricted:0", True]
