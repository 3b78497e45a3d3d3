"""What the namespace tells about itself."""

from __future__ import annotations

from unifyarray._backend.backend import override
from unifyarray._backend.hooks import Hooks

from .._agnostic.inspection import Info
from .creation_functions import check_device


@override(
    name="__array_namespace_info__",
    reason="NumPy's default floating dtype is always float64",
    case="inspection/__array_namespace_info__/native",
    bound=True,
)
def array_namespace_info(hooks: Hooks) -> Info:
    """Return the standard's inspection interface."""

    def at(device: object) -> Hooks:
        check_device(device)
        return hooks

    return Info(at, device=lambda: "cpu", devices=lambda: ("cpu",))
