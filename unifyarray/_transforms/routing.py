"""The backend that differentiates a call: how it is chosen, and how arrays reach it and come back (contract row 21)."""

from __future__ import annotations

from .._array._late import data_out, mapped
from .._array.array import Array
from .._array.calls import as_constant
from .._array.transfer import converter, move
from .._core.devices import CPU
from .._core.dtypes import COMPLEX_OF
from .._core.errors import BackendUnavailableError, message
from .._rules.devices import mismatch
from .._rules.promotion import widest_real
from .._runtime import registry
from .._runtime import selection as _selection
from .._runtime.late import entries
from .._runtime.python_scalars import as_python
from .._runtime.state import fast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Literal, TypeAlias

    from .._backend.namespaces import NativeNamespace
    from .arguments import Arguments, Source

    #: Converts a native array to another namespace; the second argument is ``copy``.
    Converter: TypeAlias = Callable[[Any, None], Any]
    Capability: TypeAlias = Literal["functional_autograd", "imperative_autograd", "jit"]

#: Cached routes. The key is a namespace without autograd, the name of the selection's autograd backend or None, and the
#: capability that is needed. The value is the namespace that differentiates, and the converters to it and back.
_routes: dict[tuple[NativeNamespace, str | None, Capability], tuple[NativeNamespace, Converter, Converter]] = {}
#: The registry's generation for which `_routes` was filled.
_routes_of: list[object] = [None]


def tracking_namespace(xp: NativeNamespace, selection: _selection.Selection) -> NativeNamespace:
    """Return the namespace with imperative autograd for arrays of a namespace: itself, or one on the same device.

    Raises
    ------
    BackendUnavailableError
        No available backend has imperative autograd on the device.
    """
    if xp.hooks.backend.capabilities.imperative_autograd:
        return xp
    return find_route(xp, selection.autograd, "imperative_autograd")[0]


def find_route(
    xp: NativeNamespace, wanted: str | None, capability: Capability
) -> tuple[NativeNamespace, Converter, Converter]:
    """Return the namespace that differentiates or compiles for another one, and the converters to it and back.

    ``wanted`` is the name of its backend; None means the one of the highest priority.
    """
    if xp.levels:  # inside ua.vmap, the arrays of the function depend on the same elements as the arguments
        there, convert, back = find_route(xp.plain, wanted, capability)
        return mapped.with_levels(there, xp.levels), convert, back
    if _routes_of[0] != fast.generation:
        _routes.clear()
        _routes_of[0] = fast.generation
    key = xp, wanted, capability
    found = _routes.get(key)
    if found is None:
        there = _find_namespace(*key)
        to_there = converter(xp, there)
        if xp.hooks.device != there.hooks.device:
            to_there = _counted(to_there, xp, there)
        found = _routes[key] = there, to_there, converter(there, xp)
    return found


def _counted(convert: Converter, xp: NativeNamespace, there: NativeNamespace) -> Converter:
    """Return a converter to the host that obeys the transfer policy and counts the copies (contract row 22)."""

    def converted(native: Any, copy: None) -> Any:
        data_out.count_copy_for_gradients(native, xp, there)
        return convert(native, copy)

    return converted


def _find_namespace(xp: NativeNamespace, wanted: str | None, capability: Capability) -> NativeNamespace:
    """Return the namespace that differentiates for one without autograd, on its device.

    The devices of a library without a plugin need not be known to any other library. If no backend differentiates on
    one, functions are differentiated on the CPU, because their results return to the device.
    """
    device = xp.hooks.device
    devices = [device]
    if xp.hooks.backend.is_generic and capability == "functional_autograd" and device != CPU:
        devices.append(CPU)
    able = []
    for where in devices:
        for info in entries.by_rank(where.kind):
            if info.backend is None or wanted not in (None, info.name):
                continue
            if not getattr(info.backend.capabilities, capability):
                continue
            able.append(info)
            if info.finds(where):
                return info.require().namespace(where).dispatch
    name = xp.hooks.backend.name
    means = "compiler" if capability == "jit" else "autograd"
    if wanted is None:
        fact = f"{name} has no {means}, and no available backend with {means} supports {device}"
    else:
        fact = f"{name} has no {means}, and the backend {wanted!r} does not support {device}"
    hints = [info.hint or (info.backend.install if info.backend else "") for info in dict.fromkeys(able)]
    if xp.hooks.backend.is_generic and capability == "imperative_autograd":
        hints.insert(0, "ua.grad(function)(x) computes gradients on the CPU")
    raise BackendUnavailableError(message(fact, "; ".join(filter(None, hints)) or "python -m unifyarray info"))


