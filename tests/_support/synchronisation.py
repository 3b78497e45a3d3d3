"""Instruments that count how often the host waits for a device, and the calls to measure.

Each instrument is tested before use: it must detect that the host reads a number, and report nothing for a sum.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import unifyarray as ua
from unifyarray_conformance.harness.calls import Call, Input, code_of
from unifyarray_conformance.inputs.example_calls import ROWS, Numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from contextlib import AbstractContextManager

    #: Return a context manager for the arrays of a namespace. On exit, its list names the operations that waited.
    Instrument = Callable[[Any], AbstractContextManager[list[str]]]

#: The shape of the result depends on the data, so the host must wait.
DEPENDS_ON_DATA: Final = {"nonzero", "repeat", "unique_all", "unique_counts", "unique_inverse", "unique_values"}
#: Unless checks are off, these functions wait to see whether all indices are within bounds, or the matrices finite.
CHECKS_VALUES: Final = {
    *("linalg.eigvals", "linalg.lstsq", "linalg.pinv", "linalg.solve_triangular", "linalg.svd", "take"),
    "take_along_axis",
}

#: One dtype for each path that an implementation can take.
DTYPES: Final = ("bool", "uint8", "int32", "uint32", "uint64", "float32", "complex64")

#: Operators and indexing of Array must not wait at all; array_api_compat does not have them, so there is no reference.
OPERATORS: Final = (
    "x0 + x1", "x0 * 2", "2 - x4", "x4 ** 2", "x4 // 2", "x4 % x4", "-x0", "x0 == x1", "x0 @ x1", "x0.T", "x0.mT",
    "x0[0]", "x0[:, 1]", "x0[::-1]", "x0[..., None]", "x0[1:, ::2]",
)  # fmt: skip
STATEMENTS: Final = ("x0[0] = x1[1]", "x0[...] = 1", "x0[::-1] = x1", "x0 += x1", "x4 *= 2", "x0[x0 == x1] = 1")


# -- instruments ---------------------------------------------------------------------------------------

#: Methods that copy all of an array to the host.
_COPYING: Final = ("tolist", "numpy", "cpu", "__array__")
#: Operations of torch that copy a number to the host, or need one to know the shape of their result.
_WAITING: Final = (
    "_local_scalar_dense", "is_nonzero", "nonzero", "masked_select", "equal", "_linalg_check_errors", "bincount",
    "_unique", "_unique2", "unique_dim", "unique_consecutive", "allclose",
)  # fmt: skip
#: Calls of GPU runtimes that wait, and copies to the host.
_RUNTIME: Final = (
    r"(cuda|cu|hip|ze|ur)\w*Synchronize\w*|(cuda|hip)Memcpy|urEventWait|urQueueFinish|(Memcpy DtoH|CopyDeviceToHost).*"
)
#: Methods by which arrays of any library copy data to the host.
_ACCESS: Final = (
    *("__array__", "__bool__", "__complex__", "__float__", "__index__", "__int__"),
    *("cpu", "get", "item", "numpy", "tolist"),
)


@contextmanager
def trace(xp: Any, waiting: str = _RUNTIME) -> Generator[list[str]]:
    """Record the waiting calls in a trace of the device's runtime, by all libraries in the process."""
    from torch import profiler

    found: list[str] = []
    with profiler.profile(activities=profiler.supported_activities()) as profile:
        yield found
    found += [event.name for event in profile.events() or () if re.fullmatch(waiting, event.name)]


@contextmanager
def operations(xp: Any) -> Generator[list[str]]:
    """Record operations of torch that wait, on any device including the CPU."""
    from torch.overrides import TorchFunctionMode
    from torch.utils._python_dispatch import TorchDispatchMode

    found: list[str] = []

    class Operations(TorchDispatchMode):  # type: ignore[misc]
        def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            if waits(function, args):
                found.append(str(function))
            return function(*args, **(kwargs or {}))

    class Methods(TorchFunctionMode):  # type: ignore[misc]
        def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            if getattr(function, "__name__", "") in _COPYING:
                found.append(function.__name__)
            return function(*args, **(kwargs or {}))

    with Operations(), Methods():
        yield found


