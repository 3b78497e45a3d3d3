"""Derivatives against closed forms on every backend, containers in arguments and results, and errors."""

from __future__ import annotations

import collections
import threading
from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import unifyarray as ua

Pair = namedtuple("Pair", ["first", "second"])


@dataclass(frozen=True)
class Layer:
    weight: Any
    bias: Any
    steps: int = 3


def array(spec: str, data: Any, dtype: str = "float32") -> Any:
    return ua.asarray(np.asarray(data), device=spec, dtype=dtype, copy=True)


def check(found: Any, expected: Any, like: Any = None) -> None:
    """Compare values and, with ``like``, also type, namespace and dtype."""
    np.testing.assert_allclose(ua.to_numpy(found), expected, rtol=2e-6, atol=1e-6)
    if like is not None:
        assert type(found) is type(like)
        assert ua.array_namespace(found) is ua.array_namespace(like)
        assert found.dtype == like.dtype


def cubes(x: Any) -> Any:
    return ua.sum(x**3)


# -- transformations -------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("tier", [ua.native, lambda x: x], ids=["native", "Array"])
def test_values_and_gradients_have_the_type_of_the_arguments(spec: str, dtype: str, tier: Any) -> None:
    if dtype not in ua.namespace(spec).__array_namespace_info__().dtypes():
        pytest.skip(f"no {dtype} here")
    x = tier(array(spec, [1.0, 2.0], dtype))
    value, gradient = ua.value_and_grad(cubes)(x)
    check(value, 9.0, like=x)
    check(gradient, [3.0, 12.0], like=x)
    check(ua.grad(cubes)(x), [3.0, 12.0], like=x)
    check(ua.hessian(cubes)(x), [[6.0, 0.0], [0.0, 12.0]], like=x)
    for mode in ("reverse", "forward"):
        check(ua.jacobian(lambda x: x**3, mode=mode)(x), [[3.0, 0.0], [0.0, 12.0]], like=x)
    value, pullback = ua.vjp(lambda x: x**3, x)
    check(value, [1.0, 8.0], like=x)
    for _ in range(2):
        check(*pullback(tier(array(spec, [1.0, 10.0], dtype))), [3.0, 120.0])
    value, tangent = ua.jvp(lambda x: x**3, (x,), (tier(array(spec, [1.0, 10.0], dtype)),))
    check(value, [1.0, 8.0], like=x)
    check(tangent, [3.0, 120.0], like=x)


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_jacobian_of_several_values_and_arguments(spec: str, mode: Any) -> None:
    a, b = array(spec, [1.0, 2.0, 3.0]), array(spec, [[1.0], [2.0]])

    def function(a: Any, b: Any) -> Any:
        return {"outer": b * a, "sum": ua.sum(a) * b[0, 0]}

    found = ua.jacobian(function, (0, 1), mode=mode)(a, b)
    by_a, by_b = found["outer"]
    check(by_a, np.einsum("i,jk->ijk", [1.0, 2.0], np.eye(3)))
    check(by_b, np.einsum("ij,k->ikj", np.eye(2), [1.0, 2.0, 3.0])[..., None])
    check(found["sum"][0], [1.0, 1.0, 1.0])
    check(found["sum"][1], [[6.0], [0.0]])


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_jacobian_of_empty_arrays(spec: str, mode: Any) -> None:
    x = array(spec, [1.0, 2.0])
    assert ua.jacobian(lambda x: x[:0], mode=mode)(x).shape == (0, 2)
    assert ua.jacobian(lambda x: ua.sum(x) + ua.ones(2), mode=mode)(x[:0]).shape == (2, 0)


