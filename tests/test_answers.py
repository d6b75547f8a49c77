"""All answers of a run, each different one kept once: whatever else is among them, a form's answers stay its own, and all follows as without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

import pandas as pd
import pytest

from dangjian_xl.findings import Finding
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.shown import Filled
from dangjian_xl.forms.values import State
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import Cell
from dangjian_xl.returns.answers import AnswerTable
from dangjian_xl.returns.collect import Collection, collected
from dangjian_xl.returns.intake import Opened
from dangjian_xl.returns.judge import judged
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.table import table
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.presets import preset
from tests.support.forms import EVERY_KIND, KEY, kit_of
from tests.support.touched import Sheet, answered, answers_of, carefully, change, copied, opened, sheets_of

#: Every kind of form, two of which may be void, by several raters.
KIT = kit_of(EVERY_KIND.replace("# 测评票 测评票 0 否", "# 测评票 测评票 0 否 好≤1 同无效 漏无效"), raters=2)
_TEXTS = (
    "form_id",
    "component",
    "rater_group",
    "rater",
    "kind",
    "target",
    "item",
    "field",
    "file",
    "sheet",
    "cell",
)
COLUMNS = dict.fromkeys(_TEXTS, "category") | {
    "raw": "object", "value": "object", "score": "Int64", "full": "Int64", "marked": "bool",
}  # fmt: skip

Way = Callable[[Recogniser, Opened], Recognised]


def mixture(recogniser: Recogniser, forms: Sequence[IssuedForm], seed: int) -> list[Opened]:
    """Files of these forms: right, blank here and there, changed, as several versions, word for word the same."""
    random, files = Random(seed), list[Opened]()
    for form in forms:
        stamps = form.signed(recogniser.scheme_code, recogniser.key)
        sheets = sheets_of(write_form(form.layouts, stamps, Filled(answered(form, random))))
        for version in range(random.choice((1, 1, 2))):
            found = copied(sheets)
            for _ in range(random.choice((0, 0, 1, 3))):
                change(random.choice(list(found.values())), random)
            file = opened(found, f"{len(files)}-{version}.xlsx")
            files.append(replace(file, sha256=f"{len(files):064}"))
    random.shuffle(files)
    return files


def outcome(recogniser: Recogniser, files: Sequence[Opened], way: Way) -> Collection:
    return collected(recogniser, [way(recogniser, file) for file in files])


def said(findings: Sequence[Finding]) -> list[str]:
    return [repr(finding) for finding in findings]


def same_either_way(recogniser: Recogniser, forms: Sequence[IssuedForm], seed: int) -> Collection:
    files = mixture(recogniser, forms, seed)
    quick, slow = (outcome(recogniser, files, way) for way in (Recogniser.recognise, carefully))
    assert said(quick.findings) == said(slow.findings)
    assert quick.files == slow.files
    assert quick.differences == slow.differences
    pd.testing.assert_frame_equal(quick.entries, slow.entries)
    assert {f: list(map(repr, e)) for f, e in quick.read.items()} == {
        f: list(map(repr, e)) for f, e in slow.read.items()
    }
    return quick


def test_all_that_follows_is_the_same_either_way() -> None:
    verdicts = {
        f.verdict
        for seed in range(4)
        for f in same_either_way(KIT.recogniser, [*KIT.forms.values()], seed).files
    }
    assert {Verdict.ACCEPTED, Verdict.MEND, Verdict.VOID} <= verdicts


def test_the_same_of_ballots_without_names() -> None:
    scheme = preset("department-2022")
    recogniser = Recogniser.of(scheme, KEY)
    ballots = [form for form in recogniser.expected.values() if form.assignment.anonymous][:12]
    assert ballots
    for seed in range(3):
        found = same_either_way(recogniser, ballots, seed).entries
        assert len(found)
        assert set(found["raw"]) | set(found["cell"]) | set(found["file"]) | set(found["sheet"]) == {""}


@pytest.mark.long
def test_all_that_follows_is_the_same_at_length() -> None:
    for seed in range(100, 150):
        assert same_either_way(KIT.recogniser, [*KIT.forms.values()], seed).files


def test_what_is_told_of_a_form_does_not_depend_on_others() -> None:
    recogniser = KIT.recogniser
    names = recogniser.target_names
    for seed in range(3):
        read = [recogniser.recognise(file) for file in mixture(recogniser, [*KIT.forms.values()], seed)]

        def told(files: Sequence[Recognised]) -> list[list[str]]:
            answers = AnswerTable(KIT.forms)
            checked = judged([answers.add(file) for file in files], KIT.forms, names)
            return [said(file.findings) for file in checked]

        assert told(read) == [told([file])[0] for file in read]


#: What Python takes for equal, or not even for equal to itself.
TWINS: tuple[Cell, ...] = (
    1.0,
    True,
    "1",
    1,
    0.0,
    -0.0,
    False,
    "0",
    float("nan"),
    float("nan"),
    "nan",
    "",
    " ",
)


def with_all(form: IssuedForm, sheets: Mapping[str, Sheet], value: Cell) -> Opened:
    """A form with the same in all its answers."""
    found = copied(sheets)
    for layout, sheet in zip(form.layouts, found.values(), strict=True):
        for keys in layout.answers:
            row, column = layout.cell(*keys)
            sheet.grid[row][column] = value
    return opened(found, repr(value))


@pytest.mark.parametrize("name", ["评分表", "矩阵", "测评票", "点评", "花名"])
def test_what_is_merely_equal_stays_apart(name: str) -> None:
    form, recogniser = KIT.form(name), KIT.recogniser
    sheets = sheets_of(KIT.written(form))
    files = [with_all(form, sheets, value) for value in (*TWINS, *reversed(TWINS))]
    for way in (Recogniser.recognise, carefully):
        answers = AnswerTable(KIT.forms)
        kept = [answers.add(way(recogniser, file)) for file in files]
        for file, one in zip(files, kept, strict=True):
            assert list(map(repr, one.answers)) == answers_of(recogniser, carefully(recogniser, file))
            assert len({type(placed.answer.raw) for placed in one.answers}) == 1


def test_what_a_kept_answer_was_asked_stays_with_it() -> None:
    """The same mark for items of different full marks."""
    kit = kit_of(
        "# 表 评分表 0 否\n| 1 | | 甲 | 评分 | 60 | | 否 | |\n| 2 | | 乙 | 评分 | 40 | | 否 | |\n| 3 | | 丙 | 扣分 | 40 | 2 | 否 | |"
    )
    form = kit.form("表")
    data = kit.written(form, {a: 2.0 if a[2] == "value" else "原因" for a in form.specs})
    found = {a[1]: answer for a, _, answer, _ in kit.recognise(data).answers if a[::2] == ("A1", "value")}
    assert [(item, answer.score, answer.full) for item, answer in found.items()] == [
        ("1", 20_000, 600_000),
        ("2", 20_000, 400_000),
        ("3", 360_000, 400_000),
    ]


def kept(form: IssuedForm, answers: AnswerTable | None = None) -> Recognised:
    read = KIT.recogniser.recognise(opened(sheets_of(KIT.written(form, answered(form, Random(1))))))
    return (answers or AnswerTable(KIT.forms)).add(read)


def test_a_forms_answers_are_rows_of_the_table() -> None:
    form = KIT.form("评分表")
    answers = kept(form).answers
    rows = list(answers)
    assert len(answers) == len(rows) == len(answers.codes) == len(form.specs)
    assert {row.address for row in rows} == set(form.specs)
    assert [row.answer for row in rows] == [answers.distinct[code] for code in answers.codes]
    assert [row.sheet for row in rows] == [s.tab for s, codes in answers.by_sheet() for _ in codes]
    assert list(answers) == rows
    assert all(isinstance(row.answer.reading.state, State) for row in rows)


def test_codes_of_two_tables_are_never_taken_for_one_anothers() -> None:
    files = [kept(KIT.form("评分表")), kept(KIT.form("矩阵"))]
    assert files[0].answers.distinct is not files[1].answers.distinct
    with pytest.raises(ValueError, match="too many values"):
        judged(files, KIT.forms, KIT.recogniser.target_names)


def test_the_tables_columns() -> None:
    answers = AnswerTable(KIT.forms)
    found = table([kept(form, answers) for form in KIT.forms.values()], KIT.forms)
    empty = table([], KIT.forms)
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == COLUMNS
    assert {name: str(dtype) for name, dtype in empty.dtypes.items()} == COLUMNS
    assert list(found.index) == list(range(sum(len(form.specs) for form in KIT.forms.values())))
    assert not found.duplicated(["form_id", "target", "item", "field"]).any()
    assert found.loc[~found["marked"], "score"].isna().all()
