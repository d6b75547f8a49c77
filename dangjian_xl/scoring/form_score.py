"""The leaf of the tree: one form that was due for a target."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from dangjian_xl.scoring.outcomes import FormOutcome


@dataclass(frozen=True, slots=True, eq=False)
class FormScore:
    """One form due for a target, and what became of it; `score`, `full` in ticks, None where it has no marks for the target.

    `full` leaves out what was 不适用; 0 means that nothing applied. `grade`: one given by name, "" for none.
    """

    form_id: str
    rater: str
    outcome: FormOutcome
    score: int | None = None
    full: int | None = None
    grade: str = ""

    @property
    def percent(self) -> Fraction:
        """Marks of 100; ValueError for a form without any is a bug of ours."""
        if self.score is None or not self.full:
            raise ValueError(self.form_id)
        return Fraction(100 * self.score, self.full)
