"""The overrides of a backend and the repairs that it declares, and its namespace without one of them."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from unifyarray._backend.repairs import declared
from unifyarray._core.errors import message
from unifyarray.plugin import Override

from ..reference.dtypes import DOMAINS
from ..reference.standard import parameters
from .plan import RunError
from .registry import Case, checks

if TYPE_CHECKING:
    from collections.abc import Generator

    from .context import Subject

#: Marks a function that array_api_compat does not have.
_MISSING: Final = object()


@dataclass(frozen=True)
class Site:
    """An override, or a repair that the backend declares, and its namespaces: the main one, an extension, or both.

    Attributes
    ----------
    name : str
        The function: ``linalg.inv``.
    override : Override
        The declaration.
    spaces : tuple of namespace
        The namespaces that have it.
    main : NativeNamespace
        The native namespace.
    """

    name: str
    override: Override
    spaces: tuple[Any, ...]
    main: Any

    @property
    def kind(self) -> str:
        """The proof that it is needed: a ``"check"``, the library's ``"own"`` function, or its ``"cost"``."""
        last = self.override.case.rpartition("/")[2]
        return last if last in ("own", "cost") else "check"

    @property
    def cases(self) -> list[Case]:
        """The cases of the check that the override names."""
        return cases_of(self.override.case)

    def about(self) -> dict[str, Any]:
        """Return the description for the audit."""
        item = self.override
        return {
            "name": self.name,
            "function": item.name,
            "kind": self.kind,
            "case": item.case,
            "reason": item.reason,
            "upstream": item.upstream,
            "own": is_own(self) if self.kind == "own" else None,
            "calls": calls(self) if self.kind == "cost" else None,
        }


def cases_of(name: str) -> list[Case]:
    """Return the cases of a check, or the case with the dtype in brackets."""
    name, _, dtype = name.partition("[")
    check = checks().get(name)
    if check is None:
        raise RunError(
            message(f"an override names the check {name!r}, which does not exist", "unifyarray conformance list")
        )
    return [Case(check, one) for one in ((dtype.removesuffix("]"),) if dtype else check.dtypes or (None,))]


def sites(subject: Subject) -> dict[str, Site]:
    """Return every override and declared repair of a subject by name."""
    main = subject.xp.native
    found: dict[int, tuple[str, Override, list[Any]]] = {}
    for prefix, space in {"": main, "linalg.": main.linalg, "fft.": main.fft}.items():
        for item in {item.name: item for item in vars(space)["_overrides"]}.values():
            found.setdefault(id(item), (f"{prefix}{item.name}", item, []))[2].append(space)
    overrides = {name: Site(name, item, tuple(spaces), main) for name, item, spaces in found.values()}
    return overrides | dict(_repairs(main))


def _repairs(main: Any) -> Generator[tuple[str, Site]]:
    """Yield the repairs that the backend declares, as overrides."""
    for repair in declared(main.hooks.backend, main.hooks.device):
        short = repair.name.rpartition(".")[2]
        spaces = tuple(space for space in (main, main.linalg, main.fft) if short in vars(space).get("_repaired", {}))
        if spaces and repair.ids:
            function = vars(spaces[-1])[short]
            reason = repair.reason or "the backend declares that it is computed on the host"
            item = Override(short, function, reason, repair.ids[0], None, False)
            yield repair.name, Site(repair.name, item, spaces, main)


@contextmanager
def without(site: Site) -> Generator[None]:
    """Replace an override by array_api_compat's function, or remove it if array_api_compat has none.

    A repair is replaced by the device's function.
    """
    name = site.override.name
    kept = [vars(space)[name] for space in site.spaces]
    for space in site.spaces:
        base = vars(space).get("_repaired", {}).get(name) or getattr(vars(space)["_base"], name, _MISSING)
        if base is _MISSING:
            del vars(space)[name]
        else:
            vars(space)[name] = base
    try:
        yield
    finally:
        for space, function in zip(site.spaces, kept, strict=True):
            vars(space)[name] = function


def is_own(site: Site) -> bool:
    """Return whether an override is the library's own function, and array_api_compat's function differs from it."""
    item = site.override
    libraries = [vars(space)["_library"] for space in (*site.spaces, site.main)]
    own = any(item.function is getattr(library, item.name, None) for library in libraries)
    return own and all(item.function is not getattr(vars(space)["_base"], item.name, None) for space in site.spaces)


def calls(site: Site) -> tuple[int, int]:
    """Return the numbers of function calls made by an override and by array_api_compat's function."""
    space = site.spaces[0]
    given = [p for p in parameters(site.override.name) if p["kind"] == "positional" and "default" not in p]
    counts = [0, 0]
    for dtype in DOMAINS[given[0].get("dtypes", "any")]:
        arguments = [site.main.ones(3, dtype=getattr(site.main, dtype)) for _ in given]
        for i, function in enumerate(
            (vars(space)[site.override.name], getattr(vars(space)["_base"], site.override.name))
        ):
            counts[i] += _calls(function, *arguments)
    return counts[0], counts[1]


def _calls(function: Any, *arguments: Any) -> int:
    """Return the number of functions, in Python and C, that a function calls."""
    function(*arguments)  # work at the first call is not counted
    events: list[str] = []
    sys.setprofile(lambda frame, event, argument: events.append(event))
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return sum(event in ("call", "c_call") for event in events)
