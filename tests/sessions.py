"""Runs the sessions (``>>>``) of a document on a device: they print the same on every one."""

from __future__ import annotations

import doctest
import re

import unifyarray as ua


class _Checker(doctest.OutputChecker):
    """Compares what is printed but for the name of the device, which is printed where it is not the CPU."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return super().check_output(want, re.sub(r", device='[\w:]+'", "", got), optionflags)


def failures(spec: str, text: str) -> str:
    """Run the sessions of a document and return what went wrong."""
    said: list[str] = []
    runner = doctest.DocTestRunner(_Checker(), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    examples = doctest.DocTestParser().get_doctest(text, {}, spec, "document", 0)
    assert len(examples.examples) > 20
    with ua.use(spec):
        runner.run(examples, out=said.append)
    return "".join(said)
