"""Which backend and device creation functions use, and the policies: one reader for all of it.

Precedence: an argument, then ``with ua.use(...)`` (a ContextVar), then ``ua.set_default(...)``, then the
environment, then NumPy on the CPU. The environment is read at first use, never at import.
"""

from __future__ import annotations

import contextvars
import functools
import threading
import weakref
from collections.abc import Callable

from .._core import configuration, provided, tracing
from .._core import lazy_typing as t
from .._core.devices import Device
from .._core.dtypes import DType, widest_float
from .._core.errors import ConfigurationError, message, shown
from .entries import entries
from .specifications import check_name, find, parse_spec, resolve_namespace
from .state import fast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal, TypeAlias

    from .._backend.namespaces import NativeNamespace
    from .._core.configuration import Transfer

    Spec: TypeAlias = "str | Device | Selection"
    Where: TypeAlias = Device | Literal["auto"] | None

# Bits of a code object's flags, as the inspect module names them: of generators and of asynchronous ones.
_GENERATORS: Final = 0x20 | 0x200


class Selection:
    """The backend and device that creation functions use, and the policies.

    Attributes
    ----------
    backend : str or None
        Name of the backend.
    device : Device, "auto" or None
        Device on which new arrays are made.
    default_float : DType or None
        Default real floating dtype; None stands for the widest that the device has.
    transfer : {"allow", "warn", "error"}
        Whether an implicit copy from an accelerator to the host is allowed, warns or raises.
    checks : bool
        Whether bounds and singularity checks that cost a synchronisation are made.
    autograd : str or None
        Name of the backend that differentiates for those that do not; None stands for the highest priority.
    differentiating : bool
        Whether ``ua.grad`` or one of its kin is running a function under this selection.
    joining : bool
        Whether Arrays without autograd join those of a backend with it as constants, tracked or not: inside
        ``ua.grad`` and its kin, and inside ``ua.no_grad``. Without it, too, while the library tracks nothing.
    """

    __module__ = "unifyarray.typing"
    __slots__ = (
        "_children",
        "_inside",
        "_origins",
        "autograd",
        "backend",
        "checks",
        "default_float",
        "device",
        "differentiating",
        "empty",
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
        self.device: Where = device
        self.default_float = default_float
        self.transfer: Transfer = transfer
        self.checks = checks
        self._origins = origins
        self._inside: tuple[str, tuple[str, ...]] | None = None
        self._children: dict[tuple[str, NativeNamespace, DType | None], Selection] = {}
        self.parent = parent
        self.autograd: str | None = None if parent is None else parent.autograd
        self.differentiating: bool = parent is not None and parent.differentiating
        self.joining: bool = parent is not None and parent.joining
        #: The native namespace, once it is resolved.
        self.xp: NativeNamespace | None = None
        #: Functions that make arrays of the default real floating dtype; None if the device lacks the dtype.
        self.empty: Callable[..., Any] | None = None
        self.ones: Callable[..., Any] | None = None
        self.zeros: Callable[..., Any] | None = None

    def __repr__(self) -> str:
        where = ":".join(str(part) for part in (self.backend, self.device) if part is not None)
        return (
            f"<selection {where or 'numpy:cpu'}, default_float={self.default_float or 'widest'}, "
            f"transfer={self.transfer}, checks={'on' if self.checks else 'off'}>"
        )

    def __reduce__(self) -> tuple[object, tuple[t.Any, ...]]:
        return Selection, (self.backend, self.device, self.default_float, self.transfer, self.checks)

    @property
    def origins(self) -> dict[str, str]:
        """The origin of each value. Made on first access: few are asked for, and there are many selections."""
        if self._origins is None:
            self._origins = {} if self.parent is None else dict(self.parent.origins)
            if self._inside is not None:
                origin, names = self._inside
                self._origins.update(dict.fromkeys(names, origin))
        return self._origins

    def child(self, origin: str, **changes: t.Any) -> Selection:
        """Return a Selection with some fields changed; ``origin`` names the origin of the changes."""
        new = Selection(
            self.backend, self.device, self.default_float, self.transfer, self.checks, dict(self.origins), self
        )
        for name, value in changes.items():
            setattr(new, name, value)
            new.origins[name] = origin if value is not None else "built in"
        return new

    def inside(self, origin: str, xp: t.BackendNamespace, default_float: DType | None) -> Selection:
        """Return the Selection for a function whose arguments live in a namespace and have a default float.

        It is the same one for the same origin, which puts its own marks on it, always the same.
        """
        key = origin, xp, default_float
        found = None if tracing.probe() else self._children.get(key)  # torch.compile finds no such keys
        if found is not None:
            return found
        new = Selection(None, None, default_float or self.default_float, self.transfer, self.checks, None, self)
        new._inside = origin, ("backend", "device") if default_float is None else ("backend", "device", "default_float")
        new.bind(xp)
        if not tracing.probe():
            self._children[key] = new
        return new

    def resolve(self) -> Selection:
        """Find the native namespace of the backend and device, and return this Selection."""
        if self.xp is None:
            self.bind(resolve_namespace(self.backend, self.device))
        return self

    def bind(self, xp: t.BackendNamespace) -> None:
        """Fix the namespace, and with it the backend and the device."""
        hooks = xp.hooks
        self.backend, self.device = hooks.backend.name, hooks.device
        wanted = self.default_float or widest_float(hooks.dtypes)
        if wanted in hooks.dtypes:
            self.empty, self.ones, self.zeros = hooks.allocators(wanted)
        self.xp = xp


class _Block:
    """A selection that a block has put in force, and the block around that one."""

    __slots__ = ("__weakref__", "outer", "selection")

    selection: Selection
    outer: _Block | None


_scope: contextvars.ContextVar[_Block | None] = contextvars.ContextVar("unifyarray selection", default=None)
_lock = threading.Lock()
_default: dict[str, Any] = {}
_root: Selection | None = None
#: The generation of the registry for which `_root` is resolved.
_root_generation = -1
#: The blocks that somebody still holds: who is inside, or a context that was copied there (an asyncio task takes the
#: block that it was created in along, and may run when that is over).
_in_blocks: set[weakref.ref[_Block]] = set()
_out_of_block: Final = _in_blocks.discard


class _Mirror(threading.local):
    """A copy of the selection for each thread, read while a compiler traces: ContextVar.get does not trace."""

    def __init__(self) -> None:
        # An attribute of the instance: torch.compile does not notice when one of the class is shadowed later.
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
    return _root if _root is not None and _root_generation == fast.generation else _read()


def checks_values() -> bool:
    """Return whether bounds and singularity checks that cost a synchronisation are made."""
    return in_force().checks


def is_differentiating() -> bool:
    """Return whether ``ua.grad``, or a function like it, is running a function in this thread."""
    return in_force().differentiating


def current() -> Selection:
    """Return the selection in force: backend, device and policies.

    Returns
    -------
    Selection
        As ``ua.use`` takes it, also in another thread or, pickled, in another process. ``origins`` names the
        origin of each value.

    Raises
    ------
    BackendUnavailableError, DeviceUnavailableError, ConfigurationError
        The selected backend or device is not there, or a variable has a bad value.
    """
    selection = in_force()
    if selection.xp is None:
        selection.resolve()
    if selection is _root and not tracing.probe() and not _in_blocks:
        with _lock:
            # Another thread may have changed each of them while this one waited.
            if selection is _root and not _in_blocks and _root_generation == fast.generation:
                fast.selection = selection
    return selection


def _read() -> Selection:
    """Read the defaults and the environment, once."""
    global _root, _root_generation
    generation = fast.generation
    default = _default
    root = Selection()
    configuration.warn_unknown()
    for name in ("backend", "device", "default_float", "transfer", "checks", "autograd"):
        root.origins[name] = "built in"

    def put(origin: str, **values: Any) -> None:
        for name, value in values.items():
            if value is not None:
                setattr(root, name, value)
                root.origins[name] = origin

    put(configuration.DEFAULT_FLOAT, default_float=configuration.default_float())
    put(configuration.TRANSFER, transfer=configuration.transfer())
    put(configuration.CHECKS, checks=configuration.checks())
    put(configuration.AUTOGRAD_BACKEND, autograd=_autograd_in_environment())
    if "backend" not in default and "device" not in default:
        backend, device = _spec_in_environment()
        put(
            configuration.BACKEND if configuration.text(configuration.BACKEND) else configuration.DEVICE,
            backend=backend,
        )
        put(configuration.DEVICE, device=device)
    put("ua.set_default", **default)
    with _lock:
        if _default is default:  # else another thread has said something new, which is read at the next look
            _root, _root_generation = root, generation
    return root


def _spec_in_environment() -> tuple[str | None, Where]:
    backend = configuration.text(configuration.BACKEND)
    if backend is not None:
        check_name(backend, configuration.BACKEND)
    text = configuration.text(configuration.DEVICE)
    if text is None:
        return backend, None
    prefix, device = parse_spec(text, configuration.DEVICE)
    if device is None:
        fact = f"{configuration.DEVICE}={text!r} names a backend and no device"
        raise ConfigurationError(
            message(fact, f"export {configuration.BACKEND}={prefix}, and unset {configuration.DEVICE}")
        )
    if prefix is not None and backend is not None and prefix != backend:
        raise ConfigurationError(
            message(
                f"{configuration.DEVICE}={text!r} contradicts {configuration.BACKEND}={backend!r}",
                f"unset {configuration.BACKEND}, or set {configuration.DEVICE}={device}",
            )
        )
    return prefix or backend, device


def _autograd_in_environment() -> str | None:
    name = configuration.text(configuration.AUTOGRAD_BACKEND)
    if name is not None:
        check_name(name, configuration.AUTOGRAD_BACKEND)
        backend = entries()[name].backend
        if backend is None or not backend.capabilities.autograd:
            able = [key for key, info in entries().items() if info.backend and info.backend.capabilities.autograd]
            raise configuration.bad_value(
                configuration.AUTOGRAD_BACKEND, name, f"one of {', '.join(able) or 'none here'}"
            )
    return name


def _changes(
    base: Selection,
    spec: Spec | None,
    default_float: DType | str | None,
    transfer: str | None,
    checks: bool | None,
) -> dict[str, Any]:
    """Return the fields that the arguments of ``ua.use`` change."""
    changes: dict[str, Any] = {}
    if isinstance(spec, Selection):
        names = ("backend", "device", "default_float", "transfer", "checks")
        changes = {name: getattr(spec, name) for name in names}
    elif spec is not None:
        changes = spec_changes(base, spec)
    if default_float is not None:
        name = str(default_float)
        if name not in configuration.FLOATS:
            raise ValueError(
                message(f"default_float={shown(default_float)} is not valid", 'default_float="float64" or "float32"')
            )
        changes["default_float"] = configuration.FLOATS[name]
    if transfer is not None:
        if transfer not in tuple(configuration.TRANSFERS):
            raise ValueError(
                message(f"transfer={shown(transfer)} is not valid", f"one of {', '.join(configuration.TRANSFERS)}")
            )
        changes["transfer"] = transfer
    if checks is not None:
        if not isinstance(checks, bool):
            raise ValueError(message(f"checks={shown(checks)} is not valid", "checks=True or checks=False"))
        changes["checks"] = checks
    return changes


def spec_changes(base: Selection, spec: str | Device) -> dict[str, Any]:
    """Return the backend and device that a specification asks for, given the selection in force."""
    backend: str | None = None
    device: Where = None
    if isinstance(spec, Device):
        device = spec
    else:
        backend, device = parse_spec(spec, None)
    # The backend in force stays if it serves the device, so that `use("cpu")` within `use("torch")` is torch's CPU.
    # Likewise the device in force stays if the backend serves it.
    if backend is None and base.backend is not None and _serves(base.backend, device):
        backend = base.backend
    if backend is not None and device is None and _serves(backend, base.device):
        device = base.device
    return {"backend": backend, "device": device}


def _serves(backend: str, device: Where) -> bool:
    """Return whether a backend declares a device's kind."""
    return isinstance(device, Device) and device.kind in find(backend).priority


class use:  # noqa: N801 - reads as a verb: `with ua.use("cuda")`
    """Choose the backend, the device and the policies for a block or for a function.

    Works as a context manager and as a decorator of functions and coroutine functions; generators are refused, which
    run after their call. The choice holds for the current thread or asyncio task alone.

    Parameters
    ----------
    spec : str, Device or Selection, optional
        ``"torch"``, ``"cuda"``, ``"torch:cuda:1"``, ``"mps"``, ``"auto"``, or the result of ``ua.current()``,
        which is how a worker process takes over the selection of its parent.
    default_float : DType or str, optional
        ``"float64"`` or ``"float32"``: the default real floating dtype. The complex one follows.
    transfer : {"allow", "warn", "error"}, optional
        Whether an implicit copy from an accelerator to the host is allowed, warns or raises.
    checks : bool, optional
        Whether bounds and singularity checks that cost a synchronisation are made.

    Raises
    ------
    BackendUnavailableError
        The backend is unknown or cannot be loaded.
    DeviceUnavailableError
        The device is not there, or the backend does not have it.
    ValueError
        A value is not valid.

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
        _changes(Selection(), *self._arguments)  # a bad value is an error here, not only on entering

    def __enter__(self) -> Selection:
        base = in_force()
        new = base.child("ua.use", **_changes(base, *self._arguments)).resolve()
        enter(new)
        return new

    def __exit__(self, *exc_info: object) -> None:
        leave()

    def __call__(self, function: Callable[t.P, t.R]) -> Callable[t.P, t.R]:
        """Return the function, run under this selection; TypeError for a generator."""
        from inspect import iscoroutinefunction

        refuse_generator(function, "with ua.use(...): inside it, around what does not yield")

        arguments = self._arguments

        if iscoroutinefunction(function):

            @functools.wraps(function)
            async def coroutine(*args: Any, **kwargs: Any) -> Any:
                with _again(arguments):
                    return await function(*args, **kwargs)

            return coroutine  # type: ignore[return-value]

        @functools.wraps(function)
        def inner(*args: t.P.args, **kwargs: t.P.kwargs) -> t.R:
            with _again(arguments):
                return function(*args, **kwargs)

        return inner


def refuse_generator(function: Callable[..., Any], hint: str) -> None:
    """Raise TypeError for a generator: a selection that holds during its call has no effect on it."""
    code = getattr(function, "__code__", None)
    if code is not None and code.co_flags & _GENERATORS:
        fact = f"{function.__qualname__} is a generator: it runs after the call, when nothing is selected for it"
        raise TypeError(message(fact, hint))


def _again(arguments: tuple[Any, ...]) -> use:
    spec, default_float, transfer, checks = arguments
    return use(spec, default_float=default_float, transfer=transfer, checks=checks)


def enter(selection: Selection) -> None:
    """Put a resolved child of the selection in force in its place, until ``leave``."""
    if tracing.probe():
        fast.selection = None  # it stays so after the traced function; the slower path is always right
    else:
        block = _Block()
        block.selection, block.outer = selection, _scope.get()
        with _lock:
            _in_blocks.add(weakref.ref(block, _out_of_block))
            fast.selection = None
        _scope.set(block)
    _mirror.selection = selection


def leave() -> None:
    """Go back to the selection that was in force before ``enter``."""
    if tracing.probe():
        parent = _mirror.selection.parent if _mirror.selection is not None else None
        # The root is not kept here.
        _mirror.selection = parent if parent is not None and parent.parent is not None else None
        return
    block = _scope.get()
    outer = None if block is None else block.outer
    _scope.set(outer)
    _mirror.selection = None if outer is None else outer.selection


def set_default(
    spec: t.DeviceLike | None = None,
    *,
    default_float: DType | t.DefaultFloat | None = None,
    transfer: t.Transfer | None = None,
    checks: bool | None = None,
) -> None:
    """Choose the backend, the device and the policies for the whole process.

    Replaces the choice of an earlier call; without arguments, the environment decides again (and is read again).
    ``ua.use`` goes before it. Parameters and errors are those of ``ua.use``.
    """
    global _default, _root
    changes = _changes(Selection(), spec, default_float, transfer, checks)
    if spec is not None:
        Selection(changes["backend"], changes["device"]).resolve()
    with _lock:
        _default = changes
        _root = fast.selection = None


provided.provide_settings(in_force)


def describe() -> list[tuple[str, str, str]]:
    """Return every setting in force, its value and the origin of the value."""
    selection = in_force()
    try:
        selection.resolve()
        backend, device = str(selection.backend), str(selection.device)
    except (
        ImportError,
        RuntimeError,
        ValueError,
    ) as error:  # shown here, and raised by any function that needs the device
        backend = device = f"unavailable ({str(error).splitlines()[0]})"
    values = {
        "backend": backend,
        "device": device,
        "default_float": str(selection.default_float or "float64, float32 where the device has no float64"),
        "transfer": selection.transfer,
        "checks": "on" if selection.checks else "off",
        "autograd": selection.autograd or "the highest priority that differentiates",
    }
    return [(name, value, selection.origins.get(name, "built in")) for name, value in values.items()]


def show_config() -> None:
    """Print every setting in force, with its value and the origin of the value."""
    rows = [("setting", "value", "from"), *describe()]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


__all__ = [
    "Selection",
    "checks_values",
    "current",
    "describe",
    "enter",
    "fast",
    "in_force",
    "is_differentiating",
    "leave",
    "refuse_generator",
    "set_default",
    "show_config",
    "spec_changes",
    "use",
]
