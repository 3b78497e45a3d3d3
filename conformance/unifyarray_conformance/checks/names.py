"""Checks of names and signatures in ``unifyarray``, in a bound namespace and in the native namespace."""

from __future__ import annotations

from typing import Any, Final

from ..harness.calls import Call
from ..harness.context import Context
from ..harness.registry import check
from ..reference.dtypes import ALL
from ..reference.standard import FUNCTIONS, STANDARD, VERSION, parameters

ARRAY: Final[dict[str, Any]] = STANDARD["array"]
CONSTANTS: Final[dict[str, str]] = STANDARD["constants"]
INFO: Final[dict[str, Any]] = STANDARD["info"]
DTYPES: Final = ALL

_KINDS: Final = {
    "positional": "POSITIONAL_ONLY",
    "any": "POSITIONAL_OR_KEYWORD",
    "several": "VAR_POSITIONAL",
    "keyword": "KEYWORD_ONLY",
}

_SIGNATURE: Final = "__import__('inspect').signature({})"

#: Source that compares a signature with the standard's: the names, order, kinds and defaults must be equal. Further
#: parameters must be keyword-only.
_COMPARE: Final = """\
wanted = {wanted}
found = [(p.name, p.kind.name, None if p.default is p.empty else repr(p.default)) for p in result.parameters.values()]
assert [p for p in found if p[0] in {{w[0] for w in wanted}}] == wanted, f"found {{found}}, expected {{wanted}}"
assert all(p[1] in ("KEYWORD_ONLY", "VAR_KEYWORD") for p in found if p[0] not in {{w[0] for w in wanted}}), found"""


def _wanted(entries: list[dict[str, Any]]) -> str:
    rows = []
    for entry in entries:
        default = None
        if "default" in entry:
            default = "inf" if entry["default"] == "inf" else repr(entry["default"])
        rows.append((entry["name"], _KINDS[entry["kind"]], default))
    return repr(rows)


def _compare(context: Context, path: str, entries: list[dict[str, Any]]) -> None:
    context.ensure(Call(_SIGNATURE.format(path)), _COMPARE.format(wanted=_wanted(entries)))


@check("names", "signature", FUNCTIONS)
def signature(context: Context) -> None:
    """Check that a function of ``unifyarray`` has the standard's parameters, with their kinds and defaults."""
    _compare(context, f"ua.{context.function}", parameters(context.function))


@check("names", "bound", FUNCTIONS)
def bound(context: Context) -> None:
    """Check that a function of the bound namespace has the standard's parameters."""
    _compare(context, f"xp.{context.function}", parameters(context.function))


@check("names", "native", FUNCTIONS)
def native(context: Context) -> None:
    """Check that the native namespace has the function, and that a readable signature has the standard's keywords."""
    function = f"xp.native.{context.function}"
    context.ensure(Call(function), "assert callable(result), result")
    keywords = [p["name"] for p in parameters(context.function) if p["kind"] == "keyword"]
    readable = f"""\
import inspect
try:
    result = inspect.signature({function}).parameters.values()
except ValueError:  # the signature of a C function
    result = None"""
    takes = f"""\
if result is not None:
    names = {{p.name for p in result if p.kind not in (p.POSITIONAL_ONLY, p.VAR_POSITIONAL)}}
    assert names >= set({keywords}), f"takes {{sorted(names)}}, not all of {keywords}\""""
    context.ensure(Call(readable), takes)


@check("names", "signature", [f"Array.{name}" for name in ARRAY["methods"]])
def method(context: Context) -> None:
    """Check that a method of Array has the standard's parameters."""
    name = context.function.removeprefix("Array.")
    entries: list[dict[str, Any]] = ARRAY["methods"][name]["parameters"]
    this = [{"name": "self", "kind": "any"}]
    if entries and entries[0]["kind"] == "positional":
        this = [{"name": "self", "kind": "positional"}]
    _compare(context, f"ua.{context.function}", this + entries)


@check("names", "present", [f"Array.{name}" for name in ARRAY["attributes"]])
def attribute(context: Context) -> None:
    """Check that an Array has the attribute."""
    name = context.function.removeprefix("Array.")
    context.run(Call(f"xp.ones((2, 2)).{name}"), "result")


@check("names", "present", ["__array_api_version__", *CONSTANTS, *DTYPES, "linalg", "fft"])
def constant(context: Context) -> None:
    """Check that constants, dtypes and extensions exist in ``unifyarray`` and in the bound namespace."""
    name = context.function
    for namespace in ("ua", "xp"):
        call = Call(f"{namespace}.{name}")
        if name == "__array_api_version__":
            context.ensure(call, f"assert result == {VERSION!r}, result")
        elif name in CONSTANTS:
            value = CONSTANTS[name]
            same = "assert result != result" if name == "nan" else f"assert result == {value}, result"
            context.ensure(call, same if name != "newaxis" else "assert result is None, result")
        elif name not in DTYPES:
            context.run(call, "result")
        elif namespace == "ua" or context.has(name):
            context.ensure(call, f"assert str(result) == {name!r}, result")
        else:
            context.raises(call, AttributeError)


@check("names", "signature", INFO)
def info(context: Context) -> None:
    """Check that a function of ``__array_namespace_info__()`` has the standard's parameters."""
    entries: list[dict[str, Any]] = INFO[context.function]["parameters"]
    for namespace in ("ua", "xp"):
        _compare(context, f"{namespace}.__array_namespace_info__().{context.function}", entries)
