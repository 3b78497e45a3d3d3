"""Checks of Fourier transforms against their definition in 120 bits: sizes, axes, norms, frequencies, errors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import expect_both, native
from ..harness.budget import some
from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..inputs.values import fill
from ..reference import element_positions as moves
from ..reference import fourier as reference
from ..reference.dtypes import ALL, COMPLEX, COMPLEX_DTYPES, FLOATING, INTEGER, REAL_FLOATING, real_dtype
from ..reference.expected import CLOSE, Component, Expected
from ..reference.norm_bounds import check_within_bound

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.element_positions import Shape
    from ..reference.special_cases import Values

ONE: Final = ("fft.fft", "fft.ifft", "fft.rfft", "fft.irfft", "fft.hfft", "fft.ihfft")
SEVERAL: Final = ("fft.fftn", "fft.ifftn", "fft.rfftn", "fft.irfftn")
SHIFTS: Final = ("fft.fftshift", "fft.ifftshift")
FREQUENCIES: Final = ("fft.fftfreq", "fft.rfftfreq")

#: Transforms that take real numbers.
FROM_REAL: Final = ("fft.rfft", "fft.rfftn", "fft.ihfft")
TO_REAL: Final = ("fft.irfft", "fft.irfftn", "fft.hfft")
INVERSE: Final = ("fft.ifft", "fft.ifftn", "fft.irfft", "fft.irfftn", "fft.ihfft")
NORMS: Final = ("backward", "ortho", "forward")


def domain(name: str) -> tuple[str, ...]:
    """Return the floating dtypes that a function accepts."""
    return REAL_FLOATING if name in FROM_REAL else FLOATING


def result_dtype(name: str, dtype: str) -> str:
    """Return the dtype of a transform's result."""
    return real_dtype(dtype) if name in TO_REAL else COMPLEX_DTYPES.get(dtype, dtype)


def transform_and_scale(name: str, x: Values, sizes: list[int], axes: list[int], norm: str) -> tuple[Values, Values]:
    """Return the exact transform, and the scale of its error bound."""
    values = reference.to_mpmath(x)
    inverse = name in INVERSE
    points = math.prod(sizes)
    if name == "fft.ihfft":
        # ihfft is the conjugate of the forward transform of real numbers, scaled like an inverse transform.
        found = reference.half_spectrum(
            reference.transform(values, sizes[0], axes[0], inverse=True, norm=norm), axes[0]
        )
    elif name in TO_REAL:
        for n, axis in zip(sizes[:-1], axes[:-1], strict=True):
            values = reference.transform(values, n, axis, inverse=inverse, norm=norm)
        values = reference.full_spectrum(values, sizes[-1], axes[-1])
        found = reference.transform(values, sizes[-1], axes[-1], inverse=inverse, norm=norm)
    else:
        found = reference.transform_axes(values, sizes, axes, inverse=inverse, norm=norm)
        if name in FROM_REAL:
            found = reference.half_spectrum(found, axes[-1])
    factor = math.prod(float(reference.scale_factor(n, inverse, norm)) for n in sizes)
    size = np.sqrt((np.abs(x.astype("complex128")) ** 2).sum(axis=tuple(axes), keepdims=True))
    # The given half of a spectrum represents the whole, with twice the norm at most.
    return reference.to_double(found, name in TO_REAL), size * factor * math.sqrt(points) * (
        2 if name in TO_REAL else 1
    )


def _check_transform(context: Context, call: Call, found: Values, size: Values, points: int) -> None:
    dtype = result_dtype(context.function, context.dtype)
    check_within_bound(context, call, found, dtype, math.ceil(math.log2(points)) + 2, size, both=True)


@check("fft", "value", ONE, dtypes=domain, grade="tolerance", rows=("15n",))
def value(context: Context) -> None:
    """Check even, odd and prime lengths, one point, truncation and zero-padding, every axis and every norm."""
    name, rng = context.function, context.rng()
    cases: list[tuple[Shape, int | None, int]] = [
        ((1,), None, -1), ((2,), None, 0), ((5,), None, -1), ((8,), None, -1), ((12,), None, -1), ((11,), None, -1),
        ((6,), 4, -1), ((6,), 9, -1), ((3,), 1, -1), ((4,), 2, 0), ((2, 5), None, -1), ((4, 3), None, 0),
        ((2, 3, 2), 3, 1), ((2, 4), 6, -2), ((25,), None, -1),
    ]  # fmt: skip
    for k, (shape, n, axis) in some(context, enumerate(cases)):
        length = n or (2 * (shape[axis] - 1) if name in ("fft.irfft", "fft.hfft") else shape[axis])
        if length < 1:
            continue
        x = fill(rng, context.dtype, shape, "ordinary")
        layout = LAYOUTS[k % len(LAYOUTS)]
        given = Input(x, layout if supports_layout(layout, shape) and layout != "broadcast" else "plain")
        for norm in NORMS if k % 3 == 0 else (NORMS[k % 3],):
            found, size = transform_and_scale(name, x, [length], [axis], norm)
            keywords = f"n={n}, axis={axis}, norm={norm!r}"
            _check_transform(context, Call(f"xp.{name}(x0, {keywords})", (given,)), found, size, length)
    x = fill(rng, context.dtype, (2, 4), "ordinary")
    length = 6 if name in ("fft.irfft", "fft.hfft") else 4
    _check_transform(
        context, Call(f"xp.{name}(x0)", (Input(x),)), *transform_and_scale(name, x, [length], [-1], "backward"), length
    )


