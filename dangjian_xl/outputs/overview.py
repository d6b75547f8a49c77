"""The first sheet, 总览: what came in, how the grades are spread, who shares which places, and which figure is where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dangjian_xl import style
from dangjian_xl.grids import column_letters
from dangjian_xl.outputs import conditions, explanations, figures, items, lists, manifest
from dangjian_xl.outputs.charts import CHARTS
from dangjian_xl.outputs.counts import counted
from dangjian_xl.outputs.diagnosis import DIAGNOSIS
from dangjian_xl.outputs.grading import GRADING, Grading
from dangjian_xl.outputs.heat import HEAT
from dangjian_xl.outputs.ranking import proposed_letter, ranking_names
from dangjian_xl.outputs.rulemap import BASE, LIMITED, PLACES, RULES
from dangjian_xl.outputs.sheet import FIRST_ROW, Book, Cell, Live, block, fit_row, write_cell
from dangjian_xl.returns.approved import APPROVAL
from dangjian_xl.scheme.model import Tier
from dangjian_xl.scoring.grade import PENDING, UNGRADED
from dangjian_xl.scoring.quotas import QuotaPlaces, Stand

OVERVIEW = "总览"
_NOTICE = "本结果中的等次都是建议等次，由党委审定；“待定”是同分压在名额线上的，“无法评定”是缺少有效表、没有总分，或者没有一致的上报等次的。"
_FIRST_WIDTH, _WIDTH, _COLUMNS = 34, 9.5, 10
_CHART_ROWS, _CHART_SIZE = 15, {"width": 886, "height": 280}
_GUIDE = (
    (APPROVAL, "党委在此填写审定等次和改动的理由，边填边核对名额、否决和前提。"),
    (
        "排名 …",
        "每个层面一张。名次、总分、建议等次和理由；数字取自“等次测算”和“环节得分”。",
    ),
    (
        GRADING,
        "总分、名次、分数段、否决和前提、名额，一步一列。总分＝各环节得分按权重加权平均＋加减分，不低于 0、不超过上限，四舍五入。",
    ),
    (CHARTS, "总分由哪些环节构成、在各分数段怎样分布；数字都是公式。"),
    (figures.COMPONENTS, "每个对象每个环节的得分，由“主体得分”按权重加权平均。"),
    (figures.GROUPS, "每类评价主体的得分，由“逐表得分”平均、取中位数，或去掉最高最低后平均。"),
    (figures.FORMS, "每张有效表的百分制得分，由“逐项明细”相加。"),
    (items.ITEMS, "每张有效表的每一项填写内容和折成的得分，写明文件、工作表和单元格。"),
    (
        conditions.ITEM_SCORES,
        "等次前提看一个指标的：这一项和环节得分一样合成。",
    ),
    (DIAGNOSIS, "评价人偏严偏宽、打分很平、离群的分数、一致性；仅供参考，不改动任何得分。"),
    (HEAT, "实名评价人给每个对象的分数，颜色越深越低；取自“逐表得分”。"),
    (lists.FINDINGS, "填表和计算中的全部错误、提醒和说明。"),
    (lists.RETURNS, "应交的每一份表交了没有、能不能计入。"),
    (manifest.MANIFEST, "收回的每一个文件：SHA-256、结论、是谁的哪份表、最后保存的时间。"),
    (RULES, "权重、分数线、名额、前提、否决和加减分；公式都引用这里。"),
)


def write_overview(book: Book, sheet: Any, grading: Grading) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    """Fill the sheet, which was added first."""
    scheme, theme = grading.scheme, book.theme
    sheet.set_column(0, 0, _FIRST_WIDTH)
    sheet.set_column(1, _COLUMNS - 1, _WIDTH)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, f"{scheme.basics.title}结果", theme.variant("title", font_size=20))
    about = f"{scheme.basics.college}{scheme.basics.department}　{scheme.basics.year}年度　方案 {scheme.basics.code}"
    sheet.write_string(1, 0, f"{about}（内容摘要 {scheme.digest()[:12]}）", theme["explanation"])
    sheet.set_row(2, 24)
    sheet.write_string(2, 0, _NOTICE, theme.variant("status", font_color=style.RED))
    row = _write(book, sheet, 4, "回收和问题", counted(grading))
    words = [*(grade.name for grade in scheme.grades), PENDING, UNGRADED]
    counts = [_tier_counts(grading, tier, words, row + 2) for tier in scheme.tiers]
    _chart(book, sheet, row + 1, words, counts)
    row = (
        _write(book, sheet, row, "各层面建议等次（人数）", [["层面", "人数", *words], *counts]) + _CHART_ROWS
    )
    places = [_place_counts(grading, place) for place in grading.rules.places]
    if places:
        headings = ["名额范围", "等次", "总人数", "名额", "已用", "待定"]
        row = _write(book, sheet, row, "名额使用情况", [headings, *places])
    _write_guide(book, sheet, row, grading)
    style.print_setup(sheet, scheme.basics.title, 0)
    sheet.set_portrait()
    sheet.activate()


def _write(book: Book, sheet: Any, row: int, title: str, table: Sequence[Sequence[Cell]]) -> int:  # noqa: ANN401
    """A titled table, headings first, from a 0-based row on; returns the row where the next one can begin."""
    theme = book.theme
    sheet.set_row(row, 26)
    sheet.write_string(row, 0, title, theme["section"])
    for index, cells in enumerate(table, row + 1):
        sheet.set_row(index, style.row_height(1))
        for column, cell in enumerate(cells):
            role = "heading" if index == row + 1 else "text" if column == 0 else "centre"
            write_cell(sheet, index, column, cell, theme[role])
        fit_row(sheet, index, cells, [_FIRST_WIDTH, *[_WIDTH] * (len(cells) - 1)])
    return row + len(table) + 2


def _guide(grading: Grading) -> list[tuple[str, str]]:
    """Each sheet and what stands on it; of lists too long for a sheet, where they are."""
    there = "太多，工作表放不下，在同一目录的“{file}”里；"
    apart = {}
    if grading.trail.items_apart:
        apart[items.ITEMS] = there.format(file=items.ITEMS_FILE)
        apart[figures.FORMS] = f"合计由程序从“{items.ITEMS_FILE}”逐项相加；"
    if grading.trail.forms_apart:
        apart[figures.FORMS] = there.format(file=figures.FORMS_FILE)
        apart[figures.GROUPS] = f"由程序从“{figures.FORMS_FILE}”合成；"
    has_items = any(True for _ in grading.trail.conditions)
    listed = [(name, told) for name, told in _GUIDE if has_items or name != conditions.ITEM_SCORES]
    return [*((name, apart.get(name, "") + told) for name, told in listed), explanations.guide(grading)]


def _write_guide(book: Book, sheet: Any, row: int, grading: Grading) -> None:  # noqa: ANN401 - as above
    """Which figure comes from which sheet."""
    sheet.set_row(row, 26)
    sheet.write_string(row, 0, "怎样查一个数字的来历", book.theme["section"])
    for index, (name, told) in enumerate(_guide(grading), row + 1):
        sheet.write_string(index, 0, name, book.theme["text"])
        sheet.merge_range(index, 1, index, _COLUMNS - 1, told, book.theme["text"])
        lines = style.lines_needed(told, _WIDTH * (_COLUMNS - 1))
        sheet.set_row(index, style.row_height(lines))


def _tier_counts(grading: Grading, tier: Tier, words: Iterable[str], heading_row: int) -> list[Cell]:
    """A tier's number of targets, and how many have which proposed grade; headings stand in a 1-based row."""
    name = f"{tier.code} {tier.name}"
    proposed = [proposal.proposed for proposal in grading.assessment.of_tier(tier.code)]
    if not proposed:
        return [name, 0, *(0 for _ in words)]
    sheet, letter = ranking_names(grading.scheme)[tier.code], proposed_letter(grading, tier.code)
    column = block(sheet, letter, FIRST_ROW, FIRST_ROW + len(proposed) - 1)
    counts = [
        Live(f"SUMPRODUCT(1*EXACT({column},{column_letters(position)}${heading_row}))", proposed.count(word))
        for position, word in enumerate(words, 2)
    ]
    return [name, Live(f"COUNTA({column})", len(proposed)), *counts]


