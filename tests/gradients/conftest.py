"""Where nothing differentiates on a device (CuPy beside a torch without CUDA), there is nothing to test."""

from __future__ import annotations

import pytest

import unifyarray as ua


@pytest.fixture(autouse=True)
def _something_differentiates(request: pytest.FixtureRequest) -> None:
    if "spec" in request.fixturenames:
        try:
            ua.asarray(1.0, device=request.getfixturevalue("spec"), dtype="float32", requires_grad=True)
        except ua.BackendUnavailableError as error:
            pytest.skip(str(error))
