"""Ballots without names: issued, filled in, collected and assessed; nothing leads from what was written to a person."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from openpyxl import Workbook, load_workbook

from dangjian_xl import papers, pipeline, report
from dangjian_xl.as_json.explained import explanation_json
from dangjian_xl.as_json.results import assessment_json
from dangjian_xl.as_json.returned import collection_json
from dangjian_xl.findings import Finding
from dangjian_xl.forms.ballots import ANONYMOUS, NUMBER, UNSIGNED, tokens, without_token
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import Cell
from dangjian_xl.papers.package import Built
from dangjian_xl.rectification.lists import lists
from dangjian_xl.rectification.problems import problems
from dangjian_xl.rectification.records import Problem
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.book import write_book
from dangjian_xl.scheme.model import LEAST_SHOWN, Scheme
from dangjian_xl.scoring.approval import Approval, Decision
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.explain import explanations
from dangjian_xl.scoring.outcomes import FormOutcome
from tests.support import office, ooxml
from tests.support.explaining import check_explanation
from tests.support.year import KEY, fill, issued_path, scheme_of, workspace
from tests.test_result import differences, formulas, values

pytestmark = pytest.mark.long

SMALL = (Path(__file__).parent / "data" / "small.md").read_text(encoding="utf-8")
#: Six ballots in two components, with texts on one of them; and four, too few to be shown.
TEXT = (
    SMALL.replace("| 主体编号 | 主体名称 |\n| --- | --- |", "| 主体编号 | 主体名称 | 匿名票张数 |\n| --- | --- | --- |")
    .replace("| 代表 | 党员代表 |\n", "| 代表 | 党员代表 | |\n| 群众 | 群众代表 | 6 |\n| 职工 | 职工代表 | 4 |\n")
    .replace("| 合成方法 |\n| --- |", "| 合成方法 | 多于几张才去高低 |\n| --- | --- |", 1)
    .replace(
        "| 现场 | 领导 | 60 | 矩阵 | 全部对象 | 平均 |\n",
        "| 现场 | 领导 | 40 | 矩阵 | 全部对象 | 平均 |\n"
        "| 现场 | 群众 | 10 | 票 | 全部对象 | 去最高最低后平均 | 5 |\n"
        "| 现场 | 职工 | 10 | 矩阵 | 全部对象 | 去最高最低后平均 | 3 |\n",
    )
    .replace(
        "| 互评 | 检查 | 100 | 评分 | 全部对象 | 平均 |\n",
        "| 互评 | 检查 | 60 | 评分 | 全部对象 | 平均 |\n| 互评 | 群众 | 40 | 评分 | 全部对象 | 中位数 |\n",
    )
    + """
