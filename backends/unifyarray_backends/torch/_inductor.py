"""Torch's compiler (inductor) for graphs: limits of its time, and operations that it would compute otherwise."""

from __future__ import annotations

import contextvars
import copy
import functools
import threading
import warnings
from typing import TYPE_CHECKING, Any, Final

import torch

from ._graphs import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The compiler has state that all threads share.
_compiler: Final = threading.Lock()


def compile_graph(graph: torch.fx.GraphModule, seconds: float) -> tuple[Callable[..., Any], str]:
    """Return the compiled graph, or the graph itself and the reason, if the compiler fails or takes too long."""
    if not seconds:
        return graph, ""
    if any(isinstance(x, torch.Tensor) and x.is_complex() for x in _values(graph.graph)):
        return graph, ""  # the compiler has no code for complex numbers, and calls the kernels
    fakes = [node.meta["val"] for node in graph.graph.nodes if node.op == "placeholder"]
    copied = torch.fx.GraphModule(graph, copy.deepcopy(graph.graph))
    _keep_kernels(copied)
    options = {"realize_opcount_threshold": 8, "realize_reads_threshold": 2} if _is_deep(copied.graph) else {}
    found: list[Any] = []

    def work() -> None:
        try:
            with _compiler, torch.no_grad(), warnings.catch_warnings():
                # The compiler uses functions that torch itself has deprecated.
                warnings.simplefilter("ignore", DeprecationWarning)
                warnings.simplefilter("ignore", FutureWarning)
                found.append(load_compiler()(copied, [*fakes], config_patches=options))
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
def load_compiler() -> Any:
    """Return torch's compiler. Loading it takes seconds, and gives a warning of a function that torch itself uses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from torch._inductor.compile_fx import compile_fx
    return compile_fx


#: Operations for which the compiler's code has other values than the library's kernel, which is called instead.
_KERNELS: Final = frozenset(
    {"aten::expm1", "aten::atanh", "aten::acosh", "aten::remainder", "aten::floor_divide", "aten::fmod"}
)
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
        LIBRARY.define(f"{name}({schema}")
        LIBRARY.impl(name, target, "CompositeExplicitAutograd")
        torch.library.register_fake(f"unifyarray::{name}", target, lib=LIBRARY)
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


__all__ = ["compile_graph", "load_compiler"]
