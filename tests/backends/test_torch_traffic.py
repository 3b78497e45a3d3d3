"""Predict the cost of functions on a GPU without one: bytes read and written, beside the library's own call.

For large arrays, the time of an elementwise kernel is the time to read its operands and to write its result.
torch's tensors without data use the code for accelerators, and show each of its operations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

import unifyarray as ua
from tests.hardware import calls, ratios, records
from unifyarray import Device

torch = pytest.importorskip("torch")

from torch.utils._python_dispatch import TorchDispatchMode  # noqa: E402
from torch.utils._pytree import tree_leaves  # noqa: E402

from unifyarray_backends.torch import backend  # noqa: E402
from unifyarray_backends.torch.elementwise_functions import _hyperbolic  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Functions that move more bytes than their limit allows, the ratio, and the reason.
BEYOND: Final[dict[str, float]] = {
    "floor_divide": 5.4,  # infinite operands are found and divided again, in separate operations
    "linalg.matrix_norm": 4.0,  # the elements are scaled, because no value is read to find out if squares overflow
    "linalg.vector_norm": 4.0,  # likewise
    "std": 4.0,  # likewise
    "var": 4.0,  # likewise
    "sign": 2.6,  # NaN: torch returns 0
    "take": 3.1,  # negative indices are converted
    "take_along_axis": 2.3,  # negative indices are converted
}
DOCUMENT: Final = " ".join(records.TARGET.read_text(encoding="utf-8").split())
#: A search and a decomposition, whose time does not depend on reading their operands once; and functions whose result's
#: shape needs data.
NOT_MODELLED: Final = {
    "searchsorted",
    "linalg.eigvals",
    "nonzero",
    *(name for name in calls.CALLS if name.startswith("unique_")),
}


class Traffic(TorchDispatchMode):  # type: ignore[misc]
    """Adds up the bytes that operations read and write. Views do not move any."""

    bytes = 0

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        found = function(*args, **(kwargs or {}))
        if not function.is_view and not function.overloadpacket.__name__.startswith("empty"):
            tensors = [x for x in tree_leaves((args, kwargs, found)) if isinstance(x, torch.Tensor)]
            self.bytes += sum(x.numel() * x.element_size() for x in tensors)
        return found


def traffic(source: str, names: dict[str, Any]) -> int:
    """Return the bytes that a call moves."""
    with Traffic() as counted:
        eval(source, dict(names))
    return counted.bytes


@pytest.fixture(scope="module")
def names() -> Iterator[dict[str, Any]]:
    """Return the names of the calls, with tensors without data."""
    found = {
        name: value.to("meta") if isinstance(value, torch.Tensor) else value
        for name, value in calls.names("torch:cpu", 10_000).items()
    }
    kept = _hyperbolic.EXACT
    _hyperbolic.EXACT = kept | {"meta"}  # type: ignore[misc]
    with ua.use(checks=False):  # a check reads data
        yield found | {"xp": backend.namespace(Device("meta")), "place": torch.device("meta")}
    _hyperbolic.EXACT = kept  # type: ignore[misc]


@pytest.mark.parametrize("name", sorted(set(calls.CALLS) - NOT_MODELLED))
def test_function_moves_bytes_within_limit(name: str, names: dict[str, Any]) -> None:
    raw = next(source for source in calls.raw(name) if ratios.obstacle(source, names) is None)
    ratio = traffic(calls.CALLS[name], names) / traffic(raw, names)
    limit = ratios.limit(name, names["xp"])
    if name in BEYOND:
        assert limit < ratio == pytest.approx(BEYOND[name], abs=0.05)
        assert f"`{name}` {BEYOND[name]} " in DOCUMENT
    else:
        assert ratio <= limit


def test_traffic_counts_bytes_of_each_operation(names: dict[str, Any]) -> None:
    once = traffic("x + y", names)
    assert once == 3 * 8 * 10_000
    assert traffic("(x + y) * y", names) == 2 * once
    assert traffic("x[1:]", names) == 0
