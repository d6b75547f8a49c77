"""Invented people who fill in forms: every answer follows from the seed, valid and plausible."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from random import Random

from openpyxl import Workbook, load_workbook

from dangjian_xl.forms.conditions import When
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.kinds.tally import ABSTAINED, COLLECTED, ISSUED, VALID
from dangjian_xl.forms.layout import Address, Layout, Row
from dangjian_xl.forms.marking import NOT_APPLICABLE, TICKS, Marking
from dangjian_xl.forms.values import Answer
from dangjian_xl.grids import Cell
from dangjian_xl.packages import repacked
from dangjian_xl.scheme.model import FormKind, ItemKind

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
_PROOFS = ("会议记录和签到表", "学习计划、讲稿和照片", "制度文件和台账", "活动方案和新闻报道", "支部工作手册")
_SENTENCES = (
    "按要求完成，有部署、有检查。",
    "总体较好，深入基层还不够。",
    "结合专业特点开展，形成了做法。",
    "制度健全，个别环节落实不到位。",
    "重点任务完成，亮点还要提炼。",
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
        found: dict[Address, Cell] = {}
        for row in layout.rows:
            if form.assignment.form.kind is FormKind.TALLY:
                found |= self._votes(layout, row, random)
                continue
            marks: tuple[int, int] | None = None
            for column in layout.columns:
                spec = layout.answers.get((row.key, column.key))
                if spec is None:
                    continue
                address = layout.address(row.key, column.key)
                marking = layout.markings.get((row.key, column.key))
                if marking:
                    level = self._quality(address[0]) - severity + random.gauss(0, 0.04)
                    found[address], marks = _value(spec, marking, level, random)
                else:
                    found[address] = _words(spec, marks, random)
        yield from _within_limits(layout, found).items()

    def _votes(self, layout: Layout, row: Row, random: Random) -> dict[Address, Cell]:
        """Votes that add up, on one target."""
        target = row.key.partition(":")[2]
        grades = [key for _, key in layout.markings if (row.key, key) in layout.markings]
        grades = list(dict.fromkeys(grades))
        voters, quality = 30, self._quality(target)
        counts = dict.fromkeys(grades, 0)
        for _ in range(voters):
            position = int((1 - min(1.0, quality + random.gauss(0, 0.1))) * 2 * len(grades))
            counts[grades[max(0, min(position, len(grades) - 1))]] += 1
        abstained, invalid, kept = (random.randint(0, 2) for _ in range(3))
        valid = voters + abstained
        numbers: dict[str, Cell] = {**counts, ABSTAINED: abstained, VALID: valid}
        numbers |= {COLLECTED: valid + invalid, ISSUED: valid + invalid + kept}
        return {layout.address(row.key, key): number for key, number in numbers.items()}


def _words(spec: Answer, marks: tuple[int, int] | None, random: Random) -> Cell:
    """What is written beside marks (those given and the full ones), or where words alone are asked for; "" for nothing."""
    if spec.kind is not ItemKind.TEXT:
        return random.choice(spec.choices) if spec.choices else random.randint(3, 30)
    if spec.when is When.LOST:
        return random.choice(_REASONS) if marks and marks[0] < marks[1] else ""
    if spec.when is When.SCORED:
        return random.choice(_PROOFS) if marks and marks[0] > 0 else ""
    if spec.required:
        return random.choice(_SENTENCES)
    return random.choice(_REMARKS) if random.random() < 0.15 else ""


def _within_limits(layout: Layout, found: dict[Address, Cell]) -> dict[Address, Cell]:
    """The same answers with no more of the best grade than may be given: the last ones get the second."""
    left: dict[str, int] = {}
    for (row_key, column_key), spec in layout.answers.items():
        address = layout.address(row_key, column_key)
        if spec.most is None or found.get(address) != spec.choices[0]:
            continue
        left[column_key] = left.get(column_key, spec.most) - 1
        if left[column_key] < 0:
            found[address] = spec.choices[1]
    return found


def _value(
    spec: Answer, marking: Marking, level: float, random: Random
) -> tuple[Cell, tuple[int, int] | None]:
    """A valid answer with the marks that it gets and the full ones; None where it does not apply."""
    level = min(1.0, max(0.3, level))
    if spec.optional and random.random() < _NOT_APPLICABLE_SHARE:
        return NOT_APPLICABLE, None
    value: int | str
    if spec.choices:
        position = int((1 - level) * 1.6 * len(spec.choices)) if len(spec.choices) > 2 else int(level < 0.72)
        value = spec.choices[min(position, len(spec.choices) - 1)]
        return value, (marking.ticks(value), marking.full)
    if spec.kind is ItemKind.DEDUCTION:
        number = float(max(0, round((1 - level) * 4 + random.gauss(0, 0.5))))
    elif spec.kind is ItemKind.COUNT:
        number = float(round(marking.unit / TICKS * min(1.2, level + 0.1)))
    else:
        number = round(float(spec.upper or 0) * level, spec.digits)
    cell = int(number) if number.is_integer() else number
    return cell, (marking.ticks(round(number * TICKS)), marking.full)


def open_form(data: bytes) -> Workbook:
    """A form as a person opens it."""
    return load_workbook(io.BytesIO(data))


def save_form(book: Workbook, saved: datetime) -> bytes:
    """The form as a person saves it at a moment. The same content and moment give the same bytes."""
    stream = io.BytesIO()
    book.save(stream)
    moment = f"{saved.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()

    def dated(name: str, content: bytes) -> bytes:
        return _SAVED.sub(rb"\g<1>" + moment, content) if name == "docProps/core.xml" else content

    return repacked(stream.getvalue(), dated, undated=True)


def fill_in(book: Workbook, form: IssuedForm, answers: Mapping[Address, Cell]) -> None:
    """Write answers into an opened form as issued; what is not answered is left blank."""
    for layout in form.layouts:
        sheet = book[layout.name]
        for row_key, column_key in layout.answers:
            row, column = layout.cell(row_key, column_key)
            value = answers.get(layout.address(row_key, column_key), "")
            sheet.cell(row + 1, column + 1).value = None if value == "" else value  # type: ignore[assignment]
