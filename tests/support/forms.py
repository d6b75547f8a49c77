"""Forms for tests: written down as text, filled in as text, changed as people change them, and read back.

A kit is written so; a line beginning with `#` is a form (code, style, decimals, whether reasons are demanded), the
rows below it are its items (code, section, text, kind, full marks, unit, optional, criteria):

    # 检查表 评分表 1 是
    | 1 | 组织生活 | 党员大会 | 次数 | 40 | 4 | 否 | 每季度一次 |

An answer is written `target item [原因|备注] = value`. A value is a number, TRUE or FALSE, a day, a formula if it begins
with `=`, and text otherwise; in quotation marks “…” it is text whatever it looks like.
"""

import io
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from dangjian_xl.forms.answers import PlacedAnswer
from dangjian_xl.forms.cover import COVER
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import Address, Layout
from dangjian_xl.forms.marking import NOT_APPLICABLE, TICKS, Value, to_points
from dangjian_xl.forms.shown import Filled
from dangjian_xl.forms.values import Answer
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import Aside, Cell, Grid, cell_name
from dangjian_xl.reading.kinds import STAMP_PREFIX
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.returns.answers import AnswerTable
from dangjian_xl.returns.collect import Collection, collect_files
from dangjian_xl.returns.intake import Opened
from dangjian_xl.returns.judge import find_broken, judged
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.table import table
from dangjian_xl.returns.times import Window
from dangjian_xl.returns.validate import build_columns
from dangjian_xl.scheme.check_forms import ALLOWED, UNSCORED
from dangjian_xl.scheme.model import FormKind, ItemKind, Scheme
from dangjian_xl.scheme.text import read_text

KEY = b"a key for tests"
#: How far apart two computations of a number may be.
NOISE = 1e-9
#: What a person's file is called.
FILE = "交回.xlsx"

