"""Library-agnostic semantics, each once: they work on neutral DType and Device objects and name no library."""
