"""Generate ``unifyarray_conformance/reference/standard.json`` from a checkout of the standard's repository.

    python conformance/tools/make_standard.py path/to/array-api

The file contains only facts: names, parameters with kinds and defaults, the dtypes that an argument accepts, the
promotion tables, and special cases as conditions and results. Text that cannot be parsed is an error, never skipped.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
from pathlib import Path

import special_cases

VERSION = "2025.12"
STUBS = f"src/array_api_stubs/_{VERSION.replace('.', '_')}"
OUT = Path(__file__).parent.parent / "unifyarray_conformance" / "reference" / "standard.json"

_SHORT = {f"i{b // 8}": f"int{b}" for b in (8, 16, 32, 64)} | {f"u{b // 8}": f"uint{b}" for b in (8, 16, 32, 64)}
_SHORT |= {"f4": "float32", "f8": "float64", "c8": "complex64", "c16": "complex128"}

#: By extension: functions that the stubs define without listing them in ``__all__``.
UNLISTED = {"linalg": ("eig", "eigvals")}


def main() -> None:
    """Read the checkout named on the command line, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    checkout: Path = parser.parse_args().checkout

    def show(path: str) -> str:
        return subprocess.run(
            ["git", "show", f"HEAD:{path}"], cwd=checkout, check=True, capture_output=True, text=True
        ).stdout

    def listing(path: str) -> list[str]:
        command = ["git", "ls-tree", "--name-only", "HEAD", f"{path}/"]
        return subprocess.run(command, cwd=checkout, check=True, capture_output=True, text=True).stdout.split()

    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=checkout, check=True, capture_output=True, text=True)
    functions: dict[str, object] = {}
    constants: dict[str, object] = {}
    special: dict[str, object] = {}
    array: dict[str, object] = {}
    info: dict[str, object] = {}
    for path in listing(STUBS):
        section = Path(path).stem
        if section in ("__init__", "_types", "data_types"):
            continue
        tree = ast.parse(show(path))
        names = [*_all(tree), *UNLISTED.get(section, ())]
        prefix = f"{section}." if section in ("linalg", "fft") else ""
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in names:
                target = info if section == "info" and node.name != "__array_namespace_info__" else functions
                target[prefix + node.name] = {"section": "inspection" if section == "info" else section} | _signature(
                    node
                )
                if section == "elementwise_functions" and (found := _special(node)):
                    special[node.name] = found
            elif isinstance(node, ast.Assign | ast.AnnAssign) and section == "constants":
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name) and target.id in names:
                    constants[target.id] = ast.unparse(node.value) if node.value else None
            elif isinstance(node, ast.Assign) and prefix and isinstance(node.value, ast.Attribute | ast.Name):
                raise SystemExit(f"{path}: cannot parse {ast.unparse(node)}")
            elif isinstance(node, ast.ClassDef) and section == "array_object":
                array = _array(node)
        missing = set(names) - {n.removeprefix(prefix) for n in (*functions, *constants, *info)} - {"array"}
        missing -= set(constants) | {"eig", "eigvals"} & set(functions)
        if missing and section != "array_object":
            for name in sorted(missing):
                alias = _alias(tree, name)
                functions[prefix + name] = functions[alias]
    content = {
        "version": VERSION,
        "source": {"repository": "data-apis/array-api", "commit": commit.stdout.strip()},
        "constants": constants,
        "functions": functions,
        "info": info,
        "array": array,
        "promotion": _promotion(show(f"spec/{VERSION}/API_specification/type_promotion.rst")),
        "special": special,
    }
    OUT.write_text(_compact(content) + "\n", encoding="utf-8")
    print(f"{OUT}: {len(functions)} functions, {len(special)} with special cases")


