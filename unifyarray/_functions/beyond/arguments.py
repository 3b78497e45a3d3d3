"""Arguments of several themes: checks, axes to reduce, and calls of the library's own functions."""

from __future__ import annotations

from math import prod

from ..._array._late import ua
from ..._array.arguments import take_one, take_several
from ..._array.array import Array
from ..._array.indexing import within_int64
from ..._array.invocation import invoke
from ..._array.reductions import reduced_axes
from ..._core import dtypes as dt
from ..._core.errors import message, shown
from ..._rules.domains import ALL, INTEGER, check_domain
from ..._runtime.python_scalars import as_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final

    from ..._backend.namespaces import NativeNamespace
    from ..._core.dtypes import DType


#: Dtypes whose range and precision are too small for sums and counts on the way to a result.
HALF: Final = frozenset({dt.float16, dt.bfloat16})


def library_result(name: str, xp: NativeNamespace, *args: Any, **kwargs: Any) -> Any:
    """Return the native result of the library's own function.

    NotImplemented if the library has no function of this name that agrees, or has none for these arguments.
    """
    function = xp.hooks.beyond_standard.get(name)
    return NotImplemented if function is None else invoke(xp, function, *args, **kwargs)


def in_domain(name: str, x: Array | complex, domain: frozenset[DType] = ALL) -> Array:
    """Return an argument as an Array in the dtype that a function computes in; see ``take_one``."""
    xp, native = take_one(name, x, domain)
    return x if type(x) is Array and x._native is native else Array(native, xp)


def real_number(value: Any, fact: str, hint: str) -> float:
    """Return a Python number or a library's scalar as a float.

    Raises
    ------
    TypeError
        It is not a real number. The message is the fact with the value, and the hint.
    """
    found = as_python(value)
    if type(found) not in (int, float):
        raise TypeError(message(f"{fact}, got {shown(value)}", hint))
    return float(found)  # type: ignore[arg-type]


def checked_axes(axis: Any, ndim: int) -> tuple[int, ...]:
    """Return the axes to reduce as a tuple, counted from 0."""
    if axis is None:
        return tuple(range(ndim))
    found = reduced_axes(axis, ndim)
    return tuple([part % ndim for part in ((found,) if isinstance(found, int) else found)])


def require_elements(name: str, shape: Sequence[int], axes: Sequence[int]) -> None:
    """Raise ValueError if there is nothing to reduce along some axes: the rule of ``max``."""
    if prod([shape[axis] for axis in axes]) == 0:
        raise ValueError(
            message(f"ua.{name} of no elements: shape {tuple(shape)}, axes {tuple(axes)}", "check x.size != 0 first")
        )


def axes_last(x: Array, axes: tuple[int, ...]) -> Array:
    """Return an Array whose last axis has all elements of some axes; the other axes keep their order."""
    if axes == (x.ndim - 1,):
        return x
    others = [axis for axis in range(x.ndim) if axis not in axes]
    length = prod([x.shape[axis] for axis in axes])
    shape = (*[x.shape[axis] for axis in others], length)
    return ua.reshape(ua.permute_dims(x, (*others, *axes)), shape)


def reduced_shape(shape: Sequence[int], axes: tuple[int, ...], keepdims: bool) -> tuple[int, ...]:
    """Return the shape of a result that some axes were reduced in."""
    if keepdims:
        return tuple([1 if axis in axes else length for axis, length in enumerate(shape)])
    return tuple([length for axis, length in enumerate(shape) if axis not in axes])


def arrays_in_domain(name: str, arrays: Sequence[Array | complex], domain: frozenset[DType] = ALL) -> list[Array]:
    """Return arguments as Arrays of one namespace, in the dtype that they promote to; see ``take_several``."""
    xp, natives = take_several(name, arrays, domain)
    return [Array(native, xp) for native in natives]


def require_integers(name: str, x: Array | complex) -> Array:
    """Return an argument as an Array of int64; TypeError if it is not of integers."""
    found = in_domain(name, x)
    check_domain(name, found.dtype, INTEGER)
    if found.dtype is dt.uint64:
        return Array(within_int64(found._xp, found._native), found._xp)
    return found if found.dtype is dt.int64 else ua.astype(found, "int64")
