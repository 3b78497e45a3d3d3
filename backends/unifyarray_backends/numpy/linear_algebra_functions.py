"""Linear algebra functions of the main namespace: products of bfloat16."""

from __future__ import annotations

import functools
from typing import Final

import numpy as np

from ._bfloat16 import override_for_bfloat16, through_float32
from ._unwrapped import unwrapped

UNWRAPPED: Final = unwrapped("linear_algebra_functions", np, "matmul", "matrix_transpose", "tensordot")

_override_product: Final = functools.partial(
    override_for_bfloat16,
    reason="NumPy's products of bfloat16 are float32",
    upstream="https://github.com/jax-ml/ml_dtypes/issues/235",
    module=__name__,
)

matmul = _override_product("matmul", through_float32(np.matmul))
vecdot = _override_product("vecdot", through_float32(np.vecdot))
