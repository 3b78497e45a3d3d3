"""Scripts that reproduce failures."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import unifyarray as ua
from unifyarray_conformance.harness.calls import Call
from unifyarray_conformance.harness.scripts import script


@pytest.mark.parametrize("error", [ValueError, ua.CopyRequiredError, ua.linalg.LinAlgError])
def test_script_names_error_class_where_it_is(error: type[Exception]) -> None:
    subject = SimpleNamespace(
        spec="numpy:cpu",
        plugin=None,
        imports=("math",),
        generic_library=None,
        ua=ua,
        capabilities=SimpleNamespace(lazy=False),
    )
    text = script(Call("xp.zeros(3)"), error, subject, "note")
    assert "import math\n" in text
    with pytest.raises(AssertionError, match=f"expected .*{error.__name__}"):
        exec(compile(text, "script", "exec"), {})
