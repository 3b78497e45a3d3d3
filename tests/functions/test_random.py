"""Random numbers: long draws, distributions, seeds, state, and errors that do not depend on a backend."""

from __future__ import annotations

import copy
import pickle
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import scipy.stats

import unifyarray as ua
from unifyarray._core import namespace_hints
from unifyarray._functions import random_draws

if TYPE_CHECKING:
    from collections.abc import Callable

deep = pytest.mark.deep


def numpy_rng(seed: Any = 7) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


# -- the numbers -----------------------------------------------------------------------------------------------------

#: By method: a call, and the error that is allowed, in units of eps times the largest number.
CALLS: dict[str, tuple[str, float]] = {
    "random": ("random({})", 0),
    "standard_normal": ("standard_normal({})", 0),
    "integers": ("integers(-5, 1000, {})", 0),
    "permutation": ("permutation({})", 0),
    "choice": ("choice(50, {})", 0),
    "poisson": ("poisson(20.0, {})", 0),
    "binomial": ("binomial(100, 0.3, {})", 0),
    "uniform": ("uniform(-2.0, 3.0, {})", 4),
    "normal": ("normal(1.0, 3.0, {})", 4),
    "exponential": ("exponential(2.0, {})", 4),
    "gamma": ("gamma(2.5, 2.0, {})", 4),
    "beta": ("beta(2.0, 3.0, {})", 4),
    "multivariate_normal": ("multivariate_normal([0.0, 1.0], [[2.0, 0.5], [0.5, 1.0]], {})", 4),
}


@pytest.mark.parametrize(
    ("seeds", "size"),
    [((7,), 1000), pytest.param(range(20), 10**4, marks=deep), pytest.param((7, 8), 10**6, marks=deep)],
)
@pytest.mark.parametrize("name", CALLS)
def test_numbers_are_numpys(name: str, seeds: Any, size: int, spec: str) -> None:
    if ua.float64 not in ua.namespace(spec).native.hooks.dtypes:
        pytest.skip(f"{spec} has no float64")
    source, allowed = CALLS[name]
    for seed in seeds:
        expected = eval(f"rng.{source.format(size)}", {"rng": numpy_rng(seed)})
        with ua.use(spec):
            got = ua.to_numpy(eval(f"rng.{source.format(size)}", {"rng": ua.random.default_rng(seed)}))
        assert got.dtype == expected.dtype
        bound = allowed * np.finfo(float).eps * np.abs(expected).max()
        assert np.abs(got - expected).max() <= bound


#: By label: a call for the size, and the distribution of SciPy.
DISTRIBUTIONS: dict[str, tuple[str, Any]] = {
    "random": ("random({}, dtype=d)", scipy.stats.uniform()),
    "uniform": ("uniform(-2.0, 3.0, {}, dtype=d)", scipy.stats.uniform(-2, 5)),
    "standard_normal": ("standard_normal({}, dtype=d)", scipy.stats.norm()),
    "normal": ("normal(1.0, 3.0, {}, dtype=d)", scipy.stats.norm(1, 3)),
    "exponential": ("exponential(2.0, {}, dtype=d)", scipy.stats.expon(scale=2)),
    "gamma": ("gamma(2.5, 2.0, {}, dtype=d)", scipy.stats.gamma(2.5, scale=2)),
    "small gamma": ("gamma(0.5, 1.0, {}, dtype=d)", scipy.stats.gamma(0.5)),
    "beta": ("beta(2.0, 3.0, {}, dtype=d)", scipy.stats.beta(2, 3)),
    "vectors": (
        "multivariate_normal([0.0, 1.0], [[2.0, 0.5], [0.5, 1.0]], {}, method='cholesky', dtype=d)[:, 1]",
        scipy.stats.norm(1, 1),
    ),
}
#: Discrete distributions; the numbers are spread over 1 to be continuous.
DISCRETE: dict[str, tuple[str, Any]] = {
    "integers": ("integers(-3, 7, {})", scipy.stats.randint(-3, 7)),
    "poisson": ("poisson(4.0, {})", scipy.stats.poisson(4)),
    "binomial": ("binomial(10, 0.3, {})", scipy.stats.binom(10, 0.3)),
    "choice": ("choice(3, {}, p=[0.5, 0.25, 0.25])", scipy.stats.rv_discrete(values=([0, 1, 2], [0.5, 0.25, 0.25]))),
}


