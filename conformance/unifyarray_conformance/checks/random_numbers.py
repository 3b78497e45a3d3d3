"""Checks of random numbers: those of NumPy's Philox, parameters in Arrays, gradients, copies and invalid calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.registry import check
from ..reference.dtypes import INTEGER
from ..reference.expected import CLOSE, Component, Expected
from .gradients import needs_autograd

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..harness.context import Context
    from ..reference.special_cases import Values

SECTION: Final = "random"
ROW: Final = ("35",)
#: The sizes to draw: 0-d, nothing, and several rows.
_SIZES: Final = ((), (0,), (3, 5))
#: Allowed error in units of ``eps`` times the largest number that is added: one rounding of a product, one of a sum.
_ROUNDINGS: Final = 4


def _numpy(seed: int = 7) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


def _call(context: Context, source: str, inputs: tuple[Input, ...] = ()) -> Call:
    """Return a call of the method of a new generator, which draws on the device under test.

    Parameters of some distributions are read on the host.
    """
    head = f"with ua.use({context.subject.spec!r}, transfer='allow'):\n"
    return Call(f"{head}    result = ua.random.default_rng(7).{source}", inputs)


def _near(values: Values, size: float) -> Expected:
    """Expect values up to the rounding of a product and a sum of numbers of some size."""
    allowed = _ROUNDINGS * float(np.finfo(values.dtype).eps) * size
    return Expected(values.dtype.name, values.shape, real=Component.of(values, mode=CLOSE), absolute=allowed)


@check(SECTION, "value", ["random", "standard_normal"], dtypes=("float16", "float32", "float64"), rows=ROW)
def standard(context: Context) -> None:
    """Check that the numbers are NumPy's; in half precision, those of float32, rounded (random: rounded down)."""
    name, dtype = context.function, context.dtype
    drawn: Any = "float32" if dtype == "float16" else dtype
    for size in _SIZES:
        values = np.asarray(getattr(_numpy(), name)(size, dtype=drawn))
        if dtype == "float16":
            values = np.floor(values * 2048) / 2048 if name == "random" else values
            values = values.astype(dtype)
        context.expect(_call(context, f"{name}({size}, dtype={dtype!r})"), Expected.exactly(values))


@check(SECTION, "value", ["integers"], dtypes=("bool", *INTEGER), rows=ROW)
def integers(context: Context) -> None:
    """Check that the numbers are NumPy's for every dtype, with and without the end."""
    dtype: Any = context.dtype
    ends = ((2, None),) if dtype == "bool" else ((100, None), (3, 9))
    for low, high in ends:
        for size in _SIZES:
            values = np.asarray(_numpy().integers(low, high, size, dtype=dtype))
            context.expect(_call(context, f"integers({low}, {high}, {size}, {dtype!r})"), Expected.exactly(values))
    values = _numpy().integers(0, 1, (5,), dtype=dtype, endpoint=True)
    context.expect(_call(context, f"integers(0, 1, 5, {dtype!r}, True)"), Expected.exactly(values))


#: By method: calls whose results are NumPy's, bit for bit.
_DISCRETE: Final = {
    "permutation": ("permutation(20)", "permutation(0)"),
    "choice": ("choice(10, (3, 5))", "choice(9, 4, replace=False)", "choice(3, 8, p=[0.5, 0.25, 0.25])", "choice(5)"),
    "poisson": ("poisson(4.0, (3, 5))", "poisson(0.5)", "poisson([0.5, 20.0], (3, 2))"),
    "binomial": ("binomial(10, 0.25, (3, 5))", "binomial([3, 50], 0.5)"),
}


@check(SECTION, "value", _DISCRETE, rows=ROW)
def discrete(context: Context) -> None:
    """Check that orders, choices and counts are NumPy's."""
    for source in _DISCRETE[context.function]:
        values = np.asarray(eval(f"rng.{source}", {"rng": _numpy()}))
        context.expect(_call(context, source), Expected.exactly(values, "int64"))


#: By method: the arguments, and the largest number that is added.
_CONTINUOUS: Final = {
    "uniform": (("-1.0, 3.0", 4.0), ("", 1.0)),
    "normal": (("1.0, 2.0", 10.0), ("", 5.0)),
    "exponential": (("2.0", 20.0),),
    "gamma": (("2.0, 3.0", 40.0), ("0.5", 10.0)),
    "beta": (("2.0, 3.0", 1.0),),
    "multivariate_normal": (("[0.0, 1.0], [[2.0, 0.5], [0.5, 1.0]]", 10.0),),
}


