"""Every name of the standard exists, has the standard's parameters and works on every backend found here.

The names come from array_api_strict, so that the tests do not depend on the code that they test.
"""

from __future__ import annotations

import importlib
import inspect
from typing import TYPE_CHECKING, Any

import array_api_strict
import pytest

import unifyarray as ua
from tests._support.example_calls import results
from unifyarray._array.array import Array
from unifyarray._functions import beyond_standard, linalg_beyond, section_modules
from unifyarray_conformance.inputs.example_calls import ROWS
from unifyarray_conformance.reference.standard import FUNCTIONS as STANDARD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERSION = "2025.12"

#: Functions of array_api_strict itself.
NOT_STANDARD = {"get_array_api_strict_flags", "reset_array_api_strict_flags", "set_array_api_strict_flags"}

#: Functions of the standard that neither its stubs nor array_api_strict list.
UNLISTED = {"eig", "eigvals"}

#: Parameters that the standard does not have: keywords with a default.
EXTRA = {"__array_namespace_info__": {"device"}, "asarray": {"requires_grad"}, "round": {"decimals"}}


def _functions() -> Iterator[tuple[str, Any]]:
    """Yield the names of the standard's functions, such as ``linalg.inv``, with array_api_strict's function."""
    before = array_api_strict.get_array_api_strict_flags()["api_version"]
    array_api_strict.set_array_api_strict_flags(api_version=VERSION)
    try:
        for name in array_api_strict.__all__:
            found = getattr(array_api_strict, name)
            if inspect.isfunction(found) and name not in NOT_STANDARD:
                yield name, found
        for extension in ("linalg", "fft"):
            module = getattr(array_api_strict, extension)
            for name in {*module.__all__, *(UNLISTED & vars(module).keys())}:
                yield f"{extension}.{name}", getattr(module, name)
    finally:
        array_api_strict.set_array_api_strict_flags(api_version=before)


FUNCTIONS = dict(sorted(_functions()))
DTYPES = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
DTYPES += ("float32", "float64", "complex64", "complex128")
CONSTANTS = ("e", "inf", "nan", "newaxis", "pi")


def _find(name: str) -> Any:
    found: Any = ua
    for part in name.split("."):
        found = getattr(found, part)
    return found


def test_list_of_functions_is_complete() -> None:
    assert len(FUNCTIONS) >= 175
    assert {"linalg.eig", "linalg.eigvals", "fft.fft", "isin", "broadcast_shapes", "abs"} <= FUNCTIONS.keys()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_signature_equals_the_standard(name: str) -> None:
    ours = list(inspect.signature(_find(name)).parameters.values())
    theirs = list(inspect.signature(FUNCTIONS[name]).parameters.values())
    extra = [p for p in ours if p.name in EXTRA.get(name, ())]
    assert all(p.kind is p.KEYWORD_ONLY and p.default is not p.empty for p in extra)
    ours = [p for p in ours if p not in extra]
    assert [(p.name, p.kind) for p in ours] == [(p.name, p.kind) for p in theirs]
    assert [_default(p) for p in ours] == [_default(p) for p in theirs]


def _default(parameter: inspect.Parameter) -> object:
    # array_api_strict marks some defaults of None as "not given".
    return None if type(parameter.default).__name__ == "Undef" else parameter.default


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_is_documented(name: str) -> None:
    text = inspect.getdoc(_find(name)) or ""
    assert "\nReturns\n-------\n" in text
    for parameter in inspect.signature(_find(name)).parameters:
        assert parameter in text.partition("\nReturns\n")[0]


def test_all_names_are_exported() -> None:
    main = {name for name in FUNCTIONS if "." not in name}
    assert main | {*DTYPES, *CONSTANTS, "linalg", "fft"} <= set(ua.__all__)
    for extension in ("linalg", "fft"):
        listed = {f"{extension}.{name}" for name in getattr(ua, extension).__all__}
        beyond = {f"linalg.{name}" for name in ("LinAlgError", *linalg_beyond.__all__)}
        assert {name for name in FUNCTIONS if name.startswith(extension)} == listed - beyond


@pytest.mark.parametrize("name", CONSTANTS)
def test_constant_equals_array_api_strict(name: str) -> None:
    assert repr(getattr(ua, name)) == repr(getattr(array_api_strict, name))


def test_namespace_has_every_name(spec: str) -> None:
    xp = ua.namespace(spec)
    names = {name for name in FUNCTIONS if "." not in name} | {*CONSTANTS, "linalg", "fft"}
    assert [name for name in sorted(names) if not hasattr(xp, name)] == []
    assert xp.__array_api_version__ == VERSION


def public_functions() -> set[str]:
    """Return the functions of the standard, the other functions of its sections, and those beyond the standard."""
    modules = (*section_modules.MAIN, beyond_standard)
    main = {name for module in modules for name in module.__all__ if callable(getattr(module, name))}
    extensions = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in (ua.linalg, ua.fft, ua.special)
        for name in module.__all__
        if inspect.isfunction(getattr(module, name))
    }
    return main | extensions | FUNCTIONS.keys()


def without_row(names: Iterable[str]) -> list[str]:
    """Return a message for each function that has no row in the table of example calls."""
    hint = "Hint: Add one to its section's file in conformance/unifyarray_conformance/inputs/example_calls/."
    return [f"{name} has no row in the table of example calls.\n{hint}" for name in sorted(names) if name not in ROWS]


def test_every_function_has_a_row_in_the_table_of_example_calls() -> None:
    missing = without_row(public_functions())
    assert not missing, "\n".join(missing)
    assert ROWS.keys() <= public_functions()


def test_function_without_a_row_is_reported() -> None:
    (message,) = without_row(["sin", "sinc"])
    assert message.startswith("sinc has no row in the table of example calls.\nHint: ")


def test_rows_are_in_the_file_of_their_section() -> None:
    for name in FUNCTIONS:
        module = importlib.import_module(f"unifyarray_conformance.inputs.example_calls.{STANDARD[name]['section']}")
        assert name in module.ROWS


@pytest.mark.parametrize("name", ROWS)
def test_example_calls_run(name: str, spec: str) -> None:
    with ua.use(spec):
        found = list(results(name))
        here = ua.namespace()
    returns = inspect.signature(_find(name)).return_annotation
    assert found
    for source, result in found:
        arrays = [x for x in (result if isinstance(result, tuple) else (result,)) if isinstance(x, Array)]
        for x in arrays:
            assert type(x) is Array
            assert ua.array_namespace(x) is here
            assert isinstance(x.dtype, ua.DType)
            x.tolist()
        assert bool(arrays) == ("Array" in returns or "Result" in returns), source
        if returns.endswith("Result"):
            assert len(arrays) == len(result._fields), source


@pytest.mark.parametrize("name", ROWS)
def test_shapes_and_dtypes_are_the_same_on_every_backend(name: str, spec: str) -> None:
    with ua.use(spec):
        found = [(source, _outline(result)) for source, result in results(name)]
    with ua.use("numpy", default_float="float64"):
        expected = [(source, _outline(result)) for source, result in results(name)]
    if ua.float64 in ua.namespace(spec).native.hooks.dtypes:
        assert found == expected


def _outline(result: Any) -> Any:
    if isinstance(result, tuple) and any(isinstance(x, Array) for x in result):
        return type(result), [_outline(x) for x in result]
    return (result.shape, result.dtype) if isinstance(result, Array) else result
