"""Programs do the same on every backend; what is drawn covers the standard; a failure is shown by a script."""

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
from unifyarray_conformance.reference.dtypes import ALL

if TYPE_CHECKING:
    from tests._support import Python

#: Programs per seed; one seed in `make test`, 40 in `make test-deep`.
PROGRAMS = 500
SEEDS = 40

SECTIONS = (
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
#: What takes no array and returns none: there is nothing to go wrong in a program.
NOT_DRAWN = {"broadcast_shapes"}


def ran(seed: int) -> Machine:
    """Run the programs of a seed; fail with the script of the first that differs."""
    machine = Machine.load()
    if not machine.others:
        pytest.skip("one backend alone has nothing to differ from")
    difference = search(machine, PROGRAMS, seed)
    assert difference is None, f"{difference}\n\n{script(difference)}"
    assert machine.programs >= PROGRAMS
    return machine


def test_programs() -> None:
    machine = ran(0)
    # All that can be drawn was, of every dtype and kind of array, and most of it did not raise.
    assert set(machine.steps) == {*STEPS, INPUT}
    assert set(machine.arrays) == {*ALL, "0-d", "empty", "not contiguous"} - (set(ALL) - set(machine.dtypes))
    assert FEWEST <= (sum(machine.steps.values()) - machine.steps[INPUT]) / machine.programs <= MOST
    for name, count in machine.steps.items():
        assert machine.raised[name] <= count / 2, f"{name} raised {machine.raised[name]} times of {count}"


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(1, SEEDS))
def test_more_programs(seed: int) -> None:
    ran(seed)


def test_every_function_can_be_drawn() -> None:
    names = {name for section in SECTIONS for name in section.__all__} | {
        f"linalg.{name}" for name in ua.linalg.__all__ if name[0].islower()
    }
    assert names - set(STEPS) == NOT_DRAWN


@pytest.mark.parametrize("factory", ["lost_nan", "wrong_axis", "wrong_error_class"])
def test_a_broken_backend_is_shown_by_a_script(python: Python, factory: str) -> None:
    env = {"PYTHONPATH": os.pathsep.join(sys.path)}
    plugin = f"tests._support.toy_backends.mutants:{factory}"
    found = python("-m", "tests.differential", "--programs", "2000", "--plugin", plugin, env=env)
    if ", 1 backends, " in found.stderr:
        pytest.skip("one backend alone has nothing to differ from")
    assert found.returncode == 1, found.stderr
    (_, _, program) = found.stdout.partition("def program(xp):\n")
    steps = program.partition("    return ")[0].splitlines()
    assert sum(" = " in line for line in steps) <= 3
    assert MUTANTS[factory][0] in steps[-1] or "+" in steps[-1]
    done = python("-c", found.stdout, env=env)
    assert done.returncode == 1
    assert "AssertionError" in done.stderr


def test_the_whole_program_is_shown_where_its_last_step_alone_shows_nothing() -> None:
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
def test_what_differs_is_found(result: str) -> None:
    machine = Machine.load()
    if not machine.others:
        pytest.skip("one backend alone has nothing to differ from")
    name = machine.others[0].xp.native.hooks.backend.name
    step = Step("made up", f"other = xp.native.hooks.backend.name == {name!r}\nv0 = {result}", (), ("v0",), (same,))
    with pytest.raises(Difference, match="made up"):
        machine.start().do(step)
    alike = Step("made up", f"other = False\nv0 = {result}", (), ("v0",), (same,))
    machine.start().do(alike)


@pytest.mark.parametrize(("low", "high"), [(0, 4), (2, 5), (-3, 0), (-2, 5), (-6, 1), (-3, 3), (4, 4)])
def test_choices_are_all_integers_of_a_range_the_simplest_first(low: int, high: int) -> None:
    found = [Choices([n]).integer(low, high) for n in range(high - low + 1)]
    assert sorted(found) == list(range(low, high + 1))
    assert [abs(n) for n in found] == sorted(abs(n) for n in found)
    choices = Choices(random.Random(1))
    drawn = [choices.integer(low, high) for _ in range(200)]
    assert set(drawn) == set(found)
    again = Choices(choices.made)
    assert [again.integer(low, high) for _ in range(200)] == drawn


def test_shrinking_finds_the_simplest() -> None:
    def attempt(made: list[int]) -> tuple[list[int], int] | None:
        return (made, max(made)) if any(n >= 7 for n in made) and len(made) > 1 else None

    assert shrink([3, 1, 9, 4, 12, 0, 5], attempt, 12) == 7


def test_the_unbroken_one_is_not(python: Python) -> None:
    env = {"PYTHONPATH": os.pathsep.join(sys.path)}
    plugin = "tests._support.toy_backends.mutants:unbroken"
    done = python("-m", "tests.differential", "--programs", "20", "--plugin", plugin, env=env)
    assert done.returncode == 0, done.stdout
