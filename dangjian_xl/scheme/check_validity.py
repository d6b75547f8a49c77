"""Rules that make a returned form void: of no use on its kind, never to be broken, or impossible to keep."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.check_forms import JUDGED, LIMITED
from dangjian_xl.scheme.model import Form, FormKind, Incomplete, ItemKind, Level, Scheme
from dangjian_xl.scheme.parse import Places
from dangjian_xl.scheme.rating import Paper, papers


def validity(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Rules of validity on kinds of forms that have none, or without a grade to limit."""
    for index, form in enumerate(scheme.forms):
        graded = any(i.kind is ItemKind.GRADE for i in scheme.items_of(form.code))
        useless = (
            ("best_share", form.best_share is not None and (not graded or form.kind not in LIMITED)),
            ("equal_void", form.equal_void and form.kind not in JUDGED),
            ("full_void", form.full_void and form.kind not in JUDGED),
            ("incomplete", form.incomplete is not Incomplete.RETURN and form.kind not in JUDGED),
        )
        for column, told in useless:
            if told:
                context = {"form": form.title, "kind": form.kind}
                yield Finding.of("scheme-validity-unused", where.of("forms", index, column), **context)


def limits(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Rules that the number of targets on a form leaves without effect, or that leave nobody the best grade."""
    for index, form in enumerate(scheme.forms):
        handed = _handed_out(scheme, form)
        if not handed:
            continue
        fewest = min(handed, key=lambda paper: len(paper.targets))
        most = max(len(paper.targets) for paper in handed)
        graded = any(i.kind is ItemKind.GRADE for i in scheme.items_of(form.code))
        share = form.best_share if form.kind in LIMITED and graded else None
        if share is not None and floor(share * len(fewest.targets)) == 0:
            context = {"rater": fewest.filled_by, "listed": len(fewest.targets), "share": share}
            context |= {
                "grade": scheme.grades[0].name,
                "done": Incomplete.RETURN if form.kind is FormKind.SUMMARY else Incomplete.VOID,
            }
            place = where.of("forms", index, "best_share")
            yield Finding.of("scheme-best-share-none", place, form=form.title, **context)
        asked = sum(i.kind is not ItemKind.TEXT for i in scheme.items_of(form.code))
        never = (
            ("equal_void", form.equal_void and most == 1),
            ("full_void", form.full_void and most * asked == 1),
        )
        for column, told in never:
            if told and form.kind in JUDGED:
                yield Finding.of("scheme-validity-never", where.of("forms", index, column), form=form.title)


def _handed_out(scheme: Scheme, form: Form) -> list[Paper]:
    """What is handed out of a form; nothing where units hand it out too, for how many they list is told by their own schemes."""
    panels = [p for p in scheme.panels if p.form == form.code]
    if any(scheme.component(p.component).level is Level.UNIT for p in panels):
        return []
    return [paper for panel in panels for paper in papers(scheme, panel)]
