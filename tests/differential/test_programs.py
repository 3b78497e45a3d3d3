"""Programs do the same on every backend; what is drawn covers the standard; a failure is shown by a script."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

import unifyarray as ua
from tests.conformance.mutants import MUTANTS
from unifyarray_conformance._dtypes import ALL

from ._machine import INPUT, Machine
from ._scripts import script
from ._search import search
from .families import FEWEST, MOST, STEPS

if TYPE_CHECKING:
    from tests.support import Python

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
    plugin = f"tests.conformance.mutants:{factory}"
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


def test_the_unbroken_one_is_not(python: Python) -> None:
    env = {"PYTHONPATH": os.pathsep.join(sys.path)}
    plugin = "tests.conformance.mutants:unbroken"
    done = python("-m", "tests.differential", "--programs", "20", "--plugin", plugin, env=env)
    assert done.returncode == 0, done.stdout
