"""The circular by GB/T 9704-2012, as its file says: page, lines, fonts, indents, numbers, signature; and settings over it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from dangjian_xl import papers
from dangjian_xl.papers import measures as m
from dangjian_xl.papers.fields import CIRCULARS, Paper
from dangjian_xl.papers.templates import BUILT_IN
from dangjian_xl.papers.words import width
from dangjian_xl.scheme.model import SettingName as Name
from dangjian_xl.scheme.presets import templates
from tests.support.approved import SCORES, TARGETS, approval, scheme_for
from tests.support.mending import DONE, NOT_BEGUN, RUNNING, Says, mending

#: One problem is overdue, one stands still: so all annexes are there.
SAID = {"A1": [Says(DONE), Says(RUNNING, overdue=3)], "A2": [Says(NOT_BEGUN, stalled=40)]}
#: Both circulars keep to the standard.
both = pytest.mark.parametrize("paper", CIRCULARS)


def document(told: Mapping[Name, str] | None = None, paper: Paper = Paper.CIRCULAR) -> Any:  # noqa: ANN401 - the library's document
    files, findings = (
        papers.build(approval(scheme_for(TARGETS, {Name.NAMED: "全部", **(told or {})}), SCORES), {})
        if paper is Paper.CIRCULAR
        else papers.build_progress(mending(SAID, told=told))
    )
    assert findings == ()
    return docx.Document(io.BytesIO(dict(files)[paper.file]))


MEASURES = (
    # what, where it stands, what the standard says in the file's units
    ("page width", "pgSz", "w", 11906),
    ("page height", "pgSz", "h", 16838),
    ("margin above", "pgMar", "top", 2098),  # 37 mm
    ("margin left", "pgMar", "left", 1587),  # 28 mm
    ("margin right", "pgMar", "right", 1474),  # 26 mm, which leaves 156
    ("margin below", "pgMar", "bottom", 1984),  # 35 mm, which leaves 225
    ("lines of the grid", "docGrid", "linePitch", 579),  # 225 mm / 22
)


@pytest.mark.parametrize(
    ("what", "element", "name", "expected"), MEASURES, ids=[case[0] for case in MEASURES]
)
@both
def test_the_page_is_the_standards(paper: Paper, what: str, element: str, name: str, expected: int) -> None:
    properties = document(paper=paper).sections[0]._sectPr
    # the library writes page sizes to the nearest twip of its own unit
    assert abs(int(properties.find(qn(f"w:{element}")).get(qn(f"w:{name}"))) - expected) <= 1, what


STYLES = (
    # style, font, points, alignment, first line in hundredths of a character
    ("公文标题", "方正小标宋简体", 22, "center", None),
    ("主送机关", "仿宋", 16, "left", None),
    ("公文正文", "仿宋", 16, "both", "200"),
    ("一级标题", "黑体", 16, "both", "200"),
    ("二级标题", "楷体", 16, "both", "200"),
    ("三级标题", "仿宋", 16, "both", "200"),
    ("四级标题", "仿宋", 16, "both", "200"),
    ("附件标识", "黑体", 16, "left", None),
    ("页码单页", "宋体", 14, "right", None),
    ("页码双页", "宋体", 14, "left", None),
    ("版记", "仿宋", 14, "left", None),
)


@pytest.mark.parametrize(("name", "font", "size", "align", "first"), STYLES, ids=[case[0] for case in STYLES])
def test_the_styles_are_the_standards(name: str, font: str, size: int, align: str, first: str | None) -> None:
    element = document().styles[name].element
    fonts = element.rPr.find(qn("w:rFonts"))
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")} == {font}
    assert element.rPr.find(qn("w:sz")).get(qn("w:val")) == str(2 * size)
    assert element.pPr.find(qn("w:jc")).get(qn("w:val")) == align
    indents = element.pPr.find(qn("w:ind"))
    assert (None if indents is None else indents.get(qn("w:firstLineChars"))) == first


def test_28_characters_fill_a_line_and_22_lines_a_page() -> None:
    body = document().styles["公文正文"].element
    pitch = m.BODY_SIZE + int(body.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    line = float(m.points(m.TEXT_WIDTH))
    assert 28 * pitch <= line < 28.2 * pitch
    spacing = body.pPr.find(qn("w:spacing"))
    assert spacing.get(qn("w:lineRule")) == "exact"
    height = float(m.points(m.TEXT_HEIGHT))
    assert 22 * int(spacing.get(qn("w:line"))) / 20 <= height < 22.2 * int(spacing.get(qn("w:line"))) / 20


@both
def test_page_numbers_are_plain_fields_odd_right_even_left(paper: Paper) -> None:
    one = document(paper=paper)
    assert one.settings.odd_and_even_pages_header_footer
    section = one.sections[0]
    for footer, style in ((section.footer, "页码单页"), (section.even_page_footer, "页码双页")):
        assert [p.style.name for p in footer.paragraphs] == [style]
        assert footer.paragraphs[0].text == "— 1 —"
        assert [node.text for node in footer._element.iter(qn("w:instrText"))] == [" PAGE "]
        assert not list(footer._element.iter(qn("w:txbxContent")))
    assert not list(one.element.iter(qn("w:instrText")))


@both
def test_tables_repeat_their_heading_and_split_no_row(paper: Paper) -> None:
    tables = document(paper=paper).tables
    assert len(tables) == {Paper.CIRCULAR: 2, Paper.PROGRESS: 3}[paper]
    for table in tables:
        rows = [row._tr.trPr for row in table.rows]
        assert rows[0].find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"


@both
def test_settings_override_the_template(paper: Paper) -> None:
    told = {
        Name.BODY_FONT: "仿宋_GB2312",
        Name.TITLE_FONT: "宋体",
        Name.BODY_SIZE: "15",
        Name.TITLE_SIZE: "20",
        Name.PITCH: "28",
        Name.LEFT: "30",
    }
    one = document(told, paper)
    body, title = one.styles["公文正文"], one.styles["公文标题"]
    assert body.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert title.element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"
    assert (body.font.size.pt, title.font.size.pt) == (15, 20)
    assert body.paragraph_format.line_spacing.pt == 28
    assert body.element.pPr.find(qn("w:ind")).get(qn("w:firstLine")) == "600"
    assert round(one.sections[0].left_margin.mm) == 30
    assert one.styles["一级标题"].element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"


@both
def test_without_settings_the_template_stays_as_it_is(paper: Paper) -> None:
    blank = docx.Document(str(templates() / BUILT_IN / paper.file))
    assert document(paper=paper).styles.element.xml == blank.styles.element.xml


@pytest.mark.parametrize("signed", ["某某学院", "中共某某职业技术学院委员会组织部党建工作领导小组办公室"])
@pytest.mark.parametrize("dated", ["2025-01-08", "2025-12-31", ""])
def test_the_signature_stands_above_the_middle_of_the_date(signed: str, dated: str) -> None:
    one = document({Name.SIGNED: signed, **({Name.DATED: dated} if dated else {})})
    above, below = (
        next(p for p in one.paragraphs if p.style.name == name) for name in ("公文署名", "成文日期")
    )
    assert above.paragraph_format.left_indent == below.paragraph_format.left_indent
    block = float(m.points(m.TEXT_WIDTH)) - below.paragraph_format.left_indent.pt
    character = float(m.points(m.TEXT_WIDTH)) / 28
    right = (block - width(below.text) * character) / 2 / character
    assert right >= 3.9, "the date ends four characters from the edge"
    assert width(signed) * character <= block
    if width(signed) < 12:
        assert right == pytest.approx(4, abs=0.1)


def test_the_head_stands_on_one_line() -> None:
    one = document({Name.MASTHEAD: "某某职业技术学院党委组织部文件"})
    head = next(p for p in one.paragraphs if p.style.name == "公文红头")
    assert head.runs[0].font.size.pt * width(head.text) <= m.points(m.TEXT_WIDTH)
    number = next(p for p in one.paragraphs if p.style.name == "发文字号")
    assert number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom")).get(qn("w:color")) == "FF0000"
    assert "公文红头" not in [p.style.name for p in document().paragraphs]


@both
def test_the_last_words_go_with_the_signature(paper: Paper) -> None:
    one = document(paper=paper)
    styles = [p.style.name for p in one.paragraphs]
    last = max(i for i, name in enumerate(styles[: styles.index("公文署名")]) if name == "公文正文")
    assert one.paragraphs[last].paragraph_format.keep_with_next
    assert all(
        one.styles[name].paragraph_format.keep_with_next
        for name in styles[last + 1 : styles.index("成文日期")]
    )


def test_tables_of_the_annexes_are_as_wide_as_the_text() -> None:
    for table in document(paper=Paper.PROGRESS).tables:
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) == pytest.approx(m.twips(m.TEXT_WIDTH), abs=len(widths))


def test_several_annexes_are_numbered_and_each_begins_a_page() -> None:
    one = document(paper=Paper.PROGRESS)
    marks = [p for p in one.paragraphs if p.style.name == "附件标识"]
    assert [p.text for p in marks] == ["附件1", "附件2", "附件3"]
    assert all(p.paragraph_format.page_break_before for p in marks)
    listed = next(p for p in one.paragraphs if p.style.name == "附件说明")
    assert listed.text == "附件：1. 各党组织整改进展情况\n2. 逾期问题清单\n3. 停滞问题清单"
    indents = one.styles["附件说明"].element.pPr.find(qn("w:ind"))
    # two characters and “附件：” before the first name, the others below it
    assert (indents.get(qn("w:leftChars")), indents.get(qn("w:hangingChars"))) == ("500", "300")
