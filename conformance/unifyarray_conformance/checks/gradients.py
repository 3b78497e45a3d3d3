"""Checks of first and second gradients against central differences.

All gradients go through ``ua.grad``. If a backend has no autograd, the checks cover the routing to a backend that has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.budget import some
from ..harness.calls import Call, Input, code_of
from ..harness.context import Skipped
from ..harness.registry import check
from ..inputs.gradient_calls import EXAMPLES, TWICE
from ..inputs.gradient_methods import METHODS
from ..inputs.gradient_points import Example
from ..reference.dtypes import COMPLEX, FLOATING, real_dtype
from ..reference.expected import CLOSE, Component, Expected

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..harness.context import Context
    from ..reference.special_cases import Values

#: By dtype: the step of the central differences; and the allowed error relative to 1 plus the largest gradient. The
#: differences themselves have an error of about 1e-10 in double precision, and of 1e-4 or more in single precision.
_STEP: Final = {"float64": 2.0**-17, "float32": 2.0**-8}
_CLOSE: Final = {"float64": 3e-7, "float32": 3e-2}
#: Allowed error of single precision gradients, compared with differences in double precision.
_ROUNDED: Final = 3e-4

_WIDE: Final = {"float32": "float64", "complex64": "complex128"}


def needs_autograd(context: Context) -> None:
    """Skip the case if no backend has autograd on the device."""
    try:
        context.ua.grad(lambda x: x * x)(context.xp.ones((), dtype=real_dtype(context.dtype)))
    except (context.ua.BackendUnavailableError, context.ua.DeviceUnavailableError) as error:
        raise Skipped(str(error).partition("\n")[0]) from error


def is_for_dtype(example: Example, dtype: str) -> bool:
    """Return whether an example call accepts arguments of the given dtype."""
    return ("c" if dtype in COMPLEX else "r") in example.kinds


def dtypes(name: str) -> tuple[str, ...]:
    """Return the dtypes with which to check a function's gradients."""
    examples = (EXAMPLES | METHODS)[name]
    return tuple(dtype for dtype in FLOATING if any(is_for_dtype(example, dtype) for example in examples))


# -- the calls -----------------------------------------------------------------------------------------------


def _definition(example: Example) -> str:
    names = _names(example)
    _, is_expression = code_of(example.source)
    body = f"y = {example.source}" if is_expression else example.source
    lines = "\n    ".join([*body.splitlines(), "return y"])
    return f"def f({names}):\n    {lines}\n"


def _loss(example: Example) -> str:
    """Return source of a loss that depends on every element of a call's result, with weights ``w``."""
    names = _names(example)
    return f"lambda {names}, w: ua.sum(ua.real(ua.conj(w) * f({names})))"


def _gradients(example: Example) -> str:
    count = len(example.shapes)
    names = ", ".join(f"x{i}" for i in range(count + 1))
    return f"ua.grad({_loss(example)}, argnums={tuple(range(count))})({names})"


def _weights(rng: np.random.Generator, shape: tuple[int, ...], dtype: str) -> Values:
    result: Values = np.empty(shape, dtype=dtype)
    result.real[...] = rng.uniform(0.5, 1.5, shape)
    if dtype in COMPLEX:
        result.imag[...] = rng.uniform(0.5, 1.5, shape)
    return result


def _run_on_host(context: Context, source: str, inputs: Sequence[Values]) -> list[Values]:
    """Run source and return its ``result``, an Array or a tuple of Arrays, as host arrays."""
    found = context.run(Call(source, tuple(map(Input, inputs))), "")
    arrays = found if isinstance(found, tuple) else (found,)
    return [context.ua.to_numpy(x, force=True) for x in arrays]


def differences(
    function: Callable[[list[Values]], Values], inputs: Sequence[Values], weights: Values, step: float
) -> list[Values]:
    """Return the gradient of a weighted sum of a function's result, by central differences.

    For a complex input, the gradient is the derivative by the real part plus i times the derivative by the imaginary
    part.
    """
    found = []
    for i, x in enumerate(inputs):
        gradient = np.zeros(x.shape, dtype="complex128" if x.dtype.kind == "c" else "float64")
        for position in np.ndindex(*x.shape):
            for unit in (1, 1j) if x.dtype.kind == "c" else (1,):
                sides = []
                for sign in (1, -1):
                    moved = [np.array(y) for y in inputs]
                    moved[i][position] += sign * step * unit
                    sides.append((np.asarray(function(moved)).astype("complex128"), moved[i][position]))
                (above, up), (below, down) = sides
                slope = (above - below) / abs(complex(up) - complex(down))
                gradient[position] += unit * float((np.conj(weights) * slope).real.sum())
        found.append(gradient)
    return found


def expect_close(exact: Values, dtype: str, relative: float) -> Expected:
    """Expect values up to an error relative to 1 plus the largest of them."""
    assert np.isfinite(exact).all(), "the example has no derivative at this point"
    real = Component.of(exact.real, mode=CLOSE)
    imag = Component.of(exact.imag, mode=CLOSE) if dtype in COMPLEX else None
    size = float(np.abs(exact).max(initial=0.0))
    return Expected(dtype, exact.shape, real=real, imag=imag, absolute=relative * (1.0 + size))


