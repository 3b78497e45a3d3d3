"""What a plugin for an array library provides: a Backend, its namespaces, and their overrides.

Only loaded when a backend is; ``import unifyarray`` does not need it. The Hooks are in `_hooks`.
"""

from __future__ import annotations

import functools
import importlib.util
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar, final

from .._core import dtypes as _dtypes
from .._core.devices import Device
from .._core.dtypes import DType
from .._core.errors import BackendUnavailableError, DeviceUnavailableError, message

if TYPE_CHECKING:
    from types import ModuleType

    from .hooks import Hooks, Native

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Capabilities:
    """What a library can do, declared once; support tables, skips and advertised dtypes derive from it.

    Attributes
    ----------
    autograd : bool
        The library differentiates its own operations.
    mutable : bool
        Arrays can be written to in place. Where not, ``a[i] = v`` rebinds the Array.
    lazy : bool
        Nothing computes until asked; errors of values appear then.
    host : bool
        Arrays are plain host memory, the form in which host data arrive: ``ua.asarray`` takes them to the current
        backend instead of keeping them where they are.
    compile : bool
        The library has a compiler for ``ua.jit``.
    data_dependent_shapes : bool
        Boolean masks, ``nonzero`` and ``unique_*`` work.
    extra_dtypes : frozenset of DType
        dtypes beyond the standard's (float16, bfloat16).
    missing_dtypes : mapping of device kind to frozenset of DType
        dtypes of the standard that devices of the kind lack.
    host_fallbacks : mapping of device kind to tuple of str
        Functions (``"linalg.svd"``) that are computed on the host, because devices of the kind have no kernel.
    """

    autograd: bool = False
    mutable: bool = True
    lazy: bool = False
    host: bool = False
    compile: bool = False
    data_dependent_shapes: bool = True
    extra_dtypes: frozenset[DType] = frozenset()
    missing_dtypes: Mapping[str, frozenset[DType]] = field(default_factory=dict)
    host_fallbacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def dtypes(self, device: Device) -> frozenset[DType]:
        """Return every dtype that a device has."""
        return (frozenset(_dtypes.STANDARD) | self.extra_dtypes) - self.missing_dtypes.get(device.kind, frozenset())


@dataclass(frozen=True)
class Override:
    """One departure from ``array_api_compat``'s namespace.

    Attributes
    ----------
    name : str
        Name of the function in its namespace.
    function : callable
        What stands in its place.
    reason : str
        What array_api_compat's function does not do.
    case : str
        Id of the conformance check that fails without the override.
    upstream : str or None
        Address of the upstream issue, where there is one.
    bound : bool
        The function's first parameter is the Hooks of the device that the namespace is bound to.
    """

    name: str
    function: Callable[..., Any]
    reason: str
    case: str
    upstream: str | None
    bound: bool


def override(
    *,
    reason: str,
    case: str,
    upstream: str | None = None,
    name: str | None = None,
    bound: bool = False,
) -> Callable[[F], F]:
    """Declare a function of a backend's section module as an Override; see there for the parameters."""

    def declare(function: F) -> F:
        function.__override__ = Override(  # type: ignore[attr-defined]
            name or function.__name__, function, reason, case, upstream, bound
        )
        return function

    return declare


def fast_path(function: Callable[..., Any], dtypes: frozenset[Any]) -> Callable[[F], F]:
    """Declare that the library's own function does the same for an array, or two of one dtype, for some native dtypes.

    The Array tier then calls that: on small arrays, the call of an override takes as long as its work.
    """

    def declare(slower: F) -> F:
        slower.__fast_path__ = dtypes, function  # type: ignore[attr-defined]
        return slower

    return declare


def overrides_in(modules: Iterable[ModuleType]) -> tuple[Override, ...]:
    """Return the overrides declared in some modules, in the order of their definition."""
    return tuple(
        value.__override__
        for module in modules
        for value in vars(module).values()
        if hasattr(value, "__override__") and getattr(value, "__module__", None) == module.__name__
    )


#: Functions whose operators of Array do not go through `ua` where two dtypes are the same. The bare namespace has,
#: under the name and an underscore, the native dtypes for which a function serves (None: all) and the function.
_WITH_FAST_PATH: Final = (
    "add",
    "subtract",
    "multiply",
    "divide",
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "negative",
    "matmul",
)
#: Of those, the functions that libraries have for more dtypes than the contract: only floating-point arrays go there.
_FLOATING_ALONE: Final = ("negative", "matmul")
#: Functions of one array that take every floating-point dtype; the bare namespace has the same of them, in a dict.
#: What reduces axes is among them for all axes at once.
_UNARY: Final = (
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "cos",
    "cosh",
    "exp",
    "expm1",
    "log",
    "log10",
    "log1p",
    "log2",
    "mean",
    "reciprocal",
    "round",
    "sign",
    "sin",
    "sinh",
    "sqrt",
    "square",
    "tan",
    "tanh",
)


