"""Calls of a backend's functions from the functions of ``ua``: unwrap, apply the rules once, call, wrap.

Elementwise functions call ``unary`` or ``binary``. The others unwrap with the functions of ``arguments`` and call
``invoke``. Creation functions find their namespace with ``creation_namespace``.
"""

from __future__ import annotations

from .._core import dtypes as dt
from .._core.errors import message, raise_translated, shown, unknown_shape
from .._rules import scalars
from .._rules.devices import mismatch
from .._rules.domains import resolve
from .._rules.promotion import promote, promote_all
from .._runtime import registry
from .._runtime import selection as _selection
from .._runtime.python_scalars import as_python
from ._late import data_out, mapped
from .array import Array
from .dtype_and_device import creation_namespace
from .invocation import invoke
from .transfer import move

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final, NoReturn

    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType
    from .._rules.scalars import Scalar

_new = object.__new__  # two assignments after it take less time than a call of the class


# -- in ------------------------------------------------------------------------------------------------


def operand(x: object, xp: NativeNamespace | None = None) -> Array:
    """Return an Array unchanged, and a scalar as a 0-d Array of a namespace; by default the current one."""
    if type(x) is Array:
        return x
    value = as_python(x)
    if value is None:
        refuse(x)
    xp = creation_namespace(None) if xp is None else xp
    dtype = xp.hooks.default_dtype(type(value))
    return Array(xp.hooks.scalar(scalars.saturate(value, dtype), dtype), xp)


def refuse(x: object) -> NoReturn:
    """Raise the TypeError for an argument that is neither an Array nor a scalar."""
    if registry.namespace_of(x) is not None:
        raise TypeError(
            message(
                f"functions of unifyarray take ua.Array, not the native {type(x).__module__}.{shown(x)}",
                "ua.asarray(x), or decorate your function with @ua.portable to call it with native arrays",
            )
        )
    hint = "pass a number or an Array: ua.asarray([1.0, 2.0])" if x is None or type(x) is str else "ua.asarray(x)"
    raise TypeError(message(f"not an array or a scalar: {shown(x)} ({type(x).__name__})", hint))


def to_one_namespace(*arrays: Any) -> list[Any]:
    """Return arguments with the Arrays among them in one namespace; other arguments are unchanged.

    Raises
    ------
    DeviceMismatchError
        The Arrays have different backends or devices, and the rule for constants does not join them: see
        ``join_constants``.
    """
    found = [x for x in arrays if type(x) is Array]
    for x in found[1:]:
        if x._xp is not found[0]._xp:
            joined = iter(join_constants(found))
            return [next(joined) if type(x) is Array else x for x in arrays]
    return [*arrays]


def join_constants(arrays: Sequence[Array]) -> list[Array]:
    """Return Arrays of several namespaces in one, if the rule for constants allows it (contract row 21).

    Arrays of backends without autograd join an Array of a backend with it, as constants and without a copy, if they
    are on the same device. That Array must carry a gradient, or the call must be inside ``ua.grad`` or another
    transform, ``ua.no_grad``, or the library's own such context (``torch.no_grad``).

    Raises
    ------
    DeviceMismatchError
        Any other mixture.
    """
    levels = mapped.levels_of(arrays)
    if levels:
        arrays = mapped.mark(arrays, levels)
        if all(x._xp is arrays[0]._xp for x in arrays):
            return [*arrays]
    with_autograd = [x._xp for x in arrays if x._xp.hooks.backend.capabilities.autograd]
    if not with_autograd:
        raise mismatch(*list(dict.fromkeys([x._xp for x in arrays]))[:2])
    there = with_autograd[0]
    tracked = any(x._xp is there and there.hooks.requires_grad(x._native) for x in arrays)
    return [x if x._xp is there else as_constant(x, there, tracked) for x in arrays]


def as_constant(x: Array, there: NativeNamespace, tracked: bool = False, *, of_transform: bool = False) -> Array:
    """Return an Array as a constant of a namespace with autograd.

    ``tracked`` is whether the Arrays that it joins carry a gradient. ``of_transform`` is whether a transformation needs
    the Array: as a cotangent, or as a value of the function. For these, and inside the function, Arrays of a library
    without a plugin join from a device that no backend with autograd has, too.
    """
    here = x._xp.hooks
    if x._xp.levels != there.levels and x._xp.levels <= there.levels:  # inside ua.vmap
        (x,) = mapped.mark([x], there.levels)
        if x._xp is there:
            return x
    is_copied = here.device != there.hooks.device
    may_copy = here.backend.is_generic and there.hooks.device.kind == "cpu"
    if (
        here.backend.capabilities.autograd
        or not there.hooks.backend.capabilities.autograd
        or (is_copied and not (may_copy and (of_transform or _selection.in_force().differentiating)))
        or not (tracked or _selection.in_force().joining or there.hooks.is_grad_off())
    ):
        raise mismatch(there, x._xp)
    if is_copied:
        data_out.count_copy_for_gradients(x._native, x._xp, there)
    return Array(move(x._native, x._xp, there), there)


def check_shape_is_known(call: str, x: Array) -> None:
    """Raise TracingError if the shape of a call depends on the values of an Array that are not known."""
    where = x._xp.hooks.traced_by(x._native)
    if where is not None:
        raise unknown_shape(call, where)


# -- elementwise -----------------------------------------------------------------------------------------


_INFINITY: Final = float("inf")
_NO_FAST_PATH: Final[tuple[frozenset[Any], Any]] = frozenset(), None


