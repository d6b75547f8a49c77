"""The house of the design: data flows down one list of layers, imports point only up it."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import dangjian_xl

ROOT = Path(dangjian_xl.__file__).parent
#: Top to bottom: a module may import its own layer and those above it.
LAYERS = (
    (
        "",
        "catalogue",
        "findings",
        "errors",
        "grids",
        "style",
        "widths",
        "classic",
        "workspace",
        "outbox",
        "macros",
        "machine",
        "same",
        "packages",
        "office",
        "resaved",
    ),
    ("reading",),
    ("scheme",),
    ("schedule",),
    ("forms",),
    ("reports",),
    ("returns",),
    ("scoring",),
    ("rectification",),
    ("outputs", "papers"),
    ("pipeline",),
    ("sentences",),
    (
        "demo",
        "report",
        "as_json",
        "excel",
        "libreoffice",
        "addin",
        "templates",
    ),
    ("xl",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}
HEAVY = (
    "pandas",
    "pandera",
    "openpyxl",
    "xlsxwriter",
    "python_calamine",
    "msoffcrypto",
    "xlrd",
    "ortools",
    "docx",
    "rapidfuzz",
    "docxtpl",
    "jinja2",
    "scipy",
    "numpy",
)
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix("__init__").removesuffix("."): path
    for path in ROOT.rglob("*.py")
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}


def imported(tree: ast.AST) -> Iterator[str]:
    """Absolute names of everything imported anywhere in a tree: in functions and under TYPE_CHECKING too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import in line {node.lineno} would slip past this test"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(names: Iterator[str]) -> set[str]:
    """The package's modules among imported names, from the package's root: `scheme.model`."""
    found = set()
    for name in names:
        parts = name.split(".")
        if parts[0] == "dangjian_xl":
            inner = parts[1:]
            # `from x import y`: y may be a module or something in x
            found.add(".".join(inner) if ".".join(inner) in FILES else ".".join(inner[:-1]))
    return found


def outside(tree: ast.AST) -> set[str]:
    """The other packages that a tree imports."""
    return {name.split(".")[0] for name in imported(tree)} - {"dangjian_xl"}


def part(module: str) -> str:
    """The folder or top module by which the layers are named."""
    return module.partition(".")[0]


def test_every_module_has_its_layer() -> None:
    homeless = {part(module) for module in FILES} - RANK.keys()
    assert not homeless, f"{homeless} are in no layer: say in LAYERS (and in the design) where they belong"
    assert RANK.keys() == {part(module) for module in FILES}, "a layer that no longer exists"


@pytest.mark.parametrize("module", sorted(FILES))
def test_imports_point_only_up(module: str) -> None:
    wrong = {name for name in ours(imported(TREES[module])) if RANK[part(name)] > RANK[part(module)]}
    assert not wrong, f"{module or '__init__'} imports {wrong}, which lie below it"


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {module: ours(imported(tree)) - {module} for module, tree in TREES.items()}
    TopologicalSorter(graph).prepare()  # raises CycleError


def test_imports_in_functions_find_their_module_too() -> None:
    # An import at the top fails at once; one in a function would fail before the user's eyes.
    missing = {
        (module, name) for module, tree in TREES.items() for name in ours(imported(tree)) - FILES.keys()
    }
    assert not missing


def test_a_module_below_is_noticed_wherever_it_is_imported() -> None:
    # The test of the tests: each of these three would break the house, from any scoring module.
    hidden = """
from typing import TYPE_CHECKING
import dangjian_xl.outputs.sheet
if TYPE_CHECKING:
    from dangjian_xl.pipeline import Issued
def late():
    from dangjian_xl import report
"""
    found = ours(imported(ast.parse(hidden)))
    assert found == {"outputs.sheet", "pipeline", "report"}
    assert all(RANK[part(name)] > RANK["scoring"] for name in found)


def test_only_validate_imports_pandera() -> None:
    assert {module for module, tree in TREES.items() if "pandera" in outside(tree)} == {"returns.validate"}


def test_workbooks_are_only_begun_where_they_are_laid_out() -> None:
    assert {module for module, tree in TREES.items() if "xlsxwriter" in outside(tree)} == {
        "style",
        "classic",
    }
    names = {m for m, tree in TREES.items() if "new_workbook" in _identifiers(tree)} - {"style"}
    allowed = {
        module
        for module in names
        if module == "forms.write" or module.startswith("scheme.book") or part(module) == "outputs"
    }
    assert names == allowed
    assert "forms.write" in names
    assert "scheme.book" in names


def _identifiers(tree: ast.AST) -> set[str]:
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found | {name.rpartition(".")[2] for name in imported(tree)}


@pytest.mark.parametrize("module", ["cli", "pipeline"])
def test_the_doors_name_nothing_heavy(module: str) -> None:
    at_module_level = [n for n in TREES[module].body if isinstance(n, (ast.Import, ast.ImportFrom))]
    assert outside(ast.Module(list(at_module_level), [])).isdisjoint(HEAVY)
