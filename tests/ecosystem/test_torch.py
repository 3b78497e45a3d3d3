"""Use torch.nn, optimizers, DataLoader and torch.func together with Arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import unifyarray as ua

torch = pytest.importorskip("torch")

RNG = np.random.default_rng(0)
X = RNG.normal(size=(64, 3))
Y = X @ np.asarray([1.0, -2.0, 0.5]) + 0.3


@ua.portable
def squared_error(prediction: Any, wanted: Any) -> Any:
    return ua.mean((prediction - wanted) ** 2)


def tensor(data: Any) -> Any:
    return ua.native(ua.convert(ua.asarray(data), "torch"))


def test_module_trains_with_a_portable_loss() -> None:
    torch.manual_seed(0)
    model = torch.nn.Linear(3, 1, dtype=torch.float64)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    pairs = torch.utils.data.TensorDataset(tensor(X), tensor(Y))
    for _ in range(40):
        for features, wanted in torch.utils.data.DataLoader(pairs, batch_size=16):
            optimizer.zero_grad()
            squared_error(model(features)[:, 0], wanted).backward()
            optimizer.step()
    np.testing.assert_allclose(ua.to_numpy(model.weight, force=True)[0], [1.0, -2.0, 0.5], atol=1e-2)


@pytest.mark.parametrize("off", [torch.no_grad, torch.inference_mode, ua.no_grad])
def test_loss_over_numpy_data_is_not_tracked_if_gradients_are_off(off: Any) -> None:
    model = torch.nn.Linear(3, 1, dtype=torch.float64)
    data = ua.asarray(Y)
    misfit = ua.portable(lambda prediction: ua.mean((prediction - data) ** 2))
    trained = misfit(model(tensor(X))[:, 0])
    with off():
        evaluated = misfit(model(tensor(X))[:, 0])
    assert (trained.requires_grad, evaluated.requires_grad) == (True, False)
    assert evaluated.item() == trained.item()


def test_module_input_shares_memory_with_the_array() -> None:
    x = ua.asarray(X)
    t = tensor(x)
    assert ua.shares_memory(x, t)
    output = ua.asarray(torch.nn.ReLU()(t))
    np.testing.assert_array_equal(ua.to_numpy(output), np.maximum(X, 0))


def test_optimizer_accepts_arrays_that_require_a_gradient() -> None:
    with ua.use("torch"):
        w = ua.asarray(np.zeros(3), requires_grad=True)
        b = ua.asarray(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([ua.native(w), ua.native(b)], lr=0.2)
    for _ in range(100):
        optimizer.zero_grad()
        loss = ua.mean((ua.asarray(X) @ w + b - ua.asarray(Y)) ** 2)  # the NumPy data join as constants
        loss.backward()
        optimizer.step()
    np.testing.assert_allclose(ua.to_numpy(w, force=True), [1.0, -2.0, 0.5], atol=1e-3)
    np.testing.assert_allclose(float(b), 0.3, atol=1e-3)


def test_missing_tensor_attribute_is_on_the_native_tensor() -> None:
    x = ua.asarray(np.asarray([1.0, 2.0]), requires_grad=True)
    y = x * 2
    with pytest.raises(AttributeError, match=r"\nHint: ua.native\(x\).retain_grad if the backend is torch"):
        _ = y.retain_grad  # type: ignore[attr-defined]
    ua.native(y).retain_grad()
    ua.sum(y * y).backward()
    assert y.grad is not None
    assert y.grad.tolist() == (y * 2).tolist()
    assert (ua.native(x).is_leaf, ua.native(y).is_leaf) == (True, False)


def test_torch_func_transforms_portable_functions() -> None:
    w = tensor(np.asarray([0.5, 1.0, -1.0]))
    features, wanted = tensor(X), tensor(Y)

    def loss(w: Any) -> Any:
        return squared_error(features @ w, wanted)

    expected = 2 * X.T @ (X @ np.asarray([0.5, 1.0, -1.0]) - Y) / len(X)
    np.testing.assert_allclose(torch.func.grad(loss)(w).numpy(), expected)
    np.testing.assert_allclose(torch.func.jacrev(loss)(w).numpy(), expected)
    each = torch.func.vmap(ua.portable(lambda row: ua.sum(row**2)))(features)
    np.testing.assert_allclose(each.numpy(), (X**2).sum(axis=1))


def test_asarray_refuses_sparse_tensors() -> None:
    sparse = torch.eye(2).to_sparse()
    for device in (None, "numpy", "torch"):
        with pytest.raises(TypeError, match=r"(?s)sparse.*Hint: x.to_dense\(\)"):
            ua.asarray(sparse, device=device)
    assert ua.asarray(sparse.to_dense()).tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_torch_takes_devices_and_compares_dtypes(spec: str) -> None:
    x = ua.ones(2, device=spec)
    if spec.startswith("torch"):
        assert torch.zeros(2, device=x.device).device == ua.native(x).device
    for name in ("bool", "uint8", "int64", "float16", "bfloat16", "float32", "complex128"):
        ours, theirs = getattr(ua, name), getattr(torch, name)
        assert ours == theirs
        assert theirs == ours
        assert (ours != theirs) is False
        assert [other for other in ua._core.dtypes.ALL if other == theirs] == [ours]
    for theirs in (torch.quint8, torch.complex32, torch.device("cpu"), torch.zeros(1), torch):
        assert (ua.uint8 == theirs) is False


def test_text_inside_torch_transforms_shows_the_shape() -> None:
    seen: list[str] = []

    def show(t: Any) -> Any:
        x = ua.asarray(t)
        seen.extend((repr(x), str(x), f"{x}"))
        return t * 2

    torch.func.vmap(show)(torch.ones(3))
    torch.func.grad(lambda t: show(t).sum())(torch.ones(()))
    torch.fx.experimental.proxy_tensor.make_fx(show, tracing_mode="fake")(torch.ones(()))
    with torch._subclasses.fake_tensor.FakeTensorMode():
        show(torch.ones(()))
    assert len(seen) == 12
    assert all(text.startswith("Array(<not computed>, shape=(), dtype=float32") for text in seen)


def test_torch_saves_and_loads_arrays(tmp_path: Any) -> None:
    torch.save({"w": ua.ones(2)}, tmp_path / "w.pt")
    assert torch.load(tmp_path / "w.pt", weights_only=False)["w"].tolist() == [1.0, 1.0]


def test_data_of_a_device_that_torch_lacks_are_refused() -> None:
    class Elsewhere:
        """Data that claim to be on a GPU."""

        __cuda_array_interface__ = {"shape": (3,), "typestr": "<f8", "data": (1234, False), "version": 3}  # noqa: RUF012

        def __dlpack__(self, **ignored: Any) -> Any:
            raise RuntimeError("no data")

        def __dlpack_device__(self) -> tuple[int, int]:
            return (2, 0)

    if torch.cuda.is_available():
        pytest.skip("torch has the device")
    with ua.use("torch"), pytest.raises(ValueError, match=r"(?s)claims DLPack's device.*Hint: "):
        ua.asarray(Elsewhere())
    with pytest.raises(ValueError, match="Hint: "):
        ua.namespace("torch").native.from_dlpack(Elsewhere())
