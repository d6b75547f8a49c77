"""Several files of one form: which counts, which is newer, where they differ, and who mends whom."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian_xl import pipeline
from dangjian_xl.as_json.returned import collection_json
from dangjian_xl.findings import Finding, Place
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.grids import Cell
from dangjian_xl.outputs.chase import chasing_list
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.returns.answers import AnswerTable
from dangjian_xl.returns.collect import Collection, collected
from dangjian_xl.returns.intake import Opened
from dangjian_xl.returns.judge import judged
from dangjian_xl.returns.mending import mark, mended_by
from dangjian_xl.returns.prefer import Prefer
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.sendback import send_backs
from dangjian_xl.returns.times import beijing, is_late
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.returns.versions import contents, menders, newest
from dangjian_xl.scheme.model import Scheme
from tests.support.forms import KEY, answers, kit_of
from tests.support.small import MATRIX, SMALL, right
from tests.support.year import fill, return_all, returned_path, scheme_of, workspace
from tests.test_collect import change, put

KIT = kit_of("# 表 评分表 0 否\n| 1 | | 甲项 | 评分 | 60 | | 否 | |\n| 2 | | 乙项 | 评分 | 40 | | 否 | |")
FORM = KIT.form("表")
#: The answers of all files, so that any of them may be judged together.
TABLE = AnswerTable(KIT.forms)
NOON = datetime(2022, 11, 28, 4, 0, tzinfo=UTC)
GOOD = "A1 1 = 50\nA1 2 = 30\nA2 1 = 40\nA2 2 = 20"
OTHER = GOOD.replace("50", "51")
BAD = GOOD.replace("50", "61")


def read(name: str, text: str, hours: float | None = None, digest: str = "") -> Recognised:
    """A file as it was read; saved so many hours after noon, None where it does not say."""
    grids = read_grids(KIT.written(FORM, answers(text)))
    saved = None if hours is None else NOON + timedelta(hours=hours)
    opened = Opened(name, digest or f"digest of {name}", grids, None, saved=saved)
    return TABLE.add(KIT.recogniser.recognise(opened))


def judge(*files: Recognised, prefer: Prefer | None = None) -> Collection:
    return collected(KIT.recogniser, files, prefer)


A, D, M, H = Verdict.ACCEPTED, Verdict.DUPLICATE, Verdict.MEND, Verdict.HELD
NEW, OLD, FIXED = Prefer.NEWEST, Verdict.OLDER, Verdict.MENDED


@dataclass(frozen=True)
class Case:
    """Files as (answers, hours), what is preferred, and their verdicts."""

    name: str
    files: tuple[tuple[str, float | None], ...]
    verdicts: tuple[Verdict, ...]
    prefer: Prefer | None = None


CASES = (
    Case("one", ((GOOD, 0),), (A,)),
    Case("the same twice", ((GOOD, 0), (GOOD, 1)), (A, D)),
    Case("the same twice, the newest preferred", ((GOOD, 0), (GOOD, 1)), (A, D), NEW),
    Case("two versions wait", ((GOOD, 0), (OTHER, 1)), (H, H)),
    Case("the newer one is taken", ((GOOD, 0), (OTHER, 1)), (OLD, A), NEW),
    Case("in whatever order they lie", ((GOOD, 1), (OTHER, 0)), (A, OLD), NEW),
    Case("a time that is not known", ((GOOD, None), (OTHER, 1)), (H, H), NEW),
    Case("equal times", ((GOOD, 1), (OTHER, 1)), (H, H), NEW),
    Case("equal times, but an older one", ((GOOD, 1), (OTHER, 1), (BAD, 0)), (H, H, H), NEW),
    Case("the same twice is the newest", ((GOOD, 1), (OTHER, 0), (GOOD, 1)), (A, OLD, D), NEW),
    Case("three versions", ((GOOD, 0), (OTHER, 2), (BAD, 1)), (OLD, A, OLD), NEW),
    Case("the newest is faulty, and so goes back", ((GOOD, 0), (BAD, 1)), (OLD, M), NEW),
    Case("a copy of the older one", ((GOOD, 0), (OTHER, 1), (GOOD, 0)), (OLD, A, OLD), NEW),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_which_version_counts(case: Case) -> None:
    files = [read(f"{n}.xlsx", text, hours) for n, (text, hours) in enumerate(case.files)]
    collection = judge(*files, prefer=case.prefer)
    assert tuple(f.verdict for f in collection.files) == case.verdicts
    codes = [f.code for f in collection.findings]
    assert codes.count("form-conflict") == case.verdicts.count(H)
    assert codes.count("form-preferred") == (OLD in case.verdicts)
    # What an older version has wrong is nobody's worry.
    told = {f.place.file for f in collection.findings if f.code.startswith("answer-")}
    assert told.isdisjoint(f.file for f in collection.files if f.verdict in (OLD, FIXED))


def test_a_conflict_says_what_differs_which_is_newer_and_how_to_decide() -> None:
    one, two = read("一.xlsx", GOOD, 0), read("二.xlsx", OTHER, 1.5)
    finding = next(f for f in judge(one, two).findings if f.place.file == "一.xlsx")
    sheet = FORM.layouts[0].name
    assert finding.message == (
        f"评委1，一.xlsx：和 二.xlsx 是同一份表的两个版本，填的不一样（{sheet} H7），都先不计；"
        "二.xlsx 较新（最后保存于 2022-11-28 13:30），建议取这一份；各表都取最新的，可以用 collect 和 assess 的 "
        "--prefer newest。请确认以哪一份为准，把另一份从回收目录移走。"
    )
    undated = judge(one, replace(two, saved=None)).findings[0]
    assert "看不出哪一份较新" in undated.what
    assert "--prefer" not in undated.message


def test_what_was_preferred_is_on_record() -> None:
    one, two, three = read("一.xlsx", GOOD, 0), read("二.xlsx", OTHER, 2), read("三.xlsx", BAD, 1)
    collection = judge(one, two, three, prefer=NEW)
    (finding,) = [f for f in collection.findings if f.code == "form-preferred"]
    assert finding.what == (
        "按“取最新”（--prefer newest）采用了这一份（最后保存于 2022-11-28 14:00），没有采用 "
        "一.xlsx（最后保存于 2022-11-28 12:00，有 1 格不同）、三.xlsx（最后保存于 2022-11-28 13:00，有 1 格不同）"
    )
    assert finding.place == Place("二.xlsx")


def test_versions_are_compared_cell_by_cell_with_the_suggested_one() -> None:
    third = OTHER.replace("A2 2 = 20", "A2 2 = 约20")
    files = read("一.xlsx", GOOD, 1), read("二.xlsx", OTHER, 0), read("三.xlsx", third, 0.5)
    found = judge(*files).differences
    first, second = (layout.name for layout in FORM.layouts)
    assert [(d.first.file, d.first.value, d.other.file, d.other.sheet, d.other.cell, d.other.value) for d in found] == [
        ("一.xlsx", "50", "二.xlsx", first, "H7", "51"),
        ("一.xlsx", "50", "三.xlsx", first, "H7", "51"),
        ("一.xlsx", "20", "三.xlsx", second, "H8", "约20"),
    ]  # fmt: skip
    assert [(d.target, d.label) for d in found] == [("A1", "甲项"), ("A1", "甲项"), ("A2", "乙项")]
    assert all(d.suggested for d in found)
    rows = read_grids(chasing_list(KIT.scheme, judge(*files)))["版本差异"][3:]
    assert [(row[2], row[3], row[7], row[11], row[12]) for row in rows][2] == (
        "第2党支部",
        "乙项",
        "20",
        "约20",
        "甲",
    )
    assert rows[0][5] == "2022-11-28 13:00"


def test_programs_get_the_differences_too() -> None:
    one, two = read("一.xlsx", GOOD, 0), read("二.xlsx", OTHER, 1)
    value = collection_json(judge(one, two))
    sheet = FORM.layouts[0].name
    assert value["differences"] == [
        {
            "rater": "评委1",
            "form": "表评分表",
            "target": "A1",
            "item": "甲项",
            "newest_known": True,
            "versions": [
                {"file": "二.xlsx", "sheet": sheet, "cell": "H7", "value": "51"},
                {"file": "一.xlsx", "sheet": sheet, "cell": "H7", "value": "50"},
            ],
        }
    ]
    assert value["files"] == [
        {
            "path": name,
            "verdict": "同一份表有不同版本，暂不计",
            "sha256": f"digest of {name}",
            "rater": "评委1",
            "form": "表评分表",
            "saved": f"2022-11-28T0{hour}:00:00+00:00",
            "early": False,
            "late": False,
            "sent_back": None,
        }
        for name, hour in (("一.xlsx", 4), ("二.xlsx", 5))
    ]


VERSIONS = st.lists(
    st.tuples(
        st.sampled_from([GOOD, OTHER, BAD]),
        st.none() | st.integers(0, 3),
        st.sets(st.integers(0, 5)),
    ),
    min_size=1,
    max_size=6,
)
_READ: dict[str, Recognised] = {text: read("", text) for text in (GOOD, OTHER, BAD)}


@settings(deadline=None, max_examples=150)
@given(VERSIONS, st.sampled_from([None, NEW]))
def test_laws_of_verdicts(versions: list[tuple[str, int | None, set[int]]], prefer: Prefer | None) -> None:
    files = [
        replace(
            _READ[text],
            file=f"{n}.xlsx",
            sha256=str(n),
            saved=None if hours is None else NOON + timedelta(hours=hours),
            mends=frozenset(map(str, mends)),
        )
        for n, (text, hours, mends) in enumerate(versions)
    ]
    collection = judge(*files, prefer=prefer)
    verdicts = [f.verdict for f in collection.files]
    # Every file has one verdict; at most one counts, and if none does, a person is asked.
    assert [f.file for f in collection.files] == [f.file for f in files]
    counting = [n for n, verdict in enumerate(verdicts) if verdict in (A, M)]
    assert len(counting) + (H in verdicts) == 1
    # Somebody always remains, however they claim to mend each other.
    standing = [f for f, verdict in zip(files, verdicts, strict=True) if verdict is not FIXED]
    assert standing
    latest = newest(standing)
    groups = contents(standing)
    if len(groups) == 1:
        assert H not in verdicts
        assert OLD not in verdicts
    elif prefer and latest:
        assert next(latest in group for group in groups if files[counting[0]] in group)
    else:
        assert counting == []
        assert OLD not in verdicts


def named(name: str, *mends: str) -> Recognised:
    return Recognised(name, name, "表/R1", (), None, frozenset(mends))


#: Files with what they mend, and of each that is mended the one that stands for it now.
MENDING: tuple[tuple[str, tuple[Recognised, ...], Mapping[str, str]], ...] = (
    ("nothing", (named("a"), named("b")), {}),
    ("one", (named("a"), named("b", "a")), {"a": "b"}),
    ("in whatever order", (named("b", "a"), named("a")), {"a": "b"}),
    ("a chain", (named("a"), named("b", "a"), named("c", "b")), {"a": "c", "b": "c"}),
    ("a chain whose middle is gone", (named("a"), named("c", "b", "a")), {"a": "c"}),
    ("two mend one", (named("a"), named("b", "a"), named("c", "a")), {"a": "b"}),
    ("one that is not there", (named("b", "x"),), {}),
    ("itself", (named("a", "a"),), {}),
    ("each other", (named("a", "b"), named("b", "a")), {}),
    ("each other, and a third both", (named("a", "b"), named("b", "a"), named("c", "a")), {"a": "c", "b": "c"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "files", "expected"), MENDING, ids=lambda value: value if isinstance(value, str) else ""
)
def test_who_mends_whom(name: str, files: tuple[Recognised, ...], expected: Mapping[str, str]) -> None:
    assert name
    found = {files[position].file: mender.file for position, mender in menders(files).items()}
    assert found == expected


def test_two_mended_ones_of_one_form_are_a_conflict_between_them() -> None:
    faulty = read("a", BAD)
    menders_ = [
        replace(read(n, text), mends=frozenset({faulty.sha256})) for n, text in (("b", GOOD), ("c", OTHER))
    ]
    collection = judge(faulty, *menders_)
    assert [f.verdict for f in collection.files] == [FIXED, H, H]
    conflicts = [f for f in collection.findings if f.code == "form-conflict"]
    assert {f.place.file for f in conflicts} == {"b", "c"}


ALTERED: tuple[tuple[str, Callable[[str], str], bool], ...] = (
    ("as written", lambda text: text, True),
    ("another digest", lambda text: text.replace("aa", "bb"), False),
    ("no signature", lambda text: text.rpartition("|")[0], False),
    ("another key's", lambda _text: mark("表/R1", "aa", (), b"another key"), False),
    ("another form's", lambda _text: mark("表/R2", "aa", (), KEY), False),
    ("nothing", lambda _text: "DJXM", False),
)


@pytest.mark.parametrize(("name", "how", "valid"), ALTERED, ids=[name for name, _, _ in ALTERED])
def test_only_what_is_signed_for_the_form_mends(name: str, how: Callable[[str], str], valid: bool) -> None:
    text = how(mark("表/R1", "aa", ("bb", "cc"), KEY))
    found = mended_by({"a": [["DJXL|x"], ["", text]]}, "表/R1", KEY)
    assert found == (frozenset({"aa", "bb", "cc"}) if valid else frozenset()), name


def test_a_send_back_names_all_that_it_mends_by_the_returned_bytes() -> None:
    first = replace(read("a", BAD), sha256="aa")
    second = replace(read("b", BAD), sha256="bb", mends=frozenset({"aa"}))
    ((_, data),) = send_backs(judge(second), KIT.scheme.basics.identity, KEY)
    third = TABLE.add(KIT.recogniser.recognise(Opened("c", "cc", read_grids(data), None)))
    assert third.mends == {"aa", "bb"}
    assert [f.verdict for f in judge(first, third).files] == [FIXED, M]


TIMES = (
    (None, ""),
    (datetime(2022, 11, 28, 4, 0, 59, tzinfo=UTC), "2022-11-28 12:00"),
    (datetime(2022, 12, 31, 17, 0, tzinfo=UTC), "2023-01-01 01:00"),
)


@pytest.mark.parametrize(("moment", "told"), TIMES)
def test_times_are_beijings(moment: datetime | None, told: str) -> None:
    assert beijing(moment) == told


LATE = (
    (None, date(2022, 11, 29), False),
    (datetime(2022, 11, 29, 15, 59, tzinfo=UTC), date(2022, 11, 29), False),
    (datetime(2022, 11, 29, 16, 0, tzinfo=UTC), date(2022, 11, 29), True),
    (datetime(2030, 1, 1, tzinfo=UTC), None, False),
)


@pytest.mark.parametrize(("saved", "deadline", "expected"), LATE)
def test_late_is_after_the_day_is_over_in_beijing(
    saved: datetime | None, deadline: date | None, expected: bool
) -> None:
    assert is_late(saved, deadline) is expected


# The same through the whole of collect.


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Scheme]:
    scheme = scheme_of(SMALL)
    folder = tmp_path_factory.mktemp("versions") / "年度"
    workspace(folder, scheme)
    return_all(folder, scheme, right)
    return folder, scheme


@pytest.fixture
def year(template: tuple[Path, Scheme], tmp_path: Path) -> tuple[Path, Scheme]:
    return Path(shutil.copytree(template[0], tmp_path / "年度")), template[1]


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """When files say that they were saved, by their names; all others do not say."""
    times: dict[str, datetime] = {}

    def dated(recognised: Iterable[Recognised], *rest: Any) -> list[Recognised]:  # noqa: ANN401 - as judged takes it
        found = [replace(r, saved=times.get(Path(r.file).name)) for r in recognised]
        return judged(found, *rest)

    monkeypatch.setattr("dangjian_xl.returns.collect.judged", dated)
    return times


def verdicts(collection: Collection, form_id: str) -> dict[str, Verdict]:
    return {Path(f.file).name: f.verdict for f in collection.files if f.form_id == form_id}


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize("name", ["aa.xlsx", "zz.xlsx"])
def test_a_mended_form_lying_beside_the_faulty_one_counts(year: tuple[Path, Scheme], name: str) -> None:
    folder, scheme = year
    form = issued_forms(scheme)[MATRIX]
    path = change(folder, scheme, MATRIX, put(("t:A1", "i:1"), 61))
    pipeline.collect(folder)
    back = folder / "退回" / pipeline.file_name(scheme, form)
    fill(back, form, lambda f, a: 51 if a == ("A1", "1", "value") else right(f, a), folder / "回收" / name)
    collection = pipeline.collect(folder)
    assert verdicts(collection, MATRIX) == {path.name: FIXED, name: A}
    assert codes(collection.findings) == ["form-mended"]
    assert not back.exists()


def test_a_chain_of_send_backs_needs_no_tidying(year: tuple[Path, Scheme]) -> None:
    folder, scheme = year
    form = issued_forms(scheme)[MATRIX]
    back = folder / "退回" / pipeline.file_name(scheme, form)
    change(folder, scheme, MATRIX, put(("t:A1", "i:1"), 61))

    def again(value: Cell, name: str) -> Collection:
        pipeline.collect(folder)
        fill(
            back,
            form,
            lambda f, a: value if a == ("A1", "1", "value") else right(f, a),
            folder / "回收" / name,
        )
        return pipeline.collect(folder)

    first = again("约50", "再交.xlsx")
    assert verdicts(first, MATRIX) == {"现场_L1.xlsx": FIXED, "再交.xlsx": M}
    last = again(50, "三交.xlsx")
    assert verdicts(last, MATRIX) == {"现场_L1.xlsx": FIXED, "再交.xlsx": FIXED, "三交.xlsx": A}
    # Without the one between, the last still tells that it mends the first.
    (folder / "回收" / "再交.xlsx").unlink()
    assert verdicts(pipeline.collect(folder), MATRIX) == {"现场_L1.xlsx": FIXED, "三交.xlsx": A}


def test_the_newest_is_preferred_in_collect_and_assess(
    year: tuple[Path, Scheme], saved: dict[str, datetime]
) -> None:
    folder, scheme = year
    path = returned_path(folder, issued_forms(scheme)[MATRIX])
    shutil.copy(path, path.with_name("最终版2.xlsx"))
    change(folder, scheme, MATRIX, put(("t:A1", "i:1"), 49))
    saved |= {path.name: NOON - timedelta(days=3), "最终版2.xlsx": NOON}
    assert set(verdicts(pipeline.collect(folder), MATRIX).values()) == {H}
    collection = pipeline.collect(folder, prefer="newest")
    assert verdicts(collection, MATRIX) == {path.name: OLD, "最终版2.xlsx": A}
    assert codes(collection.findings) == ["form-preferred"]
    pipeline.assess(folder, prefer="newest")
    result = read_grids((folder / "结果" / pipeline.RESULT_NAME).read_bytes())
    assert any("取最新" in str(cell) for row in result["发现的问题"] for cell in row)
    (row,) = [row for row in result["回收情况"] if "最终版2" in str(row[7])]
    assert row[6] == "已接收"
    assert row[8] == "几份不同，按“取最新”采用第一份"


def test_late_forms_are_told_and_still_count(year: tuple[Path, Scheme], saved: dict[str, datetime]) -> None:
    folder, scheme = year
    form = issued_forms(scheme)[MATRIX]
    path = change(folder, scheme, MATRIX, put(("t:A1", "i:1"), 61))
    saved |= {"现场_L2.xlsx": NOON + timedelta(days=2), path.name: NOON, "补.xlsx": NOON + timedelta(days=5)}
    collection = pipeline.collect(folder)
    (finding,) = [f for f in collection.findings if f.code == "form-late"]
    assert finding.message == (
        "评委02，回收/现场_L2.xlsx：这份表最后保存于 2022-11-30 12:00，晚于截止日期 2022年11月29日。"
        "请核实是不是迟交；仍照常计入，不计的请移走。"
    )
    assert [f.file for f in collection.files if f.late] == ["回收/现场_L2.xlsx"]
    # What was sent back and mended after the deadline had come in time.
    fill(folder / "退回" / pipeline.file_name(scheme, form), form, right, folder / "回收" / "补.xlsx")
    again = pipeline.collect(folder)
    assert MATRIX in again.accepted
    assert codes(again.findings).count("form-late") == 1
