"""Every override of every backend is needed: the check that it names fails without it.

Two kinds of cases have no check. ``section/function/own`` is the library's own function, and that is what is tested;
``section/function/cost`` is there because array_api_compat's function makes more calls.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import pytest

from tests._support import specs
from unifyarray_conformance.harness.context import Context, Subject
from unifyarray_conformance.harness.overrides import Site, calls, is_own, sites, without
from unifyarray_conformance.harness.registry import checks
from unifyarray_conformance.harness.runner import QUICK_EXAMPLES
from unifyarray_conformance.harness.worker import run_case

if TYPE_CHECKING:
    from collections.abc import Iterator

load = functools.cache(Subject.load)


def of_kind(kind: str) -> list[Any]:
    """Return the sites of a kind, of every backend and kind of device found here."""
    return [
        pytest.param(spec, site, id=f"{spec}-{name}")
        for spec in specs()
        for name, site in sites(load(spec)).items()
        if site.kind == kind
    ]


def outcomes(spec: str, site: Site) -> Iterator[str]:
    """Run the cases of the check that an override names; return the status of each."""
    for case in site.cases:
        yield run_case(Context(load(spec), case, seed=0, examples=QUICK_EXAMPLES))["status"]


@pytest.mark.parametrize(("place", "site"), of_kind("check"))
def test_declared_check_fails_without_override(place: str, site: Site) -> None:
    case = site.override.case
    assert case.partition("[")[0] in checks(), f"there is no check {case!r}"
    with without(site):
        assert any(status == "fail" for status in outcomes(place, site)), f"{case} holds without it"


@pytest.mark.parametrize(("place", "site"), of_kind("own"))
def test_own_override_is_the_function_of_the_library(place: str, site: Site) -> None:
    assert is_own(site)
    assert all(vars(space)[site.override.name] is site.override.function for space in site.spaces)


@pytest.mark.parametrize(("place", "site"), of_kind("cost"))
def test_cost_override_makes_fewer_calls(place: str, site: Site) -> None:
    own, base = calls(site)
    assert own < base


def test_namespace_is_restored(spec: str) -> None:
    site = next(iter(sites(load(spec)).values()))
    (space, *_) = site.spaces
    before = dict(vars(space))
    with without(site):
        assert dict(vars(space)) != before
    assert dict(vars(space)) == before
