"""整改/整改台账.xlsx: what is overdue or stands still first, then who owes lists, counts with a chart, every problem, every file."""

from __future__ import annotations

import io
from collections.abc import Sequence

from dangjian_xl import style
from dangjian_xl.findings import Finding
from dangjian_xl.grids import column_letters
from dangjian_xl.outputs.lists import findings_table
from dangjian_xl.outputs.sheet import FIRST_ROW, HEADING_ROW, Book, Cell, Column, Live, Table, block
from dangjian_xl.rectification.lists import Standing
from dangjian_xl.rectification.progress import Alarm, Count, Progress, Tracked
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.times import beijing, full_day

FIRST, OWED, CHART, UNITS, SOURCES, LEDGER, FOUND, FILES = (
    "逾期和停滞",
    "未交清单",
    "进展图",
    "各单位进展",
    "各来源进展",
    "整改台账",
    "检查发现的问题",
    "收到的文件",
)
#: What is told of a problem of whose unit no list counts.
UNKNOWN = "清单未交或不能用"
_COLUMNS = (
    Column("unit", "党组织编号", 10, "centre"),
    Column("name", "党组织", 20),
    Column("code", "问题编号", 11, "centre"),
    Column("text", "问题", 42),
    Column("source", "来源", 13, "centre"),
    Column("detail", "说明", 26),
    Column("leader", "责任领导", 10, "centre"),
    Column("person", "责任人", 10, "centre"),
    Column("due", "完成时限", 12, "date"),
    Column("standing", "状态", 12, "centre"),
    Column("alarm", "提醒", 8, "centre"),
    Column("measures", "整改措施", 28),
    Column("progress", "进展情况", 28),
    Column("last", "最近进展日期", 12, "date"),
    Column("done", "完成日期", 12, "date"),
    Column("evidence", "佐证材料", 22),
    Column("note", "单位说明和备注", 20),
)
_LETTERS = {column.key: column_letters(at) for at, column in enumerate(_COLUMNS)}
_FIRST_COLUMNS = (
    Column("alarm", "提醒", 8, "centre"),
    Column("days", "天数", 8, "centre"),
    Column("name", "党组织", 22),
    Column("code", "问题编号", 11, "centre"),
    Column("text", "问题", 52),
    Column("person", "责任人", 11, "centre"),
    Column("due", "完成时限", 12, "date"),
    Column("standing", "状态", 14, "centre"),
    Column("last", "最近进展日期", 12, "date"),
    Column("progress", "进展情况", 34),
)
#: The order of the chart: mended first; fills that stay apart in a black-and-white print.
_STANDINGS: tuple[Standing | None, ...] = (
    Standing.DONE,
    Standing.LASTING,
    Standing.RUNNING,
    Standing.NOT_BEGUN,
    None,
)
_FILLS: tuple[dict[str, object], ...] = (
    {"fill": {"color": style.SLATE}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": style.SLATE, "bg_color": "#FFFFFF"}},
    {"fill": {"color": style.LINE}},
    {"fill": {"color": style.MIST}},
    {"fill": {"color": "#FFFFFF"}},
)
#: Pixels of the chart: its width, what is not bars, and what a bar takes.
_CHART_WIDTH, _CHART_REST, _CHART_BAR = 860, 90, 24


def ledger(progress: Progress, collection: Collection, findings: Sequence[Finding]) -> bytes:
    """The workbook; equal records give equal bytes. `findings`: what was found in the lists, listed ones as `progress` names aside."""
    title = f"{progress.scheme.basics.title}整改台账"
    stream = io.BytesIO()
    book = Book(style.new_workbook(stream, title), title)
    book.write(_first(progress))
    if progress.not_returned:
        book.write(_owed(progress))
    if progress.units:
        _write_chart(book, progress)
    _write_counts(book, progress, UNITS, "党组织", progress.by_unit)
    _write_counts(book, progress, SOURCES, "来源", progress.by_source)
    _write_ledger(book, progress)
    if findings:
        purpose = "交回的清单里发现的问题；“错误”须改后才能计入。逾期和停滞的另列一张表。"
        book.write(findings_table(FOUND, purpose, findings))
    if collection.files:
        book.write(_files(collection))
    book.workbook.close()
    return stream.getvalue()


def _standing(standing: Standing | None) -> str:
    return str(standing) if standing else UNKNOWN


def _first(progress: Progress) -> Table:
    late, still = progress.overdue, progress.stalled
    purpose = (
        f"截至{full_day(progress.today)}：共 {len(progress.tracked)} 个问题，已完成 {len(progress.done)} 个；"
        f"逾期 {len(late)} 个，停滞 {len(still)} 个（没有完成，{progress.patience} 天以上没有新进展）。"
    )
    rows = [_first_row(tracked) for tracked in (*late, *still)]
    return Table(FIRST, purpose, _FIRST_COLUMNS, rows, frozen=1, first=True)


def _first_row(tracked: Tracked) -> list[Cell]:
    problem = tracked.problem
    who: list[Cell] = [str(tracked.alarm), tracked.days, tracked.target.name, problem.code, problem.text]
    what: list[Cell] = [tracked.person or None, tracked.due, _standing(tracked.standing), tracked.last]
    return [*who, *what, tracked.progress or None]


def _owed(progress: Progress) -> Table:
    columns = (
        Column("code", "党组织编号", 12, "centre"),
        Column("name", "党组织", 30),
        Column("reporter", "书记", 16),
        Column("listed", "列出的问题数", 14, "centre"),
        Column("came", "情况", 22, "centre"),
        Column("files", "文件", 46),
    )
    rows: list[list[Cell]] = [
        [
            u.target.code,
            u.target.name,
            u.target.reporter_title,
            u.listed,
            str(u.came),
            "\n".join(u.files) or None,
        ]
        for u in progress.not_returned
    ]
    purpose = (
        f"应交 {len(progress.units)} 份，已交回并能用的 {len(progress.units) - len(rows)} 份；下面是其余的。"
    )
    return Table(OWED, purpose, columns, rows, frozen=2, first=True)


def _write_counts(book: Book, progress: Progress, name: str, of: str, counts: Sequence[Count]) -> None:
    """A table of counts with live formulas over the ledger."""
    heads = [_standing(standing) for standing in _STANDINGS]
    columns = (
        Column("key", f"{of}编号" if of == "党组织" else of, 16, "centre"),
        Column("name", of, 30),
        Column("number", "问题数", 9, "centre"),
        *(Column(f"s{n}", head, 11, "centre") for n, head in enumerate(heads)),
        *(Column(str(alarm), f"其中{alarm}", 10, "centre") for alarm in Alarm if alarm),
    )
    if name == SOURCES:
        columns = (columns[0], *columns[2:])
    rows = [_count_row(progress, name, count, at) for at, count in enumerate(counts, FIRST_ROW)]
    purpose = f"截至{full_day(progress.today)}，按“{LEDGER}”逐个数出来；{UNKNOWN}的，不知道整改到哪一步。"
    book.write(Table(name, purpose, columns, rows, frozen=1))


def _count_row(progress: Progress, name: str, count: Count, row: int) -> list[Cell]:
    by = _LETTERS["unit" if name == UNITS else "source"]
    last = FIRST_ROW + max(1, len(progress.tracked)) - 1
    mine = f"EXACT({block(LEDGER, by, FIRST_ROW, last)},$A{row})"

    def counted(letter: str, word: str, number: int) -> Live:
        return Live(f'SUMPRODUCT({mine}*EXACT({block(LEDGER, letter, FIRST_ROW, last)},"{word}"))', number)

    whole = Live(f"SUMPRODUCT(1*{mine})", count.number)
    standings = [counted(_LETTERS["standing"], _standing(s), count.standing[s]) for s in _STANDINGS]
    alarms = [counted(_LETTERS["alarm"], str(a), count.alarm[a]) for a in Alarm if a]
    names: list[Cell] = [count.key, count.name] if name == UNITS else [count.name]
    return [*names, whole, *standings, *alarms]


def _write_chart(book: Book, progress: Progress) -> None:
    """Each unit's problems as one bar, parted by standing; on a page of its own."""
    sheet, number = book.add(CHART, first=True), len(progress.units)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "各单位整改进展", book.theme["title"])
    sheet.write_string(1, 0, f"截至{full_day(progress.today)}，数字在“{UNITS}”。", book.theme["explanation"])
    chart = book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    first, last = FIRST_ROW - 1, FIRST_ROW + number - 2
    for at, _ in enumerate(_STANDINGS):
        series: dict[str, object] = {
            "name": [UNITS, HEADING_ROW - 1, 3 + at],
            "categories": [UNITS, first, 1, last, 1],
            "values": [UNITS, first, 3 + at, last, 3 + at],
            "border": {"color": style.INK, "width": 0.75},
            "gap": 45,
            # What nobody has needs no label.
            "data_labels": {
                "value": True,
                "num_format": "0;;",
                "font": {"size": 8, "bold": at == 1, "color": "#FFFFFF" if at == 0 else style.INK},
            },
        }
        chart.add_series(series | _FILLS[at])
    chart.set_title({"none": True})
    chart.set_legend({"position": "bottom"})
    # The first unit on top, as in the table.
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    grid = {"visible": True, "line": {"color": style.MIST}}
    chart.set_x_axis({"major_gridlines": grid, "min": 0, "num_format": "0", "label_position": "high"})
    chart.set_size({"width": _CHART_WIDTH, "height": _CHART_REST + _CHART_BAR * number})
    sheet.insert_chart(
        2, 0, chart, {"object_position": 2, "y_offset": 4, "description": "各单位问题的整改进展"}
    )
    style.print_setup(sheet, book.title, 0)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)


