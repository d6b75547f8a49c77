"""One look for all workbooks: fonts, colours, named cell formats, and how much room Chinese text takes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any

from dangjian_xl.packages import repacked
from dangjian_xl.widths import display_width

if TYPE_CHECKING:  # most modules want a colour or a height from here, few commands begin a workbook
    from xlsxwriter import Workbook

BODY_FONT = "宋体"
HEADING_FONT = "黑体"
BODY_SIZE = 11

#: Calm colours that stay apart in a black-and-white print: headings dark or pale, everything else near white.
INK = "#1F2933"
GREY = "#5F6B73"
LINE = "#B4BEC6"
SLATE = "#3D5A6C"
MIST = "#DCE4E9"
PALE = "#F3F6F8"
YELLOW = "#FFFBE3"
AMBER = "#FFDE9C"
PINK = "#F6CFCB"
RED = "#A8201A"
GREEN = "#2B6A4B"
BLUE = "#1F5C99"

#: The two accents of sheet tabs: what is read first, and all the rest.
TAB_FIRST, TAB = RED, SLATE

#: Fills of charts that stay apart in a black-and-white print, the darkest first.
CHART_FILLS: tuple[dict[str, object], ...] = (
    {"fill": {"color": SLATE}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": SLATE, "bg_color": "#FFFFFF"}},
    {"fill": {"color": LINE}},
    {"fill": {"color": "#FFFFFF"}},
    {"pattern": {"pattern": "percent_20", "fg_color": INK, "bg_color": "#FFFFFF"}},
    {"pattern": {"pattern": "small_grid", "fg_color": SLATE, "bg_color": "#FFFFFF"}},
)

DAY_FORMAT = "yyyy-mm-dd"
TEXT_FORMAT = "@"
_MAX_ROW_HEIGHT = 409.0  # Excel's limit, in points

_BOXED: Mapping[str, object] = {"border": 1, "border_color": LINE}
_CELL: Mapping[str, object] = {**_BOXED, "text_wrap": True, "valign": "vcenter"}
_HEADING: Mapping[str, object] = {**_CELL, "font_name": HEADING_FONT, "align": "center"}
_INPUT: Mapping[str, object] = {**_CELL, "bg_color": YELLOW, "locked": False}
_LINE: Mapping[str, object] = {"valign": "vcenter"}
_COUNT: Mapping[str, object] = {**_LINE, "font_color": GREEN, "num_format": '[=0]"无";0" 处"'}

#: What each named format looks like. `variant` changes single properties of one where a sheet needs it.
ROLES: Mapping[str, Mapping[str, object]] = {
    # above a table: they are not boxed and run on to the right
    "title": {**_LINE, "font_name": HEADING_FONT, "font_size": 18, "font_color": RED},
    "section": {**_LINE, "font_name": HEADING_FONT, "font_size": 13, "font_color": SLATE},
    "explanation": {**_LINE, "font_color": GREY},
    "status": {**_LINE, "bold": True, "font_color": GREEN},  # a live verdict; "problem" overrides its colour
    "link": {**_LINE, "font_color": BLUE, "underline": 1},
    "count": {**_COUNT, "align": "left"},  # number of problems
    # headings of columns (and of rows); "heading" stands out, "heading_soft" is for what may stay empty
    "heading": {**_HEADING, "bg_color": SLATE, "font_color": "#FFFFFF"},
    "heading_soft": {**_HEADING, "bg_color": MIST, "font_color": INK},
    # cells that the program fills in, locked where a sheet is protected
    "text": {**_CELL},
    "centre": {**_CELL, "align": "center"},
    "number": {**_CELL, "align": "right", "indent": 1},
    "date": {**_CELL, "align": "center", "num_format": DAY_FORMAT},
    "link_cell": {**_CELL, "font_color": BLUE, "underline": 1},
    "locked": {**_CELL, "bg_color": PALE, "font_color": GREY},
    "count_cell": {**_COUNT, **_CELL, "align": "center"},
    "check": {**_BOXED, "valign": "vcenter", "bg_color": PALE, "font_color": RED},  # a row's self-check
    # cells that people fill in: light yellow, unlocked
    "input": {**_INPUT},
    "input_centre": {**_INPUT, "align": "center"},
    "input_number": {**_INPUT, "align": "right", "indent": 1},
    "input_date": {**_INPUT, "align": "center", "num_format": DAY_FORMAT},
    "input_code": {**_INPUT, "num_format": TEXT_FORMAT},  # text, so that 1/3 and 1.10 stay as typed
    # for cells that programs fill in while the workbook is open: text, whatever it begins with
    "plain_text": {"text_wrap": True, "valign": "top", "num_format": TEXT_FORMAT},
    # for conditional formats: they name only what changes
    "problem": {"font_color": RED, "bold": True},
    "wrong": {"bg_color": PINK},
    "fine": {"font_color": GREEN},
    "boxed": {**_BOXED},
    "sample": {"bg_color": AMBER},
}


class Theme:
    """A workbook's formats by role, each made once: `theme["title"]`; KeyError for a role not in ROLES."""

    def __init__(self, workbook: Workbook) -> None:
        """Make formats in this workbook; `new_workbook` gives it the body font."""
        self._workbook = workbook
        self._made: dict[tuple[str, tuple[tuple[str, object], ...]], Any] = {}

    def __getitem__(self, role: str) -> Any:  # noqa: ANN401 - XlsxWriter's Format is untyped
        """The format of a role."""
        return self.variant(role)

    def variant(self, role: str, **changes: object) -> Any:  # noqa: ANN401 - as above
        """The format of a role with some XlsxWriter properties changed, such as num_format or align."""
        key = (role, tuple(sorted(changes.items())))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**ROLES[role], **changes})
        return self._made[key]


