"""The figures as a table in plain English, or as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bench.bars import BARS
from bench.records import Figure

_ROOM = 72
_REACHED = {True: "reached", False: "NOT reached", None: "not measured"}


def lines(name: str, figures: Sequence[Figure]) -> list[str]:
    """A case's figures, one a line, under its name."""
    return [
        f"\n{name}",
        *(f"  {figure.said:{_ROOM}} {_number(figure.value, figure.unit)}" for figure in figures),
    ]


def bar_lines(values: Mapping[str, float]) -> list[str]:
    """Each bar with the figure and whether it is reached."""
    told = ["\nbars"]
    for bar in BARS:
        value = _number(values[bar.key], bar.unit) if bar.key in values else f"{'—':>12}"
        sign = "at least" if bar.at_least else "at most"
        told.append(
            f"  {bar.said:{_ROOM}} {value}   {sign} {bar.bound:g} {bar.unit}: {_REACHED[bar.reached(values)]}"
        )
    return told


def as_data(cases: Mapping[str, Sequence[Figure]]) -> dict[str, Any]:
    """The same as an object for programs: figures by case, and the bars."""
    values = {figure.key: figure.value for figures in cases.values() for figure in figures}
    return {
        "cases": {
            name: [{"key": f.key, "value": f.value, "unit": f.unit, "said": f.said} for f in figures]
            for name, figures in cases.items()
        },
        "bars": [
            {
                "key": bar.key,
                "said": bar.said,
                "value": values.get(bar.key),
                "bound": bar.bound,
                "at_least": bar.at_least,
                "unit": bar.unit,
                "reached": bar.reached(values),
            }
            for bar in BARS
        ],
    }


def _number(value: float, unit: str) -> str:
    digits = 0 if unit in ("MiB", "files") else 3 if value < 1 else 2
    return f"{value:8,.{digits}f} {unit:5}"
