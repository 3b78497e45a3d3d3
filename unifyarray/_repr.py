"""One way to print an Array, the same for every backend."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._array import Array


def array_repr(x: Array) -> str:
    """Return ``Array([...], dtype=float64)`` with the place added where it is not the CPU of NumPy."""
    import numpy as np

    hooks = x._xp.hooks
    host = hooks.to_host(hooks.detach(x._native), None)
    tail = f", dtype={x.dtype}"
    if hooks.device != "cpu":
        tail += f", device={str(hooks.device)!r}"
    if hooks.requires_grad(x._native):
        tail += ", requires_grad=True"
    body = np.array2string(host, separator=", ", prefix="Array(", suffix=tail + ")", threshold=1000)
    return f"Array({body}{tail})"
