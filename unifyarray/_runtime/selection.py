"""The selection of the backend and device for creation functions, and of the policies.

Precedence: an argument, then ``with ua.use(...)`` (a ContextVar), then ``ua.set_default(...)``, then the
environment, then NumPy on the CPU. The environment is read at first use, never at import. Only this module and
`settings.py` combine these sources.
"""

from __future__ import annotations

import contextvars

# Importing threading would load functools and collections, too, and take a fifth of the time of `import unifyarray`.
from _thread import _local, allocate_lock, get_ident

from .._core import lazy_typing as t
from .._core import provided, tracing
from .._core.devices import Device
from .._core.dtypes import DType, widest_float
from .._core.errors import message
from .late import functools, settings, specifications, weakref
from .state import fast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from typing import Any, Final, Literal, TypeAlias

    from .._backend.namespaces import NativeNamespace
    from .._core.configuration import Transfer

    Spec: TypeAlias = "str | Device | Selection"
    DeviceChoice: TypeAlias = Device | Literal["auto"] | None

# Flags of code objects: inspect.CO_GENERATOR and inspect.CO_ASYNC_GENERATOR.
_GENERATORS: Final = 0x20 | 0x200
#: The keyword arguments of a call without any.
_NOTHING: Final[dict[str, Any]] = {}


class Selection:
    """A backend and a device for creation functions, and the policies.

    Attributes
    ----------
    backend : str or None
        Name of the backend.
    device : Device, "auto" or None
        Device of new arrays.
    default_float : DType or None
        Default real floating dtype; None means the widest dtype of the device.
    transfer : {"allow", "warn", "error"}
        Whether an implicit copy from an accelerator to the host is allowed, warns or raises.
    checks : bool
        Whether to make the checks of bounds and of singular matrices that synchronise with the device.
    autograd : str or None
        Name of the backend that computes gradients for backends without autograd. None means the backend of the
        highest priority.
    jit : str or None
        Name of the backend that compiles functions for backends without a compiler, or "none". None means the backend
        of the highest priority.
    differentiating : bool
        Whether ``ua.grad`` or another gradient transform is running a function under this selection.
    compiling : bool
        Whether ``ua.jit`` is running a function under this selection, with arrays that have no values.
    joining : bool
        Whether Arrays without autograd can be combined, as constants, with Arrays of a backend with autograd, no matter
        whether these are tracked. True inside ``ua.grad`` and other gradient transforms, and inside ``ua.no_grad``.
        If it is False, Arrays can still be combined while the library tracks nothing.
    """

    __module__ = "unifyarray.typing"
    __slots__ = (
        "_children",
        "_inside",
        "_origins",
        "autograd",
        "backend",
        "blocks",
        "checks",
        "compiling",
        "default_float",
        "device",
        "differentiating",
        "empty",
        "jit",
        "joining",
        "ones",
        "parent",
        "transfer",
        "xp",
        "zeros",
    )

    def __init__(
        self,
        backend: str | None = None,
        device: Device | t.Literal["auto"] | None = None,
        default_float: DType | None = None,
        transfer: t.Transfer = "warn",
        checks: bool = True,
        origins: dict[str, str] | None = None,
        parent: Selection | None = None,
    ) -> None:
        self.backend = backend
        self.device: DeviceChoice = device
        self.default_float = default_float
        self.transfer: Transfer = transfer
        self.checks = checks
        self._origins = origins
        self._inside: tuple[str, tuple[str, ...]] | None = None
        self._children: dict[tuple[str, NativeNamespace, DType | None], Selection] = {}
        #: By arguments of ``ua.use``: the selection of a block inside this one.
        self.blocks: dict[tuple[Any, ...], Selection] = {}
        self.parent = parent
        self.autograd: str | None = None if parent is None else parent.autograd
        self.jit: str | None = None if parent is None else parent.jit
        self.differentiating: bool = parent is not None and parent.differentiating
        self.compiling: bool = parent is not None and parent.compiling
        self.joining: bool = parent is not None and parent.joining
        #: The native namespace; None until it is resolved.
        self.xp: NativeNamespace | None = None
        #: Function that makes an array of the default real floating dtype from a shape, or None if the device lacks the
        #: dtype.
        self.empty: t.Callable[..., Any] | None = None
        self.ones: t.Callable[..., Any] | None = None
        self.zeros: t.Callable[..., Any] | None = None

    def __repr__(self) -> str:
        spec = ":".join(str(part) for part in (self.backend, self.device) if part is not None)
        return (
            f"<selection {spec or 'numpy:cpu'}, default_float={self.default_float or 'widest'}, "
            f"transfer={self.transfer}, checks={'on' if self.checks else 'off'}>"
        )

    def __reduce__(self) -> tuple[object, tuple[t.Any, ...]]:
        return Selection, (self.backend, self.device, self.default_float, self.transfer, self.checks)

    @property
    def origins(self) -> dict[str, str]:
        """The source of each value, computed at first access: it is seldom read, and there are many selections."""
        if self._origins is None:
            self._origins = {} if self.parent is None else dict(self.parent.origins)
            if self._inside is not None:
                origin, names = self._inside
                self._origins.update(dict.fromkeys(names, origin))
        return self._origins

    def child(self, origin: str, **changes: t.Any) -> Selection:
        """Return a Selection with some fields changed; ``origin`` names the source of the changes."""
        new = Selection(
            self.backend, self.device, self.default_float, self.transfer, self.checks, dict(self.origins), self
        )
        for name, value in changes.items():
            setattr(new, name, value)
            new.origins[name] = origin if value is not None else "built in"
        return new

    def inside(self, origin: str, xp: t.BackendNamespace, default_float: DType | None) -> Selection:
        """Return the Selection for a function whose arguments are in a namespace and imply a default float.

        The Selection is cached for each origin, namespace and default float, so the caller must always set the same
        additional attributes on it.
        """
        key = origin, xp, default_float
        found = None if tracing.probe() else self._children.get(key)  # torch.compile cannot look up such keys
        if found is not None:
            return found
        new = Selection(None, None, default_float or self.default_float, self.transfer, self.checks, None, self)
        new._inside = origin, ("backend", "device") if default_float is None else ("backend", "device", "default_float")
        new.bind(xp)
        if not tracing.probe():
            self._children[key] = new
        return new

    def resolve(self) -> Selection:
        """Look up the native namespace of the backend and device, and return this Selection."""
        if self.xp is None:
            self.bind(specifications.resolve_namespace(self.backend, self.device))
        return self

    def bind(self, xp: t.BackendNamespace) -> None:
        """Set the namespace, and with it the backend and the device."""
        hooks = xp.hooks
        self.backend, self.device = hooks.backend.name, hooks.device
        wanted = self.default_float or widest_float(hooks.dtypes)
        if wanted in hooks.dtypes:
            self.empty, self.ones, self.zeros = hooks.allocators(wanted)
        self.xp = xp


