"""Fourier transforms of real numbers, shifts of any dtype, and frequencies in the default dtype."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ..._core import dtypes as _dtypes
from . import keywords
from ._declare import Declarations
from .devices import native_device

if TYPE_CHECKING:
    import types
    from collections.abc import Callable

    from ..hooks import Hooks
    from ..overrides import Override


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library's extension."""
    found = Declarations()
    for name in ("fft", "ifft", "fftn", "ifftn", "irfft", "irfftn", "hfft", "rfftn"):
        if hasattr(lib, name):
            function = _transform(getattr(lib, name), hooks, name)
            found.add("the standard's function takes complex numbers alone", f"fft/{name}/integers", name)(function)
    for name in ("fftshift", "ifftshift"):
        if hasattr(lib, name):
            function = _shift(getattr(lib, name), hooks, name)
            found.add("the standard shifts floating-point numbers alone", f"fft/{name}/value", name)(function)
    for name in ("fftfreq", "rfftfreq"):
        if hasattr(lib, name):
            reason = "the library knows neither the namespace's device nor the default dtypes of unifyarray"
            found.add(reason, f"fft/{name}/default_dtype", name)(_frequencies(getattr(lib, name), hooks, name))
    return found


def _transform(own: Callable[..., Any], hooks: Hooks, name: str) -> Callable[..., Any]:
    """Return a transform that takes real numbers, sizes without axes, and axes without elements."""

    @functools.wraps(own)
    def function(x: Any, /, **kwargs: Any) -> Any:
        dtype = hooks.dtype(x)
        if name != "rfftn" and dtype.rank == 2:
            x = hooks.cast(x, _dtypes.COMPLEX_OF[dtype])
        sizes = kwargs.get("s")
        if sizes is not None and kwargs.get("axes") is None:
            kwargs["axes"] = tuple(range(-len(sizes), 0))
        if sizes is not None and -1 in sizes:  # which some libraries refuse: an axis keeps its length
            shape = hooks.shape(x)
            lengths = zip(sizes, kwargs["axes"], strict=True)
            kwargs["s"] = tuple(shape[axis] if size == -1 else size for size, axis in lengths)
        if name in _FROM_HALF and (sizes or kwargs.get("n") is not None):
            x = _with_element(hooks, x, kwargs["axes"][-1] if sizes else kwargs.get("axis", -1))
        return own(x, **kwargs)

    return function


#: Transforms of half a spectrum. For an axis without elements, libraries over NumPy return uninitialised memory.
_FROM_HALF = ("irfft", "irfftn", "hfft")


def _with_element(hooks: Hooks, x: Any, axis: int) -> Any:
    """Return an array with a zero along an axis that has no elements; any other array unchanged."""
    shape = hooks.shape(x)
    if not -len(shape) <= axis < len(shape) or shape[axis] != 0:
        return x
    lengths = list(shape)
    lengths[axis] = 1
    return hooks.xp.zeros(tuple(lengths), dtype=x.dtype)


def _shift(own: Callable[..., Any], hooks: Hooks, name: str) -> Callable[..., Any]:
    """Return a shift for arrays of any dtype."""

    @functools.wraps(own)
    def function(x: Any, /, *, axes: Any = None) -> Any:
        if hooks.dtype(x).rank > 1:
            return own(x, axes=axes)
        shape = hooks.shape(x)
        chosen = tuple(range(len(shape)) if axes is None else (axes,) if isinstance(axes, int) else axes)
        sign = 1 if name == "fftshift" else -1
        return hooks.xp.roll(x, tuple(shape[i] // 2 if sign > 0 else -(shape[i] // 2) for i in chosen), axis=chosen)

    return function


def _frequencies(own: Callable[..., Any], hooks: Hooks, name: str) -> Callable[..., Any]:
    """Return a function that makes frequencies on the namespace's device."""

    @functools.wraps(own)
    def function(n: int, /, *, d: float = 1.0, dtype: Any = None, device: Any = None) -> Any:
        native = native_device(hooks, device)
        on_device = {} if native is None else {"device": native}
        wanted = hooks.library_dtype(hooks.default_float()) if dtype is None else dtype
        try:
            return own(n, d=d, dtype=wanted, **on_device)
        except TypeError:
            if not keywords.lacks(own):
                raise
            xp = hooks.xp  # not the library's own numbers in another dtype, which can be less precise
            numbers = [xp.arange(0, (n + 1) // 2 if name == "fftfreq" else n // 2 + 1, 1, dtype=wanted)]
            if name == "fftfreq":
                numbers.append(xp.arange(-(n // 2), 0, 1, dtype=wanted))
            return xp.divide(xp.concat(numbers), xp.asarray(n * d, dtype=wanted))

    return function
