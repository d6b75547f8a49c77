import io
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl.workbook import Workbook

from dangjian_xl.findings import Finding, Severity, bars
from dangjian_xl.grids import Grid
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.scheme import book as scheme_book
from dangjian_xl.scheme.book import LEAST_ROWS, SPARE_ROWS, read_book, write_book
from dangjian_xl.scheme.check import check
from dangjian_xl.scheme.model import Scheme, Tier
from dangjian_xl.scheme.parse import FIRST_ROW, HEADING_ROW
from dangjian_xl.scheme.presets import preset_ids, templates
from dangjian_xl.scheme.tables import TABLES
from dangjian_xl.scheme.text import read_text
from tests.support import office, ooxml
from tests.support.schemes import schemes, small

SMALL = small()
DATA = write_book(SMALL)
FRONT = "填写说明"
PRESETS = [templates() / f"{name}.md" for name in preset_ids()]
LETTERS = string.ascii_uppercase

Change = Callable[[Workbook], None]


def changed(change: Change, data: bytes = DATA) -> bytes:
    """The workbook after somebody worked in it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def compact(scheme: Scheme) -> bytes:
    """The workbook with few spare rows, which is much faster to work with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scheme_book, "LEAST_ROWS", 9)
        patch.setattr(scheme_book, "SPARE_ROWS", 2)
        patch.setattr(scheme_book, "_BEYOND", 20)
        return write_book(scheme)


def put(sheet: str, **cells: float | str | None) -> Change:
    """Type something into cells of one sheet."""

    def change(book: Workbook) -> None:
        for name, value in cells.items():
            book[sheet][name] = value

    return change


def both(first: Change, second: Change) -> Change:
    """One after the other."""

    def change(book: Workbook) -> None:
        first(book)
        second(book)

    return change


def problems(grids: dict[str, Grid]) -> dict[tuple[str, int], str]:
    """What stands in the self-checks, by sheet and row."""
    found = {}
    for sheet, grid in grids.items():
        if sheet == FRONT:
            continue
        column = grid[HEADING_ROW - 1].index("自检")
        for number, row in enumerate(grid[HEADING_ROW:], FIRST_ROW):
            if len(row) > column and row[column] != "":
                found[sheet, number] = str(row[column])
    return found


def grids(data: bytes) -> dict[str, Grid]:
    return dict(read_grids(data))


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def test_the_small_scheme_is_sound() -> None:
    assert not bars(check(SMALL))
    assert all(getattr(SMALL, t.field) for t in TABLES)


def test_read_gives_back_what_was_written() -> None:
    parsed = read_book(DATA)
    assert parsed.findings == ()
    assert parsed.scheme == SMALL
    assert parsed.places.of("organisations", 4, "secretary").cell == "G9"
    assert parsed.places.of_basics("ends").cell == "B11"


@pytest.mark.long
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schemes())
def test_any_scheme_comes_back(scheme: Scheme) -> None:
    parsed = read_book(compact(scheme))
    assert parsed.findings == ()
    assert parsed.scheme == scheme


def test_equal_schemes_give_equal_bytes() -> None:
    assert write_book(small()) == DATA


def test_excel_has_nothing_to_repair(tmp_path: Path) -> None:
    file = tmp_path / "方案.xlsx"
    file.write_bytes(DATA)
    assert ooxml.errors([file]) == []


@pytest.mark.long
def test_a_resave_by_libreoffice_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "方案.xlsx"
    file.write_bytes(DATA)
    resaved = office.resaved(file, tmp_path / "out")
    assert read_book(resaved.read_bytes()).scheme == SMALL
    # No value is stored with a formula, so even an office that trusts stored values computes them.
    assert grids(resaved.read_bytes())[FRONT][1][0] == "方案可以使用"


def move_columns(book: Workbook) -> None:
    for declared in TABLES:
        sheet = book[declared.sheet]
        rows = [[(c.value, c.number_format, c.data_type) for c in row] for row in sheet.iter_rows()]
        for row, cells in zip(sheet.iter_rows(), rows, strict=True):
            for cell, (value, number_format, data_type) in zip(row, reversed(cells), strict=True):
                cell.value, cell.number_format, cell.data_type = value, number_format, data_type


def insert_rows(book: Workbook) -> None:
    for declared in TABLES:
        sheet = book[declared.sheet]
        sheet.insert_rows(FIRST_ROW + 1)  # between two records
        sheet.cell(FIRST_ROW + 1, 1).value = " 　\n"
        sheet.insert_rows(1, 2)  # above the title
    book["基本信息"].insert_rows(8, 3)


