"""Forms written by a pattern are those written one by one, byte for byte, whatever the names are."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian_xl import pipeline
from dangjian_xl.forms import patterns
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import Layout
from dangjian_xl.forms.patterns import Patterns
from dangjian_xl.forms.write import write_form
from dangjian_xl.packages import Package, repacked
from dangjian_xl.pipeline.issuing import file_name
from dangjian_xl.pipeline.steps import load_scheme
from dangjian_xl.scheme.presets import preset, preset_ids
from tests.support.forms import EVERY_KIND, KEY, kit_of

#: Two sheets of two items.
KIT = kit_of("# 整数表 评分表 0 否\n| 1 | | 总体 | 评分 | 60 | | 否 | |\n| 2 | | 特色 | 评分 | 40 | | 是 | |")
SHEETS = next(iter(KIT.forms.values())).layouts
#: A form: each sheet's tab, facts of the line of names, and stamp.
Names = Sequence[tuple[str, tuple[str, ...], str]]
PLAIN: tuple[Names, ...] = (
    (("第1党支部", ("评价人：甲", "述职人：乙"), "章1"), ("第2党支部", ("评价人：甲", "述职人：丙"), "章2")),
    (("第3党支部", ("评价人：丁", "述职人：戊"), "章3"), ("第4党支部", ("评价人：丁", "述职人：己"), "章4")),
    (("第5党支部", ("评价人：庚", "述职人：辛"), "章5"), ("第6党支部", ("评价人：庚", "述职人：壬"), "章6")),
)


def named(names: Names, sheets: Sequence[Layout] = SHEETS) -> tuple[tuple[Layout, ...], list[str]]:
    """The form with other names, and its stamps."""
    pairs = zip(sheets, names, strict=True)
    return tuple(replace(s, name=tab, who=who) for s, (tab, who, _) in pairs), [stamp for *_, stamp in names]


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever a pattern's form is written from scratch."""
    calls: list[int] = []

    def counted(*given: Any, **options: Any) -> bytes:  # noqa: ANN401 - as of write_form
        calls.append(1)
        return write_form(*given, **options)

    monkeypatch.setattr(patterns, "write_form", counted)
    return calls


def same_as_one_by_one(forms: Iterable[IssuedForm], *, macros: bool) -> None:
    """Every form, in the order of issue."""
    writer = Patterns(macros=macros)
    for form in forms:
        stamps = form.signed("某某学院", KEY)
        assert writer.write(form.layouts, stamps) == write_form(form.layouts, stamps, macros=macros)


@pytest.mark.parametrize("name", preset_ids())
def test_every_form_of_a_preset(name: str) -> None:
    same_as_one_by_one(issued_forms(preset(name), KEY).values(), macros=False)


@pytest.mark.parametrize("macros", [False, True])
def test_every_kind_of_form(macros: bool, scratch: list[int]) -> None:
    kit = kit_of(EVERY_KIND, raters=3)
    same_as_one_by_one(kit.forms.values(), macros=macros)
    # Of each kind's forms the first two and the pattern; what somebody fills in about itself comes once.
    kinds = len({form_id.partition("/")[0] for form_id in kit.forms})
    assert len(scratch) <= 3 * kinds < 3 * len(kit.forms) / 2


def test_any_number_of_ballots_takes_three_from_scratch_and_no_token_is_in_anothers(
    scratch: list[int],
) -> None:
    scheme = preset("department-2022")
    groups = tuple(replace(g, ballots=40) if g.ballots else g for g in scheme.groups)
    forms = issued_forms(replace(scheme, groups=groups), KEY)
    ballots = [form for form in forms.values() if form.assignment.anonymous]
    tokens = {form.assignment.rater.code for form in ballots}
    writer = Patterns()
    for form in ballots:
        data = writer.write(form.layouts, form.signed(scheme.basics.identity, KEY))
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            text = "".join(package.read(name).decode() for name in package.namelist())
        assert {token for token in tokens if token in text} == {form.assignment.rater.code}
    kinds = len({form.assignment.component.code for form in ballots})
    assert len(ballots) == len(tokens) == 40 * kinds > 0
    assert len(scratch) == 3 * kinds


