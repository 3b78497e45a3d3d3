"""Python scalars and the scalars of libraries, which count as Python scalars (contract row 4)."""

from __future__ import annotations

from .._rules.scalars import RANK
from .late import specifications
from .registry import is_library_scalar, owner_of_scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.namespaces import NativeNamespace
    from .._rules.scalars import Scalar


def as_python(value: object) -> Scalar | None:
    """Return a scalar as a bool, int, float or complex, or None if the value is not a scalar.

    Subclasses of Python's numbers count as scalars, and so do the scalars of libraries, such as ``numpy.float64``.
    """
    kind = type(value)
    if kind in RANK:
        return value  # type: ignore[return-value]
    if is_library_scalar(kind):
        item = value.item()  # type: ignore[attr-defined]
        return item if type(item) in RANK else None
    for plain in (int, float, complex):  # IntEnum and the like; bool cannot be subclassed
        if isinstance(value, plain):
            return plain(value)  # type: ignore[arg-type]
    return None


def namespace_of_scalar(x: object) -> NativeNamespace | None:
    """Return the dispatch namespace of a library's own scalar, on the library's first device; else None."""
    kind = type(x)
    if kind in RANK or not is_library_scalar(kind) or as_python(x) is None:
        return None
    return specifications.resolve_namespace(owner_of_scalar(kind), None)
