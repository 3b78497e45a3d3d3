"""Write the names of the standard's functions for backends: ``python -m docs._generate.standard_names``.

Backends need the names before the functions can be imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests._support import ROOT
from unifyarray._functions import fft, linalg, section_modules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

TARGET: Final = ROOT / "unifyarray" / "_backend" / "standard_names.py"

HEAD: Final = '''\
"""The names of the standard's functions (2025.12), by which missing functions are found.

Made by ``python -m docs._generate.standard_names``; do not edit.
"""

from __future__ import annotations

from typing import Final

#: Functions of the main namespace.
MAIN: Final = frozenset(
    {
'''


def _functions(*modules: ModuleType) -> list[str]:
    """Return the names of the functions of some modules, sorted."""
    names = {name for module in modules for name in module.__all__ if callable(getattr(module, name))}
    return sorted(name for name in names if not name.endswith("Error"))


def _lines(names: Iterable[str], indent: int) -> str:
    return "".join(f'{" " * indent}"{name}",\n' for name in names)


def text() -> str:
    """Return the text of the file."""
    extensions = "".join(
        f'    "{name}": frozenset(\n        {{\n{_lines(_functions(module), 12)}        }}\n    ),\n'
        for name, module in (("linalg", linalg), ("fft", fft))
    )
    return (
        f"{HEAD}{_lines(_functions(*section_modules.MAIN), 8)}    }}\n)\n\n"
        "#: Functions of the extensions, by extension.\n"
        f"EXTENSIONS: Final = {{\n{extensions}}}\n\n"
        '__all__ = ["EXTENSIONS", "MAIN"]\n'
    )


if __name__ == "__main__":
    TARGET.write_text(text())
