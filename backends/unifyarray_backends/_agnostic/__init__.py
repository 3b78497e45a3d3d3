"""Code that backends of different libraries share; functions that need the library take it as a parameter."""
