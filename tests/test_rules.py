"""One rule, two executions: what the sheet's live self-check says of a cell is what Python says of it.

People's values of every family are typed into issued forms; LibreOffice recalculates them; then both answers are read
from the same file. A cell's first broken rule, in the order of RULES, is what the sheet shows.

One difference is meant. Where Python repairs a value (a number kept as text, a choice with blanks), it knows the marks
and may ask for a reason; the sheet repairs nothing, so it shows neither marks nor a wanted reason, and flags the value.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from dangjian_xl.catalogue import CATALOGUE
from dangjian_xl.forms.answers import PlacedAnswer
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import (
    CHECK_KEY,
    CHECK_ROW,
    FULL_KEY,
    SCORE_KEY,
    TOTAL_KEY,
    Address,
    Layout,
    Row,
)
from dangjian_xl.forms.live import FINE
from dangjian_xl.forms.marking import NOT_APPLICABLE, TICKS, to_points
from dangjian_xl.forms.rule import Cells
from dangjian_xl.forms.rules import END, RULES, rules_for, self_check
from dangjian_xl.forms.screen import Screen
from dangjian_xl.forms.values import Answer, State
from dangjian_xl.grids import Cell, Grid, cell_name
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.scheme.model import ItemKind
from tests.support import office
from tests.support.forms import Kit, Paper, broken_in, kit_of

pytestmark = pytest.mark.long

#: How far right of a cell its validation is put as a formula: beyond every form.
BESIDE = 60
RATERS = 3
#: Items of every kind, asked in every style, with labels that a formula must not take for its own words.
TEXT = """
# 表 评分表 1 是
| 1 | | 述职“"&A1&"” | 评分 | 19.3 | | 否 | |
| 2 | | 特色 | 评分 | 30 | | 是 | |
| 3 | | 党课 | 次数 | 10 | 3 | 否 | |
| 4 | | 主题党日 | 次数 | 5.5 | 12 | 是 | |
| 5 | | 违规 | 扣分 | 10 | 2.5 | 否 | |
| 6 | | 换届 | 扣分 | 4 | 4 | 是 | |
| 7 | | 场所 | 是否 | 5 | | 否 | |
| 8 | | 台账 | 是否 | 5 | | 是 | |
| 9 | | 评价 | 等次 | 5 | | 否 | |
| 10 | | 测评 | 等次 | 6 | | 是 | |
| 11 | | 问题 | 文字 | | | 否 | |
# 整表 评分表 0 否
| 1 | | 总体 | 评分 | 100 | | 否 | |
| 2 | | 特色 | 评分 | 20 | | 是 | |
# 矩阵 评分矩阵 2 否
| 1 | | 述职"&A1 | 评分 | 19.3 | | 否 | |
| 2 | | 特色 | 评分 | 30.25 | | 是 | |
| 3 | | 党课 | 次数 | 10 | 3 | 否 | |
| 4 | | 违规 | 扣分 | 10 | 2.5 | 是 | |
| 5 | | 场所 | 是否 | 5 | | 是 | |
| 6 | | 评价 | 等次 | 6 | | 否 | |
| 7 | | 亮点 | 文字 | | | 否 | |
# 小矩阵 评分矩阵 4 否
| 1 | | 述职 | 评分 | 100 | | 否 | |
| 2 | | 特色 | 评分 | 0.7 | | 是 | |
# 票 测评票 0 否
| 1 | | 评价 | 等次 | 100 | | 否 | |
# 多项票 测评票 0 否
| 1 | | 政治 | 等次 | 40 | | 否 | |
| 2 | | 组织 | 等次 | 30 | | 否 | |
| 3 | | 作风 | 等次 | 30 | | 是 | |
# 限额票 测评票 0 否 好≤1/9 漏无效
| 1 | | 评价 | 等次 | 100 | | 是 | |
# 弃权票 测评票 0 否 漏弃权
| 1 | | 政治 | 等次 | 40 | | 否 | |
| 2 | | 作风 | 等次 | 60 | | 否 | |
# 计票 计票表 0 否
| 1 | | 评价 | 等次 | 100 | | 否 | |
# 核查 指标清单 1 是
| 1 | 领导 | 制度 | 是否 | 20 | | 否 | |
| 2 | 领导 | 研究 | 次数 | 30 | 2 | 否 | 每年2次 |
| 3 | 队伍 | 双带头 | 评分 | 50 | | 是 | |
# 自查 指标清单 1 否 自评
| 1 | 领导 | 制度 | 是否 | 20 | | 否 | |
| 2 | 领导 | 研究 | 次数 | 30 | 2 | 否 | 每年2次 |
| 3 | 队伍 | 双带头 | 评分 | 50 | | 是 | |
# 汇总 情况汇总表 0 否 好≤1/9
| 1 | | 意见 | 文字 | | | 否 | |
| 2 | | 等次 | 等次 | 100 | | 否 | |
# 点评 点评意见表 0 否
| 1 | | 问题 | 文字 | | | 否 | |
| 2 | | 方向 | 文字 | | | 是 | |
# 评阅 报告评阅表 1 否
| 1 | | 成效 | 评分 | 60 | | 否 | |
| 2 | | 意见 | 文字 | | | 否 | |
# 花名 名册 0 否
| 1 | | 书记 | 文字 | | | 否 | |
| 2 | | 人数 | 次数 | | | 否 | |
| 3 | | 现场 | 是否 | | | 是 | |
"""
#: Told of a whole sheet, on which the rows of these tests are never alike, and of the three lists: tried by themselves.
WHOLE = {"answer-alike", "answer-all-full"}
OF_LISTS = {
    "answer-wanted-stated",
    "answer-wanted-chosen",
    "answer-unstated",
    "answer-not-day",
    "answer-text-day",
    "answer-day-future",
    "answer-day-late",
}
_Family = Callable[[Answer, random.Random], Cell]


def _limit(spec: Answer) -> float:
    return float(spec.limit)


def _good(spec: Answer, chance: random.Random) -> Cell:
    if spec.choices:
        return chance.choice(spec.choices)
    if spec.upper is not None:
        return round(chance.uniform(0, _limit(spec)) - 0.05, spec.digits) if chance.random() < 0.7 else 0
    return chance.randint(0, 15) if spec.numeric else chance.choice(["", "记录不全", "缺两次"])


def _one_of(*values: Cell) -> _Family:
    return lambda _, chance: chance.choice(values)


def _near_limit(*distances: float) -> _Family:
    return lambda spec, chance: (
        _limit(spec) + chance.choice(distances) if spec.numeric else _good(spec, chance)
    )


#: What people type, by kind of oddity. Each row of a form has one; the cells beside are filled in rightly.
FAMILIES: dict[str, _Family] = {
    "good": _good,
    "full marks": lambda spec, chance: _limit(spec) if spec.upper else _good(spec, chance),
    "blank": _one_of("", " ", "　", " 　 ", None),  # type: ignore[arg-type]
    "line break for blank": _one_of("\n", "\n ", "\t", "\r\n"),
    "wide blank of the web": _one_of("\xa0", "\u2003", "\u2009 "),
    "invisible": _one_of("\u200b", "\ufeff", "\u200e\u200f"),
    "out of range": lambda spec, chance: chance.choice(
        [-1, -0.5, _limit(spec) + 1, _limit(spec) + 0.1, 1e5, 1e16, -1e-4]
    ),
    "far out of range": _one_of(1e300, -1e300, 1e16, -1e18),
    "too fine": _one_of(0.05, 0.123, 1 / 3, 0.00001, 0.0000001, 2.50001, 1.9999999),
    "noise of computing": _one_of("=0.1+0.2", "=3*0.1", "=1.1-1", "=4.35*100/100", "=2+1E-12", "=1-1E-12"),
    "noise at the limit": _near_limit(1e-12, -1e-12, 5e-13, -3e-10),
    "text number": _one_of("8", "８", "8分", "8次", "８．５", "8.0", "-1", "99999", "+5", "\u200b5", ".5"),
    "text number with blanks": _one_of(" 8", "8 ", "8 分", "　8"),
    "doubtful": _one_of("约8", "8-9", "8,5", "1e2", "八", "NaN", "8/10", "%", "'8", "8.5.1"),
    "logical": _one_of(True, False, "=1=1", "=2<1"),
    "day": _one_of(datetime(2024, 1, 5), datetime(1905, 6, 1), datetime(2024, 3, 1, 12)),  # noqa: DTZ001 - no zone
    # Days before 1900-03-01 are left out: programs disagree which number they are, so Python refuses them, while the
    # sheet sees a plain number.
    # So are times of day: to the sheet they are numbers below 1, nobody means them as scores.
    "not applicable": _one_of("不适用"),
    "not applicable with blanks": _one_of("不 适 用", "不适用 ", "　不适用", "不适用\u200b"),
    "choice": _one_of("是", "否", "好", "较好", "一般", "差"),
    "choice with blanks": _one_of(" 好", "好 ", "是　", " 否", "较 好", "差\n"),
    "ticked": _one_of(
        "√", "✓", "☑", "对", "×", "✘", "y", "Ｎo", "TRUE", "F", 1, 0, 1.0, "1", "０", "有", "○", "☒"
    ),
    "quoted": _one_of("“是”", "【好】", "好。", "好等次", "“不适用”", "「差」", "5分。", "5。", "“5”"),
    "no choice": _one_of("Yes", "是的", "較好", "好/较好", "好较好", "优秀", "√", "?*", "*", "~"),
    "error": _one_of("=1/0", "=NA()", '=VALUE("x")', "=SQRT(-1)", "=NOSUCH(1)", "#N/A", "#REF!"),
    "formula": _one_of('=""', "=1+1", '="8"&""', '="好"', '=" "', "=5/2", '="不适用"', "=SUM(1,2)"),
    "injected": _one_of(
        "+1+1", "@SUM(1)", "-2+3", "http://example.org", '"', '"&A1&"', END, f"{END}{END}", "'"
    ),
    "long": _one_of("长" * 300, "8" * 300, "长" * 5000),
    "missing reason": lambda spec, chance: "" if spec.field == "reason" else _good(spec, chance),
}


NAMES = [*FAMILIES, "mixed"]


def _raw(family: str, spec: Answer, chance: random.Random) -> Cell:
    if family == "mixed":
        family = chance.choice(list(FAMILIES))
    # Some cells are filled in rightly, so that each oddity also meets good neighbours.
    share = {"value": 0.75, "remark": 0.25}.get(spec.field, 0.5)
    return FAMILIES[family](spec, chance) if chance.random() < share else _good(spec, chance)


@dataclass(frozen=True)
class Judged:
    """One sheet as it was recalculated, and what Python says of its answers."""

    form: IssuedForm
    layout: Layout
    grid: Grid
    answers: Mapping[Address, PlacedAnswer]
    codes: Mapping[Address, list[str]]


@dataclass(frozen=True)
class Line:
    """One row of a sheet; all that is odd in it is of one family."""

    family: str
    sheet: Judged
    row: Row

    def shown(self, key: str) -> Cell:
        """What stands under a column now."""
        row, column = self.sheet.layout.cell(self.row.key, key)
        return self.sheet.grid[row][column]

    def answers(self) -> Iterator[tuple[str, Answer, PlacedAnswer]]:
        """(column key, what is asked, what was read), in the order of columns."""
        for column in self.sheet.layout.columns:
            spec = self.sheet.layout.answers.get((self.row.key, column.key))
            if spec:
                yield (
                    column.key,
                    spec,
                    self.sheet.answers[self.sheet.layout.address(self.row.key, column.key)],
                )

    def said(self) -> list[str]:
        """What the self-check must say, cell by cell: "" where no rule is broken."""
        headings = {column.key: column.heading for column in self.sheet.layout.columns}
        segments = []
        repaired = False
        for key, spec, placed in self.answers():
            codes = self.sheet.codes.get(placed.address, [])
            if repaired and placed.address[2] == "reason":
                codes = [code for code in codes if code != "answer-reason-missing"]
            if repaired and placed.address[2] == "evidence":
                codes = [code for code in codes if code != "answer-evidence-missing"]
            codes = [code for code in codes if self._plain(code, spec, placed)]
            first = next((rule for rule in RULES if rule.code in codes), None)
            prefix = f"{headings[key]}：" if self.sheet.layout.named(self.row.key, key) else ""
            segments.append(prefix + first.label(spec) + END if first else "")
            repaired = placed.address[2] == "value" and _repaired(placed)
        return segments

    def _plain(self, code: str, spec: Answer, placed: PlacedAnswer) -> bool:
        """Whether the sheet can know it: what Python repaired, the sheet tells as wrong and does not count with."""
        if spec.relation and code == spec.relation.code:
            beside = {key: e for key, _, e in self.answers()}
            return all(
                e.answer.reading.state is State.NUMBER
                for e in (placed, *(beside[p] for p in spec.relation.peers))
            )
        if code.startswith("answer-too-many"):
            column = (e for e in self.sheet.answers.values() if e.address[1] == placed.address[1])
            chosen = sum(
                e.answer.reading.state is State.CHOICE and e.answer.reading.value == spec.choices[0]
                for e in column
            )
            return chosen > (spec.most or 0)
        return True

    def marks(self) -> int:
        """The marks in ticks that the sheet can know: repaired values have none there."""
        return sum(e.answer.score or 0 for _, _, e in self.answers() if not _repaired(e))

    def describe(self) -> str:
        """For a failing test: what stands in the row."""
        raws = {e.cell: repr(e.answer.raw)[:24] for _, _, e in self.answers() if e.answer.raw != ""}
        return f"{self.sheet.form.assignment.id} {raws}"


def _repaired(placed: PlacedAnswer) -> bool:
    return placed.answer.reading.state in (State.TEXT_NUMBER, State.TEXT_CHOICE)


def _fill(paper: Paper, shift: int, chance: random.Random) -> None:
    """Fill in a form, one family a target, and put each cell's validation beside the table as a formula."""
    values: dict[Address, Cell] = {}
    for address, spec in paper.form.specs.items():
        values[address] = _raw(_family(address[0], shift), spec, chance)
    paper.put(values)
    for layout in paper.form.layouts:
        sheet = paper.sheet(layout)
        for validation in sheet.data_validations.dataValidation:
            if validation.type == "custom":
                row, column = coordinate_to_tuple(str(validation.sqref))
                sheet.cell(row, column + BESIDE).value = f"={validation.formula1}"


