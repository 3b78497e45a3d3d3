"""Derivatives by torch.autograd; inside the transformations of torch.func and the compiler, by torch.func.

The forward direction is two backward passes: the gradient is linear in the cotangent, so its derivative with respect to
the cotangent, contracted with a tangent, is the tangent of the outputs. Dual tensors would do it in one pass, but their
levels belong to the whole process (torch.autograd.forward_ad), so that two threads would disturb each other; and here
the conventions at kinks are the same in both directions.
"""

from __future__ import annotations

import functools
import weakref
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.autograd import Variable, forward_ad

from unifyarray.plugin import is_differentiating, message

from . import _errors

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from unifyarray.plugin import Differentiable, Linearised

# None of these has a public name.
_in_transform: Final[Callable[[], bool]] = torch._C._are_functorch_transforms_active
_is_compiling: Final[Callable[[], bool]] = torch.compiler.is_dynamo_compiling
_functorch: Final[Any] = torch._C._functorch  # pyright: ignore[reportAttributeAccessIssue]
_is_wrapped: Final[Callable[[torch.Tensor], bool]] = _functorch.is_gradtrackingtensor
#: What torch.autograd.grad and backward call: what they look at before takes longer than a small graph.
_run_backward: Final[Callable[..., Sequence[torch.Tensor | None]]] = Variable._execution_engine.run_backward
_unwrapped: Final[Callable[[torch.Tensor], torch.Tensor]] = _functorch.get_unwrapped
#: The number 1 by dtype and device: what one number is differentiated by.
_ones: Final[dict[tuple[torch.dtype, torch.device], torch.Tensor]] = {}


def requires_grad(x: torch.Tensor) -> bool:
    """Return whether a gradient is tracked: backward, by a dual tensor, or by a transformation of torch.func."""
    if x.requires_grad or _is_compiling():  # what follows does not trace
        return bool(x.requires_grad)
    return _is_wrapped(x) or (forward_ad._current_level >= 0 and forward_ad.unpack_dual(x).tangent is not None)


def detach(x: torch.Tensor) -> torch.Tensor:
    """Return the data without their history, on every level of torch.func."""
    plain = _plain(x).detach()
    return _plain(plain)  # detach() has wrapped it again


def _plain(x: torch.Tensor) -> torch.Tensor:
    while _is_wrapped(x):
        x = _unwrapped(x)
    return x


#: What may be asked for its gradient when a function has returned. Where something is, the graph of what the function
#: returns is searched for it; what never came in is a constant, as a module's parameters are. First the leaves that the
#: user tracks and that came into the Array tier, by address, while they live; then the inputs of the functions that are
#: running, in any thread, each list by its address; last whether any tensor with a history came in, which is marked.
_noticed: Final[dict[int, weakref.ref[torch.Tensor]]] = {}
_running: Final[dict[int, list[Any]]] = {}
_marked: Final[list[bool]] = [False]
_MARK: Final = "came into the Array tier"


def on_wrap(x: torch.Tensor) -> None:
    """Take notice of a tensor of the user's; TypeError where it is no dense one, which few functions take."""
    if x.layout is not torch.strided:
        raise TypeError(message(f"a tensor of {x.layout} is sparse, an Array is dense", "x.to_dense()"))
    if x.requires_grad and not _is_compiling():
        if x.grad_fn is None:
            if id(x) not in _noticed:
                _noticed[id(x)] = weakref.ref(x, functools.partial(_forget, id(x)))
        elif not is_differentiating():
            _marked[0] = True
            node: Any = x.grad_fn
            node.metadata[_MARK] = True


def _forget(key: int, _: object = None) -> None:
    _noticed.pop(key, None)


def leaf(x: torch.Tensor) -> torch.Tensor:
    """Return the tensor where it is tracked, else one over the same data that is."""
    if not requires_grad(x):
        x = x.detach().requires_grad_()
    on_wrap(x)
    return x


# -- in both directions --------------------------------------------------------------------------------


def vjp(function: Differentiable, primals: Sequence[torch.Tensor]) -> Linearised:
    """Return outputs, aux and the map from cotangents to gradients."""
    if _in_transform() or _is_compiling():
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
    """Return outputs, aux and gradients of a function of one number; the graph is released meanwhile."""
    if _in_transform() or _is_compiling():
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
        if type(one) is torch.Tensor:  # a mode in force may give something else, which is of use to nobody after it
            _ones[key] = one
    try:
        gradients = _run_backward((y,), (one,), False, False, tuple(inputs), True, accumulate_grad=False)
    except RuntimeError as error:
        _errors.raise_of_graph(error)
    known = {one.data_ptr()}
    own_ones = [_own(gradient, inputs[i], known) for i, gradient in enumerate(gradients)]
    return [y.data], _released(aux) if aux else aux, own_ones, False  # detach() takes twice as long


def jvp(function: Differentiable, primals: Sequence[torch.Tensor]) -> Linearised:
    """Return outputs, aux and the map from tangents of the inputs to tangents of the outputs."""
    if _in_transform() or _is_compiling():
        return _jvp_by_transform(function, primals)
    inputs, outputs, aux, keep = _traced(function, primals)
    cotangents = [torch.zeros_like(y, requires_grad=y.requires_grad) for y in outputs]
    with torch.enable_grad():
        gradients = _gradients(
            [(y, u) for y, u in zip(outputs, cotangents, strict=True) if y.requires_grad], inputs, create_graph=True
        )
    followed = [i for i, u in enumerate(cotangents) if u.requires_grad]
    wanted = [cotangents[i] for i in followed]

    def push(tangents: Sequence[torch.Tensor | None] | None) -> list[torch.Tensor]:
        if tangents is None:
            tangents = [torch.ones_like(x) for x in primals]
        found = _contracted(gradients, tangents, wanted, wanted, keep=keep, once=False)
        result = [torch.zeros_like(y, requires_grad=False) for y in outputs]
        for i, tangent in zip(followed, found, strict=True):
            result[i] = tangent
        return result

    if keep:
        return [*outputs], [*aux], push
    return _released(outputs), _released(aux), push


