"""The elements that an index key selects, computed with Python's lists and ranges.

Results are flat positions in the indexed array, in the shape of the indexing result.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from .special_cases import Values


def positions(shape: tuple[int, ...], key: tuple[Any, ...]) -> Values:
    """Return the flat positions that a key selects from an array of the given shape.

    A key is a tuple of ints, slices, None and Ellipsis, with nested lists of ints or bools as index arrays and masks.
    """
    parts = _full(shape, key)
    groups: list[list[tuple[int, ...]]] = []  # for each part of the key, the selected index tuples over its own axes
    lengths: list[tuple[int, ...]] = []  # for each part, its axes in the result
    arrays: list[tuple[int, Values]] = []  # part number and index array
    axis = 0
    for number, part in enumerate(parts):
        if part is None:
            groups.append([()])
            lengths.append((1,))
            continue
        if isinstance(part, slice):
            picked = list(range(shape[axis])[part])
            groups.append([(i,) for i in picked])
            lengths.append((len(picked),))
        elif isinstance(part, int) and not isinstance(part, bool):
            groups.append([(range(shape[axis])[part],)])
            lengths.append(())
        else:
            arrays.append((number, np.asarray(part)))
            groups.append([])
            lengths.append(())
        axis += 1
    if not arrays:
        return _flat(shape, groups, tuple(itertools.chain.from_iterable(lengths)))
    return _with_arrays(shape, parts, groups, lengths, arrays)


def _with_arrays(
    shape: tuple[int, ...],
    parts: list[Any],
    groups: list[list[tuple[int, ...]]],
    lengths: list[tuple[int, ...]],
    arrays: list[tuple[int, Values]],
) -> Values:
    """Return the positions for a key with index arrays.

    Index arrays and ints broadcast against each other. Their common axes take the position of the first of them, but
    come first in the result if a slice, None or Ellipsis separates them.
    """
    together = [n for n, p in enumerate(parts) if n in dict(arrays) or (isinstance(p, int) and not isinstance(p, bool))]
    adjacent = together == list(range(together[0], together[-1] + 1))
    axes = list(itertools.accumulate((p is not None for p in parts), initial=0))
    values = {n: np.asarray(parts[n]) for n in together}
    joint = np.broadcast_shapes(*(v.shape for v in values.values()))
    rows = []
    for position in np.ndindex(*joint):
        row = {}
        for n in together:
            index = int(np.broadcast_to(values[n], joint)[position])
            row[n] = range(shape[axes[n]])[index]
        rows.append(row)
    rest = [n for n in range(len(parts)) if n not in together]
    before = [n for n in rest if n < together[0]] if adjacent else []
    after = [n for n in rest if n not in before]
    result = []
    for head in itertools.product(*(groups[n] for n in before)):
        for row in rows:
            for tail in itertools.product(*(groups[n] for n in after)):
                chosen = dict(zip((*before, *after), (*head, *tail), strict=True)) | {n: (i,) for n, i in row.items()}
                result.append(_position(shape, [chosen[n] for n in range(len(parts))]))
    outer = tuple(itertools.chain.from_iterable(lengths[n] for n in before))
    inner = tuple(itertools.chain.from_iterable(lengths[n] for n in after))
    return np.array(result, dtype=np.int64).reshape((*outer, *joint, *inner))


def _full(shape: tuple[int, ...], key: tuple[Any, ...]) -> list[Any]:
    """Return a key with slices in place of the ellipsis and of omitted axes."""
    used = sum(part is not None and part is not ... for part in key)
    fill = [slice(None)] * (len(shape) - used)
    parts: list[Any] = []
    for part in key:
        parts += fill if part is ... else [part]
    return parts if any(part is ... for part in key) else parts + fill


def _flat(shape: tuple[int, ...], groups: list[list[tuple[int, ...]]], result: tuple[int, ...]) -> Values:
    flat = [_position(shape, list(parts)) for parts in itertools.product(*groups)]
    return np.array(flat, dtype=np.int64).reshape(result)


def _position(shape: tuple[int, ...], parts: list[tuple[int, ...]]) -> int:
    index = list(itertools.chain.from_iterable(parts))
    return sum(i * math.prod(shape[axis + 1 :]) for axis, i in enumerate(index))


def mask_positions(mask: Values) -> Values:
    """Return the flat positions at which a mask of the array's own shape is True."""
    return np.array([i for i, here in enumerate(mask.ravel().tolist()) if here], dtype=np.int64)
