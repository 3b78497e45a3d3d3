"""The names of all calls, and how each is drawn: with any arguments, as a step of a program, or as an example call."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential._choices import Choices
from tests.differential.calls import elementwise, matrices, members, reductions, shapes
from tests.differential.calls.drawing import CallDraw, Case
from tests.differential.calls.grades import unspecified
from tests.differential.families import STEPS
from unifyarray_conformance.inputs.example_calls import ROWS, beyond_standard
from unifyarray_conformance.inputs.example_calls.rows import Fixed
from unifyarray_conformance.reference.dtypes import COMPLEX, FLOATING, INTEGER, REAL_FLOATING

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS: Final[dict[str, Callable[[CallDraw, str], None]]] = {
    **elementwise.CALLS, **reductions.CALLS, **shapes.CALLS, **matrices.CALLS, **members.CALLS,
    **dict.fromkeys(beyond_standard.ROWS, lambda d, name: _example(d, name)),
}  # fmt: skip
#: Functions that are drawn more often than others, by how often.
_OFTEN: Final = {"__getitem__": 4, "__setitem__": 8, "update item": 2, "asarray": 3, "where": 2, "searchsorted": 2}
NAMES: Final = tuple(name for name in CALLS for _ in range(_OFTEN.get(name, 1)))
_KINDS: Final = {"b": ("bool",), "i": INTEGER, "r": REAL_FLOATING, "c": COMPLEX}


def name_of(number: int, seed: int) -> str:
    """Return the name of a call. Each name has its turn before the next round, so all are drawn equally often."""
    turn, position = divmod(number, len(NAMES))
    order = random.Random(f"{seed}/{turn}").sample(range(len(NAMES)), len(NAMES))
    return NAMES[order[position]]


def draw(number: int, seed: int, dtypes: tuple[str, ...], half: tuple[str, ...], name: str | None = None) -> Case:
    """Return the call with a number."""
    name = name or name_of(number, seed)
    for attempt in range(20):
        choices = Choices(random.Random(f"{seed}/{number}/{attempt}"))
        d = CallDraw(choices, dtypes, half)
        with np.errstate(all="ignore"):
            _draw(d, name)
        if d.case is not None:
            return d.case
    raise AssertionError(f"no call of {name} was drawn")


def _draw(d: CallDraw, name: str) -> None:
    how = d.integer(0, 9)
    if name in STEPS and how < (5 if name.startswith("linalg.") else 2):
        STEPS[name](d, name)
    elif name in ROWS and how == 2:
        _example(d, name)
    else:
        d.large = name in reductions.CALLS or name in shapes.CALLS
        CALLS[name](d, name)


#: Functions of which the contract leaves the values, or their order, open.
_OPEN: Final = frozenset({"argpartition", "empty", "empty_like", "partition"})


def _example(d: CallDraw, name: str) -> None:
    """Draw an example call with another dtype and layout. Values of floating-point results are not compared."""
    example = d.pick(ROWS[name].every)
    kind = d.pick(example.kinds) if example.has_numbers else "r"
    dtype = d.pick([t for t in _KINDS[kind] if t in d.dtypes])
    values = example.values(np.random.default_rng(d.integer(0, 2**20)), dtype)
    for x, given in zip(values, example.inputs, strict=True):
        d.input(x, "plain" if isinstance(given, Fixed) else d.layout())
    d.call(name, example.source, unspecified if name in _OPEN else _exact_integers)


def _exact_integers(wanted: Any, got: Any, *, flushes: bool) -> str:
    return "" if wanted.dtype.name in FLOATING else shapes.exact(wanted, got, flushes=flushes)
