"""What all plain texts for people have in common: how they are stored, and by when something is asked for.

They are for Windows' Notepad and for pasting into a mail: UTF-8 with a byte order mark, lines that end in CR LF.
"""

from __future__ import annotations

from collections.abc import Iterable

from dangjian_xl.grids import clipped
from dangjian_xl.returns.progress import Term
from dangjian_xl.returns.times import Window, full_day
from dangjian_xl.scheme.model import Basics


def as_text(lines: Iterable[str]) -> bytes:
    """The lines as a file."""
    return ("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode()


def until(window: Window, stands: Term, *, nothing_came: bool) -> str:
    """The beginning of a request: by when. Of something that came already nobody needs to hear when it can begin."""
    if window.due is None:
        return "请尽快"
    if stands is Term.OVERDUE:
        return f"截止日期{full_day(window.due)}已经过了，请尽快"
    if stands is Term.NOT_OPEN and window.opens and nothing_came:
        return f"请在{full_day(window.opens)}开始以后、{full_day(window.due)}前"
    return f"请在{full_day(window.due)}前"


def signed(basics: Basics) -> tuple[str, ...]:
    """From whom it is."""
    return "", one_line(basics.college), one_line(basics.department)


def own_name(file: str) -> str:
    """A returned file as its sender knows it, without our folders."""
    return file.rpartition("/")[2]


def one_line(text: str, length: int = 120) -> str:
    """A text on one line, cut off if it is longer than `length`; 0: never."""
    return clipped(text, length or len(text))
