"""The template of the circular on rectification: framed as any, with annexes of its own."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document
from docx.shared import Pt

from dangjian_xl.papers import measures as m
from dangjian_xl.papers import parts, styles
from dangjian_xl.papers.blank_circular import begin_annex, framed, repeated, ruled
from dangjian_xl.papers.field import TEXT
from dangjian_xl.papers.parts import add, tag

#: Room beside the words of narrow columns; widths for so many characters on a line; in mm.
_BESIDE = 0.7
_TWO, _THREE = (number * m.FORM_SIZE * 25.4 / 72 + 2 * _BESIDE + 0.2 for number in (2, 3))


def progress() -> Document:
    """The template as a document."""
    return framed(_annexes)


def _annexes(document: Document) -> None:
    _begin(document, "进展表")
    _units(document)
    _note(document, "进展表.注")
    tag(document, "{%p for 表 in 问题表 %}")
    _begin(document, "表")
    _problems(document)
    tag(document, "{%p if 表.注 %}")
    _note(document, "表.注")
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")


def _begin(document: Document, annex: str) -> None:
    """The annex's mark and title; its table does not touch the title."""
    title = begin_annex(document, f"{{{{ {annex}.标识 }}}}", f"{{{{ {annex}.标题 }}}}")
    title.paragraph_format.space_after = Pt(10)


def _note(document: Document, field: str) -> None:
    add(document, f"{{{{ {field} }}}}", styles.FORM_NOTE)


#: Columns: the field's name, the heading, the width; the column without one takes what room is left.
_UNIT = (
    ("序号", "序号", _TWO),
    ("党组织", "党组织", 0.0),
    ("清单", "清单", _TWO),
    ("问题数", "问题", _TWO),
    ("已完成", "已完成", _THREE),
    ("整改中", "整改中", _THREE),
    ("未开始", "未开始", _THREE),
    ("长期坚持", "需长期坚持", _THREE),
    ("不明", "不明", _TWO),
    ("逾期", "逾期", _TWO),
    ("停滞", "停滞", _TWO),
)
_PROBLEM = (
    ("序号", "序号", _TWO),
    ("党组织", "党组织", 27.0),
    ("编号", "编号", 17.0),
    (TEXT, "问题", 0.0),
    ("责任人", "责任人", _THREE),
    ("时限", "完成时限", 23.0),
    ("状态", "状态", _THREE),
    ("天数", "{{ 表.天数 }}", _TWO),
)


def _units(document: Document) -> None:
    """Each organisation's numbers, then all's."""
    rows = _rows(_UNIT, "行", "进展表.各党组织")
    rows.append([f"{{{{ 进展表.合计.{name} }}}}" for name, _, _ in _UNIT])
    made = ruled(document, _widths(_UNIT), rows, left=(1,))
    parts.least_height(made, {4: 8})
    parts.pad(made, _BESIDE)


def _problems(document: Document) -> None:
    """The problems that are named, one by one."""
    made = ruled(document, _widths(_PROBLEM), _rows(_PROBLEM, "条", "表.问题"), left=(1, 3))
    parts.pad(made, _BESIDE)


def _rows(columns: Sequence[tuple[str, str, float]], one: str, rows: str) -> list[Sequence[str]]:
    cells = [f"{{{{ {one}.{name} }}}}" for name, _, _ in columns]
    return repeated([heading for _, heading, _ in columns], f"{one} in {rows}", cells)


def _widths(columns: Sequence[tuple[str, str, float]]) -> tuple[float, ...]:
    """Of all columns in mm."""
    told = [width for _, _, width in columns]
    return tuple(width or m.TEXT_WIDTH - sum(told) for width in told)
