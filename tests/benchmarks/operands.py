"""The names that the statements of a row use, for one backend and device and one shape."""

from __future__ import annotations

import functools
import importlib
import importlib.util
from typing import TYPE_CHECKING, Any, Final

import array_api_compat
import numpy as np

import unifyarray as ua

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDTHS: Final = (16, 32, 64)


def optional(module: str) -> Any:
    """Return a module, or None if it is not installed."""
    return importlib.import_module(module) if importlib.util.find_spec(module) else None


def make(spec: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the names; ``rows.Row`` describes them."""
    rng = np.random.default_rng(0)
    xp = ua.namespace(spec)
    native = xp.native
    a, b, m, k = (
        xp.asarray(host)
        for host in (
            rng.uniform(0.5, 1.5, shape),
            rng.uniform(0.5, 1.5, shape),
            rng.uniform(size=shape) < 0.5,
            rng.integers(0, 1000, shape),
        )
    )
    x, y, c, i = map(ua.native, (a, b, m, k))

    def copies() -> tuple[Any, ...]:
        copies = [xp.asarray(host, copy=True) for host in (a, b, a, b)]
        return (*copies[:2], *map(ua.native, copies[2:]))

    names: dict[str, Any] = {
        "ua": ua,
        "xp": native,
        "lib": importlib.import_module(native.__name__),
        "array_api_compat": array_api_compat,
        "compat": array_api_compat.array_namespace(x),
        "autoray": optional("autoray"),
        "eagerpy": (eagerpy := optional("eagerpy")),
        "copies": copies,
    }
    names |= {"a": a, "b": b, "m": m, "k": k, "x": x, "y": y, "c": c, "i": i}
    if eagerpy is not None:
        names |= {"e": _eager(eagerpy, x), "f": _eager(eagerpy, y), "g": _eager(eagerpy, c)}
    for bits in _WIDTHS:
        first, second = (rng.integers(1, 2 ** (bits - 1), shape) for _ in range(2))
        names[f"u{bits}"], names[f"v{bits}"] = (_native(xp, host, f"uint{bits}") for host in (first, second))
        names[f"s{bits}"], names[f"t{bits}"] = (_native(xp, host, f"int{bits}") for host in (first, second))
    return names


def make_random(spec: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return generators of unifyarray, NumPy's Philox, and what the library draws with itself."""
    lib = importlib.import_module(ua.namespace(spec).native.__name__)
    own = {"own_random": getattr(lib, "rand", None), "own_normal": getattr(lib, "randn", None)}
    if None in own.values():
        generator = np.random.default_rng(7)
        own = {"own_random": generator.random, "own_normal": generator.standard_normal}
    else:
        dtype = ua.native(ua.zeros((), device=spec)).dtype
        own = {name: functools.partial(function, dtype=dtype) for name, function in own.items()}
    return {
        "rng": ua.random.default_rng(7),
        "fast": ua.random.default_rng(7, fast=True),
        "philox": np.random.Generator(np.random.Philox(7)),
        "spec": spec,
        "n": shape[0],
        **own,
    }


def _eager(eagerpy: Any, x: Any) -> Any:
    """Return EagerPy's tensor of an array; the array itself if EagerPy does not support it, so that its rows fail."""
    try:
        return eagerpy.astensor(x)
    except ValueError:
        return x


def _native(xp: Any, host: Any, dtype: str) -> Any:
    return ua.native(xp.asarray(host.astype(dtype)))


def drain(spec: str) -> Callable[[], object] | None:
    """Return a function that waits until a device has done all its work; None for the CPU, which does not need it."""
    native = ua.namespace(spec).native
    if native.hooks.device.kind == "cpu":
        return None
    zero = native.zeros(())
    return lambda: native.hooks.item(zero)
