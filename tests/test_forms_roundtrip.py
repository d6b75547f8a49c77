"""What a person wrote is what is read, wherever rows and columns went; what cannot be found is told, never guessed."""

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address, Layout
from dangjian_xl.forms.marking import to_points
from dangjian_xl.grids import Cell
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import FormKind
from tests.support import office
from tests.support.forms import (
    EVERY_KIND,
    FILE,
    Kit,
    Paper,
    answers,
    counted,
    filled,
    kit_of,
    kits,
    meant,
    places,
    reordered,
    said,
    unmerged,
    unstamped,
)

pytestmark = pytest.mark.long

KIT = kit_of()
NAMES = list(dict.fromkeys(form_id.partition("/")[0] for form_id in KIT.forms))
#: openpyxl takes some 40 ms to open and save a form.
BY_HAND = settings(
    max_examples=25,
    deadline=None,
    # Shrinking would write and read some thousand workbooks; what fails is small as it is.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def some_answers(form: IssuedForm, seed: int) -> dict[Address, Cell]:
    """A form wholly and rightly filled in, with other values in every cell."""
    chance = random.Random(f"{form.assignment.id} {seed}")
    values: dict[Address, Cell] = {}
    for number, (address, spec) in enumerate(form.specs.items()):
        if spec.choices:
            values[address] = chance.choice(spec.choices)
        elif spec.upper is not None:
            # Each another one, so that a value in a wrong place is seen.
            values[address] = round(float(spec.upper) * (number % 89) / 100, spec.digits)
        elif spec.numeric:
            values[address] = chance.randint(0, 99)
        else:
            values[address] = f"第{number}格的话"
    if form.assignment.form.kind is FormKind.TALLY:
        for target in form.assignment.targets:
            values |= counted(target.code, [chance.randint(1, 20) for _ in range(7)])
    return values


def agree(kit: Kit, form: IssuedForm, data: bytes, values: dict[Address, Cell]) -> None:
    """The file is accepted without a word, and says exactly these values."""
    collection = kit.collect(data)
    spoken = [f.message for f in collection.findings if f.code != "form-missing"]
    assert spoken == []
    assert [f.verdict for f in collection.files] == [Verdict.ACCEPTED]
    assert collection.files[0].form_id == form.assignment.id
    entries = collection.read[FILE]
    assert said(entries) == meant(form, values)
    assert {e.address for e in entries} == set(form.specs)


# Undamaged, and with rows and columns moved.


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kits(), st.data())
def test_valid_answers_come_back_as_they_were(kit: Kit, data: st.DataObject) -> None:
    form = kit.form("表")
    values = data.draw(filled(form))
    agree(kit, form, kit.written(form, values), values)
    rows = list(kit.recognise(kit.written(form, values)).answers)
    # Whatever can be marked is marked: no valid answer is silently left out of the score.
    marked = {layout.address(*keys) for layout in form.layouts for keys in layout.markings}
    assert {e.address for e in rows if e.answer.full is not None} == marked
    for answer in (row.answer for row in rows):
        if answer.score is not None and answer.full is not None:
            assert 0 <= answer.score <= answer.full


@st.composite
def moves(draw: st.DrawFn, layout: Layout) -> Callable[[Paper], None]:
    """Any movement of rows and columns that takes the hidden keys along."""
    order = draw(st.permutations(range(len(layout.rows))))
    rows = draw(
        st.lists(
            st.tuples(st.integers(1, layout.first_row + len(layout.rows)), st.integers(1, 3)), max_size=3
        )
    )
    columns = draw(
        st.lists(st.tuples(st.integers(1, len(layout.columns) + 1), st.integers(1, 2)), max_size=2)
    )
    title = draw(st.text("党支Ab 1", min_size=1, max_size=10).filter(lambda t: bool(t.strip())))

    def move(paper: Paper) -> None:
        sheet = unmerged(paper.sheet(layout))
        reordered(sheet, layout.first_row + 1, order)
        for at, count in rows:
            sheet.insert_rows(at, count)
        for at, count in columns:
            sheet.insert_cols(at, count)
        sheet.title = f"{title}{sheet.title}"[:31]

    return move


@BY_HAND
@given(kits(), st.data())
def test_rows_and_columns_may_move(kit: Kit, data: st.DataObject) -> None:
    form = kit.form("表")
    values = data.draw(filled(form))
    # Typed by hand, a text with = in front becomes a formula.
    typed_in = {address: f"一{v}" if str(v).startswith("=") else v for address, v in values.items()}
    paper = kit.paper(form, typed_in)
    for layout in form.layouts:
        data.draw(moves(layout))(paper)
    agree(kit, form, paper.data(), typed_in)


