"""Einstein summation: the subscripts, the order of the products, and each product of two arrays.

A plan has all that depends on the subscripts and the shapes alone. It is kept for the next call.
"""

from __future__ import annotations

from functools import partial
from itertools import combinations
from math import prod

from ..._array._late import ua
from ..._array.array import Array
from ..._core import tracing
from ..._core.errors import message, shown
from ..._rules.domains import NUMERIC, check_domain
from .arguments import arrays_in_domain, library_result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Final, TypeAlias

    #: The name of an axis: a letter, or a negative number for an axis of ``...``, counted from the last.
    Label: TypeAlias = str | int
    Labels: TypeAlias = tuple[Label, ...]
    Shape: TypeAlias = tuple[int, ...]
    #: The shape of an operand, and the name of each of its axes.
    Term: TypeAlias = tuple[Shape, Labels]
    #: An operation, the positions of its one or two operands, and its other arguments. The result of two operands
    #: comes first among those that remain.
    Step: TypeAlias = tuple[Callable[..., Array], tuple[int, ...], tuple[Any, ...]]
    #: An order of axes, then a shape; None for one that does not change.
    Arrangement: TypeAlias = tuple[Shape | None, Shape | None]

#: The plans of earlier calls by subscripts, shapes and whether to optimise.
_PLANS: Final[dict[tuple[str, tuple[Shape, ...], bool], list[Step]]] = {}
_MOST_PLANS: Final = 256


def einsum(subscripts: Any, operands: Sequence[Array | complex], optimize: Any) -> Array:
    """Multiply two operands at a time; sum each axis as soon as no other operand has it."""
    if type(subscripts) is not str:
        fact = f"ua.einsum needs a string of subscripts first, got {shown(subscripts)} ({type(subscripts).__name__})"
        raise TypeError(message(fact, 'ua.einsum("ij,jk->ik", x, y)'))
    if not operands:
        raise ValueError(message("ua.einsum needs at least one array", 'ua.einsum("ij->j", x)'))
    arrays = arrays_in_domain("einsum", operands)
    check_domain("einsum", arrays[0].dtype, NUMERIC)
    shapes = tuple([x.shape for x in arrays])
    for operation, positions, arguments in _plan(subscripts, shapes, bool(optimize)):
        if len(positions) == 1:
            (i,) = positions
            arrays[i] = operation(arrays[i], *arguments)
        else:
            i, j = positions
            found = operation(arrays[i], arrays[j], *arguments)
            arrays = [found, *[x for k, x in enumerate(arrays) if k not in positions]]
    return arrays[0]


def _plan(subscripts: str, shapes: tuple[Shape, ...], optimize: bool) -> list[Step]:
    """Return the steps, from an earlier call if there was one."""
    if tracing.probe():
        return _new_plan(subscripts, shapes, optimize)  # the shapes may be symbols
    key = subscripts, shapes, optimize
    plan = _PLANS.get(key)
    if plan is None:
        plan = _new_plan(subscripts, shapes, optimize)
        if len(_PLANS) >= _MOST_PLANS:
            _PLANS.clear()
        _PLANS[key] = plan
    return plan


def _new_plan(subscripts: str, shapes: tuple[Shape, ...], optimize: bool) -> list[Step]:
    plan: list[Step] = []
    inputs, output = _parse(subscripts, shapes)
    terms = [
        _diagonal(plan, i, shape, labels, subscripts)
        for i, (shape, labels) in enumerate(zip(shapes, inputs, strict=True))
    ]
    lengths = _lengths(terms, subscripts)
    terms = [_without_spread_axes(plan, i, term, lengths) for i, term in enumerate(terms)]
    path = _path(terms, output, lengths) if optimize else [(0, 1)] * (len(terms) - 1)
    for pair in path:
        rest = [term for i, term in enumerate(terms) if i not in pair]
        later = {label for _, labels in rest for label in labels}
        # Without optimisation the product is the next first operand, as in the order of writing.
        terms = [_multiply(plan, pair, terms, later.union(output), None if rest else output), *rest]
    _, labels = _sum(plan, 0, terms[0], output)
    if labels != output:
        plan.append((ua.permute_dims, (0,), (tuple([labels.index(label) for label in output]),)))
    return plan


# -- subscripts ----------------------------------------------------------------------------------------------


