# For type checkers CuPy is Any, whether it is installed or not: else they take our folder of that name for it.
from typing import Any

def __getattr__(name: str) -> Any: ...
