"""What a finding does is declared beside its code: nothing decides by how it is shown, nor by lists of codes elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import dangjian_xl
from dangjian_xl.catalogue import CATALOGUE
from dangjian_xl.catalogue.entry import Effect
from dangjian_xl.findings import Finding, bars, has_effect
from dangjian_xl.forms.rules import RULES

ROOT = Path(dangjian_xl.__file__).parent
#: Where a finding's code or severity is looked at without deciding what becomes of anything, and what for.
WORDING = {
    "report.py": "what the screen tells at length and what in one number; colours",
    "excel/marks.py": "colours of cells and notes",
    "excel/steps.py": "counts by severity",
    "excel/board.py": "colours of the workbench's list",
    "outputs/counts.py": "counts by severity",
    "outputs/lists.py": "the list's column",
    "outputs/report_letters.py": "what a letter says in a sentence of its own",
    "outputs/workbench.py": "the list's column",
    "as_json/found.py": "printed",
    "as_json/returned.py": "printed",
    "pipeline/checking.py": "whom it is told: not who checks one workbook",
    "returns/sendback.py": "whom it is told: not the rater",
    "returns/anonymous.py": "which of a ballot's findings are told as one",
    "returns/judge.py": "which of several findings on one cell is told",
    "returns/approved.py": "an approved row that is nobody's leaves open whose grade it is",
    "returns/children.py": "whether a file is a form of any scheme, by what it was told as",
    "rectification/returned.py": "words of forms said of lists",
    "scheme/units.py": "raters that a unit names itself",
}


def looks(tree: ast.AST) -> Iterator[ast.Attribute]:
    """Comparisons of something's severity, or of a finding's code, as far as names tell."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                if isinstance(side, ast.Attribute) and side.attr in ("severity", "code"):
                    name = ast.unparse(side.value)
                    if side.attr == "severity" or name in ("finding", "found", "f"):
                        yield side


def of_findings(path: Path) -> bool:
    """Whether a module knows findings at all: other records have codes too."""
    return "Finding" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_nothing_decides_by_code_or_severity(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    if name.startswith("catalogue/") or name == "findings.py" or name in WORDING or not of_findings(path):
        return
    found = list(looks(ast.parse(path.read_text(encoding="utf-8"))))
    # Loops over forms call each of them f, and forms have codes.
    assert not [ast.unparse(look) for look in found if look.attr == "severity" or "scheme" not in name]


def test_what_is_allowed_is_there() -> None:
    assert [name for name in WORDING if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_effect_goes_with_how_it_is_shown(code: str) -> None:
    entry = CATALOGUE[code]
    # Whoever is told of an error must know that something is not used, and the other way round.
    assert entry.effect.bars == (entry.severity == "error")
    assert bool(entry.reason) == (entry.effect is Effect.VOIDS)


@pytest.mark.parametrize(
    ("effect", "codes"),
    [
        (Effect.OUTDATED, {"form-outdated"}),
        (Effect.UNREAD, {"report-encrypted", "report-not-docx", "report-unreadable"}),
        (Effect.UNSETTLED, {"file-gave-up", "file-failed"}),
        (Effect.VOIDS, {"answer-too-many-void", "answer-alike", "answer-all-full", "answer-blank-void"}),
        (Effect.VOIDS_ROW, {"answer-votes-collected"}),
        (Effect.EARLY, {"form-early"}),
        (Effect.LATE, {"form-late"}),
        (Effect.CONTAINS, {"file-unpacked"}),
    ],
)
def test_each_effect_belongs_to_these_codes(effect: Effect, codes: set[str]) -> None:
    assert {code for code, entry in CATALOGUE.items() if entry.effect is effect} == codes


def test_a_list_of_findings_has_the_effects_of_its_findings() -> None:
    void, lacking = Finding.of("answer-alike"), Finding.of("result-no-total", component="现场")
    assert has_effect([void], Effect.VOIDS)
    assert not bars([void])
    assert bars([void, lacking])
    assert not has_effect([lacking], Effect.VOIDS, Effect.LATE)


def test_every_rule_on_answers_stands_in_the_catalogue() -> None:
    assert {rule.code for rule in RULES} <= CATALOGUE.keys()
