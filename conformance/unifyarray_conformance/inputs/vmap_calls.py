"""Calls inside ``ua.vmap``, by function; functions that have none, and why. From the example calls."""

from __future__ import annotations

import re
from typing import Final

from .example_calls import ROWS, ExampleCall, Fixed

_RETURNS_NO_ARRAY: Final = "the result is not an array or a number"
_ANY_VALUES: Final = "the elements have any values"
_READS: Final = "reads values: the length of the result, the range or the order of the bins"

#: By function without a call inside ``ua.vmap``: the reason.
WITHOUT: Final = {
    "__array_namespace_info__": _RETURNS_NO_ARRAY,
    "result_type": _RETURNS_NO_ARRAY,
    "broadcast_shapes": _RETURNS_NO_ARRAY,
    "empty": _ANY_VALUES,
    "empty_like": _ANY_VALUES,
    "bincount": _READS,
    "digitize": _READS,
    "histogram": _READS,
}
#: By function whose shape depends on values: a call, which raises TracingError inside ``ua.vmap`` and ``ua.jit``.
REFUSED: Final = {
    "nonzero": "ua.nonzero(x)",
    "unique_all": "ua.unique_all(x).values",
    "unique_counts": "ua.unique_counts(x).values",
    "unique_inverse": "ua.unique_inverse(x).values",
    "unique_values": "ua.unique_values(x)",
    "intersect1d": "ua.intersect1d(x, x)",
    "setdiff1d": "ua.setdiff1d(x, 3)",
    "union1d": "ua.union1d(x, x)",
}
#: The kinds of dtypes of an example call, and the dtype of each that the checks use.
DTYPES: Final = {"r": "float32", "c": "complex64", "i": "int64", "b": "bool"}


def is_for_dtype(call: ExampleCall, dtype: str) -> bool:
    """Return whether an example call accepts arguments of a dtype of DTYPES; without numbers, the first."""
    if not call.has_numbers:
        return dtype == DTYPES["r"]
    return any(kind in call.kinds for kind, name in DTYPES.items() if name == dtype)


def definition(call: ExampleCall) -> str:
    """Return source of a function ``f`` of the inputs of an example call.

    Eigenvectors and the like have a free sign, so a value that does not depend on it is returned.
    """
    names = ", ".join(f"x{i}" for i in range(len(call.inputs))) or "x0"
    is_free = call.source.startswith("xp.linalg.") and call.differentiated != "y"
    result = call.differentiated if is_free else "y"
    return f"@ua.portable\ndef f({names}):\n    y = {call.source}\n    return {result}\n"


def has_fixed_shape(call: ExampleCall) -> bool:
    """Return whether the shape of an example call does not depend on the values of its fixed inputs."""
    fixed = {f"x{i}" for i, x in enumerate(call.inputs) if isinstance(x, Fixed)}
    counts = re.findall(r"\brepeat\([^()]*,\s*(x\d+)", call.source)
    masks = re.findall(r"\[(x\d+)\]", call.source)
    return not fixed & {*counts, *masks}


#: By function: its example calls.
CALLS: Final = {name: row.every for name, row in ROWS.items() if name not in WITHOUT and name not in REFUSED}
