"""The methods of Array are functions of ``ua``; names that users bring along and do not find say what to use."""

from __future__ import annotations

import copy
import inspect
import operator
import pickle
import re
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from tests import left_out_tables
from tests.support import has_gradients, specs
from unifyarray import _dtypes as dt
from unifyarray import _left_out
from unifyarray._array_methods import ArrayMethods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support import Python

    Pair = tuple[Callable[[ua.Array], Any], Callable[[ua.Array], Any]]

METHODS = sorted(name for name in vars(ArrayMethods) if not name.startswith("_"))
#: Attributes of Array that are no methods of this kind: the standard's, and Python's.
FURTHER = {"T", "device", "dtype", "item", "mT", "ndim", "shape", "size", "to_device", "tolist"}


def indices(x: ua.Array) -> ua.Array:
    return x.__array_namespace__().asarray([1, 0, 1])


#: Calls of every method, in all their forms, and what they have to give, in the order of the methods. x is of shape
#: (3, 4), real.
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


def same(got: Any, expected: Any) -> None:
    """Assert that two results agree in place, dtype, shape and every value."""
    if isinstance(expected, tuple):
        assert type(got) is tuple
        assert len(got) == len(expected)
        for one, other in zip(got, expected, strict=True):
            same(one, other)
    elif isinstance(expected, ua.Array):
        assert type(got) is ua.Array
        assert got.__array_namespace__() is expected.__array_namespace__()
        assert (got.dtype, got.shape, got.tolist()) == (expected.dtype, expected.shape, expected.tolist())
    else:
        assert type(got) is type(expected)
        assert got == expected


def test_every_method_has_its_calls() -> None:
    assert list(CALLS) == METHODS


@pytest.mark.parametrize("name", CALLS)
def test_a_method_is_its_function(name: str, spec: str) -> None:
    for dtype in DTYPES:
        x = ua.reshape(ua.asarray([3, 0, 7, 1, 2, 2, 9, 4, 1, 5, 0, 6], dtype=dtype, device=spec), (3, 4))
        before = x.tolist()
        for method, function in CALLS[name]:
            same(method(x), function(x))
        assert x.tolist() == before


@pytest.mark.parametrize("name", CALLS)
def test_documented(name: str) -> None:
    """A method says which function it is, and that function exists; the guide has a row for it."""
    text = inspect.getdoc(getattr(ArrayMethods, name)) or ""
    mentioned = re.findall(r"``.*?``", text)
    assert mentioned
    for code in mentioned:
        resolve(code)
    assert f"`{name}" in left_out_tables.TARGET.read_text().partition("## Methods")[2].partition("\n## ")[0]


def test_what_numpy_and_the_libraries_take_and_a_method_does_not(spec: str) -> None:
    """No keyword is passed over in silence, and no positional argument means another thing than NumPy's."""
    x = ua.ones((2, 2), device=spec)
    refused: list[Callable[[Any], Any]] = [
        lambda x: x.std(ddof=1),
        lambda x: x.sum(dim=0),
        lambda x: x.sum(0, True),
        lambda x: x.max(0, True),
        lambda x: x.mean(out=x),
        lambda x: x.repeat(2, 2),
        lambda x: x.round(2),
        lambda x: x.reshape(2, 2, order="F"),
        lambda x: x.item(0),
    ]
    for call in refused:
        with pytest.raises(TypeError):
            call(x)
    with pytest.raises(ValueError, match=r"axes=\(0, 1\) does not name all 3 axes.*\nHint: "):
        x[None].transpose(0, 1)  # torch exchanges the two
    with pytest.raises(ValueError, match="\nHint: "):
        x.cumsum()  # NumPy flattens
    with pytest.raises(ValueError, match="\nHint: "):
        x.take(ua.asarray([0], device=spec))
    with pytest.raises(ua.AxisError, match="\nHint: "):
        x.swapaxes(0, 2)