@check(SECTION, "value", _CONTINUOUS, rows=ROW, needs=("float64",))
def continuous(context: Context) -> None:
    """Check that the float64 numbers are NumPy's, up to the rounding of a product and a sum."""
    name = context.function
    for given, largest in _CONTINUOUS[name]:
        for size in _SIZES:
            call = f"{name}({given}{', ' if given else ''}size={size})"
            values = np.asarray(eval(f"rng.{call}", {"rng": _numpy()}))
            context.expect(_call(context, call), _near(values, largest))


@check(SECTION, "single", _CONTINUOUS, rows=ROW)
def single(context: Context) -> None:
    """Check float32: NumPy's float32 numbers, scaled; beta and multivariate_normal are float64 numbers, rounded."""
    name = context.function
    rng, size = _numpy(), (3, 5)
    dtype: Any = np.float32
    given, largest = _CONTINUOUS[name][0]
    made: dict[str, Callable[[], Values]] = {
        "uniform": lambda: rng.random(size, dtype=dtype) * dtype(4) - dtype(1),
        "normal": lambda: rng.standard_normal(size, dtype=dtype) * dtype(2) + dtype(1),
        "exponential": lambda: rng.standard_exponential(size, dtype=dtype) * dtype(2),
        "gamma": lambda: rng.standard_gamma(2.0, size, dtype=dtype) * dtype(3),
        "beta": lambda: rng.beta(2.0, 3.0, size).astype(dtype),
        "multivariate_normal": lambda: (
            rng.multivariate_normal([0.0, 0.0], [[2.0, 0.5], [0.5, 1.0]], size).astype(dtype) + np.array([0, 1], dtype)
        ),
    }
    values = made[name]()
    context.expect(_call(context, f"{name}({given}, size={size}, dtype='float32')"), _near(values, largest))


#: By label: a call with Arrays as parameters, and the same of NumPy's generator.
_OF_ARRAYS: Final = {
    "uniform": ("uniform(x0, 9.0)", "loc + (9 - loc) * rng.random(2, dtype=d)"),
    "normal": ("normal(x0, x1, (3, 2))", "loc + scale * rng.standard_normal((3, 2), dtype=d)"),
    "exponential": ("exponential(x1)", "scale * rng.standard_exponential(2, dtype=d)"),
    "gamma": ("gamma(x1, x1, (3, 2))", "scale * rng.standard_gamma(scale, (3, 2), dtype=d)"),
    "beta": ("beta(x1, 2.0)", "rng.beta(scale, 2.0).astype(d)"),
}


@check(SECTION, "arrays", _OF_ARRAYS, dtypes=("float32", "float64"), rows=ROW)
def arrays(context: Context) -> None:
    """Check parameters in Arrays, which decide the device and the dtype; they are broadcast."""
    dtype: Any = context.dtype
    loc, scale = np.array([1.0, -2.0], dtype), np.array([0.5, 3.0], dtype)
    source, reference = _OF_ARRAYS[context.function]
    values = eval(reference, {"rng": _numpy(), "loc": loc, "scale": scale, "d": dtype})
    head = "with ua.use(transfer='allow'):\n"
    call = Call(f"{head}    result = ua.random.default_rng(7).{source}", (Input(loc), Input(scale)))
    context.expect(call, _near(np.asarray(values), 40.0))


@check(SECTION, "elements", ["permutation", "choice"], dtypes=("float32", "int8"), rows=ROW)
def elements(context: Context) -> None:
    """Check that elements of Arrays are drawn along every axis as NumPy draws them."""
    x = context.rng().integers(0, 100, (4, 3)).astype(context.dtype)
    calls = {
        "permutation": ("permutation(x0)", "permutation(x0, axis=1)"),
        "choice": ("choice(x0, 5)", "choice(x0, (2, 2), axis=1)", "choice(x0, 2, replace=False)", "choice(x0)"),
    }[context.function]
    for source in calls:
        values = eval(f"rng.{source}", {"rng": _numpy(), "x0": x})
        call = Call(f"result = ua.random.default_rng(7).{source}", (Input(x),))
        context.expect(call, Expected.exactly(values))


@check(SECTION, "value", ["shuffle"], rows=ROW)
def shuffle(context: Context) -> None:
    """Check that an Array is written to; one of an immutable library is refused."""
    x = np.arange(12, dtype="float32").reshape(4, 3)
    for axis in (0, 1):
        call = Call(f"ua.random.default_rng(7).shuffle(x0, axis={axis})\nresult = x0", (Input(x),))
        if not context.has("mutable"):
            context.raises(call, TypeError)
            continue
        values = x.copy()
        _numpy().shuffle(values, axis=axis)
        context.expect(call, Expected.exactly(values))


