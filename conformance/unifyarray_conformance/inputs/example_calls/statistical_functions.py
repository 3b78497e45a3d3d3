"""Example calls: statistical functions."""

from __future__ import annotations

from typing import Final

from .rows import NUMERIC, REAL, ExampleCall, Row, call, row

_CUBE: Final = (2, 3, 2)


def reductions(function: str, kinds: str) -> tuple[ExampleCall, ...]:
    """Return calls of a reduction (``"xp.sum"``) over all axes, one, several and none."""
    keywords = (
        "",
        ", axis=1",
        ", axis=-1, keepdims=True",
        ", axis=(0, 2)",
        ", axis=(), keepdims=True",
        ", axis=(0, 1, 2)",
    )
    whole = call(f"{function}(x0)", (), kinds=kinds)
    return (whole, *(call(f"{function}(x0{k})", _CUBE, kinds=kinds) for k in keywords))


def _reduction(name: str, kinds: str) -> Row:
    return row(*reductions(f"xp.{name}", kinds), many=f"xp.{name}(x)")


def _spread(name: str, calls: tuple[ExampleCall, ...]) -> Row:
    return row(
        *calls,
        call(f"xp.{name}(x0, axis=0, correction=1)", (2, 3), kinds=REAL),
        call(f"xp.{name}(x0, correction=0.5)", (2, 3), kinds=REAL),
        many=f"xp.{name}(x)",
    )


def _cumulative(name: str) -> Row:
    return row(
        call(f"xp.{name}(x0)", (4,), kinds=NUMERIC),
        call(f"xp.{name}(x0, axis=0)", (2, 3), kinds=NUMERIC),
        call(f"xp.{name}(x0, axis=-2, include_initial=True)", _CUBE, kinds=NUMERIC),
        many=f"xp.{name}(x)",
    )


ROWS: Final[dict[str, Row]] = {
    "cumulative_prod": _cumulative("cumulative_prod"),
    "cumulative_sum": _cumulative("cumulative_sum"),
    "max": _reduction("max", REAL),
    "mean": _reduction("mean", NUMERIC),
    "min": _reduction("min", REAL),
    "prod": _reduction("prod", NUMERIC),
    # The standard deviation of a single element is 0, and has no derivative there.
    "std": _spread("std", reductions("xp.std", REAL)[1:5]),
    "sum": _reduction("sum", NUMERIC),
    "var": _spread("var", reductions("xp.var", REAL)),
}
