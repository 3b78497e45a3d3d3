"""Checks of float16 and bfloat16 (contract row 30), which the standard lacks, on devices that declare them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.context import Skipped
from ..harness.registry import check
from ..inputs.half_precision import (
    INF,
    NAN,
    ROW,
    check_raises,
    check_statement,
    check_value,
    half_inputs,
    round_to_half,
)
from ..reference.dtypes import ALL, COMPLEX, HALF, REAL_FLOATING
from ..reference.expected import Expected
from .devices import other_device

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..harness.context import Context
    from ..reference.special_cases import Values

# -- dtypes ------------------------------------------------------------------------------------------------------------


@check("half_floats", "value", ["astype"], dtypes=HALF, rows=(*ROW, "13n"))
def astype(context: Context) -> None:
    """Check rounding from float32 to nearest with ties to even, and casts to and from every other dtype."""
    rng, dtype = context.rng(), context.dtype
    spread = rng.standard_normal(200).astype(np.float32) * np.float32(2.0) ** rng.integers(-8, 12, 200)
    ties = np.float32(1) + np.arange(64, dtype=np.float32) * np.float32(2.0**-12)
    special = np.array([0.0, -0.0, INF, -INF, NAN, 1e30, -1e30], dtype=np.float32)
    for values in (spread, ties, special, np.zeros(0, np.float32), np.float32(2.5)):
        check_value(context, "h0", (values,), values)
    small = np.array([0, 1, 2, 3, 100, 1.5, 99.5], dtype=np.float32)
    for other in ALL:
        if context.has(other):
            check_value(context, f"xp.astype(h0, xp.{other})", (small,), small.astype(other), other)
            if other not in COMPLEX:
                back = f"xp.astype(xp.astype(xp.astype(x0, xp.{other}), xp.{dtype}), xp.float32)"
                answer = small.astype(other).astype(np.float32)
                context.expect(Call(back, (Input(small),)), Expected.exactly(answer))
    for other in COMPLEX:
        if context.has(other):
            call = Call(f"xp.astype(x0, xp.{dtype})", (Input(np.ones(2, dtype=other)),))
            context.raises(call, TypeError)


@check("half_floats", "promotion", ["result_type", "add", "__add__"], dtypes=HALF, rows=(*ROW, "2n", "3"))
def promotion(context: Context) -> None:
    """Check promotion: wider floats win, integers and bools do not, float16 with bfloat16 raises TypeError."""
    dtype = context.dtype
    pattern = {"result_type": "xp.result_type({}, {})", "add": "xp.add({}, {}).dtype", "__add__": "({} + {}).dtype"}
    for other in (*ALL, *HALF):
        if not context.has(other):
            continue
        promoted = other if other in (*REAL_FLOATING, *COMPLEX) else dtype
        for pair in (("h0", "h1"), ("h1", "h0")):
            source = pattern[context.function].format(*pair).replace("h1", f"xp.astype(x1, xp.{other})")
            arrays = ([1.0, 2.0], 1.0)
            if other in HALF and other != dtype:
                check_raises(context, source, arrays, TypeError)
            else:
                check_statement(context, source, arrays, f"assert str(result) == {promoted!r}, result")


@check("half_floats", "value", ["finfo", "isdtype", "can_cast", "dtypes"], dtypes=HALF, rows=ROW)
def info(context: Context) -> None:
    """Check limits, kinds and casts, and that inspection lists only the standard's dtypes."""
    dtype = context.dtype
    digits, top = {"float16": (10, 15), "bfloat16": (7, 127)}[dtype]
    largest = (2 - 2.0**-digits) * 2.0**top
    if context.function == "finfo":
        wanted = {"bits": 16, "eps": 2.0**-digits, "max": largest, "min": -largest, "smallest_normal": 2.0 ** (1 - top)}
        for argument in (f"xp.{dtype}", f"xp.ones(2, dtype=xp.{dtype})", repr(dtype)):
            source = f"(lambda found: {{n: getattr(found, n) for n in {list(wanted)}}})(xp.finfo({argument}))"
            context.ensure(Call(source), f"assert result == {wanted}, result")
    elif context.function == "isdtype":
        kinds = {"real floating": True, "numeric": True, "integral": False, "complex floating": False, "bool": False}
        for kind, answer in kinds.items():
            context.ensure(Call(f"xp.isdtype(xp.{dtype}, {kind!r})"), f"assert result is {answer}, result")
    elif context.function == "can_cast":
        for other in (*ALL, *HALF):
            if context.has(other):
                answer = other == dtype or other in (*REAL_FLOATING, *COMPLEX)
                context.ensure(Call(f"xp.can_cast(xp.{dtype}, xp.{other})"), f"assert result is {answer}, result")
    else:
        source = "xp.__array_namespace_info__().dtypes()"
        context.ensure(Call(source), f"assert {dtype!r} not in result, result")


