"""The short cut for sheets that came back as issued: whenever it is taken, the long way would say just the same, and find nothing."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.shown import Filled
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import Aside, Cell
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.returns.sendback import send_backs
from dangjian_xl.scheme.presets import preset, preset_ids
from tests.support import office
from tests.support.forms import KEY, kit_of
from tests.support.touched import Sheet, answered, change, copied, opened, read_alike, sheets_of

KIT = kit_of()
FORMS = pytest.mark.parametrize("form", KIT.forms.values(), ids=lambda form: form.assignment.id)
#: Its first sheet: keys of rows in column A from row 7 on, marks in F, reasons in H.
SHEET = "评分表"


def filled(form: IssuedForm, seed: int = 0) -> dict[str, Sheet]:
    return sheets_of(KIT.written(form, answered(form, Random(seed))))


def changed_alike(recogniser: Recogniser, sheets: dict[str, Sheet], seed: int) -> bool:
    """Whether the short cut is taken of sheets to which a few things were done."""
    random, touched = Random(seed), copied(sheets)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        change(random.choice(list(touched.values())), random)
    return read_alike(recogniser, opened(touched))


@FORMS
def test_a_form_filled_in_as_asked_takes_it(form: IssuedForm) -> None:
    for seed in range(5):
        assert read_alike(KIT.recogniser, opened(filled(form, seed)))


@FORMS
def test_it_is_taken_only_where_nothing_else_was_done(form: IssuedForm) -> None:
    sheets = filled(form)
    taken = [changed_alike(KIT.recogniser, sheets, seed) for seed in range(100)]
    # Answers may change, and what stands far beside the table; the rest may not.
    assert 10 < sum(taken) < 90


@pytest.mark.long
@FORMS
def test_it_is_taken_only_where_nothing_else_was_done_at_length(form: IssuedForm) -> None:
    for base in range(4):
        sheets = filled(form, base)
        taken = [changed_alike(KIT.recogniser, sheets, base * 1000 + seed) for seed in range(500)]
        assert any(taken)


@pytest.mark.parametrize("preset_id", preset_ids())
def test_forms_of_presets_take_it(preset_id: str) -> None:
    scheme = preset(preset_id)
    recogniser = Recogniser.of(scheme, KEY)
    kinds = {form.assignment.form.code: form for form in reversed(list(recogniser.expected.values()))}
    for form in kinds.values():
        stamps = form.signed(scheme.basics.identity, KEY)
        sheets = sheets_of(write_form(form.layouts, stamps, Filled(answered(form, Random(1)))))
        assert read_alike(recogniser, opened(sheets))
        for seed in range(10):
            changed_alike(recogniser, sheets, seed)


def of(name: str) -> tuple[IssuedForm, dict[str, Sheet], Sheet]:
    """A form, its sheets, and the first of them."""
    form = KIT.form(name)
    sheets = filled(form)
    return form, sheets, next(iter(sheets.values()))


def first_row(form: IssuedForm) -> int:
    return form.layouts[0].first_row


def column(form: IssuedForm, key: str) -> int:
    return next(n for n, c in enumerate(form.layouts[0].columns, 1) if c.key == key)


def put(row: int, at: int, cell: Cell) -> Callable[[Sheet], None]:
    """Put something into a 0-based cell, counted from the end if it is negative."""

    def done(sheet: Sheet) -> None:
        sheet.grid[row][at] = cell

    return done


def ragged(sheet: Sheet) -> None:
    sheet.grid.append([])
    sheet.grid.append(["", "", ""])


def short(sheet: Sheet) -> None:
    del sheet.grid[7][2:]


def signed_far_below(sheet: Sheet) -> None:
    signature = next(cells for cells in reversed(sheet.grid) if any("签名：" in str(cell) for cell in cells))
    at = next(n for n, cell in enumerate(signature) if "签名：" in str(cell))
    signature[at] = "评价人签名：评委2"
    for _ in range(6):
        sheet.grid.insert(len(sheet.grid) - 1, [""] * len(sheet.grid[0]))


def signed_far_right(sheet: Sheet) -> None:
    below = len(sheet.grid) - 2
    sheet.grid[below] += [""] * 9 + ["评价人签名：评委2"]


#: What was done to the first sheet of a score sheet, each too much.
TOUCHED: dict[str, Callable[[Sheet], None]] = {
    "an answer is a truth value": put(6, 6, True),
    "a minus before zero": put(6, 6, -0.0),
    "a row without cells": ragged,
    "a row that ends early": short,
    "signed far below": signed_far_below,
    "a stamp is gone": put(0, 0, ""),
    "a key is gone": put(7, 0, ""),
    "a key twice": put(8, 0, "i:1"),
    "a heading is another": put(5, 2, "别的"),
    "named by another": put(2, 1, "被评党组织：第9党支部　　评价人：评委1"),
    "a printed text is another": put(6, 3, "别的"),
}


@pytest.mark.parametrize("name", TOUCHED)
def test_touched(name: str) -> None:
    _, sheets, sheet = of(SHEET)
    TOUCHED[name](sheet)
    assert not read_alike(KIT.recogniser, opened(sheets))


def test_a_signature_far_right_is_read_either_way() -> None:
    _, sheets, sheet = of(SHEET)
    signed_far_right(sheet)
    read_alike(KIT.recogniser, opened(sheets))


def test_a_truth_value_is_no_printed_one() -> None:
    """For Python it is equal to 1."""
    kit = kit_of("# 表 评分表 1 否\n| 1 | | 甲 | 评分 | 1 | | 否 | |\n| 2 | | 乙 | 评分 | 5 | | 否 | |")
    form = kit.form("表")
    sheets = sheets_of(kit.written(form, answered(form, Random(0))))
    sheet = next(iter(sheets.values()))
    assert read_alike(kit.recogniser, opened(sheets))
    places = [
        (row, at) for row, cells in enumerate(sheet.grid) for at, cell in enumerate(cells) if cell == 1.0
    ]
    assert len(places) >= 2, "running number and full marks"
    for row, at in places:
        touched = copied(sheets)
        next(iter(touched.values())).grid[row][at] = True
        read_alike(kit.recogniser, opened(touched))
    printed = next(iter(sheets.values())).grid[form.layouts[0].first_row]
    printed[column(form, "s:full")] = True
    assert not read_alike(kit.recogniser, opened(sheets))


def test_marks_that_are_off_by_just_less_than_a_tick() -> None:
    form, sheets, sheet = of(SHEET)
    at = column(form, "x:score")
    row = sheet.grid[first_row(form)]
    right = row[at]
    assert isinstance(right, float)
    for off, taken in ((0.4, True), (-0.4, True), (0.5, False), (-0.5, False), (0.6, False), (1, False)):
        row[at] = right + off / 10_000
        assert read_alike(KIT.recogniser, opened(sheets)) is taken


def test_words_where_another_row_has_some_are_seen() -> None:
    """Where a row prints nothing in a column, another row's words may not stand there."""
    form, sheets, sheet = of(SHEET)
    at = column(form, "s:criteria")
    blank = next(n for n, row in enumerate(form.layouts[0].rows) if not row.texts.get("s:criteria"))
    sheet.grid[first_row(form) + blank][at] = str(form.layouts[0].rows[0].texts["s:criteria"])
    assert not read_alike(KIT.recogniser, opened(sheets))


