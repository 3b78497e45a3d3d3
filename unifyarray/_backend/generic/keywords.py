"""Functions of libraries that lack some of the standard's keywords: defaults are not passed to them."""

from __future__ import annotations

import functools
import inspect
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from .completions import COMPLETIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

#: The standard's default of each keyword.
_DEFAULTS: Final[dict[str, Any]] = {
    "append": None,
    "axes": None,
    "axis": None,
    "copy": None,
    "correction": 0.0,
    "d": 1.0,
    "descending": False,
    "device": None,
    "dtype": None,
    "endpoint": True,
    "full_matrices": True,
    "include_initial": False,
    "indexing": "xy",
    "invert": False,
    "k": 0,
    "keepdims": False,
    "mode": "reduced",
    "norm": "backward",
    "offset": 0,
    "ord": None,
    "prepend": None,
    "rtol": None,
    "s": None,
    "side": "left",
    "sorter": None,
    "stable": True,
    "upper": False,
}
#: Defaults that differ from those of other functions.
_OWN_DEFAULTS: Final[dict[str, dict[str, Any]]] = {"astype": {"copy": True}}
_NORM: Final = ("axis", "keepdims", "ord")
_TRANSFORM: Final = ("axis", "n", "norm")
_TRANSFORM_N: Final = ("axes", "norm", "s")
#: By function: its keywords in the standard.
_MAIN: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("all", "any", "argmax", "argmin", "count_nonzero", "max", "mean", "min"), ("axis", "keepdims")),
    **dict.fromkeys(("argsort", "sort"), ("axis", "descending", "stable")),
    **dict.fromkeys(("cumulative_prod", "cumulative_sum"), ("axis", "dtype", "include_initial")),
    **dict.fromkeys(("empty", "full", "ones", "zeros", "arange", "empty_like"), ("device", "dtype")),
    **dict.fromkeys(("full_like", "ones_like", "zeros_like"), ("device", "dtype")),
    **dict.fromkeys(("prod", "sum"), ("axis", "dtype", "keepdims")),
    **dict.fromkeys(("std", "var"), ("axis", "correction", "keepdims")),
    "asarray": ("copy", "device", "dtype"),
    "astype": ("copy", "device"),
    "diff": ("append", "axis", "n", "prepend"),
    "eye": ("device", "dtype", "k"),
    "from_dlpack": ("copy", "device"),
    "isin": ("invert",),
    "linspace": ("device", "dtype", "endpoint"),
    "meshgrid": ("indexing",),
    "moveaxis": (),
    "repeat": ("axis",),
    "reshape": ("copy",),
    "searchsorted": ("side", "sorter"),
    "tril": ("k",),
    "triu": ("k",),
}
_LINALG: Final[Mapping[str, tuple[str, ...]]] = {
    "cholesky": ("upper",),
    "diagonal": ("offset",),
    "matrix_norm": ("keepdims", "ord"),
    "matrix_rank": ("rtol",),
    "pinv": ("rtol",),
    "qr": ("mode",),
    "svd": ("full_matrices",),
    "trace": ("dtype", "offset"),
    "vector_norm": _NORM,
}
_FFT: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("fft", "hfft", "ifft", "ihfft", "irfft", "rfft"), _TRANSFORM),
    **dict.fromkeys(("fftn", "ifftn", "irfftn", "rfftn"), _TRANSFORM_N),
    **dict.fromkeys(("fftfreq", "rfftfreq"), ("d", "device", "dtype")),
    **dict.fromkeys(("fftshift", "ifftshift"), ("axes",)),
}


class _Library(ModuleType):
    """A library's module in which some functions can be given the standard's defaults."""

    def __init__(self, library: ModuleType, changed: dict[str, Any]) -> None:
        super().__init__(library.__name__)
        self.__dict__.update({**vars(library), **changed})
        self.__dict__["_whole"] = library

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_whole"], name)


def complete(library: ModuleType, extension: str | None = None) -> ModuleType:
    """Return a module whose functions take the standard's keywords if their values are the standard's defaults.

    If the functions of the library take all keywords, this is the library's module itself.
    """
    table = _MAIN if extension is None else _LINALG if extension == "linalg" else _FFT
    changed = {
        name: _without_defaults(library, name, function, _DEFAULTS | _OWN_DEFAULTS.get(name, {}))
        for name, keywords in table.items()
        if (function := getattr(library, name, None)) is not None and not _takes(function, keywords)
    }
    return _Library(library, changed) if changed else library


def _takes(function: Callable[..., Any], keywords: tuple[str, ...]) -> bool:
    """Return whether a function is known to take some keywords."""
    return not _lacking(function, keywords, unknown=keywords)


def _lacking(function: Callable[..., Any], keywords: Iterable[str], unknown: Iterable[str] = ()) -> frozenset[str]:
    """Return the keywords that a function does not take; ``unknown`` if it has no signature that tells."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return frozenset(unknown)
    if any(item.kind is inspect.Parameter.VAR_KEYWORD for item in parameters.values()):
        return frozenset(unknown).difference(parameters)
    return frozenset(keywords).difference(parameters)


def _without_defaults(
    library: ModuleType, name: str, own: Callable[..., Any], defaults: Mapping[str, Any]
) -> Callable[..., Any]:
    """Return a function that leaves out keywords with the standard's defaults if the library does not take them.

    Calls with other values are made from other functions of the library, if there is a completion for them.
    """
    #: The keywords that are left out if they have their default, and those that were tried.
    lacking = _lacking(own, defaults)
    tried = lacking
    completion = COMPLETIONS.get(name)

    @functools.wraps(own, updated=())
    def function(*args: Any, **kwargs: Any) -> Any:
        nonlocal lacking, tried
        droppable = {name for name, value in kwargs.items() if name in defaults and _is_equal(value, defaults[name])}
        try:
            return own(*args, **_without(kwargs, lacking & droppable))
        except TypeError as error:
            new = [name for name in kwargs if name in droppable - tried]
            needed = _without(kwargs, droppable)
            if new and _accepts(own, args, needed):
                refused = {name for name in new if not _accepts(own, args, needed | {name: kwargs[name]})}
                lacking, tried = lacking.union(refused), tried.union(new)
                if refused:
                    return own(*args, **_without(kwargs, lacking & droppable))
            found = NotImplemented if completion is None else completion(library, function, *args, **kwargs)
            if found is not NotImplemented:
                return found
            raise error from None

    function.__name__ = name
    function.__lacks_keywords__ = True  # type: ignore[attr-defined]
    return function


def _accepts(own: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """Return whether a call raises no TypeError. Only then do further keywords show whether they are taken."""
    try:
        own(*args, **kwargs)
    except TypeError:
        return False
    return True


def lacks(function: object) -> bool:
    """Return whether a function of `complete`'s result may lack keywords of the standard."""
    return hasattr(function, "__lacks_keywords__")


def _without(kwargs: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in kwargs.items() if name not in names}


def _is_equal(value: Any, default: object) -> bool:
    return value is None if default is None else type(value) in (bool, int, float, str) and bool(value == default)


__all__ = ["complete", "lacks"]
