"""NumPy's own functions in place of array_api_compat's wrappers around them.

The wrapped functions conform in every supported NumPy. The wrappers cost time, and ``xp.matmul is numpy.matmul`` should
hold for every function that needs no correction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unifyarray.plugin import Override

if TYPE_CHECKING:
    from types import ModuleType


def unwrapped(section: str, library: ModuleType, *names: str) -> tuple[Override, ...]:
    """Return overrides that put NumPy's own functions in place of array_api_compat's wrappers.

    A section module lists its own in ``UNWRAPPED``.
    """
    return tuple(
        Override(
            name=name,
            function=getattr(library, name),
            reason="array_api_compat wraps a function that conforms",
            case=f"{section}/{name}/own",
            upstream=None,
            bound=False,
        )
        for name in names
    )
