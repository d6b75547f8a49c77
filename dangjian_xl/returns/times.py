"""When a workbook was last saved: told in Beijing's time, held against a deadline. An unknown time claims nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

#: Colleges and their deadlines keep Beijing's time, which knows no summer time; files say universal time.
BEIJING = timezone(timedelta(hours=8), "北京时间")


def beijing(saved: datetime | None) -> str:
    """A moment as staff read it, to the minute: 2022-11-28 09:30; "" where it is not known."""
    return f"{saved.astimezone(BEIJING):%Y-%m-%d %H:%M}" if saved else ""


def is_late(saved: datetime | None, deadline: date | None) -> bool:
    """Whether it was saved after the deadline's day was over in Beijing; the day itself still counts."""
    return bool(saved and deadline and saved.astimezone(BEIJING).date() > deadline)


def day(moment: date | None) -> str:
    """A deadline in a sentence: 11月29日; 未定 where the scheme sets none."""
    return f"{moment.month}月{moment.day}日" if moment else "未定"
