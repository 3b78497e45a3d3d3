"""Backends that lack a feature of NumPy and torch on a CPU: right ones, and broken ones.

They let the tests run the checks of devices without float64, of data outside the host, and of lazy libraries without
such hardware and libraries.
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

#: Factory of a broken backend to its specification and the checks that it must fail.
BROKEN: dict[str, tuple[str, str]] = {}


def broken(spec: str, checks: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Declare a factory of a backend that fails some checks."""

    def declare(factory: Callable[[], Any]) -> Callable[[], Any]:
        BROKEN[factory.__name__] = spec, checks
        return factory

    return declare


class Far(np.ndarray[Any, Any]):
    """An array on the second device."""


def _viewed(function: Callable[..., Any], kind: type) -> Callable[..., Any]:
    return lambda *args: np.asarray(function(*args)).view(kind)


def _copied(to_host: Callable[..., Any]) -> Callable[..., Any]:
    def download(x: Any, copy: bool | None) -> Any:
        if copy is False:
            raise ua.CopyRequiredError("a copy to the host is needed")
        return np.asarray(to_host(x, copy)).view(np.ndarray)

    return download


class Elsewhere(Broken):
    """NumPy with a second device, whose arrays count as outside the host."""

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
    """Return NumPy with a second device."""
    return Elsewhere(lambda xp: None)


def single() -> Single:
    """Return NumPy without 64-bit floating point."""
    return Single(lambda xp: None)


def lazy() -> LazyBackend:
    """Return the lazy library."""
    return LazyBackend()


@broken("numpy:npu:0", "host_access/__array__/policy")
def no_policy() -> Elsewhere:
    """Copy data to the host against the transfer policy."""
    data_out.count_implicit_copy = lambda fact, nbytes, explicit="": None
    return elsewhere()


@broken("numpy:npu:0", "host_access/item/explicit")
def complaint() -> Elsewhere:
    """Apply the transfer policy to an explicit request for a number."""

    def change(xp: NativeNamespace) -> None:
        right, device = xp.hooks.item, xp.hooks.device

        def item(x: Any) -> Any:
            if device != "cpu":
                data_out.count_implicit_copy(f"a number is read on {device}", 8)
            return right(x)

        xp.hooks.item = item  # type: ignore[method-assign]

    return Elsewhere(change)


@broken("numpy:npu:0", "pickling/pickle/value")
def forgotten_device() -> Elsewhere:
    """Unpickle to the CPU instead of the device of the Array."""
    right = data_out.unpickled
    data_out.unpickled = functools.wraps(right)(lambda state: right({**state, "device": "numpy:cpu"}))
    return elsewhere()


@broken("numpy:cpu", "missing_dtypes/zeros/errors")
def silent_downcast() -> Single:
    """Use float32 in place of float64."""

    def change(xp: NativeNamespace) -> None:
        hooks, narrow = xp.hooks, {ua.float64: ua.float32, ua.complex128: ua.complex64}
        hooks.native_dtype = lambda dtype: hooks.library_dtype(narrow.get(dtype, dtype))  # type: ignore[method-assign]

    return Single(change)


@broken("numpy:cpu", "object_protocol/item/elements")
def scalars_of_its_own() -> Broken:
    """Return NumPy's scalars in place of Python's."""

    def change(xp: NativeNamespace) -> None:
        xp.hooks.item = lambda x: np.asarray(x).reshape(())[()]  # type: ignore[method-assign]

    return Broken(change)


@broken("numpy:cpu", "object_protocol/__setitem__/holders")
def copy_on_write() -> Broken:
    """Do not write to arrays of more than one element."""

    def change(xp: NativeNamespace) -> None:
        right = xp.hooks.setitem
        xp.hooks.setitem = lambda x, key, value: x if x.size > 1 else right(x, key, value)  # type: ignore[method-assign]

    return Broken(change)


@broken("numpy:cpu", "dtype_domains/sum/dtype")
def narrow_sums() -> Broken:
    """Sum in the dtype of the array, without the standard's upcast."""

    def change(xp: NativeNamespace) -> None:
        right = xp.sum
        xp.__dict__["sum"] = lambda x, **kwargs: right(x, **kwargs).astype(x.dtype)

    return Broken(change)


@broken("lazy:cpu", "laziness/__add__/deferred")
def eager() -> LazyBackend:
    """Declare laziness, but compute at once."""
    return LazyBackend(make=Deferred.computed)


@broken("lazy:cpu", "laziness/nonzero/shapes")
def late() -> LazyBackend:
    """Raise the error of an unknown shape only when values are needed."""
    return LazyBackend(late=True)


# -- right backends that differ in unspecified behaviour ---------------------------------------------------------------


def flushing() -> Broken:
    """Flush subnormal results to zero (row 29)."""

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
    """Return copies in place of NumPy's views (row 20)."""

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
    """Cast NaN to 7, and numbers out of range to the nearest integer (row 13)."""

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
    """Return the immutable library."""
    return ImmutableBackend()


def lacking() -> LackingBackend:
    """Return the library without masks, some functions and some dtypes."""
    return LackingBackend()
