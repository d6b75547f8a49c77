"""Forms whose hidden keys are gone: read by their words where these leave no doubt, told once; refused where they do."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dangjian_xl.findings import bars
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address, Layout
from dangjian_xl.grids import Cell
from dangjian_xl.returns.recognised import Recognised
from tests.support import calc
from tests.support.forms import (
    Kit,
    Paper,
    answers,
    filled,
    kit_of,
    kits,
    meant,
    reordered,
    said,
    unmerged,
    unstamped,
)

pytestmark = pytest.mark.long

KIT = kit_of()
NAMES = [form_id.partition("/")[0] for form_id in KIT.forms]
BY_HAND = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
LOST = ["form-keys-lost"]


def right(form: IssuedForm) -> dict[Address, Cell]:
    """Valid answers, each cell another where it can be."""
    chance = random.Random(form.assignment.id)
    values: dict[Address, Cell] = {}
    for number, (address, spec) in enumerate(form.specs.items()):
        if spec.choices:
            values[address] = chance.choice(spec.choices)
        elif spec.upper is not None:
            values[address] = round(float(spec.upper) * (number % 89) / 100, spec.digits)
        else:
            values[address] = chance.randint(0, 99) if spec.numeric else f"第{number}格的话"
    return values


def codes(recognised: Recognised) -> list[str]:
    return [finding.code for finding in recognised.findings]


# What people do to the hidden row and column.


def row_deleted(sheet: Worksheet) -> None:
    unmerged(sheet).delete_rows(1)


def column_deleted(sheet: Worksheet) -> None:
    unmerged(sheet).delete_cols(1)


def row_cleared(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.value = None


def column_cleared(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(min_col=1, max_col=1):
        row[0].value = None


def keys_cleared(sheet: Worksheet) -> None:
    """All keys; the stamps stay."""
    for cell in [*sheet[1], *(row[0] for row in sheet.iter_rows(min_col=1, max_col=1))]:
        if str(cell.value)[1:2] == ":":
            cell.value = None


def every_other_key_cleared(sheet: Worksheet) -> None:
    for cell in [*sheet[1][1::2], *(row[0] for row in sheet.iter_rows(min_row=2, max_col=1))][::2]:
        if str(cell.value)[1:2] == ":":
            cell.value = None


def key_row_inserted_above(sheet: Worksheet) -> None:
    """Rows above, a column on the left, then the key row goes."""
    unmerged(sheet).insert_rows(1, 2)
    sheet.insert_cols(1)
    sheet.delete_rows(3)


DAMAGES: list[Callable[[Worksheet], None]] = [
    row_deleted,
    column_deleted,
    row_cleared,
    column_cleared,
    keys_cleared,
    every_other_key_cleared,
    key_row_inserted_above,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_what_lost_its_keys_says_the_same(name: str, damage: Callable[[Worksheet], None]) -> None:
    form, values = KIT.form(name), right(KIT.form(name))
    paper = KIT.paper(form, values)
    for sheet in paper.book.worksheets:
        damage(sheet)
    recognised = KIT.recognise(paper.data())
    assert codes(recognised) == LOST * len(form.layouts)
    assert said(recognised.answers) == meant(form, values)
    assert {e.address for e in recognised.answers} == set(form.specs)


@pytest.mark.parametrize("name", NAMES)
def test_any_one_key_may_be_lost(name: str) -> None:
    form, values = KIT.form(name), right(KIT.form(name))
    layout = form.layouts[0]
    cells = [(1, n) for n, c in enumerate(layout.columns, 2) if c.key[0] in "fi"]
    cells += [(layout.first_row + n, 1) for n in range(1, len(layout.rows) + 1)]
    for row, column in cells:
        paper = KIT.paper(form, values)
        paper.sheet().cell(row, column).value = None
        recognised = KIT.recognise(paper.data())
        assert codes(recognised) == LOST
        assert said(recognised.answers) == meant(form, values)


def plain_words(layout: Layout) -> bool:
    """Whether no two rows and no two columns of a layout have the same words."""
    rows = Counter(tuple(str(v) for k, v in r.texts.items() if k != "s:number") for r in layout.rows)
    columns = Counter((c.heading, c.sub) for c in layout.columns)
    return max(rows.values()) == 1 and max(columns.values()) == 1


@BY_HAND
@given(kits(), st.sampled_from(DAMAGES), st.data())
def test_answers_are_read_as_they_were_or_not_at_all(
    kit: Kit, damage: Callable[[Worksheet], None], data: st.DataObject
) -> None:
    form = kit.form("表")
    # Typed by hand, a text with = in front becomes a formula.
    values = {a: f"一{v}" if str(v).startswith("=") else v for a, v in data.draw(filled(form)).items()}
    paper = kit.paper(form, values)
    for layout in form.layouts:
        damage(unmerged(paper.sheet(layout)))
    recognised = kit.recognise(paper.data())
    read, right_values = said(recognised.answers), meant(form, values)
    assert read.items() <= right_values.items()
    if all(map(plain_words, form.layouts)):
        assert codes(recognised) == LOST * len(form.layouts)
        assert read == right_values
    elif read != right_values:
        assert bars(recognised.findings)


@BY_HAND
@given(kits(), st.data())
def test_rows_may_be_sorted_after_their_keys_were_lost(kit: Kit, data: st.DataObject) -> None:
    form = kit.form("表")
    values = {a: f"一{v}" if str(v).startswith("=") else v for a, v in data.draw(filled(form)).items()}
    paper = kit.paper(form, values)
    for layout in form.layouts:
        sheet = unmerged(paper.sheet(layout))
        column_cleared(sheet)
        order = data.draw(st.permutations(range(len(layout.rows))))
        reordered(sheet, layout.first_row + 1, order)
    recognised = kit.recognise(paper.data())
    assert said(recognised.answers).items() <= meant(form, values).items()
    if all(map(plain_words, form.layouts)):
        assert said(recognised.answers) == meant(form, values)


TWINS = """
# 表 评分表 0 否
| 1 | 类 | 述职 | 评分 | 50 | | 否 | 同一标准 |
| 2 | 类 | 述职 | 评分 | 50 | | 否 | 同一标准 |
| 3 | 类 | 党课 | 评分 | 50 | | 否 | |
"""


def test_rows_of_the_same_words_are_not_told_apart() -> None:
    kit = kit_of(TWINS, targets=1)
    form = kit.form("表")
    values = answers("A1 1 = 10\nA1 2 = 20\nA1 3 = 30")
    paper = kit.paper(form, values)
    column_cleared(paper.sheet())
    recognised = kit.recognise(paper.data())
    assert codes(recognised)[:3] == ["form-keys-lost", "form-row-missing", "form-row-missing"]
    assert said(recognised.answers) == meant(form, answers("A1 3 = 30"))
    # Even where one of the two has its key: whose row the other one is would be a guess.
    paper = kit.paper(form, values)
    paper.type("A8", "")
    recognised = kit.recognise(paper.data())
    # What stood in the lost row is quoted, so that it can be written in again.
    assert codes(recognised) == ["form-row-missing", "form-stray"]
    assert "20" in recognised.findings[1].what
    assert said(recognised.answers) == meant(form, answers("A1 1 = 10\nA1 3 = 30"))


#: (what is done to a 评分表 after column A was cleared, the codes, the items that are not read)
DOUBTS: dict[str, tuple[Callable[[Paper], None], list[str], set[str]]] = {
    "a text was changed too": (lambda p: p.type("D8", "别的"), ["form-row-missing"], {"2"}),
    "the criteria were changed too": (lambda p: p.type("E8", "随便打"), ["form-row-missing"], {"2"}),
    "full marks were changed too": (lambda p: p.type("F8", 99), ["form-row-missing"], {"2"}),
    "only the number was changed": (lambda p: p.type("B8", 99), [], set()),
    "the key stands elsewhere": (lambda p: p.type("M30", "i:2"), ["form-row-missing"], {"2"}),
    "another key stands beside it": (
        lambda p: p.type("A8", "i:99"),
        ["form-row-missing", "form-row-unknown"],
        {"2"},
    ),
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_words_that_do_not_all_agree_are_not_taken(doubt: str) -> None:
    how, expected, lost = DOUBTS[doubt]
    form, values = KIT.form("评分表"), right(KIT.form("评分表"))
    paper = KIT.paper(form, values)
    for row in range(7, 18):
        paper.type(f"A{row}", "")
    how(paper)
    recognised = KIT.recognise(paper.data())
    found = [
        f.code
        for f in recognised.findings
        if f.code not in ("form-keys-lost", "form-text-changed", "form-stray")
    ]
    assert found == expected
    left = {a: v for a, v in values.items() if a[0] != "A1" or a[1] not in lost}
    assert said(recognised.answers) == meant(form, left)


def test_a_copied_row_is_there_twice() -> None:
    form, values = KIT.form("矩阵"), right(KIT.form("矩阵"))
    paper = KIT.paper(form, values)
    sheet = unmerged(paper.sheet())
    column_cleared(sheet)
    for column in range(2, sheet.max_column + 1):
        sheet.cell(10, column).value = sheet.cell(8, column).value
    recognised = KIT.recognise(paper.data())
    assert "form-row-twice" in codes(recognised)
    assert said(recognised.answers) == meant(form, {a: v for a, v in values.items() if a[0] == "A2"})


def test_sheets_as_older_programs_wrote_them_are_read() -> None:
    """They carry one stamp, in A1."""
    for name in NAMES:
        form, values = KIT.form(name), right(KIT.form(name))
        paper = KIT.paper(form, values)
        for sheet in paper.book.worksheets:
            stamp = sheet["A1"].value
            unstamped(sheet)["A1"].value = stamp
        recognised = KIT.recognise(paper.data())
        assert (codes(recognised), said(recognised.answers)) == ([], meant(form, values))


# No stamp anywhere.


def retyped(paper: Paper) -> bytes:
    """What is seen of each sheet, in a new workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in paper.book.worksheets:
        copy = book.create_sheet(sheet.title)
        for row in sheet.iter_rows(min_row=2, min_col=2, max_col=15):
            for cell in row:
                if cell.data_type != "f":
                    new = copy.cell(int(cell.row or 0) - 1, int(cell.column or 0) - 1)
                    new.value, new.data_type = cell.value, cell.data_type
    paper.book = book
    return paper.data()


