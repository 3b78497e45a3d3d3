"""Statements measured against each other: short batches, interleaved, so that noise affects all of them equally."""

from __future__ import annotations

import statistics
import time
import timeit
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: The shortest duration of a batch; a slower statement runs once.
_BATCH_SECONDS: Final = 0.001
#: A round runs this many batches of each contestant in turn, and keeps the fastest of each.
_TRIES: Final = 5
#: The approximate limit for a row; slow rows have fewer rounds and tries.
_ROW_SECONDS: Final = 4.0
_FEWEST_ROUNDS: Final = 5


@dataclass(frozen=True)
class Measured:
    """The results of one row: the time of the first contestant, and ratios to it.

    Attributes
    ----------
    seconds : float
        Median over the rounds of the first contestant's time for one call.
    ratios : mapping of str to float
        For each other contestant, the median over the rounds of its time divided by the first one's.
    spread : mapping of str to pair of float
        The quartiles of those ratios.
    failures : mapping of str to str
        Contestants whose statement raised, and the error.
    """

    seconds: float
    ratios: Mapping[str, float]
    spread: Mapping[str, tuple[float, float]]
    failures: Mapping[str, str] = field(default_factory=dict)

    def joined(self, other: Measured) -> Measured:
        """Return the result with additional ratios to the same first contestant from another measurement."""
        return replace(
            self,
            ratios={**self.ratios, **other.ratios},
            spread={**self.spread, **other.spread},
            failures={**self.failures, **other.failures},
        )


def compare(
    statements: Mapping[str, str],
    names: dict[str, Any],
    *,
    setup: str = "pass",
    rounds: int = 15,
    drain: Callable[[], object] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Measured:
    """Measure statements against the first of them.

    Parameters
    ----------
    statements : mapping of str to str
        Python statements by contestant. They are compiled into the loop that times them, as by ``timeit``, so no
        call of a wrapping function is counted.
    names : dict
        The global names of the statements.
    setup : str
        Statement run before each batch, not counted.
    rounds : int
        The number of ratios for each median.
    drain : callable, optional
        Waits for an accelerator; called in each batch, and counted.
    clock : callable
        Returns the time in seconds.
    """
    timers: dict[str, timeit.Timer] = {}
    counts: dict[str, int] = {}
    failures: dict[str, str] = {}
    read = _after(drain, clock)
    for contestant, statement in statements.items():
        timer = timeit.Timer(statement, setup, read, names)
        try:
            counts[contestant] = _calls_per_batch(timer)
        except Exception as error:  # of a peer; the table shows it
            if not timers:
                raise
            failures[contestant] = f"{type(error).__name__}: {error}"
            continue
        timers[contestant] = timer

    once = sum(timer.timeit(counts[contestant]) for contestant, timer in timers.items())
    tries = max(1, min(_TRIES, int(_ROW_SECONDS / once / _FEWEST_ROUNDS)))
    rounds = max(_FEWEST_ROUNDS, min(rounds, int(_ROW_SECONDS / once / tries)))
    times: dict[str, list[float]] = {contestant: [] for contestant in timers}
    order = list(timers)
    for _ in range(rounds):
        best = dict.fromkeys(order, float("inf"))
        for _ in range(tries):
            for contestant in order:
                seconds = timers[contestant].timeit(counts[contestant]) / counts[contestant]
                best[contestant] = min(best[contestant], seconds)
            order.append(order.pop(0))  # so that the order, and the state of the caches, changes in each round
        for contestant, seconds in best.items():
            times[contestant].append(seconds)

    first, *others = timers
    quotients = {name: [mine / base for mine, base in zip(times[name], times[first], strict=True)] for name in others}
    return Measured(
        statistics.median(times[first]),
        {name: statistics.median(found) for name, found in quotients.items()},
        {name: quartiles(found) for name, found in quotients.items()},
        failures,
    )


def _after(drain: Callable[[], object] | None, clock: Callable[[], float]) -> Callable[[], float]:
    """Return a clock that reads the time when all pending work is done."""
    if drain is None:
        return clock

    def read() -> float:
        drain()
        return clock()

    return read


def _calls_per_batch(timer: timeit.Timer) -> int:
    timer.timeit(1)  # the first call does work that later calls do not repeat
    count = 1
    while timer.timeit(count) < _BATCH_SECONDS:
        count *= 2
    return count


def quartiles(values: list[float]) -> tuple[float, float]:
    """Return the first and the third quartile."""
    low, _, high = statistics.quantiles(values, n=4)
    return low, high
