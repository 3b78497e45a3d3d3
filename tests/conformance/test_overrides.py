"""Every override of every backend is needed: the check that it names fails without it.

Two kinds of cases have no check. ``section/function/own`` is the library's own function, and that is what is tested;
``section/function/cost`` is there because array_api_compat's function makes more calls.
"""

from __future__ import annotations

import functools
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import specs
from unifyarray_conformance._context import Context, Subject
from unifyarray_conformance._dtypes import DOMAINS
from unifyarray_conformance._registry import Case, checks
from unifyarray_conformance._runner import QUICK_EXAMPLES
from unifyarray_conformance._standard import parameters
from unifyarray_conformance._worker import run_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unifyarray.plugin import Override

load = functools.cache(Subject.load)

#: What stands for a function that array_api_compat does not have.
_MISSING = object()


@dataclass(frozen=True)
class Site:
    """An override, and the namespaces that it is in: the main one, an extension, or both."""

    spec: str
    override: Override
    spaces: tuple[Any, ...]


def namespaces(spec: str) -> dict[str, Any]:
    """Return the native namespace of a specification and its extensions."""
    xp = load(spec).xp.native
    return {"": xp, "linalg.": xp.linalg, "fft.": xp.fft}


def sites() -> Iterator[Any]:
    """Return every override in force, of every backend and kind of device found here."""
    for spec in specs():
        found: dict[int, tuple[Override, str, list[Any]]] = {}
        for prefix, space in namespaces(spec).items():
            for item in {item.name: item for item in vars(space)["_overrides"]}.values():
                found.setdefault(id(item), (item, prefix, []))[2].append(space)
        for item, prefix, spaces in found.values():
            yield pytest.param(Site(spec, item, tuple(spaces)), id=f"{spec}-{prefix}{item.name}")


def of_kind(kind: str | None) -> list[Any]:
    """Return the sites whose case is of a kind that has no check: ``"own"``, ``"cost"``; the others for None."""
    return [site for site in sites() if _kind(site.values[0].override) == kind]


def _kind(item: Override) -> str | None:
    last = item.case.rpartition("/")[2]
    return last if last in ("own", "cost") else None


@contextmanager
def without(site: Site) -> Iterator[None]:
    """Put array_api_compat's own function in the place of an override, or nothing where it has none."""
    name = site.override.name
    kept = [vars(space)[name] for space in site.spaces]
    for space in site.spaces:
        base = getattr(vars(space)["_base"], name, _MISSING)
        if base is _MISSING:
            del vars(space)[name]
        else:
            vars(space)[name] = base
    try:
        yield
    finally:
        for space, function in zip(site.spaces, kept, strict=True):
            vars(space)[name] = function


def outcomes(site: Site) -> Iterator[str]:
    """Run the cases of the check that an override names; return the status of each."""
    subject = load(site.spec)
    name, _, dtype = site.override.case.partition("[")
    check = checks()[name]
    wanted = (dtype.removesuffix("]"),) if dtype else check.dtypes or (None,)
    for case in (Case(check, dtype) for dtype in wanted):
        yield run_case(Context(subject, case, seed=0, examples=QUICK_EXAMPLES))["status"]


@pytest.mark.parametrize("site", of_kind(None))
def test_its_check_fails_without_it(site: Site) -> None:
    case = site.override.case
    assert case.partition("[")[0] in checks(), f"there is no check {case!r}"
    with without(site):
        assert any(status == "fail" for status in outcomes(site)), f"{case} holds without it"


@pytest.mark.parametrize("site", of_kind("own"))
def test_the_librarys_own_function_is_the_attribute(site: Site) -> None:
    item = site.override
    main = namespaces(site.spec)[""]
    for space in site.spaces:
        libraries = {id(lib): lib for lib in (vars(space)["_library"], vars(main)["_library"])}.values()
        assert vars(space)[item.name] is item.function
        assert any(item.function is getattr(library, item.name, None) for library in libraries)
        # Else the declaration says nothing.
        assert item.function is not getattr(vars(space)["_base"], item.name, None)


@pytest.mark.parametrize("site", of_kind("cost"))
def test_it_makes_fewer_calls(site: Site) -> None:
    name, (space, *_) = site.override.name, site.spaces
    given = [p for p in parameters(name) if p["kind"] == "positional" and "default" not in p]
    xp = namespaces(site.spec)[""]
    counts = [0, 0]
    for dtype in DOMAINS[given[0].get("dtypes", "any")]:
        arguments = [xp.ones(3, dtype=getattr(xp, dtype)) for _ in given]
        for i, function in enumerate((vars(space)[name], getattr(vars(space)["_base"], name))):
            counts[i] += _calls(function, *arguments)
    assert counts[0] < counts[1]


def _calls(function: Any, *arguments: Any) -> int:
    """Return how many functions a call of a function calls, Python's and others."""
    function(*arguments)  # what is done once is not counted
    events: list[str] = []
    sys.setprofile(lambda frame, event, argument: events.append(event))
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return sum(event in ("call", "c_call") for event in events)


def test_the_namespace_is_as_it_was(spec: str) -> None:
    (site, *_) = (param.values[0] for param in sites() if param.values[0].spec == spec)
    (space, *_) = site.spaces
    before = dict(vars(space))
    with without(site):
        assert dict(vars(space)) != before
    assert dict(vars(space)) == before
