"""Run the example calls of each function on the current selection."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

import unifyarray as ua
from unifyarray_conformance.inputs.example_calls import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Names and dtypes by the letters of ExampleCall.kinds. Lists of their values become default dtypes.
KINDS = {"b": "bool", "i": "int64", "r": "float64", "c": "complex128"}


def results(name: str) -> Iterator[tuple[str, Any]]:
    """Yield the source and the result of every example call of a function, for each kind of input."""
    for example in ROWS[name].every:
        source = re.sub(r"\bxp\.", "ua.", example.source)
        for kind in example.kinds if example.has_numbers else "r":
            hosts = example.values(np.random.default_rng(0), KINDS[kind])
            arrays = {f"x{i}": ua.asarray(x.tolist()) for i, x in enumerate(hosts)}
            yield f"{source} of {KINDS[kind]}", eval(source, {"ua": ua, **arrays})
