"""A library's compiler traces functions of Arrays; docs/compile.md lists the exceptions.

The tests find the compiler in the native namespace, which passes the library's own attributes through.
"""

from __future__ import annotations

import asyncio
import copy
import re
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from tests._support import ROOT, specs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests._support import Python

DOCUMENT = ROOT / "docs" / "compile.md"


def compiler(spec: str) -> Callable[..., Any] | None:
    """Return the library's ``compile``, or None if it has no function of that name."""
    return getattr(ua.namespace(spec).native, "compile", None)


COMPILED = [spec for spec in specs() if compiler(spec) is not None]
UNSIGNED = ("uint8", "uint16", "uint32", "uint64")


@pytest.fixture(params=COMPILED)
def compiled_spec(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a test on every backend and device whose library has a compiler."""
    spec: str = request.param
    ua.namespace(spec)
    ua.current()  # docs/compile.md: the first look-up of a selection does not trace
    yield spec
    getattr(ua.namespace(spec).native, "compiler").reset()  # noqa: B009 - not in the types


def traced(compiled_spec: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function compiled as one graph; the compiler raises if it cannot trace everything."""
    compile_ = compiler(compiled_spec)
    assert compile_ is not None
    return compile_(function, fullgraph=True, backend="eager")  # type: ignore[no-any-return]


def array(compiled_spec: str, *shape: int, dtype: str = "float64") -> ua.Array:
    return ua.asarray(1 + np.arange(np.prod(shape, dtype=int)).reshape(shape), dtype=dtype, device=compiled_spec)


def same(got: Any, expected: Any) -> None:
    """Assert that two results have equal type, namespace, dtype, shape and values."""
    assert type(got) is type(expected)
    if isinstance(expected, tuple | list):
        assert len(got) == len(expected)
        for one, other in zip(got, expected, strict=True):
            same(one, other)
    elif isinstance(expected, dict):
        assert got.keys() == expected.keys()
        for key, value in expected.items():
            same(got[key], value)
    elif isinstance(expected, ua.Array):
        assert got.__array_namespace__() is expected.__array_namespace__()
        assert (got.dtype, got.shape) == (expected.dtype, expected.shape)
        np.testing.assert_array_equal(ua.to_numpy(got), ua.to_numpy(expected))
    elif isinstance(expected, bool | int | float | str | type(None)):
        assert got == expected
    else:
        assert ua.array_namespace(got) is ua.array_namespace(expected)
        assert got.dtype == expected.dtype
        np.testing.assert_array_equal(ua.to_numpy(got), ua.to_numpy(expected))


def check(compiled_spec: str, function: Callable[..., Any], *args: Any) -> None:
    """Assert that a function traces, returns the same as without a compiler, and keeps the selection."""
    before = ua.current()
    expected = function(*copy.deepcopy(args))
    same(traced(compiled_spec, function)(*copy.deepcopy(args)), expected)
    assert ua.current() is before


# -- functions that trace --------------------------------------------------------------------------------


def arithmetic(a: Any, b: Any) -> Any:
    return a + b, a - b, a * b, a / b, a // b, a % b, a**b, +a, abs(a), ua.maximum(a, b), ua.abs(a)


def comparisons(a: Any, b: Any) -> Any:
    return a == b, a != b, a < b, a <= b, a > b, a >= b, ua.where(a < b, a, b), ua.logical_not(a < b)


def bits(a: Any, b: Any) -> Any:
    return a & b, a | b, a ^ b, a << b, a >> b, ua.bitwise_invert(a)


def scalars(a: Any) -> Any:
    return 2 * a, a + 1, 9 - a, a * 2.0, 3.0 / a, a**2, 2**a, a // 2, 7 % a, a > 1, a == 300, ua.minimum(a, 2)


def updates(a: Any) -> Any:
    b = ua.asarray(a, copy=True)
    b += 1
    b *= a
    b -= 1
    a += b  # changes the argument, as without a compiler
    return a, b


def creation(a: Any) -> Any:
    made = [ua.zeros(3), ua.ones((2, 3)), ua.full(3, 7), ua.arange(3), ua.linspace(0, 1, 3), ua.eye(3), ua.asarray(1.5)]
    return a + made[0], *made, ua.zeros_like(a), ua.full_like(a, 2), ua.sqrt(ua.arange(3)), ua.asarray(a)


def reductions(a: Any) -> Any:
    return (
        *(ua.sum(a), ua.sum(a, axis=0), ua.mean(a, axis=1, keepdims=True), ua.prod(a), ua.max(a), ua.min(a, axis=-1)),
        *(ua.std(a), ua.var(a, axis=0, correction=1), ua.all(a > 0), ua.any(a > 3, axis=(0, 1)), ua.argmax(a)),
        *(ua.count_nonzero(a), ua.cumulative_sum(a, axis=1), ua.diff(a)),
    )


def methods(a: Any, index: Any) -> Any:
    return (
        *(a.sum(axis=0).reshape(3, 1), a.mean(), a.max(0), a.min(), a.prod(keepdims=True), a.std(), a.var(axis=1)),
        *(a.all(1), a.any(), a.argmax(), a.argmin(0), a.argsort(), a.cumsum(0), a.cumprod(axis=1), a.take(index, 0)),
        *(a.transpose(1, 0), a.transpose(), a.T, a.swapaxes(0, -1), a[None].squeeze(), a.flatten(), a.ravel()),
        *(a.repeat(2, axis=0), a.clip(2, 5), a.round(), a.conj(), a.real, a.astype("float32"), a.nbytes),
        *(hasattr(a, "numpy"), hasattr(a, "no_such_name")),
    )


def dtypes_and_devices(a: Any) -> Any:
    lib = ua.array_namespace(a).native
    same = [a.dtype == ua.float64, a.dtype == "float64", a.dtype != "int8", a.dtype == ua.native(a).dtype]
    same += [a.dtype in (ua.float32, ua.float64), a.dtype in {ua.float64: 1}, ua.native(a).dtype == a.dtype]
    same += [a.dtype == lib.float32, a.dtype.kind == "f", a.dtype == float, a.dtype == 1, a.dtype == None]  # noqa: E711
    same += [a.device == "cpu", a.device == str(a.device), a.device in ("cpu", "cuda:0"), isinstance(a.device, str)]
    made = ua.zeros(3, device=a.device), ua.ones(2, device=ua.Device("cpu"), dtype=a.dtype)
    return (same, *made, ua.asarray(lib.zeros(2, device=a.device, dtype=lib.float64)), hash(a.dtype) == hash("float64"))


def rounding(a: Any) -> Any:
    return round(a, 1), a.round(), ua.round(a, decimals=-1), ua.round(ua.astype(a, "int64"), decimals=-1), divmod(a, 2)


def assignment(a: Any, mask: Any, index: Any) -> Any:
    b = ua.zeros_like(a)
    b[0] = 5.0
    b[1:, ::2] = 7
    b[..., 1] = a[..., 0]
    b[::-1] = b + a
    b[mask] = -1
    b[index, 0] = ua.astype(a[index, 1], ua.float32)
    return b


def indexing(a: Any, index: Any) -> Any:
    basic = (a[0], a[-1, 1], a[1:3], a[..., 0], a[None, :, None], a[1:100], a[:0])
    return *basic, a[index], a[:, index], a[index, None, index], ua.take(a, index, axis=1)


def negative_steps(a: Any) -> Any:
    return a[::-1], a[:, ::-2], a[::-1, ::-1], a[-2:0:-1], a[::-1][0], ua.flip(a)


def literals(a: Any) -> Any:
    made = [
        ua.asarray([1.5, 2.0], device=a.device),
        ua.asarray([[1, 2], [3, 4]]),
        ua.asarray((True, False)),
        ua.asarray([]),
    ]
    typed = ua.asarray([1, 2, 3], dtype="float32"), ua.asarray([200, 255], dtype="uint16"), ua.asarray([1, 2j])
    return *made, *typed, ua.asarray([a[0], 1.0, a[1]]), ua.asarray([[a[0], 1.0], [2.0, a[1]]]), a[[0, 2]], a[[-1]]


def zero_dimensional_indices(a: Any, i: Any) -> Any:
    b, c = ua.asarray(a, copy=True), ua.stack([a, 2 * a])
    b[ua.argmax(a)] = 0.0
    b[i] = a[ua.argmin(a)]
    c[i, :2] = a[:2]
    c[:, i] = a[2:]
    both = ua.asarray([0, 1], device=a.device)
    return a[ua.argmax(a)], a[i], c[i], c[:, i], c[i, ::-1], c[i, both], c[both, i], c[i, i], b, c


def masks(a: Any) -> Any:
    b, c = ua.zeros_like(a), ua.asarray(a, copy=True)
    mask = a > 2
    b[mask] = a[mask]
    c[c > 2] = c[c > 2] + 1
    d = ua.stack([a, a])
    d[ua.asarray([True, False], device=a.device)] = ua.ones_like(d)[:1]
    return b, c, d


def constants(a: Any) -> Any:
    tree = ua.stop_gradient({"a": a, "more": [a + 1, 3, "text", None]})
    return ua.stop_gradient(a) * 2, a.detach() + 1, tree["a"], tree["more"][0], tree["more"][1:]


def shapes(a: Any) -> Any:
    return (
        *(ua.reshape(a, (-1,)), ua.concat([a, a]), ua.stack([a, a], axis=1), ua.permute_dims(a, (1, 0)), a.T, a.mT),
        *(ua.broadcast_to(a, (2, *a.shape)), ua.expand_dims(a, axis=0), ua.roll(a, 1, axis=0), *ua.unstack(a)),
    )


def sections(a: Any) -> Any:
    decomposed = (*ua.linalg.qr(a), *ua.linalg.svd(a), ua.linalg.det(a), ua.linalg.solve(a, a))
    products = (ua.matmul(a, a), a.__matmul__(a), ua.tensordot(a, a), ua.vecdot(a, a))
    return *decomposed, *products, ua.fft.irfft(ua.fft.rfft(a)), ua.sort(a), ua.argsort(a, descending=True)


def elementwise(a: Any) -> Any:
    return ua.sin(a), ua.exp(a), ua.log1p(a), ua.sqrt(a), ua.sign(a), ua.clip(a, 1, 2), ua.hypot(a, a), ua.atan2(a, 1.0)


def attributes(a: Any) -> Any:
    wide = a.dtype is ua.float64 and ua.isdtype(a.dtype, "real floating") and a.device == str(a.device)
    return a * a.shape[0] + a.ndim + a.size + len(a) + ua.finfo(a.dtype).eps if wide else a


def casts(a: Any, b: Any) -> Any:
    both = ua.astype(a, ua.result_type(a, b))
    return both, ua.astype(a, "int32"), ua.astype(a, ua.bool), ua.astype(a, "complex64"), ua.convert(a, a.device)


def namespaces(a: Any) -> Any:
    xp = ua.array_namespace(a)
    return xp.sin(a) + xp.zeros(3) + a.__array_namespace__().ones(3), ua.native(a)


def rows(items: Any) -> Any:
    total = 0.0
    for row in items["x"]:
        total = row + total
    return {"total": total, "all": [items["x"], (items["n"],)]}


def mixed(a: Any, b: Any) -> Any:
    return a + b, a * b, b / a, a < b, ua.maximum(a, b), ua.where(a > 1, a, b), ua.concat([a, b])


SQUARE = [[2.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 4.0]]


@pytest.mark.parametrize("function", [arithmetic, comparisons])
@pytest.mark.parametrize("dtype", ["int8", "int64", "float32", "float64", *UNSIGNED])
def test_operators(compiled_spec: str, function: Callable[..., Any], dtype: str) -> None:
    check(compiled_spec, function, array(compiled_spec, 3, dtype=dtype), array(compiled_spec, 3, dtype=dtype)[::-1])


@pytest.mark.parametrize("dtype", ["bool", "int16", *UNSIGNED])
def test_bits(compiled_spec: str, dtype: str) -> None:
    functions = bits if dtype != "bool" else lambda a, b: (a & b, a | b, a ^ b)
    check(compiled_spec, functions, array(compiled_spec, 3, dtype=dtype), array(compiled_spec, 3, dtype=dtype)[::-1])


@pytest.mark.parametrize("dtype", ["int8", "int32", "float32", "float64", *UNSIGNED])
def test_scalars(compiled_spec: str, dtype: str) -> None:
    check(compiled_spec, scalars, array(compiled_spec, 3, dtype=dtype))


@pytest.mark.parametrize(
    "dtypes", [("int64", "float32"), ("float32", "float64"), ("uint16", "int32"), ("int8", "complex64")], ids="-".join
)
def test_mixed_dtypes(compiled_spec: str, dtypes: tuple[str, str]) -> None:
    function = mixed if dtypes[1] != "complex64" else lambda a, b: (a + b, b * a, a / b, a == b)
    check(compiled_spec, function, array(compiled_spec, 3, dtype=dtypes[0]), array(compiled_spec, 3, dtype=dtypes[1]))


@pytest.mark.parametrize("dtype", ["float32", "int32", "uint16"])
def test_updates(compiled_spec: str, dtype: str) -> None:
    check(compiled_spec, updates, array(compiled_spec, 2, 3, dtype=dtype))
    a = array(compiled_spec, 2, 3, dtype=dtype)
    traced(compiled_spec, updates)(a)
    assert int(a[0, 0]) > 1


@pytest.mark.parametrize("default_float", ["float32", "float64"])
def test_creation_with_the_default_selection(compiled_spec: str, default_float: str) -> None:
    ua.set_default(compiled_spec, default_float=default_float)
    ua.current()
    check(compiled_spec, creation, array(compiled_spec, 3))


@pytest.mark.parametrize("default_float", ["float32", "float64"])
def test_creation_under_use(compiled_spec: str, default_float: str) -> None:
    with ua.use(compiled_spec, default_float=default_float):
        check(compiled_spec, creation, array(compiled_spec, 3))
    decorated = ua.use(compiled_spec, default_float=default_float)(creation)
    check(compiled_spec, decorated, array(compiled_spec, 3))
    ua.set_default(compiled_spec)
    ua.current()
    check(compiled_spec, decorated, array(compiled_spec, 3))


def test_dtypes_and_devices_trace(compiled_spec: str) -> None:
    with ua.use(compiled_spec):
        check(compiled_spec, dtypes_and_devices, array(compiled_spec, 3))
        check(compiled_spec, rounding, array(compiled_spec, 2, 3) / 7)


def test_use_inside_the_function(compiled_spec: str) -> None:
    def nested(a: Any) -> Any:
        with ua.use(compiled_spec, default_float="float32"):
            outer = ua.zeros(3)
            with ua.use(default_float="float64", checks=False):
                inner = ua.zeros(3)
                checks = ua.current().checks
            return a + outer, inner, ua.zeros(3), checks, ua.zeros(3, device=compiled_spec), ua.ones(3, device=a.device)

    check(compiled_spec, nested, array(compiled_spec, 3))
    ua.set_default(compiled_spec)
    ua.current()
    check(compiled_spec, nested, array(compiled_spec, 3))


@pytest.mark.parametrize("dtype", ["float64", "int32", *UNSIGNED])
def test_reductions(compiled_spec: str, dtype: str) -> None:
    check(compiled_spec, reductions, array(compiled_spec, 2, 3, dtype=dtype))


def test_methods(compiled_spec: str) -> None:
    check(compiled_spec, methods, array(compiled_spec, 2, 3), ua.asarray([1, 0, 1], device=compiled_spec))


def test_assignment(compiled_spec: str) -> None:
    a = array(compiled_spec, 3, 4)
    check(compiled_spec, assignment, a, a > 9, ua.asarray([2, 0], device=compiled_spec))


@pytest.mark.parametrize("dtype", ["float64", *UNSIGNED])
def test_indexing(compiled_spec: str, dtype: str) -> None:
    check(
        compiled_spec, indexing, array(compiled_spec, 4, 4, dtype=dtype), ua.asarray([3, 0, -1], device=compiled_spec)
    )


@pytest.mark.parametrize("dtype", ["float64", *UNSIGNED])
def test_negative_steps(compiled_spec: str, dtype: str) -> None:
    check(compiled_spec, negative_steps, array(compiled_spec, 4, 5, dtype=dtype))


def test_shapes_that_depend_on_values(compiled_spec: str) -> None:
    check(
        compiled_spec,
        lambda a: (a[a > 3], ua.nonzero(a), ua.unique_values(a), a * float(a[0])),
        array(compiled_spec, 6),
    )


@pytest.mark.parametrize("function", [shapes, sections, rows])
def test_further_sections(compiled_spec: str, function: Callable[..., Any]) -> None:
    a = ua.asarray(SQUARE, device=compiled_spec)
    check(compiled_spec, function, a if function is not rows else {"x": a, "n": None})


@pytest.mark.parametrize("function", [elementwise, attributes, namespaces])
def test_functions_and_attributes(compiled_spec: str, function: Callable[..., Any]) -> None:
    check(compiled_spec, function, array(compiled_spec, 3))


@pytest.mark.parametrize("dtype", ["float64", "int32", *UNSIGNED])
@pytest.mark.parametrize("function", [literals, masks, constants])
def test_literals_masks_and_constants(compiled_spec: str, function: Callable[..., Any], dtype: str) -> None:
    ua.set_default(compiled_spec)
    ua.current()
    check(compiled_spec, function, array(compiled_spec, 4, dtype=dtype))


def test_zero_dimensional_indices(compiled_spec: str) -> None:
    ua.set_default(compiled_spec)
    ua.current()
    index = ua.asarray(1, device=compiled_spec)
    check(compiled_spec, zero_dimensional_indices, array(compiled_spec, 4), index)


@pytest.mark.parametrize(
    "literal", [[1, "a"], [[1, 2], [3]], [[1, 2], 3]], ids=["text", "different lengths", "number beside a row"]
)
def test_wrong_literals_raise(compiled_spec: str, literal: list[Any]) -> None:
    ua.set_default(compiled_spec)
    ua.current()
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the class is the compiler's
        traced(compiled_spec, lambda a: a + ua.asarray(literal))(array(compiled_spec, 3))
    assert not isinstance(caught.value, AssertionError)


def test_casts(compiled_spec: str) -> None:
    check(compiled_spec, casts, array(compiled_spec, 3, dtype="int64"), array(compiled_spec, 3, dtype="float32"))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_portable_with_native_arrays(compiled_spec: str, dtype: str) -> None:
    @ua.portable
    def whiten(x: Any, *, n: Any, scale: float = 2.0) -> Any:
        x = x - ua.mean(x, axis=0) + ua.zeros(3)
        return {"x": x[:, ::-1] * scale, "more": [ua.sqrt(n), (ua.linspace(0, 1, 3),)]}

    x, n = ua.native(array(compiled_spec, 4, 3, dtype=dtype)), ua.native(array(compiled_spec, 3, dtype="int32"))
    before = ua.current()
    same(traced(compiled_spec, whiten)(x, n=n), whiten(x, n=n))
    assert ua.current() is before
    same(traced(compiled_spec, whiten)(ua.asarray(x), n=ua.asarray(n)), whiten(ua.asarray(x), n=ua.asarray(n)))


def test_functions_of_a_native_namespace(compiled_spec: str) -> None:
    def function(x: Any) -> Any:
        xp = ua.array_namespace(x)
        return xp.sin(x) + xp.zeros(3), xp.linalg.vector_norm(x)

    check(compiled_spec, function, ua.native(array(compiled_spec, 3)))


# -- changes of the selection ----------------------------------------------------------------------------


def test_traced_function_follows_changes_of_the_selection(compiled_spec: str) -> None:
    function = traced(compiled_spec, lambda x: x + ua.zeros(3))
    x = array(compiled_spec, 3, dtype="float32")
    ua.set_default(compiled_spec)
    ua.current()
    for _ in range(2):
        assert function(x).dtype is ua.float64
        with ua.use(compiled_spec, default_float="float32"):
            assert function(x).dtype is ua.float32
            seen: list[ua.DType] = []
            thread = threading.Thread(target=lambda: seen.append(function(x).dtype))  # noqa: B023 - joined below
            thread.start()
            thread.join()
            assert seen == [ua.float64]  # a new thread starts from the default
            assert function(x).dtype is ua.float32
    ua.set_default(compiled_spec, default_float="float32")
    ua.current()
    assert function(x).dtype is ua.float32


def test_traced_function_in_asyncio_tasks(compiled_spec: str) -> None:
    """A traced function sees the block that its thread entered last, as docs/compile.md says of asyncio."""
    ua.set_default(compiled_spec)
    ua.current()
    function = traced(compiled_spec, lambda: ua.zeros(3))

    async def work(default_float: str, around: str) -> str:
        for _ in range(3):
            if around == "await":
                with ua.use(default_float=default_float):
                    await asyncio.sleep(0)
                    made = function()
            else:
                await asyncio.sleep(0)
                with ua.use(default_float=default_float):
                    made = function()
            if str(made.dtype) != default_float:
                break
        return str(made.dtype)

    async def both(around: str) -> list[str]:
        return list(await asyncio.gather(work("float32", around), work("float64", around)))

    assert asyncio.run(both("call")) == ["float32", "float64"]
    assert asyncio.run(both("await")) != ["float32", "float64"]


# -- functions that do not trace -------------------------------------------------------------------------

CONSTANT = [1.0, 0.5, 2.0]


def _outside(make: Callable[[str], Any], function: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def run(compiled_spec: str, a: Any) -> Any:
        constant = make(compiled_spec)
        return traced(compiled_spec, lambda a: function(a, constant))(a)

    return run


def _inside(function: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda compiled_spec, a: traced(compiled_spec, function)(a)


def _after(function: Callable[[Any], Any], then: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda compiled_spec, a: then(traced(compiled_spec, function)(a))


def _catching(a: Any) -> Any:
    try:
        return a + ua.asarray(a, device="numpy")
    except ua.DeviceMismatchError:
        return a


def _writes_to_row(a: Any) -> Any:
    y = ua.stack([a, a])
    y[0, y[0] > 1] = y[1, y[1] > 1] * 2
    return y


def _writes_to_view(a: Any) -> Any:
    y = ua.stack([a, a])
    row = y[0]
    row[row > 1] = row[row > 1] * 2
    return y


def _asking(a: Any) -> Any:
    b = ua.asarray(a, device=a.device)
    return a + b if a.device != b.device else a


#: The left column of the table in docs/compile.md, a function that does not trace, and a workaround.
UNTRACED: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    "`a @ b`": (lambda a: a @ a, _inside(lambda a: ua.matmul(a, a))),
    "`~a`": (lambda a: ~(a > 1), _inside(lambda a: ua.bitwise_invert(a > 1))),
    "`ua.asarray` of a NumPy array": (
        lambda a: a * ua.asarray(np.asarray(CONSTANT), device=a.device),
        _outside(
            lambda compiled_spec: ua.asarray(np.asarray(CONSTANT), device=compiled_spec),
            lambda a, constant: a * constant,
        ),
    ),
    "`a[:ua.argmax(a)]`": (
        lambda a: ua.sum(a[: ua.argmax(a)]),
        _inside(lambda a: ua.sum(ua.where(ua.arange(a.shape[0], device=a.device) < ua.argmax(a), a, 0.0))),
    ),
    "`y[0, mask] = values`": (_writes_to_row, _inside(_writes_to_view)),
    "`if ua.all(a > 0):`": (
        lambda a: a + 1 if ua.all(a > 0) else -a,
        _inside(lambda a: ua.where(ua.all(a > 0), a + 1, -a)),
    ),
    "`a.tolist()`": (lambda a: (a + 1).tolist(), _after(lambda a: a + 1, lambda a: a.tolist())),
    '`print(a)`, `f"{a}"`': (lambda a: print(a + 1), _after(lambda a: a + 1, print)),
    '`ua.convert(a, "numpy")`': (
        lambda a: ua.convert(a + 1, "numpy"),
        _after(lambda a: a + 1, lambda a: ua.convert(a, "numpy")),
    ),
    "`except ua.DeviceMismatchError:`": (_catching, _inside(_asking)),
    "`ua.random.default_rng(7).random(3)`": (
        lambda a: a + ua.random.default_rng(7).random(3),
        _outside(lambda compiled_spec: ua.random.default_rng(7).random(3), lambda a, drawn: a + drawn),
    ),
}


@pytest.fixture
def default_spec(compiled_spec: str) -> str:
    """Make the backend and device of a test the default."""
    ua.set_default(compiled_spec)
    ua.current()
    return compiled_spec


@pytest.mark.parametrize("item", UNTRACED)
def test_untraced_functions_and_their_workarounds(item: str, default_spec: str) -> None:
    function, workaround = UNTRACED[item]
    a = array(default_spec, 3, 3) if "@" in item else array(default_spec, 3)
    expected = function(a)
    same(workaround(default_spec, a), expected)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the class is the compiler's
        traced(default_spec, function)(a)
    assert type(caught.value).__module__.partition(".")[0] == type(ua.native(a)).__module__.partition(".")[0]


def test_documentation_lists_the_untraced_functions() -> None:
    table = DOCUMENT.read_text().partition("## What does not trace")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| (.*?) \|", table, flags=re.MULTILINE)[1:]  # the first row is the heading
    assert listed == list(UNTRACED)


COLD = """
import sys, unifyarray as ua
spec = sys.argv[1]
make = ua.namespace(spec).native
x = ua.asarray(make.ones(3))
if "warm" in sys.argv:
    ua.current()
f = make.compile(lambda x: x + ua.zeros(3, device=spec), fullgraph=True, backend="eager")
try:
    print(f(x).tolist())
except Exception as error:
    print(type(error).__module__)
"""


def test_first_look_up_does_not_trace(compiled_spec: str, python: Python) -> None:
    cold, warm = (python("-c", COLD, compiled_spec, word) for word in ("cold", "warm"))
    assert warm.stdout == "[1.0, 1.0, 1.0]\n", warm.stderr
    assert "[" not in cold.stdout


COLD_PORTABLE = """
import sys, torch, unifyarray as ua
@ua.portable
def centred(p, scale, name="x"):
    x = p["x"] - ua.mean(p["x"])
    return {name: x[ua.argmax(x)] * scale, "fixed": ua.stop_gradient(x) + ua.zeros(3), "more": ua.asarray([1.0, 2.0])}
if "default" in sys.argv:
    ua.set_default("torch")
f = torch.compile(centred, fullgraph=True, backend="eager")
for x in (torch.nn.Parameter(torch.tensor([1.0, 2.0, 6.0])), torch.tensor([1.0, 2.0, 6.0])):
    found = f({"x": x}, 2.0)
    print([y.tolist() for y in found.values()], [str(y.dtype) for y in found.values()])
"""


@pytest.mark.parametrize("word", ["default", "plain"])
def test_portable_function_traces_without_a_first_call(word: str, python: Python) -> None:
    pytest.importorskip("torch")
    done = python("-c", COLD_PORTABLE, word)
    line = f"{[6.0, [-2.0, -1.0, 3.0], [1.0, 2.0]]} {['torch.float32'] * 3}"
    assert done.stdout.splitlines() == [line, line], done.stderr


NUMBERS = """
import sys, unifyarray as ua
make = ua.namespace(sys.argv[1]).native
for dtype in ("float32", "float16", "bfloat16"):
    x = ua.asarray(make.ones(3, dtype=getattr(make, dtype)))
    f = make.compile(lambda x: 2 - x * 0.5 + x // 2.0, fullgraph=True, backend="eager")
    print(dtype, f(x).tolist())
"""


def test_scalars_with_floating_arrays_trace_without_a_warm_up(compiled_spec: str, python: Python) -> None:
    if not {ua.float32, ua.float16, ua.bfloat16} <= ua.namespace(compiled_spec).native.hooks.dtypes:
        pytest.skip(f"{compiled_spec} lacks a half-precision dtype")
    done = python("-c", NUMBERS, compiled_spec)
    assert done.stdout.split("\n")[:3] == [
        f"{dtype} [1.5, 1.5, 1.5]" for dtype in ("float32", "float16", "bfloat16")
    ], done.stderr
