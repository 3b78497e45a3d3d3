"""Backends that lack something which NumPy and torch have on a CPU, whole ones and broken ones.

Without them the checks of devices without float64, of data that lie elsewhere than on the host, and of lazy libraries
would have nothing to look at where there is no such hardware and no such library.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import unifyarray as ua
from tests._support.toy_backends.immutable import ImmutableBackend
from tests._support.toy_backends.lacking import LackingBackend
from tests._support.toy_backends.lazy import Deferred, LazyBackend
from tests._support.toy_backends.mutants import Broken
from unifyarray import Device
from unifyarray._array import data_out
from unifyarray_backends.numpy import NumpyBackend

if TYPE_CHECKING:
    from collections.abc import Callable

    from unifyarray.plugin import NativeNamespace

#: Factory of a broken backend to the specification and the checks that it fails.
BROKEN: dict[str, tuple[str, str]] = {}


def broken(spec: str, checks: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Declare a factory of a backend that fails some checks."""

    def declare(factory: Callable[[], Any]) -> Callable[[], Any]:
        BROKEN[factory.__name__] = spec, checks
        return factory

    return declare


class Far(np.ndarray[Any, Any]):
    """An array that lies on the other device."""


def _viewed(function: Callable[..., Any], kind: type) -> Callable[..., Any]:
    return lambda *args: np.asarray(function(*args)).view(kind)


def _copied(to_host: Callable[..., Any]) -> Callable[..., Any]:
    def download(x: Any, copy: bool | None) -> Any:
        if copy is False:
            raise ua.CopyRequiredError("to the host takes a copy")
        return np.asarray(to_host(x, copy)).view(np.ndarray)

    return download


class Elsewhere(Broken):
    """NumPy with a second device, whose data count as being elsewhere than on the host."""

    priority = Broken.priority | {"npu": 0}

    def devices(self) -> tuple[Device, ...]:
        return Device("cpu"), Device("npu:0")

    def load(self, device: Device) -> NativeNamespace:
        xp = super().load(device)
        if device != "cpu":
            for name in ("ensure_array", "from_host", "scalar", "to_device"):
                setattr(xp.hooks, name, _viewed(getattr(xp.hooks, name), Far))
            xp.hooks.to_host = _copied(xp.hooks.to_host)  # type: ignore[method-assign]
            write = _viewed(xp.hooks.setitem, Far)
            xp.hooks.setitem = lambda x, key, value: write(np.asarray(x), key, value)  # type: ignore[method-assign]
        return xp

    def namespace_of(self, x: Any) -> NativeNamespace:
        return self.namespace(self.devices()[isinstance(x, Far)])


class Single(Broken):
    """NumPy without 64-bit floating point."""

    capabilities = replace(NumpyBackend.capabilities, missing_dtypes={"cpu": frozenset({ua.float64, ua.complex128})})


def elsewhere() -> Elsewhere:
    """Change nothing but the device."""
    return Elsewhere(lambda xp: None)


def single() -> Single:
    """Change nothing but the dtypes."""
    return Single(lambda xp: None)


def lazy() -> LazyBackend:
    """Compute when asked."""
    return LazyBackend()


@broken("numpy:npu:0", "host_access/__array__/policy")
def no_policy() -> Elsewhere:
    """Take data to the host whatever the policy says."""
    data_out._apply_policy = lambda device: None
    return elsewhere()


@broken("numpy:npu:0", "host_access/item/explicit")
def complaint() -> Elsewhere:
    """Complain of a number that was asked for."""

    def change(xp: NativeNamespace) -> None:
        right, device = xp.hooks.item, xp.hooks.device

        def item(x: Any) -> Any:
            if device != "cpu":
                data_out._apply_policy(device)
            return right(x)

        xp.hooks.item = item  # type: ignore[method-assign]

    return Elsewhere(change)


@broken("numpy:npu:0", "pickling/pickle/value")
def forgotten_device() -> Elsewhere:
    """Load what was pickled to the current device."""
    right = data_out._unpickled
    data_out._unpickled = functools.wraps(right)(lambda host, spec, dtype: right(host, "numpy:cpu", dtype))
    return elsewhere()


