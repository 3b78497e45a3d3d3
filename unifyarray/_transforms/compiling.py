"""Run a function once with abstract arrays, and what it did by compiled code: the work behind ``ua.jit``."""

from __future__ import annotations

import functools
import sys
import threading
from collections import OrderedDict

from .._array import memory, protection
from .._array.array import Array
from .._array.calls import as_constant, join_constants
from .._array.transfer import converter
from .._core import configuration, tracing
from .._core.errors import (
    BackendUnavailableError,
    ConfigurationWarning,
    TracingError,
    message,
    raise_translated,
    shown,
    warn,
)
from .._core.pytree import parts, tree_map
from .._rules.promotion import widest_real
from .._runtime import registry, settings
from .._runtime import selection as _selection
from .differentiation import check_function
from .portable import portable
from .routing import find_route

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from typing import Any, Final

    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType

_ORIGIN: Final = "ua.jit"
#: How many compiled forms of one function are kept, and how many may be made before a warning.
_KEPT: Final = 64
_MANY: Final = 16
#: One thread traces and compiles at a time: compilers have state that all threads share.
_lock: Final = threading.RLock()
#: The reasons for which functions are not compiled that this process was warned of.
_warned: Final[set[str]] = set()
_OFF: Final = "export UNIFYARRAY_JIT_BACKEND=none if you want that"
_DRAW: Final = "draw the numbers before the call, and pass them as an argument"
_ABSENT: Final = object()


def jit(
    function: Callable[..., Any],
    static_argnums: int | Sequence[int],
    static_argnames: str | Sequence[str],
    backend: str | None,
) -> Callable[..., Any]:
    """Return a function that is compiled, as ``ua.jit`` documents."""
    check_function(_ORIGIN, function)
    if backend is not None:
        if not isinstance(backend, str):
            fact = f"{_ORIGIN}: backend must be the name of a backend, got {shown(backend)}"
            raise TypeError(message(fact, 'backend="torch", or backend="none" for the function itself'))
        settings.check_jit_backend(backend)
    return _Jitted(function, _Static(function, static_argnums, static_argnames), backend).wrapper()


class _Static:
    """The arguments of a function that are constants as they are."""

    def __init__(self, function: Any, argnums: int | Sequence[int], argnames: str | Sequence[str]) -> None:
        numbers = (argnums,) if type(argnums) is int else argnums
        names = (argnames,) if isinstance(argnames, str) else argnames
        for given, kind, name in ((numbers, int, "static_argnums"), (names, str, "static_argnames")):
            if not isinstance(given, (tuple, list)) or any(type(item) is not kind for item in given):
                fact = f"{_ORIGIN}: {name} must be {kind.__name__} or a tuple of those, got {shown(given)}"
                raise TypeError(message(fact, "static_argnums=1, or static_argnames='axis'"))
        self._numbers = frozenset(numbers)  # type: ignore[arg-type]
        self._names = frozenset(names)
        if self._numbers or self._names:
            self._complete(function)

    def _complete(self, function: Any) -> None:
        """Add the positions of the names and the names of the positions, as far as the signature tells."""
        import inspect

        try:
            parameters = list(inspect.signature(function).parameters.values())
        except (TypeError, ValueError):
            return
        known = [p.name for p in parameters]
        by_position = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        others = {p.kind for p in parameters}
        unknown = [name for name in self._names if name not in known]
        if unknown and inspect.Parameter.VAR_KEYWORD not in others:
            fact = f"{_ORIGIN}: the function has no parameter {unknown[0]!r}, which static_argnames has"
            raise ValueError(message(fact, f"its parameters are {', '.join(known) or 'none'}"))
        count = len(by_position)
        outside = [n for n in self._numbers if not -count <= n < count]
        if outside and inspect.Parameter.VAR_POSITIONAL not in others:
            fact = f"{_ORIGIN}: static_argnums has {outside[0]}, but the function takes {count} arguments by position"
            raise ValueError(message(fact, "count the parameters from 0"))
        numbers = {n % count if n < 0 and count else n for n in self._numbers}
        self._names |= {by_position[n] for n in numbers if n < count}
        self._numbers = frozenset(numbers | {i for i, name in enumerate(by_position) if name in self._names})

    def has(self, key: int | str) -> bool:
        """Return whether an argument is static, by position or by name."""
        return key in (self._numbers if type(key) is int else self._names)

    def __bool__(self) -> bool:
        return bool(self._numbers or self._names)


