"""Derivatives of functions: the work behind ``ua.grad``, ``ua.jacobian``, ``ua.hessian``, ``ua.vjp`` and ``ua.jvp``.

Each call has three parts: ``Arguments`` wraps the arguments, ``Route`` chooses the namespace that differentiates, and
``Results`` runs the function and returns its results in the caller's types.
"""

from __future__ import annotations

import functools

from .._core.errors import message, shown
from .._core.pytree import aligned, leaves
from .argnums import Argnums
from .arguments import Arguments
from .results import Results
from .routing import Route
from .transformation import Transformation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, Final

    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType
    from .argnums import Key


#: Transformations that run the function immediately. The other transformations return a function.
_IMMEDIATE: Final = ("ua.vjp", "ua.jvp")
# Flags of code objects, by their names in the inspect module: CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR.
_SUSPENDABLE: Final = 0x20 | 0x80 | 0x200


def check_function(origin: str, function: Any) -> None:
    """Raise TypeError if an object is not a function, or runs only after the call."""
    if not callable(function):
        fact = f"{origin} needs a function, got {shown(function)} ({type(function).__name__})"
        hint = f"{origin}(function, ...)" if origin in _IMMEDIATE else f"{origin}(function)(x)"
        raise TypeError(message(fact, hint))
    code = getattr(function, "__code__", None)
    if code is not None and code.co_flags & _SUSPENDABLE:
        fact = f"{origin}: {function.__qualname__} is a generator or a coroutine, which runs after the call"
        raise TypeError(message(fact, "return the value: def f(x): return ua.sum(x)"))


def value_and_grad(
    origin: str, function: Callable[..., Any], argnums: int | str | Sequence[Key], has_aux: bool, *, with_value: bool
) -> Callable[..., Any]:
    """Return a function that computes the gradient, and the value if ``with_value``, in the public form."""
    check_function(origin, function)
    chosen = Argnums(origin, function, argnums)
    transformation = Transformation(origin, function, has_aux, needs_real_number=True)

    @functools.wraps(function)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        keys = chosen.keys(args, kwargs)
        arguments = Arguments(transformation, args, kwargs, keys)
        route = Route(origin, arguments)
        results = Results(transformation, arguments, route)
        differentiate = route.xp.hooks.value_and_gradients
        outputs, aux, found, results.is_tracked = differentiate(results.run, route.primals, route.owns_primals)
        if chosen.is_single:
            gradients = results.gradients_of(keys[0], found)
        else:
            gradients = tuple([results.gradients_of(key, found) for key in keys])
        value = results.value_of(outputs) if with_value else None
        if not has_aux:
            return (value, gradients) if with_value else gradients
        others = results.aux_of(aux)
        return ((value, others), gradients) if with_value else (gradients, others)

    return gradient


def vjp(function: Callable[..., Any], primals: tuple[Any, ...], has_aux: bool) -> tuple[Any, ...]:
    """Return the value, the pullback and, with ``has_aux``, the aux, as ``ua.vjp`` documents."""
    check_function("ua.vjp", function)
    transformation = Transformation("ua.vjp", function, has_aux, allows_constants=True)
    arguments = Arguments(transformation, primals, {}, range(len(primals)))
    route = Route("ua.vjp", arguments)
    results = Results(transformation, arguments, route)
    outputs, aux, pull = route.xp.hooks.vjp(results.run, route.primals)

    def pullback(cotangents: Any, /) -> tuple[Any, ...]:
        pairs = zip(leaves(results.value), aligned(results.value, cotangents, "the cotangent"), strict=True)
        given = [cotangent for leaf, cotangent in pairs if leaf is not None]
        found = pull([route.join_tangent(u, y, "cotangent") for u, y in zip(given, outputs, strict=True)])
        return tuple([results.gradients_of(i, found) for i in range(len(primals))])

    value = results.value_of(outputs)
    return (value, pullback, results.aux_of(aux)) if has_aux else (value, pullback)


def jvp(function: Callable[..., Any], primals: Any, tangents: Any, has_aux: bool) -> tuple[Any, ...]:
    """Return the value, the tangent and, with ``has_aux``, the aux, as ``ua.jvp`` documents."""
    check_function("ua.jvp", function)
    for given, name in ((primals, "primals"), (tangents, "tangents")):
        if not isinstance(given, (tuple, list)):
            fact = f"ua.jvp: {name} must be a tuple of arguments, got {type(given).__name__}"
            raise TypeError(message(fact, "ua.jvp(function, (x,), (v,))"))
    if len(primals) != len(tangents):
        fact = f"ua.jvp: got {len(primals)} primals and {len(tangents)} tangents"
        raise ValueError(message(fact, "pass one tangent for each primal: ua.jvp(function, (x, y), (vx, vy))"))
    transformation = Transformation("ua.jvp", function, has_aux, allows_constants=True)
    arguments = Arguments(transformation, primals, {}, range(len(primals)))
    route = Route("ua.jvp", arguments)
    results = Results(transformation, arguments, route)
    hooks = route.xp.hooks
    pairs = zip(arguments.by_variable(tangents, "the tangent"), route.primals, strict=True)
    directions = [route.join_tangent(v, x, "tangent") for v, x in pairs]
    outputs, aux, push = hooks.jvp(results.run, route.primals)
    value = results.value_of(outputs)
    tangent = results.in_value([results.to_caller(t) if hooks.dtype(t).rank >= 2 else None for t in push(directions)])
    return (value, tangent, results.aux_of(aux)) if has_aux else (value, tangent)


