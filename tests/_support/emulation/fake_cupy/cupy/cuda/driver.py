"""The fake's driver, which launches kernels."""

from __future__ import annotations

from . import runtime


class CUDADriverError(RuntimeError):
    """An error of the CUDA driver."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def launchKernel() -> None:  # noqa: N802 - CuPy's name
    """Launch a kernel. Only the process that has started the driver can do so."""
    if runtime.is_forked():
        raise CUDADriverError(3, "CUDA_ERROR_NOT_INITIALIZED: initialization error")
