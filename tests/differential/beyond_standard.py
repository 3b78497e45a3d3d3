"""Functions beyond the standard. They are functions of ``ua``, and their results are variables like all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential._draw import is_moderate
from tests.differential._grades import Grade, same, unspecified, up_to_zeros, within
from unifyarray_conformance.reference.dtypes import ALL, FLOATING, INTEGER, NUMERIC, REAL, REAL_FLOATING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.differential._draw import Draw, Operand, Shape

_SHAPES: Final[tuple[Shape, ...]] = ((3,), (2, 3), (5,), (2, 1, 3), (3, 3), (1,))
_ROWS: Final[tuple[Shape, ...]] = ((3,), (5,), (1,))


def _numbers(d: Draw, dtypes: tuple[str, ...] = REAL, shapes: tuple[Shape, ...] = _SHAPES, least: int = 1) -> Operand:
    """Return finite numbers, with at least one element."""
    return d.array(
        dtypes,
        accepts_values=lambda x: is_moderate(x) and x.size > 0,
        accepts_shape=lambda s: len(s) >= least and (least == len(s) or shapes is not _ROWS),
        kind="moderate",
        shapes=shapes,
    )


def _new(d: Draw, shape: Shape, dtypes: tuple[str, ...] = REAL, kind: str = "moderate") -> Operand:
    return d.new(d.pick([t for t in dtypes if t in d.dtypes]), shape, kind)


def _close(*operands: Operand, power: int = 1, terms: int = 1) -> Grade:
    """Return the grade of results whose error is relative to a power of the largest element."""
    single = any(x.dtype in ("float32", "complex64") for x in operands)
    eps = float(np.finfo("float32" if single else "float64").eps)
    largest = max([1.0, *[float(np.abs(x.value.astype(np.complex128)).max(initial=0.0)) for x in operands]])
    return within(16 * eps * terms * largest**power)


def _with_gaps(d: Draw, x: Operand) -> str:
    """Return the source of an array in which some elements are NaN, if its dtype has NaN."""
    return f"ua.where({x.source} > 1, ua.nan, {x.source})" if x.dtype in REAL_FLOATING and d.chance(2) else x.source


def _keywords(d: Draw, x: Operand) -> str:
    axes = d.axes(x.value.ndim)
    return ("" if axes is None and d.chance(2) else f", axis={axes}") + d.flag("keepdims")


def reduction(d: Draw, name: str) -> None:
    """Medians, means and sums of some axes, with NaN."""
    x = _numbers(d)
    terms, power = (x.value.size, 2) if name in ("nanvar", "nanstd") else (x.value.size, 1)
    grade = unspecified if name == "nanstd" else _close(x, power=power, terms=terms)  # a root near 0 loses digits
    d.run_step(name, f"ua.{name}({_with_gaps(d, x)}{_keywords(d, x)})", (x,), grade)


def quantile(d: Draw, name: str) -> None:
    """One number or several, by every method."""
    x = _numbers(d)
    scale = 100 if name == "percentile" else 1
    q: Any = d.pick((0.5, 0.25, 1.0, [0.0, 0.75]))
    q = [part * scale for part in q] if isinstance(q, list) else q * scale
    methods = (
        "linear",
        "lower",
        "hazen",
        "nearest",
        "inverted_cdf",
        "median_unbiased",
        "midpoint",
        "higher",
        "weibull",
    )
    source = f"ua.{name}({_with_gaps(d, x)}, {q}, method={d.pick(methods)!r}{_keywords(d, x)})"
    d.run_step(name, source, (x,), _close(x))


def covariance(d: Draw, name: str) -> None:
    """Variables in rows. Of variables that hardly vary, the coefficients have any value."""
    x = _numbers(d, REAL, ((3,), (2, 3), (2, 5)), 1)
    source = x.source if x.value.ndim <= 2 else f"{x.source}.ravel()"
    grade = _close(x, power=2, terms=4 * x.value.size) if name == "cov" else unspecified
    d.run_step(name, f"ua.{name}({source})", (x,), grade)


def closeness(d: Draw, name: str) -> None:
    """Two arrays that broadcast, with NaN and infinities."""
    x = d.array(REAL)
    y = d.broadcastable(x, (x.dtype,))
    d.run_step(name, f"ua.{name}({x.source}, {y.source}{d.flag('equal_nan')})", (x, y))


def nan_to_num(d: Draw, name: str) -> None:
    """NaN and infinities."""
    x = d.array(FLOATING)
    d.run_step(name, f"ua.{name}({x.source}{d.pick(('', ', nan=2.0', ', posinf=1.0, neginf=-1'))})", (x,))


def bincount(d: Draw, name: str) -> None:
    """Counts, and sums of weights."""
    x = _new(d, d.pick(((3,), (5,), (0,))), INTEGER, "natural")
    weights = _new(d, x.shape, ("float64", "int16"))
    more = d.pick(("", ", minlength=9", f", weights={weights.source}"))
    d.run_step(name, f"ua.{name}({x.source}{more})", (x, weights), _close(weights, terms=8))


def histogram(d: Draw, name: str) -> None:
    """Bins of one width, or given edges, of numbers in and out of range."""
    x = d.array(REAL)
    bins = d.pick(("8, (-4.0, 4.0)", "[-2.0, 0.0, 0.5, 3.0]", "2, (0.0, 2.0)"))
    d.run_step(name, f"{{0}}, {{1}} = ua.{name}({x.source}, {bins})", (x,), [same, same])


def digitize(d: Draw, name: str) -> None:
    """Edges that ascend and descend."""
    x = d.array(REAL)
    edges = d.pick(("[0.0, 1.0, 2.5]", "[3.0, 1.0, -1.0]", "[1.0]", "[]"))
    d.run_step(name, f"ua.{name}({x.source}, {edges}{d.flag('right')})", (x,))


def one_hot(d: Draw, name: str) -> None:
    """Classes in and out of range."""
    x = d.array(INTEGER, kind="natural")
    d.run_step(name, f"ua.{name}({x.source}, {d.integer(0, 4)}, axis={d.pick((-1, 0))})", (x,))


def update(d: Draw, name: str) -> None:
    """Positions that occur twice, with whole numbers, whose sums and products are exact."""
    x = _new(d, d.pick(((4,), (3, 2))), NUMERIC, "whole")
    method = d.pick(("add", "multiply", "set") if x.dtype not in REAL else ("add", "multiply", "min", "max", "set"))
    key = d.pick(("[0, 2, 0]", "1", "-1, ...", "::2", "[2, -1]"))
    if method == "set" and "0, 2, 0" in key:
        key = "[0, 2]"
    source = f"ua.at({x.source})[{key}].{method}({d.integer(0, 3)})"
    d.run_step(name, source, (x,), up_to_zeros)


def shaped(d: Draw, name: str) -> None:
    """Diagonals, padding, windows and axes: elements are only moved."""
    x = d.array(shapes=_SHAPES)
    size = x.shape[0] if x.shape else 0
    source = {
        "diag": f"ua.diag({x.source}, {d.integer(-1, 2)})",
        "fill_diagonal": f"ua.fill_diagonal({x.source}, {d.integer(0, 1)})",
        "atleast_nd": f"ua.atleast_nd({x.source}, ndim={d.integer(0, 4)})",
        "pad": f"ua.pad({x.source}, {d.pick((1, (0, 2), (3, 1)))}, mode={d.pick(_MODES)!r})",
        "sliding_window_view": f"ua.sliding_window_view({x.source}, {d.integer(1, max(size, 1))}, axis=0)",
    }[name]
    if name in ("diag", "fill_diagonal") and not (x.value.ndim == 2 or (name == "diag" and x.value.ndim == 1)):
        x = _new(d, (2, 3), ALL)
        source = f"ua.{name}({x.source}, 1)"
    if name == "sliding_window_view" and not x.shape:
        x = _new(d, (5,), ALL)
        source = f"ua.{name}({x.source}, 2)"
    if name == "pad" and 0 in x.shape:
        source = f"ua.pad({x.source}, 1)"
    d.run_step(name, source, (x,))


_MODES: Final = ("constant", "edge", "reflect", "symmetric", "wrap")


def unravel_index(d: Draw, name: str) -> None:
    """Indices in and out of bounds."""
    x = d.array(INTEGER, kind="natural")
    d.run_step(name, f"{{0}}, {{1}} = ua.{name}({x.source} % {d.pick((6, 6, 6, 7))}, (2, 3))", (x,), [same, same])


def cumulative(d: Draw, name: str) -> None:
    """Along every axis, with NaN."""
    x = d.array(REAL, accepts_shape=lambda s: len(s) > 0, shapes=_SHAPES)
    d.run_step(name, f"ua.{name}({x.source}, axis={d.integer(-1, x.value.ndim - 1)})", (x,), up_to_zeros)


def topk(d: Draw, name: str) -> None:
    """The largest and smallest elements, with NaN and equal ones."""
    x = d.array(REAL, accepts_shape=lambda s: len(s) > 0, shapes=_SHAPES, kind=d.pick(("any", "whole")))
    k = d.integer(0, x.shape[-1])
    d.run_step(name, f"{{0}}, {{1}} = ua.{name}({x.source}, {k}{d.flag('largest')})", (x,), [same, same])


def partition(d: Draw, name: str) -> None:
    """The element of a rank. The order of the others is open."""
    x = d.array(REAL, accepts_shape=lambda s: len(s) > 0 and s[-1] > 0, shapes=_SHAPES)
    k = d.integer(0, max(x.shape[-1] - 1, 0))
    parts = f"ua.partition({x.source}, {k})"
    if name == "argpartition":
        parts = f"ua.take_along_axis({x.source}, ua.argpartition({x.source}, {k}))"
    d.run_step(name, f"{parts}[..., {k}]", (x,), up_to_zeros)


def lexsort(d: Draw, name: str) -> None:
    """Two keys with equal elements."""
    x = d.array(REAL, accepts_shape=lambda s: len(s) > 0, shapes=_SHAPES, kind="whole")
    y = _new(d, x.shape, REAL, "whole")
    d.run_step(name, f"ua.{name}(({x.source}, {y.source}))", (x, y))


def sets(d: Draw, name: str) -> None:
    """Sets of two arrays of one dtype."""
    x = d.array(kind=d.pick(("whole", "any")))
    y = _new(d, d.pick(_ROWS), (x.dtype,), "any")
    d.run_step(name, f"ua.{name}({x.source}, {y.source})", (x, y), up_to_zeros)


def product(d: Draw, name: str) -> None:
    """``kron``, ``polyval`` and ``convolve`` of numbers whose products stay in range."""
    x = _numbers(d, NUMERIC, _ROWS)
    y = _new(d, d.pick(_ROWS), (x.dtype,))
    more = f", mode={d.pick(('full', 'same', 'valid'))!r}" if name == "convolve" else ""
    power = x.value.size + 1 if name == "polyval" else 2
    d.run_step(name, f"ua.{name}({x.source}, {y.source}{more})", (x, y), _close(x, y, power=power, terms=8))


def einsum(d: Draw, name: str) -> None:
    """Two matrices, three, and traces."""
    dtype = d.pick([t for t in d.dtypes if t in NUMERIC])
    n = d.integer(1, 3)
    x, y, z = (_new(d, shape, (dtype,)) for shape in ((2, n), (n, 3), (3, 3)))
    source, operands = d.pick((
        (f"'ij,jk', {x.source}, {y.source}", (x, y)),
        (f"'ij,jk->ki', {x.source}, {y.source}", (x, y)),
        (f"'ii', {z.source}", (z,)),
        (f"'ij,jk,kk->i', {x.source}, {y.source}, {z.source}", (x, y, z)),
        (f"'...j,j...->...', {x.source}, {y.source}[:, 0]", (x, y)),
        (f"'ij,kj->j', {z.source}, {z.source}", (z,)),
    ))  # fmt: skip
    d.run_step(name, f"ua.{name}({source})", operands, _close(*operands, power=len(operands) + 1, terms=27))


def trapezoid(d: Draw, name: str) -> None:
    """Along every axis."""
    x = _numbers(d, NUMERIC)
    source = f"ua.{name}({x.source}, dx={d.pick((1.0, 0.5))}, axis={d.integer(-1, x.value.ndim - 1)})"
    d.run_step(name, source, (x,), _close(x, terms=8))


def interp(d: Draw, name: str) -> None:
    """In and out of the range of the points."""
    x = _numbers(d, REAL, least=0)
    places, values = _new(d, (4,), REAL_FLOATING), _new(d, (4,), REAL_FLOATING)
    end = d.pick(("", ", left=3.0", ", right=-1.0"))
    # Between points that almost coincide, the slope is as large as the rounding error of the position is small.
    source = f"ua.{name}({x.source}, ua.cumulative_sum(ua.abs(ua.round({places.source}))), {values.source}{end})"
    d.run_step(name, source, (x, places, values), _close(x, places, values, power=2))


def cdist(d: Draw, name: str) -> None:
    """Every metric."""
    dtypes = tuple(t for t in REAL if t in d.dtypes)
    n = d.integer(1, 3)
    x, y = _new(d, (3, n), dtypes), _new(d, (2, n), dtypes)
    metric = d.pick(("euclidean", "sqeuclidean", "cityblock", "chebyshev", "minkowski"))
    source = f"ua.{name}({x.source}, {y.source}, metric={metric!r})"
    d.run_step(name, source, (x, y), _close(x, y, power=2, terms=4))


def norm(d: Draw, name: str) -> None:
    """The Euclidean norm of all elements."""
    x = _numbers(d, NUMERIC)
    d.run_step(name, f"ua.{name}({x.source}{d.flag('keepdims')})", (x,), _close(x, terms=x.value.size))


def triangle(d: Draw, name: str) -> None:
    """Systems of equations with large diagonals, which are far from singular."""
    dtypes = tuple(t for t in REAL_FLOATING if t in d.dtypes)
    x, y = _new(d, (3, 3), dtypes), _new(d, d.pick(((3,), (3, 2))), dtypes)
    matrix = f"ua.fill_diagonal({x.source}, 1000.0)"
    call = f"{matrix}, {y.source}"
    is_least_squares = name == "linalg.lstsq"
    source = f"ua.{name}({call})[0]" if is_least_squares else f"ua.{name}({call}{d.flag('lower')})"
    d.run_step(name, source, (x, y), _close(x, y, power=2, terms=27))


def exponential(d: Draw, name: str) -> None:
    """Matrices with small elements."""
    x = _new(d, d.pick(((2, 2), (3, 3), (2, 2, 2))), tuple(t for t in REAL_FLOATING if t in d.dtypes))
    d.run_step(name, f"ua.{name}({x.source} * 0.01)", (x,), _close(x, power=2, terms=27))


_OF_SHAPES: Final = ("diag", "fill_diagonal", "atleast_nd", "pad", "sliding_window_view")
STEPS: dict[str, Callable[[Draw, str], None]] = {
    **dict.fromkeys(
        ("average", "median", "nanmax", "nanmean", "nanmedian", "nanmin", "nanstd", "nansum", "nanvar"), reduction
    ),
    **dict.fromkeys(("quantile", "percentile", "nanquantile"), quantile),
    **dict.fromkeys(("cov", "corrcoef"), covariance),
    **dict.fromkeys(("isclose", "allclose"), closeness),
    **dict.fromkeys(_OF_SHAPES, shaped),
    **dict.fromkeys(("cumulative_max", "cumulative_min"), cumulative),
    **dict.fromkeys(("partition", "argpartition"), partition),
    **dict.fromkeys(("union1d", "intersect1d", "setdiff1d"), sets),
    **dict.fromkeys(("kron", "polyval", "convolve"), product),
    "at": update,
    "bincount": bincount,
    "cdist": cdist,
    "digitize": digitize,
    "einsum": einsum,
    "histogram": histogram,
    "interp": interp,
    "lexsort": lexsort,
    "linalg.expm": exponential,
    "linalg.lstsq": triangle,
    "linalg.norm": norm,
    "linalg.solve_triangular": triangle,
    "nan_to_num": nan_to_num,
    "one_hot": one_hot,
    "topk": topk,
    "trapezoid": trapezoid,
    "unravel_index": unravel_index,
}
