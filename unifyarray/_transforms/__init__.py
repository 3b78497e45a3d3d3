"""Layer 6: functions that transform functions: gradients and ``portable``."""