## 等次前提
| 等次 | 评价环节 | 至少得分（百分制） | 指标 |
| --- | --- | --- | --- |
| 好 | 互评 | 80 | 1.1 |
| 较好 | 现场 | 55 | 2 |
"""
)  # fmt: skip
CROWD, FEW, SHEETS = ("现场", "群众"), ("现场", "职工"), ("互评", "群众")
RIGHT: dict[str, Cell] = {"1": 50, "2": 35.5, "1.1": 30, "1.2": 0, "2.1": 4, "2.2": "是"}
#: What nobody but the writer of one ballot would write.
SAID = "这句话只有一个人会写"
#: What is written on ballots of which there are too few.
HUSHED = "人太少不能说"


def answers(form: IssuedForm, address: Address, number: int) -> Cell:
    """The answers of the `number`th content: each content differs, and they differ from target to target."""
    random = Random(f"{form.assignment.component.code}{form.assignment.panel.group}{number}{address}")
    target, item, field = address
    if not form.assignment.anonymous:
        return RIGHT.get(item, "") if form.assignment.form.code != "票" else "较好"
    if field in ("remark", "reason"):
        return words(form, field, target, number)
    if form.assignment.form.code == "票":
        return random.choice(("好", "较好", "一般", "差"))
    if item == "3.1":
        return f"问题{number}"
    top = {"1": 60, "2": 40, "1.1": 30, "1.2": 3, "2.1": 5}
    return random.choice(("是", "否", "不适用")) if item == "2.2" else random.randint(0, top[item])


def words(form: IssuedForm, field: str, target: str, number: int) -> str:
    """What is written beside marks on a ballot of the `number`th content."""
    if form.assignment.panel.group == FEW[1]:
        return f"{HUSHED}{number}"
    if field == "reason":
        return f"原因{number}"
    return f"{SAID}{number}{target}" if number % 2 else ""


@dataclass(frozen=True)
class Year:
    """A year with everything issued, and how its ballots are handed in."""

    folder: Path
    scheme: Scheme
    forms: dict[str, IssuedForm]

    def ballots(self, of: tuple[str, str]) -> list[IssuedForm]:
        """An anonymous group's ballots in a component, in the order of their tokens."""
        found = [f.assignment for f in self.forms.values() if f.assignment.anonymous]
        ids = [a.id for a in found if (a.component.code, a.panel.group) == of]
        return [self.forms[form_id] for form_id in ids]

    def hand_in(self, form: IssuedForm, name: str, number: int) -> Path:
        """Fill a form in with the `number`th content and put it among the returns under a name."""
        target = self.folder / "回收" / f"{name}.xlsx"
        source = issued_path(self.folder, self.scheme, form)
        return fill(source, form, lambda f, address: answers(f, address, number), target)

    def all_in(self, order: Random | None = None, *, contents: bool = False) -> None:
        """Everything is handed in; with an `order`, names (or contents) of the ballots go round."""
        for of in (CROWD, FEW, SHEETS):
            ballots = self.ballots(of)
            names, numbers = list(range(len(ballots))), list(range(len(ballots)))
            if order:
                order.shuffle(numbers if contents else names)
            for form, name, number in zip(ballots, names, numbers, strict=True):
                self.hand_in(form, f"{'_'.join(of)}{name}", number)
        for form in self.forms.values():
            if not form.assignment.anonymous:
                self.hand_in(form, form.assignment.id.replace("/", "_"), 0)

    @property
    def result(self) -> bytes:
        return (self.folder / "结果" / "考核结果.xlsx").read_bytes()


class Told(NamedTuple):
    """What targets get: problems, lists and papers."""

    problems: dict[str, tuple[Problem, ...]]
    lists: list[tuple[str, bytes]]
    papers: Built


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Year:
    folder = tmp_path_factory.mktemp("anonymous") / "年度"
    scheme = scheme_of(TEXT)
    return Year(folder, scheme, workspace(folder, scheme))


@pytest.fixture(scope="session")
def handed_in(issued: Year, tmp_path_factory: pytest.TempPathFactory) -> Year:
    folder = tmp_path_factory.mktemp("handed") / "年度"
    shutil.copytree(issued.folder, folder)
    year = replace(issued, folder=folder)
    year.all_in()
    return year


@pytest.fixture
def year(handed_in: Year, tmp_path: Path) -> Year:
    folder = tmp_path / "年度"
    shutil.copytree(handed_in.folder, folder)
    return replace(handed_in, folder=folder)


@pytest.fixture(scope="session")
def assessed(handed_in: Year) -> tuple[Year, Assessment]:
    return handed_in, pipeline.assess(handed_in.folder)


def rows(data: bytes, sheet: str) -> list[dict[str, object]]:
    book = load_workbook(io.BytesIO(data), data_only=True)
    found = [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=3)]
    return [dict(zip(map(str, found[0]), row, strict=True)) for row in found[1:] if row[0]]


def of_group(data: bytes, sheet: str, of: tuple[str, str], scheme: Scheme) -> list[dict[str, object]]:
    component, group = scheme.component(of[0]).name, scheme.group(of[1]).name
    return [row for row in rows(data, sheet) if (row["评价环节"], row["评价主体"]) == (component, group)]


# What is issued


