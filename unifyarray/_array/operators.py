"""What the operators of Array do beyond their short way: foreign operands, mixed dtypes, updates in place."""

from __future__ import annotations

import unifyarray as ua

from .._core.errors import message, raise_translated, shown
from .._rules import scalars
from .._runtime import registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, NoReturn

    from .array import Array


def operator(name: str, *operands: Any) -> Array:
    """Call the function of ``ua`` that an operator stands for; NotImplemented where an operand is foreign to us."""
    for x in operands:
        if type(x) is not ua.Array and type(x) not in scalars.RANK and scalars.as_python(x) is None:
            if registry.namespace_of(x) is not None:
                refuse_native(name, x)
            if isinstance(x, list | tuple) or not _may_answer(name, x):
                raise TypeError(message(f"{name}: a ua.Array and {shown(x)} do not mix", "ua.asarray(x), or a number"))
            return NotImplemented  # type: ignore[no-any-return]
    return getattr(ua, name)(*operands)  # type: ignore[no-any-return]


#: By operator, the method that Python asks of the other operand.
_OTHER_HALF: Final = {
    "add": "__radd__",
    "subtract": "__rsub__",
    "multiply": "__rmul__",
    "divide": "__rtruediv__",
    "floor_divide": "__rfloordiv__",
    "remainder": "__rmod__",
    "pow": "__rpow__",
    "matmul": "__rmatmul__",
    "bitwise_and": "__rand__",
    "bitwise_or": "__ror__",
    "bitwise_xor": "__rxor__",
    "bitwise_left_shift": "__rlshift__",
    "bitwise_right_shift": "__rrshift__",
    "less": "__gt__",
    "less_equal": "__ge__",
    "greater": "__lt__",
    "greater_equal": "__le__",
}


def _may_answer(name: str, x: object) -> bool:
    """Return whether Python may find an answer without us: the operand's class defines the other half, or it is `==`.

    What is equal is for everything to say, and what equals nothing is not an error. Python's own classes (str, None)
    know no arrays.
    """
    if name in ("equal", "not_equal"):
        return True
    other = _OTHER_HALF[name]
    kind = type(x)
    return kind.__module__ != "builtins" and getattr(kind, other, None) is not getattr(object, other, None)


def refuse_native(name: str, x: object) -> NoReturn:
    """Raise the TypeError of a native array that meets an Array."""
    raise TypeError(
        message(
            f"{name}: a ua.Array and the native {type(x).__module__}.{type(x).__name__} do not mix",
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
            short = dtype in xp.direct_scalars.get(type(y), ())
        if short and (dtypes is None or dtype in dtypes):
            try:
                in_place(x, y)
            except Exception as error:
                try:
                    return _assign_result(name, array, other)
                except Exception as better:  # it says in the contract's words what is wrong
                    raise better from better.__cause__ or error
            return array
    return _assign_result(name, array, other)


def _assign_result(name: str, array: Array, other: Any) -> Array:
    result = operator(name, array, other)
    if result is NotImplemented:
        return result  # type: ignore[no-any-return]
    xp, x, y = array._xp, array._native, result._native
    if y.shape != x.shape:
        raise ValueError(
            message(
                f"{name} in place: an Array of shape {array.shape} does not become {result.shape}", "x = x op other"
            )
        )
    if y.dtype is x.dtype:
        try:
            array._native = xp.hooks.assign(x, y)
        except Exception as error:
            raise_translated(xp, error, xp.hooks.assign, x, y)
    else:
        array[...] = result
    return array
