"""Layer 6: transformations of functions: gradients and ``portable``."""