_HEAD = """
## 基本信息
| 项目 | 内容 |
| --- | --- |
| 方案编号 | {code} |
| 考核名称 | 书记述职评议考核 |
| 学校 | 某某学院 |
| 组织部门 | 党委组织部 |
| 考核年度 | 2024 |
| 开始日期 | 2024-12-01 |
| 结束日期 | 2024-12-31 |
| 从哪一步起取整 | 只取总分 |
| 保留小数位数 | 2 |
| 总分相同时 | 并列 |
| 总分上限 | |

## 层面
| 层面编号 | 层面名称 |
| --- | --- |
| T | 党支部书记 |

## 评价主体
| 主体编号 | 主体名称 |
| --- | --- |
| 主体 | 校领导 |
| 自评 | 被考核单位 |
"""
_TABLES: Mapping[str, str] = {
    "党组织": "组织编号 党组织名称 类型 层面 书记",
    "评价人": "评价人编号 评价人 评价主体 所在组织",
    "等次": "等次 下限分 测评票分值",
    "表单": "表单编号 表单标题 样式 评分小数位数 扣分须写原因 最好等次至多占 全部相同无效 全部满分无效 漏填怎样处理",
    "评价环节": "环节编号 层面 环节名称 权重（%） 缺评处理",
    "评价安排": "评价环节 评价主体 权重（%） 表单 评价范围 合成方法",
    "指标": "表单 指标编号 类别 指标 填写方式 满分 每次扣分／要求次数 可填不适用 评分标准",
}
GRADES = (("好", "90", "100"), ("较好", "75", "80"), ("一般", "60", "60"), ("差", "0", "40"))
#: Every kind of form, and on each every kind of item that it can hold.
EVERY_KIND = """
# 评分表 评分表 1 是
| 1 | 组织生活 | 按时召开党员大会 | 次数 | 20 | 4 | 否 | 每季度至少一次 |
| 2 | 组织生活 | 主题党日 | 次数 | 10.5 | 12 | 是 | 每月一次 |
| 3 | 队伍建设 | 违反程序 | 扣分 | 19.5 | 0.5 | 否 | 每处扣0.5分 |
| 4 | 队伍建设 | 未按期换届 | 扣分 | 5 | 5 | 是 | |
| 5 | 阵地 | 有固定场所 | 是否 | 10 | | 否 | 查现场 |
| 6 | 阵地 | 有经费台账 | 是否 | 5 | | 是 | |
| 7 | 评价 | 群众评价 | 等次 | 10 | | 否 | |
| 8 | 评价 | 上级评价 | 等次 | 5 | | 是 | |
| 9 | 特色 | 工作特色 | 评分 | 9.7 | | 否 | =不是公式 |
| 10 | 特色 | 示范作用 | 评分 | 5.3 | | 是 | 写“不适用”的不计 |
| 11 | 意见 | 存在问题 | 文字 | | | 否 | |

# 整数表 评分表 0 否
| 1 | | 总体 | 评分 | 60 | | 否 | |
| 2 | | 特色 | 评分 | 40 | | 是 | |

# 矩阵 评分矩阵 2 否
| 1 | | 履行职责 | 评分 | 40.25 | | 否 | 从严掌握 |
| 2 | | 加分工作 | 评分 | 19.3 | | 是 | |
| 3 | | 主题党日 | 次数 | 10 | 3 | 否 | |
| 4 | | 违反程序 | 扣分 | 10 | 2.5 | 是 | |
| 5 | | 有固定场所 | 是否 | 10 | | 否 | |
| 6 | | 群众评价 | 等次 | 10 | | 是 | |
| 7 | | 亮点 | 文字 | | | 否 | |

# 小矩阵 评分矩阵 0 否
| 1 | | 述职 | 评分 | 100 | | 否 | |

# 测评票 测评票 0 否
| 1 | | 综合评价 | 等次 | 100 | | 否 | 只选一个 |

# 分项票 测评票 0 否
| 1 | | 政治 | 等次 | 40 | | 否 | |
| 2 | | 组织 | 等次 | 30 | | 否 | |
| 3 | | 作风 | 等次 | 30 | | 是 | |

# 计票 计票表 0 否
| 1 | | 综合评价 | 等次 | 100 | | 否 | |

# 核查 指标清单 1 是
| 1 | 领导 | 会议制度健全 | 是否 | 20 | | 否 | |
| 2 | 领导 | 专题研究 | 次数 | 30 | 2 | 否 | 每年至少2次 |
| 3 | 队伍 | 双带头人 | 评分 | 50 | | 是 | |

# 自评 指标清单 1 否 自评
| 1 | 领导 | 会议制度健全 | 是否 | 20 | | 否 | |
| 2 | 领导 | 专题研究 | 次数 | 30 | 2 | 否 | 每年至少2次 |
| 3 | 队伍 | 双带头人 | 评分 | 50 | | 是 | |

# 汇总 情况汇总表 0 否
| 1 | | 综合评价意见 | 文字 | | | 否 | |
| 2 | | 等次 | 等次 | 100 | | 否 | |

# 点评 点评意见表 0 否
| 1 | | 指出的问题 | 文字 | | | 否 | |
| 2 | | 努力方向 | 文字 | | | 是 | |

# 评阅 报告评阅表 1 否
| 1 | | 工作成效 | 评分 | 60 | | 否 | |
| 2 | | 存在问题 | 评分 | 40 | | 否 | |
| 3 | | 评阅意见 | 文字 | | | 否 | |

# 花名 名册 0 否
| 1 | | 书记 | 文字 | | | 否 | |
| 2 | | 党员人数 | 次数 | | | 否 | |
| 3 | | 现场述职 | 是否 | | | 是 | |
"""
#: Words behind a form's name, kind, digits and reasons, and the column of the table that they fill in.
_EXTRAS = {"同无效": (1, "是"), "满无效": (2, "是"), "漏无效": (3, "整张无效"), "漏弃权": (3, "按弃权计")}
#: The raters of what an organisation fills in about itself.
OWN = "自评"