def pad_headings(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        for cell in sheet[HEADING_ROW]:
            cell.value = f"  {cell.value}\n "


@pytest.mark.parametrize("change", [move_columns, insert_rows, pad_headings])
def test_staff_may_rearrange(change: Change) -> None:
    parsed = read_book(changed(change))
    assert parsed.findings == ()
    assert parsed.scheme == SMALL


def test_places_follow_the_rearrangement() -> None:
    def change(book: Workbook) -> None:
        insert_rows(book)
        move_columns(book)

    parsed = read_book(changed(change))
    place = parsed.places.of("tiers", 1, "code")
    assert str(place) == "方案.xlsx“层面”表 D9 格"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("层面", A4="层面号"), "scheme-column-missing"),
        (put("评价环节", F4="截止时间"), "scheme-column-missing"),  # optional, but its dates would be lost
        (put("层面", D4="层面名称"), "scheme-column-twice"),
        (lambda book: book.remove(book["名额"]), "scheme-sheet-missing"),
    ],
)
def test_damage_is_told(change: Change, expected: str) -> None:
    parsed = read_book(changed(change))
    assert parsed.scheme is None
    assert codes(parsed.findings)[0] == expected


def test_what_is_no_workbook_is_told() -> None:
    parsed = read_book(b"PK nothing", "旧方案.xlsx")
    assert parsed.scheme is None
    assert codes(parsed.findings) == ["scheme-file-unreadable"]
    assert parsed.findings[0].place.file == "旧方案.xlsx"


def test_a_column_of_ones_own_is_not_read() -> None:
    def change(book: Workbook) -> None:
        book["层面"]["F4"] = "我的记号"
        book["层面"]["F30"] = "待问"

    assert read_book(changed(change)).scheme == SMALL


def voted_on(book: Workbook) -> None:
    """A group that votes without names, and so has no raters."""
    put("评价主体", A8="群众", B8="群众", C8=20)(book)
    put("评价安排", B5="群众")(book)


