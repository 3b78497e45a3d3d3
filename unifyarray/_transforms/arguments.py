"""The arguments of a function to differentiate: arrays become Arrays, and variables are noted.

A variable is an array that the function is differentiated with respect to.
"""

from __future__ import annotations

from .._array.array import Array
from .._core.errors import message, shown
from .._core.pytree import aligned, leaves, parts, tree_map
from .._runtime import registry
from .._runtime.python_scalars import as_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final, NoReturn, TypeAlias

    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType
    from .argnums import Key
    from .transformation import Transformation

    #: The namespace of an array that the caller passed, and whether it was a native array.
    Source: TypeAlias = tuple[NativeNamespace, bool]

_new = object.__new__  # assigning the two attributes takes less time than calling the class

_CONTAINERS: Final = "arrays are found in lists, tuples, dicts and dataclasses, nested to any depth"


class Arguments:
    """The arguments of one call, with an Array for each array.

    Attributes
    ----------
    args : list
        The positional arguments.
    kwargs : dict of str
        The keyword arguments.
    arrays : list of Array
        Every Array among the arguments, except those of `numbers`. They belong to this call alone, so their data can
        be replaced.
    variables : list of Array
        The Arrays to differentiate with respect to.
    sources : list of (NativeNamespace, bool) or None
        Origin of each variable; None for a Python number.
    numbers : list of (Array, float or complex)
        The variables that were passed as Python numbers. Their Arrays are empty until ``Route`` fills them.
    forms : dict of int or str
        For each argument to differentiate: its containers, with the variable's index in place of each variable and
        None in place of anything else.
    dtypes : set of DType
        The dtypes of `arrays`.
    has_natives : bool
        Whether any array was native. Results are then native arrays, too.
    """

    __slots__ = (
        "_transformation",
        "args",
        "arrays",
        "dtypes",
        "forms",
        "has_natives",
        "kwargs",
        "numbers",
        "sources",
        "variables",
    )

    def __init__(
        self, transformation: Transformation, args: Sequence[Any], kwargs: dict[str, Any], keys: Sequence[Key]
    ) -> None:
        """Wrap the arguments; ``keys`` are the positions and keywords of those to differentiate."""
        self._transformation = transformation
        self.arrays: list[Array] = []
        self.variables: list[Array] = []
        self.sources: list[Source | None] = []
        self.numbers: list[tuple[Array, Any]] = []
        self.forms: dict[Key, Any] = {}
        self.dtypes: set[DType] = set()
        self.has_natives = False
        self.args = [self._wrap_argument(i, x, i in keys) for i, x in enumerate(args)]
        self.kwargs = {k: self._wrap_argument(k, x, k in keys) for k, x in kwargs.items()} if kwargs else kwargs
        if not self.variables:
            fact = f"{transformation.origin}: no argument holds a floating-point array"
            raise TypeError(message(fact, _suggest_array(self.args)))

    def by_variable(self, trees: Sequence[Any], name: str) -> list[Any]:
        """Return the item of each variable from trees that have the same containers as the arguments.

        Parameters
        ----------
        trees : sequence
            One tree per argument.
        name : str
            The word for a tree in error messages.
        """
        found = [None] * len(self.variables)
        for key, tree in enumerate(trees):
            form = self.forms[key]
            for index, item in zip(leaves(form), aligned(form, tree, name), strict=True):
                if index is not None:
                    found[index] = item
        return found

    def _wrap_argument(self, key: Key, x: Any, is_chosen: bool) -> Any:
        """Return an argument with Arrays in place of arrays; note its variables if it is differentiated."""
        resolver = registry.namespace_of_type.get(type(x))
        if resolver is not None:  # the frequent case is written out, because calling _wrap takes as long as this
            xp = resolver(x).dispatch
            dtype = xp.hooks.dtype(x)
            if not is_chosen or dtype.rank >= 2:
                array = _new(Array)
                array._native, array._xp = x, xp
                self.has_natives = True
                self.dtypes.add(dtype)
                self.arrays.append(array)
                if is_chosen:
                    self.forms[key] = len(self.variables)
                    self.variables.append(array)
                    self.sources.append((xp, True))
                return array
        is_array = type(x) is Array or resolver is not None
        if not is_chosen:
            return self._wrap(x) if is_array else tree_map(self._wrap, x)
        before = len(self.variables)
        if is_array:
            wrapped = self._wrap(x, True)
            self.forms[key] = None if len(self.variables) == before else before
        else:
            value = as_python(x)
            if type(value) in (float, complex) and not registry.is_library_scalar(type(x)):
                return self._wrap_number(key, value)
            wrapped, self.forms[key] = self._wrap_tree(x)
        if len(self.variables) == before and not self._transformation.allows_constants:
            self._refuse(key, x, wrapped)
        return wrapped

    def _wrap_tree(self, tree: Any) -> tuple[Any, Any]:
        """Return a container with Arrays in place of arrays, and its form as in ``forms``."""
        kind = type(tree)
        if kind is dict:
            wrapped, form = {}, {}
            for key, item in tree.items():
                if type(item) in registry.namespace_of_type:  # the frequent case needs no further call
                    before = len(self.variables)
                    wrapped[key] = self._wrap(item, True)
                    form[key] = None if len(self.variables) == before else before
                else:
                    wrapped[key], form[key] = self._wrap_tree(item)
            return wrapped, form
        if kind is list or kind is tuple:
            pairs = [self._wrap_tree(item) for item in tree]
            return kind([pair[0] for pair in pairs]), kind([pair[1] for pair in pairs])
        before = len(self.variables)
        if kind not in registry.namespace_of_type and parts(tree) is not None:
            wrapped = tree_map(self._wrap_variable, tree)
            indices = {id(array): before + i for i, array in enumerate(self.variables[before:])}
            return wrapped, tree_map(lambda leaf: indices.get(id(leaf)), wrapped)
        wrapped = self._wrap_variable(tree)
        return wrapped, None if len(self.variables) == before else before

    def _wrap(self, x: Any, is_variable: bool = False) -> Any:
        """Return a new Array over an array, and any other object unchanged."""
        if type(x) is Array:
            xp, native = x._xp, x._native
        else:
            resolver = registry.namespace_of_type.get(type(x))
            found = registry.namespace_of(x) if resolver is None else resolver(x).dispatch
            if found is None:
                return x
            xp, native = found, x
            self.has_natives = True
        array = _new(Array)
        array._native, array._xp = native, xp
        dtype = xp.hooks.dtype(native)
        self.dtypes.add(dtype)
        self.arrays.append(array)
        if is_variable and dtype.rank >= 2:
            self.variables.append(array)
            self.sources.append((xp, native is x))
        return array

    def _wrap_variable(self, x: Any) -> Any:
        if registry.is_library_scalar(type(x)) and type(as_python(x)) in (float, complex):
            import numpy as np

            # NumPy returns scalars in place of 0-dimensional arrays, so a parameter is one after its first update.
            x = np.asarray(x)
        return self._wrap(x, True)

    def _wrap_number(self, key: Key, value: Any) -> Array:
        array = _new(Array)
        self.forms[key] = len(self.variables)
        self.variables.append(array)
        self.sources.append(None)
        self.numbers.append((array, value))
        return array

    def _refuse(self, key: Key, x: Any, wrapped: Any) -> NoReturn:
        """Raise the TypeError for an argument that has nothing to differentiate."""
        argument = f"{self._transformation.origin}: argument {key!r}"
        if type(wrapped) is Array:
            fact = f"{argument} has dtype {wrapped.dtype}, which has no derivative"
            raise TypeError(message(fact, "ua.astype(x, ua.float64), or differentiate another argument: argnums=1"))
        if (value := as_python(x)) is not None:
            fact = f"{argument} is the {type(value).__name__} {shown(value)}, which is a constant"
            raise TypeError(message(fact, "pass float(x), or differentiate another argument: argnums=1"))
        fact = f"{argument} ({type(x).__name__}) holds no floating-point array"
        number = next((leaf for leaf in leaves(x) if type(leaf) in (float, complex)), None)
        if number is not None:  # a number is differentiated only if it is the argument itself
            is_list = isinstance(x, list | tuple) and all(as_python(value) is not None for value in x)
            data = "x" if is_list else repr(number)
            raise TypeError(message(fact, f"numbers in containers are constants: ua.asarray({data})"))
        raise TypeError(message(fact, f"{_suggest_array(x)}; or differentiate another argument: argnums=1"))


def _suggest_array(tree: Any) -> str:
    """Return the hint for arguments without arrays: how to make an Array of their data, or where arrays can be."""
    for leaf in leaves(tree):
        if hasattr(leaf, "__array__") and type(leaf) is not Array and as_python(leaf) is None:
            return f"ua.asarray(x) makes an Array of a {type(leaf).__name__}"
    return _CONTAINERS
