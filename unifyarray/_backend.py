"""What a plugin for an array library provides: a Backend, its Hooks, and the overrides of its namespace.

Only loaded when a backend is; ``import unifyarray`` does not need it.
"""

from __future__ import annotations

import functools
import importlib.util
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar, final

from . import _dtypes, _selection
from ._device import Device
from ._dtypes import DType
from ._errors import BackendUnavailableError, message

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from types import ModuleType

    import numpy as np

#: A native array: ``numpy.ndarray``, ``torch.Tensor``, ``cupy.ndarray`` ...
Native = Any
#: A function to differentiate: from native arrays to outputs and aux.
Differentiable = Callable[[Sequence[Native]], tuple[Sequence[Native], Sequence[Native]]]
#: Outputs, aux, and the linear map of a function at a point. In what it maps, None stands for zeros; None in place of
#: all stands for the number 1, for a function of one output of one element.
Linearised = tuple[list[Native], list[Native], Callable[[Sequence[Native | None] | None], list[Native]]]
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
    detours : mapping of device kind to tuple of str
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
    detours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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


def short_way(function: Callable[..., Any], dtypes: frozenset[Any]) -> Callable[[F], F]:
    """Declare that the library's own function does the same for two arrays of one dtype, for some native dtypes.

    The operators of Array then call that: on small arrays, the call of an override takes as long as its work.
    """

    def declare(slower: F) -> F:
        slower.__short_way__ = dtypes, function  # type: ignore[attr-defined]
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
_WITH_SHORT_WAY: Final = (
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


class _Bare:
    """What an Array holds: a NativeNamespace without its way to the library, with the same ``__dict__``.

    A class with ``__getattr__`` has slow attributes, all of them, and the operators of Array look some up on every
    call; those are slots here, the fastest there are (CPython 3.11: 5 ns instead of 25).
    """

    __slots__ = ("__dict__", "hooks", "in_place", "public", "weak", *[f"_{name}" for name in _WITH_SHORT_WAY])


class NativeNamespace:
    """The standard's functions for the native arrays of one backend on one device.

    Functions take and return native arrays; creation functions land on the device. Attributes that the standard
    does not name are the library's own. Where the library's own function conforms, the attribute is that function.

    ``hooks`` is the device's Hooks: what the Array tier needs beyond the standard's functions. ``bare`` is the same
    without the library's other attributes, and quicker; the core uses it, and ``public`` leads back.
    """

    __name__: str
    hooks: Hooks
    weak: dict[type, frozenset[Any]]
    in_place: dict[str, tuple[frozenset[Any] | None, Callable[[Native, Any], object]]]
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
    def bare(self) -> NativeNamespace:
        """The same functions for the core. Made at first use, after the backend has filled the namespace."""
        bare: Any = _Bare()
        bare.__dict__ = self.__dict__
        bare.hooks, bare.weak, bare.public, bare.in_place = self.hooks, self.hooks.weak, self, {}
        for name in _WITH_SHORT_WAY:
            function = getattr(self, name)
            plain = getattr(function, "func", function)  # an override that knows its device is a partial
            every = self.hooks.weak[float] if name in _FLOATING_ALONE else None
            way = getattr(plain, "__short_way__", (every, function))
            setattr(bare, f"_{name}", way)
            if (in_place := self.hooks.in_place(name)) is not None:
                bare.in_place[name] = way[0], in_place
        return bare  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_library"], name)

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *dir(self.__dict__["_library"])})

    def __repr__(self) -> str:
        return f"<native namespace of {self.hooks.backend.name} on {self.hooks.device}>"

    def __reduce__(self) -> tuple[Callable[[str], NativeNamespace], tuple[str]]:
        return _native_namespace, (f"{self.hooks.backend.name}:{self.hooks.device}",)


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


def _native_namespace(spec: str) -> NativeNamespace:
    from ._namespaces import namespace

    return namespace(spec).native  # type: ignore[return-value]  # what type checkers are told of this class