@check("fft", "value", SEVERAL, dtypes=domain, grade="tolerance", rows=("15n",))
def several(context: Context) -> None:
    """Check all axes, some axes in any order, truncation and zero-padding, and every norm."""
    name, rng = context.function, context.rng()
    cases: list[tuple[Shape, tuple[int, ...] | None, tuple[int, ...] | None]] = [
        ((5,), None, None), ((2, 3), None, None), ((2, 3, 4), None, None), ((2, 3), None, (0,)),
        ((2, 3, 4), None, (0, 2)), ((2, 4, 3), None, (2, 1)), ((2, 3), (4, 2), (0, 1)), ((3, 2, 2), (2, 5), (-1, 0)),
        ((4, 3), (-1, 2), (0, 1)), ((2, 3, 2), (-1, 3), (0, 1)), ((1, 2), None, None), ((3, 4), (3,), (-2,)),
    ]  # fmt: skip
    for k, (shape, s, axes) in some(context, enumerate(cases)):
        where = list(range(len(shape))) if axes is None else list(axes)
        sizes = [shape[a] for a in where]
        if name == "fft.irfftn" and s is None:
            sizes[-1] = 2 * (sizes[-1] - 1)
        if s is not None:
            sizes = [shape[a] if n == -1 else n for n, a in zip(s, where, strict=True)]
        if min(sizes) < 1:
            continue
        x = fill(rng, context.dtype, shape, "ordinary")
        layout = LAYOUTS[k % len(LAYOUTS)]
        given = Input(x, layout if supports_layout(layout, shape) and layout != "broadcast" else "plain")
        norm = NORMS[k % 3]
        call = Call(f"xp.{name}(x0, s={s}, axes={axes}, norm={norm!r})", (given,))
        found, size = transform_and_scale(name, x, sizes, where, norm)
        _check_transform(context, call, found, size, math.prod(sizes))


@check("fft", "sizes", SEVERAL, dtypes=domain, grade="tolerance", rows=("15n",))
def sizes_alone(context: Context) -> None:
    """Check that ``s=`` without ``axes=`` applies to the last axes without a warning, and else follows ``axes=``."""
    name = context.function
    x = fill(context.rng(), context.dtype, (2, 3, 4), "ordinary")
    for s in ((3, 4), (2, 2, 5), (4,)):
        where = list(range(3 - len(s), 3))
        found, size = transform_and_scale(name, x, list(s), where, "backward")
        call = Call(f"xp.{name}(x0, s={s})", (Input(x),))
        _check_transform(context, call, found, size, math.prod(s))
        quiet = "import warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('error')\n    "
        lines = native(call).source.replace("\n", "\n    ")
        dtype = result_dtype(name, context.dtype)
        context.expect(Call(quiet + lines, call.inputs), Expected.kind_of(dtype, found.shape))
    # The sizes equal the shape, but belong to other axes.
    x = fill(context.rng(), context.dtype, (3, 2), "ordinary")
    found, size = transform_and_scale(name, x, [3, 2], [1, 0], "backward")
    _check_transform(context, Call(f"xp.{name}(x0, s=(3, 2), axes=(1, 0))", (Input(x),)), found, size, 6)


@check("fft", "empty", [*ONE, *SEVERAL], dtypes=domain)
def empty(context: Context) -> None:
    """Check inputs with points to transform but no vectors, because another axis has length 0."""
    name = context.function
    for shape in ((0, 4), (3, 0, 2)):
        length = shape[-1]
        if name in TO_REAL:
            length = 2 * (length - 1)
        elif name in FROM_REAL:
            length = length // 2 + 1
        answer_ = Expected.kind_of(result_dtype(name, context.dtype), (*shape[:-1], length))
        keywords = "axes=(-1,)" if name in SEVERAL else "axis=-1"
        expect_both(context, Call(f"xp.{name}(x0, {keywords})", (Input(np.zeros(shape, context.dtype)),)), answer_)


#: Memory that an uninitialised result would reuse is filled with ones. The list lives until ``and`` has read it.
_FILLED: Final = "[xp.ones(({size},)) for _ in range(9)] and "


