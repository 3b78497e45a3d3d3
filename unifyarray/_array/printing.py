"""The text of an Array, the same for every backend."""

from __future__ import annotations

from .._core.dtypes import float32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .array import Array


def array_repr(x: Array) -> str:
    """Return ``Array([...], dtype=float64)``, with the device added unless it is the CPU."""
    import numpy as np

    hooks = x._xp.hooks
    native = hooks.detach(x._native)
    if not hasattr(np, x.dtype.name):
        native = hooks.cast(native, float32)  # float32 holds every bfloat16 number
    host = hooks.to_host(native, None)
    tail = f", dtype={x.dtype}"
    if not host.size and host.ndim > 1:  # the text of other arrays shows the shape
        tail = f", shape={host.shape}{tail}"
    if hooks.device != "cpu":
        tail += f", device={str(hooks.device)!r}"
    if hooks.requires_grad(x._native):
        tail += ", requires_grad=True"
    body = np.array2string(host, separator=", ", prefix="Array(", suffix=tail + ")", threshold=1000)
    return f"Array({body}{tail})"
