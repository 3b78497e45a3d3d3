"""What the namespace tells about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from unifyarray import _dtypes
from unifyarray._backend import Hooks, override
from unifyarray._errors import message
from unifyarray.data_type_functions import KINDS

from ._dtypes import NATIVE
from .creation_functions import check_device

if TYPE_CHECKING:
    import numpy as np


@final
class Info:
    """The standard's inspection interface."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks

    def capabilities(self) -> dict[str, Any]:
        """Return what the library can do."""
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}

    def default_device(self) -> str:
        """Return the device that arrays are made on."""
        return "cpu"

    def devices(self) -> tuple[str, ...]:
        """Return the devices."""
        return ("cpu",)

    def default_dtypes(self, *, device: Any = None) -> dict[str, np.dtype[Any]]:
        """Return the dtypes that arrays are made with where none is given."""
        check_device(device)
        return {
            "real floating": NATIVE[self._hooks.default_float()],
            "complex floating": NATIVE[self._hooks.default_complex()],
            "integral": NATIVE[_dtypes.int64],
            "indexing": NATIVE[_dtypes.int64],
        }

    def dtypes(self, *, device: Any = None, kind: str | tuple[str, ...] | None = None) -> dict[str, np.dtype[Any]]:
        """Return the standard's dtypes by name, all or those of some kinds."""
        check_device(device)
        wanted = tuple(KINDS) if kind is None else (kind,) if isinstance(kind, str) else kind
        unknown = [one for one in wanted if one not in KINDS]
        if unknown:
            raise ValueError(message(f"{unknown[0]!r} is no kind of dtype", f"one of {', '.join(KINDS)}"))
        kinds = {one for name in wanted for one in KINDS[name]}
        return {dtype.name: NATIVE[dtype] for dtype in _dtypes.STANDARD if dtype.kind in kinds}


@override(
    name="__array_namespace_info__",
    reason="NumPy's default floating dtype is always float64",
    case="inspection/__array_namespace_info__/native",
    bound=True,
)
def array_namespace_info(hooks: Hooks) -> Info:
    """Return the standard's inspection interface."""
    return Info(hooks)
