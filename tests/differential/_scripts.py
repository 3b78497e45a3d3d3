"""The failing step as a stand-alone script. It prints the outcome on each backend, and fails if the outcomes differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.differential._grades import same
from tests.differential._machine import INPUT, Difference, Step
from unifyarray_conformance.harness.calls import array_source

if TYPE_CHECKING:
    from tests.differential._machine import Machine

_TAIL = """

def outcome(spec):
    try:
        return program(ua.namespace(spec))
    except Exception as error:
        return error


def form(x):
    if isinstance(x, tuple):
        return [form(part) for part in x]
    if not isinstance(x, ua.Array):
        return type(x) if isinstance(x, Exception) else x
    values = ua.to_numpy(x, force=True)
    # Zeros by sign; NaN is NaN.
    return str(x.dtype), x.shape, [str(value) for value in values.ravel()]


wanted, got = outcome({reference!r}), outcome({other!r})
print({reference!r}, repr(wanted))
print({other!r}, repr(got))
assert form(got) == form(wanted)
"""


def script(difference: Difference) -> str:
    """Return the script of a difference: the step with literal values if that reproduces it, else the program."""
    run, step = difference.run, difference.step
    machine = run.machine
    alone = _inputs(difference)
    steps = alone if (again := _replay(machine, alone)) else run.steps
    note = str(again or difference)
    lines = [f"# {line}" for line in note.splitlines()]
    lines += ["import numpy as np", "import unifyarray as ua", "", 'nan, inf = float("nan"), float("inf")']
    if machine.plugin:
        module, _, factory = machine.plugin.partition(":")
        lines += [f"import {module}", f"ua.register_backend({module}.{factory}(), override=True)"]
    lines += ["", "", "def program(xp):"]
    lines += [f"    {line}" for part in steps for line in part.source.splitlines()]
    lines += [f"    return {', '.join(step.targets)}"]
    tail = _TAIL.format(reference=machine.reference.spec, other=difference.subject.spec)
    return "\n".join(lines) + tail


def _inputs(difference: Difference) -> list[Step]:
    """Return the step, after steps that make its inputs."""
    step, host = difference.step, difference.run.host
    made = [
        Step(INPUT, f"{name} = xp.asarray({array_source(host[name])})", (), (name,), (same,)) for name in step.inputs
    ]
    return [*made, step]


def _replay(machine: Machine, steps: list[Step]) -> Difference | None:
    """Return the difference that the steps alone reproduce."""
    run = machine.start()
    try:
        for step in steps:
            run.do(step)
    except Difference as again:
        return again
    return None
