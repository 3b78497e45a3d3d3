"""NumPy's own functions, where array_api_compat wraps functions that conform in every supported NumPy.

The wrappers cost time, and ``xp.matmul is numpy.matmul`` should hold where nothing is to be mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from unifyarray._backend.backend import Override

if TYPE_CHECKING:
    from types import ModuleType


def _own(section: str, library: ModuleType, *names: str) -> tuple[Override, ...]:
    return tuple(
        Override(
            name=name,
            function=getattr(library, name),
            reason="a wrapper around a function that conforms",
            case=f"{section}/{name}/own",
            upstream=None,
            bound=False,
        )
        for name in names
    )


MAIN: Final = (
    *_own("creation_functions", np, "empty_like", "full_like", "ones_like", "zeros_like"),
    *_own("elementwise_functions", np, "ceil", "floor", "trunc"),
    *_own("linear_algebra_functions", np, "matmul", "matrix_transpose", "tensordot"),
    *_own("manipulation_functions", np, "permute_dims"),
    *_own("searching_functions", np, "nonzero"),
    *_own("set_functions", np, "unique_all", "unique_counts"),
    *_own("statistical_functions", np, "cumulative_prod", "cumulative_sum"),
)

LINALG: Final = (
    *_own("linalg", np, "matmul", "matrix_transpose", "tensordot"),
    *_own(
        "linalg",
        np.linalg,
        "cross",
        "eigh",
        "matrix_norm",
        "outer",
        "qr",
        "slogdet",
        "svd",
        "svdvals",
        "trace",
    ),
)

FFT: Final = _own("fft", np.fft, "fft", "fftshift", "hfft", "ifft", "ifftshift", "ihfft", "irfft", "rfft")
