"""Data into Arrays: a function for each kind of source (contract rows 21, 23).

The caller has found out what the source is, and checked ``dtype`` and ``copy``.
"""

from __future__ import annotations

from .._core import tracing
from .._core.errors import CopyRequiredError, message, shown
from .._rules import scalars
from .._rules.elements import Elements, scalar_dtype
from .._runtime import registry, selection
from .array import Array
from .invocation import invoke
from .literals import traced_literal
from .nested_sequences import leaves, read
from .transfer import cast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType
    from .._rules.scalars import Scalar

__all__ = ["Elements", "from_dlpack_object", "from_host", "from_scalar", "from_sequence", "leaves", "scalar_dtype"]

_TYPE_OF_KIND: Final = {"b": bool, "i": int, "u": int, "f": float, "c": complex}


def from_scalar(
    value: Scalar, xp: NativeNamespace, dtype: DType | None, copy: bool | None, given: object = None
) -> Array:
    """Return a 0-d Array of a Python scalar; ``given`` is the scalar of a library that it was made from, if any."""
    if copy is False:
        raise CopyRequiredError(message(f"a Python scalar has no memory to share: {shown(value)}", "pass copy=None"))
    if dtype is None:
        dtype = scalar_dtype(given, xp.hooks.default_dtype) or xp.hooks.default_dtype(type(value))
    xp.hooks.native_dtype(dtype)
    value = scalars.to_element(value, dtype)
    return Array(invoke(xp, xp.hooks.scalar, value, dtype), xp)


def from_sequence(
    given: list[Any] | tuple[Any, ...],
    found: Elements,
    xp: NativeNamespace,
    dtype: DType | None,
    copy: bool | None,
) -> Array:
    """Return an Array of nested lists or tuples of scalars and of arrays on the host."""
    if copy is False:
        raise CopyRequiredError(message(f"a {type(given).__name__} has no memory to share", "pass copy=None"))
    is_traced = tracing.probe() or selection.in_force().compiling
    if is_traced and (literal := traced_literal(given, xp, dtype)) is not None:
        return literal
    if dtype is None and found.examples:
        dtype = found.dtype(xp.hooks.default_dtype)
    host = read(given, dtype)
    if dtype is None and host.dtype.kind in _TYPE_OF_KIND:
        dtype = xp.hooks.default_dtype(_TYPE_OF_KIND[host.dtype.kind])
    # A function that is traced would share the data with the next call.
    return from_host(host, xp, dtype, True if is_traced else copy, registry.namespace_of(host))


def from_host(
    given: Any, xp: NativeNamespace, dtype: DType | None, copy: bool | None, owner: NativeNamespace | None = None
) -> Array:
    """Return an Array of a NumPy array, or of any object that NumPy reads: with a buffer, with ``__array__``.

    ``owner`` is the namespace of the data, if a backend owns their type.
    """
    import numpy as np

    host = given if isinstance(given, np.ndarray) else np.asarray(given)
    if host.dtype.kind not in "biufcV" or host.dtype.names is not None:
        raise _no_numbers(given, host.dtype)
    hooks = xp.hooks
    found = owner.hooks.find_dtype(host.dtype) if owner is not None else None
    if found is None:
        found = registry.find_dtype(host.dtype)
    if found is not None and found not in hooks.dtypes and dtype is not None and dtype in hooks.dtypes:
        # The device lacks the data's dtype and has the one asked for.
        host = host.astype(getattr(np, dtype.name, np.float32))  # NumPy may lack bfloat16
    elif found is not None:
        hooks.native_dtype(found)
    return Array(cast(invoke(xp, hooks.from_host, host, copy), xp, dtype, copy), xp)


def from_dlpack_object(given: Any, xp: NativeNamespace, dtype: DType | None, copy: bool | None) -> Array:
    """Return an Array of an object that has ``__dlpack__``, of a library without a backend."""
    return Array(cast(invoke(xp, xp.hooks.from_dlpack, given, copy), xp, dtype, copy), xp)


def _no_numbers(given: Any, dtype: Any) -> TypeError:
    """Return the error for data that are not numbers, and for sparse arrays, which NumPy reads as one object."""
    if dtype.kind == "O" and hasattr(given, "toarray"):
        return TypeError(message(f"a {type(given).__name__} is sparse, an Array is dense", "ua.asarray(x.toarray())"))
    hint = "make an Array of numbers: ua.asarray([1.0, 2.0])"
    if isinstance(given, dict):
        hint = "ua.asarray(list(x.values()))"
    elif hasattr(given, "__iter__") and not isinstance(given, str) and not hasattr(given, "__array__"):
        hint = "ua.asarray(list(x))"  # NumPy reads sets and generators as one object
    return TypeError(message(f"no Array has the dtype {dtype}, of {shown(given)}", hint))
