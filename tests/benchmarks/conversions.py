"""The cost of conversions beside the library's own. If memory is shared, the size of the data must not matter."""

from __future__ import annotations

import importlib
from typing import Any, Final

import numpy as np

import unifyarray as ua
from tests.benchmarks import operands, table
from tests.benchmarks.measure import compare

#: 1 KiB and 1 GiB of float64.
SHARED: Final = ((2**7,), (2**27,))
#: 256 MiB: larger than the caches, and long enough for the cost of new pages to be equal for all.
COPIED: Final = ((2**25,),)
#: Seconds that a conversion without a copy may take in addition to the library's own.
ALLOWANCE: Final = 20e-6
_COPY_LIMIT: Final = round(1 / 0.95, 3)


def statements(lib: Any, x: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Return the statements that share memory and the statements that copy, each beside the library's own statement."""
    into = "lib.from_numpy(h)" if hasattr(lib, "from_numpy") else "lib.asarray(h)"
    back = "x.numpy()" if hasattr(x, "numpy") else "lib.asarray(x)"
    clone = "x.clone()" if hasattr(x, "clone") else "x.copy()"
    shared = {"ua.convert(h, spec)": into, "ua.asarray(h)": into, "ua.to_numpy(a)": back}
    return shared, {"ua.convert(x, spec, copy=True)": clone, "ua.asarray(a, copy=True)": clone}


def measured_table(spec: str, rounds: int) -> table.Table:
    """Return the table of one device."""
    names = _names(spec, (1,))
    shared, copied = statements(names["lib"], names["x"])
    results = []
    for found, shapes, limit in ((shared, SHARED, None), (copied, COPIED, _COPY_LIMIT)):
        for ours, raw in found.items():
            for shape in shapes:
                times = compare(
                    {"raw": raw, table.OURS: ours}, _names(spec, shape), rounds=rounds, drain=operands.drain(spec)
                )
                results.append(table.Result(ours, raw, shape, limit, times))
    return table.Table(f"{spec}: conversions", results, [_note(results)])


def _names(spec: str, shape: tuple[int, ...]) -> dict[str, Any]:
    host = np.zeros(shape)
    with ua.use(spec):
        a = ua.asarray(host)
    x = ua.native(a)
    ua.set_default(spec)
    lib = importlib.import_module(ua.namespace(spec).native.__name__)
    return {"ua": ua, "h": host, "a": a, "x": x, "spec": spec, "lib": lib}


def _note(results: list[table.Result]) -> str:
    beyond = {
        (r.name, r.shape): (r.measured.ratios[table.OURS] - 1) * r.measured.seconds for r in results if r.limit is None
    }
    most = max(beyond.values())
    kept = "kept" if most <= ALLOWANCE else "not kept"
    return (
        f"Without a copy at most {most * 1e6:.1f} us beyond the library's own call, at 1 KiB and at 1 GiB; the limit "
        f"of {ALLOWANCE * 1e6:g} us is {kept}."
    )
