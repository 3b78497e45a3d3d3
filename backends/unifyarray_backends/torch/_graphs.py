"""Graphs of functions that run with tensors without values, for ``ua.jit``, and of their gradients."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.fx.experimental.proxy_tensor import make_fx

from unifyarray.plugin import TracingError, message

from . import _autograd, _saved
from ._tracing import Tracing

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from unifyarray.plugin import Mapped

_is_wrapper: Final[Any] = _autograd.is_wrapper


class Traced(NamedTuple):
    """What a function does, as a graph.

    Attributes
    ----------
    graph : torch.fx.GraphModule
        Its inputs are the tensors that the function takes.
    written : list of int
        The tensors among the inputs that the function writes to.
    outputs : int
        How many outputs of the graph are those of the function. The others are gradients by the inputs that carry one,
        which use a `cotangent` for each output in ``differentiable``.
    differentiable : list of int
        The outputs that carry a gradient.
    """

    graph: torch.fx.GraphModule
    written: list[int]
    outputs: int
    differentiable: list[int]


#: Operations of unifyarray in graphs.
LIBRARY: Final[Any] = torch.library.Library("unifyarray", "FRAGMENT")
LIBRARY.define("cotangent(Tensor like) -> Tensor")
#: Stands for the cotangent of an output, whose shape is only known when the function has run.
LIBRARY.impl("cotangent", torch.zeros_like, "CompositeExplicitAutograd")
torch.library.register_fake("unifyarray::cotangent", torch.zeros_like, lib=LIBRARY)
COTANGENT: Final[Any] = torch.ops.unifyarray.cotangent.default


def trace(function: Mapped, arrays: Sequence[torch.Tensor], tracked: Sequence[int]) -> Traced | None:
    """Run a function with tensors that have no values.

    Return None if it uses other tensors that carry a gradient, or if it cannot be differentiated.

    Parameters
    ----------
    function : callable
        The function.
    arrays : sequence of torch.Tensor
        Tensors to take the properties of.
    tracked : sequence of int
        Those that carry a gradient.
    """
    mode = FakeTensorMode(shape_env=None, allow_non_fake_inputs=True)
    with mode:
        # New tensors, not those that `mode` would make of these: two arguments can be one tensor in this call.
        fakes = [torch.empty_strided(x.shape, x.stride(), dtype=x.dtype, device=x.device) for x in arrays]
    found: list[int] = []
    written: list[int] = []
    differentiable: list[int] = []

    def run(*natives: torch.Tensor) -> list[torch.Tensor | None]:
        inputs = [x.detach().requires_grad_() if i in tracked else x for i, x in enumerate(natives)]
        with Tracing(), _saved.Tracing(is_differentiated=bool(tracked)):
            # Copies, because torch refuses writes to tensors without a history. They are taken out of the graph.
            given = [x.clone() if i in tracked else x for i, x in enumerate(inputs)]
            outputs = [*function(given)]
            written.extend([i for i in tracked if given[i]._version])
            found.append(len(outputs))
            differentiable.extend([k for k, y in enumerate(outputs) if y.requires_grad])
            gradients = _gradients([outputs[k] for k in differentiable], [inputs[i] for i in tracked])
        return [*outputs, *gradients]

    try:
        with _without_logged_errors():
            graph = make_fx(run, tracing_mode="fake")(*fakes)
    except _NotDifferentiableError:
        return None
    for node in graph.graph.find_nodes(op="call_function", target=torch.ops.aten.clone.default)[: len(tracked)]:
        node.replace_all_uses_with(node.args[0])
    changed = _own_constants(graph, mode)
    if changed is None:
        return None
    # Tracing has made new tensors of those in `fakes`.
    inputs = graph.graph.find_nodes(op="placeholder")
    written += [i for i, node in enumerate(inputs) if memory(node.meta.get("val")) in changed]
    graph.graph.eliminate_dead_code()
    graph.recompile()
    return Traced(graph, written, found[0], differentiable)


@contextmanager
def _without_logged_errors() -> Generator[None]:
    """Drop what torch logs in this thread about an operation that fails; the error is raised, too."""
    log, thread = logging.getLogger("torch._subclasses.fake_tensor"), get_ident()

    def is_of_another_thread(record: logging.LogRecord) -> bool:
        return record.thread != thread or record.levelno < logging.ERROR

    log.addFilter(is_of_another_thread)
    try:
        yield
    finally:
        log.removeFilter(is_of_another_thread)


class _NotDifferentiableError(Exception):
    """The gradient of a function is not known to torch. The function itself raises the error, if it is asked for."""


def _gradients(outputs: list[torch.Tensor], inputs: list[torch.Tensor]) -> Sequence[torch.Tensor | None]:
    """Return the gradients of outputs contracted with cotangents that the graph does not know."""
    if not outputs:
        return [None] * len(inputs)
    cotangents = [COTANGENT(y.detach()) for y in outputs]
    try:
        with torch.autograd.set_multithreading_enabled(False):  # other threads do not trace
            found: Sequence[torch.Tensor | None] = torch.autograd.grad(outputs, inputs, cotangents, allow_unused=True)
    except (NotImplementedError, RuntimeError) as error:
        raise _NotDifferentiableError from error
    return found


def _own_constants(graph: torch.fx.GraphModule, mode: FakeTensorMode) -> set[int] | None:
    """Copy the tensors that a function closes over; raise errors for writes to them and for random numbers.

    Return the memory that the function writes to; None if it closes over a tensor that carries a gradient.
    """
    constants: set[int] = set()
    changed: set[int] = set()
    for node in graph.graph.nodes:
        if node.op == "get_attr":
            tensor = getattr(graph, node.target)
            if _is_wrapper(tensor) or (tensor.requires_grad and torch.is_grad_enabled()):
                return None
            # Numbers in a list become a constant, of which each call has a copy.
            if any(user.target is not torch.ops.aten.lift_fresh_copy.default for user in node.users):
                constants.add(memory(mode.from_tensor(tensor)))
    for node in [*graph.graph.nodes]:
        if node.op == "call_function" and isinstance(node.target, torch._ops.OpOverload):
            if torch.Tag.nondeterministic_seeded in node.target.tags:
                hint = "draw the numbers before the call, and pass them as an argument"
                raise TracingError(message("random numbers are drawn inside ua.jit", hint))
            for x in written_by(node):
                changed.add(memory(x.meta.get("val")))
                if x.op == "get_attr" or changed & constants:
                    fact = "ua.jit: the function writes to an array that it closes over"
                    raise RuntimeError(message(fact, "pass it as an argument, or write to ua.asarray(x, copy=True)"))
        elif node.op == "output":
            _copy_constants(graph.graph, node, constants)
    for name in {node.target for node in graph.graph.nodes if node.op == "get_attr"}:
        setattr(graph, name, getattr(graph, name).detach().clone())
    return changed


def written_by(node: torch.fx.Node) -> list[torch.fx.Node]:
    """Return the tensors that an operation writes to."""
    target: Any = node.target
    schema = target._schema
    if not schema.is_mutable:
        return []
    found = []
    for i, argument in enumerate(schema.arguments):
        if argument.alias_info is not None and argument.alias_info.is_write:
            x = node.kwargs.get(argument.name, node.args[i] if i < len(node.args) else None)
            found += [y for y in (x if isinstance(x, (list, tuple)) else [x]) if isinstance(y, torch.fx.Node)]
    return found


def _copy_constants(graph: torch.fx.Graph, output: torch.fx.Node, constants: set[int]) -> None:
    """Let each call return a copy of a constant, which the caller may write to."""

    def copied(x: torch.fx.Node) -> torch.fx.Node:
        if x.op != "get_attr" and memory(x.meta.get("val")) not in constants:
            return x
        with graph.inserting_before(output):
            return graph.call_function(torch.ops.aten.clone.default, (x,))

    output.args = torch.fx.map_arg(output.args, copied)


def memory(x: Any) -> int:
    """Return a number of the memory of a tensor; 0 for any other object."""
    return x.untyped_storage()._cdata if isinstance(x, torch.Tensor) else 0


__all__ = ["COTANGENT", "LIBRARY", "Traced", "memory", "trace", "written_by"]
