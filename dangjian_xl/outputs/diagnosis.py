"""The sheet 评价人诊断: severity, flat scoring, scores out of line and agreement, for advice; it changes no score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dangjian_xl import style
from dangjian_xl.outputs.figures import FORM_LETTERS, FORMS
from dangjian_xl.outputs.heat import HeatMap, form_rows, score_cell
from dangjian_xl.outputs.sections import Section, write_section
from dangjian_xl.outputs.sheet import Book, Cell, Live, at, block
from dangjian_xl.outputs.trail import Trail
from dangjian_xl.scheme.model import LEAST_SHOWN, Component, Rater
from dangjian_xl.scoring.agreement import INTRACLASS_BOUNDS, KENDALL_BOUNDS
from dangjian_xl.scoring.diagnose import LEAST_RATERS, LEAST_SPARE, LEAST_TARGETS
from dangjian_xl.scoring.diagnosis import BallotSpread, BlockDiagnosis, Diagnosis, Lack, Leaning, Outlier
from dangjian_xl.scoring.ratings import NamedPanel

DIAGNOSIS = "评价人诊断"
_TITLE = "评价人诊断（仅供参考，不改动任何得分）"
_NOTES = (
    (
        "宽严：把每个分数看作“对象的水平＋评价人的宽严＋其余”，用最小二乘法估计。宽严是比同组评价人的平均多给（正数）或少给（负数）"
        "几分，区间是 95% 置信区间。宽严是相对的：有一个人很严，别人就显得偏宽。"
    ),
    (
        "只有和同环节同主体的其他人一起校正（Holm 法）后仍不像偶然的，才写“偏严”“偏宽”。区间不含 0 而写“看不出偏差”的，"
        "是同时比较了几个人，可能只是偶然。"
    ),
    "打分很平：标准差不到同组评价人标准差中位数的三分之一（至少 3 人、每人至少评 5 个对象才比）。全部同分的，评了 3 个对象以上就写明。",
    (
        "离群分数：和按其余分数推算的相差太大，连同一环节同一主体的全部分数算在一起，偶然出现一个的可能也不到二十分之一"
        "（学生化残差超过界限，邦弗伦尼校正）。离群不等于打错，请先看原表、问本人。"
    ),
    (
        "一致性：人人都评了同样对象的，看肯德尔和谐系数 W，只比各人排的先后"
        f"（{KENDALL_BOUNDS[0]} 以上为高，{KENDALL_BOUNDS[1]} 以上为中）；其余的看 ICC(2,1)，比单个分数"
        f"（{INTRACLASS_BOUNDS[0]} 以上为高，{INTRACLASS_BOUNDS[1]} 以上为中）。ICC(2,k) 是各人平均以后的可靠程度。"
    ),
    (
        f"要有至少 {LEAST_RATERS} 个评价人、{LEAST_TARGETS} 个至少两人评过的对象、{LEAST_SPARE} 个可互相核对的分数"
        "（分数个数－对象数－评价人数＋1）才作判断；不够的写明差多少。"
    ),
    f"匿名票不作任何个人诊断，只列满 {LEAST_SHOWN} 张的对象的分数高低；计票表和自评不在内。",
)
_WIDTHS = (16.0, 13.0, 13.0, 24.0, 8.0, 9.0, 9.0, 9.0, 9.0, 10.0, 48.0)
_FINE = "0.00"
_RATERS = (
    "评价环节", "评价主体", "评价人", "判断", "评了几个", "平均分", "宽严（分）", "区间下限", "区间上限", "标准差", "说明"
)  # fmt: skip
_OUTLIERS = (
    "评价环节", "评价主体", "评价人", "党组织", "得分", "推算", "相差", "学生化残差", "界限", "逐表得分的行", "文件"
)  # fmt: skip
_BLOCKS = (
    "评价环节", "评价主体", "评价人数", "一致性", "对象数", "分数个数", "W", "ICC(2,1)", "ICC(2,k)", "可核对的分数", "说明"
)  # fmt: skip
_BALLOTS = ("评价环节", "评价主体", "有效票", "党组织", "平均分", "标准差", "最低", "最高")
_ENOUGH = {
    "高": "各人对谁好谁差看法相近。",
    "中": "各人看法大体相近，有些出入。",
    "低": "各人看法出入较大，换一组评价人，结果可能不同。",
}
_ALIKE = "分数全都一样，说不上一致不一致。"
_APART = "没有两人评过同一个对象，评价人之间不能比较。"
#: Names in one cell, and cells in one formula.
_MOST_NAMES, _MOST_CELLS = 30, 200
_ALONE = "没有和别人共同评过的对象"


def write_diagnosis(book: Book, diagnosis: Diagnosis, maps: Sequence[HeatMap], trail: Trail) -> None:
    """Write the sheet at the end of the workbook; `maps` hold the scores that means and spreads are computed of."""
    sheet, theme = book.add(DIAGNOSIS), book.theme
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    sheet.set_default_row(19)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, _TITLE, theme["title"])
    shown = theme.variant("explanation", text_wrap=True)
    for row, note in enumerate(_NOTES, 1):
        sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, note, shown)
        sheet.set_row(row, style.row_height(style.lines_needed(note, sum(_WIDTHS))))
    row = top = len(_NOTES) + 2
    rows: list[list[Cell]] = _rater_rows(diagnosis, maps, trail)
    empty = "（没有实名评价人的有效表）"
    row = _write(book, sheet, row, Section("各评价人", _RATERS, rows, fine=_FINE, nothing=empty, long=True))
    rows = _outlier_rows(diagnosis, trail, row + 3)
    empty = "（没有发现；数据不够的环节不查）"
    row = _write(book, sheet, row, Section("离群分数", _OUTLIERS, rows, fine=_FINE, nothing=empty, long=True))
    row = _write(book, sheet, row, Section("各环节的一致性", _BLOCKS, _block_rows(diagnosis), fine=_FINE))
    title = f"匿名票（满 {LEAST_SHOWN} 张的对象）"
    row = _write(book, sheet, row, Section(title, _BALLOTS, _ballot_rows(diagnosis, trail), fine=_FINE))
    told = {"type": "cell", "criteria": "==", "format": theme.variant("boxed", bold=True)}
    for leaning in (Leaning.STRICT, Leaning.LENIENT):
        sheet.conditional_format(top, 3, row, 3, {**told, "value": f'"{leaning}"'})
    sheet.freeze_panes(1, 0)
    style.print_setup(sheet, book.title, 0)


def _write(book: Book, sheet: Any, row: int, section: Section) -> int:  # noqa: ANN401 - XlsxWriter is untyped
    """Write a table on this sheet's columns; returns the 0-based row for the next."""
    return write_section(book, sheet, row, section, _WIDTHS)


