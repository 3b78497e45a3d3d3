"""The registry of checks, the runner, the worker process and the comparison."""
