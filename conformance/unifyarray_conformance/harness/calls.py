"""Calls as text: a check and the stand-alone script of its failure run the same source.

A Call is Python source with the names ``xp`` (the bound namespace), ``ua``, ``np`` and ``x0``, ``x1`` ... (its inputs).
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..reference.special_cases import Values

if TYPE_CHECKING:
    from types import CodeType

#: The layouts of inputs in memory. All but the first are made by indexing a larger or transposed array.
LAYOUTS: Final = ("plain", "strided", "reversed", "transposed", "broadcast", "read-only")


@dataclass(frozen=True)
class Input:
    """An input array: its values on the host and its layout in memory.

    Attributes
    ----------
    values : array
        The elements, in the dtype and shape of the input.
    layout : str
        One of LAYOUTS.
    """

    values: Values
    layout: str = "plain"

    def source(self) -> str:
        """Return Python source that makes the input from the names ``xp`` and ``np``."""
        host, view = self._parts()
        array = array_source(host)
        if self.layout == "read-only":
            array = f"np.broadcast_to({array}, {host.shape})"
        return view.format(f"xp.asarray({array})")

    def build(self, ua: Any, xp: Any) -> Any:
        """Return the input as an Array of a namespace."""
        host, view = self._parts()
        # A copy: on the CPU the Array may share the memory, and a call may write to it.
        array = xp.asarray(np.broadcast_to(host, host.shape) if self.layout == "read-only" else host.copy())
        if view == "{}":
            return array
        made = eval(code_of(view.format("x"))[0], {"x": array, "xp": xp})
        if _bits(ua.to_numpy(made, force=True)) == _bits(self.values):
            return made
        # Indexing is broken, as its own checks report; this check is about another function.
        return xp.asarray(self.values.copy())

    def _parts(self) -> tuple[Values, str]:
        """Return the host array in memory, and the source of the view of it (``{}``) that is the input."""
        x = self.values
        if self.layout == "strided":
            host = np.repeat(x, 2, axis=-1)
            host[..., 1::2] = 1  # elements that must not be read
            return host, "{}[..., ::2]"
        if self.layout == "reversed":
            return np.ascontiguousarray(x[..., ::-1]), "{}[..., ::-1]"
        if self.layout == "transposed":
            return np.ascontiguousarray(x.T), "{}.mT"
        if self.layout == "broadcast":
            return np.ascontiguousarray(x[..., :1]), f"xp.broadcast_to({{}}, {x.shape})"
        return x, "{}"


def _bits(x: Values) -> tuple[str, tuple[int, ...], bytes]:
    return x.dtype.name, x.shape, x.tobytes()


def supports_layout(layout: str, shape: tuple[int, ...]) -> bool:
    """Return whether an input of the given shape can have the given memory layout."""
    if layout in ("strided", "reversed", "broadcast"):
        return len(shape) > 0 and 0 not in shape
    return layout != "transposed" or len(shape) == 2


@dataclass(frozen=True)
class Call:
    """Source and its inputs.

    Attributes
    ----------
    source : str
        An expression, or statements that assign ``result``.
    inputs : tuple
        Inputs and scalars, named ``x0``, ``x1`` ... in the source.
    elementwise : bool
        An element of the result depends on the elements of the inputs at the same index alone (after broadcasting), so
        that a failure can be reduced to one element.
    """

    source: str
    inputs: tuple[Any, ...] = ()
    elementwise: bool = False

    def run(self, ua: Any, xp: Any) -> Any:
        """Build the inputs and run the source; return its result."""
        names = {f"x{i}": x.build(ua, xp) if isinstance(x, Input) else x for i, x in enumerate(self.inputs)}
        space: dict[str, Any] = {"ua": ua, "xp": xp, "np": np, "nan": math.nan, "inf": math.inf, **names}
        code, is_expression = code_of(self.source)
        if is_expression:
            return eval(code, space)
        exec(code, space)
        return space["result"]

    def script_lines(self) -> list[str]:
        """Return the lines of a script that assigns the result of the call to ``result``."""
        lines = [f"x{i} = {x.source() if isinstance(x, Input) else literal(x)}" for i, x in enumerate(self.inputs)]
        _, is_expression = code_of(self.source)
        return [*lines, f"result = {self.source}" if is_expression else self.source]

    def at(self, index: tuple[int, ...], shape: tuple[int, ...]) -> Call:
        """Return the call with the elements at one index of the result as 0-d inputs."""
        inputs = [x if not isinstance(x, Input) else _element(x, index, shape) for x in self.inputs]
        return replace(self, inputs=tuple(inputs))

    def everywhere(self, index: tuple[int, ...], shape: tuple[int, ...]) -> Call:
        """Return the call with inputs that are full of the elements at one index of the result."""
        inputs = [
            x if not isinstance(x, Input) else Input(np.full_like(x.values, _element(x, index, shape).values))
            for x in self.inputs
        ]
        return replace(self, inputs=tuple(inputs))

    def elements(self, index: tuple[int, ...], shape: tuple[int, ...]) -> list[Any]:
        """Return the elements of the inputs at one index of the result, as Python scalars."""
        return [x if not isinstance(x, Input) else _element(x, index, shape).values.item() for x in self.inputs]


def _element(x: Input, index: tuple[int, ...], shape: tuple[int, ...]) -> Input:
    return Input(np.asarray(np.broadcast_to(x.values, shape)[index]))


@functools.cache
def code_of(source: str) -> tuple[CodeType, bool]:
    """Return compiled source, and whether it is an expression."""
    try:
        return compile(source, "<call>", "eval"), True
    except SyntaxError:
        return compile(source, "<call>", "exec"), False


def array_source(x: Values) -> str:
    """Return Python source for a host array."""
    flat = x.ravel()
    if x.size == 0:
        return f"np.zeros({x.shape}, dtype={x.dtype.name!r})"
    if is_constant(x):
        return f"np.full({x.shape}, {literal(flat[0].item())}, dtype={x.dtype.name!r})"
    if x.size > _LONG:
        data = flat.tobytes()
        for period in range(2, _LONG):
            start = flat[:period].tobytes()
            if data.startswith(start * 2) and np.resize(flat[:period], x.shape).tobytes() == data:
                return f"np.resize(np.array({literal(flat[:period].tolist())}, dtype={x.dtype.name!r}), {x.shape})"
    return f"np.array({literal(x.tolist())}, dtype={x.dtype.name!r})"


def is_constant(x: Values) -> bool:
    """Return whether an array has more than 4 elements, which are all the same."""
    flat = x.ravel()
    return x.size > 4 and flat.tobytes() == flat[:1].tobytes() * x.size


#: An array with more elements than this is searched for a pattern that repeats; patterns are shorter.
_LONG: Final = 100


def literal(value: Any) -> str:
    """Return Python source for a scalar, or a list or tuple of scalars, with the names ``nan`` and ``inf``."""
    if isinstance(value, list | tuple):
        inner = ", ".join(map(literal, value))
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, np.generic):
        return f"np.{type(value).__name__}({literal(value.item())})"
    if type(value) is float and math.isnan(value):
        return "-nan" if math.copysign(1.0, value) < 0 else "nan"
    if type(value) is complex:
        return f"complex({literal(value.real)}, {literal(value.imag)})"
    return repr(value)
