"""The backends of unifyarray, one package per array library.

``_agnostic`` holds code for any library, ``_numpy_like`` code for libraries with NumPy's functions and dtypes.
"""