#: The third form's names; how many of its forms are written from scratch because of them.
HOSTILE: list[tuple[str, Names, int]] = [
    ("plain", PLAIN[2], 0),
    ("equal rater and target", (("甲", ("甲", "甲"), "章1"), ("申", ("甲", "乙"), "章2")), 0),
    ("formulas quote the tab", (("甲 党支部（合并）", ("甲",), "章1"), ("申", ("乙",), "章2")), 1),
    ("a tab like a cell", (("A1", ("甲",), "章1"), ("申", ("乙",), "章2")), 1),
    ("tabs in another order", (("申", ("甲",), "章1"), ("甲", ("乙",), "章2")), 1),
    ("a tab in another one", (("党支部", ("甲",), "章1"), ("党支部2", ("乙",), "章2")), 0),
    ("an item's text", (("总体", ("总体",), "章1"), ("特色", ("乙",), "章2")), 1),
    ("a tab that is an item's text", (("总体", ("甲",), "章1"), ("特色", ("乙",), "章2")), 0),
    ("one line of names on both sheets", (("甲", ("甲",), "章1"), ("申", ("甲",), "章2")), 1),
    ("a name in another one", (("甲", ("王一",), "章1"), ("申", ("王一一",), "章1章2")), 0),
    ("a line of names that is the stamp", (("甲", ("章1",), "章1"), ("申", ("乙",), "章2")), 1),
    ("so long that the row grows", (("甲", ("长" * 90,), "章1"), ("申", ("乙",), "章2")), 1),
    ("to be escaped", (("甲&乙", ("<b>&amp;</b>",), "章1"), ("申", ('"乙"',), "章2")), 1),
    ("quotes", (("甲", ("王'一",), "章1"), ("申", ("“乙”",), "章2")), 1),
    ("an emoji", (("甲😀", ("王😀𠮷",), "章1"), ("申", ("乙",), "章2")), 0),
    ("blanks at the ends", (("甲", (" 王",), "章1"), ("申", ("乙\u3000",), "章2")), 1),
    ("a line break", (("甲", ("王\n一",), "章1"), ("申", ("乙\r",), "章2")), 1),
    ("no text for XML", (("甲", ("王\x00\x0b",), "章1"), ("申", ("乙",), "章2")), 1),
    ("like an escape", (("甲", ("_x0041_",), "章1"), ("申", ("乙",), "章2")), 1),
    ("like a mark", (("ꀀ00000ꀀ", ("ꀀ00002ꀀ",), "章1"), ("申", ("ꀀ00003ꀀ",), "ꀀ00000ꀀ")), 1),
    ("like part of a mark", (("ꀀ", ("ꀀ0",), "ꀀꀀ"), ("00001ꀀ", ("乙",), "章2")), 1),
    ("like a formula", (("=1+1", ("=1+1",), "=章"), ("申", ("@乙",), "章2")), 1),
    ("empty", (("甲", (), "章1"), ("申", ("乙",), "章2")), 1),
    ("right to left", (("甲\u202e", ("王\u202e",), "章1"), ("申", ("乙",), "章2")), 1),
]  # fmt: skip


