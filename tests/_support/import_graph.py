"""Print the strongly connected components of the import graph of unifyarray: ``python -m tests._support.import_graph``.

There are two graphs: the imports that run when a module is loaded, and these together with deferred ones, inside
functions. Imports under ``if TYPE_CHECKING`` never run and do not count.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ROOT = Path(__file__).resolve().parents[2]
#: The one module whose deferred imports may lead to a higher layer.
LATE = "unifyarray._array._late"

Graph = dict[str, set[str]]


def import_graph(package: Path, *, deferred: bool) -> Graph:
    """Return, for each module of a package, the modules of the package that it imports.

    Importing a module also imports the packages around it. These edges are left out: every module would depend on the
    root package, and the graph would be one component.
    """
    files = {_module_name(path, package.parent): path for path in sorted(package.rglob("*.py"))}
    return {
        name: {
            target
            for node in _imports(ast.parse(path.read_text(encoding="utf-8")).body, deferred)
            for target in _targets(node, name, path.name == "__init__.py", files.keys())
            if target != name
        }
        for name, path in files.items()
    }


def components(graph: Graph) -> list[list[str]]:
    """Return the strongly connected components that have more than one module (Tarjan's algorithm)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        order[name] = low[name] = len(order)
        stack.append(name)
        for target in sorted(graph[name]):
            if target not in order:
                visit(target)
                low[name] = min(low[name], low[target])
            elif target in stack:
                low[name] = min(low[name], order[target])
        if low[name] == order[name]:
            start = stack.index(name)
            found.append(sorted(stack[start:]))
            del stack[start:]

    for name in graph:
        if name not in order:
            visit(name)
    return [component for component in found if len(component) > 1]


def without(graph: Graph, module: str) -> Graph:
    """Return the graph with one module left out."""
    return {name: targets - {module} for name, targets in graph.items() if name != module}


def _module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(body: list[ast.stmt], deferred: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the import statements that run: at module level, and in functions if ``deferred``."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            yield from _imports(node.orelse, deferred)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not deferred:
            continue
        else:
            for field in ("body", "orelse", "finalbody"):
                yield from _imports(getattr(node, field, []), deferred)
            for handler in [*getattr(node, "handlers", []), *getattr(node, "cases", [])]:
                yield from _imports(handler.body, deferred)


def _targets(
    node: ast.Import | ast.ImportFrom, importer: str, is_package: bool, modules: Collection[str]
) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in modules)
        return
    base = node.module or ""
    if node.level:
        package = importer.split(".")[
            : None if is_package and node.level == 1 else (1 if is_package else 0) - node.level
        ]
        base = ".".join([*package, *([node.module] if node.module else [])])
    for alias in node.names:
        if f"{base}.{alias.name}" in modules:
            yield f"{base}.{alias.name}"
        elif base in modules:
            yield base


def main() -> int:
    package = ROOT / "unifyarray"
    for deferred, title in ((False, "at import"), (True, "with deferred imports")):
        found = components(import_graph(package, deferred=deferred))
        print(f"{title}: {len(found)} strongly connected component{'' if len(found) == 1 else 's'}")
        for component in found:
            print(f"  {len(component)} modules: {', '.join(component)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