class _Block:
    """The selection of a ``with`` block, and the block around it."""

    __slots__ = ("__weakref__", "outer", "selection")

    selection: Selection
    outer: _Block | None


_scope: contextvars.ContextVar[_Block | None] = contextvars.ContextVar("unifyarray selection", default=None)
_lock = allocate_lock()
_default: dict[str, Any] = {}
_root: Selection | None = None
#: The generation of the registry for which `_root` was read.
_root_generation = -1
#: The blocks that are still referenced: by code inside the block, or by a context that was copied there. (An asyncio
#: task keeps the block that it was created in, and can run after the block has ended.)
_live_blocks: set[weakref.ref[_Block]] = set()
_discard_block: Final = _live_blocks.discard


class _Mirror(_local):
    """A copy of the selection for each thread, for torch.compile, which cannot trace ContextVar.get."""

    def __init__(self) -> None:
        # This must be an attribute of the instance: torch.compile does not notice if an attribute of the class is
        # shadowed by the instance later.
        self.selection: Selection | None = None


_mirror = _Mirror()


def in_force() -> Selection:
    """Return the selection in force; its backend may not be resolved yet."""
    if tracing.probe():
        if _mirror.selection is not None:
            return _mirror.selection
    else:
        block = _scope.get()
        if block is not None:
            return block.selection
    return _root if _root is not None and _root_generation == fast.generation else _read_root()


def checks_values() -> bool:
    """Return whether to make the checks of bounds and of singular matrices that synchronise with the device."""
    return in_force().checks


def is_differentiating() -> bool:
    """Return whether ``ua.grad`` or another gradient transform is running a function in this thread."""
    return in_force().differentiating


