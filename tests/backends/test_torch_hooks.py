"""The torch backend: faults that only torch would show, in memory, gradients and kernels for other devices."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np
import pytest

from unifyarray._backend.repairs import declared
from unifyarray._core import dtypes
from unifyarray._core.devices import CPU, Device
from unifyarray._core.errors import AxisError, CopyRequiredError, LinAlgError

torch = pytest.importorskip("torch")

from unifyarray_backends.torch import _indexing, _integer_matmul, _load, backend  # noqa: E402
from unifyarray_backends.torch.elementwise_functions import _hyperbolic  # noqa: E402
from unifyarray_conformance.harness.registry import checks  # noqa: E402

xp: Any = backend.namespace(CPU)
hooks = xp.hooks
LINE = np.arange(6.0)


def read_only() -> np.ndarray[Any, Any]:
    array = LINE.copy()
    array.flags.writeable = False
    return array


class Foreign:
    """An object of another library that shares its data by DLPack only."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __dlpack__(self, **kwargs: Any) -> Any:
        return self.array.__dlpack__(**kwargs)

    def __dlpack_device__(self) -> Any:
        return self.array.__dlpack_device__()


# -- namespace -----------------------------------------------------------------------------------------


def test_conforming_functions_are_torchs_own() -> None:
    names = ["sin", "exp", "sqrt", "floor", "isnan", "zeros_like", "moveaxis", "tile"]
    assert [name for name in names if getattr(xp, name) is not getattr(torch, name)] == []
    assert xp.linalg.eigh is torch.linalg.eigh
    assert xp.__name__ == torch.__name__


def test_each_device_has_one_namespace() -> None:
    assert backend.namespace_of(torch.zeros(1)) is xp
    assert backend.namespace_of(torch.zeros(1, device="meta")) is backend.namespace(Device("meta:0"))


def test_probing_does_not_initialise_accelerators() -> None:
    assert CPU in backend.devices()
    assert not torch.cuda.is_initialized()


def test_torch_defaults_are_not_read_or_set() -> None:
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float16)
    try:
        made = [xp.zeros(1), xp.asarray([0.1]), xp.asarray(0.1), xp.arange(0.0, 1.0, 0.5), xp.eye(1), xp.full(1, 0.1)]
        made += [xp.linspace(0, 1, 2), xp.divide(torch.ones(1, dtype=torch.int64), 3), xp.fft.fftfreq(2)]
        made += [hooks.allocator("zeros", torch.float64)((1,)), xp.mean(torch.ones(2, dtype=torch.int64))]
    finally:
        torch.set_default_dtype(before)
    assert {x.dtype for x in made} == {torch.float64}
    assert made[1].item() == made[2].item() == 0.1


# -- transfer ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "array",
    [
        LINE[::-1],
        read_only(),
        LINE.astype(">f8"),
        np.zeros(3, dtype=[("byte", "u1"), ("number", "f8")])["number"],
        np.broadcast_to(LINE, (2, 6)),
    ],
    ids=["negative strides", "read-only", "byte order", "odd strides", "broadcast"],
)
@pytest.mark.parametrize("convert", [hooks.from_host, hooks.from_dlpack])
def test_unsupported_memory_layout_is_copied(array: np.ndarray[Any, Any], convert: Any) -> None:
    got = convert(array, None)
    np.testing.assert_array_equal(got.numpy(), array)
    got += 1  # would write to read-only memory
    assert not np.shares_memory(got.numpy(), array)
    with pytest.raises(CopyRequiredError, match="Hint"):
        convert(array, False)


@pytest.mark.parametrize("array", [LINE[::-1], read_only()], ids=["negative strides", "read-only"])
def test_foreign_data_is_not_modified(array: np.ndarray[Any, Any]) -> None:
    got = hooks.from_dlpack(Foreign(array), None)
    np.testing.assert_array_equal(got.numpy(), array)
    assert not np.shares_memory(got.numpy(), array)


def test_copy_false_shares_memory() -> None:
    array = LINE.copy()
    for got in (hooks.from_host(array, False), hooks.from_dlpack(Foreign(array), False)):
        assert np.shares_memory(got.numpy(), array)
    assert not np.shares_memory(hooks.from_host(array, True).numpy(), array)
    tensor = torch.arange(3.0)
    assert np.shares_memory(hooks.to_host(tensor, False), tensor.numpy())
    assert not np.shares_memory(hooks.to_host(tensor, True), tensor.numpy())


