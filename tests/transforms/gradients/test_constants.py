"""The rule for constants (contract row 21) in every function, operator and index with several arrays."""

from __future__ import annotations

import inspect
import itertools
import operator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from tests._support import specs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def autograd_pairs() -> list[tuple[str, str]]:
    """Return pairs of specifications on one device, the first with autograd and the second without."""
    found = [(spec, ua.namespace(spec).native.hooks) for spec in specs()]
    return [
        (mine, other)
        for (mine, a), (other, b) in itertools.product(found, repeat=2)
        if a.backend.capabilities.autograd and not b.backend.capabilities.autograd and a.device == b.device
    ]


PAIRS = autograd_pairs()
pytestmark = pytest.mark.skipif(not PAIRS, reason="needs backends with and without autograd on one device")


# -- every function that takes several arrays ------------------------------------------------------------


def functions() -> Iterator[tuple[str, Any]]:
    for prefix, module in (("", ua), ("linalg.", ua.linalg), ("fft.", ua.fft)):
        for name in module.__all__:
            function = getattr(module, name)
            if inspect.isfunction(function) and takes_several(function):
                yield f"{prefix}{name}", function


def takes_several(function: Callable[..., Any]) -> bool:
    count = 0
    for parameter in inspect.signature(function).parameters.values():
        kind = str(parameter.annotation)
        if "Array" in kind:
            count += 2 if parameter.kind is parameter.VAR_POSITIONAL or "Sequence[Array" in kind else 1
    return count > 1


FUNCTIONS = dict(functions())

_f, _g, _m = [0.5, 0.25, 0.75], [0.3, 0.6, 0.9], [[2.0, 0.5], [0.5, 1.0]]
_i, _b = [2, 0, 1], [True, False, True]
REALS = (_f, _g)
INTS = (_i, [1, 1, 2])
BOOLS = (_b, [True, True, False])
MATRICES = (_m, _m)

OF_REALS = ("add", "atan2", "copysign", "divide", "equal", "floor_divide", "greater", "greater_equal", "hypot", "isin")
OF_REALS += ("less", "less_equal", "logaddexp", "maximum", "minimum", "multiply", "nextafter", "not_equal", "pow")
OF_REALS += ("remainder", "result_type", "subtract", "vecdot", "linalg.cross", "linalg.outer", "linalg.vecdot")
OF_REALS += ("meshgrid", "broadcast_arrays")
OF_INTS = ("bitwise_and", "bitwise_left_shift", "bitwise_or", "bitwise_right_shift", "bitwise_xor")