def _section(name: str, rows: Iterable[Sequence[str]]) -> str:
    titles = _TABLES[name].split()
    lines = [f"## {name}", "| " + " | ".join(titles) + " |", "|" + " --- |" * len(titles)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def scheme_of(
    text: str,
    *,
    code: str = "K-2024",
    targets: int = 2,
    raters: int = 1,
    names: str = "第{}党支部",
    grades: Sequence[Sequence[str]] = GRADES,
) -> Scheme:
    """The scheme of a kit's text: targets A1, A2 … are all rated by raters R1, R2 … on each form."""
    forms: list[list[str]] = []
    own: list[str] = []
    items: list[list[str]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            form, kind, digits, reasons, *words = line.lstrip("# ").split()
            extras = [next((w[2:] for w in words if w.startswith("好≤")), ""), "", "", ""]
            for word in words:
                if word in _EXTRAS:
                    extras[_EXTRAS[word][0]] = _EXTRAS[word][1]
            forms.append([form, f"{form}的标题", kind, digits, reasons, *extras])
            if OWN in words:
                own.append(form)
        else:
            items.append([forms[-1][0], *(cell.strip() for cell in line.strip("|").split("|"))])
    parts = [
        _HEAD.format(code=code),
        _section(
            "党组织", [(f"A{n}", names.format(n), "党支部", "T", f"书记{n}") for n in range(1, targets + 1)]
        ),
        _section(
            "评价人",
            [
                *((f"R{n}", f"评委{n}", "主体", "") for n in range(1, raters + 1)),
                *((f"U{n}", f"单位{n}", OWN, f"A{n}") for n in range(1, targets + 1)),
            ],
        ),
        _section("等次", grades),
        _section("表单", forms),
        _section("评价环节", [(form[0], "T", form[0], "100", "按权重折算") for form in forms]),
        _section(
            "评价安排",
            [
                (form[0], OWN, "100", form[0], "本组织", "平均")
                if form[0] in own
                else (form[0], "主体", "100", form[0], "全部对象", "平均")
                for form in forms
            ],
        ),
        _section("指标", items),
    ]
    parsed = read_text("\n".join(parts))
    if parsed.scheme is None:
        raise ValueError([finding.message for finding in parsed.findings])
    return parsed.scheme


class Kit:
    """A scheme with its issued forms, by the names of forms: `kit.form("检查表")` is what R1 gets."""

    def __init__(self, scheme: Scheme, text: str = "", key: bytes = KEY) -> None:
        self.scheme, self.text, self.key = scheme, text, key
        self.forms: Mapping[str, IssuedForm] = issued_forms(scheme)

    def __repr__(self) -> str:
        # What a failing property prints: all that is needed to make it again.
        return f"kit_of({self.text!r}, targets={len(self.scheme.targets('T'))})"

    def form(self, name: str, rater: str = "R1") -> IssuedForm:
        return self.forms.get(f"{name}/{rater}") or self.forms[f"{name}/U1"]

    @property
    def recogniser(self) -> Recogniser:
        names = {o.code: o.name for o in self.scheme.organisations}
        windows = {c.code: Window.of(self.scheme, c) for c in self.scheme.components}
        return Recogniser(self.scheme.basics.identity, self.key, self.forms, names, {}, windows)

    def written(self, form: IssuedForm, values: Mapping[Address, Cell] | None = None) -> bytes:
        """The form as the program writes it, blank or with values in it."""
        stamps = form.signed(self.scheme.basics.identity, self.key)
        return write_form(form.layouts, stamps, Filled(values or {}))

    def paper(self, form: IssuedForm, values: Mapping[Address, Cell] | None = None) -> "Paper":
        """The issued form on a person's screen, with the values typed into it."""
        paper = Paper(self.written(form), form)
        paper.put(values or {})
        return paper

    def recognise(self, data: bytes, file: str = FILE, *asides: Aside) -> Recognised:
        """What the file is as a form; the rules are not asked. `asides`: of each sheet in tab order."""
        grids = read_grids(data)
        opened = Opened(file, "", grids, None, dict(zip(grids, asides, strict=False)))
        return AnswerTable(self.forms).add(self.recogniser.recognise(opened))

    def judge(self, data: bytes, file: str = FILE, *asides: Aside) -> Recognised:
        """The same with what the rules say of the answers."""
        read = [self.recognise(data, file, *asides)]
        return judged(read, self.forms, self.recogniser.target_names)[0]

    def collect(self, *returned: bytes) -> Collection:
        """What collecting finds: the first file is called `FILE`, the others as they are numbered."""
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for number, data in enumerate(returned):
                shown = FILE if number == 0 else f"{number}.xlsx"
                path = Path(folder, shown)
                path.write_bytes(data)
                files.append((path, shown))
            return collect_files(self.scheme, self.key, files)


def table_of(files: Iterable[Recognised], expected: Mapping[str, IssuedForm]) -> pd.DataFrame:
    """The tidy table of accepted forms (columns: `returns.table`)."""
    answers = AnswerTable(expected)
    return table([answers.add(file) for file in files], expected)


def broken_in(file: Recognised, today: date | None = None) -> list[tuple[PlacedAnswer, str]]:
    """Each answer of a file that breaks a rule, with the rule's code."""
    answers = list(file.answers)
    distinct = file.answers.distinct
    found = find_broken({0: file.answers}, distinct, build_columns(distinct, today))
    return [(answers[at], code) for at, code in found.get(0, [])]


def kit_of(text: str = EVERY_KIND, *, key: bytes = KEY, **options: Any) -> Kit:  # noqa: ANN401 - of scheme_of
    """A kit; the options are those of `scheme_of`."""
    return Kit(scheme_of(text, **options), text, key)


def answers(text: str) -> dict[Address, Cell]:
    """What an answer text says, by address."""
    found: dict[Address, Cell] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        where, value = (part.strip() for part in line.split("=", 1))
        target, *rest = where.split()
        field = {"原因": "reason", "备注": "remark"}.get(rest[-1], "value")
        item = "" if rest[0] in ("原因", "备注") else rest[0]
        found[target, item, field] = raw(value)
    return found


def raw(text: str) -> Cell:
    """What stands in a cell after a person typed the text."""
    if text.startswith("“") and text.endswith("”"):
        return text[1:-1]
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return float(text)
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def places(form: IssuedForm) -> dict[Address, tuple[Layout, str, str]]:
    """Of every answer its layout, row key and column key."""
    return {layout.address(*keys): (layout, *keys) for layout in form.layouts for keys in layout.answers}


class Paper:
    """An issued form on a person's screen. Rows and columns are moved as Excel moves them: keys go along."""

    def __init__(self, data: bytes, form: IssuedForm) -> None:
        self.form = form
        self.book = load_workbook(io.BytesIO(data))

    def sheet(self, layout: Layout | None = None) -> Worksheet:
        """A layout's sheet, the first one if none is named; its tab may have been renamed."""
        index = self.form.layouts.index(layout) if layout else 0
        # A form that was sent back begins with the list of its problems.
        return self.book.worksheets[index + (self.book.sheetnames[0] == COVER)]

    def at(self, address: Address) -> tuple[int, int]:
        """Of an answer its 1-based row and column as issued."""
        layout, row_key, column_key = places(self.form)[address]
        row, column = layout.cell(row_key, column_key)
        return row + 1, column + 1

    def name(self, address: Address) -> str:
        """An answer's cell as issued, in Excel's letters."""
        row, column = self.at(address)
        return cell_name(row - 1, column - 1)

    def put(self, values: Mapping[Address, Cell]) -> None:
        """Type values; texts that begin with = become formulas, as in Excel."""
        where = places(self.form)
        for address, value in values.items():
            row, column = self.at(address)
            self.sheet(where[address][0]).cell(row, column).value = value  # type: ignore[assignment]

    def type(self, cell: str, value: Cell, layout: Layout | None = None) -> None:
        """Type into any cell, by its name."""
        row, column = coordinate_to_tuple(cell)
        self.sheet(layout).cell(row, column).value = value  # type: ignore[assignment]

    def data(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()


def unmerged(sheet: Worksheet) -> Worksheet:
    """The sheet without merged cells, for openpyxl does not move merges along with rows and columns."""
    for merge in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merge))
    return sheet


def unstamped(sheet: Worksheet) -> Worksheet:
    """The sheet without its stamps, spare ones included."""
    for row in sheet.iter_rows():
        for cell in row:
            if str(cell.value).startswith(STAMP_PREFIX):
                cell.value = None
    return sheet


def reordered(sheet: Worksheet, first: int, order: Sequence[int], *, keys: bool = True) -> None:
    """Sort rows from `first` (1-based) into an order; without `keys` the hidden key column stays where it is."""
    columns = range(1 if keys else 2, sheet.max_column + 1)
    rows = [[sheet.cell(first + index, column).value for column in columns] for index in order]
    for index, values in enumerate(rows):
        for column, value in zip(columns, values, strict=True):
            sheet.cell(first + index, column).value = value


def said(answers: Iterable[PlacedAnswer]) -> dict[Address, Value]:
    """What was read, by address; blank and unreadable answers are left out."""
    read = {placed.address: placed.answer.reading.value for placed in answers}
    return {address: value for address, value in read.items() if value is not None}


def meant(form: IssuedForm, values: Mapping[Address, Cell]) -> dict[Address, Value]:
    """What valid values mean, worked out without the codecs under test."""
    found: dict[Address, Value] = {}
    for address, value in values.items():
        if isinstance(value, (int, float)) and form.specs[address].numeric:
            found[address] = round(value * TICKS)
        elif str(value).strip():
            found[address] = str(value).strip()
    return found


def differences(shown: Grid, computed: Grid) -> list[tuple[str, Cell, Cell]]:
    """The cells in which two grids differ, numbers by more than computing and saving does."""
    found = []
    for row, (one, other) in enumerate(zip_longest(shown, computed, fillvalue=list[Cell]())):
        for column, (a, b) in enumerate(zip_longest(one, other, fillvalue="")):
            near = (
                isinstance(a, (int, float))
                and isinstance(b, (int, float))
                and abs(a - b) <= NOISE * max(1, abs(a))
            )
            if a != b and not near:
                found.append((cell_name(row, column), a, b))
    return found


# Any valid answer, and any form.

_ALPHABET = "党支部书记甲乙丙好较　 Aa019.,;；，。“”\"'&<>=+-@#%_x\n\té😀𠮷"
TEXTS = st.text(_ALPHABET, min_size=1, max_size=20).filter(lambda text: bool(text.strip(" 　\n\t")))


def valid(spec: Answer) -> st.SearchStrategy[Cell]:
    """Any answer that breaks no rule. Reasons are always given, so that none is missing."""
    if spec.kind is ItemKind.TEXT:
        return TEXTS if spec.when or spec.required else TEXTS | st.just("")
    answer: st.SearchStrategy[Cell]
    if spec.choices:
        answer = st.sampled_from(spec.choices)
    elif spec.upper is None:
        answer = st.integers(0, 40)
    else:
        step = TICKS // 10**spec.digits
        ticks = st.integers(0, int(spec.upper * TICKS) // step) | st.just(int(spec.upper * TICKS) // step)
        answer = ticks.map(lambda number: _number(number * step))
    return answer | st.just(NOT_APPLICABLE) if spec.optional else answer


def _number(ticks: int) -> Cell:
    points = to_points(ticks)
    return int(points) if points == int(points) else float(points)


@st.composite
def filled(draw: st.DrawFn, form: IssuedForm) -> dict[Address, Cell]:
    """A form wholly and rightly filled in."""
    found = {address: draw(valid(spec)) for address, spec in form.specs.items()}
    if form.assignment.form.kind is FormKind.TALLY:
        for target in form.assignment.targets:
            found |= counted(target.code, draw(st.lists(st.integers(0, 40), min_size=7, max_size=7)))
    return found


def counted(target: str, numbers: Sequence[int]) -> dict[Address, Cell]:
    """Votes on a target that add up: of the four grades, abstentions, invalid ones, and ballots not handed in."""
    *votes, invalid, kept = numbers
    valid_votes = sum(votes)
    named = dict(zip((*(grade for grade, _, _ in GRADES), "abstained"), votes, strict=True))
    named |= {
        "valid": valid_votes,
        "collected": valid_votes + invalid,
        "issued": valid_votes + invalid + kept,
    }
    return {(target, "", field): number for field, number in named.items()}


_LABELS = st.text("党支部书记甲乙丙（）“”\"'&<>=+@%019.", min_size=1, max_size=12).map(
    lambda text: "项" + text
)
_DIGITS = (0, 1, 2, 4)


@st.composite
def kits(draw: st.DrawFn) -> Kit:
    """A kit with one form of any kind, any items and one to three targets."""
    kind = draw(st.sampled_from(FormKind))
    digits = draw(st.sampled_from(_DIGITS))
    lines = [f"# 表 {kind} {digits} {draw(st.sampled_from('是否'))}"]
    allowed = ALLOWED[kind]
    for number in range(1, draw(st.integers(1, 1 if kind is FormKind.TALLY else 6)) + 1):
        # A summary has a grade, and but one.
        graded = kind is FormKind.SUMMARY and number > 1
        item = ItemKind.TEXT if graded else draw(st.sampled_from(allowed))
        step = TICKS // 10 ** (digits if item is ItemKind.POINTS else 4)
        full = (
            ""
            if item is ItemKind.TEXT or kind in UNSCORED
            else to_points(draw(st.integers(1, 100 * TICKS // step)) * step)
        )
        has_unit = item in (ItemKind.COUNT, ItemKind.DEDUCTION)
        unit = to_points(draw(st.integers(1, 20 * TICKS))) if has_unit else ""
        optional = draw(st.sampled_from("是否"))
        label, criteria = draw(_LABELS), draw(_LABELS)
        lines.append(f"| {number} | 类 | {label} | {item} | {full} | {unit} | {optional} | {criteria} |")
    return kit_of("\n".join(lines), targets=draw(st.integers(1, 3)))
