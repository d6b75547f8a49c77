"""Every fault that a scheme can have: one is put into the preset, and its code and its very cell are demanded."""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from dangjian_xl.catalogue.scheme import SCHEME
from dangjian_xl.findings import Finding
from dangjian_xl.scheme.book import read_book, write_book
from dangjian_xl.scheme.check import check
from dangjian_xl.scheme.codecs import RefusedValueError, Shown
from dangjian_xl.scheme.columns import Column
from dangjian_xl.scheme.parse import FIRST_ROW, HEADING_ROW, Parsed
from dangjian_xl.scheme.presets import preset
from dangjian_xl.scheme.tables import BASICS, BASICS_SHEET, TABLES
from dangjian_xl.scheme.text import read_text, write_text

#: Without what is planned: the faults are typed into empty tables, where nothing else depends on their rows.
WHOLE = preset("sztu-2022")
PLANLESS = replace(
    WHOLE,
    components=tuple(replace(c, stage="") for c in WHOLE.components),
    inspection_rules=(), sessions=(), report_rules=(), report_parts=(), stages=(),
)  # fmt: skip
PRESET = write_text(PLANLESS)
DATA = write_book(PLANLESS)
TITLES = {BASICS_SHEET: ["项目", "内容"], **{t.sheet: [c.title for c in t.columns] for t in TABLES}}

#: Code, sheet and cell of a finding.
Told = tuple[str, str, str]
#: The rows of each sheet of the text, the headings first; so the workbook's row 4 is index 0.
Sheets = dict[str, list[list[str]]]


def sheets_of(text: str) -> Sheets:
    """The text's tables; one that it leaves out has only its headings."""
    sheets: Sheets = {name: [list(titles)] for name, titles in TITLES.items()}
    name = ""
    heading: list[str] = []
    for line in text.splitlines():
        if line.startswith("## "):
            name, heading = line[3:], []
        elif name and line.startswith("| ") and "---" not in line:
            cells = [cell.strip() for cell in line.split("|")[1:-1]]
            if heading:
                # The text may leave out columns that need not be filled in.
                row = dict(zip(heading, cells, strict=True))
                sheets[name].append([row.get(title, "") for title in TITLES[name]])
            heading = heading or cells
    return sheets


def text_of(sheets: Sheets) -> str:
    lines = []
    for name, rows in sheets.items():
        lines += ["", f"## {name}", ""] + ["| " + " | ".join(cells) + " |" for cells in rows]
        lines.insert(len(lines) - len(rows) + 1, "| --- |")
    return "\n".join(lines)


@dataclass(frozen=True)
class Put:
    """Type texts into cells of a sheet, named as in the workbook."""

    sheet: str
    cells: dict[str, str]

    def in_text(self, sheets: Sheets) -> None:
        rows = sheets[self.sheet]
        for name, value in self.cells.items():
            row, column = int(name[1:]) - HEADING_ROW, ord(name[0]) - ord("A")
            if row == len(rows):
                rows.append([""] * len(rows[0]))
            rows[row][column] = value

    def in_book(self, book: Workbook) -> None:
        for name, value in self.cells.items():
            book[self.sheet][name] = self._typed(name, value)

    def _typed(self, name: str, value: str) -> Shown:
        """What a person's typing becomes in a cell: a number or a date where the column takes one."""
        row, at = int(name[1:]), ord(name[0]) - ord("A")
        columns = BASICS[row - FIRST_ROW :] if self.sheet == BASICS_SHEET else _columns(self.sheet)[at:]
        if row < FIRST_ROW or not value.strip() or not columns:
            return value
        column = columns[0]
        try:
            return column.codec.show(column.codec.parse(value))
        except RefusedValueError:
            return value


@dataclass(frozen=True)
class Drop:
    """Delete rows of a sheet; `rows` empty: all of them."""

    sheet: str
    rows: tuple[int, ...] = ()

    def in_text(self, sheets: Sheets) -> None:
        rows = sheets[self.sheet]
        gone = self.rows or range(FIRST_ROW, HEADING_ROW + len(rows))
        sheets[self.sheet] = [cells for number, cells in enumerate(rows, HEADING_ROW) if number not in gone]

    def in_book(self, book: Workbook) -> None:
        for row in sorted(self.rows or range(FIRST_ROW, book[self.sheet].max_row + 1), reverse=True):
            book[self.sheet].delete_rows(row)


@dataclass(frozen=True)
class Without:
    """Delete a whole sheet."""

    sheet: str

    def in_text(self, sheets: Sheets) -> None:
        del sheets[self.sheet]

    def in_book(self, book: Workbook) -> None:
        del book[self.sheet]


def put(sheet: str, **cells: str) -> Put:
    return Put(sheet, cells)


def drop(sheet: str, *rows: int) -> Drop:
    return Drop(sheet, rows)


