"""Data type functions: complex numbers as bools, Python scalars beside arrays, and errors for wrong dtypes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ..._core.dtypes import bool as bool_dtype
from ..._core.errors import message
from ..._rules import scalars
from ..._rules.promotion import promote_all
from . import keywords
from ._declare import Declarations
from .devices import native_device

if TYPE_CHECKING:
    import types

    from ..._core.dtypes import DType
    from ..hooks import Hooks
    from ..overrides import Override


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()

    @found.add(
        "the standard does not cast complex numbers to bool",
        "data_type_functions/astype/extremes",
    )
    def astype(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
        wanted = hooks.find_dtype(dtype)
        if wanted is not None and wanted.rank == 0 and hooks.dtype(x).rank == 3:
            return lib.not_equal(x, hooks.scalar(0, hooks.dtype(x)))
        if wanted is not None and wanted.rank < 3 and hooks.dtype(x).rank == 3:
            raise TypeError(
                message(f"astype does not cast {hooks.dtype(x)} to {wanted}", "xp.astype(xp.real(x), dtype)")
            )
        native = None if device is None else native_device(hooks, device)
        if native is None and not copy and keywords.lacks(lib.astype):
            return x if hooks.dtype(x) is wanted else lib.astype(x, dtype)
        if native is None:
            out = lib.astype(x, dtype, copy=copy)
            return hooks.xp.asarray(x, copy=True) if out is x and copy else out
        return lib.astype(x, dtype, copy=copy, device=native)

    @found.add("libraries raise several classes for other dtypes", "data_type_functions/finfo/errors")
    def finfo(type: Any, /) -> Any:
        dtype = dtype_of(hooks, type)
        if dtype is not None and dtype.rank < 2:
            raise TypeError(message(f"finfo needs a floating-point dtype, got {dtype}", "xp.iinfo(dtype) for integers"))
        return lib.finfo(type if dtype is None else hooks.native_dtype(dtype))

    @found.add("libraries raise several classes for other dtypes", "data_type_functions/iinfo/errors")
    def iinfo(type: Any, /) -> Any:
        dtype = dtype_of(hooks, type)
        if dtype is not None and dtype.rank != 1:
            raise TypeError(
                message(f"iinfo needs an integer dtype, got {dtype}", "xp.finfo(dtype) for floating-point dtypes")
            )
        found = lib.iinfo(type if dtype is None else hooks.native_dtype(dtype))
        if dtype is None or hasattr(found, "bits"):
            return found
        low, high = scalars.bounds(dtype)
        return SimpleNamespace(bits=dtype.bits, max=high, min=low, dtype=hooks.native_dtype(dtype))

    @found.add("the standard does not promote bools with numbers", "data_type_functions/result_type/scalars")
    def result_type(*arrays_and_dtypes: Any) -> Any:
        known = [dtype_of(hooks, x) for x in arrays_and_dtypes]
        dtypes = [dtype for dtype in known if dtype is not None]
        values = [x for x, dtype in zip(arrays_and_dtypes, known, strict=True) if dtype is None]
        if not arrays_and_dtypes or not all(type(value) in scalars.RANK for value in values):
            return lib.result_type(*arrays_and_dtypes)
        dtype = promote_all(dtypes) if dtypes else bool_dtype
        dtype = scalars.promote_with_scalars(dtype, values, hooks.default_dtype)
        return hooks.native_dtype(dtype)

    return found


def dtype_of(hooks: Hooks, x: Any) -> DType | None:
    """Return the DType of an array or of a dtype object, None for a Python scalar."""
    is_array = hasattr(x, "dtype") and hasattr(x, "shape") and not isinstance(x, type)
    return hooks.dtype(x) if is_array else hooks.find_dtype(x)