@check("fft", "padded", [*ONE, *SEVERAL], dtypes=domain, rows=("15n",))
def padded(context: Context) -> None:
    """Check that a transformed axis of length 0 is filled with zeros, whose transform is zero."""
    name = context.function
    dtype = result_dtype(name, context.dtype)
    cases: list[tuple[Shape, int, int]] = [((0,), 6, -1), ((3, 0), 5, 1), ((0, 2), 4, 0), ((2, 0, 3), 1, -2)]
    for shape, n, axis in cases:
        lengths = list(shape)
        lengths[axis] = n // 2 + 1 if name in FROM_REAL else n
        keywords = f"s=({n},), axes=({axis},)" if name in SEVERAL else f"n={n}, axis={axis}"
        answer = Expected.up_to_zeros(np.zeros(lengths, dtype))
        source = _FILLED.format(size=math.prod(lengths)) + f"xp.{name}(x0, {keywords})"
        expect_both(context, Call(source, (Input(np.zeros(shape, context.dtype)),)), answer)
    if name not in SEVERAL:
        return
    several: list[tuple[Shape, tuple[int, ...], str]] = [
        ((3, 0), (4, 6), ""), ((0, 3), (4, 6), ", axes=(0, 1)"), ((0, 0), (2, 3), ", axes=(-1, 0)"),
    ]  # fmt: skip
    for shape, sizes, axes in several:
        lengths = list(sizes[::-1] if "0)" in axes else sizes)
        if name in FROM_REAL:
            last = 0 if "0)" in axes else 1
            lengths[last] = lengths[last] // 2 + 1
        answer = Expected.up_to_zeros(np.zeros(lengths, dtype))
        source = _FILLED.format(size=math.prod(lengths)) + f"xp.{name}(x0, s={sizes}{axes})"
        expect_both(context, Call(source, (Input(np.zeros(shape, context.dtype)),)), answer)


@check("fft", "roots", [name for name in ONE if name not in TO_REAL], dtypes=domain, grade="tolerance", rows=("15n",))
def roots(context: Context) -> None:
    """Check long transforms of a unit impulse, which consist of powers of a root of unity."""
    name = context.function
    for n, position in some(context, ((64, 1), (97, 5), (1000, 3), (120, 7), (1024, 511), (331, 2))):
        x = np.zeros(n, dtype=context.dtype)
        x[position] = 1
        found, size = transform_and_scale(name, x, [n], [0], "ortho")
        _check_transform(context, Call(f"xp.{name}(x0, norm='ortho')", (Input(x),)), found, size, n)


_BACK: Final = {
    "fft.fft": "xp.fft.ifft(xp.fft.fft(x0))",
    "fft.rfft": "xp.fft.irfft(xp.fft.rfft(x0), n={n})",
    "fft.ihfft": "xp.fft.hfft(xp.fft.ihfft(x0), n={n})",
    "fft.fftn": "xp.fft.ifftn(xp.fft.fftn(x0))",
    "fft.rfftn": "xp.fft.irfftn(xp.fft.rfftn(x0), s=(1, {n}), axes=(0, 1))",
}


@check("fft", "back", _BACK, dtypes=domain, grade="tolerance", rows=("15n",))
def back(context: Context) -> None:
    """Check long transforms followed by their inverse."""
    several_axes = context.function in SEVERAL
    for n in some(context, (100, 101, 1000, 1009, 4096, 6)):
        x = fill(context.rng(), context.dtype, (1, n) if several_axes else (n,), "ordinary")
        call = Call(_BACK[context.function].format(n=n), (Input(x),))
        is_real = context.function in FROM_REAL
        dtype = context.dtype if is_real else COMPLEX_DTYPES.get(context.dtype, context.dtype)
        exact = x.astype("complex128" if dtype in COMPLEX else "float64")
        size = np.sqrt((np.abs(exact) ** 2).sum(axis=-1, keepdims=True))
        check_within_bound(context, call, exact, dtype, 2 * math.ceil(math.log2(n)) + 4, size)


@check("fft", "integers", [*ONE, *SEVERAL], dtypes=("bool", *INTEGER), rows=("5",))
def integers(context: Context) -> None:
    """Check that integers and bools are transformed in the default float."""
    name = context.function
    x = np.array([[1, 0, 1, 1]] * 2, dtype=context.dtype)
    dtype = context.default_float
    converted = Call(f"xp.{name}(xp.astype(x0, xp.{dtype}))", (Input(x),))
    got = context.ua.to_numpy(context.run(converted, "result"), force=True)
    context.expect(Call(f"xp.{name}(x0)", (Input(x),)), Expected.exactly(got))