# -- creation, indexing, moving ----------------------------------------------------------------------------------------

CREATION: Final = {
    "asarray": ("[1.0, 2.5, -0.0]", [1.0, 2.5, -0.0]),
    "zeros": ("(2, 3)", np.zeros((2, 3))),
    "ones": ("3", np.ones(3)),
    "full": ("3, 2.5", np.full(3, 2.5)),
    "eye": ("3, k=1", np.eye(3, k=1)),
    "arange": ("1, 9, 2", np.arange(1, 9, 2)),
    "linspace": ("0, 1, 5", np.linspace(0, 1, 5)),
}


@check("half_floats", "value", CREATION, dtypes=HALF, rows=ROW)
def creation(context: Context) -> None:
    """Check creation with ``dtype=`` as object and as name, and that ``*_like`` functions keep the dtype."""
    arguments, answer = CREATION[context.function]
    for dtype in (f"xp.{context.dtype}", repr(context.dtype)):
        check_value(context, f"xp.{context.function}({arguments}, dtype={dtype})", (), answer)
    if context.function in ("zeros", "ones", "full"):
        value = ", 2.5" if context.function == "full" else ""
        check_value(context, f"xp.{context.function}_like(h0{value})", (np.zeros_like(answer),), answer)


@check("half_floats", "value", ["__getitem__", "__setitem__", "__iadd__"], dtypes=HALF, rows=(*ROW, "8"))
def indexing(context: Context) -> None:
    """Check slices, indices, masks, and assignment of scalars and other floats; complex values raise TypeError."""
    x = np.array([1.0, 2.5, -4.0, NAN, 0.5], dtype=np.float32)
    kept = f"assert str(h0.dtype) == {context.dtype!r}, h0.dtype"
    if context.function == "__getitem__":
        selected = ("h0 > 0.75",) if context.has("data_dependent_shapes") else ()
        for key in ("::-1", "1:3", "2", "xp.asarray([0, 4])", *selected, "..., None"):
            check_value(
                context,
                f"h0[{key}]",
                (x,),
                eval(f"x[{key.replace('xp.', 'np.').replace('h0', 'x')}]", {"np": np, "x": x}),
            )
        return
    if context.function == "__iadd__":
        for other, dtype in (("1", None), ("0.25", None), ("x1", "float32"), ("xp.astype(x1, xp.int8)", "int8")):
            y = np.full(5, 2, dtype=np.float32)
            value = {None: None, "float32": y, "int8": y}[dtype]
            answer = x + (y if value is not None else np.float32(other))
            before, inputs = half_inputs(context, x)
            source = f"{before}h0 += {other}\n{kept}\nresult = xp.astype(h0, xp.float32)"
            context.expect(Call(source, (*inputs, Input(y))), Expected.exactly(round_to_half(answer, context.dtype)))
        check_raises(context, "h0.__iadd__(1j)", (x,), TypeError)
        return
    masks = (("h0 < 2", "0"),) if context.has("data_dependent_shapes") else ()
    for key, given in (("1", "7"), ("1:3", "0.5"), *masks, ("xp.asarray([0, 4])", "x0[:2]")):
        answer = x.copy()
        answer[
            eval(key.replace("xp.", "np.").replace("h0", "x"), {"np": np, "x": x}) if ":" not in key else slice(1, 3)
        ] = eval(given, {"x0": x})
        before, inputs = half_inputs(context, x)
        source = f"{before}h0[{key}] = {given}\n{kept}\nresult = xp.astype(h0, xp.float32)"
        context.expect(Call(source, inputs), Expected.exactly(round_to_half(answer, context.dtype)))
    check_raises(context, "h0.__setitem__(0, 1j)", (x,), TypeError)


