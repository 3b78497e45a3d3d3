"""Layer 5: the public functions, one file per section of the standard, and bound namespaces."""
