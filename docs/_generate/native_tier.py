r"""Write docs/native-tier.md from array-api-tests runs on native namespaces: ``python -m docs._generate.native_tier``.

Each argument is ``backend=log``: a backend's name and the output of

    ARRAY_API_TESTS_MODULE="exec('import unifyarray as ua; xp = ua.namespace(\"torch\").native')" \
    ARRAY_API_TESTS_VERSION=2025.12 pytest array_api_tests --max-examples 100 -q --tb=line -rf
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Final

from tests._support import ROOT

TARGET: Final = ROOT / "docs" / "native-tier.md"

HEAD: Final = """\
# What the native tier leaves to the library

The functions of a native namespace keep the standard; operators, methods and indexing of native arrays are the
library's own. This is what the official suite (array-api-tests at 55fcc60, version 2025.12 of the standard) fails
because of that. On the Array tier it fails nothing.

Tests that bear a function's name fail in operators as well: they compute the expected values with operators
(`test_cross`, `test_outer`, `test_diff`), compare elements of two dtypes by `==` (`test_concat`, `test_stack`,
`test_where`, `bitwise_invert`) or draw exponents by `>=` (`pow`).

Made by `python -m docs._generate.native_tier numpy=LOG torch=LOG`; the module's docstring says how to get the logs.
"""


def section(backend: str, log: str) -> str:
    """Return the part of the document for one backend."""
    totals = re.findall(r"^(?:(\d+) failed, )?(\d+) passed", log, re.MULTILINE)
    if not totals:
        raise SystemExit(f"the log of {backend} has no closing line of pytest")
    failed, passed = (int(number or 0) for number in totals[-1])
    groups: dict[str, list[str]] = defaultdict(list)
    for where, case in re.findall(r"^FAILED \S*?(\w+\.py::\w+)(?:\[(.*?)\](?= - |$))?", log, re.MULTILINE):
        groups[where].append(case)
    lines = [f"## {backend}", "", f"{passed} passed, {failed} failed.", ""]
    if groups:
        lines += ["| test | cases | of |", "|---|---:|---|"]
    for where, cases in sorted(groups.items()):
        names = sorted({re.split(r"[(\[]", case)[0] for case in cases if case})
        listed = ", ".join(f"`{name}`" for name in names) or "arrays in general"
        lines.append(f"| `{where}` | {len(cases)} | {listed} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    """Write the document."""
    parts = [HEAD]
    for argument in arguments:
        backend, _, path = argument.partition("=")
        parts.append(section(backend, Path(path).read_text()))
    TARGET.write_text("\n".join(parts))


if __name__ == "__main__":
    main(sys.argv[1:])