def test_sheets_missing_doubled_or_added() -> None:
    form, sheets, sheet = of(SHEET)
    first, second = list(sheets)[:2]
    other = next(iter(filled(KIT.form("整数表")).values()))
    own = Sheet([["我的草稿", 8.0]], Aside())
    cases: tuple[tuple[dict[str, Sheet], bool], ...] = (
        ({second: sheets[second]}, False),
        ({**sheets, "副本": sheet}, False),
        ({**sheets, "别的表": other}, False),
        ({**sheets, "草稿": own}, True),
        ({"草稿": own, second: sheets[second], first: sheet}, True),
    )
    assert len(form.layouts) == 2
    for found, taken in cases:
        assert read_alike(KIT.recogniser, opened(found)) is taken


@pytest.mark.parametrize(
    ("file", "signed", "codes"),
    [
        ("交回.xlsx", "", []),
        ("评委2的评分表.xlsx", "", ["form-file-named"]),
        ("交回.xlsx", "评委2", ["form-signed-other"]),
        ("交回.xlsx", "评委1", []),
    ],
)
def test_whose_file_it_seems_to_be(file: str, signed: str, codes: list[str]) -> None:
    kit = kit_of(raters=2)
    form = kit.form(SHEET)
    sheets = sheets_of(kit.written(form, answered(form, Random(0))))
    for sheet in sheets.values():
        for cells in sheet.grid:
            cells[:] = [
                c.replace("＿＿＿＿＿＿＿＿", signed) if isinstance(c, str) and "签名：" in c else c
                for c in cells
            ]
    recogniser = Recogniser.of(kit.scheme, kit.key)
    assert read_alike(recogniser, opened(sheets, file))
    assert [f.code for f in recogniser.recognise(opened(sheets, file)).findings] == codes


