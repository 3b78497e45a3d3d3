"""What a backward pass has saved, kept from writes: code in place differentiates inside ``ua.grad`` and the like.

Operations save operands or results for the backward pass, without a copy. If such a tensor is written to, torch refuses
the backward pass. Inside a function that unifyarray differentiates, a write by unifyarray first puts a copy in place of
the saved tensor. So writes stay in place, and views keep their meaning.

Torch's hooks for saved tensors make small programs a third slower. They are therefore set by the first write, until the
outermost function has returned (`_Writes.pack`). Then the operations that came before the write get hooks, too, as far
as they are found: from the tensors in the write and in local variables. For the others, the first write to some memory
copies it, and at the end of the function its graph is searched for operations that saved the memory as it was
(`_Writes.settle`). That suffices for first derivatives. A function that never writes pays for a counter.
"""

from __future__ import annotations

import re
import sys
import threading
import weakref
from threading import get_ident
from typing import TYPE_CHECKING, Any, Final

import torch

from unifyarray.plugin import Array, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import FrameType

    #: The version of some memory, and its content at that version.
    Snapshot = tuple[int, torch.UntypedStorage]

# None of these functions has a public name.
_autograd: Final[Any] = torch._C._autograd  # pyright: ignore[reportAttributeAccessIssue]
_in_transform: Final[Any] = torch._C._are_functorch_transforms_active
_is_compiling: Final[Any] = torch.compiler.is_dynamo_compiling
_is_wrapper: Final[Any] = torch._C._functorch.is_functorch_wrapped_tensor  # pyright: ignore[reportAttributeAccessIssue]
_unwrapped: Final[Any] = torch._C._functorch.get_unwrapped  # pyright: ignore[reportAttributeAccessIssue]
_sequence_number: Final[Any] = _autograd._get_sequence_nr

#: The version that an operation has saved, in the message of torch's error for a tensor that was written to since.
_EXPECTED: Final = re.compile(r"expected version (\d+) instead")
#: Up to this length, containers in local variables are searched for tensors.
_SHORT: Final = 1000
#: By type of graph node: the names of the attributes with saved tensors, of the objects and of their values.
_names: Final[dict[type, tuple[tuple[str, str], ...]]] = {}


class _Saved:
    """A tensor that an operation has saved. It stands in the graph in place of the tensor."""

    __slots__ = ("__weakref__", "tensor", "version")

    def __init__(self, tensor: torch.Tensor) -> None:
        self.tensor = tensor.detach()  # an output itself would refer to the node that saves it
        self.version = tensor._version

    def replace(self, tensor: torch.Tensor) -> None:
        self.tensor, self.version = tensor, tensor._version


def _unpack(saved: _Saved | RuntimeError) -> torch.Tensor:
    """Return the tensor of an operation that runs backward; with hooks, torch does not check the version itself."""
    if isinstance(saved, RuntimeError):
        raise saved
    if saved.tensor._version != saved.version:
        raise RuntimeError(
            "one of the variables needed for gradient computation has been modified by an inplace operation: "
            f"[{saved.tensor.type()} {list(saved.tensor.shape)}] is at version {saved.tensor._version}; "
            f"expected version {saved.version} instead."
        )
    return saved.tensor


