"""The demonstration's story, told step by step while it really happens in a workspace."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from dangjian_xl import pipeline
from dangjian_xl.demo import committee, days, mending
from dangjian_xl.demo.mistakes import MISTAKES, Mistake
from dangjian_xl.demo.people import People, fill_in, open_form, save_form
from dangjian_xl.demo.reports import MISTAKES as REPORT_MISTAKES
from dangjian_xl.demo.reports import PDF, Planned, planned_reports, reports
from dangjian_xl.demo.units import play
from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import bars
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.write import write_form
from dangjian_xl.scheme.model import Component, FormKind, Scheme, Scope
from dangjian_xl.scheme.units import units
from dangjian_xl.sentences import of_agenda
from dangjian_xl.workspace import REPORTS, Workspace

if TYPE_CHECKING:
    from dangjian_xl.report import Teller
    from dangjian_xl.scoring.assess import Assessment

#: One of the moments of `days`.
When = Callable[[Scheme, Component], datetime]


def run(folder: Path, preset_id: str, seed: int, teller: Teller, *, pdf: bool = True) -> None:
    """Tell and do everything in a new folder; raises CannotRunError if there is something in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotRunError(f"“{folder}”已经存在而且不是空的；演示请用一个新目录。")
    # A known key makes the same seed give the same bytes; real workspaces get a random one.
    key = hashlib.sha256(f"demo/{seed}".encode()).digest()
    teller.step(f"新建工作目录（预设方案 {preset_id}）")
    workspace = pipeline.new(folder, preset_id, key)
    scheme, _ = pipeline.load_scheme(workspace)
    teller.say(f"方案“{scheme.basics.title}”没有错误。其中标“示例”的内容须经党委审定。")
    teller.step("发放")
    issued = pipeline.issue(folder)
    teller.say(f"生成 {len(issued.files)} 份表，在“{folder}/发放”。")
    if scheme.sessions:
        teller.step("现场述职抽签排议程")
        spoken = pipeline.agenda(folder, lambda: 20_000 + seed)
        teller.say(of_agenda(spoken))
        scheme, _ = pipeline.load_scheme(workspace)
    handed: frozenset[str] = frozenset()
    if units(scheme):
        teller.step("分级：各党总支用切分出的方案考核下辖党支部，上报汇总表")
        handed = play(workspace, scheme, key, People(seed), teller)
    assessment = _Returns(workspace, scheme, seed, teller, handed).tell()
    committee.play(workspace, scheme, assessment, teller, pdf=pdf)
    mending.play(workspace, pipeline.load_scheme(workspace)[0], seed, teller, pdf=pdf)


