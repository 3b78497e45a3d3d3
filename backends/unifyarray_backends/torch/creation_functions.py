"""Creation functions: on the namespace's device, in the default dtypes of unifyarray and not of torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import torch

from unifyarray.plugin import message, override

from ._dtypes import COMPLEX_OF, NATIVE, WIDE, TorchDType
from ._operands import moved, signed, wrap
from .data_type_functions import result_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._hooks import TorchHooks

Shape: TypeAlias = "int | tuple[int, ...]"
Place: TypeAlias = "torch.device | str | None"

_DEFAULTS = "lands on the CPU in float32, by torch's global defaults"


def float_dtype(hooks: TorchHooks) -> TorchDType:
    """Return the default real floating dtype."""
    return NATIVE[hooks.default_float()]


def _default(hooks: TorchHooks, *values: Any) -> TorchDType:
    """Return the default dtype of the highest kind among Python scalars."""
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
    device: Place = None,
    copy: bool | None = None,
) -> torch.Tensor:
    """Return an array of a tensor, a Python scalar, nested lists, a NumPy array, or what has a buffer or DLPack."""
    if isinstance(obj, torch.Tensor):
        place = obj.device if device is None else hooks.as_torch_device(device)
        return hooks.convert(obj, place, dtype, copy)
    place = hooks.as_torch_device(device)
    if isinstance(obj, (bool, int, float, complex)):
        if copy is False:
            raise _needs_copy(obj)
        return wrap(obj, _default(hooks, obj) if dtype is None else dtype, place)
    if isinstance(obj, (list, tuple)):
        if copy is False:
            raise _needs_copy(obj)
        return _nested(hooks, obj, dtype, place)
    return hooks.convert(hooks.from_foreign(obj, copy), place, dtype, None if copy else copy)


def _needs_copy(obj: object) -> Exception:
    from unifyarray.plugin import CopyRequiredError

    return CopyRequiredError(message(f"a {type(obj).__name__} has no memory to share", "asarray(obj, copy=None)"))


def _nested(hooks: TorchHooks, obj: Any, dtype: TorchDType | None, place: torch.device) -> torch.Tensor:
    leaves = list(_leaves(obj))
    if any(isinstance(leaf, torch.Tensor) for leaf in leaves):
        return _stacked(hooks, obj, result_type(*leaves) if dtype is None else dtype, place)
    if dtype is None and not any(hasattr(leaf, "dtype") for leaf in leaves):
        # Were torch to choose the precision, Python floats would be rounded to float32.
        dtype = _default(hooks, *leaves) if leaves else float_dtype(hooks)
    return torch.asarray(obj, dtype=dtype, device=place)


def _leaves(obj: Any) -> Iterator[Any]:
    """Return what nested lists and tuples hold."""
    for part in obj:
        if isinstance(part, (list, tuple)):
            yield from _leaves(part)
        else:
            yield part


def _stacked(hooks: TorchHooks, obj: Any, dtype: TorchDType, place: torch.device) -> torch.Tensor:
    """Return nested lists of tensors and scalars as one tensor; unlike ``torch.asarray`` this keeps gradients."""
    if isinstance(obj, torch.Tensor):
        return hooks.convert(obj, place, dtype, None)
    if not isinstance(obj, (list, tuple)):
        return wrap(obj, dtype, place)
    return torch.stack([_stacked(hooks, part, dtype, place) for part in obj])


@override(
    reason="writes through read-only arrays, and aborts where strides are negative",
    case="creation_functions/from_dlpack/read-only",
    bound=True,
)
def from_dlpack(hooks: TorchHooks, x: Any, /, *, device: Place = None, copy: bool | None = None) -> torch.Tensor:
    """Return an array of an object that has ``__dlpack__``, on its device unless another is given."""
    if isinstance(x, torch.Tensor):
        return hooks.convert(x, x.device if device is None else hooks.as_torch_device(device), None, copy)
    found = hooks.from_foreign(x, copy)
    if device is None:
        return found
    return hooks.convert(found, hooks.as_torch_device(device), None, None if copy else copy)


@override(reason=_DEFAULTS, case="creation_functions/zeros/native-default", bound=True)
def zeros(
    hooks: TorchHooks, shape: Shape, *, dtype: TorchDType | None = None, device: Place = None, **kwargs: Any
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
    hooks: TorchHooks, shape: Shape, *, dtype: TorchDType | None = None, device: Place = None, **kwargs: Any
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
    hooks: TorchHooks, shape: Shape, *, dtype: TorchDType | None = None, device: Place = None, **kwargs: Any
) -> torch.Tensor:
    """Return an array that is not initialised."""
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
    device: Place = None,
    **kwargs: Any,
) -> torch.Tensor:
    """Return an array of one value."""
    return torch.full(
        (shape,) if isinstance(shape, int) else shape,
        fill_value,
        dtype=_default(hooks, fill_value) if dtype is None else dtype,
        device=hooks.torch_device if device is None else hooks.as_torch_device(device),
        **kwargs,
    )


@override(reason=_DEFAULTS, case="creation_functions/arange/native-default", bound=True)
def arange(
    hooks: TorchHooks,
    start: float,
    /,
    stop: float | None = None,
    step: float = 1,
    *,
    dtype: TorchDType | None = None,
    device: Place = None,
    **kwargs: Any,
) -> torch.Tensor:
    """Return evenly spaced values in a half-open interval."""
    if stop is None:
        start, stop = 0, start
    dtype = _default(hooks, start, stop, step) if dtype is None else dtype
    place = hooks.as_torch_device(device)
    if (step > 0 and stop <= start) or (step < 0 and stop >= start):
        # Torch raises where the result is empty: https://github.com/pytorch/pytorch/issues/70915
        return torch.empty(0, dtype=dtype, device=place, **kwargs)
    if dtype in WIDE:  # no kernel; the values of uint64 above int64's are reached from zero
        if not (isinstance(start, int) and isinstance(stop, int) and isinstance(step, int)):
            return torch.arange(start, stop, step, dtype=torch.float64, device=place, **kwargs).to(dtype)
        first, each = (wrap(value, torch.uint64, place).view(torch.int64) for value in (start, step))
        return (torch.arange(len(range(start, stop, step)), device=place, **kwargs) * each + first).to(dtype)
    return torch.arange(start, stop, step, dtype=dtype, device=place, **kwargs)


@override(reason=_DEFAULTS, case="creation_functions/linspace/native-default", bound=True)
def linspace(
    hooks: TorchHooks,
    start: complex,
    stop: complex,
    /,
    num: int,
    *,
    dtype: TorchDType | None = None,
    device: Place = None,
    endpoint: bool = True,
    **kwargs: Any,
) -> torch.Tensor:
    """Return evenly spaced values in an interval."""
    if dtype is None:
        dtype = _default(hooks, 0.0, start, stop)
    place = hooks.as_torch_device(device)
    # Integers come from the real line: torch takes integer steps, and has none for the wide unsigned types.
    exact = dtype if dtype.is_floating_point or dtype.is_complex else float_dtype(hooks)
    values = torch.linspace(start, stop, num if endpoint else num + 1, dtype=exact, device=place, **kwargs)
    return (values if endpoint else values[:num]).to(dtype)


@override(
    reason="float32 by default, and no kernel for uint16, uint32 and uint64",
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
    device: Place = None,
    **kwargs: Any,
) -> torch.Tensor:
    """Return a matrix with ones on a diagonal and zeros elsewhere."""
    shape = (n_rows, n_rows if n_cols is None else n_cols)
    dtype = float_dtype(hooks) if dtype is None else dtype
    result = torch.zeros(shape, dtype=dtype, device=hooks.as_torch_device(device), **kwargs)
    if -shape[0] < k < shape[1]:
        signed(result).diagonal(k).fill_(1)
    return result


@override(reason="no keyword k, no kernel for uint16, uint32 and uint64", case="creation_functions/tril/value")
def tril(x: torch.Tensor, /, *, k: int = 0) -> torch.Tensor:
    """Return the lower triangles of matrices; k is the diagonal above which elements become zero."""
    return moved(torch.tril, x, k)


@override(reason="no keyword k, no kernel for uint16, uint32 and uint64", case="creation_functions/triu/value")
def triu(x: torch.Tensor, /, *, k: int = 0) -> torch.Tensor:
    """Return the upper triangles of matrices; k is the diagonal below which elements become zero."""
    return moved(torch.triu, x, k)
