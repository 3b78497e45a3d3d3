"""Creation functions on the namespace's device, with the default dtypes of unifyarray, not of torch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import torch

from unifyarray.plugin import CopyRequiredError, dtype_of_data, dtypes, message, override

from ._dtypes import COMPLEX_OF, NATIVE, REAL_OF, WIDE, TorchDType
from ._promotion import scalar_tensor
from ._unsigned import call_on_bits, signed_bits
from .data_type_functions import result_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._hooks import TorchHooks

Shape: TypeAlias = "int | tuple[int, ...]"
TorchDevice: TypeAlias = "torch.device | str | None"

_DEFAULTS = "uses torch's global defaults, float32 on the CPU"


def float_dtype(hooks: TorchHooks) -> TorchDType:
    """Return the default real floating dtype."""
    return NATIVE[hooks.default_float()]


def _default(hooks: TorchHooks, *values: Any) -> TorchDType:
    """Return the default dtype for Python scalars, by the highest kind among them."""
    if all(isinstance(value, bool) for value in values):
        return torch.bool
    if all(isinstance(value, int) for value in values):
        return torch.int64
    real = float_dtype(hooks)
    return COMPLEX_OF[real] if any(isinstance(value, complex) for value in values) else real


@override(reason=_DEFAULTS, case="creation_functions/asarray/native-default", bound=True)
def asarray(
    hooks: TorchHooks,
    obj: Any,
    /,
    *,
    dtype: TorchDType | None = None,
    device: TorchDevice = None,
    copy: bool | None = None,
) -> torch.Tensor:
    """Return an array of a tensor, a scalar, nested lists, a NumPy array, or an object with a buffer or DLPack."""
    if isinstance(obj, torch.Tensor):
        wanted = obj.device if device is None else hooks.as_torch_device(device)
        return hooks.convert(obj, wanted, dtype, copy)
    wanted = hooks.as_torch_device(device)
    if isinstance(obj, (bool, int, float, complex)):  # numpy.float64 and numpy.complex128 are, too
        if copy is False:
            raise _needs_copy(obj)
        return scalar_tensor(obj, _default(hooks, obj) if dtype is None else dtype, wanted)
    if isinstance(obj, (list, tuple)):
        if copy is False:
            raise _needs_copy(obj)
        return _from_sequence(hooks, obj, dtype, wanted)
    return hooks.convert(hooks.from_foreign(obj, copy), wanted, dtype, None if copy else copy)


def _needs_copy(obj: object) -> Exception:
    return CopyRequiredError(
        message(f"a {type(obj).__name__} must be copied into an array", "pass copy=None or copy=True")
    )


def _from_sequence(hooks: TorchHooks, obj: Any, dtype: TorchDType | None, device: torch.device) -> torch.Tensor:
    leaves = list(_leaves(obj))
    if any(isinstance(leaf, torch.Tensor) for leaf in leaves):
        found = dtype_of_data(hooks, obj) if dtype is None else None
        if found is not None:
            dtype = hooks.native_dtype(found)
        return _stack_nested(hooks, obj, result_type(*leaves) if dtype is None else dtype, device)
    if any(hasattr(leaf, "dtype") for leaf in leaves):  # scalars and arrays of NumPy
        found = dtype_of_data(hooks, obj) if dtype is None else None
        array = np.asarray(obj, None if found is None else found.dtype)
        return hooks.convert(hooks.from_foreign(array, None), device, dtype, None)
    if dtype is None:
        # If torch chose the dtype, Python floats would be rounded to float32.
        dtype = _default(hooks, *leaves) if leaves else float_dtype(hooks)
    return torch.asarray(obj, dtype=dtype, device=device)


def _leaves(obj: Any) -> Iterator[Any]:
    """Yield the elements of nested lists and tuples."""
    for part in obj:
        if isinstance(part, (list, tuple)):
            yield from _leaves(part)
        else:
            yield part


def _stack_nested(hooks: TorchHooks, obj: Any, dtype: TorchDType, device: torch.device) -> torch.Tensor:
    """Return nested lists of tensors and scalars as one tensor; unlike ``torch.asarray``, this keeps gradients."""
    if isinstance(obj, torch.Tensor):
        return hooks.convert(obj, device, dtype, None)
    if not isinstance(obj, (list, tuple)):
        return asarray(hooks, obj, dtype=dtype, device=device)
    return torch.stack([_stack_nested(hooks, part, dtype, device) for part in obj])


@override(
    reason="allows writes to read-only memory, and aborts the process for negative strides",
    case="creation_functions/from_dlpack/read-only",
    bound=True,
)
def from_dlpack(hooks: TorchHooks, x: Any, /, *, device: TorchDevice = None, copy: bool | None = None) -> torch.Tensor:
    """Return an array of an object that has ``__dlpack__``, on the object's device if none is given."""
    if isinstance(x, torch.Tensor):
        return hooks.convert(x, x.device if device is None else hooks.as_torch_device(device), None, copy)
    found = hooks.from_foreign(x, copy)
    if device is None:
        return found
    return hooks.convert(found, hooks.as_torch_device(device), None, None if copy else copy)


