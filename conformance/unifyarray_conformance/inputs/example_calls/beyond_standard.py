"""Example calls: functions beyond the standard. They are functions of ``ua``; no namespace has them."""

from __future__ import annotations

from typing import Final

from .rows import NUMERIC, POSITIVE, REAL, Fixed, Row, call, row
from .statistical_functions import reductions

_POSITIONS: Final = Fixed([1, 0, 3, 1])


def _quantiles(name: str, most: int) -> Row:
    return row(
        call(f"ua.{name}(x0, {0.4 * most})", (5,), kinds=REAL),
        call(f"ua.{name}(x0, [{0.1 * most}, {0.7 * most}], axis=1, keepdims=True)", (2, 3), kinds=REAL),
        call(f"ua.{name}(x0, {0.3 * most}, axis=(0, 2), method='hazen')", (2, 3, 2), kinds=REAL),
        call(f"ua.{name}(x0, x1 * {0.3 * most})", (5,), (2,), interval=POSITIVE, kinds="r"),
        others=(call(f"ua.{name}(x0, {0.4 * most}, method='nearest')", (5,), kinds=REAL),),
    )


ROWS: Final[dict[str, Row]] = {
    "bincount": row(
        call("ua.bincount(x0, x1)", _POSITIONS, (4,), kinds=REAL),
        call("ua.bincount(x0, weights=x1, minlength=6)", _POSITIONS, (4,), kinds=REAL),
        others=(call("ua.bincount(x0)", _POSITIONS),),
    ),
    "average": row(
        *reductions("ua.average", NUMERIC),
        call("ua.average(x0, weights=x1)", (2, 3), (2, 3), interval=POSITIVE, kinds=NUMERIC),
        call("ua.average(x0, axis=1, weights=x1)", (2, 3), (3,), interval=POSITIVE, kinds=REAL),
    ),
    "corrcoef": row(
        call("ua.corrcoef(x0)", (2, 4), kinds=REAL),
        call("ua.corrcoef(x0, x1)", (4,), (4,), kinds=REAL),
    ),
    "cov": row(
        call("ua.cov(x0)", (2, 4), kinds=NUMERIC),
        call("ua.cov(x0, x1, correction=0)", (3,), (3,), kinds=REAL),
        call("ua.cov(x0, rowvar=False, aweights=x1)", (4, 2), (4,), interval=POSITIVE, kinds=REAL),
    ),
    "median": row(*reductions("ua.median", REAL)),
    "nanmax": row(*reductions("ua.nanmax", REAL)),
    "nanmean": row(*reductions("ua.nanmean", NUMERIC)),
    "nanmedian": row(*reductions("ua.nanmedian", REAL)),
    "nanmin": row(*reductions("ua.nanmin", REAL)),
    "nanquantile": _quantiles("nanquantile", 1),
    # The standard deviation of a single element is 0, and has no derivative there.
    "nanstd": row(*reductions("ua.nanstd", REAL)[1:5], call("ua.nanstd(x0, axis=0, correction=1)", (2, 3), kinds=REAL)),
    "nansum": row(*reductions("ua.nansum", NUMERIC)),
    "nanvar": row(*reductions("ua.nanvar", REAL), call("ua.nanvar(x0, axis=0, correction=1)", (2, 3), kinds=REAL)),
    "percentile": _quantiles("percentile", 100),
    "quantile": _quantiles("quantile", 1),
}