@pytest.mark.parametrize("size", [4000, pytest.param(10**6, marks=deep)])
@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("name", [*DISTRIBUTIONS, *DISCRETE])
def test_numbers_have_the_distribution(name: str, fast: bool, size: int, spec: str) -> None:
    source, distribution = (DISTRIBUTIONS | DISCRETE)[name]
    for seed in (1, 2):
        with ua.use(spec):
            names = {"rng": ua.random.default_rng(seed, fast=fast), "d": "float32"}
            got = ua.to_numpy(eval(f"rng.{source.format(size)}", names)).astype("float64")
        if name in DISTRIBUTIONS:
            assert scipy.stats.kstest(got, distribution.cdf).pvalue > 1e-4
        else:
            values, counts = np.unique(got, return_counts=True)
            expected = size * distribution.pmf(values)
            often = expected > 10
            statistic = np.sum((counts - expected)[often] ** 2 / expected[often])
            assert scipy.stats.chi2(max(often.sum() - 1, 1)).sf(statistic) > 1e-4


def test_distribution_test_can_fail() -> None:
    x = numpy_rng().normal(size=4000)
    assert scipy.stats.kstest(x * 1.2, scipy.stats.norm().cdf).pvalue < 1e-4


def test_permutations_are_equally_likely(spec: str) -> None:
    for fast in (False, True):
        with ua.use(spec):
            rng = ua.random.default_rng(7, fast=fast)
            found = [tuple(rng.permutation(3).tolist()) for _ in range(600)]
        assert min(found.count(order) for order in set(found)) > 60
        assert len(set(found)) == 6


# -- seeds and state -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [7, [1, 2, 3], np.int64(7), np.random.SeedSequence(5)])
def test_seed_seeds_philox(seed: Any) -> None:
    assert ua.random.default_rng(seed).random(3).tolist() == numpy_rng(seed).random(3).tolist()


def test_no_seed_differs_each_time() -> None:
    assert ua.random.default_rng().random(3).tolist() != ua.random.default_rng().random(3).tolist()


def test_generator_of_numpy_goes_on() -> None:
    for make in (np.random.PCG64, np.random.SFC64):
        given = np.random.Generator(make(7))
        given.random(2)
        expected = copy.deepcopy(given)
        for seed in (given, given.bit_generator):
            assert (
                ua.random.default_rng(seed).integers(1000, size=4).tolist() == expected.integers(1000, size=4).tolist()
            )


def test_generator_of_ua_is_returned() -> None:
    rng = ua.random.default_rng(7)
    assert ua.random.default_rng(rng) is rng
    fast = ua.random.default_rng(rng, fast=True)
    assert repr(rng) == "Generator(Philox)"
    assert repr(fast) == "Generator(Philox, fast=True)"
    assert fast.bit_generator is rng.bit_generator


def test_fast_on_numpy_is_numpys_default() -> None:
    rng = ua.random.default_rng(7, fast=True)
    expected = np.random.default_rng(7)
    with ua.use("numpy"):
        assert rng.random(3).tolist() == expected.random(3).tolist()
        assert rng.integers(10, size=5).tolist() == expected.integers(10, size=5).tolist()


def test_devices_of_a_kind_have_seeds_of_their_own() -> None:
    source = random_draws.Source(np.random.Philox(7), fast=True)
    words = [source._seed(ua.Device(name)).generate_state(1)[0] for name in ("cuda:0", "cuda:1", "cuda:2", "cpu")]
    assert len(set(words)) == 3
    assert words[0] == words[3] == np.random.SeedSequence(7).generate_state(1)[0]


@pytest.mark.parametrize("fast", [False, True])
def test_copies_keep_the_state(fast: bool, spec: str) -> None:
    with ua.use(spec):
        rng = ua.random.default_rng(7, fast=fast)
        rng.standard_normal(3)
        rng.spawn(2)
        again = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(rng))))  # the second before any draw
        assert again.random(3).tolist() == rng.random(3).tolist()
        assert again.spawn(1)[0].random(3).tolist() == rng.spawn(1)[0].random(3).tolist()


def test_bit_generator_of_another_kind_is_pickled() -> None:
    class Own(np.random.Philox):
        pass

    rng = ua.random.Generator(Own(7))
    state = rng._source.state()
    assert type(state["bit_generator"]) is Own
    rng = ua.random.default_rng(np.random.PCG64(7))
    assert pickle.loads(pickle.dumps(rng)).random(3).tolist() == rng.random(3).tolist()


