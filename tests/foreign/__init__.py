"""Checks libraries and devices that unifyarray has no code for: ``make foreign``."""