@check(SECTION, "independence", ["spawn"], rows=ROW)
def spawn(context: Context) -> None:
    """Check that children draw NumPy's numbers, the same whatever is drawn before."""
    children = _numpy().spawn(3)
    for k in (0, 2):
        values = children[k].integers(1000, size=4)
        context.expect(_call(context, f"spawn(3)[{k}].integers(1000, size=4)"), Expected.exactly(values))
    before = "rng = ua.random.default_rng(7)\nrng.bit_generator.random_raw()\nrng.spawn(2)\n"
    source = f"with ua.use({context.subject.spec!r}):\n    result = rng.spawn(1)[0].integers(1000, size=4)"
    context.expect(Call(before + source), Expected.exactly(_numpy().spawn(3)[2].integers(1000, size=4)))


@check(SECTION, "copies", ["pickle", "copy", "deepcopy"], rows=ROW)
def copies(context: Context) -> None:
    """Check that a copy draws what the generator draws next, of both kinds of generators."""
    made = {"pickle": "pickle.loads(pickle.dumps(rng))", "copy": "copy.copy(rng)", "deepcopy": "copy.deepcopy(rng)"}
    for fast in (False, True):
        source = (
            "import copy, pickle\n"
            f"with ua.use({context.subject.spec!r}):\n"
            f"    rng = ua.random.default_rng(7, fast={fast})\n"
            "    rng.random(3, dtype='float32')\n"
            f"    other = {made[context.function]}\n"
            "    result = [g.random(5, dtype='float32') for g in (rng, other, rng)]"
        )
        context.ensure(
            Call(source),
            "first, second, third = [ua.to_numpy(x).tolist() for x in result]\n"
            "assert first == second, (first, second)\nassert first != third, first",
        )


#: By method: a call of the library's own generator, the dtype, and the bounds of its numbers.
_FAST: Final = {
    "random": ("random({}, dtype='float32')", "float32", "0 <= low and high < 1"),
    "standard_normal": ("standard_normal({}, dtype='float32')", "float32", "-9 < low < 0 < high < 9"),
    "exponential": ("exponential(2.0, {}, dtype='float32')", "float32", "0 <= low < 1 < high < 60"),
    "uniform": ("uniform(2.0, 4.0, {}, dtype='float32')", "float32", "2 <= low < 2.5 and 3.5 < high <= 4"),
    "gamma": ("gamma(2.0, 3.0, {}, dtype='float32')", "float32", "0 <= low < 5 < high < 90"),
    "beta": ("beta(2.0, 2.0, {}, dtype='float32')", "float32", "0 <= low < 0.5 < high <= 1"),
    "integers": ("integers(-3, 7, {})", "int64", "low == -3 and high == 6"),
    "poisson": ("poisson(4.0, {})", "int64", "0 <= low < 4 < high < 30"),
    "binomial": ("binomial(10, 0.5, {})", "int64", "0 <= low < 5 < high <= 10"),
    "choice": ("choice(4, {})", "int64", "low == 0 and high == 3"),
}


@check(SECTION, "fast", [*_FAST, "permutation"], rows=ROW)
def fast(context: Context) -> None:
    """Check the library's own generator: shapes, dtypes, bounds, and the same numbers for the same seed."""
    source, dtype, bounds = _FAST.get(context.function, ("permutation({})", "int64", "low == 0 and high == 99"))
    size = "100" if context.function == "permutation" else "(100, 3)"
    head = f"with ua.use({context.subject.spec!r}):\n"
    draw = source.format(size)
    call = Call(f"{head}    result = [ua.random.default_rng(s, fast=True).{draw} for s in (7, 7, 8)]")
    context.ensure(
        call,
        "a, b, c = [ua.to_numpy(x) for x in result]\nassert (a == b).all()\nassert (a != c).any()\n"
        f"assert (a.dtype.name, a.shape) == ({dtype!r}, np.empty({size}).shape), (a.dtype, a.shape)\n"
        f"low, high = a.min(), a.max()\nassert {bounds}, (low, high)",
    )


