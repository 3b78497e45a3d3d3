"""Writes unifyarray/_namespace_types.pyi from the functions of unifyarray: ``python -m tests.stubs``.

Namespaces are objects, so a type checker needs their names spelled out: a typo in ``xp.sinn`` is an error then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import unifyarray as ua
from tests.support import ROOT
from unifyarray import _dtypes, _sections

if TYPE_CHECKING:
    from types import ModuleType

TARGET: Final = ROOT / "unifyarray" / "_namespace_types.pyi"

HEAD: Final = '''\
# Made by `python -m tests.stubs` from the functions of unifyarray; not to be edited.
from collections.abc import Callable
from typing import Any

from . import (
{modules}
)
from ._backend import Hooks
from ._dtypes import DType

'''


def text() -> str:
    """Return what the file has to hold."""
    sections = [*_sections.MAIN, ua.fft, ua.linalg]
    names = sorted(module.__name__.rpartition(".")[2] for module in sections)
    parts = [HEAD.format(modules="\n".join(f"    {name}," for name in names))]
    for title, module in (("Linalg", ua.linalg), ("Fft", ua.fft)):
        parts.append(_arrays(f"{title}Namespace", [module]))
        parts.append(_natives(f"Native{title}Namespace", [module]))
    own = ["__name__: str", "__array_api_version__: str", "linalg: LinalgNamespace", "fft: FftNamespace"]
    own += ["native: NativeNamespace", *(f"{dtype.name}: DType" for dtype in _dtypes.ALL)]
    parts.append(_arrays("Namespace", _sections.MAIN, own))
    own = ["__name__: str", "hooks: Hooks", "linalg: NativeLinalgNamespace", "fft: NativeFftNamespace"]
    own += [f"{dtype.name}: Any" for dtype in _dtypes.ALL]
    parts.append(_natives("NativeNamespace", _sections.MAIN, own))
    return "\n".join(parts)


def _arrays(title: str, modules: list[ModuleType] | tuple[ModuleType, ...], own: list[str] | None = None) -> str:
    lines = [f"class {title}:", *(f"    {line}" for line in own or [])]
    for module in modules:
        section = module.__name__.rpartition(".")[2]
        for name in module.__all__:
            value = getattr(module, name)
            if isinstance(value, type):
                lines.append(f"    {name} = {section}.{name}")
            elif callable(value):
                lines.append(f"    {name} = staticmethod({section}.{name})")
            else:
                lines.append(f"    {name}: {'None' if value is None else type(value).__name__}")
    return "\n".join(lines) + "\n"


def _natives(title: str, modules: list[ModuleType] | tuple[ModuleType, ...], own: list[str] | None = None) -> str:
    lines = [f"class {title}:", *(f"    {line}" for line in own or [])]
    for module in modules:
        for name in module.__all__:
            kind = "Callable[..., Any]" if callable(getattr(module, name)) else "Any"
            lines.append(f"    {name}: {kind}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text())