@pytest.mark.parametrize("name", NAMES)
def test_sheets_may_be_shuffled_and_others_put_between(name: str) -> None:
    form, values = KIT.form(name), some_answers(KIT.form(name), 1)
    paper = KIT.paper(form, values)
    paper.book.move_sheet(paper.book.worksheets[0], len(paper.book.worksheets) - 1)
    paper.book.create_sheet("草稿", 0)["B2"] = "心里有数：85"
    agree(KIT, form, paper.data(), values)


@pytest.mark.parametrize("to", ["xlsx", "ods", "xls"])
def test_a_form_saved_by_another_program_says_the_same(tmp_path: Path, to: str) -> None:
    files = []
    for name in NAMES:
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(KIT.paper(KIT.form(name), some_answers(KIT.form(name), 2)).data())
        files.append(file)
    for name, copy in zip(NAMES, office.recalculated(files, tmp_path / "out", to), strict=True):
        agree(KIT, KIT.form(name), copy.read_bytes(), some_answers(KIT.form(name), 2))


def test_a_form_only_opened_and_saved_says_the_same(tmp_path: Path) -> None:
    form, values = KIT.form("评分表"), some_answers(KIT.form("评分表"), 3)
    file = tmp_path / "a.xlsx"
    file.write_bytes(KIT.written(form, values))
    agree(KIT, form, office.resaved(file, tmp_path / "out").read_bytes(), values)


# A cell may have got a date's format, by a paste or by typing 3-5 before: what counts is the number in it.
FORMATS = {
    "day": "yyyy-mm-dd",
    "time": "h:mm",
    "percent": "0%",
    "text": "@",
    "unit": '0"分"',
    "span": "[h]:mm",
}


@pytest.mark.parametrize("to", ["", "ods", "xls"])
def test_a_numbers_format_does_not_change_the_number(tmp_path: Path, to: str) -> None:
    kit = kit_of("# 表 评分矩阵 1 否\n| 1 | | 述职 | 评分 | 200 | | 否 | |", targets=125)
    form = kit.form("表")
    values: dict[Address, Cell] = {
        a: number / 2 for number, a in enumerate(a for a in form.specs if a[2] == "value")
    }
    files = []
    for name, number_format in FORMATS.items():
        paper = kit.paper(form, values)
        for address in values:
            row, column = paper.at(address)
            paper.sheet().cell(row, column).number_format = number_format
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(paper.data())
    wrong = []
    for file in office.recalculated(files, tmp_path / "out", to) if to else files:
        for address, value in said(kit.recognise(file.read_bytes()).answers).items():
            # Refusing such a cell is as good as reading it right; another number is not.
            if abs(int(value) - meant(form, values)[address]) > 1:  # type: ignore[operator] # all are numbers
                wrong.append((file.stem, values[address], to_points(int(value))))
    assert wrong == []


# Damaged.


def delete_row(address: Address) -> Callable[[Paper], None]:
    return lambda paper: unmerged(_sheet(paper, address)).delete_rows(paper.at(address)[0])


def delete_column(address: Address) -> Callable[[Paper], None]:
    return lambda paper: unmerged(_sheet(paper, address)).delete_cols(paper.at(address)[1])


def copy_row(address: Address) -> Callable[[Paper], None]:
    """Copy a row to the end and change the copy."""

    def damage(paper: Paper) -> None:
        sheet, at = unmerged(_sheet(paper, address)), paper.at(address)[0]
        layout = places(paper.form)[address][0]
        end = layout.first_row + len(layout.rows) + 1
        sheet.insert_rows(end)
        for column in range(1, sheet.max_column + 1):
            sheet.cell(end, column).value = sheet.cell(at, column).value
        sheet.cell(end, paper.at(address)[1]).value = 1

    return damage


def copy_column(address: Address) -> Callable[[Paper], None]:
    def damage(paper: Paper) -> None:
        sheet, at = unmerged(_sheet(paper, address)), paper.at(address)[1]
        end = sheet.max_column + 1
        for row in range(1, sheet.max_row + 1):
            sheet.cell(row, end).value = sheet.cell(row, at).value

    return damage


def typed(cell: str, value: Cell) -> Callable[[Paper], None]:
    return lambda paper: paper.type(cell, value)


def exchange(*cells: str) -> Callable[[Paper], None]:
    def damage(paper: Paper) -> None:
        sheet = paper.sheet()
        first, second = (sheet[cell].value for cell in cells)
        sheet[cells[0]].value, sheet[cells[1]].value = second, first

    return damage


