"""The checks by id. A module of a section declares them with ``check``; importing the module registers them."""

from __future__ import annotations

import fnmatch
import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from unifyarray._core.errors import message

from .plan import RunError

if TYPE_CHECKING:
    from .context import Context

Body: TypeAlias = Callable[["Context"], None]
Grade: TypeAlias = Literal["same", "tolerance"]

#: The modules of the suite's checks, in the order of a run.
SECTIONS: Final = (
    "names",
    "inspection",
    "data_type_functions",
    "creation_functions",
    "creation_native",
    "creation_scalars",
    "indexing",
    "elementwise_functions",
    "elementwise_native",
    "special_grid",
    "operators",
    "statistical_functions",
    "statistical_cumulative",
    "statistical_spread",
    "statistical_norms",
    "long_sums",
    "extreme_norms",
    "extreme_spread",
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
    "beyond_reductions",
    "beyond_comparisons",
    "beyond_counting",
    "beyond_indexing",
    "beyond_order",
    "beyond_numeric",
    "beyond_products",
    "beyond_special",
    "beyond_linalg",
    "random_numbers",
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
    "huge_integers",
    "gradients",
    "gradient_conventions",
    "gradient_writes",
    "vmap",
    "jit",
)


#: Checks of what the standard leaves open and the contract adds: default dtypes, classes of errors, bounds of indices,
#: singular matrices, dtypes beyond the standard's text. A library that fails them may still follow the standard.
BEYOND_STANDARD: Final = (
    "*/bounds",
    "*/by-width",
    "*/by-zero",
    "*/default",
    "*/default_dtype",
    "*/errors",
    "*/integers",
    "*/native-default",
    "*/native-errors",
    "*/native-integers",
    "*/not_definite",
    "*/not_finite",
    "*/nothing",
    "*/scalars-default",
    "*/singular",
    "beyond_standard/*",
    "dtype_domains/*",
    "elementwise_functions/pow/zero-exponent",
    "fft/*/empty",
    "fft/*/padded",
    "fft/*/sizes",
    "half_floats/*",
    "half_scalars/*",
    "indexing/__setitem__/broadcast",
    "indexing/__setitem__/overlap",
    "random/*",
    "set_functions/isin/*",
    "statistical_functions/*/long",
)


@dataclass(frozen=True)
class Check:
    """One check of one function.

    Attributes
    ----------
    id : str
        ``section/function/category``, unique; functions of an extension lose the extension's name.
    function : str
        The checked function (``linalg.inv``), method or operator (``__add__``).
    category : str
        ``"value"``, ``"special"``, ``"dtype"``, ``"errors"``, ``"signature"`` ...
    dtypes : tuple of str
        The check runs once for each; a dtype that the device lacks counts as unsupported. If empty, it runs once.
    grade : {"same", "tolerance"}
        The contract's grade.
    rows : tuple of str
        Rows of the contract, ``"12n"``.
    body : callable
        The function to run, with a Context.
    needs : tuple of str
        Further dtypes, capabilities and functions that the check needs; see `requirements`.
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

    @property
    def is_beyond_standard(self) -> bool:
        """Whether the check is of something that the standard leaves open and the contract adds."""
        return any(fnmatch.fnmatchcase(self.id, pattern) for pattern in BEYOND_STANDARD)


@dataclass(frozen=True)
class Case:
    """A check with one of its dtypes: one line of a report."""

    check: Check
    dtype: str | None

    @property
    def id(self) -> str:
        """``elementwise/sin/value[float32]``."""
        return self.check.id if self.dtype is None else f"{self.check.id}[{self.dtype}]"


_checks: dict[str, Check] = {}
#: Modules with checks that are not part of the suite, in the order in which they were added.
_added: list[str] = []


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
    """Declare a function as a check of some functions of the standard; it runs once for each of them.

    Parameters
    ----------
    section, category : str
        First and last part of the id.
    functions : iterable of str
        The functions to check; the body reads the current one from ``context.function``.
    dtypes : sequence of str, or callable of the function's name, optional
        The dtypes to run with; the body reads the current one from ``context.dtype``.
    grade : {"same", "tolerance"}, default "same"
        The contract's grade.
    rows : sequence of str, optional
        Rows of the contract.
    needs : sequence of str, optional
        Further dtypes, capabilities and functions that the check needs: ``"float64"``, ``"autograd"``, ``"sum"``. If
        the backend lacks one, the case counts as unsupported.

    Raises
    ------
    ValueError
        A check of this id exists already.
    """

    def declare(body: Body) -> Body:
        for function in functions:
            its_dtypes = tuple(dtypes(function) if callable(dtypes) else dtypes)
            name = f"{section}/{function.removeprefix(f'{section}.')}/{category}"
            if name in _checks:
                fact = f"a check {name!r} exists already"
                raise ValueError(message(fact, f"another category: check({section!r}, 'my-{category}', ...)"))
            _checks[name] = Check(name, function, category, its_dtypes, grade, tuple(rows), body, tuple(needs))
        return body

    return declare


def checks() -> dict[str, Check]:
    """Return every check by id, ordered by module: the suite's sections first, then added modules."""
    modules = [f"unifyarray_conformance.checks.{section}" for section in SECTIONS] + _added
    order = {importlib.import_module(module).__name__: i for i, module in enumerate(modules)}
    known = [item for item in _checks.items() if item[1].body.__module__ in order]
    return dict(sorted(known, key=lambda item: order[item[1].body.__module__]))


def sections() -> list[str]:
    """Return the sections of the suite, which the ids of checks begin with, in the order of the suite."""
    return list(dict.fromkeys(name.partition("/")[0] for name in checks()))


def add_modules(modules: Iterable[str]) -> None:
    """Add modules with checks that are not part of the suite; `checks` imports them.

    Raises
    ------
    RunError
        A module cannot be imported, or has no checks.
    """
    for module in modules:
        if module in _added:
            continue
        try:
            importlib.import_module(module)
        except ImportError as error:
            fact = f"the module of checks {module!r} cannot be imported: {type(error).__name__}: {error}"
            raise RunError(message(fact, f'python -c "import {module}" in the same folder must work')) from error
        if not any(item.body.__module__ == module for item in _checks.values()):
            hint = "declare one: from unifyarray_conformance.authoring import check"
            raise RunError(message(f"the module {module!r} declares no check", hint))
        _added.append(module)


def select(patterns: Sequence[str] = ()) -> list[Case]:
    """Return the cases that match one of the patterns; without patterns, all.

    A pattern is the name of a function, a section, a category, an id, an id with a dtype in brackets, a row of the
    contract (``row:12``), or any of these with ``*``.
    """
    cases = [Case(item, dtype) for item in checks().values() for dtype in item.dtypes or (None,)]
    if not patterns:
        return cases
    names = frozenset(pattern for pattern in patterns if "*" not in pattern and "?" not in pattern)
    wild = [pattern.replace("[", "[[]") for pattern in patterns if pattern not in names]
    return [case for case in cases if _matches(case, names, wild)]


def _matches(case: Case, names: frozenset[str], wild: Sequence[str]) -> bool:
    """Return whether one of the names of a case is selected, or matches a pattern."""
    check = case.check
    parts = check.id.split("/")
    own = {case.id, check.function, check.section, check.category}
    own.update(f"row:{row.removesuffix('n')}" for row in check.rows)
    own.update("/".join(parts[:n]) for n in range(1, len(parts) + 1))  # "linalg/det" selects the checks of a function
    return not names.isdisjoint(own) or any(fnmatch.fnmatchcase(name, pattern) for pattern in wild for name in own)
