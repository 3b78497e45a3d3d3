"""Manipulation functions: the error of a reshape that would need a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._core.errors import CopyRequiredError, message
from ._declare import Declarations

if TYPE_CHECKING:
    import types

    from ..hooks import Hooks
    from ..overrides import Override


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()

    @found.add("libraries raise several classes if copy=False needs a copy", "manipulation_functions/reshape/copy")
    def reshape(x: Any, /, shape: tuple[int, ...], *, copy: bool | None = None) -> Any:
        try:
            return lib.reshape(x, shape, copy=copy)
        except AttributeError as error:
            if copy is not False:
                raise
            raise CopyRequiredError(message(f"{error}", "copy=None or copy=True")) from error

    return found