def test_tokens_follow_from_the_key_and_differ_everywhere() -> None:
    made = tokens(b"key", "s/2022", "现场", "群众", 300)
    assert made == tokens(b"key", "s/2022", "现场", "群众", 300)
    assert list(made) == sorted(set(made))
    others = [("other", "s/2022", "现场", "群众"), ("key", "s/2023", "现场", "群众")]
    others += [("key", "s/2022", "互评", "群众"), ("key", "s/2022", "现场", "职工")]
    for key, scheme, component, group in others:
        assert not set(made) & set(tokens(key.encode(), scheme, component, group, 300))
    assert all(set(token) <= set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ-") and len(token) == 14 for token in made)


def test_without_the_key_there_are_no_ballots(issued: Year) -> None:
    with pytest.raises(ValueError, match="signing key"):
        issued_forms(issued.scheme)


@pytest.mark.parametrize(
    ("form_id", "shown"),
    [("现场/L1", "现场/L1"), ("现场/23AB-CDEF-GH45", f"现场/{ANONYMOUS}"), ("现场/2022-1111-0000", "现场/2022-1111-0000")],
)  # fmt: skip
def test_a_message_never_shows_a_token(form_id: str, shown: str) -> None:
    assert without_token(form_id) == shown


def test_every_ballot_of_a_group_asks_the_same(issued: Year) -> None:
    for of, number in ((CROWD, 6), (FEW, 4), (SHEETS, 6)):
        ballots = issued.ballots(of)
        assert len(ballots) == number
        assert len({form.digest for form in ballots}) == 1
        assert len({form.layouts[0].who for form in ballots}) == number


def test_a_ballot_bears_its_number_and_no_name(issued: Year) -> None:
    for of in (CROWD, FEW, SHEETS):
        for form in issued.ballots(of):
            token = form.assignment.rater.code
            path = issued_path(issued.folder, issued.scheme, form)
            assert path.parent.name == f"{issued.scheme.group(of[1]).name}（匿名）"
            assert path.stem == f"{of[0]}_{form.assignment.form.kind}_{form.assignment.label}"
            with zipfile.ZipFile(path) as package:
                assert b'filterPrivacy="1"' in package.read("xl/workbook.xml")
            for sheet in load_workbook(path).worksheets:
                words = "\n".join(
                    str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None
                )
                assert UNSIGNED in words
                assert words.count(token) == 4, (
                    "in the stamp, which stands there three times, and in the head"
                )
                assert f"{NUMBER}{token}" in words
                assert "评价人" not in words
                assert "签名" not in words


def test_a_files_name_does_not_tell_the_number(issued: Year) -> None:
    ballots = [f for of in (CROWD, FEW, SHEETS) for f in issued.ballots(of)]
    labels = [form.assignment.label for form in ballots]
    assert len(set(labels)) == len(ballots)
    assert not [n for n in labels if any(n in t.replace("-", "") for t in all_tokens(issued))]


def test_excel_has_nothing_to_repair(issued: Year) -> None:
    found = [issued_path(issued.folder, issued.scheme, issued.ballots(of)[0]) for of in (CROWD, SHEETS)]
    assert ooxml.errors(found) == []


def test_issuing_again_changes_nothing(issued: Year) -> None:
    before = {path: path.read_bytes() for path in (issued.folder / "发放").rglob("*.xlsx")}
    pipeline.issue(issued.folder)
    assert {path: path.read_bytes() for path in (issued.folder / "发放").rglob("*.xlsx")} == before


# What comes back


def put(row: int, value: Cell) -> Callable[[Workbook, IssuedForm], None]:
    """Type a value into the first answer of a row of the first sheet."""

    def how(book: Workbook, form: IssuedForm) -> None:
        layout = form.layouts[0]
        key = next(k for k in layout.answers if k[0] == layout.rows[row].key)
        at, column = layout.cell(*key)
        book[layout.name].cell(at + 1, column + 1).value = value  # type: ignore[assignment]

    return how


def both(*changes: Callable[[Workbook, IssuedForm], None]) -> Callable[[Workbook, IssuedForm], None]:
    def how(book: Workbook, form: IssuedForm) -> None:
        for change in changes:
            change(book, form)

    return how


def text(cell: str, value: str) -> Callable[[Workbook, IssuedForm], None]:
    def how(book: Workbook, _form: IssuedForm) -> None:
        book.worksheets[0][cell].value = value

    return how


def emptied(book: Workbook, form: IssuedForm) -> None:
    for layout in form.layouts:
        for keys in layout.answers:
            at, column = layout.cell(*keys)
            book[layout.name].cell(at + 1, column + 1).value = None


def page_gone(book: Workbook, _form: IssuedForm) -> None:
    del book[book.sheetnames[-1]]


def forged(book: Workbook, form: IssuedForm) -> None:
    """A token made up: the stamp's signature is not for it."""
    for sheet in book.worksheets:
        sheet["A1"].value = str(sheet["A1"].value).replace(form.assignment.rater.code, "2345-6789-ABCD")


def tab_signed(book: Workbook, form: IssuedForm) -> None:
    put(0, HIDDEN)(book, form)
    book.worksheets[0].title = HIDDEN


def number_changed(book: Workbook, form: IssuedForm) -> None:
    cell = book.worksheets[0]["B3"]
    cell.value = str(cell.value).replace(form.assignment.rater.code, "2345-6789-ABCD")


@dataclass(frozen=True)
class Case:
    """What somebody did to a ballot; the one thing told of its file ("" nothing) with its cells; and the verdict."""

    name: str
    of: tuple[str, str]
    how: Callable[[Workbook, IssuedForm], None]
    code: str
    cells: str
    verdict: Verdict


HIDDEN = "别人不该看见的字"
CASES = (
    Case("nothing", CROWD, lambda _book, _form: None, "", "", Verdict.ACCEPTED),
    Case("no grade", CROWD, put(0, HIDDEN), "ballot-faulty", "1 处没有填好（测评 E8）", Verdict.INVALID),
    Case("one blank", CROWD, put(1, None or ""), "ballot-faulty", "1 处没有填好（测评 E9）", Verdict.INVALID),
    Case("two faults", CROWD, both(put(0, HIDDEN), put(2, HIDDEN)), "ballot-faulty", "2 处没有填好（测评 E8、测评 E10）", Verdict.INVALID),
    Case("a fault and a repair", CROWD, both(put(0, HIDDEN), put(2, " 好 ")), "ballot-faulty", "1 处没有填好（测评 E8）", Verdict.INVALID),
    Case("only a repair", CROWD, put(2, " 好 "), "ballot-repaired", "1 处写法不规范（测评 E10）", Verdict.ACCEPTED),
    Case("signed below the table", CROWD, text("E12", HIDDEN), "ballot-repaired", "1 处写法不规范（测评 E12）", Verdict.ACCEPTED),
    Case("a heading rewritten", CROWD, text("E7", HIDDEN), "ballot-repaired", "1 处写法不规范（测评 E7）", Verdict.ACCEPTED),
    Case("blank", CROWD, emptied, "ballot-faulty", "1 处没有填好（整张票）", Verdict.INVALID),
    Case("too many points", FEW, put(0, 61), "ballot-faulty", "1 处没有填好（评分 E8）", Verdict.INVALID),
    Case("no reason", SHEETS, both(put(1, 1), text("J8", "")), "ballot-faulty", "1 处没有填好（甲党总支 J8）", Verdict.INVALID),
    Case("a page gone", SHEETS, page_gone, "ballot-faulty", "1 处没有填好（整张票）", Verdict.INVALID),
    Case("another number printed", CROWD, number_changed, "ballot-faulty", "1 处没有填好（测评 B3）", Verdict.INVALID),
    Case("signed on the tab", CROWD, tab_signed, "ballot-faulty", "1 处没有填好（E8）", Verdict.INVALID),
    Case("signed in the head", CROWD, text("B3", f"{UNSIGNED}　　评价人：{HIDDEN}"), "", "", Verdict.ACCEPTED),
    Case("forged", CROWD, forged, "form-stamp-altered", "校验码", Verdict.REFUSED),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_a_changed_ballot(year: Year, case: Case) -> None:
    form = year.ballots(case.of)[0]
    path = year.folder / "回收" / f"{'_'.join(case.of)}0.xlsx"
    book = load_workbook(path)
    case.how(book, form)
    book.save(path)
    collection = pipeline.collect(year.folder)
    found = [f for f in collection.findings if f.place.file]
    assert [f.code for f in found] == [case.code] * bool(case.code)
    for finding in found:
        assert finding.place.file.endswith(path.name)
        assert case.cells in finding.what
        assert finding.about.rater in (ANONYMOUS, "")
        assert finding.about.target == finding.about.item == ""
        assert HIDDEN not in finding.message
    assert verdict_of(collection, path) is case.verdict
    assert all(f.verdict is Verdict.ACCEPTED for f in collection.files if not f.file.endswith(path.name))
    assert [p.name for p in (year.folder / "退回").iterdir() if p.suffix == ".xlsx"] == ["催报清单.xlsx"]


def verdict_of(collection: Collection, path: Path) -> Verdict:
    return next(f.verdict for f in collection.files if f.file.endswith(path.name))


def about_files(collection: Collection) -> list[str]:
    return [f.code for f in collection.findings if f.place.file]


def test_one_token_with_two_contents_is_refused_twice_until_one_is_taken_away(year: Year) -> None:
    form = year.ballots(CROWD)[2]
    second = year.hand_in(form, "又投一次", 5)
    third = year.hand_in(form, "再投一次", 2)
    collection = pipeline.collect(year.folder)
    assert about_files(collection) == ["ballot-token-twice"] * 3
    first = year.folder / "回收" / "现场_群众2.xlsx"
    assert {verdict_of(collection, path) for path in (first, second, third)} == {Verdict.TWICE}
    assert form.assignment.id not in collection.accepted
    assert form.assignment.id in collection.returned
    second.unlink()
    collection = pipeline.collect(year.folder)
    assert about_files(collection) == ["form-duplicate"]
    assert form.assignment.id in collection.accepted


def test_a_copy_counts_once_and_the_same_answers_on_two_ballots_count_twice(year: Year) -> None:
    first, second = year.ballots(CROWD)[:2]
    year.hand_in(second, "现场_群众1", 0)
    shutil.copy(year.folder / "回收" / "现场_群众0.xlsx", year.folder / "回收" / "副本.xlsx")
    collection = pipeline.collect(year.folder)
    assert about_files(collection) == ["form-duplicate"]
    assert {first.assignment.id, second.assignment.id} <= collection.accepted


def test_a_ballot_of_other_words_is_not_counted_and_the_new_one_is(year: Year) -> None:
    changed = scheme_of(TEXT.replace("| 票 | 1 |  | 综合评价 |", "| 票 | 1 |  | 总体评价 |"))
    (year.folder / "方案.xlsx").write_bytes(write_book(changed))
    collection = pipeline.collect(year.folder)
    old = [f for f in collection.findings if f.code == "ballot-outdated"]
    assert len(old) == 6
    assert {f.verdict for f in collection.files if "现场_群众" in f.file} == {Verdict.INVALID}
    shutil.rmtree(year.folder / "发放")
    pipeline.issue(year.folder)
    again = Year(year.folder, changed, issued_forms(changed, KEY))
    again.hand_in(again.ballots(CROWD)[0], "重投", 0)
    collection = pipeline.collect(year.folder)
    assert verdict_of(collection, Path("重投.xlsx")) is Verdict.ACCEPTED
    assert verdict_of(collection, Path("现场_群众0.xlsx")) is Verdict.SUPERSEDED


def test_fewer_ballots_than_were_issued(year: Year) -> None:
    fewer = scheme_of(TEXT.replace("| 群众 | 群众代表 | 6 |", "| 群众 | 群众代表 | 5 |"))
    (year.folder / "方案.xlsx").write_bytes(write_book(fewer))
    collection = pipeline.collect(year.folder)
    unknown = [f for f in collection.findings if f.code == "form-unknown"]
    assert len(unknown) == 2, "one in each component"
    leaks = all_tokens(year)
    assert not [f for f in unknown for token in leaks if token in f.message]


def test_what_is_missing_is_told_by_number(year: Year) -> None:
    for number in (1, 4):
        (year.folder / "回收" / f"现场_群众{number}.xlsx").unlink()
    path = year.folder / "回收" / "现场_群众2.xlsx"
    book = load_workbook(path)
    put(0, "没有这个等次")(book, year.ballots(CROWD)[2])
    book.save(path)
    collection = pipeline.collect(year.folder)
    [short] = [f for f in collection.findings if f.code == "ballots-short"]
    assert short.what == "“现场述职”的匿名票应收 6 张，收回 4 张，有效 3 张"
    assert short.about.rater == "群众代表"
    chase = (year.folder / "退回" / "催报清单.xlsx").read_bytes()
    [row] = rows(chase, "催报清单")
    assert (row["评价主体"], row["评价人"], row["情况"]) == (
        "群众代表",
        ANONYMOUS,
        "应收 6 张\n收回 4 张\n有效 3 张",
    )
    told = collection_json(collection)
    assert (told["due"], told["returned"], told["accepted"], told["missing"]) == (22, 20, 19, 2)
    assert told["missing_forms"] == []
    assert told["ballots"] == [
        {"group": "群众", "component": "现场", "due": 6, "returned": 4, "accepted": 3},
        {"group": "职工", "component": "现场", "due": 4, "returned": 4, "accepted": 4},
        {"group": "群众", "component": "互评", "due": 6, "returned": 6, "accepted": 6},
    ]


# What is shown


def test_ballots_are_shown_from_the_best_down_without_a_place(assessed: tuple[Year, Assessment]) -> None:
    year, _ = assessed
    for of in (CROWD, SHEETS):
        forms = of_group(year.result, "逐表得分", of, year.scheme)
        assert len(forms) == 18
        assert {(row["评价人"], row["文件"]) for row in forms} == {(ANONYMOUS, "匿名，不列出处")}
        for target in year.scheme.targets("T1"):
            scores = [float(str(row["百分制得分"])) for row in forms if row["党组织"] == target.name]
            assert scores == sorted(scores, reverse=True)
        for row in of_group(year.result, "逐项明细", of, year.scheme):
            assert (row["评价人"], row["文件"]) == (ANONYMOUS, "匿名，不列出处")
            assert row["工作表"] is row["单元格"] is row["原样（读作不同时）"] is None


def test_texts_stand_apart_from_the_marks(assessed: tuple[Year, Assessment]) -> None:
    year, _ = assessed
    for of in (CROWD, SHEETS):
        for target in year.scheme.targets("T1"):
            listed = of_group(year.result, "逐项明细", of, year.scheme)
            mine = [row for row in listed if row["党组织"] == target.name]
            marked = [row["得分"] is not None for row in mine]
            assert marked == sorted(marked, reverse=True), "first all marks, then all texts"
            texts = [row for row in mine if row["得分"] is None]
            said = [str(row["备注"] or row["扣分原因"] or row["填写内容"]) for row in texts]
            assert any(SAID in text for text in said)
            assert not [row for row in mine if row["得分"] is not None and (row["备注"] or row["扣分原因"])]
            remarks = [str(row["备注"]) for row in texts if row["备注"] and row["指标编号"] is None]
            assert remarks == sorted(remarks)


@pytest.mark.long
def test_fewer_than_five_are_not_broken_down(assessed: tuple[Year, Assessment]) -> None:
    year, assessment = assessed
    assert of_group(year.result, "逐表得分", FEW, year.scheme) == []
    assert of_group(year.result, "逐项明细", FEW, year.scheme) == []
    groups = of_group(year.result, "主体得分", FEW, year.scheme)
    assert [row["有效"] for row in groups] == [4, 4, 4]
    assert {row["逐表得分的行"] for row in groups} == {f"匿名票不足{LEAST_SHOWN}张，不分列"}
    for row, proposal in zip(groups, assessment.proposals, strict=True):
        [score] = [g.score for c in proposal.total.components for g in c.groups if g.panel.group == FEW[1]]
        assert score is not None
        assert row["主体得分"] == pytest.approx(float(score))
    assert not [f for f in formulas(year.result) if f[0] == "主体得分" and f[1] in cells_of_few(year)]


def cells_of_few(year: Year) -> list[str]:
    """The cells of 主体得分 that hold the scores of the few."""
    sheet = load_workbook(io.BytesIO(year.result), data_only=True)["主体得分"]
    group = year.scheme.group(FEW[1]).name
    return [f"L{row[0].row}" for row in sheet.iter_rows(min_row=4) if row[3].value == group]


@pytest.mark.parametrize(
    ("silent", "shown"), [(1, ["甲党总支", "乙党总支", "丙直属党支部"]), (2, ["乙党总支", "丙直属党支部"])]
)
def test_only_ballots_that_say_something_of_the_target_make_five(
    year: Year, silent: int, shown: list[str]
) -> None:
    text = TEXT.replace(
        "| 票 | 1 |  | 综合评价 | 等次 | 100 |  | 否 |", "| 票 | 1 |  | 综合评价 | 等次 | 100 |  | 是 |"
    )
    scheme = scheme_of(text)
    (year.folder / "方案.xlsx").write_bytes(write_book(scheme))
    shutil.rmtree(year.folder / "发放")
    shutil.rmtree(year.folder / "回收")
    pipeline.issue(year.folder)
    again = Year(year.folder, scheme, issued_forms(scheme, KEY))
    again.all_in()
    for number in range(silent):
        path = year.folder / "回收" / f"现场_群众{number}.xlsx"
        book = load_workbook(path)
        put(0, "不适用")(book, again.ballots(CROWD)[number])
        book.save(path)
    pipeline.assess(year.folder)
    listed = of_group(again.result, "逐表得分", CROWD, scheme)
    assert list(dict.fromkeys(row["党组织"] for row in listed)) == shown


def test_every_formula_agrees_with_python(assessed: tuple[Year, Assessment], tmp_path: Path) -> None:
    year, _ = assessed
    file = tmp_path / "结果.xlsx"
    file.write_bytes(year.result)
    of = formulas(year.result)
    [again] = office.recalculated([file], tmp_path / "out")
    assert not differences(values(year.result, of), values(again, of), of)
    assert ooxml.errors([file]) == []


def test_the_front_sheet_counts_ballots_too(assessed: tuple[Year, Assessment]) -> None:
    year, _ = assessed
    sheet = load_workbook(io.BytesIO(year.result), data_only=True)["总览"]
    names, counts = ([cell.value for cell in sheet[row]] for row in (6, 7))
    told = dict(zip(names, counts, strict=True))
    assert (told["应交表"], told["已接收"], told["未交"], told["匿名票未计入"]) == (22, 22, 0, 0)


# Nothing leads back


def all_tokens(year: Year) -> list[str]:
    return [f.assignment.rater.code for f in year.forms.values() if f.assignment.anonymous]


def parts(path: Path) -> Iterator[bytes]:
    """A file's bytes, and those of all that is packed in it."""
    yield path.name.encode()
    data = path.read_bytes()
    yield data
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            yield from (package.read(name) for name in package.namelist())


def troubled(year: Year) -> Collection:
    """Everything that can be said of a ballot is said."""
    for number, case in enumerate(CASES[1:]):
        form = year.ballots(case.of)[number % 4]
        source = year.folder / "回收" / f"{'_'.join(case.of)}{number % 4}.xlsx"
        book = load_workbook(source)
        case.how(book, form)
        book.save(source)
    year.hand_in(year.ballots(CROWD)[4], "又投一次", 0)
    shutil.copy(year.folder / "回收" / "现场_群众5.xlsx", year.folder / "回收" / "副本.xlsx")
    (year.folder / "回收" / "互评_群众5.xlsx").unlink()
    mixed = load_workbook(year.folder / "回收" / "互评_群众4.xlsx")
    stamp = load_workbook(issued_path(year.folder, year.scheme, year.ballots(SHEETS)[5])).worksheets[0]["A1"]
    mixed.worksheets[0]["A1"].value = stamp.value
    mixed.save(year.folder / "回收" / "互评_群众4.xlsx")
    return pipeline.collect(year.folder)


def test_no_token_is_written_outside_what_is_issued(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    troubled(year)
    for of in (CROWD, FEW, SHEETS):
        for number, form in enumerate(year.ballots(of)):
            # Most people leave a file the name that it was issued under.
            path = year.folder / "回收" / f"{'_'.join(of)}{number}.xlsx"
            if path.exists():
                path.rename(path.with_name(issued_path(year.folder, year.scheme, form).name))
    (issued_path(year.folder, year.scheme, year.ballots(CROWD)[0])).write_bytes(b"touched")
    issued = pipeline.issue(year.folder)
    assert [f.code for f in issued.findings if f.place.file.startswith("发放")] == ["issue-touched"]
    report.show_findings(issued.findings)
    collection = pipeline.collect(year.folder)
    assessment = pipeline.assess(year.folder)
    report.show_collection(collection)
    report.show_assessment(assessment)
    told = json.dumps([collection_json(collection), assessment_json(assessment)], ensure_ascii=False)
    told += capsys.readouterr().out
    written = [p for p in year.folder.rglob("*") if p.is_file() and not {"发放", "回收"} & set(p.parts)]
    assert {"考核结果.xlsx", "催报清单.xlsx"} <= {p.name for p in written}
    content = b"".join(part for path in written for part in parts(path)) + told.encode()
    assert ANONYMOUS.encode() in content
    assert HIDDEN.encode() not in content
    for token in all_tokens(year):
        assert token.encode() not in content
        assert token.replace("-", "").encode() not in content


def test_answers_that_count_know_no_file(assessed: tuple[Year, Assessment]) -> None:
    year, assessment = assessed
    entries = assessment.collection.entries
    ballots = entries[entries["rater"].isin(all_tokens(year))]
    assert len(ballots) > 100
    assert {(row.file, row.sheet, row.cell, row.raw) for row in ballots.itertuples()} == {("", "", "", "")}


def test_no_explanation_leads_to_a_ballot(
    assessed: tuple[Year, Assessment], capsys: pytest.CaptureFixture[str]
) -> None:
    year, assessment = assessed
    for proposal, told in zip(assessment.proposals, explanations(assessment), strict=True):
        check_explanation(assessment, proposal, told)
        groups = {(g.panel.component, g.panel.group): g for g in told.proposal.total.groups if g.secret}
        told_forms = {of: [f for f in groups[of].forms if f in told.told] for of in (CROWD, FEW, SHEETS)}
        assert [len(forms) for forms in told_forms.values()] == [6, 0, 6]
        # From the best down, whoever handed in what.
        percents = [f.percent for f in told_forms[CROWD]]
        assert percents == sorted(percents, reverse=True)
        report.show_explanation(told)
        printed = capsys.readouterr().out + json.dumps(explanation_json(told), ensure_ascii=False)
        assert "不逐张列出" in printed
        for token in all_tokens(year):
            assert token not in printed
        assert not [of for of in (CROWD, FEW, SHEETS) if f"{'_'.join(of)}" in printed]
        assert not [text for text in (SAID, "原因", "问题") if f"{text}0" in printed]


def test_of_unusable_ballots_an_explanation_tells_numbers(year: Year) -> None:
    troubled(year)
    assessment = pipeline.assess(year.folder)
    seen = set()
    for proposal, told in zip(assessment.proposals, explanations(assessment), strict=True):
        check_explanation(assessment, proposal, told)
        seen |= {fate for group in told.proposal.total.groups if group.secret for fate, _ in group.counts}
    assert {FormOutcome.COUNTED, FormOutcome.UNUSED} <= seen


def test_the_result_names_no_file_of_a_ballot(assessed: tuple[Year, Assessment]) -> None:
    year, _ = assessed
    with zipfile.ZipFile(io.BytesIO(year.result)) as package:
        content = b"".join(package.read(name) for name in package.namelist()).decode(errors="replace")
    assert not [of for of in (CROWD, FEW, SHEETS) if f"{'_'.join(of)}" in content]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("contents", [False, True], ids=["names", "contents"])
def test_who_drew_which_ballot_and_sent_which_file_changes_no_byte(
    assessed: tuple[Year, Assessment], issued: Year, tmp_path: Path, seed: int, contents: bool
) -> None:
    shutil.copytree(issued.folder, tmp_path / "年度")
    year = replace(issued, folder=tmp_path / "年度")
    year.all_in(Random(seed), contents=contents)
    assessment = pipeline.assess(year.folder)
    assert year.result == assessed[0].result
    assert told_to_targets(assessment) == told_to_targets(assessed[1])


def told_to_targets(assessment: Assessment) -> Told:
    """The problems, the lists and the papers of a result whose every proposal was approved."""
    decided = tuple(Decision(p, p.proposed or "较好") for p in assessment.proposals)
    approval = Approval(assessment, decided)
    found = problems(approval)
    return Told(found, lists(approval, found, KEY), papers.build(approval, found))


def test_of_fewer_than_five_ballots_nothing_reaches_a_target(assessed: tuple[Year, Assessment]) -> None:
    entries = assessed[1].collection.entries
    assert entries["value"].astype(str).str.contains(HUSHED).any()
    told = told_to_targets(assessed[1])
    content = "".join(f"{problem.text}{problem.detail}" for own in told.problems.values() for problem in own)
    written = [*told.lists, *told.papers[0]]
    assert {name.partition("/")[0] for name, _ in written} >= {"三张清单", "反馈表"}
    content += b"".join(unpacked(data) for _, data in written).decode(errors="replace")
    assert "原因" in content, "of ballots that are enough it does"
    assert HUSHED not in content
    assert not [token for token in all_tokens(assessed[0]) if token in content]


def unpacked(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"".join(package.read(name) for name in package.namelist())


def nameless(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """Findings without the names of files."""
    return sorted((f.code, f.place.cell, f.what.split("（")[0].split(" ", 2)[0]) for f in findings)


def test_which_file_holds_which_ballot_changes_findings_only_by_its_name(year: Year, tmp_path: Path) -> None:
    before = nameless(troubled(year).findings)
    returned = year.folder / "回收"
    files = sorted(returned.iterdir())
    moved = list(files)
    Random(1).shuffle(moved)
    shuffled = tmp_path / "换名"
    shuffled.mkdir()
    for source, target in zip(files, moved, strict=True):
        shutil.copy(source, shuffled / target.name)
    shutil.rmtree(returned)
    shutil.move(shuffled, returned)
    assert nameless(pipeline.collect(year.folder).findings) == before
