"""Layer 3: the registry of backends, the current selection and transfer statistics."""
