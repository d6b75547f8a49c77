"""What stands in each paper, as finished texts: templates lay it out (`fields` says under which names)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the circular. Level 1: a heading alone; 2: a heading, then text on its line; 0: text alone."""

    level: int
    heading: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A person whose grade is made public; `total` is "" where totals are not."""

    number: int
    organisation: str
    person: str
    post: str
    total: str
    grade: str


@dataclass(frozen=True, slots=True)
class GradeTable:
    """A tier's people whose grades are made public."""

    tier: str
    rows: tuple[GradeRow, ...]

    @property
    def people(self) -> int:
        """How many."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around any circular's text, from the red head to the imprint; "" leaves a part out."""

    head: str
    number: str
    title: str
    addressees: str
    signed: str
    dated: str
    imprint: bool
    copied: str
    printer: str
    printed: str


@dataclass(frozen=True, slots=True)
class Circular:
    """通报. `annex` is the annex's name, "" where nobody's grade is made public."""

    frame: Frame
    passages: tuple[Passage, ...]
    annex: str
    annex_title: str
    scores: bool
    tables: tuple[GradeTable, ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """How far one organisation's problems are mended, or all's; `number` and `came` are "" for all, the rest are numbers of problems."""

    number: str
    organisation: str
    came: str
    problems: int
    done: int
    running: int
    not_begun: int
    lasting: int
    unknown: int
    overdue: int
    stalled: int


@dataclass(frozen=True, slots=True)
class UnitTable:
    """An annex: every organisation's row, then that of all; `note` explains it."""

    mark: str
    title: str
    rows: tuple[UnitRow, ...]
    whole: UnitRow
    note: str


@dataclass(frozen=True, slots=True)
class NamedProblem:
    """A problem that the circular names; `days`: how long it has been overdue, or without progress."""

    number: int
    organisation: str
    code: str
    text: str
    person: str
    due: str
    standing: str
    days: int


@dataclass(frozen=True, slots=True)
class ProblemTable:
    """An annex: problems named one by one; no rows: there is no such annex. `days` heads the column of days."""

    mark: str
    title: str
    days: str
    rows: tuple[NamedProblem, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ProgressCircular:
    """整改情况通报. `annexes`: their names, a line each; `named`: those of the annexes that name problems that there are."""

    frame: Frame
    passages: tuple[Passage, ...]
    annexes: str
    units: UnitTable
    named: tuple[ProblemTable, ...]


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A score beside its tier's: shown as rounded by the scheme, — where there is none or it must not be told."""

    name: str
    weight: str
    score: str
    mean: str
    span: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was written, and how often in the same words."""

    item: str
    text: str
    times: int


@dataclass(frozen=True, slots=True)
class SaidBy:
    """What a rater group wrote in a component; `note` in its place where nothing is shown."""

    component: str
    group: str
    note: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem to mend."""

    number: int
    code: str
    text: str
    source: str
    detail: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """反馈表: one target's. The reasons of the grade are the committee's and not in it."""

    title: str
    organisation: str
    person: str
    post: str
    tier: str
    scores: tuple[ScoreLine, ...]
    adjustments: str
    total: ScoreLine
    not_compared: str
    grade: str
    said: tuple[SaidBy, ...]
    problems: tuple[ProblemLine, ...]
    note: str
    signed: str
    dated: str


@dataclass(frozen=True, slots=True)
class ArchiveSheet:
    """归档表: one target's."""

    title: str
    college: str
    organisation: str
    person: str
    post: str
    year: str
    tier: str
    how: str
    total: str
    grade: str
    opinion: str
    dated: str


@dataclass(frozen=True, slots=True)
class TalkRow:
    """One who is talked to."""

    number: int
    organisation: str
    person: str
    grade: str
    problems: str


@dataclass(frozen=True, slots=True)
class Talks:
    """约谈名单; `nobody` is a sentence in the table's place."""

    title: str
    talk_by: str
    mend_by: str
    rows: tuple[TalkRow, ...]
    nobody: str
    signed: str
    dated: str
