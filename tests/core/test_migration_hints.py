"""Names of other libraries raise errors whose hints name the replacement."""

from __future__ import annotations

import inspect
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import scipy.special

import unifyarray as ua
from docs._generate import migration_tables
from tests._support import has_gradients, specs
from unifyarray._core import dtypes as dt
from unifyarray._core import migration_hints, namespace_hints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests._support import Python

#: Attributes of Array without a function in ``ua``: those of the standard, of Python and of gradients.
OTHER_ATTRIBUTES = {"T", "device", "dtype", "item", "mT", "ndim", "shape", "size", "to_device", "tolist"}
GRADIENTS = {"backward", "detach", "grad", "requires_grad"}
METHODS = {name for name in vars(ua.Array) if not name.startswith("_")}
METHODS -= {*OTHER_ATTRIBUTES, *GRADIENTS, *migration_hints.ARRAY}


def environments(spec: str) -> Iterator[dict[str, Any]]:
    """Yield values for the variables in hints; different hints need different values."""
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
                "decimals": 1,
                "start": 0,
                "stop": 1,
                "data": [1.0],
                "key": 0,
                "shift": 1,
                "weights": x,
                **extra,
            }


def runs(code: str, spec: str) -> bool:
    """Return whether a statement runs in at least one environment.

    A missing device, dtype or library does not count as a failure.
    """
    has = ua.namespace(spec).native.hooks.dtypes
    if any(f"ua.{dtype.name})" in code for dtype in dt.ALL if dtype not in has):
        return True
    for names in environments(spec):
        try:
            with warnings.catch_warnings(action="ignore"):  # about values; only errors matter here
                exec(code, names)  # the hints are our own
        except (ua.DeviceUnavailableError, ua.BackendUnavailableError):
            return True
        except (TypeError, ValueError, IndexError):
            continue
        return True
    return False


@pytest.mark.parametrize("name", migration_hints.ARRAY)
def test_missing_attribute_of_array_has_a_hint(name: str, spec: str) -> None:
    x = ua.asarray([[1j]], device=spec)
    assert not hasattr(x, name)
    assert not hasattr(ua.Array, name)
    assert name not in dir(x)
    with pytest.raises(AttributeError) as caught:
        getattr(x, name)
    fact, _, hint = str(caught.value).partition(".\nHint: ")
    assert fact == f"'Array' object has no attribute {name!r}"
    migration_tables.assert_names_exist(hint, x)
    if migration_tables.is_code(hint):
        assert runs(hint.replace("(...)", ""), spec), hint


NAMESPACES = [(module, name) for module, table in namespace_hints.MODULES.items() for name in table]


@pytest.mark.parametrize(("module", "name"), NAMESPACES)
def test_missing_name_of_namespaces_has_a_hint(module: str, name: str, spec: str) -> None:
    extension, expected = module.partition(".")[2], namespace_hints.MODULES[module][name]
    owners: list[Any] = [ua, ua.namespace(spec)]
    if extension:
        owners = [getattr(owner, extension) for owner in owners if hasattr(owner, extension)]
    else:
        assert not hasattr(owners.pop(0), name)  # docs/decisions.md explains why its error has no hint
    for owner in owners:
        assert not hasattr(owner, name)
        assert name not in dir(owner)
        with pytest.raises(AttributeError) as caught:
            getattr(owner, name)
        fact, _, hint = str(caught.value).partition(".\nHint: ")
        assert fact.endswith(f" has no attribute {name!r}")
        assert hint == expected
    migration_tables.assert_names_exist(expected)
    if migration_tables.is_code(expected):
        assert runs(expected.replace("(...)", ""), spec), expected


def test_hint_checks_can_fail() -> None:
    for hint in ("ua.sinn(x)", "x.meen()", "x.mT.konj()", "ua.linalg.norm(x)", "ua.to_numpy(x).tobites()"):
        with pytest.raises(AttributeError):
            migration_tables.assert_names_exist(hint)
    assert not runs("ua.sum(x, axis=7)", specs()[0])


def public_names(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def test_every_attribute_common_to_all_libraries_is_covered() -> None:
    kinds = {type(ua.native(ua.zeros(1, device=spec))) for spec in specs()} | {np.ndarray}
    shared = set.intersection(*map(public_names, kinds))
    assert shared >= {"reshape", "sum", "clip", "view", "sort"}
    covered = {*METHODS, *OTHER_ATTRIBUTES, *migration_hints.ARRAY}
    assert shared - covered == set()
    assert public_names(np.ndarray) - covered == set()


def test_every_function_with_a_library_method_is_covered() -> None:
    """If a library has a method and ``ua`` a function of that name, ``x.name(...)`` works or raises with a hint."""
    functions = {name for name in ua.__all__ if inspect.isfunction(getattr(ua, name))}
    for spec in specs():
        of_library = public_names(type(ua.native(ua.zeros(1, device=spec))))
        assert functions & of_library - {*METHODS, *OTHER_ATTRIBUTES, *migration_hints.ARRAY, *GRADIENTS} == set()


def test_names_with_hints_do_not_exist() -> None:
    """If a name is added to the package, its hint must be removed."""
    for name in migration_hints.ARRAY:
        assert ua.Array.__mro__ == (ua.Array, object)
        assert type(vars(ua.Array)[name]).__name__ == "_Missing", name
    assert not namespace_hints.MODULES["unifyarray"].keys() & vars(ua).keys()
    assert not namespace_hints.MODULES["unifyarray.linalg"].keys() & {*dir(ua.linalg)}
    assert not namespace_hints.MODULES["unifyarray.fft"].keys() & {*dir(ua.fft)}
    assert not namespace_hints.MODULES["unifyarray.random"].keys() & {*dir(ua.random)}


def test_no_name_has_two_hints() -> None:
    for rows in (
        migration_hints.ARRAY_ROWS,
        namespace_hints.MAIN_ROWS,
        namespace_hints.LINALG_ROWS,
        namespace_hints.FFT_ROWS,
        namespace_hints.RANDOM_ROWS,
        namespace_hints.GENERATOR_ROWS,
    ):
        names = [name for names, _ in rows for name in names.split()]
        assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)


