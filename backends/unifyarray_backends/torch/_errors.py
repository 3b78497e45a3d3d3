"""Translate torch's exceptions into the contract's error classes, by their messages."""

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
    TracingError,
    forked,
    hinted,
    message,
    singular,
    unknown_values,
)

if TYPE_CHECKING:
    from unifyarray.plugin import Device

#: Messages of failures that the arguments have not caused: of the device, or of operations before a backward pass.
#: These errors keep their class.
_UNCHANGED: Final = re.compile(
    r"CUDA error|HIP error|device-side assert|grad_fn|backward|requires grad|inplace operation"
)

#: Patterns of the messages of autograd's errors, and the hint for each. The errors stay RuntimeErrors.
_GRAPH: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (
        re.compile(r"leaf Variable .*in-place"),
        "write to a copy: ua.asarray(x, copy=True); or update parameters inside a block: with ua.no_grad(): ...",
    ),
    (re.compile(r"mutate a captured Tensor"), "write to a copy: ua.asarray(x, copy=True)"),
    (re.compile(r"modified by an inplace operation"), "write x = x + y instead of x += y if x is used again"),
    (re.compile(r"backward through the graph a second time"), "call y.backward(retain_graph=True) the first time"),
    (re.compile(r"QR decomposition is not differentiable when mode='complete'"), 'ua.linalg.qr(x, mode="reduced")'),
    (
        re.compile(r"specified up to multiplication by e\^"),
        "differentiate a value that does not depend on the phase of the vectors: ua.abs(v), for example",
    ),
)

_DTYPE: Final = re.compile(
    r"not implemented for|not supported for|does not support|is not supported|dtypes? not supported|can't be cast"
    r"|[Uu]nsupported dtype|same dtype|expected .*dtype|dtype .*expected|scalar type|bool tensors|data type"
    r"|floating point|complex"
)
_MEMORY: Final = re.compile(r"out of memory|allocate memory|enough memory|Invalid buffer size")
#: Patterns of what torch.func.vmap refuses.
_NO_VALUES: Final = re.compile(
    r"^vmap: .*(calling \.item|control flow)|data pointer of Tensor that doesn't have storage"
)
_NO_SHAPE: Final = re.compile(r"^vmap: .*dynamic shape")
_RANDOM: Final = re.compile(r"^vmap: .*random")
_FORK: Final = re.compile(r"forked subprocess|(CUDA|HIP) error: initialization error")
#: An operator without a kernel for a device. Of the device of an extension, torch names the dispatch key.
_NO_KERNEL: Final = re.compile(
    r"(?:Could not run|operator) '(aten[:.]+[\w.]+)' (?:with arguments from the|is not currently implemented)"
)
_NO_DEVICE: Final = (
    (
        re.compile(r"driver on your system is too old"),
        "install a newer GPU driver, or a build of torch for the driver's CUDA version",
    ),
    (
        re.compile(r"no NVIDIA driver|driver initialization failed|No (CUDA|HIP|XPU) \w+ are available"),
        "install the GPU driver; nvidia-smi shows whether it works",
    ),
    (re.compile(r"invalid device ordinal"), "pass a device that ua.devices() lists"),
)
_PATTERNS: Final[tuple[tuple[re.Pattern[str], type[Exception], str], ...]] = (
    (
        re.compile(r"Dimension out of range|Dimension specified as|dim.* out of range"),
        AxisError,
        "pass an axis from -x.ndim to x.ndim - 1",
    ),
    (re.compile(r"same device"), DeviceMismatchError, "move one of the arrays: x.to_device(device)"),
    (re.compile(r"multiple times|repeated dim|duplicate (dim|value)"), ValueError, "list each axis once"),
    (
        re.compile(
            r"out of (DATA )?bounds|index .*out of range|too many indices|shape of the mask|could not be broadcast"
        ),
        IndexError,
        "pass indices within x.shape, and masks with the shape of the axes that they index",
    ),
    (
        re.compile(
            r"must match the size of tensor|not broadcastable|doesn't match the broadcast shape|Attempting to broadcast"
        ),
        ValueError,
        "from the last axis on, sizes must be equal or 1: ua.expand_dims(x, axis=axis)",
    ),
    (
        re.compile(r"is invalid for input of size"),
        ValueError,
        "pass a shape with the same number of elements; one length may be -1",
    ),
    (
        re.compile(r"non-zero size|has no elements|no identity"),
        ValueError,
        "check x.size first, or reduce along an axis that is not empty",
    ),
    (re.compile(r"slice step cannot be zero"), ValueError, "pass a step other than 0"),
    (re.compile(r"infs or NaNs|non-finite"), LinAlgError, "check the matrix: ua.all(ua.isfinite(x))"),
    (_DTYPE, TypeError, "cast to a dtype that the function accepts: ua.astype(x, dtype)"),
)


