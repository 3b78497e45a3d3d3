"""The standard's inspection interface."""

from __future__ import annotations

from unifyarray.plugin import Hooks, Inspection, override

from .creation_functions import check_device


@override(
    name="__array_namespace_info__",
    reason="NumPy's default floating dtype is always float64",
    case="inspection/__array_namespace_info__/native",
    bound=True,
)
def array_namespace_info(hooks: Hooks) -> Inspection:
    """Return the standard's inspection interface."""

    def hooks_of(device: object) -> Hooks:
        check_device(device)
        return hooks

    return Inspection(hooks_of, device=lambda: "cpu", devices=lambda: ("cpu",))