def _all(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def _alias(tree: ast.Module, name: str) -> str:
    """Return the function of the main namespace that an extension's function is an alias of."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            docstring = ast.get_docstring(node) or ""
            match = re.match(r"Alias for :func:`~array_api\.(\w+)`", docstring)
            if match:
                return match[1]
    raise SystemExit(f"{name} is in __all__ but is not defined")


def _signature(node: ast.FunctionDef) -> dict[str, object]:
    arguments = node.args
    docstring = ast.get_docstring(node) or ""
    parameters: list[dict[str, object]] = []
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    for argument, default in zip(plain, defaults, strict=True):
        if argument.arg == "self":
            continue
        kind = "positional" if argument in arguments.posonlyargs else "any"
        parameters.append(_parameter(argument.arg, kind, default, docstring))
    if arguments.vararg:
        parameters.append(_parameter(arguments.vararg.arg, "several", None, docstring))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        parameters.append(_parameter(argument.arg, "keyword", default, docstring))
    return {"parameters": parameters}


def _parameter(name: str, kind: str, default: ast.expr | None, docstring: str) -> dict[str, object]:
    result: dict[str, object] = {"name": name, "kind": kind}
    if default is not None:
        value = ast.literal_eval(default)
        result["default"] = str(value) if isinstance(value, float) and value in (float("inf"),) else value
    match = re.search(rf"^{name}: .*\n((?:[ ]+.*\n|\n)*)", docstring + "\n", re.MULTILINE)
    text = re.sub(r"\s+", " ", match[1]) if match else ""
    if found := re.search(r"[Ss]hould (?:only )?have an? ([\w\- ]*?) ?data type", text):
        result["dtypes"] = found[1] or "any"
    return result


def _special(node: ast.FunctionDef) -> dict[str, object]:
    docstring = ast.get_docstring(node) or ""
    via = special_cases.implemented_as(docstring, node.name)
    parts = "``a``" in docstring and node.name not in ("add", "subtract", "multiply", "divide")
    try:
        real, complex_ = special_cases.read(docstring, parts)
        real = [case for case in real if case not in special_cases.ERRATA.get(node.name, [])]
        special_cases.check(real)
        special_cases.check(complex_)
    except special_cases.UnknownSentenceError as error:
        raise SystemExit(f"{node.name}: {error}") from error
    found: dict[str, object] = {}
    if real or "real" in via:
        found["real"] = real or via["real"]
    if complex_ or "complex" in via:
        found["complex"] = complex_ or via["complex"]
    if found and (symmetries := special_cases.symmetries(docstring, node.name)):
        found["symmetries"] = symmetries
    return found


def _array(node: ast.ClassDef) -> dict[str, object]:
    attributes: list[str] = []
    methods: dict[str, object] = {}
    for item in node.body:
        if not isinstance(item, ast.FunctionDef) or item.name == "__init__":
            continue
        if any(ast.unparse(decorator) == "property" for decorator in item.decorator_list):
            attributes.append(item.name)
        else:
            methods[item.name] = _signature(item)
    return {"attributes": attributes, "methods": methods}


def _promotion(text: str) -> dict[str, str]:
    """Return the promotion tables as ``"int8 uint8": "int16"``, with both orders of each pair and all equal pairs."""
    result: dict[str, str] = {"bool bool": "bool"}
    header: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip(" *") for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            continue
        if not cells[0]:
            header = cells[1:]
            continue
        for column, cell in zip(header, cells[1:], strict=True):
            pair = (_SHORT[cells[0]], _SHORT[column])
            for key in (" ".join(pair), " ".join(reversed(pair))):
                if result.setdefault(key, _SHORT[cell]) != _SHORT[cell]:
                    raise SystemExit(f"the promotion tables disagree about {key}")
    return result


def _compact(content: dict[str, object]) -> str:
    """Return JSON with one line for each function, so that changes of the standard give readable diffs."""
    lines = []
    for key, value in content.items():
        if isinstance(value, dict) and key in ("functions", "special", "info", "array"):
            inner = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in value.items())
            lines.append(f"{json.dumps(key)}: {{\n{inner}\n}}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}"


if __name__ == "__main__":
    main()
