"""Functions along axes, of all values: statistics, sorting, searching, sets, Fourier transforms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential._draw import SHAPES
from tests.differential.calls.contract import Freedom
from tests.differential.calls.grades import Grade, bounded, eps, same, ulps, unspecified, up_to_zeros, widened
from unifyarray_conformance.reference.dtypes import ALL, COMPLEX, FLOATING, HALF, REAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.differential.calls.drawing import CallDraw, Operand

    Values = np.ndarray[Any, Any]

_REAL: Final = ("bool", *REAL, *HALF)


def _value(text: str) -> Any:
    """Return the value of an argument's source; None if it refers to arrays."""
    try:
        return eval(text, {"np": np, "nan": math.nan, "inf": math.inf})
    except NameError:
        return None


def _count(x: Operand, axes: str) -> int:
    """Return how many elements a reduction combines."""
    over = _value(axes)
    try:
        if over is None:
            return int(x.value.size)
        return math.prod(x.shape[a] for a in (over if isinstance(over, tuple) else (over,)))
    except (TypeError, IndexError):
        return 1


def _is_true(flag: str) -> bool:
    """Return whether a drawn keyword, such as ``", keepdims=1"``, counts as true."""
    return any(flag.endswith(value) for value in ("True", "=1", "np.bool_(True)", "='a'"))


def _size_along(function: Callable[..., Any], axes: str, keepdims: str) -> Callable[..., Any]:
    def size(x: Values) -> Any:
        try:
            return function(x, axis=_value(axes), keepdims=_is_true(keepdims))
        except Exception:  # the call itself raises
            return function(x)

    return size


def total(d: CallDraw, name: str) -> None:
    """``sum``, ``prod`` and ``mean``."""
    x = d.wild(dtypes=(*ALL, *HALF))
    axes, keepdims = d.any_axes(x.value.ndim), d.any_flag("keepdims")
    dtype = d.any_dtype() if name != "mean" and d.chance(3) else ""
    if dtype and x.value.dtype.name in (*FLOATING, *HALF) and "int" in dtype:
        d.freedoms.append(Freedom("float to int"))
    function = {"sum": np.sum, "mean": np.mean, "prod": np.prod}[name]
    operands = [x.value, *_cast(dtype)]
    size = _size_along(function, axes, keepdims)
    if name == "prod":
        _leave_products_open(d, x.value)
    grade = bounded(name, lambda a, *_: size(a), operands, _count(x, axes) + 1)
    d.call(name, _method_or_function(d, name, x, f"axis={axes}{keepdims}{dtype}"), grade)


def _cast(dtype: str) -> list[Values]:
    """Return an array of the dtype of a keyword, whose precision limits that of the result."""
    for t in ("float16", "bfloat16", "float32", "complex64"):
        if t in dtype:
            return [
                np.zeros(
                    (), np.float16 if t == "float16" else np.float32 if "float32" in t or "64" in t else np.float16
                )
            ]
    return []


def _leave_products_open(d: CallDraw, x: Values) -> None:
    """Add a freedom if products of the elements can leave the range in some order."""
    sizes = np.abs(widened(x).astype(np.clongdouble))
    sizes = sizes[np.isfinite(sizes) & (sizes != 0)].astype(np.float64)
    with np.errstate(all="ignore"):
        if sizes.size and not np.abs(np.log2(sizes)).sum() < 14:
            d.freedoms.append(Freedom("no bound"))


#: Names of methods that differ from the function's.
_METHODS: Final = {"cumulative_sum": "cumsum", "cumulative_prod": "cumprod"}


def _method_or_function(d: CallDraw, name: str, x: Operand, arguments: str) -> str:
    method = _METHODS.get(name, name)
    has_method = method in (
        [
            "sum",
            "prod",
            "mean",
            "std",
            "var",
            "max",
            "min",
            "any",
            "all",
            "argmax",
            "argmin",
            "argsort",
            "cumsum",
            "cumprod",
            "squeeze",
            "repeat",
            "take",
        ]
    )
    if has_method and d.chance(4) and "include_initial" not in arguments:
        return f"{x.source}.{method}({arguments})"
    return f"xp.{name}({x.source}, {arguments})" if arguments else f"xp.{name}({x.source})"