def _columns(sheet: str) -> tuple[Column, ...]:
    return next(t.columns for t in TABLES if t.sheet == sheet)


@dataclass(frozen=True)
class Fault:
    """One thing gone wrong, and all that must be told of it (besides the marked samples)."""

    name: str
    told: list[Told]
    edits: Sequence[Put | Drop | Without] = field(default=())


def fault(name: str, told: str, *edits: Put | Drop | Without) -> Fault:
    """`told` is written “code sheet cell”, several parted by commas, without the prefix that all codes have."""
    findings = [(*line.split(), "", "")[:3] for line in told.split(",") if line]
    return Fault(name, [(f"scheme-{code}", sheet, cell) for code, sheet, cell in findings], edits)


SPARE_FORM = put("表单", A11="另表", B11="另表", C11="评分表", D11="1", E11="否")
USED = put("评价安排", D5="另表")  # which 报告评阅 can spare: other panels use it too
STAGE = {"A5": "写", "B5": "写报告", "D5": "2022-11-28"}
RULE = {"A5": "T1-互评", "B5": "1", "C5": "2022-12-01", "D5": "2022-12-06", "E5": "1", "F5": "1", "G5": "否"}
SESSION = {
    "A5": "下午",
    "B5": "T1",
    "C5": "2022-11-29",
    "D5": "14:30",
    "E5": "16:30",
    "F5": "8",
    "G5": "抽签",
}
REPORTS = {"A5": "T1", "F5": "否", "G5": "否"}
PROBLEMS = put("述职报告结构", A5="T1", B5="存在问题", C5="问题", D5="是")
TIER_4 = put("层面", A8="T4", B8="第四层面")
COMPARED = put("基本信息", B14="比较环节得分")
#: T1-书面 is only collected.
COLLECTED = put("评价环节", D5="0", D6="50")
#: The third tier's grades are what its 党总支 report; their score sheet and the other components count for nothing.
GIVEN = (
    put("表单", A11="汇总", B11="汇总", C11="情况汇总表", D11="0", E11="否"),
    put("指标", A63="汇总", B63="1", D63="等次", E63="等次", F63="100", H63="否"),
    put("评价环节", D11="0", D12="100", D13="0"),
    put(
        "评价安排",
        D13="汇总",
        A15="T3-党总支",
        B15="组织部",
        C15="0",
        D15="附件4",
        E15="全部对象",
        F15="平均",
    ),
)
AWARD = {"A5": "A01", "B5": "J1", "C5": "1", "D5": "省级表彰"}