def _parse(subscripts: str, shapes: Sequence[tuple[int, ...]]) -> tuple[list[Labels], Labels]:
    """Return the label of each axis of each operand, and of the result."""
    text = "".join(subscripts.split())
    given, arrow, wanted = text.partition("->")
    parts = given.split(",")
    for part in (*parts, wanted):
        letters = part.replace("...", "", 1)
        if letters and not (letters.isascii() and letters.isalpha()):
            fact = f"ua.einsum takes letters, commas, '...' and one '->', got {shown(subscripts)}"
            raise ValueError(message(fact, 'ua.einsum("...ij,...jk->...ik", x, y)'))
    if len(parts) != len(shapes):
        fact = f"the subscripts {shown(subscripts)} are for {len(parts)} arrays, got {len(shapes)}"
        raise ValueError(message(fact, 'ua.einsum("ij,jk->ik", x, y)'))
    inputs = [_labels(part, shape, subscripts) for part, shape in zip(parts, shapes, strict=True)]
    every = {label for labels in inputs for label in labels}
    spread = tuple(sorted([label for label in every if isinstance(label, int)]))
    if not arrow:
        joined = "".join(parts)
        return inputs, (*spread, *[c for c in sorted(set(joined) - {"."}) if joined.count(c) == 1])
    before, dots, after = wanted.partition("...")
    if spread and not dots:
        raise ValueError(message(f"the result of {shown(subscripts)} has no '...'", 'ua.einsum("...i,i->...", x, y)'))
    output = (*before, *(spread if dots else ()), *after)
    for label in output:
        if label not in every or output.count(label) > 1:
            what = "occurs twice in the result" if label in every else "occurs in the result alone"
            raise ValueError(message(f"{label!r} {what}: {shown(subscripts)}", 'ua.einsum("ij->ji", x)'))
    return inputs, output


def _labels(part: str, shape: tuple[int, ...], subscripts: str) -> Labels:
    """Return the label of each axis of an operand."""
    before, dots, after = part.partition("...")
    number = len(shape) - len(before) - len(after)
    if number < 0 or (number and not dots):
        fact = f"the subscripts {part!r} of {shown(subscripts)} do not fit an array of {len(shape)} dimensions"
        raise ValueError(message(fact, "a letter for each axis, or '...' for all other axes"))
    return (*before, *range(-number, 0), *after)


def _diagonal(plan: list[Step], i: int, shape: Shape, labels: Labels, subscripts: str) -> Term:
    """Take the diagonal of axes of the same label."""
    for label in dict.fromkeys(labels):
        while labels.count(label) > 1:
            first = labels.index(label)
            second = labels.index(label, first + 1)
            length = shape[first]
            if length != shape[second]:
                fact = f"axes {label!r} of {shown(subscripts)} have lengths {length} and {shape[second]}"
                raise ValueError(message(fact, "another letter for each axis"))
            plan.append((_take_diagonal, (i,), (first, second)))
            others = [k for k in range(len(labels)) if k not in (first, second)]
            shape = (*[shape[k] for k in others], length)
            labels = (*[labels[k] for k in others], label)
    return shape, labels


def _take_diagonal(x: Array, first: int, second: int) -> Array:
    from ..linalg import diagonal

    return diagonal(ua.moveaxis(x, (first, second), (-2, -1)))


def _lengths(terms: Sequence[Term], subscripts: str) -> dict[Label, int]:
    """Return the length of each axis. Axes of length 1 are repeated."""
    found: dict[Label, int] = {}
    for shape, labels in terms:
        for label, length in zip(labels, shape, strict=True):
            if found.setdefault(label, length) == 1:
                found[label] = length
            elif length not in (1, found[label]):
                name = "'...'" if isinstance(label, int) else repr(label)
                fact = f"axes {name} of {shown(subscripts)} have lengths {found[label]} and {length}"
                raise ValueError(message(fact, "another letter for each axis"))
    return found


def _without_spread_axes(plan: list[Step], i: int, term: Term, lengths: dict[Label, int]) -> Term:
    """Leave out axes of length 1 that are longer in another operand, which has them in each product."""
    shape, labels = term
    spread = tuple([k for k, label in enumerate(labels) if shape[k] != lengths[label]])
    if not spread:
        return term
    plan.append((ua.squeeze, (i,), (spread,)))
    kept = [k for k in range(len(labels)) if k not in spread]
    return tuple([shape[k] for k in kept]), tuple([labels[k] for k in kept])


# -- products ------------------------------------------------------------------------------------------------


def _path(terms: Sequence[Term], output: Labels, lengths: dict[Label, int]) -> list[tuple[int, int]]:
    """Return the positions of the two operands of each product; the product comes first among those that remain."""
    left = [frozenset(labels) for _, labels in terms]
    path = []
    while len(left) > 1:
        pairs = combinations(range(len(left)), 2)
        pair = min(pairs, key=partial(_growth, left, output, lengths)) if len(left) > 2 else (0, 1)
        path.append(pair)
        rest = [labels for i, labels in enumerate(left) if i not in pair]
        left = [(left[pair[0]] | left[pair[1]]) & frozenset(output).union(*rest), *rest]
    return path


def _growth(left: list[frozenset[Label]], output: Labels, lengths: dict[Label, int], pair: tuple[int, int]) -> int:
    """Return the number of elements of a product less those of its operands."""
    one, other = (left[i] for i in pair)
    later = frozenset(output).union(*[labels for i, labels in enumerate(left) if i not in pair])
    sizes = [prod([lengths[label] for label in labels]) for labels in (one, other, (one | other) & later)]
    return sizes[2] - sizes[0] - sizes[1]


