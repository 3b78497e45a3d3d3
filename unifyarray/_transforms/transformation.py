"""One transformation of a function, such as ``ua.grad(f)``: its name, the function and the requirements on a call."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Transformation:
    """A function and the requirements of the transformation, which are the same in every call.

    Attributes
    ----------
    origin : str
        Name of the transformation, for error messages.
    function : callable
        The user's function.
    has_aux : bool
        Whether the function returns ``(value, aux)``.
    needs_real_number : bool
        Whether the value must be one real number.
    allows_constants : bool
        Whether an argument to differentiate may hold no floating-point array, if another argument does.
    """

    __slots__ = ("allows_constants", "function", "has_aux", "needs_real_number", "origin")

    def __init__(
        self,
        origin: str,
        function: Callable[..., Any],
        has_aux: bool,
        *,
        needs_real_number: bool = False,
        allows_constants: bool = False,
    ) -> None:
        self.origin = origin
        self.function = function
        self.has_aux = has_aux
        self.needs_real_number = needs_real_number
        self.allows_constants = allows_constants
