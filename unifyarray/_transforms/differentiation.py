"""The transformations of functions behind ``ua.grad`` and its kin."""

from __future__ import annotations

import functools

from .._core.errors import message, shown
from .._core.pytree import aligned, leaves
from .routing import Call, Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, Final, TypeAlias

    from .._backend.backend import NativeNamespace
    from .._core.dtypes import DType

    Key: TypeAlias = int | str
    Argnums: TypeAlias = "int | str | Sequence[int | str]"


_AT_ONCE: Final = ("ua.vjp", "ua.jvp")
# Bits of a code object's flags, as the inspect module names them: generators, coroutines and both in one.
_LATER: Final = 0x20 | 0x80 | 0x200


class Chosen:
    """Which arguments of a function ``argnums`` names.

    Attributes
    ----------
    is_one : bool
        Whether it is one, whose gradient comes without a tuple around it.
    """

    def __init__(self, origin: str, function: Callable[..., Any], argnums: Argnums) -> None:
        _check_function(origin, function)
        self.origin = origin
        self.function = function
        self.is_one = isinstance(argnums, (int, str)) and not isinstance(argnums, bool)
        given: Any = (argnums,) if self.is_one else argnums
        if not isinstance(given, (tuple, list)) or not given or not all(_is_key(key) for key in given):
            raise TypeError(
                message(f"{origin}: argnums={argnums!r} names no argument", 'argnums=0, "w", (0, 1) or ("w", "b")')
            )
        self._given: tuple[Key, ...] = tuple(given)
        self._parameters: tuple[str, ...] | None = None

    def keys(self, args: Sequence[Any], kwargs: dict[str, Any]) -> list[Key]:
        """Return position or keyword of each in a call."""
        if self.is_one:
            key = self._given[0]
            return [key if type(key) is int and 0 <= key < len(args) else self._key(key, args, kwargs)]
        keys = [self._key(key, args, kwargs) for key in self._given]
        if len(set(keys)) < len(keys):
            raise ValueError(message(f"{self.origin}: argnums={self._given} names an argument twice", "name each once"))
        return keys

    def _key(self, key: Key, args: Sequence[Any], kwargs: dict[str, Any]) -> Key:
        if isinstance(key, str):
            if key in kwargs:
                return key
            names = self._names()
            if key in names and names.index(key) < len(args):
                return names.index(key)
            fact = f"{self.origin}: the function was called without an argument {key!r}"
            raise ValueError(message(fact, f"its parameters are {', '.join(names) or 'not known'}"))
        if -len(args) <= key < len(args):
            return key % len(args)
        names = self._names()
        if 0 <= key < len(names) and names[key] in kwargs:
            return names[key]
        fact = f"{self.origin}: argnums={key}, and the function was called with {len(args)} positional arguments"
        raise ValueError(message(fact, "count from 0, or name the parameter: argnums='x'"))

    def _names(self) -> tuple[str, ...]:
        """Return the names of the parameters that can be passed by position."""
        if self._parameters is None:
            from inspect import Parameter, signature

            try:
                found = [*signature(self.function).parameters.values()]
            except (TypeError, ValueError):  # a function of C that does not tell
                found = []
            by_position = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
            self._parameters = tuple([p.name for p in found if p.kind in by_position])
        return self._parameters


def _check_function(origin: str, function: Any) -> None:
    """Raise TypeError for what cannot be differentiated: what is no function, or does its work after the call."""
    if not callable(function):
        fact = f"{origin} takes a function, not {shown(function)} ({type(function).__name__})"
        raise TypeError(
            message(fact, f"{origin}(function)(x)" if origin not in _AT_ONCE else f"{origin}(function, ...)")
        )
    code = getattr(function, "__code__", None)
    if code is not None and code.co_flags & _LATER:
        fact = f"{origin}: {function.__qualname__} is a generator or a coroutine, which runs after the call"
        raise TypeError(message(fact, "a function that returns its value"))


def _is_key(key: object) -> bool:
    return isinstance(key, (int, str)) and not isinstance(key, bool)


def value_and_grad(
    origin: str, function: Callable[..., Any], argnums: Argnums, has_aux: bool, *, with_value: bool
) -> Callable[..., Any]:
    """Return a function that returns the gradient, with the value or without, in the form that users see."""
    chosen = Chosen(origin, function, argnums)
    task = Task(origin, function, has_aux, is_number=True)

    @functools.wraps(function)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        keys = chosen.keys(args, kwargs)
        call = Call(task, args, kwargs, keys)
        outputs, aux, found, call.is_tracked = call.xp.hooks.value_and_gradients(call.run, call.primals, call.owns)
        if chosen.is_one:
            result = call.gradients_of(keys[0], found)
        else:
            result = tuple([call.gradients_of(key, found) for key in keys])
        value = call.value_of(outputs) if with_value else None
        if not has_aux:
            return (value, result) if with_value else result
        others = call.aux_of(aux)
        return ((value, others), result) if with_value else (result, others)

    return gradient


def vjp(function: Callable[..., Any], primals: tuple[Any, ...], has_aux: bool) -> tuple[Any, ...]:
    """Return what ``ua.vjp`` returns."""
    _check_function("ua.vjp", function)
    call = Call(Task("ua.vjp", function, has_aux, may_be_constant=True), primals, {}, range(len(primals)))
    outputs, aux, pull = call.xp.hooks.vjp(call.run, call.primals)

    def pullback(cotangents: Any, /) -> tuple[Any, ...]:
        beside = zip(leaves(call.value), aligned(call.value, cotangents, "the cotangent"), strict=True)
        given = [u for leaf, u in beside if leaf is not None]
        found = pull([call.admit(u, y, "cotangent") for u, y in zip(given, outputs, strict=True)])
        return tuple([call.gradients_of(i, found) for i in range(len(primals))])

    value = call.value_of(outputs)
    return (value, pullback, call.aux_of(aux)) if has_aux else (value, pullback)