MOVES: Final[dict[str, tuple[str, Callable[[Values], Values]]]] = {
    "concat": ("xp.concat([h0, h0], axis=1)", lambda x: np.concatenate([x, x], axis=1)),
    "stack": ("xp.stack([h0, h0])", lambda x: np.stack([x, x])),
    "reshape": ("xp.reshape(h0, (3, 2))", lambda x: x.reshape(3, 2)),
    "flip": ("xp.flip(h0)", np.flip),
    "roll": ("xp.roll(h0, 1, axis=1)", lambda x: np.roll(x, 1, axis=1)),
    "repeat": ("xp.repeat(h0, 2, axis=0)", lambda x: np.repeat(x, 2, axis=0)),
    "tile": ("xp.tile(h0, (1, 2))", lambda x: np.tile(x, (1, 2))),
    "where": ("xp.where(h0 > 0, h0, 0.5)", lambda x: np.where(x > 0, x, np.float32(0.5))),
    "take": ("xp.take(h0, xp.asarray([1, 0]), axis=1)", lambda x: x[:, [1, 0]]),
    "clip": ("xp.clip(h0, -1, 1.5)", lambda x: np.clip(x, -1, 1.5)),
    "tril": ("xp.tril(h0)", np.tril),
    "diff": ("xp.diff(h0)", np.diff),
    "matrix_transpose": ("xp.matrix_transpose(h0)", lambda x: x.T),
}


@check("half_floats", "value", MOVES, dtypes=HALF, rows=ROW)
def moves(context: Context) -> None:
    """Check that functions that move, select or clip elements keep the dtype."""
    expression, answer = MOVES[context.function]
    x = np.array([[1.0, -2.5, 4.0], [-0.0, 0.5, 100.0]], dtype=np.float32)
    check_value(context, expression, (x,), answer(x))


# -- elementwise -------------------------------------------------------------------------------------------------------

#: Computed in float32 and then rounded, these functions are correctly rounded in half precision.
EXACT: Final = (
    *("abs", "negative", "positive", "ceil", "floor", "trunc", "round", "sign", "sqrt", "square", "reciprocal"),
    *("add", "subtract", "multiply", "divide", "maximum", "minimum", "copysign"),
)
TRUTH: Final = (
    *("isnan", "isinf", "isfinite", "signbit"),
    *("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"),
)
INEXACT: Final = (
    *(
        "acos",
        "acosh",
        "asin",
        "asinh",
        "atan",
        "atanh",
        "cos",
        "cosh",
        "exp",
        "expm1",
        "log",
        "log10",
        "log1p",
        "log2",
    ),
    *("sin", "sinh", "tan", "tanh", "atan2", "hypot", "logaddexp", "pow", "remainder", "floor_divide"),
)
_BINARY: Final = {
    *("add", "subtract", "multiply", "divide", "maximum", "minimum", "copysign", "equal", "not_equal", "less"),
    *("less_equal", "greater", "greater_equal", "atan2", "hypot", "logaddexp", "pow", "remainder", "floor_divide"),
}
#: Functions for which the standard leaves the sign of a zero or NaN open.
_NO_SIGN: Final = ("sign", "maximum", "minimum", "copysign", "signbit")
_X: Final = np.array([0.0, -0.0, 0.5, 1.0, -1.5, 2.5, -3.5, 7.0, 100.0, INF, -INF, NAN], dtype=np.float32)


@check("half_floats", "value", (*EXACT, *TRUTH), dtypes=HALF, rows=ROW)
def exact(context: Context) -> None:
    """Check that results are correctly rounded and keep the dtype, or are bool."""
    name = context.function
    arrays = (np.repeat(_X, len(_X)), np.tile(_X, len(_X))) if name in _BINARY else (_X,)
    if name in _NO_SIGN:  # leave out inputs that are NaN or -0
        keep = ~np.logical_or.reduce([np.isnan(x) | ((x == 0) & np.signbit(x)) for x in arrays])
        arrays = tuple(x[keep] for x in arrays)
    with np.errstate(all="ignore"):
        answer = getattr(np, name)(*arrays)
    names = ", ".join(f"h{i}" for i in range(len(arrays)))
    check_value(context, f"xp.{name}({names})", arrays, answer, "bool" if name in TRUTH else None)
    if name == "sign":
        check_value(context, "xp.sign(h0)", (np.array([-0.0, 0.0, -2.5]),), np.array([0.0, 0.0, -1.0]))
        check_value(context, "xp.sign(h0[0])", (np.array([-0.0]),), np.float32(0))


