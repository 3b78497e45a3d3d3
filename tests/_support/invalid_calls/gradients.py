"""Invalid calls of the functions that compute gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests._support.invalid_calls import Calls

CALLS: Final[Calls] = [
    ("ua.grad(ua.sum)('a')", TypeError, "str"),
    ("ua.grad(ua.sum)(i)", TypeError, "int64"),
    ("ua.grad(ua.sum)()", ValueError, "0"),
    ("ua.grad(ua.sum, argnums=3)(x)", ValueError, "argnums=3"),
    ("ua.grad(ua.sin)(x)", ValueError, "(3,)"),
    ("ua.grad(lambda x: 5)(x)", TypeError, "int64"),
    ("ua.value_and_grad(ua.cos)(x)", ValueError, "(3,)"),
    ("ua.hessian(ua.sin)(x)", ValueError, "(3,)"),
    ("ua.jvp(ua.sin, (x,), (four,))", ValueError, "(4,)"),
    ("ua.jvp(ua.sin, x, x)", TypeError, "Array"),
    ("ua.vjp(ua.sin, x)[1](four)", ValueError, "(4,)"),
    ("x.backward()", TypeError, "no gradient"),
    ("ua.asarray(x, requires_grad=True).backward()", ValueError, "(3,)"),
    ("ua.asarray([1], requires_grad=True)", TypeError, "int64"),
    ("ua.asarray('a', requires_grad=True)", TypeError, "'a'"),
]
