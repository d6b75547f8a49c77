"""Form kinds beyond sheets, matrices and ballots, through a whole year: what counts, what is void, what is only collected."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dangjian_xl import pipeline
from dangjian_xl.as_json.returned import collection_json
from dangjian_xl.findings import bars
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import Cell
from dangjian_xl.outputs.manifest import BALLOT_KEPT, verdict_of
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.check import check
from dangjian_xl.scheme.model import FormKind
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.explain import Explanation, explanations
from dangjian_xl.scoring.outcomes import FormOutcome
from tests.support import office, ooxml
from tests.support.explaining import check_explanation
from tests.support.year import KEY, Answers, fill, issued_path, returned_path, scheme_of, workspace

pytestmark = pytest.mark.long

TEXT = (Path(__file__).parent / "data" / "kinds.md").read_text(encoding="utf-8")
SCHEME = scheme_of(TEXT)
VOTES = {"issued": 30, "collected": 28, "valid": 27, "好": 15, "较好": 8, "一般": 2, "差": 1, "abstained": 1}
GRADES = {"A1": "好", "A2": "较好", "A3": "一般", "C1": "好", "C2": "较好", "C3": "一般", "C4": "较好"}
POINTS: dict[str, Cell] = {"1.1": "是", "1.2": 2, "2.1": 40}


def right(form: IssuedForm, address: Address) -> Cell:
    """Valid answers, each target judged differently."""
    target, item, field = address
    spec = form.specs[address]
    if spec.field == "votes":
        # Two rooms never count exactly the same.
        return VOTES[field] + (field == "issued" and form.assignment.rater.code == "Q2")
    if spec.kind.value == "文字":
        return f"关于{target}的话" if spec.required or spec.when else ""
    if form.assignment.form.kind is FormKind.CHECKLIST:
        return POINTS[item]
    if spec.choices:
        return GRADES[target]
    return 12 if spec.upper is None else int(spec.upper) - int(target[1])


class Year:
    """A workspace of the scheme into which people return what they like."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.forms = issued_forms(SCHEME, KEY)

    def send(self, changes: Mapping[str, Callable[[IssuedForm, Address], Cell | None]] | None = None) -> None:
        """Everybody returns the form rightly filled in, but for the changes by form id."""
        for form_id, form in self.forms.items():
            if (changes or {}).get(form_id) is not _ABSENT:
                self.one(form_id, _changed((changes or {}).get(form_id)))
            assert form.assignment.id == form_id

    def one(self, form_id: str, answers: Answers) -> None:
        form = self.forms[form_id]
        fill(issued_path(self.folder, SCHEME, form), form, answers, returned_path(self.folder, form))

    def collect(self) -> Collection:
        return pipeline.collect(self.folder)

    def assess(self) -> Assessment:
        return pipeline.assess(self.folder)


def _ABSENT(_form: IssuedForm, _address: Address) -> Cell | None:  # noqa: N802 - a marker
    return None


def _changed(change: Callable[[IssuedForm, Address], Cell | None] | None) -> Answers:
    def answers(form: IssuedForm, address: Address) -> Cell:
        value = change(form, address) if change else None
        return right(form, address) if value is None else value

    return answers


