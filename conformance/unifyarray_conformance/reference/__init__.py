"""Expected values: exact arithmetic, mpmath and the standard's special cases."""
