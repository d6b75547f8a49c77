"""The units' part of the demonstration: each makes its own year from what the college split off, and reports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from dangjian_xl import pipeline
from dangjian_xl.demo import days
from dangjian_xl.demo.people import People, fill_in, open_form, save_form
from dangjian_xl.forms.issued import IssuedForm, issued_forms, summaries_of
from dangjian_xl.scheme.model import ItemKind, Organisation, Scheme
from dangjian_xl.scheme.units import units
from dangjian_xl.workspace import Workspace

if TYPE_CHECKING:
    from dangjian_xl.report import Teller

FOLDER = "分级演示"
#: Sentences for what an item's words speak of; the last is for anything else.
_SENTENCES: Mapping[str, tuple[str, ...]] = {
    "成绩": (
        "“三会一课”按月落实，主题党日与专业教学结合。",
        "联系学生宿舍和班级，解决师生实际困难十余件。",
        "发展党员程序规范，支部工作手册记录完整。",
    ),
    "问题": (
        "党建与业务结合的办法不多，品牌还不够鲜明。",
        "个别党员参加组织生活不够主动，补学不及时。",
        "理论学习形式单一，研讨交流偏少。",
    ),
    "意见": (
        "履职认真，工作扎实，应进一步提炼特色做法。",
        "能够落实规定动作，应在破解难题上多下功夫。",
        "总体较好，须逐条整改查摆出的问题。",
    ),
    "": ("情况属实。",),
}


def play(college: Workspace, scheme: Scheme, key: bytes, people: People, teller: Teller) -> frozenset[str]:
    """Every unit assesses its branches and returns its summaries into the college's 回收/; their forms' ids.

    The units' workspaces lie below 分级演示/ in the college's.
    """
    pipeline.split(college.root)
    forms = issued_forms(scheme, college.key())
    handed: set[str] = set()
    for unit in units(scheme):
        folder = college.root / FOLDER / pipeline.unit_folder(unit)
        given = college.divided / pipeline.unit_folder(unit)
        assessed = _year(folder, given, key, people)
        teller.say(f"　· {unit.name}：{assessed} 份表，评定后上报")
        for form in summaries_of(tuple(forms.values()), unit):
            _report(college, folder, given, (unit, form))
            handed.add(form.assignment.id)
    return frozenset(handed)


def _year(folder: Path, given: Path, key: bytes, people: People) -> int:
    """A unit's own year up to its result; returns the number of its forms."""
    workspace, _ = pipeline.new_from_file(folder, given / "方案.xlsx", key)
    pipeline.issue(folder)
    scheme, _ = pipeline.load_scheme(workspace)
    forms = issued_forms(scheme, key)
    for number, form in enumerate(forms.values(), 1):
        book = open_form((workspace.issued / pipeline.file_name(scheme, form)).read_bytes())
        fill_in(book, form, people.answers(form))
        # Ballots are returned under names that say nothing.
        path = workspace.returned / f"{number}.xlsx"
        path.write_bytes(save_form(book, days.filled_in(scheme, form.assignment.component)))
    last = max(days.filled_in(scheme, form.assignment.component) for form in forms.values())
    pipeline.collect(folder, today=last.date())
    pipeline.assess(folder)
    return len(forms)


def _report(college: Workspace, folder: Path, given: Path, report: tuple[Organisation, IssuedForm]) -> None:
    """A summary with the grades and words of a unit, put among the college's returns."""
    unit, form = report
    scheme, _ = pipeline.load_scheme(college)
    name = Path(pipeline.file_name(scheme, form)).name
    copy = folder / pipeline.handin(folder, given / name).file
    book = open_form(copy.read_bytes())
    (layout,) = form.layouts
    for row_key, column_key in layout.answers:
        spec, (row, column) = layout.answers[row_key, column_key], layout.cell(row_key, column_key)
        if spec.kind is ItemKind.TEXT and spec.field == "value":
            book[layout.name].cell(row + 1, column + 1).value = _sentence(spec.label, row_key)
    data = save_form(book, days.filled_in(scheme, form.assignment.component))
    copy.write_bytes(data)
    returned = college.returned / f"{unit.name}{name}"
    returned.parent.mkdir(parents=True, exist_ok=True)
    returned.write_bytes(data)


def _sentence(label: str, row: str) -> str:
    """An invented sentence; which one follows from the branch."""
    sentences = next(told for word, told in _SENTENCES.items() if word in label)
    return Random(f"{row}/{label}").choice(sentences)  # noqa: S311 - a demonstration, not a secret
