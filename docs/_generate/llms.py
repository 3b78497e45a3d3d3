"""Write docs/llms.txt, the documentation's table of contents for language models: ``python -m docs._generate.llms``."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from docs._generate import api, navigation
from tests._support import ROOT

TARGET: Final = ROOT / "docs" / "llms.txt"
SOURCE: Final = "https://github.com/unifyarray/unifyarray/blob/main"
#: Pages of the site that are files outside the folder docs.
_FILES: Final = {"contributing": "CONTRIBUTING", "changelog": "CHANGELOG", "security": "SECURITY",
                 "code-of-conduct": "CODE_OF_CONDUCT"}  # fmt: skip
_HEAD: Final = """\
# unifyarray

> `import unifyarray as ua` is one namespace, the Python array API standard (2025.12), over NumPy, PyTorch, CuPy and, by
> plugin or by name, other array libraries. The results are the same on every library and device.

Create arrays with `ua.asarray(data)`, compute with the functions of `ua` and with operators, and get the library's own
array with `ua.native(x)`. Choose the library and the device with `UNIFYARRAY_DEVICE=torch:cuda` or
`ua.use("torch:cuda")`. Functions of native arrays use `xp = ua.array_namespace(x)`, or the decorator `@ua.portable`.
Errors end with `Hint:` and a call that helps.
"""


def text() -> str:
    """Return the contents of the file."""
    parts = [_HEAD]
    for section, pages in navigation.sections().items():
        lines = [line for title, path in pages.items() if (line := _line(title, path))]
        if section and lines:
            parts.append(f"## {section}\n\n" + "\n".join(lines) + "\n")
    parts.append("## Public names of `ua`\n")
    for title, entries in api.sections().items():
        parts.append(f"- {title}: {', '.join(entry.name.removeprefix('ua.') for entry in entries)}")
    return "\n".join(parts) + "\n"


def _line(title: str, path: str) -> str:
    stem = path.removesuffix(".md")
    file = f"{_FILES[stem]}.md" if stem in _FILES else f"docs/{path}"
    if not (ROOT / file).exists():
        return ""  # made when the site is built
    about = _descriptions().get(path)
    return f"- [{title}]({SOURCE}/{file})" + (f": {about}" if about else "")


@cache
def _descriptions() -> dict[str, str]:
    """Return what docs/index.md says about each page."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^\| \[[^\]]+\]\(([^)]+)\) \| (.+) \|$", index))


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
