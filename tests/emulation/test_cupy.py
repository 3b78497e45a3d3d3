"""CuPy without a GPU: our namespace on a fake of CuPy, and the fake compared with CuPy."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests._support import ROOT, Python, is_setting
from tests._support.emulation.deviations import STATEMENTS

if TYPE_CHECKING:
    from pathlib import Path

FAKE = ROOT / "tests" / "_support" / "emulation" / "fake_cupy"
NAMES: dict[str, Any] = json.loads(FAKE.with_name("cupy_names.json").read_text(encoding="utf-8"))


def environment(devices: str = "2") -> dict[str, str]:
    """Return the environment of a process that finds the fake with this many devices."""
    plain = {name: value for name, value in os.environ.items() if not is_setting(name)}
    return plain | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(FAKE))), "FAKE_CUPY_DEVICES": devices}


def run(*arguments: str, devices: str = "2", timeout: float = 1500) -> subprocess.CompletedProcess[str]:
    """Run Python with the fake."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(devices),
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


def program(text: str, devices: str = "2") -> str:
    """Run a program with the fake, check that it succeeds, and return its output."""
    done = run("-W", "error", "-c", text, devices=devices)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# -- the fake ------------------------------------------------------------------------------------------


@functools.cache
def statement_results() -> dict[str, list[bool]]:
    """Return whether each statement holds for array_api_compat.cupy alone, and for our namespace."""
    return json.loads(run("-m", "tests._support.emulation.deviations").stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", STATEMENTS)
def test_fake_deviates_like_cupy(name: str) -> None:
    assert not statement_results()[name][0]


@pytest.mark.parametrize("name", STATEMENTS)
def test_our_namespace_does_not_deviate(name: str) -> None:
    assert statement_results()[name][1]


def test_fake_has_errors_that_array_api_compat_corrects() -> None:
    text = """
import cupy as cp, unifyarray as ua
xp = ua.namespace("cupy:cuda:0").native
x, z = cp.asarray([float("nan")]), cp.asarray([0j])
print(float(cp.sign(x)[0]), complex(cp.sign(z)[0]), float(xp.sign(x)[0]), complex(xp.sign(z)[0]))
"""
    assert program(text) == "0.0 (nan+nanj) nan 0j"


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("cupy", ["__array_namespace_info__", "vecdot", "unstack"]),
        ("cupy.linalg", ["diagonal", "matrix_norm", "vector_norm", "outer", "svdvals", "tensordot", "trace", "vecdot"]),
        ("cupy.ndarray", ["__array_namespace__", "to_device", "__index__"]),
    ],
)
def test_fake_lacks_names_that_cupy_lacks(module: str, names: list[str]) -> None:
    assert program(f"import cupy; print([n for n in {names} if hasattr({module}, n)])") == "[]"


@pytest.mark.parametrize(
    "call",
    [
        "cp.zeros(3, device=0)",
        "cp.sort(x, descending=True)",
        "cp.argsort(x, stable=True)",
        "cp.std(x, correction=1)",
        "cp.count_nonzero(x, keepdims=True)",
    ],
)
def test_fake_refuses_keywords_that_cupy_lacks(call: str) -> None:
    assert "TypeError" in run("-c", f"import cupy as cp; x = cp.ones(3); {call}").stderr


def test_fake_generator_has_signatures_of_cupys() -> None:
    text = """
import cupy, json
from tests._support.emulation.cupy_names import functions
known = json.loads(open("tests/_support/emulation/cupy_names.json", encoding="utf-8").read())["Generator"]
print([name for name, found in functions(cupy.random.Generator).items() if found != known.get(name)])
"""
    assert program(text) == "[]"


def test_fake_refuses_arrays_of_host_and_other_devices() -> None:
    for call, error in (
        ("cp.add(x, np.ones(3))", "TypeError"),
        ("np.asarray(x)", "TypeError"),
        ("cp.add(x, y)", "ValueError"),
        ("cp.from_dlpack(np.ones(3))", "TypeError"),
    ):
        made = "import cupy as cp, numpy as np; x = cp.ones(3)\nwith cp.cuda.Device(1): y = cp.ones(3)\n"
        assert error in run("-c", made + call).stderr.splitlines()[-1]


