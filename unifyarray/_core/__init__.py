"""Layer 0: dtypes, devices, errors, configuration, pytrees and the tracing state. Imports nothing of unifyarray."""
