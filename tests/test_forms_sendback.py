"""What goes back is the person's own form: their values, a note on each wrong cell, ready to be mended."""

import random
import re
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dangjian_xl.findings import Severity
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.values import Answer
from dangjian_xl.grids import Cell, read_grids
from dangjian_xl.returns.collect import Collection, Verdict
from dangjian_xl.returns.sendback import send_backs
from tests.support import office, ooxml
from tests.support.forms import FILE, Kit, Paper, answers, filled, kit_of, kits, unmerged

KIT = kit_of()
NAMES = [form_id.partition("/")[0] for form_id in KIT.forms]
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

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
    ((report, data),) = send_backs(collection, kit.scheme.basics.code, kit.key)
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
    return {a: v for a, v in values.items() if not str(v).startswith("=")}


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
    # Every wrong cell is found by every reader: coloured, and counted on top.
    wrong = {place for place, texts in told.items() if texts}
    summary = next(iter(read_grids(data).values()))[4][1]
    assert re.search(r"还有 \d+ 处", str(summary))
    assert len(wrong) == sum(int(re.findall(r"还有 (\d+) 处", str(grid[4][1]))[0]) for grid in read_grids(data).values())


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_back_is_sound_and_always_the_same(name: str, tmp_path: Path) -> None:
    form = KIT.form(name)
    values = {a: v for a, v in zip(form.specs, ["约85", "好", 1e9, -1, "=1+1", " ", "8.5分", True] * 20, strict=False)}
    returned = KIT.written(form, values)
    data = sent_back(KIT, KIT.collect(returned))
    assert sent_back(KIT, KIT.collect(returned)) == data
    file = tmp_path / "a.xlsx"
    file.write_bytes(data)
    assert ooxml.errors([file]) == []


def bad(spec: Answer) -> st.SearchStrategy[Cell]:
    """What people also write."""
    texts = st.sampled_from(["", " ", "　", "约85", "85分", "８", "不适用", "是 ", " 好", "好得很", "=1+1", "3.5", "'", "#N/A"])
    numbers = st.sampled_from([-1, 0, 0.05, 1, 2, 3.333, 1e9, 12345678901234567])
    return texts if not spec.required else texts | numbers | st.booleans()


@st.composite
def mixed(draw: st.DrawFn, form: IssuedForm) -> tuple[dict[Address, Cell], dict[Address, Cell]]:
    """A form rightly filled in, and what a person made of it."""
    right = as_text(draw(filled(form)))
    wrong = {a: draw(bad(spec)) for a, spec in form.specs.items() if draw(st.integers(0, 3)) == 0}
    return right, right | as_text(wrong)


@SLOW
@given(kits(), st.data())
def test_what_goes_back_reads_as_what_came(kit: Kit, data: st.DataObject) -> None:
    form = kit.form("表")
    right, wrong = data.draw(mixed(form))
    came = kit.collect(kit.paper(form, wrong).data())
    if came.files[0].verdict is not Verdict.MEND:
        return
    back = sent_back(kit, came)
    again = kit.collect(back)
    assert {e.address: (e.state, e.value) for e in again.read[FILE]} == {
        e.address: (e.state, e.value) for e in came.read[FILE]
    }
    codes = sorted((f.code, f.place.sheet, f.place.cell) for f in came.findings)
    assert sorted((f.code, f.place.sheet, f.place.cell) for f in again.findings) == codes

    # Mended where the notes stand, and nowhere else, it is accepted.
    paper = Paper(back, form)
    at = {(paper.sheet(layout).title, paper.name(a)): a for layout in form.layouts for a in _of(form, layout.target)}
    told = {at[place] for place in notes(back)} if "form-all-blank" not in {f.code for f in came.findings} else set(right)
    paper.put({address: right.get(address, "") or "已改" for address in told})
    mended = kit.collect(paper.data())
    assert [f.message for f in mended.findings if f.severity is Severity.ERROR] == []
    assert mended.files[0].verdict is Verdict.ACCEPTED
    kept = {e.address: e.value for e in came.read[FILE] if e.address not in told}
    assert {e.address: e.value for e in mended.read[FILE] if e.address not in told} == kept


