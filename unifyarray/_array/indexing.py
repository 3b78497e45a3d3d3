"""Convert an index or a value, as the user writes it, to the form that a backend takes (contract rows 6 to 8)."""

from __future__ import annotations

import operator

from .._core import dtypes as dt
from .._core.errors import TracingError, hinted, message, raise_translated, shown, unknown_shape
from .._rules import axes, index_keys, scalars
from .._rules.devices import unwritable
from .._runtime.python_scalars import as_python
from .._runtime.registry import namespace_of
from ._late import calls, creation, ua

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, NoReturn

    from .._backend.namespaces import NativeNamespace
    from .array import Array

_PLAIN: Final = frozenset({int, type(None), type(...), bool})
_BOUND: Final = frozenset({int, type(None)})


def native_key(xp: NativeNamespace, key: Any, native: Any, value: Any = None) -> tuple[Any, ...]:
    """Return an index as a tuple of ints, slices of ints, None, Ellipsis and native integer or boolean arrays.

    ``native`` is the indexed array, ``value`` the value that is assigned to it.

    Raises
    ------
    IndexError
        A part of the key cannot index: a float, a string, an array of floats.
    DeviceMismatchError
        An index array has another backend or device than the array.
    """
    if type(key) is not tuple:
        if type(key) is slice and type(key.start) in _BOUND and type(key.stop) in _BOUND and type(key.step) in _BOUND:
            return (key,)
        key = (key,)
    for part in key:
        if type(part) in _PLAIN:
            continue
        if (
            type(part) is slice
            and type(part.start) in _BOUND
            and type(part.stop) in _BOUND
            and type(part.step) in _BOUND
        ):
            continue
        return tuple(
            [part if type(part) in _PLAIN else _native_part(xp, part, native, value, len(key) == 1) for part in key]
        )
    return key  # type: ignore[no-any-return]


def _native_part(xp: NativeNamespace, part: Any, native: Any, value: Any, is_only: bool) -> Any:
    if type(part) is slice:
        return _plain_slice(part)
    if type(part) is not ua.Array:
        scalar = as_python(part)
        if type(scalar) in (int, bool):
            return scalar
        part = _index_array(xp, part)
    dtype = part.dtype
    if dtype is dt.bool:
        _check_mask(part, native, value, is_only)
    if part._xp is not xp:
        part = _as_constant_of(xp, part, native, value)
    if dtype.rank > 1:
        raise IndexError(
            message(
                f"an array of {dtype} cannot index",
                "convert the index: ua.astype(i, ua.int64) or ua.astype(mask, ua.bool)",
            )
        )
    return within_int64(xp, part._native) if dtype is dt.uint64 else part._native


def _check_mask(mask: Array, native: Any, value: Any, is_only: bool) -> None:
    """Raise TracingError for a mask that selects elements by values that are not known.

    A write is allowed if the mask is the whole key, and the value has no axis for the elements that it selects.
    """
    where = mask._xp.hooks.traced_by(mask._native)
    if where is None:
        return
    if value is None:
        raise unknown_shape("x[mask]", where)
    if not is_only or isinstance(value, list | tuple) or getattr(value, "ndim", 0) + mask.ndim > len(native.shape):
        fact = f"the value that x[mask] = value gives to an element depends on a mask that is not known inside {where}"
        raise TracingError(message(fact, "x = ua.where(mask, values, x)"))


def within_int64(xp: NativeNamespace, indices: Any) -> Any:
    """Return a native array of uint64 indices as int64; indices beyond int64 become its largest number.

    Libraries read indices as int64, so such an index would wrap to a negative one and count from the end.
    """
    hooks = xp.hooks
    return hooks.cast(xp.minimum(indices, hooks.scalar(index_keys.LARGEST, dt.uint64)), dt.int64)


def _index_array(xp: NativeNamespace, part: Any) -> Array:
    """Return a list, or an array of a host library, as an Array."""
    if isinstance(part, list):
        try:
            return _from_list(xp, part)
        except (TypeError, ValueError, OverflowError) as error:
            raise IndexError(
                message(
                    f"the list {shown(part)} cannot index",
                    "use a list of integers or of bools, with rows of equal length: x[[0, 1]]",
                )
            ) from error
    found = namespace_of(part)
    if found is None or not found.hooks.backend.capabilities.host:
        raise IndexError(
            message(
                f"{shown(part)} ({type(part).__name__}) cannot index",
                "index with integers, slices, None, ..., lists, or arrays of integers or bools: x[ua.asarray([0, 1])]",
            )
        )
    return creation.asarray(xp, part)


def _as_constant_of(xp: NativeNamespace, x: Array, native: Any, value: Any = None) -> Array:
    """Return an Array as a constant of another namespace, if the rule for constants allows it (contract row 21).

    The rule asks whether the indexed array, or the value that is assigned to it, is tracked.
    """
    here = x._xp.hooks
    autograd = here.backend.capabilities.autograd, xp.hooks.backend.capabilities.autograd
    if autograd == (True, False) and here.device == xp.hooks.device:  # `join_key` handles reading
        raise unwritable(xp, x._xp, here.requires_grad(x._native))
    others = [native, value._native] if type(value) is ua.Array and value._xp is xp else [native]
    return calls.as_constant(x, xp, tracked=any(map(xp.hooks.requires_grad, others)))