FAULTS = (
    # cells, rows and sheets as such
    fault("sheet gone", "sheet-missing", Without(BASICS_SHEET)),
    fault("column renamed", "column-missing 名额", put("名额", A4="等级")),
    fault("basic fact renamed", "column-missing 基本信息", put("基本信息", A9="年度")),
    fault("basic fact twice", "column-twice 基本信息 A16", put("基本信息", A16="学校", B16="别的学校")),
    fault("blank cell", "cell-blank 党组织 B6", put("党组织", B6="")),
    fault("only a full-width blank", "cell-blank 指标 D30", put("指标", D30="　")),
    fault("blank basic fact", "cell-blank 基本信息 B6", put("基本信息", B6="")),
    fault("words for a number", "cell-refused 评价环节 D5", put("评价环节", D5="二十")),
    fault("too many decimals", "cell-refused 等次 B6", put("等次", B6="75.00001")),
    fault("negative points", "cell-refused 加减分项目 D6", put("加减分项目", D6="-5")),
    fault("unknown choice", "cell-refused 评价安排 E5", put("评价安排", E5="所有人")),
    fault("date without year", "cell-refused 基本信息 B10", put("基本信息", B10="11月24日")),
    fault("share above one", "cell-refused 名额 C5", put("名额", C5="4/3")),
    fault("code with a slash", "cell-refused 否决事项 A5", put("否决事项", A5="F/1")),
    fault("neither yes nor no", "cell-refused 表单 E5", put("表单", E5="不用")),
    fault("duplicate code", "duplicate 否决事项 A6", put("否决事项", A6="F1")),
    fault("duplicate pair", "duplicate 评价安排 B7", put("评价安排", B7="校领导")),
    fault(
        "quota twice", "duplicate 名额 D6",
        put("名额", A6="好", B6="该等次及以上至多", C6="1/4", D6="层面", E6="进一"),
    ),
    fault("unknown superior", "unknown-reference 党组织 F21", put("党组织", F21="A99")),
    fault("another case", "unknown-reference 评价环节 B5", put("评价环节", B5="t1")),
    fault("unknown grade", "unknown-reference 等次前提 A5", put("等次前提", A5="优")),
    fault("no items at all", "empty-table 指标 A5", drop("指标")),
    # dates
    fault("ends before it starts", "dates-order 基本信息 B11", put("基本信息", B11="2022-11-23")),
    fault("deadline in another year", "date-outside 评价环节 F5", put("评价环节", F5="2023-12-05")),
    fault("visit a day too early", "date-outside 交叉检查安排 C5", put("交叉检查安排", C5="2022-11-23")),
    # organisations and raters
    fault("own superior", "circular-superior 党组织 F5", put("党组织", F5="W00")),
    fault("two in a circle", "circular-superior 党组织 F6", put("党组织", F6="C01")),
    fault("three in a circle", "circular-superior 党组织 F5", put("党组织", F5="C01")),
    fault("nobody reports", "no-reporter 党组织 G6", put("党组织", G6="")),
    fault("nobody in a tier", "tier-empty 层面 A6", put("党组织", **{f"D{row}": "" for row in range(15, 21)})),
    fault("name twice", "name-twice 评价人 B6", put("评价人", B6="评委01")),
    fault(
        "rates its branches, but whose", "rater-without-organisation 评价人 D39",
        put("评价人", A39="G09", B39="某党总支", C39="党总支"),
    ),
    fault(
        "a group of nobody", "group-without-raters 评价安排 B5",
        put("评价主体", A10="纪委", B10="纪委"), put("评价安排", B5="纪委"),
    ),
    fault("a group that rates nothing", "group-unused 评价主体 A10", put("评价主体", A10="纪委", B10="纪委")),
    fault("a rater with nobody to rate", "rater-idle 评价人 A39",
          put("评价人", A39="J10", B39="检查组10", C39="交叉检查组")),
    # ballots without names
    fault("names to ballots without names", "ballots-named 评价主体 C7", put("评价主体", C7="30")),
    fault("whose branches does nobody rate", "ballots-scope 评价安排 E5",
          put("评价主体", A10="群众", B10="群众", C10="20"), put("评价安排", B5="群众", E5="所辖组织")),
    fault("so few that each is known", "ballots-few 评价主体 C10",
          put("评价主体", A10="群众", B10="群众", C10="4"), put("评价安排", B5="群众")),
    fault("part of a ballot", "cell-refused 评价主体 C7", put("评价主体", C7="30.5")),
    fault("no ballot", "cell-refused 评价主体 C7", put("评价主体", C7="0")),
    # tiers, components, panels
    fault("weights of a tier", "component-weights 评价环节 D11", put("评价环节", D12="49.9999")),
    fault("weights of a component", "panel-weights 评价安排 C6", put("评价安排", C7="40.1")),
    fault("tier without components", "tier-without-components 层面 A8", TIER_4, put("党组织", D20="T4"),
          put("名额", F5="T1")),
    fault("a tier of nothing", "tier-empty 层面 A8, tier-without-components 层面 A8", TIER_4),
    fault("none of a component's panels counts", "panel-weights 评价安排 C5", put("评价安排", C5="0")),
    fault("two levels, one of them short", "component-weights 评价环节 D11", put("评价环节", H13="所在党总支", D13="100", D12="60")),
    fault("only the units assess it", "tier-without-components 层面 A6",
          put("评价环节", H9="所在党总支", H10="所在党总支")),
    fault("negative weight", "cell-refused 评价环节 D5", put("评价环节", D5="-1", D6="51")),
    fault("component without panels", "component-without-panels 评价环节 A5", drop("评价安排", 5)),
    fault("trimmed above what", "trim-missing 评价安排 G6", put("评价安排", G6="")),
    fault("trims nothing", "trim-unused 评价安排 G5", put("评价安排", G5="5")),
    fault("nobody visits", "target-unrated 评价安排 E8", drop("交叉检查安排", 5, 6)),
    fault("no visit is planned", "visits-unplanned 评价安排 E8", drop("交叉检查安排")),
    fault("superior does not rate", "target-unrated 评价安排 E13", put("党组织", F21="W00")),
    fault(
        "the only visitor is at home", "target-unrated 评价安排 E8, visit-self 交叉检查安排 B5",
        put("交叉检查安排", A5="J01"), drop("交叉检查安排", 6),
    ),
    fault("nothing parts ties", "tie-order-missing 基本信息 B14",
          put("基本信息", B14="比较环节得分"), put("评价环节", G9="", G10="")),
    fault("same place in ties", "tie-order-twice 评价环节 G6", put("评价环节", G6="4")),
    fault("compares what counts for nothing", "tie-order-uncounted 评价环节 G5", COMPARED, COLLECTED),
    fault("compares only what counts for nothing", "tie-order-uncounted 评价环节 G9",
          COMPARED, put("评价环节", D9="0", D10="100", G10="")),
    fault("compares grades", "tie-order-uncounted 评价环节 G11, tie-order-given 评价环节 G12, tie-order-uncounted 评价环节 G13",
          COMPARED, *GIVEN),
    fault("never so many forms", "trim-never 评价安排 G6", put("评价安排", G6="6")),
    fault("never so many teams", "trim-never 评价安排 G8", put("评价安排", F8="去最高最低后平均", G8="2")),
    fault("one form fewer for the own organisation", "trim-some 评价安排 G6", put("评价人", D5="A01")),
    # visits
    fault("visits itself", "visit-self 交叉检查安排 B5", put("交叉检查安排", A5="J01")),
    fault("visits its branch", "visit-related 交叉检查安排 B9", put("党组织", F7="A01")),
    fault("visits its superior", "visit-related 交叉检查安排 B9", put("党组织", F6="A02")),
    fault(
        "visit each other", "visit-mutual 交叉检查安排 B6, visit-mutual 交叉检查安排 B9",
        put("交叉检查安排", A6="J02"),
    ),
    fault("visit without a form", "visit-unused 交叉检查安排 A23", put("交叉检查安排", A23="J01", B23="B01")),
    # stages, rules of cross-inspection, sessions, reports
    fault("stage ends before it starts", "dates-order 工作阶段 D5", put("工作阶段", **STAGE, C5="2022-11-30")),
    fault("stage in another year", "date-outside 工作阶段 D5", put("工作阶段", **STAGE | {"D5": "2023-11-28"})),
    fault("stage without an end", "stage-endless 评价环节 I5",
          put("工作阶段", A5="写", B5="写报告"), put("评价环节", I5="写", F5="")),
    fault("reports due when", "stage-endless 述职报告要求 I5",
          put("工作阶段", A5="写", B5="写报告"), put("述职报告要求", **REPORTS, I5="写")),
    fault("rule for what nobody inspects", "inspection-unused 交叉检查要求 A5", put("交叉检查要求", **RULE | {"A5": "T1-书面"})),
    fault("last day before the first", "dates-order 交叉检查要求 D5", put("交叉检查要求", **RULE | {"D5": "2022-11-30"})),
    fault("inspected too early", "date-outside 交叉检查要求 C5", put("交叉检查要求", **RULE | {"C5": "2022-11-01"})),
    fault("inspected too late", "date-outside 交叉检查要求 D5", put("交叉检查要求", **RULE | {"D5": "2022-12-08"})),
    fault("who excludes nobody", "exclusion-unused 检查回避 A5", put("检查回避", A5="L01", B5="A01", C5="x")),
    fault("excluded from one not assessed", "not-a-target 检查回避 B5", put("检查回避", A5="J01", B5="W00", C5="x")),
    fault("session ends before it starts", "dates-order 现场述职安排 E5", put("现场述职安排", **SESSION | {"E5": "14:30"})),
    fault("half a break", "break-half 现场述职安排 J5", put("现场述职安排", **SESSION, I5="5")),
    fault("session on another day", "date-outside 现场述职安排 C5", put("现场述职安排", **SESSION | {"C5": "2022-12-29"})),
    fault("no such hour", "cell-refused 现场述职安排 D5", put("现场述职安排", **SESSION | {"D5": "25:00"})),
    fault("more and less of problems", "report-shares 述职报告要求 D5",
          put("述职报告要求", **REPORTS, C5="1/2", D5="1/3"), PROBLEMS),
    fault("half a penalty", "report-penalty 述职报告要求 K5", put("述职报告要求", **REPORTS, K5="1")),
    fault("a penalty that adds", "report-bonus 述职报告要求 J5", put("述职报告要求", **REPORTS, J5="J1", K5="1")),
    fault("share of what is not declared", "report-part-missing 述职报告要求 C5", put("述职报告要求", **REPORTS, C5="1/2")),
    fault("parts of no reports", "report-part-unused 述职报告结构 A5", PROBLEMS),
    # forms and items
    fault("form without items", "form-without-items 表单 A11", SPARE_FORM, USED),
    fault("form of text alone", "form-unscored 表单 A11", SPARE_FORM, USED,
          put("指标", A63="另表", B63="1", D63="意见", E63="文字", H63="否")),
    fault("cap finer than totals", "cap-fine 基本信息 B15", put("基本信息", B15="99.555")),
    fault("matrix of too many columns", "matrix-wide 表单 C9", put("表单", C9="评分矩阵")),
    fault("form unused", "form-unused 表单 A7", put("评价安排", D7="现场评分")),
    fault("marks do not add up", "form-total 表单 F5", put("指标", F8="15.1")),
    fault("no full marks", "item-full-missing 指标 F13", put("指标", F13=""), put("表单", F7="")),
    fault("full marks of nothing", "item-full-missing 指标 F13", put("指标", F13="0"), put("表单", F7="0")),
    fault("marks for text", "form-total 表单 F9, item-full-unused 指标 F40", put("指标", F40="1")),
    fault("lost per what", "item-unit-missing 指标 G20", put("指标", G20="")),
    fault("threshold of nothing", "item-unit-missing 指标 G22", put("指标", G22="0")),
    fault("unit of marks", "item-unit-unused 指标 G19", put("指标", G19="1")),
    fault("marks too fine", "item-digits 指标 F5", put("指标", F5="39.95"), put("表单", F5="99.95")),
    fault("ballot of marks", "item-kind 指标 E13", put("指标", E13="评分")),
    fault("tally of nothing", "form-without-items 表单 A11, one-grade 表单 A11", SPARE_FORM, put("表单", C11="计票表"), USED),
    fault("votes have no middle", "tally-added 评价安排 F7", put("表单", C7="计票表"), put("评价安排", F7="中位数")),
    fault("nobody in particular counts", "group-unused 评价主体 A7, kind-named 评价安排 D7", put("表单", C7="计票表"),
          put("评价主体", A10="群众", B10="群众", C10="20"), put("评价安排", B7="群众")),
    fault("a page for each is not all alike", "validity-unused 表单 I9", put("表单", I9="是")),
    fault("no grade to limit", "validity-unused 表单 H8", put("表单", H8="1/3")),
    fault("not one of nine may be the best", "best-share-none 表单 H7", put("表单", H7="1/10")),
    fault("alike with what", "validity-never 表单 I11, validity-never 表单 J11",
          put("表单", A11="另表", B11="另表", C11="评分矩阵", D11="1", E11="否", I11="是", J11="是"),
          put("指标", A63="另表", B63="1", D63="总评", E63="评分", F63="100", H63="否"), put("评价安排", D11="另表"),
          put("党组织", **{f"D{row}": "" for row in range(16, 21)}), put("名额", F5="T1")),
    # grades
    fault("bands start alike", "band-overlap 等次 B6", put("等次", B6="90")),
    fault("bands rise", "band-overlap 等次 B7", put("等次", B7="80")),
    fault("bands overlap by their upper bound", "band-overlap 等次 C6", put("等次", C6="90.5")),
    fault("bands leave 89.5 nowhere", "band-gap 等次 C6", put("等次", C6="89")),
    fault("bands end above 0", "band-bottom 等次 B8", put("等次", B8="1")),
    fault("band out of reach", "band-above 等次 B5", put("等次", B5="100.5")),
    fault("upper bound of the best", "band-top 等次 C5", put("等次", C5="100")),
    fault("grade without points", "ballot-points-missing 等次 D8", put("等次", D8="")),
    fault("nothing for the best", "ballot-points-zero 等次 D5, ballot-points-order 等次 D6, ballot-points-order 等次 D7, "
          "ballot-points-order 等次 D8",
          put("等次", D5="0", D6="0", D7="0", D8="0")),
    fault("points do not fall", "ballot-points-order 等次 D6", put("等次", D6="100")),
    fault("points of another scale", "ballot-points-scale 等次 D5", put("等次", D5="5", D6="4", D7="3", D8="2")),
    fault("points of another scale, in other bands",
          "ballot-points-scale 等次 D5, ballot-points-band 等次 D6, ballot-points-band 等次 D7",
          put("等次", D5="3", D6="2", D7="1", D8="0")),
    fault("voted on as one grade, graded as another", "ballot-points-band 等次 D7", put("等次", D7="59.99")),
    fault("the cap is below the best", "band-capped 等次 B5", put("基本信息", B15="89.99")),
    fault("bands finer than totals", "band-fine 等次 B6", put("等次", B6="75.555")),
    # grades that are given by name
    fault("added to what", "given-adjustment 加减分登记 A5", *GIVEN, put("加减分登记", **AWARD | {"A5": "C01"})),
    fault("taken off what", "given-penalty 述职报告要求 K5", *GIVEN,
          put("述职报告要求", **REPORTS | {"A5": "T3"}, J5="J2", K5="1")),
    fault("a grade is no score", "precondition-given 等次前提 B7", *GIVEN, put("等次前提", B7="T3-党总支")),
    fault("four who may differ", "given-several 评价安排 E13", *GIVEN, put("评价安排", D14="汇总"),
          put("评价环节", D12="50", D13="50"), put("等次前提", B7="T3-书面")),
    fault("grades beside marks", "summary-converted 评价安排 D13", *GIVEN, put("评价环节", D12="50", D13="50")),
    # quotas
    fault(
        "wider quota, fewer places", "quota-conflict 名额 C6",
        put("名额", A6="较好", B6="该等次及以上至多", C6="25%", D6="层面", E6="舍去", F6="T1"),
    ),
    fault(
        "the same, from below", "quota-conflict 名额 C6",
        put("名额", A6="一般", B6="该等次及以下至少", C6="3/4", D6="层面", E6="进一", F6="T1"),
    ),
    fault("limits what all may have", "quota-never 名额 A5", put("名额", A5="差")),
    fault("demands what all have", "quota-never 名额 A5", put("名额", B5="该等次及以下至少")),
    fault("no place at all", "quota-zero 名额 C5", put("名额", C5="1/10", F5="T1")),
    fault("at least nobody", "quota-none 名额 C5", put("名额", A5="较好", B5="该等次及以下至少", C5="1/10", F5="T1")),
    fault("more for one tier, or so they think", "quota-outdone 名额 C6",
          put("名额", A6="好", B6="该等次及以上至多", C6="1/2", D6="层面", E6="舍去", F6="T1")),
    fault("of the college, but of one tier", "quota-tier-only 名额 F5", put("名额", D5="全校", F5="T1")),
    fault("of a pool, but of one tier", "quota-pool-part 名额 F5, pool-unused 党组织 E15",
          put("名额", D5="名额池", F5="T1"), put("党组织", **{f"E{row}": "一" for row in range(6, 16)})),
    fault("two pools by a blank", "pool-alike 党组织 E8", put("名额", C5="1", D5="名额池", F5="T1"),
          put("党组织", **{f"E{row}": "一池" for row in (6, 7, *range(10, 15))}, E8="一 池", E9="一 池")),
    fault("pools of no quota", "pool-unused 党组织 E6", put("党组织", E6="一", E7="一")),
    fault("in which pool", "quota-pool-missing 党组织 E6", put("名额", D5="名额池")),
    # vetoes, preconditions, adjustments
    fault("veto that limits nothing", "veto-top 否决事项 C5", put("否决事项", C5="好")),
    fault("veto of one not assessed", "not-a-target 否决登记 A5", put("否决登记", A5="W00", B5="F1", C5="x")),
    fault(
        "award of one not assessed", "not-a-target 加减分登记 A5",
        put("加减分登记", A5="W00", B5="J1", C5="1", D5="x"),
    ),
    fault("no such item", "precondition-item 等次前提 D5", put("等次前提", D5="9")),
    fault("item of two forms", "precondition-unclear 等次前提 D5", put("等次前提", B5="T1-现场", D5="1")),
    fault("item without marks", "precondition-item 等次前提 D5", put("等次前提", B5="T1-互评", D5="8.1")),
    fault("watched, but by nobody", "panel-weights 评价安排 C5", put("等次前提", B5="T1-书面"), COLLECTED,
          put("评价安排", C5="0")),
    fault("watched, but by half", "panel-weights 评价安排 C5", put("等次前提", B5="T1-书面"), COLLECTED,
          put("评价安排", C5="50")),
    fault("watched for text", "form-unscored 表单 A11", put("等次前提", B5="T1-书面"), COLLECTED, SPARE_FORM, USED,
          put("指标", A63="另表", B63="1", D63="意见", E63="文字", H63="否")),
    fault("for the worst grade", "precondition-bottom 等次前提 A5", put("等次前提", A5="差")),
    fault("beyond the cap", "adjustment-cap 加减分登记 C5", put("加减分登记", A5="A01", B5="J1", C5="2.5", D5="x")),
    fault(
        "award twice", "adjustment-repeat 加减分登记 D6",
        put("加减分登记", A5="A01", B5="J1", C5="2", D5="x", A6="A01", B6="J1", C6="1", D6="x"),
    ),
    fault("award twice, under two kinds", "adjustment-repeat 加减分登记 D6",
          put("加减分项目", A7="J3", B7="其他荣誉", C7="加分", D7="2"),
          put("加减分登记", **AWARD, A6="A01", B6="J3", C6="2", D6="省级表彰")),
    fault("award twice, by a comma", "adjustment-alike 加减分登记 D6",
          put("加减分登记", **AWARD, A6="A01", B6="J1", C6="1", D6="“省级”表彰")),
)  # fmt: skip

