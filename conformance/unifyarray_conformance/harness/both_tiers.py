"""The same call in both tiers: as functions of Arrays, and as functions of native arrays."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ..reference.dtypes import promote
from ..reference.expected import Expected
from ..reference.standard import STANDARD
from .calls import Call, Input
from .context import Context

if TYPE_CHECKING:
    from collections.abc import Callable


def native(call: Call) -> Call:
    """Return a call of the bound namespace as a call of the native namespace, with native arrays.

    The result becomes an Array again for the comparison. Before that, its type is checked, so that a host array fails.

    Parameters
    ----------
    call : Call
        An expression with functions and dtypes as ``xp.name`` and inputs as ``x0``, ``x1`` ...
    """
    return replace(
        call,
        source=(
            f"found = {native_source(call)}\n"
            "own = xp.native.hooks.backend.types() + xp.native.hooks.backend.scalars()\n"
            "assert isinstance(found, own), type(found)\n"
            "found = xp.native.hooks.ensure_array(found)\n"
            "assert ua.array_namespace(found) is xp.native, type(found)\n"
            "result = xp.asarray(found)"
        ),
    )


def native_source(call: Call) -> str:
    """Return the expression of a call with native functions, dtypes and arrays."""
    arrays = {f"x{i}" for i, x in enumerate(call.inputs) if isinstance(x, Input)}

    def of_native(name: re.Match[str]) -> str:
        return f"ua.native({name[0]})" if name[0] in arrays else name[0]

    return re.sub(r"\bx\d+\b", of_native, re.sub(r"\bxp\.", "xp.native.", call.source))


def expect_both(context: Context, call: Call, expected: Expected) -> None:
    """Check the result of a call in the Array tier, then in the native tier."""
    context.expect(call, expected)
    context.expect(native(call), expected)


def expect_promotion(context: Context, call: Call, first: str, second: str, answer: Callable[[str], Expected]) -> None:
    """Check a call that promotes two dtypes: its result in the promoted dtype, or a TypeError if there is none.

    Only the Array tier promotes mixed kinds (row 3); the native tier has the standard's table.
    """
    promoted = promote(first, second)
    if promoted is None:
        context.raises(call, TypeError)
    elif f"{first} {second}" in STANDARD["promotion"]:
        expect_both(context, call, answer(promoted))
    else:
        context.expect(call, answer(promoted))


def both_raise(context: Context, call: Call, error: type[BaseException]) -> None:
    """Check that a call raises an error of a class in the Array tier, and in the native tier."""
    context.raises(call, error)
    context.raises(replace(call, source=native_source(call)), error)