class DispatchTable:
    """What an Array holds: a NativeNamespace without its way to the library, with the same ``__dict__``.

    A class with ``__getattr__`` has slow attributes, all of them, and the operators of Array look some up on every
    call; those are slots here, the fastest there are (CPython 3.11: 5 ns instead of 25).
    """

    __slots__ = (
        "__dict__",
        "direct_scalars",
        "hooks",
        "in_place",
        "public",
        "unary",
        *[f"_{name}" for name in _WITH_FAST_PATH],
    )


class NativeNamespace:
    """The standard's functions for the native arrays of one backend on one device.

    Functions take and return native arrays; creation functions land on the device. Attributes that the standard
    does not name are the library's own. Where the library's own function conforms, the attribute is that function.

    ``hooks`` is the device's Hooks: what the Array tier needs beyond the standard's functions. ``bare`` is the same
    without the library's other attributes, and quicker; the core uses it, and ``public`` leads back.
    """

    __name__: str
    hooks: Hooks
    direct_scalars: dict[type, frozenset[Any]]
    in_place: dict[str, tuple[frozenset[Any] | None, Callable[[Native, Any], object]]]
    unary: dict[str, tuple[frozenset[Any], Callable[[Native], Native]]]
    linalg: Any
    fft: Any

    def __init__(self, base: ModuleType, library: ModuleType, hooks: Hooks, overrides: Iterable[Override] = ()) -> None:
        _fill(self, base, overrides, hooks)
        self.__dict__["__name__"] = library.__name__
        self.__dict__["_library"] = library
        self.hooks = hooks

    @property
    def public(self) -> NativeNamespace:
        """The namespace itself: what ``bare`` leads back to."""
        return self

    @functools.cached_property
    def dispatch(self) -> NativeNamespace:
        """The same functions for the core. Made at first use, after the backend has filled the namespace."""
        dispatch: Any = DispatchTable()
        dispatch.__dict__ = self.__dict__
        dispatch.hooks, dispatch.direct_scalars, dispatch.public, dispatch.in_place = (
            self.hooks,
            self.hooks.direct_scalars,
            self,
            {},
        )
        floating = self.hooks.direct_scalars[float]
        for name in _WITH_FAST_PATH:
            way = self._fast_path(name, floating if name in _FLOATING_ALONE else None)
            setattr(dispatch, f"_{name}", way)
            if (in_place := self.hooks.in_place(name)) is not None:
                dispatch.in_place[name] = way[0], in_place
        dispatch.unary = {}
        overridden = {item.name for item in self.__dict__["_overrides"]}
        for name in filter(functools.partial(hasattr, self), _UNARY):  # a plugin may have fewer
            # An override without a short way of its own has none.
            dtypes, function = self._fast_path(name, frozenset() if name in overridden else floating)
            dispatch.unary[name] = dtypes & floating, function
        return dispatch  # type: ignore[no-any-return]

    def _fast_path(self, name: str, dtypes: frozenset[Any] | None) -> tuple[Any, Callable[..., Any]]:
        """Return what a function's override declares, or else the function itself for some dtypes (None: all)."""
        function = getattr(self, name)
        plain = getattr(function, "func", function)  # an override that knows its device is a partial
        return getattr(plain, "__fast_path__", (dtypes, function))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_library"], name)

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *dir(self.__dict__["_library"])})

    def __repr__(self) -> str:
        return f"<native namespace of {self.hooks.backend.name} on {self.hooks.device}>"


class Extension:
    """An extension namespace (``linalg`` or ``fft``) of a NativeNamespace."""

    def __init__(self, base: ModuleType, library: ModuleType, hooks: Hooks, overrides: Iterable[Override] = ()) -> None:
        _fill(self, base, overrides, hooks)
        self.__dict__["__name__"] = library.__name__
        self.__dict__["_library"] = library

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_library"], name)

    def __repr__(self) -> str:
        return f"<native extension namespace {self.__dict__['__name__']}>"


def _fill(target: object, base: ModuleType, overrides: Iterable[Override], hooks: Hooks) -> None:
    names = getattr(base, "__all__", None) or [n for n in vars(base) if not n.startswith("_")]
    space = vars(target)
    space.update({name: getattr(base, name) for name in names if hasattr(base, name)})
    # For what asks whether an override is still needed.
    space["_base"], space["_overrides"] = base, tuple(overrides)
    for item in space["_overrides"]:
        space[item.name] = functools.partial(item.function, hooks) if item.bound else item.function