def test_guide_tables_are_current() -> None:
    assert migration_tables.block(migration_tables.TARGET.read_text()) == migration_tables.tables(), (
        "run `python -m docs._generate.migration_tables`"
    )


def test_misspelt_name_has_pythons_error_and_suggestion(python: Python) -> None:
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
    assert "Did you mean" not in done.stderr  # the error has a hint instead


def test_attributes_that_libraries_probe_are_missing(spec: str) -> None:
    x = ua.zeros((2, 2), device=spec)
    for name in ("values", "iloc", "columns", "to_numpy", "numpy", "toarray", "__array_interface__", "foo"):
        assert getattr(x, name, None) is None
        assert not hasattr(x, name)


def evaluate_hint(name: str, spec: str, **values: Any) -> Any:
    """Evaluate the hint for a name and return the result as a NumPy array."""
    names = {"ua": ua} | {key: ua.asarray(value, device=spec) for key, value in values.items()}
    *statements, result = namespace_hints.MODULES["unifyarray"][name].split("; ")
    with warnings.catch_warnings(action="ignore"):  # inf - inf
        exec("\n".join(statements), names)
        return ua.to_numpy(eval(result, names))


def test_hints_equal_the_numpy_functions(spec: str) -> None:
    np.testing.assert_allclose(evaluate_hint("sigmoid", spec, x=[-1e3, 0.0, 1e3]), [0.0, 0.5, 1.0])


@pytest.mark.parametrize(("name", "expected"), [("sigmoid", [0.0, 0.25, 0.0]), ("relu", [0.0, 0.0, 1.0])])
def test_hints_are_differentiable(name: str, expected: list[float], spec: str) -> None:
    if not has_gradients(spec):
        pytest.skip(f"no backend here computes gradients on {spec}")
    x = ua.asarray([-1e3, 0.0, 1e3], dtype="float32", device=spec)
    code = namespace_hints.MODULES["unifyarray"][name]
    gradient = ua.grad(lambda x: ua.sum(eval(code, {"ua": ua, "x": x})))(x)
    assert gradient.tolist() == expected


NAN, INF = np.nan, np.inf
SPECIAL_ROWS = (
    [[1.0, 2.0, -3.0], [0.5, 0.5, 4.0]],
    [[-INF, -INF, -INF], [INF, 1.0, -INF]],
    [[NAN, NAN, NAN], [1.0, NAN, 3.0]],
    [[-INF, NAN, NAN], [NAN, INF, 0.0]],
)
#: By name: the function of another library that the recipe replaces, over the last axis.
RECIPES: dict[str, Any] = {
    "logsumexp": lambda x: scipy.special.logsumexp(x, axis=-1, keepdims=True),
    "softmax": lambda x: scipy.special.softmax(x, axis=-1),
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": scipy.special.expit,
    "exp2": np.exp2,
    "cbrt": np.cbrt,
    "ptp": np.ptp,
}


@pytest.mark.parametrize("name", RECIPES)
def test_recipe_has_the_values_of_the_function(name: str, spec: str) -> None:
    for rows in SPECIAL_ROWS:
        host = np.asarray(rows)
        got = evaluate_hint(name, spec, x=host, y=host[..., ::-1].copy())
        with warnings.catch_warnings(action="ignore"):
            expected = RECIPES[name](host)
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-15)


def test_hint_of_a_bound_namespace_names_what_exists(spec: str) -> None:
    xp = ua.namespace(spec)
    with pytest.raises(AttributeError, match=r"Hint: ua.grad$"):
        xp.grad  # type: ignore[attr-defined]  # noqa: B018
    for name in ("no_such_name", "_private"):
        with pytest.raises(AttributeError) as caught:
            getattr(xp, name)
        assert "Hint" not in str(caught.value)
    own = next(name for name in dir(xp.native) if not name.startswith("_") and not hasattr(ua, name))
    if own not in namespace_hints.MODULES["unifyarray"]:
        with pytest.raises(AttributeError, match=f"Hint: xp.native.{own}, "):
            getattr(xp, own)
