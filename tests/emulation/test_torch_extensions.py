"""Devices of torch's extensions, which our backend knows nothing about: an emulated one, a fake, and Vulkan.

The emulated device is written in Python and computes on the CPU. The fake has no kernels, but a driver that must not be
started unasked. Vulkan is skipped without the distribution torchvulkan; it also needs a driver, such as Mesa's.
"""

from __future__ import annotations

import importlib.util
import json
import re
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.emulation.test_cupy import run as python
from unifyarray_conformance import Plan, run

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("torch")

RESTRICTED: Final = "tests._support.emulation.restricted_torch"
UNRESTRICTED: Final = "tests._support.emulation.unrestricted_torch"
FAKE: Final = "tests._support.emulation.fake_extension"

#: By kind of device: the module that brings it.
EXTENSIONS: Final = {"restricted": RESTRICTED, "vulkan": "torchvulkan"}


def program(text: str, **variables: str) -> Any:
    """Run a program with these environment variables, and return what it leaves in ``found``."""
    settings = {f"UNIFYARRAY_{name}": value for name, value in variables.items() if name.isupper()}
    settings |= {name.upper(): value for name, value in variables.items() if not name.isupper()}
    start = f"import json, os, sys\nos.environ.update({settings!r})\nimport unifyarray as ua\n"
    # torch's thread for backward passes of the emulated device can keep the interpreter alive.
    end = "\nprint(json.dumps(found), flush=True)\nos._exit(0)\n"
    done = python("-c", start + text + end, devices="0", timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def error_of(call: str, **variables: str) -> str:
    """Return class and text of the error that a call raises."""
    text = f"""
found = "no error"
try:
    {call}
except Exception as error:
    found = f"{{type(error).__name__}}: {{error}}"
"""
    return str(program(text, **variables))


# -- selecting -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("device", ["restricted", "torch:restricted:0", "auto", "torch:auto"])
def test_environment_selects_device_of_imported_extension(device: str) -> None:
    text = """
assert "torch" not in sys.modules
found = [repr(ua.current().device), str(ua.ones(2).device), str(ua.zeros(3).dtype), ua.current().origins["device"]]
"""
    found = program(text, IMPORT=RESTRICTED, DEVICE=device)
    assert found == ["Device('restricted:0')", "restricted:0", "float32", "UNIFYARRAY_DEVICE"]


def test_program_selects_device_of_extension_it_imported() -> None:
    text = f"""
import torch
import {RESTRICTED}
with ua.use("torch:restricted:0"):
    arrays = [ua.ones(2)]
with ua.use("restricted"):
    arrays.append(ua.ones(2))
host = ua.ones(2, device="torch:cpu", dtype="float32")
arrays += [ua.ones(2, device="restricted"), ua.ones(2, device=ua.Device("restricted"))]
arrays += [ua.convert(host, "restricted"), ua.convert(host, "torch", device="restricted"), host.to_device("restricted")]
arrays += [ua.asarray(torch.ones(2, device="restricted"))]
found = [[str(x.device), str(x.dtype), ua.sum(x).item()] for x in arrays]
"""
    assert program(text) == [["restricted:0", "float32", 2.0]] * 8


def test_device_without_extension_is_invalid_and_hint_names_variable() -> None:
    found = error_of("ua.current()", DEVICE="restricted")
    assert found.startswith("ConfigurationError: UNIFYARRAY_DEVICE='restricted' is not valid")
    assert "UNIFYARRAY_IMPORT" in found.partition("Hint: ")[2]


def test_extension_that_cannot_be_imported_is_named() -> None:
    found = error_of("ua.zeros(2)", IMPORT=f"{RESTRICTED}, no_such_extension", DEVICE="restricted")
    assert found.startswith("ConfigurationError: UNIFYARRAY_IMPORT='no_such_extension' cannot be imported: Module")
    assert "pip install no_such_extension" in found


def test_index_that_is_too_high_names_the_devices() -> None:
    found = error_of("ua.ones(2, device='torch:restricted:3')", IMPORT=RESTRICTED)
    assert found.startswith("DeviceUnavailableError: torch has no device 'restricted:3' here")
    assert "torch:restricted:0" in found


# -- drivers -------------------------------------------------------------------------------------------------


def test_listing_devices_does_not_start_driver_in_this_process() -> None:
    text = f"""
import {FAKE} as fake
x = ua.zeros(2, device="torch:cpu")
states = [info.state for info in ua.backends().values()]
devices = [str(device) for device in ua.devices()["torch"]]
found = [devices, states[-1], fake.started]
"""
    assert program(text, IMPORT=FAKE) == [["cpu", "hpu:0", "hpu:1"], "available", False]


@pytest.mark.parametrize("call", ["ua.use('hpu:1').__enter__()", "ua.namespace('torch:auto')"])
def test_named_device_starts_driver_in_this_process(call: str) -> None:
    text = f"""
import {FAKE} as fake
try:
    {call}
except ua.DeviceUnavailableError as error:
    found = [str(error), fake.started]
"""
    message, started = program(text, IMPORT=FAKE)
    assert "torch cannot compute on hpu:" in message
    assert started is True


@pytest.mark.parametrize("failure", ["error", "abort"])
def test_driver_that_fails_leaves_the_other_devices(failure: str) -> None:
    text = f"""
import {FAKE} as fake
devices = [str(device) for device in ua.devices()["torch"]]
found = [devices, ua.backends()["torch"].explain_missing("hpu") if {failure != "abort"} else "", fake.started]
"""
    devices, reason, started = program(text, IMPORT=FAKE, fake_extension=failure)
    assert (devices, started) == (["cpu"], False)
    assert failure == "abort" or "the driver does not answer" in reason


def test_error_of_named_device_has_cause_of_failing_driver() -> None:
    found = error_of("ua.zeros(2, device='hpu')", IMPORT=FAKE, fake_extension="error")
    assert found.startswith("DeviceUnavailableError: there is no device 'hpu:0' on this machine")
    assert "the driver does not answer" in found


def test_dtypes_are_probed_at_first_selection_and_once() -> None:
    text = f"""
import {RESTRICTED}
from unifyarray_backends.torch import _extensions
calls = []
probe = _extensions._has
_extensions._has = lambda *args: calls.append(args) or probe(*args)
ua.devices(), ua.backends()["torch"].state, repr(ua.backends())
found = [len(calls)]
xp = ua.namespace("torch:restricted")
found.append(len(calls) > 10)
calls.clear()
xp.ones(2), ua.namespace("torch:restricted:0"), ua.ones(2, device="restricted")
found += [len(calls), sorted(str(dtype) for dtype in xp.native.hooks.dtypes)]
"""
    before, at_first, after, dtypes = program(text)
    assert (before, at_first, after) == (0, True, 0)
    integers = ["int16", "int32", "int64", "int8", "uint8"]
    assert dtypes == sorted(["bool", "bfloat16", "float16", "float32", "complex64", *integers])


def test_inexact_float64_counts_as_missing() -> None:
    text = f"""
import torch
import {UNRESTRICTED}
from {RESTRICTED} import _REPLACEMENTS, aten
def rounded(func, *args, **kwargs):
    found = func(*args, **kwargs)
    return found.to(torch.float32).to(torch.float64) if found.dtype is torch.float64 else found
_REPLACEMENTS[aten.add] = rounded
found = sorted(str(dtype) for dtype in ua.namespace("torch:restricted").native.hooks.dtypes)
_REPLACEMENTS.clear()
_REPLACEMENTS[aten.sin] = rounded
ua.backends()["torch"].backend._probed.clear()
ua.backends()["torch"].backend._namespaces.clear()
found = ["float64" in found, "float32" in found, str(ua.ones(2, device="torch:restricted").dtype)]
"""
    assert program(text) == [False, True, "float64"]


# -- using ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EXTENSIONS)
def test_transfers_pickles_gradients_and_modules_work(kind: str) -> None:
    module = EXTENSIONS[kind]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    text = f"""
import copy, pickle
import numpy as np, torch
xp = ua.namespace("torch:{kind}")
x = xp.asarray([1.0, 2.0, 3.0], dtype="float32")
found = [ua.to_numpy(x, force=True).tolist(), x.to_device("cpu").tolist()]
found += [ua.convert(x, "numpy").tolist(), str(ua.convert(np.float32([1, 2]), "torch:{kind}").device)]
found += [x.__dlpack_device__()[0], np.from_dlpack(x).tolist(), torch.from_dlpack(x).tolist()]
again = pickle.loads(pickle.dumps(x))
found += [again.tolist(), str(again.device), copy.deepcopy(x).tolist()]
found += [ua.grad(lambda x: ua.sum(x**2))(x).tolist(), str(ua.grad(lambda x: ua.sum(x**2))(x).device)]
y = ua.asarray([1.0, 2.0], device="{kind}", dtype="float32", requires_grad=True)
ua.sum(y * y).backward()
found += [y.grad.tolist()]
layer = torch.nn.Linear(3, 1).to("{kind}")
loss = (layer(ua.native(x)) ** 2).sum()
loss.backward()
found += [str(layer.weight.grad.device), ua.asarray(layer.weight.grad).shape]
"""
    three = [1.0, 2.0, 3.0]
    found = program(text, IMPORT=module)
    assert found[:7] == [three, three, three, f"{kind}:0", 1, three, three]
    assert found[7:12] == [three, f"{kind}:0", three, [2.0, 4.0, 6.0], f"{kind}:0"]
    assert found[12:] == [[2.0, 4.0], f"{kind}:0", [1, 3]]


def test_pickle_in_process_without_extension_names_device() -> None:
    data = program("import pickle\nfound = pickle.dumps(ua.ones(2, device='restricted')).hex()", IMPORT=RESTRICTED)
    found = error_of(f"import pickle; pickle.loads(bytes.fromhex({data!r}))")
    assert "'restricted" in found
    assert "Hint: " in found


def test_missing_kernel_raises_error_with_its_name() -> None:
    found = error_of("ua.linalg.svd(ua.ones((2, 2), device='restricted'))", IMPORT=RESTRICTED)
    assert found.startswith("NotImplementedError: torch has no kernel for aten::_linalg_svd")
    assert "restricted:0" in found
    assert 'ua.convert(x, "torch:cpu")' in found


# -- reports -------------------------------------------------------------------------------------------------


def test_suite_imports_extension_in_its_workers() -> None:
    plan = Plan("torch:restricted:0", ("linalg/svd/rebuilt", "elementwise_functions/abs/*"), 2, imports=(RESTRICTED,))
    report = run(plan)
    assert (report["device"], report["plan"]["imports"]) == ("restricted:0", [RESTRICTED])
    results = {result["id"]: result for result in report["results"]}
    missing = results["linalg/svd/rebuilt[float32]"]
    assert missing["status"] == "unsupported"
    assert "torch:restricted:0 has no kernel for aten::_linalg_svd" in missing["reason"]
    wrong = results["elementwise_functions/abs/value[int64]"]
    assert wrong["status"] == "fail"
    assert f"import {RESTRICTED}" in wrong["script"]


def test_kernel_that_refuses_dtype_is_unsupported() -> None:
    text = f"""
import {RESTRICTED} as device
def refuse(func, x):
    if x.is_complex():
        raise RuntimeError("sin: Expected a floating point tensor as input. Got ComplexFloat")
    return x
device._REPLACEMENTS[device.aten.sin] = refuse
from unifyarray_conformance.harness.context import Context, Subject
from unifyarray_conformance.harness.registry import select
from unifyarray_conformance.harness.worker import run_case
subject = Subject.load("torch:restricted:0")
results = [run_case(Context(subject, case, seed=0, examples=2)) for case in select(["elementwise_functions/sin/value"])]
found = [[result["dtype"], result["status"], result["reason"]] for result in results]
"""
    found = {dtype: (status, reason) for dtype, status, reason in program(text)}
    status, reason = found["complex64"]
    assert (status, found["float32"][0]) == ("unsupported", "fail")
    assert "torch:restricted:0 has no kernel for the dtype: sin: Expected a floating point tensor" in reason
    assert "declares no float64" in found["float64"][1]


def test_report_describes_fake_extension() -> None:
    text = "found = ua.backends()['torch'].backend.describe(ua.Device('hpu:1'))"
    assert program(text, IMPORT=FAKE)["model"] == "fake 1"


def test_commands_import_extension_first(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import os, unifyarray as ua\nprint(ua.zeros(2).device, flush=True)\nos._exit(0)\n")
    done = python("-m", "unifyarray", "run", "--import", RESTRICTED, "--device", "restricted", str(script), devices="0")
    assert done.stdout == "restricted:0\n", done.stderr
    done = python("-m", "unifyarray", "info", "--import", FAKE, devices="0")
    assert re.search(r"torch +available .* cpu, hpu:0, hpu:1 ", done.stdout), done.stdout + done.stderr
