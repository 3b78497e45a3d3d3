"""Backends made from only a library's name: the defaults of Backend and Hooks, and the capabilities."""

from __future__ import annotations

import itertools
from importlib.util import find_spec
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
import unifyarray.plugin as plugin
from docs._generate import standard_names as generator
from tests._support.registration import own_registry
from unifyarray._backend import standard_names
from unifyarray._functions import fft, linalg, section_modules
from unifyarray._runtime import entries

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(find_spec("array_api_strict") is None, reason="array_api_strict is not installed")


@pytest.fixture
def registered() -> Iterator[Any]:
    """Return a function that registers a backend for array_api_strict. The registry is restored afterwards."""

    def register(name: str = "generic", **attributes: Any) -> Any:
        backend = plugin.from_namespace("array_api_strict", name, **attributes)
        ua.register_backend(backend)
        return ua.namespace(name)

    with own_registry():
        yield register


def test_standard_names_are_current() -> None:
    assert generator.TARGET.read_text() == generator.text(), "run `python -m docs._generate.standard_names`"
    constants = set(section_modules.MAIN[0].__all__)
    names = {name for section in section_modules.MAIN for name in section.__all__}
    assert names - constants == standard_names.MAIN
    assert standard_names.EXTENSIONS["linalg"] == set(linalg.__all__) - {"LinAlgError"}
    assert standard_names.EXTENSIONS["fft"] == set(fft.__all__)


def test_backend_can_be_made_from_name(registered: Any) -> None:
    xp = registered()
    assert ua.backends()["generic"].devices == (ua.Device("cpu"),)
    assert ua.backends()["generic"].version is not None
    x = xp.asarray([[1, 2], [3, 4]])
    assert x.dtype is ua.int64
    assert ua.to_numpy(x).tolist() == [[1, 2], [3, 4]]
    assert repr(ua.array_namespace(ua.native(x))) == "<native namespace of generic on cpu>"


def test_class_with_name_and_library_is_a_backend() -> None:
    class Strict(plugin.Backend):
        name = "array_api_strict"
        library = "array_api_strict"

    backend = Strict()
    assert (backend.distribution, backend.modules) == ("array_api_strict", ("array_api_strict",))
    assert backend.install == "pip install array_api_strict"
    assert backend.devices() == (ua.Device("cpu"),)
    xp = backend.namespace(ua.Device("cpu"))
    assert backend.namespace_of(xp.ones(3)) is xp
    assert set(xp.hooks.dtypes) == set(plugin.dtypes.STANDARD)


KEYS: list[Any] = [
    (),
    0,
    -1,
    ...,
    None,
    True,
    False,
    slice(None, None, -2),
    (slice(None), 1),
    (..., None, 2),
    (0, [1, 0]),
    ([1, 0], slice(None), [2, 3]),
    (slice(None), [2, 2], slice(None, None, -1)),
    (None, [1], ..., None),
    ([[0, 1], [1, 0]],),
    (slice(0, 0), [0]),
    ([0, 1], [[1], [2]], 3),
    (np.array([True, False]),),
    (slice(None), np.array([True, False, True]), 1),
    (np.array([True, False]), slice(None), np.array([True, False, True, True]) & False),
    np.arange(24).reshape(2, 3, 4) > 7,
]


@pytest.mark.parametrize("mutable", [True, False])
@pytest.mark.parametrize("key", KEYS, ids=repr)
def test_indexing_matches_numpy(registered: Any, key: Any, mutable: bool) -> None:
    xp = registered(capabilities=plugin.Capabilities(mutable=mutable))
    values = np.arange(24).reshape(2, 3, 4)
    given = (
        tuple(xp.asarray(part) if isinstance(part, np.ndarray) else part for part in key) if type(key) is tuple else key
    )
    given = xp.asarray(key) if isinstance(key, np.ndarray) else given
    x = xp.asarray(values.copy())
    expected = values[key]
    found = x[given]
    assert found.shape == expected.shape
    assert ua.to_numpy(found).tolist() == expected.tolist()
    for shape in (expected.shape, ()):
        value = np.arange(100, 100 + max(expected.size, 1))[: expected.size if shape else 1].reshape(shape)
        wanted = values.copy()
        wanted[key] = value
        y = xp.asarray(values.copy())
        y[given] = xp.asarray(value)
        assert ua.to_numpy(y).tolist() == wanted.tolist()


def test_last_of_repeated_writes_wins(registered: Any) -> None:
    x = registered().zeros(4)
    x[[1, 1, 3, 1]] = ua.asarray([1.0, 2.0, 3.0, 4.0], device="generic:cpu")
    assert x.tolist() == [0.0, 4.0, 0.0, 3.0]


def test_index_out_of_bounds_raises(registered: Any) -> None:
    x = registered().zeros((2, 3))
    for key in (2, (0, [3]), (slice(None), [-4])):
        with pytest.raises(IndexError, match="Hint: "):
            x[key]
        with pytest.raises(IndexError, match="Hint: "):
            x[key] = 1.0


