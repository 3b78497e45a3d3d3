"""Compiled functions of tensors that carry a gradient: a graph for the function, and one for its first derivative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import torch
from torch._functorch import partitioners
from torch.fx.experimental.proxy_tensor import make_fx

from . import _autograd
from ._graphs import COTANGENT, memory, written_by
from ._inductor import compile_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unifyarray.plugin import Mapped

    from ._graphs import Traced

    Runner = Callable[[Sequence[torch.Tensor]], Sequence[torch.Tensor]]

# It has no public name. Tensors of `is_grads_batched` are of another class than those of torch.func.vmap.
_is_batched: Final[Any] = torch._C._functorch.is_legacy_batchedtensor  # pyright: ignore[reportAttributeAccessIssue]


def compile_differentiable(
    function: Mapped, traced: Traced, tracked: Sequence[int], seconds: float
) -> tuple[Runner | None, str]:
    """Return a compiled function whose first derivative is compiled, too, and why it is not.

    The function is None if the graph cannot be divided into the function and its derivative.

    Parameters
    ----------
    function : callable
        The function itself, which is called again for second derivatives.
    traced : Traced
        The graph of its outputs and gradients.
    tracked : sequence of int
        The inputs that carry a gradient.
    seconds : float
        How long the compiler may take for each graph.
    """
    joint = _functional(_with_cotangents(traced))
    try:
        forward, backward = partitioners.min_cut_rematerialization_partition(
            joint, None, num_fwd_outputs=traced.outputs
        )
    except Exception as error:
        return None, f"torch cannot divide the graph of its gradient: {str(error).partition(chr(10))[0]}"
    code = _Code(function, traced, tracked, forward, backward)
    reasons = code.compile(seconds)

    def run(natives: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        outputs: Sequence[torch.Tensor] = _Call.apply(code, *natives)
        return outputs

    return run, next(filter(None, reasons), "")


def _with_cotangents(traced: Traced) -> torch.fx.GraphModule:
    """Return the graph with the cotangents as further inputs."""
    graph = traced.graph.graph
    first = next(node for node in graph.nodes if node.op != "placeholder")
    for k, node in enumerate(graph.find_nodes(op="call_function", target=COTANGENT)):
        with graph.inserting_before(first):
            # The partitioner knows cotangents by this name.
            new = graph.placeholder(f"tangents_{k + 1}")
        new.meta["val"] = node.meta["val"]
        node.replace_all_uses_with(new)
        graph.erase_node(node)
    graph.eliminate_dead_code()
    traced.graph.recompile()
    return traced.graph


def _functional(joint: torch.fx.GraphModule) -> torch.fx.GraphModule:
    """Return a graph that writes to no tensor: it cannot be divided otherwise."""
    if not any(node.op == "call_function" and _writes(node) for node in joint.graph.nodes):
        return joint
    inputs = joint.graph.find_nodes(op="placeholder")
    names = [node.target for node in inputs]
    with torch.no_grad():
        function = torch.func.functionalize(joint, remove="mutations")
        found = make_fx(function, tracing_mode="fake")(*[node.meta["val"] for node in inputs])
    for node, name in zip(found.graph.find_nodes(op="placeholder"), names, strict=True):
        node.target = name
    found.graph.eliminate_dead_code()
    found.recompile()
    return found


def _writes(node: torch.fx.Node) -> bool:
    return isinstance(node.target, torch._ops.OpOverload) and bool(written_by(node))


class _Code:
    """The graphs of a function and of its derivative, and how values get from one to the other.

    Attributes
    ----------
    function : callable
        The function itself.
    differentiable : list of int
        The outputs that carry a gradient.
    others : list of int
        The outputs that do not.
    count : int
        How many outputs the function has. Those of its graph that follow are saved for the derivative.
    """

    def __init__(
        self,
        function: Mapped,
        traced: Traced,
        tracked: Sequence[int],
        forward: torch.fx.GraphModule,
        backward: torch.fx.GraphModule,
    ) -> None:
        self.function = function
        self.count = traced.outputs
        self.differentiable = traced.differentiable
        self.others = [k for k in range(self.count) if k not in self.differentiable]
        self._tracked = tracked
        self._saved = _separate(forward, self.count)
        self._forward: Any = forward
        self._backward: Any = backward
        self._graph = backward
        inputs = backward.graph.find_nodes(op="placeholder")
        self._cotangents = [node.meta["val"] for node in inputs[len(self._saved) :]]

    def compile(self, seconds: float) -> list[str]:
        """Compile both graphs, and return why they are not compiled."""
        self._forward, first = compile_graph(self._forward, seconds)
        self._backward, second = compile_graph(self._backward, seconds) if not first else (self._backward, "")
        return [first, second]

    def run(self, inputs: Sequence[torch.Tensor]) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """Return the outputs, and what the derivative needs: inputs, outputs, and other tensors."""
        found = [*self._forward(*inputs)]
        sources = (inputs, found)
        return found[: self.count], [sources[kind][i] for kind, i in self._saved]

    def pull(self, saved: Sequence[torch.Tensor], cotangents: Sequence[torch.Tensor], count: int) -> list[Any]:
        """Return the gradients by each input; None for those that carry none, and for zeros."""
        given = [cotangents[k] for k in self.differentiable]
        if any(_is_batched(u) or _autograd.is_wrapper(u) for u in given):
            found = self._graph(*saved, *given)
        else:
            found = self._backward(*saved, *map(_like, given, self._cotangents))
        gradients: list[Any] = [None] * count
        for i, gradient in zip(self._tracked, found, strict=True):
            gradients[i] = gradient
        return gradients

    def pull_again(self, inputs: Sequence[tuple[torch.Tensor, int]], cotangents: Sequence[torch.Tensor]) -> list[Any]:
        """Return the gradients by each input so that they can be differentiated, by the function itself."""
        primals = []
        for x, version in inputs:
            if x._version != version:
                raise RuntimeError(
                    "one of the variables needed for gradient computation has been modified by an inplace operation: "
                    f"it is at version {x._version}; expected version {version} instead."
                )
            primals.append(x.view_as(x) if x.requires_grad else x)
        outputs = self.function(primals)
        pairs = [(outputs[k], cotangents[k]) for k in self.differentiable if outputs[k].requires_grad]
        wanted = [primals[i] for i in self._tracked]
        found: Any = torch.autograd.grad(
            [y for y, _ in pairs], wanted, [u for _, u in pairs], allow_unused=True, create_graph=True
        )
        gradients: list[Any] = [None] * len(primals)
        for i, gradient in zip(self._tracked, found, strict=True):
            gradients[i] = gradient
        return gradients


def _like(x: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    """Return a cotangent in the layout that the compiled code assumes."""
    if x.stride() == fake.stride() and not x.is_conj() and not x.is_neg():
        return x
    return torch.empty_strided(fake.shape, fake.stride(), dtype=x.dtype, device=x.device).copy_(x)


def _separate(forward: torch.fx.GraphModule, count: int) -> list[tuple[int, int]]:
    """Let the outputs of a function share no memory with what is saved, and return where that is found.

    A caller may write to an output. Autograd notices that if the output itself was saved, but not a view of it.
    Each place is a pair of 0 for an input or 1 for an output, and the index.
    """
    graph = forward.graph
    output: Any = graph.output_node()
    found = [*output.args[0]]
    inputs = graph.find_nodes(op="placeholder")
    outputs, saved = found[:count], found[count:]
    known = {memory(node.meta.get("val")) for node in inputs}
    kept = {node: memory(node.meta.get("val")) for node in saved}
    for k, node in enumerate(outputs):
        number = memory(node.meta.get("val"))
        if number in known or any(number == other and x is not node for x, other in kept.items()):
            with graph.inserting_before(output):
                outputs[k] = new = graph.call_function(torch.ops.aten.clone.default, (node,))
            new.meta["val"] = node.meta.get("val")
        else:
            known.add(number)
    places: list[tuple[int, int]] = []
    results = [*outputs]
    for node in saved:
        if node in inputs:
            places.append((0, inputs.index(node)))
        else:
            if node not in results:
                results.append(node)
            places.append((1, results.index(node)))
    output.args = (tuple(results),)
    forward.recompile()
    return places


class _Call(torch.autograd.Function):  # type: ignore[misc]
    """One call of a compiled function."""

    @staticmethod
    def forward(ctx: Any, code: _Code, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Run the function, and save what its derivative needs."""
        outputs, saved = code.run(inputs)
        ctx.code = code
        ctx.inputs = [(x, x._version) for x in inputs]
        ctx.save_for_backward(*saved)
        ctx.mark_non_differentiable(*[outputs[k] for k in code.others])
        return tuple(outputs)

    @staticmethod
    def backward(ctx: Any, *cotangents: torch.Tensor) -> tuple[Any, ...]:
        """Return the gradients. They carry one themselves if a second derivative is wanted."""
        code: _Code = ctx.code
        if torch.is_grad_enabled():
            return None, *code.pull_again(ctx.inputs, cotangents)
        return None, *code.pull(ctx.saved_tensors, cotangents, len(ctx.inputs))


__all__ = ["compile_differentiable"]
