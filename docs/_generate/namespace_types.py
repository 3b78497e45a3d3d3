"""Write the types of namespaces from the functions: ``python -m docs._generate.namespace_types``.

Namespaces are objects, so a type checker needs a list of their names to find a typo such as ``xp.sinn``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import unifyarray as ua
from tests._support import ROOT
from unifyarray._core import dtypes as all_dtypes
from unifyarray._functions import linalg_beyond, section_modules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

TARGET: Final = ROOT / "unifyarray" / "_functions" / "namespace_types.pyi"

HEAD: Final = """\
# Made by `python -m docs._generate.namespace_types` from the functions of unifyarray; not to be edited.
from collections.abc import Callable
from typing import Any

from .._backend.hooks import Hooks
from .._core.dtypes import DType
{imports}
"""


def text() -> str:
    """Return the content of the file."""
    sections = (*section_modules.MAIN, ua.fft, ua.linalg)
    imported = sorted(
        _section(module) for module in sections if any(callable(getattr(module, n)) for n in module.__all__)
    )
    dtypes = [dtype.name for dtype in all_dtypes.ALL]
    classes = [
        *(_class(f"{name}Namespace", f"``{name.lower()}`` of a Namespace.", _arrays(module)) for name, module in PARTS),
        *(
            _class(f"Native{name}Namespace", f"``{name.lower()}`` of a NativeNamespace.", _natives(module))
            for name, module in PARTS
        ),
        _class(
            "NativeNamespace",
            "The standard's functions for native arrays; those of the library may take more than the standard says.",
            ["__name__: str", "hooks: Hooks", "linalg: NativeLinalgNamespace", "fft: NativeFftNamespace"],
            (f"{name}: Any" for name in dtypes),
            *map(_natives, section_modules.MAIN),
        ),
        _class(
            "Namespace",
            "The standard's functions for Arrays, bound to one backend and device.",
            ["__name__: str", "__array_api_version__: str", "native: NativeNamespace"],
            ["linalg: LinalgNamespace", "fft: FftNamespace"],
            (f"{name}: DType" for name in dtypes),
            *map(_arrays, section_modules.MAIN),
        ),
    ]
    imports = "\n".join(f"from . import {name} as _{name}" for name in imported)
    return "\n".join([HEAD.format(imports=imports), *classes])


PARTS: Final = (("Linalg", ua.linalg), ("Fft", ua.fft))


def _section(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _class(title: str, docstring: str, *lines: Iterable[str]) -> str:
    return "\n".join(
        [f"class {title}:", f'    """{docstring}"""', "", *(f"    {line}" for part in lines for line in part), ""]
    )


def _names(module: ModuleType) -> list[str]:
    """Return the names of a section in the standard."""
    return [name for name in module.__all__ if name not in linalg_beyond.__all__]


def _arrays(module: ModuleType) -> Iterable[str]:
    """Return the lines of a section's names, with the signatures of its functions."""
    for name in _names(module):
        value = getattr(module, name)
        if isinstance(value, type):
            yield f"{name} = _{_section(module)}.{name}"
        elif callable(value):
            yield f"{name} = staticmethod(_{_section(module)}.{name})"
        else:
            yield f"{name}: {'None' if value is None else type(value).__name__}"


def _natives(module: ModuleType) -> Iterable[str]:
    """Return the lines of a section's names; functions of libraries may take and return any type."""
    for name in _names(module):
        value = getattr(module, name)
        if isinstance(value, type):
            yield f"{name}: type[Exception]"
        elif callable(value):
            yield f"{name}: Callable[..., Any]"
        else:
            yield f"{name}: {'None' if value is None else type(value).__name__}"


if __name__ == "__main__":
    TARGET.write_text(text())