#: One fault each: what was typed, and what the self-checks say, by sheet and row.
FAULTS: list[tuple[str, Change, dict[tuple[str, int], str]]] = [
    ("nothing wrong", lambda _: None, {}),
    ("required blank", put("层面", B5="　"), {("层面", 5): "未填：层面名称；"}),
    ("optional blank", put("党组织", E6=None), {}),
    ("bad number", put("等次", D6="八十"), {("等次", 6): "格式不对：测评票分值；"}),
    ("code typed as a number", put("加减分项目", A6=2), {("述职报告要求", 5): "找不到：减分项目；"}),
    ("too many decimals", put("等次", D6=80.00001), {("等次", 6): "格式不对：测评票分值；"}),
    ("out of range", put("基本信息", B13=5), {("基本信息", 13): "格式不对：保留小数位数；"}),
    ("date as text", put("交叉检查安排", C5="12月5日"), {("交叉检查安排", 5): "格式不对：日期；"}),
    ("share became a date", put("名额", C7=44564), {("名额", 7): "格式不对：比例；"}),
    ("not a choice", put("评价安排", E5="所有"), {("评价安排", 5): "格式不对：评价范围；"}),
    ("code with a space", put("否决事项", A6="F 2", B6="x", C6="一般"), {("否决事项", 6): "格式不对：事项编号；"}),
    ("unknown reference", put("党组织", F6="w"), {("党组织", 6): "找不到：上级组织；"}),
    ("1.1 is not 1.10", put("否决登记", A5="1.100"), {("否决登记", 5): "找不到：党组织；该党组织不参加考核；"}),
    ("wildcard is no code", put("名额", F5="T*"), {("名额", 5): "找不到：只限层面；"}),
    ("duplicate code", put("加减分项目", A6="J1"),
     {("加减分项目", 6): "与前面的行重复：项目编号；", ("述职报告要求", 5): "找不到：减分项目；"}),
    ("duplicate pair", put("否决登记", A6="1.10", B6="F1", C6="x"), {("否决登记", 6): "与前面的行重复：党组织、否决事项；"}),
    ("tier weights", put("评价环节", D5=56.6667), {("评价环节", 5): "本层面权重合计90，应为100；"}),
    ("panel weights", put("评价安排", C8=50.5), {("评价安排", 7): "本环节权重合计110.5，应为100；"}),
    ("no panel counts", put("评价安排", C5=0), {("评价安排", 5): "本环节权重合计0，应为100；"}),
    ("only collected", both(put("评价环节", D7=0), put("评价安排", C7=0, C8=0)), {
        ("评价环节", 7): "本层面权重合计0，应为100；",
    }),
    ("watched by nobody", both(put("评价环节", D5=100, D6=0), put("评价安排", C6=0)), {
        ("评价安排", 6): "本环节权重合计0，应为100；",
    }),
    ("watched", put("评价环节", D5=100, D6=0), {}),
    ("bands above the cap", put("基本信息", B15=89), {("等次", 5): "下限分高于总分上限，永远达不到；"}),
    ("full marks", put("指标", F8=9), {("表单", 6): "各项满分合计89.5，与满分合计不符；"}),
    ("bands not falling", put("等次", B7=80), {("等次", 7): "下限分应低于上一等次；"}),
    ("bands end above 0", put("等次", B8=1), {("等次", 8): "最后一个等次的下限分应为0；"}),
    ("bands with a gap", put("等次", C6=89), {("等次", 6): "上限分应等于上一等次的下限分；"}),
    ("dates out of order", put("基本信息", B11=45000), {("基本信息", 11): "结束日期早于开始日期；"}),
    ("deadline too late", put("评价环节", F5=46000), {("评价环节", 5): "截止日期不在考核起止日期内；"}),
    ("visit too early", put("交叉检查安排", C6=45000), {("交叉检查安排", 6): "日期不在考核起止日期内；"}),
    ("error value", put("表单", B6="=1/0"), {("表单", 6): "公式错误：表单标题；"}),
    ("error value in a key", put("评价主体", A6="=1/0"), {
        ("评价主体", 6): "公式错误：主体编号；", ("评价安排", 7): "找不到：评价主体；",
        ("评价人", 7): "找不到：评价主体；", ("评价人", 8): "找不到：评价主体；",
    }),
    ("nobody reports", put("党组织", G6=None), {("党组织", 6): "书记和副书记都没有填；"}),
    ("own superior", put("党组织", F6="A1"), {("党组织", 6): "上级组织不能是自己；"}),
    ("names to ballots without names", put("评价主体", C5=30), {("评价主体", 5): "匿名的主体不在“评价人”表里登记人；"}),
    ("ballots by visits", put("评价主体", C7=30), {
        ("评价主体", 7): "匿名的主体不在“评价人”表里登记人；", ("评价安排", 6): "匿名票只能评全部对象；",
    }),
    ("ballots without names", voted_on, {}),
    ("nobody votes", put("评价安排", B5="群众"), {("评价安排", 5): "找不到：评价主体；该评价主体没有评价人；"}),
    ("names twice", put("评价人", B6="领导一"), {("评价人", 6): "评价人与前面的行重名；"}),
    ("whose subordinates", put("评价人", D7=None), {("评价人", 7): "未填：所在组织；"}),
    ("empty tier", put("层面", A7="T3", B7="x"), {("层面", 7): "没有党组织参加；没有评价环节；"}),
    ("trim missing", put("评价安排", G5=None), {("评价安排", 5): "未填：多于几张才去高低；"}),
    ("item without marks", put("指标", F11=None), {("指标", 11): "未填：满分；"}),
    ("text with marks", put("指标", F10=1), {
        ("指标", 10): "此项不计分，满分应留空；", ("表单", 6): "各项满分合计101，与满分合计不符；",
    }),
    ("unit missing", put("指标", G8=None), {("指标", 8): "未填：每次扣分／要求次数；"}),
    ("ballot of marks", put("指标", E5="评分"), {("指标", 5): "测评票只能用“等次”；"}),
    ("ballot points missing", put("等次", D8=None), {("等次", 8): "未填：测评票分值；"}),
    ("not a target", put("加减分登记", A5="W"), {("加减分登记", 5): "该党组织不参加考核；"}),
    ("inspects itself", put("交叉检查安排", A7="J1", B7="1.1"), {("交叉检查安排", 7): "不能检查自己所在的组织；"}),
]  # fmt: skip


@pytest.mark.long
def test_self_checks_agree_with_python(tmp_path: Path) -> None:
    files = [tmp_path / f"{number:02}.xlsx" for number in range(len(FAULTS))]
    data = compact(SMALL)
    for file, (_, change, _) in zip(files, FAULTS, strict=True):
        file.write_bytes(changed(change, data))
    wrong = []
    for file, (name, _, expected) in zip(office.recalculated(files, tmp_path / "out"), FAULTS, strict=True):
        data = file.read_bytes()
        found = problems(grids(data))
        wrong += [f"{name}: {found}"] if found != expected else []
        wrong += [f"{name}: {text}" for text in miscounted(grids(data))]
        missed = set(found) - errors_of_python(data)
        wrong += [f"{name}: Python does not see {missed}"] if missed else []
    assert wrong == []