def test_parts_that_an_array_does_not_have(spec: str) -> None:
    for x, name in ((ua.ones(2, device=spec), "imag"), (ua.ones(2, dtype="bool", device=spec), "real")):
        assert not hasattr(x, name)
        with pytest.raises(AttributeError, match="\nHint: "):
            getattr(x, name)


def test_copies_are_copies(spec: str) -> None:
    x = ua.ones(3, device=spec)
    for made in (x.copy(), x.flatten(), x.reshape(3, copy=True), x.astype(x.dtype)):
        made[0] = 7.0
    assert x.tolist() == [1.0, 1.0, 1.0]


# -- what is left out ----------------------------------------------------------------------------------------


def resolve(text: str, x: ua.Array | None = None) -> None:
    """Assert that every attribute of ``ua``, of an Array ``x`` and of a NumPy array that a text names is there."""
    x = ua.asarray([[1j]]) if x is None else x
    for path in re.findall(r"\bua\.[\w.]*\w", text):
        operator.attrgetter(path.removeprefix("ua."))(ua)
    for path in re.findall(r"\bx\.[\w.]*\w", text):
        operator.attrgetter(path.removeprefix("x."))(x)
    for name in re.findall(r"ua\.to_numpy\(x\)\.(\w+)", text):
        getattr(np.ndarray, name)


def environments(spec: str) -> Iterator[dict[str, Any]]:
    """Yield values for the variables of hints; what suits one hint does not suit another."""
    matrix = [[4.0, 1.0], [1.0, 3.0]]
    data: list[Any] = [[1.0, 0.0, 2.0], matrix, [1, 0, 1], [[0, 1], [1, 0]], [True, False], [2j, 1.0], [matrix, matrix]]
    for host in [*data, 2.0]:
        x = ua.asarray(host, device=spec)
        for extra in ({"indices": ua.asarray([0, 1], device=spec)}, {"indices": ua.zeros_like(x, dtype="int64")}):
            yield {
                "ua": ua,
                "x": x,
                "y": x.copy(),
                "a": x,
                "b": x,
                "axis": 0,
                "axis1": 0,
                "axis2": -1,
                "k": 1,
                "n": 2,
                "source": 0,
                "destination": -1,
                "axes": tuple(range(x.ndim)),
                "repeats": 2,
                "repetitions": (2,),
                "shape": (x.size,),
                "dtype": ua.float32,
                "arrays": [x, x],
                "choices": [x, x],
                "values": x,
                "mask": x == 1,
                "value": 1.0,
                "min": 0,
                "max": 1,
                "tolerance": 1e-6,
                "start": 0,
                "stop": 1,
                "data": [1.0],
                "key": 0,
                "shift": 1,
                "weights": x,
                **extra,
            }


def runs(code: str, spec: str) -> bool:
    """Return whether a statement runs in one of the environments.

    Not to run for want of a device, of a dtype on it or of a library is no failure of the statement.
    """
    has = ua.namespace(spec).native.hooks.dtypes
    if any(f"ua.{dtype.name})" in code for dtype in dt.ALL if dtype not in has):
        return True
    for names in environments(spec):
        try:
            with warnings.catch_warnings(action="ignore"):  # of values; that the calls are right is what counts
                exec(code, names)  # the hints are our own
        except (ua.DeviceUnavailableError, ua.BackendUnavailableError):
            return True
        except (TypeError, ValueError, IndexError):
            continue
        return True
    return False


@pytest.mark.parametrize("name", _left_out.ARRAY)
def test_left_out_of_array(name: str, spec: str) -> None:
    x = ua.asarray([[1j]], device=spec)
    assert not hasattr(x, name)
    assert not hasattr(ua.Array, name)
    assert name not in dir(x)
    with pytest.raises(AttributeError) as caught:
        getattr(x, name)
    fact, _, hint = str(caught.value).partition(".\nHint: ")
    assert fact == f"'Array' object has no attribute {name!r}"
    resolve(hint, x)
    if left_out_tables.is_code(hint):
        assert runs(hint.replace("(...)", ""), spec), hint


NAMESPACES = [(module, name) for module, table in _left_out.MODULES.items() for name in table]


