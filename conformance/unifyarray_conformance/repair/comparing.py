"""Compare the results of kernels and functions on a device with the host's."""

from __future__ import annotations

import contextlib
import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from unifyarray._backend import host_functions

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from unifyarray.plugin import NativeNamespace

#: How closely results are compared, from coarse to fine: the units in the last place by which they may differ. The
#: coarsest counts units of the largest element, and ignores the signs of zeros.
TOLERANCES: Final = (64.0, 8.0, 0.0)

_EPS: Final = {"float16": 2.0**-10, "float32": 2.0**-23, "float64": 2.0**-52}


def differs(got: Any, expected: Any, tolerance: int) -> bool:
    """Return whether two host arrays differ.

    Parameters
    ----------
    got, expected : numpy.ndarray
        The results on the device and on the host.
    tolerance : int
        Index into `TOLERANCES`.
    """
    if got.shape != expected.shape or got.dtype != expected.dtype:
        return True
    if got.size == 0:
        return False
    if got.dtype.kind == "c":
        largest = _largest(expected)
        parts = ((got.real, expected.real), (got.imag, expected.imag))
        return any(_floats_differ(first, second, tolerance, largest) for first, second in parts)
    if got.dtype.kind == "f" or got.dtype.name == "bfloat16":
        return _floats_differ(got, expected, tolerance, _largest(expected))
    return not bool((got == expected).all())


def _largest(x: Any) -> float:
    with np.errstate(all="ignore"):
        sizes = np.abs(x.astype(np.complex128 if x.dtype.kind == "c" else np.float64))
    finite = sizes[np.isfinite(sizes)]
    return float(finite.max()) if finite.size else 0.0


def _floats_differ(got: Any, expected: Any, tolerance: int, largest: float) -> bool:
    eps = _EPS.get(got.dtype.name, 2.0**-7)
    x, y = got.astype(np.float64), expected.astype(np.float64)
    if not np.array_equal(np.isnan(x), np.isnan(y)):
        return True
    known = ~np.isnan(x)
    x, y = x[known], y[known]
    infinite = np.isinf(x) | np.isinf(y)
    if not np.array_equal(x[infinite], y[infinite]):
        return True
    if tolerance > 0 and bool((np.signbit(x) != np.signbit(y))[(x == 0) & (y == 0)].any()):
        return True
    x, y = x[~infinite], y[~infinite]
    allowed = TOLERANCES[tolerance] * eps * (np.abs(y) if tolerance > 0 else largest)
    return bool((np.abs(x - y) > allowed).any())


@dataclass
class Comparison:
    """Collects what differs from the host while a case runs; a Watcher.

    Attributes
    ----------
    announce : callable
        Called with the grain, name and dtypes of each call before it is made, and with None when it has returned.
    tolerance : int
        Index into `TOLERANCES`.
    found : list of (str, str, tuple of str)
        Grain, name and dtypes of the calls that differed.
    refused : list of (str, str)
        Names of calls that returned on the device but could not be compared, and the error that the host raised.
    """

    announce: Callable[[tuple[str, str, tuple[str, ...]] | None], None]
    tolerance: int = 0
    found: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)
    _paused: bool = True

    def begin(self, tolerance: int) -> None:
        """Start to collect for another case."""
        self.tolerance = tolerance
        self.found = []
        self.refused = []
        self._open = []
        self._paused = False

    def end(self) -> None:
        """Compare no functions until the next case begins."""
        self._paused = True

    # -- kernels ---------------------------------------------------------------------------------------------

    def started(self, name: str, dtypes: frozenset[str], /) -> None:
        """Announce a kernel that starts, because it can end the process."""
        self._start("kernel", name, dtypes)

    def ended(
        self, name: str, dtypes: frozenset[str], got: Sequence[Any], expected: Sequence[Any] | Exception, /
    ) -> None:
        """Compare the results of a kernel."""
        self._end("kernel", name, dtypes, got, expected)

    def _start(self, grain: str, name: str, dtypes: frozenset[str]) -> None:
        call = grain, name, tuple(sorted(dtypes))
        self._open.append(len(self.found))
        self.announce(call)

    def _end(
        self, grain: str, name: str, dtypes: frozenset[str], got: Sequence[Any], expected: Sequence[Any] | Exception
    ) -> None:
        before = self._open.pop()
        self.announce(None)
        if isinstance(expected, Exception):
            if got:  # otherwise the device refuses the arguments, too
                text = str(expected).partition("\n")[0].rstrip(".")
                self.refused.append((name, f"{type(expected).__name__}: {text}"))
            return
        if len(self.found) > before:
            return  # what it called explains a difference
        if len(got) != len(expected) or any(map(self._differs, got, expected)):
            self.found.append((grain, name, tuple(sorted(dtypes))))

    def _differs(self, got: Any, expected: Any) -> bool:
        return differs(got, expected, self.tolerance)

    # -- functions -------------------------------------------------------------------------------------------

    def watch_functions(self, xp: NativeNamespace) -> None:
        """Compare every function of a namespace that was just made."""
        host = host_functions.Host(xp)
        for name in sorted(host_functions.NAMES):
            host_functions.replace(xp, name, functools.partial(self._watched, host))

    def _watched(self, host: host_functions.Host, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original, updated=())
        def function(*args: Any, **kwargs: Any) -> Any:
            if self._paused:
                return original(*args, **kwargs)
            with self._quiet():
                dtypes = host.dtypes((args, kwargs))
                on_host = _OnHost(host, name, args, kwargs)
            self._start("function", name, dtypes)
            got: list[Any] = []
            try:
                found = original(*args, **kwargs)
                with self._quiet():
                    got = [host.hooks.to_host(x, True) for x in host.arrays(found)]
                return found
            finally:
                with self._quiet():
                    self._end("function", name, dtypes, got, on_host.results(got))

        return function

    @contextlib.contextmanager
    def _quiet(self) -> Generator[None]:
        """Compare nothing that a comparison itself calls."""
        before, self._paused = self._paused, True
        try:
            yield
        finally:
            self._paused = before


class _OnHost:
    """A call of a function on the host, with the arguments of a call on a device.

    The arguments are copied before the call on the device, which can write to them. The host can refuse them, because
    they are wrong on purpose or because its library supports less; the error is then the result.
    """

    def __init__(self, host: host_functions.Host, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._host = host
        self._name = name
        self._error: Exception | None = None
        try:
            self._args, self._kwargs = host.down(args), host.down(kwargs)
        except Exception as error:
            self._error = error

    def results(self, got: list[Any]) -> list[Any] | Exception:
        """Return the results on the host as NumPy arrays, or the error; ``got`` are the results on the device."""
        if self._error is not None:
            return self._error
        try:
            return self._results(got)
        except Exception as error:
            return error

    def _results(self, got: list[Any]) -> list[Any]:
        host, name = self._host, self._name
        hooks = host.xp.hooks
        kwargs = {key: value for key, value in self._kwargs.items() if key != "device"}
        if name in host_functions.WITH_DTYPE and kwargs.get("dtype") is None and got:
            dtype = hooks.dtype(hooks.from_host(got[0], None))
            kwargs["dtype"] = hooks.native_dtype(dtype)
        if name in host_functions.INDEXING:
            found = getattr(hooks, name.strip("_"))(*self._args, **kwargs)
        else:
            found = host.function(name)(*self._args, **kwargs)
        return [np.array(hooks.to_host(hooks.ensure_array(x), None)) for x in host.host_arrays(found)]


__all__ = ["TOLERANCES", "Comparison", "differs"]
