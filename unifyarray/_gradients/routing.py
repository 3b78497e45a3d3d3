"""Where a function is differentiated, and the way of its arguments there and of its results back (contract row 21)."""

from __future__ import annotations

from .. import _registry, _selection
from .._array import Array
from .._convert import gradient_error, move
from .._dispatch import constant
from .._dtypes import COMPLEX_OF
from .._errors import BackendUnavailableError, message
from .._rules import scalars
from .._rules.devices import mismatch
from .._rules.promotion import widest_real
from .._trees import aligned, leaves, parts, tree_map

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .._backend import NativeNamespace
    from .._dtypes import DType

#: The namespace that differentiates for another one, by that one and the backend chosen in the environment; and the
#: registry's entries for which that holds.
_places: dict[tuple[NativeNamespace, str | None], NativeNamespace] = {}
_known_for: list[object] = [None]


def place(xp: NativeNamespace) -> NativeNamespace:
    """Return the namespace in which the arrays of a namespace are differentiated: its own, or of the same device.

    Raises
    ------
    BackendUnavailableError
        No backend here differentiates on the device.
    """
    if xp.hooks.backend.capabilities.autograd:
        return xp
    entries = _registry._discover()
    if _known_for[0] is not entries:
        _places.clear()
        _known_for[0] = entries
    wanted = _selection.in_force().autograd
    found = _places.get((xp, wanted))
    if found is None:
        found = _places[xp, wanted] = _find(xp, wanted)
    return found


def _find(xp: NativeNamespace, wanted: str | None) -> NativeNamespace:
    device = xp.hooks.device
    able = [
        info
        for info in _registry._by_priority(device.kind)
        if info.backend is not None and info.backend.capabilities.autograd and wanted in (None, info.name)
    ]
    for info in able:
        if device in info.devices:
            return info.require().namespace(device).bare
    fact = f"{xp.hooks.backend.name} does not differentiate, and no backend here does it for it on {device}"
    if wanted is not None:
        fact = f"the backend {wanted!r} does not serve {device}, so it cannot differentiate for {xp.hooks.backend.name}"
    hints = [info.hint or (info.backend.install if info.backend else "") for info in able]
    raise BackendUnavailableError(message(fact, "; ".join(filter(None, hints)) or "python -m unifyarray info"))


