"""Einstein summation: the subscripts, the order of the products, and each product of two arrays."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from math import prod

from ..._array._late import ua
from ..._array.array import Array
from ..._core.errors import message, shown
from ..._rules.domains import NUMERIC, check_domain
from .arguments import arrays_in_domain, library_result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias

    #: The name of an axis: a letter, or a negative number for an axis of ``...``, counted from the last.
    Label: TypeAlias = str | int
    Labels: TypeAlias = tuple[Label, ...]
    #: An Array, and the name of each of its axes.
    Term: TypeAlias = tuple[Array, Labels]


def einsum(subscripts: Any, operands: Sequence[Array | complex], optimize: Any) -> Array:
    """Multiply two operands at a time; sum each axis as soon as no other operand has it."""
    if type(subscripts) is not str:
        fact = f"ua.einsum needs a string of subscripts first, got {shown(subscripts)} ({type(subscripts).__name__})"
        raise TypeError(message(fact, 'ua.einsum("ij,jk->ik", x, y)'))
    if not operands:
        raise ValueError(message("ua.einsum needs at least one array", 'ua.einsum("ij->j", x)'))
    arrays = arrays_in_domain("einsum", operands)
    check_domain("einsum", arrays[0].dtype, NUMERIC)
    inputs, output = _parse(subscripts, [x.shape for x in arrays])
    terms = [_diagonal(x, labels, subscripts) for x, labels in zip(arrays, inputs, strict=True)]
    lengths = _lengths(terms, subscripts)
    terms = [_without_spread_axes(term, lengths) for term in terms]
    path = _path(terms, output, lengths) if optimize else [(0, 1)] * (len(terms) - 1)
    for pair in path:
        first, second = (terms[i] for i in pair)
        terms = [term for i, term in enumerate(terms) if i not in pair]
        later = {label for _, labels in terms for label in labels}
        # Without optimisation the product is the next first operand, as in the order of writing.
        terms.insert(0, _multiply(first, second, later.union(output), output if not terms else None))
    x, labels = _sum(terms[0], output)
    return x if labels == output else ua.permute_dims(x, tuple([labels.index(label) for label in output]))


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


def _diagonal(x: Array, labels: Labels, subscripts: str) -> Term:
    """Take the diagonal of axes of the same label."""
    from ..linalg import diagonal

    for label in dict.fromkeys(labels):
        while labels.count(label) > 1:
            first = labels.index(label)
            second = labels.index(label, first + 1)
            if x.shape[first] != x.shape[second]:
                fact = f"axes {label!r} of {shown(subscripts)} have lengths {x.shape[first]} and {x.shape[second]}"
                raise ValueError(message(fact, "another letter for each axis"))
            x = diagonal(ua.moveaxis(x, (first, second), (-2, -1)))
            labels = (*[part for i, part in enumerate(labels) if i not in (first, second)], label)
    return x, labels


def _lengths(terms: Sequence[Term], subscripts: str) -> dict[Label, int]:
    """Return the length of each axis. Axes of length 1 are repeated."""
    found: dict[Label, int] = {}
    for x, labels in terms:
        for label, length in zip(labels, x.shape, strict=True):
            if found.setdefault(label, length) == 1:
                found[label] = length
            elif length not in (1, found[label]):
                name = "'...'" if isinstance(label, int) else repr(label)
                fact = f"axes {name} of {shown(subscripts)} have lengths {found[label]} and {length}"
                raise ValueError(message(fact, "another letter for each axis"))
    return found


def _without_spread_axes(term: Term, lengths: dict[Label, int]) -> Term:
    """Leave out axes of length 1 that are longer in another operand, which has them in each product."""
    x, labels = term
    spread = [i for i, label in enumerate(labels) if x.shape[i] != lengths[label]]
    if not spread:
        return term
    return ua.squeeze(x, axis=tuple(spread)), tuple([part for i, part in enumerate(labels) if i not in spread])


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


def _multiply(first: Term, second: Term, kept: set[Label], output: Labels | None) -> Term:
    """Multiply two operands, and sum all axes that are not kept. The result is in the order of the output, if given."""
    first = _sum(first, kept.union(second[1]))
    second = _sum(second, kept.union(first[1]))
    (x, left), (y, right) = first, second
    summed = tuple([label for label in left if label in right and label not in kept])
    if not summed:
        labels = output if output is not None else (*left, *[label for label in right if label not in left])
        return _aligned(first, labels) * _aligned(second, labels), labels
    both = tuple([label for label in left if label in right and label in kept])
    left = tuple([label for label in left if label not in right])
    right = tuple([label for label in right if label not in first[1]])
    if not left and not right and (sums := _library_sum((first, second), both)) is not None:
        return sums, both
    if not left and not right and x.dtype.rank < 3:  # of complex numbers, `vecdot` takes the conjugates
        return ua.vecdot(_grouped(first, both, summed), _grouped(second, both, summed)), both
    # A vector has no axis of its own, unless there are several of them.
    rows, columns = ((part,) if part or both else () for part in (left, right))
    found = ua.matmul(_grouped(first, both, *rows, summed), _grouped(second, both, summed, *columns))
    labels = (*both, *left, *right)
    shape = dict(zip((*first[1], *second[1]), (*x.shape, *y.shape), strict=True))
    return ua.reshape(found, tuple([shape[label] for label in labels])), labels


def _sum(term: Term, kept: Sequence[Label] | set[Label]) -> Term:
    """Sum the axes that are not kept, in the dtype of the operand."""
    x, labels = term
    summed = tuple([i for i, label in enumerate(labels) if label not in kept])
    if not summed:
        return term
    found = _library_sum((term,), tuple([label for label in labels if label in kept]))
    if found is not None:
        return found, tuple([label for label in labels if label in kept])
    return ua.sum(x, axis=summed, dtype=x.dtype), tuple([label for label in labels if label in kept])


def _library_sum(terms: Sequence[Term], result: Labels) -> Array | None:
    """Return sums of elements or products by the library's own function, None if it has none."""
    xp = terms[0][0]._xp
    numbers: dict[Label, int] = {}
    labels = [tuple([numbers.setdefault(label, len(numbers)) for label in own]) for _, own in terms]
    after = tuple([numbers[label] for label in result])
    native = library_result("einsum", xp, labels, after, *[x._native for x, _ in terms])
    return None if native is NotImplemented else Array(native, xp)


def _aligned(term: Term, labels: Labels) -> Array:
    """Return an operand with its axes in a given order, and axes of length 1 for those that it does not have."""
    x, own = term
    order = tuple([own.index(label) for label in labels if label in own])
    if order != tuple(range(len(own))):
        x = ua.permute_dims(x, order)
    if len(own) == len(labels):
        return x
    lengths = dict(zip(own, term[0].shape, strict=True))
    return ua.reshape(x, tuple([lengths.get(label, 1) for label in labels]))


def _grouped(term: Term, both: Labels, *groups: Labels) -> Array:
    """Return an operand with the axes of both operands first, then an axis for each group of its other axes."""
    x, own = term
    order = tuple([own.index(label) for label in (*both, *[label for group in groups for label in group])])
    lengths = dict(zip(own, x.shape, strict=True))
    if order != tuple(range(len(own))):
        x = ua.permute_dims(x, order)
    shape = (*[lengths[label] for label in both], *[prod([lengths[label] for label in group]) for group in groups])
    return x if shape == x.shape else ua.reshape(x, shape)
