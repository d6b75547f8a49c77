"""On which days the demonstration's people fill in their forms, hand them in again, and hand them in late."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dangjian_xl.returns.times import BEIJING
from dangjian_xl.scheme.model import Component, Scheme

_DAY = timedelta(days=1)


def filled_in(scheme: Scheme, component: Component) -> datetime:
    """When a form is filled in: on the year's second day, but not before its stage begins nor after it is due."""
    day = scheme.basics.starts + _DAY
    opens = scheme.opens(component)
    return datetime.combine(_not_after_due(scheme, component, max(day, opens or day)), time(15), BEIJING)


def again(scheme: Scheme, component: Component) -> datetime:
    """When a form comes again: a day later, or, where that is too late, some hours later."""
    day = filled_in(scheme, component).date() + _DAY
    return datetime.combine(_not_after_due(scheme, component, day), time(18), BEIJING)


def late(scheme: Scheme, component: Component) -> datetime:
    """When a form is saved that has to be asked for: the day after it is due."""
    return datetime.combine((scheme.due(component) or scheme.basics.ends) + _DAY, time(10), BEIJING)


def _not_after_due(scheme: Scheme, component: Component, day: date) -> date:
    return min(day, scheme.due(component) or day)
