"""Methods of Array equal functions of ``ua``; other attributes of Array, and public names of the module."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
from typing import TYPE_CHECKING, Any

import pytest

import unifyarray as ua
from docs._generate import migration_tables
from unifyarray._core import migration_hints

if TYPE_CHECKING:
    from collections.abc import Callable

    Pair = tuple[Callable[[ua.Array], Any], Callable[[ua.Array], Any]]


def indices(x: ua.Array) -> ua.Array:
    return x.__array_namespace__().asarray([1, 0, 1])


#: Calls of every method in all its forms, each with the equal call of a function, in the order of the methods. x is
#: real and of shape (3, 4).
CALLS: dict[str, list[Pair]] = {
    "all": [
        (lambda x: x.all(), lambda x: ua.all(x)),
        (lambda x: x.all(0), lambda x: ua.all(x, axis=0)),
        (lambda x: x.all(axis=(0, 1), keepdims=True), lambda x: ua.all(x, axis=(0, 1), keepdims=True)),
    ],
    "any": [
        (lambda x: x.any(), lambda x: ua.any(x)),
        (lambda x: x.any(-1, keepdims=True), lambda x: ua.any(x, axis=-1, keepdims=True)),
    ],
    "argmax": [
        (lambda x: x.argmax(), lambda x: ua.argmax(x)),
        (lambda x: x.argmax(1, keepdims=True), lambda x: ua.argmax(x, axis=1, keepdims=True)),
    ],
    "argmin": [
        (lambda x: x.argmin(), lambda x: ua.argmin(x)),
        (lambda x: x.argmin(axis=0), lambda x: ua.argmin(x, axis=0)),
    ],
    "argsort": [
        (lambda x: x.argsort(), lambda x: ua.argsort(x)),
        (lambda x: x.argsort(0, descending=True), lambda x: ua.argsort(x, axis=0, descending=True)),
        (lambda x: x.argsort(axis=0, stable=True), lambda x: ua.argsort(x, axis=0)),
    ],
    "astype": [
        (lambda x: x.astype("float32"), lambda x: ua.astype(x, ua.float32)),
        (lambda x: x.astype(ua.int16, copy=False), lambda x: ua.astype(x, ua.int16)),
    ],
    "clip": [
        (lambda x: x.clip(2, 5), lambda x: ua.clip(x, 2, 5)),
        (lambda x: x.clip(max=x[0]), lambda x: ua.clip(x, max=x[0])),
        (lambda x: x.clip(min=3), lambda x: ua.clip(x, 3)),
    ],
    "conj": [(lambda x: (x * 1j).conj(), lambda x: ua.conj(x * 1j))],
    "copy": [(lambda x: x.copy(), lambda x: ua.asarray(x, copy=True))],
    "cumprod": [
        (lambda x: x.cumprod(0), lambda x: ua.cumulative_prod(x, axis=0)),
        (lambda x: x[0].cumprod(dtype="float32"), lambda x: ua.cumulative_prod(x[0], dtype=ua.float32)),
    ],
    "cumsum": [
        (lambda x: x[0].cumsum(), lambda x: ua.cumulative_sum(x[0])),
        (
            lambda x: x.cumsum(axis=1, include_initial=True),
            lambda x: ua.cumulative_sum(x, axis=1, include_initial=True),
        ),
    ],
    "flatten": [(lambda x: x.flatten(), lambda x: ua.reshape(x, (-1,), copy=True))],
    "imag": [(lambda x: (x * (2 + 1j)).imag, lambda x: ua.imag(x * (2 + 1j)))],
    "itemsize": [(lambda x: x.itemsize, lambda x: x.dtype.itemsize)],
    "max": [
        (lambda x: x.max(), lambda x: ua.max(x)),
        (lambda x: x.max((0,), keepdims=True), lambda x: ua.max(x, axis=0, keepdims=True)),
    ],
    "mean": [
        (lambda x: x.mean(), lambda x: ua.mean(x)),
        (lambda x: x.mean(axis=0), lambda x: ua.mean(x, axis=0)),
    ],
    "min": [
        (lambda x: x.min(), lambda x: ua.min(x)),
        (lambda x: x.min(1), lambda x: ua.min(x, axis=1)),
    ],
    "nbytes": [(lambda x: x.nbytes, lambda x: x.size * x.dtype.itemsize)],
    "nonzero": [(lambda x: x.nonzero(), lambda x: ua.nonzero(x))],
    "prod": [
        (lambda x: x.prod(), lambda x: ua.prod(x)),
        (lambda x: x.prod(0, dtype="float32"), lambda x: ua.prod(x, axis=0, dtype="float32")),
    ],
    "ravel": [(lambda x: x.ravel(), lambda x: ua.reshape(x, (-1,)))],
    "real": [
        (lambda x: x.real, lambda x: ua.real(x)),
        (lambda x: (x * (2 + 1j)).real, lambda x: ua.real(x * (2 + 1j))),
    ],
    "repeat": [
        (lambda x: x.repeat(2), lambda x: ua.repeat(x, 2)),
        (lambda x: x.repeat(2, axis=1), lambda x: ua.repeat(x, 2, axis=1)),
        (lambda x: x.repeat(indices(x), axis=0), lambda x: ua.repeat(x, indices(x), axis=0)),
    ],
    "reshape": [
        (lambda x: x.reshape(2, 6), lambda x: ua.reshape(x, (2, 6))),
        (lambda x: x.reshape((6, 2)), lambda x: ua.reshape(x, (6, 2))),
        (lambda x: x.reshape([6, 2], copy=True), lambda x: ua.reshape(x, (6, 2))),
        (lambda x: x.reshape(-1), lambda x: ua.reshape(x, (-1,))),
        (lambda x: x.reshape(3, -1, 2), lambda x: ua.reshape(x, (3, 2, 2))),
        (lambda x: x[0, 0].reshape(1), lambda x: ua.reshape(x[0, 0], (1,))),
        (lambda x: x[:1, :1].reshape(()), lambda x: x[0, 0]),
    ],
    "round": [(lambda x: (x / 2).round(), lambda x: ua.round(x / 2))],
    "squeeze": [
        (lambda x: x[None, :, None].squeeze(), lambda x: x),
        (lambda x: x[None, :, None].squeeze(0), lambda x: x[:, None]),
        (lambda x: x[None, :, None].squeeze(axis=(0, -2)), lambda x: x),
        (lambda x: x[:1, :1].squeeze(), lambda x: x[0, 0]),
        (lambda x: x.squeeze(), lambda x: x),
    ],
    "std": [
        (lambda x: x.std(), lambda x: ua.std(x)),
        (lambda x: x.std(0, correction=1), lambda x: ua.std(x, axis=0, correction=1)),
    ],
    "sum": [
        (lambda x: x.sum(), lambda x: ua.sum(x)),
        (lambda x: x.sum(0), lambda x: ua.sum(x, axis=0)),
        (lambda x: x.sum(axis=0, dtype="float32"), lambda x: ua.sum(x, axis=0, dtype="float32")),
        (lambda x: x.sum(axis=0, keepdims=True).reshape(4, 1), lambda x: ua.sum(x, axis=0)[:, None]),
    ],
    "swapaxes": [
        (lambda x: x.swapaxes(0, 1), lambda x: x.T),
        (lambda x: x[None].swapaxes(0, -1), lambda x: ua.permute_dims(x[None], (2, 1, 0))),
        (lambda x: x[None].swapaxes(-2, 1), lambda x: x[None]),
    ],
    "take": [
        (lambda x: x.take(indices(x), 0), lambda x: ua.take(x, indices(x), axis=0)),
        (lambda x: x.take(indices(x), axis=1), lambda x: ua.take(x, indices(x), axis=1)),
        (lambda x: x[0].take(indices(x)), lambda x: ua.take(x[0], indices(x))),
    ],
    "transpose": [
        (lambda x: x.transpose(), lambda x: x.T),
        (lambda x: x[None].transpose(None), lambda x: ua.permute_dims(x[None], (2, 1, 0))),
        (lambda x: x.transpose(1, 0), lambda x: x.T),
        (lambda x: x.transpose((1, 0)), lambda x: x.T),
        (lambda x: x.transpose([-1, 0]), lambda x: x.T),
        (lambda x: x[None].transpose(1, 2, 0), lambda x: ua.permute_dims(x[None], (1, 2, 0))),
        (lambda x: x[0].transpose(), lambda x: x[0]),
        (lambda x: x[0].transpose(0), lambda x: x[0]),
        (lambda x: x[0, 0].transpose(), lambda x: x[0, 0]),
    ],
    "var": [
        (lambda x: x.var(), lambda x: ua.var(x)),
        (lambda x: x.var(axis=1, correction=1.5), lambda x: ua.var(x, axis=1, correction=1.5)),
    ],
}

DTYPES = ("float64", "float32", "int64", "int16", "uint8")


def assert_same(got: Any, expected: Any) -> None:
    """Assert that two results have equal namespaces, dtypes, shapes and values."""
    if isinstance(expected, tuple):
        assert type(got) is tuple
        assert len(got) == len(expected)
        for got_item, expected_item in zip(got, expected, strict=True):
            assert_same(got_item, expected_item)
    elif isinstance(expected, ua.Array):
        assert type(got) is ua.Array
        assert got.__array_namespace__() is expected.__array_namespace__()
        assert (got.dtype, got.shape, got.tolist()) == (expected.dtype, expected.shape, expected.tolist())
    else:
        assert type(got) is type(expected)
        assert got == expected


#: Attributes of Array without a function in ``ua``: those of the standard, of Python and of gradients.
OTHER_ATTRIBUTES = {
    *("T", "device", "dtype", "item", "mT", "ndim", "shape", "size", "to_device", "tolist"),
    *("backward", "detach", "grad", "requires_grad"),
}


def test_every_method_has_example_calls() -> None:
    names = {name for name in vars(ua.Array) if not name.startswith("_")} - migration_hints.ARRAY.keys()
    assert names >= OTHER_ATTRIBUTES
    assert list(CALLS) == sorted(names - OTHER_ATTRIBUTES)


@pytest.mark.parametrize("name", CALLS)
def test_method_equals_its_function(name: str, spec: str) -> None:
    for dtype in DTYPES:
        x = ua.reshape(ua.asarray([3, 0, 7, 1, 2, 2, 9, 4, 1, 5, 0, 6], dtype=dtype, device=spec), (3, 4))
        before = x.tolist()
        for method, function in CALLS[name]:
            assert_same(method(x), function(x))
        assert x.tolist() == before


@pytest.mark.parametrize("name", CALLS)
def test_method_is_documented(name: str) -> None:
    """The docstring of a method names an existing function, and the guide has a row for the method."""
    text = inspect.getdoc(getattr(ua.Array, name)) or ""
    mentioned = re.findall(r"``.*?``", text)
    assert mentioned
    for code in mentioned:
        migration_tables.assert_names_exist(code)
    assert f"`{name}" in migration_tables.TARGET.read_text().partition("## Methods")[2].partition("\n## ")[0]


def test_methods_refuse_arguments_of_other_libraries(spec: str) -> None:
    """No keyword is ignored, and no positional argument has another meaning than in NumPy."""
    x = ua.ones((2, 2), device=spec)
    refused: list[Callable[[Any], Any]] = [
        lambda x: x.std(ddof=1),
        lambda x: x.sum(dim=0),
        lambda x: x.sum(0, True),
        lambda x: x.max(0, True),
        lambda x: x.mean(out=x),
        lambda x: x.repeat(2, 2),
        lambda x: x.round(2, x),
        lambda x: x.reshape(2, 2, order="F"),
        lambda x: x.item(0),
    ]
    for call in refused:
        with pytest.raises(TypeError):
            call(x)
    with pytest.raises(ValueError, match=r"axes=\(0, 1\) does not name all 3 axes.*\nHint: "):
        x[None].transpose(0, 1)  # torch swaps the two axes
    with pytest.raises(ValueError, match="\nHint: "):
        x.cumsum()  # NumPy flattens
    with pytest.raises(ValueError, match="\nHint: "):
        x.take(ua.asarray([0], device=spec))
    with pytest.raises(ua.AxisError, match="\nHint: "):
        x.swapaxes(0, 2)


def test_real_and_imag_raise_for_unsupported_dtypes(spec: str) -> None:
    for x, name in ((ua.ones(2, device=spec), "imag"), (ua.ones(2, dtype="bool", device=spec), "real")):
        assert not hasattr(x, name)
        with pytest.raises(AttributeError, match="\nHint: "):
            getattr(x, name)


def test_copies_do_not_share_memory(spec: str) -> None:
    x = ua.ones(3, device=spec)
    for made in (x.copy(), x.flatten(), x.reshape(3, copy=True), x.astype(x.dtype)):
        made[0] = 7.0
    assert x.tolist() == [1.0, 1.0, 1.0]


def test_attributes_of_an_uninitialised_array_raise() -> None:
    empty = ua.Array.__new__(ua.Array)
    for name in ("_xp", "_native", "shape", "foo", "numpy"):
        with pytest.raises(AttributeError):
            getattr(empty, name)


def test_pickle_and_copy_are_equal(spec: str) -> None:
    x = ua.asarray([1.0, 2.0], device=spec)
    for made in (pickle.loads(pickle.dumps(x)), copy.copy(x), copy.deepcopy(x)):
        assert_same(made, x)


def test_version_equals_the_installed_version() -> None:
    from importlib.metadata import version

    assert ua.__version__ == version("unifyarray")
    assert "__version__" not in ua.__all__


def test_star_import_gives_the_public_names() -> None:
    names: dict[str, Any] = {}
    exec("from unifyarray import *", names)
    assert names.keys() - {"__builtins__"} == set(ua.__all__)
    assert set(ua.__all__) <= set(dir(ua))