def _sheet(paper: Paper, address: Address) -> Worksheet:
    return paper.sheet(places(paper.form)[address][0])


ITEM_2, PARTY_1 = ("A1", "2", "value"), ("A1", "1", "value")

#: (form, what is done, the expected (code, cell) pairs, which answers are no longer read)
DAMAGES: dict[str, tuple[str, Callable[[Paper], None], list[tuple[str, str]], Callable[[Address], bool]]] = {
    "item row deleted": (
        "评分表",
        delete_row(ITEM_2),
        [("form-row-missing", "")],
        lambda a: a[:2] == ("A1", "2"),
    ),
    "target row deleted": ("矩阵", delete_row(PARTY_1), [("form-row-missing", "")], lambda a: a[0] == "A1"),
    "item row twice": (
        "评分表",
        copy_row(ITEM_2),
        [("form-row-twice", "B18")],
        lambda a: a[:2] == ("A1", "2"),
    ),
    "target row twice": ("矩阵", copy_row(PARTY_1), [("form-row-twice", "B10")], lambda a: a[0] == "A1"),
    "value column deleted": (
        "评分表",
        delete_column(ITEM_2),
        [("form-column-missing", "")],
        lambda a: a[0] == "A1" and a[2] == "value",
    ),
    "item column deleted": (
        "矩阵",
        delete_column(ITEM_2),
        [("form-column-missing", "")],
        lambda a: a[1] == "2",
    ),
    "value column twice": (
        "评分表",
        copy_column(ITEM_2),
        [("form-column-twice", "AB1")],
        lambda a: a[0] == "A1" and a[2] == "value",
    ),
    "item column twice": ("矩阵", copy_column(ITEM_2), [("form-column-twice", "AO1")], lambda a: a[1] == "2"),
    "row key unknown": (
        "评分表",
        typed("A8", "i:99"),
        [("form-row-missing", ""), ("form-row-unknown", "B8")],
        lambda a: a[:2] == ("A1", "2"),
    ),
    "row key gone": ("评分表", typed("A8", ""), [("form-keys-lost", "")], lambda _: False),
    "row key of another row": (
        "评分表",
        typed("A8", "i:3"),
        [("form-row-missing", ""), ("form-row-twice", "B9")],
        lambda a: a[0] == "A1" and a[1] in ("2", "3"),
    ),
    "column key gone": ("矩阵", typed("F1", "x"), [("form-keys-lost", "")], lambda _: False),
    "column key of another column": (
        "矩阵",
        typed("F1", "i:1"),
        [("form-column-missing", ""), ("form-column-twice", "F1")],
        lambda a: a[1] in ("1", "2"),
    ),
    # The locked text is not what counts: it comes from the scheme.
    "full marks changed": ("评分表", typed("F8", 99), [("form-text-changed", "F8")], lambda _: False),
    "criteria changed": ("评分表", typed("E8", "随便打"), [("form-text-changed", "E8")], lambda _: False),
    "item text emptied": ("评分表", typed("D8", ""), [("form-text-changed", "D8")], lambda _: False),
    "target's name changed": (
        "矩阵",
        typed("C8", "别的支部"),
        [("form-text-changed", "C8")],
        lambda _: False,
    ),
    "only blanks changed": ("评分表", typed("D8", "主题 党日\n"), [], lambda _: False),
    "a row number changed": ("评分表", typed("B8", 7), [], lambda _: False),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_and_nothing_else_is_touched(damage: str) -> None:
    name, do, expected, lost = DAMAGES[damage]
    form, values = KIT.form(name), some_answers(KIT.form(name), 4)
    paper = KIT.paper(form, values)
    do(paper)
    recognised = KIT.recognise(paper.data())
    found = [(f.code, f.place.cell) for f in recognised.findings]
    assert sorted(found) == sorted(expected)
    assert all(f.place.sheet == paper.sheet().title for f in recognised.findings)
    left = {address: value for address, value in values.items() if not lost(address)}
    assert said(recognised.answers) == meant(form, left)
    assert {e.address for e in recognised.answers} == set(left)
    # A full mark that was typed over changes no score.
    scores = {e.address: e.answer.full for e in KIT.recognise(KIT.written(form, values)).answers}
    assert all(e.answer.full == scores[e.address] for e in recognised.answers)


# Sorting what is seen leaves the hidden key column behind: every text then stands beside another row's key.
@pytest.mark.parametrize("name", ["评分表", "矩阵", "小矩阵", "测评票"])
def test_rows_sorted_without_their_keys_are_not_taken_for_others(name: str) -> None:
    form, values = KIT.form(name), some_answers(KIT.form(name), 6)
    paper, layout = KIT.paper(form, values), form.layouts[0]
    if layout.target:
        # Two rows that are asked the same way: nothing but the printed text tells them apart.
        values |= answers("A1 3 = 2\nA1 4 = 1")
        paper.put(values)
    order = list(range(len(layout.rows)))
    first = 2 if layout.target else 0
    order[first : first + 2] = reversed(order[first : first + 2])
    reordered(unmerged(paper.sheet(layout)), layout.first_row + 1, order, keys=False)
    collection = KIT.collect(paper.data())
    accepted = collection.entries
    wrong = [
        (row.target, row.item, row.raw)
        for row in accepted.itertuples()
        if meant(form, values).get((str(row.target), str(row.item), str(row.field))) != row.value
    ]
    assert wrong == []


# Stamps.


@pytest.mark.parametrize("name", NAMES)
def test_an_altered_stamp_is_refused(name: str) -> None:
    form = KIT.form(name)
    paper = KIT.paper(form, some_answers(form, 7))
    stamp = str(paper.sheet()["A1"].value)
    for altered in (
        stamp[:-1] + ("0" if stamp[-1] != "0" else "1"),
        stamp.replace(f"/{form.assignment.rater.code}", "/R2"),
        "DJXL",
        stamp + " ",
    ):
        paper.type("A1", altered)
        recognised = KIT.recognise(paper.data())
        assert [(f.code, f.place.sheet, f.place.cell) for f in recognised.findings] == [
            ("form-stamp-altered", paper.sheet().title, "A1")
        ]
        assert (recognised.form_id, list(recognised.answers)) == ("", [])


def test_a_moved_stamp_is_found_where_it_is() -> None:
    form = KIT.form("矩阵")
    paper = KIT.paper(form)
    unmerged(paper.sheet()).insert_rows(1, 3)
    unmerged(paper.sheet()).insert_cols(1, 2)
    paper.type("C4", str(paper.sheet()["C4"].value) + "0")
    assert [(f.code, f.place.cell) for f in KIT.recognise(paper.data()).findings] == [
        ("form-stamp-altered", "C4")
    ]


#: (the kit that issued the form, the code)
STRANGERS = {
    "another key": (kit_of(key=b"another"), "form-stamp-altered"),
    "another scheme": (kit_of(code="K-2023"), "form-other-scheme"),
    # whoever has neither scheme nor key is told of the scheme: that is what can be mended
    "another scheme and key": (kit_of(code="K-2023", key=b"another"), "form-other-scheme"),
    "a rater no longer asked": (kit_of(raters=2), "form-unknown"),
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_form_issued_elsewhere_is_refused(stranger: str) -> None:
    kit, code = STRANGERS[stranger]
    rater = "R2" if code == "form-unknown" else "R1"
    # Who judges the own organisation is no R2.
    for name in (n for n in NAMES if f"{n}/{rater}" in kit.forms):
        form = kit.form(name, rater)
        recognised = KIT.recognise(kit.written(form, some_answers(form, 8)))
        assert [f.code for f in recognised.findings] == [code]
        assert list(recognised.answers) == []


#: What is changed in the scheme while forms are out, and whether forms become outdated by it.
CHANGES = [
    ("主题党日", "主题党日活动", True),
    ("| 10.5 | 12 |", "| 10.5 | 11 |", True),
    ("每季度至少一次", "每半年至少一次", True),
    ("# 评分表 评分表 1 是", "# 评分表 评分表 2 是", True),
    ("# 评分表 评分表 1 是", "# 评分表 评分表 1 否", True),
    ("# 矩阵 评分矩阵 2 否", "# 矩阵 评分矩阵 1 否", False),
]


@pytest.mark.parametrize(("old", "new", "outdated"), CHANGES)
def test_a_form_is_outdated_when_what_it_asks_changed(old: str, new: str, outdated: bool) -> None:
    later = kit_of(EVERY_KIND.replace(old, new))
    form = KIT.form("评分表")
    recognised = later.recognise(KIT.written(form, some_answers(form, 9)))
    assert [f.code for f in recognised.findings if f.code == "form-outdated"] == ["form-outdated"] * outdated


def test_files_and_sheets_that_do_not_belong_together() -> None:
    form, values = KIT.form("评分表"), some_answers(KIT.form("评分表"), 10)

    paper = KIT.paper(form, values)
    del paper.book[form.layouts[1].name]
    recognised = KIT.recognise(paper.data())
    assert [f.code for f in recognised.findings] == ["form-sheet-missing"]
    assert said(recognised.answers) == meant(form, {a: v for a, v in values.items() if a[0] == "A1"})

    paper = KIT.paper(form, values)
    paper.book.copy_worksheet(paper.sheet())
    found = KIT.recognise(paper.data()).findings
    assert [(f.code, f.place.sheet) for f in found] == [("form-sheet-twice", paper.book.worksheets[-1].title)]

    paper = KIT.paper(form, values)
    other = KIT.paper(KIT.form("矩阵"))
    foreign = paper.book.create_sheet("矩阵")
    for row in other.sheet().iter_rows(values_only=True):
        foreign.append(row)
    recognised = KIT.recognise(paper.data())
    assert [f.code for f in recognised.findings] == ["form-mixed"]
    assert list(recognised.answers) == []

    for text in ("", "这是另一张表"):
        paper = KIT.paper(form)
        for sheet in paper.book.worksheets:
            unstamped(sheet)
            unmerged(sheet)["B3"].value = text
        assert [f.code for f in KIT.recognise(paper.data()).findings] == ["file-not-a-form"]


def test_two_returns_of_one_form() -> None:
    form, values = KIT.form("测评票"), some_answers(KIT.form("测评票"), 11)
    same = KIT.paper(form, values)
    unmerged(same.sheet()).insert_rows(3)
    other = values | {("A2", "1", "value"): "差" if values["A2", "1", "value"] != "差" else "好"}
    collection = KIT.collect(KIT.written(form, values), same.data())
    assert [f.verdict for f in collection.files] == [Verdict.ACCEPTED, Verdict.DUPLICATE]
    collection = KIT.collect(KIT.written(form, values), KIT.written(form, other))
    assert [f.verdict for f in collection.files] == [Verdict.HELD, Verdict.HELD]
    assert collection.entries.empty


def test_marks_and_full_marks_of_a_filled_form() -> None:
    """The score column by hand, for a form with every kind of item."""
    form = KIT.form("评分表")
    values = answers("""
        A1 1 = 3
        A1 2 = 不适用
        A1 3 = 4
        A1 4 = 2
        A1 5 = 否
        A1 6 = 是
        A1 7 = 较好
        A1 8 = 不适用
        A1 9 = 9.7
        A1 10 = 0
    """)
    entries = {
        e.address[1]: e
        for e in KIT.recognise(KIT.written(form, values)).answers
        if e.address[::2] == ("A1", "value")
    }
    marks = {
        item: (e.answer.score, e.answer.full) for item, e in entries.items() if e.answer.full is not None
    }
    points = {item: (to_points(score or 0), to_points(full or 0)) for item, (score, full) in marks.items()}
    assert points == {
        "1": (Decimal(15), Decimal(20)),
        "2": (Decimal(0), Decimal(0)),
        "3": (Decimal("17.5"), Decimal("19.5")),
        "4": (Decimal(0), Decimal(5)),
        "5": (Decimal(0), Decimal(10)),
        "6": (Decimal(5), Decimal(5)),
        "7": (Decimal(8), Decimal(10)),
        "8": (Decimal(0), Decimal(0)),
        "9": (Decimal("9.7"), Decimal("9.7")),
        "10": (Decimal(0), Decimal("5.3")),
    }
    read = KIT.recognise(KIT.written(form, values)).answers
    reasons = {e.address[1] for e in read if e.answer.demanded and e.address[0] == "A1"}
    assert reasons == {"1", "3", "4", "5", "7", "10"}


def test_a_total_that_was_typed_over_is_told() -> None:
    for name, cell in (("评分表", "I18"), ("矩阵", "L8")):
        form, values = KIT.form(name), some_answers(KIT.form(name), 12)
        paper = KIT.paper(form, values)
        paper.type(cell, 99.5)
        recognised = KIT.recognise(paper.data())
        assert [(f.code, f.place.cell) for f in recognised.findings] == [("answer-total-overwritten", cell)]
        assert said(recognised.answers) == meant(form, values)


def test_every_sheet_of_every_form_has_its_own_key_row() -> None:
    """Rows and columns as issued have no key twice, and no key but the layout's."""
    for form in KIT.forms.values():
        grids = read_grids(KIT.written(form))
        assert list(grids) == [layout.name for layout in form.layouts]
        for layout, grid in zip(form.layouts, grids.values(), strict=True):
            heads = [str(cell) for cell in grid[0][1:] if str(cell)[1:2] == ":"]
            assert [key for key in heads if key != "x:helper"] == [column.key for column in layout.columns]
            keys = [row[0] for row in grid[1:] if str(row[0])[1:2] == ":"]
            assert keys == [row.key for row in layout.rows] + (["x:total"] if layout.totals else [])