def test_hessian_of_several_arguments(spec: str) -> None:
    x, y = array(spec, [1.0, 2.0]), array(spec, 3.0)
    (xx, xy), (yx, yy) = ua.hessian(lambda x, y: ua.sum(x**2) * y**2, (0, 1))(x, y)
    check(xx, 18.0 * np.eye(2))
    check(xy, [12.0, 24.0])
    check(yx, [12.0, 24.0])
    check(yy, 10.0)
    found = ua.hessian(lambda p: p["a"] ** 2 * p["b"])({"a": array(spec, 3.0), "b": array(spec, 5.0), "n": 1})
    assert {(i, j): float(found[i][j]) for i in "ab" for j in "ab"} == {
        ("a", "a"): 10.0,
        ("a", "b"): 6.0,
        ("b", "a"): 6.0,
        ("b", "b"): 0.0,
    }
    assert found["n"] is None
    assert found["a"]["n"] is None


def test_four_nested_gradients(spec: str) -> None:
    function: Any = lambda x: x**4  # noqa: E731
    for expected in (32.0, 48.0, 48.0, 24.0):
        function = ua.grad(function)
        check(function(array(spec, 2.0)), expected)


def test_inner_gradient_closes_over_variable_of_outer_gradient(spec: str) -> None:
    def outer(y: Any) -> Any:
        return ua.grad(lambda x: x**2 * y**3)(array(spec, 2.0)) * y

    # The inner gradient is 4 y^3; times y, its derivative is 16 y^3.
    found = ua.grad(outer)(array(spec, 3.0))
    check(found, 432.0)
    assert not found.requires_grad


def test_every_transformation_of_every_other(spec: str) -> None:
    x, one = array(spec, 2.0), array(spec, 1.0)
    transformations: dict[str, Any] = {
        "grad": lambda f: ua.grad(f),
        "reverse": lambda f: ua.jacobian(f),
        "forward": lambda f: ua.jacobian(f, mode="forward"),
        "vjp": lambda f: lambda x: ua.vjp(f, x)[1](one)[0],
        "jvp": lambda f: lambda x: ua.jvp(f, (x,), (one,))[1],
    }
    for outer in transformations.values():
        for inner in transformations.values():
            check(outer(inner(lambda x: x**5))(x), 160.0)


def test_hessian_vector_product(spec: str) -> None:
    x, v = array(spec, [1.0, 2.0]), array(spec, [3.0, 5.0])
    _, product = ua.jvp(ua.grad(cubes), (x,), (v,))
    check(product, [18.0, 60.0], like=x)


def test_complex_gradients_follow_the_convention_of_torch(spec: str) -> None:
    z = array(spec, [1 + 2j, 3 - 1j], "complex64")
    found = ua.grad(lambda z: ua.sum(ua.abs(z) ** 2))(z)
    check(found, 2 * ua.to_numpy(z), like=z)
    _, pullback = ua.vjp(lambda z: z**2, z)
    check(pullback(array(spec, [1.0, 1.0], "complex64"))[0], 2 * np.conj(ua.to_numpy(z)))
    _, tangent = ua.jvp(lambda z: z**2, (z,), (array(spec, [1.0, 1j], "complex64"),))
    check(tangent, 2 * ua.to_numpy(z) * [1.0, 1j])