def _family(target: str, shift: int) -> str:
    return NAMES[(int(target[1:]) + 11 * shift) % len(NAMES)]


def _judged(kit: Kit, data: Sequence[bytes]) -> list[Judged]:
    recognised = [kit.recognise(content) for content in data]
    assert [r.findings for r in recognised if any(not f.code.startswith("answer-") for f in r.findings)] == []
    found = []
    for r, content in zip(recognised, data, strict=True):
        form = kit.forms[r.form_id]
        by_address = {placed.address: placed for placed in r.answers}
        of_form: dict[Address, list[str]] = {}
        for placed, code in broken_in(r):
            of_form.setdefault(placed.address, []).append(code)
        for layout, grid in zip(form.layouts, read_grids(content).values(), strict=True):
            found.append(Judged(form, layout, grid, by_address, of_form))
    return found


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    """Every sheet of every form, filled in, recalculated and judged by Python."""
    folder = tmp_path_factory.mktemp("rules")
    kit = kit_of(TEXT, targets=len(NAMES), raters=RATERS)
    chance = random.Random(20221122)
    files = []
    for form_id, form in kit.forms.items():
        paper = kit.paper(form)
        _fill(paper, int(form.assignment.rater.code[1:]), chance)
        files.append(folder / f"{form_id.replace('/', '-')}.xlsx")
        files[-1].write_bytes(paper.data())
    copies = office.recalculated(files, folder / "out")
    return _judged(kit, [copy.read_bytes() for copy in copies])


