"""The namespaces of specifications and of arrays: ``ua.namespace`` and ``ua.array_namespace``, for both tiers."""

from __future__ import annotations

from types import ModuleType

from .._array.array import Array
from .._array.dtype_and_device import namespace_on
from .._core import dtypes, migration_hints, provided
from .._core import lazy_typing as t
from .._core.errors import linalg_error, message, shown
from .._rules.devices import mismatch
from .._runtime import registry
from .._runtime import selection as _selection
from .._runtime.late import functools, namespace_hints, settings
from .._runtime.python_scalars import as_python, namespace_of_scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from .._backend.namespaces import NativeNamespace

__array_api_version__: Final = "2025.12"
_VERSIONS: Final = ("2021.12", "2022.12", "2023.12", "2024.12", __array_api_version__)


class Namespace(ModuleType):
    """The standard's functions for Arrays, bound to one backend and device.

    Creation functions make Arrays on that device by default. All other functions are those of ``unifyarray`` itself.
    ``native`` is the native namespace of the same backend and device.
    """

    __module__ = "unifyarray.typing"

    # A module, because consumers check for one. Its own `__getattribute__` would make attributes three times slower.
    __getattribute__ = object.__getattribute__
    __dir__ = object.__dir__

    def __init__(self, native: t.BackendNamespace) -> None:
        # `ModuleType.__init__` is not called, because `__spec__` and the like are not names of the standard.
        from . import fft, linalg, section_modules  # not loaded by `import unifyarray`

        name = f"unifyarray.{native.hooks.backend.name}"
        space = self.__dict__
        space["__name__"] = name
        space["native"] = native.public
        space["__array_api_version__"] = __array_api_version__
        for section in section_modules.MAIN:
            for item in section.__all__:
                space[item] = _bound(getattr(section, item), native)
        for dtype in dtypes.ALL:
            if dtype in native.hooks.dtypes:
                space[dtype.name] = dtype
        space["linalg"] = _Extension(f"{name}.linalg", linalg, native)
        vars(space["linalg"])["LinAlgError"] = linalg_error()
        space["fft"] = _Extension(f"{name}.fft", fft, native)

    def __getattr__(self, name: str) -> t.Any:
        owner = f"{self.__dict__['__name__']} on {self.__dict__['native'].hooks.device}"
        if dtypes.find(name) is not None:
            raise AttributeError(f"{owner} has no {name}")
        hint = namespace_hints.MODULES["unifyarray"].get(name)
        if hint is not None:
            raise migration_hints.missing(owner, name, hint)
        fact = f"{owner} has no {name!r}; it has only the names of the standard"
        if not name.startswith("_") and (hint := _elsewhere(name, self.__dict__["native"])):
            raise AttributeError(message(fact, hint))
        raise AttributeError(fact)

    def __repr__(self) -> str:
        return f"<namespace {self.__dict__['__name__']} on {self.__dict__['native'].hooks.device}>"

    def __reduce__(self) -> tuple[t.Any, tuple[str]]:
        hooks = self.__dict__["native"].hooks
        return namespace, (f"{hooks.backend.name}:{hooks.device}",)


def _elsewhere(name: str, native: NativeNamespace) -> str:
    """Return where a name can be found that is not in the standard: in ``ua``, or in the library."""
    import sys

    found = []
    if name in getattr(sys.modules.get("unifyarray"), "__all__", ()):
        found.append(f"ua.{name}")
    if hasattr(native, name):
        found.append(f"xp.native.{name}, the library's own, for native arrays")
    return ", or ".join(found)


def _public_names(module: str) -> t.Sequence[str]:
    import sys

    return getattr(sys.modules.get(module), "__all__", ())


class _Extension(ModuleType):
    """An extension of a bound namespace."""

    __slots__ = ("_native",)
    __getattribute__ = object.__getattribute__  # as in Namespace
    __dir__ = object.__dir__

    def __init__(self, name: str, module: ModuleType, native: NativeNamespace) -> None:
        self._native = native
        self.__dict__["__name__"] = name
        for item in module.__all__:
            self.__dict__[item] = _bound(getattr(module, item), native)

    def __getattr__(self, name: str) -> t.Any:
        owner = vars(self).get("__name__", "")
        short = owner.rpartition(".")[2]
        hint = namespace_hints.MODULES.get(f"unifyarray.{short}", {}).get(name)
        if hint is None and not name.startswith("_") and name in _public_names(f"unifyarray.{short}"):
            hint = f"ua.{short}.{name}"  # beyond the standard
        raise migration_hints.missing(owner, name, hint)

    def __repr__(self) -> str:
        return f"<extension namespace {self.__dict__['__name__']}>"

    def __reduce__(self) -> tuple[t.Any, tuple[t.Any, str]]:
        return getattr, (bound(self._native), self.__dict__["__name__"].rpartition(".")[2])


