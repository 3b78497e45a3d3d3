"""Torch's own tools for gradients together with ua's: modules, optimizers, torch.func, dual tensors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua

if TYPE_CHECKING:
    from collections.abc import Callable

torch = pytest.importorskip("torch")

# torch.func.jvp uses torch.jit.script.
pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated:DeprecationWarning")


@ua.portable
def loss(predicted: Any, target: Any) -> Any:
    return ua.mean((predicted - target) ** 2)


def test_module_trains_with_portable_loss() -> None:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    x = torch.randn(64, 2)
    target = x[:, :1] * x[:, 1:]
    first = float(loss(model(x), target).detach())
    for _ in range(150):
        optimizer.zero_grad()
        loss(model(x), target).backward()
        optimizer.step()
    assert float(loss(model(x), target).detach()) < first / 10


def test_torch_optimizer_updates_array() -> None:
    w = ua.asarray([0.0, 0.0], device="torch:cpu", requires_grad=True)
    optimizer = torch.optim.SGD([ua.native(w)], lr=0.1)
    X = ua.asarray(np.asarray([[1.0, 2.0], [3.0, -1.0], [-2.0, 1.0]]))  # data of NumPy
    for _ in range(200):
        optimizer.zero_grad()
        ua.mean((X @ w - ua.asarray(np.asarray([-3.0, 5.0, -4.0]))) ** 2).backward()
        optimizer.step()
    assert w.tolist() == pytest.approx([1.0, -2.0], abs=1e-6)


def test_torch_func_transforms_portable_functions() -> None:
    x = torch.tensor([1.0, 2.0])
    cubes = ua.portable(lambda x: ua.sum(x**3))
    assert torch.func.grad(cubes)(x).tolist() == [3.0, 12.0]
    assert torch.func.jacrev(ua.portable(lambda x: x**3))(x).tolist() == [[3.0, 0.0], [0.0, 12.0]]
    assert torch.func.jacfwd(ua.portable(lambda x: x**3))(x).tolist() == [[3.0, 0.0], [0.0, 12.0]]
    assert torch.func.hessian(cubes)(x).tolist() == [[6.0, 0.0], [0.0, 12.0]]
    assert torch.func.vmap(torch.func.grad(cubes))(torch.stack([x, 2 * x])).tolist() == [[3.0, 12.0], [12.0, 48.0]]


@pytest.mark.parametrize("inner", ["grad", "reverse", "forward", "jvp"])
@pytest.mark.parametrize("outer", ["grad", "jvp", "vmap", "jacrev", "jacfwd"])
def test_derivatives_of_ua_and_torch_func_nest(inner: str, outer: str) -> None:
    """Derivatives of x^4: the inner derivative is 4 x^3, the outer 12 x^2."""

    def fourth(x: Any) -> Any:
        return x**4

    def derivative(x: Any) -> Any:
        if inner == "grad":
            return ua.grad(fourth)(x)
        if inner == "jvp":
            return ua.jvp(fourth, (x,), (torch.ones_like(x),))[1]
        return ua.jacobian(fourth, mode=inner)(x)  # type: ignore[arg-type]

    x = torch.tensor(2.0)
    if outer == "vmap":
        assert torch.func.vmap(derivative)(torch.stack([x, 2 * x])).tolist() == [32.0, 256.0]
    elif outer == "jvp":
        assert float(torch.func.jvp(derivative, (x,), (torch.ones(()),))[1]) == 48.0
    else:
        assert float(getattr(torch.func, outer)(derivative)(x)) == 48.0


def test_tensor_tracked_by_torch_func_does_not_leave_torch() -> None:
    def attempts(x: Any) -> Any:
        a = ua.asarray(x)
        assert a.requires_grad
        for leave in (ua.to_numpy, np.asarray, lambda a: ua.convert(a, "numpy")):
            with pytest.raises(TypeError, match="gradient"):
                leave(a)
        with pytest.raises(BufferError, match="gradient"):
            np.from_dlpack(a)
        return x * 2

    torch.func.grad(attempts)(torch.tensor(2.0))
    torch.func.jvp(attempts, (torch.tensor(2.0),), (torch.tensor(1.0),))
    with torch.autograd.forward_ad.dual_level():
        attempts(torch.autograd.forward_ad.make_dual(torch.tensor(2.0), torch.tensor(1.0)))


def test_dual_tensors_pass_through() -> None:
    forward_ad = torch.autograd.forward_ad
    with forward_ad.dual_level():
        x = forward_ad.make_dual(torch.tensor(2.0), torch.tensor(1.0))
        gradient = ua.grad(lambda x: x**3)(x)
        assert forward_ad.unpack_dual(gradient).tangent.item() == 12.0


def test_stop_gradient_applies_to_every_level() -> None:
    def function(x: Any) -> Any:
        y = ua.stop_gradient(x)
        assert not ua.asarray(y).requires_grad
        return x * y

    assert float(torch.func.grad(function)(torch.tensor(3.0))) == 3.0
    assert float(torch.func.jvp(function, (torch.tensor(3.0),), (torch.tensor(1.0),))[1]) == 3.0
    assert float(torch.func.grad(torch.func.grad(lambda x: function(x) * x))(torch.tensor(3.0))) == 6.0


def test_gradient_of_module_input_does_not_change_parameters() -> None:
    model = torch.nn.Linear(2, 1)
    x = torch.tensor([1.0, 2.0])
    gradient = ua.grad(lambda x: ua.asarray(model(ua.native(x)))[0])(x)
    assert torch.equal(gradient.detach(), model.weight.detach()[0])
    assert all(parameter.grad is None for parameter in model.parameters())


def test_parameters_get_gradient_through_inner_gradient() -> None:
    """The square of a derivative by the input, as in physics-informed training."""

    @ua.portable
    def residual(w: Any, points: Any) -> Any:
        return ua.sum(ua.grad(lambda t: ua.sum(w * t**2))(points) ** 2)  # (2 w t)^2

    w = torch.tensor(3.0, requires_grad=True)
    residual(w, torch.tensor([1.0, 2.0])).backward()
    assert float(w.grad) == 2 * 4 * 3.0 * (1 + 4)


@pytest.mark.parametrize("enter", [ua.asarray, ua.from_dlpack], ids=["asarray", "from_dlpack"])
def test_closed_over_tensor_stays_tracked(enter: Any) -> None:
    parameter = torch.tensor(3.0, requires_grad=True)
    with ua.use("torch"):
        w = enter(parameter)
    ua.grad(lambda x: x**2 * w)(2.0).backward()
    assert float(parameter.grad) == 4.0


def test_torch_no_grad_is_respected() -> None:
    x = torch.tensor(2.0)
    with torch.no_grad():
        gradient = ua.grad(lambda x: x**3)(x)
        assert float(gradient) == 12.0
        assert not gradient.requires_grad
        assert torch.is_grad_enabled() is False
    assert torch.is_grad_enabled()


def test_gradients_do_not_share_memory_with_inputs() -> None:
    a, b = np.ones(3), np.ones(3)
    for function, shape in ((lambda x, y: ua.concat([x, y]), 6), (lambda x, y: ua.stack([x, y]), (2, 3))):
        _, pullback = ua.vjp(function, a, b)
        cotangent = np.ones(shape)
        for gradient in pullback(cotangent):
            gradient[...] = 7.0
        assert (cotangent == 1.0).all()
    tangent = np.ones(3)
    _, found = ua.jvp(lambda x: x[1:], (a,), (tangent,))
    found[...] = 7.0
    assert (tangent == 1.0).all()


def test_module_that_is_not_an_input_is_constant() -> None:
    module = torch.nn.Linear(3, 1, dtype=torch.float64)
    ua.asarray(1.0, requires_grad=True)
    for function in (lambda x: module(ua.native(x))[0], lambda x: ua.asarray(module(ua.native(x)))[0]):
        gradient = ua.grad(function)(np.ones(3))
        np.testing.assert_allclose(gradient, module.weight.detach().numpy()[0])
    assert module.weight.grad is None


def test_tracked_input_stays_tracked_in_gradient() -> None:
    with ua.use("torch"):
        w = ua.asarray(2.0, requires_grad=True)
    twice = w * 2  # has its own history
    for closed, slope in ((w, 6.0), (twice, 12.0)):
        w.grad = None
        gradient = ua.grad(lambda x, closed=closed: x * x * closed)(ua.asarray(3.0, device="torch:cpu"))
        gradient.backward(retain_graph=True)
        assert float(w.grad) == slope


def test_torch_mode_does_not_affect_later_calls() -> None:
    from torch._subclasses.fake_tensor import FakeTensorMode

    x = torch.tensor(2.0, dtype=torch.float16)  # a dtype that no test has used before
    with pytest.warns(UserWarning, match="data pointer"), FakeTensorMode(allow_non_fake_inputs=True):
        ua.grad(lambda x: x * x)(x)
    assert float(ua.grad(lambda x: x * x)(x)) == 4.0


def test_other_thread_can_differentiate_inside_differentiated_function() -> None:
    c = np.ones(3)

    def outer(w: Any) -> Any:
        with ThreadPoolExecutor(1) as pool:
            inner = ua.asarray(torch.from_numpy(c))
            return ua.sum(pool.submit(lambda: ua.grad(lambda y: ua.sum(y * y * w))(inner)).result())

    np.testing.assert_array_equal(ua.grad(outer)(np.asarray([1.0, 2.0, 3.0])), [2.0, 2.0, 2.0])


@pytest.mark.parametrize("derivative", [ua.grad, ua.value_and_grad, ua.jacobian, ua.hessian], ids=lambda d: d.__name__)
def test_inference_mode_refuses_gradients(derivative: Any) -> None:
    for x in (np.ones(()), torch.ones(())):
        with torch.inference_mode(), pytest.raises(RuntimeError, match=r"inference_mode.*\nHint: .*no_grad"):
            derivative(lambda x: x**3)(x)
        with torch.no_grad():
            derivative(lambda x: x**3)(x)


#: Statements that write to an argument, or to a view of it.
WRITES_TO_ARGUMENTS: dict[str, Callable[[Any], object]] = {
    "argument": lambda a: a.__imul__(2.0),
    "element": lambda a: a.__setitem__(0, 5.0),
    "view": lambda a: a[1:].__imul__(2.0),
    "view-power": lambda a: a[1:].__ipow__(2.0),
    "stop_gradient": lambda a: ua.stop_gradient(a).__imul__(2.0),
    "view-of-stop_gradient": lambda a: ua.stop_gradient(a[1:]).__setitem__(0, 9.0),
}


def nested_transforms(f: Callable[[Any], Any]) -> dict[str, Callable[[Any], object]]:
    """Return calls that differentiate a function of a vector by a matrix's rows, by torch.func and by ua."""
    func = torch.func

    def of_array(a: Any) -> Any:
        return ua.asarray(f(ua.native(a)))

    def mapped(a: Any) -> Any:
        return ua.sum(ua.asarray(func.vmap(f)(ua.native(a))))

    return {
        "grad": lambda x: func.grad(f)(x[0]),
        "vjp": lambda x: func.vjp(f, x[0]),
        "vmap(grad)": lambda x: func.vmap(func.grad(f))(x),
        "grad(vmap)": lambda x: func.grad(lambda z: func.vmap(f)(z).sum())(x),
        "grad(grad)": lambda x: func.grad(lambda z: func.grad(f)(z).sum())(x[0]),
        "ua.grad(vmap)": lambda x: ua.grad(mapped)(x),
        "ua.jvp(vmap)": lambda x: ua.jvp(mapped, (x,), (x,)),
        "vmap(ua.grad)": lambda x: func.vmap(lambda z: ua.native(ua.grad(of_array)(ua.asarray(z))))(x),
    }