@override(reason=_DEFAULTS, case="creation_functions/zeros/native-default", bound=True)
def zeros(
    hooks: TorchHooks, shape: Shape, *, dtype: TorchDType | None = None, device: TorchDevice = None, **kwargs: Any
) -> torch.Tensor:
    """Return an array of zeros."""
    return torch.zeros(
        shape,
        dtype=float_dtype(hooks) if dtype is None else dtype,
        device=hooks.torch_device if device is None else hooks.as_torch_device(device),
        **kwargs,
    )


@override(reason=_DEFAULTS, case="creation_functions/ones/native-default", bound=True)
def ones(
    hooks: TorchHooks, shape: Shape, *, dtype: TorchDType | None = None, device: TorchDevice = None, **kwargs: Any
) -> torch.Tensor:
    """Return an array of ones."""
    return torch.ones(
        shape,
        dtype=float_dtype(hooks) if dtype is None else dtype,
        device=hooks.torch_device if device is None else hooks.as_torch_device(device),
        **kwargs,
    )


@override(reason=_DEFAULTS, case="creation_functions/empty/native-default", bound=True)
def empty(
    hooks: TorchHooks, shape: Shape, *, dtype: TorchDType | None = None, device: TorchDevice = None, **kwargs: Any
) -> torch.Tensor:
    """Return an array with arbitrary values."""
    return torch.empty(
        shape,
        dtype=float_dtype(hooks) if dtype is None else dtype,
        device=hooks.torch_device if device is None else hooks.as_torch_device(device),
        **kwargs,
    )


@override(reason=_DEFAULTS, case="creation_functions/full/native-default", bound=True)
def full(
    hooks: TorchHooks,
    shape: Shape,
    fill_value: complex,
    *,
    dtype: TorchDType | None = None,
    device: TorchDevice = None,
    **kwargs: Any,
) -> torch.Tensor:
    """Return an array filled with one value."""
    lengths = (shape,) if isinstance(shape, int) else shape
    wanted = hooks.torch_device if device is None else hooks.as_torch_device(device)
    if hasattr(fill_value, "dtype") and not isinstance(fill_value, (float, complex)):
        # An array, or a scalar of NumPy with a dtype of its own. Torch's function would lose the gradient.
        return asarray(hooks, fill_value, dtype=dtype, device=wanted).expand(lengths).clone(**kwargs)
    dtype = _default(hooks, fill_value) if dtype is None else dtype
    return torch.full(lengths, fill_value, dtype=dtype, device=wanted, **kwargs)


@override(reason=_DEFAULTS, case="creation_functions/arange/native-default", bound=True)
def arange(
    hooks: TorchHooks,
    start: float,
    /,
    stop: float | None = None,
    step: float = 1,
    *,
    dtype: TorchDType | None = None,
    device: TorchDevice = None,
    **kwargs: Any,
) -> torch.Tensor:
    """Return evenly spaced values in a half-open interval."""
    if stop is None:
        start, stop = 0, start
    wanted = hooks.as_torch_device(device)
    ends = start, stop, step
    if any(isinstance(end, torch.Tensor) for end in ends):
        dtype = result_type(*ends) if dtype is None else dtype
        start, stop, step = (end.detach().item() if isinstance(end, torch.Tensor) else end for end in ends)
        if dtype.is_floating_point:
            return _steps(hooks, ends[0], ends[2], max(math.ceil((stop - start) / step), 0), dtype, wanted)
    dtype = _default(hooks, start, stop, step) if dtype is None else dtype
    if dtype.is_complex:
        return arange(hooks, start, stop, step, dtype=REAL_OF[dtype], device=wanted, **kwargs).to(dtype)
    if (step > 0 and stop <= start) or (step < 0 and stop >= start):
        # Torch raises an error if the result would be empty: https://github.com/pytorch/pytorch/issues/70915
        return torch.empty(0, dtype=dtype, device=wanted, **kwargs)
    if dtype in WIDE:  # torch has no kernel; add the start in int64, which wraps to values above int64's range
        if not (isinstance(start, int) and isinstance(stop, int) and isinstance(step, int)):
            return torch.arange(start, stop, step, dtype=torch.float64, device=wanted, **kwargs).to(dtype)
        first, each = (scalar_tensor(value, torch.uint64, wanted).view(torch.int64) for value in (start, step))
        return (torch.arange(len(range(start, stop, step)), device=wanted, **kwargs) * each + first).to(dtype)
    return torch.arange(start, stop, step, dtype=dtype, device=wanted, **kwargs)


