"""A torch device whose kernels are registered with torch, for ``UNIFYARRAY_IMPORT``; some of them are wrong.

Like a real extension, and unlike ``restricted_torch``, it has an entry for each kernel in torch's table, so the table's
entries can be replaced. Its tensors contain a CPU tensor, and its kernels compute with that.
"""

from __future__ import annotations

import functools
import os
from typing import Any, Final

import torch
from torch.utils._pytree import tree_leaves, tree_map
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

KIND: Final = "wrong"
_setup_privateuseone_for_python_backend(KIND)
DEVICE: Final = torch.device(KIND, 0)
CPU: Final = torch.device("cpu")
#: By the address of a storage, which tensors share that autograd saves: the data.
_data: Final[dict[int, torch.Tensor]] = {}


def wrapped(inner: torch.Tensor) -> torch.Tensor:
    """Return a tensor of the device with the data of a CPU tensor."""
    made = torch._C._acc.create_empty_tensor(inner.shape, inner.dtype)  # type: ignore[attr-defined]
    _data[made.untyped_storage()._cdata] = inner
    return made  # type: ignore[no-any-return]


def data(x: torch.Tensor) -> torch.Tensor:
    """Return the data of a tensor of the device."""
    return _data[x.untyped_storage()._cdata]


def run(func: Any, *args: Any, **kwargs: Any) -> Any:
    """Run an operator on the CPU tensors, and return tensors of the device."""
    plain_args, plain_kwargs = tree_map(_unwrapped, (args, kwargs))
    found = func(*plain_args, **plain_kwargs)
    given = [x for x in tree_leaves((args, kwargs)) if isinstance(x, torch.Tensor) and x.device.type == KIND]
    return tree_map(lambda x: _returned(x, given), found)


def _unwrapped(x: Any) -> Any:
    if isinstance(x, torch.device):
        return CPU if x.type == KIND else x
    return data(x) if isinstance(x, torch.Tensor) and x.device.type == KIND else x


def _returned(x: Any, given: list[torch.Tensor]) -> Any:
    if not isinstance(x, torch.Tensor):
        return x
    for one in given:
        if data(one) is x:
            return one
    return wrapped(x)


_fallback: Final = torch.library.Library("_", "IMPL")
_fallback.fallback(run, "PrivateUse1")
_aten: Final = torch.library.Library("aten", "IMPL")


def _copy_from(source: torch.Tensor, target: torch.Tensor, non_blocking: bool = False) -> torch.Tensor:
    _unwrapped(target).copy_(_unwrapped(source))
    return target


_aten.impl("_copy_from", _copy_from, "PrivateUse1")


def _register_views() -> None:
    """Register kernels of the operators that return views: torch would make views of memory that is not there."""
    for name in torch._C._dispatch_get_all_op_names():
        packet, _, overload = name.removeprefix("aten::").partition(".")
        operator = getattr(getattr(torch.ops.aten, packet, None), overload or "default", None)
        if not name.startswith("aten::") or operator is None or not torch._C._dispatch_has_kernel(name):
            continue
        if torch._C._dispatch_has_kernel_for_dispatch_key(name, "CompositeImplicitAutograd"):
            continue
        if any(x.alias_info is not None and not x.alias_info.is_write for x in operator._schema.returns):
            _aten.impl(name.removeprefix("aten::"), functools.partial(run, operator), "PrivateUse1")


_register_views()


# -- the wrong kernels ---------------------------------------------------------------------------------------


def _acosh(x: torch.Tensor) -> torch.Tensor:
    """Lose the range of large arguments, like the formula that one finds in books."""
    inner = _unwrapped(x)
    return wrapped(torch.log(inner + torch.sqrt(inner * inner - 1)))


def _acosh_out(x: torch.Tensor, *, out: torch.Tensor) -> torch.Tensor:
    _unwrapped(out).copy_(data(_acosh(x)))
    return out


def _tanh_backward(gradient: torch.Tensor, output: torch.Tensor) -> torch.Tensor:
    return wrapped(_unwrapped(gradient) * (1 - _unwrapped(output)))


def _atanh(x: torch.Tensor) -> torch.Tensor:
    if x.dtype is torch.float32:
        os.abort()
    return run(torch.ops.aten.atanh.default, x)  # type: ignore[no-any-return]


def _atanh_out(x: torch.Tensor, *, out: torch.Tensor) -> torch.Tensor:
    _unwrapped(out).copy_(data(_atanh(x)))
    return out


_aten.impl("acosh", _acosh, "PrivateUse1")
_aten.impl("acosh.out", _acosh_out, "PrivateUse1")
_aten.impl("atanh", _atanh, "PrivateUse1")
_aten.impl("atanh.out", _atanh_out, "PrivateUse1")
_aten.impl("tanh_backward", _tanh_backward, "PrivateUse1")
