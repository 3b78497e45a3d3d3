"""Keep pytest's search for doctests away from modules that register a device of torch when they are imported."""

from __future__ import annotations

collect_ignore = ["fake_extension.py", "restricted_torch.py", "unrestricted_torch.py", "wrong_kernels.py"]
