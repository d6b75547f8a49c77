"""安排/现场述职议程.xlsx: who speaks when, a sheet a session, for printing. It lays out and computes nothing."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from dangjian_xl import style
from dangjian_xl.forms.kinds.common import tab_names
from dangjian_xl.returns.times import full_day, weekday
from dangjian_xl.schedule.agenda import Agenda, Slot
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.style import INK

#: Heading and width in characters.
_COLUMNS = (("序号", 7), ("时间", 16), ("组织编号", 10), ("党组织", 36), ("述职人", 20), ("备注", 14))
_LAST = len(_COLUMNS) - 1
_HEADING = 5


def agenda_workbook(scheme: Scheme, agendas: Sequence[Agenda]) -> bytes:
    """The workbook; equal agendas give equal bytes."""
    stream = io.BytesIO()
    workbook = style.new_workbook(stream, scheme.basics.title)
    theme = style.Theme(workbook)
    names = tab_names(f"{agenda.session.code}" for agenda in agendas)
    for name, agenda in zip(names, agendas, strict=True):
        _write(workbook.add_worksheet(name), theme, scheme, agenda)
    workbook.close()
    return stream.getvalue()


def _write(sheet: Any, theme: style.Theme, scheme: Scheme, agenda: Agenda) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    session = agenda.session
    sheet.hide_gridlines(2)
    for column, (_, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
    when = f"{full_day(session.day)}（{weekday(session.day)}）{session.starts:%H:%M}—{session.ends:%H:%M}"
    lines = [
        f"时间：{when}",
        f"地点：{session.place or '另行通知'}",
        f"层面：{scheme.tier(session.tier).name}　　每人 {session.minutes} 分钟",
        _order(agenda),
    ]
    _across(
        sheet, 0, f"{scheme.basics.title}现场述职议程", theme.variant("title", align="center", text_wrap=True)
    )
    sheet.set_row(0, 44)
    about = theme.variant("explanation", font_color=INK, text_wrap=True, font_size=11)
    for row, line in enumerate(lines, 1):
        _across(sheet, row, line, about)
        sheet.set_row(row, style.row_height(style.lines_needed(line, sum(w for _, w in _COLUMNS))) + 3)
    for column, (heading, _) in enumerate(_COLUMNS):
        sheet.write_string(_HEADING, column, heading, theme["heading"])
    sheet.set_row(_HEADING, 26)
    for row, slot in enumerate(agenda.slots, _HEADING + 1):
        _slot(sheet, theme, row, slot)
    if not agenda.slots:
        _across(sheet, _HEADING + 1, "本场没有人发言：前面的场次已经排完。", theme.variant("heading_soft"))
    style.print_setup(sheet, scheme.basics.title, _HEADING)
    sheet.set_portrait()
    sheet.repeat_rows(_HEADING)
    sheet.freeze_panes(_HEADING + 1, 0)


def _slot(sheet: Any, theme: style.Theme, row: int, slot: Slot) -> None:  # noqa: ANN401 - as above
    clock = f"{slot.starts:%H:%M}—{slot.ends:%H:%M}"
    centre, text = theme["centre"], theme["text"]
    sheet.set_row(row, 26)
    if slot.speaker is None:
        sheet.write_string(row, 0, "", centre)
        sheet.write_string(row, 1, clock, centre)
        sheet.merge_range(row, 2, row, _LAST, "休息", theme.variant("heading_soft", align="center"))
        return
    sheet.write_number(row, 0, slot.number, centre)
    sheet.write_string(row, 1, clock, centre)
    sheet.write_string(row, 2, slot.speaker.code, centre)
    sheet.write_string(row, 3, slot.speaker.name, text)
    sheet.write_string(row, 4, slot.speaker.reporter_title, centre)
    sheet.write_blank(row, 5, None, text)


def _across(sheet: Any, row: int, words: str, look: Any) -> None:  # noqa: ANN401 - as above
    sheet.merge_range(row, 0, row, _LAST, "", look)
    sheet.write_string(row, 0, words, look)


def _order(agenda: Agenda) -> str:
    if agenda.seed is None:
        return "发言顺序：按党组织名单的顺序。"
    return f"发言顺序：由抽签产生，抽签号 {agenda.seed}。把“抽签号/组织编号”逐个求 SHA-256，按结果从小到大排列，即得此顺序，可以复核。"