@pytest.fixture(scope="module")
def lines(sheets: list[Judged]) -> list[Line]:
    """Every row of every sheet."""
    found = []
    for sheet in sheets:
        shift = int(sheet.form.assignment.rater.code[1:])
        for row in sheet.layout.rows:
            target = sheet.layout.target or row.key.removeprefix("t:")
            found.append(Line(_family(target, shift), sheet, row))
    return found


def test_there_is_much_to_compare(lines: list[Line]) -> None:
    """No family and no rule is missed, else the laws below would say little."""
    cells = [(line, placed) for line in lines for _, _, placed in line.answers()]
    assert len(cells) > 4000
    for family in NAMES:
        assert sum(line.family == family for line, _ in cells) > 120
    broken_codes = {code for line in lines for codes in line.sheet.codes.values() for code in codes}
    assert broken_codes == {rule.code for rule in RULES} - WHOLE - OF_LISTS
    assert sum(not any(line.said()) for line in lines) > 150


@pytest.mark.parametrize("family", NAMES)
def test_the_self_check_says_what_python_says(lines: list[Line], family: str) -> None:
    differing = [
        (line.describe(), f"sheet: {line.shown(CHECK_KEY)}", f"Python: {''.join(line.said())}")
        for line in lines
        if line.family == family and line.shown(CHECK_KEY) != ("".join(line.said()) or FINE)
    ]
    assert differing == []