@pytest.mark.parametrize("name", NAMES)
def test_what_was_copied_into_a_new_workbook_is_carried_over_but_not_accepted(name: str) -> None:
    form, values = KIT.form(name), right(KIT.form(name))
    recognised = KIT.recognise(retyped(KIT.paper(form, values)))
    assert recognised.form_id == form.assignment.id
    assert codes(recognised) == ["form-stamp-lost"]
    assert bars(recognised.findings)
    assert said(recognised.answers) == meant(form, values)


def test_keys_rule_where_only_the_stamps_are_gone() -> None:
    form, values = KIT.form("评分表"), right(KIT.form("评分表"))
    paper = KIT.paper(form, values)
    for sheet in paper.book.worksheets:
        unstamped(sheet)["D8"].value = "改了的文字"
    recognised = KIT.recognise(paper.data())
    assert codes(recognised) == ["form-stamp-lost", "form-text-changed", "form-text-changed"]
    assert said(recognised.answers) == meant(form, values)


def test_words_of_two_forms_leave_a_doubt() -> None:
    form = KIT.form("测评票")
    data = retyped(KIT.paper(form, right(form)))
    kit = kit_of()
    kit.forms = {**kit.forms, "另一份": form}
    assert codes(kit.recognise(data)) == ["file-not-a-form"]


