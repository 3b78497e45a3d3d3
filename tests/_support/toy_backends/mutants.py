"""Backends that are broken by hand: NumPy with one change each. The suite must fail every one of them."""

from __future__ import annotations

import functools
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from unifyarray.plugin import Backend, Capabilities, NativeNamespace
from unifyarray_backends.numpy import NumpyBackend
from unifyarray_backends.numpy._load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from unifyarray import Device

#: Factory of a mutant to the function that the suite must name, and operators that can fail as well.
MUTANTS: dict[str, tuple[str, ...]] = {}


class Broken(Backend):
    """NumPy under its own name, with a change to its namespace."""

    name: ClassVar[str] = NumpyBackend.name
    library: ClassVar[str] = NumpyBackend.library
    distribution: ClassVar[str] = NumpyBackend.distribution
    install: ClassVar[str] = NumpyBackend.install
    modules: ClassVar[tuple[str, ...]] = NumpyBackend.modules
    capabilities: ClassVar[Capabilities] = NumpyBackend.capabilities
    priority: ClassVar[Mapping[str, int]] = NumpyBackend.priority

    def __init__(self, change: Callable[[NativeNamespace], None]) -> None:
        super().__init__()
        self.change = change

    def devices(self) -> tuple[Device, ...]:
        return NumpyBackend().devices()

    def load(self, device: Device) -> NativeNamespace:
        xp = load(self, device)
        self.change(xp)
        return xp

    def types(self) -> tuple[type, ...]:
        return (np.ndarray,)

    def scalars(self) -> tuple[type, ...]:
        return (np.generic,)

    def namespace_of(self, x: Any) -> NativeNamespace:
        return self.namespace(self.devices()[0])


def mutant(*names: str) -> Callable[[Callable[[NativeNamespace], None]], Callable[[], Broken]]:
    """Declare a change as a mutant; ``names`` are the changed function and operators that can use it."""

    def declare(change: Callable[[NativeNamespace], None]) -> Callable[[], Broken]:
        MUTANTS[change.__name__] = names
        return functools.wraps(change)(lambda: Broken(change))  # type: ignore[return-value]

    return declare


def _wrap(xp: NativeNamespace, name: str, spoil: Callable[..., Any]) -> None:
    """Replace a function; ``spoil`` gets the right result and the arguments, and returns the wrong result."""
    right = getattr(xp, name)
    xp.__dict__[name] = lambda *args, **kwargs: spoil(right(*args, **kwargs), *args, **kwargs)


def unbroken() -> Broken:
    """Change nothing."""
    return Broken(lambda xp: None)


@mutant("square")
def wrong_dtype(xp: NativeNamespace) -> None:
    _wrap(xp, "square", lambda out, x: out.astype(np.int64) if x.dtype == np.int16 else out)


@mutant("tanh")
def eight_ulp_off(xp: NativeNamespace) -> None:
    def spoil(out: Any, x: Any) -> Any:
        for _ in range(8 if out.dtype == np.float32 else 0):
            out = np.nextafter(out, np.float32(np.inf))
        return out

    _wrap(xp, "tanh", spoil)


@mutant("ceil")
def lost_negative_zero(xp: NativeNamespace) -> None:
    _wrap(xp, "ceil", lambda out, x: out + np.zeros((), out.dtype))


@mutant("maximum")
def lost_nan(xp: NativeNamespace) -> None:
    _wrap(xp, "maximum", lambda out, x1, x2: np.fmax(x1, x2))


@mutant("sum")
def wrong_axis(xp: NativeNamespace) -> None:
    right = xp.sum

    def wrong(x: Any, /, *, axis: Any = None, **kwargs: Any) -> Any:
        return right(x, axis=0 if axis == 1 and x.ndim == 2 else axis, **kwargs)

    xp.__dict__["sum"] = wrong


@mutant("__getitem__")
def off_by_one_index(xp: NativeNamespace) -> None:
    right = xp.hooks.getitem

    def wrong(x: Any, key: tuple[Any, ...]) -> Any:
        # A reversed axis starts one element late.
        backwards = slice(None, None, -1)
        return right(x, tuple([slice(-2, None, -1) if type(k) is slice and k == backwards else k for k in key]))

    xp.hooks.getitem = wrong  # type: ignore[method-assign]


@mutant("exp")
def silent_float32(xp: NativeNamespace) -> None:
    _wrap(xp, "exp", lambda out, x: out.astype(np.float32).astype(np.float64) if out.dtype == np.float64 else out)


@mutant("add", "__add__")
def wrong_error_class(xp: NativeNamespace) -> None:
    right = xp.add

    def wrong(x1: Any, x2: Any) -> Any:
        try:
            return right(x1, x2)
        except ValueError as error:
            raise RuntimeError(str(error)) from error

    xp.__dict__["add"] = wrong


@mutant("asarray")
def aliasing(xp: NativeNamespace) -> None:
    right = xp.hooks.from_host
    xp.hooks.from_host = lambda array, copy: right(array, None)  # type: ignore[method-assign]


@mutant("sort")
def written_input(xp: NativeNamespace) -> None:
    def spoil(out: Any, x: Any, **kwargs: Any) -> Any:
        if x.flags.writeable:
            x[...] = out
        return out

    _wrap(xp, "sort", spoil)


@mutant("sinh")
def abort(xp: NativeNamespace) -> None:
    _wrap(xp, "sinh", lambda out, x: os.abort() if out.dtype == np.float32 else out)


def lost() -> Broken:
    """Abort in ``tanh`` of float32, and cannot be loaded afterwards, until the file of the device says "found"."""
    mark = Path(os.environ["LOST_DEVICE"])
    if mark.exists() and mark.read_text() != "found":
        raise ValueError("the device is lost.\nHint: start the machine again")

    def change(xp: NativeNamespace) -> None:
        def spoil(out: Any, x: Any) -> Any:
            if out.dtype == np.float32 and not mark.exists():
                mark.touch()
                os.abort()
            return out

        _wrap(xp, "tanh", spoil)

    return Broken(change)


def slow_start() -> Broken:
    """Give no answer at the first start, as on a machine that is busy."""
    mark = Path(os.environ["SLOW_START"])
    if not mark.exists():
        mark.touch()
        time.sleep(600)
    return Broken(lambda xp: None)


@mutant("hypot")
def endless_loop(xp: NativeNamespace) -> None:
    def spoil(out: Any, x1: Any, x2: Any) -> Any:
        while out.dtype == np.float32:
            pass
        return out

    _wrap(xp, "hypot", spoil)


def greedy() -> Broken:
    """Allocate more memory than the limit of a process, in ``cosh`` of float32."""

    def change(xp: NativeNamespace) -> None:
        _wrap(xp, "cosh", lambda out, x: out + np.ones(2**33)[:1].sum() if x.dtype == np.float32 else out)

    return Broken(change)