class Backend(ABC):
    """One plugin for one array library. Its module must import without the library.

    Attributes
    ----------
    name : str
        Key in the registry, and the folder's name.
    library : str
        Top-level module of the library, looked for to tell whether it is installed.
    distribution : str
        Name of the distribution that carries the version.
    install : str
        Command that brings the library.
    modules : tuple of str
        Top-level modules that the library's array types live in (JAX arrays live in ``jaxlib``).
    capabilities : Capabilities
        What the library can do.
    deviations : mapping of str to str
        Known deviations from the contract: id of a conformance case to the reason and a link. Strict: a case that
        holds in spite of it is reported.
    priority : mapping of device kind to int
        Which backend serves a device that was asked for without a backend: the highest.
    """

    name: ClassVar[str]
    library: ClassVar[str]
    distribution: ClassVar[str]
    install: ClassVar[str]
    modules: ClassVar[tuple[str, ...]]
    capabilities: ClassVar[Capabilities] = Capabilities()
    deviations: ClassVar[Mapping[str, str]] = {}
    priority: ClassVar[Mapping[str, int]] = {"cpu": 0}

    def __init__(self) -> None:
        # By name: torch.compile finds strings in a dict, and of other keys the same objects alone.
        self._namespaces: dict[str, NativeNamespace] = {}

    def installed(self) -> bool:
        """Return whether the library can be imported, without importing it."""
        return importlib.util.find_spec(self.library) is not None

    def version(self) -> str | None:
        """Return the version of the installed library, without importing it."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version(self.distribution)
        except PackageNotFoundError:
            return None

    @final
    def namespace(self, device: Device) -> NativeNamespace:
        """Return the namespace of a device, always the same object for the same device."""
        found = self._namespaces.get(str(device))
        if found is None:
            try:
                found = self._namespaces.setdefault(str(device), self.load(device))
            except (BackendUnavailableError, DeviceUnavailableError):
                raise
            except Exception as error:
                raise self._unloaded(device, error) from error
        return found

    def _unloaded(self, device: Device, error: Exception) -> BackendUnavailableError | DeviceUnavailableError:
        """Return the error of a namespace that ``load`` does not build: of the library, or of the device."""
        fact = f"backend {self.name!r} does not load for {device}: {type(error).__name__}: {error}"
        if isinstance(error, ModuleNotFoundError):  # the library's, or one that it needs
            return BackendUnavailableError(message(fact, self.install))
        is_of_driver = isinstance(error, RuntimeError) and not isinstance(error, NotImplementedError | RecursionError)
        if is_of_driver and device.kind != "cpu":  # what libraries raise for their drivers
            return DeviceUnavailableError(
                message(fact, self.explain_missing(device.kind) or "another device: ua.devices()")
            )
        return BackendUnavailableError(message(fact, f'python -c "import {self.library}" tells what {self.name} lacks'))

    @abstractmethod
    def devices(self) -> tuple[Device, ...]:
        """Return the devices found on this machine. May import the library; must not initialise an accelerator."""

    def dtypes(self, device: Device) -> frozenset[DType]:
        """Return every dtype that a device has; by its kind, unless the library knows better of the one device."""
        return self.capabilities.dtypes(device)

    def describe(self, device: Device) -> dict[str, str]:
        """Return what reports say of a device that was used: its model, the versions of its driver and the like."""
        return {}

    def explain_missing(self, kind: str) -> str | None:
        """Return why ``devices`` lists none of a kind, and what would help; None where nothing is known."""
        return None

    @abstractmethod
    def load(self, device: Device) -> NativeNamespace:
        """Import the library and build the namespace of a device that ``devices`` lists."""

    @abstractmethod
    def types(self) -> tuple[type, ...]:
        """Return the array types of the library; called only once it is imported."""

    def owns(self, kind: type) -> bool:
        """Return whether a type is an array type of the library; called only once it is imported."""
        return issubclass(kind, self.types())

    def scalars(self) -> tuple[type, ...]:
        """Return the library's own scalar types, which count as Python scalars; called only once it is imported."""
        return ()

    @abstractmethod
    def namespace_of(self, x: Native) -> NativeNamespace:
        """Return the namespace of the device that a native array lies on; on the hot path of ``array_namespace``."""


__all__ = [
    "Backend",
    "Capabilities",
    "Extension",
    "NativeNamespace",
    "Override",
    "override",
    "overrides_in",
]