@pytest.mark.parametrize(("module", "name"), NAMESPACES)
def test_left_out_of_namespaces(module: str, name: str, spec: str) -> None:
    extension, expected = module.partition(".")[2], _left_out.MODULES[module][name]
    owners: list[Any] = [ua, ua.namespace(spec)]
    if extension:
        owners = [operator.attrgetter(extension)(owner) for owner in owners]
    else:
        assert not hasattr(owners.pop(0), name)  # docs/decisions.md says why its own error has no hint
    for owner in owners:
        assert not hasattr(owner, name)
        assert name not in dir(owner)
        with pytest.raises(AttributeError) as caught:
            getattr(owner, name)
        fact, _, hint = str(caught.value).partition(".\nHint: ")
        assert fact.endswith(f" has no attribute {name!r}")
        assert hint == expected
    resolve(expected)
    if left_out_tables.is_code(expected):
        assert runs(expected.replace("(...)", ""), spec), expected


def test_the_checks_of_hints_can_fail() -> None:
    for hint in ("ua.sinn(x)", "x.meen()", "x.mT.konj()", "ua.linalg.norm(x)", "ua.to_numpy(x).tobites()"):
        with pytest.raises(AttributeError):
            resolve(hint)
    assert not runs("ua.sum(x, axis=7)", specs()[0])


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def gradients() -> set[str]:
    """Return what Array has for gradients, which is not the affair of this file."""
    return public(ua.Array) - set(METHODS) - FURTHER - _left_out.ARRAY.keys()


def test_every_attribute_that_all_libraries_share_is_decided() -> None:
    kinds = {type(ua.native(ua.zeros(1, device=spec))) for spec in specs()} | {np.ndarray}
    shared = set.intersection(*map(public, kinds))
    assert shared >= {"reshape", "sum", "clip", "view", "sort"}
    decided = {*METHODS, *FURTHER, *_left_out.ARRAY}
    assert shared - decided == set()
    assert public(np.ndarray) - decided == set()


def test_every_function_that_a_library_has_as_a_method_is_decided() -> None:
    """Whoever writes ``x.name(...)`` where some library has that, and ua the function, is told so."""
    functions = {name for name in ua.__all__ if inspect.isfunction(getattr(ua, name))}
    for spec in specs():
        of_library = public(type(ua.native(ua.zeros(1, device=spec))))
        assert functions & of_library - {*METHODS, *FURTHER, *_left_out.ARRAY, *gradients()} == set()


def test_what_is_left_out_is_nowhere() -> None:
    """A name that has come to be there is taken off the tables."""
    for name in _left_out.ARRAY:
        owners = [kind.__name__ for kind in ua.Array.__mro__ if name in vars(kind)]
        assert owners == ["LeftOut"], name
    assert not _left_out.MODULES["unifyarray"].keys() & vars(ua).keys()
    assert not _left_out.MODULES["unifyarray.linalg"].keys() & vars(ua.linalg).keys()
    assert not _left_out.MODULES["unifyarray.fft"].keys() & vars(ua.fft).keys()


def test_no_name_has_two_hints() -> None:
    for rows in (_left_out.ARRAY_ROWS, _left_out.MAIN_ROWS, _left_out.LINALG_ROWS, _left_out.FFT_ROWS):
        names = [name for names, _ in rows for name in names.split()]
        assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)


def test_the_tables_in_the_guide_are_current() -> None:
    assert left_out_tables.block(left_out_tables.TARGET.read_text()) == left_out_tables.tables(), (
        "run `python -m tests.left_out_tables`"
    )


def test_a_slip_has_python_s_own_error_and_suggestion(python: Python) -> None:
    program = "import unifyarray as ua\ntry:\n    {}\nexcept AttributeError as e:\n    print(e)\n    raise"
    for code, fact, similar in (
        ("ua.zeros(1).summ", "'Array' object has no attribute 'summ'", "'sum'"),
        ("ua.zeross", "module 'unifyarray' has no attribute 'zeross'", "'zeros'"),
        ("ua.linalg.svdd", "module 'unifyarray.linalg' has no attribute 'svdd'", "'svd'"),
    ):
        done = python("-c", program.format(code))
        assert done.stdout == f"{fact}\n"
        assert done.stderr.endswith(f"{fact}. Did you mean: {similar}?\n"), done.stderr
    done = python("-c", program.format("ua.zeros(1).sub"))
    assert "Did you mean" not in done.stderr  # the hint is next to it


