"""The namespaces of native arrays: NativeNamespace, its extensions, and the table that Arrays dispatch by."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, Final

from .._core import dtypes, provided
from .._rules import domains
from . import missing
from .hooks import Hooks, Native
from .overrides import Override

#: Functions whose operators call the library directly if both dtypes are equal. For `add`, the entry `_add` of the
#: dispatch table is a pair: the native dtypes for which the direct call is right (None: all), and the library's
#: function. The entry `_add_scalars` is for an array and a Python scalar that needs no check: by the scalar's type the
#: native dtypes for `xp.add`, and the native dtypes for which the function of `_add` takes the integers 0 to 127, which
#: every dtype holds.
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
#: Fast paths that are called for floating-point dtypes only, because libraries define these functions for more dtypes
#: than the contract.
_FLOATING_ALONE: Final = ("negative", "matmul")
#: Operators whose functions of the namespace are called without a look at the rules, if both dtypes are equal and in
#: the domain of the function.
_IN_DOMAIN: Final = {
    "floor_divide": domains.REAL,
    "remainder": domains.REAL,
    "pow": domains.NUMERIC,
    "bitwise_and": domains.INTEGER_OR_BOOL,
    "bitwise_or": domains.INTEGER_OR_BOOL,
    "bitwise_xor": domains.INTEGER_OR_BOOL,
    "bitwise_left_shift": domains.INTEGER,
    "bitwise_right_shift": domains.INTEGER,
}
#: Operators that have no result, or another dtype, for arrays of integers.
_NOT_OF_INTEGERS: Final = ("divide", "negative", "matmul")
#: Functions of one array that can have a fast path for floating-point dtypes, in the dict `unary` of the dispatch
#: table. The fast path of a reduction reduces all axes.
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
    """The namespace in every Array: the functions of a NativeNamespace, without the library's other attributes.

    A class with ``__getattr__`` has slow attributes, all of them, and the operators of Array look some up on every
    call; those are slots here, the fastest there are (CPython 3.11: 5 ns instead of 25).
    """

    __slots__ = (
        "__dict__",
        "adopted",
        "get_slice",
        "mT",
        "makers",
        "set_element",
        "hooks",
        "in_place",
        "levels",
        "marked",
        "plain",
        "public",
        "unary",
        *[f"_{name}" for name in (*_WITH_FAST_PATH, *_IN_DOMAIN)],
        *[f"_{name}_scalars" for name in (*_WITH_FAST_PATH, *_IN_DOMAIN)],
    )


class NativeNamespace(ModuleType):
    """The standard's functions for the native arrays of one backend on one device.

    Functions take and return native arrays; creation functions land on the device. Attributes that the standard
    does not name are the library's own. If the library's own function conforms, the attribute is that function.

    ``hooks`` is the device's Hooks: operations beyond the standard's functions. ``dispatch``
    is the same without the library's other attributes, and faster; the core uses it, and ``public`` leads back.
    """

    __name__: str
    hooks: Hooks
    in_place: dict[str, tuple[frozenset[Any] | None, Callable[[Native, Any], object]]]
    unary: dict[str, tuple[frozenset[Any], Callable[[Native], Native]]]
    #: The calls of ``ua.vmap`` that an Array depends on, its table without them, and the other tables that have been
    #: made from that one: see ``unifyarray/_array/mapped.py``.
    levels: frozenset[int]
    plain: NativeNamespace
    marked: dict[frozenset[int], NativeNamespace]
    linalg: Any
    fft: Any

    # A module, because consumers check for one. Its own `__getattribute__` would make attributes three times slower.
    __getattribute__ = object.__getattribute__

    def __init__(self, base: ModuleType, library: ModuleType, hooks: Hooks, overrides: Iterable[Override] = ()) -> None:
        # `ModuleType.__init__` is not called: `__spec__` and the like are the library's, through `__getattr__`.
        _fill(self, base, overrides, hooks)
        self.__dict__["__name__"] = library.__name__
        self.__dict__["_library"] = library
        self.hooks = hooks

    @property
    def public(self) -> NativeNamespace:
        """The namespace itself: ``xp.dispatch.public is xp``."""
        return self

    @functools.cached_property
    def dispatch(self) -> NativeNamespace:
        """The same functions for the core. Made at first use, after the backend has filled the namespace.

        Functions that the library lacks raise an error there that says so.
        """
        dispatch: Any = DispatchTable()
        dispatch.__dict__ = missing.complete(self)
        dispatch.hooks, dispatch.public, dispatch.in_place = self.hooks, self, {}
        dispatch.get_slice, dispatch.adopted = self.hooks.get_slice, self.hooks.adopted
        if self.hooks.adopted[0] is not None:
            provided.adopted.add(self.hooks.adopted[0])
        dispatch.set_element = self.hooks.set_element, self._direct_elements()
        dispatch.makers = {"empty": {}, "ones": {}, "zeros": {}}
        dispatch.mT = self.hooks.matrix_transpose or dispatch.__dict__.get("matrix_transpose")
        dispatch.levels, dispatch.plain, dispatch.marked = frozenset(), dispatch, {}
        floating = self.hooks.direct_scalars[float]
        repaired = vars(self).get("_repaired", {}).keys()  # these have no fast paths and no in-place form
        for name in _WITH_FAST_PATH:
            function = dispatch.__dict__.get(name) or getattr(self, name)
            fast = _fast_path(function, floating if name in _FLOATING_ALONE else None)
            setattr(dispatch, f"_{name}", fast)
            if name not in repaired and (in_place := self.hooks.in_place(name)) is not None:
                dispatch.in_place[name] = fast[0], in_place
        for name, domain in _IN_DOMAIN.items():
            found = frozenset(map(self.hooks.native_dtype, domain & self.hooks.dtypes))
            setattr(dispatch, f"_{name}", (found, dispatch.__dict__.get(name) or getattr(self, name)))
        for name in (*_WITH_FAST_PATH, *_IN_DOMAIN):
            # The quotient by a number beyond the range of the dtype is that by infinity, which libraries do not know.
            direct = {} if name in _IN_DOMAIN and name != "pow" else self.hooks.direct_scalars
            setattr(
                dispatch, f"_{name}_scalars", (direct, self._direct_integers(name, getattr(dispatch, f"_{name}")[0]))
            )
        dispatch.unary = {}
        overridden = {item.name for item in self.__dict__["_overrides"]} | repaired
        for name in filter(functools.partial(hasattr, self), _UNARY):  # a plugin may have fewer
            # An override without a fast path of its own has none.
            taken, function = _fast_path(getattr(self, name), frozenset() if name in overridden else floating)
            dispatch.unary[name] = taken & floating, function
        return dispatch  # type: ignore[no-any-return]

    def _direct_elements(self) -> dict[type, frozenset[Any]]:
        """Return the native dtypes of arrays that hold a Python scalar of at most 2e38 as it is, by its type."""
        wide = {dtypes.float32, dtypes.float64, dtypes.complex64, dtypes.complex128}
        found = frozenset(map(self.hooks.native_dtype, wide & self.hooks.dtypes))
        return {float: found, int: found}

    def _direct_integers(self, name: str, dtypes: frozenset[Any] | None) -> frozenset[Any]:
        """Return the native dtypes whose fast path for two arrays also takes a Python integer of 0 to 127."""
        domain = (
            domains.REAL_FLOATING if name in _NOT_OF_INTEGERS else _IN_DOMAIN.get(name, domains.REAL) - domains.BOOL
        )
        found = frozenset(map(self.hooks.native_dtype, domain & self.hooks.dtypes - self.hooks.boxed_scalars))
        return found if dtypes is None else found & dtypes

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_library"], name)

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *dir(self.__dict__["_library"])})

    def __repr__(self) -> str:
        return f"<native namespace of {self.hooks.backend.name} on {self.hooks.device}>"

    def __reduce__(self) -> tuple[Any, tuple[Any, str]]:
        return getattr, (provided.bound_namespace(self.dispatch), "native")


def _fast_path(function: Any, dtypes: frozenset[Any] | None) -> tuple[Any, Callable[..., Any]]:
    """Return the fast path that an override declares, else the function itself for some dtypes (None: all)."""
    plain = getattr(function, "func", function)  # an override that knows its device is a partial
    return getattr(plain, "__fast_path__", (dtypes, function))


class Extension(ModuleType):
    """An extension namespace (``linalg`` or ``fft``) of a NativeNamespace."""

    __slots__ = ("_hooks",)
    __getattribute__ = object.__getattribute__  # as in NativeNamespace
    __dir__ = object.__dir__

    def __init__(self, base: ModuleType, library: ModuleType, hooks: Hooks, overrides: Iterable[Override] = ()) -> None:
        self._hooks = hooks
        _fill(self, base, overrides, hooks)
        self.__dict__["__name__"] = library.__name__
        self.__dict__["_library"] = library

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_library"], name)

    def __repr__(self) -> str:
        return f"<native extension namespace {self.__dict__['__name__']}>"

    def __reduce__(self) -> tuple[Any, tuple[Any, str]]:
        xp = self._hooks.backend.namespace(self._hooks.device)
        return getattr, (xp, "linalg" if xp.linalg is self else "fft")


def _fill(target: object, base: ModuleType, overrides: Iterable[Override], hooks: Hooks) -> None:
    names = getattr(base, "__all__", None) or [n for n in vars(base) if not n.startswith("_")]
    space = vars(target)
    # Dask has a module "dispatch", which is not the dispatch table.
    names = [name for name in names if not hasattr(type(target), name)]
    space.update({name: getattr(base, name) for name in names if hasattr(base, name)})
    # The audit of overrides reads them.
    space["_base"], space["_overrides"] = base, tuple(overrides)
    for item in space["_overrides"]:
        space[item.name] = functools.partial(item.function, hooks) if item.bound else item.function


__all__ = ["DispatchTable", "Extension", "NativeNamespace"]