class _Returns:
    """The forms' way back: first as people send them, then mended."""

    def __init__(
        self, workspace: Workspace, scheme: Scheme, seed: int, teller: Teller, handed: frozenset[str]
    ) -> None:
        self.workspace, self.scheme, self.teller = workspace, scheme, teller
        self.seed = seed
        self.people = People(seed)
        # What units have handed in is there already, and right.
        self.forms = {i: f for i, f in issued_forms(scheme, workspace.key()).items() if i not in handed}
        self.standing = frozenset(workspace.returned.rglob("*"))
        self.random = Random(f"{seed}/returns")  # noqa: S311 - a demonstration, not a secret
        self.absent = self._absent()

    def tell(self) -> Assessment:
        """From the first returns to the result."""
        self._own_first()
        self.teller.step("收表：大家填好陆续交回，带着各种常见的错误")
        for name, count in Counter(self.send_all()).items():
            self.teller.say(f"　· {name}" + (f"（{count} 份）" if count > 1 else ""))
        self.teller.step("回收检查")
        collection = pipeline.collect(self.workspace.root, today=self._last(days.again))
        self.teller.collection(collection)
        self.teller.step("退回的表改好后再交，缺的补交，多余的移走")
        self.mend(collection.returned)
        collection = pipeline.collect(self.workspace.root, today=self._last(days.late))
        self.teller.collection(collection)
        if bars(collection.findings):
            raise AssertionError([f.message for f in collection.findings])
        self.teller.step("评定")
        assessment = pipeline.assess(self.workspace.root)
        self.teller.assessment(assessment)
        return assessment

    def _own_first(self) -> None:
        """Units judge themselves first; what verifies that is issued anew, with what they said."""
        own = {
            i
            for i, f in self.forms.items()
            if f.assignment.panel.scope is Scope.SELF and f.assignment.form.kind is FormKind.CHECKLIST
        }
        if not own:
            return
        self.teller.step("各单位先交自评；核查表印上自评再发")
        for form_id in own:
            form = self.forms[form_id]
            self._save(
                self._path(form), self._right(form, self._issued(form), self._at(days.filled_in, form))
            )
        pipeline.issue(self.workspace.root)
        self.teller.say(f"收到自评 {len(own)} 份，核查表已印上单位的自评。")
        self.forms = {i: f for i, f in self.forms.items() if i not in own}
        self.standing = frozenset(self.workspace.returned.rglob("*"))
        self.absent = self._absent()

    def _absent(self) -> frozenset[str]:
        """Two forms that come late, one of which never comes: its panel has others."""
        panels = Counter(f.assignment.panel for f in self.forms.values())
        many = [i for i, f in self.forms.items() if panels[f.assignment.panel] > 4]
        return frozenset(self.random.sample(many, min(2, len(many))))

    def _issued(self, form: IssuedForm) -> bytes:
        return (self.workspace.issued / pipeline.file_name(self.scheme, form)).read_bytes()

    def _right(self, form: IssuedForm, data: bytes, saved: datetime) -> bytes:
        book = open_form(data)
        fill_in(book, form, self.people.answers(form))
        return save_form(book, saved)

    def _path(self, form: IssuedForm, suffix: str = "") -> Path:
        """People send by unit; names are theirs."""
        a = form.assignment
        # Ballots have no names to tell them apart.
        who = a.label or a.rater.name
        folder = self.workspace.returned / self.scheme.group(a.panel.group).name
        return folder / f"{who}{a.title}_{a.component.code}{suffix}.xlsx"

    def send_all(self) -> list[str]:
        """Every form goes back, some with a mistake; returns the names of the mistakes made."""
        mistakes = self._plan()
        made = []
        for form_id, form in self.forms.items():
            if form_id in self.absent:
                continue
            book = open_form(self._issued(form))
            fill_in(book, form, self.people.answers(form))
            mistake = mistakes.get(form_id)
            if mistake:
                mistake.do(book, form)
                made.append(mistake.name)
            self._save(self._path(form), save_form(book, self._at(days.filled_in, form)))
        return made + self._oddities(mistakes) + self._send_reports(right=False)

    def _plan(self) -> dict[str, Mistake]:
        """Which form suffers which mistake: each mistake once, where the scheme has a form for it."""
        # A faulty ballot goes back to nobody, so the story would have no way to mend it.
        free = [i for i, f in self.forms.items() if i not in self.absent and not f.assignment.anonymous]
        self.random.shuffle(free)
        plan: dict[str, Mistake] = {}
        for mistake in MISTAKES:
            fitting = [
                i
                for i in free
                if i not in plan and mistake.kind in (None, self.forms[i].assignment.form.kind)
            ]
            if fitting:
                plan[fitting[0]] = mistake
        return plan

    def _oddities(self, plan: dict[str, Mistake]) -> list[str]:
        """What goes wrong with whole files."""
        good = [i for i in self.forms if i not in plan and i not in self.absent]
        first, second, third = (self.forms[i] for i in self.random.sample(good, 3))
        data = self._path(first).read_bytes()
        self._save(self._path(first, "（副本）"), data)
        book = open_form(self._path(second).read_bytes())
        changed = {**self.people.answers(second)}
        address = next(a for a, spec in second.specs.items() if spec.required)
        changed[address] = People(-1).answers(second)[address]
        if changed[address] == self.people.answers(second)[address]:
            changed[address] = "不适用"
        fill_in(book, second, changed)
        self._save(self._path(second, "最终版2"), save_form(book, self._at(days.again, second)))
        last_year = replace(self.scheme.basics, year=self.scheme.basics.year - 1)
        stamps = third.signed(last_year.identity, b"last year")
        old = self._right(third, write_form(third.layouts, stamps), self._at(days.filled_in, third))
        self._save(self.workspace.returned / "去年的表.xlsx", old)
        self._save(self.workspace.returned / f"~${self._path(first).name}", b"\x05demo")
        self._save(self.workspace.returned / "盖章扫描件.pdf", b"%PDF-1.4\n%%EOF\n")
        self._save(self.workspace.returned / "打不开.xlsx", b"PK\x03\x04 xl/workbook.xml")
        return [
            "同一份表交了两次",
            "交了两个不同的版本（最终版2）",
            "用了去年的表",
            "混进临时文件和扫描件",
            "文件损坏",
        ]

    def _save(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def mend(self, returned: frozenset[str]) -> None:
        """What staff and raters do after the first collect. Forms sent back are mended in the sent-back workbook."""
        never = sorted(self.absent)[:1]
        for path in sorted(self.workspace.returned.rglob("*")):
            kept = path in self.standing or any(path == self._path(form) for form in self.forms.values())
            if path.is_file() and not kept:
                path.unlink()
        self._send_reports(right=True)
        mended = 0
        for form_id, form in self.forms.items():
            if form_id in never:
                continue
            sent_back = self.workspace.sent_back / pipeline.file_name(self.scheme, form)
            if sent_back.is_file():
                # Some take the faulty form away, others leave it beside the mended one: it makes no difference.
                mended += 1
                path = self._path(form, "（改好的）" if mended % 2 else "")
                self._save(path, self._right(form, sent_back.read_bytes(), self._at(days.again, form)))
            elif form_id not in returned:
                self._save(self._path(form), self._right(form, self._issued(form), self._at(days.late, form)))

    def _send_reports(self, *, right: bool) -> list[str]:
        """Every written report that the scheme asks for, with mistakes at first; returns the names of those made."""
        planned = planned_reports(self.scheme)
        if right:
            planned = [Planned(plan.target) for plan in planned]
        for plan, data in reports(self.scheme, self.seed, planned):
            path = self.workspace.returned / REPORTS / f"{plan.target.name}述职报告.docx"
            if plan.mistake != "not-sent":
                self._save(path, data)
                if plan.mistake != "pdf-missing":
                    self._save(path.with_suffix(".pdf"), PDF)
        return [REPORT_MISTAKES[plan.mistake] for plan in planned if plan.mistake]

    def _at(self, when: When, form: IssuedForm) -> datetime:
        return when(self.scheme, form.assignment.component)

    def _last(self, when: When) -> date:
        """The day on which the last form has come so far: as of that day it is told what is overdue."""
        return max(self._at(when, form) for form in self.forms.values()).date()