@pytest.mark.parametrize(
    "array",
    [np.ma.array([1.0, 2.0], mask=[True, False]), np.array([object()]), np.ones(2, np.longdouble), np.array(["a"])],
    ids=["masked", "object", "longdouble", "string"],
)
def test_unsupported_dtype_raises(array: np.ndarray[Any, Any]) -> None:
    with pytest.raises(TypeError, match="Hint"):
        hooks.from_host(array, None)


def test_lazy_conjugates_and_signs_are_resolved() -> None:
    x = torch.tensor([1 + 2j, 3 - 1j]).conj()
    assert x.is_conj()
    assert x.imag.is_neg()
    for lazy, values in ((x, [1 - 2j, 3 + 1j]), (x.imag, [-2, 1])):
        np.testing.assert_array_equal(hooks.to_host(lazy, None), values)
        assert torch.from_dlpack(hooks.dlpack(lazy)).tolist() == values
        with pytest.raises(CopyRequiredError):
            hooks.to_host(lazy, False)


def test_conversion_that_loses_gradient_raises() -> None:
    x = torch.ones(2, requires_grad=True)
    for leave in (lambda: hooks.to_host(x, None), lambda: hooks.dlpack(x)):
        with pytest.raises(BufferError, match="stop_gradient"):
            leave()
    assert xp.asarray([x[0], 2.0, x[1]]).requires_grad


def test_bfloat16_of_a_foreign_library() -> None:
    x = torch.ones(2, dtype=torch.bfloat16)
    assert hooks.from_dlpack(Foreign(x), None).dtype is torch.bfloat16


# -- indexing ------------------------------------------------------------------------------------------


def test_overlapping_write_reads_values_first() -> None:
    x = torch.arange(5.0)
    hooks.setitem(x, (slice(1, None),), x[:-1])
    assert x.tolist() == [0, 0, 1, 2, 3]
    hooks.setitem(x, (slice(None, None, -1),), x)
    assert x.tolist() == [3, 2, 1, 0, 0]

    def shifted(y: Any) -> Any:
        y = y.clone()
        hooks.setitem(y, (slice(1, None),), y[:-1])
        return (y**2).sum()

    assert torch.func.grad(shifted)(torch.tensor([1.0, 2.0, 3.0])).tolist() == [4, 4, 0]
    assert torch.func.vmap(shifted)(torch.tensor([[1.0, 2.0, 3.0]])).tolist() == [6]


def test_overlap_of_two_storages_is_found() -> None:
    shared = np.arange(10.0)
    x, value = torch.from_numpy(shared), torch.from_numpy(shared[:5])
    hooks.setitem(x, (slice(None, None, 2),), value)
    assert x[::2].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    later = torch.from_numpy(shared[1:])
    hooks.in_place("add")(later, x[:-1])
    assert shared.tolist() == [0.0, 1.0, 2.0, 4.0, 5.0, 7.0, 8.0, 10.0, 11.0, 13.0]


def test_broadcast_result_is_forgotten_with_its_tensor() -> None:
    known = _indexing._read_only
    before = len(known)
    result = xp.broadcast_to(torch.zeros(3), (3,))
    assert len(known) == before + 1
    with pytest.raises(ValueError, match="broadcast"):
        hooks.setitem(result, (0,), torch.ones(()))
    del result
    assert len(known) == before


def test_searchsorted_counts_nan_per_row() -> None:
    rows = torch.asarray([[1.0, 2.0, torch.nan], [4.0, torch.nan, torch.nan]])
    keys = torch.asarray([[torch.nan, 2.0, torch.inf], [torch.nan, 5.0, torch.inf]])
    assert xp.searchsorted(rows, keys).tolist() == [[2, 1, 2], [1, 1, 1]]
    assert xp.searchsorted(rows, keys, side="right").tolist() == [[3, 2, 2], [3, 1, 1]]


@pytest.mark.filterwarnings("ignore:.*torch.jit.script:DeprecationWarning")  # torch.func calls it
def test_power_has_derivatives_for_torch_func() -> None:
    x = torch.asarray([0.0, 1.5, -3.0, 0.0], dtype=torch.float64)
    n = torch.asarray([0.0, 2.0, 3.0, 2.0], dtype=torch.float64)
    slopes = [0.0, 3.0, 27.0, 0.0]
    assert torch.func.jvp(lambda a: xp.pow(a, n), (x,), (torch.ones_like(x),))[1].tolist() == slopes
    assert torch.func.vmap(torch.func.grad(xp.pow))(x, n).tolist() == slopes
    assert torch.func.hessian(lambda a: xp.pow(a, n).sum())(x).diagonal().tolist() == [0.0, 2.0, -18.0, 2.0]
    base, exponent = (torch.asarray(v, dtype=torch.complex128, requires_grad=True) for v in ([0.7 + 1j], [1.5 - 1j]))
    assert torch.autograd.gradcheck(xp.pow, (base, exponent), check_forward_ad=True)
    assert torch.autograd.gradgradcheck(xp.pow, (base, exponent))


