"""Torch's exceptions as the contract's classes. Messages are looked at only when something went wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NoReturn

import torch

from unifyarray.plugin import (
    AxisError,
    DeviceMismatchError,
    DeviceUnavailableError,
    LinAlgError,
    OutOfMemoryError,
    forked,
    hinted,
    message,
    singular,
)

if TYPE_CHECKING:
    from unifyarray.plugin import Device

#: Failures that are nobody's wrong argument: the device's, or of what came before a backward pass.
_AS_IT_IS: Final = re.compile(
    r"CUDA error|HIP error|device-side assert|grad_fn|backward|requires grad|inplace operation"
)

#: What the graph does not allow, or has no derivative, by what helps. It stays the RuntimeError that it is.
_GRAPH: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (
        re.compile(r"leaf Variable .*in-place"),
        "write to a copy: ua.asarray(x, copy=True); or update what is trained in a block: with ua.no_grad(): ...",
    ),
    (re.compile(r"modified by an inplace operation"), "x = x + y instead of x += y, before x is needed again"),
    (re.compile(r"backward through the graph a second time"), "y.backward(retain_graph=True) the first time"),
    (re.compile(r"QR decomposition is not differentiable when mode='complete'"), 'ua.linalg.qr(x, mode="reduced")'),
    (
        re.compile(r"specified up to multiplication by e\^"),
        "a value that does not depend on the phase of the vectors: of ua.abs(v), for example",
    ),
)

_DTYPE: Final = (
    r"not implemented for|not supported for|does not support|is not supported|dtypes? not supported|can't be cast"
    r"|[Uu]nsupported dtype|same dtype|expected .*dtype|dtype .*expected|scalar type|bool tensors|data type"
    r"|floating point|complex"
)
_MEMORY: Final = re.compile(r"out of memory|allocate memory|enough memory|Invalid buffer size")
_FORK: Final = re.compile(r"forked subprocess|(CUDA|HIP) error: initialization error")
_NO_DEVICE: Final = (
    (re.compile(r"driver on your system is too old"), "a newer driver of the GPU, or a build of torch for its CUDA"),
    (
        re.compile(r"no NVIDIA driver|driver initialization failed|No (CUDA|HIP|XPU) \w+ are available"),
        "the driver of the GPU: nvidia-smi shows it",
    ),
    (re.compile(r"invalid device ordinal"), "a device that ua.devices() lists"),
)
_PATTERNS: Final[tuple[tuple[re.Pattern[str], type[Exception], str], ...]] = (
    (
        re.compile(r"Dimension out of range|Dimension specified as|dim.* out of range"),
        AxisError,
        "an axis from -x.ndim to x.ndim - 1",
    ),
    (re.compile(r"same device"), DeviceMismatchError, "x.to_device(device) on one of them"),
    (re.compile(r"multiple times|repeated dim|duplicate (dim|value)"), ValueError, "each axis once"),
    (
        re.compile(
            r"out of (DATA )?bounds|index .*out of range|too many indices|shape of the mask|could not be broadcast"
        ),
        IndexError,
        "indices within x.shape; masks of the shape of the axes that they select from",
    ),
    (
        re.compile(r"must match the size of tensor|not broadcastable|doesn't match the broadcast shape"),
        ValueError,
        "sizes are equal or 1, counted from the last axis: ua.expand_dims(x, axis)",
    ),
    (re.compile(r"is invalid for input of size"), ValueError, "a shape of as many elements; -1 stands for one length"),
    (re.compile(r"non-zero size|has no elements|no identity"), ValueError, "an axis that is not empty"),
    (re.compile(r"slice step cannot be zero"), ValueError, "a step of 1 or more, or of -1 or less"),
    (re.compile(r"infs or NaNs|non-finite"), LinAlgError, "ua.all(ua.isfinite(x)) tells"),
    (re.compile(_DTYPE), TypeError, "ua.astype(x, dtype) to a dtype that the function takes"),
)


def _of_graph(error: Exception) -> RuntimeError | None:
    """Return an exception that says what the graph does not allow with a hint, None for any other."""
    fact = str(error).partition("\n")[0]
    for pattern, hint in _GRAPH if type(error) is RuntimeError and not hinted(error) else ():
        if pattern.search(fact):
            return RuntimeError(message(fact, hint))
    return None


def raise_of_graph(error: RuntimeError) -> NoReturn:
    """Raise what a backward pass has raised, with a hint where the graph does not allow it."""
    found = _of_graph(error)
    if found is None:  # of a function of the user's own
        raise error
    raise found from error


def is_of_memory(error: Exception) -> bool:
    """Return whether torch has raised that there is not enough memory; the CPU's allocator has no class of its own."""
    if isinstance(error, torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and _MEMORY.search(str(error).partition("\n")[0]) is not None


def translate(error: Exception, device: Device) -> Exception | None:
    """Return an exception of torch on a device as one of the contract's classes, or None to let it pass as it is."""
    text = str(error)
    if hinted(error):
        return None
    fact = text.partition("\n")[0]
    found = _of_graph(error)
    if found is not None:
        return found
    if _FORK.search(text):
        return forked(fact)
    for pattern, hint in _NO_DEVICE:
        if pattern.search(text):
            return DeviceUnavailableError(message(fact, hint))
    if is_of_memory(error):
        fact = f"{device} has not enough memory: {fact}"
        return OutOfMemoryError(message(fact, "smaller arrays, del what is unused, or another device: ua.devices()"))
    if _AS_IT_IS.search(text):
        return None
    if isinstance(error, torch.linalg.LinAlgError):  # pyright: ignore[reportPrivateImportUsage]
        return singular(fact)
    if not isinstance(error, (RuntimeError, IndexError, ValueError)):
        return None
    for pattern, kind, hint in _PATTERNS:
        if pattern.search(fact):
            return kind(message(fact, hint))
    if isinstance(error, IndexError):
        return IndexError(message(fact, "indices within x.shape"))
    if isinstance(error, NotImplementedError):
        return TypeError(message(fact, "ua.astype(x, dtype) to a dtype that the function takes"))
    return ValueError(message(fact, "see the shapes and values of the arguments"))
