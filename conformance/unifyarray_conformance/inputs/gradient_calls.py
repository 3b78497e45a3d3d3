"""Calls to take a derivative of, by function; functions that have no derivative, and why. From the example calls."""

from __future__ import annotations

import re
from typing import Final

from ..harness.calls import literal
from .example_calls import ROWS, ExampleCall, Fixed, Numbers
from .gradient_points import Example


def example(call: ExampleCall) -> Example:
    """Return an example call as a function of its free numbers ``x0``, ``x1`` ...; other inputs are constants."""
    numbers = [i for i, x in enumerate(call.inputs) if isinstance(x, Numbers)]

    def free(i: int, given: Numbers | Fixed) -> str:
        if isinstance(given, Fixed):
            return f"xp.asarray({literal(given.values)})"
        name = f"x{numbers.index(i)}"
        made = re.sub(r"\bx\b", name, given.made_by)
        return made if made == name else f"({made})"

    source, result = call.with_inputs(free), call.differentiated
    if len(re.findall(r"\by\b", result)) == 1:
        source = re.sub(r"\by\b", lambda _: source, result)
    else:
        source = f"y = {source}\ny = {result}"
    shapes = tuple(x.shape for x in call.inputs if isinstance(x, Numbers))
    kinds = "".join(kind for kind in call.kinds if kind in "rc")
    return Example(re.sub(r"\bxp\.", "ua.", source), shapes, call.interval, kinds)


#: By function: calls whose gradients are checked.
EXAMPLES: Final = {name: tuple(map(example, row.calls)) for name, row in ROWS.items() if not row.no_derivative}
#: By function without a derivative: the reason.
WITHOUT: Final = {name: row.no_derivative for name, row in ROWS.items() if row.no_derivative}
#: Functions whose second derivative is checked, too.
TWICE: Final = tuple(name for name, row in ROWS.items() if row.twice)
