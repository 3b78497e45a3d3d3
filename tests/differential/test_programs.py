"""Random programs agree on all backends, cover the standard, and a script reproduces each failure."""

from __future__ import annotations

import os
import random
import sys
from typing import TYPE_CHECKING

import pytest

import unifyarray as ua
from tests._support.toy_backends.mutants import MUTANTS
from tests.differential._choices import Choices, shrink
from tests.differential._grades import same
from tests.differential._machine import INPUT, Difference, Machine, Step
from tests.differential._scripts import script
from tests.differential._search import search
from tests.differential.families import FEWEST, MOST, STEPS
from unifyarray._functions import beyond_standard
from unifyarray_conformance.reference.dtypes import ALL

if TYPE_CHECKING:
    from tests._support import Python

#: Programs per seed. `make test` runs one seed, `make test-deep` all.
PROGRAMS = 500
SEEDS = 40

SECTIONS = (
    beyond_standard,
    ua.creation_functions,
    ua.elementwise_functions,
    ua.indexing_functions,
    ua.linear_algebra_functions,
    ua.manipulation_functions,
    ua.searching_functions,
    ua.set_functions,
    ua.sorting_functions,
    ua.statistical_functions,
    ua.utility_functions,
)
#: Functions without arrays as arguments or results: a program does not test anything in them.
NOT_DRAWN = {"broadcast_shapes"}


def run_programs(seed: int) -> Machine:
    """Run the programs of a seed; fail with the script of the first that differs."""
    machine = Machine.load()
    if not machine.others:
        pytest.skip("this test needs two backends")
    difference = search(machine, PROGRAMS, seed)
    assert difference is None, f"{difference}\n\n{script(difference)}"
    assert machine.programs >= PROGRAMS
    return machine


def test_programs_agree_on_all_backends() -> None:
    machine = run_programs(0)
    # All steps, dtypes and kinds of arrays were drawn, and most steps did not raise.
    assert set(machine.steps) == {*STEPS, INPUT}
    assert set(machine.arrays) == {*ALL, "0-d", "empty", "not contiguous"} - (set(ALL) - set(machine.dtypes))
    assert FEWEST <= (sum(machine.steps.values()) - machine.steps[INPUT]) / machine.programs <= MOST
    for name, count in machine.steps.items():
        assert machine.raised[name] <= count / 2, f"{name} raised {machine.raised[name]} times of {count}"


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(1, SEEDS))
def test_programs_of_other_seeds_agree_on_all_backends(seed: int) -> None:
    run_programs(seed)


def test_every_function_can_be_drawn() -> None:
    names = {name for section in SECTIONS for name in section.__all__} | {
        f"linalg.{name}" for name in ua.linalg.__all__ if name[0].islower()
    }
    assert names - set(STEPS) == NOT_DRAWN


@pytest.mark.parametrize("factory", ["lost_nan", "wrong_axis", "wrong_error_class"])
def test_script_reproduces_failure_of_broken_backend(python: Python, factory: str) -> None:
    env = {"PYTHONPATH": os.pathsep.join(sys.path)}
    plugin = f"tests._support.toy_backends.mutants:{factory}"
    found = python("-m", "tests.differential", "--programs", "2000", "--plugin", plugin, env=env)
    if ", 1 backends, " in found.stderr:
        pytest.skip("this test needs two backends")
    assert found.returncode == 1, found.stderr
    (_, _, program) = found.stdout.partition("def program(xp):\n")
    steps = program.partition("    return ")[0].splitlines()
    assert sum(" = " in line for line in steps) <= 3
    # Functions beyond the standard, which are functions of ua alone, can be made of the broken one.
    assert MUTANTS[factory][0] in steps[-1] or "+" in steps[-1] or " = ua." in steps[-1]
    done = python("-c", found.stdout, env=env)
    assert done.returncode == 1
    assert "AssertionError" in done.stderr


def test_script_has_all_steps_if_last_step_alone_does_not_fail() -> None:
    machine = Machine.load()
    run = machine.start()
    steps = [
        Step(INPUT, "v0 = xp.asarray([[1.0, 2.0]])", (), ("v0",), (same,)),
        Step("permute_dims", "v1 = xp.permute_dims(v0, (1, 0))", ("v0",), ("v1",), (same,)),
        Step("negative", "v2 = -v1", ("v1",), ("v2",), (same,)),
    ]
    for step in steps:
        run.do(step)
    shown = script(Difference(run, steps[-1], machine.reference, "something else"))
    assert all(f"    {step.source}\n" in shown for step in steps)
    exec(compile(shown, "<script>", "exec"), {})


@pytest.mark.parametrize(
    "result",
    [
        "xp.ones(2) + other",
        "xp.where(xp.asarray(other), 0.0, xp.asarray(-0.0))",
        "xp.ones(2 + other)",
        "xp.ones(2, dtype='float32' if other else 'float64')",
        "xp.ones(2) if other else 1.0",
        "xp.ones(2 if other else -2)",
        "xp.ones(2)[2] if other else xp.ones(2)['text':]",
    ],
)
def test_different_outcome_raises_difference(result: str) -> None:
    machine = Machine.load()
    if not machine.others:
        pytest.skip("this test needs two backends")
    name = machine.others[0].xp.native.hooks.backend.name
    step = Step("invented", f"other = xp.native.hooks.backend.name == {name!r}\nv0 = {result}", (), ("v0",), (same,))
    with pytest.raises(Difference, match="invented"):
        machine.start().do(step)
    alike = Step("invented", f"other = False\nv0 = {result}", (), ("v0",), (same,))
    machine.start().do(alike)


@pytest.mark.parametrize(("low", "high"), [(0, 4), (2, 5), (-3, 0), (-2, 5), (-6, 1), (-3, 3), (4, 4)])
def test_choices_cover_range_from_simplest_integer(low: int, high: int) -> None:
    found = [Choices([n]).integer(low, high) for n in range(high - low + 1)]
    assert sorted(found) == list(range(low, high + 1))
    assert [abs(n) for n in found] == sorted(abs(n) for n in found)
    choices = Choices(random.Random(1))
    drawn = [choices.integer(low, high) for _ in range(200)]
    assert set(drawn) == set(found)
    again = Choices(choices.made)
    assert [again.integer(low, high) for _ in range(200)] == drawn


def test_shrink_returns_simplest_failure() -> None:
    def attempt(made: list[int]) -> tuple[list[int], int] | None:
        return (made, max(made)) if any(n >= 7 for n in made) and len(made) > 1 else None

    assert shrink([3, 1, 9, 4, 12, 0, 5], attempt, 12) == 7


def test_unbroken_plugin_agrees(python: Python) -> None:
    env = {"PYTHONPATH": os.pathsep.join(sys.path)}
    plugin = "tests._support.toy_backends.mutants:unbroken"
    done = python("-m", "tests.differential", "--programs", "20", "--plugin", plugin, env=env)
    assert done.returncode == 0, done.stdout
