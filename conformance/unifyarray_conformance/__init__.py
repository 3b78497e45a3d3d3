"""The conformance suite of unifyarray: whether a backend on a device keeps the contract."""
