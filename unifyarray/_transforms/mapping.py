"""Map a function over the elements of arrays along an axis: the work behind ``ua.vmap``."""

from __future__ import annotations

import functools
from threading import local

from .._array import protection
from .._array.array import Array
from .._array.calls import as_constant, join_constants
from .._array.invocation import invoke
from .._array.mapped import with_levels
from .._core import tracing
from .._core.errors import AxisError, message, shown
from .._core.pytree import aligned, leaves, tree_map
from .._rules import axes as axis_rules
from .._rules.promotion import widest_real
from .._runtime import registry
from .._runtime import selection as _selection
from .._runtime.python_scalars import as_python
from .differentiation import check_function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Final, TypeAlias

    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType

    #: Axes in a prefix of the containers of the arrays that they are for.
    Axes: TypeAlias = Any

_ORIGIN: Final = "ua.vmap"


class _Depth(local):
    """How many calls of ``ua.vmap`` this thread is running that call the function for each element."""

    value = 0


_depth: Final = _Depth()


def vmap(function: Callable[..., Any], in_axes: Axes, out_axes: Axes) -> Callable[..., Any]:
    """Return a function that maps a function, as ``ua.vmap`` documents."""
    check_function(_ORIGIN, function)
    _check_axes("in_axes", in_axes)
    _check_axes("out_axes", out_axes)
    if in_axes is not None and type(in_axes) is not int and not isinstance(in_axes, (tuple, list)):
        fact = f"{_ORIGIN}: in_axes must be an integer, None, or a tuple, got {shown(in_axes)}"
        raise TypeError(message(fact, "in_axes=(0, None), with an entry for each argument"))

    @functools.wraps(function)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        arguments = _Arguments(in_axes, args, kwargs)
        results = _Results(arguments, out_axes)
        if tracing.probe():
            return results.returned(results.run(function))
        written = protection.Written(_ORIGIN)
        protected = [protection.Protected(_ORIGIN, array._xp.hooks, [array._native], "") for array in arguments.arrays]
        running = protection.running
        try:
            running.append(written)
            running += protected
            outputs = results.run(function)
            returned = results.returned(outputs)
        except BaseException:
            written.restore(set())
            raise
        finally:
            for item in (written, *protected):
                if item in running:
                    running.remove(item)
        written.check([*arguments.arrays, *results.arrays])
        return returned

    return mapped


def _check_axes(name: str, axes: Axes) -> None:
    """Raise TypeError if the leaves of a tree are not axes."""
    for axis in leaves(axes):
        if axis is not None and type(axis) is not int:
            fact = f"{_ORIGIN}: {name} must hold integers or None, got {shown(axis)} ({type(axis).__name__})"
            raise TypeError(message(fact, f"{name}=0, or {name}=(0, None)"))


