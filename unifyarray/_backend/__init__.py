"""Layer 2: the classes that a backend implements, their defaults, and native namespaces."""
