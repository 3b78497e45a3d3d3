"""Derivatives by torch.autograd, or by torch.func inside the transformations of torch.func and the compiler.

``jvp`` uses two backward passes. The gradient is linear in the cotangent, so its derivative with respect to the
cotangent, contracted with a tangent, is the tangent of the outputs. Dual tensors would need only one pass, but their
levels are global to the process (torch.autograd.forward_ad), so that two threads would disturb each other. Two backward
passes also give the same derivative at kinks in both directions.
"""

from __future__ import annotations

import functools
import sys
import weakref
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.autograd import Variable, forward_ad
from torch.autograd.graph import get_gradient_edge

from unifyarray.plugin import is_differentiating, message

from . import _errors, _saved
from ._tracing import is_fake, is_jit
from ._unsigned import call_on_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence

    from unifyarray.plugin import Array, Differentiable, Linearised, Mapped

# None of these functions has a public name.
_in_transform: Final[Callable[[], bool]] = torch._C._are_functorch_transforms_active
_is_compiling: Final[Callable[[], bool]] = torch.compiler.is_dynamo_compiling
_functorch: Final[Any] = torch._C._functorch  # pyright: ignore[reportAttributeAccessIssue]
#: Whether a tensor is a wrapper of any transformation of torch.func.
is_wrapper: Final[Callable[[torch.Tensor], bool]] = _functorch.is_functorch_wrapped_tensor
_is_wrapped: Final[Callable[[torch.Tensor], bool]] = _functorch.is_gradtrackingtensor
_is_batched: Final[Callable[[torch.Tensor], bool]] = _functorch.is_batchedtensor
_batch_dim: Final[Callable[[torch.Tensor], int]] = _functorch.maybe_get_bdim
_is_autocast: Final[Callable[[], bool]] = getattr(torch._C, "_is_any_autocast_enabled", torch.is_autocast_enabled)
_level: Final[Callable[[torch.Tensor], int]] = _functorch.maybe_get_level
_add_batch_dim: Final[Callable[[torch.Tensor, int, int], torch.Tensor]] = _functorch._add_batch_dim
#: Not torch.set_grad_enabled: a KeyboardInterrupt in a function written in Python can leave the mode as it was.
_set_grad_enabled: Final[Callable[[bool], None]] = torch._C._set_grad_enabled
#: The function that torch.autograd.grad and backward call. The checks that these two make take longer than a small
#: graph.
_run_backward: Final[Callable[..., Sequence[torch.Tensor | None]]] = Variable._execution_engine.run_backward
unwrapped: Final[Callable[[torch.Tensor], torch.Tensor]] = _functorch.get_unwrapped
#: By dtype and device: a tensor of the number 1, the cotangent of a scalar output.
_ones: Final[dict[tuple[torch.dtype, torch.device], torch.Tensor]] = {}


def requires_grad(x: torch.Tensor) -> bool:
    """Return whether a derivative is tracked: by autograd, by a dual tensor, or by a transformation of torch.func."""
    if x.requires_grad or _is_compiling():  # torch.compile cannot trace the checks below
        return bool(x.requires_grad)
    return _is_wrapped(x) or (forward_ad._current_level >= 0 and forward_ad.unpack_dual(x).tangent is not None)


def detach(x: torch.Tensor) -> torch.Tensor:
    """Return the data without their autograd history, on every level of torch.func."""
    if _is_compiling():
        return x.detach()
    found = plain(x)
    if _is_batched(found):  # its detach() would keep the wrappers for gradients inside, which allow writes
        return _add_batch_dim(detach(unwrapped(found)), _batch_dim(found), _level(found))
    return plain(found.detach())  # inside torch.func, detach() wraps the tensor again


def is_abstract(x: torch.Tensor) -> bool:
    """Return whether a tensor has no values to print: inside torch.func and compilers, and on the device meta."""
    return (
        _in_transform()
        or x.is_meta
        or torch.compiler.is_compiling()
        or any(isinstance(x, kind) for kind in _fake_tensors())
        or _is_tracing_fx()
    )


