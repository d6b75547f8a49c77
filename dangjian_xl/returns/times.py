"""When a workbook was last saved: told in Beijing's time, held against the days when it is wanted. An unknown time claims nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from dangjian_xl.scheme.model import Component, Scheme

#: Colleges and their deadlines keep Beijing's time, which knows no summer time; files say universal time.
BEIJING = timezone(timedelta(hours=8), "北京时间")


@dataclass(frozen=True, slots=True)
class Window:
    """When a component's forms or a tier's reports are wanted: first and last day, None where the scheme sets none; `stage`: the stage's name."""

    opens: date | None
    due: date | None
    stage: str

    @classmethod
    def of(cls, scheme: Scheme, component: Component) -> Window:
        """By the component's own deadline, else by its stage."""
        stage = scheme.stage(component.stage).name if component.stage else ""
        return cls(scheme.opens(component), scheme.due(component), stage)

    @classmethod
    def of_stage(cls, scheme: Scheme, code: str) -> Window:
        """A stage's days; none for no stage."""
        if not code:
            return cls(None, None, "")
        stage = scheme.stage(code)
        return cls(stage.starts, stage.ends, stage.name)


def today() -> date:
    """The day that it is in Beijing now."""
    return datetime.now(BEIJING).date()


def beijing(saved: datetime | None) -> str:
    """A moment as staff read it, to the minute: 2022-11-28 09:30; "" where it is not known."""
    return f"{saved.astimezone(BEIJING):%Y-%m-%d %H:%M}" if saved else ""


def is_late(saved: datetime | None, deadline: date | None) -> bool:
    """Whether it was saved after the deadline's day was over in Beijing; the day itself still counts."""
    return bool(saved and deadline and saved.astimezone(BEIJING).date() > deadline)


def is_early(saved: datetime | None, opens: date | None) -> bool:
    """Whether it was saved before the first day had begun in Beijing."""
    return bool(saved and opens and saved.astimezone(BEIJING).date() < opens)


def full_day(moment: date) -> str:
    """A day with its year: 2022年11月29日."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def weekday(moment: date) -> str:
    """星期一 to 星期日."""
    return f"星期{'一二三四五六日'[moment.weekday()]}"


def day(moment: date | None) -> str:
    """A deadline in a sentence, with its year, for an assessment goes over the turn of one; 未定 where the scheme sets none."""
    return full_day(moment) if moment else "未定"
