"""The command line ``unifyarray``; ``python -m unifyarray`` is the same.

``info``, ``demo`` and ``port`` need the core dependencies only. The other commands need the extra ``cli``.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments. Default: those of the process.

    Returns
    -------
    int
        Exit status: 0 for success, 2 for an error of unifyarray or of usage, otherwise the status of the command.
    """
    from importlib.util import find_spec

    from ._cli import EXPECTED_ERRORS

    arguments = sys.argv[1:] if argv is None else list(argv)
    try:
        # The parser returns a job, so that the command does not run inside click.
        if find_spec("click") is None:
            from ._cli.plain import parse
        else:
            from ._cli.commands import parse
        return parse(arguments)()
    except EXPECTED_ERRORS as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