@pytest.mark.parametrize("macros", [False, True])
@pytest.mark.parametrize(("names", "slow"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_names_of_any_sort(names: Names, slow: int, macros: bool, scratch: list[int]) -> None:
    writer = Patterns(macros=macros)
    for given_ in (*PLAIN[:2], names):
        form = named(given_)
        assert writer.write(*form) == write_form(*form, macros=macros)
    assert len(scratch) == 3 + slow


@pytest.mark.parametrize("names", [case[1] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_a_kind_that_begins_with_names_of_any_sort(names: Names) -> None:
    writer = Patterns()
    for given_ in (names, names, *PLAIN, names):
        form = named(given_)
        assert writer.write(*form) == write_form(*form)


TEXT = st.text("甲乙A1 ('\"&<>!\n\u3000😀ꀀ0_x.", max_size=6)
TAB = st.text("甲乙Aa1. (&'#ꀀ0", min_size=1, max_size=5).filter(lambda tab: "'" not in (tab[0], tab[-1]))
SHEET = st.tuples(TAB, st.lists(TEXT, max_size=3).map(tuple), TEXT)
FORM = st.lists(SHEET, min_size=2, max_size=2, unique_by=lambda sheet: sheet[0].lower())


@settings(max_examples=60, deadline=None)
@given(st.lists(FORM, min_size=3, max_size=4))
def test_whatever_the_names_are(forms: Sequence[Names]) -> None:
    writer = Patterns()
    for names in forms:
        form = named(names)
        assert writer.write(*form) == write_form(*form)


@pytest.mark.parametrize("last", [("甲", "甲#"), ("甲#", "甲")])
def test_tabs_whose_order_depends_on_how_they_are_quoted(last: tuple[str, str]) -> None:
    # Names for macros lead to '甲' and '甲#', those of the library to 甲 and '甲#'; # is before ' and behind !.
    like = ("丙", "申#") if last[0] == "甲" else ("丙#", "申")
    writer = Patterns(macros=True)
    for number, (first, second) in enumerate((like, like, like, last)):
        form = named(((first, (f"王{number}",), "章1"), (second, (f"李{number}",), "章2")))
        assert writer.write(*form) == write_form(*form, macros=True)


Change = Callable[[Layout], Layout]
OTHERS: dict[str, Change] = {
    "title": lambda s: replace(s, title="别的标题"),
    "instructions": lambda s: replace(s, instructions=("别的说明",)),
    "criteria": lambda s: replace(s, criteria=("别的标准",)),
    "a width": lambda s: replace(s, columns=(replace(s.columns[0], width=9), *s.columns[1:])),
    "a row's words": lambda s: replace(
        s, rows=(replace(s.rows[0], texts={**s.rows[0].texts, "s:text": "别的"}), *s.rows[1:])
    ),
    "an equal number": lambda s: replace(
        s,
        rows=(
            replace(s.rows[0], texts={**s.rows[0].texts, "s:full": Decimal("60." + "0" * 99)}),
            *s.rows[1:],
        ),
    ),
    "what is asked": lambda s: replace(s, answers={k: replace(a, required=False) for k, a in s.answers.items()}),
    "what is asked, untold": lambda s: replace(s, answers={k: replace(a, past=True) for k, a in s.answers.items()}),
    "marks": lambda s: replace(s, markings={k: replace(m, full=m.full + 1) for k, m in s.markings.items()}),
    "totals": lambda s: replace(s, totals=False),
    "the page": lambda s: replace(s, landscape=False),
    "no signature": lambda s: replace(s, signed=False),
    "the signer": lambda s: replace(s, signer="组长"),
}  # fmt: skip


@pytest.mark.parametrize("change", OTHERS.values(), ids=OTHERS)
def test_what_differs_in_anything_but_names_is_another_kind(change: Change, scratch: list[int]) -> None:
    writer = Patterns()
    for number, names in enumerate((*PLAIN, *PLAIN)):
        sheets = [SHEETS[0], change(SHEETS[1])] if number > 2 else SHEETS
        form = named(names, sheets)
        assert writer.write(*form) == write_form(*form)
    assert len(scratch) == 6


def test_what_differs_in_nothing_but_whether_it_is_unsigned_is_another_kind() -> None:
    writer = Patterns()
    unsigned = [tuple((tab, ("匿名测评，请不要署名", *who), stamp) for tab, who, stamp in n) for n in PLAIN]
    for names in (*PLAIN, *unsigned, PLAIN[0]):
        form = named(names)
        assert writer.write(*form) == write_form(*form)


def test_a_pattern_that_does_not_give_what_is_written_is_not_used(scratch: list[int]) -> None:
    marked = [replace(s, instructions=("请看ꀀ00000ꀀ和ꀀ00003ꀀ",)) for s in SHEETS]
    writer = Patterns()
    for names in (*PLAIN, *PLAIN):
        form = named(names, marked)
        assert writer.write(*form) == write_form(*form)
    assert len(scratch) == 7


@pytest.mark.parametrize("macros", [False, True])
def test_issued_files_are_those_written_one_by_one(macros: bool, tmp_path: Path) -> None:
    workspace = pipeline.new_from(tmp_path, preset("dalian-shuangchuang-2024"))
    pipeline.issue(tmp_path, macros=macros)
    scheme, _ = load_scheme(workspace)
    expected = {}
    for form in issued_forms(scheme, workspace.key()).values():
        name = Path(file_name(scheme, form)).with_suffix(".xlsm" if macros else ".xlsx").as_posix()
        stamps = form.signed(scheme.basics.identity, workspace.key())
        expected[name] = write_form(form.layouts, stamps, macros=macros)
    files = [path for path in workspace.issued.rglob("*.xls*") if path.is_file()]
    assert {f.relative_to(workspace.issued).as_posix(): f.read_bytes() for f in files} == expected


PARTS = st.dictionaries(
    st.text("ab/党", min_size=1, max_size=4), st.binary(max_size=99), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None)
@given(PARTS, st.data())
def test_a_copy_is_what_repacking_gives(parts: dict[str, bytes], data: st.DataObject) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    changed = data.draw(st.dictionaries(st.sampled_from(sorted(parts)), st.binary(max_size=99)))
    package = Package(stream.getvalue())
    assert package.contents == parts
    assert package.copy({}) == stream.getvalue()
    expected = repacked(stream.getvalue(), changed.get)
    assert package.copy(changed) == expected


def test_an_archive_with_words_behind_it_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a", b"1")
        archive.comment = b"!"
    with pytest.raises(ValueError, match=re.escape("Not an archive")):
        Package(stream.getvalue())
