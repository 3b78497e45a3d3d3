"""The text of an Array, the same for every backend but for the name of the backend."""

from __future__ import annotations

import math

from .._core import dtypes as dt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._core.dtypes import DType
    from .._rules.scalars import Scalar
    from .array import Array


def array_repr(x: Array) -> str:
    """Return ``Array([...], dtype=float64)``, with ``device='torch:cuda:0'`` added unless it is NumPy on the CPU.

    If the values are not known yet, because the Array is lazy or belongs to a function that is being traced, the text
    has the shape instead. Nothing is computed for it.
    """
    import numpy as np

    hooks = x._xp.hooks
    backend = hooks.backend
    tail, rest = f", dtype={x.dtype}", ")"
    if hooks.requires_grad(x._native):
        rest = ", requires_grad=True)"
    is_default = backend.capabilities.host and hooks.device == "cpu"
    place = "" if is_default else f", device='{backend.name}:{hooks.device}'"
    if hooks.is_abstract(x._native):
        return f"Array(<not computed>, shape={x.shape}{tail}{place}{rest}"
    native = hooks.detach(x._native)
    if not hasattr(np, x.dtype.name):
        native = hooks.cast(native, dt.float32)  # float32 holds every bfloat16 number
    host = hooks.to_host(native, None)
    if not host.size and host.ndim > 1:  # the text of other arrays shows the shape
        tail = f", shape={host.shape}{tail}"
    body = np.array2string(host, separator=", ", prefix="Array(", suffix=tail + rest, threshold=1000)
    text = f"Array({body}{tail}{place}{rest}"
    if place and len(text) - text.rfind("\n") - 1 > np.get_printoptions()["linewidth"]:
        return f"Array({body}{tail},\n      {place[2:]}{rest}"  # the elements lie as on other backends
    return text


def array_str(x: Array) -> str:
    """Return a 0-d Array as the shortest number that its dtype reads back, any other Array as its repr."""
    hooks, native = x._xp.hooks, x._native
    if hooks.shape(native) or hooks.is_abstract(native):
        return array_repr(x)
    return shortest(hooks.item(hooks.detach(native)), x.dtype)


def shortest(value: Scalar, dtype: DType) -> str:
    """Return the shortest text of a number that reads back as the same element of a dtype."""
    if dtype in _PYTHONS:
        return str(value)
    digits = _bfloat16_digits if dtype is dt.bfloat16 else _numpy_digits
    if isinstance(value, complex):
        real_dtype = dt.REAL_OF[dtype]
        return str(complex(digits(value.real, real_dtype), digits(value.imag, real_dtype)))
    return str(digits(value, dtype))


#: The dtypes whose numbers Python prints, because its own have the same precision.
_PYTHONS = frozenset({d for d in dt.ALL if d.rank < 2} | {dt.float64, dt.complex128})


def _numpy_digits(value: float, dtype: DType) -> float:
    """Return the number with the fewest digits that NumPy reads as the same element of the dtype."""
    import numpy as np

    return float(np.format_float_scientific(np.dtype(dtype.name).type(value)))


def _bfloat16_digits(value: float, dtype: DType) -> float:
    """Return the number with the fewest digits that is rounded to the same bfloat16, which NumPy may lack."""
    if math.isfinite(value):
        for count in range(4):  # four digits tell all bfloat16 numbers apart
            found = float(f"{value:.{count}e}")
            if _to_bfloat16(found) == value:
                return found
    return value


def _to_bfloat16(value: float) -> float:
    """Return a number rounded to bfloat16: 8 significant bits, the smallest number 2 ** -133."""
    unit = 2.0 ** max(math.frexp(value)[1] - 8, -133)
    return round(value / unit) * unit