@check("half_floats", "near", INEXACT, dtypes=HALF, rows=ROW)
def inexact(context: Context) -> None:
    """Check that results keep the dtype and are roughly right. The contract sets no accuracy."""
    name = context.function
    x = np.array([1.0, 1.5, 2.5, 3.0] if name == "acosh" else [0.125, 0.25, 0.5, 0.75], dtype=np.float32)
    arrays = (x, x[::-1]) if name in _BINARY else (x,)
    answer = getattr(np, name)(*(a.astype(np.float64) for a in arrays))
    names = ", ".join(f"h{i}" for i in range(len(arrays)))
    bound = 2.0**-5 if context.dtype == "bfloat16" else 2.0**-8
    values = f"np.array({answer.tolist()})"
    assertion = (
        f"assert str(result.dtype) == {context.dtype!r}, result.dtype\n"
        f"found = ua.to_numpy(xp.astype(result, xp.float32))\n"
        f"assert (abs(found - {values}) <= {bound} * abs({values}) + {bound / 64}).all(), found"
    )
    check_statement(context, f"xp.{name}({names})", arrays, assertion)


# -- reductions, order, products ---------------------------------------------------------------------------------------


@check("half_floats", "value", ["sum", "mean", "prod", "max", "min", "std", "var", "all", "any"], dtypes=HALF, rows=ROW)
def reductions(context: Context) -> None:
    """Check that reductions keep the dtype, NaN propagates, and 300 ones add up to 300.

    Adding ones in bfloat16 would stop at 256.
    """
    name = context.function
    ones = np.ones((2, 300), dtype=np.float32)
    answers = {
        "sum": 300.0,
        "mean": 1.0,
        "prod": 1.0,
        "max": 1.0,
        "min": 1.0,
        "std": 0.0,
        "var": 0.0,
        "all": 1,
        "any": 1,
    }
    truth = "bool" if name in ("all", "any") else None
    answer = np.full(2, answers[name], dtype=truth or np.float32)
    check_value(context, f"xp.{name}(h0, axis=1)", (ones,), answer, truth)
    check_value(context, f"xp.{name}(h0[0, :])", (ones,), answer[0], truth)
    if name in ("sum", "prod"):
        check_value(context, f"xp.{name}(h0[0, :], dtype=xp.float32)", (ones,), answer[0], "float32")
        check_value(
            context, f"xp.{name}(xp.astype(h0[0, :], xp.float32), dtype=xp.{context.dtype})", (ones,), answer[0]
        )
    if name in ("std", "var"):
        for correction, axis, shape in (
            (5, None, ()),
            (6, None, ()),
            (2, 0, (300,)),
            (301, 1, (2,)),
            (3, (), (2, 300)),
        ):
            call = f"xp.{name}(h0, axis={axis}, correction={correction})"
            data = np.ones(5, dtype=np.float32) if axis is None else ones
            check_value(context, call, (data,), np.full(shape, NAN, dtype=np.float32))
    if name == "prod":  # the product over one axis would be out of range in float16, or rounded in bfloat16
        many = np.array([[200.0, 400.0, 256.0], [2.0**-9, 0.5, 0.25]])
        if context.dtype == "bfloat16":
            many = np.array([[2.5, 3.140625, 100.0], [7.0, 1.0, 2.5]])
        check_value(context, "xp.prod(h0, axis=(0, 1))", (many,), np.float32(np.prod(many)))
    if name in ("sum", "mean", "max", "min", "prod"):
        check_statement(
            context, f"xp.{name}(h0)", ([1.0, NAN],), "assert result.shape == () and bool(xp.isnan(result)), result"
        )


@check("half_floats", "value", ["cumulative_sum", "cumulative_prod"], dtypes=HALF, rows=ROW)
def cumulative(context: Context) -> None:
    """Check that cumulative functions keep the dtype and round each partial result once."""
    if context.function == "cumulative_sum":
        check_value(context, "xp.cumulative_sum(h0)", (np.ones(300),), np.arange(1, 301))
        check_value(context, "xp.cumulative_sum(h0, include_initial=True)", (np.ones(3),), np.arange(4))
        wide = np.arange(1, 301, dtype=np.float32)
        check_value(context, "xp.cumulative_sum(h0, dtype=xp.float32)", (np.ones(300),), wide, "float32")
        return
    step = 2.0 if context.dtype == "float16" else 1 + 2.0**-7
    count = 10 if context.dtype == "float16" else 20
    check_value(context, "xp.cumulative_prod(h0)", (np.full(count, step),), step ** np.arange(1, count + 1))


