"""What the arrays of a library can do beyond the standard's functions, found by trying once on small arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ..standard_names import EXTENSIONS, MAIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..hooks import Hooks, Native
    from ..namespaces import NativeNamespace


@dataclass(frozen=True)
class Traits:
    """The indexing that a library has; the rest is made from the standard's functions.

    Attributes
    ----------
    masks : bool
        ``x[mask]`` with one mask.
    integer_arrays : bool
        ``x[i]`` with one 1-d array of integers, for arrays of any rank.
    negative_steps : bool
        ``x[::-1]``.
    new_axes : bool
        ``x[None]``.
    assigns : bool
        ``x[1:3] = value`` changes ``x``, even if views of it do not change.
    shares : bool
        A write to ``x[1:3]`` changes ``x``.
    assigns_masks, assigns_integer_arrays, assigns_negative_steps : bool
        Assignments of one value with such a key.
    """

    masks: bool = True
    integer_arrays: bool = False
    negative_steps: bool = True
    new_axes: bool = True
    assigns: bool = False
    shares: bool = True
    assigns_masks: bool = True
    assigns_integer_arrays: bool = False
    assigns_negative_steps: bool = True


#: The traits of a backend with code of its own, whose capabilities tell whether its arrays are mutable.
DECLARED: Final = Traits()


def try_out(hooks: Hooks) -> Traits:
    """Return the traits of a library. An operation that raises, or that has another result, counts as missing."""
    xp = hooks.xp
    mask, index = xp.asarray([False, True, True, False]), xp.asarray([3, 0])

    def assigned(assign: Callable[[Native], object]) -> Callable[[], Native]:
        def call() -> Native:
            x = xp.asarray([0, 1, 2, 3])
            assign(x)
            return x

        return call

    return Traits(
        masks=_gives(hooks, lambda: xp.asarray([0, 1, 2, 3])[mask], [1, 2]),
        integer_arrays=_gives(hooks, lambda: xp.reshape(xp.asarray([0, 1, 2, 3]), (4, 1))[index], [[3], [0]]),
        negative_steps=_gives(hooks, lambda: xp.asarray([0, 1, 2, 3])[2::-2], [2, 0]),
        new_axes=_gives(hooks, lambda: xp.asarray([0, 1])[None, 1:], [[1]]),
        assigns=_gives(hooks, assigned(_assign_slice), [0, 7, 7, 3]),
        shares=_gives(hooks, assigned(lambda x: _assign_slice(x[1:])), [0, 1, 7, 7]),
        assigns_masks=_gives(hooks, assigned(lambda x: _assign(x, mask, xp.asarray(7))), [0, 7, 7, 3]),
        assigns_integer_arrays=_gives(hooks, assigned(lambda x: _assign(x, index, xp.asarray(7))), [7, 1, 2, 7]),
        assigns_negative_steps=_gives(
            hooks, assigned(lambda x: _assign(x, slice(2, None, -2), xp.asarray([7, 8]))), [8, 1, 7, 3]
        ),
    )


def missing_functions(xp: NativeNamespace) -> frozenset[str]:
    """Return the functions of the standard that a namespace lacks, such as ``"sort"`` or ``"linalg.svd"``."""
    lacking = {name for name in MAIN if not hasattr(xp, name)}
    for extension, names in EXTENSIONS.items():
        found = getattr(xp, extension, None)
        lacking |= {f"{extension}.{name}" for name in names if not hasattr(found, name)}
    return frozenset(lacking)


def takes_device(make: Callable[..., Any], device: Any) -> bool:
    """Return whether a creation function takes a device of its library."""
    try:
        make((0,), device=device)
    except Exception:
        return False
    return True


def _assign(x: Native, key: Any, value: Any) -> None:
    x[key] = value


def _assign_slice(x: Native) -> None:
    x[1:3] = 7


def _gives(hooks: Hooks, call: Callable[[], Native], expected: list[Any]) -> bool:
    try:
        return bool(hooks.tolist(call()) == expected)
    except Exception:
        return False


def gives(hooks: Hooks, call: Callable[[tuple[Native, ...]], Native], values: Any, dtype: str, expected: Any) -> bool:
    """Return whether a function of 0-d arrays has a result. If the device lacks the dtype, it counts as right."""
    lib = hooks.backend.module()
    native = next((found for found in hooks.dtypes if found.name == dtype), None)
    if native is None:
        return True
    try:
        given = tuple(lib.asarray(value, dtype=hooks.native_dtype(native)) for value in values)
        return bool(hooks.to_host(call(given), None).item() == expected)
    except Exception:
        return False


__all__ = ["DECLARED", "Traits", "gives", "missing_functions", "takes_device", "try_out"]
