"""Fast paths of operators and functions return the same results as the full functions."""

from __future__ import annotations

import operator
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATORS = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "pow": operator.pow,
    "equal": operator.eq,
    "not_equal": operator.ne,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
}
UPDATES = {"add": operator.iadd, "subtract": operator.isub, "multiply": operator.imul, "divide": operator.itruediv}


def outcome(call: Callable[..., Any], *operands: Any) -> tuple[Any, ...]:
    """Return the dtype, shape and values of a result, or the class of the error."""
    try:
        result = call(*operands)
    except Exception as error:  # the class is compared
        return (type(error),)
    return result.dtype, result.shape, result.tolist()


@pytest.mark.parametrize("name", OPERATORS)
def test_operator_equals_its_function(spec: str, name: str) -> None:
    xp = ua.namespace(spec)
    for dtype in xp.__array_namespace_info__().dtypes().values():
        x, y = (xp.astype(xp.asarray(values), dtype) for values in ([3, 1, 2], [1, 1, 4]))
        for other in (y, 2, 2.5, True, xp.asarray([1.5, 2.5, 3.5]), xp.asarray(1, dtype=dtype)):
            assert outcome(OPERATORS[name], x, other) == outcome(getattr(ua, name), x, other)
            assert outcome(OPERATORS[name], other, x) == outcome(getattr(ua, name), other, x)


def test_negation_and_matmul_equal_their_functions(spec: str) -> None:
    xp = ua.namespace(spec)
    for dtype in xp.__array_namespace_info__().dtypes().values():
        x, y = (xp.astype(xp.asarray(values), dtype) for values in ([[3, 1], [0, 2]], [[1, 1], [0, 4]]))
        for a in (x, x[0], x[0, 0], x[:0], ua.sum(x)):
            assert outcome(operator.neg, a) == outcome(ua.negative, a)
            for b in (y, y[1], y[0, 0], y[:1], xp.asarray([1.5, 2.5]), xp.asarray([1, 2]), 2.0):
                assert outcome(operator.matmul, a, b) == outcome(ua.matmul, a, b)


def edge_values(dtype: ua.DType) -> list[Any]:
    """Return values of a dtype at which implementations may differ: zeros, poles, branch cuts and large values."""
    if dtype.rank == 0:
        return [False, True]
    if dtype.rank == 1:
        return [0, 1, 2, 3, 100] + ([] if dtype.kind == "u" else [-1, -2, -100])
    inf = float("inf")
    real = [0.0, 0.1, 0.5, 1.0, 1.5, 2.5, 11.5, 89.0, 300.0, 710.0, 6e4, inf, float("nan"), 1e-3]
    real += [-x for x in real]
    return real if dtype.rank == 2 else [complex(a, b) for a in real for b in real]


def comparable(x: ua.Array) -> tuple[Any, ...]:
    """Return the dtype, shape and values of an Array; NaN equals itself, and -0 differs from 0."""
    return x.dtype, x.shape, repr(x.tolist())


def test_unary_function_equals_the_native_function(spec: str) -> None:
    """``ua.tan(a)`` calls the library directly if the namespace's own function would do so for that dtype."""
    dispatch = ua.namespace(spec).native.dispatch
    assert dispatch.unary
    for name, (direct_dtypes, _) in dispatch.unary.items():
        for dtype in dispatch.hooks.dtypes:
            whole = ua.astype(ua.asarray(edge_values(dtype), device=spec), dtype)
            for x in (whole, whole[1], whole[::-2], whole[:0]):
                with warnings.catch_warnings(action="ignore"):  # about values such as NaN
                    try:
                        got = getattr(ua, name)(x)
                    except TypeError:
                        assert x._native.dtype not in direct_dtypes, f"{name} does not take {dtype}"
                        continue
                    source = ua.astype(x, dispatch.hooks.default_float()) if dtype.rank < 2 <= got.dtype.rank else x
                    expected = ua.Array(getattr(dispatch, name)(source._native), dispatch)
                assert comparable(got) == comparable(expected), f"{name} of {dtype}"


@pytest.mark.parametrize("name", UPDATES)
@pytest.mark.parametrize("dtype", ["float32", "int16", "uint16", "complex64"])
def test_update_computes_before_writing(spec: str, name: str, dtype: str) -> None:
    """Overlapping operands give the same result as separate operands."""
    if "int" in dtype and name == "divide":
        return  # division of integers does not return integers
    for to, of in ((slice(1, 9), slice(0, 8)), (slice(0, 8), slice(1, 9)), (slice(2, 8, 2), slice(0, 6, 2))):
        host = np.arange(1, 11).astype(dtype)
        whole = ua.asarray(host, device=spec, copy=True)
        part, alias = whole[to], whole
        expected = host.copy()
        expected[to] = OPERATORS[name](host[to], host[of])
        part = UPDATES[name](part, whole[of])
        whole[to] = part
        np.testing.assert_array_equal(ua.to_numpy(whole), expected)
        assert alias is whole
        assert str(whole.dtype) == dtype


def test_update_that_changes_dtype_or_shape_raises(spec: str) -> None:
    for other in (ua.ones((2, 3), device=spec), 1j):
        x = alias = ua.ones(3, device=spec)
        with pytest.raises((TypeError, ValueError)):
            x += other
        assert alias.shape == (3,)
        assert alias.tolist() == [1.0, 1.0, 1.0]


def test_update_is_visible_through_every_reference(spec: str) -> None:
    total = alias = ua.sum(ua.ones(3, device=spec))
    for _ in range(2):
        total += 1
    total *= ua.asarray(2.0, device=spec)
    assert total is alias
    assert alias.item() == 10.0
