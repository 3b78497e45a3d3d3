"""A fake of CuPy over NumPy, with CuPy's documented deviations, for tests without a GPU.

Its names, its signatures and the loops of its ufuncs are those of the real wheel (``cupy_names.json``). Values that
differ from NumPy's are in ``_functions``, ``linalg`` and ``fft``. Processes import it as ``cupy`` if the folder above
is on their path. ``FAKE_CUPY_DEVICES`` is the number of devices; ``old`` means that the driver is too old.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import (  # CuPy has these from NumPy, too
    bool_,
    broadcast_shapes,
    can_cast,
    complex64,
    complex128,
    dtype,
    e,
    finfo,
    float16,
    float32,
    float64,
    floating,
    iinfo,
    inf,
    int8,
    int16,
    int32,
    int64,
    integer,
    intp,
    isdtype,
    issubdtype,
    nan,
    newaxis,
    pi,
    uint8,
    uint16,
    uint32,
    uint64,
)

from . import cuda
from ._functions import VALUES as _VALUES
from ._functions import (
    array,
    asarray,
    copyto,
    fill,
    from_dlpack,
    may_share_memory,
    ufunc,
)
from ._ndarray import NAMES as _NAMES
from ._ndarray import ndarray

__version__: str = _NAMES["version"]

fill(globals(), "cupy", np, _VALUES)
bool = bool_


def result_type(*args: Any) -> Any:
    """Return the dtype to which the arguments promote."""
    return np.result_type(*[x._np if isinstance(x, ndarray) else x for x in args])


def isscalar(x: object) -> Any:
    """Return whether an object is a scalar."""
    return np.isscalar(x)


from . import fft, linalg, random  # noqa: E402 - they use the names above

del fill
__all__ = [name for name in globals() if not name.startswith("_") and name not in ("annotations", "Any")]
