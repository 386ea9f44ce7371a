"""Files and functions stay small enough to read; public functions say what a signature can't."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "app.py", *sorted((ROOT / "moderation").rglob("*.py"))]
BENCH = sorted((ROOT / "bench").rglob("*.py"))
DOCUMENTED = ("domain", "queries", "services", "jobs", "adapters")


def functions(file: Path) -> list[ast.FunctionDef]:
    return [
        node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)
    ]


def test_models_are_one_readable_document():
    assert len((ROOT / "models.py").read_text().splitlines()) <= 1000


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_file_is_longer_than_400_lines(file):
    assert len(file.read_text().splitlines()) <= 400


@pytest.mark.parametrize("file", [*SOURCES, *BENCH], ids=lambda file: str(file.relative_to(ROOT)))
def test_no_function_is_longer_than_40_lines(file):
    long = [node.name for node in functions(file) if (node.end_lineno or 0) - node.lineno > 40]

    assert long == []


def _public(file: Path) -> list[ast.FunctionDef | ast.ClassDef]:
    body = ast.parse(file.read_text()).body
    return [
        node
        for node in body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]


@pytest.mark.parametrize(
    "file",
    [file for file in SOURCES if file.parent.name in DOCUMENTED],
    ids=lambda file: str(file.relative_to(ROOT)),
)
def test_public_functions_are_documented(file):
    silent = [
        node.name
        for node in _public(file)
        if isinstance(node, ast.FunctionDef) and not ast.get_docstring(node)
    ]

    assert silent == []


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(file):
    assert ast.get_docstring(ast.parse(file.read_text()))
