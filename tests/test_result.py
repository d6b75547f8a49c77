"""The result workbook: its formulas and Python are two computations of every number, and they must agree."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from dangjian_xl.outputs.result import result_workbook
from dangjian_xl.returns.answers import AnswerTable
from dangjian_xl.scheme.model import ItemKind, RoundingStage
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.grade import PENDING, UNGRADED
from dangjian_xl.scoring.outcomes import FormOutcome
from dangjian_xl.scoring.quotas import Stand
from tests.support import office, ooxml
from tests.support.formulas import CLASSIC, functions
from tests.test_result_cases import NASTY, assessment_of, case, returned, scheme_of, simple_scheme, with_raw

pytestmark = pytest.mark.long

SEEDS = range(18)
_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"[^>]*><f>([^<]*)</f>')

Formulas = dict[tuple[str, str], str]
Values = dict[tuple[str, str], object]


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def formulas(data: bytes) -> Formulas:
    """Every formula by (sheet, cell), taken from the sheets' XML: an object model takes ten times as long."""
    names = CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, len(names) + 1)]
    return {
        (name, cell): unescape(formula)
        for name, part in zip(names, parts, strict=True)
        for cell, formula in _FORMULA.findall(part)
    }


def values(file: Path | bytes, wanted: Formulas) -> Values:
    """What stands in the wanted cells, as stored in the file."""
    source = file if isinstance(file, bytes) else file.read_bytes()
    book = CalamineWorkbook.from_filelike(io.BytesIO(source))
    grids = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {(name, cell): _at(grids[name], cell) for name, cell in wanted}


def _at(grid: Sequence[Sequence[object]], cell: str) -> object:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(cell[len(letters) :])
    return grid[row - 1][column - 1] if row <= len(grid) and column <= len(grid[row - 1]) else ""


def differences(before: Values, after: Values, of: Formulas) -> list[str]:
    """Every cell whose recalculated value is not Python's."""
    found = []
    for place, mine in before.items():
        theirs = after[place]
        if isinstance(mine, float) and isinstance(theirs, float):
            if abs(mine - theirs) < 1e-9:
                continue
        elif type(mine) is type(theirs) and mine == theirs:
            continue
        found.append(f"{place[0]} {place[1]}: Python {mine!r}, sheet {theirs!r} by {of[place]}")
    return found


def recalculated(books: Sequence[bytes], folder: Path) -> list[Path]:
    files = []
    for number, data in enumerate(books):
        files.append(folder / f"{number}.xlsx")
        files[-1].write_bytes(data)
    return office.recalculated(files, folder / "out")


def column(book: Workbook, sheet: str, heading: str) -> list[object]:
    """The stored cells under a heading, as far as the table reaches."""
    rows = [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=3)]
    at = rows[0].index(heading)
    return [row[at] for row in rows[1:] if row[1] is not None]


