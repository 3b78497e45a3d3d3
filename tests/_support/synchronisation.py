"""What makes the host wait for a device: calls of every function, and instruments that hear it.

An instrument proves itself: it serves for a device where it hears that a number is asked for, and nothing in a sum.
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
from unifyarray_conformance.checks.elementwise_functions import domain
from unifyarray_conformance.harness.calls import Input, code_of
from unifyarray_conformance.reference.standard import parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from contextlib import AbstractContextManager

    #: Returns a context for a namespace's arrays; it fills the list of what made the host wait by its end.
    Instrument = Callable[[Any], AbstractContextManager[list[str]]]

#: The shape of these results depends on data, so the host has to ask.
DEPENDS_ON_DATA: Final = {"nonzero", "repeat", "unique_all", "unique_counts", "unique_inverse", "unique_values"}
#: These ask whether all indices are within the bounds, unless checks are off.
CHECKS_BOUNDS: Final = {"take", "take_along_axis"}

#: One dtype for each way that an implementation may go.
DTYPES: Final = ("bool", "uint8", "int32", "uint32", "uint64", "float32", "complex64")

#: A call of each function that is not elementwise; ``x0`` and ``x1`` are of shape (3, 3) and any dtype, ``x2`` holds
#: indices, ``x3`` is of shape (3,) and ``x4`` holds floating-point numbers.
CALLS: Final[dict[str, tuple[str, ...]]] = {
    "arange": ("xp.arange(5)", "xp.arange(0, 1, 0.25)"),
    "asarray": ("xp.asarray(x0)", "xp.asarray(x0, copy=True)", "xp.asarray(1.5)"),
    "empty": ("xp.empty((2, 3))",),
    "empty_like": ("xp.empty_like(x0)",),
    "eye": ("xp.eye(3, k=1)",),
    "from_dlpack": ("xp.from_dlpack(x0)",),
    "full": ("xp.full((2,), 3)",),
    "full_like": ("xp.full_like(x0, 1)",),
    "linspace": ("xp.linspace(0, 1, 5)", "xp.linspace(0, 1, 5, endpoint=False)"),
    "meshgrid": ("xp.meshgrid(x3, x3)",),
    "ones": ("xp.ones(3)",),
    "ones_like": ("xp.ones_like(x0)",),
    "tril": ("xp.tril(x0)",),
    "triu": ("xp.triu(x0, k=1)",),
    "zeros": ("xp.zeros(3)",),
    "zeros_like": ("xp.zeros_like(x0)",),
    "astype": ("xp.astype(x0, xp.float32)", "xp.astype(x0, xp.uint16)", "xp.astype(x0, xp.bool)"),
    "can_cast": ("xp.can_cast(xp.int8, xp.int16)",),
    "finfo": ("xp.finfo(xp.float32)",),
    "iinfo": ("xp.iinfo(xp.int8)",),
    "isdtype": ("xp.isdtype(xp.int8, 'integral')",),
    "result_type": ("xp.result_type(x0, x0)", "xp.result_type(x0, 1)"),
    "clip": ("xp.clip(x0, 1, 2)", "xp.clip(x0, x1, x1)", "xp.clip(x0, min=x1)"),
    "take": ("xp.take(x0, x2, axis=0)",),
    "take_along_axis": ("xp.take_along_axis(x3, x2)",),
    "matmul": ("xp.matmul(x0, x1)", "xp.matmul(x0, x3)"),
    "matrix_transpose": ("xp.matrix_transpose(x0)",),
    "tensordot": ("xp.tensordot(x0, x1)", "xp.tensordot(x0, x1, axes=1)"),
    "vecdot": ("xp.vecdot(x0, x3)",),
    "broadcast_arrays": ("xp.broadcast_arrays(x0, x3)",),
    "broadcast_shapes": ("xp.broadcast_shapes((2, 1), (3,))",),
    "broadcast_to": ("xp.broadcast_to(x3, (2, 3))",),
    "concat": ("xp.concat([x0, x1])", "xp.concat([x0, x3], axis=None)"),
    "expand_dims": ("xp.expand_dims(x0, 1)",),
    "flip": ("xp.flip(x0)",),
    "moveaxis": ("xp.moveaxis(x0, 0, 1)",),
    "permute_dims": ("xp.permute_dims(x0, (1, 0))",),
    "repeat": ("xp.repeat(x0, 2)", "xp.repeat(x0, 2, axis=1)", "xp.repeat(x3, x2)"),
    "reshape": ("xp.reshape(x0, (9,))", "xp.reshape(x0, (9,), copy=True)"),
    "roll": ("xp.roll(x0, 1)", "xp.roll(x0, (1, 1), axis=(0, 1))"),
    "squeeze": ("xp.squeeze(xp.expand_dims(x0, 0), 0)",),
    "stack": ("xp.stack([x0, x1])",),
    "tile": ("xp.tile(x0, (2, 1))",),
    "unstack": ("xp.unstack(x0)",),
    "argmax": ("xp.argmax(x0)", "xp.argmax(x0, axis=1)"),
    "argmin": ("xp.argmin(x0)", "xp.argmin(x0, axis=1)"),
    "count_nonzero": ("xp.count_nonzero(x0)", "xp.count_nonzero(x0, axis=0)"),
    "nonzero": ("xp.nonzero(x0)",),
    "searchsorted": ("xp.searchsorted(x3, x3)", "xp.searchsorted(x3, x3, sorter=x2)"),
    "where": ("xp.where(xp.astype(x0, xp.bool), x0, x1)", "xp.where(xp.astype(x0, xp.bool), x0, 1)"),
    "isin": ("xp.isin(x0, x3)", "xp.isin(x0, 1)"),
    "unique_all": ("xp.unique_all(x0)",),
    "unique_counts": ("xp.unique_counts(x0)",),
    "unique_inverse": ("xp.unique_inverse(x0)",),
    "unique_values": ("xp.unique_values(x0)",),
    "argsort": ("xp.argsort(x0)", "xp.argsort(x0, descending=True)"),
    "sort": ("xp.sort(x0)", "xp.sort(x0, axis=0, descending=True)"),
    "cumulative_prod": ("xp.cumulative_prod(x3)", "xp.cumulative_prod(x3, include_initial=True)"),
    "cumulative_sum": ("xp.cumulative_sum(x3)", "xp.cumulative_sum(x0, axis=0, include_initial=True)"),
    "max": ("xp.max(x0)", "xp.max(x0, axis=(0, 1))"),
    "mean": ("xp.mean(x0)", "xp.mean(x0, axis=0)"),
    "min": ("xp.min(x0)", "xp.min(x0, axis=(0, 1))"),
    "prod": ("xp.prod(x0)", "xp.prod(x0, axis=(0, 1))"),
    "std": ("xp.std(x0)", "xp.std(x0, axis=0, correction=1)"),
    "sum": ("xp.sum(x0)", "xp.sum(x0, axis=())"),
    "var": ("xp.var(x0)", "xp.var(x0, axis=0, correction=1)"),
    "all": ("xp.all(x0)", "xp.all(x0, axis=(0, 1))"),
    "any": ("xp.any(x0)", "xp.any(x0, axis=())"),
    "diff": ("xp.diff(x0)", "xp.diff(x0, prepend=x0)"),
    "linalg.cholesky": ("xp.linalg.cholesky(x4)", "xp.linalg.cholesky(x4, upper=True)"),
    "linalg.cross": ("xp.linalg.cross(x0, x1)",),
    "linalg.det": ("xp.linalg.det(x4)",),
    "linalg.diagonal": ("xp.linalg.diagonal(x0)",),
    "linalg.eig": ("xp.linalg.eig(x4)",),
    "linalg.eigh": ("xp.linalg.eigh(x4)",),
    "linalg.eigvals": ("xp.linalg.eigvals(x4)",),
    "linalg.eigvalsh": ("xp.linalg.eigvalsh(x4)",),
    "linalg.inv": ("xp.linalg.inv(x4)",),
    "linalg.matmul": ("xp.linalg.matmul(x0, x1)",),
    "linalg.matrix_norm": ("xp.linalg.matrix_norm(x4)", "xp.linalg.matrix_norm(x4, ord=2)"),
    "linalg.matrix_power": ("xp.linalg.matrix_power(x4, 3)", "xp.linalg.matrix_power(x4, -1)"),
    "linalg.matrix_rank": ("xp.linalg.matrix_rank(x4)", "xp.linalg.matrix_rank(x4, rtol=0.1)"),
    "linalg.matrix_transpose": ("xp.linalg.matrix_transpose(x0)",),
    "linalg.outer": ("xp.linalg.outer(x3, x3)",),
    "linalg.pinv": ("xp.linalg.pinv(x4)", "xp.linalg.pinv(x4, rtol=0.1)"),
    "linalg.qr": ("xp.linalg.qr(x4)",),
    "linalg.slogdet": ("xp.linalg.slogdet(x4)",),
    "linalg.solve": ("xp.linalg.solve(x4, x4)",),
    "linalg.svd": ("xp.linalg.svd(x4)",),
    "linalg.svdvals": ("xp.linalg.svdvals(x4)",),
    "linalg.tensordot": ("xp.linalg.tensordot(x0, x1)",),
    "linalg.trace": ("xp.linalg.trace(x0)",),
    "linalg.vecdot": ("xp.linalg.vecdot(x0, x3)",),
    "linalg.vector_norm": ("xp.linalg.vector_norm(x4)", "xp.linalg.vector_norm(x4, axis=0, ord=1)"),
    **{f"fft.{name}": (f"xp.fft.{name}(x4)",) for name in ("fft", "ifft", "fftn", "ifftn", "irfft", "irfftn", "hfft")},
    **{f"fft.{name}": (f"xp.fft.{name}(xp.real(x4))",) for name in ("rfft", "rfftn", "ihfft")},
    **{f"fft.{name}": (f"xp.fft.{name}(x0)",) for name in ("fftshift", "ifftshift")},
    **{f"fft.{name}": (f"xp.fft.{name}(5)",) for name in ("fftfreq", "rfftfreq")},
}
#: Operators and methods of Array, which array_api_compat has none of: they are not to wait at all.
OPERATORS: Final = (
    "x0 + x1", "x0 * 2", "2 - x4", "x4 ** 2", "x4 // 2", "x4 % x4", "-x0", "x0 == x1", "x0 @ x1", "x0.T", "x0.mT",
    "x0[0]", "x0[:, 1]", "x0[::-1]", "x0[..., None]", "x0[1:, ::2]",
)  # fmt: skip
STATEMENTS: Final = ("x0[0] = x1[1]", "x0[...] = 1", "x0[::-1] = x1", "x0 += x1", "x4 *= 2", "x0[x0 == x1] = 1")


# -- instruments ---------------------------------------------------------------------------------------

#: Methods that copy all of an array to the host.
_COPYING: Final = ("tolist", "numpy", "cpu", "__array__")
#: Operations of torch that hand a number to the host, or need one for the shape of their result.
_WAITING: Final = (
    "_local_scalar_dense", "is_nonzero", "nonzero", "masked_select", "equal", "_linalg_check_errors", "bincount",
    "_unique", "_unique2", "unique_dim", "unique_consecutive", "allclose",
)  # fmt: skip
#: Calls of the runtimes of GPUs that wait, and what is copied to the host.
_RUNTIME: Final = (
    r"(cuda|cu|hip|ze|ur)\w*Synchronize\w*|(cuda|hip)Memcpy|urEventWait|urQueueFinish|(Memcpy DtoH|CopyDeviceToHost).*"
)
#: What arrays of any library hand to the host by.
_ACCESS: Final = (
    *("__array__", "__bool__", "__complex__", "__float__", "__index__", "__int__"),
    *("cpu", "get", "item", "numpy", "tolist"),
)


@contextmanager
def trace(xp: Any, waiting: str = _RUNTIME) -> Generator[list[str]]:
    """Note what a trace of the device's runtime has: of the whole process, whichever library calls it."""
    from torch import profiler

    found: list[str] = []
    with profiler.profile(activities=profiler.supported_activities()) as profile:
        yield found
    found += [event.name for event in profile.events() or () if re.fullmatch(waiting, event.name)]


