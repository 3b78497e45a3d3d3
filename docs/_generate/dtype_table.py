"""Write the table of functions by dtype in docs/contract.md: ``python -m docs._generate.dtype_table``.

The table shows the results of the functions on every backend found here; if two backends differ, the program exits.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any, Final

import unifyarray as ua
from tests._support import ROOT, specs
from unifyarray._core import dtypes as dt
from unifyarray._functions import elementwise_functions, statistical_functions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TARGET: Final = ROOT / "docs" / "contract.md"
BEGIN: Final = "<!-- begin: python -m docs._generate.dtype_table -->\n"
END: Final = "<!-- end -->\n"

KINDS: Final = ("bool", "signed integer", "unsigned integer", "real floating", "complex floating")

#: Functions of other sections whose domain the standard leaves open.
OTHER_FUNCTIONS: Final = (
    *("all", "any", "argmax", "argmin", "argsort", "count_nonzero", "diff", "matmul", "nonzero", "searchsorted"),
    *("sort", "unique_values", "vecdot"),
)


def functions() -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """Yield each name, and its function as a function of one Array."""
    for name in (*elementwise_functions.__all__, *statistical_functions.__all__, *OTHER_FUNCTIONS):
        yield name, _as_unary(getattr(ua, name))


def _as_unary(function: Any) -> Callable[[Any], Any]:
    parameters = inspect.signature(function).parameters.values()
    arrays = sum(p.default is p.empty and p.kind is not p.KEYWORD_ONLY for p in parameters)
    return lambda x: function(*[x] * arrays)


def outcome(function: Callable[[Any], Any], dtype: ua.DType) -> str:
    """Return the dtype of a result, in words that suit every dtype of its kind, or TypeError."""
    x = ua.ones(2, dtype=dtype)
    try:
        result = function(x)
    except TypeError:
        return "TypeError"
    found: ua.DType = (result[0] if isinstance(result, tuple) else result).dtype
    if found is dtype and found is not ua.bool:
        return "same"
    if found is dt.REAL_OF.get(dtype):
        return "its real"
    return "default float" if found is ua.float32 else found.name


def table(spec: str) -> str:
    """Return the table of a backend; the default float is float32, to distinguish it from float64."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    with ua.use(spec, default_float="float32"):
        here = [d for d in dt.STANDARD if d in ua.namespace().native.hooks.dtypes]
        for name, function in functions():
            cells = {
                d.category: dict.fromkeys(_merged([outcome(function, e) for e in here if e.category == d.category]))
                for d in here
            }
            grouped.setdefault(tuple(" or ".join(cells[kind]) for kind in KINDS), []).append(name)
    lines = [f"| functions | {' | '.join(KINDS)} |", "|---" * (len(KINDS) + 1) + "|"]
    for cells_, names in sorted(grouped.items(), key=lambda item: item[1]):
        lines.append(f"| {', '.join(f'`{name}`' for name in sorted(names))} | {' | '.join(cells_)} |")
    return "\n".join(lines) + "\n"


def _merged(outcomes: list[str]) -> list[str]:
    """Return the outcomes for the dtypes of a kind; if one is a fixed dtype, it replaces ``same``."""
    fixed = [found for found in outcomes if found not in ("same", "its real", "default float", "TypeError")]
    return [fixed[0] if fixed and found == "same" else found for found in outcomes]


def block(text: str) -> str:
    """Return the table in a document."""
    return text.partition(BEGIN)[2].partition(END)[0].strip("\n") + "\n"


if __name__ == "__main__":
    tables = {table(spec) for spec in specs()}
    if len(tables) > 1:
        sys.exit("the backends differ:\n\n" + "\n".join(sorted(tables)))
    head, _, rest = TARGET.read_text().partition(BEGIN)
    TARGET.write_text(f"{head}{BEGIN}\n{tables.pop()}\n{END}{rest.partition(END)[2]}")