#: The data of the arrays of each function, and a function that makes the call.
CALLS: dict[str, tuple[tuple[Any, ...], Callable[..., Any]]] = {
    **{name: (REALS, lambda f, x, y: f(x, y)) for name in OF_REALS},
    **{name: (INTS, lambda f, x, y: f(x, y)) for name in OF_INTS},
    **{name: (BOOLS, lambda f, x, y: f(x, y)) for name in ("logical_and", "logical_or", "logical_xor")},
    **{name: (MATRICES, lambda f, x, y: f(x, y)) for name in ("cdist", "kron", "matmul")},
    **{name: (MATRICES, lambda f, x, y: f(x, y, axes=1)) for name in ("tensordot", "linalg.tensordot")},
    **{name: ((_m, 0), lambda f, x, rtol: f(x, rtol=rtol)) for name in ("linalg.matrix_rank", "linalg.pinv")},
    **{name: (REALS, lambda f, x, y: f([x, y])) for name in ("concat", "stack")},
    **{name: ((_f, _i), lambda f, x, i: f(x, i)) for name in ("take", "take_along_axis")},
    "arange": ((0.0, 2.0, 0.5), lambda f, start, stop, step: f(start, stop, step)),
    "linspace": ((0.5, 2.0), lambda f, start, stop: f(start, stop, 4)),
    "clip": ((_f, _g, [0.4, 0.7, 0.8]), lambda f, x, low, high: f(x, low, high)),
    "diff": ((_f, [0.1], [0.2]), lambda f, x, a, b: f(x, prepend=a, append=b)),
    "full_like": ((_f, 0.5), lambda f, x, value: f(x, value)),
    "repeat": ((_f, _i), lambda f, x, i: f(x, i)),
    "searchsorted": ((_f, _g, [1, 0, 2]), lambda f, x, y, i: f(x, y, sorter=i)),
    **{
        name: (REALS, lambda f, x, y: f(x, y))
        for name in ("allclose", "isclose", "corrcoef", "cov", "polyval", "convolve")
    },
    **{name: ((_f, 0.5), lambda f, x, q: f(x, q)) for name in ("nanquantile", "quantile", "percentile")},
    "average": (REALS, lambda f, x, weights: f(x, weights=weights)),
    "bincount": ((_i, _f), lambda f, x, weights: f(x, weights)),
    "digitize": ((_f, [0.0, 0.5, 1.0]), lambda f, x, bins: f(x, bins)),
    "fill_diagonal": ((_m, 0.5), lambda f, x, value: f(x, value)),
    "histogram": ((_f, [0.0, 0.5, 1.0]), lambda f, x, bins: f(x, bins)),
    **{name: (INTS, lambda f, x, y: f(x, y)) for name in ("intersect1d", "setdiff1d", "union1d")},
    **{
        name: (MATRICES, lambda f, x, y: f(x, y))
        for name in ("linalg.matmul", "linalg.solve", "linalg.solve_triangular")
    },
    "einsum": (MATRICES, lambda f, x, y: f("ij,jk->ik", x, y)),
    "interp": ((_f, [0.0, 0.5, 1.0], _g), lambda f, x, positions, values: f(x, positions, values)),
    "linalg.lstsq": (MATRICES, lambda f, x, y: ua.round(f(x, y)[0], decimals=6)),
    "lexsort": (REALS, lambda f, x, y: f((x, y))),
    "trapezoid": (REALS, lambda f, y, x: f(y, x)),
    "where": ((_b, _f, _g), lambda f, c, x, y: f(c, x, y)),
}


def test_calls_cover_every_function_of_several_arrays() -> None:
    assert CALLS.keys() == FUNCTIONS.keys()
    assert len(FUNCTIONS) > 50


def made(data: Any, spec: str, tracked: bool = False) -> ua.Array:
    """Return an Array, which requires a gradient if it is tracked and its dtype is floating-point."""
    x = ua.asarray(np.asarray(data), device=spec, copy=True)
    return ua.asarray(x, requires_grad=True) if tracked and x.dtype.rank >= 2 else x


def arrays_of(result: Any) -> list[ua.Array]:
    found = result if isinstance(result, (tuple, list)) else [result]
    return [x for x in found if isinstance(x, ua.Array)]


@pytest.mark.parametrize(("mine", "other"), PAIRS)
@pytest.mark.parametrize("name", CALLS)
def test_functions_take_constants(name: str, mine: str, other: str) -> None:
    """Constants join if an argument carries a gradient, and always inside a differentiated function."""
    data, call = CALLS[name]
    function = FUNCTIONS[name]
    expected = [x.tolist() for x in arrays_of(call(function, *[made(part, mine) for part in data]))]

    def outcome(mixture: tuple[str, ...], tracked: bool) -> None:
        found = arrays_of(
            call(function, *[made(x, spec, tracked and spec == mine) for x, spec in zip(data, mixture, strict=True)])
        )
        assert [x.detach().tolist() for x in found] == expected
        if name not in ("broadcast_arrays", "meshgrid"):  # each of their results comes from one argument
            assert all(ua.array_namespace(x) is ua.namespace(mine) for x in found)

    mixtures = [mixture for mixture in itertools.product((mine, other), repeat=len(data)) if len(set(mixture)) > 1]
    assert mixtures
    for mixture in mixtures:
        if any(spec == mine and np.asarray(x).dtype.kind == "f" for x, spec in zip(data, mixture, strict=True)):
            outcome(mixture, tracked=True)
        elif name != "result_type":
            with pytest.raises(ua.DeviceMismatchError, match="do not mix"):
                outcome(mixture, tracked=True)

        def inside(_: ua.Array, mixture: tuple[str, ...] = mixture) -> ua.Array:
            outcome(mixture, tracked=False)
            return ua.asarray(0.0)

        ua.grad(inside)(made(1.0, mine))