def _precision(context: Context) -> tuple[str, float, float]:
    """Return the dtype of the differences, their step, and the allowed error."""
    dtype = context.dtype
    wide = _WIDE.get(dtype, dtype)
    if wide != dtype and context.has(wide):
        return wide, _STEP[real_dtype(wide)], _ROUNDED
    return dtype, _STEP[real_dtype(dtype)], _CLOSE[real_dtype(dtype)]


# -- the checks ----------------------------------------------------------------------------------------------


@check("gradients", "first", [*EXAMPLES, *METHODS], dtypes=dtypes, grade="tolerance", rows=("28",))
def first(context: Context) -> None:
    """Check that gradients have the type, dtype and device of the arguments and the right values.

    The examples include 0-d, broadcast and complex arguments and several axes. The first example also checks ``ua.vjp``
    and ``ua.jvp``.
    """
    needs_autograd(context)
    examples = context.applicable((EXAMPLES | METHODS)[context.function], lambda example: example.source)
    for k, example in some(context, enumerate(e for e in examples if is_for_dtype(e, context.dtype))):
        rng = np.random.default_rng([context.entropy, k])
        inputs = example.inputs(rng, context.dtype)
        check_gradient(context, example, inputs, rng, pulled=k == 0)
        if k == 0:
            check_jvp(context, example, inputs, rng)


def _value(context: Context, example: Example) -> Callable[[Sequence[Values]], Values]:
    source = _definition(example) + f"with ua.use({context.subject.spec!r}): result = f({_names(example)})"

    def value(at: Sequence[Values]) -> Values:
        (found,) = _run_on_host(context, source, at)
        return found

    return value


def check_gradient(
    context: Context, example: Example, inputs: Sequence[Values], rng: np.random.Generator, *, pulled: bool
) -> None:
    """Check the gradient, and also ``ua.vjp`` if ``pulled`` is True."""
    wide, step, allowed = _precision(context)
    value = _value(context, example)
    there = value(inputs)
    weights = _weights(rng, there.shape, there.dtype.name)
    sources = [_gradients(example)]
    if pulled:
        sources.append(f"ua.vjp(f, {_names(example)})[1](x{len(inputs)})")
    given = tuple(map(Input, (*inputs, weights)))
    for i, exact in enumerate(differences(value, [x.astype(wide) for x in inputs], weights, step)):
        for source in sources:
            call = Call(f"{_definition(example)}result = {source}[{i}]", given)
            context.expect(call, expect_close(exact, context.dtype, allowed))


def check_jvp(context: Context, example: Example, inputs: Sequence[Values], rng: np.random.Generator) -> None:
    """Check the directional derivative by ``ua.jvp``."""
    wide, step, allowed = _precision(context)
    value = _value(context, example)
    directions = [_weights(rng, x.shape, context.dtype) for x in inputs]
    above, below = (
        value([x.astype(wide) + sign * step * v for x, v in zip(inputs, directions, strict=True)]) for sign in (1, -1)
    )
    exact = (above.astype("complex128") - below) / (2 * step)
    count = len(inputs)
    tangents = ", ".join(f"x{count + i}" for i in range(count))
    source = f"{_definition(example)}result = ua.jvp(f, ({_names(example)},), ({tangents},))[1]"
    dtype = value(inputs).dtype.name
    context.expect(Call(source, tuple(map(Input, (*inputs, *directions)))), expect_close(exact, dtype, allowed))


def _names(example: Example) -> str:
    return ", ".join(f"x{i}" for i in range(len(example.shapes)))


@check("gradients", "second", TWICE, dtypes=dtypes, grade="tolerance")
def second(context: Context) -> None:
    """Check second derivatives with respect to every pair of arguments."""
    needs_autograd(context)
    examples = [e for e in EXAMPLES[context.function] if is_for_dtype(e, context.dtype) and () not in e.shapes]
    check_second(context, context.applicable(examples, lambda example: example.source))


def check_second(context: Context, examples: Sequence[Example]) -> None:
    """Check the second derivatives of examples, as `second` does."""
    wide, step, allowed = _precision(context)
    for k, example in some(context, enumerate(examples)):
        rng = np.random.default_rng([context.entropy, k])
        inputs = example.inputs(rng, context.dtype)
        count = len(inputs)
        there = _value(context, example)(inputs)
        weights = _weights(rng, there.shape, there.dtype.name)
        for first_ in range(count):
            again = _weights(rng, inputs[first_].shape, context.dtype)
            arguments = _names(example)
            gradient = f"ua.grad({_loss(example)}, argnums={first_})({arguments}, w)"
            head = f"{_definition(example)}def g({arguments}, w): return {gradient}\n"

            def slope(at: Sequence[Values], head: str = head, weights: Values = weights) -> Values:
                (found,) = _run_on_host(context, f"{head}result = g({arguments}, x{count})", [*at, weights])  # noqa: B023
                return found

            exact = differences(slope, [x.astype(wide) for x in inputs], again, step)
            given = tuple(map(Input, (*inputs, weights, again)))
            for i, hessian in enumerate(exact):
                loss = f"lambda {arguments}, w, v: ua.sum(ua.real(ua.conj(v) * g({arguments}, w)))"
                source = f"{head}result = ua.grad({loss}, argnums={i})({arguments}, x{count}, x{count + 1})"
                context.expect(Call(source, given), expect_close(hessian, context.dtype, allowed))


__all__: Final[list[Any]] = [
    "check_gradient",
    "check_jvp",
    "check_second",
    "differences",
    "expect_close",
    "is_for_dtype",
    "needs_autograd",
]
