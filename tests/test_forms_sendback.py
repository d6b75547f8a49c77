"""What goes back is the person's own form: their values, a note on each wrong cell, ready to be mended."""

import random
import re
from datetime import date, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dangjian_xl.findings import Severity
from dangjian_xl.forms.cover import COVER
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.marking import Value
from dangjian_xl.forms.screen import Screen
from dangjian_xl.grids import Cell, cell_name
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.sendback import send_backs
from dangjian_xl.returns.verdicts import Verdict
from tests.support import office, ooxml
from tests.support.forms import FILE, Kit, Paper, answers, differences, filled, kit_of, kits, unmerged

pytestmark = pytest.mark.long

KIT = kit_of()
#: Words alone are never wrong: such a form goes back only where it is blank.
NAMES = [name for name in dict.fromkeys(form_id.partition("/")[0] for form_id in KIT.forms) if name != "点评"]

#: Shrinking would write and read some thousand workbooks; what fails is small as it is.
BY_HAND = settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
FAULTY = """
    A1 1 = 3
    A1 1 原因 = =只到三次
    A1 2 = 约85
    A1 3 = 2
    A1 4 = 不适用
    A1 5 = 是
    A1 6 = 也许
    A1 7 = “较好 ”
    A1 8 = 差
    A1 9 = 99
    A1 10 = “3.5”
    A2 1 = -1
    A2 2 = 1.5
    A2 3 = 不适用
    A2 5 = TRUE
    A2 7 = +cmd|'/c calc'!A0
    A2 11 = http://example.org
    A2 9 备注 = @SUM(1)
"""


def sent_back(kit: Kit, collection: Collection) -> bytes:
    ((report, data),) = send_backs(collection, kit.scheme.basics.identity, kit.key)
    assert (report.file, report.verdict) == (FILE, Verdict.MEND)
    return data


def notes(data: bytes) -> dict[tuple[str, str], str]:
    """The notes by tab and cell."""
    book = load_workbook(BytesIO(data))
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def as_text(values: dict[Address, Cell]) -> dict[Address, Cell]:
    """Without formulas: what begins with = is text in what we write, and a formula where a person types it."""
    return {
        address: f"一{value}" if str(value).startswith("=") else value for address, value in values.items()
    }


def test_what_goes_back_holds_the_values_and_a_note_on_each_wrong_cell() -> None:
    form, values = KIT.form("评分表"), answers(FAULTY)
    collection = KIT.collect(KIT.written(form, values))
    data = sent_back(KIT, collection)
    paper = Paper(data, form)
    # The form is as issued, so each answer stands where it was issued.
    told: dict[tuple[str, str], list[str]] = {}
    for finding in collection.findings:
        if finding.code.startswith("answer-"):
            told.setdefault((finding.place.sheet, finding.place.cell), []).append(finding.remedy)
    found = notes(data)
    assert found.keys() == told.keys()
    assert all(remedy in found[place] for place, remedies in told.items() for remedy in remedies)
    for address, value in values.items():
        cell = paper.sheet(form.layouts[int(address[0][1]) - 1])[paper.name(address)]
        assert cell.value == value
    # Every wrong cell is found by every reader: coloured, and counted on top. A value that Python repairs has no
    # marks in the sheet, so there no reason is missing beside it.
    repaired = {
        (f.place.sheet, f.place.cell[1:])
        for f in collection.findings
        if f.code in ("answer-text-number", "answer-text-choice")
    }
    reasons = {
        (f.place.sheet, f.place.cell) for f in collection.findings if f.code == "answer-reason-missing"
    }
    wrong = {place for place in told if place not in reasons or (place[0], place[1][1:]) not in repaired}
    cover, *pages = read_grids(data).values()
    assert cover[0][0] == COVER
    assert re.search(r"还有 \d+ 处", str(pages[0][4][1]))
    assert len(wrong) == sum(int(re.findall(r"还有 (\d+) 处", str(grid[4][1]))[0]) for grid in pages)


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_back_is_sound_and_always_the_same(name: str, tmp_path: Path) -> None:
    form = KIT.form(name)
    oddities: list[Cell] = ["约85", "好", 1e9, -1, "=1+1", " ", "8.5分", True]
    values = {address: oddities[number % len(oddities)] for number, address in enumerate(form.specs)}
    returned = KIT.written(form, values)
    data = sent_back(KIT, KIT.collect(returned))
    assert sent_back(KIT, KIT.collect(returned)) == data
    file = tmp_path / "a.xlsx"
    file.write_bytes(data)
    assert ooxml.errors([file]) == []


