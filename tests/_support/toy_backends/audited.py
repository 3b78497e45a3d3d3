"""A backend for the audit: NumPy with one unnecessary override, and one whose declared case does not need it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tests._support.toy_backends.mutants import Broken
from unifyarray._backend.overrides import Override

if TYPE_CHECKING:
    from unifyarray.plugin import NativeNamespace


def _override(name: str, function: Any, case: str) -> Override:
    return Override(name, function, "array_api_compat's function is wrong", case, None, False)


def _vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    return np.vecdot(x1, x2, axis=axis)


def _change(xp: NativeNamespace) -> None:
    space: dict[str, Any] = vars(xp)
    # array_api_compat's `negative` is replaced by one that is wrong for complex numbers, but not for float32.
    base = type(space["_base"])("base")
    vars(base).update(vars(space["_base"]) | {"negative": lambda x: np.negative(x).real})
    del base.vecdot
    space["_base"] = base
    space["_overrides"] = (
        _override("square", lambda x: np.square(x), "elementwise_functions/square/value"),
        _override("negative", np.negative, "elementwise_functions/negative/value[float32]"),
        _override("vecdot", _vecdot, "linear_algebra_functions/vecdot/value"),
    )
    for item in space["_overrides"]:
        space[item.name] = item.function


def backend() -> Broken:
    """Return the backend."""
    return Broken(_change)
