"""Inconsistencies of tiers, their components and panels: weights, what parts ties, when highest and lowest are left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.codecs import plain
from dangjian_xl.scheme.model import Aggregation, Component, Level, Panel, Scheme, Scope, TiePolicy
from dangjian_xl.scheme.parse import Places
from dangjian_xl.scheme.rating import forms_about


def is_scored(scheme: Scheme, component: Component) -> bool:
    """Whether a component must come to a score: it is part of a total, or a precondition looks at it."""
    return component.counts or any(p.component == component.code for p in scheme.preconditions)


def tiers(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Tiers without targets or components, weights that do not add up, and orders in which nothing is compared."""
    for index, tier in enumerate(scheme.tiers):
        place = where.of("tiers", index, "code")
        if not scheme.targets(tier.code):
            yield Finding.of("scheme-tier-empty", place, tier=tier.name)
        of_tier = [c for c in scheme.components if c.tier == tier.code]
        if not any(c.level is Level.COLLEGE for c in of_tier):
            yield Finding.of("scheme-tier-without-components", place, tier=tier.name)
            continue
        for level in Level:
            components = [c for c in of_tier if c.level is level]
            total = sum(c.weight for c in components)
            if components and total != 100:
                place = where.of("components", scheme.components.index(components[0]), "weight")
                named = _organised(tier.name, level)
                yield Finding.of("scheme-component-weights", place, tier=named, total=plain(Decimal(total)))
            if components:
                yield from _ties(scheme, where, components, _organised(tier.name, level))


def _organised(tier: str, level: Level) -> str:
    return tier if level is Level.COLLEGE else f"{tier}（由{level}组织的）"


def _ties(scheme: Scheme, where: Places, components: Sequence[Component], name: str) -> Iterator[Finding]:
    """Each level compares its own components: the college knows no scores of those that units run."""
    first = components[0]
    given = first.level is Level.COLLEGE and scheme.is_given(first.tier)
    ordered = [c for c in components if c.tie_order is not None]
    compares = scheme.basics.tie_policy is TiePolicy.COMPONENTS
    compared = [] if given else [c for c in ordered if c.counts]
    # Where all orders are on what is not compared, that is told of each, and equal totals stay equal.
    if compares and not ordered and not given:
        yield Finding.of("scheme-tie-order-missing", where.of_basics("tie_policy"), tier=name)
    seen: set[int | None] = set()
    for component in ordered:
        place = where.of("components", scheme.components.index(component), "tie_order")
        if component in compared and component.tie_order in seen:
            yield Finding.of("scheme-tie-order-twice", place, tier=name, order=component.tie_order)
        elif compares and not component.counts:
            yield Finding.of("scheme-tie-order-uncounted", place, component=component.name)
        elif compares and given:
            yield Finding.of("scheme-tie-order-given", place, component=component.name)
        seen |= {component.tie_order} if component in compared else set()


def panels(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Components without panels, and panels whose weights do not add up."""
    for index, component in enumerate(scheme.components):
        of_component = scheme.panels_of(component.code)
        if not of_component:
            place = where.of("components", index, "code")
            yield Finding.of("scheme-component-without-panels", place, component=component.code)
            continue
        total = sum(p.weight for p in of_component)
        if total != 100 and (total or is_scored(scheme, component)):
            place = where.of("panels", scheme.panels.index(of_component[0]), "weight")
            yield Finding.of(
                "scheme-panel-weights", place, component=component.code, total=plain(Decimal(total))
            )


def trims(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Numbers above which highest and lowest are left out: lacking, of no use, or more than forms can be."""
    for index, panel in enumerate(scheme.panels):
        place = where.of("panels", index, "trim_above")
        trimmed = panel.aggregation is Aggregation.TRIMMED
        if trimmed and panel.trim_above is None:
            yield Finding.of("scheme-trim-missing", place)
        elif trimmed and panel.counts and is_scored(scheme, scheme.component(panel.component)):
            numbers = _numbers(scheme, panel)
            above = panel.trim_above or 0
            context = {"group": scheme.group(panel.group).name, "above": above}
            few = [target for target, number in numbers.items() if number <= above]
            if few and len(few) == len(numbers):
                yield Finding.of("scheme-trim-never", place, most=max(numbers.values()), **context)
            elif few:
                target = scheme.organisation(few[0]).name
                counts = {"number": numbers[few[0]], "count": len(few)}
                yield Finding.of("scheme-trim-some", place, target=target, **counts, **context)
        if not trimmed and panel.trim_above is not None:
            yield Finding.of("scheme-trim-unused", place, method=panel.aggregation)


def _numbers(scheme: Scheme, panel: Panel) -> dict[str, int]:
    """How many forms there can be about each target, by its code; empty where that is not for this scheme to say."""
    if scheme.component(panel.component).level is Level.UNIT:
        return {}
    numbers = forms_about(scheme, panel)
    if panel.scope is Scope.VISITS:
        # What is not planned yet may still be.
        teams = [r.teams for r in scheme.inspection_rules if r.component == panel.component]
        return {target: max(number, *teams) if teams else number for target, number in numbers.items()}
    return numbers