class _Writes:
    """The writes of the functions that one thread is differentiating: of the outermost one and those inside it."""

    def __init__(self, *, is_traced: bool = False) -> None:
        #: Whether the memory has no content, because ``ua.jit`` traces the function; hooks are set from the start then.
        self._is_traced = is_traced
        #: What was saved since the last write.
        self._recent: list[weakref.ref[_Saved]] = []
        #: By memory: what was saved before.
        self._saved: dict[int, list[weakref.ref[_Saved]]] = {}
        #: By memory: its content before the first write. The weak reference keeps the number from being reused.
        self._snapshots: dict[int, tuple[Any, Snapshot]] = {}
        self._is_hooked = False

    def pack(self, tensor: torch.Tensor) -> _Saved:
        """Return what stands in the graph for a tensor that an operation saves."""
        saved = _Saved(tensor)
        self._recent.append(weakref.ref(saved))
        return saved

    def prepare(self, x: torch.Tensor, start: int, operands: Iterable[torch.Tensor]) -> None:
        """Copy what was saved of the memory of a tensor that is written to next.

        ``start`` is the sequence number of the first operation of the outermost function.
        """
        if not self._is_hooked:
            if not _autograd._saved_tensors_hooks_is_enabled() or _top_hooks() is not None:
                return  # hooks of the user, who may end them first: torch itself checks the versions
            self._adopt(_nodes([x, *operands, *_local_tensors(len(_thread.starts))], start))
            self._is_hooked = True  # before the call: a KeyboardInterrupt can come right after it
            _autograd._push_saved_tensors_default_hooks(self.pack, _unpack)
        for reference in self._recent:
            saved = reference()
            if saved is not None and (key := memory(saved.tensor)) is not None:
                self._saved.setdefault(key, []).append(reference)
        self._recent.clear()
        key = memory(x)
        if key is None:
            return
        copies: dict[Any, torch.Tensor] = {}
        for reference in self._saved.pop(key, ()):
            saved = reference()
            # A tensor that was written to by other means than unifyarray's stays, and `_unpack` raises an error.
            if saved is not None and saved.tensor._version == saved.version:
                t = saved.tensor
                kind = t.dtype, t.storage_offset(), t.shape, t.stride(), t.is_conj(), t.is_neg()
                if kind not in copies:
                    copies[kind] = t.clone()
                saved.replace(copies[kind])
        if key not in self._snapshots and not self._is_traced:
            for other in [other for other, (memory, _) in self._snapshots.items() if memory.expired()]:
                del self._snapshots[other]
            storage = x.untyped_storage()
            reference_ = torch.multiprocessing.reductions.StorageWeakRef(storage)
            self._snapshots[key] = reference_, (x._version, storage.clone())

    def begin(self) -> None:
        """Set the hooks before the first operation."""
        self._is_hooked = True
        _autograd._push_saved_tensors_default_hooks(self.pack, _unpack)

    def end(self) -> None:
        """Remove the hooks. Operations keep what they have saved."""
        top = _top_hooks()
        if self._is_hooked and top is not None and top[1] is _unpack:
            _autograd._pop_saved_tensors_default_hooks()

    def _adopt(self, nodes: Iterable[Any]) -> None:
        """Set the hooks on operations that came before the first write."""
        for node in nodes:
            for name, value in _names_of(node):
                try:
                    getattr(node, value)  # raises an error if the tensor was written to, by other means, or is freed
                    saved = getattr(node, name)
                    for each in saved if isinstance(saved, (tuple, list)) else (saved,):
                        each.register_hooks(self.pack, _unpack)
                except RuntimeError:  # nothing is saved, or hooks of the user are there
                    continue

    def settle(self, outputs: Iterable[torch.Tensor], start: int, *, is_outermost: bool, is_kept: bool) -> None:
        """Give operations that saved memory before its first write the content that they saved.

        Parameters
        ----------
        outputs : iterable of torch.Tensor
            The results of the function.
        start : int
            The sequence number of the function's first operation.
        is_outermost : bool
            Whether this function is not inside another one that is being differentiated.
        is_kept : bool
            Whether an outer derivative may be taken through the gradients. Torch would compute it through the history
            that the tensor has now, not through the one that it had when it was saved.
        """
        if not self._snapshots:
            return
        for node in _nodes(outputs, 0 if is_outermost else start):
            for name, value in _names_of(node):
                try:
                    getattr(node, value)
                except RuntimeError as error:
                    saved = getattr(node, name)
                    # If an operation saves several tensors, torch does not say which one was written to.
                    if (expected := _EXPECTED.search(str(error))) and not isinstance(saved, (tuple, list)):
                        self._restore(saved, int(expected[1]), str(error), is_kept=is_kept)

    def _restore(self, saved: Any, version: int, error: str, *, is_kept: bool) -> None:
        """Set hooks on a saved tensor that return its content at a version, or raise an error if that is not known."""

        def pack(tensor: torch.Tensor) -> _Saved | RuntimeError:
            _, snapshot = self._snapshots.get(memory(tensor) or 0, (None, None))
            if snapshot is None or snapshot[0] != version:
                return RuntimeError(error)
            if is_kept:
                fact = "the function has overwritten a value that a second derivative needs"
                return RuntimeError(message(fact, "write to a copy: u = ua.asarray(u, copy=True)"))
            return _Saved(_view(snapshot[1], tensor))

        try:
            saved.register_hooks(pack, _unpack)
        except RuntimeError:  # hooks are there, which raise the error themselves
            return