def current() -> Selection:
    """Return the selection in force: backend, device and policies.

    Returns
    -------
    Selection
        You can pass it to ``ua.use``, also in another thread or, pickled, in another process. ``origins`` names the
        source of each value.

    Raises
    ------
    BackendUnavailableError, DeviceUnavailableError, ConfigurationError
        If the selected backend or device is not available, or a variable has an invalid value.
    """
    selection = in_force()
    if selection.xp is None:
        selection.resolve()
    if selection is _root and not tracing.probe() and not _live_blocks:
        with _lock:
            # Another thread may have changed any of these conditions while this thread waited for the lock.
            if selection is _root and not _live_blocks and _root_generation == fast.generation:
                fast.selection = selection
    return selection


def _read_root() -> Selection:
    """Read the defaults and the environment, once."""
    global _root, _root_generation
    generation = fast.generation
    default = _default
    root = Selection()
    settings.read_into(root, default)
    with _lock:
        if _default is default:  # otherwise another thread has set new defaults, which are read next time
            _root, _root_generation = root, generation
    return root


def _changes(
    base: Selection,
    spec: Spec | None,
    default_float: DType | str | None,
    transfer: str | None,
    checks: bool | None,
) -> dict[str, Any]:
    """Return the fields that the arguments of ``ua.use`` change."""
    if not isinstance(spec, Selection):
        return settings.changes_of(base, spec, default_float, transfer, checks)
    fields = {name: getattr(spec, name) for name in ("backend", "device", "default_float", "transfer", "checks")}
    return fields | settings.changes_of(base, None, default_float, transfer, checks)


#: The types of arguments of ``ua.use`` with which its work is done once.
_PLAIN: Final = frozenset({str, bool, Device, DType, type(None)})
#: The arguments that were found to be valid; the first is the generation of the registry.
_valid: Final[set[tuple[Any, ...]]] = set()
#: How many arguments and selections are kept.
_MOST_KEPT: Final = 100


class use:  # noqa: N801 - reads as a verb: `with ua.use("cuda")`
    """Choose the backend, the device and the policies for a block or for a function.

    Use it as a context manager, or as a decorator of functions and coroutine functions. Generators are rejected,
    because they run after their call. Only the current thread or asyncio task sees the selection.

    Parameters
    ----------
    spec : str, Device or Selection, optional
        ``"torch"``, ``"cuda"``, ``"torch:cuda:1"``, ``"mps"``, ``"auto"``, or a result of ``ua.current()``. A worker
        process can take over the selection of its parent process this way.
    default_float : DType or str, optional
        Default real floating dtype, ``"float64"`` or ``"float32"``. The default complex dtype follows.
    transfer : {"allow", "warn", "error"}, optional
        Whether an implicit copy from an accelerator to the host is allowed, warns or raises.
    checks : bool, optional
        Whether to make the checks of bounds and of singular matrices that synchronise with the device.

    Raises
    ------
    BackendUnavailableError
        If the backend is unknown or cannot be loaded.
    DeviceUnavailableError
        If the device is not available, or the backend does not support it.
    ValueError
        If a value is not valid.

    Examples
    --------
    >>> import unifyarray as ua
    >>> with ua.use("numpy", default_float="float32"):
    ...     ua.zeros(2).dtype
    unifyarray.float32
    """

    def __init__(
        self,
        spec: str | Device | Selection | None = None,
        *,
        default_float: DType | t.DefaultFloat | None = None,
        transfer: t.Transfer | None = None,
        checks: bool | None = None,
    ) -> None:
        self._arguments = (spec, default_float, transfer, checks)
        if tracing.probe():
            _changes(Selection(), *self._arguments)  # raise for an invalid value already here
            return
        is_plain = {type(spec), type(default_float), type(transfer), type(checks)} <= _PLAIN
        self._key = (fast.generation, type(checks), *self._arguments) if is_plain else None
        if self._key is None or self._key not in _valid:
            _changes(Selection(), *self._arguments)
            if self._key is not None:
                if len(_valid) >= _MOST_KEPT:
                    _valid.clear()
                _valid.add(self._key)
        self.__class__ = _GuardedUse  # pyright: ignore[reportAttributeAccessIssue]

    def __enter__(self) -> Selection:
        new = self._selection()
        enter(new)
        return new

    def __exit__(self, *exc_info: object) -> None:
        leave()

    def _selection(self) -> Selection:
        base = in_force()
        if tracing.probe() or self._key is None or self._key[0] != fast.generation:
            return base.child("ua.use", **_changes(base, *self._arguments)).resolve()
        found = base.blocks.get(self._key)
        if found is None:
            found = base.child("ua.use", **_changes(base, *self._arguments)).resolve()
            if len(base.blocks) >= _MOST_KEPT:
                base.blocks.clear()
            base.blocks[self._key] = found
        return found

    def __call__(self, function: t.Callable[t.P, t.R]) -> t.Callable[t.P, t.R]:
        """Return the function wrapped so that it runs under this selection; raise TypeError for a generator."""
        from inspect import iscoroutinefunction

        refuse_generator(function, "with ua.use(...): inside the generator, around code that does not yield")

        arguments = self._arguments

        if iscoroutinefunction(function):

            @functools.wraps(function)
            async def coroutine(*args: Any, **kwargs: Any) -> Any:
                with _use_with(arguments):
                    return await function(*args, **kwargs)

            return coroutine  # type: ignore[return-value]

        @functools.wraps(function)
        def inner(*args: t.P.args, **kwargs: t.P.kwargs) -> t.R:
            with _use_with(arguments):
                return function(*args, **kwargs)

        return inner