def test_setitem_with_wrong_shape_raises(registered: Any) -> None:
    xp = registered()
    x = xp.zeros((2, 3))
    for key, shape in ((0, (2,)), (([0, 1], 0), (3,)), ((0, 0), (1,))):
        with pytest.raises(ValueError, match="Hint: "):
            x[key] = xp.ones(shape)


def test_only_writable_host_data_is_shared(registered: Any) -> None:
    xp = registered()
    values = np.zeros(3)
    x = xp.asarray(values)
    values[0] = 1.0
    assert x.tolist() == [1.0, 0.0, 0.0]
    values.flags.writeable = False
    y = xp.asarray(values)
    y[1] = 5.0
    assert values.tolist() == [1.0, 0.0, 0.0]
    with pytest.raises(ua.CopyRequiredError, match="read-only"):
        xp.asarray(values, copy=False)


def test_missing_function_raises_with_hint(registered: Any) -> None:
    xp = registered(capabilities=plugin.Capabilities(missing_functions=frozenset({"sort", "linalg.svd", "fft"})))
    x = xp.ones((2, 2))
    calls = {
        "sort": lambda: ua.sort(x),
        "linalg.svd": lambda: ua.linalg.svd(x),
        "fft.ifft": lambda: ua.fft.ifft(x),
    }
    for name, call in calls.items():
        with pytest.raises(NotImplementedError, match=f"(?s)generic has no function {name}.*Hint: ") as caught:
            call()
        assert getattr(caught.value, "missing_function", None) == name
    assert ua.sum(x).item() == 4.0
    assert ua.linalg.inv(xp.eye(2)).tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_missing_extension_covers_all_its_functions() -> None:
    found = plugin.Capabilities(missing_functions=frozenset({"fft", "sort"})).missing_functions
    assert found == {"sort", *(f"fft.{name}" for name in fft.__all__)}


def test_masks_without_data_dependent_shapes_raise(registered: Any) -> None:
    xp = registered(capabilities=plugin.Capabilities(data_dependent_shapes=False))
    x = xp.ones(3)
    for call in (lambda: x[x > 0], lambda: x.__setitem__(x > 0, 2.0)):
        with pytest.raises(NotImplementedError, match=r"(?s)no boolean masks.*Hint: ua.where"):
            call()
    assert xp.__array_namespace_info__().capabilities()["data-dependent shapes"] is False


def test_autograd_capability_has_two_parts() -> None:
    pairs = list(itertools.product([False, True], repeat=2))
    for functional, imperative in pairs:
        found = plugin.Capabilities(functional_autograd=functional, imperative_autograd=imperative)
        assert found.autograd is (functional or imperative)


def test_plugin_rank_is_below_unifyarray_backends(registered: Any) -> None:
    before = [info.name for info in entries.by_rank("cpu")]
    registered("first", priority={"cpu": 10_000, "npu": 1})
    registered("second", priority={"cpu": 20_000})
    assert [info.name for info in entries.by_rank("cpu")] == [*before, "second", "first"]
    assert [info.name for info in entries.by_rank("npu")] == ["first"]
    assert ua.zeros(2).__array_namespace__() is not ua.namespace("first")


def test_plugin_exports_exist() -> None:
    assert plugin.__doc__ is not None
    for name in plugin.__all__:
        assert hasattr(plugin, name)
        assert f"`{name}`" in plugin.__doc__ or isinstance(getattr(plugin, name), plugin.DType), name


class Unknown(plugin.Hooks):
    """Hooks of a library that does not know the first length, and represents it as NaN, like Dask."""

    unknown_length_hint = "x.compute_lengths()"

    def shape(self, x: Any) -> Any:
        return super().shape(SimpleNamespace(shape=(float("nan"), *x.shape[1:]) if x.shape else ()))


def test_unknown_length_raises_with_hint(registered: Any) -> None:
    xp = registered(hooks=Unknown, capabilities=plugin.Capabilities(unknown_shapes=True))
    x = xp.asarray([[1.0, 2.0], [3.0, 4.0]])
    assert x.shape == (None, 2)
    assert x.ndim == 2
    assert (x + 1).tolist() == [[2.0, 3.0], [4.0, 5.0]]
    assert ua.sum(x).item() == 10.0
    calls = {
        "len": lambda: len(x),
        "iter": lambda: list(x),
        "size": lambda: x.size,
        "getitem": lambda: x[0],
        "slice": lambda: x[1:],
        "setitem": lambda: x.__setitem__(0, 1.0),
        "reshape": lambda: ua.reshape(x, (-1,)),
        "zeros_like": lambda: ua.zeros_like(x),
        "full_like": lambda: ua.full_like(x, 1.0),
    }
    for name, call in calls.items():
        with pytest.raises(
            ValueError, match=r"(?s)length that is not known yet.*Hint: x.compute_lengths\(\)"
        ) as caught:
            call()
        assert type(caught.value) is ValueError, name
