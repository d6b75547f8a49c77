"""Inconsistencies of forms and items."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.check_components import is_scored
from dangjian_xl.scheme.codecs import plain
from dangjian_xl.scheme.model import Aggregation, Form, FormKind, Item, ItemKind, Scheme
from dangjian_xl.scheme.parse import Places

_WITH_UNIT = frozenset({ItemKind.DEDUCTION, ItemKind.COUNT})

#: A wider matrix would not print on a page, and its self-check would outgrow a worksheet formula (8,192 characters).
MATRIX_ITEMS = 20

#: Which ways of filling in a kind of form can hold: a ballot is only chosen from.
ALLOWED: dict[FormKind, tuple[ItemKind, ...]] = {
    FormKind.SCORE_SHEET: tuple(ItemKind),
    FormKind.MATRIX: tuple(ItemKind),
    FormKind.BALLOT: (ItemKind.GRADE,),
    FormKind.TALLY: (ItemKind.GRADE,),
    FormKind.CHECKLIST: (ItemKind.POINTS, ItemKind.COUNT, ItemKind.YES_NO),
    FormKind.SUMMARY: (ItemKind.GRADE, ItemKind.TEXT),
    FormKind.COMMENTS: (ItemKind.TEXT,),
    FormKind.REVIEW: (ItemKind.POINTS, ItemKind.GRADE, ItemKind.TEXT),
    FormKind.ROSTER: (ItemKind.TEXT, ItemKind.COUNT, ItemKind.YES_NO),
}
#: Kinds with a page for each target, where items are rows: they may be many.
PAGED = frozenset({FormKind.SCORE_SHEET, FormKind.CHECKLIST})
#: Kinds of which a form says what many people voted, or what is no judgement at all.
UNSCORED = frozenset({FormKind.COMMENTS, FormKind.ROSTER})
#: Kinds that are judgements of many targets on one sheet, which a rule can make void.
JUDGED = frozenset({FormKind.BALLOT, FormKind.MATRIX, FormKind.REVIEW})
LIMITED = JUDGED | {FormKind.SUMMARY}
#: Kinds that somebody has to answer for.
NAMED = frozenset({FormKind.TALLY, FormKind.CHECKLIST, FormKind.SUMMARY, FormKind.ROSTER})


def forms(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Forms without items or marks, unused forms, full marks that do not add up."""
    used = {p.form for p in scheme.panels}
    scored = {p.form for p in scheme.panels if p.counts and is_scored(scheme, scheme.component(p.component))}
    for index, form in enumerate(scheme.forms):
        items_ = scheme.items_of(form.code)
        place = where.of("forms", index, "code")
        if not items_:
            yield Finding.of("scheme-form-without-items", place, form=form.title)
        elif form.code in scored and (form.kind in UNSCORED or all(i.kind is ItemKind.TEXT for i in items_)):
            yield Finding.of("scheme-form-unscored", place, form=form.title)
        if form.kind not in PAGED and len(items_) > MATRIX_ITEMS:
            context = {"count": len(items_), "limit": MATRIX_ITEMS}
            yield Finding.of(
                "scheme-matrix-wide", where.of("forms", index, "kind"), form=form.title, **context
            )
        if form.code not in used:
            yield Finding.of("scheme-form-unused", place, form=form.title)
        total = sum(i.full or 0 for i in items_)
        if form.total is not None and items_ and total != form.total:
            place = where.of("forms", index, "total")
            yield Finding.of(
                "scheme-form-total",
                place,
                form=form.title,
                total=plain(Decimal(total)),
                expected=plain(form.total),
            )


def tallies(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Tally sheets ask one thing and are added up; nobody counts ballots without giving a name."""
    for index, form in enumerate(scheme.forms):
        graded = [i for i in scheme.items_of(form.code) if i.kind is ItemKind.GRADE]
        one = form.kind is FormKind.SUMMARY and len(graded) > 1
        if (form.kind is FormKind.TALLY and len(graded) != 1) or one:
            place = where.of("forms", index, "code")
            yield Finding.of("scheme-one-grade", place, form=form.title, kind=form.kind, count=len(graded))
    for index, panel in enumerate(scheme.panels):
        if scheme.form(panel.form).kind is FormKind.TALLY and panel.aggregation is not Aggregation.MEAN:
            place = where.of("panels", index, "aggregation")
            yield Finding.of("scheme-tally-added", place, method=panel.aggregation, mean=Aggregation.MEAN)
        if scheme.form(panel.form).kind in NAMED and scheme.group(panel.group).ballots:
            place = where.of("panels", index, "form")
            context = {"kind": scheme.form(panel.form).kind, "group": scheme.group(panel.group).name}
            yield Finding.of("scheme-kind-named", place, **context)


def items(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Items whose marks, unit or kind do not fit together or do not fit their form."""
    for index, item in enumerate(scheme.items):
        form = scheme.form(item.form)
        if item.kind not in ALLOWED[form.kind]:
            context = {"form_kind": form.kind, "kind": item.kind, "allowed": "、".join(ALLOWED[form.kind])}
            yield Finding.of("scheme-item-kind", where.of("items", index, "kind"), form=form.title, **context)
        yield from _marks(item, form, index, where)


def _marks(item: Item, form: Form, index: int, where: Places) -> Iterator[Finding]:
    full_place, unit_place = where.of("items", index, "full"), where.of("items", index, "unit")
    scored = item.kind is not ItemKind.TEXT
    unscored = form.kind in UNSCORED
    digits = form.digits
    if scored and not item.full and not unscored:
        yield Finding.of("scheme-item-full-missing", full_place, item=item.text)
    if (not scored or unscored) and item.full is not None:
        yield Finding.of("scheme-item-full-unused", full_place, item=item.text)
    if item.kind is ItemKind.POINTS and item.full and item.full != round(item.full, digits):
        yield Finding.of(
            "scheme-item-digits", full_place, item=item.text, full=f"{item.full:f}", digits=digits
        )
    if item.kind in _WITH_UNIT and not item.unit and not unscored:
        yield Finding.of("scheme-item-unit-missing", unit_place, item=item.text, kind=item.kind)
    if item.kind not in _WITH_UNIT and item.unit is not None:
        yield Finding.of("scheme-item-unit-unused", unit_place, item=item.text, kind=item.kind)
