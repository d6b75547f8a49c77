"""工作台.xlsm: one screen for the year. Buttons run the steps; state, counts and findings are written into it by them.

Whoever writes into it later finds each cell by its name, so people may move and resize what they see. The findings
list is the last thing on the screen and grows downwards; its last column belongs to the people.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from dangjian_xl.grids import cell_name
from dangjian_xl.macros import add_macros
from dangjian_xl.style import BLUE, GREY, LINE, TAB_FIRST, Theme, new_workbook

SHEET, SETTINGS, TEXTS = "工作台", "设置", "文字"
NOT_RUN, RUNNING, DONE, OPENED = "未运行", "进行中", "已完成", "已打开"
HAS_ERRORS, FAILED = "有错误", "没有完成"
#: Headings of the findings list; the last is for people. A hidden column behind it tells rows of ours from theirs.
LIST = ("步骤、程度", "文件", "位置", "涉及", "问题", "怎么办", "处理情况（自己填写）")
_WIDTHS = (13, 19, 15, 17, 33, 26, 17)
_MACRO = "djxl_workbench.djxl_"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the year: its code, its name on the screen, its button's macro, and what it does."""

    code: str
    title: str
    macro: str
    hint: str


STEPS = (
    Step("check", "① 方案检查", "step_check", "逐表检查方案.xlsx，问题列在下面。先保存方案。"),
    Step("issue", "② 发放", "step_issue", "按方案生成全部表，放进“发放”目录。"),
    Step(
        "collect",
        "③ 回收汇总",
        "step_collect",
        "检查“回收”里的表，有错的退回，未交的列进催报清单。",
    ),
    Step("assess", "④ 评定等次", "step_assess", "用已接收的表算分、排名、提出建议等次，写出考核结果.xlsx。"),
    Step(
        "report",
        "⑤ 通报材料",
        "step_report",
        "还没有审定等次的，打开考核结果.xlsx；审定好、关闭后，写出通报、反馈表等，放进“结果”目录。",
    ),
)
#: The steps that have a row of their own.
WORKBENCH_STEPS = frozenset(step.code for step in STEPS)
TOOLS = (
    Step(
        "open-check",
        "检查打开的表",
        "open_check",
        "用全部规则检查现在打开的表和方案（没有保存的改动也算），在格子上标色、加批注；再查一次会先清掉旧的。",
    ),
    Step(
        "take-in",
        "收进文件夹",
        "take_in",
        "在左边黄格里写上附件所在的文件夹，里面的文件会复制进“回收”目录，然后汇总。",
    ),
    Step(
        "schedule",
        "排交叉检查",
        "schedule",
        "按“交叉检查要求”排出谁检查谁、哪一天，填进方案.xlsx（请先关闭它）；已经填好的保留。",
    ),
    Step(
        "agenda",
        "排述职议程",
        "agenda",
        "按“现场述职安排”排出谁几点发言；要抽签的抽签，抽签号记进方案.xlsx（请先关闭它）。",
    ),
    Step(
        "split",
        "分级：切分方案",
        "split",
        "学校用：给自己考核党支部的每个党总支切分出方案，连同汇总表和说明放进“分级”目录。",
    ),
    Step(
        "handin",
        "分级：填汇总表",
        "handin",
        "党总支用：在左边黄格里写上学校发来的汇总表，把审定的等次填进它的副本，放进“上报”目录。",
    ),
    Step(
        "rectify",
        "跟进整改",
        "rectify",
        "检查“整改/回收”里交回的三张清单，有错的退回，写出整改台账：逾期和没有进展的列在最前。",
    ),
)
#: Tools before which people write something, and the name of the cell in which they do.
_TYPED = {"take-in": "folder", "handin": "form"}
#: Work on the selected row of the list; they stay in sight on top.
ROW_TOOLS = (
    Step("go-to", "转到问题", "go_to", ""),
    Step("send-back", "打开退回的表", "send_back", ""),
)
#: What the buttons say, by the name under which the macros find it: macros hold no Chinese.
SENTENCES = {
    "djxl_scheme_name": "方案.xlsx",
    "djxl_say_unsaved": "工作台还没有保存过，不知道工作目录在哪里。请把它保存到方案.xlsx 所在的目录里，再点按钮。",
    "djxl_say_elsewhere": "工作台旁边没有方案.xlsx：它可能是直接从邮件或压缩包里打开的。请到工作目录里打开工作台，再点按钮。",
    "djxl_say_readonly": "工作台是以只读方式打开的，结果写不进来。请关闭后重新打开，再点按钮。",
    "djxl_say_scheme_unsaved": "方案.xlsx 正开着，而且有没保存的改动。请先保存方案，再点按钮。",
    "djxl_say_starting": "正在启动……",
    "djxl_say_no_python": "找不到 dangjian-xl 程序。请在“设置”表里填写它的位置；不知道在哪里的，请安装人员运行 dangjian-xl addin status 查看。",
    "djxl_say_no_answer": "程序没有回应。请安装人员在命令行运行 dangjian-xl addin status，看看缺什么。",
    "djxl_say_broken": "工作台里有工作表或名称被删改，不能用了。请把它移走，在命令行运行 dangjian-xl workbench 加工作目录，重新生成一个。",
}
WAIT_SECONDS = 20
_TITLE, _STATE, _HEAD, _FIRST = 0, 1, 3, 4
_TOOLS = _FIRST + len(STEPS) + 1
_LIST_HEAD = _TOOLS + len(TOOLS) + 3
#: More rows than this nobody reads on one screen.
MOST_LINES = 2000
_LAST_ROW = 5000


