"""The checks by name. A section's module declares them with ``check``; importing the module registers them."""

from __future__ import annotations

import fnmatch
import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from .context import Context

Body: TypeAlias = Callable[["Context"], None]
Grade: TypeAlias = Literal["same", "tolerance"]

#: The modules that hold checks, in the order in which a run takes them.
SECTIONS: Final = (
    "names",
    "inspection",
    "data_type_functions",
    "creation_functions",
    "creation_native",
    "indexing",
    "elementwise_functions",
    "elementwise_native",
    "special_grid",
    "operators",
    "statistical_functions",
    "statistical_cumulative",
    "statistical_spread",
    "statistical_norms",
    "manipulation_functions",
    "linear_algebra_functions",
    "linalg",
    "linalg_factors",
    "fft",
    "sorting_functions",
    "searching_functions",
    "utility_functions",
    "indexing_functions",
    "set_functions",
    "special_values",
    "devices",
    "sharing",
    "programs",
    "object_protocol",
    "host_access",
    "kept_gradients",
    "missing_dtypes",
    "laziness",
    "pickling",
    "dtype_domains",
    "half_floats",
    "half_scalars",
    "gradients",
    "gradient_conventions",
)


@dataclass(frozen=True)
class Check:
    """One check of one function.

    Attributes
    ----------
    id : str
        ``section/function/category``, unique; a function of an extension without the extension's name.
    function : str
        What a failure is a failure of: a function (``linalg.inv``), a method or an operator (``__add__``).
    category : str
        ``"value"``, ``"special"``, ``"dtype"``, ``"errors"``, ``"signature"`` ...
    dtypes : tuple of str
        The check runs once for each; where the device lacks one it is counted as unsupported. Empty: it runs once.
    grade : {"same", "tolerance"}
        The contract's grade.
    rows : tuple of str
        Rows of the contract, ``"12n"``.
    body : callable
        What is run, with a Context.
    needs : tuple of str
        dtypes that the check needs besides.
    """

    id: str
    function: str
    category: str
    dtypes: tuple[str, ...]
    grade: Grade
    rows: tuple[str, ...]
    body: Body
    needs: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """The section of the standard."""
        return self.id.partition("/")[0]


@dataclass(frozen=True)
class Case:
    """A check with one dtype: what a report has a line for."""

    check: Check
    dtype: str | None

    @property
    def id(self) -> str:
        """``elementwise/sin/value[float32]``."""
        return self.check.id if self.dtype is None else f"{self.check.id}[{self.dtype}]"


_checks: dict[str, Check] = {}


def check(
    section: str,
    category: str,
    functions: Iterable[str],
    *,
    dtypes: Callable[[str], Sequence[str]] | Sequence[str] = (),
    grade: Grade = "same",
    rows: Sequence[str] = (),
    needs: Sequence[str] = (),
) -> Callable[[Body], Body]:
    """Declare a function as a check, once for every function that it is to check.

    Parameters
    ----------
    section, category : str
        First and last part of the id.
    functions : iterable of str
        The functions of the standard; the body finds the one in hand as ``context.function``.
    dtypes : sequence of str, or callable of the function's name, optional
        The dtypes to run with; the body finds the one in hand as ``context.dtype``.
    grade : {"same", "tolerance"}, default "same"
        The contract's grade.
    rows : sequence of str, optional
        Rows of the contract.
    needs : sequence of str, optional
        dtypes that the check needs besides.
    """

    def declare(body: Body) -> Body:
        for function in functions:
            own = tuple(dtypes(function) if callable(dtypes) else dtypes)
            name = f"{section}/{function.removeprefix(f'{section}.')}/{category}"
            if name in _checks:
                raise ValueError(f"there is a check {name!r} already")
            _checks[name] = Check(name, function, category, own, grade, tuple(rows), body, tuple(needs))
        return body

    return declare


def checks() -> dict[str, Check]:
    """Return every check by id, in the order of their modules, whichever was imported first."""
    order = {
        importlib.import_module(f"unifyarray_conformance.checks.{section}").__name__: i
        for i, section in enumerate(SECTIONS)
    }
    return dict(sorted(_checks.items(), key=lambda item: order[item[1].body.__module__]))


def select(patterns: Sequence[str] = ()) -> list[Case]:
    """Return the cases that some patterns name; all without patterns.

    A pattern is a function's name, a section, a category, an id, an id with a dtype in brackets, a row of the contract
    (``row:12``), or any of these with ``*``.
    """
    cases = [Case(item, dtype) for item in checks().values() for dtype in item.dtypes or (None,)]
    if not patterns:
        return cases
    return [case for case in cases if any(_matches(case, pattern) for pattern in patterns)]


def _matches(case: Case, pattern: str) -> bool:
    plain = pattern.replace("[", "[[]")
    rows = [f"row:{row.removesuffix('n')}" for row in case.check.rows]
    names = (case.id, case.check.id, case.check.function, case.check.section, case.check.category, *rows)
    return any(fnmatch.fnmatchcase(name, plain) for name in names) or case.id.startswith(f"{pattern}/")