class Hooks(ABC):
    """What the Array tier needs from a library on one device, beyond the standard's functions.

    Everything here takes and returns native arrays and neutral DType and Device objects.

    Attributes
    ----------
    backend : Backend
        The backend.
    device : Device
        The device that creation lands on.
    xp : NativeNamespace
        The namespace that these hooks belong to.
    dtypes : frozenset of DType
        Every dtype that the device has.
    weak : dict of type to frozenset of native dtype
        For each type of Python scalar, the library's dtypes of arrays that it joins without a look at its value.
    strong : frozenset of DType
        dtypes beside which the library takes a Python scalar for an array of another one.
    """

    backend: Backend
    device: Device
    xp: NativeNamespace
    dtypes: frozenset[DType]
    weak: dict[type, frozenset[Any]]
    strong: frozenset[DType] = frozenset()

    def __init__(self, backend: Backend, device: Device) -> None:
        self.backend = backend
        self.device = device
        self.dtypes = backend.dtypes(device)
        floating = frozenset(self.library_dtype(dtype) for dtype in self.dtypes - self.strong if dtype.rank >= 2)
        self.weak = {float: floating, int: floating}
        self._allocators: dict[DType, tuple[Callable[[tuple[int, ...]], Native], ...]] = {}

    # -- dtypes ------------------------------------------------------------------------------------

    @abstractmethod
    def dtype(self, x: Native) -> DType:
        """Return the dtype of an array; TypeError where it is none of ours (structured, object ...)."""

    @abstractmethod
    def find_dtype(self, obj: object) -> DType | None:
        """Return the DType that a dtype object of this library stands for, or None where it is no such object."""

    @abstractmethod
    def library_dtype(self, dtype: DType) -> Any:
        """Return the library's own object for a dtype, whether the device has it or not."""

    @final
    def native_dtype(self, dtype: DType) -> Any:
        """Return the library's own object for a dtype; TypeError where the device lacks it."""
        if dtype not in self.dtypes:
            self._raise_missing(dtype)
        return self.library_dtype(dtype)

    def _raise_missing(self, dtype: DType) -> None:
        near = {"float64": "float32", "complex128": "complex64"}.get(dtype.name)
        have = f'dtype="{near}", ua.use(default_float="float32")' if near else "a dtype that it has"
        raise TypeError(
            message(
                f"{self.backend.name} on {self.device} has no {dtype.name}",
                f'{have}, or a device that has it: ua.convert(x, to, device="cpu")',
            )
        )

    @final
    def default_float(self) -> DType:
        """Return the default real floating dtype: the selection's, else the widest that the device has."""
        return _selection.in_force().default_float or _dtypes.widest_float(self.dtypes)

    @final
    def default_complex(self) -> DType:
        """Return the complex dtype that follows the default real floating dtype."""
        return _dtypes.COMPLEX_OF[self.default_float()]

    @final
    def default_dtype(self, kind: type) -> DType:
        """Return the default dtype of a Python scalar type: bool, int, float or complex."""
        if kind is float:
            return self.default_float()
        if kind is complex:
            return self.default_complex()
        return _dtypes.bool if kind is bool else _dtypes.int64

    # -- values ------------------------------------------------------------------------------------

    @abstractmethod
    def cast(self, x: Native, dtype: DType) -> Native:
        """Return the array in another dtype; the array itself where it has that dtype already.

        Integers wrap, real floating to integer truncates, anything to bool compares with zero, complex to
        real drops the imaginary part (the caller has checked that this is wanted).
        """

    @abstractmethod
    def scalar(self, value: complex, dtype: DType) -> Native:
        """Return a 0-d array of a Python scalar that fits the dtype."""

    @final
    def allocators(self, dtype: DType) -> tuple[Callable[[tuple[int, ...]], Native], ...]:
        """Return the allocators of a dtype: "empty", "ones" and "zeros"."""
        found = self._allocators.get(dtype)
        if found is None:
            native = self.native_dtype(dtype)
            found = self._allocators[dtype] = (
                self.allocator("empty", native),
                self.allocator("ones", native),
                self.allocator("zeros", native),
            )
        return found

    def allocator(self, name: str, dtype: Any) -> Callable[[tuple[int, ...]], Native]:
        """Return what makes an array of a native dtype from a shape: "zeros", "ones" or "empty".

        The library's own function where it lands on the device by itself: with the dtype given there is nothing
        left for an override to decide, and these are called often.
        """
        return functools.partial(getattr(self.xp, name), dtype=dtype)

    @abstractmethod
    def item(self, x: Native) -> bool | int | float | complex:
        """Return the only element as a Python scalar."""

    @abstractmethod
    def tolist(self, x: Native) -> Any:
        """Return the elements as nested lists of Python scalars, or a Python scalar for 0-d."""

    @abstractmethod
    def adopt(self, x: Native) -> Native:
        """Return what a function of the library returned as a true array (a NumPy scalar becomes a 0-d array)."""

    @abstractmethod
    def shape(self, x: Native) -> tuple[int, ...]:
        """Return the shape."""

    def in_place(self, name: str) -> Callable[[Native, Any], object] | None:
        """Return what does ``x op= other`` in the memory of ``x``, for the operator that a function stands for.

        ``other`` has the dtype of ``x`` or is a Python scalar that joins it, and may overlap ``x`` in any way. It
        raises, before it writes, where ``other`` does not broadcast to ``x`` or ``x`` cannot be written to. None
        where the library has no such thing.
        """
        return None

    def layout(self, x: Native) -> tuple[int, tuple[int, ...]] | None:
        """Return the address of the first element and the strides in bytes; None where the library does not tell."""
        return None

    # -- indexing ----------------------------------------------------------------------------------

    def assign(self, x: Native, value: Native) -> Native:
        """Do ``x[...] = value`` for a value of the dtype and shape of ``x``; return the array that holds the result."""
        return self.setitem(x, (Ellipsis,), value)

    @abstractmethod
    def getitem(self, x: Native, key: tuple[Any, ...]) -> Native:
        """Return ``x[key]`` with NumPy's meaning.

        The key is a tuple of Python ints, slices of Python ints, None, Ellipsis, and native integer or boolean
        arrays on the same device. ``unifyarray._rules.index_keys`` breaks a key down for libraries that index
        in another way.
        """

    @abstractmethod
    def setitem(self, x: Native, key: tuple[Any, ...], value: Native) -> Native:
        """Do ``x[key] = value`` and return the array that holds the result.

        That is ``x`` itself, or a new array where the library's arrays are immutable. ``value`` is a native
        array of the dtype of ``x``, broadcast as NumPy does.
        """

    # -- gradients ---------------------------------------------------------------------------------
    #
    # All but the first three are called on backends that declare `autograd` alone. Functions to differentiate take
    # native arrays and return two sequences of them: outputs, and others (`aux`) that no gradient is wanted of.

    def requires_grad(self, x: Native) -> bool:
        """Return whether a gradient is tracked through the array, in either direction."""
        return False

    def detach(self, x: Native) -> Native:
        """Return the same data without gradient tracking."""
        return x

    def notice(self, x: Native) -> None:  # noqa: B027 - most libraries have no use for it
        """Take notice of a native array of the user's, which may be tracked, that comes into the Array tier."""

    def vjp(self, function: Differentiable, primals: Sequence[Native]) -> Linearised:
        """Run a function and return its outputs, its aux and the map from cotangents of the outputs to gradients.

        The gradient of an input that the outputs do not depend on is zeros. What is returned carries a gradient only
        where something outside does: an input, or an array that the function closes over.

        Parameters
        ----------
        function : callable
            From native arrays to outputs and aux. Called once.
        primals : sequence of native array
            Real or complex floating-point arrays.
        """
        raise self._no_autograd()

    def value_and_gradients(
        self, function: Differentiable, primals: Sequence[Native], own: bool
    ) -> tuple[Sequence[Native], Sequence[Native], Sequence[Native], bool]:
        """Run a function of one output, a real number, and return its outputs, its aux and the gradients.

        What ``vjp`` gives for the number 1, once, so that what it needs can be released while it runs. Returned last is
        whether any of all that may carry a gradient.

        Parameters
        ----------
        function, primals
            As for ``vjp``.
        own : bool
            Nobody else holds the arrays, which are not tracked: the function may be run on them themselves.
        """
        outputs, aux, pull = self.vjp(function, primals)
        return outputs, aux, pull(None), True

    def jvp(self, function: Differentiable, primals: Sequence[Native]) -> Linearised:
        """Run a function and return its outputs, its aux and the map from tangents of the inputs to those of outputs.

        Parameters are those of ``vjp``; the map may be called any number of times.
        """
        raise self._no_autograd()

    def no_grad(self) -> AbstractContextManager[object]:
        """Return a context in which nothing is tracked."""
        raise self._no_autograd()

    def leaf(self, x: Native) -> Native:
        """Return an array over the same data whose gradient ``backward`` collects; itself where it is tracked."""
        raise self._no_autograd()

    def grad(self, x: Native) -> Native | None:
        """Return the gradient that ``backward`` has collected."""
        raise self._no_autograd()

    def set_grad(self, x: Native, value: Native | None) -> None:
        """Replace the gradient that ``backward`` has collected."""
        raise self._no_autograd()

    def backward(self, x: Native, gradient: Native | None, *, retain_graph: bool) -> None:
        """Add the gradients of ``x``, contracted with ``gradient``, to those of the leaves it was computed from."""
        raise self._no_autograd()

    def _no_autograd(self) -> TypeError:
        return TypeError(
            message(f"{self.backend.name} does not differentiate", "ua.grad(function), or requires_grad=True")
        )

    # -- transfer ----------------------------------------------------------------------------------

    @abstractmethod
    def from_host(self, array: np.ndarray[Any, Any], copy: bool | None) -> Native:
        """Return host data on this device.

        copy None shares memory where that is safe, True always copies, False raises CopyRequiredError where a
        copy is needed. Read-only data are never shared writable. Subclasses of ndarray and scalars of NumPy come, too.
        """

    @abstractmethod
    def to_host(self, x: Native, copy: bool | None) -> np.ndarray[Any, Any]:
        """Return the data as a NumPy array (copy as in ``from_host``); the array requires no gradient."""

    @abstractmethod
    def to_device(self, x: Native, device: Device, copy: bool | None) -> Native:
        """Return the array on another device of the same backend (copy as in ``from_host``)."""

    @abstractmethod
    def dlpack(
        self,
        x: Native,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """Return a DLPack capsule."""

    @abstractmethod
    def dlpack_device(self, x: Native) -> tuple[int, int]:
        """Return the DLPack device type and index."""

    @abstractmethod
    def from_dlpack(self, obj: Any, copy: bool | None) -> Native:
        """Return an array of this backend, on this device, from an object that has ``__dlpack__``."""

    # -- errors ------------------------------------------------------------------------------------

    @abstractmethod
    def error(self, error: Exception) -> Exception | None:
        """Return the library's exception as one of the contract's classes, or None to let it pass as it is.

        TypeError for a wrong dtype or type, ValueError for a wrong shape or value, IndexError, AxisError,
        LinAlgError, MemoryError. The caller raises it with the original as its cause.
        """


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
            except Exception as error:
                fact = f"backend {self.name!r} does not load for {device}: {type(error).__name__}: {error}"
                raise BackendUnavailableError(message(fact, self.install)) from error
        return found

    @abstractmethod
    def devices(self) -> tuple[Device, ...]:
        """Return the devices found on this machine. May import the library; must not initialise an accelerator."""

    def dtypes(self, device: Device) -> frozenset[DType]:
        """Return every dtype that a device has; by its kind, unless the library knows better of the one device."""
        return self.capabilities.dtypes(device)

    def describe(self, device: Device) -> dict[str, str]:
        """Return what reports say of a device that was used: its model, the versions of its driver and the like."""
        return {}

    def why_not(self, kind: str) -> str | None:
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
    "Hooks",
    "Native",
    "NativeNamespace",
    "Override",
    "override",
    "overrides_in",
]