@pytest.mark.parametrize("family", NAMES)
def test_typing_is_refused_where_python_would_object(lines: list[Line], family: str) -> None:
    """The data validation of a number's cell; Excel refuses what makes the condition FALSE or an error."""
    differing = []
    for line in lines:
        for key, spec, placed in line.answers():
            # LibreOffice counts TRUE as a number, Excel does not; the condition is Excel's.
            if (
                line.family != family
                or not spec.numeric
                or placed.answer.raw == ""
                or isinstance(placed.answer.raw, bool)
            ):
                continue
            row, column = line.sheet.layout.cell(line.row.key, key)
            accepted = line.sheet.grid[row][column + BESIDE] is True
            # What is wrong only beside other cells cannot be refused while typing: they may be mended next.
            codes = [c for c in line.sheet.codes.get(placed.address, []) if not c.startswith("answer-votes-")]
            if accepted != (not codes):
                differing.append(
                    (placed.cell, placed.answer.raw, f"validation accepts: {accepted}", codes, spec.expected)
                )
    assert differing == []


def test_lists_offer_what_may_be_chosen() -> None:
    kit = kit_of(TEXT)
    for form in kit.forms.values():
        paper = kit.paper(form)
        for layout in form.layouts:
            lists = {
                str(v.sqref): str(v.formula1).strip('"').split(",")
                for v in paper.sheet(layout).data_validations.dataValidation
                if v.type == "list"
            }
            asked = {keys: spec for keys, spec in layout.answers.items() if spec.choices}
            offered = {
                cell_name(*layout.cell(*keys)): [*spec.choices, *([NOT_APPLICABLE] if spec.optional else [])]
                for keys, spec in asked.items()
            }
            assert lists == offered