class _Thread(threading.local):
    """The functions that a thread is differentiating."""

    def __init__(self) -> None:
        #: By function, the outermost first: the sequence number of its first operation.
        self.starts: list[int] = []
        #: By function, the outermost first: the tensors to differentiate by.
        self.inputs: list[list[torch.Tensor]] = []
        #: The writes, if there were any.
        self.writes: _Writes | None = None


_thread: Final = _Thread()
#: The threads that are differentiating a function.
_active: Final[set[int]] = set()


def depth() -> int:
    """Return how many functions this thread is differentiating."""
    return len(_thread.starts)


def enter(inputs: list[torch.Tensor]) -> None:
    """Begin to differentiate a function by some tensors."""
    _active.add(get_ident())
    _thread.inputs.append(inputs)
    _thread.starts.append(_sequence_number())


class Tracing:
    """A context in which ``ua.jit`` traces a function, apart from functions that this thread is differentiating.

    Parameters
    ----------
    is_differentiated : bool
        Whether the gradient of the function is traced, too.
    """

    def __init__(self, *, is_differentiated: bool) -> None:
        self._writes = _Writes(is_traced=True) if is_differentiated else None
        self._before = _thread.starts, _thread.inputs, _thread.writes

    def __enter__(self) -> None:
        _thread.starts, _thread.inputs, _thread.writes = [], [], self._writes
        if self._writes is not None:
            enter([])
            self._writes.begin()

    def __exit__(self, *exc_info: object) -> None:
        leave(0)
        _thread.starts, _thread.inputs, _thread.writes = self._before
        if self._before[0]:
            _active.add(get_ident())


def settle(outputs: Sequence[torch.Tensor], aux: Sequence[torch.Tensor], *, is_kept: bool) -> None:
    """Prepare the graph of a function that has returned for the backward pass; see `_Writes.settle`."""
    if _thread.writes is not None:
        starts = _thread.starts
        _thread.writes.settle([*outputs, *aux], starts[-1], is_outermost=len(starts) == 1, is_kept=is_kept)


def leave(before: int) -> None:
    """End the functions that this thread has entered since ``depth`` was ``before``.

    A second call, after a KeyboardInterrupt in the first one, ends what that one has left.
    """
    starts = _thread.starts
    del starts[before:], _thread.inputs[before:]
    if not starts:
        _active.discard(get_ident())
        if _thread.writes is not None:
            _thread.writes.end()
            _thread.writes = None


def is_differentiating() -> bool:
    """Return whether this thread is differentiating a function, outside of torch.func."""
    return bool(_active and _thread.starts) and not _in_transform()


def before_write(x: torch.Tensor, *operands: torch.Tensor) -> bool:
    """Copy what a backward pass has saved of the memory of ``x``, which is written to next.

    ``operands`` are the tensors that are written. Return whether a function is being differentiated in this thread.
    """
    if _is_compiling() or not _active:
        return False
    starts = _thread.starts
    if not starts:
        return False
    if _in_transform():
        _refuse_argument(x)
        return False
    if _thread.writes is None:
        _thread.writes = _Writes()
    _thread.writes.prepare(x, starts[0], operands)
    return True


