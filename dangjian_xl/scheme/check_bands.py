"""Inconsistencies of grades: bands of totals that overlap, gape or are out of reach, and what ballot points make of grades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.check_components import is_scored
from dangjian_xl.scheme.codecs import plain
from dangjian_xl.scheme.model import Form, Grade, ItemKind, Level, Scheme
from dangjian_xl.scheme.parse import Places

#: Full marks of a score, and the best ballot points that need no conversion.
_FULL = Decimal(100)
#: Decimals of the finest marks there are.
_TICK = 4


def bands(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Bands from best to worst: falling lower bounds down to 0, upper bounds that meet the better grade's lower one."""
    grades = scheme.grades
    for index, grade in enumerate(grades):
        place = where.of("grades", index, "lower")
        if grade.lower > 100:
            yield Finding.of("scheme-band-above", place, grade=grade.name, lower=f"{grade.lower:f}")
        if index == 0:
            if grade.upper is not None and grade.upper <= 100:
                place = where.of("grades", index, "upper")
                yield Finding.of("scheme-band-top", place, grade=grade.name, upper=f"{grade.upper:f}")
            continue
        better = grades[index - 1]
        names = {"better": better.name, "worse": grade.name}
        if grade.lower >= better.lower:
            detail = f"“{grade.name}”从 {grade.lower:f} 分起，不低于“{better.name}”的 {better.lower:f} 分"
            yield Finding.of("scheme-band-overlap", place, detail=detail, **names)
        elif grade.upper is not None and grade.upper != better.lower:
            place = where.of("grades", index, "upper")
            low, high = sorted((grade.upper, better.lower))
            code = "scheme-band-overlap" if grade.upper > better.lower else "scheme-band-gap"
            yield Finding.of(code, place, detail=f"{low:f} 分到 {high:f} 分", **names)
    if grades[-1].lower != 0:
        place = where.of("grades", len(grades) - 1, "lower")
        yield Finding.of("scheme-band-bottom", place, grade=grades[-1].name, lower=f"{grades[-1].lower:f}")


def reach(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Bands that the cap keeps totals out of, and lower bounds that no rounded total can be."""
    cap, digits = scheme.basics.total_cap, scheme.basics.digits
    for index, grade in enumerate(scheme.grades):
        place = where.of("grades", index, "lower")
        if cap is not None and cap < grade.lower <= _FULL:
            context = {"lower": f"{grade.lower:f}", "cap": f"{cap:f}"}
            yield Finding.of("scheme-band-capped", place, grade=grade.name, **context)
        step = Decimal(1).scaleb(-digits)
        if grade.lower % step:
            reached = (grade.lower - grade.lower % step + step).quantize(step)
            context = {"lower": f"{grade.lower:f}", "digits": str(digits), "reached": f"{reached:f}"}
            yield Finding.of("scheme-band-fine", place, grade=grade.name, **context)


def grade_points(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Ballot points: given where a form asks for grades, and falling from the best grade to the worst."""
    asking = [i.form for i in scheme.items if i.kind is ItemKind.GRADE]
    if asking and scheme.grades[0].points == 0:
        place = where.of("grades", 0, "points")
        yield Finding.of("scheme-ballot-points-zero", place, grade=scheme.grades[0].name)
    for index, grade in enumerate(scheme.grades):
        place = where.of("grades", index, "points")
        if grade.points is None and asking:
            title = scheme.form(asking[0]).title
            yield Finding.of("scheme-ballot-points-missing", place, form=title, grade=grade.name)
        better = scheme.grades[index - 1] if index else None
        if (
            better
            and better.points is not None
            and grade.points is not None
            and grade.points >= better.points
        ):
            context = {
                "worse": grade.name,
                "low": f"{grade.points:f}",
                "better": better.name,
                "high": f"{better.points:f}",
            }
            yield Finding.of("scheme-ballot-points-order", place, **context)


def conversion(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """What ballot points make of grades where that is not what stands there, or lies in another grade's band."""
    grades = scheme.grades
    asked = {i.form for i in scheme.items if i.kind is ItemKind.GRADE}
    counted = [f for f in scheme.forms if f.code in asked and _is_converted(scheme, f)]
    points = [g.points for g in grades if g.points is not None]
    if not counted or len(points) < len(grades) or not points[0] or not _falls(points):
        return
    marks = [Fraction(100) * Fraction(p) / Fraction(points[0]) for p in points]
    if points[0] != _FULL:
        listed = "、".join(f"{g.name}＝{_in_words(m)}" for g, m in zip(grades, marks, strict=True))
        place = where.of("grades", 0, "points")
        yield Finding.of("scheme-ballot-points-scale", place, best=f"{points[0]:f}", listed=listed)
    alone = next((f for f in counted if _asks_grades_alone(scheme, f)), None)
    if alone is None or not _are_sound(grades):
        return
    for index, (grade, mark) in enumerate(zip(grades, marks, strict=True)):
        band = next(g for g in grades if _rounded(mark, scheme.basics.digits) >= g.lower)
        if band is not grade:
            context = {"form": alone.title, "marks": _in_words(mark), "band": band.name}
            place = where.of("grades", index, "points")
            yield Finding.of("scheme-ballot-points-band", place, grade=grade.name, **context)


def _is_converted(scheme: Scheme, form: Form) -> bool:
    """Whether grades on a form become marks of something that has a score: not where they are a tier's grades as they are."""
    panels = [p for p in scheme.panels if p.form == form.code and p.counts]
    components = [scheme.component(p.component) for p in panels]
    return any(
        is_scored(scheme, c) and not (c.level is Level.COLLEGE and scheme.is_given(c.tier))
        for c in components
    )


def _asks_grades_alone(scheme: Scheme, form: Form) -> bool:
    return all(i.kind in (ItemKind.GRADE, ItemKind.TEXT) for i in scheme.items_of(form.code))


def _falls(numbers: Sequence[Decimal]) -> bool:
    return all(low < high for high, low in pairwise(numbers))


def _are_sound(grades: Sequence[Grade]) -> bool:
    """Whether each total up to full marks lies in one band, so that bands are worth comparing with."""
    return grades[0].lower <= _FULL and not grades[-1].lower and _falls([g.lower for g in grades])


def _in_words(marks: Fraction) -> str:
    """Marks of 100 as an item of 100 full marks would have them: to a tick, without trailing zeros."""
    return f"{plain(_rounded(marks, _TICK)):f}"


def _rounded(marks: Fraction, digits: int) -> Decimal:
    return Decimal(floor(marks * 10**digits + Fraction(1, 2))).scaleb(-digits)
