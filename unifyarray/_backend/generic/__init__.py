"""Defaults for libraries that follow the standard, made from its functions, and the additions of the contract.

Each section module has a function ``overrides(lib, hooks)``, which returns the overrides of the functions in ``lib``,
the library's namespace or one of its extensions.
"""