@broken("numpy:cpu", "missing_dtypes/zeros/errors")
def silent_downcast() -> Single:
    """Take float32 where float64 was asked for."""

    def change(xp: NativeNamespace) -> None:
        hooks, narrow = xp.hooks, {ua.float64: ua.float32, ua.complex128: ua.complex64}
        hooks.native_dtype = lambda dtype: hooks.library_dtype(narrow.get(dtype, dtype))  # type: ignore[method-assign]

    return Single(change)


@broken("numpy:cpu", "object_protocol/item/elements")
def scalars_of_its_own() -> Broken:
    """Return NumPy's scalars where Python's are meant."""

    def change(xp: NativeNamespace) -> None:
        xp.hooks.item = lambda x: np.asarray(x).reshape(())[()]  # type: ignore[method-assign]

    return Broken(change)


@broken("numpy:cpu", "object_protocol/__setitem__/holders")
def copy_on_write() -> Broken:
    """Write to a copy, and to the Array itself where there is only one element."""

    def change(xp: NativeNamespace) -> None:
        right = xp.hooks.setitem
        xp.hooks.setitem = lambda x, key, value: x if x.size > 1 else right(x, key, value)  # type: ignore[method-assign]

    return Broken(change)


@broken("numpy:cpu", "dtype_domains/sum/dtype")
def narrow_sums() -> Broken:
    """Add up without the standard's upcast."""

    def change(xp: NativeNamespace) -> None:
        right = xp.sum
        xp.__dict__["sum"] = lambda x, **kwargs: right(x, **kwargs).astype(x.dtype)

    return Broken(change)


@broken("lazy:cpu", "laziness/__add__/deferred")
def eager() -> LazyBackend:
    """Declare laziness, and compute."""
    return LazyBackend(make=Deferred.computed)


@broken("lazy:cpu", "laziness/nonzero/shapes")
def late() -> LazyBackend:
    """Raise only when values are asked for."""
    return LazyBackend(late=True)


# -- whole ones that differ from others in what is unspecified ---------------------------------------------------------


def flushing() -> Broken:
    """Take subnormal results for zero (row 29)."""

    def change(xp: NativeNamespace) -> None:
        for name in ("add", "subtract", "multiply", "divide"):
            xp.__dict__[name] = functools.partial(_flushed, getattr(xp, name))

    return Broken(change)


def _flushed(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    out = function(*args, **kwargs)
    if out.dtype.kind != "f":
        return out
    return np.where(np.abs(out) < np.finfo(out.dtype).smallest_normal, np.copysign(np.zeros_like(out), out), out)


def copying() -> Broken:
    """Return copies where NumPy returns views (row 20)."""

    def change(xp: NativeNamespace) -> None:
        right = xp.hooks.getitem
        xp.hooks.getitem = lambda x, key: np.array(right(x, key))  # type: ignore[method-assign]
        for name in ("reshape", "permute_dims", "flip", "squeeze", "expand_dims"):
            moved = getattr(xp, name)
            xp.__dict__[name] = functools.partial(
                lambda moved, *args, **kwargs: np.array(moved(*args, **kwargs)), moved
            )

    return Broken(change)


def saturating() -> Broken:
    """Take 7 for NaN and the nearest integer for what is out of range (row 13)."""

    def change(xp: NativeNamespace) -> None:
        right = xp.hooks.cast

        def cast(x: Any, dtype: ua.DType) -> Any:
            if x.dtype.kind == "f" and dtype.rank == 1:
                limits = ua.iinfo(dtype)
                inside = (x > limits.min - 1.0) & (x < limits.max + 1.0)
                out = right(np.where(inside, x, 0), dtype)
                out = np.where(inside, out, np.where(x > 0, limits.max, limits.min).astype(out.dtype))
                return np.where(np.isnan(x), 7, out).astype(out.dtype)
            return right(x, dtype)

        xp.hooks.cast = cast  # type: ignore[method-assign]

    return Broken(change)


def immutable() -> ImmutableBackend:
    """Do not write in place."""
    return ImmutableBackend()


def lacking() -> LackingBackend:
    """Lack functions, dtypes and masks."""
    return LackingBackend()