# -- our namespace -------------------------------------------------------------------------------------


def suite(module: str, selection: str, devices: str = "2") -> str:
    """Run some tests of the conformance suite in a process that finds the fake; return their last line."""
    options = ("-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:randomly", "-k", selection)
    done = run("-m", "pytest", f"tests/conformance/{module}", *options, devices=devices)
    lines = done.stdout.strip().splitlines()
    assert done.returncode == 0, "\n".join(lines[-60:])
    return lines[-1]


#: Sections that are quick and cover most of CuPy's deviations.
QUICK = "indexing or creation_functions or devices or by-width or singular or sizes or inspection"


def test_quick_sections_of_suite_pass_on_second_of_two_devices() -> None:
    assert "passed" in suite("test_checks.py", f"cupy and ({QUICK})")


@pytest.mark.deep
@pytest.mark.parametrize("devices", ["1", "2"])
def test_suite_passes(devices: str) -> None:
    assert "passed" in suite("test_checks.py", "cupy", devices)


def test_every_override_is_needed() -> None:
    # With several devices, functions without their override run on the wrong device.
    assert "passed" in suite("test_overrides.py", "cupy and not _like", "1")
    assert "passed" in suite("test_overrides.py", "cupy and _like", "2")


def test_conforming_functions_are_cupys_own() -> None:
    text = "import unifyarray as ua, cupy; xp = ua.namespace('cupy').native; print(xp.sin is cupy.sin, xp.cuda)"
    assert program(text, "1").startswith("True")


def test_fast_random_numbers_are_drawn_on_the_device() -> None:
    text = """
import pickle, unifyarray as ua
from unifyarray._functions import random_draws
draws = [
    lambda rng: rng.random(5), lambda rng: rng.random(5, dtype="float32"), lambda rng: rng.uniform(1.0, 3.0, 5),
    lambda rng: rng.normal(1.0, 2.0, 5), lambda rng: rng.standard_normal(5, dtype="float16"),
    lambda rng: rng.exponential(2.0, (2, 3)), lambda rng: rng.gamma(2.0, 3.0, 5),
    lambda rng: rng.gamma(ua.asarray([2.0, 0.5]), size=(3, 2), dtype="float32"), lambda rng: rng.beta(2.0, 3.0, 5),
    lambda rng: rng.integers(-3, 7, 5), lambda rng: rng.integers(200, size=5, dtype="uint8"),
    lambda rng: rng.integers(2**40, size=5), lambda rng: rng.integers(2, size=5, dtype="bool"),
    lambda rng: rng.poisson(4.0, 5), lambda rng: rng.poisson(ua.asarray([1.0, 5.0])),
    lambda rng: rng.binomial(9, 0.3, 5),
    lambda rng: rng.permutation(5), lambda rng: rng.permutation(ua.arange(6.0)), lambda rng: rng.choice(7, 5),
    lambda rng: rng.random(0), lambda rng: rng.random(),
]
def numbers(seed, device):
    with ua.use(device):
        rng = ua.random.default_rng(seed, fast=True)
        found = [draw(rng) for draw in draws]
        assert all(str(x.device) == device.partition(":")[2] for x in found), [x.device for x in found]
        kept = pickle.loads(pickle.dumps(rng))
        assert kept.random(3).tolist() == rng.random(3).tolist()
        return [x.tolist() for x in found]

def refuse(*args, **kwargs):
    raise AssertionError("drawn on the host")

on_host, random_draws.on_host = random_draws.on_host, refuse
first = numbers(7, "cupy:cuda:1")
assert first == numbers(7, "cupy:cuda:1") != numbers(8, "cupy:cuda:1")
assert first != numbers(7, "cupy:cuda:0")
random_draws.on_host = on_host
with ua.use("cupy:cuda:1"):
    rng = ua.random.default_rng(7, fast=True)
    print(rng.integers(2**31 + 1, size=3).device, rng.integers(2**64 - 1, size=3, dtype="uint64").device)
    print(float(rng.gamma(0.0)))
"""
    assert program(text).split() == ["cuda:1", "cuda:1", "0.0"]