def _plain_slice(part: slice) -> slice:
    return slice(*(None if bound is None else _as_int(bound) for bound in (part.start, part.stop, part.step)))


def _as_int(bound: Any) -> int:
    try:
        return operator.index(bound)
    except TypeError:
        raise TypeError(
            message(f"{shown(bound)} cannot bound a slice", "use integers or None: x[0:2], x[:2]")
        ) from None


def _from_list(xp: NativeNamespace, part: list[Any]) -> Array:
    return creation.asarray(xp, part) if part else creation.asarray(xp, part, dtype=dt.int64)


def join_key(x: Array, key: Any) -> Array:
    """Return an Array in the namespace of the Arrays that index it, if the rule for constants lets it join them.

    Raises
    ------
    DeviceMismatchError
        It does not.
    """
    parts = key if type(key) is tuple else (key,)
    return calls.join_constants([x, *[part for part in parts if type(part) is ua.Array]])[0]


def raise_wrong_index(xp: NativeNamespace, error: Exception, native: Any, key: Any, *value: Any) -> NoReturn:
    """Raise the error for an index that is wrong, or for a value that cannot be assigned.

    This is called only after the library has raised: its exception, the cause, differs between libraries.
    """
    if value or not hinted(error):  # if both the index and the value are wrong, the error is about the index
        try:
            _check_key(xp, native_key(xp, key, native, *value), native)
        except (IndexError, ValueError) as better:
            raise better from error
        if value:
            _check_value(xp, error, native, key, value[0])
    raise_translated(xp, error, xp.hooks.setitem if value else xp.hooks.getitem, native, key, *value)


def _check_value(xp: NativeNamespace, error: Exception, native: Any, key: Any, value: Any) -> None:
    """Raise ValueError if the shape of a value does not fit."""
    if hinted(error):
        return
    hooks = xp.hooks
    to = hooks.shape(hooks.getitem(native, native_key(xp, key, native, value)))
    given = hooks.shape(native_value(xp, native, value))
    if len(given) > len(to) or any(length not in (1, n) for length, n in zip(given[::-1], to[::-1], strict=False)):
        fact = f"a value of shape {given} does not fit into x[...] of shape {to}"
        raise ValueError(
            message(fact, f"pass a value that broadcasts to the shape: ua.broadcast_to(value, {to})")
        ) from error


def _check_key(xp: NativeNamespace, key: tuple[Any, ...], native: Any) -> None:
    """Raise IndexError or ValueError if an index is wrong."""
    hooks = xp.hooks
    shape = axes.known(hooks.shape(native), hooks.unknown_length_hint)
    plan = index_keys.plan(key, shape, lambda part: hooks.dtype(part) is dt.bool)
    source = hooks.shape(hooks.getitem(native, plan.basic))
    shapes: list[tuple[int, ...]] = []
    for axis, part in plan.advanced:
        if isinstance(part, bool) or hooks.dtype(part) is dt.bool:  # a mask stands for the indices of its elements
            count = part if isinstance(part, bool) else hooks.item(xp.count_nonzero(part))
            shapes.append((int(count.real),))
        else:
            _check_within(xp, part, axis, source[axis])
            shapes.append(hooks.shape(part))
    index_keys.broadcast_index_shapes(shapes)


def select(xp: NativeNamespace, function: Any, x: Any, indices: Any, size: int, **options: Any) -> Any:
    """Call a function that takes elements by native indices of an axis; an error names the index out of bounds.

    The index is searched for only after the library has raised. ``size`` is the length of the axis.
    """
    try:
        return function(x, indices, **options)
    except Exception as error:
        if not hinted(error):
            try:
                _check_within(xp, indices, options["axis"], size)
            except IndexError as better:
                raise better from error
        raise_translated(xp, error, function, x, indices, **options)


def _check_within(xp: NativeNamespace, indices: Any, axis: int, size: int) -> None:
    """Raise IndexError for the first index that is out of bounds for its axis."""
    if xp.hooks.traced_by(indices) is not None:
        return
    for index in xp.hooks.tolist(xp.reshape(indices, (-1,))):
        index_keys.wrap(index, axis, size)


def native_value(xp: NativeNamespace, native: Any, value: Any) -> Any:
    """Return a value that is assigned to an array as a native array of the dtype of that array.

    Raises
    ------
    TypeError
        The value is of a higher kind than the array (a float into an integer array), or not an array or scalar.
    OverflowError
        The array's dtype cannot hold the integer.
    """
    hooks = xp.hooks
    if type(value) is ua.Array:
        if value._xp is not xp:
            value = _as_constant_of(xp, value, native)
        if value._native.dtype is native.dtype:
            return value._native
        dtype = hooks.dtype(native)
        if value.dtype.rank > dtype.rank:
            raise _too_high(value.dtype, dtype)
        return hooks.cast(value._native, dtype)
    if isinstance(value, list | tuple):
        return native_value(xp, native, _from_list(xp, list(value)))
    plain = as_python(value)
    if plain is None:
        calls.refuse(value)
    dtype = hooks.dtype(native)
    if scalars.RANK[type(plain)] > dtype.rank:
        raise _too_high(shown(plain), dtype)
    return hooks.scalar(scalars.saturate(plain, dtype), dtype)


def _too_high(value: object, dtype: dt.DType) -> TypeError:
    return TypeError(
        message(
            f"{value} does not go into an array of {dtype}", "make the array's dtype wider first: ua.astype(x, dtype)"
        )
    )
