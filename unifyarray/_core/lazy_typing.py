"""Names for annotations, made at first use: ``import unifyarray`` loads neither ``typing`` nor ``collections``.

Annotations are strings, so Python looks these names up only if a program asks for them: ``typing.get_type_hints``
evaluates ``t.Any`` in a module that has ``from .._core import lazy_typing as t``. Type checkers read `lazy_typing.pyi`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: By name that ``typing`` does not have: the function that builds the object.
_builders: dict[str, Callable[[Any], object]] = {}


def define(name: str, build: Callable[[Any], object]) -> None:
    """Add a name, which ``build`` makes from the module ``typing`` when the name is first looked up.

    Each module adds the names of its own classes, so this module imports none of the modules above it.
    """
    _builders[name] = build


def __getattr__(name: str) -> object:
    """Return an added name, or a name of ``collections.abc`` or ``typing``, and cache it."""
    if name not in _builders and name.startswith("__"):
        raise AttributeError(f"module {__name__} has no attribute {name!r}")
    import collections.abc
    import typing

    if name in _builders:
        found: object = _builders[name](typing)
    elif name in collections.abc.__all__:
        found = getattr(collections.abc, name)
    elif name in typing.__all__:
        found = getattr(typing, name)
    else:
        raise AttributeError(f"module {__name__} has no attribute {name!r}")
    globals()[name] = found
    return found


def _numpy_array(typing: Any) -> object:
    import numpy as np

    return np.ndarray[typing.Any, typing.Any]


def _bit_generator(typing: Any) -> object:
    import numpy as np

    return np.random.BitGenerator


# `lazy_typing.pyi` has the same values for type checkers.
define(
    "DTypeKind",
    lambda typing: typing.Literal[
        "bool", "signed integer", "unsigned integer", "integral", "real floating", "complex floating", "numeric"
    ],
)
define(
    "Category",
    lambda typing: typing.Literal["bool", "signed integer", "unsigned integer", "real floating", "complex floating"],
)
define("Kind", lambda typing: typing.Literal["b", "i", "u", "f", "c"])
define("GradientPolicy", lambda typing: typing.Literal["error", "detach", "keep"])
define("NumPyArray", _numpy_array)
define("BitGenerator", _bit_generator)
define("Norm", lambda typing: typing.Literal["backward", "ortho", "forward"])
define("DefaultFloat", lambda typing: typing.Literal["float32", "float64"])
define("P", lambda typing: typing.ParamSpec("P"))
define("R", lambda typing: typing.TypeVar("R"))
define("Scalar", lambda typing: typing.Union[bool, int, float, complex])
define("Transfer", lambda typing: typing.Literal["allow", "warn", "error"])