class _Arguments:
    """The arguments of one call, with an Array for each array.

    Attributes
    ----------
    args, kwargs : list, dict
        The arguments that the function gets.
    arrays : list of Array
        Every Array among them. They belong to this call alone.
    mapped : list of (Array, int)
        The Arrays that are mapped, and the axis of the elements, counted from 0.
    natives, namespaces : list of native array, list of NativeNamespace
        The data of the mapped Arrays, with the axis, and the namespaces.
    size : int
        The number of elements.
    has_natives : bool
        Whether any array was native. Results are then native arrays, too.
    xp : NativeNamespace
        The namespace of the Arrays, whatever they depend on.
    dtypes : set of DType
        The dtypes of the Arrays.
    """

    def __init__(self, in_axes: Axes, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.arrays: list[Array] = []
        self.mapped: list[tuple[Array, int]] = []
        self.has_natives = False
        self.dtypes: set[DType] = set()
        self._names: list[str] = []
        if in_axes is None or type(in_axes) is int:
            in_axes = (in_axes,) * len(args)
        elif len(in_axes) != len(args):
            fact = f"{_ORIGIN}: in_axes has {len(in_axes)} entries for {len(args)} positional arguments"
            raise ValueError(message(fact, "in_axes=(0, None), with an entry for each argument"))
        self.args = [
            self._wrap_tree(f"argument {i}", x, axes) for i, (x, axes) in enumerate(zip(args, in_axes, strict=True))
        ]
        self.kwargs = {name: self._wrap_tree(f"argument {name!r}", x, 0) for name, x in kwargs.items()}
        if not self.mapped:
            fact = f"{_ORIGIN}: no argument is an array that is mapped"
            raise ValueError(message(fact, "ua.vmap(f)(x) with an array x, and an axis for it in in_axes"))
        self._join()
        self.natives = [array._native for array, _ in self.mapped]
        self.namespaces = [array._xp for array, _ in self.mapped]
        self.size = self._common_length()
        self.xp = self.arrays[0]._xp.plain

    def _wrap_tree(self, name: str, tree: Any, axes: Axes) -> Any:
        """Return an argument with Arrays in place of arrays, and note the axes."""

        def wrap_below(axis: int | None, subtree: Any) -> Any:
            return tree_map(lambda leaf: self._wrap(name, leaf, axis), subtree)

        if axes is None or type(axes) is int:
            return wrap_below(axes, tree)
        subtrees = iter(aligned(axes, tree, f"{_ORIGIN}: {name}, for its entry in in_axes,"))
        return tree_map(lambda axis: wrap_below(axis, next(subtrees)), axes)

    def _wrap(self, name: str, x: Any, axis: int | None) -> Any:
        """Return a new Array for an array, and any other object unchanged."""
        if type(x) is Array:
            array = Array(x._native, x._xp)
        else:
            xp = None if registry.is_library_scalar(type(x)) else registry.namespace_of(x)
            if xp is None:
                return x
            xp.hooks.on_wrap(x)
            array = Array(x, xp)
            xp.hooks.on_array(array)
            self.has_natives = True
        self.arrays.append(array)
        self.dtypes.add(array.dtype)
        if axis is not None:
            self.mapped.append((array, _position(f"in_axes={axis}", axis, array.shape, array.ndim, name)))
            self._names.append(name)
        return array

    def _join(self) -> None:
        """Convert the Arrays to one namespace if the rule for constants allows it (contract row 21)."""
        first = self.arrays[0]._xp.plain
        if all(array._xp.plain is first for array in self.arrays):
            return
        for array, joined in zip(self.arrays, join_constants(self.arrays), strict=True):
            array._native, array._xp = joined._native, joined._xp

    def _common_length(self) -> int:
        hooks = self.mapped[0][0]._xp.hooks
        lengths = [axis_rules.known(array.shape, hooks.unknown_length_hint)[axis] for array, axis in self.mapped]
        for name, (_, axis), length in zip(self._names, self.mapped, lengths, strict=True):
            if length != lengths[0]:
                fact = (
                    f"{_ORIGIN}: {self._names[0]} has {lengths[0]} elements along axis {self.mapped[0][1]}, but {name} "
                    f"has {length} along axis {axis}"
                )
                raise ValueError(message(fact, "pass arrays of the same length, or None in in_axes for one of them"))
        return lengths[0]


def _position(text: str, axis: int, shape: tuple[int, ...], ndim: int, name: str) -> int:
    """Return an axis counted from 0."""
    if -ndim <= axis < ndim:
        return axis % ndim
    fact = f"{_ORIGIN}: {text} is out of range for {name} of shape {shape}"
    hint = f"pass an axis from {-ndim} to {ndim - 1}" if ndim else "in_axes=(0, None) passes the second argument as is"
    raise AxisError(message(fact, hint))


class _Output:
    """One array of the function's value, for all elements.

    Attributes
    ----------
    parts : list of native array
        The results by element; or one array for all elements, with the elements along axis 0.
    is_whole : bool
        Whether `parts` has one array for all elements.
    is_mapped : bool
        Whether it depends on the elements.
    xp : NativeNamespace
        The namespace of the result.
    """

    __slots__ = ("is_mapped", "is_whole", "parts", "xp")

    def __init__(self, parts: list[Any], is_whole: bool, is_mapped: bool, xp: NativeNamespace) -> None:
        self.parts = parts
        self.is_whole = is_whole
        self.is_mapped = is_mapped
        self.xp = xp


class _Results:
    """Run the function of one call, and return its results to the caller.

    Attributes
    ----------
    arrays : list of Array
        The Arrays of the value, as the function returned it.
    """

    def __init__(self, arguments: _Arguments, out_axes: Axes) -> None:
        self._arguments = arguments
        self._out_axes = out_axes
        self._value: Any = None
        self.arrays: list[Array] = []
        self._selection = _selection.in_force().inside(_ORIGIN, arguments.xp, widest_real(arguments.dtypes))

    def run(self, function: Callable[..., Any]) -> list[_Output]:
        """Run the function for all elements."""
        arguments = self._arguments
        namespaces: list[NativeNamespace] = []

        def run_once(natives: Sequence[Any]) -> list[Any]:
            found = self._call(function, natives, arguments.namespaces)
            namespaces.extend([x._xp for x in found])
            return [x._native for x in found]

        axes = [axis for _, axis in arguments.mapped]
        found = arguments.xp.hooks.vmap(run_once, arguments.natives, axes)
        if found is None:
            return self._run_for_each(function)
        return [_Output([y], True, is_mapped, xp) for (y, is_mapped), xp in zip(found, namespaces, strict=True)]

    def _run_for_each(self, function: Callable[..., Any]) -> list[_Output]:
        """Call the function for each element; Arrays that depend on it are marked."""
        arguments = self._arguments
        hooks = arguments.xp.hooks
        outer = _depth.value
        level = frozenset({outer + 1})
        inner = [with_levels(xp, xp.levels | level) for xp in arguments.namespaces]
        by_element: list[list[Array]] = []
        try:
            _depth.value += 1
            for i in range(arguments.size):
                natives = [
                    hooks.getitem(native, (*[slice(None)] * axis, i, Ellipsis))
                    for native, (_, axis) in zip(arguments.natives, arguments.mapped, strict=True)
                ]
                by_element.append(self._call(function, natives, inner))
            # Without elements, a call with zeros tells the shapes and dtypes of the results.
            examples = by_element[0] if by_element else self._call(function, self._zeros(), inner)
        finally:
            _depth.value = outer
        outputs = []
        for k, example in enumerate(examples):
            found = [arrays[k] for arrays in by_element]
            levels = frozenset().union(*[x._xp.levels for x in (example, *found)])
            there = with_levels(example._xp, levels - level)
            natives = [x._native for x in found] or [self._empty(example)]
            outputs.append(_Output(natives, not found, level <= levels, there))
        return outputs

    def _zeros(self) -> list[Any]:
        """Return an element of each mapped array, of zeros."""
        hooks, xp = self._arguments.xp.hooks, self._arguments.xp
        found = []
        for native, (_, axis) in zip(self._arguments.natives, self._arguments.mapped, strict=True):
            shape = hooks.shape(native)
            dtype = hooks.native_dtype(hooks.dtype(native))
            found.append(xp.zeros((*shape[:axis], *shape[axis + 1 :]), dtype=dtype))
        return found

    def _empty(self, example: Array) -> Any:
        """Return the results of no elements."""
        xp = example._xp
        return xp.zeros((0, *example.shape), dtype=xp.hooks.native_dtype(example.dtype))

    def _call(
        self, function: Callable[..., Any], natives: Sequence[Any], namespaces: Sequence[NativeNamespace]
    ) -> list[Array]:
        """Call the function with these data in its mapped arguments, and return the Arrays of its value."""
        arguments = self._arguments
        for (array, _), native, xp in zip(arguments.mapped, natives, namespaces, strict=True):
            array._native, array._xp = native, xp
        value = _selection.call(self._selection, function, arguments.args, arguments.kwargs)
        self._value = value
        self.arrays += [leaf for leaf in leaves(value) if type(leaf) is Array]
        return [self._as_array(leaf) for leaf in leaves(value) if leaf is not None]

    def _as_array(self, x: Any) -> Array:
        """Return a value of the function as an Array, of the library of the arguments unless it carries a gradient."""
        plain = self._arguments.xp
        if type(x) is not Array:
            value = as_python(x)
            if value is not None:
                return Array(plain.hooks.scalar(value, plain.hooks.default_dtype(type(value))), plain)
            xp = registry.namespace_of(x)
            if xp is None:
                fact = f"{_ORIGIN}: the function returned {shown(x)} ({type(x).__name__}), which is not an array"
                raise TypeError(message(fact, "return Arrays, numbers or None, also in lists, tuples and dicts"))
            x = Array(x, xp)
        # A result that carries a gradient stays with the backend that differentiates: the arguments joined it.
        if x._xp.plain is not plain and not x._xp.hooks.requires_grad(x._native):
            x = as_constant(x, with_levels(plain, x._xp.levels), of_transform=True)
        return Array(x._native, x._xp)  # an argument gets other data for the next element

    def returned(self, outputs: Sequence[_Output]) -> Any:
        """Return the function's value for the caller, with these arrays in it."""
        out_axes, value = self._out_axes, self._value
        following = iter(outputs)

        def finish_below(axis: int | None, subtree: Any) -> Any:
            return tree_map(lambda leaf: None if leaf is None else self._finished(next(following), axis), subtree)

        if out_axes is None or type(out_axes) is int:
            return finish_below(out_axes, value)
        subtrees = iter(aligned(out_axes, value, f"{_ORIGIN}: the value of the function, for out_axes,"))
        return tree_map(lambda axis: finish_below(axis, next(subtrees)), out_axes)

    def _finished(self, output: _Output, axis: int | None) -> Any:
        """Return one result, with the elements along an axis; None: once."""
        xp, hooks = output.xp, output.xp.hooks
        if axis is None:
            if output.is_mapped:
                fact = f"{_ORIGIN}: out_axes is None for a result that depends on the elements"
                raise ValueError(message(fact, "out_axes=0, or another axis"))
            native = output.parts[0]
            if output.is_whole:
                native = self._first(output)
        else:
            shape = hooks.shape(output.parts[0])
            ndim = len(shape) + (not output.is_whole)
            where = _position(f"out_axes={axis}", axis, shape, ndim, "a result")
            native = self._joined(output, where)
        return hooks.ensure_array(native) if self._arguments.has_natives else Array(native, xp)

    def _first(self, output: _Output) -> Any:
        """Return a result that is the same for all elements."""
        xp, native = output.xp, output.parts[0]
        if self._arguments.size:
            return xp.asarray(xp.hooks.getitem(native, (0, Ellipsis)), copy=True)
        return xp.zeros(xp.hooks.shape(native)[1:], dtype=xp.hooks.native_dtype(xp.hooks.dtype(native)))

    def _joined(self, output: _Output, axis: int) -> Any:
        """Return a result with the elements along an axis."""
        xp = output.xp
        if not output.is_whole:
            return invoke(xp, xp.stack, output.parts, axis=axis)
        native = output.parts[0]
        if not output.is_mapped:
            native = xp.asarray(native, copy=True)  # the library may have repeated it without using memory
        return xp.moveaxis(native, (0,), (axis,)) if axis else native


__all__ = ["vmap"]
