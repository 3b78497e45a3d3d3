"""Example calls: functions beyond the standard. They are functions of ``ua``; no namespace has them."""

from __future__ import annotations

from typing import Final

from .rows import ANY, IS_BOOL, IS_POSITION, NUMERIC, POSITIVE, REAL, Fixed, Row, ascending, call, row
from .statistical_functions import reductions

_MODES: Final = ("constant", "edge", "reflect", "symmetric", "wrap")
_POSITIONS: Final = Fixed([1, 0, 3, 1])


def _quantiles(name: str, most: int) -> Row:
    return row(
        call(f"ua.{name}(x0, {0.4 * most})", (5,), kinds=REAL),
        call(f"ua.{name}(x0, [{0.1 * most}, {0.7 * most}], axis=1, keepdims=True)", (2, 3), kinds=REAL),
        call(f"ua.{name}(x0, {0.3 * most}, axis=(0, 2), method='hazen')", (2, 3, 2), kinds=REAL),
        call(f"ua.{name}(x0, x1 * {0.3 * most})", (5,), (2,), interval=POSITIVE, kinds="r"),
        others=(call(f"ua.{name}(x0, {0.4 * most}, method='nearest')", (5,), kinds=REAL),),
    )


def _cumulative(name: str) -> Row:
    return row(
        call(f"ua.{name}(x0)", (5,), kinds=REAL),
        call(f"ua.{name}(x0, axis=0)", (3, 2), kinds=REAL),
        call(f"ua.{name}(x0, axis=-1)", (2, 3), kinds=REAL),
    )