class Guard:
    """The changes of a ``with`` statement; ``restore`` undoes them, once.

    Attributes
    ----------
    block : _Block or None
        The selection of the statement.
    managers : list of context manager
        What the statement has entered beside the selection. An interrupt can come while ``__enter__`` runs, or
        before, so ``__exit__`` must work then, too, and also if it is called twice.
    """

    __slots__ = ("block", "managers", "reference")

    def __init__(self) -> None:
        self.block: _Block | None = None
        self.managers: list[AbstractContextManager[object]] = []
        self.reference: object = None

    def restore(self, *ignored: object) -> None:
        """Put the block around this one in force, if this one, or one inside it, still is."""
        managers = self.managers
        while managers:
            managers[-1].__exit__(None, None, None)
            del managers[-1]
        block = self.block
        if block is None:
            return
        inner = _scope.get()
        while inner is not None and inner is not block:
            inner = inner.outer
        _restore(block.outer if inner is block else _scope.get())
        # Without its reference, the guard does nothing at the end of the statement. Python would swallow a
        # KeyboardInterrupt there.
        self.block = self.reference = None


class GuardedExit:
    """The ``__exit__`` of a class of context managers, which also acts if it is interrupted.

    A KeyboardInterrupt can be raised before the first line of a function written in Python, ``__exit__`` included. The
    ``with`` statement alone holds the object that is returned here, so the object ends with the statement, and its end
    restores the selection. It also does if ``__enter__`` is interrupted.

    Parameters
    ----------
    leave : callable
        Does what ``__exit__`` does if no guard was used: outside of a ``with`` statement, after a call of
        ``__enter__``. Takes the context manager.
    """

    def __init__(self, leave: t.Callable[..., None]) -> None:
        self._leave = leave

    def __get__(self, instance: Any, owner: type) -> t.Callable[..., None]:
        if instance is None:
            return self._leave
        guard = Guard()
        leave_block = functools.partial(_leave_guarded, guard, self._leave, instance)
        guard.reference = weakref.ref(leave_block, guard.restore)
        guards(instance)[get_ident()] = guard
        return leave_block


def _leave_guarded(guard: Guard, leave: t.Callable[..., None], manager: Any, *ignored: object) -> None:
    if guard.block is None:
        leave(manager)
    else:
        guard.restore()


def guards(manager: Any) -> dict[int, Guard]:
    """Return, by thread, the guard of the ``with`` statement that is about to call ``__enter__``."""
    return manager.__dict__.setdefault("_guards_by_thread", {})  # type: ignore[no-any-return]


class _GuardedUse(use):
    """``ua.use`` outside of compilers, which cannot trace the guard."""

    __exit__ = GuardedExit(use.__exit__)  # pyright: ignore[reportAssignmentType]

    def __enter__(self) -> Selection:
        new = self._selection()
        enter(new, guards(self).pop(get_ident(), None))
        return new


_GuardedUse.__name__ = _GuardedUse.__qualname__ = "use"