@pytest.mark.parametrize("family", NAMES)
def test_whatever_breaks_no_rule_is_marked(lines: list[Line], family: str) -> None:
    """A form without a finding is accepted: then every marked item has its marks."""
    for line in lines:
        for key, spec, placed in line.answers():
            if line.family == family and (line.row.key, key) in line.sheet.layout.markings:
                codes = {c for _, _, e in line.answers() for c in line.sheet.codes.get(e.address, [])}
                void = "answer-votes-collected" in codes
                left = placed.answer.reading.state is State.BLANK and not spec.required
                codes = set(line.sheet.codes.get(placed.address, []))
                if codes <= {"answer-text-number", "answer-text-choice"} and not void and not left:
                    assert placed.answer.score is not None, (placed.cell, placed.answer.raw)


@pytest.mark.parametrize("family", NAMES)
def test_the_marks_shown_are_pythons(lines: list[Line], family: str) -> None:
    differing = []
    for line in lines:
        if line.family != family or SCORE_KEY not in {c.key for c in line.sheet.layout.columns}:
            continue
        shown = line.shown(SCORE_KEY)
        (placed,) = (e for _, _, e in line.answers() if e.address[2] == "value")
        marked = (
            placed.answer.score is not None
            and placed.answer.reading.value != NOT_APPLICABLE
            and not _repaired(placed)
        )
        if not _same(shown, placed.answer.score if marked else None, line):
            differing.append(
                (
                    line.describe(),
                    f"sheet: {shown!r}",
                    f"Python: {placed.answer.score and to_points(placed.answer.score)}",
                )
            )
    assert differing == []


