"""What the tests of this folder look at: the project's own files, read once."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON_ROOTS = ("config", "tenants", "shared_apps", "tenant_apps")
LEFT_OUT = frozenset(
    {".git", ".venv", "node_modules", "var", "build", "dist", "__pycache__", ".mypy_cache",
     ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"}
)  # fmt: skip
TEXT = frozenset(
    {"", ".py", ".html", ".css", ".ts", ".mjs", ".js", ".json", ".toml", ".md", ".txt", ".in",
     ".yml", ".yaml", ".sh", ".svg", ".ini", ".cfg", ".xml"}
)  # fmt: skip


@lru_cache(maxsize=1)
def all_files() -> tuple[Path, ...]:
    """Return every file of the project that is not built, installed or data."""
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in LEFT_OUT or path.is_symlink():
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def named(path: Path) -> str:
    """Return the path as a person writes it."""
    return path.relative_to(ROOT).as_posix()


def product_files() -> list[Path]:
    """Return the Python files that run in production: no tests, no migrations."""
    return [
        path
        for path in all_files()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in PYTHON_ROOTS
        and not {"tests", "migrations"} & set(path.relative_to(ROOT).parts)
    ]


def templates() -> list[Path]:
    """Return every HTML template."""
    return [path for path in all_files() if path.suffix == ".html" and "templates" in path.parts]


@lru_cache(maxsize=1024)
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(), filename=str(path))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function's name and its length in lines, decorators not counted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def imports(path: Path) -> set[str]:
    """Return the dotted names a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def called(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of each call, as far as it is a plain dotted name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, dotted(node.func)


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for a dotted expression, "" for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