def _place_counts(grading: Grading, place: QuotaPlaces) -> list[Cell]:
    """How many of a quota's places in a pool the proposed grades use."""
    steps = [p.steps[place.order] for p in grading.assessment.proposals]
    taken = [s for s in steps if s.places is place and s.final is not None and s.final <= place.limited]
    waiting = sum(step.is_open for step in taken)
    columns = [f"number{place.order}", f"after{len(grading.scheme.quotas) - 1}", f"says{place.order}"]
    numbers, after, says = (grading.block(key, "", GRADING) for key in columns)
    limit = grading.rules.place(place, LIMITED)
    mine = f"({numbers}={place.number})*ISNUMBER({after})*({after}<={limit})"
    return [
        place.pool.name,
        place.grade,
        Live(grading.rules.place(place, BASE), place.base),
        Live(grading.rules.place(place, PLACES), place.room),
        Live(f'SUMPRODUCT({mine}*({says}<>"{Stand.TIED}"))', len(taken) - waiting),
        Live(f'SUMPRODUCT({mine}*({says}="{Stand.TIED}"))', waiting),
    ]


def _chart(
    book: Book,
    sheet: Any,  # noqa: ANN401 - as above
    heading: int,
    words: Sequence[str],
    tiers: Sequence[Sequence[Cell]],
) -> None:
    """Grades by tier as columns, under their table; `heading` is the 0-based row of its headings."""
    chart = book.workbook.add_chart({"type": "column"})
    first, last = heading + 1, heading + len(tiers)
    for number in range(len(words)):
        column = number + 2
        values = [cells[column] for cells in tiers]
        series: dict[str, object] = {
            "name": [OVERVIEW, heading, column],
            "categories": [OVERVIEW, first, 0, last, 0],
            "values": [OVERVIEW, first, column, last, column],
            "border": {"color": style.INK, "width": 0.75},
            "gap": 40,
            "data_labels": {
                "value": True,
                "series_name": True,
                "separator": "\n",
                "font": {"size": 9},
                # what nobody has needs no label
                "custom": [None if _number(value) else {"delete": True} for value in values],
            },
        }
        chart.add_series(series | style.CHART_FILLS[number % len(style.CHART_FILLS)])
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": {"size": 9}})
    chart.set_y_axis(
        {"major_gridlines": {"visible": True, "line": {"color": style.MIST}}, "min": 0, "visible": False}
    )
    chart.set_size(_CHART_SIZE)
    sheet.insert_chart(
        last + 2, 0, chart, {"object_position": 2, "y_offset": 2, "description": "各层面建议等次人数"}
    )


def _number(cell: Cell) -> bool:
    """Whether a count is above 0."""
    return bool(cell.value if isinstance(cell, Live) else cell)