def test_write_out_of_bounds_does_not_change_array() -> None:
    x = torch.zeros(3)
    with pytest.raises(IndexError, match="index 7"):
        hooks.setitem(x, (torch.tensor([0, 7]),), torch.ones(()))
    assert x.tolist() == [0, 0, 0]


def test_large_uint64_index_raises() -> None:
    last = torch.tensor([2**64 - 1], dtype=torch.uint64)
    with pytest.raises(IndexError):
        hooks.getitem(torch.zeros(3), (last,))


# -- gradients -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "slope"), [(4.0, 1.0), (-4.0, 1.0), (-0.0, 1.0), (5.0, 1.0)])
def test_remainder_has_gradient_at_zeros(value: float, slope: float) -> None:
    x = torch.tensor([value], requires_grad=True)
    y = xp.remainder(x, 2.0)
    y.backward()
    assert not torch.signbit(y)
    assert x.grad.item() == slope


@pytest.mark.parametrize("name", ["sinh", "cosh", "floor_divide"])
def test_overrides_do_not_add_nan_to_gradients(name: str) -> None:
    x = torch.tensor([-800.0, -1.0, 0.0, 1.0, 711.0], dtype=torch.float64, requires_grad=True)
    function = getattr(xp, name)
    result = function(x, torch.tensor([0.0, 1.0, 2.0, 0.0, 1.0])) if name == "floor_divide" else function(x)
    assert not torch.isnan(torch.autograd.grad(result, x, torch.ones_like(result))[0]).any()


