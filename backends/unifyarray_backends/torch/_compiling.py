"""Functions for ``ua.jit``: what they do with tensors without values, as a graph, and the compiled graph."""

from __future__ import annotations

import contextvars
import copy
import functools
import threading
import warnings
from typing import TYPE_CHECKING, Any, Final

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.fx.experimental.proxy_tensor import make_fx

from unifyarray.plugin import TracingError, message

from . import _autograd
from ._tracing import Tracing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from unifyarray.plugin import Mapped

    Runner = Callable[[Sequence[torch.Tensor]], Sequence[torch.Tensor]]

#: The compiler has state that all threads share.
_compiler: Final = threading.Lock()
_is_wrapper: Final[Any] = _autograd.is_wrapper


def jit(function: Mapped, arrays: Sequence[torch.Tensor], seconds: float) -> tuple[Runner, list[int], str] | None:
    """Trace a function, and return its compiled graph, the tensors that it writes to, and why it is not compiled."""
    traced = _trace(function, arrays)
    if traced is None:
        return None
    graph, fakes, written = traced
    fastest, reason = _compiled(graph, fakes, seconds) if seconds else (graph, "")

    def run(natives: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        outputs: Sequence[torch.Tensor] = fastest(*natives)
        return outputs

    return run, written, reason


def _trace(
    function: Mapped, arrays: Sequence[torch.Tensor]
) -> tuple[torch.fx.GraphModule, list[torch.Tensor], list[int]] | None:
    """Return the graph of a function, and which tensors it writes to; None if it uses a tensor that is tracked."""
    mode = FakeTensorMode(shape_env=None, allow_non_fake_inputs=True)
    with mode:
        # New tensors, not those that `mode` would make of these: two arguments can be one tensor in this call.
        fakes = [torch.empty_strided(x.shape, x.stride(), dtype=x.dtype, device=x.device) for x in arrays]

    def run(*natives: torch.Tensor) -> list[torch.Tensor]:
        with Tracing():
            return [*function(natives)]

    graph = make_fx(run, tracing_mode="fake")(*fakes)
    changed = _own_constants(graph, mode)
    if changed is None:
        return None
    # Tracing has made new tensors of those in `fakes`.
    inputs = [node for node in graph.graph.nodes if node.op == "placeholder"]
    written = [i for i, node in enumerate(inputs) if _memory(node.meta.get("val")) in changed]
    graph.graph.eliminate_dead_code()
    graph.recompile()
    return graph, fakes, written


def _compiled(
    graph: torch.fx.GraphModule, fakes: Sequence[torch.Tensor], seconds: float
) -> tuple[Callable[..., Any], str]:
    """Return the compiled graph, or the graph itself and the reason, if the compiler fails or takes too long."""
    if any(isinstance(x, torch.Tensor) and x.is_complex() for x in _values(graph.graph)):
        return graph, ""  # the compiler has no code for complex numbers, and calls the kernels
    copied = torch.fx.GraphModule(graph, copy.deepcopy(graph.graph))
    _keep_kernels(copied)
    options = {"realize_opcount_threshold": 8, "realize_reads_threshold": 2} if _is_deep(copied.graph) else {}
    found: list[Any] = []

    def work() -> None:
        try:
            with _compiler, torch.no_grad():
                found.append(_inductor()(copied, [*fakes], config_patches=options))
        except Exception as error:
            found.append(error)

    # In a thread, because the compiler cannot be interrupted. Of a compiler that takes longer, nothing is used.
    thread = threading.Thread(target=contextvars.copy_context().run, args=(work,), name="ua.jit", daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        return graph, f"torch's compiler takes more than {seconds:g} s"
    if isinstance(found[0], Exception):
        return graph, f"torch's compiler failed: {str(found[0]).partition(chr(10))[0]}"
    return found[0], ""


def _values(graph: torch.fx.Graph) -> Iterator[Any]:
    """Yield the tensors of a graph, without values."""
    for node in graph.nodes:
        value = node.meta.get("val")
        yield from value if isinstance(value, (list, tuple)) else [value]


@functools.cache
def _inductor() -> Any:
    """Return torch's compiler. Loading it takes seconds, and gives a warning of a function that torch itself uses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from torch._inductor.compile_fx import compile_fx
    return compile_fx


#: Operations for which the compiler's code has other values than the library's kernel, which is called instead.
_KERNELS: Final = frozenset(
    {"aten::expm1", "aten::atanh", "aten::acosh", "aten::remainder", "aten::floor_divide", "aten::fmod"}
)
_library: Final[Any] = torch.library.Library("unifyarray", "FRAGMENT")
#: By operation of torch: the same operation by another name, which the compiler does not know.
_renamed: Final[dict[Any, Any]] = {}


def _keep_kernels(graph: torch.fx.GraphModule) -> None:
    """Let a graph call the library's kernel for operations that the compiler's code gets otherwise."""
    for node in graph.graph.nodes:
        if node.op == "call_function" and isinstance(node.target, torch._ops.OpOverload):
            schema = node.target._schema
            is_floor = schema.name == "aten::div" and node.kwargs.get("rounding_mode") is not None
            if schema.name in _KERNELS or is_floor:
                node.target = _rename(node.target, [isinstance(x, torch.fx.Node) for x in node.args])
    graph.recompile()


def _rename(target: Any, are_tensors: list[bool]) -> Any:
    """Return an operation by another name. Torch takes numbers in place of tensors, other operations do not."""
    key = target, *are_tensors
    found = _renamed.get(key)
    if found is None:
        _, _, schema = str(target._schema).partition("(")
        for argument, is_tensor in zip(target._schema.arguments, are_tensors, strict=False):
            if not is_tensor:
                schema = schema.replace(f"Tensor {argument.name}", f"Scalar {argument.name}")
        name = "_".join([str(target).replace(".", "_"), *["tensor" if t else "number" for t in are_tensors]])
        _library.define(f"{name}({schema}")
        _library.impl(name, target, "CompositeExplicitAutograd")
        torch.library.register_fake(f"unifyarray::{name}", target, lib=_library)
        found = _renamed[key] = getattr(torch.ops.unifyarray, name).default
    return found


#: Elementwise code of a graph up to this size is compiled as one kernel, values that are used twice included twice.
_DEEP: Final = 200


def _is_deep(graph: torch.fx.Graph) -> bool:
    """Return whether inlining every value where it is used would make very long code: the compiler tries that."""
    sizes: dict[torch.fx.Node, int] = {}
    for node in graph.nodes:
        sizes[node] = 1
        if node.op == "call_function":
            sizes[node] += sum([sizes[x] for x in node.args if isinstance(x, torch.fx.Node)])
            if sizes[node] > _DEEP:
                return True
    return False


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
                constants.add(_memory(mode.from_tensor(tensor)))
    for node in [*graph.graph.nodes]:
        if node.op == "call_function" and isinstance(node.target, torch._ops.OpOverload):
            if torch.Tag.nondeterministic_seeded in node.target.tags:
                hint = "draw the numbers before the call, and pass them as an argument"
                raise TracingError(message("random numbers are drawn inside ua.jit", hint))
            for x in _written(node):
                changed.add(_memory(x.meta.get("val")))
                if x.op == "get_attr" or changed & constants:
                    fact = "ua.jit: the function writes to an array that it closes over"
                    raise RuntimeError(message(fact, "pass it as an argument, or write to ua.asarray(x, copy=True)"))
        elif node.op == "output":
            _copy_constants(graph.graph, node, constants)
    for name in {node.target for node in graph.graph.nodes if node.op == "get_attr"}:
        setattr(graph, name, getattr(graph, name).detach().clone())
    return changed


def _written(node: torch.fx.Node) -> list[torch.fx.Node]:
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
        if x.op != "get_attr" and _memory(x.meta.get("val")) not in constants:
            return x
        with graph.inserting_before(output):
            return graph.call_function(torch.ops.aten.clone.default, (x,))

    output.args = torch.fx.map_arg(output.args, copied)


def _memory(x: Any) -> int:
    return x.untyped_storage()._cdata if isinstance(x, torch.Tensor) else 0


__all__ = ["jit"]