def running(d: CallDraw, name: str) -> None:
    """``cumulative_sum`` and ``cumulative_prod``."""
    x = d.wild(dtypes=(*ALL, *HALF))
    axis = d.any_axis(x.value.ndim) if x.value.ndim != 1 or d.chance(2) else "None"
    dtype = d.any_dtype() if d.chance(3) else ""
    initial = d.any_flag("include_initial")
    function = np.cumulative_sum if name == "cumulative_sum" else np.cumulative_prod
    if dtype and x.value.dtype.name in (*FLOATING, *HALF) and "int" in dtype:
        d.freedoms.append(Freedom("float to int"))

    def size(a: Values, *_: Values) -> Any:
        try:
            return function(a, axis=_value(axis), include_initial=_is_true(initial))
        except Exception:  # the call itself raises
            return np.zeros(())

    if name == "cumulative_prod":
        _leave_products_open(d, x.value)
    grade = bounded(name, size, [x.value, *_cast(dtype)], _count(x, axis) + 1)
    d.call(name, _method_or_function(d, name, x, f"axis={axis}{dtype}{initial}"), grade)


def spread(d: CallDraw, name: str) -> None:
    """``var`` and ``std``, with corrections of any size."""
    x = d.wild(dtypes=_REAL)
    axes, keepdims = d.any_axes(x.value.ndim), d.any_flag("keepdims")
    correction = d.pick(
        (
            "",
            "",
            "1",
            "0",
            "0.5",
            "3",
            "100",
            "-1",
            "-0.5",
            "True",
            "nan",
            "inf",
            "np.float64(1)",
            "np.int64(1)",
            "'1'",
            "None",
        )
    )
    count = max(1, _count(x, axes))
    with np.errstate(all="ignore"):
        numbers = np.abs(widened(x.value).astype(np.complex128))
        largest = float(numbers[np.isfinite(numbers)].max(initial=0))
        precision = eps(x.dtype) if x.dtype in (*FLOATING, *HALF) else eps("float64")
        error = 8.0 * count * precision * largest * largest * count
        tolerance = error if name == "var" else math.sqrt(error)
    if largest > 1e15:
        d.freedoms.append(Freedom("no bound"))  # squares leave the range
    arguments = f"axis={axes}{keepdims}" + (f", correction={correction}" if correction else "")
    d.call(name, _method_or_function(d, name, x, arguments), _absolute(tolerance))


def _absolute(tolerance: float) -> Grade:
    from tests.differential._grades import within

    def grade(wanted: Values, got: Values, *, flushes: bool) -> str:
        return within(tolerance)(widened(wanted), widened(got), flushes=flushes)

    return grade


def extreme(d: CallDraw, name: str) -> None:
    """``max`` and ``min``."""
    x = d.wild(dtypes=_REAL)
    arguments = f"axis={d.any_axes(x.value.ndim)}{d.any_flag('keepdims')}"
    d.call(name, _method_or_function(d, name, x, arguments), _widened(up_to_zeros))


def _widened(grade: Grade) -> Grade:
    def of_single(wanted: Values, got: Values, *, flushes: bool) -> str:
        return grade(widened(wanted), widened(got), flushes=flushes)

    return of_single


def position(d: CallDraw, name: str) -> None:
    """``argmax`` and ``argmin``."""
    x = d.wild(dtypes=_REAL)
    axis = "None" if d.chance(3) else d.any_axis(x.value.ndim)
    d.call(name, _method_or_function(d, name, x, f"axis={axis}{d.any_flag('keepdims')}"))


def truth(d: CallDraw, name: str) -> None:
    """``all``, ``any``, ``count_nonzero``."""
    x = d.wild()
    d.call(name, _method_or_function(d, name, x, f"axis={d.any_axes(x.value.ndim)}{d.any_flag('keepdims')}"))


