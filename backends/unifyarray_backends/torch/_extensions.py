"""Devices that extensions add to torch (vulkan, npu, hpu, musa, or any other name), and their dtypes.

An extension adds a module ``torch.<kind>`` with a function ``device_count``; nothing else is known about it beforehand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from types import ModuleType
from typing import Any, Final

import torch

from unifyarray.plugin import Device, DType

from ._dtypes import BOOL, FLOATING, INTEGER, NEUTRAL, RANGE, TorchDType

#: The kinds that the backend declares; they are counted without starting a driver.
DECLARED: Final = frozenset({"cpu", "cuda", "mps", "xpu"})

#: Seconds for another process to import torch and an extension, and to start the driver.
_LIMIT: Final = 120.0
_COUNT: Final = """
import importlib, sys, torch
importlib.import_module(sys.argv[1])
print("\\ndevices:", int(getattr(torch, sys.argv[2]).device_count()))
"""


class Extensions:
    """The devices that extensions have added to torch.

    Attributes
    ----------
    failures : dict of str to str
        By kind: why its devices could not be counted.
    """

    def __init__(self) -> None:
        self.failures: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def known(self) -> list[Device]:
        """Return the devices that can be counted without starting a driver, because it runs or was started."""
        running = [kind for kind in kinds() if self._counts.get(kind) or _is_started(kind)]
        return [device for kind in running for device in self.named(kind)]

    def named(self, kind: str) -> list[Device]:
        """Return the devices of a kind. This may start the driver."""
        if kind not in kinds():
            return []
        if not self._counts.get(kind):
            try:
                self._counts[kind] = int(getattr(torch, kind).device_count())
            except Exception as error:
                self.failures[kind] = f"torch.{kind}.device_count() raised {type(error).__name__}: {error}"
                return []
        return self._devices(kind)

    def all(self) -> list[Device]:
        """Return all devices. If that needs a driver, the driver is started in another process."""
        found = self.known()
        for kind in kinds():
            if kind not in self._counts:
                module = getattr(torch, kind)
                if type(module) is ModuleType and sys.modules.get(module.__name__) is module:
                    self._counts[kind] = self._count_apart(kind, module)
                    found += self._devices(kind)
                else:  # an object of this process, which another process does not have
                    found += self.named(kind)
        return found

    def _devices(self, kind: str) -> list[Device]:
        return [Device(f"{kind}:{index}") for index in range(self._counts[kind])]

    def _count_apart(self, kind: str, module: ModuleType) -> int:
        """Return the number of devices that another process finds; 0 if it fails."""
        env = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        command = [sys.executable, "-c", _COUNT, module.__name__, kind]
        try:
            done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=_LIMIT, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            self.failures[kind] = f"a process that counts them failed: {type(error).__name__}: {error}"
            return 0
        _, found, count = done.stdout.rpartition("\ndevices: ")
        if done.returncode or not found:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            self.failures[kind] = f"a process that counts them ended with status {done.returncode}: {last}"
            return 0
        return int(count)


def kinds() -> tuple[str, ...]:
    """Return the kinds of device that extensions have added to torch, such as ``"vulkan"``."""
    found = []
    # An extension registers its module with torch._register_device_module. The module of a device that is written in
    # Python can be any object.
    own = torch._C._get_privateuse1_backend_name()
    for name, module in list(vars(torch).items()):
        if (type(module) is ModuleType or name == own) and name not in DECLARED and _is_device_module(name, module):
            found.append(name)
    return tuple(found)


def _is_device_module(name: str, module: Any) -> bool:
    if not hasattr(module, "device_count") or not getattr(module, "_is_compiled", lambda: True)():
        return False
    try:
        torch.device(name)
        Device(name)
    except (RuntimeError, ValueError):
        return False
    return True


def _is_started(kind: str) -> bool:
    """Return whether the driver of a kind runs in this process. False if its module does not tell."""
    ask = getattr(getattr(torch, kind), "is_initialized", None)
    return ask is not None and bool(ask())


def about(kind: str, index: int) -> dict[str, str]:
    """Return the extension that brings a kind of device, with its version, and the versions of the driver."""
    from importlib.metadata import PackageNotFoundError, packages_distributions, version

    module = getattr(torch, kind, None)
    root = getattr(module, "__name__", "").partition(".")[0]
    found: dict[str, str] = {}
    if root and root != "torch":
        for name in packages_distributions().get(root, ())[:1]:
            try:
                found[name] = version(name)
            except PackageNotFoundError:
                found[name] = "unknown"
    properties = getattr(module, "get_device_properties", None)
    if properties is not None:
        values = properties(index)
        versions = [name for name in dir(values) if name.endswith("_version") and not name.startswith("_")]
        found.update({name.replace("_", " "): str(getattr(values, name)) for name in versions})
    return found


# -- dtypes --------------------------------------------------------------------------------------------------


def probed_dtypes(kind: str, index: int) -> frozenset[DType]:
    """Return the dtypes that a device has, by trying each once: a copy to the device, a sum there, and a copy back.

    Functions do not decide: a device with exact sums of float64 has float64, even if its ``sin`` computes in float32.
    """
    device = torch.device(kind, index)
    errors: list[Exception] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of functions that an extension computes on the CPU
        found = frozenset(dtype for native, dtype in NEUTRAL.items() if _has(device, native, errors))
    if not found:
        raise RuntimeError(f"torch cannot compute on {device}: {errors[0] if errors else 'all sums are wrong'}")
    return found


def _has(device: torch.device, dtype: TorchDType, errors: list[Exception]) -> bool:
    """Return whether a device stores a dtype and adds two numbers of it exactly. Add an exception to ``errors``."""
    from .elementwise_functions.arithmetic import add

    first, second = _summands(dtype)
    try:
        with torch.no_grad():
            x = torch.tensor([first, first], dtype=dtype)
            y = torch.full((2,), second, dtype=dtype, device=device)
            # The sum of bools is not a function of the standard.
            found = y if dtype in BOOL else add(x.to(device), y)
            return bool(found.cpu().tolist() == [first + second] * 2)
    except Exception as error:  # an extension can raise any error for a dtype that it lacks
        errors.append(error)
        return False


def _summands(dtype: TorchDType) -> tuple[Any, Any]:
    """Return two numbers whose exact sum needs all digits of a dtype."""
    if dtype in BOOL:
        return False, True
    if dtype in INTEGER:
        return RANGE[dtype][1] - 1, 1
    # A device that computes float64 in pairs of float32 has up to 2**-48, one that computes in float32 2**-23.
    small = max(torch.finfo(dtype).eps, 2.0**-40)
    return (1.0, small) if dtype in FLOATING else (1.0 + 1.0j, complex(small, -small))
