"""From an index or a value as the user writes it to what a backend takes (contract rows 6 to 8)."""

from __future__ import annotations

import operator

from .._core import dtypes as dt
from .._core.errors import hinted, message, raise_translated, shown
from .._rules import index_keys, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, NoReturn

    from .._backend.backend import NativeNamespace
    from .array import Array

_PLAIN: Final = frozenset({int, type(None), type(...), bool})
_BOUND: Final = frozenset({int, type(None)})


def native_key(xp: NativeNamespace, key: Any, native: Any, value: Any = None) -> tuple[Any, ...]:
    """Return an index as a tuple of ints, slices of ints, None, Ellipsis and native integer or boolean arrays.

    ``native`` is the array that is indexed, ``value`` what is assigned to it.

    Raises
    ------
    IndexError
        Something in the index is no index: a float, a string, an array of floats.
    DeviceMismatchError
        An index array lives in another place than the array.
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
        return tuple([part if type(part) in _PLAIN else _native_part(xp, part, native, value) for part in key])
    return key  # type: ignore[no-any-return]


def _native_part(xp: NativeNamespace, part: Any, native: Any, value: Any) -> Any:
    if type(part) is slice:
        return _plain_slice(part)
    if not hasattr(part, "_xp"):
        scalar = scalars.as_python(part)
        if type(scalar) in (int, bool):
            return scalar
        part = _from_host(xp, part)
    if part._xp is not xp:
        part = _joined(part, xp, native, value)
    dtype = part.dtype
    if dtype.rank > 1:
        raise IndexError(message(f"an array of {dtype} is no index", "integer or boolean arrays are"))
    return within_int64(xp, part._native) if dtype is dt.uint64 else part._native


def within_int64(xp: NativeNamespace, indices: Any) -> Any:
    """Return a native array of uint64 indices as int64; those which that does not hold as its largest number.

    Libraries read indices as int64, where such a one would count from the end.
    """
    hooks = xp.hooks
    return hooks.cast(xp.minimum(indices, hooks.scalar(index_keys.LARGEST, dt.uint64)), dt.int64)


def _from_host(xp: NativeNamespace, part: Any) -> Array:
    """Return a list, or an array of a host library, as an Array: as an index the one is as good as the other."""
    from .._runtime.registry import namespace_of
    from .conversion import asarray

    if isinstance(part, list):
        try:
            return _from_list(xp, part)
        except (TypeError, ValueError, OverflowError) as error:
            raise IndexError(
                message(
                    f"the list {shown(part)} is no index", "lists of integers, or of bools, of one length each, are"
                )
            ) from error
    found = namespace_of(part)
    if found is None or not found.hooks.backend.capabilities.host:
        raise IndexError(
            message(
                f"{shown(part)} ({type(part).__name__}) is no index",
                "integers, slices, None, ..., lists, and Arrays or NumPy arrays of integers or bools are",
            )
        )
    return asarray(part, device=xp)  # type: ignore[arg-type]


def _joined(x: Array, xp: NativeNamespace, native: Any, value: Any = None) -> Array:
    """Return an Array as a constant of another namespace, where the rule for constants allows it (contract row 21).

    That depends on what it meets: the array that is indexed, and what is assigned to it.
    """
    from .._rules.devices import unwritable
    from .calls import as_constant

    here = x._xp.hooks
    able = here.backend.capabilities.autograd, xp.hooks.backend.capabilities.autograd
    if able == (True, False) and here.device == xp.hooks.device:  # what is read joins in `beside_key`
        raise unwritable(xp, x._xp, here.requires_grad(x._native))
    met = [native, value._native] if getattr(value, "_xp", None) is xp else [native]
    return as_constant(x, xp, tracked=any(map(xp.hooks.requires_grad, met)))


def _plain_slice(part: slice) -> slice:
    return slice(*(None if bound is None else _as_int(bound) for bound in (part.start, part.stop, part.step)))


def _as_int(bound: Any) -> int:
    try:
        return operator.index(bound)
    except TypeError:
        raise TypeError(message(f"{shown(bound)} is no bound of a slice", "integers and None are")) from None


def _from_list(xp: NativeNamespace, part: list[Any]) -> Array:
    from .conversion import asarray

    if not part:
        return asarray(part, dtype=dt.int64, device=xp)  # type: ignore[arg-type]
    return asarray(part, device=xp)  # type: ignore[arg-type]


def beside_key(x: Array, key: Any) -> Array:
    """Return an Array where the Arrays that index it are, if the rule for constants lets it join them.

    Raises
    ------
    DeviceMismatchError
        It does not.
    """
    from .calls import join_constants

    parts = key if type(key) is tuple else (key,)
    return join_constants([x, *[part for part in parts if hasattr(part, "_xp")]])[0]


def raise_wrong_index(xp: NativeNamespace, error: Exception, native: Any, key: Any, *value: Any) -> NoReturn:
    """Raise what is wrong with an index, or with the value that was to be assigned.

    Looked for only when the library has raised: its exception, the cause, does not say the same everywhere.
    """
    if value or not hinted(error):  # of a wrong index and a wrong value it is the index that is named
        try:
            _check_key(xp, native_key(xp, key, native, *value), native)
        except (IndexError, ValueError) as better:
            raise better from error
        if value:
            _check_value(xp, error, native, key, value[0])
    raise_translated(xp, error, xp.hooks.setitem if value else xp.hooks.getitem, native, key, *value)


def _check_value(xp: NativeNamespace, error: Exception, native: Any, key: Any, value: Any) -> None:
    """Raise what is wrong with the shape of a value, where it is that."""
    if hinted(error):
        return
    hooks = xp.hooks
    to = hooks.shape(hooks.getitem(native, native_key(xp, key, native, value)))
    given = hooks.shape(native_value(xp, native, value))
    if len(given) > len(to) or any(length not in (1, n) for length, n in zip(given[::-1], to[::-1], strict=False)):
        fact = f"a value of shape {given} does not fit into x[...] of shape {to}"
        raise ValueError(message(fact, f"a value that ua.broadcast_to(value, {to}) takes")) from error


def _check_key(xp: NativeNamespace, key: tuple[Any, ...], native: Any) -> None:
    """Raise what is wrong with an index."""
    hooks = xp.hooks
    plan = index_keys.plan(key, hooks.shape(native), lambda part: hooks.dtype(part) is dt.bool)
    source = hooks.shape(hooks.getitem(native, plan.basic))
    arrays = [(axis, part) for axis, part in plan.advanced if not isinstance(part, bool)]
    places = [(axis, part) for axis, part in arrays if hooks.dtype(part) is not dt.bool]
    for axis, part in places:
        _check_within(xp, part, axis, source[axis])
    index_keys.broadcast_index_shapes([hooks.shape(part) for _, part in places])


def select(xp: NativeNamespace, function: Any, x: Any, indices: Any, size: int, **options: Any) -> Any:
    """Call a function that takes elements by native indices of an axis of a size; name the index that is outside.

    Which one it is, is looked for when the library has raised.
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
    """Raise IndexError for the first index that lies outside its axis."""
    for index in xp.hooks.tolist(xp.reshape(indices, (-1,))):
        index_keys.wrap(index, axis, size)


