"""What makes a whole form void, in sheet and in Python: few targets, few different answers, so that it happens often."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import CHECK_KEY, Address
from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.forms.rules import END, RULES
from dangjian_xl.forms.values import Answer
from dangjian_xl.grids import Cell
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.scheme.model import Item, ItemKind
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
# 弃权矩阵 评分矩阵 1 否 同无效 满无效 漏弃权
| 1 | | 述职 | 评分 | 60 | | 否 | |
| 2 | | 主题党日 | 次数 | 20 | 3 | 是 | |
| 3 | | 亮点 | 文字 | | | 否 | |
| 4 | | 违反程序 | 扣分 | 20 | 2.5 | 是 | |
| 5 | | 有固定场所 | 是否 | 20 | | 否 | |
# 弃权单项 评分矩阵 0 否 满无效 漏弃权
| 1 | | 次数 | 次数 | 100 | 2 | 否 | |
# 无效矩阵 评分矩阵 1 否 同无效 满无效 漏无效
| 1 | | 述职 | 评分 | 60 | | 是 | |
| 2 | | 主题党日 | 次数 | 20 | 3 | 否 | |
"""
LABELS = {"answer-alike": f"评价全都相同，整张无效{END}", "answer-all-full": f"全是满分，整张无效{END}"}
RATERS = 12
#: What a cell may look like in which nothing stands.
BLANK: tuple[Cell, ...] = ("", " ", "\u3000", "\u00a0 ", "\n\u3000")
#: What neither the sheet nor Python can read, wherever it stands.
UNREADABLE: tuple[Cell, ...] = ("没想好", "=1/0", 12345.5, -1, "好好")


def good_answers(form: IssuedForm, address: Address, spec: Answer) -> list[Cell]:
    """What a column may hold: first what brings full marks, more than one number if they do."""
    if spec.choices:
        return list(spec.choices)
    limit = int(spec.limit)
    match spec.kind:
        case ItemKind.COUNT:
            unit = next(int(i.unit or 0) for i in items(form) if i.code == address[1])
            return [unit, unit + 1, limit, 0]
        case ItemKind.DEDUCTION:
            return [0, 2]
        case _:
            return [limit, limit - 10]


def items(form: IssuedForm) -> Sequence[Item]:
    """What the form asks."""
    return form.scheme.items_of(form.assignment.form.code)


def answered(form: IssuedForm, chance: random.Random) -> dict[Address, Cell]:
    """Answers of which whole columns are often alike, full, left out, or said once only."""
    values: dict[Address, Cell] = {}
    usual = {address[1]: chance.random() for address in form.specs}
    empty, unread = chance.choice((0.0, 0.0, 0.3, 0.6)), chance.choice((0.0, 0.0, 0.0, 0.2))
    for address, spec in form.specs.items():
        if not spec.marked:
            continue
        good = good_answers(form, address, spec)
        values[address] = good[0] if usual[address[1]] < 0.7 else good[-1]
        if chance.random() < 0.15:
            values[address] = chance.choice(good)
        if chance.random() < (usual[address[1]] if spec.optional else unread / 2):
            values[address] = NOT_APPLICABLE
        if chance.random() < (0.02 if spec.required else empty):
            values[address] = chance.choice(BLANK)
        if chance.random() < unread:
            # A worksheet's TRUE is a number in some programs; for 是否 it says 是.
            odd = UNREADABLE if spec.kind is ItemKind.YES_NO else (*UNREADABLE, True)
            values[address] = chance.choice(odd)
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
    wrong, seen, kinds = [], set(), set()
    paths = list(files)
    # LibreOffice is not given the time for all of them at once.
    parts = [paths[at : at + 80] for at in range(0, len(paths), 80)]
    copies = [copy for part in parts for copy in office.recalculated(part, tmp_path / "out")]
    for (file, kit), copy in zip(files.items(), copies, strict=True):
        form_id, codes = said_by_python(kit, copy.read_bytes())
        checks = shown(kit.forms[form_id], copy.read_bytes())
        # A cell shows its first broken rule alone.
        first = {next(rule.code for rule in RULES if rule.code in found) for found in codes.values()}
        for code, label in LABELS.items():
            seen.add((file.name[0], code, label in checks))
            kinds.add((form_id.split("/")[0], code, label in checks))
            if (label in checks) is not (code in first):
                wrong.append((file.name, code, f"sheet: {checks}", f"Python: {codes}"))
    assert wrong == []
    # One target alone is not told apart from others.
    every = {(targets, code, void) for targets in "123" for code in LABELS for void in (True, False)}
    assert seen == every - {("1", "answer-alike", True)}
    every = {
        (form.split("/")[0], code, void)
        for form in kits[1].forms
        for code in LABELS
        for void in (True, False)
    }
    # Two forms may well be alike, and of the ballot's one grade the best is alike as well.
    never = {("满票", "answer-alike"), ("弃权单项", "answer-alike"), ("票", "answer-all-full")}
    assert kinds == every - {(form, code, True) for form, code in never}