def test_arrays_share_memory_with_torch_by_dlpack() -> None:
    # torch has no CUDA here. So a CPU tensor claims to be on a GPU, and torch imports the result under the same claim.
    text = """
import cupy as cp, torch, unifyarray as ua
from unifyarray_backends.cupy import backend

class OnAGPU:
    def __init__(self, tensor):
        self.tensor, self.asked = tensor, []
    def __dlpack_device__(self):
        return 2, 1
    def __dlpack__(self, **options):
        self.asked.append(options["stream"])
        return self.tensor.__dlpack__(max_version=options["max_version"])

tensor = torch.arange(3.0)
exporter = OnAGPU(tensor)
xp = ua.namespace("cupy:cuda:1")
x = xp.native.hooks.from_dlpack(exporter, False)
print(x.data.ptr == tensor.data_ptr(), x.device, exporter.asked)
back = torch.from_dlpack(xp.native.hooks.dlpack(x, stream=1))
print(back.data_ptr() == tensor.data_ptr(), xp.native.hooks.dlpack_device(x))
"""
    assert program(text).splitlines() == ["True <CUDA Device 1> [1]", "True (2, 1)"]


# -- bad input -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("driver", ["0", "old", "hidden"])
def test_device_without_driver_raises(driver: str) -> None:
    text = """
import unifyarray as ua
print(ua.backends()["cupy"].state, "cupy" in ua.devices())
for spec in ("cupy", "cupy:cuda:0"):
    try:
        ua.namespace(spec)
    except ua.DeviceUnavailableError as error:
        print("Hint: " in str(error))
"""
    assert program(text, driver).splitlines() == ["no device False", "True", "True"]


@pytest.mark.parametrize(("driver", "count"), [(11080, 0), (12080, 1)])
def test_counting_visible_devices_does_not_start_driver(driver: int, count: int) -> None:
    text = f"""
import sys
from tests._support.emulation.fake_nvml import Binding
sys.modules["pynvml"] = Binding([("GPU-1", None), ("GPU-2", ["MIG-1", "MIG-2"])], {driver})
import cupy.cuda.runtime
def started(): raise AssertionError("the driver was started")
cupy.cuda.runtime.getDeviceCount = started
from unifyarray_backends.cupy import backend
print(len(backend.devices()))
"""
    assert program(text) == str(count)


def test_error_distinguishes_outdated_driver_from_missing_driver() -> None:
    text = """
import unifyarray as ua
try:
    ua.namespace("cupy:cuda:0")
except ua.DeviceUnavailableError as error:
    print(error)
"""
    assert "CuPy does not find a GPU driver" in program(text, "0")
    assert "a newer driver" in program(text, "old")
    assert "no CUDA-capable device" in program(text, "hidden")


def test_info_explains_missing_device_without_starting_driver() -> None:
    text = """
import os, sys
from tests._support.emulation.fake_nvml import Binding
os.environ["CUDA_VISIBLE_DEVICES"] = ""
sys.modules["pynvml"] = Binding([("GPU-1", None)], 12080)
import cupy.cuda.runtime
def started(): raise AssertionError("the driver was started")
cupy.cuda.runtime.getDeviceCount = started
from unifyarray.__main__ import main
main(["info"])
"""
    assert "CUDA shows no GPU to this process" in program(text)


def test_device_index_out_of_range_raises() -> None:
    text = """
import unifyarray as ua
for call in (lambda: ua.namespace("cupy:cuda:7"), lambda: ua.namespace("cupy").native.zeros(3, device="cuda:7"),
             lambda: ua.namespace("cupy").ones(2).to_device("cuda:7")):
    try:
        call()
    except ua.DeviceUnavailableError as error:
        print("cuda:7" in str(error) and "Hint: " in str(error))
"""
    assert program(text).splitlines() == ["True"] * 3


