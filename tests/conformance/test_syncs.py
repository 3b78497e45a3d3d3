"""No function makes the host wait for the device more often than the function of array_api_compat does.

On an accelerator, waiting costs more than the work on a small array. The CPU shows it too if the library can be
listened to: the host waits when it asks for a number, or for the indices or the existence of true elements.
"""

from __future__ import annotations

import functools
import itertools
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import array_api_compat
import pytest

import unifyarray as ua
from tests._support import specs
from tests._support.synchronisation import (
    CHECKS_VALUES,
    DEPENDS_ON_DATA,
    DTYPES,
    OPERATORS,
    STATEMENTS,
    calls,
    detects_waits,
    operands,
    operations,
    trace,
    waiting_operations,
)
from unifyarray_conformance.harness.both_tiers import native_source
from unifyarray_conformance.reference.standard import FUNCTIONS

if TYPE_CHECKING:
    from tests._support.synchronisation import Instrument


@functools.cache
def listeners() -> list[tuple[Any, Instrument]]:
    """Return namespaces and the instruments that listen to them.

    A trace would take too long for so many calls; `make hardware-check` uses it.
    """
    found = itertools.product(map(ua.namespace, specs()), (operations,) if find_spec("torch") else ())
    return [(xp, instrument) for xp, instrument in found if detects_waits(instrument, xp)]


class Base:
    """A stand-in for a bound namespace: its native namespace is array_api_compat's."""

    def __init__(self, xp: Any) -> None:
        self.native = array_api_compat.array_namespace(ua.native(xp.zeros(1)))


def attempt(instrument: Instrument, xp: Any, source: str, space: dict[str, Any]) -> list[str] | None:
    """Return the operations that waited; None if the function refuses the arguments."""
    try:
        return list(waiting_operations(instrument, xp, [(source, space)]).elements())
    except Exception:
        return None


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "__array_namespace_info__"])
def test_function_synchronises_no_more_than_array_api_compat(name: str) -> None:
    tried = 0
    for (xp, instrument), dtype in itertools.product(listeners(), DTYPES):
        waiting = functools.partial(attempt, instrument, xp)
        for call, space in calls(name, xp, dtype):
            native = native_source(call)
            # If array_api_compat does not have the function, or refuses the arguments, no wait is allowed.
            allowed = len(waiting(native, space | {"xp": Base(xp)}) or [])
            for text in (call.source, native):
                with ua.use(checks=False):
                    unchecked = waiting(text, space)
                checked = waiting(text, space)
                if checked is None or unchecked is None:
                    continue
                tried += 1
                if name not in DEPENDS_ON_DATA:
                    assert len(unchecked) <= allowed, f"{text} of {dtype} waits with checks off: {unchecked}"
                if name not in DEPENDS_ON_DATA | CHECKS_VALUES:
                    assert len(checked) <= allowed, f"{text} of {dtype} waits: {checked}"
    assert tried


@pytest.mark.parametrize("source", [*OPERATORS, *STATEMENTS])
def test_operators_do_not_synchronise(source: str) -> None:
    tried = 0
    for (xp, instrument), dtype in itertools.product(listeners(), DTYPES):
        found = attempt(instrument, xp, source, operands(xp, dtype))
        if found is not None:
            tried += 1
            assert found == [], f"{source} of {dtype} waits"
    assert tried


def test_listener_hears_synchronisation() -> None:
    """The tests above can fail."""
    torch = pytest.importorskip("torch")
    xp = ua.namespace("torch:cpu")
    space = {"x": torch.ones(2), "m": torch.eye(2), "torch": torch}
    for source in ("bool(x.any())", "x[x > 0]", "torch.nonzero(x)", "torch.linalg.inv(m)", "x.tolist()"):
        assert attempt(operations, xp, source, space), source
    for source in ("x + x", "x[0]", "torch.linalg.inv_ex(m)"):
        assert attempt(operations, xp, source, space) == [], source


def test_trace_names_synchronising_operations() -> None:
    """The trace of a GPU is read in the same way; only the names of its events differ."""
    torch = pytest.importorskip("torch")
    instrument = functools.partial(trace, waiting="aten::_local_scalar_dense|aten::nonzero")
    space = {"x": torch.ones(2), "torch": torch}
    xp = ua.namespace("torch:cpu")
    assert waiting_operations(instrument, xp, [("x[0].item()", space), ("torch.nonzero(x)", space)]).total() == 2
    assert not waiting_operations(instrument, xp, [("x + x", space)])
