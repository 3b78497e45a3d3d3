"""``UNIFYARRAY_REPAIRS``: functions that are computed on the host, and files that are refused."""

from __future__ import annotations

import json
import operator
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from tests._support.registration import own_registry
from tests._support.toy_backends.unreliable import UnreliableBackend
from unifyarray._backend import repairs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CPU = ua.Device("cpu")


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Write a repair file, name it in the environment, and return its path."""

    def write_file(*entries: tuple[str, str, list[str]], **changes: Any) -> str:
        backend = UnreliableBackend()
        content = {
            "schema": 1,
            "backend": backend.name,
            "device": "cpu",
            "versions": repairs.versions_of(backend, CPU),
            "suite": repairs.versions_of(backend, CPU)["unifyarray"],
            "entries": [{"grain": g, "name": n, "dtypes": dtypes, "ids": ["a/b/c"]} for g, n, dtypes in entries],
        }
        path = tmp_path / "repairs.json"
        path.write_text(json.dumps(content | changes))
        monkeypatch.setenv("UNIFYARRAY_REPAIRS", str(path))
        return str(path)

    return write_file


def arrays(*values: Any) -> tuple[Any, ...]:
    """Return the native namespace of a new backend, and its arrays."""
    xp = UnreliableBackend().namespace(CPU)
    return xp, *[xp.hooks.from_host(np.asarray(value), None) for value in values]


def test_function_is_repaired_for_its_dtypes(write: Any) -> None:
    xp, x = arrays([0.5, 1.0])
    assert not np.array_equal(xp.tanh(x).values, np.tanh(x.values))
    write(("function", "tanh", ["float64"]))
    before = ua.transfers()
    xp, x, y = arrays([0.5, 1.0], np.array([0.5, 1.0], np.float32))
    assert np.array_equal(xp.tanh(x).values, np.tanh(x.values))
    assert np.array_equal(xp.dispatch.tanh(x).values, np.tanh(x.values))
    assert type(xp.tanh(x)) is type(x)
    assert (ua.transfers().count - before.count, ua.transfers().nbytes - before.nbytes) == (3, 48)
    xp.tanh(y)
    assert ua.transfers().count - before.count == 3


@pytest.fixture
def _own_registry() -> Iterator[None]:
    """Restore the registry afterwards."""
    with own_registry():
        yield


@pytest.mark.usefixtures("_own_registry")
def test_operator_and_index_are_repaired(write: Any) -> None:
    write(("function", "add", ["float32"]), ("function", "__getitem__", ["float64"]))
    backend = UnreliableBackend()
    ua.register_backend(backend, override=True)
    x = ua.asarray(np.array([1, 2], np.float32), device="unreliable:cpu")
    assert (x + x).tolist() == [2.0, 4.0]
    assert (x + 1).tolist() == [2.0, 3.0]
    x += x
    assert x.tolist() == [2.0, 4.0]
    y = ua.asarray([1.0, 2.0, 3.0], device="unreliable:cpu")
    assert y[ua.asarray([2, 0], device="unreliable:cpu")].tolist() == [3.0, 1.0]


def test_short_ways_do_not_go_past_a_repair(monkeypatch: pytest.MonkeyPatch, write: Any) -> None:
    for name, function in (("get_slice", operator.getitem), ("set_element", operator.setitem)):
        monkeypatch.setattr(UnreliableBackend.hooks, name, staticmethod(function))
    write(("function", "__setitem__", []))
    xp = UnreliableBackend().namespace(CPU).dispatch
    assert (xp.get_slice, xp.set_element[0]) == (None, None)
    monkeypatch.delenv("UNIFYARRAY_REPAIRS")
    plain = UnreliableBackend().namespace(CPU).dispatch
    assert (plain.get_slice, plain.set_element[0]) == (operator.getitem, operator.setitem)


def test_without_file_the_functions_are_the_same(monkeypatch: pytest.MonkeyPatch, write: Any) -> None:
    write(("function", "tanh", ["float64"]))
    repaired = UnreliableBackend().namespace(CPU)
    monkeypatch.delenv("UNIFYARRAY_REPAIRS")
    plain = UnreliableBackend().namespace(CPU)
    assert "_repaired" not in vars(plain)
    assert plain.tanh is vars(plain)["_library"].tanh
    assert repaired.tanh is not vars(repaired)["_library"].tanh
    assert repaired.sinh is vars(repaired)["_library"].sinh


@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({"versions": {"numpy": "1.0"}}, "was made for numpy 1.0 (here: "),
        ({"suite": "0.0"}, "was made for suite 0.0 (here: "),
        ({"schema": 2}, "has schema 2"),
        ({"entries": [{"grain": "loop", "name": "x", "dtypes": [], "ids": []}]}, "'loop' is not one of function"),
        ({"entries": [{"name": "x"}]}, "'grain' is missing"),
        ({"backend": 3}, "'backend' is 3"),
    ],
)
def test_wrong_file_is_refused(write: Any, changes: dict[str, Any], fact: str) -> None:
    write(**changes)
    with pytest.raises(ua.ConfigurationError, match=r"(?s)UNIFYARRAY_REPAIRS: .*repairs\.json .*Hint: ") as caught:
        UnreliableBackend().namespace(CPU)
    assert fact in str(caught.value)


def test_unknown_names_and_kernels_are_refused(write: Any) -> None:
    write(("function", "reshape", []))
    with pytest.raises(ua.ConfigurationError, match="'reshape', which is not a function that can be repaired"):
        UnreliableBackend().namespace(CPU)
    write(("kernel", "aten::sin", []))
    with pytest.raises(ua.ConfigurationError, match="no kernels that can be repaired"):
        UnreliableBackend().namespace(CPU)


def test_file_that_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    for name in ("missing.json", "broken.json"):
        monkeypatch.setenv("UNIFYARRAY_REPAIRS", str(tmp_path / name))
        with pytest.raises(ua.ConfigurationError, match=f"{name} cannot be read"):
            UnreliableBackend().namespace(CPU)


def test_file_of_another_device_is_refused_there_only(write: Any) -> None:
    class Accelerated(UnreliableBackend):
        priority = {"cpu": 0, "cuda": 0}  # noqa: RUF012

    path = write(device="cuda:0")
    UnreliableBackend().namespace(CPU)
    with pytest.raises(ua.ConfigurationError, match=r"repairs unreliable:cuda:0, not unreliable:cuda:1"):
        repairs.of_device(Accelerated(), ua.Device("cuda:1"))
    os.environ["UNIFYARRAY_REPAIRS"] = os.pathsep.join([path, path])
    assert repairs.of_device(UnreliableBackend(), CPU) == ()


def test_configuration_names_files(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(("function", "tanh", ["float64"]))
    ua.show_config()
    assert f"{path}: unreliable:cpu, 1 entries" in capsys.readouterr().out
