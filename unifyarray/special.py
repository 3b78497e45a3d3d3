"""Special functions, under SciPy's names: error functions, gamma and beta functions, Bessel functions, softmax."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._functions import special as _functions
    from ._functions.special import *  # noqa: F403

    __all__: list[str] = []
    __all__ += _functions.__all__
else:  # with `__getattr__`, a type checker would accept every name

    def __getattr__(name: str) -> object:
        """Load the functions when the first one is read; raise an AttributeError with a hint for other names."""
        if "__all__" not in globals() and (name == "__all__" or not name.startswith("__")):
            from ._functions import special

            globals().update({key: getattr(special, key) for key in ("__all__", *special.__all__)})
            if name in globals():
                return globals()[name]
        from ._core.namespace_hints import missing_from

        raise missing_from(__name__, name)


def __dir__() -> list[str]:
    """Return the public names."""
    from ._functions.special import __all__ as names

    return sorted(names)
