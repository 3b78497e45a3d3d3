"""Inspection of a namespace of Arrays: the standard's ``__array_namespace_info__``."""

from __future__ import annotations

from .._array.dtype_and_device import creation_namespace, namespace_on
from .._core import dtypes as dt
from .._core import lazy_typing as t
from .._core.devices import Device
from .._core.dtypes import DType
from .._core.errors import message, shown
from .data_type_functions import KINDS

__all__ = ["__array_namespace_info__"]


class NamespaceInfo:
    """Capabilities, devices and dtypes of a backend, as returned by ``ua.__array_namespace_info__()``."""

    __module__ = "unifyarray.typing"
    __slots__ = ("_namespace",)

    def __init__(self, namespace: t.BackendNamespace | None) -> None:
        self._namespace = namespace

    def _xp(self, device: t.DeviceLike | None) -> t.BackendNamespace:
        here = creation_namespace(None) if self._namespace is None else self._namespace
        return here if device is None else namespace_on(here, device)

    def capabilities(self) -> dict[str, bool | int | None]:
        """Return the capabilities of the backend.

        Returns
        -------
        dict
            A bool for ``"boolean indexing"`` and ``"data-dependent shapes"``, an int or None for ``"max dimensions"``.
        """
        xp = self._xp(None)
        able = xp.hooks.backend.capabilities.data_dependent_shapes
        limits = xp.__array_namespace_info__().capabilities()
        return {
            "boolean indexing": able,
            "data-dependent shapes": able,
            "max dimensions": limits["max dimensions"],
        }

    def default_device(self) -> Device:
        """Return the device that new arrays are made on."""
        return self._xp(None).hooks.device

    def default_dtypes(self, *, device: t.DeviceLike | None = None) -> dict[str, DType]:
        """Return the dtypes that new arrays have if no dtype is given.

        Parameters
        ----------
        device : Device or str, optional
            Device. Default: the default device.

        Returns
        -------
        dict
            DTypes with the keys ``"real floating"``, ``"complex floating"``, ``"integral"`` and ``"indexing"``.
        """
        hooks = self._xp(device).hooks
        return {
            "real floating": hooks.default_float(),
            "complex floating": hooks.default_complex(),
            "integral": dt.int64,
            "indexing": dt.int64,
        }

    def dtypes(
        self, *, device: t.DeviceLike | None = None, kind: str | tuple[str, ...] | None = None
    ) -> dict[str, DType]:
        """Return the standard's dtypes that a device has, by name.

        Parameters
        ----------
        device : Device or str, optional
            Device. Default: the default device.
        kind : str or tuple of str, optional
            Kinds: ``"bool"``, ``"signed integer"``, ``"unsigned integer"``, ``"integral"``, ``"real floating"``,
            ``"complex floating"``, ``"numeric"``. Default: all kinds.

        Returns
        -------
        dict
            DTypes by name, without float16 and bfloat16, which are not in the standard.

        Raises
        ------
        ValueError
            If a kind is not known.
        TypeError
            If `kind` is neither a string nor a tuple.
        """
        if kind is not None and not isinstance(kind, str | tuple):
            raise TypeError(message(f"kind must be a name or a tuple of names, got {shown(kind)}", 'kind="integral"'))
        kinds: set[str] = set()
        for name in tuple(KINDS) if kind is None else (kind,) if isinstance(kind, str) else kind:
            if name not in KINDS:
                raise ValueError(message(f"{shown(name)} is not a kind of dtype", f"pass one of {', '.join(KINDS)}"))
            kinds |= KINDS[name]
        have = self._xp(device).hooks.dtypes
        return {dtype.name: dtype for dtype in dt.STANDARD if dtype in have and dtype.category in kinds}

    def devices(self) -> tuple[Device, ...]:
        """Return the devices of the backend that this machine has."""
        return self._xp(None).hooks.backend.devices()

    def __repr__(self) -> str:
        hooks = self._xp(None).hooks
        return f"<info on {hooks.backend.name}:{hooks.device}>"


def __array_namespace_info__(*, device: t.DeviceLike | None = None) -> NamespaceInfo:  # noqa: N807 - the standard's name
    """Return an object that describes the namespace: its capabilities, devices and dtypes.

    Parameters
    ----------
    device : Device or str, optional
        Device that counts as the default device, optionally with a backend. If it is not given, each method uses the
        selection that is current when you call it.

    Returns
    -------
    NamespaceInfo
        With the methods `capabilities`, `default_device`, `default_dtypes`, `devices` and `dtypes`.

    Raises
    ------
    BackendUnavailableError, DeviceUnavailableError
        If the device is not available.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.__array_namespace_info__().default_dtypes()["integral"]
    unifyarray.int64
    """
    return NamespaceInfo(None if device is None else creation_namespace(device))
