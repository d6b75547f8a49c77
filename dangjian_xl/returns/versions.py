"""Several files of one form: which say the same, where the others differ, which was saved last, which mends which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dangjian_xl.findings import bars
from dangjian_xl.forms.answers import PlacedAnswer
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import shown
from dangjian_xl.returns.recognised import Recognised


@dataclass(frozen=True, slots=True)
class Saying:
    """What one version says in one cell; `cell` is "" where the version has lost the row or column."""

    file: str
    sheet: str
    cell: str
    value: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer in which two versions of a form differ. `target` is a code, "" for none; `label` names what is asked.

    `suggested`: the first is the one to take, for it was saved last; else it is just the first.
    """

    form_id: str
    target: str
    label: str
    first: Saying
    other: Saying
    suggested: bool


def contents(versions: Sequence[Recognised]) -> list[list[Recognised]]:
    """The versions by what they answer. Each group begins with a file without errors, where there is one."""
    if len(versions) == 1:
        return [list(versions)]
    groups: dict[frozenset[tuple[Address, object]], list[Recognised]] = {}
    for version in versions:
        content = frozenset((placed.address, placed.answer.meaning) for placed in version.answers)
        groups.setdefault(content, []).append(version)
    # A mended form may lie beside the faulty one with the same answers: the good one stands for both.
    ordered = [sorted(group, key=lambda v: bars(v.findings)) for group in groups.values()]
    return sorted(ordered, key=lambda group: bars(group[0].findings))


def newest(versions: Sequence[Recognised]) -> Recognised | None:
    """The version that was saved last; None where one does not say when, or two that differ say the same."""
    last = saved_last(versions)
    return last[0] if last and len(contents(last)) == 1 else None


def saved_last(versions: Sequence[Recognised]) -> list[Recognised]:
    """The version that was saved last, several of the same moment; none where one does not say when."""
    times = [version.saved for version in versions if version.saved]
    if not times or len(times) < len(versions):
        return []
    last = max(times)
    return [version for version in versions if version.saved == last]


def differences(
    first: Recognised, other: Recognised, form: IssuedForm, *, suggested: bool = False
) -> list[Difference]:
    """Answer by answer in the form's order, then what neither form asks any more."""
    one, two = ({placed.address: placed for placed in version.answers} for version in (first, other))
    addresses = [a for a in form.specs if a in one or a in two]
    return [
        Difference(
            form.assignment.id,
            address[0],
            form.specs[address].label,
            _saying(first.file, one.get(address)),
            _saying(other.file, two.get(address)),
            suggested,
        )
        for address in addresses
        if _meaning(one.get(address)) != _meaning(two.get(address))
    ]


def _saying(file: str, placed: PlacedAnswer | None) -> Saying:
    return (
        Saying(file, placed.sheet, placed.cell, shown(placed.answer.raw))
        if placed
        else Saying(file, "", "", "")
    )


def _meaning(placed: PlacedAnswer | None) -> object:
    return None if placed is None else placed.answer.meaning


def menders(versions: Sequence[Recognised]) -> dict[int, Recognised]:
    """By position of each version that another one mends, directly or over several: that one.

    Files that claim to mend each other in a circle mend nothing: one always remains.
    """
    if not any(version.mends for version in versions):
        return {}
    # By content: of one file there may be hundreds of copies.
    bearer: dict[str, Recognised] = {}
    for version in versions:
        if version.sha256:
            bearer.setdefault(version.sha256, version)
    mended = {digest: set(bearer[digest].mends) & bearer.keys() for digest in bearer}
    reached = {digest: _reached(digest, mended) for digest in bearer}
    last: dict[str, str] = {}
    for digest in bearer:
        above = [d for d in bearer if digest in reached[d] and d not in reached[digest]]
        # The last of a line: nothing that stands above it mends it in turn.
        ends = [d for d in above if not any(d in reached[e] and e not in reached[d] for e in above)]
        if ends:
            last[digest] = ends[0]
    return {p: bearer[last[v.sha256]] for p, v in enumerate(versions) if v.sha256 in last}


def _reached(start: str, mended: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        for digest in mended[ahead.pop()] - found:
            found.add(digest)
            ahead.append(digest)
    return found
