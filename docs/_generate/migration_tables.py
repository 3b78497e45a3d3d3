"""Write the tables of missing names into docs/guide.md: ``python -m docs._generate.migration_tables``."""

from __future__ import annotations

import ast
import operator
import re
from typing import TYPE_CHECKING, Final

import numpy as np

import unifyarray as ua
from tests._support import ROOT
from unifyarray._core import migration_hints, namespace_hints

if TYPE_CHECKING:
    from unifyarray._core.migration_hints import Rows

TARGET: Final = ROOT / "docs" / "guide.md"
BEGIN: Final = "<!-- begin: python -m docs._generate.migration_tables -->\n"
END: Final = "<!-- end -->\n"


def tables() -> str:
    """Return the tables of names that Array and the namespaces do not have."""
    return "\n".join(
        [
            _table("not a method or attribute", migration_hints.ARRAY_ROWS),
            _table("not in `ua`", namespace_hints.MAIN_ROWS),
            _table("not in `ua.linalg` and `ua.fft`", (*namespace_hints.LINALG_ROWS, *namespace_hints.FFT_ROWS)),
            _table("not in `ua.special`", namespace_hints.SPECIAL_ROWS),
        ]
    )


def _table(title: str, rows: Rows) -> str:
    lines = [f"| {title} | use |", "|---|---|"]
    for names, hint in rows:
        listed = ", ".join(f"`{name}`" for name in names.split())
        lines.append(f"| {listed} | {_mark_code(hint.replace('{name}', '<name>'))} |")
    return "\n".join(lines) + "\n"


#: Code within a sentence: from `ua.`, `np.`, `x.` or `x[` to its last bracket.
_CALL: Final = r"\((?:[^()]|\([^()]*\))*\)"
_CODE: Final = re.compile(rf"\b(?:ua\.|np\.|[xs](?=[.\[]))(?:[\w.<>]|\[[^\]]*\]|{_CALL})*(?<=[\w)\]>])")


def assert_names_exist(text: str, x: ua.Array | None = None) -> None:
    """Assert that the attributes of ``ua``, of an Array ``x`` and of NumPy arrays in a text exist."""
    x = ua.asarray([[1j]]) if x is None else x
    for path in re.findall(r"\bua\.[\w.]*\w", text):
        operator.attrgetter(path.removeprefix("ua."))(ua)
    for path in re.findall(r"\bx\.[\w.]*\w", text):
        operator.attrgetter(path.removeprefix("x."))(x)
    for name in re.findall(r"ua\.to_numpy\(x\)\.(\w+)", text):
        getattr(np.ndarray, name)


def is_code(hint: str) -> bool:
    """Return whether a hint is a complete statement, not a sentence."""
    try:
        ast.parse(hint.replace("<name>", "name").replace("(...)", "()"))
    except SyntaxError:
        return False
    return True


def _mark_code(hint: str) -> str:
    return f"`{hint}`" if is_code(hint) else _CODE.sub(r"`\g<0>`", hint)


def block(text: str) -> str:
    """Return the tables in a document."""
    return text.partition(BEGIN)[2].partition(END)[0].strip("\n") + "\n"


if __name__ == "__main__":
    head, _, rest = TARGET.read_text().partition(BEGIN)
    TARGET.write_text(f"{head}{BEGIN}\n{tables()}\n{END}{rest.partition(END)[2]}")