#: What people also write. `None` takes an answer away.
BAD: dict[str, list[Cell | None]] = {
    "blank": [None, " ", "　"],
    "words": ["约85", "好得很", "八十五", "'", "+1+1", "@SUM(1)"],
    "text numbers": ["85分", "８", "3.5", " 2 "],
    "not applicable": ["不适用"],
    "choices": ["是 ", " 好", "较好", "Yes", "“好”"],
    "ticks": ["√", "×", "Y", "１", 1, 0],
    "numbers": [-1, 0, 0.05, 1, 2, 3.333, 1e9, 12345678901234567],
    "logical": [True, False],
    "errors": ["#N/A", "#DIV/0!"],
    "long": ["长" * 5000],
}


@st.composite
def returns(
    draw: st.DrawFn, form: IssuedForm, family: str
) -> tuple[dict[Address, Cell], dict[Address, Cell]]:
    """A form rightly filled in, and what a person made of it."""
    right = as_text(draw(filled(form)))
    wrong = dict(right)
    for address in form.specs:
        if draw(st.integers(0, 2)) == 0:
            value = draw(st.sampled_from(BAD[family]))
            wrong[address] = "" if value is None else value
    return right, wrong


@pytest.mark.parametrize("family", BAD)
@BY_HAND
@given(kit=kits(), data=st.data())
def test_what_goes_back_reads_as_what_came(family: str, kit: Kit, data: st.DataObject) -> None:
    form = kit.form("表")
    right, wrong = data.draw(returns(form, family))
    came = kit.collect(kit.paper(form, wrong).data())
    if came.files[0].verdict is not Verdict.MEND:
        return
    back = sent_back(kit, came)
    again = kit.collect(back)
    assert _values(again) == _values(came)
    if family != "errors":
        assert _codes(again) == _codes(came)
    # An error goes back as a blank, and is then told where the answer is wanted.
    if not {"form-all-blank", "form-page-blank"} & {f.code for f in again.findings}:
        assert all(_codes(again).get(address) for address in _codes(came) if form.specs[address].required)

    # Mended where the notes stand, and nowhere else, it is accepted.
    paper = Paper(back, form)
    at = {
        (layout.name, paper.name(address)): address
        for layout in form.layouts
        for address in form.specs
        if address[0] == layout.target or not layout.target
    }
    blank = {"form-all-blank", "form-page-blank"} & {f.code for f in came.findings}
    told = set(right) if blank else {at[place] for place in notes(back)}
    # A reason is only missed once its value is there: whoever left out both writes both.
    told |= {(*address[:2], field) for address in told for field in ("reason", "evidence")} & right.keys()
    # Votes that do not add up are wrong together.
    rows = {address[0] for address in told if form.specs[address].field == "votes"}
    told |= {address for address, spec in form.specs.items() if spec.field == "votes" and address[0] in rows}
    paper.put({address: right[address] if right[address] != "" else "已写明" for address in told})
    mended = kit.collect(paper.data())
    assert [f.message for f in mended.findings if f.severity is Severity.ERROR] == []
    assert mended.files[0].verdict is Verdict.ACCEPTED
    kept = {address: value for address, value in _values(came).items() if address not in told}
    assert {address: value for address, value in _values(mended).items() if address not in told} == kept


def _values(collection: Collection) -> dict[Address, Value | None]:
    return {e.address: e.answer.reading.value for e in collection.read[FILE]}


def _codes(collection: Collection) -> dict[Address, set[str]]:
    """The findings about answers, by address."""
    addresses = {(e.sheet, e.cell): e.address for e in collection.read[FILE]}
    found: dict[Address, set[str]] = {}
    for finding in collection.findings:
        place = (finding.place.sheet, finding.place.cell)
        if place in addresses and finding.code.startswith("answer-"):
            found.setdefault(addresses[place], set()).add(finding.code)
    return found


