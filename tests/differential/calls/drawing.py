"""Draws the operands of calls: arrays in all dtypes and layouts, scalars of every type, axes and other arguments."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential._draw import SHAPES, VIEWS, Draw, Operand, palette
from tests.differential._grades import Grade, same
from tests.differential._machine import INPUT, Outcome
from tests.differential.calls.contract import Freedom
from unifyarray_conformance.harness.calls import LAYOUTS, Call, Input, supports_layout
from unifyarray_conformance.inputs.values import complex_grid, grid, special_integers
from unifyarray_conformance.reference.dtypes import ALL, COMPLEX, HALF, INTEGER, REAL_FLOATING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.differential._choices import Choices

    Values = np.ndarray[Any, Any]
    Shape = tuple[int, ...]

#: Python and NumPy scalars, by kind: bool 0, integer 1, real 2, complex 3.
SCALARS: Final[tuple[tuple[str, ...], ...]] = (
    ("True", "False", "np.bool_(True)"),
    (
        "1",
        "0",
        "2",
        "-1",
        "3",
        "7",
        "8",
        "31",
        "63",
        "64",
        "127",
        "128",
        "-128",
        "-129",
        "255",
        "256",
        "300",
        "65536",
        "2**31",
        "2**32",
        "2**53+1",
        "2**63-1",
        "2**63",
        "2**64-1",
        "2**64",
        "-2**63",
        "-2**63-1",
        "10**30",
        "np.int8(-3)",
        "np.uint8(200)",
        "np.int64(5)",
        "np.uint64(2**64-1)",
        "np.int32(-2**31)",
    ),
    (
        "1.0",
        "0.0",
        "-0.0",
        "0.5",
        "-1.5",
        "2.5",
        "0.1",
        "3.0",
        "1e-45",
        "5e-324",
        "1e10",
        "1e30",
        "1e39",
        "-1e300",
        "nan",
        "inf",
        "-inf",
        "65504.0",
        "65520.0",
        "np.float32(1.5)",
        "np.float64(0.1)",
        "np.float16(0.5)",
        "np.float64(nan)",
    ),
    (
        "1j",
        "0j",
        "(1-2j)",
        "complex(-0.0, 0.0)",
        "complex(nan, 1)",
        "complex(inf, -inf)",
        "(1e300+1j)",
        "np.complex64(1+2j)",
    ),
)
#: Objects that are neither scalars nor Arrays.
NO_SCALARS: Final = ("None", "'a'", "[1]", "object()")

#: The dtype of a cast to integers.
_INTEGER_DTYPE: Final = re.compile(r"\b(xp\.|')u?int\d")
#: What a source contains if the result must not share memory with its inputs.
_COPIES: Final = ("copy=True", ".copy()", "deepcopy", ".flatten()")
#: Shapes beyond the sizes at which libraries use several threads, other sorts or blocks.
_LARGE: Final = ((40_000,), (300, 130), (2, 20_000), (20_000, 2))
_LAYOUTS: Final = ("plain", "plain", "plain", *LAYOUTS)
_FILLS: Final = ("grid", "any", "whole", "moderate", "few")


@dataclass
class Case:
    """A drawn call.

    Attributes
    ----------
    name : str
        Its name in the catalogue.
    call : Call
        The source and its inputs. Statements assign ``result``.
    grades : tuple of Grade
        The grade of each array in the result. The last one is for all further arrays.
    freedoms : list of Freedom
        What the contract leaves open for this call.
    writes : bool
        Whether the call writes to its inputs.
    """

    name: str
    call: Call
    grades: tuple[Grade, ...]
    freedoms: list[Freedom] = field(default_factory=list)
    writes: bool = False


class CallDraw(Draw):
    """Draws one call. The steps of programs draw with it, too: their call is recorded and does not run.

    Attributes
    ----------
    case : Case or None
        The call, once it is drawn.
    freedoms : list of Freedom
        What the contract leaves open for this call.
    half : tuple of str
        The half-precision dtypes that all backends support.
    large : bool
        Whether arrays can be large. The exact values of elementwise functions take too long for many elements.
    """

    def __init__(self, choices: Choices, dtypes: tuple[str, ...], half: tuple[str, ...]) -> None:
        self.integer = choices.integer
        self.dtypes = dtypes
        self.half = half
        self.case: Case | None = None
        self.large = False
        self.freedoms: list[Freedom] = []
        self.inputs: list[Input] = []

    # -- the call ----------------------------------------------------------------------------------------------

    def call(self, name: str, source: str, grade: Grade | Sequence[Grade] = same, *, writes: bool = False) -> None:
        """Record a call: an expression, or statements that assign ``result``."""
        grades: tuple[Any, ...] = tuple(grade) if isinstance(grade, list | tuple) else (grade,)
        if not _INTEGER_DTYPE.search(source):
            self.freedoms = [f for f in self.freedoms if f.key != "float to int"]
        if not any(word in source for word in _COPIES):
            self.freedoms.append(Freedom("views", "alias"))
        if writes and any(x.layout == "read-only" for x in self.inputs):
            self.freedoms.append(Freedom("sharing", "outcome"))
        if any(
            f"= x{i}{view}" in source for i, x in enumerate(self.inputs) if x.layout == "broadcast" for view in "[."
        ):
            self.freedoms.append(Freedom("views", "outcome"))  # a view of a broadcast array is read-only, a copy is not
        self.case = Case(name, Call(source, tuple(self.inputs)), grades, self.freedoms, writes)

    def run_step(
        self, function: str, source: str, operands: Sequence[Operand], grade: Grade | Sequence[Grade] = same
    ) -> Outcome:
        """Record the step of a program as a call."""
        assert function != INPUT
        count = len(grade) if isinstance(grade, list | tuple) else 1
        targets = [f"v{i}" for i in range(count)]
        if "{0}" in source:
            body = source.format(*targets)
            source = f"{body}\nresult = {targets[0] if count == 1 else '(' + ', '.join(targets) + ')'}"
        elif count != 1:
            source = f"result = {source}"
        self.call(function, source, grade)
        return Outcome()

    # -- arrays ------------------------------------------------------------------------------------------------

    @property
    def every(self) -> tuple[str, ...]:
        """All dtypes, half precision included."""
        return (*self.dtypes, *self.half)

    def input(self, values: Values, layout: str = "plain") -> Operand:
        """Return an input of the call."""
        if layout == "broadcast" and not (values.size and values.ndim):
            layout = "plain"
        if layout == "broadcast":
            values = np.broadcast_to(values[..., :1], values.shape).copy()
        name = f"x{len(self.inputs)}"
        self.inputs.append(Input(values, layout if supports_layout(layout, values.shape) else "plain"))
        return Operand(name, values, name)

    def literal(self, values: Values) -> Operand:
        """Return an input with these values."""
        return self.input(np.asarray(values))

    def layout(self) -> str:
        """Return a layout; half of them are plain."""
        return self.pick(_LAYOUTS)

    def new(self, dtype: str, shape: Shape, kind: str = "any") -> Operand:
        """Return a new array, whose values are those of a palette."""
        return self.input(self.values(dtype, shape, kind), self.layout())

    def values(self, dtype: str, shape: Shape, kind: str | None = None) -> Values:
        """Return values: a palette of the programs, the special grid of the suite, or few different ones."""
        kind = kind or self.pick(_FILLS)
        rng = np.random.default_rng(self.integer(0, 2**20))
        choices = _values(dtype, kind)
        if kind == "few":
            choices = choices[rng.integers(0, len(choices), 2)]
        return choices[rng.integers(0, len(choices), math.prod(shape))].reshape(shape)

    def array(
        self,
        dtypes: Sequence[str] | None = None,
        *,
        accepts_shape: Callable[[Shape], bool] | None = None,
        accepts_values: Callable[[Values], bool] | None = None,
        shapes: Sequence[Shape] = SHAPES,
        kind: str = "any",
        views: bool = True,
    ) -> Operand:
        """Return a new array, or a part of one."""
        known = self.dtypes if dtypes is None else tuple(t for t in dtypes if t in self.dtypes)
        x = self.new(self.pick(known), self.pick(shapes), kind)
        return self.part(x, accepts_shape) if views and self.chance(3) else x

    def part(self, x: Operand, accepts_shape: Callable[[Shape], bool] | None = None) -> Operand:
        """Return a part of an array, made by indexing, or the array."""
        text, least, part = self.pick(VIEWS)
        if x.value.ndim < least or (not x.value.size and text not in ("", ".mT", "[::-1]")):
            return x
        values = part(x.value)
        if accepts_shape is not None and not accepts_shape(values.shape):
            return x
        return Operand(f"{x.source}{text}", values, x.name)

    def wild(
        self,
        shapes: Sequence[Shape] = SHAPES,
        dtypes: Sequence[str] | None = None,
        kind: str | None = None,
        *,
        views: bool = True,
    ) -> Operand:
        """Return an array of any dtype and values. Once in 12 times the dtype is any, whatever is asked for."""
        known = self.every if dtypes is None or self.chance(12) else tuple(t for t in dtypes if t in self.every)
        dtype = self.pick(known)
        shape = self.pick(_LARGE) if shapes is SHAPES and self.large and self.chance(60) else self.pick(shapes)
        x = self.input(self.values(dtype, shape, kind), self.layout())
        return self.part(x) if views and self.chance(5) else x

    def partner(self, x: Operand, dtypes: Sequence[str] | None = None) -> Operand:
        """Return a second operand: the same array, a view that overlaps with it, or an array that broadcasts."""
        how = self.integer(0, 9)
        if how == 0:
            return x
        if how == 1 and x.value.ndim:
            return Operand(f"{x.source}[::-1]", x.value[::-1], x.name)
        shape = x.shape if how < 6 else self.broadcastable_shape(x.shape)
        if self.chance(40):
            shape = self.pick(SHAPES)
        dtypes = (x.dtype,) if self.chance(2) else dtypes
        return self.wild((shape,), dtypes, views=False)

    # -- scalars -----------------------------------------------------------------------------------------------

    def any_scalar(self, highest: int = 3) -> Operand:
        """Return a Python or NumPy scalar of any kind, in or out of range."""
        text = self.pick(SCALARS[self.integer(0, highest)])
        return Operand(f"({text})", eval(text, {"np": np, "nan": math.nan, "inf": math.inf}))

    def no_scalar(self) -> Operand:
        """Return an object that no function takes for a number."""
        return Operand(self.pick(NO_SCALARS), None)

    # -- other arguments ---------------------------------------------------------------------------------------

    def any_axis(self, ndim: int) -> str:
        """Return the source of an axis: mostly one that exists, else a number or an object that is not an axis."""
        if self.chance(12):
            return self.pick(
                (f"{ndim}", f"{-ndim - 1}", "True", "1.0", "np.int64(0)", "2**70", "'0'", "[0]", "(0,)", "None")
            )
        return str(self.integer(-ndim, ndim - 1)) if ndim else self.pick(("0", "-1"))

    def any_axes(self, ndim: int) -> str:
        """Return the source of None, an axis or several axes; sometimes repeated or missing ones."""
        how = self.integer(0, 5)
        if how == 0:
            return "None"
        if how < 3:
            return self.any_axis(ndim)
        axes = list(self.some_axes(ndim))
        if self.chance(10):
            axes += [self.pick((0, -1, ndim, *axes))]
        return str(axes) if self.chance(12) else str(tuple(axes))

    def any_flag(self, name: str) -> str:
        """Return a keyword, mostly with True or False; or an empty string."""
        if self.chance(30):
            return f", {name}={self.pick(('1', '0', 'None', chr(39) + 'a' + chr(39), 'np.bool_(True)'))}"
        return self.flag(name)

    def any_dtype(self, keyword: str = ", dtype=") -> str:
        """Return a keyword with a dtype: an object, a name, or an object that is not a dtype."""
        if self.chance(30):
            return f"{keyword}{self.pick(('None', chr(39) + 'nosuch' + chr(39), 'float', 'np.float32', '1', 'bool'))}"
        dtype = self.pick(self.every)
        return f"{keyword}'{dtype}'" if self.chance(4) or dtype in HALF else f"{keyword}xp.{dtype}"

    def any_count(self, high: int = 5) -> str:
        """Return the source of a count: mostly a small natural number."""
        if self.chance(12):
            return self.pick(("-1", "-2", "True", "1.0", "np.int64(2)", "None", "'2'", "2**70", "xp.asarray(2)"))
        return str(self.integer(0, high))


_CACHE: Final[dict[tuple[str, str], Any]] = {}


def _values(dtype: str, kind: str) -> Values:
    """Return the values to draw from."""
    found = _CACHE.get((dtype, kind))
    if found is None:
        with np.errstate(all="ignore"):
            found = _CACHE[dtype, kind] = _all_values(dtype, kind)
    return found  # type: ignore[no-any-return]


def _all_values(dtype: str, kind: str) -> Values:
    if dtype in HALF:
        import ml_dtypes

        one = np.dtype(dtype).type if dtype == "float16" else ml_dtypes.bfloat16
        values = _values("float32", kind)
        if kind == "grid":
            info = ml_dtypes.finfo(one)
            ends = [float(x) for x in (info.max, -info.max, info.tiny, info.eps, info.smallest_subnormal)]
            values = np.concatenate([values, np.array(ends, np.float32)])
        return values.astype(one)
    if kind == "grid" and dtype in REAL_FLOATING:
        return grid(dtype)
    if kind == "grid" and dtype in COMPLEX:
        return complex_grid(dtype)
    if kind == "grid" and dtype in INTEGER:
        return np.array(special_integers(dtype), dtype=dtype)
    return np.array(palette(dtype, "any" if kind in ("grid", "few") else kind), dtype=dtype)


def rank_of(dtype: str) -> int:
    """Return the order of the kind of a dtype: bool 0, integer 1, real floating 2, complex 3."""
    if dtype in HALF or dtype in REAL_FLOATING:
        return 2
    return 3 if dtype in COMPLEX else 1 if dtype in INTEGER else 0


__all__ = ["ALL", "HALF", "NO_SCALARS", "SCALARS", "CallDraw", "Case", "Operand", "rank_of"]
