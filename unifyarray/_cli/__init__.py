"""The command line: one module per command, and two readers of the arguments, with click and without.

A reader returns a job: the command with its arguments bound, which returns the exit status.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from .._core.errors import (
    BackendUnavailableError,
    ConfigurationError,
    CopyRequiredError,
    DeviceMismatchError,
    DeviceUnavailableError,
)

Job: TypeAlias = Callable[[], int]


class CommandError(Exception):
    """A command cannot be carried out."""


#: What is printed as fact and hint, without a traceback.
OURS: Final = (
    CommandError,
    BackendUnavailableError,
    ConfigurationError,
    CopyRequiredError,
    DeviceMismatchError,
    DeviceUnavailableError,
)
