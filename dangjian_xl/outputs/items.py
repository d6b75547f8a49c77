"""The sheet 逐项明细: every answer with what it says, its marks as formulas, and the file, sheet and cell that it stood in."""

from __future__ import annotations

from collections.abc import Iterator

from dangjian_xl.forms.ballots import ANONYMOUS
from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.outputs.sheet import Cell, Column, Live, Table, letters
from dangjian_xl.outputs.trail import GroupAt, Trail
from dangjian_xl.scheme.model import Organisation
from dangjian_xl.scoring.answers import Answer, points
from dangjian_xl.scoring.tree import ComponentScore

ITEMS = "逐项明细"
#: Where the answers stand if they are too many for the sheet.
ITEMS_FILE = "评分明细.parquet"
#: Instead of an anonymous ballot's file and cell.
UNPLACED = "匿名，不列出处"
_NOWHERE: tuple[Cell, ...] = (UNPLACED, None, None)

#: Columns that all sheets of figures begin with.
WHO = (
    Column("tier", "层面", 8, "centre"),
    Column("target", "党组织", 26),
    Column("component", "评价环节", 12),
)
_ITEM_COLUMNS = (
    *WHO,
    Column("group", "评价主体", 12),
    Column("rater", "评价人", 11),
    Column("code", "指标编号", 7, "centre"),
    Column("item", "指标", 22),
    Column("value", "填写内容", 14, "centre"),
    Column("raw", "原样（读作不同时）", 9),
    Column("full", "满分", 6, "centre"),
    Column("score", "得分", 8, "centre"),
    Column("counted", "计入满分", 7, "centre"),
    Column("reason", "扣分原因", 20),
    Column("remark", "备注", 16),
    Column("file", "文件", 50),
    Column("sheet", "工作表", 14),
    Column("cell", "单元格", 7, "centre"),
)
_ITEM = letters(_ITEM_COLUMNS)
#: Letters for the sheets that refer to this one.
ITEM_LETTERS = _ITEM


def item_table(trail: Trail) -> Table:
    """One row an answer."""
    purpose = (
        "每张有效表的每一项填写内容。得分由同一行的填写内容按方案折算，右边三列写明出自哪个文件的哪一格。"
    )
    rows = (cells for at in trail.groups for cells in _item_rows(trail, at))
    return Table(ITEMS, purpose, _ITEM_COLUMNS, rows, frozen=2)


def _item_rows(trail: Trail, at: GroupAt) -> Iterator[list[Cell]]:
    about, ballots = [*who(at.target, at.part), at.group.group.name], trail.ballots(at.group)
    for form in trail.listed(at.group):
        first = (trail.span(form) or (0, 0))[0]
        for row, answer in enumerate(trail.said(at, form), first):
            place: list[Cell] = [answer.file, answer.sheet, answer.cell]
            yield [*about, trail.rater(form), *_answer_cells(answer, row), *(_NOWHERE if ballots else place)]
    for answer in ballots.texts if ballots else ():
        # What was written on ballots has no marks, so no formula needs its row.
        yield [*about, ANONYMOUS, *_answer_cells(answer, 0), *_NOWHERE]


def _answer_cells(answer: Answer, row: int) -> list[Cell]:
    item, marking = answer.item, answer.marking
    if item is None:
        return [None, "（整行的备注）", None, None, None, None, None, None, answer.remark]
    if isinstance(answer.value, int):
        shown: Cell = points(answer.value)
    else:
        shown = answer.value
    raw = _text_of(answer.raw)
    # How a ballot was written is not known here: it would show which ballots are one person's.
    same = not raw or answer.raw == shown or raw == answer.value
    told: list[Cell] = [item.code, item.text, shown, None if same else raw]
    if marking is None or answer.score is None or answer.full is None:
        return [*told, None, None, None, answer.reason or None, answer.remark or None]
    value, full = f"{_ITEM['value']}{row}", f"{_ITEM['full']}{row}"
    score, counted = marking.formula(value), marking.most_formula(full, value)
    if item.optional:
        score, counted = (f'IF({value}="{NOT_APPLICABLE}",0,{part})' for part in (score, counted))
    marks: list[Cell] = [
        points(marking.full),
        Live(score, points(answer.score)),
        Live(counted, points(answer.full)),
    ]
    return [*told, *marks, answer.reason or None, answer.remark or None]


def _text_of(raw: object) -> str:
    return "" if raw is None else str(raw)


def who(target: Organisation, part: ComponentScore) -> list[Cell]:
    """The cells of these columns."""
    return [target.tier, target.name, part.component.name]
