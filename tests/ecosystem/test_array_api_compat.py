"""The helpers of array_api_compat on native arrays, and what docs/cookbook.md lists in their place."""

from __future__ import annotations

import re
from typing import Any

import array_api_compat
import numpy as np
import pytest
from array_api_compat.common import _helpers

import unifyarray as ua
from tests._support import ROOT

HELPERS = sorted(_helpers.__all__)
#: Helpers that say whether an array or a namespace is of a library, by the library's name in them.
OF_LIBRARY = re.compile(r"is_(?!array_api_obj|lazy|writeable)(\w+)_(array|namespace)")


def table() -> dict[str, tuple[str, str]]:
    """Return the replacements for native arrays and for Arrays, by helper, from the documentation."""
    text = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
    section = text[text.index("## In place of array_api_compat") :]
    rows = re.findall(r"^\| (`.*?) \| (.*?) \| (.*?) \|$", section, re.MULTILINE)
    return {name: (native, array) for names, native, array in rows for name in re.findall(r"`(\w+)`", names)}


def test_every_helper_is_in_the_table() -> None:
    listed = table()
    missing = [name for name in HELPERS if name not in listed and not OF_LIBRARY.fullmatch(name)]
    assert missing == []
    assert {"is_numpy_array", "is_torch_namespace"} <= listed.keys()


@pytest.mark.parametrize("name", sorted(table()))
def test_replacement_gives_what_the_helper_gives(name: str, spec: str) -> None:
    a = ua.asarray([1.0, 2.0], dtype="float32", device=spec)
    x = ua.native(a)
    names = {"ua": ua, "a": a, "x": x, **{helper: getattr(array_api_compat, helper) for helper in HELPERS}}
    arguments = (x, "cpu") if name == "to_device" else (x,)
    subject = ua.array_namespace(x) if name.endswith("_namespace") and name.startswith("is_") else None
    expected = names[name](*arguments) if subject is None else names[name](subject)
    for cell in table()[name]:
        for code in re.findall(r"`([^`]+)`", cell):
            code = re.sub(r"is_torch_(array|namespace)", name, code) if OF_LIBRARY.fullmatch(name) else code
            if "=" in code or code == "ua.Device":
                continue
            found = eval(code, names)
            if name in ("array_namespace", "get_namespace"):
                assert found is (ua.array_namespace(a) if "a)" in code else ua.array_namespace(x))
            elif name == "to_device":
                assert np.asarray(ua.to_numpy(found)).tolist() == [1.0, 2.0]
            elif name == "device":
                assert str(found).partition(":")[0] == str(expected).partition(":")[0]
            else:
                assert found == expected, code


@pytest.mark.parametrize("name", [name for name in HELPERS if OF_LIBRARY.fullmatch(name)])
def test_helpers_know_arrays_and_namespaces_of_unifyarray(name: str, spec: str) -> None:
    x = ua.native(ua.ones(2, device=spec))
    match = OF_LIBRARY.fullmatch(name)
    assert match is not None
    given: Any = x if match[2] == "array" else ua.array_namespace(x)
    library = type(x).__module__.partition(".")[0]
    assert getattr(array_api_compat, name)(given) is (match[1] == library)
