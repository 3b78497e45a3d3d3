"""No function makes the host wait for the device more often than array_api_compat's own does.

On an accelerator each wait costs more than the work of a small array. What waits is seen on the CPU as well, where the
library can be listened to: it asks for a number, for indices of what is true, or whether something is.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Any, Final

import array_api_compat
import numpy as np
import pytest

import unifyarray as ua
from tests.support import specs
from unifyarray_conformance._calls import Call, Input, code_of
from unifyarray_conformance._standard import FUNCTIONS, parameters
from unifyarray_conformance._tiers import native_source
from unifyarray_conformance.elementwise_functions import domain

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class Listening:
    """Notes each operation of a library that makes the host wait; one library has hooks for that."""

    def __init__(self) -> None:
        below = pytest.importorskip("torch.utils._python_dispatch")
        above = pytest.importorskip("torch.overrides")
        self.found: list[str] = []
        found = self.found

        class Operations(below.TorchDispatchMode):  # type: ignore[misc,name-defined]
            def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
                if waits(function, args):
                    found.append(str(function))
                return function(*args, **(kwargs or {}))

        class Methods(above.TorchFunctionMode):  # type: ignore[misc,name-defined]
            def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
                if getattr(function, "__name__", "") in _COPYING:
                    found.append(function.__name__)
                return function(*args, **(kwargs or {}))

        self._modes = Operations(), Methods()

    def __enter__(self) -> list[str]:
        for mode in self._modes:
            mode.__enter__()
        return self.found

    def __exit__(self, *error: Any) -> None:
        for mode in reversed(self._modes):
            mode.__exit__(*error)


#: Methods that copy all of an array to the host.
_COPYING: Final = ("tolist", "numpy", "cpu", "__array__")
#: Operations that hand a number to the host, or need one for the shape of their result.
_WAITING: Final = (
    "_local_scalar_dense", "is_nonzero", "nonzero", "masked_select", "equal", "_linalg_check_errors", "bincount",
    "_unique", "_unique2", "unique_dim", "unique_consecutive", "allclose",
)  # fmt: skip


def waits(function: Any, args: Any) -> bool:
    """Return whether an operation waits: indexing does where an index is a mask, repeating where counts are given."""
    name, _, overload = str(function).removeprefix("aten.").partition(".")
    if name in ("index", "index_put", "index_put_", "_index_put_impl_"):
        return any(x is not None and str(x.dtype).endswith(("bool", "uint8")) for x in args[1])
    return name in _WAITING or (name == "repeat_interleave" and overload == "Tensor")


def counted(source: str, space: dict[str, Any]) -> list[str]:
    """Run source and return what made the host wait."""
    code, is_expression = code_of(source)
    with Listening() as found:
        if is_expression:
            eval(code, space)
        else:
            exec(code, space)
    return found


@functools.cache
def heard() -> list[Any]:
    """Return the namespaces of the backends and devices of which the listener notices what they do."""
    found = [ua.namespace(spec) for spec in specs()]
    return [xp for xp in found if counted("x.item()", {"x": xp.asarray([1.0])})]


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


class Base:
    """Stands for a bound namespace whose native one is array_api_compat's."""

    def __init__(self, xp: Any) -> None:
        self.native = array_api_compat.array_namespace(ua.native(xp.zeros(1)))


def sources(name: str, dtype: str) -> Iterator[str]:
    """Return the calls of a function that take a dtype."""
    if name in CALLS:
        yield from CALLS[name]
    elif dtype in domain(name):
        count = len(parameters(name))
        yield f"xp.{name}({', '.join(f'x{i}' for i in range(count))})"
        if count == 2:
            yield f"xp.{name}(x0, 1)"


def attempt(source: str, space: dict[str, Any]) -> list[str] | None:
    """Return what made the host wait; None where a function does not take the arguments."""
    try:
        return counted(source, space)
    except Exception:
        return None


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "__array_namespace_info__"])
def test_no_function_waits_more_often(name: str) -> None:
    tried = 0
    for xp, dtype in itertools.product(heard(), DTYPES):
        for source in sources(name, dtype):
            space, inputs = space_of(xp, dtype)
            native = native_source(Call(source, inputs))
            # Nothing, where array_api_compat has no such function, or not for these arguments.
            allowed = len(attempt(native, space | {"xp": Base(xp)}) or [])
            for text in (source, native):
                with ua.use(checks=False):
                    unchecked = attempt(text, space)
                checked = attempt(text, space)
                if checked is None or unchecked is None:
                    continue
                tried += 1
                if name not in DEPENDS_ON_DATA:
                    assert len(unchecked) <= allowed, f"{text} of {dtype} waits with checks off: {unchecked}"
                if name not in DEPENDS_ON_DATA | CHECKS_BOUNDS:
                    assert len(checked) <= allowed, f"{text} of {dtype} waits: {checked}"
    assert tried


@pytest.mark.parametrize("source", [*OPERATORS, *STATEMENTS])
def test_no_operator_waits(source: str) -> None:
    tried = 0
    for xp, dtype in itertools.product(heard(), DTYPES):
        found = attempt(source, space_of(xp, dtype)[0])
        if found is not None:
            tried += 1
            assert found == [], f"{source} of {dtype} waits"
    assert tried


def test_what_waits_is_heard() -> None:
    """The tests above can fail."""
    torch = pytest.importorskip("torch")
    space = {"x": torch.ones(2), "m": torch.eye(2), "torch": torch}
    for source in ("bool(x.any())", "x[x > 0]", "torch.nonzero(x)", "torch.linalg.inv(m)", "x.tolist()"):
        assert attempt(source, space), source
    for source in ("x + x", "x[0]", "torch.linalg.inv_ex(m)"):
        assert attempt(source, space) == [], source
