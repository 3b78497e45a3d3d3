"""Creation functions and conversions of arrays: dtypes, shapes, offsets, integer and fractional steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.differential._draw import SHAPES, literal, palette
from tests.differential._grades import same, within
from unifyarray_conformance.reference.dtypes import COMPLEX, INTEGER, REAL_FLOATING, bits

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.differential._draw import Draw, Operand

    Values = np.ndarray[Any, Any]


def _dtype(d: Draw) -> str:
    """Return a ``dtype=`` keyword, or an empty string."""
    return f", dtype=xp.{d.pick(d.dtypes)}" if d.chance(2) else ""


def shaped(d: Draw, name: str) -> None:
    """``zeros``, ``ones``, ``empty``."""
    shape = d.pick(SHAPES)
    source = f"xp.{name}({shape if len(shape) != 1 or d.chance(2) else shape[0]}{_dtype(d)})"
    if name == "empty":  # its values are unspecified, so they are not used
        d.run_step(name, "x = " + source + "\n{0} = xp.zeros_like(x)", ())
    else:
        d.run_step(name, source, ())


def full(d: Draw, name: str) -> None:
    """A fill value of every kind, with its own dtype or another."""
    fill = d.scalar(d.integer(0, 3))
    if d.chance(2):
        targets = [t for t in d.dtypes if _is_specified(t, fill.value)]
        dtype = f", dtype=xp.{d.pick(targets)}"
    else:
        dtype = ""
    d.run_step(name, f"xp.full({d.pick(SHAPES)}, {fill.source}{dtype})", ())


def _is_specified(dtype: str, value: Any) -> bool:
    """Return whether the conversion of a fill value is specified: floats to integers only if they are in range."""
    if dtype in INTEGER and isinstance(value, float | complex):
        return False
    return not (dtype in REAL_FLOATING and isinstance(value, complex)) and (dtype != "bool" or type(value) is bool)


def like(d: Draw, name: str) -> None:
    """``zeros_like``, ``ones_like``, ``empty_like``, ``full_like``."""
    x = d.array()
    if name == "empty_like":
        d.run_step(name, f"x = xp.empty_like({x.source}{_dtype(d)})\n{{0}} = xp.zeros_like(x)", (x,))
    elif name == "full_like":
        fill = d.scalar(d.integer(0, 3), dtype=x.dtype)
        if _is_specified(x.dtype, fill.value):
            d.run_step(name, f"xp.full_like({x.source}, {fill.source})", (x,))
    else:
        d.run_step(name, f"xp.{name}({x.source}{_dtype(d)})", (x,))


def arange(d: Draw, name: str) -> None:
    """Multiples of 1 and of 1/2, which are exact."""
    unit = d.pick((1, 0.5))
    start, length, step = d.integer(-5, 5), d.integer(0, 8), d.pick((1, 2, -1, -3, 3))
    dtypes = [t for t in d.dtypes if t in (*INTEGER, *REAL_FLOATING)]
    if unit == 0.5:
        dtypes = [t for t in dtypes if t in REAL_FLOATING]
    dtype = f", dtype=xp.{d.pick(dtypes)}" if d.chance(2) else ""
    if "uint" in dtype:
        start, step = abs(start), abs(step)
    arguments = d.pick((
        f"{length * unit}",
        f"{start * unit}, {(start + length) * unit}",
        f"{start * unit}, {(start + length * step) * unit}, {step * unit}",
    ))  # fmt: skip
    d.run_step(name, f"xp.arange({arguments}{dtype})", ())


def linspace(d: Draw, name: str) -> None:
    """Moderate ends; fractional steps up to rounding."""
    ends = [d.pick(palette("float64", "moderate")) for _ in range(2)]
    endpoint = d.flag("endpoint")
    dtypes = [t for t in d.dtypes if t in (*REAL_FLOATING, *COMPLEX)]
    dtype = d.pick(dtypes)
    size = max(map(abs, ends)) * float(np.finfo(dtype).eps)
    source = f"xp.linspace({literal(ends[0])}, {literal(ends[1])}, {d.integer(0, 9)}, dtype=xp.{dtype}{endpoint})"
    d.run_step(name, source, (), within(4 * size))


def eye(d: Draw, name: str) -> None:
    """Diagonals inside and outside of the matrix."""
    columns = d.pick(("", ", None", ", 0", ", 2", ", 4"))
    d.run_step(name, f"xp.eye({d.integer(0, 4)}{columns}, k={d.integer(-5, 5)}{_dtype(d)})", ())


def triangle(d: Draw, name: str) -> None:
    """``tril`` and ``triu`` of matrices and stacks."""
    x = d.array(accepts_shape=lambda s: len(s) >= 2, shapes=((2, 3), (3, 2), (2, 2, 2), (1, 1), (3, 0)))
    d.run_step(name, f"xp.{name}({x.source}, k={d.integer(-4, 4)})", (x,))


def meshgrid(d: Draw, name: str) -> None:
    """One to three vectors of one dtype."""
    first = d.array(accepts_shape=lambda s: len(s) == 1 and s[0] < 6, shapes=((3,), (0,), (1,)))
    rest = [
        d.array((first.dtype,), accepts_shape=lambda s: len(s) == 1 and s[0] < 6, shapes=((2,), (1,), (0,)))
        for _ in range(d.integer(0, 2))
    ]
    arrays = [first, *rest]
    indexing = d.pick(("", ", indexing='ij'", ", indexing='xy'"))
    source = f"({''.join(t + ', ' for t in _targets(len(arrays)))}) = xp.meshgrid("
    d.run_step(name, source + ", ".join(x.source for x in arrays) + indexing + ")", arrays, [same] * len(arrays))


def _targets(count: int) -> list[str]:
    return [f"{{{i}}}" for i in range(count)]


def asarray(d: Draw, name: str) -> None:
    """From arrays, copied or not, with other dtypes; from lists."""
    if d.chance(2):
        rank = d.integer(0, 3)
        values = [d.scalar(rank).value for _ in range(d.integer(1, 3))]
        data = literal([values, values]) if d.chance(3) else literal(values)
        d.run_step(name, f"xp.asarray({data})", ())
        return
    x = d.array()
    how = d.pick(("", ", copy=True", ", copy=None", ", copy=False"))
    if how in ("", ", copy=True"):
        how += f", dtype=xp.{_cast_target(d, x)}"
    d.run_step(name, f"xp.asarray({x.source}{how})", (x,))


def _cast_target(d: Draw, x: Operand) -> str:
    """Return a dtype for a cast: from floats to integers only if the values are in range (contract row 13)."""
    values = x.value
    if values.dtype.kind not in "fc":
        return d.pick(d.dtypes)
    largest = float(np.abs(values).max(initial=0)) if np.isfinite(values).all() else np.inf
    negative = bool((values.real <= -1).any())
    return d.pick([
        t for t in d.dtypes
        if t not in INTEGER or (largest < 2.0 ** (bits(t) - 1) and not (t.startswith("u") and negative))
    ])  # fmt: skip


def astype(d: Draw, name: str) -> None:
    """To every dtype, with and without a copy."""
    x = d.array()
    d.run_step(name, f"xp.astype({x.source}, xp.{_cast_target(d, x)}{d.flag('copy')})", (x,))


def from_dlpack(d: Draw, name: str) -> None:
    """Within a library."""
    x = d.array()
    d.run_step(name, f"xp.from_dlpack({x.source}{d.pick(('', ', copy=True', ', copy=None'))})", (x,))


STEPS: dict[str, Callable[[Draw, str], None]] = {
    **dict.fromkeys(("zeros", "ones", "empty"), shaped),
    **dict.fromkeys(("zeros_like", "ones_like", "empty_like", "full_like"), like),
    **dict.fromkeys(("tril", "triu"), triangle),
    "arange": arange,
    "asarray": asarray,
    "astype": astype,
    "eye": eye,
    "from_dlpack": from_dlpack,
    "full": full,
    "linspace": linspace,
    "meshgrid": meshgrid,
}