def _refuse_argument(x: torch.Tensor) -> None:
    """Raise RuntimeError if a tensor of ``torch.func`` shares memory with an argument that is being differentiated.

    Outside of torch.func, the Array tier raises this error. It does not know the memory of such tensors.
    """
    while _is_wrapper(x):
        x = _unwrapped(x)
    first, last = _span(x)
    for inputs in _thread.inputs:
        for other in inputs:
            low, high = _span(other)
            if first < high and low < last and memory(x) == memory(other):
                fact = "the function writes to an argument that is differentiated or mapped, or to a view of it"
                raise RuntimeError(message(fact, "write to a copy: x = ua.asarray(x, copy=True)"))


def _span(x: torch.Tensor) -> tuple[int, int]:
    """Return the numbers of a tensor's first element in its storage, and of the element after its last."""
    first = int(x.storage_offset())
    if not x.numel():
        return first, first
    return first, first + 1 + sum([(int(n) - 1) * step for n, step in zip(x.shape, x.stride(), strict=True)])


def _local_tensors(count: int) -> Iterator[torch.Tensor]:
    """Yield the tensors in the local variables of the ``count`` functions that are being differentiated."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and count:
        if frame.f_code.co_name == "_traced" and frame.f_globals.get("__package__") == __package__:
            count -= 1
        for value in list(frame.f_locals.values()):
            yield from _tensors_in(value, 3)
        frame = frame.f_back


def _tensors_in(value: Any, depth: int) -> Iterator[torch.Tensor]:
    """Yield the tensors in a value: in an Array, and in short containers, nested to a depth."""
    if isinstance(value, Array):
        value = value._native
    if isinstance(value, torch.Tensor):
        yield value
    elif depth and isinstance(value, (list, tuple, dict)) and len(value) <= _SHORT:
        for item in list(value.values() if isinstance(value, dict) else value):
            yield from _tensors_in(item, depth - 1)


def _top_hooks() -> Any:
    """Return the pair of hooks for saved tensors that is in force, or None."""
    return _autograd._top_saved_tensors_default_hooks(False)


def memory(x: torch.Tensor) -> int | None:
    """Return a number of the memory of a tensor, or None if it does not have any of its own (sparse tensors)."""
    try:
        number: int = x.untyped_storage()._cdata
    except (NotImplementedError, RuntimeError):
        return None
    return number


def _view(storage: torch.UntypedStorage, like: torch.Tensor) -> torch.Tensor:
    """Return the tensor that is to other memory what ``like`` is to its own."""
    x = torch.empty(0, dtype=like.dtype, device=like.device)
    x.set_(storage, like.storage_offset(), like.shape, like.stride())
    if like.is_conj():
        x = x.conj()
    return torch._neg_view(x) if like.is_neg() else x  # pyright: ignore[reportPrivateImportUsage]


def _nodes(outputs: Iterable[torch.Tensor], start: int) -> Iterator[Any]:
    """Yield the operations that tensors were computed with, from a sequence number on."""
    waiting: list[Any] = [x.grad_fn for x in outputs if x.grad_fn is not None]
    seen: set[Any] = set()
    while waiting:
        node = waiting.pop()
        if node in seen or node._sequence_nr() < start:  # what it was computed from came before it
            continue
        seen.add(node)
        yield node
        waiting.extend([following for following, _ in node.next_functions if following is not None])


def _names_of(node: Any) -> tuple[tuple[str, str], ...]:
    """Return the names of the attributes of a node with saved tensors: as objects, and as values."""
    kind = type(node)
    found = _names.get(kind)
    if found is None:
        names = set(dir(kind))
        pairs = [(name, name.removeprefix("_raw")) for name in names if name.startswith("_raw_saved_")]
        found = _names[kind] = tuple([(name, v if v in names else v[1:]) for name, v in pairs])
    return found


__all__ = ["Tracing", "before_write", "depth", "enter", "is_differentiating", "leave", "memory", "settle"]
