"""The transformations of functions behind ``ua.grad`` and its kin."""

from __future__ import annotations

import functools

from .._errors import message
from .routing import Call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeAlias

    Key: TypeAlias = int | str
    Argnums: TypeAlias = "int | str | Sequence[int | str]"


class Chosen:
    """Which arguments of a function ``argnums`` names.

    Attributes
    ----------
    is_one : bool
        Whether it is one, whose gradient comes without a tuple around it.
    """

    def __init__(self, origin: str, function: Callable[..., Any], argnums: Argnums) -> None:
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
                found = signature(self.function).parameters.values()
            except (TypeError, ValueError):  # a function of C that does not tell
                found = ()
            by_position = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
            self._parameters = tuple([p.name for p in found if p.kind in by_position])
        return self._parameters


def _is_key(key: object) -> bool:
    return isinstance(key, (int, str)) and not isinstance(key, bool)


def value_and_grad(
    origin: str, function: Callable[..., Any], argnums: Argnums, has_aux: bool, *, with_value: bool
) -> Callable[..., Any]:
    """Return a function that returns the gradient, with the value or without, in the form that users see."""
    chosen = Chosen(origin, function, argnums)

    @functools.wraps(function)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        keys = chosen.keys(args, kwargs)
        call = Call(origin, args, kwargs, keys)
        hooks = call.xp.hooks
        outputs, aux, pull = hooks.vjp(call.runner(function, has_aux), call.primals, once=True)
        _check_scalar(origin, call, outputs)
        found = pull([hooks.scalar(1.0, hooks.dtype(outputs[0]))])
        gradients = [call.gradients_of(key, found) for key in keys]
        result = gradients[0] if chosen.is_one else tuple(gradients)
        value = call.value_of(outputs) if with_value else None
        if not has_aux:
            return (value, result) if with_value else result
        others = call.aux_of(aux)
        return ((value, others), result) if with_value else (result, others)

    return gradient


def _check_scalar(origin: str, call: Call, outputs: Sequence[Any]) -> None:
    """Raise where the value is not one real number."""
    hooks = call.xp.hooks
    if len(outputs) != 1 or not call.is_leaf:
        raise TypeError(
            message(
                f"{origin}: the function returned a {type(call.value).__name__}, not one number",
                "has_aux=True for (value, aux), or ua.jacobian(function), or ua.vjp",
            )
        )
    shape, dtype = hooks.shape(outputs[0]), hooks.dtype(outputs[0])
    if shape:
        raise ValueError(
            message(
                f"{origin}: the function returned an array of shape {shape}, not one number",
                "return ua.sum(y), or use ua.jacobian(function), or ua.vjp",
            )
        )
    if dtype.rank != 2:
        hint = "return ua.real(y), or ua.abs(y)" if dtype.rank == 3 else "return a floating-point number: ua.astype"
        raise TypeError(message(f"{origin}: the function returned {dtype}, not a real number", hint))