@pytest.mark.parametrize("cell", ["B1", "B2"])
def test_another_title_or_name_is_no_form(cell: str) -> None:
    form = KIT.form("矩阵")
    paper = KIT.paper(form, right(form))
    retyped(paper)
    value = str(paper.sheet()[cell.replace("B", "A")].value)
    paper.type(cell.replace("B", "A"), value.replace("矩阵", "矩形").replace("评委1", "评委10"))
    assert codes(KIT.recognise(paper.data())) == ["file-not-a-form"]


def test_one_page_of_several_without_a_stamp() -> None:
    form, values = KIT.form("评分表"), right(KIT.form("评分表"))
    paper = KIT.paper(form, values)
    unstamped(paper.sheet(form.layouts[1]))
    recognised = KIT.recognise(paper.data())
    assert [(f.code, f.place.sheet) for f in recognised.findings] == [
        ("form-stamp-lost", form.layouts[1].name)
    ]
    assert said(recognised.answers) == meant(form, values)

    paper = KIT.paper(form, values)
    unstamped(unmerged(paper.sheet(form.layouts[1])))["B3"].value = ""
    recognised = KIT.recognise(paper.data())
    assert codes(recognised) == ["form-page-unstamped", "form-sheet-missing"]
    assert said(recognised.answers) == meant(form, {a: v for a, v in values.items() if a[0] == "A1"})


