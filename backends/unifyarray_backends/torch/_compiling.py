"""Functions for ``ua.jit``: what they do with tensors without values, as a graph, and the compiled graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from ._graphs import trace
from ._inductor import compile_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unifyarray.plugin import Mapped

    Runner = Callable[[Sequence[torch.Tensor]], Sequence[torch.Tensor]]


def jit(function: Mapped, arrays: Sequence[torch.Tensor], seconds: float) -> tuple[Runner | None, list[int], str]:
    """Trace a function, and return its compiled graph, the tensors that it writes to, and why it is not compiled.

    The graph is None if the function itself must be called.
    """
    tracked = [i for i, x in enumerate(arrays) if x.requires_grad] if torch.is_grad_enabled() else []
    traced = trace(function, arrays, tracked)
    if traced is None:
        return None, [], ""
    if tracked and traced.differentiable:
        if traced.written:
            return None, [], ""  # autograd must see the write
        from ._compiled_gradients import compile_differentiable

        differentiable, reason = compile_differentiable(function, traced, tracked, seconds)
        return differentiable, [], reason
    fastest, reason = compile_graph(traced.graph, seconds)

    def run(natives: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        outputs: Sequence[torch.Tensor] = fastest(*natives)
        return outputs

    return run, traced.written, reason


__all__ = ["jit"]
