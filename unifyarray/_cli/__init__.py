"""Layer 7: the command line. There is one module per command.

Two modules parse the arguments: ``commands`` with click, ``plain`` without. Both return a job, which is a function
that runs the command and returns the exit status.
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
    """Raised if a command cannot be run."""


#: Errors that are printed as fact and hint, without a traceback.
EXPECTED_ERRORS: Final = (
    CommandError,
    BackendUnavailableError,
    ConfigurationError,
    CopyRequiredError,
    DeviceMismatchError,
    DeviceUnavailableError,
)
