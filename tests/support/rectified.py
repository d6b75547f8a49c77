"""A small year whose lists are out: A1 and A2 have problems, A3 has none; units fill them in and hand them in again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from dangjian_xl import pipeline
from dangjian_xl.demo.people import save_form
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.grids import Cell
from dangjian_xl.rectification.lists import DUTIES, MENDING, PROBLEMS, file_name, list_form, lists
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.model import Scheme, Setting, SettingName
from dangjian_xl.scoring.approval import Approval
from dangjian_xl.scoring.assess import Assessment
from tests.support.small import SMALL
from tests.support.year import KEY, SAVED, scheme_of

#: On which sheet a field stands.
SHEETS = {
    **dict.fromkeys(("leader", "person", "due", "remark"), DUTIES),
    **dict.fromkeys(("measures", "progress", "state", "last", "done", "evidence"), MENDING),
    "problem": PROBLEMS,
}
FOUND = {
    "A1": (
        Problem("A1-1", "A1", "谈心谈话抓得不够紧", Source.REPORT, "报告第 8 段"),
        Problem("A1-2", "A1", "台账记录不全", Source.COMMENTS, "点评意见：现场述职\n综合评价意见：汇总"),
        Problem("A1-3", "A1", "=不是公式", Source.MARKS),
    ),
    "A2": (Problem("A2-1", "A2", "经费使用慢", Source.OPINION),),
    "A3": (),
}


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def year(folder: Path, found: Mapping[str, tuple[Problem, ...]] = FOUND, **settings: str) -> Scheme:
    """A workspace whose lists were handed out; settings by their member's name: MEND_BY="2023-03-31"."""
    told = {"MEND_BY": "2023-03-31", "DATED": "2023-01-10", **settings}
    made = tuple(Setting(SettingName[name], value) for name, value in told.items() if value)
    scheme = replace(scheme_of(SMALL), settings=made)
    pipeline.new_from(folder, scheme, KEY)
    hand_out(folder, scheme, found)
    return scheme


def hand_out(folder: Path, scheme: Scheme, found: Mapping[str, tuple[Problem, ...]]) -> None:
    nothing = Collection({}, (), (), pd.DataFrame(), {}, {})
    approval = Approval(Assessment(scheme, nothing, (), ()), ())
    for name, data in lists(approval, found, KEY):
        path = folder / "结果" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def form_of(scheme: Scheme, target: str) -> IssuedForm:
    return list_form(scheme, scheme.organisation(target), FOUND[target])


def filled(folder: Path, form: IssuedForm, values: Mapping[str, Cell], saved: datetime = SAVED) -> bytes:
    """A list as it lies there with values typed in: "A1-1 person" → 张三."""
    book = load_workbook(folder / "结果" / "三张清单" / file_name(form))
    layouts = {layout.name: layout for layout in form.layouts}
    for named, value in values.items():
        code, field = named.split(" ")
        layout = layouts[SHEETS[field]]
        row, column = layout.cell(f"i:{code}", f"f:{field}")
        cell = book[layout.name].cell(row + 1, column + 1)
        cell.value = None if value == "" else value  # type: ignore[assignment]
    return save_form(book, saved)


def hand_in(
    folder: Path,
    scheme: Scheme,
    target: str,
    values: Mapping[str, Cell],
    name: str = "",
    *,
    saved: datetime = SAVED,
) -> Path:
    form = form_of(scheme, target)
    path = folder / "整改" / "回收" / (name or f"{target}.xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(filled(folder, form, values, saved))
    return path


#: A1 has mended one problem, works at another, and has found one itself; its third waits.
GOOD: Mapping[str, Cell] = {
    **{f"A1-{n} person": "张三" for n in (1, 2, 3)},
    "A1-1 state": "已完成",
    "A1-1 done": day("2023-02-20"),
    "A1-1 evidence": "谈话记录本",
    "A1-2 state": "整改中",
    "A1-2 progress": "补齐一半",
    "A1-2 last": day("2023-03-01"),
    "A1-2 due": day("2023-05-31"),
    "A1-3 remark": "等经费",
    "A1-自2 problem": "会议记录不全",
    "A1-自2 person": "李四",
    "A1-自2 due": day("2023-06-30"),
    "A1-自2 state": "需长期坚持",
    "A1-自2 measures": "每月一查",
}
#: Later than SAVED.
LATER = datetime(2023, 3, 20, 2, tzinfo=UTC)