def _named(component: Component) -> str:
    """A component with its tier: names recur."""
    return f"{component.tier} {component.name}"


def _cells(rows: Sequence[int]) -> str:
    """The scores on these rows of 逐表得分 for a formula; "" where there are none, or more than a formula takes."""
    return ",".join(at(FORMS, FORM_LETTERS["score"], row) for row in rows) if len(rows) <= _MOST_CELLS else ""


def _rater_rows(diagnosis: Diagnosis, maps: Sequence[HeatMap], trail: Trail) -> list[list[Cell]]:
    grids = {(m.panel.component.code, m.panel.group.code, r.code): m for m in maps for r in m.panel.raters}
    # of raters without a grid the single forms are added up
    forms: dict[tuple[str, str, str], list[int]] = {}
    for (component, group, by, _), row in form_rows(trail).items():
        forms.setdefault((component, group, by), []).append(row)
    rows: list[list[Cell]] = []
    for rater in diagnosis.raters:
        code = rater.rater.code
        key = (rater.component.code, rater.group.code, code)
        scores = grids[key].scores(code) if key in grids else _cells(forms.get(key, []))
        mean = grids[key].mean(code) if key in grids else f"AVERAGE({scores})"
        spread: Cell = rater.spread
        if scores and rater.spread is not None:
            spread = Live(f"STDEV({scores})", rater.spread)
        remarks = [_ALONE] if rater.leaning is Leaning.ALONE else []
        rows.append(
            [
                _named(rater.component),
                rater.group.name,
                rater.rater.name,
                str(rater.leaning),
                rater.forms,
                Live(mean, rater.mean) if scores else rater.mean,
                rater.severity,
                rater.low,
                rater.high,
                spread,
                "；".join([*remarks, *rater.remarks]) or None,
            ]
        )
    return rows


