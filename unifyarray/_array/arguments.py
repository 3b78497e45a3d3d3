"""Convert the arguments of functions of ``ua`` to native arrays, and check them: dtypes, shapes, indices."""

from __future__ import annotations

from .._core import dtypes as dt
from .._core.errors import message, shown
from .._rules import axes
from .._rules.domains import ALL, resolve
from .array import Array
from .calls import operand, promote_operands
from .indexing import within_int64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType


def take_one(name: str, x: Array | complex, domain: frozenset[DType] = ALL) -> tuple[NativeNamespace, Any]:
    """Return the namespace and the native array of an argument, in the dtype that the function computes in."""
    if type(x) is not Array:
        x = operand(x)
    xp, native = x._xp, x._native
    if domain is not ALL:
        dtype = xp.hooks.dtype(native)
        if dtype not in domain:
            native = xp.hooks.cast(native, resolve(name, dtype, domain, xp.hooks.default_float))
    return xp, native


def take_several(
    name: str, arrays: Sequence[Array | complex], domain: frozenset[DType] = ALL
) -> tuple[NativeNamespace, list[Any]]:
    """Return the namespace and the native arrays of arguments, in the dtype that the function computes in."""
    if len(arrays) == 2 and type(x := arrays[0]) is Array and type(y := arrays[1]) is Array and x._xp is y._xp:
        dtype = x._xp.hooks.dtype(x._native)  # the frequent case: nothing to convert
        if dtype is x._xp.hooks.dtype(y._native) and dtype in domain:
            return x._xp, [x._native, y._native]
    xp, natives = promote_operands(*arrays)
    hooks = xp.hooks
    if natives and domain is not ALL:
        dtype = hooks.dtype(natives[0])
        if dtype not in domain:
            wanted = resolve(name, dtype, domain, xp.hooks.default_float)
            natives = [hooks.cast(native, wanted) for native in natives]
    return xp, natives


def array_only(x: object) -> Array:
    """Return an argument that must be an Array; scalars become 0-d Arrays."""
    return x if type(x) is Array else operand(x)


def array_beside(x: object, *others: object) -> Array:
    """Return an argument that must be an Array; scalars become 0-d Arrays in the namespace of the first other Array."""
    return operand(x, next((other._xp for other in others if type(other) is Array), None))


def arrays_only(*given: object) -> list[Array]:
    """Return arguments that must be Arrays; scalars become 0-d Arrays in the namespace of the first Array."""
    xp = next((x._xp for x in given if type(x) is Array), None)
    return [x if type(x) is Array else operand(x, xp) for x in given]


def sequence(name: str, arrays: object) -> list[Array]:
    """Return an argument that must be a non-empty list or tuple of Arrays."""
    if not isinstance(arrays, list | tuple):
        raise TypeError(
            message(
                f"ua.{name} needs a list or tuple of arrays, got {shown(arrays)} ({type(arrays).__name__})",
                f"ua.{name}([x, y])",
            )
        )
    if not arrays:
        raise ValueError(message(f"ua.{name} needs at least one array", f"ua.{name}([x, y])"))
    return arrays_only(*arrays)


def indices(name: str, xp: NativeNamespace, x: Array) -> Any:
    """Return the native array of an array of indices as int64, which every library takes; see ``within_int64``.

    Raises
    ------
    TypeError
        The elements are not integers.
    """
    hooks = xp.hooks
    dtype = hooks.dtype(x._native)
    if dtype.rank != 1:
        raise TypeError(message(f"ua.{name}: indices must be integers, got {dtype}", "ua.astype(indices, ua.int64)"))
    return within_int64(xp, x._native) if dtype is dt.uint64 else hooks.cast(x._native, dt.int64)


def require_ndim(
    name: str, shape: tuple[int, ...], least: int, hint: str = "add an axis: ua.expand_dims(x, axis=0)"
) -> None:
    """Raise ValueError if an array has too few dimensions."""
    if len(shape) < least:
        noun = "dimension" if least == 1 else "dimensions"
        raise ValueError(message(f"ua.{name} needs at least {least} {noun}, got {len(shape)}", hint))


def flat_axis(name: str, axis: int | None, ndim: int) -> int:
    """Return an axis counted from 0; ``axis`` can be None only for 1-d arrays."""
    if axis is not None:
        return axes.normalise_axis(axis, ndim)
    if ndim != 1:
        raise ValueError(
            message(f"ua.{name} needs axis= for an array of {ndim} dimensions", f"ua.{name}(..., axis=-1)")
        )
    return 0
