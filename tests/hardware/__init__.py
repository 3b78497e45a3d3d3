"""Checks every accelerator found here and records what was seen: ``make hardware-check``, ``docs/hardware.md``."""
