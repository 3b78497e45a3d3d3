"""Linear algebra: one class for singular matrices, matrices without elements, axes counted from the front."""

from __future__ import annotations

import functools
import math
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ..._core import dtypes as _dtypes
from ..._core import provided
from ..._core.errors import linalg_error, not_finite
from ..._core.tracing import is_tracing
from . import linear_algebra_functions, long_sums, traits
from ._declare import Declarations, axes_of
from .scaling import scale_along, without_axes

if TYPE_CHECKING:
    import types

    from ..hooks import Hooks
    from ..overrides import Override


def power_by_squaring(matmul: Callable[[Any, Any], Any], x: Any, n: int) -> Any:
    """Return the power of square matrices for an exponent above 0; for 1 it is ``x`` itself."""
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

    @found.add("the result of some libraries is read-only", "linalg/diagonal/assignment")
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

    for name in ("eig", "eigvals", "pinv", "svd"):
        if hasattr(lib, name) and not _refuses_infinity(getattr(lib, name), hooks):
            reason = "the standard leaves matrices with NaN and infinities open"
            found.add(reason, f"linalg/{name}/not_finite", name)(_of_finite(getattr(lib, name), hooks))
    adds_accurately = long_sums.adds_accurately(hooks)
    if not adds_accurately or not _keeps_range(lib, hooks):
        for name in ("vector_norm", "matrix_norm"):
            if hasattr(lib, name):
                reason = "squares overflow and underflow within the range of the dtype"
                own = getattr(lib, name) if adds_accurately else _long_norm(getattr(lib, name), hooks, name)
                found.add(reason, f"linalg/{name}/extremes", name)(_scaled(own, hooks, name))
    return [*found, *linear_algebra_functions.overrides(lib, hooks)]


def _keeps_range(lib: types.ModuleType, hooks: Hooks) -> bool:
    """Return whether the norm of a vector is right for large numbers, and for a complex infinity."""
    large, infinite = struct.unpack("f", struct.pack("f", 1e30))[0], complex(math.inf, -10.0)
    return traits.gives(hooks, lambda x: lib.vector_norm(x[0]), ([large, 0.0],), "float32", large) and (
        _dtypes.complex64 not in hooks.dtypes
        or traits.gives(hooks, lambda x: lib.vector_norm(x[0]), ([infinite],), "complex64", math.inf)
    )


def _refuses_infinity(own: Callable[..., Any], hooks: Hooks) -> bool:
    """Return whether a function raises an error for a matrix with an infinity."""
    lib = hooks.backend.module()
    try:
        found = own(lib.asarray([[math.inf]], dtype=hooks.native_dtype(_dtypes.float32)))
        hooks.to_host(found[0] if isinstance(found, tuple) else found, None)
    except Exception:
        return True
    return False


def _of_finite(own: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a function that raises LinAlgError for NaN and infinities."""

    @functools.wraps(own, updated=())
    def function(x: Any, /, **kwargs: Any) -> Any:
        xp = hooks.xp
        is_checked = provided.in_force().checks and not is_tracing() and not hooks.backend.capabilities.lazy
        if is_checked and hooks.dtype(x).rank > 1 and not hooks.item(xp.all(xp.isfinite(x))):
            raise not_finite()
        return own(x, **kwargs)

    return function


#: Norms of matrices that add elements.
_SUMS: Final = ("fro", 1, -1, math.inf, -math.inf)


def _long_norm(own: Callable[..., Any], hooks: Hooks, name: str) -> Callable[..., Any]:
    """Return a norm that adds many numbers in blocks."""
    add = hooks.backend.module().sum

    @functools.wraps(own, updated=())
    def function(x: Any, /, **kwargs: Any) -> Any:
        xp = hooks.xp
        order = kwargs.get("ord", 2 if name == "vector_norm" else "fro")
        keepdims = kwargs.get("keepdims", False)
        axis = kwargs.get("axis") if name == "vector_norm" else (-2, -1)
        is_matrix = name == "matrix_norm"
        adds = order in _SUMS if is_matrix else isinstance(order, int | float) and 0 < order < math.inf
        if not adds or not long_sums.is_long(hooks, x, axis):
            return own(x, **kwargs)
        size = xp.abs(x)
        if is_matrix and order != "fro":
            along, other = (-2, -1) if abs(order) == 1 else (-1, -2)
            sums = long_sums.add_in_blocks(hooks, add, size, along, keepdims=True)
            out = (xp.max if order > 0 else xp.min)(sums, axis=other, keepdims=True)
            return out if keepdims else xp.reshape(out, hooks.shape(x)[:-2])
        power = 2 if order == "fro" else order
        if power == 1:
            return long_sums.add_in_blocks(hooks, add, size, axis, keepdims)
        power_of = hooks.scalar(power, hooks.dtype(size))
        total = long_sums.add_in_blocks(hooks, add, xp.pow(size, power_of), axis, keepdims)
        return xp.sqrt(total) if power == 2 else xp.pow(total, hooks.scalar(1 / power, hooks.dtype(size)))

    return function


def _scaled(own: Callable[..., Any], hooks: Hooks, name: str) -> Callable[..., Any]:
    """Return a Euclidean norm that divides by the largest magnitude first."""
    squares = 2 if name == "vector_norm" else "fro"

    @functools.wraps(own, updated=())
    def function(x: Any, /, **kwargs: Any) -> Any:
        xp, shape = hooks.xp, hooks.shape(x)
        order = kwargs.get("ord", squares)
        has_powers = (
            order == squares if name == "matrix_norm" else isinstance(order, int | float) and order not in (0, 1)
        )
        if not has_powers or 0 in shape or hooks.dtype(x).rank < 2:
            return own(x, **kwargs)
        if hooks.dtype(x).rank == 3:
            x = xp.abs(x)  # the quotient of a complex infinity is NaN
        axes = axes_of(kwargs.get("axis") if name == "vector_norm" else (-2, -1), len(shape))
        keepdims = kwargs.pop("keepdims", False)
        scale = scale_along(hooks, x, axes)
        out = xp.multiply(own(xp.divide(x, scale), keepdims=True, **kwargs), scale)
        return out if keepdims else without_axes(hooks, out, axes)

    return function


#: Parts of the messages of libraries, such as dpnp for stacks of matrices, that raise RuntimeError if a matrix has no
#: inverse or no Cholesky factor.
_NO_RESULT: Final = ("singular", "positive definite", "positive-definite")


def _translated(own: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a function that raises errors of the contract's classes."""

    @functools.wraps(own)
    def function(*args: Any, **kwargs: Any) -> Any:
        try:
            return own(*args, **kwargs)
        except Exception as error:
            found = hooks.error(error)
            if found is None and isinstance(error, RuntimeError):
                lines = [line for line in str(error).splitlines() if any(part in line for part in _NO_RESULT)]
                found = hooks.error(linalg_error()(lines[0])) if lines else None
            if found is None:
                raise
            raise found from error

    return function
