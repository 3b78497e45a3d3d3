"""The functions beyond the standard at work, by theme. ``beyond_standard`` has their signatures and documentation.

A function is written once, with the standard's functions on Arrays. If ``Hooks.beyond_standard`` has a function of the
library under the same name, that is called instead, with checked arguments.
"""
