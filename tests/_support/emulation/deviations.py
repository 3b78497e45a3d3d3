"""Differences between CuPy and the standard or the contract, each as a statement about a namespace.

Run ``python -m tests._support.emulation.deviations`` with the fake CuPy on the path. For each statement it prints
whether it holds for array_api_compat.cupy alone, and for our native namespace of the second device.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, Final

Statement = Callable[[Any], bool]
STATEMENTS: Final[dict[str, Statement]] = {}


def statement(check: Statement) -> Statement:
    """Register a statement under its name."""
    STATEMENTS[check.__name__] = check
    return check


def raises(error: type[Exception] | tuple[type[Exception], ...], call: Callable[[], Any]) -> bool:
    try:
        call()
    except error:
        return True
    except Exception:
        return False
    return False


def tells_sign(x: Any) -> bool:
    return math.copysign(1.0, float(x)) < 0


@statement
def negative_zero_in_0d_asarray(xp: Any) -> bool:
    return tells_sign(xp.asarray(-0.0))


@statement
def negative_zero_in_full(xp: Any) -> bool:
    return tells_sign(xp.full((2,), -0.0)[0])


@statement
def remainder_by_infinity(xp: Any) -> bool:
    return float(xp.remainder(xp.asarray([5.0]), xp.asarray([math.inf]))[0]) == 5.0


@statement
def floor_divide_before_rounding(xp: Any) -> bool:
    return float(xp.floor_divide(xp.asarray([1.0]), xp.asarray([0.1]))[0]) == 9.0


@statement
def device_in_creation(xp: Any) -> bool:
    import cupy as cp

    return all(xp.zeros(3, device=cp.cuda.Device(i)).device == cp.cuda.Device(i) for i in (0, 1))


@statement
def stable_descending_sort(xp: Any) -> bool:
    return [tells_sign(x) for x in xp.sort(xp.asarray([0.0, -0.0, 1.0]), descending=True)] == [False, False, True]


@statement
def correction_of_integers_in_the_default_float(xp: Any) -> bool:
    import unifyarray as ua

    with ua.use(default_float="float32"):
        return str(xp.var(xp.asarray([1, 2, 4]), correction=1).dtype) == "float32"


@statement
def limits_in_python_numbers(xp: Any) -> bool:
    return type(xp.finfo(xp.float32).eps) is float


@statement
def solve_broadcasts_stacks(xp: Any) -> bool:
    a = xp.asarray([[[2.0, 0.0], [0.0, 4.0]]] * 3)
    return not raises(Exception, lambda: xp.linalg.solve(a, xp.ones((1, 2, 1))))


@statement
def sizes_of_transforms_in_the_order_of_axes(xp: Any) -> bool:
    return xp.fft.fftn(xp.ones((3, 2)), s=(3, 2), axes=(1, 0)).shape == (2, 3)


@statement
def indices_within_bounds(xp: Any) -> bool:
    return raises(IndexError, lambda: xp.take(xp.ones(3), xp.asarray([7])))


@statement
def singular_matrices(xp: Any) -> bool:
    return raises(ValueError, lambda: xp.linalg.inv(xp.zeros((2, 2))))


@statement
def arrays_of_the_host_by_dlpack(xp: Any) -> bool:
    import numpy as np

    return not raises(Exception, lambda: xp.from_dlpack(np.ones(3)))


@statement
def from_dlpack_to_a_device(xp: Any) -> bool:
    return not raises(Exception, lambda: xp.from_dlpack(xp.ones(3), device=xp.ones(3).device))


@statement
def shifts_by_the_width(xp: Any) -> bool:
    return int(xp.bitwise_left_shift(xp.asarray([1]), xp.asarray([64]))[0]) == 0


@statement
def complex_numbers_have_no_order(xp: Any) -> bool:
    return raises(TypeError, lambda: xp.less(xp.asarray([1j]), xp.asarray([2j])))


@statement
def small_complex_numbers_near_one(xp: Any) -> bool:
    return float(xp.real(xp.log1p(xp.asarray([1e-20 + 0j])))[0]) != 0.0


@statement
def logarithms_of_an_infinity_beside_nan(xp: Any) -> bool:
    x = xp.asarray([complex(math.inf, math.nan), complex(math.nan, -math.inf)])
    functions = (xp.log, xp.log1p, xp.log2, xp.log10)
    return all(bool(xp.all(xp.isinf(xp.real(function(x))))) for function in functions)


@statement
def logarithm_to_base_2_of_a_complex_zero(xp: Any) -> bool:
    return float(xp.imag(xp.log2(xp.asarray([0j])))[0]) == 0.0


@statement
def inverse_of_cosh_of_nan_on_the_imaginary_axis(xp: Any) -> bool:
    return abs(float(xp.imag(xp.acosh(xp.asarray([complex(0.0, math.nan)])))[0])) == math.pi / 2


def main() -> None:
    """Print, as JSON, for each statement whether it holds for either namespace."""
    import array_api_compat.cupy as bare

    import unifyarray as ua

    found = {}
    for name, check in STATEMENTS.items():
        found[name] = [check(bare), check(ua.namespace("cupy:cuda:1").native)]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
