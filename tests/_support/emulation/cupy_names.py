"""Record names, signatures and loops of CuPy: ``PYTHONPATH=<wheel> python -m tests._support.emulation.cupy_names``.

CuPy imports without a driver, so any machine can inspect its wheel. The result is recorded in ``cupy_names.json``. The
fake of CuPy is built from this file: it has exactly these names, with these signatures.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any, Final

TARGET: Final = Path(__file__).with_name("cupy_names.json")


def describe(obj: object) -> str | list[str] | None:
    """Return the parameters of a function, the loops of a ufunc, or None if neither is known.

    Parameters are written as Python does, ``"a, axis=None, *, dtype=None"``, with None for all defaults.
    """
    if isinstance(obj, type):
        return None
    if hasattr(obj, "types"):
        return list(obj.types)
    try:
        signature = inspect.signature(obj)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    plain = [
        p.replace(annotation=p.empty, default=p.empty if p.default is p.empty else None)
        for p in signature.parameters.values()
    ]
    return str(inspect.Signature(plain)).strip("()")


def functions(module: Any) -> dict[str, Any]:
    """Return the description of every public callable of a module."""
    names = sorted(name for name in dir(module) if not name.startswith("_"))
    return {name: describe(getattr(module, name)) for name in names if callable(getattr(module, name))}


def record() -> dict[str, Any]:
    """Return the names of the CuPy that can be imported here, by module."""
    import cupy

    return {
        "version": cupy.__version__,
        "cupy": functions(cupy),
        "linalg": functions(cupy.linalg),
        "fft": functions(cupy.fft),
        "Generator": functions(cupy.random.Generator),
        "ndarray": sorted(dir(cupy.ndarray)),
        "Device": sorted(name for name in dir(cupy.cuda.Device) if not name.startswith("_")),
    }


def lines(found: dict[str, Any]) -> str:
    """Return JSON with description name per line."""
    parts = [
        f'"{key}": {{\n'
        + ",\n".join(f'  "{name}": {json.dumps(description)}' for name, description in value.items())
        + "\n}"
        if isinstance(value, dict)
        else f'"{key}": {json.dumps(value)}'
        for key, value in found.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}"


if __name__ == "__main__":
    TARGET.write_text(lines(record()) + "\n", encoding="utf-8")