def _translate_autograd(error: Exception) -> RuntimeError | None:
    """Return an error of autograd with a hint; None for any other exception."""
    fact = str(error).partition("\n")[0]
    for pattern, hint in _GRAPH if type(error) is RuntimeError and not hinted(error) else ():
        if pattern.search(fact):
            return RuntimeError(message(fact, hint))
    return None


def _translate_vmap(fact: str) -> TracingError | None:
    """Return the error for an operation that torch.func.vmap refuses; None for any other message."""
    if _NO_VALUES.search(fact):
        return unknown_values("ua.vmap")
    if _NO_SHAPE.search(fact):
        hint = "keep the shape, and mask values: ua.where(mask, x, 0)"
        return TracingError(message("a shape depends on values that are not known inside ua.vmap", hint))
    if _RANDOM.search(fact):
        hint = "draw the numbers before the call, with an axis for the elements, and pass them as an argument"
        return TracingError(message("random numbers are drawn inside ua.vmap", hint))
    return None


def raise_autograd_error(error: RuntimeError) -> NoReturn:
    """Raise an exception of a backward pass again, with a hint if it is an error of autograd."""
    found = _translate_autograd(error)
    if found is None:  # raised by a user's own autograd function
        raise error
    raise found from error


def is_out_of_memory(error: Exception) -> bool:
    """Return whether torch has run out of memory; the CPU's allocator does not have an error class of its own."""
    if isinstance(error, torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and _MEMORY.search(str(error).partition("\n")[0]) is not None


def translate(error: Exception, device: Device) -> Exception | None:
    """Return an exception of torch as one of the contract's classes; None to leave it unchanged.

    The attribute ``missing_kernel`` of the result names an operator, or its dtype, for which torch or an extension has
    no kernel. The conformance suite reads it.
    """
    text = str(error)
    if hinted(error):
        return None
    fact = text.partition("\n")[0]
    found = _translate_autograd(error)
    if found is not None:
        return found
    if type(error) is RuntimeError and (refused := _translate_vmap(fact)) is not None:
        return refused
    if _FORK.search(text):
        return forked(fact)
    for pattern, hint in _NO_DEVICE:
        if pattern.search(text):
            return DeviceUnavailableError(message(fact, hint))
    if is_out_of_memory(error):
        fact = f"{device} has not enough memory: {fact}"
        return OutOfMemoryError(
            message(fact, "use smaller arrays, del unused arrays, or use another device: ua.devices()")
        )
    if _UNCHANGED.search(text):
        return None
    if isinstance(error, torch.linalg.LinAlgError):  # pyright: ignore[reportPrivateImportUsage]
        return singular(fact)
    if not isinstance(error, (RuntimeError, IndexError, ValueError)):
        return None
    if isinstance(error, NotImplementedError) and (kernel := _NO_KERNEL.search(fact)):
        return _without_kernel(kernel.group(1), device)
    for pattern, kind, hint in _PATTERNS:
        if pattern.search(fact):
            translated = kind(message(fact, hint))
            if pattern is _DTYPE:
                translated.missing_kernel = f"the dtype: {fact}"  # type: ignore[attr-defined]
            return translated
    if isinstance(error, IndexError):
        return IndexError(message(fact, "use indices within x.shape: x[..., -1] is the last element of the last axis"))
    if isinstance(error, NotImplementedError):
        return TypeError(message(fact, "cast to a dtype that the function accepts: ua.astype(x, dtype)"))
    return ValueError(message(fact, "help(function) lists the valid arguments"))


def _without_kernel(name: str, device: Device) -> NotImplementedError:
    """Return the error of an operator that torch, or an extension, does not have on a device."""
    name = name.replace("aten.", "aten::").removesuffix(".default")
    hint = 'compute it on the CPU: ua.convert(x, "torch:cpu")'
    error = NotImplementedError(message(f"torch has no kernel for {name} on {device}", hint))
    error.missing_kernel = name  # type: ignore[attr-defined]
    return error