def test_out_of_memory_names_size_and_device_and_process_continues() -> None:
    text = """
import unifyarray as ua
xp = ua.namespace("cupy:cuda:1")
try:
    xp.zeros((1 << 20, 1 << 20), dtype="float64")
except MemoryError as error:
    print(type(error).__name__, "8,796,093,022,208 bytes" in str(error), "cuda:1" in str(error))
print(xp.zeros(2).tolist())
"""
    assert program(text).splitlines() == ["OutOfMemoryError True True", "[0.0, 0.0]"]


def test_out_of_memory_of_runtime_and_driver_raises_memory_error() -> None:
    text = """
import cupy as cp, unifyarray as ua
hooks = ua.namespace("cupy:cuda:1").native.hooks
for error in (cp.cuda.runtime.CUDARuntimeError(2, "cudaErrorMemoryAllocation: out of memory"),
              cp.cuda.driver.CUDADriverError(2, "CUDA_ERROR_OUT_OF_MEMORY: out of memory")):
    found = hooks.error(error)
    print(isinstance(found, MemoryError) and "cuda:1" in str(found) and "Hint: " in str(found))
print(hooks.error(cp.cuda.driver.CUDADriverError(719, "CUDA_ERROR_LAUNCH_FAILED: unspecified launch failure")))
"""
    assert program(text).splitlines() == ["True", "True", "None"]


def test_adding_arrays_of_two_devices_raises() -> None:
    text = """
import unifyarray as ua
x, y = (ua.ones(2, device=f"cupy:cuda:{i}") for i in (0, 1))
try:
    x + y
except ua.DeviceMismatchError as error:
    print("cuda:0" in str(error) and "cuda:1" in str(error))
print((x + y.to_device("cuda:0")).tolist())
"""
    assert program(text).splitlines() == ["True", "[2.0, 2.0]"]


@pytest.mark.parametrize(
    ("start", "call", "error"),
    [
        # An error of the runtime, an error of the driver, and an error from a namespace that is not loaded yet.
        ("", "ua.zeros(2, device='cupy:cuda:0')", "CUDARuntimeError"),
        ("", "x + 1", "CUDADriverError"),
        ("", "y + 1", "CUDARuntimeError"),
        ("", "ua.zeros(2, device='cupy:cuda:1')", "CUDARuntimeError"),
        ("del y; backend._namespaces.clear()", "ua.ones(2, device='cupy:cuda:1')", "CUDARuntimeError"),
    ],
)
def test_forked_process_gets_hint_to_spawn(start: str, call: str, error: str) -> None:
    text = f"""
import os
import unifyarray as ua
from unifyarray_backends.cupy import backend
x, y = (ua.ones(2, device=f"cupy:cuda:{{i}}") for i in (0, 1))
{start}
if os.fork() == 0:
    try:
        {call}
    except ua.DeviceUnavailableError as error:
        print('multiprocessing.get_context("spawn")' in str(error), type(error.__cause__).__name__, flush=True)
    os._exit(0)
os.wait()
"""
    assert program(text) == f"True {error}"


def test_process_forked_before_device_lookup_gets_hint_to_spawn() -> None:
    text = """
import os
import cupy
import unifyarray as ua
cupy.zeros(2)
if os.fork() == 0:
    try:
        ua.namespace("cupy")
    except ua.DeviceUnavailableError as error:
        print('multiprocessing.get_context("spawn")' in str(error), flush=True)
    os._exit(0)
os.wait()
"""
    assert program(text) == "True"


# -- the real wheel ------------------------------------------------------------------------------------


@pytest.mark.deep
def test_recorded_names_and_signatures_match_wheel(tmp_path: Path, python: Python) -> None:
    wheels = ["cupy-cuda12x==" + NAMES["version"], "cuda-pathfinder"]
    fetch = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(tmp_path / "real"),
        *wheels,
    ]
    done = subprocess.run(fetch, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the wheel cannot be fetched here: {done.stderr.strip().splitlines()[-1]}")
    env = {"PYTHONPATH": os.pathsep.join((str(ROOT), str(tmp_path / "real")))}
    text = "import json; from tests._support.emulation.cupy_names import record; print(json.dumps(record()))"
    done = python("-c", text, env=env)
    assert json.loads(done.stdout) == NAMES, done.stderr