def refuse_generator(function: t.Callable[..., Any], hint: str) -> None:
    """Raise TypeError if a function is a generator, because it would run after the selection has ended."""
    code = getattr(function, "__code__", None)
    if code is not None and code.co_flags & _GENERATORS:
        fact = f"{function.__qualname__} is a generator: it runs after the call, when the selection has ended"
        raise TypeError(message(fact, hint))


def _use_with(arguments: tuple[Any, ...]) -> use:
    spec, default_float, transfer, checks = arguments
    return use(spec, default_float=default_float, transfer=transfer, checks=checks)


def call(selection: Selection, function: t.Callable[..., t.R], args: Sequence[Any] = (), kwargs: Any = _NOTHING) -> t.R:
    """Call a function under a resolved child of the current selection.

    A KeyboardInterrupt can be raised at the start of functions written in Python and after calls. So the statements
    that restore the selection are here, not in a function, and the last call does nothing more.
    """
    if tracing.probe():
        enter(selection)
        try:
            return function(*args, **kwargs)
        finally:
            leave()
    block = _new_block(selection)
    outer = block.outer
    try:
        _mirror.selection = selection
        _scope.set(block)
        result = function(*args, **kwargs)
    finally:
        _mirror.selection = None if outer is None else outer.selection
        _scope.set(outer)
    return result


async def call_coroutine(
    selection: Selection, function: t.Callable[..., Any], args: Sequence[Any] = (), kwargs: Any = _NOTHING
) -> Any:
    """Call a coroutine function, and await it, under a resolved child of the current selection."""
    block = _new_block(selection)
    outer = block.outer
    try:
        _mirror.selection = selection
        _scope.set(block)
        result = await function(*args, **kwargs)
    finally:
        _mirror.selection = None if outer is None else outer.selection
        _scope.set(outer)
    return result


def _new_block(selection: Selection) -> _Block:
    """Return a block for a selection, inside the current one; it is not in force yet."""
    block = _Block()
    block.selection, block.outer = selection, _scope.get()
    with _lock:
        _live_blocks.add(weakref.ref(block, _discard_block))
        fast.selection = None
    return block


def enter(selection: Selection, guard: Guard | None = None) -> None:
    """Put a resolved child of the current selection in force until ``leave``, or until the guard restores.

    Without a guard, a KeyboardInterrupt can leave the selection in force.
    """
    if tracing.probe():
        fast.selection = None  # it stays None after a function that torch.compile traces: slower, but always correct
    else:
        block = _new_block(selection)
        if guard is not None:
            guard.block = block
        _scope.set(block)
    _mirror.selection = selection


def leave() -> None:
    """Restore the selection that was in force before ``enter``."""
    if tracing.probe():
        parent = _mirror.selection.parent if _mirror.selection is not None else None
        # The root selection is never stored in the mirror.
        _mirror.selection = parent if parent is not None and parent.parent is not None else None
        return
    block = _scope.get()
    _restore(None if block is None else block.outer)


def _restore(block: _Block | None) -> None:
    _scope.set(block)
    _mirror.selection = None if block is None else block.selection


def set_default(
    spec: t.DeviceLike | None = None,
    *,
    default_float: DType | t.DefaultFloat | None = None,
    transfer: t.Transfer | None = None,
    checks: bool | None = None,
) -> None:
    """Choose the backend, the device and the policies for the whole process.

    A call replaces all choices of an earlier call. Without arguments, the environment is read again and decides.
    ``ua.use`` takes precedence. The parameters and errors are those of ``ua.use``.
    """
    global _default, _root
    changes = _changes(Selection(), spec, default_float, transfer, checks)
    if spec is not None:
        Selection(changes["backend"], changes["device"]).resolve()
    with _lock:
        _default = changes
        _root = fast.selection = None


provided.provide_settings(in_force)


def show_config() -> None:
    """Print every setting in force with its value and the source of the value."""
    rows = [("setting", "value", "from"), *settings.describe(in_force())]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


__all__ = [
    "Guard",
    "GuardedExit",
    "Selection",
    "call",
    "call_coroutine",
    "checks_values",
    "current",
    "enter",
    "fast",
    "guards",
    "in_force",
    "is_differentiating",
    "leave",
    "refuse_generator",
    "set_default",
    "show_config",
    "use",
]