def test_what_libraries_look_for_is_not_there(spec: str) -> None:
    x = ua.zeros((2, 2), device=spec)
    for name in ("values", "iloc", "columns", "to_numpy", "numpy", "toarray", "__array_interface__", "foo"):
        assert getattr(x, name, None) is None
        assert not hasattr(x, name)


def test_nothing_comes_of_an_array_that_is_not_initialised() -> None:
    empty = ua.Array.__new__(ua.Array)
    for name in ("_xp", "_native", "shape", "foo", "numpy"):
        with pytest.raises(AttributeError):
            getattr(empty, name)


def test_pickle_and_copy(spec: str) -> None:
    x = ua.asarray([1.0, 2.0], device=spec)
    for made in (pickle.loads(pickle.dumps(x)), copy.copy(x), copy.deepcopy(x)):
        same(made, x)


def test_version() -> None:
    from importlib.metadata import version

    assert ua.__version__ == version("unifyarray")
    assert "__version__" not in ua.__all__


def test_star_import_and_dir() -> None:
    names: dict[str, Any] = {}
    exec("from unifyarray import *", names)
    assert names.keys() - {"__builtins__"} == set(ua.__all__)
    assert set(ua.__all__) <= set(dir(ua))


def hinted(name: str, spec: str, **values: Any) -> Any:
    """Return what the hint of a name computes, on the host."""
    arrays = {key: ua.asarray(value, device=spec) for key, value in values.items()}
    with warnings.catch_warnings(action="ignore"):  # inf - inf
        return ua.to_numpy(eval(_left_out.MODULES["unifyarray"][name], {"ua": ua, **arrays}))


def test_hints_compute_what_the_function_of_numpy_does(spec: str) -> None:
    inf, nan = float("inf"), float("nan")
    x = np.asarray([1.0, inf, -inf, nan, 2.0, inf, 5.0, 0.0], dtype="float32")
    y = np.asarray([1.0 + 1e-6, inf, -inf, nan, 3.0, 1.0, inf, 1e-9], dtype="float32")
    np.testing.assert_array_equal(hinted("isclose", spec, x=x, y=y), np.isclose(x, y))
    assert hinted("allclose", spec, x=x[:3], y=y[:3])
    assert not hinted("allclose", spec, x=x, y=x)
    np.testing.assert_array_equal(hinted("nan_to_num", spec, x=x), np.nan_to_num(x))
    for name in ("nansum", "nanmean", "nanmax", "nanmin"):
        np.testing.assert_array_equal(hinted(name, spec, x=x[3:5]), getattr(np, name)(x[3:5]))
    for n in (4, 5):
        rows = np.random.default_rng(0).normal(size=(3, n)).astype("float32")
        np.testing.assert_allclose(hinted("median", spec, x=rows), np.median(rows, axis=-1), rtol=1e-6)
    np.testing.assert_allclose(hinted("sigmoid", spec, x=[-1e3, 0.0, 1e3]), [0.0, 0.5, 1.0])


@pytest.mark.parametrize(("name", "expected"), [("sigmoid", [0.0, 0.25, 0.0]), ("relu", [0.0, 0.0, 1.0])])
def test_hints_have_a_gradient(name: str, expected: list[float], spec: str) -> None:
    if not has_gradients(spec):
        pytest.skip(f"nothing here differentiates on {spec}")
    x = ua.asarray([-1e3, 0.0, 1e3], dtype="float32", device=spec)
    code = _left_out.MODULES["unifyarray"][name]
    gradient = ua.grad(lambda x: ua.sum(eval(code, {"ua": ua, "x": x})))(x)
    assert gradient.tolist() == expected
