"""Inconsistencies of vetoes, preconditions and adjustments."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import (
    Adjustment,
    AdjustmentKind,
    Direction,
    ItemKind,
    Level,
    Precondition,
    Scheme,
)
from dangjian_xl.scheme.named import folded
from dangjian_xl.scheme.parse import Places


def vetoes(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Vetoes that limit nothing; records about organisations that are not assessed."""
    for index, veto in enumerate(scheme.vetoes):
        if veto.max_grade == scheme.grades[0].name:
            place = where.of("vetoes", index, "max_grade")
            yield Finding.of("scheme-veto-top", place, veto=veto.name, grade=veto.max_grade)
    yield from _not_targets(scheme, where, "veto_records")
    yield from _not_targets(scheme, where, "adjustments")
    yield from _not_targets(scheme, where, "visits")
    yield from _not_targets(scheme, where, "exclusions")


def _not_targets(scheme: Scheme, where: Places, table: str) -> Iterator[Finding]:
    for index, record in enumerate(getattr(scheme, table)):
        organisation = scheme.organisation(record.target)
        if not organisation.tier:
            yield Finding.of("scheme-not-a-target", where.of(table, index, "target"), name=organisation.name)


def preconditions(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Preconditions of the last grade, on grades that are no scores, or on an item that the component's forms do not have."""
    for index, condition in enumerate(scheme.preconditions):
        if condition.grade == scheme.grades[-1].name:
            yield Finding.of(
                "scheme-precondition-bottom", where.of("preconditions", index, "grade"), grade=condition.grade
            )
        component = scheme.component(condition.component)
        of_college = component.level is Level.COLLEGE
        if of_college and scheme.is_given(component.tier) and scheme.gives_grades(component.code):
            place = where.of("preconditions", index, "component")
            yield Finding.of("scheme-precondition-given", place, component=component.name)
        elif condition.item:
            yield from _item(scheme, where, index, condition)


def _item(scheme: Scheme, where: Places, index: int, condition: Precondition) -> Iterator[Finding]:
    """An item stands on several forms of a component where each of them asks the same; their panels' shares of it are combined."""
    forms = {p.form for p in scheme.counted_panels(condition.component)}
    holders = [i for i in scheme.items if i.form in forms and i.code == condition.item]
    place = where.of("preconditions", index, "item")
    context = {"component": condition.component, "item": condition.item}
    texts = list(dict.fromkeys(i.text for i in holders))
    if len(texts) > 1:
        listed = "、".join(f"“{text}”" for text in texts)
        yield Finding.of("scheme-precondition-unclear", place, texts=listed, **context)
    if all(i.kind is ItemKind.TEXT for i in holders):
        yield Finding.of("scheme-precondition-item", place, **context)


def adjustments(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Adjustments beyond their kind's cap; the same award twice, or in words that only people would take for the same."""
    kinds: dict[str, AdjustmentKind] = {k.code: k for k in scheme.adjustment_kinds}
    groups: dict[tuple[str, Direction, str], list[tuple[int, Adjustment]]] = {}
    for index, adjustment in enumerate(scheme.adjustments):
        kind = kinds[adjustment.kind]
        if adjustment.points > kind.cap:
            place = where.of("adjustments", index, "points")
            context: dict[str, Decimal | str] = {
                "points": adjustment.points,
                "kind": kind.name,
                "cap": kind.cap,
            }
            yield Finding.of("scheme-adjustment-cap", place, **context)
        key = (adjustment.target, kind.direction, _bare(adjustment.award))
        groups.setdefault(key, []).append((index, adjustment))
    for (_, direction, _), alike in groups.items():
        yield from _awards(scheme, where, direction, alike)


def _bare(award: str) -> str:
    """What an award is called, without blanks and punctuation; as it stands where it is nothing else."""
    return "".join(c for c in folded(award) if unicodedata.category(c)[0] in "LN") or award


def _awards(
    scheme: Scheme, where: Places, direction: Direction, alike: list[tuple[int, Adjustment]]
) -> Iterator[Finding]:
    """Of awards alike, in one direction and of one target: each that stands there already is told with what counts of it."""
    first: dict[str, int] = {}
    for index, adjustment in alike:
        context = {"award": adjustment.award, "target": scheme.organisation(adjustment.target).name}
        place = where.of("adjustments", index, "award")
        if adjustment.award in first:
            highest = max(a.points for _, a in alike if a.award == adjustment.award)
            row = where.row("adjustments", first[adjustment.award])
            context |= {"direction": direction, "points": f"{highest:f}"}
            yield Finding.of("scheme-adjustment-repeat", place, first=row, **context)
        elif first:
            other, held = next(iter(first.items()))
            row = where.row("adjustments", held)
            yield Finding.of("scheme-adjustment-alike", place, other=other, first=row, **context)
        first.setdefault(adjustment.award, index)
