"""A scheme written as text is the same scheme when it is read again, whatever stands in its cells."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dangjian_xl.scheme.codecs import Text
from dangjian_xl.scheme.model import RaterGroup, Scheme
from dangjian_xl.scheme.tables import BASICS_SHEET, TABLES
from dangjian_xl.scheme.text import read_text, write_text
from tests.support.schemes import SMALL_TEXT, schemes, small

SMALL = small()


def again(scheme: Scheme) -> Scheme | None:
    parsed = read_text(write_text(scheme))
    assert parsed.findings == ()
    return parsed.scheme


def noted(note: str) -> Scheme:
    """The small scheme with a note, in the last column, and a tier's name, in the middle."""
    first, *others = SMALL.tiers
    return replace(SMALL, tiers=(replace(first, name=f"甲{note}乙", note=note), *others))


@settings(max_examples=60, deadline=None)
@given(schemes())
def test_any_scheme_comes_back(scheme: Scheme) -> None:
    assert again(scheme) == scheme


@settings(deadline=None)
@given(st.text().map(Text().parse))
@example("")
def test_any_text_comes_back(note: str) -> None:
    scheme = noted(note)
    assert again(scheme) == scheme


@pytest.mark.parametrize(
    "note",
    [
        "甲|乙",
        "|",
        "||",
        "甲|",
        "甲\\",
        "\\",
        "\\\\",
        "甲\\|乙",
        "\\\\|",
        "\\n",
        "第一行\n第二行\n\n第四行",
        "甲\\\n乙",
        "<br>",  # as a person may write it, who means no line break
        "\\<br>",
        "&lt;br&gt;",
        "## 层面",
        "| 乙 |\n| --- |",
        "=1+1",
        "'--",
        "—：——",
        "１ ２",
    ],
)
def test_what_means_something_to_the_text_form_comes_back(note: str) -> None:
    scheme = noted(note)
    assert again(scheme) == scheme


def test_a_row_of_dashes_is_a_record() -> None:
    # Only the line below the headings rules off; a group may be called “-”.
    scheme = replace(SMALL, groups=(*SMALL.groups, RaterGroup("-", "-"), RaterGroup("--", ":")))
    assert again(scheme) == scheme


def test_equal_schemes_are_written_alike() -> None:
    assert write_text(small()) == write_text(SMALL)
    changed = replace(SMALL, basics=replace(SMALL.basics, digits=3))
    assert write_text(changed) != write_text(SMALL)


def test_a_table_left_out_is_empty() -> None:
    def without(sheet: str) -> str:
        return "\n## ".join(part for part in SMALL_TEXT.split("\n## ") if not part.startswith(f"{sheet}\n"))

    parsed = read_text(without("交叉检查安排"))
    assert parsed.scheme == replace(SMALL, visits=())
    assert "交叉检查安排" not in write_text(replace(SMALL, visits=()))
    assert [f.code for f in read_text(without(BASICS_SHEET)).findings] == ["scheme-sheet-missing"]


def test_columns_stand_in_any_order_and_the_rest_is_comment() -> None:
    text = "说明\n" + SMALL_TEXT.replace(
        "| T1 | 党总支书记 | |", "| T1 | 党总支书记 | |\n这一行是说明。\n- 列表也是"
    ).replace("| 层面编号 | 层面名称 | 备注 |", "| 层面名称 | 层面编号 | 备注 |")
    swapped = text.replace("| T1 | 党总支书记 |", "| 党总支书记 | T1 |").replace(
        "| T2 | 党支部书记 |", "| 党支部书记 | T2 |"
    )
    assert read_text(swapped).scheme == SMALL
    # The places follow the columns as they stand.
    refused = read_text(swapped.replace("| 党支部书记 | T2 |", "| 党支部书记 | T 2 |")).findings
    assert [(f.place.sheet, f.place.cell) for f in refused if f.code == "scheme-cell-refused"] == [
        ("层面", "B6")
    ]


def test_places_are_those_of_the_workbook() -> None:
    places = read_text(SMALL_TEXT).places
    assert places.of("tiers", 0, "code").cell == "A5"
    assert places.of("organisations", 4, "secretary").cell == "G9"
    assert places.of_basics("ends").cell == "B11"


def test_every_table_is_written() -> None:
    lines = write_text(SMALL).splitlines()
    assert [line[3:] for line in lines if line.startswith("## ")] == [
        BASICS_SHEET,
        *(t.sheet for t in TABLES),
    ]