# -- operators and indices -------------------------------------------------------------------------------

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow]
OPERATORS += [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge, operator.matmul]


@pytest.mark.parametrize(("mine", "other"), PAIRS)
@pytest.mark.parametrize("operation", OPERATORS)
def test_operators_take_constants(operation: Any, mine: str, other: str) -> None:
    w, x, untracked = made(_f, mine, tracked=True), made(_g, other), made(_f, mine)
    for left, right in ((w, x), (x, w)):
        expected = operation(*[made(part.detach().tolist(), mine) for part in (left, right)])
        found = operation(left, right)
        assert ua.array_namespace(found) is ua.namespace(mine)
        assert found.detach().tolist() == expected.tolist()
    for left, right in ((untracked, x), (x, untracked)):
        with pytest.raises(ua.DeviceMismatchError):
            operation(left, right)


@pytest.mark.parametrize(("mine", "other"), PAIRS)
def test_inplace_updates_take_constants(mine: str, other: str) -> None:
    w, x = made(_f, mine, tracked=True), made(_g, other)
    total = w * 1.0
    total += x
    total *= x
    ua.sum(total).backward()
    assert w.grad is not None
    assert w.grad.tolist() == pytest.approx(_g)
    with pytest.raises(ua.DeviceMismatchError):  # host memory cannot carry the gradient
        x += w
    with pytest.raises(ua.DeviceMismatchError):
        x[0] = w[0]
    assert x.tolist() == _g


@pytest.mark.parametrize(("mine", "other"), PAIRS)
def test_indices_and_assignments_take_constants(mine: str, other: str) -> None:
    w, i, mask, x = made(_f, mine, tracked=True), made(_i, other), made(_b, other), made(_g, other)
    ua.sum(w[i] * w[mask][0] + w[i, None][:, 0]).backward()
    assert w.grad is not None
    y = w * 1.0
    y[i] = x
    y[mask] = x[0]
    y[0] = x[2]
    y[ua.asarray([0], device=mine)] = x[2:]
    assert y.detach().tolist() == [0.9, 0.9, 0.3]
    untracked = made(_f, mine)
    untracked[i] = w  # the assigned value carries a gradient
    for attempt in (lambda: made(_f, mine)[i], lambda: made(_f, mine)[mask], lambda: x[made(_i, mine)]):
        with pytest.raises(ua.DeviceMismatchError):
            attempt()
    with pytest.raises(ua.DeviceMismatchError):
        made(_f, mine)[0] = x[0]

    def inside(_: ua.Array) -> ua.Array:
        y = made(_f, mine)
        y[i] = x
        return ua.sum(y[mask])

    ua.grad(inside)(made(1.0, mine))


# -- the rule itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mine", "other"), PAIRS)
def test_closed_over_data_without_autograd_are_constants(mine: str, other: str) -> None:
    x, w = made([[1.0, 2.0], [3.0, 4.0]], other), made([1.0, -1.0], other)
    gradient = ua.grad(lambda w: ua.sum((x @ w) ** 2))(w)
    assert gradient.tolist() == [2 * (-1 * 1 + -1 * 3), 2 * (-1 * 2 + -1 * 4)]
    assert ua.array_namespace(gradient) is ua.namespace(other)
    # Arrays without a gradient combine with them, too.
    assert ua.grad(lambda w: ua.sum((x + ua.ones_like(x)) @ w))(w).tolist() == [6.0, 8.0]
    assert ua.grad(lambda w: ua.sum(x[ua.arange(1), :] @ w))(w).tolist() == [1.0, 2.0]


