"""Which backend, device and policies are in force, and for whom."""

from __future__ import annotations

import asyncio
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import joblib
import pytest

import unifyarray as ua
from tests._support import Python, specs
from unifyarray._core import configuration

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

FLOATS = ("float32", "float64")


def choices() -> list[tuple[str, str]]:
    """Return every place found here with each default float: what 32 workers choose from."""
    return [(spec, name) for spec in specs() for name in FLOATS]


def seen() -> tuple[str, str]:
    """Return what a new array shows of the selection."""
    x = ua.zeros(2)
    return f"{x._xp.hooks.backend.name}:{x.device}", str(x.dtype)


def test_precedence(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ua.current().origins["backend"] == "built in"
    monkeypatch.setenv("UNIFYARRAY_DEFAULT_FLOAT", "float32")
    ua.set_default()
    assert seen()[1] == "float32"
    assert ua.current().origins["default_float"] == "UNIFYARRAY_DEFAULT_FLOAT"
    ua.set_default(spec, default_float="float64")
    assert seen() == (spec, "float64")
    assert ua.current().origins["default_float"] == "ua.set_default"
    with ua.use(default_float="float32"):
        assert seen() == (spec, "float32")
        assert ua.current().origins["default_float"] == "ua.use"
        assert ua.zeros(2, dtype="float64").dtype is ua.float64
    assert seen() == (spec, "float64")


def test_environment(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    backend, _, device = spec.partition(":")
    monkeypatch.setenv("UNIFYARRAY_BACKEND", backend)
    monkeypatch.setenv("UNIFYARRAY_DEVICE", device)
    ua.set_default()
    assert seen()[0] == spec
    monkeypatch.delenv("UNIFYARRAY_BACKEND")
    monkeypatch.setenv("UNIFYARRAY_DEVICE", spec)
    ua.set_default()
    assert seen()[0] == spec


def test_nested_blocks_and_an_exception(spec: str) -> None:
    before = seen()
    inside = []

    def fail() -> None:
        with ua.use(spec), ua.use(default_float="float32"):
            inside.append(seen())
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert inside == [(spec, "float32")]
    assert seen() == before


def test_a_default_set_inside_a_block_counts_after_it(spec: str) -> None:
    with ua.use(default_float="float32"):
        ua.set_default(spec)
        assert seen()[1] == "float32"
    assert seen() == (spec, "float64")


def test_decorator(spec: str) -> None:
    @ua.use(spec, default_float="float32")
    def inner(again: bool) -> tuple[str, str]:
        return inner(again=False) if again else seen()

    before = seen()
    assert inner(again=True) == (spec, "float32")
    assert seen() == before


def test_decorator_of_a_coroutine(spec: str) -> None:
    @ua.use(spec, default_float="float32")
    async def inner() -> tuple[str, str]:
        await asyncio.sleep(0)
        return seen()

    before = seen()
    assert asyncio.run(inner()) == (spec, "float32")
    assert seen() == before


def test_generators_are_refused(spec: str) -> None:
    def generator() -> Iterator[tuple[str, str]]:
        yield seen()

    async def asynchronous() -> AsyncIterator[tuple[str, str]]:
        yield seen()

    for function in (generator, asynchronous):
        with pytest.raises(TypeError, match=r"(?s)is a generator.*Hint: with ua\.use"):
            ua.use(spec)(function)


def test_threads_see_their_own_selection_alone() -> None:
    barrier = threading.Barrier(32, timeout=60)

    def work(choice: tuple[str, str]) -> bool:
        spec, name = choice
        with ua.use(spec, default_float=name):
            for _ in range(20):
                barrier.wait()
                if seen() != choice:
                    return False
        return True

    chosen = (choices() * 32)[:32]
    with ThreadPoolExecutor(32) as pool:
        assert all(pool.map(work, chosen))


def test_tasks_see_their_own_selection_alone() -> None:
    async def work(choice: tuple[str, str]) -> bool:
        spec, name = choice
        with ua.use(spec, default_float=name):
            for _ in range(20):
                await asyncio.sleep(0)
                if seen() != choice:
                    return False
        return True

    async def main() -> list[bool]:
        return await asyncio.gather(*(work(choice) for choice in (choices() * 32)[:32]))

    assert all(asyncio.run(main()))


def test_a_task_keeps_the_block_it_was_created_in_when_that_is_over(spec: str) -> None:
    async def main() -> tuple[tuple[str, str], tuple[str, str]]:
        async def work() -> tuple[str, str]:
            await asyncio.sleep(0)
            return seen()

        with ua.use(spec, default_float="float32"):
            task = asyncio.create_task(work())
        return seen(), await task

    outside = seen()
    assert asyncio.run(main()) == (outside, (spec, "float32"))


def test_a_default_set_while_another_thread_reads_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    read = configuration.checks

    def late() -> bool | None:
        monkeypatch.setattr(configuration, "checks", read)
        ua.set_default(default_float="float32")
        return read()

    monkeypatch.setattr(configuration, "checks", late)
    ua.current()
    assert seen()[1] == "float32"


def test_a_new_thread_starts_from_the_default(spec: str) -> None:
    with ThreadPoolExecutor(1) as pool, ua.use(spec, default_float="float32"):
        assert pool.submit(seen).result()[1] == "float64"


def _worker(selection: object) -> tuple[str, str]:
    with ua.use(selection):  # type: ignore[arg-type]
        return seen()


def test_workers_take_over_the_selection_of_their_parent(spec: str) -> None:
    with ua.use(spec, default_float="float32"):
        here = ua.current()
        results = joblib.Parallel(n_jobs=2)(joblib.delayed(_worker)(here) for _ in range(4))
    assert results == [(spec, "float32")] * 4


def test_a_selection_can_be_pickled(spec: str) -> None:
    with ua.use(spec, default_float="float32", transfer="error", checks=False):
        again = pickle.loads(pickle.dumps(ua.current()))
    with ua.use(again) as inner:
        assert seen() == (spec, "float32")
        assert (inner.transfer, inner.checks) == ("error", False)


def test_show_config_tells_where_each_value_comes_from(python: Python, spec: str) -> None:
    done = python("-c", "import unifyarray as ua; ua.show_config()", env={"UNIFYARRAY_DEVICE": spec})
    assert done.returncode == 0, done.stderr
    rows = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert "UNIFYARRAY_DEVICE" in rows["device"]
    assert "built in" in rows["transfer"]


BAD = {
    "UNIFYARRAY_DEVICE": ("gpu", "cuda"),
    "UNIFYARRAY_DEFAULT_FLOAT": ("float16", "float64"),
    "UNIFYARRAY_TRANSFER": ("yes", "allow"),
    "UNIFYARRAY_CHECKS": ("1", "on"),
}


@pytest.mark.parametrize("variable", BAD)
def test_a_bad_value_raises_and_lists_the_valid_ones(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, valid = BAD[variable]
    monkeypatch.setenv(variable, value)
    ua.set_default()
    with pytest.raises(ua.ConfigurationError, match=rf"(?s){variable}='{value}'.*Hint: .*{valid}"):
        ua.zeros(1)


MEANT = {"gpu": "cuda", "rocm": "cuda", "Cuda": "cuda", "HIP:1": "cuda:1", "Metal": "mps"}


@pytest.mark.parametrize("name", MEANT)
def test_a_device_by_another_name_is_told_the_right_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = next(iter(ua.backends()))
    for prefix in ("", f"{backend}:"):
        with pytest.raises((ua.BackendUnavailableError, ValueError), match=rf"Hint: did you mean {MEANT[name]}\? "):
            ua.use(prefix + name)
        monkeypatch.setenv("UNIFYARRAY_DEVICE", prefix + name)
        ua.set_default()
        with pytest.raises(ua.ConfigurationError, match=rf"Hint: did you mean {prefix}{MEANT[name]}\? "):
            ua.zeros(1)


@pytest.mark.parametrize("name", ["nonsense", "nonsense:1", "cuda:x"])
def test_what_means_no_device_is_not_guessed(name: str) -> None:
    with pytest.raises((ua.BackendUnavailableError, ValueError)) as caught:
        ua.use(name)
    assert "Hint: " in str(caught.value)
    assert "did you mean" not in str(caught.value)


def test_an_unknown_variable_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIFYARRAY_DEVCE", "cuda")
    ua.set_default()
    with pytest.warns(ua.ConfigurationWarning, match="UNIFYARRAY_DEVCE"):
        ua.zeros(1)


def test_a_backend_where_a_device_is_wanted(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = spec.partition(":")[0]
    monkeypatch.setenv("UNIFYARRAY_DEVICE", backend)
    ua.set_default()
    with pytest.raises(ua.ConfigurationError, match=rf"(?s)='{backend}'.*Hint: export UNIFYARRAY_BACKEND={backend},"):
        ua.zeros(1)


def test_a_contradiction_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = list(ua.backends())[:2]
    monkeypatch.setenv("UNIFYARRAY_BACKEND", first)
    monkeypatch.setenv("UNIFYARRAY_DEVICE", f"{second}:cpu")
    ua.set_default()
    with pytest.raises(ua.ConfigurationError, match="contradicts"):
        ua.zeros(1)


@pytest.mark.parametrize("setting", [{"default_float": "float16"}, {"transfer": "no"}])
def test_use_refuses_bad_settings(setting: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Hint: "):
        ua.use(**setting)  # type: ignore[arg-type]
