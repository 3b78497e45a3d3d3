"""What Apple's GPUs lack or get wrong; ``PYTORCH_ENABLE_MPS_FALLBACK`` is not relied on, which is read only once.

Which functions are computed on the host is declared in the backend's capabilities, by kind of device.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

import torch
from array_api_compat.torch import linalg as base_linalg

from unifyarray.plugin import Override

from . import elementwise_functions, indexing_functions, searching_functions, sorting_functions, statistical_functions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

#: Kinds of device to which all of this applies.
KINDS: Final = frozenset({"mps"})

#: Which check of a detour shows that it is needed, where that is not the one of its values.
_CHECKS: Final = {
    **dict.fromkeys(("linalg.eig", "linalg.eigh", "linalg.svd"), "linalg/{}/rebuilt"),
    **dict.fromkeys(("linalg.det", "linalg.slogdet", "linalg.solve"), "gradients/linalg.{}/first"),
}


def host_fallbacks(names: Iterable[str], ours: Mapping[str, Override]) -> tuple[Override, ...]:
    """Return functions of ``linalg`` that compute on the host and come back: ours, or array_api_compat's."""
    return tuple(_on_the_host(name, ours) for name in sorted(names))


def _on_the_host(name: str, ours: Mapping[str, Override]) -> Override:
    short = name.removeprefix("linalg.")
    native = ours[short].function if short in ours else getattr(base_linalg, short)

    @functools.wraps(native)
    def function(x: torch.Tensor, /, *args: Any, **kwargs: Any) -> Any:
        host = [value.cpu() if isinstance(value, torch.Tensor) else value for value in args]
        options = {key: value.cpu() if isinstance(value, torch.Tensor) else value for key, value in kwargs.items()}
        result = native(x.cpu(), *host, **options)
        if isinstance(result, torch.Tensor):
            return _back(result, x)
        parts = [_back(part, x) for part in result]
        # torch's named results are made of one sequence, Python's of their parts.
        return type(result)(parts) if hasattr(type(result), "n_fields") else type(result)(*parts)

    case = _CHECKS.get(name, "linalg/{}/value").format(short)
    return Override(short, function, "no kernel: computed on the host", case, None, False)


def _back(part: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    return part.resolve_conj().to(x.device)


def _with_axis_last(name: str, base: Callable[..., torch.Tensor]) -> Override:
    """Work along the last axis: one before the last four aborts the process."""

    @functools.wraps(base)
    def function(x: torch.Tensor, /, *, axis: int | None = None, **kwargs: Any) -> torch.Tensor:
        if axis is None or x.ndim <= 4:
            return base(x, **kwargs) if axis is None else base(x, axis=axis, **kwargs)
        return torch.movedim(base(torch.movedim(x, axis, -1), axis=-1, **kwargs), -1, axis)

    section = "sorting_functions" if "sort" in name else "statistical_functions"
    issue = "https://github.com/pytorch/pytorch/issues/184844"
    return Override(name, function, "axes before the last four abort on MPS", f"{section}/{name}/value", issue, False)


def _with_nan(name: str, base: Callable[..., torch.Tensor]) -> Override:
    """Let the first NaN win, which the kernel passes over."""

    @functools.wraps(base)
    def function(x: torch.Tensor, /, *, axis: int | None = None, keepdims: bool = False, **kwargs: Any) -> torch.Tensor:
        found = base(x, axis=axis, keepdims=keepdims, **kwargs)
        if not x.is_floating_point():
            return found
        nan = torch.isnan(x).to(torch.int32)
        first = torch.argmax(nan, axis, keepdims) if axis is not None else torch.argmax(nan).reshape(found.shape)
        any_nan = torch.amax(nan, () if axis is None else axis, keepdims).reshape(found.shape) > 0
        return torch.where(any_nan, first, found)

    issue = "https://github.com/pytorch/pytorch/issues/130295"
    return Override(name, function, "NaN is ignored on MPS", f"searching_functions/{name}/special", issue, False)


def _exact_abs() -> Override:
    base = elementwise_functions.abs

    @functools.wraps(base)
    def function(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
        if x.is_floating_point() or x.is_complex() or x.dtype is torch.uint8:
            return base(x, **kwargs)
        x = x.contiguous()  # as for `where` below
        return torch.where(x < 0, -x, x)

    issue = "https://github.com/pytorch/pytorch/issues/190052"
    case = "elementwise_functions/abs/value[int64]"
    return Override("abs", function, "integers above 2**24 are rounded on MPS", case, issue, False)


def _of_contiguous(name: str, base: Callable[..., torch.Tensor], section: str, issue: str) -> Override:
    """Hand on copies of tensors whose elements do not follow each other in memory."""

    @functools.wraps(base)
    def function(*args: Any, **kwargs: Any) -> torch.Tensor:
        return base(*[x.contiguous() if isinstance(x, torch.Tensor) else x for x in args], **kwargs)

    reason = "wrong on MPS where elements do not follow each other in memory"
    return Override(name, function, reason, f"{section}/{name}/value", f"{_ISSUES}/{issue}", False)


_ISSUES: Final = "https://github.com/pytorch/pytorch/issues"

MAIN: Final = (
    _with_axis_last("sort", sorting_functions.sort),
    _with_axis_last("argsort", sorting_functions.argsort),
    _with_axis_last("cumulative_sum", statistical_functions.cumulative_sum),
    _with_axis_last("cumulative_prod", statistical_functions.cumulative_prod),
    _with_nan("argmax", searching_functions.argmax),
    _with_nan("argmin", searching_functions.argmin),
    _exact_abs(),
    _of_contiguous("where", searching_functions.where, "searching_functions", "150967"),
    _of_contiguous("isfinite", torch.isfinite, "elementwise_functions", "183419"),
    # What calls `where` itself.
    _of_contiguous("take_along_axis", indexing_functions.take_along_axis, "indexing_functions", "150967"),
    *[
        _of_contiguous(name, getattr(elementwise_functions, name), "elementwise_functions", "150967")
        for name in ("cosh", "floor_divide", "remainder", "sinh")
    ],
)

__all__ = ["KINDS", "MAIN", "host_fallbacks"]
