"""Methods, properties, Python's protocols, indexing and assignment."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential.calls.contract import Freedom
from tests.differential.calls.drawing import Operand
from tests.differential.calls.grades import same, ulps
from tests.differential.calls.shapes import exact, indices
from tests.differential.elementwise import OPERATORS, UPDATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.differential.calls.drawing import CallDraw

    Values = np.ndarray[Any, Any]

#: Members without arguments.
_PLAIN: Final = (
    "real",
    "imag",
    "T",
    "mT",
    "shape",
    "ndim",
    "size",
    "itemsize",
    "nbytes",
    "dtype",
    "copy()",
    "conj()",
    "round()",
    "flatten()",
    "ravel()",
    "nonzero()",
    "tolist()",
    "item()",
    "requires_grad",
    "grad",
    "transpose()",
    "squeeze()",
)
#: Python's protocols, by name.
_PROTOCOLS: Final = {
    "float": "float({x})",
    "int": "int({x})",
    "complex": "complex({x})",
    "bool": "bool({x})",
    "len": "len({x})",
    "repr": "repr({x})",
    "str": "str({x})",
    "format": "format({x}, {spec})",
    "index": "__import__('operator').index({x})",
    "iter": "list({x})",
    "contains": "{y} in {x}",
    "hash": "hash({x})",
    "np.asarray": "np.asarray({x})",
    "np.array": "np.array({x}, dtype={dtype})",
    "deepcopy": "__import__('copy').deepcopy({x})",
    "reversed": "list(reversed({x}))",
    "unpack": "(lambda *a: a)(*{x})",
}


def plain(d: CallDraw, name: str) -> None:
    """A member without arguments."""
    x = d.wild()
    d.call(name, f"{x.source}.{name.removeprefix('member ')}", exact)


def protocol(d: CallDraw, name: str) -> None:
    """A function of Python that calls a special method."""
    x = d.wild(((), (), (1,), (3,), (2, 3), (0,), (1, 1)))
    source = _PROTOCOLS[name.removeprefix("protocol ")].format(
        x=x.source,
        y=d.any_scalar().source,
        spec=d.pick(("''", "'.2f'", "'>8'", "'d'", "'e'")),
        dtype=f"{d.pick(d.dtypes)!r}",
    )
    d.call(name, source, exact)


def swapaxes(d: CallDraw, name: str) -> None:
    """Two axes."""
    x = d.wild()
    d.call(name, f"{x.source}.swapaxes({d.any_axis(x.value.ndim)}, {d.any_axis(x.value.ndim)})", exact)


def transpose(d: CallDraw, name: str) -> None:
    """Axes as a tuple or one by one."""
    x = d.wild()
    axes = [str(a - x.value.ndim if d.chance(3) else a) for a in d.permutation(x.value.ndim)]
    if d.chance(12):
        axes = axes[1:]
    text = ", ".join(axes)
    d.call(name, f"{x.source}.transpose({d.pick((text, f'({text},)' if text else '()'))})", exact)


# -- indexing ----------------------------------------------------------------------------------------------------


def _slice(d: CallDraw, size: int) -> str:
    start, stop = ("" if d.chance(2) else str(d.integer(-size - 2, size + 2)) for _ in range(2))
    step = d.pick(("", "", ":1", ":2", ":-1", ":-2", ":3", ":-3"))
    if d.chance(30):
        return d.pick(
            ("::0", "1.0:", ":None", "np.int64(1):", "xp.asarray(1):", "True:", f"{2**70}:", f":{-(2**70)}", "'a':")
        )
    return f"{start}:{stop}{step}"


def _parts(d: CallDraw, shape: tuple[int, ...]) -> list[str]:
    """Return the parts of a key, mostly one for each axis."""
    parts: list[str] = []
    axis = 0
    joint = d.pick(((2,), (1,), (3,), (), (2, 2), (0,)))  # the shape of index arrays
    while axis < len(shape):
        size = shape[axis]
        how = d.integer(0, 9)
        if how < 3:
            parts.append(_slice(d, size))
        elif how < 5:
            parts.append(str(d.integer(-size, size - 1)) if size else "0:")
        elif how == 5:
            form = joint if not d.chance(3) else (1,) if joint else ()
            parts.append(indices(d, size, form).source)
        elif how == 6:
            values = [d.integer(-size, size - 1) for _ in range(d.pick((0, 1, 2)))] if size else []
            parts.append(str(values))
        elif how == 7:
            wide = 2 if d.chance(4) and axis + 1 < len(shape) else 1
            mask = d.input(d.values("bool", shape[axis : axis + wide], "any"))
            parts.append(mask.source if not d.chance(4) else str(mask.value.tolist()))
            axis += wide - 1
        elif how == 8:
            parts.append("None")
            continue
        else:
            parts.append(_odd_part(d, size))
        axis += 1
    if d.chance(3) and parts:
        del parts[d.integer(0, len(parts)) :]
    if d.chance(4):
        start = d.integer(0, len(parts))
        parts[start : start + d.integer(0, 1)] = ["..."]
    return parts


def _odd_part(d: CallDraw, size: int) -> str:
    return d.pick(
        (
            str(size),
            str(-size - 1),
            "True",
            "False",
            "1.0",
            "'a'",
            "np.int64(0)",
            "np.array([0])",
            "range(1)",
            "[]",
            "[[0]]",
            "xp.asarray(0)",
            "xp.asarray(True)",
            "[0, 0]",
            "[0, 0.5]",
            "2**70",
            "np.uint8(0)",
            "(0,)",
            "xp.asarray(0.0)",
            "np.True_",
        )
    )


def _key(d: CallDraw, shape: tuple[int, ...]) -> str:
    if d.chance(4):
        return d.input(
            d.values("bool", shape[: d.integer(0, len(shape))] if d.chance(4) else shape, "any"), d.layout()
        ).source
    parts = _parts(d, shape)
    if len(parts) == 1 and not d.chance(3):
        return parts[0]
    return f"{', '.join(parts)}," if parts else "()"


def _host_key(d: CallDraw, key: str) -> Any:
    """Return the key on the host; None if NumPy does not know it."""
    space = {f"x{i}": _as_index(x.values) for i, x in enumerate(d.inputs)}
    try:
        return eval(f"KEY[{key}]", {"KEY": np.s_, "np": np, "xp": np, **space})
    except Exception:  # the call itself raises
        return None


def _as_index(x: Values) -> Values:
    return x.astype(np.int64) if x.dtype.kind == "u" else x


def getitem(d: CallDraw, name: str) -> None:
    """Keys of every kind."""
    x = d.wild()
    key = _key(d, x.shape)
    if _picks_nothing(d, key, x):
        d.freedoms.append(Freedom("no indices", "outcome"))
    d.call(name, f"{x.source}[{key}]", exact)


def _picks_nothing(d: CallDraw, key: str, x: Operand) -> bool:
    """Return whether several index arrays broadcast to no element."""
    host = _host_key(d, key)
    keys = host if isinstance(host, tuple) else ()
    arrays = [np.asarray(k) for k in keys if isinstance(k, np.ndarray | list | bool)]
    return len(arrays) > 1 and any(0 in a.shape or (a.dtype == bool and not a.any()) for a in arrays)


def _repeated(d: CallDraw, key: str, x: Operand) -> Any:
    """Return a mask of the elements that a key picks more than once, and the shape that it picks."""
    counts = np.zeros(x.shape, dtype=int)
    host = _host_key(d, key)
    if host is None:
        return counts > 1, ()
    try:
        np.add.at(counts, host, 1)
        return counts > 1, counts[host].shape
    except Exception:  # the call itself raises
        return np.zeros(x.shape, dtype=bool), ()


def _written_key(d: CallDraw, x: Operand) -> tuple[str, tuple[int, ...]]:
    """Return a key to write to, and the shape that it selects; what the contract leaves open for it is recorded."""
    key = _key(d, x.shape)
    mask, shape = _repeated(d, key, x)
    if np.any(mask):
        d.freedoms.append(Freedom("repeated index", mask=mask))
    if _picks_nothing(d, key, x):
        d.freedoms.append(Freedom("no indices", "outcome"))
    return key, shape


def setitem(d: CallDraw, name: str) -> None:
    """Keys of every kind, and values of every kind: scalars, arrays that broadcast, parts of the same array."""
    x = d.wild(views=False)
    target = d.part(x) if d.chance(4) else x
    key, shape = _written_key(d, target)
    how = d.integer(0, 5)
    if how < 2:
        value = d.any_scalar().source if not d.chance(20) else d.no_scalar().source
    elif how == 2:  # a part of the same array, which can overlap
        value = _overlapping(d, target, shape)
    else:
        shapes = (shape, d.broadcastable_shape(shape), (), (1, *shape)) if not d.chance(16) else ((2, *shape), (4,))
        operand = d.wild((d.pick(shapes),), (x.dtype,) if d.chance(2) else None, views=False)
        value = operand.source
    source = f"t = {target.source}\nt[{key}] = {value}\nresult = t"
    d.call(name, source, exact, writes=True)


def _overlapping(d: CallDraw, target: Operand, shape: tuple[int, ...]) -> str:
    if len(target.shape) == 1 and len(shape) == 1 and target.shape[0] >= shape[0]:
        n, m = target.shape[0], shape[0]
        start = d.integer(0, n - m)
        return f"t[{start}:{start + m}]" if not d.chance(3) else f"t[{start}:{start + m}][::-1]"
    return d.pick(("t", "t[::-1]" if target.value.ndim else "t", "t.mT" if target.value.ndim > 1 else "t", "t[...]"))


def update_item(d: CallDraw, name: str) -> None:
    """``x[key] += value`` and its like."""
    x = d.wild()
    key, shape = _written_key(d, x)
    function = d.pick([f for f in UPDATES if "shift" not in f and f != "pow"])
    if d.chance(2):
        value = d.any_scalar(2).source
    else:
        value = d.wild((shape if math.prod(shape) else (1,),), (x.dtype,), views=False).source
    source = f"t = {x.source}\nt[{key}] {OPERATORS[function]}= {value}\nresult = t"
    d.call(name, source, ulps(8) if x.value.dtype.kind not in "biu" else same, writes=True)


CALLS: Final[dict[str, Callable[[CallDraw, str], None]]] = {
    **{f"member {name}": plain for name in _PLAIN},
    **{f"protocol {name}": protocol for name in _PROTOCOLS},
    "__getitem__": getitem,
    "__setitem__": setitem,
    "update item": update_item,
    "swapaxes": swapaxes,
    "transpose": transpose,
}
