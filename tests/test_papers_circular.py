"""The circular: who and how many is told, who is not, and by which measures it is laid out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from dangjian_xl import papers
from dangjian_xl.papers import measures as m
from dangjian_xl.papers.circular import circular
from dangjian_xl.papers.records import Circular
from dangjian_xl.papers.templates import BUILT_IN
from dangjian_xl.papers.words import broken, width
from dangjian_xl.scheme.model import SettingName as Name
from dangjian_xl.scheme.presets import templates
from dangjian_xl.scheme.settings import settings
from dangjian_xl.scoring.approval import NOT_GRADED, Approval
from tests.support.approved import SCORES, TARGETS, approval, scheme_for, target

GRADED = {"A1": "好", "A2": "较好", "A3": "较好", "A4": "一般", "A5": NOT_GRADED, "B1": "好", "B2": "好"}


def approved(told: Mapping[Name, str] | None = None, decided: Mapping[str, str] = GRADED) -> Approval:
    return approval(scheme_for(TARGETS, told), SCORES, decided=decided)


def record(told: Mapping[Name, str] | None = None, decided: Mapping[str, str] = GRADED) -> Circular:
    one = approved(told, decided)
    return circular(one, settings(one.scheme))


def told_in(one: Circular) -> str:
    return "\n".join(p.heading + p.text for p in one.passages)


def document(told: Mapping[Name, str] | None = None) -> Any:  # noqa: ANN401 - the library's document
    files, findings = papers.build(approved(told), {})
    assert findings == ()
    return docx.Document(io.BytesIO(dict(files)["通报.docx"]))


def names(one: Circular) -> list[str]:
    return [row.person for table in one.tables for row in table.rows]


def test_numbers_are_told_by_tier_and_grade_and_add_up() -> None:
    text = told_in(record())
    assert "（一）第T1层面。参加考核5人，其中“好”1人、“较好”2人、“一般”1人、不定等次1人。" in text
    assert "（二）第T2层面。参加考核2人，其中“好”2人。" in text
    assert "对7个党组织的书记（没有书记的为副书记）进行了述职评议考核。经学校党委审定" in text


@pytest.mark.parametrize(
    ("named", "people", "said"),
    [
        ("全部", ["某A1", "某A2", "某A3", "某A4", "某B1", "某B2"], "名单见附件。"),
        (
            "好",
            ["某A1", "某B1", "某B2"],
            "等次为“较好”“一般”的不在通报中列名，由某某学院组织部分别反馈本人。",
        ),
        ("较好", ["某A2", "某A3"], "等次为“好”“一般”的不在通报中列名"),
        ("不公布", [], "考核等次不在通报中公布，由某某学院组织部分别反馈本人。"),
    ],
)
def test_only_the_named_grades_bearers_are_named(named: str, people: list[str], said: str) -> None:
    one = record({Name.NAMED: named})
    assert names(one) == people
    assert said in told_in(one)
    assert bool(one.annex) == bool(people)
    for person in {f"某{o.code}" for o in TARGETS} - set(people):
        assert person not in repr(one)


def test_who_got_the_best_grade_stands_in_the_text_if_named() -> None:
    assert "等次为“好”的：A1党总支书记某A1。" in told_in(record())
    assert "某A1" not in told_in(record({Name.NAMED: "较好"}))


def test_totals_and_ranks_are_kept_back_unless_the_scheme_lists_them() -> None:
    better = {**SCORES, "A3": [95] * 7}
    one = approval(scheme_for(TARGETS), better, decided=GRADED)
    kept = circular(one, settings(one.scheme))
    assert [row.person for row in kept.tables[0].rows] == ["某A1", "某A2", "某A3", "某A4"]
    assert {row.total for table in kept.tables for row in table.rows} == {""}
    one = approval(scheme_for(TARGETS, {Name.SCORES: "是"}), better, decided=GRADED)
    listed = circular(one, settings(one.scheme))
    assert [(row.person, row.total) for row in listed.tables[0].rows][1:3] == [
        ("某A3", "95.00"),
        ("某A2", "91.14"),
    ]


def test_talks_are_asked_for_where_somebody_is_to_be_talked_to() -> None:
    assert (
        "（三）做好约谈提醒。等次为“一般”“差”的，由学校党委约谈，2025年3月1日前完成，限期整改。"
        in told_in(record({Name.TALK_BY: "2025-03-01"}))
    )
    assert "约谈" not in told_in(record(decided=dict.fromkeys(GRADED, "好")))


def test_the_years_appraisal_depends_on_the_best_grade() -> None:
    assert "等次不是“好”的，年度考核不得评为“优秀”" in told_in(record())


@pytest.mark.parametrize(
    ("closing", "levels"),
    [
        ("请认真整改。", [1, 0]),
        ("一、几点要求\n（一）整改。逐条整改。\n1.建台账。", [1, 2, 0]),
        ("（一）整改。\n\n  （二）反馈。当面谈。", [1, 2, 2]),
    ],
)
def test_what_staff_typed_keeps_its_levels(closing: str, levels: list[int]) -> None:
    passages = record({Name.CLOSING: closing}).passages
    assert [p.level for p in passages[-len(levels) :]] == levels
    assert "用好考核结果" not in told_in(record({Name.CLOSING: closing}))


def test_addressees_are_the_kinds_assessed() -> None:
    assert record().addressees == "各党总支、党支部"
    assert record({Name.ADDRESSEES: "各学院"}).addressees == "各学院"


@pytest.mark.parametrize(
    ("told", "imprint", "printed"),
    [
        ({}, False, ""),
        ({Name.COPIED: "校纪委", Name.DATED: "2025-01-08"}, True, "2025年1月8日"),
        ({Name.PRINTED: "2025-01-09", Name.DATED: "2025-01-08"}, True, "2025年1月9日"),
        ({Name.MASTHEAD: "某某学院文件"}, True, "日"),
    ],
)
def test_the_imprint_stands_where_it_has_something_to_say(
    told: Mapping[Name, str], imprint: bool, printed: str
) -> None:
    one = record(told)
    assert one.imprint == imprint
    assert one.printed.endswith(printed)


TITLES = (
    ("关于2022年度述职评议考核结果的通报", 20, ["关于2022年度述职评议考核结果的通报"]),
    (
        "关于2022年度基层党组织书记述职评议考核结果的通报",
        20,
        ["关于2022年度基层党组织书记", "述职评议考核结果的通报"],
    ),
    ("自己\n分好行", 4, ["自己", "分好行"]),
)


@pytest.mark.parametrize(("title", "most", "lines"), TITLES)
def test_titles_are_torn_between_words(title: str, most: int, lines: list[str]) -> None:
    assert broken(title, most).split("\n") == lines


@given(st.text("关于年度20党组织书记述职评议考核结果的通报（）和、x", max_size=70), st.integers(8, 28))
def test_a_broken_title_loses_nothing_and_fits(title: str, most: int) -> None:
    lines = broken(title, most).split("\n")
    assert "".join(lines) == title
    assert all(width(line) <= most for line in lines)


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
def test_the_page_is_the_standards(what: str, element: str, name: str, expected: int) -> None:
    properties = document().sections[0]._sectPr
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


def test_page_numbers_are_plain_fields_odd_right_even_left() -> None:
    one = document()
    assert one.settings.odd_and_even_pages_header_footer
    section = one.sections[0]
    for footer, style in ((section.footer, "页码单页"), (section.even_page_footer, "页码双页")):
        assert [p.style.name for p in footer.paragraphs] == [style]
        assert footer.paragraphs[0].text == "— 1 —"
        assert [node.text for node in footer._element.iter(qn("w:instrText"))] == [" PAGE "]
        assert not list(footer._element.iter(qn("w:txbxContent")))
    assert not list(one.element.iter(qn("w:instrText")))


def test_tables_repeat_their_heading_and_split_no_row() -> None:
    for table in document().tables:
        rows = [row._tr.trPr for row in table.rows]
        assert rows[0].find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"


def test_settings_override_the_template() -> None:
    told = {
        Name.BODY_FONT: "仿宋_GB2312",
        Name.TITLE_FONT: "宋体",
        Name.BODY_SIZE: "15",
        Name.TITLE_SIZE: "20",
        Name.PITCH: "28",
        Name.LEFT: "30",
    }
    one = document(told)
    body, title = one.styles["公文正文"], one.styles["公文标题"]
    assert body.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert title.element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"
    assert (body.font.size.pt, title.font.size.pt) == (15, 20)
    assert body.paragraph_format.line_spacing.pt == 28
    assert body.element.pPr.find(qn("w:ind")).get(qn("w:firstLine")) == "600"
    assert round(one.sections[0].left_margin.mm) == 30
    assert one.styles["一级标题"].element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"


def test_without_settings_the_template_stays_as_it_is() -> None:
    blank = docx.Document(str(templates() / BUILT_IN / "通报.docx"))
    assert document().styles.element.xml == blank.styles.element.xml


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


def test_the_last_words_go_with_the_signature() -> None:
    one = document()
    styles = [p.style.name for p in one.paragraphs]
    last = max(i for i, name in enumerate(styles[: styles.index("公文署名")]) if name == "公文正文")
    assert one.paragraphs[last].paragraph_format.keep_with_next
    assert all(
        one.styles[name].paragraph_format.keep_with_next
        for name in styles[last + 1 : styles.index("成文日期")]
    )


def test_a_single_tier_has_no_heading_of_its_own() -> None:
    one = approval(scheme_for([target("A1")]), {"A1": [95] * 7})
    assert [p.level for p in circular(one, settings(one.scheme)).passages][:3] == [0, 1, 0]
    assert Decimal("95.00") == one.decisions[0].proposal.total.total
