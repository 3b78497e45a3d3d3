"""Skip the tests of gradients on devices that no backend differentiates on."""

from __future__ import annotations

import pytest

from tests._support import has_gradients


@pytest.fixture(autouse=True)
def _require_autograd(request: pytest.FixtureRequest) -> None:
    if "spec" in request.fixturenames and not has_gradients(spec := request.getfixturevalue("spec")):
        pytest.skip(f"no available backend differentiates on {spec}")