def unary(name: str, x: Array | Scalar, domain: frozenset[DType]) -> Array:
    """Apply an elementwise function of one argument."""
    if type(x) is not Array:
        x = operand(x)
    xp, native = x._xp, x._native
    dtypes, function = xp.unary.get(name, _NO_FAST_PATH)
    if native.dtype not in dtypes:
        function = getattr(xp, name)
        dtype = xp.hooks.dtype(native)
        if dtype not in domain:
            native = xp.hooks.cast(native, resolve(name, dtype, domain, xp.hooks.default_float))
    new = _new(Array)
    new._xp = xp
    try:
        new._native = function(native)
    except Exception as error:
        raise_translated(xp, error, function, native)
    return new


def binary(name: str, x1: Array | Scalar, x2: Array | Scalar, domain: frozenset[DType]) -> Array:
    """Apply an elementwise function of two arguments. One of them can be a scalar."""
    if type(x1) is Array and type(x2) is Array:
        if x2._xp is not x1._xp:
            x1, x2 = join_constants((x1, x2))
        xp, a, b = x1._xp, x1._native, x2._native
        hooks = xp.hooks
        dtype = hooks.dtype(a)
        if a.dtype is not b.dtype or dtype not in domain:
            dtype = resolve(name, promote(dtype, hooks.dtype(b)), domain, xp.hooks.default_float)
            a, b = hooks.cast(a, dtype), hooks.cast(b, dtype)
        function = getattr(xp, name)
        new = _new(Array)
        new._xp = xp
        try:
            new._native = function(a, b)
        except Exception as error:
            raise_translated(xp, error, function, a, b)
        return new
    return _binary_scalar(name, x1, x2, domain)


def _binary_scalar(name: str, x1: Array | Scalar, x2: Array | Scalar, domain: frozenset[DType]) -> Array:
    """Apply an elementwise function of an array and a scalar, without making an array of the scalar."""
    if type(x1) is not Array and type(x2) is not Array:
        x1 = operand(x1)
    swapped = type(x1) is not Array
    array, given = (x2, x1) if swapped else (x1, x2)
    assert type(array) is Array
    value = as_python(given)
    if value is None:
        refuse(given)
    xp, native = array._xp, array._native
    hooks = xp.hooks
    old = hooks.dtype(native)
    promoted = old
    if scalars.RANK[type(value)] > old.rank:
        promoted = scalars.promote_with_scalar(old, value, hooks.default_dtype)
    if type(value) is int and name in scalars.OUT_OF_RANGE and (side := scalars.beyond(value, promoted)):
        mirrored = scalars.MIRRORED[name] if swapped else name
        if promoted.rank < 2 or mirrored not in scalars.WITH_INFINITY:
            return _compare_out_of_range(mirrored, xp, native, side > 0)
        resolve(name, promoted, domain, hooks.default_float)  # raises an error for complex numbers
        name, value, swapped = scalars.WITH_INFINITY[mirrored][side < 0], side * _INFINITY, False
    dtype = resolve(name, promoted, domain, xp.hooks.default_float)
    scalars.check_representable(value, dtype)
    if dtype is not old:
        native = hooks.cast(native, dtype)
    if type(value) is bool and dtype.rank > 0:
        value = int(value)
    elif type(value) is int or dtype in scalars.NARROW:
        value = scalars.saturate(value, dtype)
    if dtype in hooks.boxed_scalars:
        value = hooks.scalar(value, dtype)
    pair = (value, native) if swapped else (native, value)
    return Array(invoke(xp, getattr(xp, name), *pair), xp)


def _compare_out_of_range(name: str, xp: NativeNamespace, native: Any, above: bool) -> Array:
    """Compare an array with an integer that its dtype cannot hold, if the answer is the same for all elements."""
    answer = scalars.OUT_OF_RANGE[name][0 if above else 1]
    return Array(xp.full(xp.hooks.shape(native), answer, dtype=xp.hooks.native_dtype(dt.bool)), xp)


# -- everything else ---------------------------------------------------------------------------------------


def promote_operands(*arrays: Array | Scalar) -> tuple[NativeNamespace, list[Any]]:
    """Return the common namespace of several arguments, and their native arrays in the dtype that they promote to.

    Scalars take that dtype, too, as in ``binary``.
    """
    if (natives := _without_promotion(arrays)) is not None:
        return arrays[0]._xp, natives  # type: ignore[union-attr]
    arrays = tuple(to_one_namespace(*arrays))
    xp = next((x._xp for x in arrays if type(x) is Array), None)
    if xp is None:
        xp = operand(arrays[0])._xp
    hooks = xp.hooks
    dtypes = [hooks.dtype(x._native) for x in arrays if type(x) is Array]
    values = {index: _scalar(x) for index, x in enumerate(arrays) if type(x) is not Array}
    dtype = promote_all(dtypes) if dtypes else dt.bool
    dtype = scalars.promote_with_scalars(dtype, values.values(), hooks.default_dtype)
    natives = []
    for index, x in enumerate(arrays):
        if index in values:
            assert dtype is not None
            natives.append(hooks.scalar(scalars.saturate(values[index], dtype), dtype))
        else:
            assert type(x) is Array
            assert dtype is not None
            natives.append(hooks.cast(x._native, dtype))
    return xp, natives


def _without_promotion(arrays: Sequence[Array | Scalar]) -> list[Any] | None:
    """Return the native arrays if all arguments are Arrays of one namespace and one dtype, the most frequent case."""
    first = arrays[0]
    if type(first) is not Array:
        return None
    xp, dtype = first._xp, first._native.dtype
    natives = []
    for x in arrays:
        if type(x) is not Array or x._xp is not xp or x._native.dtype is not dtype:
            return None
        natives.append(x._native)
    return natives


def _scalar(x: object) -> Scalar:
    value = as_python(x)
    if value is None:
        refuse(x)
    return value