@pytest.mark.parametrize("family", NAMES)
def test_the_totals_shown_are_pythons(lines: list[Line], family: str) -> None:
    differing: list[tuple[object, ...]] = []
    by_sheet: dict[int, list[Line]] = {}
    for line in lines:
        if line.family == family and line.sheet.layout.totals:
            by_sheet.setdefault(id(line.sheet), []).append(line)
        elif line.family == family and TOTAL_KEY in {c.key for c in line.sheet.layout.columns}:
            # A row in which nothing can be marked shows nothing or nought.
            shown = line.shown(TOTAL_KEY) or 0
            if not _same(shown, line.marks(), line):
                differing.append((line.describe(), f"sheet: {shown!r}", f"Python: {to_points(line.marks())}"))
    for of_sheet in by_sheet.values():
        sheet = of_sheet[0].sheet
        end = sheet.layout.first_row + len(sheet.layout.rows)
        columns = {c.key: index for index, c in enumerate(sheet.layout.columns, 1)}
        marks = sum(line.marks() for line in of_sheet)
        if not _same(sheet.grid[end][columns[SCORE_KEY]], marks, *of_sheet):
            differing.append(
                (sheet.layout.name, "total", sheet.grid[end][columns[SCORE_KEY]], to_points(marks))
            )
        full = sum(
            marking.full
            for keys, marking in sheet.layout.markings.items()
            if not (
                sheet.layout.answers[keys].optional
                and _not_applicable(sheet.answers[sheet.layout.address(*keys)])
            )
        )
        shown = sheet.grid[end][columns[FULL_KEY]]
        if not _same(shown, full):
            differing.append((sheet.layout.name, "full marks", shown, to_points(full)))
    assert differing == []


def _not_applicable(placed: PlacedAnswer) -> bool:
    return placed.answer.raw == NOT_APPLICABLE


def _same(shown: Cell, ticks: int | None, *lines: Line) -> bool:
    if ticks is None or isinstance(shown, str):
        return shown == "" and not ticks
    # LibreOffice shows the sum of a time and a number as a time.
    if isinstance(shown, (date, time, timedelta)):
        shown = _serial(shown)
    if isinstance(shown, bool) or not isinstance(shown, (int, float)):
        return False
    # Python marks a number with too many decimals by its nearest tick; the sheet as it stands.
    fine = sum(
        "answer-too-fine" in line.sheet.codes.get(e.address, [])
        for line in lines
        for _, _, e in line.answers()
    )
    return abs(shown - ticks / TICKS) < 1e-7 + fine / TICKS


