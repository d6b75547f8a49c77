"""The workbench's buttons beside the five steps, clicked on a real screen: cross-inspection, agenda, two levels."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from dangjian_xl import pipeline
from dangjian_xl.demo.people import People
from dangjian_xl.demo.units import FOLDER, play
from dangjian_xl.report import Teller
from dangjian_xl.scheme.book import read_book
from dangjian_xl.scheme.model import Order
from dangjian_xl.scheme.presets import preset
from dangjian_xl.workspace import Workspace
from tests.support import editing
from tests.support.desktop import Desktop
from tests.support.levels import LEVELS
from tests.support.year import KEY, scheme_of, workspace
from tests.test_desktop_workbench import TAB, Screen

#: The yellow cell before 填汇总表.
FORM_CELL = "D17"


@pytest.fixture
def unplanned(tmp_path: Path) -> Path:
    """A year with nothing planned, and a session whose order is drawn by lot."""
    scheme = preset("sztu-2022")
    lots = tuple(replace(s, order=Order.LOT, seed=None) for s in scheme.sessions)
    pipeline.new_from(tmp_path / "年 度", replace(scheme, visits=(), sessions=lots))
    return tmp_path / "年 度"


def test_visits_and_agenda_are_planned_into_the_scheme(desktop: Desktop, unplanned: Path) -> None:
    with desktop.open(unplanned / "工作台.xlsm") as document:
        screen = Screen(document, unplanned)
        with desktop.open(unplanned / "方案.xlsx"):
            assert "方案.xlsx 正开着" in screen.click("排交叉检查")
            assert "方案.xlsx 正开着" in screen.click("排述职议程")
        assert "添加了 18 行" in screen.click("排交叉检查")
        assert screen.click("排述职议程").startswith("排了 1 场；议程在")
        scheme = read_book((unplanned / "方案.xlsx").read_bytes()).scheme
        assert scheme is not None
        assert (len(scheme.visits), len([s for s in scheme.sessions if s.seed])) == (18, 1)
        assert {path.name for path in (unplanned / "安排").glob("*.xlsx")} == {
            "交叉检查安排表.xlsx",
            "现场述职议程.xlsx",
        }
        assert "不用切分" in screen.click("切分方案")
        assert "黄格" in screen.click("填汇总表")


def test_a_college_splits_and_a_unit_hands_in(desktop: Desktop, tmp_path: Path) -> None:
    college = Workspace(tmp_path / "学校")
    scheme = scheme_of(LEVELS)
    workspace(college.root, scheme)
    play(college, scheme, KEY, People(1), Teller())
    shutil.rmtree(college.divided)
    with desktop.open(college.root / "工作台.xlsm") as document:
        screen = Screen(document, college.root)
        assert "2 个单位的文件夹" in screen.click("切分方案")
    unit = next(iter(sorted((college.root / FOLDER).iterdir())))
    shutil.rmtree(unit / "上报")
    form = next((college.divided / unit.name).glob("*汇总表.xlsx"))
    with desktop.open(unit / "工作台.xlsm") as document:
        screen = Screen(document, unit)
        editing.put(document, TAB, FORM_CELL, "汇总表.xlsx")
        assert "不是完整的路径" in screen.click("填汇总表")
        editing.put(document, TAB, FORM_CELL, str(form.parent / "没有.xlsx"))
        assert "找不到" in screen.click("填汇总表")
        editing.put(document, TAB, FORM_CELL, str(form))
        assert f"见“上报/{form.name}”" in screen.click("填汇总表")
        assert (unit / "上报" / form.name).is_file()
