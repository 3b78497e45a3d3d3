"""PyTorch on the CPU, CUDA (ROCm too), MPS, XPU and devices of extensions. Importing it does not import torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, final

from unifyarray.plugin import CPU, Backend, Capabilities, Device, NativeNamespace, Repair
from unifyarray.plugin import dtypes as d

from .._agnostic import nvml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from unifyarray.plugin import Watcher

    from ._extensions import Extensions

# Apple's GPUs do not support 64-bit floating point, and only store uint16, uint32 and uint64
# (https://github.com/pytorch/pytorch/issues/122602).
_MPS_LACKS = frozenset({d.float64, d.complex128, d.uint16, d.uint32, d.uint64})

_NO_KERNEL = "the device has no kernel for it, or for a function that it calls"

# Functions that are computed on the host on MPS, with the checks that fail without the repair.
_MPS_HOST_FALLBACKS = tuple(
    Repair("function", f"linalg.{name}", ids=(check.format(name),), reason=reason)
    for check, reason, names in (
        ("linalg/{}/value", _NO_KERNEL, ("eigvals", "eigvalsh", "matrix_norm", "matrix_rank", "pinv", "svdvals")),
        ("linalg/{}/rebuilt", _NO_KERNEL, ("eig", "eigh", "svd")),
        ("gradients/linalg.{}/first", "the derivative uses lu_solve, which has no kernel", ("det", "slogdet", "solve")),
    )
    for name in names
)

_OTHER_BUILDS = "install another build, see https://pytorch.org/get-started/locally/"


@final
class TorchBackend(Backend):
    """PyTorch; one code path for all of its devices."""

    name: ClassVar[str] = "torch"
    library: ClassVar[str] = "torch"
    distribution: ClassVar[str] = "torch"
    install: ClassVar[str] = "pip install 'unifyarray[torch]'"
    modules: ClassVar[tuple[str, ...]] = ("torch",)
    capabilities: ClassVar[Capabilities] = Capabilities(
        functional_autograd=True,
        imperative_autograd=True,
        jit=True,
        extra_dtypes=frozenset({d.float16, d.bfloat16}),
        missing_dtypes={"mps": _MPS_LACKS},
        host_fallbacks={"mps": _MPS_HOST_FALLBACKS},
    )
    priority: ClassVar[Mapping[str, int]] = {"cpu": 10, "cuda": 30, "mps": 30, "xpu": 30}

    def __init__(self) -> None:
        super().__init__()
        self._by_device: dict[Any, NativeNamespace] = {}
        self._extensions_or_none: Extensions | None = None
        self._probed: dict[str, frozenset[d.DType]] = {}

    @property
    def _extensions(self) -> Extensions:
        """The devices of torch's extensions. Asking imports torch."""
        if self._extensions_or_none is None:
            from ._extensions import Extensions

            self._extensions_or_none = Extensions()
        return self._extensions_or_none

    def devices(self) -> tuple[Device, ...]:
        """Return the CPU and the accelerators, without initialising them, so that forked processes can use them."""
        return (*self._declared_devices(), *self._extensions.known())

    def all_devices(self) -> tuple[Device, ...]:
        """Return all devices; those of an extension whose driver is not started are counted in another process."""
        return (*self._declared_devices(), *self._extensions.all())

    def devices_of(self, kind: str) -> tuple[Device, ...]:
        """Return the devices of a kind; this may start the driver of an extension."""
        if kind in self.priority:
            return tuple(device for device in self._declared_devices() if device.kind == kind)
        return tuple(self._extensions.named(kind))

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of device that extensions of torch have registered: vulkan, npu, or any other name."""
        from ._extensions import kinds

        return kinds()

    def _declared_devices(self) -> tuple[Device, ...]:
        import torch

        found = [CPU]
        found += [Device(f"cuda:{i}") for i in range(_count_cuda(torch))]
        found += [Device(f"xpu:{i}") for i in range(torch.xpu.device_count())]
        if torch.backends.mps.is_available():
            found.append(Device("mps"))
        return tuple(found)

    def dtypes(self, device: Device) -> frozenset[d.DType]:
        """Return the dtypes of a device.

        Some XPUs report that they do not support 64-bit floating point. The dtypes of an extension's device are probed
        once.
        """
        if device.kind not in self.priority and device.kind in self.kinds():  # "meta" computes no values
            found = self._probed.get(str(device))
            if found is None:
                from ._extensions import probed_dtypes

                found = self._probed[str(device)] = probed_dtypes(device.kind, device.index)
            return found
        found = super().dtypes(device)
        # Both kinds have all dtypes. Querying CUDA would initialise it, and forked processes could not use it.
        if device.kind in ("cpu", "cuda"):
            return found
        import torch

        properties = getattr(getattr(torch, device.kind, None), "get_device_properties", None)
        if properties is None or getattr(properties(device.index), "has_fp64", True):
            return found
        return found - {d.float64, d.complex128}

    def describe(self, device: Device) -> dict[str, str]:
        """Return the model of an accelerator, and the versions of its platform or extension."""
        import torch

        if device.kind == "cpu":
            return {}
        by_index = getattr(getattr(torch, device.kind, None), "get_device_name", None)
        # MPS has a single device. torch.backends.mps.get_name() returns its name, but only in versions after torch 2.6.
        of_single_device = getattr(getattr(torch.backends, device.kind, None), "get_name", None)
        model = (
            by_index(device.index)
            if by_index is not None
            else of_single_device()
            if of_single_device is not None
            else None
        )
        if device.kind not in self.priority:
            from ._extensions import about

            return {"model": str(model or "unknown")} | about(device.kind, device.index)
        versions = {"CUDA": torch.version.cuda, "ROCm": torch.version.hip, "XPU": getattr(torch.version, "xpu", None)}
        return {key: str(value) for key, value in ({"model": model} | versions).items() if value}

    def peak_memory(self, device: Device) -> int | None:
        """Return the most bytes that tensors of this process have taken on a device, if torch counts them there."""
        import torch

        count = getattr(getattr(torch, device.kind, None), "max_memory_allocated", None)
        return int(count(device.index)) if count is not None and device.kind in self.priority else None

    def explain_missing(self, kind: str) -> str | None:
        """Return why torch finds no device of a kind: the way it is built, or a missing driver."""
        import torch

        no_gpu = "does not find a GPU with a working driver"
        if kind == "cuda":
            if torch.version.cuda is None and torch.version.hip is None:
                return f"this torch is built without CUDA and ROCm: {_OTHER_BUILDS}"
            built = f"CUDA {torch.version.cuda}" if torch.version.cuda else f"ROCm {torch.version.hip}"
            return f"torch, built for {built}, {no_gpu}: check with nvidia-smi or rocminfo"
        if kind == "xpu":
            if not torch.xpu._is_compiled():
                return f"this torch is built without XPU: {_OTHER_BUILDS}"
            return f"torch, built for XPU, {no_gpu}: check with xpu-smi discovery"
        if kind == "mps":
            if not torch.backends.mps.is_built():
                return "this torch is built without MPS, which needs macOS on Apple silicon"
            return "torch, built for MPS, does not find a GPU: MPS needs Apple silicon and a recent macOS"
        if kind in self.kinds():
            failure = self._extensions.failures.get(kind)
            return failure or f"torch.{kind} {no_gpu}"
        return None

    def load(self, device: Device) -> NativeNamespace:
        """Import torch and build the namespace of a device."""
        from ._load import load

        return load(self, device)

    def repair_kernels(self, device: Device, kernels: Sequence[Repair]) -> None:
        """Compute kernels of an extension's device on the CPU, in the whole process."""
        if device.kind in self.priority:
            super().repair_kernels(device, kernels)
        from ._repairs import repair

        repair(device.kind, kernels)

    def watch_kernels(
        self, device: Device, watcher: Watcher, *, every_call: bool
    ) -> AbstractContextManager[object] | None:
        """Return a context in which each kernel of an extension's device runs on the CPU as well."""
        if device.kind in self.priority:
            return None
        from ._comparison import watching

        return watching(device.kind, watcher, every_call=every_call)

    def types(self) -> tuple[type, ...]:
        """Return ``torch.Tensor``."""
        import torch

        return (torch.Tensor,)

    def namespace_of(self, x: Any) -> NativeNamespace:
        """Return the namespace of a tensor's device."""
        # A lookup by the device object costs a tenth of a lookup by its string.
        return self._by_device.get(x.device) or self._add_device(x.device)

    def _add_device(self, device: Any) -> NativeNamespace:
        index = "" if device.index is None else f":{device.index}"
        found = self._by_device[device] = self.namespace(Device(device.type + index))
        return found


def _count_cuda(torch: Any) -> int:
    """Return the number of GPUs for CUDA or ROCm, if possible without starting the driver."""
    if torch.version.cuda is not None:
        # torch asks NVML too, but counts every GPU that is split into MIG instances as a device.
        found = nvml.count(int(torch.version.cuda.partition(".")[0]))
        if found is not None:
            return found
    # `is_available()` would start the driver. `device_count()` asks NVML, and the driver only if NVML is missing.
    return int(torch.cuda.device_count())


backend = TorchBackend()

__all__ = ["TorchBackend", "backend"]
