"""Lines of Chinese and Western text: no wider than asked, nothing lost, no punctuation where none may stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_xl.widths import _PIECE, display_width, wrapped

CASES = (
    ("", 20, [""]),
    ("abc", 2, ["abc"]),
    ("年度考核", 4, ["年度", "考核"]),
    # 。 may not begin a line, “ may not end one
    ("年度考核。", 8, ["年度考", "核。"]),
    ("放进“退回”", 6, ["放进", "“退", "回”"]),
    # Western words and files' names stay whole
    ("先 schedule 后", 10, ["先", "schedule", "后"]),
    ("改好方案.xlsx", 12, ["改好方", "案.xlsx"]),
)


@pytest.mark.parametrize(("text", "width", "lines"), CASES)
def test_text_breaks_where_a_reader_expects_it(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


@given(st.text("年度，。“”（）ab.x 9", max_size=60), st.integers(8, 40))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert display_width(line) <= width or len(_PIECE.findall(line)) == 1