@contextmanager
def methods(xp: Any) -> Generator[list[str]]:
    """Record the methods of arrays that copy data to the host, but not calls inside a library."""
    found: list[str] = []
    kinds = [kind for kind in xp.native.hooks.backend.types() if kind.__flags__ & _HEAP_TYPE]
    kept = [(kind, name, vars(kind).get(name)) for kind in kinds for name in _ACCESS if hasattr(kind, name)]
    for kind, name, _ in kept:
        setattr(kind, name, _noting(found, getattr(kind, name)))
    try:
        yield found
    finally:
        for kind, name, own in kept:
            if own is None:
                delattr(kind, name)
            else:
                setattr(kind, name, own)


#: The flag of a type whose attributes can be set.
_HEAP_TYPE: Final = 1 << 9


def _noting(found: list[str], method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def noting(*args: Any, **kwargs: Any) -> Any:
        found.append(method.__name__)
        return method(*args, **kwargs)

    return noting


def waits(function: Any, args: Any) -> bool:
    """Return whether an operation waits. Indexing waits if an index is a mask, repeating if counts are given."""
    name, _, overload = str(function).removeprefix("aten.").partition(".")
    if name in ("index", "index_put", "index_put_", "_index_put_impl_"):
        return any(x is not None and str(x.dtype).endswith(("bool", "uint8")) for x in args[1])
    return name in _WAITING or (name == "repeat_interleave" and overload == "Tensor")


def instrument_for(xp: Any) -> tuple[str, Instrument] | None:
    """Return the name and the instrument that detects most on a device; None if no instrument works there."""
    for name, instrument, needs in _INSTRUMENTS:
        if (needs is None or find_spec(needs)) and detects_waits(instrument, xp):
            return name, instrument
    return None


def detects_waits(instrument: Instrument, xp: Any) -> bool:
    """Return whether an instrument detects that the host reads a number, and reports nothing for a sum."""
    space = {"x": xp.asarray([1.0])}
    return bool(waiting_operations(instrument, xp, [("x.item()", space)])) and not waiting_operations(
        instrument, xp, [("x + x", space)]
    )


_INSTRUMENTS: Final[tuple[tuple[str, Instrument, str | None], ...]] = (
    ("a trace of the device's runtime", trace, "torch"),
    ("torch's operations", operations, "torch"),
    ("methods of the arrays", methods, None),
)


def waiting_operations(instrument: Instrument, xp: Any, calls: Iterable[tuple[str, dict[str, Any]]]) -> Counter[str]:
    """Run sources with their names and return the operations that waited, without those of the instrument itself."""
    with instrument(xp) as own:
        pass
    prepared = [(*code_of(source), space) for source, space in calls]
    with instrument(xp) as found:
        for code, is_expression, space in prepared:
            if is_expression:
                eval(code, space)
            else:
                exec(code, space)
    return Counter(found) - Counter(own)


# -- calls ---------------------------------------------------------------------------------------------


def operands(xp: Any, dtype: str) -> dict[str, Any]:
    """Return the names in OPERATORS and STATEMENTS, with operands of a dtype."""
    floating = dtype if dtype in ("float32", "complex64") else "float32"
    hosts = {
        "x0": np.array([[1, 0, 1], [2, 1, 0], [1, 1, 3]]).astype(dtype),
        "x1": np.array([[1, 1, 0], [0, 1, 1], [1, 2, 1]]).astype(dtype),
        "x4": np.array([[4, 1, 0], [1, 5, 1], [0, 1, 6]]).astype(floating),
    }
    return {"ua": ua, "xp": xp, **{name: xp.asarray(x) for name, x in hosts.items()}}


def calls(name: str, xp: Any, dtype: str) -> Iterator[tuple[Call, dict[str, Any]]]:
    """Yield the example calls of a function, and their names with inputs of a dtype.

    Functions refuse some dtypes; callers skip these calls. Matrices with special properties are floating-point.
    """
    for example in ROWS[name].every:
        has_domain = any(isinstance(x, Numbers) and x.made_by != "x" for x in example.inputs)
        own = "float32" if has_domain and dtype not in ("float32", "complex64") else dtype
        hosts = example.values(np.random.default_rng(0), own)
        arrays = {f"x{i}": xp.asarray(x) for i, x in enumerate(hosts)}
        yield Call(example.source, tuple(map(Input, hosts))), {"ua": ua, "xp": xp, **arrays}