def workbench(program: str) -> bytes:
    """The workbook's bytes; `program` is where the command lies, "" if that is not known."""
    stream = io.BytesIO()
    workbook = new_workbook(stream, SHEET)
    add_macros(workbook, "workbench")
    screen = _Screen(workbook, workbook.add_worksheet(SHEET))
    screen.write()
    _settings(workbook, workbook.add_worksheet(SETTINGS), screen.theme, program)
    _texts(workbook, workbook.add_worksheet(TEXTS))
    workbook.close()
    return stream.getvalue()


class _Screen:
    """Writes the one screen."""

    def __init__(self, workbook: Any, sheet: Any) -> None:  # noqa: ANN401 - XlsxWriter is untyped
        self.workbook, self.sheet, self.theme = workbook, sheet, Theme(workbook)

    def write(self) -> None:
        """Everything."""
        sheet = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_tab_color(TAB_FIRST)
        sheet.set_column(0, 0, 2)
        for column, width in enumerate(_WIDTHS, 1):
            # As text, so that nothing quoted from a form can become a formula; but a file is a link, which is one.
            link = self.theme.variant("plain_text", num_format="General", font_color=BLUE, underline=1)
            sheet.set_column(column, column, width, link if column == 2 else self.theme["plain_text"])
        # Not wrapped: what is not seen must not make rows high.
        hidden = self.theme.variant("plain_text", text_wrap=False)
        sheet.set_column(len(LIST) + 1, len(LIST) + 4, 4, hidden, {"hidden": True})
        self._head()
        sheet.freeze_panes(_STATE + 1, 0)
        for number, step in enumerate(STEPS):
            self._step(_FIRST + number, step)
        self._tools()
        self._list()
        sheet.set_selection(_FIRST, 1, _FIRST, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _name(self, name: str, row: int, column: int) -> None:
        cell = cell_name(row, column, fixed=True)
        self.workbook.define_name(f"djxl_{name}", f"='{SHEET}'!{cell}")

    def _head(self) -> None:
        sheet, theme = self.sheet, self.theme
        sheet.set_row(_TITLE, 36)
        sheet.write_string(_TITLE, 1, "述职评议考核工作台", theme["title"])
        for number, tool in enumerate(ROW_TOOLS):
            self._button(_TITLE, 5, tool, x_offset=14 + number * 144)
        sheet.set_row(_STATE, 24)
        sheet.merge_range(_STATE, 1, _STATE, len(LIST), "", theme.variant("status", font_size=12))
        sheet.write_string(
            _STATE, 1, "按①到⑤的顺序点按钮；每一步都可以重复做。", theme.variant("status", font_size=12)
        )
        self._name("state", _STATE, 1)
        for column, heading in enumerate(
            ("步骤", "按钮", "状态", "上次运行", "数量", "做什么", "备忘（自己填写）"), 1
        ):
            sheet.write_string(_HEAD, column, heading, theme["heading" if column < 7 else "heading_soft"])
        sheet.set_row(_HEAD, 22)

    def _step(self, row: int, step: Step) -> None:
        sheet, theme = self.sheet, self.theme
        sheet.set_row(row, 36)
        sheet.write_string(row, 1, step.title, theme.variant("text", bold=True))
        sheet.write_blank(row, 2, None, theme["text"])
        self._button(row, 2, step)
        sheet.write_string(row, 3, NOT_RUN, theme["centre"])
        sheet.write_blank(row, 4, None, theme.variant("centre", num_format="yyyy-mm-dd hh:mm"))
        sheet.write_blank(row, 5, None, theme["text"])
        sheet.write_string(row, 6, step.hint, theme.variant("text", font_color=GREY))
        sheet.write_blank(row, 7, None, theme["input"])
        for name, column in (("state", 3), ("when", 4), ("count", 5)):
            self._name(f"{step.code}_{name}", row, column)
        for state, role in (
            (DONE, "fine"),
            (OPENED, "fine"),
            (HAS_ERRORS, "wrong"),
            (FAILED, "wrong"),
            (RUNNING, "sample"),
        ):
            rule = {"type": "cell", "criteria": "==", "value": f'"{state}"', "format": theme[role]}
            sheet.conditional_format(row, 3, row, 3, rule)

    def _button(self, row: int, column: int, step: Step, x_offset: int = 4) -> None:
        size = {"width": 128, "height": 34, "x_offset": x_offset, "y_offset": 7}
        caption = step.title.lstrip("①②③④⑤ ").removeprefix("分级：")
        self.sheet.insert_button(row, column, {"macro": _MACRO + step.macro, "caption": caption, **size})

    def _tools(self) -> None:
        sheet, theme = self.sheet, self.theme
        sheet.set_row(_TOOLS, 26)
        sheet.write_string(_TOOLS, 1, "其他", theme["section"])
        for row, tool in enumerate(TOOLS, _TOOLS + 1):
            sheet.set_row(row, 36)
            sheet.write_string(row, 1, tool.title, theme.variant("text", bold=True))
            sheet.write_blank(row, 2, None, theme["text"])
            self._button(row, 2, tool)
            typed = _TYPED.get(tool.code)
            sheet.merge_range(row, 3, row, 5, "", theme["input_code" if typed else "text"])
            if typed:
                self._name(typed, row, 3)
            sheet.merge_range(row, 6, row, 7, tool.hint, theme.variant("text", font_color=GREY))

    def _list(self) -> None:
        sheet, theme = self.sheet, self.theme
        sheet.set_row(_LIST_HEAD - 1, 26)
        sheet.write_string(_LIST_HEAD - 1, 1, "问题清单", theme["section"])
        hint = "先点选一行，再点最上面的“转到问题”或“打开退回的表”；◎是检查打开的表时发现的。"
        sheet.write_string(_LIST_HEAD - 1, 3, hint, theme["explanation"])
        sheet.set_row(_LIST_HEAD, 22)
        for column, heading in enumerate(LIST, 1):
            style = theme["heading" if column < len(LIST) else "heading_soft"]
            sheet.write_string(_LIST_HEAD, column, heading, style)
        first = _LIST_HEAD + 1
        # The heading, not the first row: people delete rows.
        self._name("list", _LIST_HEAD, 1)
        box: dict[str, object] = {"border": 1, "border_color": LINE}
        # Where ranges overlap, LibreOffice applies one rule only: so each names all that it wants.
        for label, role in (("错误", "wrong"), ("提醒", "sample")):
            told = f'=RIGHT($B{first + 1},2)="{label}"'
            style = theme.variant(role, **box)
            sheet.conditional_format(
                first, 1, _LAST_ROW, 1, {"type": "formula", "criteria": told, "format": style}
            )
        boxed = {"type": "formula", "criteria": f"=LEN($F{first + 1})>0", "format": theme["boxed"]}
        sheet.conditional_format(first, 1, _LAST_ROW, 1, boxed)
        sheet.conditional_format(first, 2, _LAST_ROW, len(LIST), boxed)


def _settings(workbook: Any, sheet: Any, theme: Theme, program: str) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    rows = (
        ("djxl_program", "程序位置", program, "dangjian-xl 程序的完整路径；空着就按名字去找。"),
        ("djxl_wait", "等待秒数", WAIT_SECONDS, "点按钮后等多久，程序没有回应就提示。"),
    )
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    for column, width in enumerate((16, 60, 46)):
        sheet.set_column(column, column, width)
    for column, heading in enumerate(("项目", "内容", "说明")):
        sheet.write_string(0, column, heading, theme["heading"])
    for row, (name, label, value, hint) in enumerate(rows, 1):
        sheet.write_string(row, 0, label, theme["text"])
        sheet.write(row, 1, value, theme["input_code" if isinstance(value, str) else "input"])
        sheet.write_string(row, 2, hint, theme["text"])
        workbook.define_name(name, f"='{SETTINGS}'!{cell_name(row, 1, fixed=True)}")


def _texts(workbook: Any, sheet: Any) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    for row, (name, text) in enumerate(SENTENCES.items()):
        sheet.write_string(row, 0, text)
        workbook.define_name(name, f"='{TEXTS}'!{cell_name(row, 0, fixed=True)}")
    sheet.hide()
