"""Example calls: creation functions."""

from __future__ import annotations

from typing import Final

from .rows import ANY, FLOAT, NUMERIC, SHAPE_ALONE, TAKES_NO_ARRAY, Row, call, row

ROWS: Final[dict[str, Row]] = {
    "arange": row(
        call("xp.arange(1, 7, 2)"),
        call("xp.arange(5)"),
        call("xp.arange(0, 1, 0.25)"),
        no_derivative=TAKES_NO_ARRAY,
        many="xp.arange(n)",
    ),
    "asarray": row(
        call("xp.asarray(x0)", (2, 3), kinds=ANY),
        call("xp.asarray(x0, copy=True)", (), kinds=ANY),
        others=(call("xp.asarray(1.5)"), call("xp.asarray([[1, 2], [3, 4]])")),
        many="xp.asarray(x, copy=True)",
    ),
    "empty": row(
        call("xp.empty((2, 3))"),
        no_derivative=TAKES_NO_ARRAY,
        invalid=(
            ("ua.empty('a')", TypeError, "'a'"),
            ("ua.empty((2, None))", TypeError, "None"),
            ("ua.empty(-1)", ValueError, "-1"),
            ("ua.empty(2**61, dtype='float64')", ValueError, str(2**61)),
            ("ua.empty(2, dtype=thing)", TypeError, "object"),
            ("ua.empty(2, device=x)", TypeError, "Array"),
        ),
    ),
    "empty_like": row(call("xp.empty_like(x0)", (2, 3), kinds=ANY), no_derivative=SHAPE_ALONE),
    "eye": row(call("xp.eye(3, k=1)"), call("xp.eye(2, 3)"), no_derivative=TAKES_NO_ARRAY, many="xp.eye(s)"),
    "from_dlpack": row(
        call("xp.from_dlpack(x0)", (2, 3), kinds=ANY),
        call("xp.from_dlpack(x0, copy=True)", (), kinds=ANY),
    ),
    "full": row(
        call("xp.full((2, 3), x0)", (), kinds=ANY),
        others=(call("xp.full((2,), 3)"),),
        many="xp.full(n, 1.5)",
    ),
    "full_like": row(
        call("xp.full_like(xp.ones((2,), dtype=x0.dtype), x0)", (), kinds=FLOAT),
        others=(call("xp.full_like(x0, 1)", (2, 3), kinds=NUMERIC),),
        many="xp.full_like(x, 1.5)",
    ),
    "linspace": row(
        call("xp.linspace(0, 1, 5)"),
        call("xp.linspace(0, 1, 5, endpoint=False)"),
        no_derivative=TAKES_NO_ARRAY,
        many="xp.linspace(0.0, 1.0, n)",
    ),
    "meshgrid": row(
        call("xp.meshgrid(x0, x1)", (2,), (3,), kinds=ANY, differentiated="y[0]"),
        call("xp.meshgrid(x0, x1, indexing='ij')", (2,), (3,), kinds=ANY, differentiated="xp.stack(y)"),
    ),
    "ones": row(
        call("xp.ones(3)"), call("xp.ones((2, 3), dtype=xp.int8)"), no_derivative=TAKES_NO_ARRAY, many="xp.ones(n)"
    ),
    "ones_like": row(
        call("xp.ones_like(x0)", (2, 3), kinds=ANY),
        call("xp.ones_like(x0, dtype=xp.float32)", (2, 3), kinds=ANY),
        no_derivative=SHAPE_ALONE,
        many="xp.ones_like(x)",
    ),
    "tril": row(
        call("xp.tril(x0)", (3, 3), kinds=ANY),
        call("xp.tril(x0, k=-1)", (2, 3, 2), kinds=ANY),
        many="xp.tril(q)",
    ),
    "triu": row(
        call("xp.triu(x0)", (3, 3), kinds=ANY),
        call("xp.triu(x0, k=1)", (2, 3, 2), kinds=ANY),
        many="xp.triu(q)",
    ),
    "zeros": row(call("xp.zeros(3)"), call("xp.zeros((2, 3))"), no_derivative=TAKES_NO_ARRAY, many="xp.zeros(n)"),
    "zeros_like": row(call("xp.zeros_like(x0)", (2, 3), kinds=ANY), no_derivative=SHAPE_ALONE, many="xp.zeros_like(x)"),
}
