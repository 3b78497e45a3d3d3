"""The command line ``unifyarray``; ``python -m unifyarray`` is the same.

``info`` and ``demo`` need nothing but the core dependencies; the other commands need the extra ``cli``.
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
        Arguments; those of the process where left out.

    Returns
    -------
    int
        Exit status: 0 for success, 2 for an error of unifyarray or of usage, else what the command says.
    """
    from importlib.util import find_spec

    from ._cli import OURS

    arguments = sys.argv[1:] if argv is None else list(argv)
    try:
        # What reads the arguments returns the job, so that what runs the job is not inside click.
        if find_spec("click") is None:
            from ._cli.plain import parse
        else:
            from ._cli.commands import parse
        return parse(arguments)()
    except OURS as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
