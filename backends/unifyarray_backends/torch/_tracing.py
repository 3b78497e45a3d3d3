"""Whether this thread traces a function for ``ua.jit``, with tensors that have no values."""

from __future__ import annotations

from _thread import get_ident
from typing import Final

import torch

_is_compiling: Final = torch.compiler.is_dynamo_compiling
#: The threads that trace a function.
_threads: Final[set[int]] = set()


def is_jit() -> bool:
    """Return whether ``ua.jit`` traces a function in this thread.

    Check for torch.compile first, because it cannot trace this function.
    """
    return bool(_threads) and get_ident() in _threads


def is_traced() -> bool:
    """Return whether a compiler traces a function: torch.compile, or ``ua.jit`` in this thread."""
    return _is_compiling() or (bool(_threads) and get_ident() in _threads)


def is_fake(x: torch.Tensor) -> bool:
    """Return whether a tensor has no values because ``ua.jit`` traces a function."""
    if not is_jit():
        return False
    from torch._subclasses.fake_tensor import FakeTensor

    functorch = torch._C._functorch  # pyright: ignore[reportAttributeAccessIssue]
    while functorch.is_functorch_wrapped_tensor(x):
        x = functorch.get_unwrapped(x)
    return isinstance(x, FakeTensor)


class Tracing:
    """A context in which this thread traces a function."""

    def __enter__(self) -> None:
        _threads.add(get_ident())

    def __exit__(self, *exc_info: object) -> None:
        _threads.discard(get_ident())


__all__ = ["Tracing", "is_fake", "is_jit", "is_traced"]