# What a cell may hold besides numbers and texts must not become another answer on its way back.
HELD: dict[str, tuple[Cell, str]] = {
    "a number formatted as a date": (61, "yyyy-mm-dd"),
    "a half formatted as a moment": (85.5, "yyyy-mm-dd h:mm"),
    "a date": (date(2024, 1, 5), "yyyy-mm-dd"),
    "a time": (time(12, 0), "h:mm"),
    "a span": (timedelta(days=2), "[h]:mm"),
    "an error": ("#N/A", "General"),
    "another error": ("#DIV/0!", "General"),
    "a truth": (True, "General"),
}


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("address", [("A1", "1", "value"), ("A1", "1", "reason"), ("A1", "1", "remark")])
def test_whatever_a_cell_holds_goes_back_without_becoming_an_answer(address: Address, held: str) -> None:
    value, number_format = HELD[held]
    kit = kit_of(
        "# 表 评分表 1 是\n| 1 | | 项 | 评分 | 100 | | 否 | |\n| 2 | | 项二 | 评分 | 100 | | 否 | |",
        targets=1,
    )
    paper = kit.paper(kit.form("表"), {address: value})
    row, column = paper.at(address)
    paper.sheet().cell(row, column).number_format = number_format
    came = kit.collect(paper.data())
    # The second item is blank, so the form goes back whatever is in the first.
    again = kit.collect(sent_back(kit, came))
    before, after = _values(came)[address], _values(again)[address]
    told = {
        "answer-error",
        "answer-blank",
        "answer-not-number",
        "answer-reason-missing",
        "answer-out-of-range",
    }
    assert after == before or (after is None and _codes(again).get(address, set()) & told)
    # What was wrong with the cell is not forgotten by sending it back; a remark may just be emptied.
    if _codes(came).get(address) and address[2] != "remark":
        assert _codes(again).get(address) or _values(again)[address] is None


def test_what_goes_back_shows_what_its_formulas_compute(tmp_path: Path) -> None:
    """Someone who reads it in a preview sees the same self-check, marks and totals as in Excel."""
    chance = random.Random(20221122)
    oddities = [value for family in BAD.values() for value in family]
    typed: list[Cell] = [date(2024, 3, 5), date(1900, 3, 9), time(12, 0)]
    files = []
    for name in NAMES:
        form = KIT.form(name)
        for number in range(4):
            values: dict[Address, Cell] = {}
            for address, spec in form.specs.items():
                value = chance.choice([*oddities, *typed, *spec.choices * 3, 1, 2, 3.5, 4, "有原因"])
                values[address] = "" if value is None else value
            files.append(tmp_path / f"{name}-{number}.xlsx")
            files[-1].write_bytes(sent_back(KIT, KIT.collect(KIT.paper(form, values).data())))
    differing = []
    for file, copy in zip(files, office.recalculated(files, tmp_path / "out"), strict=True):
        before, after = read_grids(file.read_bytes()), read_grids(copy.read_bytes())
        for tab, grid in before.items():
            differing += [(file.stem, tab, *cell) for cell in differences(grid, after[tab])]
    assert differing == []


def test_a_damaged_return_is_repaired_by_being_sent_back() -> None:
    form = KIT.form("矩阵")
    values = answers("A1 1 = 40.25\nA1 3 = 3\nA2 1 = 7.5\nA2 3 = 2\nA2 备注 = 好")
    paper = KIT.paper(form, values)
    sheet = unmerged(paper.sheet())
    sheet.delete_rows(paper.at(("A1", "1", "value"))[0])
    sheet.title = "改了名"
    sheet["F1"] = "i:1"
    came = KIT.collect(paper.data())
    back = sent_back(KIT, came)
    recognised = KIT.recognise(back)
    assert recognised.findings == ()
    assert {e.address for e in recognised.answers} == set(form.specs)
    # The first column's key was there twice, so its values are not taken over; nor are those of the lost row.
    assert {e.address: e.answer.raw for e in recognised.answers if e.answer.raw != ""} == {
        ("A2", "3", "value"): 2,
        ("A2", "", "remark"): "好",
    }
    listed = {str(cell) for row in read_grids(back)["退回说明"] for cell in row}
    told = [f for f in came.findings if f.code.startswith("form-") and f.severity is Severity.ERROR]
    assert {f.code for f in told} == {"form-row-missing", "form-column-missing", "form-column-twice"}
    assert all(f.what in "".join(listed) and f.remedy in listed for f in told)


