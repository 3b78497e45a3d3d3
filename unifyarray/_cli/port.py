"""``unifyarray port``: list the names of NumPy and torch in a program that are called otherwise in ``ua``, or missing.

The hints are those of the AttributeErrors. Import aliases are followed. Names of arrays are listed only if the program
itself makes the array by a function of NumPy or torch: what comes from elsewhere may be anything.
"""

from __future__ import annotations

import ast
import inspect
import tokenize
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from .._core import migration_hints, namespace_hints
from .._core.dtypes import DType
from .._core.errors import message
from . import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The libraries whose names are looked for.
LIBRARIES: Final = ("numpy", "torch")
#: Names that are for the library alone, and stay as they are.
_NO_COUNTERPART: Final = "not in ua; keep {library} for it: ua.native(x), ua.to_numpy(x) and ua.asarray(y) convert"
#: Modules of the libraries that have the names of a module of ``ua``.
_MODULES: Final = {"nn.functional": "special"}
#: Attributes of NumPy's functions.
_UFUNC_METHODS: Final = {
    "at": "ua.at(x)[key].add(values); it has multiply, min and max, too",
    "outer": "ua.{name}(x[:, None], y)",
    "reduce": "ua.sum, ua.prod, ua.max, ua.min, ua.all or ua.any",
    "accumulate": "ua.cumulative_sum, ua.cumulative_prod, ua.cumulative_max or ua.cumulative_min",
}
#: Keywords that have another name in ``ua``.
_KEYWORDS: Final = {"dim": "axis", "keepdim": "keepdims", "ddof": "correction", "dims": "axes", "input": "x"}


@dataclass(frozen=True, order=True)
class Finding:
    """A name to replace.

    Attributes
    ----------
    line, column : int
        Its place in the program.
    name : str
        The name as the library calls it: ``numpy.concatenate``, ``array.unsqueeze``.
    use : str
        What to use instead.
    """

    line: int
    column: int
    name: str
    use: str


def main(script: str) -> int:
    """Print the names to replace in a program; return 1 if there are any, otherwise 0.

    Raises
    ------
    CommandError
        The program does not exist, or is not Python.
    """
    try:
        with tokenize.open(script) as file:
            tree = ast.parse(file.read(), script)
    except OSError as error:
        fact = f"the program {script!r} cannot be read: {error.strerror}"
        raise CommandError(message(fact, "python -m unifyarray port path/to/program.py")) from error
    except (SyntaxError, UnicodeDecodeError) as error:
        fact = f"{script!r} is not a Python program: {error}"
        raise CommandError(message(fact, f"python -m py_compile {script}")) from error
    program = Program(tree)
    findings = sorted(program.findings)
    for finding in findings:
        print(f"{script}:{finding.line}: {finding.name}: {finding.use}")
    same = f"{program.same} other {'name is' if program.same == 1 else 'names are'} the same in ua"
    if findings:
        print(f"{len(findings)} {'name' if len(findings) == 1 else 'names'} to replace; {same}")
    else:
        print(f"Nothing to replace in {script}: {same}")
    return 1 if findings else 0