def put(values: Mapping[tuple[str, str], Cell]) -> Callable[[IssuedForm, Address], Cell | None]:
    """Other answers by (target, field) or (target, item)."""
    return lambda _form, a: values.get((a[0], a[2]), values.get((a[0], a[1])))


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace with all forms issued; not to be changed."""
    folder = tmp_path_factory.mktemp("kinds") / "年度"
    workspace(folder, SCHEME)
    return folder


@pytest.fixture
def year(issued: Path, tmp_path: Path) -> Year:
    return Year(Path(shutil.copytree(issued, tmp_path / "年度")))


def ballots(year: Year) -> list[str]:
    return [i for i, f in year.forms.items() if f.assignment.anonymous]


def codes(collection: Collection) -> list[str]:
    return [f.code for f in collection.findings]


def group(assessment: Assessment, target: str, component: str, name: str) -> Fraction | None:
    total = next(p.total for p in assessment.proposals if p.target.code == target)
    found = next(c for c in total.components if c.component.code == component)
    return next(g.score for g in found.groups if g.panel.group == name)


def test_the_scheme_is_sound() -> None:
    assert [f.code for f in check(SCHEME) if f.severity.value == "error"] == []


def test_a_year_with_every_kind_of_form_is_accepted_and_explained(year: Year, tmp_path: Path) -> None:
    year.send()
    collection = year.collect()
    assert [f.message for f in collection.findings] == []
    assert {f.verdict for f in collection.files} == {Verdict.ACCEPTED}
    year.assess()
    file = year.folder / "结果" / "考核结果.xlsx"
    assert ooxml.errors([file]) == []
    [again] = office.recalculated([file], tmp_path / "out")
    before, after = read_grids(file.read_bytes()), read_grids(again.read_bytes())
    differing = [
        (tab, row, column, a, b)
        for tab, grid in before.items()
        for row, cells in enumerate(grid)
        for column, a in enumerate(cells)
        for b in [after[tab][row][column] if row < len(after[tab]) and column < len(after[tab][row]) else ""]
        if isinstance(a, float) and not (isinstance(b, (int, float)) and abs(a - b) < 1e-6)
    ]
    assert differing == []


def checked(assessment: Assessment) -> list[Explanation]:
    """The explanations, of which the laws hold."""
    told = list(explanations(assessment))
    for proposal, explanation in zip(assessment.proposals, told, strict=True):
        check_explanation(assessment, proposal, explanation)
    return told


def fates(told: Explanation, component: str, group_: str) -> dict[FormOutcome, int]:
    return next(
        dict(g.counts)
        for g in told.proposal.total.groups
        if (g.panel.component, g.panel.group) == (component, group_)
    )


def test_every_kind_of_form_is_explained(year: Year) -> None:
    year.send()
    told = checked(year.assess())
    seen = {
        (g.combining.named, fate) for one in told for g in one.proposal.total.groups for fate, _ in g.counts
    }
    assert {("各表票数合计", FormOutcome.COUNTED), ("平均", FormOutcome.APART)} <= seen
    lines = [line.text for one in told for section in one.sections for line in section.lines]
    assert any("各表合计：得分 " in text for text in lines)


def test_void_votes_and_abstentions_are_explained(year: Year) -> None:
    ids = ballots(year)
    year.send({ids[0]: put({("A1", "1"): ""}), "现场/Q2": put({("A1", "collected"): 40})})
    told = checked(year.assess())[0]
    assert told.proposal.target.code == "A1"
    assert fates(told, "现场", "群众")[FormOutcome.ABSTAINED] == 1
    assert FormOutcome.OVERCOUNTED in {
        fate for group in told.proposal.total.groups for fate, _ in group.counts
    }


def test_votes_are_weighted_by_how_many_voted(year: Year) -> None:
    small = put(
        {
            ("A1", f): n
            for f, n in {**dict.fromkeys(VOTES, 0), "issued": 3, "collected": 3, "valid": 3, "差": 3}.items()
        }
    )
    year.send({"现场/Q2": small})
    votes, points = (
        {"好": 15, "较好": 8, "一般": 2, "差": 1 + 3},
        {"好": 100, "较好": 80, "一般": 60, "差": 40},
    )
    assessment = year.assess()
    assert group(assessment, "A1", "现场", "代表") == Fraction(
        sum(votes[g] * points[g] for g in votes), sum(votes.values())
    )
    assert group(assessment, "A2", "现场", "代表") == Fraction(15 * 100 + 8 * 80 + 2 * 60 + 40, 26)


def test_more_ballots_collected_than_issued_void_the_vote_on_that_target_alone(year: Year) -> None:
    year.send({"现场/Q1": put({("A1", "issued"): 27}), "现场/Q2": put({("A1", "issued"): 27})})
    collection = year.collect()
    assert codes(collection) == ["answer-votes-collected"] * 2
    assert "多于发出的 27" in collection.findings[0].message
    assessment = year.assess()
    assert group(assessment, "A1", "现场", "代表") is None
    assert group(assessment, "A2", "现场", "代表") is not None
    assert "result-group-missing" in [f.code for f in assessment.findings]


def test_nobody_is_asked_again_for_a_vote_that_came_and_is_void(year: Year) -> None:
    year.send({"现场/Q1": put({("A1", "issued"): 27})})
    assessment = year.assess()
    of_target = [f for f in assessment.findings if f.about.target == "甲党总支"]
    assert [f.code for f in of_target if f.code.startswith("result-")] == ["result-void-forms"]
    assert group(assessment, "A1", "现场", "代表") is not None


#: Name, what is changed on 计票组1's sheet, the code and the cell's column that must be told.
SUMS = (
    ("more valid than collected", {"collected": 26}, "answer-votes-valid"),
    ("votes do not add up", {"好": 16}, "answer-votes-sum"),
    ("an abstention too many", {"abstained": 2}, "answer-votes-sum"),
    ("half a vote", {"好": 14.5, "较好": 8.5}, "answer-too-fine"),
    ("no vote is no answer", {"差": ""}, "answer-blank"),
)


@pytest.mark.parametrize(("_name", "votes", "code"), SUMS, ids=[name for name, _, _ in SUMS])
def test_a_tally_that_does_not_add_up_goes_back(
    year: Year, _name: str, votes: Mapping[str, Cell], code: str
) -> None:
    year.one("现场/Q1", _changed(put({("A2", field): n for field, n in votes.items()})))
    collection = year.collect()
    assert code in codes(collection)
    assert collection.files[0].verdict is Verdict.MEND


#: Name, form, answers on it, the codes that make it void; "" where it is valid.
VALIDITY: tuple[tuple[str, str, dict[tuple[str, str], Cell], str], ...] = (
    ("two of three may have the best", "现场/L1", {("A2", "1"): "好"}, ""),
    ("all three may not", "现场/L1", {("A2", "1"): "好", ("A3", "1"): "好"}, "answer-alike answer-too-many-void"),
    ("all alike", "现场/L1", {("A1", "1"): "较好", ("A3", "1"): "较好"}, "answer-alike"),
    ("all alike but who was not there", "现场/L1", {("A1", "1"): "较好", ("A3", "1"): "不适用"}, "answer-alike"),
    ("one left out", "现场/L1", {("A3", "1"): ""}, "answer-blank-void"),
    ("only one was there", "现场/L1", {("A2", "1"): "不适用", ("A3", "1"): "不适用"}, ""),
    ("all full marks", "书面/L1", {(t, i): n for t in ("A1", "A2", "A3") for i, n in (("1", 60), ("2", 40))}, "answer-alike answer-all-full"),
    ("all the same marks", "书面/L1", {(t, i): n for t in ("A1", "A2", "A3") for i, n in (("1", 50), ("2", 30))}, "answer-alike"),
    ("the same on one item", "书面/L1", {(t, "1"): 50 for t in ("A1", "A2", "A3")}, ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("_name", "form_id", "answers", "code"), VALIDITY, ids=[case[0] for case in VALIDITY]
)
def test_a_form_is_void_by_the_schemes_rules(
    year: Year, _name: str, form_id: str, answers: Mapping[tuple[str, str], Cell], code: str
) -> None:
    year.send({form_id: put(answers)})
    collection = year.collect()
    assert not bars(collection.findings)
    verdicts = {f.form_id: f.verdict for f in collection.files}
    assert verdicts[form_id] is (Verdict.VOID if code else Verdict.ACCEPTED)
    assert set(codes(collection)) == set(code.split())
    assert (form_id in collection.accepted) is (not code)
    if code:
        assessment = year.assess()
        told = [f for f in assessment.findings if f.code == "result-void-forms"]
        assert len(told) == 3  # one for each target that it names
        tables = load_workbook(year.folder / "结果" / "考核结果.xlsx", data_only=True)
        states = [row[6].value for row in tables["回收情况"].iter_rows(min_row=4)]
        assert states.count("已交，按规定无效") == 1


@pytest.mark.long
def test_the_sheet_finds_void_what_python_does(year: Year, tmp_path: Path) -> None:
    files = []
    for number, (_, form_id, answers, _) in enumerate(VALIDITY):
        form = year.forms[form_id]
        files.append(
            fill(
                issued_path(year.folder, SCHEME, form),
                form,
                _changed(put(answers)),
                tmp_path / f"{number}.xlsx",
            )
        )
    for case, file in zip(VALIDITY, office.recalculated(files, tmp_path / "out"), strict=True):
        [grid] = read_grids(file.read_bytes()).values()
        assert ("可以上报" in str(grid[4][1])) is (not case[3]), case[0]


def test_void_ballots_are_counted_by_reason_and_none_is_named(year: Year) -> None:
    ids = ballots(year)
    void = {"综合": "较好"}
    alike = put({(t, "1"): void["综合"] for t in ("A1", "A2", "A3")})
    too_many = put({(t, "1"): "好" for t in ("A1", "A2", "A3")})
    year.send({ids[0]: alike, ids[1]: alike, ids[2]: too_many})
    collection = year.collect()
    [counted] = collection.ballots
    assert (counted.due, counted.returned, counted.accepted, counted.void) == (6, 6, 3, 3)
    [told] = [f for f in collection.findings if f.code == "ballots-void"]
    assert (
        "3 张匿名票按方案规定无效：对各对象的评价全都相同（3 张）、最好的等次选得太多（1 张）" in told.message
    )
    # The reasons say what stands on a void ballot: so nothing may say which ballots are void.
    files = {f.file for f in collection.files if f.form_id in ids}
    assert not [f for f in collection.findings if f.place.file in files]
    assert {verdict_of(collection, f) for f in collection.files if f.form_id in ids} == {BALLOT_KEPT}
    listed = collection_json(collection)["files"]
    assert isinstance(listed, list)
    assert {f["verdict"] for f in listed if f["path"] in files} == {BALLOT_KEPT}


def test_a_blank_may_be_an_abstention(year: Year) -> None:
    ids = ballots(year)
    year.send({ids[0]: put({("A1", "1"): ""}), ids[1]: put({(t, "1"): "" for t in ("A1", "A2", "A3")})})
    collection = year.collect()
    assert not bars(collection.findings)
    assert collection.ballots[0].accepted == 6
    total = next(p.total for p in year.assess().proposals if p.target.code == "A1")
    component = next(c for c in total.components if c.component.code == "现场")
    assert next(g.valid for g in component.groups if g.panel.group == "群众") == 4


def test_too_many_of_the_best_in_a_summary_goes_back(year: Year) -> None:
    year.one("汇总/Z1", _changed(put({("C2", "2"): "好"})))
    collection = year.collect()
    assert codes(collection).count("answer-too-many") == 2
    assert collection.files[0].verdict is Verdict.MEND
    year.one("汇总/Z1", right)
    assert year.collect().files[0].verdict is Verdict.ACCEPTED


def test_words_that_are_wanted_must_be_written(year: Year) -> None:
    year.one("点评/L1", _changed(put({("A1", "1"): ""})))
    assert "answer-blank" in codes(year.collect())
    year.one("双创/U1", _changed(put({("A1", "evidence"): ""})))
    assert "answer-evidence-missing" in codes(year.collect())


def test_verification_is_issued_beside_the_self_assessment(year: Year) -> None:
    changed = {("A1", "1.2"): 1}
    year.one("双创/U1", lambda form, a: 1 if (a[0], a[1], a[2]) == ("A1", "1.2", "value") else right(form, a))
    before = year.forms["双创/H1"]
    pipeline.issue(year.folder)
    path = issued_path(year.folder, SCHEME, before)
    rows = {row[3]: row for row in read_grids(path.read_bytes())["甲党总支"] if len(row) > 12}
    headings = next(row for row in read_grids(path.read_bytes())["甲党总支"] if "三级指标" in row)
    row = next(r for r in read_grids(path.read_bytes())["甲党总支"] if "i:1.2" in r)
    assert rows
    told = dict(zip(headings, row, strict=False))
    assert (told["单位自评"], told["自评分"], told["单位所列佐证"]) == ("1", 15, "关于A1的话")
    # What is printed is no part of what is asked: the form that was out already still counts.
    year.send({"双创/U1": lambda _f, a: 1 if (a[0], a[1], a[2]) == ("A1", "1.2", "value") else None})
    collection = year.collect()
    assert not [f for f in collection.findings if f.code == "form-outdated"]
    assert changed
    year.assess()
    sheet = load_workbook(year.folder / "结果" / "考核结果.xlsx", data_only=True)["自评与核查"]
    found = {(r[0].value, r[3].value): [c.value for c in r[5:9]] for r in sheet.iter_rows(min_row=4)}
    assert found["甲党总支", "专题研究意识形态"] == ["1", 15, 30, 15]


def test_what_does_not_apply_is_no_nought_beside_a_self_assessment(year: Year) -> None:
    """Neither in what is printed for the verification nor where both are compared."""
    leave = put(
        {("A1", "2.1"): "不适用", ("A1", "reason"): "不属于", ("A2", "2.1"): 30, ("A2", "reason"): "差"}
    )
    year.send({"双创/H1": leave, "双创/U1": put({("A1", "2.1"): 45})})
    year.assess()
    sheet = load_workbook(year.folder / "结果" / "考核结果.xlsx", data_only=True)["自评与核查"]
    found = {(r[0].value, r[3].value): [c.value for c in r[5:9]] for r in sheet.iter_rows(min_row=4)}
    assert found["甲党总支", "双带头人"] == ["45", 45, None, None]
    assert found["乙党总支", "双带头人"][2] == 30
    year.one("双创/U1", _changed(put({("A1", "2.1"): "不适用"})))
    pipeline.issue(year.folder)
    grid = read_grids(issued_path(year.folder, SCHEME, year.forms["双创/H1"]).read_bytes())["甲党总支"]
    headings = next(row for row in grid if "三级指标" in row)
    told = dict(zip(headings, next(r for r in grid if "i:2.1" in r), strict=False))
    assert (told["单位自评"], told["自评分"]) == ("不适用", "")


def test_a_form_goes_back_with_what_it_had_printed(year: Year) -> None:
    year.send({"双创/H1": put({("A1", "2.1"): 99}), "双创/U1": put({("A1", "1.2"): 1})})
    collection = year.collect()
    (name,) = collection.sent_back.values()
    grid = read_grids((year.folder / "退回" / name).read_bytes())["甲党总支"]
    headings = next(row for row in grid if "三级指标" in row)
    told = dict(zip(headings, next(r for r in grid if "i:1.2" in r), strict=False))
    assert (told["单位自评"], told["自评分"]) == ("1", 15)


def test_what_only_is_collected_stands_in_the_result(year: Year) -> None:
    year.send()
    year.assess()
    data = (year.folder / "结果" / "考核结果.xlsx").read_bytes()
    rows = [
        [c.value for c in row[:6]]
        for row in load_workbook(io.BytesIO(data))["意见和材料"].iter_rows(min_row=4)
    ]
    assert ["一述一评", "校领导", "评委01", "甲党总支", "指出的问题", "关于A1的话"] in rows
    assert ["述职人员名册", "所在党总支", "甲总支委员会", "甲一支部", "党员人数", "12"] in [
        [*map(str, row)] for row in rows
    ]
    # A list of one's own people holds the own organisation, of whatever tier.
    assert {row[3] for row in rows if row[2] == "甲总支委员会"} == {
        "甲党总支",
        "甲一支部",
        "甲二支部",
        "甲三支部",
    }
