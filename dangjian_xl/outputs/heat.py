"""The sheet 评分热图: for every panel of raters with names who gave whom how much, the darker the lower."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from dangjian_xl.grids import column_letters
from dangjian_xl.outputs.figures import FORM_LETTERS, FORMS
from dangjian_xl.outputs.paging import Block, paged
from dangjian_xl.outputs.sheet import (
    LINE_HEIGHT,
    Book,
    Cell,
    Live,
    at,
    block,
    fit_row,
    row_points,
    write_cell,
)
from dangjian_xl.outputs.trail import Trail
from dangjian_xl.scheme.model import Organisation
from dangjian_xl.scoring.exact import mean
from dangjian_xl.scoring.ratings import NamedPanel

HEAT = "评分热图"
#: Of more raters in a panel there are no grids: nobody looks through so many, nor at so many scores.
MOST_IN_PANEL, _MOST_RATINGS = 1000, 1_000_000
#: After so many targets the headings stand again, so that no page is without them.
MOST_ROWS = 25
#: More raters than this stand in further grids: a page is no wider.
MOST_RATERS = 40
_NOTES = (
    "一行一个对象，一列一个评价人，格里是百分制得分（取自“逐表得分”）；颜色越深分数越低，每张表各自比较，“—”是没有评。",
    f"整列偏深或偏浅的，可能偏严或偏宽；整列一样深的，没有拉开差距。平均是图上分数的简单平均，不去最高最低，不一定等于主体得分；评价人超过 {MOST_RATERS} 人的分成几张。",
    "匿名票、计票表和自评不在这里。能不能看出宽严，见“评价人诊断”；都仅供参考，不改动任何得分。",
)
_UNRATED = "—"
_NOTHING = "没有实名评价人的有效表，所以没有热图。"
_NAME_WIDTH, _WIDTH = 28.0, 8.5
_MEAN, _FIRST = 1, 2  # columns
_TOP = len(_NOTES) + 2
#: Black on the darkest of them is still easy to read, in a print too.
_SCALE = {"type": "2_color_scale", "min_color": "#A9A9A9", "max_color": "#FFFFFF"}

#: Component, rater group, rater, target -> row of 逐表得分.
_Rows = Mapping[tuple[str, str, str, str], int]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """One panel's grid, or of a panel with many raters that of some. `row`: the 1-based row of its first target; the means stand below the last.

    Where there are many targets the headings stand again between them: texts do not count in means and spreads.
    """

    panel: NamedPanel
    row: int

    @property
    def last(self) -> int:
        """The row of its last target."""
        return self.row_of(len(self.panel.targets) - 1)

    def row_of(self, index: int) -> int:
        """The row of a target, counted from 0."""
        return self.row + index + index // MOST_ROWS

    def mean(self, rater: str) -> str:
        """The cell of a rater's mean, for other sheets."""
        return at(HEAT, self._letter(rater), self.last + 1)

    def scores(self, rater: str) -> str:
        """The block of a rater's scores, for other sheets."""
        return block(HEAT, self._letter(rater), self.row, self.last)

    def _letter(self, rater: str) -> str:
        return column_letters(_FIRST + [r.code for r in self.panel.raters].index(rater))


def heat_maps(panels: Sequence[NamedPanel]) -> tuple[HeatMap, ...]:
    """Where each panel's grids stand."""
    maps, row = [], _TOP + bool(crowded(panels))
    for panel in (piece for whole in panels if not _is_crowded(whole) for piece in _pieces(whole)):
        maps.append(HeatMap(panel, row + 3))
        row = maps[-1].last + 2
    return tuple(maps)


def crowded(panels: Sequence[NamedPanel]) -> str:
    """What is said of panels that are too large for grids, "" where there are none."""
    names = [f"“{p.component.tier} {p.component.name}”的{p.group.name}" for p in panels if _is_crowded(p)]
    if not names:
        return ""
    return f"{'、'.join(names)}人数太多，这里画不下；每个人的平均分和标准差见“评价人诊断”，逐张的分数见“逐表得分”。"


def _is_crowded(panel: NamedPanel) -> bool:
    return len(panel.raters) > MOST_IN_PANEL or len(panel.targets) * len(panel.raters) > _MOST_RATINGS


def _pieces(panel: NamedPanel) -> Iterator[NamedPanel]:
    """The panel by so many raters as a page shows, each piece with the targets that these rated."""
    for first in range(0, len(panel.raters), MOST_RATERS):
        raters = panel.raters[first : first + MOST_RATERS]
        codes = {rater.code for rater in raters}
        ratings = tuple(r for r in panel.ratings if r.rater.code in codes)
        rated = {r.target.code for r in ratings}
        targets = tuple(target for target in panel.targets if target.code in rated)
        yield replace(panel, raters=raters, targets=targets, ratings=ratings)


def form_rows(trail: Trail) -> _Rows:
    """The row of every form's score of a target on 逐表得分, nothing where they are not in the workbook.

    Ballots have no rater there and are left out.
    """
    return (
        {}
        if trail.forms_apart
        else {
            (at.part.component.code, at.group.panel.group, form.rater, at.target.code): trail.row(form)
            for at in trail.groups
            if not at.group.secret
            for form in trail.listed(at.group)
        }
    )


