"""The default dtype of creation functions, and overrides that apply it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import dtypes

if TYPE_CHECKING:
    from .._core.dtypes import DType
    from .hooks import Hooks


def default_dtype_of(hooks: Hooks, *values: object) -> DType | None:
    """Return the default dtype of an array made from Python scalars, or None if the values are not Python numbers."""
    kinds = {type(value) for value in values}
    if complex in kinds:
        return hooks.default_complex()
    if float in kinds:
        return hooks.default_float()
    return dtypes.int64 if kinds == {int} else None


__all__ = ["default_dtype_of"]