def _bound(function: t.Any, native: NativeNamespace) -> t.Any:
    """Return a creation function with the namespace as its default; return any other object unchanged."""
    from .section_modules import CREATION

    create_in = CREATION.get(function)
    if create_in is None:
        return function

    @functools.wraps(function)
    def create(*args: t.Any, device: t.DeviceLike | None = None, **kwargs: t.Any) -> t.Any:
        xp = native if device is None else namespace_on(native, device, chosen=True)
        return create_in(xp, *args, **kwargs)

    return create


t.define("Namespace", lambda typing: Namespace)

_bound_namespaces: dict[int, Namespace] = {}


def bound(native: NativeNamespace) -> t.Namespace:
    """Return the bound namespace of a native namespace, always the same object."""
    found = _bound_namespaces.get(id(native))  # native namespaces live as long as their backend
    if found is None:
        found = _bound_namespaces.setdefault(id(native), Namespace(native))
    return found  # type: ignore[return-value]  # type checkers see the class of the .pyi file


provided.provide_bound_namespaces(bound)


def check_version(version: str | None) -> None:
    """Raise ValueError if a version of the standard is not known."""
    if version is not None and version not in _VERSIONS:
        raise ValueError(
            message(f"version {shown(version)} of the standard is not known", f"pass one of {', '.join(_VERSIONS)}")
        )


def namespace(spec: t.DeviceLike | None = None) -> t.Namespace:
    """Return the namespace for Arrays of a backend and device; its ``native`` is the one for native arrays.

    Parameters
    ----------
    spec : str or Device, optional
        ``"torch"``, ``"cuda"``, ``"torch:cuda:1"``, ``"mps"``, ``"auto"``. Default: the current selection.

    Raises
    ------
    BackendUnavailableError
        If the backend is unknown or cannot be loaded.
    DeviceUnavailableError
        If the device is not available.

    Examples
    --------
    >>> import numpy, unifyarray as ua
    >>> ua.namespace("numpy").native.sin is numpy.sin
    True
    """
    selection = _selection.in_force()
    if spec is not None:
        selection = selection.child("ua.namespace", **settings.spec_changes(selection, spec))
    xp = selection.resolve().xp
    assert xp is not None
    return bound(xp)


if TYPE_CHECKING:
    # The second overload is for native arrays. They are Any, so the overloads overlap.
    @t.overload
    def array_namespace(  # pyright: ignore[reportOverlappingOverload]
        *arrays: Array | t.Scalar | None, api_version: str | None = None
    ) -> t.Namespace: ...

    @t.overload
    def array_namespace(*arrays: t.Any, api_version: str | None = None) -> t.NativeNamespace: ...


def array_namespace(*arrays: t.Any, api_version: str | None = None) -> t.Any:
    """Return the namespace of some arrays: a native namespace for native arrays, a bound one for Arrays.

    Parameters
    ----------
    *arrays : Array or native array
        Arrays of one backend and device: only Arrays, or only native arrays. Scalars and None are ignored; but if no
        argument is an array, a scalar of a library (``numpy.float64``) gives that library's namespace.
    api_version : str, optional
        Version of the standard, such as ``"2024.12"``.

    Returns
    -------
    NativeNamespace or Namespace
        A namespace on the arrays' device, always the same object for the same backend and device.

    Raises
    ------
    TypeError
        If an argument is not an array, all arguments are ignored, or Arrays and native arrays are mixed.
    DeviceMismatchError
        If the arrays have different backends or devices.
    """
    if len(arrays) == 1 and api_version is None:
        x = arrays[0]
        resolver = registry.namespace_of_type.get(type(x))
        if resolver is not None:
            return resolver(x)
        if type(x) is Array:
            return bound(x._xp.plain)
    check_version(api_version)
    found: list[t.Any] = []
    for x in arrays:
        if x is None or as_python(x) is not None:
            continue
        xp = bound(x._xp.plain) if type(x) is Array else registry.namespace_of(x)
        if xp is None:
            raise TypeError(
                message(f"ua.array_namespace needs arrays, got {shown(x)} ({type(x).__name__})", "ua.asarray(x)")
            )
        found.append(xp)
    if not found:
        xp = next(filter(None, map(namespace_of_scalar, arrays)), None)
        if xp is not None:
            return xp.public
        raise TypeError(message("no argument is an array", "ua.array_namespace(x)"))
    for other in found[1:]:
        if other is not found[0]:
            _refuse_mixture(found[0], other)
    return found[0] if isinstance(found[0], Namespace) else found[0].public


def _refuse_mixture(first: t.Any, second: t.Any) -> None:
    tiers = [isinstance(xp, Namespace) for xp in (first, second)]
    if tiers[0] != tiers[1]:
        raise TypeError(message("Arrays and native arrays cannot be mixed", "wrap the native arrays: ua.asarray(x)"))
    raise mismatch(*(xp.native if isinstance(xp, Namespace) else xp for xp in (first, second)))
