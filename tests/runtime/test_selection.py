"""Selection of backend, device and policies, in threads, tasks and processes."""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import joblib
import pytest

import unifyarray as ua
from tests._support import Python, specs
from tests._support.interrupts import interrupted_at
from unifyarray._core import configuration
from unifyarray._runtime import selection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from types import CodeType

FLOATS = ("float32", "float64")


def choices() -> list[tuple[str, str]]:
    """Return every device found here with each default float, as selections for 32 workers."""
    return [(spec, name) for spec in specs() for name in FLOATS]


def device_and_dtype() -> tuple[str, str]:
    """Return the device and dtype of a new array."""
    x = ua.zeros(2)
    return f"{x._xp.hooks.backend.name}:{x.device}", str(x.dtype)


def test_use_overrides_set_default_and_environment(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ua.current().origins["backend"] == "built in"
    monkeypatch.setenv("UNIFYARRAY_DEFAULT_FLOAT", "float32")
    ua.set_default()
    assert device_and_dtype()[1] == "float32"
    assert ua.current().origins["default_float"] == "UNIFYARRAY_DEFAULT_FLOAT"
    ua.set_default(spec, default_float="float64")
    assert device_and_dtype() == (spec, "float64")
    assert ua.current().origins["default_float"] == "ua.set_default"
    with ua.use(default_float="float32"):
        assert device_and_dtype() == (spec, "float32")
        assert ua.current().origins["default_float"] == "ua.use"
        assert ua.zeros(2, dtype="float64").dtype is ua.float64
    assert device_and_dtype() == (spec, "float64")


def test_environment_selects_the_device(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    backend, _, device = spec.partition(":")
    monkeypatch.setenv("UNIFYARRAY_BACKEND", backend)
    monkeypatch.setenv("UNIFYARRAY_DEVICE", device)
    ua.set_default()
    assert device_and_dtype()[0] == spec
    monkeypatch.delenv("UNIFYARRAY_BACKEND")
    monkeypatch.setenv("UNIFYARRAY_DEVICE", spec)
    ua.set_default()
    assert device_and_dtype()[0] == spec


def test_exception_in_nested_blocks_restores_the_selection(spec: str) -> None:
    before = device_and_dtype()
    inside = []

    def fail() -> None:
        with ua.use(spec), ua.use(default_float="float32"):
            inside.append(device_and_dtype())
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert inside == [(spec, "float32")]
    assert device_and_dtype() == before


def test_default_set_inside_a_block_applies_after_it(spec: str) -> None:
    with ua.use(default_float="float32"):
        ua.set_default(spec)
        assert device_and_dtype()[1] == "float32"
    assert device_and_dtype() == (spec, "float64")


def test_decorator_selects_and_restores(spec: str) -> None:
    @ua.use(spec, default_float="float32")
    def inner(again: bool) -> tuple[str, str]:
        return inner(again=False) if again else device_and_dtype()

    before = device_and_dtype()
    assert inner(again=True) == (spec, "float32")
    assert device_and_dtype() == before


def test_decorated_coroutine_selects_and_restores(spec: str) -> None:
    @ua.use(spec, default_float="float32")
    async def inner() -> tuple[str, str]:
        await asyncio.sleep(0)
        return device_and_dtype()

    before = device_and_dtype()
    assert asyncio.run(inner()) == (spec, "float32")
    assert device_and_dtype() == before


def test_decorated_generator_raises(spec: str) -> None:
    def generator() -> Iterator[tuple[str, str]]:
        yield device_and_dtype()

    async def asynchronous() -> AsyncIterator[tuple[str, str]]:
        yield device_and_dtype()

    for function in (generator, asynchronous):
        with pytest.raises(TypeError, match=r"(?s)is a generator.*Hint: with ua\.use"):
            ua.use(spec)(function)


def test_threads_see_only_their_own_selection() -> None:
    barrier = threading.Barrier(32, timeout=60)

    def work(choice: tuple[str, str]) -> bool:
        spec, name = choice
        with ua.use(spec, default_float=name):
            for _ in range(20):
                barrier.wait()
                if device_and_dtype() != choice:
                    return False
        return True

    chosen = (choices() * 32)[:32]
    with ThreadPoolExecutor(32) as pool:
        assert all(pool.map(work, chosen))


def test_tasks_see_only_their_own_selection() -> None:
    async def work(choice: tuple[str, str]) -> bool:
        spec, name = choice
        with ua.use(spec, default_float=name):
            for _ in range(20):
                await asyncio.sleep(0)
                if device_and_dtype() != choice:
                    return False
        return True

    async def main() -> list[bool]:
        return await asyncio.gather(*(work(choice) for choice in (choices() * 32)[:32]))

    assert all(asyncio.run(main()))


def test_task_keeps_the_selection_of_its_creation(spec: str) -> None:
    async def main() -> tuple[tuple[str, str], tuple[str, str]]:
        async def work() -> tuple[str, str]:
            await asyncio.sleep(0)
            return device_and_dtype()

        with ua.use(spec, default_float="float32"):
            task = asyncio.create_task(work())
        return device_and_dtype(), await task

    outside = device_and_dtype()
    assert asyncio.run(main()) == (outside, (spec, "float32"))


def test_default_set_during_a_read_takes_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    read = configuration.checks

    def late() -> bool | None:
        monkeypatch.setattr(configuration, "checks", read)
        ua.set_default(default_float="float32")
        return read()

    monkeypatch.setattr(configuration, "checks", late)
    ua.current()
    assert device_and_dtype()[1] == "float32"


def test_new_thread_starts_from_the_default(spec: str) -> None:
    with ThreadPoolExecutor(1) as pool, ua.use(spec, default_float="float32"):
        assert pool.submit(device_and_dtype).result()[1] == "float64"


def _worker(selection: object) -> tuple[str, str]:
    with ua.use(selection):  # type: ignore[arg-type]
        return device_and_dtype()


def test_workers_use_the_selection_of_their_parent(spec: str) -> None:
    with ua.use(spec, default_float="float32"):
        here = ua.current()
        results = joblib.Parallel(n_jobs=2)(joblib.delayed(_worker)(here) for _ in range(4))
    assert results == [(spec, "float32")] * 4


def test_selection_can_be_pickled(spec: str) -> None:
    with ua.use(spec, default_float="float32", transfer="error", checks=False):
        again = pickle.loads(pickle.dumps(ua.current()))
    with ua.use(again) as inner:
        assert device_and_dtype() == (spec, "float32")
        assert (inner.transfer, inner.checks) == ("error", False)


def test_show_config_names_the_source_of_each_value(python: Python, spec: str) -> None:
    done = python("-c", "import unifyarray as ua; ua.show_config()", env={"UNIFYARRAY_DEVICE": spec})
    assert done.returncode == 0, done.stderr
    rows = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert "UNIFYARRAY_DEVICE" in rows["device"]
    assert "built in" in rows["transfer"]


INVALID = {
    "UNIFYARRAY_DEVICE": ("gpu", "cuda"),
    "UNIFYARRAY_DEFAULT_FLOAT": ("float16", "float64"),
    "UNIFYARRAY_TRANSFER": ("yes", "allow"),
    "UNIFYARRAY_CHECKS": ("1", "on"),
}


@pytest.mark.parametrize("variable", INVALID)
def test_invalid_variable_raises_and_lists_valid_values(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, valid = INVALID[variable]
    monkeypatch.setenv(variable, value)
    ua.set_default()
    with pytest.raises(ua.ConfigurationError, match=rf"(?s){variable}='{value}'.*Hint: .*{valid}"):
        ua.zeros(1)


ALIASES = {"gpu": "cuda", "rocm": "cuda", "Cuda": "cuda", "HIP:1": "cuda:1", "Metal": "mps"}


@pytest.mark.parametrize("name", ALIASES)
def test_device_alias_raises_with_the_right_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = next(iter(ua.backends()))
    for prefix in ("", f"{backend}:"):
        with pytest.raises((ua.BackendUnavailableError, ValueError), match=rf"Hint: did you mean {ALIASES[name]}\? "):
            ua.use(prefix + name)
        monkeypatch.setenv("UNIFYARRAY_DEVICE", prefix + name)
        ua.set_default()
        with pytest.raises(ua.ConfigurationError, match=rf"Hint: did you mean {prefix}{ALIASES[name]}\? "):
            ua.zeros(1)


@pytest.mark.parametrize("name", ["nonsense", "nonsense:1", "cuda:x"])
def test_unknown_device_raises_without_a_guess(name: str) -> None:
    with pytest.raises((ua.BackendUnavailableError, ValueError)) as caught:
        ua.use(name)
    assert "Hint: " in str(caught.value)
    assert "did you mean" not in str(caught.value)


def test_unknown_variable_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIFYARRAY_DEVCE", "cuda")
    ua.set_default()
    with pytest.warns(ua.ConfigurationWarning, match="UNIFYARRAY_DEVCE"):
        ua.zeros(1)


def test_backend_name_in_the_device_variable_raises(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = spec.partition(":")[0]
    monkeypatch.setenv("UNIFYARRAY_DEVICE", backend)
    ua.set_default()
    with pytest.raises(ua.ConfigurationError, match=rf"(?s)='{backend}'.*Hint: export UNIFYARRAY_BACKEND={backend},"):
        ua.zeros(1)


def test_contradicting_variables_raise(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = list(ua.backends())[:2]
    monkeypatch.setenv("UNIFYARRAY_BACKEND", first)
    monkeypatch.setenv("UNIFYARRAY_DEVICE", f"{second}:cpu")
    ua.set_default()
    with pytest.raises(ua.ConfigurationError, match="contradicts"):
        ua.zeros(1)


@pytest.mark.parametrize("setting", [{"default_float": "float16"}, {"transfer": "no"}])
def test_use_refuses_invalid_settings(setting: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Hint: "):
        ua.use(**setting)  # type: ignore[arg-type]


def is_in_selection(code: CodeType) -> bool:
    """Return whether a code object runs between the beginning and the end of a `with` statement."""
    names = {"enter", "leave", "_restore", "restore", "__enter__", "__exit__", "__get__", "guards", "_leave_guarded"}
    return code.co_filename.endswith("selection.py") and code.co_name in names


def enter_twice() -> None:
    with ua.use(default_float="float32"), ua.use(checks=False):
        pass


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_keyboard_interrupt_does_not_leave_a_selection_in_force() -> None:
    before = ua.current()
    step, kept = 0, []
    while True:
        step += 1
        fired, error = interrupted_at(step, enter_twice, is_in_selection)
        if not fired:
            break
        kept.append(error)
        assert ua.current() is before, step
        assert selection._mirror.selection is None, step
    assert step > 20
    assert any(kept)


def test_use_in_an_exit_stack_and_by_hand() -> None:
    before, chosen = ua.current(), ua.use(default_float="float32")
    with contextlib.ExitStack() as stack:
        stack.enter_context(chosen)
        assert ua.current().default_float is ua.float32
    assert ua.current() is before
    chosen.__enter__()
    assert ua.current().default_float is ua.float32
    chosen.__exit__(None, None, None)
    assert ua.current() is before
    with chosen, chosen:
        assert ua.current().default_float is ua.float32
    assert ua.current() is before
    assert isinstance(chosen, ua.use)