def test_what_a_file_mends_is_known_either_way() -> None:
    """Also where the mark stands on a sheet of one's own, beside a form as issued."""
    form = KIT.form(SHEET)
    collection = KIT.collect(KIT.written(form))
    (digest,) = (report.sha256 for report in collection.files)
    ((_, data),) = send_backs(collection, KIT.scheme.basics.identity, KIT.key)
    back = sheets_of(data)
    assert not read_alike(KIT.recogniser, opened(back))
    marks = [
        [cell] for sheet in back.values() for cells in sheet.grid for cell in cells if str(cell)[:4] == "DJXM"
    ]
    both = {**filled(form), "草稿": Sheet(marks[:1], Aside())}
    assert read_alike(KIT.recogniser, opened(both))
    assert KIT.recogniser.recognise(opened(both)).mends == {digest}


@pytest.fixture(scope="module")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, dict[str, Sheet]]]:
    """Every kind of form, filled in and sent back blank, opened and saved by LibreOffice: the name of each, and its sheets."""
    folder = tmp_path_factory.mktemp("resaved")
    collection = KIT.collect(*(KIT.written(form) for form in KIT.forms.values()))
    backs = [data for _, data in send_backs(collection, KIT.scheme.basics.identity, KIT.key)]
    assert backs
    whole = [KIT.written(form, answered(form, Random(3))) for form in KIT.forms.values()]
    files = []
    for name, found in (("filled", whole), ("back", backs)):
        for number, data in enumerate(found):
            files.append(folder / f"{name}{number}.xlsx")
            files[-1].write_bytes(data)
    saved = office.recalculated(files, folder / "saved")
    return [(path.stem, sheets_of(path.read_bytes())) for path in saved]


@pytest.mark.long
def test_what_another_program_saved_takes_it_too(resaved: list[tuple[str, dict[str, Sheet]]]) -> None:
    for name, sheets in resaved:
        # What goes back says which file it mends, which has to be looked for.
        assert read_alike(KIT.recogniser, opened(sheets)) is name.startswith("filled"), name
        for seed in range(20):
            changed_alike(KIT.recogniser, sheets, seed)


def test_a_truth_value_on_one_form_does_not_lead_others_the_long_way() -> None:
    kit = kit_of("# 表 评分表 1 否\n| 1 | | 甲 | 评分 | 60.5 | | 否 | |")
    form = kit.form("表")
    for value in (True, 1.0, False, 0.0, True, 1.0):
        sheets = sheets_of(kit.written(form, dict.fromkeys(form.specs, value)))
        assert read_alike(kit.recogniser, opened(sheets)) is isinstance(value, float)