# The same done by the real program.


def _saved(form: IssuedForm, values: dict[Address, Cell], folder: Path) -> Path:
    file = folder / "a.xlsx"
    file.write_bytes(KIT.written(form, values))
    return file


@pytest.mark.parametrize("what", ["Rows", "Columns"])
@pytest.mark.parametrize("name", ["评分表", "矩阵"])
def test_row_1_or_column_a_deleted_in_libreoffice(name: str, what: str, tmp_path: Path) -> None:
    form, values = KIT.form(name), right(KIT.form(name))
    with calc.opened(_saved(form, values, tmp_path)) as book:
        for sheet in book.sheets:
            sheet.api.unprotect("")
            getattr(sheet.api, what).removeByIndex(0, 1)
        book.save(tmp_path / "b.xlsx")
    recognised = KIT.recognise((tmp_path / "b.xlsx").read_bytes())
    assert codes(recognised) == LOST * len(form.layouts)
    assert said(recognised.answers) == meant(form, values)


@pytest.mark.parametrize("name", ["评分表", "矩阵", "测评票"])
def test_what_is_seen_copied_to_a_new_workbook_in_libreoffice(name: str, tmp_path: Path) -> None:
    form, values = KIT.form(name), right(KIT.form(name))
    with calc.opened(_saved(form, values, tmp_path)) as book:
        other = calc.app().books.add()
        for number, (sheet, layout) in enumerate(zip(book.sheets, form.layouts, strict=True)):
            copy = other.sheets[0] if number == 0 else other.sheets.add()
            right_edge, bottom = len(layout.columns), layout.first_row + len(layout.rows)
            seen = sheet.api.getCellRangeByPosition(1, 1, right_edge, bottom)
            controller, target = book.api.CurrentController, other.api.CurrentController
            controller.setActiveSheet(sheet.api)
            controller.select(seen)
            target.setActiveSheet(copy.api)
            target.select(copy.api.getCellByPosition(0, 0))
            target.insertTransferable(controller.getTransferable())
        other.save(tmp_path / "b.xlsx")
        other.close()
    recognised = KIT.recognise((tmp_path / "b.xlsx").read_bytes())
    assert recognised.form_id == form.assignment.id
    assert codes(recognised) == ["form-stamp-lost"]
    assert said(recognised.answers) == meant(form, values)