def native_value(xp: NativeNamespace, native: Any, value: Any) -> Any:
    """Return what is assigned to an array as a native array of its dtype.

    Raises
    ------
    TypeError
        The value is of a higher kind than the array (a float into an integer array), or no array or scalar.
    OverflowError
        The array's dtype cannot hold the integer.
    """
    hooks = xp.hooks
    if hasattr(value, "_xp"):
        if value._xp is not xp:
            value = _joined(value, xp, native)
        if value._native.dtype is native.dtype:
            return value._native
        dtype = hooks.dtype(native)
        if value.dtype.rank > dtype.rank:
            raise _too_high(value.dtype, dtype)
        return hooks.cast(value._native, dtype)
    if isinstance(value, list | tuple):
        return native_value(xp, native, _from_list(xp, list(value)))
    plain = scalars.as_python(value)
    if plain is None:
        from .calls import refuse

        refuse(value)
    dtype = hooks.dtype(native)
    if scalars.RANK[type(plain)] > dtype.rank:
        raise _too_high(shown(plain), dtype)
    return hooks.scalar(scalars.saturate(plain, dtype), dtype)


def _too_high(what: object, dtype: dt.DType) -> TypeError:
    return TypeError(
        message(
            f"{what} does not go into an array of {dtype}", "make the array's dtype wider first: ua.astype(x, dtype)"
        )
    )
