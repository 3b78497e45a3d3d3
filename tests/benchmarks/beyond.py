"""The names of the rows of functions beyond the standard."""

from __future__ import annotations

from typing import Any

import numpy as np

import unifyarray as ua
from tests.benchmarks import operands


def make(spec: str, shape: tuple[int, ...], *, needs: str = "") -> dict[str, Any]:
    """Return the names, nothing if the library has no function of its own.

    Beside those of all rows: ``Z`` zeros of a tenth of the elements, ``J`` indices into it, ``Q`` and ``R`` square
    matrices of all elements, ``V`` a vector of the length of their sides, ``S`` its sorted numbers, ``W`` 50 numbers,
    ``T`` points in space, as many as ``V`` has elements, ``U`` numbers between 0 and 1. The same names in small
    letters after ``n`` are the native arrays: ``nz``, ``nq``. ``special`` is the library's own module of special
    functions, SciPy's for NumPy.
    """
    names = operands.make(spec, shape)
    library = names["lib"]
    names["special"] = operands.optional("scipy.special") if library is np else getattr(library, "special", None)
    module, _, name = needs.rpartition(".")
    if needs and not hasattr(names["special"] if module else library, name):
        return {}
    rng, count = np.random.default_rng(1), shape[0]
    side = int(count**0.5)
    hosts = {
        "Z": np.zeros(max(count // 10, 1)),
        "J": rng.integers(0, max(count // 10, 1), count),
        "Q": rng.uniform(size=(side, side)),
        "R": rng.uniform(size=(side, side)),
        "V": rng.uniform(size=side),
        "S": np.sort(rng.uniform(0.5, 1.5, size=side)),
        "W": rng.uniform(size=50),
        "T": rng.uniform(size=(side, 3)),
        "U": rng.uniform(0.01, 0.99, size=count),
    }
    for name, host in hosts.items():
        names[name] = ua.asarray(host, device=spec)
        names[f"n{name.lower()}"] = ua.native(names[name])
    return names
