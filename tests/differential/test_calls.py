"""Random calls give the same on all backends, and NumPy's values; broken backends are found."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

import unifyarray as ua
from tests._support import ROOT
from tests._support.toy_backends.mutants import MUTANTS
from tests.differential.calls.catalogue import CALLS, NAMES, draw, name_of
from tests.differential.calls.contract import ROWS, Freedom, Row
from tests.differential.calls.numpy_values import EXCEPTIONS, NumpyComparison
from tests.differential.calls.report import line, report
from tests.differential.calls.running import Comparison
from unifyarray_conformance.inputs.example_calls import ROWS as EXAMPLES
from unifyarray_conformance.reference.standard import FUNCTIONS

if TYPE_CHECKING:
    from tests._support import Python

#: Calls of `make test`, and of each deep test.
CALLS_PER_RUN = 2000
CALLS_PER_SEED = 10_000
SEEDS = 10
#: How often every function of the standard is drawn at least in one run of `make test`.
LEAST = 5


def check_calls(comparison: Comparison | NumpyComparison, count: int, seed: int, of: Comparison) -> None:
    found = []
    for number in range(count):
        found += comparison.mismatches(draw(number, seed, of.dtypes, of.half))
    assert not found, f"{len(found)} mismatches\n{report(found)}"


def comparison_of_two() -> Comparison:
    comparison = Comparison()
    if not comparison.others:
        pytest.skip("this test needs two backends")
    return comparison


def test_calls_agree_on_all_backends() -> None:
    comparison = comparison_of_two()
    check_calls(comparison, CALLS_PER_RUN, 0, comparison)
    assert sum(comparison.raised.values()) < CALLS_PER_RUN / 2


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_calls_of_other_seeds_agree_on_all_backends(seed: int) -> None:
    comparison = comparison_of_two()
    check_calls(comparison, CALLS_PER_SEED, seed, comparison)


def test_values_are_those_of_numpy() -> None:
    comparison = Comparison()
    with_numpy = NumpyComparison(comparison)
    check_calls(with_numpy, CALLS_PER_RUN, 0, comparison)
    assert with_numpy.compared > CALLS_PER_RUN / 2


@pytest.mark.deep
def test_values_of_many_calls_are_those_of_numpy() -> None:
    comparison = Comparison()
    check_calls(NumpyComparison(comparison), CALLS_PER_SEED, 1, comparison)


def test_every_function_of_the_standard_is_drawn() -> None:
    drawn = Counter(name_of(number, 0) for number in range(CALLS_PER_RUN))
    assert set(FUNCTIONS) <= set(CALLS)
    assert set(EXAMPLES) <= set(CALLS)
    assert min(drawn[name] for name in CALLS) >= LEAST, drawn.most_common()[-5:]


def test_calls_draw_all_dtypes_layouts_and_shapes() -> None:
    comparison = Comparison()
    seen: Counter[str] = Counter()
    for number in range(len(NAMES)):
        case = draw(number, 0, comparison.dtypes, comparison.half)
        for x in case.call.inputs:
            empty = "empty" if x.values.size == 0 else "0-d" if x.values.ndim == 0 else "filled"
            seen.update((x.values.dtype.name, x.layout, empty))
    wanted = {*comparison.dtypes, *comparison.half, "strided", "reversed", "transposed", "broadcast", "read-only"}
    assert wanted | {"empty", "0-d"} <= set(seen)


def test_the_same_number_draws_the_same_call() -> None:
    comparison = Comparison()
    for number in range(50):
        first, second = (draw(number, 7, comparison.dtypes, comparison.half) for _ in range(2))
        assert line(first) == line(second)


def rows() -> dict[str, str]:
    """Return the text of each contract row, and of the introduction as row ""."""
    text = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (?=\d)", text, flags=re.MULTILINE)
    return {"": parts[0], **{part.split()[0]: part for part in parts[1:]}}


@pytest.mark.parametrize(
    "row", [*ROWS.values(), *(exception.row for exception in EXCEPTIONS)], ids=lambda row: row.words
)
def test_contract_has_the_words_of_each_named_difference(row: Row) -> None:
    assert row.words in " ".join(rows()[row.row].split())


def test_freedom_without_a_row_is_refused() -> None:
    with pytest.raises(AssertionError):
        Freedom("anything")


@pytest.mark.parametrize("factory", ["lost_nan", "wrong_axis", "wrong_error_class"])
def test_calls_find_broken_backend(python: Python, factory: str) -> None:
    env = {"PYTHONPATH": os.pathsep.join(sys.path)}
    plugin = f"tests._support.toy_backends.mutants:{factory}"
    name = MUTANTS[factory][0]
    done = python("-m", "tests.differential.calls", "--calls", "200", "--only", name, "--plugin", plugin, env=env)
    assert done.returncode == 1, done.stderr
    assert f" {name}: " in done.stdout


def test_calls_of_unbroken_plugin_agree(python: Python) -> None:
    env = {"PYTHONPATH": os.pathsep.join(sys.path)}
    plugin = "tests._support.toy_backends.mutants:unbroken"
    done = python("-m", "tests.differential.calls", "--calls", "100", "--only", "max", "--plugin", plugin, env=env)
    assert done.returncode == 0, done.stdout


def test_report_shows_a_line_that_runs() -> None:
    comparison = Comparison()
    case = draw(0, 0, comparison.dtypes, comparison.half, "add")
    space = {"xp": comparison.reference.xp, "ua": ua, "np": np, "nan": np.nan, "inf": np.inf}
    exec(line(case), space)
    assert isinstance(space["result"], ua.Array)