ORDER: Final = ("sort", "argsort", "searchsorted", "argmax", "argmin", "unique_all", "unique_counts", "unique_inverse")


@check("half_floats", "value", (*ORDER, "unique_values", "nonzero", "count_nonzero"), dtypes=HALF, rows=(*ROW, "17n"))
def order(context: Context) -> None:
    """Check that NaN sorts last and is distinct from every NaN, and that indices are int64."""
    name = context.function
    for x in ([NAN, 2.0, 1.0], [1.0, NAN, 2.0, -1.0, NAN, 1.0], [3.0, 1.0, 2.0]):
        values = np.array(x, dtype=np.float32)
        if name in ("sort", "argsort"):
            for descending in (False, True):
                key = [(v != v, v if v == v else 0.0) for v in x]
                positions = np.array(sorted(range(len(x)), key=key.__getitem__, reverse=descending))
                if descending:  # equal elements keep their order
                    positions = np.array(sorted(range(len(x)), key=lambda i: (not key[i][0], -key[i][1])))
                answer = (values[positions], None) if name == "sort" else (positions, "int64")
                check_value(context, f"xp.{name}(h0, descending={descending})", (values,), *answer)
        elif name == "searchsorted":
            check_value(context, "xp.searchsorted(xp.sort(h0), h0[-1:])", ([3.0, 1.0, 2.0],), np.array([1]), "int64")
            for row, keys, left, right in (
                ([1.0], [-1.0, NAN, INF], [0, 1, 1], [0, 1, 1]),
                ([-INF, -0.5, NAN], [100.0, INF, -7.0, NAN, 0.0], [2, 2, 1, 2, 2], [2, 2, 1, 3, 2]),
                ([-INF, 0.5, INF, NAN, NAN], [INF, NAN, -INF, 0.5], [2, 3, 0, 1], [3, 5, 1, 2]),
                ([], [NAN, 1.0], [0, 0], [0, 0]),
            ):
                sorter = f"xp.asarray({[*range(len(row))][::-1]}, dtype='int64')"
                for side, wanted in (("left", left), ("right", right)):
                    for call in (
                        f"xp.searchsorted(h0, h1, side={side!r})",
                        f"xp.searchsorted(xp.flip(h0), h1, side={side!r}, sorter={sorter})",
                    ):
                        check_value(context, call, (row, keys), np.array(wanted), "int64")
        elif name in ("argmax", "argmin"):
            first = next((i for i, v in enumerate(x) if v != v), None)
            position = getattr(np, name)(values) if first is None else first
            check_value(context, f"xp.{name}(h0)", (values,), np.int64(position), "int64")
        elif name.startswith("unique"):
            found = np.unique(values, equal_nan=False)
            part = "" if name == "unique_values" else ".values"
            check_value(context, f"xp.{name}(h0){part}", (values,), found)
        elif name == "nonzero":
            check_value(context, "xp.nonzero(h0)[0]", (values,), np.arange(len(x)), "int64")
        else:
            check_value(context, "xp.count_nonzero(h0)", (values,), np.int64(len(x)), "int64")


PRODUCTS: Final = {
    **dict.fromkeys(("matmul", "__matmul__", "linalg.matmul"), ("(h0, h1)", "matrix")),
    **dict.fromkeys(("vecdot", "linalg.vecdot"), ("(h0, h0)", "rows")),
    **dict.fromkeys(("tensordot", "linalg.tensordot"), ("(h0, h1, axes=1)", "matrix")),
}


@check("half_floats", "value", PRODUCTS, dtypes=HALF, rows=ROW)
def products(context: Context) -> None:
    """Check products that are exact in the dtype, including a sum of 300 ones."""
    arguments, what = PRODUCTS[context.function]
    for x in (np.array([[1.0, 2.0, -3.0], [0.5, 0.0, 4.0]]), np.ones((2, 300))):
        answer = x @ x.T if what == "matrix" else (x * x).sum(axis=1)
        expression = "h0 @ h1" if context.function == "__matmul__" else f"xp.{context.function}{arguments}"
        check_value(context, expression, (x, x.T), answer)