class Program:
    """The names of NumPy and torch in a program.

    Attributes
    ----------
    findings : list of Finding
        The names that are called otherwise in ``ua``, or missing.
    same : int
        How many uses of names are the same in ``ua``.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.findings: list[Finding] = []
        self.same = 0
        self._ua: Any = import_module(__name__.partition(".")[0])
        #: By name in the program: the dotted name that it was imported as.
        self._imported: dict[str, str] = {}
        self._read_imports(tree)
        self._visit_scope(tree.body, self._imported, frozenset())

    # -- imports -----------------------------------------------------------------------------------

    def _read_imports(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    root = alias.name.partition(".")[0]
                    if root in LIBRARIES:
                        self._imported[alias.asname or root] = alias.name if alias.asname else root
            elif isinstance(node, ast.ImportFrom) and not node.level:
                module = node.module or ""
                for alias in node.names if module.partition(".")[0] in LIBRARIES else ():
                    self._read_imported_name(node, f"{module}.{alias.name}", alias)

    def _read_imported_name(self, node: ast.ImportFrom, path: str, alias: ast.alias) -> None:
        if alias.name == "*":
            use = f"import {node.module}, so that its names can be told apart"
            self.findings.append(Finding(node.lineno, node.col_offset, f"from {node.module} import *", use))
            return
        self._imported[alias.asname or alias.name] = path
        self._look_up(path, node)

    # -- names -------------------------------------------------------------------------------------

    def _look_up(self, path: str, node: Any) -> None:
        """Note a dotted name of a library."""
        library = path.partition(".")[0]
        owner, module, parts = self._ua, "unifyarray", _name_in_ua(path).split(".")
        while len(parts) > 1 and inspect.ismodule(found := getattr(owner, parts[0], None)):
            owner, module, parts = found, f"{module}.{parts[0]}", parts[1:]
        if parts[0] in getattr(owner, "__all__", ()):
            found = getattr(owner, parts[0])
            use = None if len(parts) == 1 or hasattr(found, parts[1]) else _UFUNC_METHODS.get(parts[1], _NO_COUNTERPART)
            if use is not None:
                use = use.format(name=parts[0], library=library)
                self.findings.append(Finding(node.lineno, node.col_offset, path, use))
            elif not inspect.ismodule(found):
                self.same += 1
            return
        hint = namespace_hints.MODULES.get(module, {}).get(parts[0])
        use = _NO_COUNTERPART.format(library=library) if hint is None else hint
        self.findings.append(Finding(node.lineno, node.col_offset, path, use))

    def _path(self, node: ast.expr, imported: dict[str, str]) -> str | None:
        """Return the dotted name of a library that an expression is, or None."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in imported:
            return None
        return ".".join([imported[node.id], *reversed(parts)])

    # -- scopes ------------------------------------------------------------------------------------

    def _visit_scope(self, body: list[ast.stmt], imported: dict[str, str], outer: frozenset[str]) -> None:
        """Look at the statements of a module or a function, and at the functions in it."""
        bound = _bound_names(body)
        arrays = (outer - bound.keys()) | self._arrays(bound, imported)
        inner: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda] = []
        for statement in body:
            self._visit(statement, imported, arrays, inner)
        for function in inner:
            names = {a.arg for a in ast.walk(function.args) if isinstance(a, ast.arg)}
            statements: list[ast.stmt] = []
            statements += [ast.Expr(function.body)] if isinstance(function, ast.Lambda) else function.body
            hidden = names | _bound_names(statements).keys()
            visible = {name: path for name, path in imported.items() if name not in hidden}
            self._visit_scope(statements, visible, arrays - names)

    def _visit(self, node: ast.AST, imported: dict[str, str], arrays: frozenset[str], inner: list[Any]) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner.append(node)
            others: list[Any] = [] if isinstance(node, ast.Lambda) else [*node.decorator_list, node.returns]
            defaults = [*node.args.defaults, *node.args.kw_defaults]
            annotations = [a.annotation for a in ast.walk(node.args) if isinstance(a, ast.arg)]
            children: list[Any] = [child for child in (*others, *defaults, *annotations) if child is not None]
        else:
            children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.Attribute):
            path = self._path(node, imported)
            if path is not None:
                if path not in LIBRARIES:
                    self._look_up(path, node)
                return
            if self._is_array(node.value, imported, arrays):
                self._look_up_method(node)
        elif isinstance(node, ast.Call):
            self._visit_call(node, imported)
        for child in children:
            self._visit(child, imported, arrays, inner)

    def _visit_call(self, node: ast.Call, imported: dict[str, str]) -> None:
        """Note arguments that the function of ``ua`` takes otherwise."""
        path = self._path(node.func, imported)
        function = None if path is None else self._counterpart(path)
        if path is not None and type(function) is DType:
            self._note_argument(node, f"{path} as a function", f"ua.asarray(x, dtype=ua.{_name_in_ua(path)})")
        if path is None or not inspect.isfunction(function):
            return
        name = _name_in_ua(path)
        signature = inspect.signature(function)
        for keyword in node.keywords:
            if keyword.arg is not None and keyword.arg not in _names(signature):
                new = _KEYWORDS.get(keyword.arg)
                use = f"{new}=" if new in _names(signature) else f"no such keyword in ua.{name}"
                self._note_argument(node, f"{path}({keyword.arg}=)", use)
        positional = [
            p for p in signature.parameters.values() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
        if any(p.kind is p.VAR_POSITIONAL for p in signature.parameters.values()):
            return
        if any(isinstance(argument, ast.Starred) for argument in node.args) or len(node.args) <= len(positional):
            return
        by_name = [p.name for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY]
        use = f"ua.{name} takes {len(positional)} by position"
        hint = f"; pass {by_name[0]}= by name" if by_name else ""
        self._note_argument(node, f"{path} with {len(node.args)} arguments by position", use + hint)

    def _note_argument(self, node: ast.Call, name: str, use: str) -> None:
        self.findings.append(Finding(node.lineno, node.col_offset, name, use))

    def _counterpart(self, path: str) -> Any:
        """Return what ``ua`` has of the name, or None."""
        owner: Any = self._ua
        for part in _name_in_ua(path).split("."):
            owner = getattr(owner, part, None) if part in getattr(owner, "__all__", ()) else None
        return owner

    # -- arrays ------------------------------------------------------------------------------------

    def _look_up_method(self, node: ast.Attribute) -> None:
        name = node.attr
        if hasattr(self._ua.Array, name) or name.startswith("__"):
            self.same += 1
            return
        use = migration_hints.ARRAY.get(name, "not an attribute of ua.Array; ua.native(x) is the library's own array")
        self.findings.append(Finding(node.lineno, node.col_offset, f"array.{name}", use))

    def _arrays(self, bound: dict[str, list[ast.expr | None]], imported: dict[str, str]) -> frozenset[str]:
        """Return the names that are bound to arrays alone."""
        found: frozenset[str] = frozenset()
        while True:
            more = frozenset(
                name
                for name, values in bound.items()
                if all(value is not None and self._is_array(value, imported, found) for value in values)
            )
            if more == found:
                return found
            found = more

    def _is_array(self, node: ast.expr, imported: dict[str, str], arrays: frozenset[str]) -> bool:
        """Return whether an expression is certainly an array that the program has made."""
        if isinstance(node, ast.Name):
            return node.id in arrays
        if isinstance(node, ast.BinOp):
            return any(self._is_array(side, imported, arrays) for side in (node.left, node.right))
        path = self._path(node.func, imported) if isinstance(node, ast.Call) else None
        return path is not None and path.partition(".")[2] in _MAKERS


#: Functions of NumPy or torch that return an array, whatever their arguments are.
_MAKERS: Final = frozenset(
    {
        "arange",
        "array",
        "as_tensor",
        "asarray",
        "cat",
        "concatenate",
        "empty",
        "empty_like",
        "eye",
        "from_numpy",
        "full",
        "full_like",
        "linspace",
        "ones",
        "ones_like",
        "rand",
        "randn",
        "random.rand",
        "random.randn",
        "stack",
        "tensor",
        "zeros",
        "zeros_like",
    }
)


def _name_in_ua(path: str) -> str:
    """Return a dotted name of a library without the library, in the module that ``ua`` has for its module."""
    name = path.partition(".")[2]
    for module, own in _MODULES.items():
        if name.startswith(f"{module}."):
            return f"{own}.{name.removeprefix(f'{module}.')}"
    return name


def _names(signature: inspect.Signature) -> frozenset[str]:
    """Return the parameters that can be passed by name."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return frozenset(p.name for p in signature.parameters.values() if p.kind in kinds)


def _bound_names(body: list[ast.stmt]) -> dict[str, list[ast.expr | None]]:
    """Return what each name of a scope is assigned, or None if it is bound in another way."""
    found: dict[str, list[ast.expr | None]] = {}
    plain: set[int] = set()
    for node in _nodes(body):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    plain.add(id(target))
                    found.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            plain.add(id(node.target))
        elif isinstance(node, ast.Global | ast.Nonlocal):
            for name in node.names:
                found.setdefault(name, []).append(None)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler) and node.name:
            found.setdefault(node.name, []).append(None)
    for node in _nodes(body):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del) and id(node) not in plain:
            found.setdefault(node.id, []).append(None)
    return found


def _nodes(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes of a scope, without those of the functions in it."""
    todo: list[ast.AST] = list(body)
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            todo += ast.iter_child_nodes(node)
