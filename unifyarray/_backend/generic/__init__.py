"""Defaults for libraries that follow the standard, made from its functions, and the additions of the contract.

Section modules have a function ``overrides(lib, hooks)``. `lib` is the library's namespace or extension, and the result
are the overrides of its functions.
"""