def diff(d: CallDraw, name: str) -> None:
    """Repeated differences, with ``prepend`` and ``append`` of any dtype."""
    x = d.wild(dtypes=(*ALL[1:], *HALF))
    axis, n = d.any_axis(x.value.ndim), d.any_count(4)
    more = ""
    for word in ("prepend", "append"):
        if d.chance(4):
            shape = list(x.shape)
            a = _value(axis)
            if type(a) is int and -len(shape) <= a < len(shape):
                shape[a] = d.integer(0, 2)
            other = d.wild((tuple(shape),), None if d.chance(3) else (x.dtype,), views=False)
            more += f", {word}={d.any_scalar(2).source if d.chance(12) else other.source}"
    # Differences of differences round each time, in the same order everywhere.
    d.call(name, f"xp.diff({x.source}, axis={axis}, n={n}{more})", _widened(up_to_zeros))


def sort(d: CallDraw, name: str) -> None:
    """``sort`` and ``argsort``."""
    x = d.wild(dtypes=(*REAL, *HALF))
    axis = "" if d.chance(3) else f"axis={d.any_axis(x.value.ndim)}"
    flags = d.any_flag("descending") + d.any_flag("stable")
    grade: Grade = _widened(same)
    if "stable=False" in flags or "stable=0" in flags or "stable=None" in flags:
        d.freedoms.append(Freedom("unstable"))
    d.call(name, _method_or_function(d, name, x, (axis + flags).removeprefix(", ")), grade)


def searchsorted(d: CallDraw, name: str) -> None:
    """In sorted numbers, of any dtypes, with a sorter."""
    dtypes = (*REAL, *HALF)
    x = d.wild(((3,), (5,), (0,), (1,), (17,), (2, 3), ()), dtypes, views=False)
    second = d.wild(dtypes=(x.dtype,) if d.chance(2) else dtypes)
    keys = d.any_scalar(2).source if d.chance(5) else second.source
    side = d.pick(("", "", ", side='left'", ", side='right'", ", side='middle'", ", side=None"))
    if d.chance(3):
        dtype = d.pick(("", "", "int32", "uint8", "uint64"))
        sorter = f"xp.argsort({x.source})"
        sorter = f"xp.astype({sorter}, xp.{dtype})" if dtype else sorter
        d.call(name, f"xp.searchsorted({x.source}, {keys}{side}, sorter={sorter})")
    else:
        d.call(name, f"xp.searchsorted(xp.sort({x.source}), {keys}{side})")


def where(d: CallDraw, name: str) -> None:
    """Conditions, arrays and scalars that broadcast."""
    condition = d.wild(dtypes=("bool",))
    texts, used = [], [condition]
    for _ in range(2):
        if d.chance(3):
            texts.append(d.any_scalar().source)
        else:
            used.append(d.partner(used[-1], (*ALL, *HALF)) if len(used) > 1 else d.wild((condition.shape, (), (1,))))
            texts.append(used[-1].source)
    d.call(name, f"xp.where({condition.source}, {texts[0]}, {texts[1]})", _widened(same))


def of_one(d: CallDraw, name: str) -> None:
    """``nonzero`` and the functions of sets: zeros of both signs are equal, NaNs distinct."""
    x = d.wild()
    d.call(name, f"xp.{name}({x.source})", _widened(up_to_zeros))


def isin(d: CallDraw, name: str) -> None:
    """Arrays and scalars on either side, in and out of range."""
    x = d.wild()
    y = d.any_scalar() if d.chance(3) else d.wild(dtypes=(x.dtype,) if d.chance(2) else None)
    pair = (y, x) if d.chance(4) else (x, y)
    d.call(name, f"xp.isin({pair[0].source}, {pair[1].source}{d.any_flag('invert')})")


# -- Fourier transforms ------------------------------------------------------------------------------------------