def errors_of_python(data: bytes) -> set[tuple[str, int]]:
    parsed = read_book(data)
    findings = parsed.findings if parsed.scheme is None else check(parsed.scheme, parsed.places)
    return {
        (f.place.sheet, int(f.place.cell.lstrip(LETTERS))) for f in findings if f.severity is Severity.ERROR
    }


def miscounted(sheets: dict[str, Grid]) -> list[str]:
    """What sheets' verdicts and the front sheet say, where the self-checks say something else."""
    expected, said = {}, {}
    front = {str(row[0]): row for row in sheets[FRONT]}
    told = problems(sheets)
    for name, grid in list(sheets.items())[1:]:
        count = sum(text.count("；") for (sheet, _), text in told.items() if sheet == name)
        verdict = f"本表有 {count} 处需修改，点这里转到第一处" if count else "本表没有发现问题"
        expected[name] = (count, verdict, count)
        said[name] = (grid[2][len(grid[3]) - 1], grid[2][1], front[name][3])
    total = sum(count for count, _, _ in expected.values())
    expected[FRONT] = (0, f"还有 {total} 处需修改，见下表" if total else "方案可以使用", 0)
    said[FRONT] = (0, sheets[FRONT][1][0], 0)
    return [f"{name} says {said[name]}" for name in expected if said[name] != expected[name]]


@pytest.mark.long
def test_the_presets_check_as_sound(tmp_path: Path) -> None:
    files = []
    for preset in PRESETS:
        parsed = read_text(preset.read_text(encoding="utf-8"))
        assert parsed.scheme
        files.append(tmp_path / f"{preset.stem}.xlsx")
        files[-1].write_bytes(write_book(parsed.scheme))
        assert read_book(files[-1].read_bytes()).scheme == parsed.scheme
    for file in office.recalculated(files, tmp_path / "out"):
        assert problems(grids(file.read_bytes())) == {}
        assert miscounted(grids(file.read_bytes())) == []


def test_a_workbook_from_before_there_were_anonymous_ballots_is_read() -> None:
    def change(book: Workbook) -> None:
        book["评价主体"].delete_cols(3)

    parsed = read_book(changed(change))
    assert parsed.findings == ()
    assert parsed.scheme == SMALL


def test_an_empty_table_and_rows_without_a_check_are_told(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        for row in book["指标"]["A5:J11"]:
            for cell in row:
                cell.value = None
        put("名额", H7=None)(book)
        put("名额", A90="好")(book)  # below the prepared rows

    file = tmp_path / "方案.xlsx"
    file.write_bytes(changed(change))
    sheets = grids(office.recalculated([file], tmp_path / "out")[0].read_bytes())
    assert sheets["指标"][2][1] == "本表还没有填写，至少要有一行"
    lost = "（有 2 行没有自检，请从上一行复制“自检”格）"
    assert sheets["名额"][2][1] == f"本表有 2 处需修改，点这里转到第一处{lost}"
    records = {str(row[0]): row[2] for row in sheets[FRONT]}
    assert (records["指标"], records["名额"], records["层面"]) == (0, 4, 2)


def test_sheets_have_room_for_more() -> None:
    scheme = replace(SMALL, tiers=tuple(Tier(f"T{number}", "x") for number in range(100)))
    book = openpyxl.load_workbook(io.BytesIO(write_book(scheme)))
    assert [len(openpyxl_checks(book, sheet)) for sheet in ("层面", "名额")] == [100 + SPARE_ROWS, LEAST_ROWS]


def openpyxl_checks(book: Workbook, sheet: str) -> list[str]:
    column = next(cell.column_letter for cell in book[sheet][HEADING_ROW] if cell.value == "自检")
    return [str(cell.value) for cell in book[sheet][column][HEADING_ROW:] if cell.value is not None]


def test_formulas_are_within_excels_limits() -> None:
    book = openpyxl.load_workbook(io.BytesIO(DATA))
    formulas = [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert max(map(len, formulas)) < 8192
    # Newer functions are stored with a prefix, and Excel 2010 shows #NAME? for them.
    assert not [formula for formula in formulas if "_xl" in formula]
    rules = [rule for sheet in book for rule in sheet.data_validations.dataValidation]
    assert max(len(rule.prompt) for rule in rules) <= 255
    assert max(len(rule.promptTitle) for rule in rules) <= 32
    assert max(len(rule.formula1 or "") for rule in rules) <= 255