@pytest.mark.parametrize("name", ["sinh", "cosh"])
def test_exact_kernel_is_the_only_operation(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []

    class Operations(torch.utils._python_dispatch.TorchDispatchMode):
        def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            called.append(function.overloadpacket.__name__)
            return function(*args, **(kwargs or {}))

    monkeypatch.setattr(_hyperbolic, "EXACT", {"cpu"})
    x = torch.ones(3)
    with Operations():
        getattr(xp, name)(x)
    assert called == [name]


@pytest.mark.parametrize(("hip", "exact"), [(None, {"cuda"}), ("7.0.0", set())])
def test_only_nvidia_kernels_count_as_exact(hip: str | None, exact: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.version, "hip", hip)
    assert _hyperbolic.__spec__ is not None
    assert _hyperbolic.__spec__.loader is not None
    again = importlib.util.module_from_spec(_hyperbolic.__spec__)
    _hyperbolic.__spec__.loader.exec_module(again)
    assert exact == again.EXACT


@pytest.mark.parametrize("z", [0.5 + 0.0j, 0.5 - 0.0j, -0.5 - 0.0j, 0.5 + 1e-9j, 0.5 - 1e-9j])
def test_acos_gradient_on_real_axis(z: complex) -> None:
    x = torch.tensor([z], dtype=torch.complex128, requires_grad=True)
    y = xp.acos(x)
    (slope,) = torch.autograd.grad(y, x, torch.ones_like(y))
    assert slope.item() == pytest.approx(-1 / np.sqrt(0.75), abs=1e-8)


# -- kernels for other devices -------------------------------------------------------------------------


@pytest.mark.parametrize("matmul", [_integer_matmul.by_limbs, _integer_matmul.by_sums])
@pytest.mark.parametrize("dtype", [torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64])
@pytest.mark.parametrize(
    "shapes",
    [((4, 5), (5, 3)), ((5,), (5, 3)), ((4, 5), (5,)), ((5,), (5,)), ((2, 1, 4, 5), (3, 5, 2)), ((3, 0), (0, 2))],
)
def test_integer_products_match_torch(matmul: Any, dtype: Any, shapes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_integer_matmul, "_CHUNK", 2)
    monkeypatch.setattr(_integer_matmul, "_PRODUCTS", 20)
    info = torch.iinfo(dtype)
    x1, x2 = (torch.randint(info.min, info.max, shape, dtype=torch.int64).to(dtype) for shape in shapes)
    got = matmul(x1, x2)
    assert got.dtype is dtype
    assert torch.equal(got, torch.matmul(x1, x2))


@pytest.mark.parametrize(
    "shapes", [((40, 50), (50, 1)), ((1, 50), (50, 40)), ((3, 1, 5), (5, 9)), ((1, 500), (500, 1))]
)
def test_integer_products_use_little_memory(shapes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_integer_matmul, "_PRODUCTS", 20)
    largest = 0

    class Sizes(torch.utils._python_dispatch.TorchDispatchMode):
        def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            nonlocal largest
            found = function(*args, **(kwargs or {}))
            if function.overloadpacket is torch.ops.aten.mul:
                largest = max(largest, found.numel())
            return found

    x1, x2 = (torch.ones(shape, dtype=torch.int32) for shape in shapes)
    with Sizes():
        result = _integer_matmul.by_sums(x1, x2)
    assert 0 < largest <= max(20, result.numel())


def test_mps_overrides_match_cpu() -> None:
    main = {item.name: item.function for item in _load.mps_overrides()}
    x = torch.randn(2, 3, 2, 2, 2, 3)
    for name in ("sort", "argsort", "cumulative_sum", "cumulative_prod"):
        for axis in (0, 1, -1):
            assert torch.equal(main[name](x, axis=axis), getattr(xp, name)(x, axis=axis))
    x[0, 1, 0, 1, 0, 2] = torch.nan
    for name in ("argmax", "argmin"):
        for axis in (None, 1, -1):
            for keepdims in (False, True):
                expected = getattr(xp, name)(x, axis=axis, keepdims=keepdims)
                assert torch.equal(main[name](x, axis=axis, keepdims=keepdims), expected)
    assert main["abs"](torch.tensor([-3, 2**31])).tolist() == [3, 2**31]
    named = {check for item in declared(backend, Device("mps")) for check in item.ids}
    assert len(named) == 12
    assert named | {item.case.partition("[")[0] for item in _load.mps_overrides()} <= set(checks())


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_spread_of_largest_numbers_if_values_cannot_be_read(dtype: Any) -> None:
    largest = torch.finfo(dtype).max
    x = torch.tensor([[largest, -largest], [1.0, 3.0]], dtype=dtype)
    assert torch.func.vmap(xp.std)(x).tolist() == [largest, 1.0]
    assert torch.func.vmap(xp.var)(x).tolist() == [torch.inf, 1.0]


class Properties:
    def __init__(self, has_fp64: bool) -> None:
        self.has_fp64 = has_fp64


def test_device_without_float64_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for has_fp64 in (True, False):
        monkeypatch.setattr(torch.xpu, "get_device_properties", lambda index, has=has_fp64: Properties(has))
        found.append(backend.dtypes(Device("xpu:0")))
    assert found[0] - found[1] == {dtypes.float64, dtypes.complex128}


# -- errors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (lambda x: torch.sum(x, 5), AxisError),
        (lambda x: x[7], IndexError),
        (lambda x: x + torch.ones(4), ValueError),
        (lambda x: torch.linalg.inv(torch.zeros(2, 2)), LinAlgError),
        (lambda x: torch.linalg.inv(torch.ones(2, 2, dtype=torch.int64)), TypeError),
        (lambda x: x.to(torch.uint64) + x.to(torch.uint64), TypeError),
    ],
)
def test_errors_are_translated(wrong: Any, kind: type[Exception]) -> None:
    with pytest.raises((RuntimeError, IndexError)) as caught:
        wrong(torch.zeros(3))
    translated = hooks.error(caught.value)
    assert type(translated) is kind
    assert "\nHint: " in str(translated)
    assert hooks.error(translated) is None


def test_gradient_error_is_unchanged() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.ones(()).backward()
    assert hooks.error(caught.value) is None


# -- scalars -------------------------------------------------------------------------------------------


def test_scalars_keep_value_in_conversion_and_comparison() -> None:
    assert hooks.scalar(2**64 - 1, dtypes.uint64).item() == 2**64 - 1
    assert str(hooks.scalar(-0.0, dtypes.float32).item()) == "-0.0"
    x = torch.tensor([44], dtype=torch.uint8)
    assert [f(x, 300).item() for f in (xp.equal, xp.not_equal, xp.less, xp.greater)] == [False, True, True, False]
    assert [f(-1, x).item() for f in (xp.equal, xp.less, xp.greater_equal)] == [False, True, False]


@pytest.mark.parametrize(
    ("kind", "module", "name", "called"),
    [("cuda", torch.cuda, "get_device_name", (1,)), ("mps", torch.backends.mps, "get_name", ())],
)
def test_model_is_read_from_torch(
    monkeypatch: pytest.MonkeyPatch, kind: str, module: Any, name: str, called: tuple[int, ...]
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(module, name, lambda *index: asked.append(index) or "a GPU", raising=False)
    assert backend.describe(Device(f"{kind}:1" if called else kind))["model"] == "a GPU"
    assert asked == [called]


def test_model_is_unknown_if_torch_does_not_report_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.backends.mps, "get_name")
    assert "model" not in backend.describe(Device("mps"))