def traced_by(x: torch.Tensor) -> str | None:
    """Return the transformation in which a tensor has no values for Python: ``"ua.vmap"``, ``"ua.jit"``, or None."""
    if _is_compiling():
        return None
    if is_fake(x):
        return "ua.jit"
    if not _in_transform():
        return None
    return "ua.vmap" if _batch_levels(x) else None


def jit_key(x: torch.Tensor) -> Hashable:
    """Return what a compiled graph assumes of a tensor.

    None if the function itself must be called: torch.func or a dual tensor follows the tensor, the tensor has no
    values, a conjugation is pending, or autocast would change dtypes.
    """
    kind, tracks = type(x), torch.is_grad_enabled()
    if kind is not torch.Tensor and kind is not torch.nn.Parameter:
        return None
    if is_wrapper(x) or (forward_ad._current_level >= 0 and requires_grad(x)) or (x.requires_grad and _in_transform()):
        return None
    if x.is_conj() or x.is_neg() or _is_autocast():
        return None
    return x.shape, x.stride(), x.dtype, tracks, x.requires_grad and tracks


def _batch_levels(x: torch.Tensor) -> set[int]:
    """Return the levels of torch.func.vmap that a tensor is mapped by."""
    found: set[int] = set()
    while is_wrapper(x):
        if _is_batched(x):
            found.add(_level(x))
        x = unwrapped(x)
    return found


def with_batches(x: torch.Tensor, others: Iterable[Any]) -> torch.Tensor:
    """Return a tensor that others can be written to: torch.func.vmap cannot write a mapped tensor to one that is not.

    That is the tensor itself, or a copy that is mapped by the same levels as the others.
    """
    if _is_compiling() or not _in_transform():
        return x
    levels = _batch_levels(x)
    for other in others:
        if isinstance(other, torch.Tensor) and _batch_levels(other) - levels:
            false = torch.zeros_like(other, dtype=torch.bool, requires_grad=False).any()
            x = call_on_bits(_where, x, false)
            levels |= _batch_levels(other)
    return x


