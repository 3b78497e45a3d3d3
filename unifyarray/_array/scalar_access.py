"""Python scalars from an Array (contract row 25). These calls are explicit, so the transfer policy does not apply."""

from __future__ import annotations

from .._core.errors import message
from .._rules import scalars
from .._runtime import selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._rules.scalars import Scalar
    from .array import Array


def item(x: Array) -> Scalar:
    """Return the only element as a Python scalar."""
    if x.size != 1:
        raise ValueError(message(f"x.item() needs one element, got shape {x.shape}", _of_many(x, "item")))
    hooks, native = x._xp.hooks, x._native
    if hooks.requires_grad(native):
        _check_constant("x.item()")
    return hooks.item(native)


def to_list(x: Array) -> Any:
    """Return the elements as nested lists."""
    hooks, native = x._xp.hooks, x._native
    if hooks.requires_grad(native):
        _check_constant("x.tolist()")
    return hooks.tolist(native)


def formatted(x: Array, spec: str) -> str:
    """Return a 0-d Array formatted as its element is: ``f"{x:.3f}"``."""
    if x.ndim:
        fact = f"only a 0-d Array is formatted by {spec!r}, got shape {x.shape}"
        raise TypeError(message(fact, 'f"{x[0]:.3f}" for one element, str(ua.round(x, decimals=3)) for all'))
    hooks = x._xp.hooks
    return format(hooks.item(hooks.detach(x._native)), spec)


def _check_constant(call: str) -> None:
    """Raise TypeError if a function that is being differentiated reads the value of a tracked Array.

    Results computed from the number would have a wrong gradient, silently. Outside of ``ua.grad`` and the other
    transforms reading a value is allowed, as in torch.
    """
    if selection.in_force().differentiating:
        raise TypeError(
            message(
                f"{call} inside of ua.grad or its kin, on an Array that carries a gradient: what is computed from the "
                "number would not",
                "compute with the Array itself; or, for a constant, first ua.stop_gradient(x)",
            )
        )


def _only_element(x: Array, wanted: str) -> Scalar:
    """Return the element of a 0-d Array; TypeError for any other Array."""
    if x.ndim:
        hint = "ua.any(x) or ua.all(x)" if wanted == "bool" else _of_many(x, wanted)
        raise TypeError(message(f"only a 0-d Array converts to {wanted}, got shape {x.shape}", hint))
    hooks, native = x._xp.hooks, x._native
    if wanted != "bool" and hooks.requires_grad(native):  # a branch may depend on a tracked value
        _check_constant(f"{wanted}(x)")
    return hooks.item(native)


#: By Python type: the dtype that converts all elements to it.
_DTYPES = {"int": "int64", "float": "float64", "complex": "complex128"}


def _of_many(x: Array, wanted: str) -> str:
    """Return the hint for an Array that is not 0-d, or has not one element, where one is needed."""
    if wanted != "item" and x.size == 1:
        return f"{wanted}(x.item())"
    whole = f'ua.astype(x, "{_DTYPES[wanted]}") for all' if wanted in _DTYPES else "x.tolist() for all"
    if not x.size:
        return whole.removesuffix(" for all")
    first = f"x[{', '.join('0' * len(x.shape))}]"
    return f"{first}.item() for one element, {whole}" if wanted == "item" else f"{wanted}({first}) for one, {whole}"


def to_bool(x: Array) -> bool:
    """Return the truth of a 0-d Array; zero is False, NaN is True."""
    return bool(_only_element(x, "bool"))


def to_int(x: Array) -> int:
    """Return a 0-d Array as an int, truncated; ValueError for NaN, OverflowError for an infinity."""
    value = _only_element(x, "int")
    if isinstance(value, complex):
        raise TypeError(message(f"{value}, of {x.dtype}, does not convert to int", "ua.real(x) first"))
    return scalars.truncated(value)


def to_float(x: Array) -> float:
    """Return a 0-d Array as a float."""
    value = _only_element(x, "float")
    if isinstance(value, complex):
        raise TypeError(message(f"{value}, of {x.dtype}, does not convert to float", "ua.real(x), or ua.abs(x), first"))
    return float(value)


def to_complex(x: Array) -> complex:
    """Return a 0-d Array as a complex."""
    return complex(_only_element(x, "complex"))


def to_index(x: Array) -> int:
    """Return a 0-d integer Array as an int for use as an index."""
    if x.dtype.rank != 1 or x.ndim:
        fact = f"only a 0-d integer Array can be an index, got {x.dtype} and shape {x.shape}"
        raise TypeError(message(fact, _of_many(x, "int") if x.ndim else "int(x)"))
    value = x._xp.hooks.item(x._native)
    assert isinstance(value, int)
    return value