def test_gradients_in_several_threads(spec: str) -> None:
    wrong: list[Any] = []

    def work(number: float) -> None:
        x = array(spec, [number, number + 1])
        for _ in range(10):
            _, tangent = ua.jvp(ua.grad(cubes), (x,), (x,))
            if not np.allclose(ua.to_numpy(tangent), 6 * ua.to_numpy(x) ** 2):
                wrong.append((number, tangent))

    threads = [threading.Thread(target=work, args=(float(i),)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# -- containers in arguments and results -----------------------------------------------------------------


def test_argnums(spec: str) -> None:
    x, y = array(spec, 2.0), array(spec, 3.0)

    def function(x: Any, y: Any, *, power: Any = 2) -> Any:
        return x**power * y

    check(ua.grad(function)(x, y), 12.0)
    check(ua.grad(function, 1)(x, y), 4.0)
    check(ua.grad(function, -1)(x, y), 4.0)
    check(ua.grad(function, "y")(x, y), 4.0)
    check(ua.grad(function, "y")(x, y=y), 4.0)
    check(ua.grad(function, 1)(x=x, y=y), 4.0)
    for argnums in ((0, 1), ["x", "y"], (0, "y")):
        found = ua.grad(function, argnums)(x, y)
        assert isinstance(found, tuple)
        check(found[0], 12.0)
        check(found[1], 4.0)
    (alone,) = ua.grad(function, (1,))(x, y)
    check(alone, 4.0)
    check(ua.grad(function, "power")(x, y, power=array(spec, 2.0)), 4 * np.log(2.0) * 3)


def test_gradients_keep_containers_of_every_kind(spec: str) -> None:
    x = array(spec, [1.0, 2.0])
    parameters = {
        "layers": [Layer(x, array(spec, 3.0)), Layer(x * 2, array(spec, 4.0), steps=2)],
        "pair": Pair(x, (x, "text")),
        "count": array(spec, [1, 2], "int64"),
        "rate": 0.5,
        "none": None,
    }

    def function(p: Any) -> Any:
        assert p["rate"] == 0.5
        assert p["none"] is None
        assert isinstance(p["count"], ua.Array)
        total = ua.sum(p["pair"].first * p["pair"].second[0]) * p["rate"]
        for layer in p["layers"]:
            total = total + layer.steps * ua.sum(layer.weight) * layer.bias
        return total

    found = ua.grad(function)(parameters)
    assert found["count"] is found["rate"] is found["none"] is None
    assert isinstance(found["pair"], Pair)
    assert found["pair"].second[1] is None
    check(found["pair"].first, [0.5, 1.0], like=x)
    first, second = found["layers"]
    assert isinstance(first, Layer)
    assert first.steps is None
    check(first.weight, [9.0, 9.0])
    check(second.weight, [8.0, 8.0])
    check(second.bias, 12.0)
    assert isinstance(parameters["layers"][0].weight, ua.Array)


def test_aux_is_returned_without_a_gradient(spec: str) -> None:
    x = ua.native(array(spec, [1.0, 2.0]))

    def function(x: Any) -> Any:
        return ua.sum(x**2), {"double": 2 * x, "name": "kept", "index": ua.argmax(x)}

    gradient, aux = ua.grad(function, has_aux=True)(x)
    check(gradient, [2.0, 4.0], like=x)
    check(aux["double"], [2.0, 4.0], like=x)
    assert int(aux["index"]) == 1
    assert aux["name"] == "kept"
    (value, aux), gradient = ua.value_and_grad(function, has_aux=True)(x)
    check(value, 5.0)
    check(aux["double"], [2.0, 4.0])
    hessian, aux = ua.hessian(function, has_aux=True)(x)
    check(hessian, 2 * np.eye(2))
    check(aux["double"], [2.0, 4.0], like=x)
    for mode in ("reverse", "forward"):
        jacobian, aux = ua.jacobian(function, mode=mode, has_aux=True)(x)
        check(jacobian, [2.0, 4.0])
        check(aux["double"], [2.0, 4.0], like=x)
    assert ua.vjp(function, x, has_aux=True)[2]["name"] == "kept"
    assert ua.jvp(function, (x,), (x,), has_aux=True)[2]["name"] == "kept"


def test_gradient_of_unused_argument_is_zeros(spec: str) -> None:
    x, y = array(spec, [1.0, 2.0]), array(spec, 3.0)
    by_x, by_y = ua.grad(lambda x, y: ua.sum(x), (0, 1))(x, y)
    check(by_x, [1.0, 1.0])
    check(by_y, 0.0, like=y)
    check(ua.grad(lambda x: 5.0)(x), [0.0, 0.0], like=x)
    check(ua.grad(lambda x: ua.asarray(5.0))(x), [0.0, 0.0], like=x)
    check(ua.hessian(lambda x: ua.sum(x))(x), np.zeros((2, 2)))
    for mode in ("reverse", "forward"):
        check(ua.jacobian(lambda x: ua.ones(3), mode=mode)(x), np.zeros((3, 2)))
    check(ua.jvp(lambda x: ua.ones(3), (x,), (x,))[1], [0.0, 0.0, 0.0])


def test_gradients_of_python_numbers() -> None:
    assert float(ua.grad(lambda x: x**3)(2.0)) == 12.0
    assert complex(ua.grad(lambda z: ua.real(z) * ua.imag(z))(2.0 + 3.0j)) == 3 + 2j
    x = np.asarray([1.0, 2.0])
    gradient = ua.grad(lambda rate, x: ua.sum(x) * rate**2)(3.0, x)
    assert isinstance(gradient, np.ndarray)
    assert gradient == 18.0
    assert ua.grad(lambda x, n: ua.sum(x * n))(x, 3).tolist() == [3.0, 3.0]


def test_float32_stays_float32(spec: str) -> None:
    x = array(spec, [1.0, 2.0])

    def function(x: Any) -> Any:
        assert ua.ones(2).dtype is ua.float32
        return ua.sum(x * ua.linspace(0, 1, 2))

    assert ua.grad(function)(x).dtype is ua.float32
    assert ua.jacobian(function)(x).dtype is ua.float32


def test_integer_values_have_no_derivative(spec: str) -> None:
    x = array(spec, [1.0, 3.0])

    def function(x: Any) -> Any:
        return {"most": ua.argmax(x), "square": x**2}

    _, pullback = ua.vjp(function, x)
    check(pullback({"most": None, "square": x})[0], [2.0, 18.0])
    _, tangent = ua.jvp(function, (x,), (x,))
    assert tangent["most"] is None
    check(tangent["square"], [2.0, 18.0])


def test_control_flow_can_depend_on_values(spec: str) -> None:
    def function(x: Any) -> Any:
        while x < 10:
            x = x * 2
        return x if x > 20 else x**2

    check(ua.grad(function)(array(spec, 3.0)), 2 * 12 * 4.0)
    check(ua.grad(function)(array(spec, 11.0)), 22.0)


def test_gradients_through_assignment_and_inplace_updates(spec: str) -> None:
    x = array(spec, [1.0, 2.0, 3.0])

    def function(x: Any) -> Any:
        y = ua.zeros(3)
        y[0] = x[2]
        y[1:] = x[:2] ** 2
        y *= 2
        y += x
        return ua.sum(y * y)

    y = np.asarray([2 * 3 + 1, 2 * 1 + 2, 2 * 4 + 3])
    expected = [2 * y[0] + 2 * y[1] * 4 * 1, 2 * y[1] + 2 * y[2] * 4 * 2, 2 * y[2] + 2 * y[0] * 2]
    check(ua.grad(function)(x), expected)
    check(ua.jacobian(function, mode="forward")(x), expected)
    check(x, [1.0, 2.0, 3.0])


def test_gradients_can_be_written_to(spec: str) -> None:
    """Gradients do not share memory with each other, and none is a broadcast view, as in some libraries."""
    x, y = array(spec, [1.0, 2.0]), array(spec, [3.0, 4.0])
    by_x, by_y = ua.grad(lambda x, y: ua.sum(x + y), (0, 1))(x, y)
    by_x[0] = 7.0
    check(by_x, [7.0, 1.0])
    check(by_y, [1.0, 1.0])
    _, pullback = ua.vjp(lambda x, y: x + y, x, y)
    cotangent = array(spec, [1.0, 1.0])
    by_x, by_y = pullback(cotangent)
    by_x += 1
    check(by_y, [1.0, 1.0])
    check(cotangent, [1.0, 1.0])


def test_transformations_keep_name_and_docstring() -> None:
    def loss(weights: Any) -> Any:
        """Say how wrong."""
        return ua.sum(weights)

    for transform in (ua.grad, ua.value_and_grad, ua.jacobian, ua.hessian):
        made = transform(loss)
        assert made.__name__ == "loss"
        assert made.__doc__ == "Say how wrong."


# -- errors ----------------------------------------------------------------------------------------------


def call(function: Any, *args: Any, **options: Any) -> Any:
    return ua.grad(function, **options)(*args)


async def later(x: Any) -> Any:
    return x


class Data:
    """An object that converts to an array, such as a pandas Series."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        return np.asarray([1.0, 2.0], dtype)


ERRORS: dict[str, tuple[Any, type[Exception], str]] = {
    "not a number": (lambda x: call(lambda x: x, x), ValueError, r"shape \(2,\), not one number"),
    "several values": (lambda x: call(lambda x: (x, x), x), TypeError, "returned a tuple"),
    "nothing": (lambda x: call(lambda x: None, x), TypeError, "returned a NoneType"),
    "not an array": (
        lambda x: call(lambda x: "text", x),
        TypeError,
        "returned str, not an array.\nHint: .*has_aux=True",
    ),
    "not an Array": (
        lambda x: call(lambda x: Data(), x),
        TypeError,
        r"returned Data, not an array.\nHint: ua.asarray\(x\)",
    ),
    "complex value": (lambda x: call(lambda x: ua.sum(x * 1j), x), TypeError, "complex64, not a real number"),
    "integer value": (lambda x: call(lambda x: ua.argmax(x), x), TypeError, "int64, not a real number"),
    "integers": (lambda x: call(cubes, ua.astype(x, "int64")), TypeError, "argument 0 has dtype int64"),
    "an integer": (lambda x: call(cubes, 3), TypeError, r"is the int 3, which is a constant.\nHint: pass float\(x\)"),
    "a bool": (
        lambda x: call(cubes, True),
        TypeError,
        r"is the bool True, which is a constant.\nHint: pass float\(x\)",
    ),
    "NumPy's bool": (
        lambda x: call(cubes, np.True_),
        TypeError,
        r"is the bool True, which is a constant.\nHint: pass float\(x\)",
    ),
    "no arrays": (lambda x: call(cubes, {"a": "b"}), TypeError, "no floating-point array.\nHint: arrays are found in"),
    "data": (lambda x: call(cubes, Data()), TypeError, r"\(Data\) holds no.*\nHint: ua.asarray\(x\) .* of a Data"),
    "data within": (lambda x: call(cubes, [Data()]), TypeError, r"\(list\) holds .*\nHint: ua.asarray\(x\) .* a Data"),
    "data alone": (lambda x: ua.vjp(cubes, Data()), TypeError, r"no argument holds .*\nHint: ua.asarray\(x\) .* Data"),
    "NumPy's number": (
        lambda x: ua.vjp(cubes, np.int64(3)),
        TypeError,
        r"no argument holds .*\nHint: arrays are found",
    ),
    "unknown name": (lambda x: call(cubes, x, argnums="y"), ValueError, "without an argument 'y'"),
    "position": (lambda x: call(cubes, x, argnums=1), ValueError, "argnums=1"),
    "twice": (lambda x: call(cubes, x, argnums=(0, "x")), ValueError, "twice"),
    "argnums": (lambda x: call(cubes, x, argnums=1.5), TypeError, "argnums=1.5"),
    "no argnums": (lambda x: call(cubes, x, argnums=()), TypeError, "does not name an argument"),
    "missing aux": (lambda x: call(cubes, x, has_aux=True), TypeError, "has_aux=True"),
    "not a function": (lambda x: ua.grad(x), TypeError, "ua.grad needs a function, got Array"),
    "not a function for vjp": (lambda x: ua.vjp(x, x), TypeError, "ua.vjp needs a function, got Array"),
    "generator": (lambda x: ua.grad(later), TypeError, "later is a generator or a coroutine"),
    "mode": (lambda x: ua.jacobian(cubes, mode="sideways"), ValueError, "mode='sideways'"),  # type: ignore[arg-type]
    "complex jacobian": (
        lambda x: ua.jacobian(lambda x: x)(ua.astype(x, "complex64")),
        TypeError,
        "a Jacobian needs real floating-point numbers",
    ),
    "integer jacobian": (
        lambda x: ua.jacobian(ua.argmax)(x),
        TypeError,
        "a Jacobian needs real floating-point numbers",
    ),
    "cotangent's shape": (lambda x: ua.vjp(cubes, x)[1](x), ValueError, r"a cotangent has shape \(2,\)"),
    "cotangent's dtype": (lambda x: ua.vjp(cubes, x)[1](1j), TypeError, "a cotangent has dtype"),
    "cotangent's structure": (
        lambda x: ua.vjp(cubes, x)[1]((x, x)),
        TypeError,
        "a cotangent must be an array, got tuple",
    ),
    "a list": (lambda x: ua.vjp(cubes, x)[1]([1.0, 1.0]), TypeError, r"an array, got list.\nHint: ua.asarray\(x\)"),
    "not a cotangent": (
        lambda x: ua.vjp(cubes, x)[1]("1"),
        TypeError,
        r"an array, got str.\nHint: pass ua.ones_like\(y\)",
    ),
    "tangent's type": (lambda x: ua.jvp(cubes, (x,), ("1",)), TypeError, "a tangent must be an array, got str"),
    "cotangent of a tuple": (
        lambda x: ua.vjp(lambda x: (x, x), x)[1](x),
        ValueError,
        "another structure: Array, not tuple",
    ),
    "tangents": (lambda x: ua.jvp(cubes, (x,), (x, x)), ValueError, "1 primals and 2 tangents"),
    "tangent's structure": (lambda x: ua.jvp(cubes, ({"a": x},), ({"b": x},)), ValueError, "another structure"),
    "not a tuple": (lambda x: ua.jvp(cubes, x, x), TypeError, "a tuple of arguments"),
    "no variables": (lambda x: ua.vjp(cubes, 3, "text"), TypeError, "no argument holds"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_errors_have_fact_and_hint(case: str, spec: str) -> None:
    attempt, error, fact = ERRORS[case]
    with pytest.raises(error, match=f"(?s){fact}" if "Hint: " in fact else f"(?s){fact}.*\nHint: ") as caught:
        attempt(array(spec, [1.0, 2.0]))
    assert type(caught.value) is error


def test_exception_in_function_propagates_and_restores_the_selection(spec: str) -> None:
    before = ua.current()

    def function(x: Any) -> Any:
        raise KeyError("its own")

    for transform in (ua.grad, ua.jacobian, ua.hessian):
        with pytest.raises(KeyError, match="its own"):
            transform(function)(array(spec, 1.0))
    assert ua.current() is before


def test_writing_to_an_argument_raises(spec: str) -> None:
    def function(x: Any) -> Any:
        x[0] = 0.0
        return ua.sum(x)

    x = array(spec, [1.0, 2.0])
    with pytest.raises(RuntimeError, match="Hint: write to a copy"):
        ua.grad(function)(x)
    check(x, [1.0, 2.0])
    with pytest.raises(RuntimeError, match="Hint: write to"):  # torch would allow this and give wrong gradients
        ua.grad(lambda x: ua.sum(ua.grad(function)(x * 1.0)))(x)
    check(ua.grad(lambda x: function(ua.asarray(x, copy=True)))(x), [0.0, 1.0])


def test_list_of_arrays_keeps_the_gradient(spec: str) -> None:
    x = ua.asarray(2.0, device=spec)
    assert float(ua.grad(lambda x: ua.sum(ua.asarray([x**2, 3 * x, 1.0])))(x)) == 7.0


def test_dict_subclasses_are_containers(spec: str) -> None:
    x = ua.asarray(2.0, device=spec)
    for tree in (collections.OrderedDict(a=x, n=3), collections.defaultdict(list, a=x, n=3)):
        gradient = ua.grad(lambda p: p["a"] ** p["n"])(tree)
        assert type(gradient) is type(tree)
        assert (float(gradient["a"]), gradient["n"]) == (12.0, None)