#: What stands just on the right side of a fault, and must not be told.
SOUND = (
    fault("ballots without names", "",
          put("评价主体", A10="群众", B10="群众", C10="5"), put("评价安排", B5="群众")),
    fault("component that is only collected", "", put("评价环节", D5="0", D6="50")),
    fault("panel that is only collected", "", put("评价安排", C6="0", C7="100")),
    fault("nothing of a component counts", "", put("评价环节", D5="0", D6="50"), put("评价安排", C5="0")),
    fault("plans", "", put("工作阶段", **STAGE, C5="2022-11-24"), put("交叉检查要求", **RULE), put("检查回避", A5="J01", B5="A05", C5="x"),
          put("上年检查", A5="A01", B5="A02"), put("现场述职安排", **SESSION, I5="5", J5="10"),
          put("述职报告要求", **REPORTS, B5="2000", C5="2/5", D5="1/2", I5="写"), PROBLEMS),
    fault("votes counted by tellers", "", put("表单", C7="计票表")),
    fault("rules for ballots", "", put("表单", H7="1/3", I7="是", J7="是", K7="整张无效")),
    fault("deadline of the stage", "", put("工作阶段", **STAGE), put("评价环节", I5="写", F5="")),
    fault("a day long", "", put("评价环节", F5="2022-11-24", F6="2022-12-07")),
    fault("weights with decimals", "", put("评价环节", D11="33.3333", D12="33.3333", D13="33.3334")),
    fault("upper bounds that meet", "", put("等次", C6="90", C7="75", C8="60")),
    fault("best band from 100", "", put("等次", B5="100")),
    fault("as many as the grade above", "", put("名额", A6="较好", B6="该等次及以上至多", C6="1/3", D6="层面", E6="舍去")),
    fault("all of them", "", put("名额", C5="1")),
    fault("fewer for one tier", "", put("名额", A6="好", B6="该等次及以上至多", C6="1/4", D6="层面", E6="舍去", F6="T1")),
    fault("watched for a precondition", "", put("等次前提", B5="T1-书面"), COLLECTED),
    fault("an item of it watched", "", put("等次前提", B5="T1-书面", D5="3"), COLLECTED),
    fault("one item on two forms", "", put("等次前提", B5="T1-现场", D5="1"), put("指标", D13="履行党建责任和工作实绩")),
    fault("another item on a form that is only collected", "", put("等次前提", B5="T1-现场", D5="1"),
          put("评价安排", C6="100", C7="0")),
    fault("grades by name", "", *GIVEN),
    fault("grades by name have no order", "", COMPARED, *GIVEN, put("评价环节", G11="", G12="", G13="")),
    fault("points that round up to their band", "", put("等次", D7="59.9999")),
    fault("points that are no marks", "", *GIVEN, put("评价安排", C6="100", C7="0"),
          put("等次", D5="3", D6="2", D7="1", D8="0")),
    fault("an order that is not compared", "", COLLECTED, put("评价环节", G5="2")),
    fault("a third team to come", "", put("评价安排", F8="去最高最低后平均", G8="2"), put("交叉检查要求", **RULE | {"B5": "3"})),
    fault("a bonus and a penalty for one thing", "",
          put("加减分登记", **AWARD, A6="A01", B6="J2", C6="1", D6="省级表彰")),
    fault("one award for two", "", put("加减分登记", **AWARD, A6="A02", B6="J1", C6="1", D6="省级表彰")),
    fault("up to the cap", "", put("加减分登记", A5="A01", B5="J1", C5="2", D5="x", A6="A02", B6="J1", C6="2", D6="x")),
    fault("the same kind for two things", "", put("加减分登记", A5="A01", B5="J1", C5="1", D5="x", A6="A01", B6="J1", C6="1", D6="y")),
    fault("marks as fine as the form", "", put("指标", F5="39.9", F6="20.1")),
    fault("tied components in two tiers", "", put("评价环节", G5="1", G7="4")),
)  # fmt: skip

