"""Where a function is differentiated, and the way of its arguments there and of its results back (contract row 21)."""

from __future__ import annotations

from .._array.array import Array
from .._array.calls import as_constant
from .._array.transfer import converter, gradient_error, move
from .._core.dtypes import COMPLEX_OF
from .._core.errors import BackendUnavailableError, message, shown
from .._core.pytree import aligned, leaves, parts, tree_map
from .._rules.devices import mismatch
from .._rules.promotion import widest_real
from .._runtime import registry
from .._runtime import selection as _selection
from .._runtime.python_scalars import as_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Final, NoReturn, TypeAlias

    from .._backend.backend import NativeNamespace
    from .._core.dtypes import DType

    #: Where an array came from, and whether it came as a native one.
    Home: TypeAlias = tuple[NativeNamespace, bool]
    #: What moves natives.
    Way: TypeAlias = Callable[[Any, None], Any]

_new = object.__new__

_FOUND_IN: Final = "arrays are found in lists, tuples, dicts and dataclasses, as deep as they go"

#: The namespace that differentiates for another one, and the ways there and back, by that one and the backend chosen in
#: the environment; and the registry's entries for which that holds.
_routes: dict[tuple[NativeNamespace, str | None], tuple[NativeNamespace, Way, Way]] = {}
_known_for: list[object] = [None]


def differentiating_namespace(xp: NativeNamespace, selection: _selection.Selection) -> NativeNamespace:
    """Return the namespace in which the arrays of a namespace are differentiated: its own, or of the same device.

    Raises
    ------
    BackendUnavailableError
        No backend here differentiates on the device.
    """
    return xp if xp.hooks.backend.capabilities.autograd else _route(xp, selection)[0]


def _route(xp: NativeNamespace, selection: _selection.Selection) -> tuple[NativeNamespace, Way, Way]:
    """Return the namespace that differentiates for one that does not, the way there and the way back."""
    if _known_for[0] != registry.generation:
        _routes.clear()
        _known_for[0] = registry.generation
    key = xp, selection.autograd
    found = _routes.get(key)
    if found is None:
        there = _find(*key)
        found = _routes[key] = there, converter(xp, there), converter(there, xp)
    return found


def _find(xp: NativeNamespace, wanted: str | None) -> NativeNamespace:
    device = xp.hooks.device
    able = [
        info
        for info in registry.by_priority(device.kind)
        if info.backend is not None and info.backend.capabilities.autograd and wanted in (None, info.name)
    ]
    for info in able:
        if device in info.devices:
            return info.require().namespace(device).dispatch
    fact = f"{xp.hooks.backend.name} does not differentiate, and no backend here does it for it on {device}"
    if wanted is not None:
        fact = f"the backend {wanted!r} does not serve {device}, so it cannot differentiate for {xp.hooks.backend.name}"
    hints = [info.hint or (info.backend.install if info.backend else "") for info in able]
    raise BackendUnavailableError(message(fact, "; ".join(filter(None, hints)) or "python -m unifyarray info"))


def _where_arrays_are(tree: Any) -> str:
    """Return the hint for arguments in which no array was found: what makes one of their data, or where one may be."""
    for leaf in leaves(tree):
        if hasattr(leaf, "__array__") and type(leaf) is not Array and as_python(leaf) is None:
            return f"ua.asarray(x) makes an Array of a {type(leaf).__name__}"
    return _FOUND_IN


class Task:
    """What is done with a function, whatever it is called with.

    Attributes
    ----------
    origin : str
        Name of the transformation, for errors.
    function : callable
        The user's.
    has_aux : bool
        Whether it returns ``(value, aux)``.
    is_number : bool
        Whether an error is raised where the value is not one real number.
    may_be_constant : bool
        Whether arguments to differentiate may hold nothing to differentiate, if not all of them.
    """

    __slots__ = ("function", "has_aux", "is_number", "may_be_constant", "origin")

    def __init__(
        self,
        origin: str,
        function: Callable[..., Any],
        has_aux: bool,
        *,
        is_number: bool = False,
        may_be_constant: bool = False,
    ) -> None:
        self.origin = origin
        self.function = function
        self.has_aux = has_aux
        self.is_number = is_number
        self.may_be_constant = may_be_constant