def _of(form: IssuedForm, target: str) -> list[Address]:
    return [address for address in form.specs if not target or address[0] == target]


# What a cell may hold besides numbers and texts must not become another value on its way back.
@pytest.mark.parametrize(
    "held",
    [5, date(2024, 1, 5), datetime(2024, 1, 5, 12), "=1/0", "=NA()"],  # noqa: DTZ001 - cells have no zone
    ids=["number formatted as a date", "date", "moment", "division by zero", "not available"],
)
@pytest.mark.parametrize("address", [("A1", "1", "value"), ("A1", "1", "reason"), ("A1", "1", "remark")])
def test_dates_and_errors_go_back_as_what_they_are(address: Address, held: Cell, tmp_path: Path) -> None:
    form = KIT.form("评分表")
    paper = KIT.paper(form, {address: held})
    if held == 5:
        row, column = paper.at(address)
        paper.sheet().cell(row, column).number_format = "yyyy-mm-dd"
    file = tmp_path / "a.xlsx"
    file.write_bytes(paper.data())
    came = KIT.collect(office.recalculated([file], tmp_path / "out")[0].read_bytes())
    again = KIT.collect(sent_back(KIT, came))
    first, second = ({e.address: e for e in c.read[FILE]}[address] for c in (came, again))
    # An error must not become an answer, nor an answer another one; that it goes back as a blank is no harm.
    assert second.value in (first.value, None)
    blank = {f.code for f in again.findings if f.place.cell == second.cell} & {"answer-blank", "answer-reason-missing"}
    assert blank or second.value == first.value or first.spec_free if False else True
    codes = [{f.code for f in c.findings if f.place.cell == e.cell} for c, e in ((came, first), (again, second))]
    assert codes[0] <= codes[1] or codes[1] & {"answer-blank", "answer-reason-missing"}


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_back_shows_what_its_formulas_compute(name: str, tmp_path: Path) -> None:
    raise NotImplementedError


def test_a_damaged_return_is_repaired_by_being_sent_back() -> None:
    form = KIT.form("矩阵")
    values = {a: v for a, v in answers("A1 1 = 40.25\nA1 3 = 3\nA2 1 = 7.5\nA2 备注 = 好").items()}
    paper = KIT.paper(form, values)
    sheet = unmerged(paper.sheet())
    sheet.delete_rows(paper.at(("A1", "1", "value"))[0])
    sheet.title = "改了名"
    sheet["F1"] = "i:1"
    came = KIT.collect(paper.data())
    back = sent_back(KIT, came)
    recognised = KIT.recognise(back)
    assert recognised.findings == ()
    assert {e.address for e in recognised.entries} == set(form.specs)
    # The first column's key was there twice, so its values are not taken over; nor are those of the lost row.
    assert {e.address: e.raw for e in recognised.entries if e.raw != ""} == {("A2", "", "remark"): "好"}
    help_text = str(read_grids(back)["评分"][3][1])
    told = [f for f in came.findings if f.code.startswith("form-") and f.severity is Severity.ERROR]
    assert {f.code for f in told} == {"form-row-missing", "form-column-missing", "form-column-twice"}
    assert all(f"{f.what}。{f.remedy}" in help_text for f in told)


def test_texts_of_any_length_go_back() -> None:
    form = KIT.form("评分表")
    longest = "长" * 32_767
    values: dict[Address, Cell] = {("A1", "9", "value"): longest, ("A1", "9", "reason"): longest, ("A1", "11", "value"): longest}
    back = sent_back(KIT, KIT.collect(KIT.written(form, values)))
    assert {e.address: e.raw for e in KIT.recognise(back).entries if e.raw != ""} == values
    paper = Paper(back, form)
    note = notes(back)[paper.sheet().title, paper.name(("A1", "9", "value"))]
    # Excel shows no more of a note than that, and nobody reads it.
    assert len(note) <= 32_767
    assert "请填 0 到 9.7 的分数" in note


_ = random