def _serial(moment: date | time | timedelta) -> float:
    """The number behind a day as the reader gives it: Excel has a 29 February 1900."""
    if isinstance(moment, timedelta):
        return moment / timedelta(days=1)
    if isinstance(moment, time):
        return (moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6) / 86400
    full = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
    days = (full - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001 - no zone
    return days if days >= 61 else days - 1


def test_the_summary_counts_and_links_to_the_first_wrong_cell(sheets: list[Judged]) -> None:
    everywhere: dict[str, int] = {}
    for sheet in sheets:
        everywhere[sheet.form.assignment.id] = everywhere.get(sheet.form.assignment.id, 0) + _told(sheet)
    for sheet in sheets:
        count, others = _told(sheet), everywhere[sheet.form.assignment.id] - _told(sheet)
        summary, *links = [cell for cell in sheet.grid[CHECK_ROW] if cell != ""]
        more = f"，其他表还有 {others} 处" if others else ""
        if count:
            assert str(summary).startswith(f"自检：还有 {count} 处需修改（")
            assert str(summary).endswith("）" + more)
            parts = str(summary).partition("（")[2].partition("）")[0].split("、")
            assert sum(int(part.rpartition(" ")[2]) for part in parts) == count
            assert links == ["到第一处需修改的格"]
        elif others:
            assert summary == f"自检：本表没有发现问题{more}"
            assert links == ["到下一张有问题的表"]
        else:
            assert [summary, *links] == ["自检：没有发现问题，可以上报"]


def _told(sheet: Judged) -> int:
    """How many segments the rows of a sheet show."""
    column = sheet.layout.cell(sheet.layout.rows[0].key, CHECK_KEY)[1]
    texts = [str(sheet.grid[sheet.layout.first_row + n][column]) for n in range(len(sheet.layout.rows))]
    return sum(text.count(END) for text in texts)


def test_each_rows_link_goes_to_the_next_wrong_cell(lines: list[Line]) -> None:
    """The hidden cell beside the self-check names the row's first wrong answer; the links go along these."""
    for line in lines:
        screen = Screen(line.sheet.layout)
        at = line.sheet.layout.cell(line.row.key, CHECK_KEY)[0]
        grid = line.sheet.grid
        wrong = [key for (key, _, _), said in zip(line.answers(), line.said(), strict=True) if said]
        expected = cell_name(at, screen.columns[wrong[0]]) if wrong else ""
        assert grid[at][screen.where] == expected, line.describe()
        below = [grid[n][screen.where] for n in range(at + 1, screen.bottom)]
        link = ("到下一处" if any(below) else "最后一处") if wrong else ""
        assert grid[at][screen.next] == link


def test_a_label_may_hold_what_ends_a_segment(tmp_path: Path) -> None:
    rows = "\n".join(f"| {n} | | 学习{END}研讨{END}{n} | 评分 | 10 | | 否 | |" for n in range(1, 4))
    kit = kit_of(f"# 表 评分矩阵 0 否\n{rows}", targets=2)
    file = tmp_path / "a.xlsx"
    file.write_bytes(kit.written(kit.form("表")))
    for data in (file.read_bytes(), office.recalculated([file], tmp_path / "out")[0].read_bytes()):
        (grid,) = read_grids(data).values()
        assert grid[CHECK_ROW][1] == "自检：还有 6 处需修改（未填 6）"


# The rules as a whole.

ANSWERS = [
    Answer("value", "项", kind, required, upper, digits, choices, optional)
    for kind, upper, choices in (
        (ItemKind.POINTS, Decimal("19.3"), ()),
        (ItemKind.COUNT, None, ()),
        (ItemKind.GRADE, None, ("好", "差")),
        (ItemKind.TEXT, None, ()),
    )
    for required in (True, False)
    for digits in (0, 2)
    for optional in (True, False)
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_rule_that_applies_has_its_words_in_the_sheet(answer: Answer) -> None:
    """Rules that look the same in the sheet share a label and a condition; none is lost on the way."""
    shown = {rule.label(answer): rule.broken(answer, Cells("A1", "B1", "C1")) for rule in rules_for(answer)}
    for rule in RULES:
        if rule.applies(answer):
            assert shown[rule.label(answer)] == rule.broken(answer, Cells("A1", "B1", "C1"))
            assert END not in rule.label(answer)
    expression = self_check(answer, Cells("A1", "B1", "C1"))
    assert [label for label in shown if f'"{label}{END}"' not in expression] == []


def test_every_rule_is_in_the_catalogue() -> None:
    assert {rule.code for rule in RULES} <= CATALOGUE.keys()
    assert len({rule.code for rule in RULES}) == len(RULES)