@contextmanager
def operations(xp: Any) -> Generator[list[str]]:
    """Note operations of torch that wait, on any of its devices, the CPU among them."""
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
    """Note the methods of arrays that hand data to the host; what a library does inside is not heard."""
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


#: The flag of types whose attributes can be set.
_HEAP_TYPE: Final = 1 << 9


def _noting(found: list[str], method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def noting(*args: Any, **kwargs: Any) -> Any:
        found.append(method.__name__)
        return method(*args, **kwargs)

    return noting


def waits(function: Any, args: Any) -> bool:
    """Return whether an operation waits: indexing does where an index is a mask, repeating where counts are given."""
    name, _, overload = str(function).removeprefix("aten.").partition(".")
    if name in ("index", "index_put", "index_put_", "_index_put_impl_"):
        return any(x is not None and str(x.dtype).endswith(("bool", "uint8")) for x in args[1])
    return name in _WAITING or (name == "repeat_interleave" and overload == "Tensor")


def instrument_for(xp: Any) -> tuple[str, Instrument] | None:
    """Return the instrument that hears most of what a device waits for, and what it is; None where none hears it."""
    for name, instrument, needs in _INSTRUMENTS:
        if (needs is None or find_spec(needs)) and serves(instrument, xp):
            return name, instrument
    return None


def serves(instrument: Instrument, xp: Any) -> bool:
    """Return whether an instrument hears that a number is asked for, and nothing in a sum."""
    space = {"x": xp.asarray([1.0])}
    return bool(heard(instrument, xp, [("x.item()", space)])) and not heard(instrument, xp, [("x + x", space)])


_INSTRUMENTS: Final[tuple[tuple[str, Instrument, str | None], ...]] = (
    ("a trace of the device's runtime", trace, "torch"),
    ("torch's operations", operations, "torch"),
    ("methods of the arrays", methods, None),
)


def heard(instrument: Instrument, xp: Any, calls: Iterable[tuple[str, dict[str, Any]]]) -> Counter[str]:
    """Run sources in their names and return what made the host wait; what a trace has of itself is not counted."""
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


def space_of(xp: Any, dtype: str) -> tuple[dict[str, Any], tuple[Input, ...]]:
    """Return names and values for the examples of one dtype."""
    floating = dtype if dtype in ("float32", "complex64") else "float32"
    hosts = (
        np.array([[1, 0, 1], [2, 1, 0], [1, 1, 3]]).astype(dtype),
        np.array([[1, 1, 0], [0, 1, 1], [1, 2, 1]]).astype(dtype),
        np.array([0, 2, 1]),
        np.array([0, 1, 3]).astype(dtype),
        np.array([[4, 1, 0], [1, 5, 1], [0, 1, 6]]).astype(floating),
    )
    arrays = {f"x{i}": xp.asarray(x) for i, x in enumerate(hosts)}
    return {"ua": ua, "xp": xp, **arrays}, tuple(map(Input, hosts))


def sources(name: str, dtype: str) -> Iterator[str]:
    """Return the calls of a function that take a dtype."""
    if name in CALLS:
        yield from CALLS[name]
    elif dtype in domain(name):
        count = len(parameters(name))
        yield f"xp.{name}({', '.join(f'x{i}' for i in range(count))})"
        if count == 2:
            yield f"xp.{name}(x0, 1)"