def _write_ledger(book: Book, progress: Progress) -> None:
    rows = [_row(tracked) for tracked in progress.tracked]
    purpose = (
        "全部问题，一个问题一行，按党组织排列；问题、来源和说明照发出的清单，其余照各单位最后交回的清单。"
    )
    sheet = book.write(Table(LEDGER, purpose, _COLUMNS, rows, frozen=3))
    alarm = _LETTERS["alarm"]
    rule = {"type": "formula", "criteria": f'=${alarm}{FIRST_ROW}<>""', "format": book.theme["problem"]}
    last = FIRST_ROW + max(1, len(rows)) - 1
    sheet.conditional_format(f"{_LETTERS['due']}{FIRST_ROW}:{alarm}{last}", rule)


def _row(tracked: Tracked) -> list[Cell]:
    problem = tracked.problem
    what: list[Cell] = [tracked.target.code, tracked.target.name, problem.code, problem.text]
    what += [str(problem.source), problem.detail or None, tracked.leader or None, tracked.person or None]
    how: list[Cell] = [tracked.due, _standing(tracked.standing), str(tracked.alarm) or None]
    how += [tracked.measures or None, tracked.progress or None, tracked.last, tracked.done]
    return [*what, *how, tracked.evidence or None, tracked.note or None]


def _files(collection: Collection) -> Table:
    columns = (
        Column("file", "文件", 52),
        Column("verdict", "结论", 34),
        Column("unit", "党组织", 24),
        Column("saved", "最后保存（北京时间）", 20, "centre"),
        Column("sha256", "SHA-256", 36),
    )
    rows: list[list[Cell]] = []
    for file in collection.files:
        form = collection.expected.get(file.form_id)
        unit = form.assignment.rater.name if form else None
        rows.append([file.file, str(file.verdict), unit, beijing(file.saved) or None, file.sha256 or None])
    return Table(FILES, f"“整改/回收”里的全部文件，共 {len(rows)} 个。", columns, rows, frozen=1)