class Call:
    """One call of a function to differentiate: its arguments there, its results back.

    Attributes
    ----------
    xp : NativeNamespace
        The namespace that differentiates.
    variables : list of Array
        The arrays to differentiate with respect to, on that namespace.
    """

    xp: NativeNamespace

    def __init__(
        self,
        origin: str,
        args: Sequence[Any],
        kwargs: dict[str, Any],
        chosen: Sequence[int | str],
        *,
        all_may: bool = False,
    ) -> None:
        """Take the arguments; ``all_may``: those ``chosen`` may hold nothing to differentiate, if not all of them."""
        self._origin = origin
        self._all_may = all_may
        self._arrays: list[Array] = []
        self._scalars: list[tuple[Array, Any]] = []
        self._dtypes: set[DType] = set()
        self._native = False
        self._is_variable = False
        self.variables: list[Array] = []
        self._homes: list[_Home | None] = []
        self._forms: dict[int | str, Any] = {}
        self._args = [self._take(i, x, chosen) for i, x in enumerate(args)]
        self._kwargs = {name: self._take(name, x, chosen) for name, x in kwargs.items()}
        self._settle()

    # -- in ------------------------------------------------------------------------------------------

    def _take(self, key: int | str, x: Any, chosen: Sequence[int | str]) -> Any:
        """Return an argument with Arrays for arrays; note what is to be differentiated in it."""
        if key not in chosen:
            self._is_variable = False
            return tree_map(self._wrap, x)
        value = scalars.as_python(x)
        if type(value) in (float, complex):
            return self._take_scalar(key, value)
        self._is_variable = True
        before = len(self.variables)
        taken = tree_map(self._wrap, x)
        if len(self.variables) == before and not self._all_may:
            self._refuse(key, x, taken)
        numbers = {id(array): before + i for i, array in enumerate(self.variables[before:])}
        self._forms[key] = tree_map(lambda leaf: numbers.get(id(leaf)), taken)
        return taken

    def _wrap(self, x: Any) -> Any:
        kind = type(x)
        if kind is Array:
            array, is_native = Array(x._native, x._xp), False
        else:
            xp = _registry.namespace_of(x)
            if xp is None or _registry.is_library_scalar(kind):
                return x
            array, is_native = Array(x, xp), True
            self._native = True
        dtype = array.dtype
        self._dtypes.add(dtype)
        self._arrays.append(array)
        if self._is_variable and dtype.rank >= 2:
            self.variables.append(array)
            self._homes.append(_Home(array._xp, is_native))
        return array

    def _take_scalar(self, key: int | str, value: Any) -> Array:
        array = Array(None, self)  # type: ignore[arg-type]  # both follow in _settle
        self._forms[key] = len(self.variables)
        self.variables.append(array)
        self._homes.append(None)
        self._scalars.append((array, value))
        return array

    def _refuse(self, key: int | str, x: Any, taken: Any) -> None:
        which = f"argument {key!r}"
        if type(taken) is Array:
            raise TypeError(
                message(
                    f"{self._origin}: {which} is of {taken.dtype}, which has no derivative",
                    "ua.astype(x, ua.float64), or another argument: argnums=",
                )
            )
        if scalars.as_python(x) is not None:
            raise TypeError(
                message(f"{self._origin}: {which} is the integer {x!r}, a constant", f"{x!r}.0, or argnums=")
            )
        raise TypeError(
            message(
                f"{self._origin}: {which} ({type(x).__name__}) holds no floating-point array",
                "arrays in lists, tuples, dicts and dataclasses are found; argnums= names another argument",
            )
        )

    def _settle(self) -> None:
        """Choose the namespace, and take every array there."""
        selection = _selection.in_force()
        places = list(dict.fromkeys([array._xp for array in self._arrays]))
        if not places:
            xp = _selection.current().xp
            assert xp is not None
            places = [xp]
        if not self.variables:
            fact = f"{self._origin}: no argument holds a floating-point array"
            raise TypeError(message(fact, "arrays in lists, tuples, dicts and dataclasses are found"))
        able = [xp for xp in places if xp.hooks.backend.capabilities.autograd]
        self.xp = there = able[0] if able else place(places[0])
        for xp in places if len(places) > 1 else ():
            if xp is not there and (xp in able or not able or xp.hooks.device != there.hooks.device):
                raise mismatch(places[0], places[1] if xp is places[0] else xp)
        self.home = next((home for home in self._homes if home is not None), _Home(places[0], self._native))
        self.home = _Home(self.home.xp, self._native)
        for array in self._arrays:
            if array._xp is not there:
                array._native, array._xp = move(array._native, array._xp, there), there
        self._selection = inner = selection.child(self._origin, backend=None, device=None)
        widest = widest_real(self._dtypes)
        if widest is not None:
            inner.default_float = widest
            inner.origins["default_float"] = self._origin
        inner.differentiating = True
        inner.bind(there)
        for array, value in self._scalars:
            dtype = inner.default_float or there.hooks.default_float()
            array._native = there.hooks.scalar(value, COMPLEX_OF[dtype] if type(value) is complex else dtype)
            array._xp = there

    @property
    def primals(self) -> list[Any]:
        """The natives to differentiate with respect to."""
        return [array._native for array in self.variables]

    # -- the function --------------------------------------------------------------------------------

    def runner(self, function: Callable[..., Any], has_aux: bool) -> Callable[[Sequence[Any]], tuple[list[Any], Any]]:
        """Return the function over natives, as ``Hooks.vjp`` takes it; to be called once."""

        def run(natives: Sequence[Any]) -> tuple[list[Any], list[Any]]:
            for array, native in zip(self.variables, natives, strict=True):
                array._native = native
            _selection.enter(self._selection)
            try:
                result = function(*self._args, **self._kwargs)
                if has_aux and not (isinstance(result, tuple) and len(result) == 2):
                    raise TypeError(
                        message(
                            f"{self._origin} with has_aux=True: the function returned {type(result).__name__}",
                            "return (value, aux)",
                        )
                    )
                self.value, self._aux = result if has_aux else (result, None)
                outputs = [self._output(leaf) for leaf in leaves(self.value) if leaf is not None]
            finally:
                _selection.leave()
            return outputs, [leaf._native for leaf in leaves(self._aux) if type(leaf) is Array and leaf._xp is self.xp]

        return run

    def _output(self, leaf: Any, tracked: bool = False) -> Any:
        """Return what the function returned as a native of the namespace that differentiates."""
        there = self.xp
        if type(leaf) is not Array:
            value = scalars.as_python(leaf)
            if value is not None:
                return there.hooks.scalar(value, there.hooks.default_dtype(type(value)))
            xp = _registry.namespace_of(leaf)
            if xp is None:
                fact = f"{self._origin}: no array: {type(leaf).__name__}"
                raise TypeError(message(fact, "ua.asarray(x); has_aux=True for what is no part of the value"))
            leaf = Array(leaf, xp)
        if leaf._xp is not there:
            leaf = constant(leaf, there, tracked)
        return leaf._native

    def of_variables(self, trees: Sequence[Any], name: str) -> list[Any]:
        """Return what stands, in trees of the form of the arguments, in the place of each variable."""
        found = [None] * len(self.variables)
        for key, tree in enumerate(trees):
            form = self._forms[key]
            for number, item in zip(leaves(form), aligned(form, tree, name), strict=True):
                if number is not None:
                    found[number] = item
        return found

    # -- out -----------------------------------------------------------------------------------------

    def back(self, native: Any, home: _Home | None = None) -> Any:
        """Return a native as the caller has arrays: type, backend and device."""
        home = home or self.home
        there = self.xp
        if home.xp is not there:
            if there.hooks.requires_grad(native):
                # Something outside is tracked through it, which the caller's backend cannot hold.
                if home.is_native:
                    raise gradient_error(
                        f"{self._origin} from {there.hooks.backend.name} to {home.xp.hooks.backend.name}"
                    )
                return Array(native, there)
            native = move(native, there, home.xp)
        return home.xp.hooks.adopt(native) if home.is_native else Array(native, home.xp)

    @property
    def is_leaf(self) -> bool:
        """Whether the function's value is one array or number, in no container."""
        return parts(self.value) is None

    def value_of(self, natives: Sequence[Any]) -> Any:
        """Return the function's value with other natives in it."""
        return self.in_value([self.back(native) for native in natives])

    def in_value(self, items: Sequence[Any]) -> Any:
        """Return the containers of the function's value with something for each array in it."""
        following = iter(items)
        return tree_map(lambda leaf: None if leaf is None else next(following), self.value)

    def admit(self, x: Any, like: Any, name: str) -> Any:
        """Return a tangent or a cotangent as a native like another; None stands for zeros, and stays."""
        if x is None:
            return None
        there = self.xp
        native = self._output(x, tracked=True)
        hooks = there.hooks
        if hooks.shape(native) != hooks.shape(like):
            fact = f"{self._origin}: a {name} has shape {hooks.shape(native)}, what it belongs to {hooks.shape(like)}"
            raise ValueError(message(fact, "ua.broadcast_to(v, shape)"))
        if hooks.dtype(native).rank > hooks.dtype(like).rank:
            fact = f"{self._origin}: a {name} is of {hooks.dtype(native)}, what it belongs to of {hooks.dtype(like)}"
            raise TypeError(message(fact, "ua.real(v), or None where it belongs to integers"))
        return hooks.cast(native, hooks.dtype(like))

    def aux_of(self, natives: Sequence[Any]) -> Any:
        """Return the function's aux with other natives in it; what is no array of there stays as it is."""
        following = iter(natives)

        def one(leaf: Any) -> Any:
            return self.back(next(following)) if type(leaf) is Array and leaf._xp is self.xp else leaf

        return tree_map(one, self._aux)

    def gradients_of(self, key: int | str, natives: Sequence[Any]) -> Any:
        """Return the gradients of an argument in its own form; None for what is not differentiated."""

        def one(number: int | None) -> Any:
            return None if number is None else self.back(natives[number], self._homes[number])

        return tree_map(one, self._forms[key])


class _Home:
    """Where an array came from, and whether it came as a native one."""

    __slots__ = ("is_native", "xp")

    def __init__(self, xp: NativeNamespace, is_native: bool) -> None:
        self.xp = xp
        self.is_native = is_native
