"""What makes a whole form void, in sheet and in Python: few targets, few different answers, so that it happens often."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import CHECK_KEY, Address
from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.forms.rules import END, RULES
from dangjian_xl.grids import Cell
from dangjian_xl.reading.workbook import read_grids
from tests.support import office
from tests.support.forms import Kit, broken_in, kit_of

TEXT = """
# 票 测评票 0 否 同无效 满无效
| 1 | | 评价 | 等次 | 100 | | 是 | |
# 多项票 测评票 0 否 同无效 满无效
| 1 | | 政治 | 等次 | 40 | | 是 | |
| 2 | | 作风 | 等次 | 60 | | 是 | |
# 弃权票 测评票 0 否 同无效 满无效 漏弃权
| 1 | | 政治 | 等次 | 40 | | 否 | |
| 2 | | 作风 | 等次 | 60 | | 是 | |
# 矩阵 评分矩阵 0 否 同无效 满无效
| 1 | | 述职 | 评分 | 60 | | 是 | |
| 2 | | 特色 | 评分 | 40 | | 否 | |
| 3 | | 亮点 | 文字 | | | 否 | |
# 满票 测评票 0 否 满无效
| 1 | | 政治 | 等次 | 40 | | 是 | |
| 2 | | 作风 | 等次 | 60 | | 是 | |
| 3 | | 能力 | 等次 | 60 | | 否 | |
"""
LABELS = {"answer-alike": f"评价全都相同，整张无效{END}", "answer-all-full": f"全是满分，整张无效{END}"}
RATERS = 9


def answered(form: IssuedForm, chance: random.Random) -> dict[Address, Cell]:
    """Answers of which whole columns are often alike, full, left out, or said once only."""
    values: dict[Address, Cell] = {}
    usual = {address[1]: chance.random() for address in form.specs}
    for address, spec in form.specs.items():
        if not spec.required:
            continue
        good: list[Cell] = list(spec.choices) or [int(spec.limit), int(spec.limit) - 10]
        values[address] = good[0] if usual[address[1]] < 0.7 else good[-1]
        if chance.random() < 0.15:
            values[address] = chance.choice(good)
        if spec.optional and chance.random() < usual[address[1]]:
            values[address] = NOT_APPLICABLE
        if chance.random() < 0.02:
            values[address] = ""
    return values


def said_by_python(kit: Kit, data: bytes) -> tuple[str, Mapping[str, list[str]]]:
    """The form's id, and what is broken there, by the first answer's place."""
    read = kit.recognise(data)
    codes: dict[str, list[str]] = {}
    for placed, code in broken_in(read):
        codes.setdefault(placed.cell, []).append(code)
    return read.form_id, codes


def shown(form: IssuedForm, data: bytes) -> str:
    """All that the sheet's self-checks say."""
    [layout] = form.layouts
    [grid] = read_grids(data).values()
    places = [layout.cell(row.key, CHECK_KEY) for row in layout.rows]
    return "".join(str(grid[row][column]) for row, column in places)


@pytest.mark.long
def test_sheet_and_python_find_the_same_forms_void(tmp_path: Path) -> None:
    kits = {targets: kit_of(TEXT, targets=targets, raters=RATERS) for targets in (1, 2, 3)}
    files: dict[Path, Kit] = {}
    for targets, kit in kits.items():
        chance = random.Random(targets)
        for form_id, form in kit.forms.items():
            paper = kit.paper(form)
            paper.put(answered(form, chance))
            file = tmp_path / f"{targets}-{form_id.replace('/', '-')}.xlsx"
            file.write_bytes(paper.data())
            files[file] = kit
    wrong, seen = [], set()
    copies = office.recalculated(list(files), tmp_path / "out")
    for (file, kit), copy in zip(files.items(), copies, strict=True):
        form_id, codes = said_by_python(kit, copy.read_bytes())
        checks = shown(kit.forms[form_id], copy.read_bytes())
        # A cell shows its first broken rule alone.
        first = {next(rule.code for rule in RULES if rule.code in found) for found in codes.values()}
        for code, label in LABELS.items():
            seen.add((file.name[0], code, label in checks))
            if (label in checks) is not (code in first):
                wrong.append((file.name, code, f"sheet: {checks}", f"Python: {codes}"))
    assert wrong == []
    # One target alone is not told apart from others.
    every = {(targets, code, void) for targets in "123" for code in LABELS for void in (True, False)}
    assert seen == every - {("1", "answer-alike", True)}
