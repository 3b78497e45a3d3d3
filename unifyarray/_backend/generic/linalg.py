"""Linear algebra: one class for singular matrices, matrices without elements, axes counted from the front."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..._core import dtypes as _dtypes
from . import linear_algebra_functions
from ._declare import Declarations

if TYPE_CHECKING:
    import types

    from ..hooks import Hooks
    from ..overrides import Override


def power_by_squaring(matmul: Callable[[Any, Any], Any], x: Any, n: int) -> Any:
    """Return the power of square matrices for an exponent beyond 0; for 1 it is ``x`` itself."""
    result = None
    while True:
        if n % 2:
            result = x if result is None else matmul(result, x)
        n //= 2
        if not n:
            return result
        x = matmul(x, x)


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library's extension."""
    found = Declarations()
    for name, case in (("inv", "singular"), ("solve", "singular"), ("cholesky", "not_definite")):
        if hasattr(lib, name):
            function = _translated(getattr(lib, name), hooks)
            found.add("the error is of the library's own class", f"linalg/{name}/{case}", name)(function)

    @found.add("the result may not be writable; elsewhere it is", "linalg/diagonal/assignment")
    def diagonal(x: Any, /, *, offset: int = 0) -> Any:
        out = lib.diagonal(x, offset=offset)
        return hooks.xp.asarray(out, copy=True) if hooks.backend.capabilities.mutable else out

    @found.add("libraries raise errors for matrices without elements", "linalg/matrix_rank/value")
    def matrix_rank(x: Any, /, *, rtol: Any = None) -> Any:
        shape = hooks.shape(x)
        if 0 in shape[-2:]:
            return hooks.xp.zeros(shape[:-2], dtype=hooks.library_dtype(_dtypes.int64))
        return lib.matrix_rank(x, rtol=rtol)

    @found.add("the standard's powers do not take integers", "linalg/matrix_power/exact")
    def matrix_power(x: Any, n: int, /) -> Any:
        if n < 0 or hooks.dtype(x).rank != 1:
            return lib.matrix_power(x, n)
        xp, shape = hooks.xp, hooks.shape(x)
        if n > 1:
            return power_by_squaring(xp.matmul, x, n)
        found = x if n else xp.broadcast_to(xp.eye(shape[-1], dtype=x.dtype), shape)
        return xp.asarray(found, copy=True)

    @found.add("the standard's sums do not take bools", "linalg/trace/value")
    def trace(x: Any, /, *, offset: int = 0, dtype: Any = None) -> Any:
        if hooks.dtype(x) is _dtypes.bool:
            x = hooks.cast(x, _dtypes.int64)
        return lib.trace(x, offset=offset, dtype=dtype)

    @found.add("the standard's axes are negative", "linalg/cross/value")
    def cross(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
        return lib.cross(x1, x2, axis=linear_algebra_functions.from_end(hooks, axis, x1, x2))

    return [*found, *linear_algebra_functions.overrides(lib, hooks)]


def _translated(own: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a function that raises errors of the contract's classes."""

    @functools.wraps(own)
    def function(*args: Any, **kwargs: Any) -> Any:
        try:
            return own(*args, **kwargs)
        except Exception as error:
            raise (hooks.error(error) or error) from error

    return function
