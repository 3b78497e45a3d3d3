"""Errors of torch on accelerators, in the contract's classes. The messages can be checked without a GPU."""

from __future__ import annotations

import pytest

import unifyarray as ua

pytest.importorskip("torch")

import torch

from unifyarray_backends.torch import _errors

MESSAGES = {
    "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 1.00 GiB": MemoryError,
    "HIP out of memory. Tried to allocate 2.00 GiB": MemoryError,
    "XPU out of memory. Tried to allocate 2.00 GiB": MemoryError,
    "MPS backend out of memory (MPS allocated: 1.00 GiB, max allowed: 9.07 GiB)": MemoryError,
    "Invalid buffer size: 298.02 GiB": MemoryError,
    "[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory: you tried to allocate": MemoryError,
    "Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing": ua.DeviceUnavailableError,
    "CUDA error: initialization error": ua.DeviceUnavailableError,
    "CUDA driver initialization failed, you might not have a CUDA gpu.": ua.DeviceUnavailableError,
    "Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU": ua.DeviceUnavailableError,
    "The NVIDIA driver on your system is too old (found version 11040).": ua.DeviceUnavailableError,
    "No CUDA GPUs are available": ua.DeviceUnavailableError,
    "No XPU devices are available.": ua.DeviceUnavailableError,
    "CUDA error: invalid device ordinal": ua.DeviceUnavailableError,
    "Expected all tensors to be on the same device, but found at least two": ua.DeviceMismatchError,
}


@pytest.mark.parametrize("text", MESSAGES)
def test_accelerator_message_is_translated(text: str) -> None:
    found = _errors.translate(RuntimeError(text), ua.Device("cuda:1"))
    assert isinstance(found, MESSAGES[text])
    assert "\nHint: " in str(found)
    assert not isinstance(found, MemoryError) or ("cuda:1" in str(found) and text in str(found))


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("no memory"), RuntimeError("can't allocate memory: 1 byte")])
def test_take_does_not_retry_when_memory_is_full(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel runs again for indices that count from the end, and for no other error."""
    calls = []

    def index_select(*operands: object) -> None:
        calls.append(operands)
        raise error

    monkeypatch.setattr(torch, "index_select", index_select)
    x = ua.arange(3, device="torch:cpu")
    with pytest.raises(MemoryError):
        ua.take(x, x)
    assert len(calls) == 1


def test_index_above_int64_raises() -> None:
    """The native tier raises, too. Its message shows the largest int64, because the index was saturated."""
    xp = ua.namespace("torch:cpu").native
    for large in (2**63, 2**64 - 1):
        indices = torch.tensor([0, large], dtype=torch.uint64)
        with pytest.raises(IndexError, match=f"index {2**63 - 1} or more is out of bounds"):
            xp.take_along_axis(torch.arange(3), indices)


#: Functions without a derivative, in torch or mathematically, and the beginning of the hint.
UNDIFFERENTIABLE = {
    "tall": (lambda a: ua.linalg.qr(a[:, :2], mode="complete").R, r'ua.linalg.qr\(x, mode="reduced"\)'),
    "eig": (lambda a: ua.linalg.eig(a * 1j).eigenvectors, "differentiate a value that does not depend on the phase"),
    "eigh": (
        lambda a: ua.linalg.eigh(a + a.mT + 1j * (a - a.mT)).eigenvectors,
        "differentiate a value that does not depend on the",
    ),
    "svd": (lambda a: ua.linalg.svd(a + 1j * a.mT).U, "differentiate a value that does not depend on the phase"),
}


@pytest.mark.parametrize("case", UNDIFFERENTIABLE)
def test_missing_derivative_raises_with_hint(case: str) -> None:
    function, hint = UNDIFFERENTIABLE[case]
    a = ua.asarray([[1.0, 2.0, 0.5], [-1.0, 0.3, 1.5], [0.2, -0.7, 2.0]])

    def total(a: ua.Array) -> ua.Array:
        return ua.sum(ua.real(function(a) * ua.asarray([1.0, 2.0, 3.0])[:, None]))

    w = ua.asarray(a, requires_grad=True, copy=True)
    for attempt in (lambda: ua.grad(total)(a), lambda: ua.vjp(total, a)[1](1.0), lambda: total(w).backward()):
        with pytest.raises(RuntimeError, match=rf"\nHint: {hint}"):
            attempt()
