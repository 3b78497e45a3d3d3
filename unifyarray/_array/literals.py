"""Nested lists and tuples of Python scalars inside a function that a compiler traces: no compiler traces NumPy."""

from __future__ import annotations

from .._rules import scalars
from .array import Array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType
    from .._rules.scalars import Scalar


def traced_literal(given: list[Any] | tuple[Any, ...], xp: NativeNamespace, dtype: DType | None) -> Array | None:
    """Return an Array of nested sequences of Python scalars; None if they hold anything else or differ in length."""
    shape = _shape(given)
    values: list[Scalar] = []
    if shape is None or not _collect(given, values):
        return None
    hooks = xp.hooks
    if dtype is None:
        kind: type = float if not values else bool
        for value in values:
            if scalars.RANK[type(value)] > scalars.RANK[kind]:
                kind = type(value)
        dtype = hooks.default_dtype(kind)
    hooks.native_dtype(dtype)
    elements = [scalars.to_element(value, dtype) for value in values]
    return Array(xp.reshape(hooks.from_elements(elements, dtype), shape), xp)


def _shape(given: list[Any] | tuple[Any, ...]) -> tuple[int, ...] | None:
    """Return the shape of nested sequences, or None if they differ in length."""
    if not given or not isinstance(given[0], list | tuple):
        return (len(given),)
    first = _shape(given[0])
    for item in given:
        if not isinstance(item, list | tuple) or _shape(item) != first:
            return None
    return None if first is None else (len(given), *first)


def _collect(given: list[Any] | tuple[Any, ...], values: list[Scalar]) -> bool:
    """Append the Python scalars of nested sequences, in order; return whether there is nothing else."""
    for item in given:
        if isinstance(item, list | tuple):
            if not _collect(item, values):
                return False
        elif type(item) in scalars.RANK:
            values.append(item)
        else:
            return False
    return True
