"""Circulars' templates, laid out by GB/T 9704-2012: what all have, and the annex of the one on results."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from docx.document import Document
from docx.oxml.parser import parse_xml
from docx.table import Table

from dangjian_xl.papers import measures as m
from dangjian_xl.papers import parts, styles
from dangjian_xl.papers.empty import Page, empty
from dangjian_xl.papers.parts import add, tag

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PAGE = Page(m.TOP, m.BOTTOM, m.LEFT, m.RIGHT, grid=True)


def circular() -> Document:
    """The template of the circular on results as a document."""
    return framed(_result_annex)


def framed(add_annexes: Callable[[Document], None]) -> Document:
    """A circular's template, with annexes of its own."""
    document = empty(_PAGE)
    parts.page_numbers(document)
    _head(document)
    add(document, "{{ 标题 }}", styles.TITLE)
    _blank(document)
    add(document, "{{ 主送机关 }}：", styles.ADDRESSEES)
    _passages(document)
    tag(document, "{%p if 附件 %}")
    _blank(document)
    add(document, "附件：{{ 附件 }}", styles.ANNEXES)
    tag(document, "{%p endif %}")
    for _ in range(2):
        _blank(document)
    add(document, "{{ 署名 }}", styles.SIGNED)
    add(document, "{{ 日期 }}", styles.DATED)
    add_annexes(document)
    _imprint(document)
    return document


def _blank(document: Document) -> None:
    """An empty line that stays with the next."""
    add(document, "", styles.ADDRESSEES)


def _head(document: Document) -> None:
    """The red head with number and rule; without one, the number alone."""
    tag(document, "{%p if 红头 %}")
    space = add(document, "", styles.TABLE_TEXT)
    # The head begins so far below the text's upper edge; space before the first paragraph is not kept by all programs.
    height = round(m.points(m.HEAD_BELOW) * m.TWIPS)
    _first(space).append(
        parse_xml(f'<w:spacing {_W} w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/>')
    )
    add(document, "{{ 红头 }}", styles.HEAD)
    for _ in range(2):
        _blank(document)
    ruled = add(document, "{{ 发文字号 }}", styles.NUMBER)
    rule = f'<w:bottom w:val="single" w:sz="{m.RED_RULE}" w:space="{round(m.points(m.RULE_BELOW))}" w:color="FF0000"/>'
    _first(ruled).append(parse_xml(f"<w:pBdr {_W}>{rule}</w:pBdr>"))
    for _ in range(2):
        _blank(document)
    tag(document, "{%p elif 发文字号 %}")
    add(document, "{{ 发文字号 }}", styles.NUMBER)
    _blank(document)
    tag(document, "{%p endif %}")


def _first(paragraph: parts.Paragraph) -> parts.Element:
    return paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the library knows no rules and exact heights of this kind


def _passages(document: Document) -> None:
    tag(document, "{%p for 段 in 正文 %}")
    tag(document, "{%p if 段.级 == 1 %}")
    add(document, "{{ 段.标题 }}", styles.FIRST)
    tag(document, "{%p elif 段.级 == 2 %}")
    both = add(document, "", styles.BODY)
    both.add_run("{{ 段.标题 }}", styles.SECOND_WORDS)
    both.add_run("{{ 段.文字 }}")
    tag(document, "{%p else %}")
    add(document, "{{ 段.文字 }}", styles.BODY)
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")


def _result_annex(document: Document) -> None:
    tag(document, "{%p if 附件 %}")
    begin_annex(document, "附件", "{{ 附件标题 }}")
    tag(document, "{%p for 表 in 附表 %}")
    add(document, "{{ 表.层面 }}（{{ 表.人数 }}人）", styles.TABLE_TITLE)
    tag(document, "{%p if 列出总分 %}")
    _grades(document, {"序号": 14, "党组织": 60, "姓名": 26, "职务": 20, "总分": 18, "等次": 18})
    tag(document, "{%p else %}")
    _grades(document, {"序号": 14, "党组织": 70, "姓名": 28, "职务": 22, "等次": 22})
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")
    tag(document, "{%p endif %}")


def begin_annex(document: Document, mark: str, title: str) -> parts.Paragraph:
    """Begin a page with an annex's mark and title; the title's paragraph."""
    add(document, mark, styles.ANNEX).paragraph_format.page_break_before = True
    _blank(document)
    return add(document, title, styles.TITLE)


def _grades(document: Document, columns: dict[str, float]) -> None:
    """A tier's table; columns by heading, which is the field's name too, widths in mm."""
    rows = repeated(list(columns), "人 in 表.名单", [f"{{{{ 人.{name} }}}}" for name in columns])
    ruled(document, tuple(columns.values()), rows, left=(1,))


def repeated(headings: Sequence[str], loop: str, cells: Sequence[str]) -> list[Sequence[str]]:
    """The rows of a table that repeats one row under its headings."""
    rest = [""] * (len(headings) - 1)
    return [headings, [f"{{%tr for {loop} %}}", *rest], cells, ["{%tr endfor %}", *rest]]


def ruled(
    document: Document, widths: Sequence[float], rows: Sequence[Sequence[str]], *, left: Sequence[int]
) -> Table:
    """Such a table, centred but for the words in the columns `left`."""
    made = parts.table(document, widths, rows, styles.TABLE_CENTRED)
    parts.repeat(made)
    parts.least_height(made, {0: 8, 2: 8})
    for column in left:
        made.cell(2, column).paragraphs[0].style = styles.TABLE_TEXT
    return made


def _imprint(document: Document) -> None:
    """Who gets a copy, who printed it when, between rules, at the foot of the last page."""
    tag(document, "{%p if 版记 %}")
    add(document, "", styles.TABLE_TEXT)
    width = m.TEXT_WIDTH
    made = parts.table(
        document,
        (width * 0.55, width * 0.45),
        [
            ("{%tr if 抄送 %}", ""),
            ("", ""),
            ("{%tr endif %}", ""),
            ("{{ 印发机关 }}", "{{ 印发日期 }}印发"),
        ],
        styles.IMPRINT,
    )
    parts.merged(made, 1, 0, "抄送：{{ 抄送 }}。", styles.IMPRINT)
    made.cell(3, 1).paragraphs[0].alignment = 2
    parts.rule_as_imprint(made)
    tag(document, "{%p endif %}")
    parts.end(document)
