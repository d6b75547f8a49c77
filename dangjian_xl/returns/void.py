"""Forms that are void by the scheme's rules for ballots: counted and shown as void, never dropped, never sent back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from dangjian_xl.catalogue import CATALOGUE
from dangjian_xl.catalogue.entry import Effect
from dangjian_xl.findings import About, Finding, Place, has_effect
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.recognised import Recognised


def is_void(file: Recognised) -> bool:
    """Whether the scheme's rules make the form void."""
    return has_effect(file.findings, Effect.VOIDS)


def void_ballots(
    files: Iterable[Recognised], expected: Mapping[str, IssuedForm], names: Mapping[str, str]
) -> list[Finding]:
    """One finding for the void ballots without names of each group: how many for which reason, but not which.

    `names` are the groups' by code. Of one ballot the reason would say what is on it.
    """
    reasons: dict[tuple[str, str], Counter[str]] = {}
    numbers: Counter[tuple[str, str]] = Counter()
    for file in files:
        panel = expected[file.form_id].assignment.panel
        key = (panel.component, panel.group)
        numbers[key] += 1
        told = {CATALOGUE[f.code].reason for f in file.findings if f.effect is Effect.VOIDS}
        reasons.setdefault(key, Counter()).update(told)
    titles = {f.assignment.panel.component: f.assignment.component.name for f in expected.values()}
    return [
        Finding.of(
            "ballots-void",
            Place(),
            About(names[key[1]]),
            component=titles[key[0]],
            count=numbers[key],
            reasons="、".join(f"{reason}（{number} 张）" for reason, number in sorted(found.items())),
        )
        for key, found in reasons.items()
    ]