@override(reason=_DEFAULTS, case="creation_functions/linspace/native-default", bound=True)
def linspace(
    hooks: TorchHooks,
    start: complex,
    stop: complex,
    /,
    num: int,
    *,
    dtype: TorchDType | None = None,
    device: TorchDevice = None,
    endpoint: bool = True,
    **kwargs: Any,
) -> torch.Tensor:
    """Return evenly spaced values in an interval."""
    wanted = hooks.as_torch_device(device)
    has_arrays = isinstance(start, torch.Tensor) or isinstance(stop, torch.Tensor)
    if dtype is None:
        dtype = result_type(start, stop, 0.0) if has_arrays else _default(hooks, 0.0, start, stop)
    if not (dtype.is_floating_point or dtype.is_complex):
        # Torch would use integer steps, or truncate; and the last bit decides what is the number below.
        exact = NATIVE[dtypes.widest_float(hooks.dtypes)]
        return _between(hooks, start, stop, num, exact, wanted, endpoint).floor().to(dtype)
    if has_arrays:
        return _between(hooks, start, stop, num, dtype, wanted, endpoint)
    values = torch.linspace(start, stop, num if endpoint else num + 1, dtype=dtype, device=wanted, **kwargs)
    return values if endpoint else values[:num]


def _between(
    hooks: TorchHooks, start: Any, stop: Any, num: int, dtype: TorchDType, device: torch.device, endpoint: bool
) -> torch.Tensor:
    """Return ``start + k * step``, exact at both ends, with the gradients of ends that are tensors."""
    start, stop = (asarray(hooks, end, dtype=dtype, device=device) for end in (start, stop))
    parts = num - 1 if endpoint else num
    values = _steps(hooks, start, (stop - start) / max(parts, 1), num, dtype, device)
    if not endpoint or num < 2:
        return values
    return torch.cat((values[:-1], stop.reshape(1)))


def _steps(hooks: TorchHooks, start: Any, step: Any, num: int, dtype: TorchDType, device: torch.device) -> torch.Tensor:
    """Return ``start + k * step`` for k from 0 to num - 1; torch's own functions lose the gradient."""
    start, step = (asarray(hooks, value, dtype=dtype, device=device) for value in (start, step))
    return start + torch.arange(num, dtype=REAL_OF.get(dtype, dtype), device=device) * step


@override(
    reason="float32 by default; no kernel for uint16, uint32 and uint64",
    case="creation_functions/eye/native-default",
    upstream="https://github.com/pytorch/pytorch/issues/70910",
    bound=True,
)
def eye(
    hooks: TorchHooks,
    n_rows: int,
    n_cols: int | None = None,
    /,
    *,
    k: int = 0,
    dtype: TorchDType | None = None,
    device: TorchDevice = None,
    **kwargs: Any,
) -> torch.Tensor:
    """Return a matrix with ones on a diagonal and zeros elsewhere."""
    shape = (n_rows, n_rows if n_cols is None else n_cols)
    dtype = float_dtype(hooks) if dtype is None else dtype
    result = torch.zeros(shape, dtype=dtype, device=hooks.as_torch_device(device), **kwargs)
    if -shape[0] < k < shape[1]:
        signed_bits(result).diagonal(k).fill_(1)
    return result


@override(
    reason="does not accept the keyword k; no kernel for uint16, uint32 and uint64",
    case="creation_functions/tril/value",
)
def tril(x: torch.Tensor, /, *, k: int = 0) -> torch.Tensor:
    """Return the lower triangles of matrices; elements above the k-th diagonal become zero."""
    return call_on_bits(torch.tril, x, k)


@override(
    reason="does not accept the keyword k; no kernel for uint16, uint32 and uint64",
    case="creation_functions/triu/value",
)
def triu(x: torch.Tensor, /, *, k: int = 0) -> torch.Tensor:
    """Return the upper triangles of matrices; elements below the k-th diagonal become zero."""
    return call_on_bits(torch.triu, x, k)
