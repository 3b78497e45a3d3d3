"""From a 0-d Array to Python scalars (contract row 25). Asking is explicit, so no transfer policy applies."""

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
        raise ValueError(message(f"an Array of shape {x.shape} is not one element", "x.tolist(), or index it first"))
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
    """Return a 0-d Array as its element is formatted: ``f"{x:.3f}"``."""
    if x.ndim:
        fact = f"an Array of shape {x.shape} is not formatted by {spec!r}, a 0-d one is"
        raise TypeError(message(fact, "one element, or str(x)"))
    return format(x._xp.hooks.item(x._native), spec)


def _check_constant(what: str) -> None:
    """Raise where a function that is differentiated takes values out of what is tracked.

    Outside of ``ua.grad`` and its kin this is allowed, as in torch; inside, what is computed from the number would
    have a wrong gradient, and nobody would notice.
    """
    if selection.in_force().differentiating:
        raise TypeError(
            message(
                f"{what} inside of ua.grad or its kin, on an Array that carries a gradient: what is computed from the "
                "number would not",
                "compute with the Array itself; or first ua.stop_gradient(x), where a constant is wanted",
            )
        )


def _only(x: Array, wanted: str) -> Scalar:
    """Return the element of a 0-d Array; TypeError for any other."""
    if x.ndim:
        hint = "ua.any(x) or ua.all(x)" if wanted == "bool" else "x.item(), or index it first"
        raise TypeError(message(f"an Array of shape {x.shape} is no {wanted}; only a 0-d one is", hint))
    hooks, native = x._xp.hooks, x._native
    if wanted != "bool" and hooks.requires_grad(native):  # which branch is taken, a value may decide
        _check_constant(f"{wanted}(x)")
    return hooks.item(native)


def to_bool(x: Array) -> bool:
    """Return the truth of a 0-d Array; zero is False, NaN is True."""
    return bool(_only(x, "bool"))


def to_int(x: Array) -> int:
    """Return a 0-d Array as an int, truncated; ValueError for NaN, OverflowError for an infinity."""
    value = _only(x, "int")
    if isinstance(value, complex):
        raise TypeError(message(f"{value}, of {x.dtype}, is no int", "ua.real(x) first"))
    return scalars.truncated(value)


def to_float(x: Array) -> float:
    """Return a 0-d Array as a float."""
    value = _only(x, "float")
    if isinstance(value, complex):
        raise TypeError(message(f"{value}, of {x.dtype}, is no float", "ua.real(x), or ua.abs(x), first"))
    return float(value)


def to_complex(x: Array) -> complex:
    """Return a 0-d Array as a complex."""
    return complex(_only(x, "complex"))


def to_index(x: Array) -> int:
    """Return a 0-d integer Array as an int that can index."""
    if x.dtype.rank != 1 or x.ndim:
        raise TypeError(
            message(f"an Array of {x.dtype} and shape {x.shape} is no index; a 0-d integer one is", "int(x)")
        )
    value = x._xp.hooks.item(x._native)
    assert isinstance(value, int)
    return value
