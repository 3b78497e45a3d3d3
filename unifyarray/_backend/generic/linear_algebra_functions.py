"""Products of vectors along an axis that is counted from the front, and products of integers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from ..._core import dtypes as _dtypes
from ..._rules.axes import normalise_axes
from ..._rules.promotion import promote_all
from . import long_sums, traits
from ._declare import Declarations

if TYPE_CHECKING:
    import types

    from ..hooks import Hooks, Native
    from ..overrides import Override

#: The most products that are kept before they are added.
_BLOCK: Final = 2**22


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()

    own = lib.vecdot if hasattr(lib, "vecdot") else None
    main = hooks.backend.module()
    if own is not None and not long_sums.adds_accurately(hooks):
        own = long_sums.long_vecdot(main.sum, own, hooks)

    follows = own is None or _multiplies_vectors(own, hooks)

    @found.add("the standard's axes are negative", "linear_algebra_functions/vecdot/value")
    def vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
        assert own is not None
        axis = from_end(hooks, axis, x1, x2)
        shapes = hooks.shape(x1), hooks.shape(x2)
        if follows or axis >= 0 or any(len(shape) < -axis for shape in shapes) or shapes[0][axis] != shapes[1][axis]:
            return own(x1, x2, axis=axis)
        if _dtype(hooks, x1, x2).rank > 1 and len(shapes[0]) == len(shapes[1]):
            return own(x1, x2, axis=axis)
        first = hooks.xp.conj(x1) if hooks.dtype(x1).rank == 3 else x1
        return _sum(hooks, hooks.xp.multiply(first, x2), axis)

    if hasattr(lib, "matmul") and not _multiplies_integers(lib, hooks):
        reason = "libraries do not multiply matrices of integers"

        @found.add(reason, "linear_algebra_functions/matmul/integers")
        def matmul(x1: Any, x2: Any, /) -> Any:
            shapes = hooks.shape(x1), hooks.shape(x2)
            is_valid = all(shapes) and shapes[0][-1] == shapes[1][max(-2, -len(shapes[1]))]
            if not is_valid or _dtype(hooks, x1, x2).rank != 1:
                return lib.matmul(x1, x2)
            return _matrix_product(hooks, x1, x2)

        @found.add(reason, "linear_algebra_functions/tensordot/integers")
        def tensordot(x1: Any, x2: Any, /, *, axes: Any = 2) -> Any:
            if _dtype(hooks, x1, x2).rank != 1:
                return lib.tensordot(x1, x2, axes=axes)
            return _contracted(hooks, x1, x2, axes)

    return found


def _dtype(hooks: Hooks, x1: Native, x2: Native) -> _dtypes.DType:
    return promote_all([hooks.dtype(x1), hooks.dtype(x2)])


def _multiplies_vectors(own: Any, hooks: Hooks) -> bool:
    """Return whether products of vectors keep the dtype of integers, and broadcast; False if they raise an error."""
    lib = hooks.backend.module()
    try:
        x = lib.asarray([1, 2], dtype=hooks.native_dtype(_dtypes.int8))
        y = lib.asarray([[1.0, 2.0], [3.0, 4.0]], dtype=hooks.native_dtype(_dtypes.float32))
        keeps = hooks.dtype(hooks.ensure_array(own(x, x, axis=-1))) is _dtypes.int8
        return keeps and hooks.tolist(own(y, y[0, :], axis=-1)) == [5.0, 11.0]
    except Exception:
        return False


def _multiplies_integers(lib: types.ModuleType, hooks: Hooks) -> bool:
    """Return whether ``matmul`` multiplies matrices of integers; True if the device has no int64."""
    return traits.gives(hooks, lambda x: lib.matmul(x[0], x[1]), ([[1, 2]], [[3], [4]]), "int64", 11)


def _sum(hooks: Hooks, x: Native, axis: int) -> Native:
    """Return sums in the dtype of the array; those of integers wrap around."""
    return hooks.xp.sum(x, axis=axis, dtype=x.dtype) if hooks.dtype(x).rank == 1 else hooks.xp.sum(x, axis=axis)


def _matrix_product(hooks: Hooks, x1: Native, x2: Native) -> Native:
    """Return the product of matrices of integers as sums of products."""
    xp, dtype = hooks.xp, _dtype(hooks, x1, x2)
    vectors = [len(hooks.shape(x)) == 1 for x in (x1, x2)]
    first = xp.expand_dims(hooks.cast(x1, dtype), axis=-1)
    second = hooks.cast(x2, dtype)
    if vectors[0]:
        first = xp.expand_dims(first, axis=0)
    if vectors[1]:
        second = xp.expand_dims(second, axis=1)
    second = xp.expand_dims(second, axis=-3)
    count = hooks.shape(first)[-2]
    (*stack, rows, _, _), (*others, _, _, columns) = hooks.shape(first), hooks.shape(second)
    step = max(1, _BLOCK // max(1, math.prod(stack) * math.prod(others) * rows * columns))
    out = _sum(hooks, xp.multiply(first, second), -2) if count <= step else None
    for start in range(0, count if out is None else 0, step):
        here = slice(start, start + step)
        part = _sum(hooks, xp.multiply(first[..., here, :], second[..., here, :]), -2)
        out = part if out is None else xp.add(out, part)
    if vectors[1]:
        out = xp.squeeze(out, axis=-1)
    return xp.squeeze(out, axis=-1 if vectors[1] else -2) if vectors[0] else out


def _contracted(hooks: Hooks, x1: Native, x2: Native, axes: Any) -> Native:
    """Return the contraction of arrays of integers as a product of matrices."""
    xp, shapes = hooks.xp, (hooks.shape(x1), hooks.shape(x2))
    if isinstance(axes, int):
        axes = range(len(shapes[0]) - axes, len(shapes[0])), range(axes)
    inner = [list(normalise_axes(tuple(given), len(shape))) for given, shape in zip(axes, shapes, strict=True)]
    outer = [[i for i in range(len(shape)) if i not in used] for used, shape in zip(inner, shapes, strict=True)]
    rest = [tuple(shape[i] for i in kept) for kept, shape in zip(outer, shapes, strict=True)]
    count = math.prod(shapes[0][i] for i in inner[0])
    left = xp.reshape(xp.permute_dims(x1, (*outer[0], *inner[0])), (math.prod(rest[0]), count))
    right = xp.reshape(xp.permute_dims(x2, (*inner[1], *outer[1])), (count, math.prod(rest[1])))
    return xp.reshape(_matrix_product(hooks, left, right), (*rest[0], *rest[1]))


def from_end(hooks: Hooks, axis: int, x1: Any, x2: Any) -> int:
    """Return an axis of two arrays counted from the end, if they have the same number of axes."""
    ndim = len(hooks.shape(x1))
    return axis - ndim if 0 <= axis < ndim == len(hooks.shape(x2)) else axis
