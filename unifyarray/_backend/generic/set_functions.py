"""Set functions: `isin` for every dtype, and the indices of NaNs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..._core import dtypes as _dtypes
from ..._rules.scalars import is_representable
from ._declare import Declarations

if TYPE_CHECKING:
    import types

    from ..hooks import Hooks
    from ..overrides import Override


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()

    @found.add("the standard's function takes integers alone", "set_functions/isin/value")
    def isin(x1: Any, x2: Any, /, *, invert: bool = False) -> Any:
        if any(is_out_of_range(hooks, x, other) for x, other in ((x1, x2), (x2, x1))):
            shape = hooks.shape(x1) if hasattr(x1, "dtype") else ()
            return lib.full(shape, invert, dtype=hooks.library_dtype(_dtypes.bool))
        x1, x2 = _arrays(hooks, x1, x2)
        native = hooks.xp.result_type(x1, x2)
        dtype = hooks.find_dtype(native)
        assert dtype is not None
        if dtype.rank == 0:
            dtype = _dtypes.uint8
        x1, x2 = hooks.cast(x1, dtype), lib.reshape(hooks.cast(x2, dtype), (-1,))
        if dtype.rank == 3:  # which has no order
            every = lib.expand_dims(x1, axis=-1)
            out = lib.any(lib.equal(every, x2), axis=-1)
        else:
            out = _is_found(lib, hooks, x1, x2)
        return lib.logical_not(out) if invert else out

    @found.add("libraries merge NaNs, or give them indices in any order", "set_functions/unique_inverse/special")
    def unique_inverse(x: Any, /) -> Any:
        every = lib.unique_all(x)
        return UniqueInverseResult(every.values, every.inverse_indices)

    if not hasattr(lib, "unique_all"):
        found[:] = [item for item in found if item.name != "unique_inverse"]
    return found


class UniqueInverseResult(NamedTuple):
    """The result of ``unique_inverse``."""

    values: Any
    inverse_indices: Any


def is_out_of_range(hooks: Hooks, x: Any, other: Any) -> bool:
    """Return whether x is a Python integer beyond the range of another argument, an array of integers or bools.

    Bools are compared with it in int64.
    """
    if type(x) is not int or not hasattr(other, "dtype"):
        return False
    dtype = hooks.dtype(other)
    return not is_representable(x, dtype if dtype.rank else _dtypes.int64)


def _is_found(lib: types.ModuleType, hooks: Hooks, x: Any, values: Any) -> Any:
    """Return which elements are among 1-d values, by a binary search."""
    shape = hooks.shape(x)
    (count,) = hooks.shape(values)
    if not count:
        return lib.zeros_like(x, dtype=hooks.library_dtype(_dtypes.bool))
    ordered = lib.sort(values)
    flat = lib.reshape(x, (-1,))
    place = hooks.cast(lib.searchsorted(ordered, flat), _dtypes.int64)
    last = hooks.scalar(count - 1, _dtypes.int64)
    place = lib.where(lib.greater(place, last), last, place)
    return lib.reshape(lib.equal(lib.take(ordered, place, axis=0), flat), shape)


def _arrays(hooks: Hooks, x1: Any, x2: Any) -> tuple[Any, Any]:
    """Return two arguments as arrays, Python scalars in their default dtypes."""
    return tuple(x if hasattr(x, "dtype") else hooks.scalar(x, hooks.default_dtype(type(x))) for x in (x1, x2))
