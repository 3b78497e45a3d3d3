"""Functions beyond the standard: only ``ua`` has them, and a library's own functions replace their defaults."""

from __future__ import annotations

import inspect
import operator
from types import MappingProxyType
from typing import Any

import pytest

import unifyarray as ua
from unifyarray._functions import beyond_standard, linalg_beyond, special
from unifyarray._functions.beyond import contractions

NAMES = beyond_standard.__all__
EXTENSIONS = [f"linalg.{name}" for name in linalg_beyond.__all__] + [f"special.{name}" for name in special.__all__]


def test_namespaces_have_the_names_of_the_standard_alone(spec: str) -> None:
    xp = ua.namespace(spec)
    assert [name for name in NAMES if name in dir(xp) or hasattr(xp, name)] == []
    for name in NAMES:  # in a native namespace they are the library's own, if it has them
        assert not str(getattr(getattr(xp.native, name, None), "__module__", "")).startswith("unifyarray"), name


@pytest.mark.parametrize("name", NAMES)
def test_bound_namespace_names_the_function_of_ua(name: str, spec: str) -> None:
    with pytest.raises(AttributeError, match=rf"Hint: ua\.{name}\b"):
        getattr(ua.namespace(spec), name)


def test_extensions_of_namespaces_have_the_names_of_the_standard_alone(spec: str) -> None:
    xp = ua.namespace(spec)
    assert not hasattr(xp, "special")
    assert "special" not in dir(xp)
    for name in linalg_beyond.__all__:
        assert name not in dir(xp.linalg)
        with pytest.raises(AttributeError, match=rf"Hint: ua\.linalg\.{name}\b"):
            getattr(xp.linalg, name)
        assert not str(getattr(getattr(xp.native.linalg, name, None), "__module__", "")).startswith("unifyarray"), name


@pytest.mark.parametrize("name", [*NAMES, *EXTENSIONS])
def test_function_is_documented(name: str) -> None:
    function = operator.attrgetter(name)(ua)
    text = inspect.getdoc(function) or ""
    assert function.__module__ == ".".join(["unifyarray", *name.split(".")[:-1]])
    assert "\nParameters\n" in text
    assert "\nReturns\n-------\n" in text
    assert "\nExamples\n--------\n" in text
    for parameter in inspect.signature(function).parameters:
        assert parameter in text.partition("\nReturns\n")[0]


def test_function_of_the_library_replaces_the_default(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[Any, ...]] = []

    def order_statistics(rows: Any, ranks: tuple[int, ...]) -> Any:
        calls.append(ranks)
        return NotImplemented if len(ranks) > 1 else rows[..., :1]

    x = ua.asarray([3.0, 1.0, 2.0], device=spec)
    hooks = type(ua.namespace(spec).native.hooks)
    monkeypatch.setattr(hooks, "beyond_standard", MappingProxyType({"order_statistics": order_statistics}))
    assert float(ua.median(x)) == 3.0
    assert float(ua.quantile(x, 0.25)) == 1.5
    assert calls == [(1,), (0, 1)]


def test_hint_for_a_constant_of_pad_works() -> None:
    x = ua.asarray([1, 2])
    with pytest.raises(TypeError) as caught:
        ua.pad(x, 1, constant_values=0.5)
    fact, hint = str(caught.value).split("\nHint: ")
    assert fact == "constant_values 0.5 cannot be stored as int64."
    assert hint == 'ua.pad(ua.astype(x, "float64"), pad_width, constant_values=0.5)'
    assert eval(hint, {"ua": ua, "x": x, "pad_width": 1}).tolist() == [0.5, 1.0, 2.0, 0.5]


def test_plans_of_einsum_are_kept_for_subscripts_and_shapes(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plans: dict[Any, Any] = {}
    monkeypatch.setattr(contractions, "_PLANS", plans)
    monkeypatch.setattr(contractions, "_MOST_PLANS", 2)
    x, y = ua.reshape(ua.arange(6.0, device=spec), (2, 3)), ua.ones((3, 2), device=spec)
    for _ in range(2):
        assert ua.einsum("ij,jk->ik", x, y).tolist() == [[3.0, 3.0], [12.0, 12.0]]
        assert ua.einsum("ij,jk->ki", y, x).tolist() == [[3.0, 3.0, 3.0], [5.0, 5.0, 5.0], [7.0, 7.0, 7.0]]
        assert len(plans) == 2
    assert ua.einsum("ij,jk->ik", ua.astype(x, "int64"), ua.astype(y, "int64")).tolist() == [[3, 3], [12, 12]]
    assert len(plans) == 2
    with pytest.raises(ValueError, match="have lengths 3 and 2"):
        ua.einsum("ij,jk->ik", x, x)
    assert ua.einsum("ij->j", x).tolist() == [3.0, 5.0, 7.0]
    assert len(plans) == 1
