"""``@ua.portable``: call functions that are written for Arrays with the native arrays of any library."""

from __future__ import annotations

from .._array.array import Array
from .._array.calls import join_constants
from .._core import lazy_typing as t
from .._core import tracing
from .._core.errors import message, shown
from .._rules.promotion import widest_real
from .._runtime import registry
from .._runtime import selection as _selection
from .._runtime.late import functools, pytree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType

# The flag of code objects that the inspect module calls CO_COROUTINE.
_COROUTINE: Final = 0x80


def portable(function: t.Callable[t.P, t.R]) -> t.PortableFunction[t.P, t.R]:
    """Let a function written for Arrays be called with the arrays of any library.

    The function receives Arrays. While it runs, the backend, the device and the widest real floating dtype of its
    array arguments are the current ones. If every array among the arguments is an Array, results are Arrays, too.
    Otherwise results are native arrays of the library. Arrays in nested tuples, lists, dicts and dataclasses are
    converted, and other objects are passed unchanged. Data are not copied.

    Parameters
    ----------
    function : callable
        Takes and returns Arrays.

    Returns
    -------
    callable
        A function with the same parameters that also takes native arrays. Its types are Any for type checkers,
        because the type of the result depends on the arguments.

    Raises
    ------
    TypeError
        The function is a generator.
    DeviceMismatchError
        When called: the arrays live on different devices or backends, and none carries a gradient, so that the
        others could join it as constants.

    Examples
    --------
    >>> import numpy as np, unifyarray as ua
    >>> @ua.portable
    ... def centred(x):
    ...     return x - ua.mean(x, axis=0)
    >>> centred(np.asarray([1.0, 3.0]))
    array([-1.,  1.])
    """
    if not callable(function):
        hint = "write @ua.portable before a def"
        raise TypeError(message(f"ua.portable needs a function, got {shown(function)}", hint))
    hint = "decorate a function that returns its result, or convert inside: ua.asarray(x), ua.native(a)"
    _selection.refuse_generator(function, hint)
    code = getattr(function, "__code__", None)
    flags = 0 if code is None else code.co_flags
    if flags & _COROUTINE:

        @functools.wraps(function)
        async def coroutine(*args: t.Any, **kwargs: t.Any) -> t.Any:
            arguments = _Arguments(args, kwargs)
            if arguments.xp is None:
                return await function(*args, **kwargs)  # type: ignore[misc]
            inner = arguments.selection(arguments.xp)
            result = await _selection.call_coroutine(inner, function, arguments.args, arguments.kwargs)
            return pytree.tree_map(_unwrap, result) if arguments.has_natives else result

        return coroutine  # type: ignore[return-value]

    @functools.wraps(function)
    def wrapper(*args: t.Any, **kwargs: t.Any) -> t.Any:
        _look_up_selection()
        arguments = _Arguments(args, kwargs)
        if arguments.xp is None:
            return function(*args, **kwargs)
        inner = arguments.selection(arguments.xp)
        result = _selection.call(inner, function, arguments.args, arguments.kwargs)
        return pytree.tree_map(_unwrap, result) if arguments.has_natives else result

    return wrapper  # type: ignore[return-value]


@tracing.run_while_tracing
def _look_up_selection() -> None:
    """Read the defaults and the environment, and load what the calls below use, if that was not done before."""
    _selection.in_force()
    pytree.tree_map  # noqa: B018 - read for its effect


class _Arguments:
    """The arguments of one call, with Arrays in place of native arrays, and their common namespace."""

    def __init__(self, args: tuple[t.Any, ...], kwargs: dict[str, t.Any]) -> None:
        self.xp: NativeNamespace | None = None
        self.has_natives = False
        self.dtypes: set[DType] = set()
        self._arrays: list[Array] = []
        self._is_mixed = False
        self.args = [pytree.tree_map(self._wrap, x) for x in args]
        self.kwargs = {name: pytree.tree_map(self._wrap, x) for name, x in kwargs.items()}
        if self._is_mixed:
            self._join()

    def _wrap(self, x: t.Any) -> t.Any:
        """Return a native array as an Array, and any other object unchanged."""
        if type(x) is Array:
            array = x
        else:
            registry.look_up(type(x))
            xp = registry.namespace_of(x)
            if xp is None or registry.is_library_scalar(type(x)):
                return x
            xp.hooks.on_wrap(x)
            self.has_natives = True
            array = Array(x, xp)
            xp.hooks.on_array(array)
        xp = array._xp.plain  # inside ua.vmap, Arrays that depend on the element stay distinct from those that do not
        if self.xp is None:
            self.xp = xp
        elif self.xp is not xp:
            self._is_mixed = True
        self.dtypes.add(array.dtype)
        self._arrays.append(array)
        return array

    def _join(self) -> None:
        """Convert the arrays to one namespace if the rule for constants allows it (contract row 21)."""
        joined = join_constants(self._arrays)
        by_id = {id(old): new for old, new in zip(self._arrays, joined, strict=True)}
        self.xp = joined[0]._xp.plain
        self.args = [pytree.tree_map(lambda leaf: by_id.get(id(leaf), leaf), x) for x in self.args]
        self.kwargs = {
            name: pytree.tree_map(lambda leaf: by_id.get(id(leaf), leaf), x) for name, x in self.kwargs.items()
        }

    def selection(self, xp: NativeNamespace) -> _selection.Selection:
        """Return the selection in force while the function runs."""
        return _selection.in_force().inside("ua.portable", xp, widest_real(self.dtypes))


def _unwrap(x: t.Any) -> t.Any:
    """Return an Array as a native array, and any other object unchanged."""
    return x._xp.hooks.ensure_array(x._native) if type(x) is Array else x


# For type checkers, `lazy_typing.pyi` defines more: parameters hold for Arrays, and native arrays are accepted, too.
t.define("PortableFunction", lambda typing: t.Callable)
