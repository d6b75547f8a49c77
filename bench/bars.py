"""What the program has to reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure, by its key, and what it must be at least or at most."""

    key: str
    said: str
    bound: float
    unit: str
    at_least: bool

    def reached(self, figures: Mapping[str, float]) -> bool | None:
        """Whether it is; None where the figure was not measured."""
        if self.key not in figures:
            return None
        value = figures[self.key]
        return value >= self.bound if self.at_least else value <= self.bound


BARS = (
    Bar(
        "collect.of_calamine",
        "collect: speed of bare calamine reading the same files",
        0.45,
        "x",
        at_least=True,
    ),
    Bar(
        "collect.to_openpyxl",
        "collect: times the speed of pandas with openpyxl and pandera",
        15,
        "x",
        at_least=True,
    ),
    Bar("workers.gain", "two workers: times the speed of one", 1.6, "x", at_least=True),
    Bar(
        "assess.of_xlsxwriter",
        "assess: times XlsxWriter writing the result's cells alone",
        1.5,
        "x",
        at_least=False,
    ),
    Bar("growth.collect", "collect: ten times the files, times the time", 10.5, "x", at_least=False),
    Bar("growth.assess", "assess: ten times the files, times the time", 10.5, "x", at_least=False),
    Bar("growth.collect_peak", "collect: peak memory, 10,000 forms", 600, "MiB", at_least=False),
    Bar("growth.assess_peak", "assess: peak memory, 10,000 forms", 600, "MiB", at_least=False),
    Bar("grading.growth", "grades: ten times the people, times the time", 14, "x", at_least=False),
    Bar("largest.peak", "assess: peak memory, 100,000 forms", 4096, "MiB", at_least=False),
    Bar("issue.to_xlsxwriter", "issue: times the speed of writing form by form", 4, "x", at_least=True),
    Bar("again.share", "collect again after one file changed: share of the first", 0.2, "x", at_least=False),
    Bar("start.to_typer", "--help: times `import typer`", 1.5, "x", at_least=False),
)
