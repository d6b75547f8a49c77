"""What form kinds share: the answers of items, the lines at the head of a sheet, the names of tabs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.ballots import NUMBER, PURPOSE, UNSIGNED
from dangjian_xl.forms.layout import ABOUT, BY, FULL_KEY, PERSON, Row
from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.forms.values import Answer
from dangjian_xl.scheme.codecs import plain
from dangjian_xl.scheme.model import Form, Incomplete, Item, ItemKind, Organisation, Scheme

#: What a tab may not hold; "!" may stand there, but names of the sheet would not be found.
_TAB_FORBIDDEN = re.compile(r"[\[\]:*?/\\'!]")
_TAB_LENGTH = 31


def answer(scheme: Scheme, form: Form, item: Item) -> Answer:
    """What is asked for an item that is judged."""
    scored = item.kind is not ItemKind.TEXT
    choices: tuple[str, ...] = ()
    if item.kind is ItemKind.YES_NO:
        choices = ("是", "否")
    elif item.kind is ItemKind.GRADE:
        choices = tuple(g.name for g in scheme.grades)
    upper = item.full if item.kind is ItemKind.POINTS else None
    digits = form.digits if item.kind is ItemKind.POINTS else 0
    required = scored and form.incomplete is not Incomplete.ABSTAIN
    voids = form.incomplete is Incomplete.VOID
    optional = item.optional and scored
    return Answer(
        "value", item.text, item.kind, required, upper, digits, choices, optional, marked=scored, voids=voids
    )


def item_row(number: int, item: Item) -> Row:
    """The row of an item where items are rows."""
    full: dict[str, str | Decimal] = {} if item.full is None else {FULL_KEY: plain(item.full)}
    texts = {
        "s:section": item.section,
        "s:subsection": item.subsection,
        "s:text": item.text,
        "s:criteria": item.criteria,
        "s:how": how_to_fill(item),
    }
    return Row(f"i:{item.code}", {"s:number": Decimal(number), **texts, **full})


def how_to_fill(item: Item) -> str:
    """One clause that tells the filler what an item wants."""
    unit = plain(item.unit) if item.unit is not None else ""
    ways = {
        ItemKind.POINTS: f"填0～{item.full and plain(item.full)}分",
        ItemKind.DEDUCTION: f"填扣分次数，每次扣{unit}分",
        ItemKind.COUNT: f"填次数，达到{unit}次得满分",
        ItemKind.YES_NO: "选“是”或“否”",
        ItemKind.GRADE: "选等次",
        ItemKind.TEXT: "写文字，不计分",
    }
    return ways[item.kind] + (f"，可填“{NOT_APPLICABLE}”" if item.optional else "")


def full_label(item: Item, *, ballot: bool) -> str:
    """Full marks and, where it is not simply a score, how to fill in; under the heading of an item's column."""
    if item.kind is ItemKind.TEXT:
        return "文字"
    if ballot:
        return how_to_fill(item)
    full = f"满分{plain(item.full or Decimal(0))}"
    if item.kind is ItemKind.POINTS:
        return full + (f"，可填“{NOT_APPLICABLE}”" if item.optional else "")
    return f"{full}，{how_to_fill(item)}"


def item_width(item: Item) -> float:
    """How wide a column of an item is, in characters."""
    return 24 if item.kind is ItemKind.TEXT else 13


def criteria(items: Iterable[Item]) -> tuple[str, ...]:
    """How items that are columns are judged, printed above the table."""
    return tuple(f"“{i.text}”：{i.criteria}" for i in items if i.criteria)


def total(items: Iterable[Item]) -> Decimal:
    """Full marks added up."""
    return plain(sum((i.full or Decimal(0) for i in items), Decimal(0)))


def who(scheme: Scheme, assignment: Assignment, target: Organisation | None) -> tuple[str, ...]:
    """The line of names: who judges whom for what, until when."""
    component, rater = assignment.component, assignment.rater
    by = [UNSIGNED, f"{NUMBER}{rater.code}"] if assignment.anonymous else [f"{BY}{rater.name}"]
    parts = [f"环节：{scheme.tier(component.tier).name}·{component.name}", *by]
    if target:
        parts += [f"{ABOUT}{target.name}", f"{PERSON}{target.reporter_title}"]
    due = scheme.due(component)
    if due:
        parts.append(f"请于{due.month}月{due.day}日前交回")
    return tuple(parts)


def instructions(assignment: Assignment) -> tuple[str, ...]:
    """How to fill in the form, a line each."""
    lines = [*assignment.form.instructions.split("\n"), PURPOSE if assignment.anonymous else ""]
    return tuple(line.strip() for line in lines if line.strip())


def tab_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names fit for sheet tabs, in order: no forbidden characters, at most 31, no two alike."""
    used: set[str] = set()
    tabs = []
    for name in names:
        base = _TAB_FORBIDDEN.sub("·", name)[:_TAB_LENGTH]
        tab, number = base, 2
        while tab.lower() in used:
            suffix = f"({number})"
            tab, number = base[: _TAB_LENGTH - len(suffix)] + suffix, number + 1
        used.add(tab.lower())
        tabs.append(tab)
    return tuple(tabs)
