"""The operators of Array off their fast path: operands of other types, mixed dtypes, updates in place."""

from __future__ import annotations

from types import FunctionType

from .._core.errors import message, raise_translated, shown, without_result
from .._rules import scalars
from .._runtime import registry
from .._runtime.python_scalars import as_python
from ._late import mapped, ua
from .protection import check_writable, running

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, NoReturn

    from .array import Array

#: By method of Array that is written out in source: the operators that have the same code, as method name to function
#: of ``ua``. Each dict starts with the method itself; ``renamed_method`` makes the other methods from it.
SAME_CODE: Final = (
    {
        "__add__": "add",
        "__sub__": "subtract",
        "__mul__": "multiply",
        "__truediv__": "divide",
        "__eq__": "equal",
        "__ne__": "not_equal",
        "__lt__": "less",
        "__le__": "less_equal",
        "__gt__": "greater",
        "__ge__": "greater_equal",
        "__floordiv__": "floor_divide",
        "__mod__": "remainder",
        "__pow__": "pow",
        "__and__": "bitwise_and",
        "__or__": "bitwise_or",
        "__xor__": "bitwise_xor",
        "__lshift__": "bitwise_left_shift",
        "__rshift__": "bitwise_right_shift",
    },
    {
        "__radd__": "add",
        "__rsub__": "subtract",
        "__rmul__": "multiply",
        "__rtruediv__": "divide",
        "__rfloordiv__": "floor_divide",
        "__rmod__": "remainder",
        "__rpow__": "pow",
        "__rand__": "bitwise_and",
        "__ror__": "bitwise_or",
        "__rxor__": "bitwise_xor",
        "__rlshift__": "bitwise_left_shift",
        "__rrshift__": "bitwise_right_shift",
    },
    {
        "__iadd__": "add",
        "__isub__": "subtract",
        "__imul__": "multiply",
        "__itruediv__": "divide",
        "__ifloordiv__": "floor_divide",
        "__imod__": "remainder",
        "__ipow__": "pow",
        "__imatmul__": "matmul",
        "__iand__": "bitwise_and",
        "__ior__": "bitwise_or",
        "__ixor__": "bitwise_xor",
        "__ilshift__": "bitwise_left_shift",
        "__irshift__": "bitwise_right_shift",
    },
    {"__abs__": "abs", "__pos__": "positive", "__invert__": "bitwise_invert"},
)


def renamed_method(owner: type, *, written: str, function: str, method: str, other: str) -> Any:
    """Return the method of a class for one operator, made from the method that is written out for another one.

    The code is the same but for the names in it, so it runs as fast as if it were written out, and compilers trace
    it. A closure over the names would be 4 to 15% slower.

    Parameters
    ----------
    owner : type
        The class.
    written, function : str
        The method that is written out, and the function of ``ua`` that it names: ``"__add__"``, ``"add"``.
    method, other : str
        The method to make, and its function: ``"__sub__"``, ``"subtract"``.
    """
    source = vars(owner)[written]
    names = {function: other, f"_{function}": f"_{other}", f"_{function}_scalars": f"_{other}_scalars"}
    code = source.__code__.replace(
        co_name=method,
        co_qualname=f"{owner.__qualname__}.{method}",
        co_names=tuple([names.get(name, name) for name in source.__code__.co_names]),
        co_consts=tuple([other if const == function else const for const in source.__code__.co_consts]),
    )
    made = FunctionType(code, source.__globals__, method)
    made.__qualname__ = code.co_qualname
    made.__annotations__ = source.__annotations__
    return made


def complete_operators(owner: type) -> None:
    """Add the operators of ``SAME_CODE`` to a class that has the first of each group."""
    for group in SAME_CODE:
        (written, function), *rest = group.items()
        for method, other in rest:
            made = renamed_method(owner, written=written, function=function, method=method, other=other)
            setattr(owner, method, made)


def apply_operator(name: str, *operands: Any) -> Array:
    """Call the function of ``ua`` for an operator, or return NotImplemented if an operand may know the answer.

    Raises
    ------
    TypeError
        An operand is a native array, or an object that knows nothing of Arrays.
    """
    for x in operands:
        if type(x) is not ua.Array and type(x) not in scalars.RANK and as_python(x) is None:
            if registry.namespace_of(x) is not None:
                refuse_native(name, x)
            if isinstance(x, list | tuple) or not _may_answer(name, x):
                raise TypeError(message(f"{name}: a ua.Array and {shown(x)} do not mix", "ua.asarray(x), or a number"))
            return NotImplemented  # type: ignore[no-any-return]
    return getattr(ua, name)(*operands)  # type: ignore[no-any-return]


#: By operator: the method that Python calls on the other operand.
_REFLECTED: Final = {
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
    """Return whether Python can find an answer without Array: the class of ``x`` defines the reflected method.

    For ``==`` and ``!=`` it always can, and comparing with an unknown object is not an error. Python's own classes
    (str, None) know nothing of arrays.
    """
    if name in ("equal", "not_equal"):
        return True
    reflected = _REFLECTED[name]
    kind = type(x)
    return kind.__module__ != "builtins" and getattr(kind, reflected, None) is not getattr(object, reflected, None)


def refuse_native(name: str, x: object) -> NoReturn:
    """Raise the TypeError of an operation on an Array and a native array."""
    raise TypeError(
        message(
            f"{name}: a ua.Array and the native {type(x).__module__}.{type(x).__name__} do not mix",
            "wrap the native array: ua.asarray(x), or unwrap the other: ua.native(a)",
        )
    )


def update_in_place(name: str, array: Array, other: Any) -> Array:
    """Do ``array op= other`` in place if the library can; the Array keeps its dtype and shape."""
    xp, x = array._xp, array._native
    if running:
        check_writable(array)
    found = xp.in_place.get(name)
    if found is not None:
        dtypes, in_place = found
        dtype = x.dtype
        if type(other) is ua.Array:
            y = other._native
            fast = other._xp is xp and y.dtype is dtype
        else:
            y = other
            direct, integers = getattr(xp, f"_{name}_scalars")
            fast = dtype in direct.get(type(y), ()) or (type(y) is int and 0 <= y < 128 and dtype in integers)
        if fast and (dtypes is None or dtype in dtypes):
            try:
                in_place(x, y)
            except Exception as error:
                try:
                    return _assign_result(name, array, other)
                except Exception as better:  # it is one of the contract's errors
                    raise better from better.__cause__ or error
            return array
    return _assign_result(name, array, other)


def _assign_result(name: str, array: Array, other: Any) -> Array:
    xp, x = array._xp, array._native
    source = array
    if xp.hooks.requires_grad(x) or (type(other) is ua.Array and other.requires_grad):
        source = ua.Array(xp.hooks.update_operand(x), xp)
    result = apply_operator(name, source, source if other is array else other)
    if result is NotImplemented:
        return result  # type: ignore[no-any-return]
    y = result._native
    if y.shape != x.shape:
        raise ValueError(
            message(
                f"{name} in place: an Array of shape {array.shape} does not become {result.shape}", "x = x op other"
            )
        )
    if result._xp is not xp and result._xp.levels:  # inside ua.vmap: the operand differs between elements
        mapped.depend(array, result._xp.levels)
        xp, x = array._xp, array._native
    if y.dtype is x.dtype:
        try:
            written = xp.hooks.assign(x, y)
        except Exception as error:
            raise_translated(xp, error, xp.hooks.assign, x, y)
        if written is None:
            raise without_result("assign", xp.hooks.backend)
        array._native = written
    else:
        array[...] = result
    return array