def jacobian(
    origin: str, function: Callable[..., Any], argnums: int | str | Sequence[Key], mode: str, has_aux: bool
) -> Callable[..., Any]:
    """Return a function that computes the Jacobian in the public form."""
    if mode not in ("forward", "reverse"):
        raise ValueError(message(f"{origin}: mode={mode!r} is not valid", 'mode="reverse" or mode="forward"'))
    check_function(origin, function)
    chosen = Argnums(origin, function, argnums)
    transformation = Transformation(origin, function, has_aux)

    @functools.wraps(function)
    def derivative(*args: Any, **kwargs: Any) -> Any:
        keys = chosen.keys(args, kwargs)
        arguments = Arguments(transformation, args, kwargs, keys)
        route = Route(origin, arguments)
        results = Results(transformation, arguments, route)
        hooks, primals = route.xp.hooks, route.primals
        for native in primals:
            _check_real(origin, hooks.dtype(native), "an argument")

        def run(natives: Sequence[Any]) -> tuple[list[Any], list[Any]]:
            outputs, aux = results.run(natives)
            for native in outputs:
                _check_real(origin, hooks.dtype(native), "the value")
            return outputs, aux

        found = hooks.jacobian(run, primals, mode)
        if found is None:
            outputs, aux, apply = (hooks.vjp if mode == "reverse" else hooks.jvp)(run, primals)
            blocks = (_by_rows if mode == "reverse" else _by_columns)(route.xp, apply, outputs, primals)
        else:
            aux, blocks = found
        items = []
        for row in blocks:
            parts = [results.gradients_of(key, row) for key in keys]
            items.append(parts[0] if chosen.is_single else tuple(parts))
        result = results.in_value(items)
        return (result, results.aux_of(aux)) if has_aux else result

    return derivative


def _check_real(origin: str, dtype: DType, name: str) -> None:
    if dtype.rank != 2:
        hint = "pass ua.real(x) and ua.imag(x) as two arrays" if dtype.rank == 3 else "ua.astype(x, ua.float64)"
        raise TypeError(
            message(f"{origin}: {name} has dtype {dtype}, but a Jacobian needs real floating-point numbers", hint)
        )


def _by_rows(xp: NativeNamespace, pull: Any, outputs: list[Any], primals: list[Any]) -> list[list[Any]]:
    """Return the blocks of a Jacobian by output and input; compute it by rows, one for each element of an output."""
    hooks = xp.hooks
    blocks = []
    for k, output in enumerate(outputs):
        rows = [pull([e if i == k else None for i in range(len(outputs))]) for e in _basis(xp, output)]
        shape = hooks.shape(output)
        blocks.append(
            [_assemble(xp, [row[i] for row in rows], (*shape, *hooks.shape(x)), x, 0) for i, x in enumerate(primals)]
        )
    return blocks


def _by_columns(xp: NativeNamespace, push: Any, outputs: list[Any], primals: list[Any]) -> list[list[Any]]:
    """Return the blocks of a Jacobian by output and input; compute it by columns, one for each element of an input."""
    hooks = xp.hooks
    blocks: list[list[Any]] = [[] for _ in outputs]
    for k, primal in enumerate(primals):
        columns = [push([e if i == k else None for i in range(len(primals))]) for e in _basis(xp, primal)]
        shape = hooks.shape(primal)
        for i, y in enumerate(outputs):
            blocks[i].append(_assemble(xp, [column[i] for column in columns], (*hooks.shape(y), *shape), y, -1))
    return blocks


def _basis(xp: NativeNamespace, like: Any) -> Iterator[Any]:
    """Yield the arrays of a shape and dtype that are 1 at one element and 0 elsewhere, in order of the element."""
    hooks = xp.hooks
    shape, dtype = hooks.shape(like), hooks.dtype(like)
    size = 1
    for length in shape:
        size *= length
    one = hooks.scalar(1, dtype)
    for i in range(size):
        flat = xp.zeros((size,), dtype=hooks.native_dtype(dtype))
        yield xp.reshape(hooks.setitem(flat, (i,), one), shape)


def _assemble(xp: NativeNamespace, found: list[Any], shape: tuple[int, ...], like: Any, axis: int) -> Any:
    """Return a block of a Jacobian from its rows or columns; an empty one has the dtype of ``like``."""
    if not found:
        return xp.zeros(shape, dtype=xp.hooks.native_dtype(xp.hooks.dtype(like)))
    return xp.reshape(xp.stack(found, axis=axis), shape)
