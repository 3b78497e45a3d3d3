"""Whether a compiler is tracing: backends whose library has a compiler register a probe here."""

from __future__ import annotations

from _thread import allocate_lock

from . import lazy_typing as t

_lock = allocate_lock()
_probes: tuple[t.Callable[[], bool], ...] = ()


def _not_tracing() -> bool:
    return False


def _any_probe() -> bool:
    for registered in _probes:  # noqa: SIM110 - a compiler traces this, too: nothing but a loop
        if registered():
            return True
    return False


#: The registered probe, or a function that calls all probes. Hot code calls ``tracing.probe()``, which saves one call
#: compared with ``is_tracing()``. Never import the name itself: it changes when a backend registers a probe.
probe: t.Callable[[], bool] = _not_tracing


def register_tracing_probe(new: t.Callable[[], bool], /) -> None:
    """Add a probe that says whether a library's compiler is tracing.

    Several libraries can register a probe each; ``is_tracing`` calls the probes in order. Registering a probe twice has
    no further effect.

    Parameters
    ----------
    new : callable
        Takes no argument and returns a bool. It is also called while other compilers trace, so they must be able to
        trace it: it can return a constant, read a flag, or call a function that its own compiler evaluates.
    """
    global _probes, probe
    with _lock:
        if new not in _probes:
            _probes = (*_probes, new)
            probe = new if len(_probes) == 1 else _any_probe


def is_tracing() -> bool:
    """Return whether a compiler is tracing.

    A function that is traced must not read a ``ContextVar``, take a lock, or read values of arrays.
    """
    return probe()


def run_while_tracing(function: t.Callable[..., None]) -> t.Callable[..., None]:
    """Return a function that torch.compile runs while it traces, instead of tracing it.

    The function makes a look-up that compilers cannot trace, and what it finds is traced afterwards. Call it before the
    code that reads the result, with arguments that are constants for the compiler: a type, not an array.
    """
    # What torch.compiler.assume_constant_result does, without importing torch.
    function._dynamo_marked_constant = True  # type: ignore[attr-defined]
    return function
