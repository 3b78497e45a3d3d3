"""What the operators of Array do beyond their short way: foreign operands, mixed dtypes, updates in place."""

from __future__ import annotations

import unifyarray as ua

from . import _registry
from ._errors import message, raise_translated
from ._rules import scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from ._array import Array


def operator(name: str, *operands: Any) -> Array:
    """Call the function of ``ua`` that an operator stands for; NotImplemented where an operand is foreign to us."""
    for x in operands:
        if type(x) is not ua.Array and type(x) not in scalars.RANK and scalars.as_python(x) is None:
            if _registry.namespace_of(x) is not None:
                refuse_native(name, x)
            if isinstance(x, list | tuple):
                raise TypeError(message(f"{name}: a ua.Array and a {type(x).__name__} do not mix", "ua.asarray(x)"))
            return NotImplemented  # type: ignore[no-any-return]
    return getattr(ua, name)(*operands)  # type: ignore[no-any-return]


def refuse_native(name: str, x: object) -> NoReturn:
    """Raise the TypeError of a native array that meets an Array."""
    kind = f"{type(x).__module__}.{type(x).__name__}"
    raise TypeError(
        message(
            f"{name}: a ua.Array and the native {kind} do not mix",
            "wrap the native array: ua.asarray(x), or unwrap the other: ua.native(a)",
        )
    )


def update(name: str, array: Array, other: Any) -> Array:
    """Do ``array op= other``: the dtype and the shape of the Array stay, in place where the library can."""
    xp, x = array._xp, array._native
    way = xp.in_place.get(name)
    if way is not None:
        dtypes, in_place = way
        dtype = x.dtype
        if type(other) is ua.Array:
            y = other._native
            short = other._xp is xp and y.dtype is dtype
        else:
            y = other
            short = dtype in xp.weak.get(type(y), ())
        if short and (dtypes is None or dtype in dtypes):
            try:
                in_place(x, y)
            except Exception:
                return _assign_result(name, array, other)  # it says in the contract's words what is wrong
            return array
    return _assign_result(name, array, other)


def _assign_result(name: str, array: Array, other: Any) -> Array:
    result = operator(name, array, other)
    if result is NotImplemented:
        return result  # type: ignore[no-any-return]
    xp, x, y = array._xp, array._native, result._native
    if y.dtype is x.dtype and y.shape == x.shape:
        try:
            array._native = xp.hooks.assign(x, y)
        except Exception as error:
            raise_translated(xp, error)
    else:
        array[...] = result
    return array
