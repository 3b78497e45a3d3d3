"""Stand-alone scripts that reproduce a failure. They need unifyarray, the library and NumPy, but not the suite."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..reference.expected import CLOSE, IGNORE, NORM, SAME, SAME_SIZE, SIGN, Component, Expected
from .calls import Call, array_source

#: The script compares larger arrays by dtype and shape alone.
_LONGEST = 400


def script(call: Call, outcome: Expected | type[BaseException] | str, subject: Any, note: str) -> str:
    """Return a script that fails as a check has failed.

    Parameters
    ----------
    call : Call
        The call.
    outcome : Expected, exception class or str
        The expected result or error, or statements that check ``result``.
    subject : Subject
        The backend and device.
    note : str
        The observation, for the comment at the top.
    """
    lines = [f"# {line}" for line in note.splitlines()]
    lines += ["import numpy as np", *(f"import {name}" for name in subject.imports), "import unifyarray as ua"]
    lines += ["", 'nan, inf = float("nan"), float("inf")']
    if subject.plugin:
        module, _, factory = subject.plugin.partition(":")
        lines += [f"import {module}", f"ua.register_backend({module}.{factory}(), override=True)"]
    elif subject.generic_library:
        backend = f"unifyarray.plugin.from_namespace({subject.generic_library!r}, name={subject.backend!r})"
        lines += ["import unifyarray.plugin", f"ua.register_backend({backend}, override=True)"]
    lines += [f"xp = ua.namespace({subject.spec!r})"]
    body = call.script_lines()
    if isinstance(outcome, str):
        lines += [*body, outcome]
    elif isinstance(outcome, Expected):
        lines += [*body, *_assertions(outcome)]
    else:
        raised = outcome.__name__
        if outcome.__module__ != "builtins":
            raised = f"ua.{raised}" if hasattr(subject.ua, raised) else f"ua.linalg.{raised}"
        tried = [f"    {line}" for line in body[-1].splitlines()]
        if subject.capabilities.lazy:  # it may raise when the values are asked for
            tried += ["    for x in result if isinstance(result, tuple) else (result,):"]
            tried += ["        ua.to_numpy(x, force=True)"]
        lines += [*body[:-1], "try:", *tried, f"except {raised}:", "    pass", "else:"]
        lines += [f'    raise AssertionError(f"returned {{result!r}}, expected {raised}")']
    return "\n".join(lines) + "\n"


def _assertions(expected: Expected) -> list[str]:
    lines = [
        "assert type(result) is ua.Array, type(result)",
        "assert ua.array_namespace(result) is xp, ua.array_namespace(result)",
        f"assert str(result.dtype) == {expected.dtype!r}, result.dtype",
        f"assert tuple(result.shape) == {expected.shape}, result.shape",
    ]
    if expected.values is None and expected.real is None:
        return lines
    count = expected.values.size if expected.values is not None else expected.real.high.size  # type: ignore[union-attr]
    if count > _LONGEST:
        return [*lines, f"# the {count} elements are too many to be written out"]
    lines += ["got = ua.to_numpy(result, force=True)"]
    if expected.values is not None:
        lines += [f"expected = {array_source(expected.values)}"]
        return [*lines, *_same("got", "expected", expected.dtype)]
    assert expected.real is not None
    if expected.imag is None:
        return [*lines, *_component("got", expected.real, expected)]
    if (expected.real.mode == NORM).all():
        return [*lines, *_norm(expected)]
    return [*lines, *_component("got.real", expected.real, expected), *_component("got.imag", expected.imag, expected)]


def _same(got: str, wanted: str, dtype: str) -> list[str]:
    if dtype.startswith("complex"):
        return [*_same(f"{got}.real", f"{wanted}.real", "float"), *_same(f"{got}.imag", f"{wanted}.imag", "float")]
    if not dtype.startswith("float"):
        return [f"assert ({got} == {wanted}).all(), {got}"]
    return [
        f"assert np.array_equal({got}, {wanted}, equal_nan=True), {got}",
        f"assert (np.signbit({got}) == np.signbit({wanted}))[~np.isnan({wanted})].all(), {got}",
    ]


def _component(got: str, component: Component, expected: Expected) -> list[str]:
    modes = {int(mode) for mode in component.mode.ravel()}
    lines = [f"expected = {array_source(component.high)}"]
    if len(modes) > 1:
        lines += [f"mode = np.array({component.mode.tolist()})"]
    for mode in sorted(modes):
        here = f"[mode == {mode}]" if len(modes) > 1 else ""
        x, y = (f"np.atleast_1d({name}){here}" for name in (got, "expected"))
        if mode == SAME:
            lines += _same(x, y, "float")
        elif mode == SAME_SIZE:
            lines += [f"assert np.array_equal(np.abs({x}), np.abs({y}), equal_nan=True), {got}"]
        elif mode == SIGN:
            lines += [f"assert (np.signbit({x}) == np.signbit({y})).all(), {got}"]
        elif mode in (CLOSE, NORM):
            unit = f"np.spacing(np.abs({y}).astype({_part(expected.dtype)!r})).astype(float)"
            bound = f"{expected.ulp + 0.5:g} * {unit}"  # the expected value is rounded here
            if np.any(expected.absolute):
                absolute = np.broadcast_to(expected.absolute, component.mode.shape)
                bound = f"np.maximum({bound}, np.atleast_1d({array_source(absolute)}){here})"
                lines += [f"assert (np.abs({x} - {y}) <= {bound}).all(), {got}"]
            elif expected.ulp <= 0.5:
                lines += [f"assert np.array_equal({x}, {y}.astype({_part(expected.dtype)!r})), {got}"]
            else:
                lines += [f"assert (np.abs({x} - {y}) <= {bound}).all(), {got}"]
        else:
            assert mode == IGNORE
    return lines


def _part(dtype: str) -> str:
    return {"complex64": "float32", "complex128": "float64"}.get(dtype, dtype)


def _norm(expected: Expected) -> list[str]:
    assert expected.real is not None
    assert expected.imag is not None
    values = expected.real.high + 1j * expected.imag.high
    part = _part(expected.dtype)
    return [
        f"expected = {array_source(values)}",
        f"unit = np.spacing(np.abs(expected).astype({part!r})).astype(float)",
        f"assert (np.abs(got - expected) <= {expected.ulp + 0.5:g} * unit).all(), got",
    ]
