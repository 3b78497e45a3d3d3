"""``unifyarray.testing``: each check fails when it must, on Arrays and native arrays."""

from __future__ import annotations

import inspect
import os
from typing import TYPE_CHECKING, Any

import array_api_extra.testing as reference
import numpy as np
import pytest

import unifyarray as ua
from tests._support import ROOT
from unifyarray import testing
from unifyarray.testing import assert_close, assert_close_nulp, assert_equal, assert_less

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests._support import Python

NAMES = testing.__all__
ALL = [getattr(testing, name) for name in NAMES]
EQUALITIES = [assert_close, assert_close_nulp, assert_equal]


@pytest.fixture(params=["Arrays", "native arrays"])
def xp(request: pytest.FixtureRequest, spec: str) -> Any:
    bound = ua.namespace(spec)
    return bound if request.param == "Arrays" else bound.native


@pytest.mark.parametrize("name", NAMES)
def test_signatures_are_those_of_array_api_extra(name: str) -> None:
    ours, theirs = (inspect.signature(getattr(module, name)).parameters for module in (testing, reference))
    assert [(p.name, p.kind, p.default) for p in ours.values()] == [
        (p.name, p.kind, p.default) for p in theirs.values()
    ]


def test_equal_arrays_pass(xp: Any) -> None:
    x = xp.asarray([1.0, float("nan"), float("inf"), -0.0], dtype=xp.float32)
    for check in EQUALITIES:
        check(x, xp.asarray([1.0, float("nan"), float("inf"), 0.0], dtype=xp.float32), xp=xp)
    assert_less(x[:1], x[2:3], xp=xp)
    assert_less(x[1:2], x[1:2])  # NaN in both


@pytest.mark.parametrize("check", ALL)
def test_empty_and_0_dimensional_arrays_pass(check: Callable[..., None], xp: Any) -> None:
    check(xp.zeros((0, 3)), xp.zeros((0, 3)))
    low = xp.asarray(2, dtype=xp.int64)
    check(low, low + 1 if check is assert_less else low)
    with pytest.raises(AssertionError, match=r"1 of 1 elements differ.\nWorst element \(\): got 2, expected "):
        check(low, low - 1)


@pytest.mark.parametrize("check", ALL)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda xp, x: xp.astype(x, xp.float64), "dtype: got float32, expected float64"),
        (lambda xp, x: x[None, :], r"shape: got \(3,\), expected \(1, 3\)"),
    ],
    ids=["dtype", "shape"],
)
def test_other_dtype_and_shape_fail(
    check: Callable[..., None], change: Callable[..., Any], message: str, xp: Any
) -> None:
    if not hasattr(xp, "float64"):
        pytest.skip("the device has no float64")
    x = xp.asarray([1.0, 2.0, 3.0], dtype=xp.float32)
    y = change(xp, x + 1 if check is assert_less else x)
    with pytest.raises(AssertionError, match=f"^Arrays differ in {message}."):
        check(x, y)
    check(x, y, check_dtype=False, check_shape=False)


@pytest.mark.parametrize("check", ALL)
def test_other_kinds_fail(check: Callable[..., None], xp: Any, spec: str) -> None:
    other = ua.namespace(spec).native if xp is ua.namespace(spec) else ua.namespace(spec)
    x, y = xp.ones(3), other.ones(3)
    with pytest.raises(AssertionError, match=r"^Arrays differ in kind: got an? .*rray of \w+, expected an? .*rray of"):
        check(x, y)
    with pytest.raises(AssertionError, match=r"^Arrays differ in namespace: "):
        check(x, x, xp=other)
    with pytest.raises(AssertionError, match=r"^Arrays differ in kind: got \[1.0, 1.0\] \(list\), expected"):
        check([1.0, 1.0], x)
    with pytest.raises(TypeError, match=r"^desired must be an array, got 1.0 \(float\).\nHint: "):
        check(x, 1.0)


def test_other_backend_fails() -> None:
    first, *others = {
        name: ua.asarray([1.0], device=f"{name}:{found[0]}") for name, found in ua.devices().items()
    }.items()
    for name, x in others:
        with pytest.raises(AssertionError, match=f"kind: got an Array of {name}, expected an Array of {first[0]}"):
            assert_equal(x, first[1])


def test_other_device_fails(python: Python) -> None:
    program = """if True:
        import unifyarray as ua
        from unifyarray.testing import assert_equal
        for tier in (lambda xp: xp, lambda xp: xp.native):
            first, second = (tier(ua.namespace(f"cupy:cuda:{n}")) for n in (0, 1))
            x, y = first.asarray([1.0]), second.asarray([1.0])
            assert_equal(x, y, check_device=False, xp=first)
            for arguments in ((x, y), (x, x, second)):
                try:
                    assert_equal(*arguments[:2], xp=(*arguments, None)[2])
                except AssertionError as error:
                    print(error)
    """
    fake = ROOT / "tests" / "_support" / "emulation" / "fake_cupy"
    done = python("-c", program, env={"PYTHONPATH": f"{ROOT}{os.pathsep}{fake}", "FAKE_CUPY_DEVICES": "2"})
    assert done.stdout.splitlines() == ["Arrays differ in device: got cuda:0, expected cuda:1."] * 4, done.stderr