@check("fft", "value", SHIFTS, dtypes=ALL)
def shift(context: Context) -> None:
    """Check shifts of even and odd lengths along every axis, several axes and no axis."""
    rng = context.rng()
    cases: list[tuple[Shape, Any]] = [
        ((5,), None), ((4,), None), ((1,), 0), ((2, 3), None), ((2, 3), 1), ((5, 4), (0,)), ((3, 4), (0, -1)),
        ((0, 3), None), ((), None), ((2, 3), ()), ((2, 3, 5), (-1, 0)), ((3, 4), [1, 0]),
    ]  # fmt: skip
    for k, (shape, axes) in some(context, enumerate(cases)):
        x = fill(rng, context.dtype, shape, "mixed")
        over = tuple(range(len(shape))) if axes is None else (axes,) if isinstance(axes, int) else tuple(axes)
        shifts = [shape[a] // 2 if context.function == "fft.fftshift" else -(shape[a] // 2) for a in over]
        layout = LAYOUTS[k % 4]
        call = Call(
            f"xp.{context.function}(x0, axes={axes})",
            (Input(x, layout if supports_layout(layout, shape) else "plain"),),
        )
        expected = Expected.exactly(moves.roll(x, shifts, over) if x.ndim else x)
        context.expect(call, expected)
        if shape and over:
            context.expect(native(call), expected)


@check("fft", "value", FREQUENCIES, dtypes=REAL_FLOATING, grade="tolerance", rows=("16n",))
def frequencies(context: Context) -> None:
    """Check even and odd numbers of points and several spacings."""
    dtype = context.dtype
    for n in (1, 2, 3, 8, 9, 100):
        for d in (1.0, 0.5, 0.1, 3, 1e-3, -2.0):
            counts = list(range(n // 2 + 1))
            if context.function == "fft.fftfreq":
                counts = [*range((n + 1) // 2), *range(-(n // 2), 0)]
            found = np.array([k / (n * d) for k in counts])
            expected = Expected(dtype, found.shape, real=Component.of(found, mode=CLOSE), ulp=4.5)
            expect_both(context, Call(f"xp.{context.function}({n}, d={d}, dtype=xp.{dtype})"), expected)


@check("fft", "default_dtype", FREQUENCIES, rows=("1n",))
def default_dtype(context: Context) -> None:
    """Check that frequencies have the default real floating dtype in both tiers."""
    for setting, dtype in (("", context.default_float), ("with ua.use(default_float='float32'): ", "float32")):
        for tier in ("xp", "xp.native"):
            call = Call(f"{setting}result = xp.asarray({tier}.{context.function}(4))")
            count = 3 if context.function == "fft.rfftfreq" else 4
            context.expect(call, Expected.kind_of(dtype, (count,)))


@check("fft", "errors", [*ONE, *SEVERAL, *SHIFTS, *FREQUENCIES], rows=("26",))
def errors(context: Context) -> None:
    """Check errors: AxisError, ValueError for sizes and norms, TypeError for complex input of real transforms."""
    name = context.function
    x, nothing = Input(np.ones((2, 3), dtype="float32")), Input(np.ones((2, 0), dtype="float32"))
    kinds = zip((context.ua.AxisError, ValueError, TypeError), _BAD[_family(name)], strict=True)
    for error, sources in kinds:
        for arguments in sources:
            context.raises(Call(f"xp.{name}({arguments})", (x, nothing)), error)
    if name in FROM_REAL:
        context.raises(Call(f"xp.{name}(xp.ones((2, 3), dtype='complex64'))"), TypeError)


def _family(name: str) -> tuple[str, ...]:
    return next(family for family in _BAD if name in family)


#: By functions: arguments that must raise AxisError, arguments that must raise ValueError, and arguments that must
#: raise TypeError. ``x1`` has no points to transform.
_BAD: Final[dict[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    ONE: (
        ("x0, axis=2", "x0, axis=-3", "xp.ones(())"),
        ("x0, n=0", "x0, n=-1", "x1", "x0, norm='nope'"),
        ("x0, n=2.5",),
    ),
    SEVERAL: (
        ("x0, axes=(0, 2)", "x0, axes=(-3,)"),
        (
            "x0, axes=(0, 0)", "x0, axes=(0, -2)", "x1", "x0, s=(2,), axes=(0, 1)", "x0, s=(0, 2), axes=(0, 1)",
            "x0, s=(1, 2, 3)", "x0, norm='nope'",
        ),
        ("x0, s=(2, 2.5), axes=(0, 1)",),
    ),
    SHIFTS: (("x0, axes=2", "x0, axes=(0, -3)"), ("x0, axes=(0, 0)",), ("x0, axes=0.5",)),
    FREQUENCIES: ((), ("0", "-1"), ("2.5", "4, dtype='int64'", "4, d='x'")),
}  # fmt: skip