class Route:
    """The namespace that differentiates one call. Making a Route moves the Arrays of the arguments to it.

    Attributes
    ----------
    origin : str
        Name of the transformation, for error messages.
    xp : NativeNamespace
        The namespace that differentiates.
    selection : Selection
        The selection in force while the function runs.
    primals : list of native array
        The data of the variables, in `xp`.
    owns_primals : bool
        Whether no other object holds these arrays.
    caller : (NativeNamespace, bool)
        The namespace of the results, and whether they are native arrays.
    to_caller : callable or None
        Converts a native array of `xp` to the caller's namespace. None if the arguments do not share one conversion.
    """

    __slots__ = ("caller", "origin", "owns_primals", "primals", "selection", "to_caller", "xp")

    def __init__(self, origin: str, arguments: Arguments) -> None:
        self.origin = origin
        self.to_caller: Converter | None = None
        self.owns_primals = False
        outer = _selection.in_force()
        arrays = arguments.arrays
        first = arrays[0]._xp if arrays else _selection.current().xp
        assert first is not None
        source = arguments.sources[0]
        self.caller: Source = (first if source is None else source[0], arguments.has_natives)
        is_mixed = False
        for array in arrays:
            if array._xp is not first:
                is_mixed = True
        if is_mixed and (levels := mapped.levels_of(arrays)):
            for array in arrays:
                array._xp = mapped.with_levels(array._xp, levels)
            first = arrays[0]._xp
            is_mixed = any(array._xp is not first for array in arrays)
        if not is_mixed and not first.hooks.backend.capabilities.functional_autograd:
            # The frequent case: one conversion serves all arrays.
            there, convert, self.to_caller = find_route(first, outer.autograd, "functional_autograd")
            self.owns_primals = True
            for array in arrays:
                array._native = convert(array._native, None)
                array._xp = there
        else:
            there = _common_namespace(list(dict.fromkeys([array._xp for array in arrays]))) if arrays else first
            for array in arrays:
                if array._xp is there:
                    there.hooks.on_wrap(array._native)
                    there.hooks.on_array(array)
                else:
                    array._native, array._xp = move(array._native, array._xp, there), there
        self.xp = there
        self.selection = inner = outer.inside(origin, there.plain, widest_real(arguments.dtypes))
        inner.differentiating = inner.joining = True
        for array, value in arguments.numbers:
            dtype = inner.default_float or there.hooks.default_float()
            array._native = there.hooks.scalar(value, COMPLEX_OF[dtype] if type(value) is complex else dtype)
            array._xp = there
        self.primals = [array._native for array in arguments.variables]

    def join(self, x: Any, name: str = "") -> Any:
        """Return a value as a native array of `xp`; arrays of other backends join as constants.

        Parameters
        ----------
        x : object
            A value that the function returned, or a tangent or cotangent that the caller passed.
        name : str
            "tangent" or "cotangent" for one that the caller passed.
        """
        there = self.xp
        if type(x) is not Array:
            value = as_python(x)
            if value is not None:
                return there.hooks.scalar(value, there.hooks.default_dtype(type(value)))
            xp = registry.namespace_of(x)
            if xp is None:
                raise self._not_an_array(x, name)
            x = Array(x, xp)
        if x._xp is not there:
            x = as_constant(x, there, tracked=bool(name), of_transform=True)
        return x._native

    def join_tangent(self, x: Any, like: Any, name: str) -> Any:
        """Return a tangent or cotangent as a native array with another one's dtype; None means zeros and stays None."""
        if x is None:
            return None
        native = self.join(x, name)
        hooks, subject = self.xp.hooks, f"{self.origin}: a {name}"
        if hooks.shape(native) != hooks.shape(like):
            fact = f"{subject} has shape {hooks.shape(native)}, but its array has shape {hooks.shape(like)}"
            raise ValueError(message(fact, "ua.broadcast_to(v, shape)"))
        if hooks.dtype(native).rank > hooks.dtype(like).rank:
            fact = f"{subject} has dtype {hooks.dtype(native)}, but its array has dtype {hooks.dtype(like)}"
            raise TypeError(message(fact, "ua.real(v), or None if the array holds integers"))
        return hooks.cast(native, hooks.dtype(like))

    def _not_an_array(self, x: Any, name: str) -> TypeError:
        """Return the error for a value, or for a tangent or cotangent, that is not an array."""
        kind = type(x).__name__
        fact = f"a {name} must be an array, got {kind}" if name else f"the function returned {kind}, not an array"
        if hasattr(x, "__array__") or isinstance(x, list | tuple):
            hint = "ua.asarray(x)"
        elif name:
            hint = "pass ua.ones_like(y), for example, or None for zeros"
        else:
            hint = "pass has_aux=True and return (value, aux), where aux can be any object"
        return TypeError(message(f"{self.origin}: {fact}", hint))


def _common_namespace(namespaces: Sequence[NativeNamespace]) -> NativeNamespace:
    """Return the one namespace among those of the arguments that differentiates functions.

    The arrays of the other namespaces are converted to it.
    """
    able = [xp for xp in namespaces if xp.hooks.backend.capabilities.functional_autograd]
    if len(able) != 1 or any(xp.hooks.device != able[0].hooks.device for xp in namespaces):
        raise mismatch(*namespaces[:2])
    return able[0]
