"""Ballots without names among what came back: which count, and what is said of them without saying who wrote what.

A ballot belongs to nobody, so it goes back to nobody, and no finding quotes what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from dangjian_xl.catalogue.entry import Effect
from dangjian_xl.findings import About, Finding, Place, Severity, bars, has_effect
from dangjian_xl.forms.ballots import ANONYMOUS
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.returns.void import is_void
from dangjian_xl.scheme.model import Component, Panel

_ABOUT = About(ANONYMOUS)
#: More cells than this are counted, not named.
_NAMED = 8
_WHOLE = "整张票"


@dataclass(frozen=True, slots=True)
class BallotCount:
    """How many ballots an anonymous group was given in a component, how many came back, how many count, how many are void."""

    component: Component
    panel: Panel
    due: int
    returned: int
    accepted: int
    void: int = 0


def parted(
    files: Iterable[Recognised], expected: Mapping[str, IssuedForm]
) -> tuple[list[Recognised], list[Recognised]]:
    """The files without the ballots, and the ballots."""
    others: list[Recognised] = []
    ballots: list[Recognised] = []
    for file in files:
        anonymous = bool(file.form_id) and expected[file.form_id].assignment.anonymous
        (ballots if anonymous else others).append(file)
    return others, ballots


def without_times(files: Iterable[Recognised], expected: Mapping[str, IssuedForm]) -> list[Recognised]:
    """The same files; of a ballot it is forgotten when it was saved, for that may tell whose it is."""
    return [
        replace(file, saved=None) if file.form_id and expected[file.form_id].assignment.anonymous else file
        for file in files
    ]


def ballot_verdicts(
    ballots: Iterable[Recognised], expected: Mapping[str, IssuedForm]
) -> tuple[dict[str, Verdict], list[Finding]]:
    """Each ballot file's verdict by its name, and all that is said of them: at most one finding a file."""
    by_token: dict[str, list[Recognised]] = {}
    for ballot in ballots:
        by_token.setdefault(ballot.form_id, []).append(ballot)
    verdicts: dict[str, Verdict] = {}
    findings: list[Finding] = []
    for form_id, files in by_token.items():
        for file, verdict, finding in _of_token(files, expected[form_id]):
            verdicts[file.file] = verdict
            findings += [finding] if finding else []
    return verdicts, findings


def _of_token(
    files: Sequence[Recognised], form: IssuedForm
) -> list[tuple[Recognised, Verdict, Finding | None]]:
    """What becomes of the files that are one and the same ballot."""
    current = [file for file in files if not _outdated(file)] or list(files)
    # A mended ballot may lie beside the faulty one with the same answers: the good one counts.
    first = min(current, key=lambda file: bars(file.findings))
    other = next((file for file in current if _meaning(file) != _meaning(first)), None)
    found: list[tuple[Recognised, Verdict, Finding | None]] = []
    for file in files:
        if file not in current:
            finding = Finding.of("form-superseded", Place(file.file), _ABOUT, other=first.file)
            found.append((file, Verdict.SUPERSEDED, finding))
        elif other is not None:
            context = {"other": other.file if file is not other else first.file}
            finding = Finding.of("ballot-token-twice", Place(file.file), _ABOUT, **context)
            found.append((file, Verdict.TWICE, finding))
        elif file is not first:
            finding = Finding.of("form-duplicate", Place(file.file), _ABOUT, other=first.file)
            found.append((file, Verdict.DUPLICATE, finding))
        else:
            verdict = Verdict.VOID if is_void(file) else Verdict.ACCEPTED
            verdict = Verdict.INVALID if bars(file.findings) else verdict
            found.append((file, verdict, _noticed(file, form)))
    return found


def _outdated(file: Recognised) -> bool:
    return has_effect(file.findings, Effect.OUTDATED)


def _meaning(file: Recognised) -> list[tuple[Address, str]]:
    """What a ballot says, wherever it stands in the file."""
    return sorted((placed.address, str(placed.answer.meaning)) for placed in file.answers)


def _noticed(file: Recognised, form: IssuedForm) -> Finding | None:
    """All that was found in one ballot as one finding that names cells, and never what stands in them."""
    if _outdated(file):
        return Finding.of("ballot-outdated", Place(file.file), _ABOUT)
    errors = [f for f in file.findings if f.effect.bars]
    if is_void(file) and not errors:
        # Which of them it is would say, beside the reasons, what stands in it: `void_ballots` counts them.
        return None
    told = errors or [f for f in file.findings if f.severity is Severity.WARNING]
    if not told:
        return None
    # A tab that was renamed may bear a name.
    tabs = {layout.name for layout in form.layouts}
    where = ((f.place.sheet if f.place.sheet in tabs else "", f.place.cell) for f in told)
    places = list(dict.fromkeys(where))
    named = [" ".join(part for part in place if part) or _WHOLE for place in places]
    cells = "、".join(named[:_NAMED]) + (" 等" if len(named) > _NAMED else "")
    place = Place(file.file, *places[0])
    if errors:
        return Finding.of("ballot-faulty", place, _ABOUT, count=len(places), cells=cells)
    return Finding.of("ballot-repaired", place, _ABOUT, count=len(places), cells=cells)


def ballot_counts(
    expected: Mapping[str, IssuedForm],
    returned: AbstractSet[str],
    accepted: AbstractSet[str],
    void: AbstractSet[str],
) -> tuple[BallotCount, ...]:
    """The counts of every component's anonymous groups, in the order of issue; the sets are form ids."""
    groups: dict[tuple[str, str], list[str]] = {}
    for form_id, form in expected.items():
        if form.assignment.anonymous:
            panel = form.assignment.panel
            groups.setdefault((panel.component, panel.group), []).append(form_id)
    counts = []
    for ids in groups.values():
        assignment = expected[ids[0]].assignment
        numbers = (len(part & set(ids)) for part in (returned, accepted, void))
        counts.append(BallotCount(assignment.component, assignment.panel, len(ids), *numbers))
    return tuple(counts)


def short_findings(counts: Iterable[BallotCount], names: Mapping[str, str]) -> list[Finding]:
    """One finding for each group of which not every ballot came back; `names` are the groups' by code."""
    found = []
    for count in counts:
        if count.returned < count.due:
            numbers = {"due": count.due, "returned": count.returned, "accepted": count.accepted}
            about = About(names[count.panel.group])
            found.append(
                Finding.of("ballots-short", Place(), about, component=count.component.name, **numbers)
            )
    return found
