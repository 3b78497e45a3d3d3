"""Pickles name only public paths, and pickles of earlier versions load."""

from __future__ import annotations

import importlib
import io
import pickle
from typing import Any

import pytest

import unifyarray as ua
from tests._support import golden_pickles

#: Modules that pickle itself and the NumPy arrays inside Arrays name.
FOREIGN = ("__builtin__", "_codecs", "builtins", "numpy")


def current_object(name: str) -> Any:
    """Create the object of a name in the golden files with this version."""
    backend = name.partition("-")[0]
    if backend not in ua.backends():
        return golden_pickles.plain_objects()[name]
    if backend not in golden_pickles.backends():
        pytest.skip(f"{backend} is not available")
    return golden_pickles.objects(backend)[name]


class Recorder(pickle.Unpickler):
    """Load a pickle and record each global that it names."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self.names: set[tuple[str, str]] = set()

    def find_class(self, module: str, name: str) -> Any:
        self.names.add((module, name))
        return super().find_class(module, name)


def names_in(data: bytes) -> set[tuple[str, str]]:
    """Return the module and the name of each global that a pickle loads."""
    recorder = Recorder(data)
    recorder.load()
    return recorder.names


def is_public(module: str, name: str) -> bool:
    """Return whether a global is a public name of unifyarray or belongs to another package."""
    root, *parts = module.split(".")
    if root in FOREIGN:
        return True
    return (
        root == "unifyarray"
        and not any(part.startswith("_") for part in parts)
        and name in importlib.import_module(module).__all__
    )


def assert_same(got: Any, expected: Any) -> None:
    """Assert that an unpickled object equals the original."""
    assert type(got) is type(expected)
    if isinstance(got, ua.Array):
        assert (got.dtype, got.device, got.shape) == (expected.dtype, expected.device, expected.shape)
        assert got.__array_namespace__() is expected.__array_namespace__()
        assert got.tolist() == expected.tolist()
    elif isinstance(got, tuple):
        for got_item, expected_item in zip(got, expected, strict=True):
            assert_same(got_item, expected_item)
    elif isinstance(got, Exception):
        assert got.args == expected.args
    elif isinstance(got, ua.random.Generator):
        assert repr(got) == repr(expected)
        with ua.use("numpy"):
            assert got.random(3).tolist() == expected.random(3).tolist()
            assert got.spawn(1)[0].random(3).tolist() == expected.spawn(1)[0].random(3).tolist()
    elif isinstance(got, ua.Device):
        assert got == expected
    elif isinstance(got, (ua.typing.Selection, ua.typing.FloatInfo, ua.typing.IntegerInfo, ua.typing.Transfers)):
        assert repr(got) == repr(expected)
    else:
        assert got is expected


NAMES = sorted(golden_pickles.read(4))


@pytest.mark.parametrize("protocol", golden_pickles.PROTOCOLS)
@pytest.mark.parametrize("name", NAMES)
def test_golden_pickles_load(name: str, protocol: int) -> None:
    assert_same(pickle.loads(golden_pickles.read(protocol)[name]), current_object(name))


@pytest.mark.parametrize("protocol", golden_pickles.PROTOCOLS)
def test_every_object_has_a_golden_pickle(protocol: int) -> None:
    missing = sorted(golden_pickles.every_object().keys() - golden_pickles.read(protocol).keys())
    assert missing == [], "run `python -m tests._support.golden_pickles`"


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", NAMES)
def test_pickles_name_public_paths(name: str, protocol: int) -> None:
    data = pickle.dumps(current_object(name), protocol)
    found = names_in(data)
    assert found, "a pickle of an object of unifyarray names at least one global"
    assert [item for item in sorted(found) if not is_public(*item)] == []
    assert_same(pickle.loads(data), current_object(name))


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_name_check_can_fail(protocol: int) -> None:
    from unifyarray._runtime.specifications import resolve_namespace

    assert names_in(pickle.dumps(resolve_namespace, protocol)) == {
        ("unifyarray._runtime.specifications", "resolve_namespace")
    }
    assert not is_public("unifyarray._runtime.specifications", "resolve_namespace")
    assert not is_public("unifyarray", "_array")
    assert is_public("unifyarray.linalg", "svd")