# -- in and out --------------------------------------------------------------------------------------------------------


@check("half_floats", "protocols", ["float", "tolist", "repr", "pickle"], dtypes=HALF, rows=(*ROW, "22", "25", "32"))
def protocols(context: Context) -> None:
    """Check conversion to Python numbers, the repr, and that a pickle keeps the dtype."""
    x = [1.0, 2.5, -0.0]
    shown = "<not computed>, shape=(3,)" if context.has("lazy") else "[ 1. ,  2.5, -0. ]"
    sources = {
        "float": (
            "(float(h0[1]), int(h0[1]), bool(h0[2]), h0[1].item())",
            "assert result == (2.5, 2, False, 2.5), result",
        ),
        "tolist": ("h0.tolist()", f"assert repr(result) == repr({x}), result"),
        "repr": ("repr(h0)", f"assert result.startswith('Array({shown}, dtype={context.dtype}'), result"),
        "pickle": (
            "__import__('pickle').loads(__import__('pickle').dumps(h0))",
            f"assert (str(result.dtype), result.tolist()) == ({context.dtype!r}, {x}), result",
        ),
    }
    check_statement(context, sources[context.function][0], (x,), sources[context.function][1])


@check(
    "half_floats", "conversion", ["to_numpy", "asarray", "convert", "from_dlpack"], dtypes=HALF, rows=(*ROW, "21", "23")
)
def conversion(context: Context) -> None:
    """Check conversions to the host and to another library and back; float16 also by DLPack."""
    x, dtype, name = [1.0, 2.5, -0.0], context.dtype, context.function
    same = f"assert str(result.dtype) == {dtype!r}, result.dtype\nassert repr(result.tolist()) == repr({x}), result"
    if name == "from_dlpack":
        check_statement(context, "ua.from_dlpack(h0)", (x,), same)
        before, inputs = half_inputs(context, x)
        tried = f"{before}try:\n    h0.__dlpack__()\n    result = None\n"
        call = Call(f"{tried}except BufferError as error:\n    result = str(error)", inputs)
        context.ensure(call, "assert result is None or '\\nHint: ' in result, result")
        return
    if name == "convert":
        other = other_device(context)
        if other is None or dtype not in {str(d) for d in context.ua.namespace(other).native.hooks.dtypes}:
            raise Skipped(f"this machine has no second device or backend with {dtype}")
        check_statement(context, f"ua.convert(ua.convert(h0, {other!r}), {context.subject.spec!r})", (x,), same)
        check_statement(context, f"ua.convert(h0, {other!r})", (x,), same)
        return
    if dtype == "bfloat16" and not _has_host_bfloat16():
        check_raises(context, "ua.to_numpy(h0)", (x,), TypeError)
        return
    check_statement(context, "ua.to_numpy(h0)" if name == "to_numpy" else "xp.asarray(ua.to_numpy(h0))", (x,), same)


def _has_host_bfloat16() -> bool:
    from importlib.util import find_spec

    return find_spec("ml_dtypes") is not None


REFUSED: Final = {
    **{
        f"fft.{name}": "(h0)"
        for name in ("fft", "ifft", "fftn", "ifftn", "rfft", "rfftn", "irfft", "irfftn", "hfft", "ihfft")
    },
    **{
        f"linalg.{name}": "(h0)"
        for name in ("cholesky", "det", "eig", "eigh", "eigvals", "eigvalsh", "inv", "pinv", "qr")
    },
    **{f"linalg.{name}": "(h0)" for name in ("slogdet", "svd", "svdvals", "matrix_rank", "matrix_norm", "vector_norm")},
    "linalg.matrix_power": "(h0, 2)",
    "linalg.solve": "(h0, h0)",
    "bitwise_and": "(h0, h0)",
    "logical_not": "(h0)",
}


@check("half_floats", "errors", REFUSED, dtypes=HALF, rows=(*ROW, "26"))
def errors(context: Context) -> None:
    """Check TypeError on every device for functions that some libraries lack in half precision."""
    check_raises(context, f"xp.{context.function}{REFUSED[context.function]}", (np.eye(2),), TypeError)
