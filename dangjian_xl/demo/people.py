"""Invented people who fill in forms: every answer follows from the seed, valid and plausible."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from random import Random

from openpyxl import Workbook, load_workbook

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address, Layout
from dangjian_xl.forms.marking import NOT_APPLICABLE, TICKS, Marking
from dangjian_xl.forms.values import Answer
from dangjian_xl.grids import Cell
from dangjian_xl.scheme.model import ItemKind

_REASONS = (
    "记录不全，缺1次",
    "台账更新不及时",
    "材料有照片无记录",
    "有计划，落实情况没有写清",
    "参加人数不足",
)
_REMARKS = (
    "建议加强支部工作手册填写。",
    "品牌建设有思路，请再提炼。",
    "与业务工作结合还不够紧。",
    "整改措施请明确时限。",
)
_NOT_APPLICABLE_SHARE = 0.05
#: Where a workbook says when it was last saved.
_SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


class People:
    """Everybody of one demonstration."""

    def __init__(self, seed: int) -> None:
        """The seed decides every answer."""
        self._seed = seed

    def answers(self, form: IssuedForm) -> dict[Address, Cell]:
        """What the form's rater fills in, complete and right, by address."""
        found: dict[Address, Cell] = {}
        for layout in form.layouts:
            found.update(self._sheet(form, layout))
        return found

    def _random(self, *parts: str) -> Random:
        return Random("/".join((str(self._seed), *parts)))  # noqa: S311 - a demonstration, not a secret

    def _quality(self, target: str) -> float:
        """How good a target is in this invented year."""
        return self._random("target", target).uniform(0.66, 0.98)

    def _sheet(self, form: IssuedForm, layout: Layout) -> Iterator[tuple[Address, Cell]]:
        random = self._random(form.assignment.id, layout.target)
        severity = self._random("rater", form.assignment.rater.code).gauss(0, 0.02)
        for row in layout.rows:
            lost = False
            for column in layout.columns:
                spec = layout.answers.get((row.key, column.key))
                if spec is None:
                    continue
                address = layout.address(row.key, column.key)
                marking = layout.markings.get((row.key, column.key))
                if marking:
                    level = self._quality(address[0]) - severity + random.gauss(0, 0.04)
                    value, lost = _value(spec, marking, level, random)
                    yield address, value
                elif spec.field == "reason" and lost:
                    yield address, random.choice(_REASONS)
                elif spec.kind is ItemKind.TEXT and spec.field != "reason" and random.random() < 0.15:
                    yield address, random.choice(_REMARKS)


def _value(spec: Answer, marking: Marking, level: float, random: Random) -> tuple[Cell, bool]:
    """A valid answer, and whether it loses marks."""
    level = min(1.0, max(0.3, level))
    if spec.optional and random.random() < _NOT_APPLICABLE_SHARE:
        return NOT_APPLICABLE, False
    value: int | str
    if spec.choices:
        position = int((1 - level) * 1.6 * len(spec.choices)) if len(spec.choices) > 2 else int(level < 0.72)
        value = spec.choices[min(position, len(spec.choices) - 1)]
        return value, marking.ticks(value) < marking.full
    if spec.kind is ItemKind.DEDUCTION:
        number = float(max(0, round((1 - level) * 4 + random.gauss(0, 0.5))))
    elif spec.kind is ItemKind.COUNT:
        number = float(round(marking.unit / TICKS * min(1.2, level + 0.1)))
    else:
        number = round(float(spec.upper or 0) * level, spec.digits)
    cell = int(number) if number.is_integer() else number
    return cell, marking.ticks(round(number * TICKS)) < marking.full


def open_form(data: bytes) -> Workbook:
    """A form as a person opens it."""
    return load_workbook(io.BytesIO(data))


def save_form(book: Workbook, saved: datetime) -> bytes:
    """The form as a person saves it at a moment. The same content and moment give the same bytes."""
    stream, fixed = io.BytesIO(), io.BytesIO()
    book.save(stream)
    moment = f"{saved.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _SAVED.sub(rb"\g<1>" + moment, content)
            # Without a date of our own the package would tell when it was really made.
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def fill_in(book: Workbook, form: IssuedForm, answers: Mapping[Address, Cell]) -> None:
    """Write answers into an opened form as issued; what is not answered is left blank."""
    for layout in form.layouts:
        sheet = book[layout.name]
        for row_key, column_key in layout.answers:
            row, column = layout.cell(row_key, column_key)
            value = answers.get(layout.address(row_key, column_key), "")
            sheet.cell(row + 1, column + 1).value = None if value == "" else value  # type: ignore[assignment]
