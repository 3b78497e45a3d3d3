"""The exceptions that end a check before it passes."""

from __future__ import annotations


class Failure(AssertionError):  # noqa: N818 - the result of a check, not an error in it
    """A check has failed.

    Attributes
    ----------
    reproduce : str or None
        A stand-alone script that fails in the same way.
    reason : str or None
        What was seen, without the call.
    """

    def __init__(self, message: str, reproduce: str | None = None, reason: str | None = None) -> None:
        super().__init__(message)
        self.reproduce = reproduce
        self.reason = reason


class Raised(Failure):
    """A call raised an error, but should have returned."""


class Skipped(Exception):  # noqa: N818 - not an error
    """A check does not apply on this machine; the message is the reason."""


class Enough(Exception):  # noqa: N818 - not an error
    """A check has made as many calls as the budget allows; it passes, because none of them failed."""


class Unsupported(Exception):  # noqa: N818 - not an error
    """The backend declares that it lacks something that a check needs; the message says what."""
