"""Plugins for tests: write distributions with an entry point to a folder, and run programs that find them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests._support import Python

GOOD = """
    from unifyarray.plugin import Backend, Capabilities

    class Toy(Backend):
        name = "toy"
        library = "json"
        distribution = "unifyarray"
        install = "pip install toy"
        modules = ("json",)
        priority = {"toydevice": 1}

        def devices(self):
            return ()

        def load(self, device):
            raise AssertionError("no device, no namespace")

        def types(self):
            return ()

        def namespace_of(self, x):
            raise AssertionError("no types, no arrays")

    backend = Toy()
"""


class Plugins:
    """Writes distributions with an entry point, and runs programs that find them."""

    def __init__(self, python: Python, folder: Path) -> None:
        self.python = python
        self.folder = folder

    def add(self, distribution: str, name: str, source: str) -> None:
        info = self.folder / f"{distribution}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[unifyarray.backends]\n{name} = {distribution}_module:backend\n")
        (self.folder / f"{distribution}_module.py").write_text(textwrap.dedent(source))

    def run(self, program: str, **env: str) -> str:
        done = self.python("-W", "error", "-c", textwrap.dedent(program), env={"PYTHONPATH": str(self.folder), **env})
        assert done.returncode == 0, done.stderr
        return done.stdout