def _transformed(x: Operand) -> Grade:
    """Return the grade of a transform: the norm of the numbers, times the root of the number of points."""
    with np.errstate(all="ignore"):
        numbers = np.abs(widened(x.value).astype(np.complex128))
        points = max(2, x.value.size, *[16] * x.value.ndim)
        size = float(np.sqrt((numbers**2).sum()) * math.sqrt(points) * points)
        precision = eps(x.dtype) if x.dtype in FLOATING else eps("float64")

    def grade(wanted: Values, got: Values, *, flushes: bool) -> str:
        if not math.isfinite(size) or (precision > 1e-10 and size > 1e37):
            return ""  # no bound: contract row 15
        return _absolute(4 * math.log2(4 * points) * precision * size)(wanted, got, flushes=flushes)

    return grade


_NORMS: Final = ("", "", ", norm='backward'", ", norm='ortho'", ", norm='forward'", ", norm='both'", ", norm=None")


def transform(d: CallDraw, name: str) -> None:
    """A transform along one axis, with lengths beyond the axis."""
    x = d.wild(dtypes=ALL, kind=d.pick(("moderate", "whole", "any")))
    n = "" if d.chance(3) else f", n={d.any_count(9)}"
    axis = "" if d.chance(3) else f", axis={d.any_axis(x.value.ndim)}"
    d.call(name, f"xp.{name}({x.source}{n}{axis}{d.pick(_NORMS)})", _transformed(x))


def transform_many(d: CallDraw, name: str) -> None:
    """A transform along several axes."""
    x = d.wild(dtypes=ALL, kind=d.pick(("moderate", "whole", "any")))
    axes = d.any_axes(x.value.ndim)
    how = d.integer(0, 3)
    given = "" if how == 0 else f", axes={axes}"
    if how > 1:
        over = _value(axes)
        count = len(over) if isinstance(over, tuple | list) else d.integer(0, x.value.ndim)
        lengths = tuple(d.integer(1, 5) if not d.chance(20) else d.pick((0, -1)) for _ in range(count))
        given += f", s={lengths}"
    d.call(name, f"xp.{name}({x.source}{given}{d.pick(_NORMS)})", _transformed(x))


def shift(d: CallDraw, name: str) -> None:
    """``fftshift`` and ``ifftshift``."""
    x = d.wild()
    d.call(name, f"xp.{name}({x.source}{'' if d.chance(3) else f', axes={d.any_axes(x.value.ndim)}'})", _widened(same))


def frequencies(d: CallDraw, name: str) -> None:
    """``fftfreq`` and ``rfftfreq``."""
    spacing = d.pick(
        ("", ", d=0.5", ", d=2", ", d=0.1", ", d=0.0", ", d=-1.0", ", d=nan", ", d=inf", ", d=True", ", d='1'")
    )
    d.call(name, f"xp.{name}({d.any_count(9)}{spacing}{d.any_dtype() if d.chance(3) else ''})", ulps(2))


_ONE_AXIS: Final = ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
CALLS: Final[dict[str, Callable[[CallDraw, str], None]]] = {
    **dict.fromkeys(("sum", "prod", "mean"), total),
    **dict.fromkeys(("cumulative_sum", "cumulative_prod"), running),
    **dict.fromkeys(("var", "std"), spread),
    **dict.fromkeys(("max", "min"), extreme),
    **dict.fromkeys(("argmax", "argmin"), position),
    **dict.fromkeys(("all", "any", "count_nonzero"), truth),
    **dict.fromkeys(("sort", "argsort"), sort),
    **dict.fromkeys(("nonzero", "unique_all", "unique_counts", "unique_inverse", "unique_values"), of_one),
    **dict.fromkeys([f"fft.{name}" for name in _ONE_AXIS], transform),
    **dict.fromkeys(("fft.fftn", "fft.ifftn", "fft.rfftn", "fft.irfftn"), transform_many),
    **dict.fromkeys(("fft.fftshift", "fft.ifftshift"), shift),
    **dict.fromkeys(("fft.fftfreq", "fft.rfftfreq"), frequencies),
    "diff": diff,
    "isin": isin,
    "searchsorted": searchsorted,
    "where": where,
}
__all__ = ["CALLS", "COMPLEX", "SHAPES", "unspecified"]
