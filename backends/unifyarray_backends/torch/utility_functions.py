"""Utility functions: unsigned dtypes, and axes."""

from __future__ import annotations

from typing import Any, TypeAlias

import torch

from unifyarray.plugin import normalise_axis, override

from ._dtypes import COMPLEX, WIDE, promote
from ._promotion import as_dtype
from ._unsigned import signed_bits

Axis: TypeAlias = "int | tuple[int, ...] | None"


def _override_test(name: str, native: Any, doc: str) -> Any:
    def function(x: torch.Tensor, /, *, axis: Axis = None, keepdims: bool = False, **kwargs: Any) -> torch.Tensor:
        x = signed_bits(x)  # accelerators have no kernels for uint16, uint32 and uint64
        if axis == ():
            return x != 0
        if axis is None:
            result = native(x, **kwargs)
            result = result.reshape((1,) * x.ndim) if keepdims else result
        else:
            result = native(x, axis, keepdims, **kwargs)
        return result.to(torch.bool) if x.dtype is torch.uint8 else result  # torch returns uint8 for uint8

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return override(
        reason="always flattens the axes and casts the result; accelerators lack kernels for uint16 to uint64",
        case=f"utility_functions/{name}/cost",
    )(function)


all = _override_test("all", torch.all, "Return whether all elements are true; NaN is true.")
any = _override_test("any", torch.any, "Return whether any element is true; NaN is true.")


@override(
    reason="no kernel for uint16, uint32 and uint64; prepend and append do not promote",
    case="utility_functions/diff/value",
)
def diff(
    x: torch.Tensor,
    /,
    *,
    axis: int = -1,
    n: int = 1,
    prepend: torch.Tensor | None = None,
    append: torch.Tensor | None = None,
) -> torch.Tensor:
    """Return the n-th forward difference along an axis."""
    dtype = x.dtype
    for extra in (prepend, append):
        if extra is not None:
            dtype = promote(dtype, extra.dtype)
    if dtype in COMPLEX:  # by parts: if one part is infinite, torch.diff returns NaN for the other
        before, after = (None if extra is None else _parts(as_dtype(extra, dtype)) for extra in (prepend, append))
        axis = normalise_axis(axis, x.ndim)
        parts = torch.diff(_parts(as_dtype(x, dtype)), n=n, dim=axis, prepend=before, append=after)
        return torch.view_as_complex(parts.contiguous())
    before, after = (None if extra is None else signed_bits(as_dtype(extra, dtype)) for extra in (prepend, append))
    result = torch.diff(signed_bits(as_dtype(x, dtype)), n=n, dim=axis, prepend=before, append=after)
    return result.view(dtype) if dtype in WIDE else result


def _parts(x: torch.Tensor) -> torch.Tensor:
    return torch.view_as_real(x.resolve_conj())
