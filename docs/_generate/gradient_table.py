"""Write the table in docs/gradients-conventions.md: ``python -m docs._generate.gradient_table``."""

from __future__ import annotations

from typing import Final

from tests._support import ROOT
from unifyarray_conformance.inputs.gradient_calls import WITHOUT

TARGET: Final = ROOT / "docs" / "gradients-conventions.md"
BEGIN: Final = "<!-- begin: python -m docs._generate.gradient_table -->\n"
END: Final = "<!-- end -->\n"


def table() -> str:
    """Return the table of functions without a derivative, by reason."""
    grouped: dict[str, list[str]] = {}
    for name, reason in WITHOUT.items():
        grouped.setdefault(reason, []).append(f"`{name}`")
    lines = [f"| {', '.join(names)} | {reason} |" for reason, names in grouped.items()]
    return "\n".join(["| functions | why |", "|---|---|", *lines]) + "\n"


def document(text: str) -> str:
    """Return the document with the current table."""
    before, begin, rest = text.partition(BEGIN)
    assert begin, f"{TARGET.name} has no line {BEGIN!r}"
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    TARGET.write_text(document(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