@pytest.mark.parametrize("transform", nested_transforms(abs))
@pytest.mark.parametrize("write", WRITES_TO_ARGUMENTS)
def test_write_to_an_argument_inside_torch_func_raises_before_it_is_made(write: str, transform: str) -> None:
    def f(z: Any) -> Any:
        a = ua.asarray(z)
        WRITES_TO_ARGUMENTS[write](a)
        return ua.native(ua.sum(a * a))

    x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype=torch.float64)
    before = x.clone()
    with pytest.raises(RuntimeError, match=r"Hint: .*ua\.asarray\(x, copy=True\)"):
        nested_transforms(f)[transform](x)
    assert torch.equal(x, before)


def test_write_to_a_view_of_an_own_array_inside_torch_func_differentiates() -> None:
    def f(z: Any) -> Any:
        u = ua.asarray(z) * 1.0
        v = u[1:]
        v *= 2.0
        v **= 2
        u[0] = ua.sum(v)
        return ua.native(ua.sum(u * u))

    x = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    assert torch.func.grad(f)(x).tolist() == [0.0, 2176.0, 4224.0]
    assert torch.func.vmap(torch.func.grad(f))(x[None]).tolist() == [[0.0, 2176.0, 4224.0]]
    assert ua.to_numpy(ua.grad(lambda a: ua.asarray(f(ua.native(a))))(ua.asarray(x))).tolist() == [0.0, 2176.0, 4224.0]
