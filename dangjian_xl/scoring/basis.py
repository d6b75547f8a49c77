"""What an assessment rests on, piece by piece, each with a signed digest: so that it is known, and told, what changed since.

The digests are keyed: nobody can find out by trying what a few ballots say.
"""

from __future__ import annotations

import dataclasses
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from dangjian_xl.findings import Finding
from dangjian_xl.forms.assignments import called
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.tables import BASICS_SHEET, TABLES
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.grouped import Grouped

#: Hex digits of a digest.
_LENGTH = 24
#: Tables that no total, grade or paper follows from, or that may still change after the committee has met.
_FREE = frozenset(
    {"settings", "sessions", "inspection_rules", "exclusions", "past_visits", "past_problems", "stages"}
)
#: Facts from which none follows either: a place, a day of a visit, a day until which forms are due, and the like.
_UNHEARD = frozenset({"note", "place", "day", "members", "deadline", "stage", "instructions"})
#: Tables whose order says which is better, or comes first; in others rows may be sorted as people like.
_ORDERED = frozenset({"tiers", "grades"})
#: What of an answer counts or is shown.
_SAID = ["target", "item", "field", "value", "score", "full"]
VOID = "无效"
_TOLD = {
    "changed": "approval-ground-changed",
    "new": "approval-ground-new",
    "gone": "approval-ground-gone",
}


class Kind(StrEnum):
    """Kinds of pieces, as staff read them."""

    CHOICE = "选择"
    TABLE = "方案的表"
    FORM = "表"
    BALLOTS = "匿名票"
    REPORT = "述职报告"
    OUTCOME = "结论"


@dataclass(frozen=True, slots=True)
class Ground:
    """One piece: `key` is unique within its kind, `name` what people call it; `digest`: keyed, of its content."""

    kind: Kind
    key: str
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Basis:
    """All pieces, and a signature over them: nobody has changed the list who has not the key."""

    grounds: tuple[Ground, ...]
    signature: str

    def genuine(self, key: bytes) -> bool:
        """Whether the list is as it was made."""
        return hmac.compare_digest(self.signature.encode(), _signature(self.grounds, key).encode())

    @property
    def prefer(self) -> str:
        """How it was settled which of differing versions counts, "" for by a person."""
        return next((g.digest for g in self.grounds if g.kind is Kind.CHOICE), "")


def basis(scheme: Scheme, assessment: Assessment, key: bytes, prefer: str = "") -> Basis:
    """What an assessment rests on: a choice between versions, the scheme's tables, the forms that count, the reports; and its outcome.

    `scheme`: as it stands in the workbook, for an assessment adds what the reports cost. Ballots without names are one
    piece a component and group.
    """
    found = (
        Ground(Kind.CHOICE, "prefer", f"--prefer {prefer}" if prefer else "不同版本由人决定", prefer),
        *_tables(scheme, key),
        *_forms(scheme, assessment.collection, key),
        *_reports(scheme, assessment.collection, key),
        *_outcomes(assessment, key),
    )
    return Basis(found, _signature(found, key))


def _signature(found: Sequence[Ground], key: bytes) -> str:
    # In whatever order people have sorted the list.
    return _digest(key, sorted([str(g.kind), g.key, g.digest] for g in found))


def _digest(key: bytes, content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hmac.new(key, text.encode(), sha256).hexdigest()[:_LENGTH]


def _tables(scheme: Scheme, key: bytes) -> Iterator[Ground]:
    yield Ground(Kind.TABLE, "basics", BASICS_SHEET, _digest(key, dataclasses.asdict(scheme.basics)))
    for table in TABLES:
        if table.field not in _FREE:
            records = [_content(record) for record in getattr(scheme, table.field)]
            if table.field not in _ORDERED:
                records.sort(key=lambda record: json.dumps(record, sort_keys=True, default=str))
            yield Ground(Kind.TABLE, table.field, table.sheet, _digest(key, records))


def _content(record: object) -> dict[str, object]:
    """A record without what nothing follows from."""
    if not dataclasses.is_dataclass(record) or isinstance(record, type):
        raise TypeError(record)
    content = dataclasses.asdict(record)
    return {name: value for name, value in content.items() if name not in _UNHEARD}


def _forms(scheme: Scheme, collection: Collection, key: bytes) -> Iterator[Ground]:
    rows = Grouped(collection.entries, ("form_id",), _SAID)
    said = {key[0]: _said(rows.rows(key)) for key in rows}
    said |= {form_id: [[VOID]] for form_id in collection.void}
    ballots: dict[tuple[str, str], list[list[list[str]]]] = {}
    for form_id, form in collection.expected.items():
        assignment = form.assignment
        if assignment.anonymous:
            # The same order whatever the tokens are.
            ballots.setdefault((assignment.component.code, assignment.panel.group), [])
            if form_id in said:
                ballots[assignment.component.code, assignment.panel.group].append(said[form_id])
        elif form_id in said:
            name = f"{assignment.rater.name}的{assignment.title}"
            yield Ground(Kind.FORM, form_id, name, _digest(key, [_digest_of(form), said[form_id]]))
    for (component, group), contents in ballots.items():
        panel = next(p for p in scheme.panels if (p.component, p.group) == (component, group))
        title = called(scheme.component(component), scheme.form(panel.form))
        name = f"{scheme.group(group).name}的{title}（{len(contents)} 张）"
        yield Ground(Kind.BALLOTS, f"{component}/{group}", name, _digest(key, sorted(contents)))


def _digest_of(form: IssuedForm) -> str:
    """A form's digest; a copy is laid out for it where it is not known yet, so that thousands of layouts are not kept."""
    known = vars(form).get("digest")
    return str(known) if known else replace(form).digest


def _said(rows: Iterable[tuple[object, ...]]) -> list[list[str]]:
    """What a form says, in an order of its own content."""
    return sorted(["" if cell is None else str(cell) for cell in row] for row in rows)


def _reports(scheme: Scheme, collection: Collection, key: bytes) -> Iterator[Ground]:
    digests = {file.file: file.sha256 for file in collection.files}
    names = {o.code: o.name for o in scheme.organisations}
    for report in collection.reports:
        if report.counts:
            name = f"{names[report.owner]}的述职报告"
            yield Ground(Kind.REPORT, report.owner, name, _digest(key, digests.get(report.file, "")))


def _outcomes(assessment: Assessment, key: bytes) -> Iterator[Ground]:
    """What came out for each target: so that nothing that changes it goes unnoticed, whatever it is."""
    for proposal in assessment.proposals:
        target = proposal.target
        content = [str(proposal.total.total), proposal.limit, proposal.proposed]
        yield Ground(Kind.OUTCOME, target.code, target.name, _digest(key, content))


def differences(before: Iterable[Ground], now: Iterable[Ground]) -> tuple[Finding, ...]:
    """What was changed, came or went between two lists, piece by piece."""
    old, new = ({(g.kind, g.key): g for g in found} for found in (before, now))
    found, outcomes = [], []
    for at in [*old, *(at for at in new if at not in old)]:
        was, here = old.get(at), new.get(at)
        if was == here or (was and here and was.digest == here.digest):
            continue
        piece = here or was
        if piece and piece.kind is Kind.OUTCOME:
            outcomes.append(piece.name)
        elif piece:
            code = "changed" if was and here else "new" if here else "gone"
            found.append(Finding.of(_TOLD[code], what=f"{piece.kind}“{piece.name}”"))
    if outcomes:
        found.append(Finding.of("approval-ground-outcome", targets="、".join(outcomes)))
    return tuple(found)
