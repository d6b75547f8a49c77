"""The sheet 图表: for every tier what its totals are made of, best on top, and how they are spread over the grades' bands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dangjian_xl import style
from dangjian_xl.outputs.bins import Bin, bins, edges
from dangjian_xl.outputs.grading import Grading
from dangjian_xl.outputs.paging import Block, paged
from dangjian_xl.outputs.parts import BarRow, bars, headings
from dangjian_xl.outputs.sections import Section, section_points, write_section
from dangjian_xl.outputs.sheet import LINE_HEIGHT, Book, Cell, number_format
from dangjian_xl.scheme.model import Tier
from dangjian_xl.widths import display_width

CHARTS = "图表"
_PURPOSE = "图下面的数字都是公式，取自“环节得分”“等次测算”和“规则”，图随数字变。"
_TOTALS = (
    "每条是一个人的总分：各环节得分按权重折成的分，一段一个环节，缺评的环节由其余环节折算；加分接在右边，减分画在零的左边。"
    "名称前是名次，后面是总分。总分有上限的，条长可能超过总分。"
)
_SPREAD = "每段含下限、不含上限；分界是各等次的下限，等次内再等分。只按总分，不看名额、否决和前提。"
_NO_TOTAL = "这个层面还没有算出总分的人，所以没有图。"
_WITHOUT = "没有总分、不在图上的："
_WIDTHS = (40.0, *[11.0] * 8)
_CHART_WIDTH = 886
#: More bars than this do not stay apart on a page: there are several charts then, equally long, however many people.
MOST_BARS = 25
_BAR, _ABOVE, _BELOW = 26, 34, 62  # pixels: a bar with its gap, the axis above all, the legend below
_BIN, _MARGIN = 20, 8  # pixels: a bar of the spread, what is above and below all
#: Of the chart's width, what names may take at most; longer ones go on to a second line.
_MOST_LABEL = 0.45


def write_charts(book: Book, grading: Grading) -> None:
    """Write the sheet at the end of the workbook."""
    tiers = [
        t
        for t in grading.scheme.tiers
        if grading.scheme.targets(t.code) and not grading.scheme.is_given(t.code)
    ]
    widest = max((len(headings(grading, t.code)) for t in tiers), default=0)
    widths = (*_WIDTHS, *[_WIDTHS[-1]] * max(0, widest - len(_WIDTHS)))
    sheet = book.add(CHARTS, first=True)
    for position, width in enumerate(widths):
        sheet.set_column(position, position, width)
    sheet.set_default_row(LINE_HEIGHT)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, CHARTS, book.theme["title"])
    sheet.write_string(1, 0, _PURPOSE, book.theme["explanation"])
    writer = _Writer(book, sheet, grading, widths)
    for tier in tiers:
        writer.tier(tier)
    sheet.freeze_panes(1, 0)
    paged(sheet, book.title, widths, writer.blocks)


@dataclass(frozen=True, slots=True)
class _Charted:
    """A chart to come: the 0-based row on which it stands, and its rows, the `first` of them counted from 0."""

    row: int
    first: int
    rows: Sequence[BarRow]


class _Writer:
    """Writes block below block; `row` is the 0-based row where the next one begins."""

    def __init__(
        self,
        book: Book,
        sheet: Any,  # noqa: ANN401 - XlsxWriter is untyped
        grading: Grading,
        widths: Sequence[float],
    ) -> None:
        self._book, self._sheet, self._grading, self._widths = book, sheet, grading, widths
        self._row, self._start, self._height = 3, 0, 30 + 2 * LINE_HEIGHT
        self.blocks: list[Block] = []

    def tier(self, tier: Tier) -> None:
        """A tier's charts, each above the numbers that it shows."""
        rows, without = bars(self._grading, tier.code)
        self._title(f"{tier.code} {tier.name}：总分构成")
        if not rows:
            self._note(_NO_TOTAL)
            self._end()
            return
        self._note(_TOTALS)
        if without:
            self._note(_WITHOUT + "、".join(without))
        number = math.ceil(len(rows) / MOST_BARS)
        size = math.ceil(len(rows) / number)
        charted = []
        for first in range(0, len(rows), size):
            part = rows[first : first + size]
            charted.append(_Charted(self._row, first, part))
            self._skip(_BAR * len(part) + _ABOVE + _BELOW)
            self._end()
        top = self._table(
            Section(
                "总分构成的数字",
                headings(self._grading, tier.code),
                [r.cells for r in rows],
                fine=self._fine(),
            )
        )
        for chart in charted:
            self._bars(chart, top, rows, tier)
        self._spread(tier)

    def _fine(self) -> str:
        return number_format(max(2, self._grading.scheme.basics.digits))

    def _title(self, text: str) -> None:
        self._sheet.set_row(self._row, 26)
        self._sheet.write_string(self._row, 0, text, self._book.theme["section"])
        self._row, self._height = self._row + 1, self._height + 26

    def _note(self, text: str) -> None:
        shown = self._book.theme.variant("explanation", text_wrap=True)
        self._sheet.merge_range(self._row, 0, self._row, len(self._widths) - 1, text, shown)
        height = style.row_height(style.lines_needed(text, sum(self._widths)))
        self._sheet.set_row(self._row, height)
        self._row, self._height = self._row + 1, self._height + height

    def _skip(self, pixels: float) -> None:
        """Leave room for a chart, and one line."""
        lines = math.ceil(pixels * 0.75 / LINE_HEIGHT) + 1
        self._row, self._height = self._row + lines, self._height + lines * LINE_HEIGHT

    def _end(self) -> None:
        """Here a page may end."""
        self.blocks.append(Block(self._start, self._height))
        self._start, self._height = self._row, 0.0

    def _table(self, section: Section) -> int:
        """Write numbers; returns the 0-based row of the first record."""
        top = self._row + 2
        self._row = write_section(self._book, self._sheet, self._row, section, self._widths)
        self._height += section_points(section, self._widths)
        self._end()
        return top

    def _insert(self, row: int, chart: Any, height: int, told: str) -> None:  # noqa: ANN401 - as above
        chart.set_title({"none": True})
        chart.set_size({"width": _CHART_WIDTH, "height": height})
        options = {"object_position": 2, "x_offset": 2, "y_offset": 4, "description": told}
        self._sheet.insert_chart(row, 0, chart, options)

    def _bars(self, charted: _Charted, top: int, rows: Sequence[BarRow], tier: Tier) -> None:
        """A chart of some of the records, which begin at the 0-based row `top`, on the same scale as all of the tier."""
        chart = self._book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
        part, first = charted.rows, top + charted.first
        last = first + len(part) - 1
        for column in range(1, len(part[0].cells) - 1):
            series = {
                "name": [CHARTS, top - 1, column],
                "categories": [CHARTS, first, 0, last, 0],
                "values": [CHARTS, first, column, last, column],
                "border": {"color": style.INK, "width": 0.75},
                "gap": 35,
            }
            chart.add_series(series | style.CHART_FILLS[(column - 1) % len(style.CHART_FILLS)])
        height = _BAR * len(part) + _ABOVE + _BELOW
        label = max(display_width(r.label) for r in rows) * 6.3 + 16
        left = min(_MOST_LABEL, label / _CHART_WIDTH)
        inner = {"x": left, "y": _ABOVE / height, "width": 0.97 - left, "height": _BAR * len(part) / height}
        chart.set_plotarea({"layout": inner})
        low, high = min(r.low for r in rows), max(r.high for r in rows)
        chart.set_y_axis(
            {"reverse": True, "num_font": {"size": 9}, "label_position": "low", "interval_unit": 1}
        )
        chart.set_x_axis(
            {
                "min": -10 * math.ceil(-low / 10),
                "max": max(100, 10 * math.ceil(high / 10)),
                "major_unit": 10,
                "major_gridlines": {"visible": True, "line": {"color": style.MIST}},
                "num_font": {"size": 9},
                "num_format": "0",
            }
        )
        chart.set_legend({"position": "bottom", "font": {"size": 9}})
        self._insert(charted.row, chart, height, f"{tier.name}总分构成，从第一名往下")

    def _spread(self, tier: Tier) -> None:
        """How many totals are in which part of which grade's band."""
        self._title(f"{tier.code} {tier.name}：总分分布")
        self._note(_SPREAD)
        row = self._row
        # the numbers begin below the chart, whose height follows from how many there are
        height = _BIN * len(edges(self._grading.scheme.grades)) + 2 * _MARGIN
        self._skip(height)
        listed = bins(self._grading, tier.code, self._row + 3)
        rows: list[Sequence[Cell]] = [b.cells for b in listed]
        top = self._table(Section("总分分布的数字", ("分数段", "从", "到", "人数"), rows, fine="0.####"))
        self._insert(row, self._binned(top, listed, height), height, f"{tier.name}总分分布，最高的分数段在上")

    def _binned(self, top: int, listed: Sequence[Bin], height: int) -> Any:  # noqa: ANN401 - as above
        """Level bars, the best on top, so that their labels can be read."""
        chart = self._book.workbook.add_chart({"type": "bar"})
        last = top + len(listed) - 1
        border = {"border": {"color": style.INK, "width": 0.75}}
        points = [border | style.CHART_FILLS[b.grade % len(style.CHART_FILLS)] for b in listed]
        chart.add_series(
            {
                "categories": [CHARTS, top, 0, last, 0],
                "values": [CHARTS, top, 3, last, 3],
                "points": points,
                "gap": 10,
                # nobody needs no label
                "data_labels": {"value": True, "num_format": "0;;;", "font": {"size": 10}},
                **border,
            }
        )
        chart.set_legend({"none": True})
        chart.set_y_axis({"num_font": {"size": 9}, "interval_unit": 1})
        chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
        inner = {"x": 0.2, "y": _MARGIN / height, "width": 0.74, "height": 1 - 2 * _MARGIN / height}
        chart.set_plotarea({"layout": inner})
        return chart