def _outlier_rows(diagnosis: Diagnosis, trail: Trail, first: int) -> list[list[Cell]]:
    """The rows of outliers; the first stands in a 1-based row."""
    forms = form_rows(trail)
    return [
        _outlier_cells(outlier, forms.get(_key(outlier)), row)
        for row, outlier in enumerate(diagnosis.outliers, first)
    ]


def _key(outlier: Outlier) -> tuple[str, str, str, str]:
    return (outlier.component.code, outlier.group.code, outlier.rater.code, outlier.target.code)


def _outlier_cells(outlier: Outlier, form_row: int | None, row: int) -> list[Cell]:
    return [
        _named(outlier.component),
        outlier.group.name,
        outlier.rater.name,
        outlier.target.name,
        score_cell(form_row, outlier.score),
        outlier.expected,
        Live(f"E{row}-F{row}", float(outlier.score) - outlier.expected),
        "其余全吻合" if outlier.studentised is None else outlier.studentised,
        outlier.bound,
        form_row,
        outlier.file,
    ]


def _block_rows(diagnosis: Diagnosis) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for panel in diagnosis.panels:
        mine = [
            b
            for b in diagnosis.blocks
            if (b.component.code, b.group.code) == (panel.component.code, panel.group.code)
        ]
        rows += [_block_cells(b, panel) for b in mine]
        if not mine:
            sizes: list[Cell] = [len(panel.targets), len(panel.ratings), None, None, None, None]
            who: list[Cell] = [_named(panel.component), panel.group.name, len(panel.raters)]
            rows.append([*who, str(Leaning.ALONE), *sizes, _APART])
    return rows


def _block_cells(block: BlockDiagnosis, panel: NamedPanel) -> list[Cell]:
    told = "；".join(map(_lacking, block.lacks)) + "。" if block.lacks else _ALIKE
    verdict = str(Leaning.THIN) if block.lacks else "—"
    if block.agreement:
        told = _ENOUGH[block.agreement]
        verdict = f"{block.agreement}（按{'W' if block.complete else 'ICC(2,1)'}）"
    if len(block.raters) < len(panel.raters):
        told += f"这里只有有共同对象的{_names(block.raters)}。"
    who: list[Cell] = [_named(block.component), block.group.name, len(block.raters), verdict]
    numbers: list[Cell] = [block.kendall, block.single, block.joint]
    return [*who, block.targets, block.scores, *numbers, block.spare, told]


def _names(raters: Sequence[Rater]) -> str:
    """The raters' names, of many the first."""
    names = "、".join(rater.name for rater in raters[:_MOST_NAMES])
    return names if len(raters) <= _MOST_NAMES else f"{names}等 {len(raters)} 人"


def _lacking(lack: Lack) -> str:
    return f"{lack.what}只有 {lack.there} 个，至少要 {lack.least} 个，还差 {lack.least - lack.there} 个"


def _ballot_rows(diagnosis: Diagnosis, trail: Trail) -> list[list[Cell]]:
    spans = {
        (part.component.code, group.panel.group, target.code): trail.span(group)
        for target, part, group in trail.groups
        if group.secret
    }
    return [
        _ballot_cells(b, "" if trail.forms_apart else block(FORMS, FORM_LETTERS["score"], *span))
        for b in diagnosis.ballots
        if (span := spans.get((b.component.code, b.group.code, b.target.code)))
    ]


def _ballot_cells(ballots: BallotSpread, scores: str) -> list[Cell]:
    who: list[Cell] = [_named(ballots.component), ballots.group.name, ballots.ballots, ballots.target.name]
    if not scores:
        return [*who, ballots.mean, ballots.spread, ballots.lowest, ballots.highest]
    return [
        *who,
        Live(f"AVERAGE({scores})", ballots.mean),
        Live(f"STDEV({scores})", ballots.spread),
        Live(f"MIN({scores})", ballots.lowest),
        Live(f"MAX({scores})", ballots.highest),
    ]