@pytest.mark.parametrize(("mine", "other"), PAIRS)
def test_constants_are_not_copied(mine: str, other: str) -> None:
    x, w = made(_f, other), made(1.0, mine, tracked=True)
    (shared, _) = ua.broadcast_arrays(x, w)
    assert ua.shares_memory(shared, x)


@pytest.mark.parametrize(("mine", "other"), PAIRS)
def test_mixing_backends_without_a_gradient_raises(mine: str, other: str) -> None:
    w, x = made(1.0, mine, tracked=True), made(1.0, other)
    for attempt in (lambda: w.detach() + x, lambda: x + ua.stop_gradient(w)):
        with pytest.raises(ua.DeviceMismatchError, match=r"(?s)do not mix.*Hint: "):
            attempt()


@pytest.mark.parametrize(("mine", "other"), PAIRS)
def test_constants_join_inside_no_grad(mine: str, other: str) -> None:
    w, x = made(1.0, mine, tracked=True), made(1.0, other)
    with ua.no_grad():
        y = w * 2 + x  # `w * 2` carries no gradient here
    assert (y.__array_namespace__(), y.requires_grad, y.tolist()) == (
        w.__array_namespace__(),
        False,
        (w * 2 + 1).tolist(),
    )

    def loss(v: ua.Array) -> ua.Array:
        with ua.no_grad():
            scale = ua.sum(v * 2 + x)
        return ua.sum(v * x) * scale

    expected = ua.to_numpy(x) * float(ua.sum(y))
    np.testing.assert_allclose(ua.to_numpy(ua.grad(loss)(w.detach())), expected)


@pytest.mark.parametrize(("mine", "other"), PAIRS)
def test_constants_join_inside_no_grad_of_the_library(mine: str, other: str) -> None:
    w, x = made(1.0, mine, tracked=True), made(1.0, other)
    hooks = ua.namespace(mine).native.hooks
    assert not hooks.is_grad_off()
    with hooks.no_grad():
        assert hooks.is_grad_off()
        y = w * 2 + x
        assert y.__array_namespace__() is w.__array_namespace__()
        assert (y.requires_grad, y.tolist()) == (False, 3.0)
    assert not hooks.is_grad_off()
    with pytest.raises(ua.DeviceMismatchError):
        w.detach() + x


@pytest.mark.parametrize(("mine", "other"), PAIRS)
def test_assigning_a_tracked_value_to_data_without_autograd_raises(mine: str, other: str) -> None:
    data = made([0.0, 0.0, 0.0], other)
    says = r"cannot carry the gradient.*\nHint: .*: made = x.__array_namespace__\(\).asarray\(data, copy=True\)$"

    def refused(x: ua.Array) -> ua.Array:
        for key, value in ((0, x[0]), (slice(1, None), x[1:])):
            with pytest.raises(ua.DeviceMismatchError, match=says):
                data[key] = value
        made = x.__array_namespace__().asarray(data, copy=True)
        made[1:] = x[1:]
        return ua.sum(made * x)

    w = made(_f, mine, tracked=True)
    refused(w).backward()
    assert w.grad is not None
    assert w.grad.tolist() == [0.0, 0.5, 1.5]
    assert ua.grad(refused)(w.detach()).tolist() == [0.0, 0.5, 1.5]
    assert data.tolist() == [0.0, 0.0, 0.0]
    plain = made(_f, mine)
    with pytest.raises(ua.DeviceMismatchError, match=r'Hint: move one of them: ua.convert\(x, ".*"\)$'):
        data[0] = plain[0]
    data[0] = ua.convert(plain[0], other)
    assert data.tolist() == [0.5, 0.0, 0.0]


def test_constants_on_another_device_raise() -> None:
    available = [ua.namespace(spec).native.hooks for spec in specs()]
    apart = [(a, b) for a in available for b in available if a.device != b.device and a.backend.capabilities.autograd]
    if not apart:
        pytest.skip("one device here")
    for a, b in apart:
        w = made(1.0, f"{a.backend.name}:{a.device}", tracked=True)
        with pytest.raises(ua.DeviceMismatchError):
            w + made(1.0, f"{b.backend.name}:{b.device}")