def test_texts_of_any_length_go_back() -> None:
    form = KIT.form("评分表")
    longest = "长" * 32_767
    values: dict[Address, Cell] = {
        ("A1", "9", "value"): longest,
        ("A1", "9", "reason"): longest,
        ("A1", "11", "value"): longest,
    }
    back = sent_back(KIT, KIT.collect(KIT.written(form, values)))
    assert {e.address: e.answer.raw for e in KIT.recognise(back).answers if e.answer.raw != ""} == values
    paper = Paper(back, form)
    note = notes(back)[paper.sheet().title, paper.name(("A1", "9", "value"))]
    assert len(note) <= 32_767
    assert "请填 0 到 9.7 的分数" in note


def test_the_first_sheet_lists_every_problem_with_a_link_to_its_cell() -> None:
    form = KIT.form("评分表")
    paper = KIT.paper(form, as_text(answers(FAULTY)))
    paper.sheet(form.layouts[1]).title = "我的第二页"
    at, _ = paper.at(("A2", "3", "value"))
    beside = Screen(form.layouts[1]).spare
    paper.sheet(form.layouts[1]).cell(at, beside + 1).value = "写在旁边的话"
    came = KIT.collect(paper.data())
    data = sent_back(KIT, came)
    book = load_workbook(BytesIO(data))
    cover = book.worksheets[0]
    assert book.sheetnames == [COVER, *(layout.name for layout in form.layouts)]
    assert book.active is cover
    assert cover.protection.sheet
    told = [finding for finding in came.findings if finding.place.file == FILE]
    listed: list[list[Any]] = [[cell.value for cell in row] for row in cover.iter_rows(min_row=7)]
    assert [row[0] for row in listed] == list(range(1, len(told) + 1))
    assert sorted((row[4].rpartition("格：")[2], row[5]) for row in listed) == sorted(
        (finding.what, finding.remedy) for finding in told
    )
    # A link leads to the cell of the fresh form that has the note; tabs have their names again.
    marked = notes(data)
    for (link,), (_, _, shown, _, what, _) in zip(cover["C7:C99"], listed, strict=False):
        tab, _, cell = str(link.hyperlink.location).rpartition("!")
        assert shown in (cell, "整页")
        assert tab.strip("'") in book.sheetnames[1:]
        if shown == cell:
            assert what in marked[tab.strip("'"), cell]
    stray = next(row for row in listed if "写在旁边的话" in row[4])
    assert stray[1:4] == [form.layouts[1].name, "整页", "请核对"]
    assert stray[4].startswith(f"原表 {cell_name(at - 1, beside)} 格：")


def test_the_first_sheet_says_who_which_form_until_when_and_what_to_do() -> None:
    form = KIT.form("测评票")
    came = KIT.collect(KIT.written(form, answers("A1 1 = 优")))
    lines = [row[0] for row in read_grids(sent_back(KIT, came))[COVER][:5]]
    assert lines == [
        "退回说明",
        "评价人：评委1　　表：测评票　　截止日期：未定",
        "您交回的“交回.xlsx”有 2 处须改或须确认，逐条列在下面，请直接在本文件里改。点“单元格”一列，就转到那一格，那一格是粉色的，带批注；写“整页”的，转到那一页。",
        "您原来填的已照抄在表里；抄不过来的，在“问题”一列里写明。",
        "改好后保存，在截止日期前把本文件交回，不必另填新表；这一页可以留着，不影响收表。",
    ]


def test_a_page_called_like_the_first_sheet_keeps_its_name() -> None:
    kit = kit_of("# 表 评分表 0 否\n| 1 | | 项 | 评分 | 100 | | 否 | |", targets=1, names="退回说明")
    form = kit.form("表")
    data = sent_back(kit, kit.collect(kit.written(form, answers("A1 1 = 101"))))
    assert list(read_grids(data)) == [f"{COVER}2", form.layouts[0].name]
    assert kit.recognise(data).findings == ()
