"""Objects whose pickles must load in every later version: ``python -m tests._support.golden_pickles`` adds new ones.

Pickles that are already in the files are never written again, because earlier versions wrote them.
"""

from __future__ import annotations

import pickle
from typing import Any, Final

import unifyarray as ua
from tests._support import ROOT

FOLDER: Final = ROOT / "tests" / "packaging" / "golden"
PROTOCOLS: Final = (4, 5)


def backends() -> list[str]:
    """Return the names of the backends that come with unifyarray, are available, and have the CPU."""
    return [
        name
        for name, info in ua.backends().items()
        if info.is_builtin and info.state == "available" and any(device.kind == "cpu" for device in info.devices)
    ]


def every_object() -> dict[str, Any]:
    """Return the objects of this version, by their names in the files."""
    made = plain_objects()
    for backend in backends():
        made |= objects(backend)
    return made


def objects(backend: str) -> dict[str, Any]:
    """Return the objects of one backend on its CPU, by their names in the files."""
    spec = f"{backend}:cpu"
    xp = ua.namespace(spec)
    with ua.use(spec, default_float="float32", transfer="error", checks=False):
        selection = ua.current()
    found = {
        "array": ua.asarray([[1.5, -2.0], [0.0, 4.0]], dtype="float32", device=spec),
        "array-0d": ua.asarray(3, dtype="int8", device=spec),
        "array-empty": ua.zeros((0, 2), dtype="bool", device=spec),
        "array-complex": ua.asarray([1 + 2j], dtype="complex128", device=spec),
        "result": ua.unique_counts(ua.asarray([2, 1, 2], dtype="int64", device=spec)),
        "namespace": xp,
        "namespace-linalg": xp.linalg,
        "namespace-fft": xp.fft,
        "native": xp.native,
        "native-linalg": xp.native.linalg,
        "native-fft": xp.native.fft,
        "selection": selection,
    }
    return {f"{backend}-{name}": value for name, value in found.items()}


def plain_objects() -> dict[str, Any]:
    """Return the objects that do not belong to a backend, by their names in the files."""
    dtypes = {f"dtype-{name}": getattr(ua, name) for name in ua.__all__ if isinstance(getattr(ua, name), ua.DType)}
    errors = {
        f"error-{kind.__name__}": kind("a fact.\nHint: a call")
        for kind in [*map(vars(ua).get, ua.__all__), ua.linalg.LinAlgError]
        if isinstance(kind, type) and issubclass(kind, Exception)
    }
    return {
        **dtypes,
        **errors,
        "device": ua.Device("cuda:1"),
        "function": ua.sin,
        "function-linalg": ua.linalg.svd,
        "function-fft": ua.fft.fft,
        "function-random": ua.random.default_rng,
        "class": ua.Array,
        "class-generator": ua.random.Generator,
        "generator": ua.random.default_rng(7),
        "generator-fast": ua.random.default_rng([7, 8], fast=True),
        "finfo": ua.finfo(ua.float32),
        "iinfo": ua.iinfo(ua.int8),
        "transfers": ua.typing.Transfers(0, 0),
    }


def read(protocol: int) -> dict[str, bytes]:
    """Return the recorded pickles of a protocol."""
    path = FOLDER / f"protocol{protocol}.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    return {name: bytes.fromhex(text) for name, text in map(str.split, lines)}


def main() -> None:
    """Add the pickles of objects that are not in the files yet."""
    FOLDER.mkdir(exist_ok=True)
    made = every_object()
    for protocol in PROTOCOLS:
        recorded = {name: pickle.dumps(value, protocol) for name, value in made.items()} | read(protocol)
        text = "".join(f"{name} {data.hex()}\n" for name, data in sorted(recorded.items()))
        (FOLDER / f"protocol{protocol}.txt").write_text(text)


if __name__ == "__main__":
    main()
