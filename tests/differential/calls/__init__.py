"""Random single calls, on every backend and in plain NumPy: unusual arguments, dtypes, values and layouts.

The programs of ``tests.differential`` draw what portable code does. The calls here also draw what nobody would write:
numbers out of range, NumPy scalars, axes that do not exist, read-only and overlapping arrays, half precision. A call is
one function of the standard, method, operator or assignment. The dtype, shape, values, error class and hint of its
result must be the same on all backends, and so must writes to the result. ``contract`` is the table of what may differ,
with the contract row of each. The modules are:

==================  ================================================================================================
``drawing``         arrays in all dtypes and layouts, scalars, axes; the Case that is drawn
``elementwise``     elementwise functions and operators
``reductions``      functions along axes: statistics, sorting, searching, Fourier transforms
``shapes``          creation, manipulation and data type functions
``matrices``        linear algebra
``members``         methods, properties, protocols, indexing and assignment
``catalogue``       the names of all calls, and how each is drawn
``grades``          how closely values must agree
``contract``        the differences that the contract names
``running``         runs a case on a backend, and compares
``numpy_values``    the same calls in plain NumPy, with the rows in which unifyarray differs
``report``          mismatches grouped by cause
==================  ================================================================================================

``python -m tests.differential.calls --calls 100000 --seed 1`` runs calls by hand.
"""