def test_threads_draw_reproducibly_by_spawn() -> None:
    def draw() -> list[list[float]]:
        children = ua.random.default_rng(7).spawn(4)
        found: list[list[float]] = [[] for _ in children]

        def run(k: int) -> None:
            found[k] = children[k].normal(size=100).tolist()

        threads = [threading.Thread(target=run, args=(k,)) for k in range(len(children))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    first = draw()
    assert first == draw()
    assert len({tuple(numbers) for numbers in first}) == 4


# -- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", ["a", 1.5, -1, ua.random, {}])
def test_wrong_seed_raises(seed: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=r"is not a seed: .*\nHint: ua.random.default_rng\(7\)"):
        ua.random.default_rng(seed)


@pytest.mark.parametrize("name", namespace_hints.GENERATOR)
def test_missing_method_has_a_hint(name: str) -> None:
    rng = ua.random.default_rng(7)
    assert not hasattr(ua.random.Generator, name)
    with pytest.raises(AttributeError, match="a Generator has no attribute") as caught:
        getattr(rng, name)
    assert namespace_hints.GENERATOR[name] in str(caught.value)


def test_every_method_of_numpy_exists_or_has_a_hint() -> None:
    methods = {name for name in dir(np.random.Generator) if not name.startswith("_")}
    mine = {name for name in dir(ua.random.Generator) if not name.startswith("_")}
    assert methods - mine - namespace_hints.GENERATOR.keys() == set()
    assert mine & namespace_hints.GENERATOR.keys() == set()
    functions = {name for name in dir(np.random) if name[0] != "_" and callable(getattr(np.random, name))}
    known = {"Generator", "default_rng", "BitGenerator", "test", "get_bit_generator", "set_bit_generator"}
    assert functions - known - namespace_hints.MODULES["unifyarray.random"].keys() == set()


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng, x: rng.gamma(x),
        lambda rng, x: rng.beta(x, 1.0),
        lambda rng, x: rng.poisson(x),
        lambda rng, x: rng.binomial(3, x / 9),
        lambda rng, x: rng.choice(1, p=ua.reshape(x, (1,)) / x),
        lambda rng, x: rng.multivariate_normal([0.0], ua.reshape(x, (1, 1))),
    ],
)
@pytest.mark.parametrize("fast", [False, True])
def test_parameter_without_derivative_raises(draw: Callable[..., ua.Array], fast: bool) -> None:
    rng = ua.random.default_rng(7, fast=fast)
    with pytest.raises(TypeError, match=r"requires a gradient.\nHint: .*ua.stop_gradient\("):
        ua.grad(lambda x: ua.sum(draw(rng, x)) * x)(ua.asarray(2.0))
    constant = ua.grad(lambda x: ua.sum(draw(rng, ua.stop_gradient(x))) * x)(ua.asarray(2.0))
    assert constant.shape == ()


def test_hints_of_wrong_arguments_work() -> None:
    rng, x = ua.random.default_rng(7), ua.asarray(3)
    with pytest.raises(ValueError, match=r"0-d Array.\nHint: x = rng.permutation\(int\(x\)\)$"):
        rng.shuffle(x)
    assert sorted(rng.permutation(int(x)).tolist()) == [0, 1, 2]
    with pytest.raises(ValueError, match=r"n must not be negative, got -1.\nHint: n=10$"):
        rng.binomial(-1, 0.5)
    assert rng.binomial(n=10, p=1.0).item() == 10


@pytest.mark.parametrize("fast", [False, True])
def test_mean_beyond_int64_raises(fast: bool, spec: str) -> None:
    with ua.use(spec):
        rng = ua.random.default_rng(7, fast=fast)
        for lam in (1e30, ua.inf, 2**63 - 1, ua.asarray([1.0, 1e19])):
            with pytest.raises(ValueError, match=r"lam must be from 0 to 9.223e\+18, got .*\nHint: lam=1.0$"):
                rng.poisson(lam)
        assert rng.poisson(1e18).item() > 9e17


def test_gamma_of_shape_0_is_0(spec: str) -> None:
    with ua.use(spec):
        for fast in (False, True):
            x = ua.random.default_rng(7, fast=fast).gamma([0.0, 2.0])
            assert x[0].item() == 0 < x[1].item()


def test_parameters_are_computed_with_only_if_checks_are_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_to_compute(*given: Any) -> Any:
        raise AssertionError(given)

    x = ua.asarray([-1.0])
    with ua.use(checks=False):
        random_draws.refuse("normal", (1.0, x), refuse_to_compute, "", "")
        assert ua.random.default_rng(7).exponential(x).shape == (1,)
        with pytest.raises(ValueError, match=r"scale must not be negative, got -1\.0"):
            ua.random.default_rng(7).exponential(-1.0)
    with pytest.raises(AssertionError):
        random_draws.refuse("normal", (1.0, x), refuse_to_compute, "", "")


def test_read_only_array_is_not_shuffled(spec: str) -> None:
    x = ua.broadcast_to(ua.asarray([1.0], device=spec), (3,))
    with pytest.raises(ValueError, match="Hint: "):
        ua.random.default_rng(7).shuffle(x)


def test_writes_of_shuffle_reach_views(spec: str) -> None:
    x = ua.arange(6, device=spec)
    view = x[::2]
    ua.random.default_rng(7).shuffle(view)
    assert x.tolist()[1::2] == [1, 3, 5]
    assert sorted(x.tolist()) == list(range(6))
