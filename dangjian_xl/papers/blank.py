"""The templates that come with the program, built from `measures` and `styles`; tags stand where values go."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.shared import Pt

from dangjian_xl.papers import measures as m
from dangjian_xl.papers import parts, styles
from dangjian_xl.papers.blank_circular import circular
from dangjian_xl.papers.blank_progress import progress
from dangjian_xl.papers.empty import Page, empty, saved
from dangjian_xl.papers.fields import Paper
from dangjian_xl.papers.parts import add, tag

_PORTRAIT = Page(m.FORM_TOP, m.FORM_BOTTOM, m.FORM_SIDE, m.FORM_SIDE)
_LANDSCAPE = Page(m.FORM_TOP, m.FORM_BOTTOM, m.FORM_BOTTOM, m.FORM_BOTTOM, landscape=True)
_WIDE = m.PAGE_WIDTH - 2 * m.FORM_SIDE


def blank_papers() -> Mapping[str, bytes]:
    """All templates by file name."""
    makers: dict[Paper, Callable[[], Document]] = {
        Paper.CIRCULAR: circular,
        Paper.FEEDBACK: _feedback,
        Paper.ARCHIVE: _archive,
        Paper.TALKS: _talks,
        Paper.PROGRESS: progress,
    }
    return {paper.file: saved(make()) for paper, make in makers.items()}


def _feedback() -> Document:
    document = empty(_PORTRAIT)
    add(document, "{{ 标题 }}", styles.FORM_TITLE)
    head = parts.table(
        document,
        (20, 60, 18, _WIDE - 98),
        [
            ("党组织", "{{ 党组织 }}", "层面", "{{ 层面 }}"),
            ("姓名", "{{ 姓名 }}（{{ 职务 }}）", "等次", "{{ 等次 }}"),
        ],
    )
    for row in head.rows:
        for cell in (row.cells[0], row.cells[2]):
            cell.paragraphs[0].style = styles.TABLE_HEAD
    add(document, "一、得分", styles.TABLE_TITLE)
    _score_table(document)
    tag(document, "{%p if 不比较 %}")
    add(document, "注：{{ 不比较 }}", styles.FORM_NOTE)
    tag(document, "{%p endif %}")
    add(document, "二、评价人写的意见", styles.TABLE_TITLE)
    _said(document)
    add(document, "三、需要整改的问题", styles.TABLE_TITLE)
    _problems(document)
    add(document, "四、说明", styles.TABLE_TITLE)
    # The signatures do not stand alone on a second page.
    add(document, "{{ 说明 }}", styles.FORM_LEFT).paragraph_format.keep_with_next = True
    _signatures(document)
    return document


def _score_table(document: Document) -> None:
    rows = [
        ("评价环节", "权重", "得分", "本层面平均", "本层面最低～最高"),
        ("{%tr for 行 in 得分 %}", "", "", "", ""),
        ("{{ 行.名称 }}", "{{ 行.权重 }}", "{{ 行.得分 }}", "{{ 行.平均 }}", "{{ 行.范围 }}"),
        ("{%tr endfor %}", "", "", "", ""),
        ("{%tr if 加减分 %}", "", "", "", ""),
        ("加减分", "", "{{ 加减分 }}", "", ""),
        ("{%tr endif %}", "", "", "", ""),
        ("{{ 总分.名称 }}", "{{ 总分.权重 }}", "{{ 总分.得分 }}", "{{ 总分.平均 }}", "{{ 总分.范围 }}"),
    ]
    made = parts.table(document, (_WIDE - 106, 20, 22, 26, 38), rows, styles.TABLE_CENTRED)
    parts.repeat(made)


def _said(document: Document) -> None:
    """One row a rater group in a component, its texts one below the other."""
    tag(document, "{%p if 评语 %}")
    rows = [
        ("评价环节", "评价主体", "意见（×后面是写了几次）"),
        ("{%tr for 组 in 评语 %}", "", ""),
        ("{{ 组.环节 }}", "{{ 组.主体 }}", ""),
        ("{%tr endfor %}", "", ""),
    ]
    made = parts.table(document, (31, 31, _WIDE - 62), rows)
    parts.repeat(made)
    cell = made.cell(2, 2)
    parts.write(cell, "{%p if 组.说明 %}", styles.TABLE_TEXT)
    for text in (
        "{{ 组.说明 }}",
        "{%p endif %}",
        "{%p for 条 in 组.意见 %}",
        "{{ 条.项目 }}：{{ 条.文字 }}{% if 条.次数 > 1 %}（×{{ 条.次数 }}）{% endif %}",
        "{%p endfor %}",
    ):
        tag(cell, text)
    tag(document, "{%p else %}")
    add(document, "没有收集文字意见。", styles.FORM_LEFT)
    tag(document, "{%p endif %}")


def _problems(document: Document) -> None:
    tag(document, "{%p if 问题 %}")
    rows = [
        ("序号", "问题", "来源"),
        ("{%tr for 条 in 问题 %}", "", ""),
        ("{{ 条.序号 }}", "{{ 条.文字 }}", "{{ 条.来源 }}{% if 条.依据 %}（{{ 条.依据 }}）{% endif %}"),
        ("{%tr endfor %}", "", ""),
    ]
    made = parts.table(document, (14, _WIDE - 62, 48), rows)
    parts.repeat(made)
    made.cell(2, 0).paragraphs[0].style = styles.TABLE_CENTRED
    tag(document, "{%p else %}")
    add(document, "没有登记问题。", styles.FORM_LEFT)
    tag(document, "{%p endif %}")


def _signatures(document: Document) -> None:
    made = parts.table(
        document,
        (_WIDE / 2, _WIDE / 2),
        [("本人意见：", "反馈人："), ("", "")],
    )
    parts.least_height(made, {0: 20, 1: 10})
    for cell in made.rows[0].cells:
        cell.vertical_alignment = WD_ALIGN_VERTICAL.TOP
    for cell in made.rows[1].cells:
        cell.paragraphs[0].add_run("签字：\u3000\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日")
    for row in made.rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    add(document, "{{ 署名 }}\u3000\u3000{{ 日期 }}", styles.FORM_SIGN).alignment = 2


def _archive() -> Document:
    document = empty(_PORTRAIT)
    add(document, "{{ 标题 }}", styles.FORM_TITLE)
    add(document, "学校：{{ 学校 }}", styles.FORM_LEFT)
    label, short = 30, 50
    widths = (label, short, label, _WIDE - 2 * label - short)
    made = parts.table(
        document,
        widths,
        [
            ("姓名", "{{ 姓名 }}", "职务", "{{ 职务 }}"),
            ("党组织", "", "", ""),
            ("考核年度", "{{ 年度 }}", "考核层面", "{{ 层面 }}"),
            ("考核方式\n及权重", "", "", ""),
            ("总分", "{{ 总分 }}", "审定等次", "{{ 等次 }}"),
            ("党委意见", "", "", ""),
            ("本人签字", "", "", ""),
        ],
        styles.TABLE_CENTRED,
    )
    parts.least_height(made, {0: 16, 1: 16, 2: 16, 3: 28, 4: 16, 5: 78, 6: 34})
    parts.merged(made, 1, 1, "{{ 党组织 }}", styles.TABLE_CENTRED)
    parts.merged(made, 3, 1, "{{ 考核方式 }}")
    opinion = parts.merged(made, 5, 1, "{{ 党委意见 }}")
    _sealed(opinion, "（党委盖章）", "{{ 日期 }}")
    own = parts.merged(made, 6, 1, "")
    _sealed(own, "签字：＿＿＿＿＿＿", "年\u3000\u3000月\u3000\u3000日")
    for row in made.rows:
        row.cells[0].paragraphs[0].style = styles.TABLE_HEAD
    for row in (0, 2, 4):
        made.cell(row, 2).paragraphs[0].style = styles.TABLE_HEAD
    parts.end(document)
    return document


def _sealed(cell: parts.Holder, *lines: str) -> None:
    """Lines at the right of a cell, with room above them."""
    for index, line in enumerate(lines):
        paragraph = add(cell, line, styles.TABLE_TEXT)
        paragraph.alignment = 2
        paragraph.paragraph_format.right_indent = Pt(4 * m.FORM_SIZE)
        paragraph.paragraph_format.space_before = Pt(6 if index else 36)


def _talks() -> Document:
    document = empty(_LANDSCAPE)
    add(document, "{{ 标题 }}", styles.FORM_TITLE)
    tag(document, "{%p if 没有人 %}")
    add(document, "{{ 没有人 }}", styles.FORM_LEFT)
    tag(document, "{%p else %}")
    add(document, "约谈期限：{{ 约谈期限 }}\u3000\u3000整改期限：{{ 整改期限 }}", styles.FORM_LEFT)
    widths = (12, 38, 30, 14, 85, 22, 22, 34)
    rows = [
        ("序号", "党组织", "姓名（职务）", "等次", "主要问题", "约谈人", "约谈日期", "约谈情况"),
        ("{%tr for 人 in 名单 %}", *[""] * 7),
        ("{{ 人.序号 }}", "{{ 人.党组织 }}", "{{ 人.姓名 }}", "{{ 人.等次 }}", "{{ 人.问题 }}", "", "", ""),
        ("{%tr endfor %}", *[""] * 7),
    ]
    made = parts.table(document, widths, rows)
    parts.repeat(made)
    for column in (0, 3):
        made.cell(2, column).paragraphs[0].style = styles.TABLE_CENTRED
    parts.least_height(made, {2: 18})
    tag(document, "{%p endif %}")
    add(document, "{{ 署名 }}\u3000\u3000{{ 日期 }}", styles.FORM_SIGN).alignment = 2
    return document