#: Codes that no fault in the text can bring about, and where they are shown instead.
ELSEWHERE = {
    "scheme-samples": "told of the preset as it is",
    "scheme-cell-error": "text has no error values: in the workbook below",
    "scheme-file-unreadable": "what is no workbook, below",
}


def told(findings: Sequence[Finding]) -> list[Told]:
    return [(f.code, f.place.sheet, f.place.cell) for f in findings if f.code != "scheme-samples"]


def found_in(parsed: Parsed) -> list[Finding]:
    if parsed.scheme is None:
        return list(parsed.findings)
    return [*parsed.findings, *check(parsed.scheme, parsed.places)]


def changed(*changes: Callable[[Workbook], None]) -> Parsed:
    """The preset's workbook, changed by openpyxl and read again."""
    return read_book(_edited(LEAN, changes))


def _edited(data: bytes, changes: Sequence[Callable[[Workbook], None]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for change in changes:
        change(book)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _without_looks(data: bytes) -> bytes:
    """Every value in its cell, but no self-checks and formats: openpyxl is many times as fast without."""
    plain = Workbook()
    plain.remove(plain.worksheets[0])
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        copy = plain.create_sheet(sheet.title)
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.value is not None and cell.data_type != "f":
                copy[cell.coordinate] = cell.value
    return _saved(plain)


LEAN = _without_looks(DATA)


def test_the_language_of_this_test_loses_nothing() -> None:
    assert read_text(text_of(sheets_of(PRESET))).scheme == read_text(PRESET).scheme
    assert read_text(PRESET).scheme == PLANLESS


@pytest.mark.parametrize("parsed", [read_text(PRESET), read_book(DATA)], ids=["text", "workbook"])
def test_without_fault_only_the_samples_are_told(parsed: Parsed) -> None:
    (samples,) = found_in(parsed)
    assert samples.code == "scheme-samples"
    # 评价主体 is the first sheet with a mark; its place is the first marked row
    assert str(samples.place) == "方案.xlsx“评价主体”表 D5 格"
    assert dict(samples.context)["count"] == str(PRESET.count("示例，须经党委审定 |"))


@pytest.mark.parametrize("case", [*FAULTS, *SOUND], ids=lambda case: case.name)
def test_a_fault_in_the_text_is_told_at_its_cell(case: Fault) -> None:
    sheets = sheets_of(PRESET)
    for edit in case.edits:
        edit.in_text(sheets)
    findings = found_in(read_text(text_of(sheets)))
    assert told(findings) == case.told


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.name)
def test_a_fault_in_the_workbook_is_told_at_its_cell(case: Fault) -> None:
    findings = found_in(changed(*(edit.in_book for edit in case.edits)))
    assert told(findings) == case.told
    for finding in findings:
        # What the place names is in the workbook: nobody is sent to a cell that is not there.
        assert finding.place.sheet in ("", *TITLES)
        assert re.fullmatch(r"|[A-Z]\d+", finding.place.cell)


def sentence_of(name: str) -> str:
    """What the first finding of a fault says."""
    sheets = sheets_of(PRESET)
    for edit in next(case for case in FAULTS if case.name == name).edits:
        edit.in_text(sheets)
    return next(f.what for f in found_in(read_text(text_of(sheets))) if f.code != "scheme-samples")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("points of another scale, in other bands",
         "测评票分值最高是3，按与最好等次的比例折成百分制：好＝100、较好＝66.6667、一般＝33.3333、差＝0"),
        ("voted on as one grade, graded as another",
         "“2022年度党组织书记现场述职测评票”上全都选“一般”的，折成 59.99 分，落在“差”的分数段里"),
        ("award twice, under two kinds",
         "“省级表彰”对招生学院甲党总支的加分已在第 5 行登记过，同一事由的加分只计一次，按最高的 2 分计"),
        ("never so many forms", "“校领导”评一个对象最多只有 6 张表，不多于 6 张，永远不会去掉最高最低"),
        ("one form fewer for the own organisation",
         "“校领导”评招生学院甲党总支最多只有 5 张表，不多于 5 张，不会去掉最高最低（这样的共 1 人），评别的对象会去掉"),
        ("four who may differ",
         "招生学院甲教工党支部的等次有 4 份情况汇总表上报（这样的共 18 人），报得不一样的，无法评定"),
        ("bands finer than totals", "“较好”的下限 75.555 比总分保留的 2 位小数更细，取整后够到 75.56 分才算达到"),
        ("more for one tier, or so they think",
         "招生学院党总支、直属党支部书记共 9 人，“好”及以上按这一行可有 4 人，按第 5 行只可有 3 人；几行都要满足，这一行不起作用"),
    ],
)  # fmt: skip
def test_a_trap_is_told_with_what_comes_of_it(name: str, sentence: str) -> None:
    assert sentence_of(name) == sentence


