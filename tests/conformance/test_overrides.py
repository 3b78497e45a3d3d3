"""Every override of every backend is needed: the check that it names fails without it."""

from __future__ import annotations

import functools
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import specs
from unifyarray_conformance._context import Context, Subject
from unifyarray_conformance._registry import Case, checks
from unifyarray_conformance._runner import QUICK_EXAMPLES
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
    """Return every override of every backend and kind of device found here."""
    for spec in specs():
        found: dict[int, tuple[Override, str, list[Any]]] = {}
        for prefix, space in namespaces(spec).items():
            for item in vars(space)["_overrides"]:
                found.setdefault(id(item), (item, prefix, []))[2].append(space)
        for item, prefix, spaces in found.values():
            yield pytest.param(Site(spec, item, tuple(spaces)), id=f"{spec}-{prefix}{item.name}")


def is_own(item: Override) -> bool:
    """Return whether an override is the library's own function, taken for speed."""
    return item.case.endswith("/own")


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


@pytest.mark.parametrize("site", [site for site in sites() if not is_own(site.values[0].override)])
def test_its_check_fails_without_it(site: Site) -> None:
    case = site.override.case
    assert case.partition("[")[0] in checks(), f"there is no check {case!r}"
    with without(site):
        assert any(status == "fail" for status in outcomes(site)), f"{case} holds without it"


@pytest.mark.parametrize("site", [site for site in sites() if is_own(site.values[0].override)])
def test_the_librarys_own_function_is_the_attribute(site: Site) -> None:
    item = site.override
    main = namespaces(site.spec)[""]
    for space in site.spaces:
        libraries = {id(lib): lib for lib in (vars(space)["_library"], vars(main)["_library"])}.values()
        assert vars(space)[item.name] is item.function
        assert any(item.function is getattr(library, item.name, None) for library in libraries)
        # Else the declaration says nothing.
        assert item.function is not getattr(vars(space)["_base"], item.name, None)


def test_no_override_hides_another(spec: str) -> None:
    for space in namespaces(spec).values():
        names = Counter(item.name for item in vars(space)["_overrides"])
        assert [name for name, count in names.items() if count > 1] == []


def test_the_namespace_is_as_it_was(spec: str) -> None:
    (site, *_) = (param.values[0] for param in sites() if param.values[0].spec == spec)
    (space, *_) = site.spaces
    before = dict(vars(space))
    with without(site):
        assert dict(vars(space)) != before
    assert dict(vars(space)) == before
