"""Where nothing differentiates on a device, there is nothing to test."""

from __future__ import annotations

import pytest

from tests._support import has_gradients


@pytest.fixture(autouse=True)
def _something_differentiates(request: pytest.FixtureRequest) -> None:
    if "spec" in request.fixturenames and not has_gradients(spec := request.getfixturevalue("spec")):
        pytest.skip(f"nothing here differentiates on {spec}")