def _multiply(
    plan: list[Step], pair: tuple[int, int], terms: Sequence[Term], kept: set[Label], output: Labels | None
) -> Term:
    """Multiply two operands, and sum all axes that are not kept. The result is in the order of the output, if given."""
    first, second = (terms[i] for i in pair)
    first = _sum(plan, pair[0], first, kept.union(second[1]))
    second = _sum(plan, pair[1], second, kept.union(first[1]))
    left, right = first[1], second[1]
    lengths = dict(zip((*left, *right), (*first[0], *second[0]), strict=True))
    summed = tuple([label for label in left if label in right and label not in kept])
    if not summed:
        labels = output if output is not None else (*left, *[label for label in right if label not in left])
        plan.append((_elementwise, pair, (_aligned(first, labels), _aligned(second, labels))))
        return tuple([lengths[label] for label in labels]), labels
    both = tuple([label for label in left if label in right and label in kept])
    left = tuple([label for label in left if label not in right])
    right = tuple([label for label in right if label not in first[1]])
    # A vector has no axis of its own, unless there are several of them.
    rows, columns = ((part,) if part or both else () for part in (left, right))
    labels = (*both, *left, *right)
    shape = tuple([lengths[label] for label in labels])
    wide = tuple([lengths[label] for label in both] + [prod([lengths[k] for k in own]) for own in (*rows, *columns)])
    arguments = (
        _grouped(first, both, *rows, summed),
        _grouped(second, both, summed, *columns),
        None if shape == wide else shape,
    )
    if left or right:
        plan.append((_matrices, pair, arguments))
    else:
        numbers: dict[Label, int] = {}
        own = [tuple([numbers.setdefault(label, len(numbers)) for label in term[1]]) for term in (first, second)]
        after = tuple([numbers[label] for label in both])
        groups = _grouped(first, both, summed), _grouped(second, both, summed)
        plan.append((_vectors, pair, (own, after, *groups, arguments)))
    return shape, labels


def _elementwise(x: Array, y: Array, left: Arrangement, right: Arrangement) -> Array:
    return _arranged(x, left) * _arranged(y, right)


def _matrices(x: Array, y: Array, left: Arrangement, right: Arrangement, shape: Shape | None) -> Array:
    found = ua.matmul(_arranged(x, left), _arranged(y, right))
    return found if shape is None else ua.reshape(found, shape)


def _vectors(
    x: Array,
    y: Array,
    own: list[Shape],
    after: Shape,
    left: Arrangement,
    right: Arrangement,
    as_matrices: tuple[Arrangement, Arrangement, Shape | None],
) -> Array:
    """Sum the products of elements, by the library's own function if it has one."""
    native = library_result("einsum", x._xp, own, after, x._native, y._native)
    if native is not NotImplemented:
        return Array(native, x._xp)
    if x.dtype.rank == 3:  # `vecdot` takes the conjugates
        return _matrices(x, y, *as_matrices)
    return ua.vecdot(_arranged(x, left), _arranged(y, right))


def _sum(plan: list[Step], i: int, term: Term, kept: Sequence[Label] | set[Label]) -> Term:
    """Sum the axes that are not kept."""
    shape, labels = term
    summed = tuple([k for k, label in enumerate(labels) if label not in kept])
    if not summed:
        return term
    after = tuple([k for k in range(len(labels)) if k not in summed])
    plan.append((_sums, (i,), (summed, after)))
    return tuple([shape[k] for k in after]), tuple([labels[k] for k in after])


def _sums(x: Array, axes: Shape, kept: Shape) -> Array:
    """Sum axes in the dtype of the operand, by the library's own function if it has one."""
    native = library_result("einsum", x._xp, [tuple(range(x.ndim))], kept, x._native)
    return ua.sum(x, axis=axes, dtype=x.dtype) if native is NotImplemented else Array(native, x._xp)


def _arranged(x: Array, arrangement: Arrangement) -> Array:
    order, shape = arrangement
    if order is not None:
        x = ua.permute_dims(x, order)
    return x if shape is None else ua.reshape(x, shape)


def _order(labels: Labels, wanted: Sequence[Label]) -> Shape | None:
    order = tuple([labels.index(label) for label in wanted])
    return None if order == tuple(range(len(labels))) else order


def _aligned(term: Term, labels: Labels) -> Arrangement:
    """Return how an operand gets its axes in a given order, and axes of length 1 for those that it does not have."""
    shape, own = term
    order = _order(own, [label for label in labels if label in own])
    if len(own) == len(labels):
        return order, None
    lengths = dict(zip(own, shape, strict=True))
    return order, tuple([lengths.get(label, 1) for label in labels])


def _grouped(term: Term, both: Labels, *groups: Labels) -> Arrangement:
    """Return how an operand gets the axes of both operands first, then an axis for each group of its other axes."""
    shape, own = term
    wanted = (*both, *[label for group in groups for label in group])
    lengths = dict(zip(own, shape, strict=True))
    grouped = (*[lengths[label] for label in both], *[prod([lengths[label] for label in group]) for group in groups])
    return _order(own, wanted), None if grouped == tuple([lengths[label] for label in wanted]) else grouped