class _Jitted:
    """A function under ``ua.jit``, and its compiled forms.

    Attributes
    ----------
    function : callable
        The user's function.
    """

    def __init__(self, function: Callable[..., Any], static: _Static, backend: str | None) -> None:
        self.function = function
        self._static = static
        self._backend = backend
        self._itself = portable(function)
        self._entries: OrderedDict[Hashable, _Compiled | None] = OrderedDict()
        self._made = 0
        self._last_key: Any = None

    def wrapper(self) -> Callable[..., Any]:
        """Return the function that the user calls."""

        @functools.wraps(self.function)
        def compiled(*args: Any, **kwargs: Any) -> Any:
            if tracing.probe():
                return self._itself(*args, **kwargs)
            return self._call(args, kwargs)

        return compiled

    def _call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        given = _Arguments(self._static, args, kwargs)
        outer = _selection.in_force()
        if outer.compiling:  # the outer function is traced, also if these arrays have values
            return self._itself(*args, **kwargs)
        route = _route(given, self._backend or outer.jit)
        if route is None:
            return self._itself(*args, **kwargs)
        keys = [route.xp.hooks.jit_key(native) for native in route.natives]
        if None in keys:
            return self._itself(*args, **kwargs)
        key = (
            given.structure,
            route.xp,
            *keys,
            outer.default_float,
            outer.transfer,
            outer.checks,
            outer.autograd,
            outer.differentiating,
            outer.joining,
        )
        entry: Any = self._entries.get(key, _ABSENT)
        if entry is _ABSENT:
            entry = self._compile(key, given, route, outer, args, kwargs)
        if entry is None or (entry.changed and not _may_write(entry.changed, route)):
            return self._itself(*args, **kwargs)
        return entry(given, route)

    def _compile(
        self,
        key: Any,
        given: _Arguments,
        route: _Route,
        outer: _selection.Selection,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> _Compiled | None:
        with _lock:
            found: Any = self._entries.get(key, _ABSENT)
            if found is not _ABSENT:  # another thread has compiled it meanwhile
                return found  # type: ignore[no-any-return]
            self._made += 1
            if self._made == _MANY:
                self._warn_of_many(key)
            self._last_key = key
            new = _Compiled(self.function, self._static, outer, {x.dtype for x in given.arrays})
            entry = new if new.compile(route, args, kwargs) else None
            self._entries[key] = entry
            while len(self._entries) > _KEPT:
                self._entries.popitem(last=False)
            return entry

    def _warn_of_many(self, key: Any) -> None:
        """Warn that a function was compiled many times, and say what differed last."""
        if key[0] != self._last_key[0]:
            fact, hint = "the arguments that are not arrays", "pass numbers that change as arrays: ua.asarray(value)"
        else:
            fact, hint = "the shapes, strides or dtypes of arrays", "pad arrays to a few shapes"
        name = getattr(self.function, "__qualname__", "a function")
        text = f"{_ORIGIN} has compiled {name} {_MANY} times, because {fact} differ between calls"
        warn(message(text, hint), ConfigurationWarning)


class _Arguments:
    """The arguments of one call.

    Attributes
    ----------
    arrays : list of Array
        An Array for each array; the caller's own Arrays.
    structure : tuple
        The containers and the objects that are not arrays: equal for calls that differ in arrays only.
    has_natives : bool
        Whether any array was native. Results are then native arrays, too.
    """

    def __init__(self, static: _Static, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.arrays: list[Array] = []
        self.has_natives = False
        if static:
            positional = [_constant(x) if static.has(i) else self._flatten(x) for i, x in enumerate(args)]
            by_name = [(k, _constant(x) if static.has(k) else self._flatten(x)) for k, x in kwargs.items()]
        else:
            positional = [self._flatten(x) for x in args]
            by_name = [(k, self._flatten(x)) for k, x in kwargs.items()] if kwargs else []
        self.structure = (*positional, *by_name)

    def _flatten(self, tree: Any) -> Hashable:
        """Note the arrays of an argument, and return its structure."""
        kind = type(tree)
        if kind is Array:
            self.arrays.append(tree)
            return Array
        if kind is tuple or kind is list:
            return (kind, *[self._flatten(item) for item in tree])
        if kind is dict:
            return (kind, *tree, *[self._flatten(item) for item in tree.values()])
        array = _wrapped(tree)
        if array is not None:
            self.has_natives = True
            self.arrays.append(array)
            return Array
        items = parts(tree)
        if items is not None:
            return (kind, *items, *[self._flatten(item) for item in items.values()])
        return _constant(tree)


def _wrapped(x: Any) -> Array | None:
    """Return a native array as an Array; None for any other object."""
    if registry.is_library_scalar(type(x)):
        return None
    xp = registry.namespace_of(x)
    if xp is None:
        return None
    xp.hooks.on_wrap(x)
    array = Array(x, xp)
    xp.hooks.on_array(array)
    return array


def _constant(x: Any) -> Hashable:
    """Return what distinguishes an object that is not an array from others; TypeError if it is not hashable."""
    kind = type(x)
    if kind is float or kind is complex:
        return kind, repr(x)  # -0.0 equals 0.0
    try:
        hash(x)
    except TypeError:
        fact = f"{_ORIGIN}: an argument is {shown(x)} ({kind.__name__}), which is neither an array nor hashable"
        hint = "pass arrays, lists, tuples, dicts and dataclasses of them, and hashable constants"
        raise TypeError(message(fact, hint)) from None
    return (kind, x, _types(x)) if isinstance(x, tuple | frozenset) or _is_frozen(kind) else (kind, x)


def _types(x: Any) -> Hashable:
    """Return the types inside a constant, and the text of its floats: ``(2,)`` equals ``(2.0,)`` and ``(True,)``."""
    kind = type(x)
    if kind is float or kind is complex:
        return kind, repr(x)
    if isinstance(x, frozenset):
        return kind, frozenset(map(_types, x))
    items: Any = x if isinstance(x, tuple) else (parts(x) or {}).values() if _is_frozen(kind) else ()
    return (kind, *map(_types, items))


def _is_frozen(kind: type) -> bool:
    """Return whether a class is a dataclass whose instances are compared by their fields, and cannot change."""
    options: Any = getattr(kind, "__dataclass_params__", None)
    return options is not None and options.frozen and options.eq


class _Route:
    """The namespace that compiles one call, and the arrays in it.

    Attributes
    ----------
    xp : NativeNamespace
        The namespace that compiles.
    arrays : list of Array
        The caller's Arrays.
    natives : list of native array
        Their data, in `xp`.
    back : callable or None
        Converts a result to the caller's namespace; None if that is `xp`.
    caller : NativeNamespace
        The caller's namespace.
    """

    __slots__ = ("arrays", "back", "caller", "natives", "xp")

    def __init__(
        self, xp: NativeNamespace, arrays: list[Array], natives: list[Any], caller: NativeNamespace, back: Any
    ) -> None:
        self.xp = xp
        self.arrays = arrays
        self.natives = natives
        self.caller = caller
        self.back = back


def _route(given: _Arguments, wanted: str | None) -> _Route | None:
    """Return the route of a call; None if the function itself is to be called."""
    if wanted == "none":
        return None
    arrays = given.arrays
    first = arrays[0]._xp if arrays else _selection.current().xp
    assert first is not None
    for array in arrays:
        if array._xp is not first:
            if array._xp.levels:
                return None
            arrays = join_constants(arrays)
            first = arrays[0]._xp
            break
    if first.levels:
        return None  # inside ua.vmap, which calls the function for each element
    natives = [array._native for array in arrays]
    capabilities = first.hooks.backend.capabilities
    if capabilities.jit:
        return _Route(first, given.arrays, natives, first, None)
    if not capabilities.host:
        name = first.hooks.backend.name
        _warn_once(f"ua.jit calls functions of {name} as they are: it has no compiler", _OFF)
        return None
    try:
        there, convert, back = find_route(first, wanted, "jit")
    except BackendUnavailableError as error:
        fact, _, hint = str(error).partition("\nHint: ")
        _warn_once(f"ua.jit calls functions as they are: {fact}", f"{hint}; or {_OFF}")
        return None
    return _Route(there, given.arrays, [convert(native, None) for native in natives], first, back)


def _warn_once(fact: str, hint: str) -> None:
    if fact not in _warned:
        _warned.add(fact)
        warn(message(fact, hint), ConfigurationWarning)


def _may_write(written: Sequence[int], route: _Route) -> bool:
    """Return whether no array that is written to shares memory with another one; raise an error if it is read-only."""
    for i in written:
        array = route.arrays[i]
        hooks, native = array._xp.hooks, array._native
        nothing = (slice(0, 0),) if hooks.shape(native) else (Ellipsis,)
        try:
            hooks.setitem(native, nothing, hooks.getitem(native, nothing))
        except Exception as error:
            raise_translated(array._xp, error, hooks.setitem, native)
        for k, other in enumerate(route.arrays):
            if k != i and (other is array or memory.share_memory(hooks, native, other._xp.hooks, other._native)):
                return False
    return True


def _generator_states() -> list[bytes]:
    """Return the states of the generators that Python and NumPy share between all callers."""
    import pickle

    states = []
    if "random" in sys.modules:
        states.append(pickle.dumps(sys.modules["random"].getstate()))
    if "numpy.random" in sys.modules:
        states.append(pickle.dumps(sys.modules["numpy.random"].get_state(legacy=False)))
    return states


class _Slot:
    """The place of an array in the value of a function."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index


def _slot(x: Any, there: NativeNamespace, results: list[Array]) -> Any:
    """Return the place of an array of a function's value, and any other object unchanged."""
    array = x if type(x) is Array else _wrapped(x)
    if array is None:
        return x
    results.append(array if array._xp is there else as_constant(array, there, of_transform=True))
    return _Slot(len(results) - 1)


class _Compiled:
    """One compiled form of a function.

    Attributes
    ----------
    written : sequence of int
        The arrays among the arguments that it writes to in place.
    changed : sequence of int
        These, and the ones that it gives another native array.
    """

    def __init__(
        self, function: Callable[..., Any], static: _Static, outer: _selection.Selection, dtypes: set[DType]
    ) -> None:
        self._function = function
        self._static = static
        self._outer = outer
        self._dtypes = dtypes
        self._value: Any = None
        self._is_traced = False
        self._run: Callable[[Sequence[Any]], Sequence[Any]] | None = None
        #: The arguments that the function has given another native array, and the output that has it.
        self._rebound: list[tuple[int, int]] = []
        self.written: Sequence[int] = ()
        self.changed: Sequence[int] = ()

    def compile(self, route: _Route, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Trace the function and compile it; return False if it cannot be compiled."""
        there, static = route.xp, self._static
        slots: list[_Slot] = []

        def slot_for(x: Any) -> Any:
            if type(x) is not Array and _wrapped(x) is None:
                return x
            slots.append(_Slot(len(slots)))
            return slots[-1]

        positional = [x if static.has(i) else tree_map(slot_for, x) for i, x in enumerate(args)]
        by_name = {name: x if static.has(name) else tree_map(slot_for, x) for name, x in kwargs.items()}
        inner = self._outer.inside(_ORIGIN, there, widest_real(self._dtypes))
        inner.joining = inner.compiling = True

        def run(natives: Sequence[Any]) -> list[Any]:
            arrays = [Array(native, there) for native in natives]
            results: list[Array] = []

            def fill(x: Any) -> Any:
                return arrays[x.index] if type(x) is _Slot else x

            def called() -> Any:
                given = [x if static.has(i) else tree_map(fill, x) for i, x in enumerate(positional)]
                named = {name: x if static.has(name) else tree_map(fill, x) for name, x in by_name.items()}
                value = self._function(*given, **named)
                return tree_map(lambda leaf: _slot(leaf, there, results), value)

            written = protection.Written(_ORIGIN, there)
            generators = None if self._is_traced else _generator_states()
            try:
                protection.running.append(written)
                value = _selection.call(inner, called)
            except BaseException:
                written.restore(set())
                raise
            finally:
                protection.running.remove(written)
            if generators is not None and generators != _generator_states():
                fact = "random numbers of Python or NumPy are drawn inside ua.jit: each call would get the same ones"
                raise TracingError(message(fact, _DRAW))
            written.check([*arrays, *results])
            outputs = [x._native for x in results]
            rebound = []
            for i, (array, native) in enumerate(zip(arrays, natives, strict=True)):
                if array._native is not native:
                    rebound.append((i, len(outputs)))
                    outputs.append(array._native)
            if not self._is_traced:
                self._value, self._rebound, self._is_traced = value, rebound, True
            return outputs

        self._run, self.written, reason = there.hooks.jit(run, route.natives, configuration.jit_seconds())
        if reason:
            hint = "export UNIFYARRAY_JIT_SECONDS=600 to give the compiler more time, or =0 to do without it"
            _warn_once(f"ua.jit runs a function without compiling it: {reason}", hint)
            if reason not in settings.compiler_failures:
                settings.compiler_failures.append(reason)
        self.changed = sorted({*self.written, *[i for i, _ in self._rebound]})
        return self._run is not None

    def __call__(self, given: _Arguments, route: _Route) -> Any:
        """Run the compiled function on the arrays of a call, and return its value."""
        assert self._run is not None
        try:
            outputs = self._run(route.natives)
        except Exception as error:
            raise_translated(route.xp, error)
        for i in self.written:
            _write_back(route, i)
        for i, k in self._rebound:
            array = given.arrays[i]
            if route.back is None:
                array._native = outputs[k]
            else:
                array._native = array._xp.hooks.assign(array._native, route.back(outputs[k], None))
        xp, back, has_natives = route.caller, route.back, given.has_natives

        def fill(leaf: Any) -> Any:
            if type(leaf) is not _Slot:
                return leaf
            native = outputs[leaf.index]
            if back is not None:
                native = back(native, None)
            return xp.hooks.ensure_array(native) if has_natives else Array(native, xp)

        value = self._value
        return fill(value) if type(value) is _Slot else tree_map(fill, value)


def _write_back(route: _Route, i: int) -> None:
    """Write to the caller's array what the function has written to its converted copy, if it is one."""
    array, native = route.arrays[i], route.natives[i]
    if array._xp is route.xp or memory.share_memory(array._xp.hooks, array._native, route.xp.hooks, native):
        return
    result = converter(route.xp, array._xp)(native, None)
    array._native = array._xp.hooks.assign(array._native, result)


__all__ = ["jit"]