def _where(x: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
    return torch.where(condition, x, x)


def vmap(function: Mapped, arrays: Sequence[torch.Tensor], axes: Sequence[int]) -> list[tuple[torch.Tensor, bool]]:
    """Run a function once for all elements of tensors along an axis each."""
    is_mapped: list[bool] = []

    def called(*inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        outputs = tuple(function(inputs))
        if _is_compiling():
            is_mapped.extend([True] * len(outputs))
        else:
            level = _functorch.maybe_current_level()
            is_mapped.extend([level in _batch_levels(y) for y in outputs])
        return outputs

    if _is_compiling():
        found: Any = torch.func.vmap(called, in_dims=tuple(axes))(*arrays)
    else:
        inputs = [data(x) for x in arrays]
        before = _saved.depth()
        try:
            _saved.enter(inputs)  # refuses writes to them
            found = torch.func.vmap(called, in_dims=tuple(axes))(*arrays)
        finally:
            _saved.leave(before)
        shared = {_saved.memory(x) for x in inputs}  # a result that is a view of an argument becomes a copy
        found = [y.clone() if _saved.memory(data(y)) in shared else y for y in found]
    return [*zip(found, is_mapped, strict=True)]


def data(x: torch.Tensor) -> torch.Tensor:
    """Return the tensor that transformations of torch.func have wrapped."""
    while is_wrapper(x):
        x = unwrapped(x)
    return x


def _fake_tensors() -> Iterator[type]:
    """Yield torch's class of fake tensors, if its module is loaded."""
    module = sys.modules.get("torch._subclasses.fake_tensor")
    if module is not None:
        yield module.FakeTensor


def _is_tracing_fx() -> bool:
    module = sys.modules.get("torch.fx.experimental.proxy_tensor")
    return module is not None and module.get_proxy_mode() is not None


def plain(x: torch.Tensor) -> torch.Tensor:
    """Return the tensor that the transformations of torch.func for gradients have wrapped."""
    while _is_wrapped(x):
        x = unwrapped(x)
    return x


# After a differentiated function has returned, a user may ask for the gradient of a tracked tensor outside that the
# function used in an Array. Tensors that are not in an Array, such as a module's parameters, are constants. So the
# graph of the function's outputs is searched for marks. The mark of a leaf tensor is on the node that accumulates its
# gradient. That node exists as long as an Array of the tensor or a graph. So an Array that was made to be printed, say,
# changes nothing afterwards.
#: By id: leaf tensors that the user tracks and that were converted to Arrays, as long as they exist. If there are none,
#: and no tensor with a history was converted, the graph need not be searched.
_tracked_leaves: Final[dict[int, weakref.ref[torch.Tensor]]] = {}
#: By id of an Array of a leaf tensor, as long as it exists: the node that accumulates the gradient.
_accumulating: Final[dict[int, tuple[weakref.ref[Array], Any]]] = {}
#: By id of the list: the inputs of a function that is running in any thread.
_running: Final[dict[int, list[Any]]] = {}
#: Whether any tensor with a history was converted to an Array.
_marked: Final[list[bool]] = [False]
_MARK: Final = "unifyarray: used in an Array"


def on_wrap(x: torch.Tensor) -> None:
    """Record a user's tensor that becomes an Array; raise TypeError if it is not dense: few functions accept those."""
    if x.layout is not torch.strided:
        raise TypeError(message(f"an Array must be dense, got a tensor of layout {x.layout}", "x.to_dense()"))
    if x.requires_grad and x.grad_fn is None and not _is_compiling() and id(x) not in _tracked_leaves:
        _tracked_leaves[id(x)] = weakref.ref(x, functools.partial(_forget, id(x)))


def on_array(array: Array) -> None:
    """Mark an Array of a user's tensor in the graph, if it is tracked."""
    x = array._native
    if not x.requires_grad or _is_compiling():
        return
    if x.grad_fn is None:
        node: Any = get_gradient_edge(x).node
        node.metadata[_MARK] = True
        key = id(array)
        _accumulating[key] = weakref.ref(array, functools.partial(_release, key)), node
    elif not is_differentiating():
        x.grad_fn.metadata[_MARK] = True
        _marked[0] = True


def _release(key: int, _: object = None) -> None:
    _accumulating.pop(key, None)


def _forget(key: int, _: object = None) -> None:
    _tracked_leaves.pop(key, None)


#: Up to this number of elements, asking whether memory can be reused costs more than allocating.
_SMALL: Final = 10_000


def can_reuse_memory(x1: torch.Tensor, x2: torch.Tensor) -> bool:
    """Return whether a step may write to temporaries: operands are large, and no derivative needs the old values."""
    return x1.numel() > _SMALL and not may_be_differentiated(x1, x2)


def is_transforming() -> bool:
    """Return whether a transformation of torch.func or the compiler is running."""
    return _is_compiling() or _in_transform() or is_jit()


def may_be_differentiated(*arrays: torch.Tensor) -> bool:
    """Return whether a derivative or a transformation may use operations on these arrays; True inside the compiler."""
    if torch.compiler.is_compiling() or _in_transform() or forward_ad._current_level >= 0 or is_jit():
        return True
    for x in arrays:  # noqa: SIM110 - takes half the time of any()
        if x.requires_grad:
            return True
    return False


def in_transform() -> bool:
    """Return whether a transformation of torch.func or a level of dual tensors is active; no_grad stops neither."""
    return _in_transform() or forward_ad._current_level >= 0


class NoGrad:
    """``torch.no_grad``, but leaving it before it was entered, or twice, changes nothing."""

    __slots__ = ("_before",)

    def __init__(self) -> None:
        self._before = torch.is_grad_enabled()

    def __enter__(self) -> None:
        _set_grad_enabled(False)

    def __exit__(self, *exc_info: object) -> None:
        _set_grad_enabled(self._before)


def leaf(x: torch.Tensor) -> torch.Tensor:
    """Return the tensor if it is tracked, otherwise a tracked tensor over the same data."""
    if not requires_grad(x):
        x = x.detach().requires_grad_()
    on_wrap(x)
    return x


# -- in both directions --------------------------------------------------------------------------------


def vjp(function: Differentiable, primals: Sequence[torch.Tensor]) -> Linearised:
    """Return outputs, aux and a function from cotangents to gradients."""
    if _in_transform() or _is_compiling() or is_jit():
        return _vjp_by_transform(function, primals)
    inputs, outputs, aux, keep = _traced(function, primals)

    def pull(cotangents: Sequence[torch.Tensor | None] | None) -> list[torch.Tensor]:
        if cotangents is None:
            cotangents = [torch.ones_like(outputs[0])]
        return _contracted(outputs, cotangents, inputs, primals, keep=keep, once=False)

    if keep:
        return [*outputs], [*aux], pull
    return _released(outputs), _released(aux), pull


def value_and_gradients(
    function: Differentiable, primals: Sequence[torch.Tensor], own: bool
) -> tuple[Sequence[torch.Tensor], Sequence[torch.Tensor], list[torch.Tensor], bool]:
    """Return outputs, aux and gradients of a function with a scalar output, and whether the graph was kept."""
    if _in_transform() or _is_compiling() or is_jit():
        values, others, pull = _vjp_by_transform(function, primals)
        return values, others, pull(None), True
    inputs, outputs, aux, keep = _traced(function, primals, own)
    y = outputs[0]
    if keep:
        found = _contracted(outputs, [torch.ones_like(y)], inputs, primals, keep=True, once=True)
        return outputs, aux, found, True
    if not y.requires_grad:
        return outputs, _released(aux), [torch.zeros_like(x, requires_grad=False) for x in inputs], False
    key = y.dtype, y.device
    one = _ones.get(key)
    if one is None:
        one = torch.ones((), dtype=y.dtype, device=y.device)
        # Cache plain tensors only. Under a torch mode such as FakeTensorMode, torch.ones returns a tensor of another
        # type, which is useless after the mode ends.
        if type(one) is torch.Tensor:
            _ones[key] = one
    try:
        gradients = _run_backward((y,), (one,), False, False, tuple(inputs), True, accumulate_grad=False)
    except RuntimeError as error:
        _errors.raise_autograd_error(error)
    known = {one.data_ptr()}
    writable = [_make_writable(gradient, inputs[i], known) for i, gradient in enumerate(gradients)]
    return [y.data], _released(aux) if aux else aux, writable, False  # detach() takes twice as long as .data


def jvp(function: Differentiable, primals: Sequence[torch.Tensor]) -> Linearised:
    """Return outputs, aux and a function from tangents of the inputs to tangents of the outputs."""
    if _in_transform() or _is_compiling() or is_jit():
        return _jvp_by_transform(function, primals)
    inputs, outputs, aux, keep = _traced(function, primals)
    cotangents, gradients = _pulled(outputs, inputs)
    depends_on_inputs = [i for i, u in enumerate(cotangents) if u.requires_grad]
    wanted = [cotangents[i] for i in depends_on_inputs]

    def push(tangents: Sequence[torch.Tensor | None] | None) -> list[torch.Tensor]:
        if tangents is None:
            tangents = [torch.ones_like(x) for x in primals]
        found = _contracted(gradients, tangents, wanted, wanted, keep=keep, once=False)
        result = [torch.zeros_like(y, requires_grad=False) for y in outputs]
        for i, tangent in zip(depends_on_inputs, found, strict=True):
            result[i] = tangent
        return result

    if keep:
        return [*outputs], [*aux], push
    return _released(outputs), _released(aux), push


#: The most elements of the rows or columns of a Jacobian that are computed at once.
_AT_ONCE: Final = 2**26


def jacobian(
    function: Differentiable, primals: Sequence[torch.Tensor], mode: str
) -> tuple[list[torch.Tensor], list[list[torch.Tensor]]] | None:
    """Return aux and the blocks of the Jacobian, with all rows or columns of a block at once."""
    if _is_compiling():
        return None
    if _in_transform() or is_jit():
        return _jacobian_by_transform(function, primals, mode)
    inputs, outputs, aux, keep = _traced(function, primals)
    if mode == "reverse":
        found = [_at_units(y, inputs, y, keep=keep) for y in outputs]
    else:
        cotangents, gradients = _pulled(outputs, inputs)
        wanted = [u for u in cotangents if u.requires_grad]
        found = []
        for gradient, x in zip(gradients, inputs, strict=True):
            columns = iter(_at_units(gradient, wanted, x, keep=keep))
            size = x.numel()
            found.append(
                [
                    next(columns) if u.requires_grad else _zeros(size, y)
                    for u, y in zip(cotangents, outputs, strict=True)
                ]
            )
    blocks = _blocks(found, outputs, inputs, mode)
    return ([*aux] if keep else _released(aux)), blocks


def _at_units(
    y: torch.Tensor | None, inputs: Sequence[torch.Tensor], like: torch.Tensor, *, keep: bool
) -> list[torch.Tensor]:
    """Return the gradients of a tensor contracted with each unit vector of its shape, along axis 0; None for zeros."""
    size = like.numel()
    if y is None or not y.requires_grad or not size or not inputs:
        return [_zeros(size, x) for x in inputs]
    units = _units(like.detach())
    largest = max([1, like.numel(), *(x.numel() for x in inputs)])
    parts = []
    for chunk in torch.split(units, max(1, _AT_ONCE // largest)):
        options: Any = {"allow_unused": True, "retain_graph": True, "create_graph": keep and torch.is_grad_enabled()}
        try:
            found: Any = torch.autograd.grad((y,), inputs, (chunk,), is_grads_batched=True, **options)
        except RuntimeError:  # an operation whose backward pass cannot be mapped, or an error that is raised again here
            rows = [_gradients([(y, unit)], inputs, **options) for unit in chunk]
            found = [None if part[0] is None else torch.stack(part) for part in zip(*rows, strict=True)]
        parts.append([_zeros(len(chunk), x) if g is None else g for g, x in zip(found, inputs, strict=True)])
    return [part[0] if len(part) == 1 else torch.cat(part) for part in zip(*parts, strict=True)]


def _zeros(size: int, like: torch.Tensor) -> torch.Tensor:
    return torch.zeros((size, *like.shape), dtype=like.dtype, device=like.device)


def _units(like: torch.Tensor) -> torch.Tensor:
    """Return the arrays of a shape that are 1 at one element and 0 elsewhere, along axis 0."""
    size = like.numel()
    return torch.eye(size, dtype=like.dtype, device=like.device).reshape((size, *like.shape))


def _blocks(
    found: Sequence[Sequence[torch.Tensor]],
    outputs: Sequence[torch.Tensor],
    inputs: Sequence[torch.Tensor],
    mode: str,
) -> list[list[torch.Tensor]]:
    """Return the Jacobian by output and input, from its rows by output or its columns by input."""

    def block(k: int, i: int) -> torch.Tensor:
        rows = found[k][i] if mode == "reverse" else found[i][k].movedim(0, -1)
        # In memory of its own: torch repeats zeros without using memory.
        return rows.reshape((*outputs[k].shape, *inputs[i].shape)).contiguous()

    return [[block(k, i) for i in range(len(inputs))] for k in range(len(outputs))]


def _pulled(
    outputs: Sequence[torch.Tensor], inputs: Sequence[torch.Tensor]
) -> tuple[list[torch.Tensor], Sequence[torch.Tensor | None]]:
    """Return cotangents of outputs, which are zeros that are tracked, and the gradients as functions of them."""
    cotangents = [torch.zeros_like(y, requires_grad=y.requires_grad) for y in outputs]
    outside = torch.is_grad_enabled()
    try:
        _set_grad_enabled(True)
        gradients = _gradients(
            [(y, u) for y, u in zip(outputs, cotangents, strict=True) if y.requires_grad], inputs, create_graph=True
        )
    finally:
        _set_grad_enabled(outside)
    return cotangents, gradients


def _traced(
    function: Differentiable, primals: Sequence[torch.Tensor], own: bool = False
) -> tuple[list[Any], Sequence[torch.Tensor], Sequence[torch.Tensor], bool]:
    """Run a function on tracked inputs.

    Parameters
    ----------
    function : callable
        The function.
    primals : sequence of torch.Tensor
        The values of the inputs.
    own : bool
        Whether the primals themselves can be tracked, because no other code uses them.

    Returns
    -------
    tuple
        The inputs, the outputs, aux, and whether the outputs must keep their graph for an outer derivative.
    """
    outside = torch.is_grad_enabled()
    if not outside and torch.is_inference_mode_enabled():
        fact = "derivatives cannot be computed inside torch.inference_mode()"
        raise RuntimeError(message(fact, "use torch.no_grad() instead, or call ua.grad outside of inference mode"))
    inputs: list[Any] = []
    for x in primals:  # a loop: a comprehension would add a call, which small functions notice
        if own:
            inputs.append(x.requires_grad_())
        elif not outside or not requires_grad(x):
            inputs.append(x.detach().requires_grad_())
        else:
            inputs.append(_alias(x))
    versions = [x._version for x in inputs]
    # A KeyboardInterrupt can be raised at the start of functions written in Python, and after calls. So the state is
    # changed inside of `try`, and restored without a call, or by a second one.
    key, depth = id(inputs), _saved.depth()
    try:
        _saved.enter(inputs)
        try:
            _running[key] = inputs
            if not outside:
                _set_grad_enabled(True)
            outputs, aux = function(inputs)
        finally:
            if key in _running:
                del _running[key]
            if not outside:
                _set_grad_enabled(False)
            if _tracked_leaves:  # the function may have converted them to Arrays
                for x in inputs:
                    _forget(id(x))
        if [x._version for x in inputs] != versions:
            # Only torch's own functions write to an argument, unifyarray's raise an error before. Torch raises an error
            # for leaf tensors. The gradient of a tensor with a history would belong to its new value.
            fact = "the function wrote to an argument that is differentiated"
            raise RuntimeError(message(fact, "write to a copy: ua.asarray(x, copy=True)"))
        keep = outside and _is_tracked_outside(() if own else primals, outputs, aux)
        _saved.settle(outputs, aux, is_kept=keep)
    finally:
        try:
            _saved.leave(depth)
        except BaseException:
            _saved.leave(depth)
            raise
    return inputs, outputs, aux, keep


def _is_tracked_outside(
    primals: Sequence[torch.Tensor], outputs: Sequence[torch.Tensor], aux: Sequence[torch.Tensor]
) -> bool:
    for x in primals:
        if x.requires_grad:
            return True
    if forward_ad._current_level >= 0:
        return True
    # Inside an outer function that is differentiated, the outer inputs are tracked.
    return bool(_tracked_leaves or _marked[0] or _running) and _is_tracked([*outputs, *aux])


def _alias(x: torch.Tensor) -> torch.Tensor:
    """Return an alias of a tensor that is tracked outside, to use as input."""
    x = x.view_as(x)
    return x if x.requires_grad else x.requires_grad_()  # dual tensors do not require a gradient yet


def _is_tracked(outputs: Iterable[torch.Tensor]) -> bool:
    """Return whether the graph of outputs reaches a user's tensor, or an input of a function that is still running.

    The inputs of functions that have returned do not count: no caller can ask for their gradients.
    """
    inputs_of_running = {id(x) for inputs in list(_running.values()) for x in inputs}
    waiting: list[Any] = [y.grad_fn for y in outputs if y.grad_fn is not None]
    seen = set(waiting)
    while waiting:
        node = waiting.pop()
        following = node.next_functions
        if not following:
            variable = getattr(node, "variable", None)
            if id(variable) in inputs_of_running or (id(variable) in _tracked_leaves and _MARK in node.metadata):
                return True
        elif _MARK in node.metadata:
            return True
        for next_node, _ in following:
            if next_node is not None and next_node not in seen:
                seen.add(next_node)
                waiting.append(next_node)
    return False


def _contracted(
    outputs: Sequence[torch.Tensor | None],
    cotangents: Sequence[torch.Tensor | None],
    inputs: Sequence[Any],
    like: Sequence[torch.Tensor],
    *,
    keep: bool,
    once: bool,
) -> list[torch.Tensor]:
    """Return the gradients of outputs contracted with cotangents; zeros for inputs without influence."""
    pairs = [
        (y, u) for y, u in zip(outputs, cotangents, strict=True) if y is not None and u is not None and y.requires_grad
    ]
    create = torch.is_grad_enabled() and (keep or any(requires_grad(u) for _, u in pairs))
    found = _gradients(pairs, inputs, retain_graph=create or not once, create_graph=create)
    memory_of_cotangents = {u.untyped_storage().data_ptr() for _, u in pairs}
    known: set[int] = set()
    return [_make_writable(g, x, known, memory_of_cotangents) for g, x in zip(found, like, strict=True)]


def _gradients(
    pairs: Sequence[tuple[torch.Tensor, torch.Tensor]], inputs: Sequence[Any], **options: bool
) -> Sequence[torch.Tensor | None]:
    if not pairs:
        return [None] * len(inputs)
    outputs, cotangents = zip(*pairs, strict=True)
    try:
        found: Sequence[torch.Tensor | None] = torch.autograd.grad(
            outputs, inputs, cotangents, allow_unused=True, **options
        )
    except RuntimeError as error:
        _errors.raise_autograd_error(error)
    return found


def _make_writable(
    gradient: torch.Tensor | None, like: torch.Tensor, known: set[int], shared: Collection[int] = ()
) -> torch.Tensor:
    """Return a gradient that can be written to: zeros for None, and a copy if the memory is shared.

    ``known`` has the addresses of the other gradients, ``shared`` the memory of the caller's cotangents.
    """
    if gradient is None:
        return torch.zeros_like(like, requires_grad=False)
    if not gradient.is_contiguous() and 0 in gradient.stride():  # a broadcast gradient
        return gradient.contiguous()
    address = gradient.data_ptr()
    if not address and gradient._is_zerotensor():
        return torch.zeros_like(like, requires_grad=False)
    if address in known or (shared and gradient.untyped_storage().data_ptr() in shared):
        return gradient.clone()
    known.add(address)
    return gradient


def _released(found: Iterable[torch.Tensor]) -> list[torch.Tensor]:
    return [x.detach() if x.requires_grad else x for x in found]


# -- by torch.func -----------------------------------------------------------------------------------------


def _vjp_by_transform(function: Differentiable, primals: Sequence[torch.Tensor]) -> Linearised:
    found: Any = torch.func.vjp(_with_tuples(function), *primals, has_aux=True)
    outputs, pull, aux = found

    def pull_all(cotangents: Sequence[torch.Tensor | None] | None) -> list[torch.Tensor]:
        return [*pull(_complete(cotangents, outputs))]

    return [*outputs], [*aux], pull_all


def _jvp_by_transform(function: Differentiable, primals: Sequence[torch.Tensor]) -> Linearised:
    found: Any = torch.func.vjp(_with_tuples(function), *primals, has_aux=True)
    outputs, pull, aux = found
    found = torch.func.vjp(pull, tuple(torch.zeros_like(y) for y in outputs))
    _, push = found

    def push_all(tangents: Sequence[torch.Tensor | None] | None) -> list[torch.Tensor]:
        (result,) = push(_complete(tangents, primals))
        return [*result]

    return [*outputs], [*aux], push_all


def _jacobian_by_transform(
    function: Differentiable, primals: Sequence[torch.Tensor], mode: str
) -> tuple[list[torch.Tensor], list[list[torch.Tensor]]]:
    linearise = _vjp_by_transform if mode == "reverse" else _jvp_by_transform
    outputs, aux, apply = linearise(function, primals)
    points = outputs if mode == "reverse" else primals

    def at_units(k: int) -> Sequence[torch.Tensor]:
        def at(unit: torch.Tensor) -> tuple[torch.Tensor, ...]:
            return tuple(apply([unit if i == k else None for i in range(len(points))]))

        found: Any = torch.func.vmap(at)(_units(points[k]))
        return found  # type: ignore[no-any-return]

    return aux, _blocks([at_units(k) for k in range(len(points))], outputs, primals, mode)


def _complete(vectors: Sequence[torch.Tensor | None] | None, like: Sequence[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    if vectors is None:
        return tuple(torch.ones_like(x) for x in like)
    return tuple(torch.zeros_like(x) if v is None else v for v, x in zip(vectors, like, strict=True))


def _with_tuples(function: Differentiable) -> Callable[..., Any]:
    def called(*inputs: torch.Tensor) -> tuple[tuple[torch.Tensor, ...], tuple[torch.Tensor, ...]]:
        outputs, aux = function(inputs)
        return tuple(outputs), tuple(aux)

    return called