def test_values_name_the_worst_element(xp: Any) -> None:
    x, y = xp.asarray([[1.0, 2.0], [3.0, 4.0]]), xp.asarray([[1.0, 2.5], [1.0, 4.0]])
    worst = r"2 of 4 elements differ.\nWorst element \(1, 0\): got 3.0, expected 1.0, difference 2"
    with pytest.raises(AssertionError, match=rf"^Arrays are not equal: {worst}, relative 2.\nafter a step\n actual: "):
        assert_equal(x, y, err_msg="after a step")
    with pytest.raises(AssertionError, match=rf"^Arrays are not close \(rtol=0.1, atol=0\): {worst}") as caught:
        assert_close(x, y, rtol=0.1, verbose=False)
    assert "actual:" not in str(caught.value)
    with pytest.raises(AssertionError, match=rf"^Arrays differ by more than 3 ULP: {worst} \(.*e\+\d+ ULP\)"):
        assert_close_nulp(x, y, nulp=3)
    with pytest.raises(
        AssertionError, match=r"^Arrays are not ordered x < y: 3 of 4 elements differ.\nWorst .*\(1, 0\)"
    ):
        assert_less(x, y)


def test_tolerances(xp: Any) -> None:
    x = xp.asarray([1.0, 100.0], dtype=xp.float32)
    assert_close(x * 1.001, x)
    with pytest.raises(AssertionError, match=r"rtol=0.0001"):
        assert_close(x * 1.001, x, rtol=1e-4)
    assert_close(x + 0.5, x, rtol=0, atol=0.5)
    assert_close(x + 0.5, x, rtol=xp.asarray([0.5, 0.005]), atol=0.0)
    with pytest.raises(AssertionError, match="1 of 2"):
        assert_close(x + 0.5, x, rtol=xp.asarray([0.5, 0.004]))
    infinite = xp.asarray([float("inf"), 100.0], dtype=xp.float32)
    for pair in ((infinite, x), (x, infinite)):
        with pytest.raises(AssertionError, match=r"1 of 2 elements differ.\nWorst element \(0,\)"):
            assert_close(*pair, rtol=1e30)
    missing = xp.asarray([float("nan"), 100.0], dtype=xp.float32)
    assert_close(missing, missing)
    with pytest.raises(AssertionError, match="1 of 2"):
        assert_close(missing, missing, equal_nan=False)
    for check in EQUALITIES:
        with pytest.raises(AssertionError, match=r"1 of 2 elements differ.\nWorst element \(0,\): got nan"):
            check(missing, x)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64", "complex64"])
def test_units_in_the_last_place(dtype: str, spec: str) -> None:
    if ua.namespace(spec).native.hooks.dtypes.isdisjoint({getattr(ua, dtype)}):
        pytest.skip(f"{spec} has no {dtype}")
    one = ua.ones(2, dtype=dtype, device=spec)
    eps = ua.finfo(one.dtype).eps
    assert_close_nulp(one + eps, one)
    assert_close_nulp(one + 2 * eps, one, nulp=2)
    with pytest.raises(AssertionError, match=r"\(2 ULP\)"):
        assert_close_nulp(one + 2 * eps, one)


def test_large_integers_are_compared_exactly(xp: Any) -> None:
    x = xp.asarray([2**62, -(2**63)], dtype=xp.int64)
    y = xp.asarray([2**62 + 1, 2**63 - 1], dtype=xp.int64)
    for check in (assert_equal, assert_close_nulp):
        with pytest.raises(AssertionError, match=r"2 of 2 .*\nWorst element \(1,\): .*difference 1.845e\+19"):
            check(x, y)
    assert_close(x[:1], y[:1])


def test_complex_numbers_have_no_order(xp: Any) -> None:
    x = xp.asarray([1j], dtype=xp.complex64)
    assert_equal(x, x)
    with pytest.raises(TypeError, match=r"Hint: assert_less\(ua.abs"):
        assert_less(x, x)


def test_scalars_of_a_library() -> None:
    scalar, array = np.float64(1.0), np.asarray(1.0)
    assert_equal(scalar, array)
    assert_equal(np.sum(np.ones(2)), np.asarray(2.0), xp=np)
    with pytest.raises(AssertionError, match="got a scalar of the library, expected an array"):
        assert_equal(scalar, array, check_scalar=True)
    assert_equal(scalar, scalar, check_scalar=True)


def test_namespaces_are_checked(spec: str) -> None:
    x = ua.ones(2, device=spec)
    library = __import__(ua.backends()[spec.partition(":")[0]].backend.library)  # type: ignore[union-attr]
    assert_equal(x, x, xp=ua)
    assert_equal(ua.native(x), ua.native(x), xp=library)
    assert_equal(ua.native(x), ua.native(x), xp=ua.namespace(spec).native)
    for wrong in (library, np.linalg):
        with pytest.raises(AssertionError, match=f"namespace: got .*, expected an array of {wrong.__name__}"):
            assert_equal(x, x, xp=wrong)
    with pytest.raises(AssertionError, match="expected an array of unifyarray"):
        assert_equal(ua.native(x), ua.native(x), xp=ua)


def test_gradients_are_not_needed(spec: str) -> None:
    try:
        x = ua.asarray([1.0], device=spec, requires_grad=True)
    except ua.BackendUnavailableError:
        pytest.skip(f"no gradients on {spec}")
    assert_close(x * 2, ua.stop_gradient(x) + 1)
