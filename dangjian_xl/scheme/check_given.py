"""Tiers whose grades others give by name: what is settled for them as if they had totals, and grades that are marks after all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import FormKind, Panel, Scheme
from dangjian_xl.scheme.parse import Places
from dangjian_xl.scheme.rating import forms_about


def given(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """What has no effect in such tiers, or leaves their targets without a grade; forms of theirs in tiers with totals."""
    for tier in scheme.tiers:
        components = scheme.components_of(tier.code)
        panels = [p for c in components for p in scheme.counted_panels(c.code)]
        giving = [p for p in panels if scheme.form(p.form).kind is FormKind.SUMMARY]
        if not scheme.is_given(tier.code):
            for panel in giving:
                place = where.of("panels", scheme.panels.index(panel), "form")
                title = scheme.form(panel.form).title
                yield Finding.of("scheme-summary-converted", place, tier=tier.name, form=title)
            continue
        yield from _several(scheme, where, giving)
        for index, adjustment in enumerate(scheme.adjustments):
            target = scheme.organisation(adjustment.target)
            if target.tier == tier.code:
                place = where.of("adjustments", index, "target")
                yield Finding.of("scheme-given-adjustment", place, target=target.name, tier=tier.name)
        for index, rule in enumerate(scheme.report_rules):
            if rule.tier == tier.code and rule.penalty_kind and rule.penalty is not None:
                place = where.of("report_rules", index, "penalty")
                yield Finding.of("scheme-given-penalty", place, tier=tier.name)


def _several(scheme: Scheme, where: Places, giving: list[Panel]) -> Iterator[Finding]:
    """Targets for whom more than one form gives a grade."""
    numbers: Counter[str] = Counter()
    for panel in giving:
        numbers.update(forms_about(scheme, panel))
    several = [target for target, number in numbers.items() if number > 1]
    if several:
        target = scheme.organisation(several[0])
        context = {"number": numbers[target.code], "count": len(several)}
        place = where.of("panels", scheme.panels.index(giving[0]), "scope")
        yield Finding.of("scheme-given-several", place, target=target.name, **context)