#: By label: a function of ``x`` with gradients, and the gradient at 1.5 in terms of NumPy's draws.
_GRADIENTS: Final[dict[str, tuple[str, Callable[[np.random.Generator], Values]]]] = {
    "uniform": ("rng.uniform(0.0, x, 4)", lambda rng: rng.random(4)),
    "normal": ("rng.normal(1.0, x, 4)", lambda rng: rng.standard_normal(4)),
    "exponential": ("rng.exponential(x, 4)", lambda rng: rng.standard_exponential(4)),
    "gamma": ("rng.gamma(2.0, x, 4)", lambda rng: rng.standard_gamma(2.0, 4)),
    "multivariate_normal": (
        "rng.multivariate_normal(ua.stack([x, x]), [[2.0, 0.5], [0.5, 1.0]])",
        lambda rng: np.ones(2),
    ),
    "cholesky": (
        "rng.multivariate_normal([0.0, 0.0], ua.eye(2) * x, method='cholesky')",
        lambda rng: rng.standard_normal(2) * 0.5 / np.sqrt(1.5),
    ),
}


@check(SECTION, "gradient", _GRADIENTS, dtypes=("float64",), rows=ROW)
def gradient(context: Context) -> None:
    """Check gradients with respect to parameters that the draws are made of."""
    needs_autograd(context)
    source, derivative = _GRADIENTS[context.function]
    function = f"ua.grad(lambda x: (rng := ua.random.default_rng(7)) and ua.sum({source}))"
    values = np.asarray(derivative(_numpy()).sum())
    context.expect(Call(f"result = {function}(x0)", (Input(np.asarray(1.5)),)), _near(values, 10.0))


#: By method: calls that must raise, and the class of the error; ``x0`` is an Array of 3 numbers.
_INVALID: Final[dict[str, tuple[tuple[str, type[Exception]], ...]]] = {
    "random": (("random(-1)", ValueError), ("random(2, 'int64')", TypeError), ("random(2, 'complex64')", TypeError)),
    "uniform": (("uniform(x0, -9.0)", ValueError), ("uniform(0.0, np.inf)", OverflowError)),
    "normal": (("normal(0.0, -x0)", ValueError), ("normal(x0, 1.0, 4)", ValueError), ("normal('a')", TypeError)),
    "exponential": (("exponential(-x0)", ValueError),),
    "gamma": (("gamma(-1.0)", ValueError), ("gamma(1.0, -x0)", ValueError)),
    "beta": (("beta(0.0, 1.0)", ValueError), ("beta(1.0, -x0)", ValueError)),
    "integers": (("integers(0)", ValueError), ("integers(x0)", TypeError), ("integers(300, dtype='int8')", ValueError)),
    "poisson": (("poisson(-x0)", ValueError), ("poisson(np.nan)", ValueError)),
    "binomial": (("binomial(-1, 0.5)", ValueError), ("binomial(1, 1.5)", ValueError), ("binomial(x0, 0.5)", TypeError)),
    "permutation": (("permutation(-1)", ValueError), ("permutation(x0, axis=1)", IndexError)),
    "choice": (("choice(0, 2)", ValueError), ("choice(x0, 9, replace=False)", ValueError)),
    "multivariate_normal": (("multivariate_normal([0.0], [[1.0, 0.0]])", ValueError),),
    "spawn": (("spawn(-1)", ValueError), ("spawn(1.5)", TypeError)),
}  # fmt: skip


@check(SECTION, "errors", _INVALID, rows=ROW)
def errors(context: Context) -> None:
    """Check the classes of errors of invalid parameters; the values of a lazy Array are not asked for."""
    x = Input(np.array([1.0, 2.0, 3.0], dtype="float32"))
    for source, error in _INVALID[context.function]:
        if context.has("lazy") and "-x0" in source.replace("x0, -", "-x0"):
            continue
        context.raises(_call(context, source, (x,)), error)


@check(SECTION, "transforms", ["random", "normal", "integers", "permutation"], rows=ROW)
def transforms(context: Context) -> None:
    """Check that a draw inside ``ua.vmap`` raises, and one before it does not."""
    source = {"random": "random()", "normal": "normal(v)", "integers": "integers(3)", "permutation": "permutation(3)"}
    x = Input(np.array([1.0, 2.0], dtype="float32"))
    head = "rng = ua.random.default_rng(7)\n"
    call = Call(f"{head}result = ua.vmap(lambda v: v + ua.sum(rng.{source[context.function]}))(x0)", (x,))
    context.raises(call, context.ua.TracingError)
    before = f"with ua.use({context.subject.spec!r}):\n    z = rng.random(2, dtype='float32')\n"
    context.expect(
        Call(f"{head}{before}result = ua.vmap(lambda v, r: v + r)(x0, z)", (x,)),
        _near(x.values + _numpy().random(2, dtype=np.float32), 4.0),
    )
