"""The error classes of unifyarray, and the form of their messages.

Every message is a fact, then ``Hint:`` with the exact command or call that helps.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from ._backend import NativeNamespace


def message(fact: str, hint: str) -> str:
    """Return the text of an error: the fact, then the hint on a line of its own."""
    return f"{fact.rstrip('.')}.\nHint: {hint}"


def raise_translated(xp: NativeNamespace, error: Exception) -> NoReturn:
    """Raise a library's exception as one of the contract's classes, with the original as the cause."""
    other = xp.hooks.error(error)
    if other is None:
        raise error
    raise other from error


def warn(text: str, category: type[Warning]) -> None:
    """Warn, at the line of the user's own that led here."""
    import sys
    import warnings

    level = 1
    frame = sys._getframe(0)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "unifyarray":
        frame = frame.f_back
        level += 1
    warnings.warn(text, category, stacklevel=level)


class BackendUnavailableError(ImportError):
    """A backend is unknown, not installed, blocked or broken."""


class DeviceUnavailableError(RuntimeError):
    """A device was asked for that this machine or this backend does not have."""


class DeviceMismatchError(TypeError, ValueError):
    """Arrays of different devices or backends met in one operation."""


class CopyRequiredError(BufferError, ValueError):
    """``copy=False`` was asked for and the conversion needs a copy."""


class AxisError(ValueError, IndexError):
    """An axis is out of range for the number of dimensions."""


class LinAlgError(ValueError):
    """A matrix is singular, or not positive definite; public as ``ua.linalg.LinAlgError``."""


class ConfigurationError(ValueError):
    """An environment variable or a setting has a value that is not one of the valid ones."""


class TransferWarning(UserWarning):
    """Accelerator data were copied to the host without having been asked to."""


class ConfigurationWarning(UserWarning):
    """Something in the configuration is suspicious but harmless."""