def write_heat(book: Book, maps: Sequence[HeatMap], rows: _Rows, left_out: str = "") -> None:
    """Write the sheet at the end of the workbook. `rows`: from `form_rows`; `left_out`: what is said of others (`crowded`)."""
    sheet = book.add(HEAT)
    notes = [*(_NOTES if maps else () if left_out else (_NOTHING,)), *filter(None, [left_out])]
    widest = max((len(m.panel.raters) for m in maps), default=0)
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(_MEAN, _FIRST + max(widest, 12) - 1, _WIDTH)
    sheet.set_default_row(LINE_HEIGHT)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, HEAT, book.theme["title"])
    for number, note in enumerate(notes, 1):
        sheet.write_string(number, 0, note, book.theme["explanation"])
    blocks = [Block(0, 30 + LINE_HEIGHT * (_TOP - 1 + bool(left_out)))]
    blocks += [block_ for m in maps for block_ in _write_map(book, sheet, m, rows)]
    sheet.freeze_panes(1, _FIRST)
    sheet.repeat_columns(0, _MEAN)
    # the notes run on to the right beyond a narrow grid
    widths = [_NAME_WIDTH, *[_WIDTH] * (max(widest, 12) + 1)]
    paged(sheet, book.title, widths, blocks, landscape=True)


def _write_map(book: Book, sheet: Any, heat: HeatMap, rows: _Rows) -> list[Block]:  # noqa: ANN401 - XlsxWriter is untyped
    """Write one grid; returns the blocks that a page's end must not cut."""
    panel, theme = heat.panel, book.theme
    names: list[Cell] = ["党组织", "平均", *(r.name for r in panel.raters)]
    widths = [_NAME_WIDTH, *[_WIDTH] * (len(names) - 1)]
    title = f"{panel.component.tier} {panel.component.name}　{panel.group.name}"
    sheet.set_row(heat.row - 3, 26)
    sheet.write_string(heat.row - 3, 0, title, theme["section"])
    given = {(r.target.code, r.rater.code): r.score for r in panel.ratings}
    blocks, start, height = [], heat.row - 3, 26.0
    for index, target in enumerate(panel.targets):
        row = heat.row_of(index)
        if index % MOST_ROWS == 0:
            if index:
                blocks.append(Block(start, height))
                start, height = row - 2, 0.0
            for column, name in enumerate(names):
                write_cell(sheet, row - 2, column, name, theme["heading"])
            fit_row(sheet, row - 2, names, widths)
            height += row_points(names, widths)
        cells = _target_cells(panel, target, row, given, rows)
        _write_row(book, sheet, row - 1, cells)
        fit_row(sheet, row - 1, cells, widths)
        height += row_points(cells, widths)
    _write_row(book, sheet, heat.last, _means(heat), total=True)
    final = _FIRST + len(panel.raters) - 1
    sheet.conditional_format(heat.row - 1, _FIRST, heat.last - 1, final, _SCALE)
    return [*blocks, Block(start, height + 2 * LINE_HEIGHT)]


def _target_cells(
    panel: NamedPanel,
    target: Organisation,
    row: int,
    given: Mapping[tuple[str, str], Fraction],
    rows: _Rows,
) -> list[Cell]:
    scores = [given.get((target.code, rater.code)) for rater in panel.raters]
    there = mean(score for score in scores if score is not None)
    across = f"{column_letters(_FIRST)}{row}:{column_letters(_FIRST + len(scores) - 1)}{row}"
    cells: list[Cell] = [target.name, Live(f"AVERAGE({across})", there)]
    for rater, score in zip(panel.raters, scores, strict=True):
        if score is None:
            cells.append(_UNRATED)
        else:
            key = (panel.component.code, panel.group.code, rater.code, target.code)
            cells.append(score_cell(rows.get(key), score))
    return cells


def score_cell(row: int | None, score: Fraction) -> Cell:
    """A form's score by its row of 逐表得分; as a number where it has none there."""
    return score if row is None else Live(at(FORMS, FORM_LETTERS["score"], row), score)


def _means(heat: HeatMap) -> list[Cell]:
    """The last row: each rater's mean."""
    given: dict[str, list[Fraction]] = {}
    for rating in heat.panel.ratings:
        given.setdefault(rating.rater.code, []).append(rating.score)
    cells: list[Cell] = ["平均", None]
    for position, rater in enumerate(heat.panel.raters, _FIRST):
        letter = column_letters(position)
        cells.append(Live(f"AVERAGE({letter}{heat.row}:{letter}{heat.last})", mean(given[rater.code])))
    return cells


def _write_row(
    book: Book,
    sheet: Any,  # noqa: ANN401 - as above
    row: int,
    cells: Sequence[Cell],
    *,
    total: bool = False,
) -> None:
    for column, cell in enumerate(cells):
        if column == 0:
            shown = book.theme.variant("text", bold=total)
        else:
            shown = book.theme.variant("centre", num_format="0.0", bold=total or column == _MEAN)
        write_cell(sheet, row, column, cell, shown)
