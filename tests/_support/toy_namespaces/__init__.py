"""Libraries over NumPy that follow the standard in part, for generic backends: each module is a namespace."""