def new_workbook(stream: IO[bytes], title: str = "", **options: object) -> Workbook:
    """An empty workbook with the body font. Equal content gives equal bytes: it is dated to a fixed day."""
    from xlsxwriter import Workbook

    from dangjian_xl.classic import ClassicSheet

    # Tied to a theme ("minor"), Excel would show Calibri instead; 134 is the Chinese character set.
    font = {"font_name": BODY_FONT, "font_size": BODY_SIZE, "font_scheme": "none", "font_charset": 134}
    workbook = Workbook(stream, {"in_memory": True, "default_format_properties": font, **options})
    workbook.worksheet_class = ClassicSheet
    workbook.set_properties({"title": title, "created": datetime(2000, 1, 1, tzinfo=UTC)})
    return workbook


def reference(tab: str) -> str:
    """A sheet's name as the library writes it in names and ranges of its own: quoted only where it must be."""
    from xlsxwriter.utility import quote_sheetname

    return str(quote_sheetname(tab))


def growing_rows(data: bytes, *, unsigned: bool = False) -> bytes:
    """The workbook with row heights that are only a start: rows grow while people type long texts into them.

    XlsxWriter marks every height as set by hand, and such rows stay as they are. `unsigned`: the workbook asks the
    program not to save the names of authors in it.
    """

    def growing(name: str, content: bytes) -> bytes:
        if name.startswith("xl/worksheets/sheet"):
            return content.replace(b' customHeight="1"', b"")
        if unsigned and name == "xl/workbook.xml":
            return content.replace(b"<workbookPr ", b'<workbookPr filterPrivacy="1" ')
        return content

    return repacked(data, growing)


def print_setup(sheet: Any, title: str, heading_row: int) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    """A4 landscape, one page wide, with page numbers; `heading_row` (0-based) is repeated on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.7)
    sheet.repeat_rows(heading_row)
    # "&" begins a code there, and the whole may have 255 characters
    sheet.set_header("&L" + title[:100].replace("&", "&&") + "&R&A")
    sheet.set_footer("&C第 &P 页 共 &N 页")


@lru_cache(1 << 15)
def lines_needed(text: str, width: float) -> int:
    """Lines that a text takes in a column `width` wide, its own line breaks included; at least 1."""
    # A Chinese character that does not fit whole goes to the next line; being a little narrower than two
    # digits of the body font, it makes up for the cell's margins.
    room = max(2, math.floor(width) // 2 * 2)
    return sum(max(1, math.ceil(display_width(line) / room)) for line in text.split("\n"))


def row_height(lines: int, points_per_line: float = 16.0) -> float:
    """Height in points for so many lines, within what Excel allows."""
    return min(_MAX_ROW_HEIGHT, lines * points_per_line + 5.0)