class Call:
    """One call of a function to differentiate: its arguments there, its results back.

    Attributes
    ----------
    xp : NativeNamespace
        The namespace that differentiates.
    primals : list of native array
        The natives to differentiate with respect to, on that namespace.
    owns : bool
        Whether nobody else holds those.
    is_tracked : bool
        Whether results may carry a gradient.
    variables : list of Array
        The arrays to differentiate with respect to, on that namespace.
    """

    __slots__ = (
        "_args",
        "_arrays",
        "_aux",
        "_dtypes",
        "_forms",
        "_homes",
        "_kwargs",
        "_native",
        "_scalars",
        "_selection",
        "_task",
        "_way_back",
        "home",
        "is_tracked",
        "owns",
        "primals",
        "value",
        "variables",
        "xp",
    )

    xp: NativeNamespace
    #: What the function returned.
    value: Any
    _aux: Any

    def __init__(self, task: Task, args: Sequence[Any], kwargs: dict[str, Any], chosen: Sequence[int | str]) -> None:
        """Take the arguments; ``chosen`` are positions and keywords of those to differentiate."""
        self._task = task
        self._arrays: list[Array] = []
        self._scalars: list[tuple[Array, Any]] = []
        self._dtypes: set[DType] = set()
        self._native = False
        self.variables: list[Array] = []
        self._homes: list[Home | None] = []
        self._forms: dict[int | str, Any] = {}
        self._way_back: Way | None = None  # None: there are several
        self.owns = False
        self.is_tracked = True
        self._args = [self._take(i, x, i in chosen) for i, x in enumerate(args)]
        self._kwargs = {name: self._take(name, x, name in chosen) for name, x in kwargs.items()} if kwargs else kwargs
        self._prepare()

    # -- in ------------------------------------------------------------------------------------------

    def _take(self, key: int | str, x: Any, chosen: bool) -> Any:
        """Return an argument with Arrays for arrays; note what is to be differentiated in it."""
        resolver = registry.namespace_of_type.get(type(x))
        if resolver is not None:  # the frequent case; a call of _wrap would take as long as this
            xp = resolver(x).dispatch
            dtype = xp.hooks.dtype(x)
            if not chosen or dtype.rank >= 2:
                array = _new(Array)
                array._native, array._xp = x, xp
                self._native = True
                self._dtypes.add(dtype)
                self._arrays.append(array)
                if chosen:
                    self._forms[key] = len(self.variables)
                    self.variables.append(array)
                    self._homes.append((xp, True))
                return array
        is_array = type(x) is Array or resolver is not None
        if not chosen:
            return self._wrap(x) if is_array else tree_map(self._wrap, x)
        before = len(self.variables)
        if is_array:
            taken = self._wrap(x, True)
            self._forms[key] = None if len(self.variables) == before else before
        else:
            value = as_python(x)
            if type(value) in (float, complex) and not registry.is_library_scalar(type(x)):
                return self._take_scalar(key, value)
            taken, self._forms[key] = self._take_tree(x)
        if len(self.variables) == before and not self._task.may_be_constant:
            self._refuse(key, x, taken)
        return taken

    def _take_tree(self, tree: Any) -> tuple[Any, Any]:
        """Return a container with Arrays for arrays, and one of the same form with the numbers of its variables."""
        kind = type(tree)
        if kind is dict:
            taken, form = {}, {}
            for key, item in tree.items():
                if type(item) in registry.namespace_of_type:  # the frequent case, without a call
                    before = len(self.variables)
                    taken[key] = self._wrap(item, True)
                    form[key] = None if len(self.variables) == before else before
                else:
                    taken[key], form[key] = self._take_tree(item)
            return taken, form
        if kind is list or kind is tuple:
            pairs = [self._take_tree(item) for item in tree]
            return kind([pair[0] for pair in pairs]), kind([pair[1] for pair in pairs])
        before = len(self.variables)
        if kind not in registry.namespace_of_type and parts(tree) is not None:
            taken = tree_map(self._wrap_variable, tree)
            numbers = {id(array): before + i for i, array in enumerate(self.variables[before:])}
            return taken, tree_map(lambda leaf: numbers.get(id(leaf)), taken)
        taken = self._wrap_variable(tree)
        return taken, None if len(self.variables) == before else before

    def _wrap(self, x: Any, is_variable: bool = False) -> Any:
        """Return an array as an Array of its own, and anything else as it is."""
        if type(x) is Array:
            xp, native = x._xp, x._native
        else:
            resolver = registry.namespace_of_type.get(type(x))
            found = registry.namespace_of(x) if resolver is None else resolver(x).dispatch
            if found is None:
                return x
            xp, native = found, x
            self._native = True
        array = _new(Array)
        array._native, array._xp = native, xp
        dtype = xp.hooks.dtype(native)
        self._dtypes.add(dtype)
        self._arrays.append(array)
        if is_variable and dtype.rank >= 2:
            self.variables.append(array)
            self._homes.append((xp, native is x))
        return array

    def _wrap_variable(self, x: Any) -> Any:
        if registry.is_library_scalar(type(x)) and type(as_python(x)) in (float, complex):
            import numpy as np

            x = np.asarray(x)  # NumPy makes scalars of its 0-d arrays: a parameter is one after the first update
        return self._wrap(x, True)

    def _take_scalar(self, key: int | str, value: Any) -> Array:
        array = Array(None, self)  # type: ignore[arg-type]  # both follow in _settle
        self._forms[key] = len(self.variables)
        self.variables.append(array)
        self._homes.append(None)
        self._scalars.append((array, value))
        return array

    def _refuse(self, key: int | str, x: Any, taken: Any) -> NoReturn:
        which = f"{self._task.origin}: argument {key!r}"
        if type(taken) is Array:
            fact = f"{which} is of {taken.dtype}, which has no derivative"
            raise TypeError(message(fact, "ua.astype(x, ua.float64), or another argument: argnums="))
        if (value := as_python(x)) is not None:
            fact = f"{which} is the {type(value).__name__} {shown(value)}, a constant"
            raise TypeError(message(fact, "float(x) is differentiated; or another argument: argnums="))
        fact = f"{which} ({type(x).__name__}) holds no floating-point array"
        number = next((leaf for leaf in leaves(x) if type(leaf) in (float, complex)), None)
        if number is not None:  # alone it would be differentiated, beside arrays it is a constant of the function
            raise TypeError(message(fact, f"numbers in containers are constants: ua.asarray({number!r})"))
        raise TypeError(message(fact, _where_arrays_are(x) + "; argnums= names another argument"))

    def _prepare(self) -> None:
        """Choose the namespace, take every array there, and make it current for the function."""
        if not self.variables:
            fact = f"{self._task.origin}: no argument holds a floating-point array"
            raise TypeError(message(fact, _where_arrays_are(self._args)))
        outer = _selection.in_force()
        self._convert_arguments(outer)
        there = self.xp
        self._selection = inner = outer.inside(self._task.origin, there, widest_real(self._dtypes))
        inner.differentiating = inner.joining = True
        for array, value in self._scalars:
            dtype = inner.default_float or there.hooks.default_float()
            array._native = there.hooks.scalar(value, COMPLEX_OF[dtype] if type(value) is complex else dtype)
            array._xp = there
        self.primals = [array._native for array in self.variables]

    def _convert_arguments(self, selection: _selection.Selection) -> None:
        """Find the namespace that differentiates, note where the caller's arrays are at home, and take them there."""
        arrays = self._arrays
        first = arrays[0]._xp if arrays else _selection.current().xp
        assert first is not None
        home = self._homes[0]
        self.home: Home = (first if home is None else home[0], self._native)
        is_mixed = False
        for array in arrays:
            if array._xp is not first:
                is_mixed = True
        if not is_mixed and not first.hooks.backend.capabilities.autograd:
            # The frequent case: one way for all of them.
            there, there_way, self._way_back = _route(first, selection)
            self.owns = True
            for array in arrays:
                array._native = there_way(array._native, None)
                array._xp = there
        else:
            there = self._meeting(list(dict.fromkeys([array._xp for array in arrays]))) if arrays else first
            for array in arrays:
                if array._xp is there:
                    there.hooks.on_wrap(array._native)
                else:
                    array._native, array._xp = move(array._native, array._xp, there), there
        self.xp = there

    def _meeting(self, places: list[NativeNamespace]) -> NativeNamespace:
        """Return the namespace, among those of the arguments, that differentiates."""
        able = [xp for xp in places if xp.hooks.backend.capabilities.autograd]
        # What joins as a constant where the function runs may be an argument, too.
        if len(able) != 1 or any(xp.hooks.device != able[0].hooks.device for xp in places):
            raise mismatch(*places[:2])
        return able[0]

    # -- the function --------------------------------------------------------------------------------

    def run(self, natives: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """Run the function over natives, as ``Hooks.vjp`` wants it; once."""
        task = self._task
        for i, array in enumerate(self.variables):
            array._native = natives[i]
        _selection.enter(self._selection)
        try:
            result = task.function(*self._args, **self._kwargs)
            if task.has_aux:
                result, self._aux = self._parted(result)
            self.value = result
            if type(result) is Array:
                outputs = [result._native if result._xp is self.xp else self._output(result)]
            else:
                outputs = [self._output(leaf) for leaf in leaves(result) if leaf is not None]
        finally:
            _selection.leave()
        if task.is_number and (
            type(result) is not Array or outputs[0].shape or self.xp.hooks.dtype(outputs[0]).rank != 2
        ):
            self._check_number(outputs)
        if not task.has_aux:
            return outputs, []
        return outputs, [leaf._native for leaf in leaves(self._aux) if type(leaf) is Array and leaf._xp is self.xp]

    def _parted(self, result: Any) -> tuple[Any, Any]:
        """Return value and aux."""
        if not isinstance(result, tuple) or len(result) != 2:
            fact = f"{self._task.origin} with has_aux=True: the function returned {type(result).__name__}"
            raise TypeError(message(fact, "return (value, aux)"))
        return result

    def _check_number(self, outputs: list[Any]) -> None:
        """Raise where the value is not one real number."""
        hooks = self.xp.hooks
        if len(outputs) != 1 or not self.is_leaf:
            raise TypeError(
                message(
                    f"{self._task.origin}: the function returned a {type(self.value).__name__}, not one number",
                    "has_aux=True for (value, aux), or ua.jacobian(function), or ua.vjp",
                )
            )
        shape, dtype = hooks.shape(outputs[0]), hooks.dtype(outputs[0])
        if shape:
            raise ValueError(
                message(
                    f"{self._task.origin}: the function returned an array of shape {shape}, not one number",
                    "return ua.sum(y), or use ua.jacobian(function), or ua.vjp",
                )
            )
        if dtype.rank != 2:
            hint = "return ua.real(y), or ua.abs(y)" if dtype.rank == 3 else "return a floating-point number: ua.astype"
            raise TypeError(message(f"{self._task.origin}: the function returned {dtype}, not a real number", hint))

    def _output(self, leaf: Any, given: str = "") -> Any:
        """Return what the function returned as a native of the namespace that differentiates.

        Or what was ``given`` as a tangent or a cotangent, which is the word then.
        """
        there = self.xp
        if type(leaf) is not Array:
            value = as_python(leaf)
            if value is not None:
                return there.hooks.scalar(value, there.hooks.default_dtype(type(value)))
            xp = registry.namespace_of(leaf)
            if xp is None:
                raise self._no_array(leaf, given)
            leaf = Array(leaf, xp)
        if leaf._xp is not there:
            leaf = as_constant(leaf, there, tracked=bool(given))
        return leaf._native

    def _no_array(self, leaf: Any, given: str) -> TypeError:
        """Return the error of what is no array in the value of the function, or of what was given as the word says."""
        kind = type(leaf).__name__
        fact = f"a {given} is an array, not a {kind}" if given else f"the function returned a {kind}, which is no array"
        if hasattr(leaf, "__array__") or isinstance(leaf, list | tuple):
            hint = "ua.asarray(x)"
        elif given:
            hint = "ua.ones_like(y) of what it belongs to, for example; None stands for zeros"
        else:
            hint = "return (value, aux), where aux is what you like, with has_aux=True"
        return TypeError(message(f"{self._task.origin}: {fact}", hint))

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

    def back(self, native: Any, home: Home | None = None) -> Any:
        """Return a native as the caller has arrays: type, backend and device."""
        xp, is_native = home or self.home
        there, way_back = self.xp, self._way_back
        if way_back is None:
            if xp is there:
                return native if is_native else Array(native, there)
            way_back = converter(there, xp)
        if self.is_tracked and there.hooks.requires_grad(native):
            # Something outside is tracked through it, which the caller's backend cannot hold.
            if is_native:
                what = f"{self._task.origin} from {there.hooks.backend.name} to {xp.hooks.backend.name}"
                raise gradient_error(what, "ua.asarray(x) for the argument, or ua.stop_gradient of what is a constant")
            return Array(native, there)
        native = way_back(native, None)
        return native if is_native else Array(native, xp)

    @property
    def is_leaf(self) -> bool:
        """Whether the function's value is one array or number, in no container."""
        return type(self.value) is Array or parts(self.value) is None

    def value_of(self, natives: Sequence[Any]) -> Any:
        """Return the function's value with other natives in it."""
        if type(self.value) is Array:
            return self.back(natives[0])
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
        native = self._output(x, name)
        hooks, what = there.hooks, f"{self._task.origin}: a {name}"
        if hooks.shape(native) != hooks.shape(like):
            fact = f"{what} has shape {hooks.shape(native)}, what it belongs to {hooks.shape(like)}"
            raise ValueError(message(fact, "ua.broadcast_to(v, shape)"))
        if hooks.dtype(native).rank > hooks.dtype(like).rank:
            fact = f"{what} is of {hooks.dtype(native)}, what it belongs to of {hooks.dtype(like)}"
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
        return self._gradients_in(self._forms[key], natives)

    def _gradients_in(self, form: Any, natives: Sequence[Any]) -> Any:
        kind = type(form)
        if kind is int:
            return self.back(natives[form], self._homes[form])
        if kind is dict:
            found, homes = {}, self._homes
            back = None if self.is_tracked else self._way_back
            for key, item in form.items():
                if back is not None and type(item) is int and (home := homes[item]) is not None and home[1]:
                    found[key] = back(natives[item], None)  # the frequent case, without further calls
                else:
                    found[key] = self._gradients_in(item, natives)
            return found
        if form is None or parts(form) is None:
            return None
        return tree_map(lambda number: self._gradients_in(number, natives), form)
