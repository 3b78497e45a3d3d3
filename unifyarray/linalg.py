"""Linear algebra: the standard's ``linalg`` extension."""

from __future__ import annotations

from ._core.errors import linalg_error
from ._core.migration_hints import missing_from
from ._functions import linalg as _functions
from ._functions.linalg import *  # noqa: F403

__all__ = ["LinAlgError"]
__all__ += _functions.__all__

TYPE_CHECKING = False
if TYPE_CHECKING:  # with `__getattr__`, a type checker would accept every name
    from ._core.errors import LinAlgError
else:

    def __getattr__(name: str) -> object:
        """Return ``LinAlgError``, which is made at first use; for other names, raise an error that names another."""
        if name == "LinAlgError":
            found = globals()[name] = linalg_error()
            return found
        raise missing_from(__name__, name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