def test_every_code_of_the_scheme_is_told_by_some_fault() -> None:
    shown = {code for case in FAULTS for code, _, _ in case.told}
    assert shown | ELSEWHERE.keys() == SCHEME.keys()
    assert not shown & ELSEWHERE.keys()


def test_an_error_value_is_told_and_not_taken_for_a_blank() -> None:
    for sheet, cell in (("等次", "D6"), ("党组织", "E6")):
        parsed = changed(put(sheet, **{cell: "#N/A"}).in_book)
        assert told(parsed.findings) == [("scheme-cell-error", sheet, cell)]
        assert "#N/A" in parsed.findings[0].message


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html></html>"])
def test_what_is_no_workbook_is_told(data: bytes) -> None:
    assert told(read_book(data).findings) == [("scheme-file-unreadable", "", "")]


def test_places_follow_rows_and_columns_that_staff_moved() -> None:
    def move(book: Workbook) -> None:
        book["名额"].insert_cols(1, 2)
        book["名额"].insert_rows(1, 3)
        book["等次"].insert_rows(6, 2)  # blank rows between two grades

    moved = changed(put("名额", A5="差").in_book, put("等次", D6="100").in_book, move)
    assert told(found_in(moved)) == [
        ("scheme-ballot-points-order", "等次", "D8"),
        ("scheme-quota-never", "名额", "C8"),
    ]


def test_all_that_is_wrong_is_told_at_once() -> None:
    # One run, one list: nobody mends a cell only to be told of the next.
    edits = [
        put("基本信息", B13="9"),
        put("评价人", B5="", C6="没有"),
        put("指标", F5="很多"),
        put("名额", C5="四分之一"),
    ]
    sheets = sheets_of(PRESET)
    for edit in edits:
        edit.in_text(sheets)
    assert told(found_in(read_text(text_of(sheets)))) == [
        ("scheme-cell-refused", "基本信息", "B13"),
        ("scheme-cell-blank", "评价人", "B5"),
        ("scheme-cell-refused", "指标", "F5"),
        ("scheme-cell-refused", "名额", "C5"),
        ("scheme-unknown-reference", "评价人", "C6"),
    ]