def jvp(function: Callable[..., Any], primals: Any, tangents: Any, has_aux: bool) -> tuple[Any, ...]:
    """Return what ``ua.jvp`` returns."""
    _check_function("ua.jvp", function)
    for given, name in ((primals, "primals"), (tangents, "tangents")):
        if not isinstance(given, (tuple, list)):
            fact = f"ua.jvp: {name} are a tuple of arguments, not {type(given).__name__}"
            raise TypeError(message(fact, "ua.jvp(function, (x,), (v,))"))
    if len(primals) != len(tangents):
        raise ValueError(message(f"ua.jvp: {len(primals)} primals and {len(tangents)} tangents", "one for each"))
    call = Call(Task("ua.jvp", function, has_aux, may_be_constant=True), tuple(primals), {}, range(len(primals)))
    hooks = call.xp.hooks
    given = zip(call.of_variables(tangents, "the tangent"), call.primals, strict=True)
    directions = [call.admit(v, x, "tangent") for v, x in given]
    outputs, aux, push = hooks.jvp(call.run, call.primals)
    value = call.value_of(outputs)
    tangent = call.in_value([call.back(t) if hooks.dtype(t).rank >= 2 else None for t in push(directions)])
    return (value, tangent, call.aux_of(aux)) if has_aux else (value, tangent)


def jacobian(
    origin: str, function: Callable[..., Any], argnums: Argnums, mode: str, has_aux: bool
) -> Callable[..., Any]:
    """Return a function that returns the Jacobian, in the form that users see."""
    if mode not in ("forward", "reverse"):
        raise ValueError(message(f"{origin}: mode={mode!r} is not valid", '"reverse" or "forward"'))
    chosen = Chosen(origin, function, argnums)
    task = Task(origin, function, has_aux)

    @functools.wraps(function)
    def derivative(*args: Any, **kwargs: Any) -> Any:
        keys = chosen.keys(args, kwargs)
        call = Call(task, args, kwargs, keys)
        hooks, primals = call.xp.hooks, call.primals
        for native in primals:
            _check_real(origin, hooks.dtype(native), "an argument")
        differentiate = hooks.vjp if mode == "reverse" else hooks.jvp
        outputs, aux, apply = differentiate(call.run, primals)
        for native in outputs:
            _check_real(origin, hooks.dtype(native), "the value")
        blocks = (_by_rows if mode == "reverse" else _by_columns)(call.xp, apply, outputs, primals)
        results = []
        for row in blocks:
            parts = [call.gradients_of(key, row) for key in keys]
            results.append(parts[0] if chosen.is_one else tuple(parts))
        result = call.in_value(results)
        return (result, call.aux_of(aux)) if has_aux else result

    return derivative


def _check_real(origin: str, dtype: DType, what: str) -> None:
    if dtype.rank != 2:
        hint = (
            "real and imaginary part as arrays of their own" if dtype.rank == 3 else "floating-point numbers: ua.astype"
        )
        raise TypeError(message(f"{origin}: {what} is of {dtype}; a Jacobian is of real numbers", hint))


def _by_rows(xp: NativeNamespace, pull: Any, outputs: list[Any], primals: list[Any]) -> list[list[Any]]:
    """Return the blocks of a Jacobian by output and input, one element of an output at a time."""
    hooks = xp.hooks
    blocks = []
    for k, output in enumerate(outputs):
        rows = [pull([e if i == k else None for i in range(len(outputs))]) for e in _basis(xp, output)]
        shape = hooks.shape(output)
        blocks.append(
            [_assembled(xp, [row[i] for row in rows], (*shape, *hooks.shape(x)), x, 0) for i, x in enumerate(primals)]
        )
    return blocks


def _by_columns(xp: NativeNamespace, push: Any, outputs: list[Any], primals: list[Any]) -> list[list[Any]]:
    """Return the blocks of a Jacobian, one element of an input at a time."""
    hooks = xp.hooks
    blocks: list[list[Any]] = [[] for _ in outputs]
    for k, primal in enumerate(primals):
        columns = [push([e if i == k else None for i in range(len(primals))]) for e in _basis(xp, primal)]
        shape = hooks.shape(primal)
        for i, y in enumerate(outputs):
            blocks[i].append(_assembled(xp, [column[i] for column in columns], (*hooks.shape(y), *shape), y, -1))
    return blocks


def _basis(xp: NativeNamespace, like: Any) -> Iterator[Any]:
    """Yield arrays like another with a 1 at one element each."""
    hooks = xp.hooks
    shape, dtype = hooks.shape(like), hooks.dtype(like)
    size = 1
    for length in shape:
        size *= length
    one = hooks.scalar(1, dtype)
    for i in range(size):
        flat = xp.zeros((size,), dtype=hooks.native_dtype(dtype))
        yield xp.reshape(hooks.setitem(flat, (i,), one), shape)


def _assembled(xp: NativeNamespace, found: list[Any], shape: tuple[int, ...], like: Any, axis: int) -> Any:
    if not found:
        return xp.zeros(shape, dtype=xp.hooks.native_dtype(xp.hooks.dtype(like)))
    return xp.reshape(xp.stack(found, axis=axis), shape)