def _traced(
    function: Differentiable, primals: Sequence[torch.Tensor], own: bool = False
) -> tuple[list[Any], Sequence[torch.Tensor], Sequence[torch.Tensor], bool]:
    """Run a function on tracked inputs; ``own``: these are the primals, which nobody tracks yet.

    Returns the inputs, outputs, aux, and whether anything outside is tracked through them.
    """
    outside = torch.is_grad_enabled()
    if not outside and torch.is_inference_mode_enabled():
        fact = "inside torch.inference_mode() nothing is differentiated"
        raise RuntimeError(message(fact, "with torch.no_grad(): in its place, or ua.grad and its kin outside of it"))
    inputs: list[Any] = []
    for x in primals:  # a loop: a comprehension is a call, and small functions take as long as some
        if own:
            inputs.append(x.requires_grad_())
        elif not outside or not requires_grad(x):
            inputs.append(x.detach().requires_grad_())
        else:
            inputs.append(_followed(x))
    versions = [x._version for x in inputs]
    _running[id(inputs)] = inputs
    try:
        if outside:
            outputs, aux = function(inputs)
        else:
            with torch.enable_grad():
                outputs, aux = function(inputs)
    finally:
        del _running[id(inputs)]
        if _noticed:  # the function may have handed them in
            for x in inputs:
                _forget(id(x))
    if [x._version for x in inputs] != versions:
        # torch refuses it for leaves; one with a history moves on in its graph, away from what is asked about.
        raise RuntimeError(
            message("the function wrote to an argument that is differentiated", "write to ua.asarray(x, copy=True)")
        )
    return inputs, outputs, aux, outside and _is_tracked_outside(() if own else primals, outputs, aux)


def _is_tracked_outside(
    primals: Sequence[torch.Tensor], outputs: Sequence[torch.Tensor], aux: Sequence[torch.Tensor]
) -> bool:
    for x in primals:
        if x.requires_grad:
            return True
    if forward_ad._current_level >= 0:
        return True
    # Inside another function that is differentiated, that one's inputs are tracked.
    return bool(_noticed or _marked[0] or _running) and _is_tracked([*outputs, *aux])


def _followed(x: torch.Tensor) -> torch.Tensor:
    """Return an input in place of a tensor that is tracked outside."""
    x = x.view_as(x)
    return x if x.requires_grad else x.requires_grad_()  # a dual tensor


def _is_tracked(outputs: Iterable[torch.Tensor]) -> bool:
    """Return whether the graph of outputs reaches a tensor that came in, or an input of a function that still runs.

    The inputs of one that has returned, this one or one that it called, are nothing that anybody can ask about.
    """
    asked = {id(x) for inputs in list(_running.values()) for x in inputs}
    waiting: list[Any] = [y.grad_fn for y in outputs if y.grad_fn is not None]
    seen = set(waiting)
    while waiting:
        node = waiting.pop()
        following = node.next_functions
        if not following:
            variable = getattr(node, "variable", None)
            if id(variable) in asked or id(variable) in _noticed:
                return True
        elif _MARK in node.metadata:
            return True
        for other, _ in following:
            if other is not None and other not in seen:
                seen.add(other)
                waiting.append(other)
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
    """Return the gradients of outputs contracted with cotangents; zeros where an input has no influence."""
    pairs = [
        (y, u) for y, u in zip(outputs, cotangents, strict=True) if y is not None and u is not None and y.requires_grad
    ]
    create = torch.is_grad_enabled() and (keep or any(requires_grad(u) for _, u in pairs))
    found = _gradients(pairs, inputs, retain_graph=create or not once, create_graph=create)
    theirs = {u.untyped_storage().data_ptr() for _, u in pairs}
    known: set[int] = set()
    return [_own(g, x, known, theirs) for g, x in zip(found, like, strict=True)]


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
        _errors.raise_of_graph(error)
    return found


def _own(
    gradient: torch.Tensor | None, like: torch.Tensor, known: set[int], theirs: Collection[int] = ()
) -> torch.Tensor:
    """Return a gradient that can be written to: zeros for none, a copy of what shares memory with something else.

    ``known`` are the addresses of the other gradients, ``theirs`` those of the memory of what was handed in.
    """
    if gradient is None:
        return torch.zeros_like(like, requires_grad=False)
    if not gradient.is_contiguous() and 0 in gradient.stride():  # one number, expanded
        return gradient.contiguous()
    address = gradient.data_ptr()
    if not address and gradient._is_zerotensor():
        return torch.zeros_like(like, requires_grad=False)
    if address in known or (theirs and gradient.untyped_storage().data_ptr() in theirs):
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


def _complete(given: Sequence[torch.Tensor | None] | None, like: Sequence[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    if given is None:
        return tuple(torch.ones_like(x) for x in like)
    return tuple(torch.zeros_like(x) if v is None else v for v, x in zip(given, like, strict=True))


def _with_tuples(function: Differentiable) -> Callable[..., Any]:
    def called(*inputs: torch.Tensor) -> tuple[tuple[torch.Tensor, ...], tuple[torch.Tensor, ...]]:
        outputs, aux = function(inputs)
        return tuple(outputs), tuple(aux)

    return called
