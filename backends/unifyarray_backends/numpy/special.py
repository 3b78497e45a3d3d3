"""SciPy's special functions for NumPy arrays, if SciPy is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .._agnostic import scipy_special

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._numpy_like.dtypes import Array

_NAMES: Final = (
    *("beta", "betainc", "digamma", "entr", "erf", "erfc", "erfinv", "expit", "gammainc", "gammaincc", "gammaln"),
    *("i0", "i1", "logit", "ndtr", "ndtri", "xlogy"),
)


def _function(name: str) -> Callable[..., Any]:
    def call(*arguments: Array) -> Any:
        special = scipy_special.module()
        return NotImplemented if special is None else np.asarray(getattr(special, name)(*arguments))

    return call


def _gammaln(x: Array) -> Any:
    """Compute the logarithm of the gamma function. SciPy's is -inf for -inf, other libraries' is inf."""
    special = scipy_special.module()
    if special is None:
        return NotImplemented
    found = np.asarray(special.gammaln(x))
    lowest = found.min(initial=np.inf)  # one pass, in contrast to isneginf
    return found if lowest > -np.inf else np.where(np.isneginf(found), np.inf, found)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {f"special.{name}": _function(name) for name in _NAMES} | {
    "special.gammaln": _gammaln
}

__all__ = ["FUNCTIONS"]
