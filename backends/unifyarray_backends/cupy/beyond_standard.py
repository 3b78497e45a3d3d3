"""CuPy's own functions in place of those that unifyarray makes of the standard's, for names beyond the standard."""

from __future__ import annotations

import functools
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SPECIAL: Final = (
    *("beta", "betainc", "digamma", "entr", "erf", "erfc", "erfinv", "expit", "gammainc", "gammaincc", "gammaln"),
    *("i0", "i1", "logit", "ndtr", "ndtri", "xlogy"),
)


@functools.cache
def _special() -> Any:
    try:
        import cupyx.scipy.special
    except ImportError:
        return None  # some of its modules need SciPy
    return cupyx.scipy.special


def _function(name: str) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        special = _special()
        return NotImplemented if special is None else getattr(special, name)(*arguments)

    return call


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {f"special.{name}": _function(name) for name in _SPECIAL}
)
