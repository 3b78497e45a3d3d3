"""Which dtype new arrays have where none is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unifyarray import _dtypes

if TYPE_CHECKING:
    from unifyarray._dtypes import DType
    from unifyarray._hooks import Hooks


def default_dtype(hooks: Hooks, *values: object) -> DType | None:
    """Return the default dtype that goes with Python scalars; None where other things decide."""
    kinds = {type(value) for value in values}
    if complex in kinds:
        return hooks.default_complex()
    if float in kinds:
        return hooks.default_float()
    return _dtypes.int64 if kinds == {int} else None