ROWS: Final[dict[str, Row]] = {
    "allclose": row(
        call("ua.allclose(x0, x1)", (2, 3), (3,), kinds=ANY),
        call("ua.allclose(x0, x0)", (2, 3), kinds=ANY),
        no_derivative=IS_BOOL,
    ),
    "bincount": row(
        call("ua.bincount(x0, x1)", _POSITIONS, (4,), kinds=REAL),
        call("ua.bincount(x0, weights=x1, minlength=6)", _POSITIONS, (4,), kinds=REAL),
        others=(call("ua.bincount(x0)", _POSITIONS),),
    ),
    "at": row(
        *(
            call(f"ua.at(x0)[[0, 2, 0]].{name}(x1)", (3,), (3,), kinds=kinds)
            for name, kinds in (("add", NUMERIC), ("multiply", NUMERIC), ("max", REAL), ("min", REAL))
        ),
        call("ua.at(x0)[1, ::2].set(x1)", (2, 3), (2,), kinds=ANY),
        call("ua.at(x0)[..., 1].add(x1)", (2, 3), (2,), kinds=NUMERIC),
        call("ua.at(x0)[[1, -1], [2, 2]].add(x1)", (2, 3), (), kinds=NUMERIC),
        others=(call("ua.at(x0)[x0 > 1].multiply(2)", (2, 3), kinds=REAL),),
    ),
    "atleast_nd": row(
        call("ua.atleast_nd(x0, ndim=2)", (3,), kinds=ANY),
        call("ua.atleast_nd(x0, ndim=1)", (2, 3), kinds=ANY),
    ),
    "average": row(
        *reductions("ua.average", NUMERIC),
        call("ua.average(x0, weights=x1)", (2, 3), (2, 3), interval=POSITIVE, kinds=NUMERIC),
        call("ua.average(x0, axis=1, weights=x1)", (2, 3), (3,), interval=POSITIVE, kinds=REAL),
    ),
    "argpartition": row(
        call("ua.argpartition(x0, 1)", (2, 3), kinds=REAL),
        call("ua.argpartition(x0, [0, -1], axis=0)", (3, 2), kinds=REAL),
        no_derivative=IS_POSITION,
    ),
    "cdist": row(
        call("ua.cdist(x0, x1)", (3, 2), (2, 2), kinds=REAL),
        call("ua.cdist(x0, x1, metric='sqeuclidean')", (3, 2), (2, 2), kinds=REAL),
        call("ua.cdist(x0, x1, metric='cityblock')", (2, 3, 2), (2, 2), kinds=REAL),
        call("ua.cdist(x0, x1, metric='chebyshev')", (3, 2), (2, 2), kinds=REAL),
        call("ua.cdist(x0, x1, metric='minkowski', p=3)", (3, 2), (2, 2), kinds=REAL),
        twice=True,
    ),
    "convolve": row(
        *(call(f"ua.convolve(x0, x1, mode={mode!r})", (5,), (3,), kinds=NUMERIC) for mode in ("full", "same", "valid")),
        twice=True,
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
    "cumulative_max": _cumulative("cumulative_max"),
    "cumulative_min": _cumulative("cumulative_min"),
    "diag": row(
        call("ua.diag(x0)", (3,), kinds=ANY),
        call("ua.diag(x0, k=-1)", (3,), kinds=ANY),
        call("ua.diag(x0, 1)", (2, 3), kinds=ANY),
    ),
    "digitize": row(
        call("ua.digitize(x0, [2.0, 1.0], right=True)", (3,), kinds=REAL),
        call("ua.digitize(x0, x1)", (2, 3), ascending(4), kinds=REAL),
        no_derivative=IS_POSITION,
    ),
    "einsum": row(
        call("ua.einsum('ij,jk->ik', x0, x1)", (2, 3), (3, 2), kinds=NUMERIC),
        call("ua.einsum('ii', x0)", (3, 3), kinds=NUMERIC),
        call("ua.einsum('...i,i->...', x0, x1)", (2, 3), (3,), kinds=NUMERIC),
        call("ua.einsum('ij,ij->j', x0, x1)", (2, 3), (2, 3), kinds=NUMERIC),
        call("ua.einsum('ij,jk,k->i', x0, x1, x2)", (2, 2), (2, 2), (2,), kinds=NUMERIC),
        twice=True,
    ),
    "fill_diagonal": row(
        call("ua.fill_diagonal(x0, x1)", (2, 3), (2,), kinds=ANY),
        call("ua.fill_diagonal(x0, 2, wrap=True)", (5, 2), kinds=NUMERIC),
    ),
    # The edges have a derivative, which is not followed: they are numbers of the host.
    "histogram": row(
        call("ua.histogram(x0, 4, (-3.0, 3.0), weights=x1)[0]", Fixed([0.5, -1.5, 2.5]), (3,), kinds=REAL),
        others=(
            call("ua.histogram(x0)", (2, 3), kinds=REAL),
            call("ua.histogram(x0, x1, density=True)", (6,), ascending(4), kinds=REAL),
        ),
    ),
    "interp": row(
        call("ua.interp(x0, x1, x2)", (4,), ascending(3), (3,), kinds=REAL),
        call("ua.interp(x0, x1, x2, left=x3, right=2.0)", (2, 2), ascending(3), (3,), (), kinds=REAL),
        call("ua.interp(x0, x1, x2, period=8.0)", (4,), ascending(3), (3,), interval=POSITIVE, kinds=REAL),
        others=(call("ua.interp(0.5, x0, x1)", ascending(3), (3,), kinds=REAL),),
    ),
    "intersect1d": row(
        call("ua.intersect1d(x0, x0)", (2, 3), kinds=REAL),
        others=(
            call("ua.intersect1d(x0, x1, return_indices=True)", Fixed([3, 1, 3]), Fixed([2, 3])),
            call("ua.intersect1d(x0, 1, assume_unique=True)", Fixed([3, 1])),
        ),
    ),
    "isclose": row(
        call("ua.isclose(x0, x1)", (2, 3), (3,), kinds=ANY),
        call("ua.isclose(x0, 1.5, 0.5, equal_nan=True)", (2, 3), kinds=ANY),
        no_derivative=IS_BOOL,
    ),
    "kron": row(
        call("ua.kron(x0, x1)", (3,), (2,), kinds=NUMERIC),
        call("ua.kron(x0, x1)", (2, 2), (3,), kinds=NUMERIC),
        twice=True,
    ),
    "lexsort": row(
        call("ua.lexsort((x0, x1))", (3,), Fixed([1, 0, 1]), kinds=REAL),
        call("ua.lexsort(x0)", (2, 3), kinds=REAL),
        no_derivative=IS_POSITION,
    ),
    "median": row(*reductions("ua.median", REAL)),
    "nan_to_num": row(
        call("ua.nan_to_num(x0)", (2, 3), kinds=ANY),
        call("ua.nan_to_num(x0, nan=1.0, posinf=2.0, neginf=-1)", (2, 3), kinds=ANY),
    ),
    "nanmax": row(*reductions("ua.nanmax", REAL)),
    "nanmean": row(*reductions("ua.nanmean", NUMERIC)),
    "nanmedian": row(*reductions("ua.nanmedian", REAL)),
    "nanmin": row(*reductions("ua.nanmin", REAL)),
    "nanquantile": _quantiles("nanquantile", 1),
    # The standard deviation of a single element is 0, and has no derivative there.
    "nanstd": row(*reductions("ua.nanstd", REAL)[1:5], call("ua.nanstd(x0, axis=0, correction=1)", (2, 3), kinds=REAL)),
    "nansum": row(*reductions("ua.nansum", NUMERIC)),
    "nanvar": row(*reductions("ua.nanvar", REAL), call("ua.nanvar(x0, axis=0, correction=1)", (2, 3), kinds=REAL)),
    "one_hot": row(
        call("ua.one_hot(x0, 4)", _POSITIONS),
        call("ua.one_hot(x0, 4, dtype='int8', axis=0)", _POSITIONS),
        no_derivative=IS_POSITION,
    ),
    "pad": row(
        *(call(f"ua.pad(x0, (1, 2), mode={mode!r})", (3,), kinds=ANY) for mode in _MODES),
        call("ua.pad(x0, ((1, 0), (2, 1)), constant_values=1)", (2, 3), kinds=NUMERIC),
        call("ua.pad(x0, ((1, 4), (0, 3)), mode='reflect')", (2, 3), kinds=ANY),
    ),
    "partition": row(
        call("ua.sort(ua.partition(x0, 1))", (2, 3), kinds=REAL),
        call("ua.partition(x0, [0, -1], axis=0)[0, ...]", (3, 2), kinds=REAL),
    ),
    "percentile": _quantiles("percentile", 100),
    "polyval": row(
        call("ua.polyval(x0, x1)", (3,), (2, 3), kinds=NUMERIC),
        call("ua.polyval(x0, 2)", (3,)),
    ),
    "quantile": _quantiles("quantile", 1),
    "setdiff1d": row(
        call("ua.setdiff1d(x0, 3)", (2, 3), kinds=REAL),
        call("ua.setdiff1d(x0, 3, assume_unique=True)", (5,), kinds=REAL),
        others=(call("ua.setdiff1d(x0, x1)", Fixed([3, 1, 3]), Fixed([2, 3])),),
    ),
    "sliding_window_view": row(
        call("ua.sliding_window_view(x0, 2)", (3,), kinds=ANY),
        call("ua.sliding_window_view(x0, (2, 2))", (2, 3), kinds=ANY),
        call("ua.sliding_window_view(x0, 3, axis=1)", (2, 4), kinds=ANY),
    ),
    "topk": row(
        call("ua.topk(x0, 2)[0]", (5,), kinds=REAL),
        call("ua.topk(x0, 2, axis=0, largest=False)[0]", (3, 2), kinds=REAL),
        others=(call("ua.topk(x0, 3)[1]", (5,), kinds=REAL),),
    ),
    "trapezoid": row(
        call("ua.trapezoid(x0)", (2, 3), kinds=NUMERIC),
        call("ua.trapezoid(x0, x1, axis=0)", (3, 2), (3,), kinds=REAL),
        call("ua.trapezoid(x0, dx=0.5)", (5,), kinds=NUMERIC),
    ),
    "union1d": row(
        call("ua.union1d(x0, x1)", (2, 3), (2,), kinds=REAL),
        others=(call("ua.union1d(x0, 1)", (3, 3), kinds=NUMERIC),),
    ),
    "unravel_index": row(
        call("ua.unravel_index(x0, (2, 3))", Fixed([[1, 5], [0, 3]])),
        call("ua.unravel_index(x0, 4)", _POSITIONS),
        no_derivative=IS_POSITION,
    ),
}
