"""How the section modules declare overrides for a library that is only known at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ..._rules.axes import normalise_axes
from ..overrides import Override

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..._core.dtypes import DType
    from ..hooks import Hooks

    F = TypeVar("F", bound=Callable[..., Any])


class Declarations(list[Override]):
    """The overrides of a section, with a decorator that adds one under the name of the decorated function."""

    def add(self, reason: str, case: str, name: str | None = None) -> Callable[[F], F]:
        """Declare a function as an override; parameters are those of `override`."""

        def declare(function: F) -> F:
            function.__name__ = function.__qualname__ = name or function.__name__
            self.append(Override(function.__name__, function, reason, case, None, False))
            return function

        return declare


def axes_of(axis: Any, ndim: int) -> tuple[int, ...]:
    """Return the axes of a reduction, counted from 0; None means every axis."""
    return tuple(range(ndim)) if axis is None else normalise_axes(axis, ndim)


def neutral(hooks: Hooks, x: Any) -> DType | None:
    """Return the DType of an array, None for a Python scalar."""
    return hooks.dtype(x) if hasattr(x, "dtype") else None


def is_bool(hooks: Hooks, x: Any) -> bool:
    """Return whether an argument is a bool, or an array of them."""
    dtype = neutral(hooks, x)
    return isinstance(x, bool) if dtype is None else dtype.rank == 0


def is_integer(hooks: Hooks, x: Any) -> bool:
    """Return whether an argument is an integer or a bool, or an array of them."""
    dtype = neutral(hooks, x)
    return isinstance(x, int) if dtype is None else dtype.rank < 2


def as_dtype(hooks: Hooks, x: Any, dtype: DType) -> Any:
    """Return an array or a Python scalar as an array of a dtype."""
    return hooks.cast(x, dtype) if hasattr(x, "dtype") else hooks.scalar(x, dtype)