@pytest.fixture(scope="module")
def cases() -> list[Assessment]:
    return [case(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def books(cases: list[Assessment]) -> list[bytes]:
    return [result_workbook(assessment) for assessment in cases]


def test_the_cases_hold_what_can_happen(cases: list[Assessment]) -> None:
    seen: Counter[str] = Counter()
    for assessment in cases:
        for proposal in assessment.proposals:
            seen.update(step.says for step in proposal.steps)
            seen["over tiers"] += any(step.places and not step.places.one_tier for step in proposal.steps)
        for proposal in assessment.proposals:
            seen[proposal.proposed] += 1
            seen["limited"] += proposal.limit > 0
            seen["unmet"] += any(not c.met for c in proposal.conditions)
            seen["capped"] += proposal.total.exact is not None and proposal.total.exact > 100
            seen["award not counted"] += any(not a.counted for a in proposal.total.adjustments)
            for component in proposal.total.components:
                seen[f"missing {component.component.missing}"] += bool(component.missing)
                for group in component.groups:
                    seen["dropped"] += bool(group.dropped)
                    seen["nothing applies"] += any(form.outcome is FormOutcome.SILENT for form in group.forms)
                    seen[str(group.panel.aggregation)] += len(group.forms) > 1
        seen[str(assessment.scheme.basics.rounding_stage)] += 1
        seen[str(assessment.scheme.basics.tie_policy)] += 1
    wanted = {
        Stand.TIED,
        Stand.FULL,
        PENDING,
        UNGRADED,
        "over tiers",
        "limited",
        "unmet",
        "capped",
        "award not counted",
    }
    wanted |= {"dropped", "nothing applies", "平均", "中位数", "去最高最低后平均", "并列", "比较环节得分"}
    wanted |= {"missing 不予计算", "missing 按权重折算", "missing 折算并提请研究", *map(str, RoundingStage)}
    assert not {word for word in wanted if not seen[word]}


@pytest.mark.long
def test_every_formula_agrees_with_python(books: list[bytes], tmp_path: Path) -> None:
    found, compared = [], 0
    for seed, data, file in zip(SEEDS, books, recalculated(books, tmp_path), strict=True):
        of = formulas(data)
        compared += len(of)
        found += [f"case {seed}, {line}" for line in differences(values(data, of), values(file, of), of)]
    assert not found, "\n".join(found[:40])
    assert compared > 20_000


def test_formulas_follow_the_rules_and_the_answers(tmp_path: Path) -> None:
    # Not only the same numbers: other weights and another answer must give what Python makes of them.
    before, forms = scheme_of(Random(2)), returned(scheme_of(Random(2)), Random(2), rate=1)
    first, second = before.components_of(before.tiers[0].code)[:2]
    weights = {first.code: second.weight, second.code: first.weight}
    components = tuple(replace(c, weight=weights.get(c.code, c.weight)) for c in before.components)
    made = result_workbook(assessment_of(before, forms))
    book = opened(made)
    for row in book["规则"].iter_rows():
        if row[0].value in weights and row[5].value is not None and row[7].value is None:
            row[3].value = float(weights[str(row[0].value)])
    (form, returned_one), *others = forms
    answers = list(AnswerTable({form.assignment.id: form}).add(returned_one).answers)
    # Nought brings nought there.
    number, changed = next(
        (n, p) for n, p in enumerate(answers) if p.answer.score and p.answer.spec.kind is ItemKind.POINTS
    )
    for row in book["逐项明细"].iter_rows(min_row=4):
        if (row[14].value, row[15].value, row[16].value) == (returned_one.file, changed.sheet, changed.cell):
            row[7].value = 0
    forms = [(form, with_raw(returned_one, number, 0.0)), *others]
    expected = result_workbook(assessment_of(replace(before, components=components), forms))
    stream = io.BytesIO()
    book.save(stream)
    of = {place: text for place, text in formulas(expected).items() if place[0] == "等次测算"}
    [file] = recalculated([stream.getvalue()], tmp_path)
    assert values(expected, of) != values(made, of)
    found = differences(values(expected, of), values(file, of), of)
    assert not found, "\n".join(found)


def test_only_classic_functions(books: list[bytes]) -> None:
    for data in books:
        assert functions(data) - CLASSIC == set()


def test_rankings_show_the_proposals_in_their_order(cases: list[Assessment], books: list[bytes]) -> None:
    for assessment, data in list(zip(cases, books, strict=True))[:5]:
        book = load_workbook(io.BytesIO(data), data_only=True)
        names = [name for name in book.sheetnames if name.startswith("排名 ")]
        for name, tier in zip(names, assessment.scheme.tiers, strict=True):
            proposals = assessment.of_tier(tier.code)
            assert column(book, name, "组织编号") == [p.target.code for p in proposals]
            assert column(book, name, "名次") == [p.rank for p in proposals]
            totals = [None if p.total.total is None else float(p.total.total) for p in proposals]
            assert column(book, name, "总分") == totals
            assert column(book, name, "建议等次") == [p.proposed for p in proposals]
            assert column(book, name, "建议等次的理由") == ["\n".join(p.reasons) for p in proposals]
            assert set(column(book, name, "审定等次")) <= {None, ""}


def test_every_answer_stands_with_its_file_sheet_and_cell() -> None:
    assessment = case(3)
    book = load_workbook(io.BytesIO(result_workbook(assessment)), data_only=True)
    entries = assessment.collection.entries
    said = entries[(entries["field"] == "value") | ((entries["item"] == "") & entries["value"].notna())]
    places = zip(
        *(column(book, "逐项明细", heading) for heading in ("文件", "工作表", "单元格")), strict=True
    )
    assert Counter(places) == Counter(zip(said["file"], said["sheet"], said["cell"], strict=True))


def test_equal_assessments_give_equal_bytes() -> None:
    assert result_workbook(case(2)) == result_workbook(case(2))


def test_excel_has_nothing_to_repair(books: list[bytes], tmp_path: Path) -> None:
    files = []
    for number, data in enumerate(books[:4]):
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(data)
    assert ooxml.errors(files) == []


def test_texts_of_people_stay_texts(books: list[bytes]) -> None:
    seen = set()
    for data in books[:4]:
        for sheet in opened(data).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    # Only our own links, from sheet to sheet.
                    assert cell.hyperlink is None or str(cell.hyperlink.location).startswith("'")
                    assert cell.hyperlink is None or cell.hyperlink.target is None
                    if cell.value in NASTY:
                        assert cell.data_type == "s"
                        seen.add(cell.value)
    assert seen == set(NASTY)


def test_nothing_came_back(tmp_path: Path) -> None:
    scheme = scheme_of(Random(9))
    data = result_workbook(assessment_of(scheme, returned(scheme, Random(9), rate=0)))
    of = formulas(data)
    [file] = recalculated([data], tmp_path)
    assert not differences(values(data, of), values(file, of), of)


def test_exact_halves_are_rounded_up(tmp_path: Path) -> None:
    # The mean of 2.34 and 2.35 is 2.345, which as a binary number is a little less.
    scheme = simple_scheme(targets=40, raters=2, digits=2)
    assessment = assessment_of(scheme, returned(scheme, Random(0), rate=1))
    data = result_workbook(assessment)
    of = formulas(data)
    [file] = recalculated([data], tmp_path)
    assert not differences(values(data, of), values(file, of), of)
    shown = {p.target.code: p.total.total for p in assessment.proposals}
    exact = {p.target.code: p.total.exact for p in assessment.proposals if p.total.exact is not None}
    halves = [code for code, value in exact.items() if (value * 1000) % 10 == 5]
    assert len(halves) >= 10
    for code in halves:
        assert shown[code] == Decimal(int(exact[code] * 1000) + 5) / 1000
