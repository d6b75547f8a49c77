"""Every sentence that staff can be told: used, complete, formatted by what its place gives it, and well made."""

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dangjian_xl
from dangjian_xl.catalogue import CATALOGUE
from dangjian_xl.catalogue.agenda import AGENDA
from dangjian_xl.catalogue.answers import ANSWERS
from dangjian_xl.catalogue.approval import APPROVAL
from dangjian_xl.catalogue.intake import INTAKE
from dangjian_xl.catalogue.nextyear import NEXT_YEAR
from dangjian_xl.catalogue.papers import PAPERS
from dangjian_xl.catalogue.rectification import RECTIFICATION
from dangjian_xl.catalogue.reports import REPORTS
from dangjian_xl.catalogue.results import RESULTS
from dangjian_xl.catalogue.schedule import SCHEDULE
from dangjian_xl.catalogue.scheme import SCHEME
from dangjian_xl.catalogue.units import UNITS
from dangjian_xl.findings import About, Finding, Place, Severity, bars, in_order
from dangjian_xl.scheme.tables import BASICS, TABLES

ROOT = Path(dangjian_xl.__file__).parent
CODES = sorted(CATALOGUE)
#: What every code begins with; so a constant that does is meant for a code.
PREFIXES = sorted({code.partition("-")[0] for code in CODES})
CODE = re.compile(rf"({'|'.join(PREFIXES)})(-[a-z]+)+")
#: `answers` are worded in one place, from one context for all rules; the others where they are found.
BUILDERS = ("Finding", "Trouble", "Rule")


def fields(sentence: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None]


def needed(code: str) -> set[str]:
    return set(fields(CATALOGUE[code].what) + fields(CATALOGUE[code].remedy))


def filled(code: str, place: Place = Place(), about: About = About()) -> Finding:  # noqa: B008 - frozen
    # The help of a column is the one thing inserted that is a sentence of its own.
    return Finding.of(code, place, about, **{n: f"<{n}>" + "。" * (n == "help") for n in needed(code)})


@dataclass(frozen=True)
class Use:
    """One call in the package that builds a finding: its codes, the names it gives, and all that its function says."""

    place: str
    codes: frozenset[str]
    given: frozenset[str]
    said: frozenset[str]
    open: bool  # `**context` or a tuple made elsewhere: what it gives is to be looked for in the function


def uses() -> Iterator[Use]:
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.Lambda))]
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
            if _builder(call) and call.args:
                # The innermost function around the call: the last one, for ast.walk goes from the outside in.
                around = [tree, *(f for f in functions if any(n is call for n in ast.walk(f)))]
                yield _use(f"{path.relative_to(ROOT)}:{call.lineno}", call, around[-1])


def _builder(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr == "of" and isinstance(function.value, ast.Name):
        function = function.value
    return function.id if isinstance(function, ast.Name) and function.id in BUILDERS else ""


def _use(place: str, call: ast.Call, around: ast.AST) -> Use:
    first = call.args[0]
    codes = set(_constants(first))
    if isinstance(first, ast.Name):
        assigned = [n for n in ast.walk(around) if isinstance(n, ast.Assign)]
        values = [
            n.value for n in assigned if any(isinstance(t, ast.Name) and t.id == first.id for t in n.targets)
        ]
        codes = {constant for value in values for constant in _constants(value)}
    names = {keyword.arg for keyword in call.keywords if keyword.arg}
    is_open = any(keyword.arg is None for keyword in call.keywords) or _builder(call) == "Trouble"
    codes = {code for code in codes if CODE.fullmatch(code)}
    return Use(place, frozenset(codes), frozenset(names), frozenset(_constants(around)), is_open)


def _constants(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


USES = list(uses())


def test_the_package_names_all_codes_of_the_catalogue_and_no_others() -> None:
    written: set[str] = set()
    for path in ROOT.rglob("*.py"):
        if path.parent.name != "catalogue":
            written |= _codes(ast.parse(path.read_text(encoding="utf-8")))
    assert written == CATALOGUE.keys()


def _codes(tree: ast.AST) -> set[str]:
    """Codes named in a tree, but not those only compared with: to look for a finding is not to make one."""
    compared = {id(child) for n in ast.walk(tree) if isinstance(n, ast.Compare) for child in ast.walk(n)}
    constants = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in compared]
    return {str(n.value) for n in constants if isinstance(n.value, str) and CODE.fullmatch(n.value)}


@pytest.mark.parametrize("use", [u for u in USES if u.codes], ids=lambda use: use.place)
def test_a_finding_is_given_every_name_of_its_sentence(use: Use) -> None:
    # Rules are worded together in collect; Finding.of itself refuses what lacks a name, so only here may names hide.
    for code in use.codes - ANSWERS.keys():
        missing = needed(code) - use.given
        assert not missing or use.open, f"{code} is not given {missing}"
        assert missing <= use.said, f"{code} is not given {missing - use.said}"


def test_a_finding_without_a_name_of_its_sentence_is_refused() -> None:
    with pytest.raises(KeyError):
        Finding.of("scheme-cell-blank", column="书记")
    with pytest.raises(KeyError):
        Finding.of("scheme-no-such-code")


@pytest.mark.parametrize("code", CODES)
class TestEverySentence:
    def test_names_are_plain(self, code: str) -> None:
        for sentence in (CATALOGUE[code].what, CATALOGUE[code].remedy):
            assert all(name.isidentifier() for name in fields(sentence))
            assert not re.search(r"[{!:][^{}]*!|\{[^}]*:", sentence), (
                "what is shown is made where it is found"
            )

    def test_it_ends_as_one_sentence(self, code: str) -> None:
        entry = CATALOGUE[code]
        assert not entry.what.endswith(("。", "！", "，", "；", "："))
        message = filled(code).message
        assert message.endswith("。")
        assert "。。" not in message
        assert entry.severity in {s.value for s in Severity}

    def test_it_is_chinese_as_it_is_written(self, code: str) -> None:
        words = CATALOGUE[code].what + CATALOGUE[code].remedy
        assert re.search(r"[\u4e00-\u9fff]", words)
        # Half-width punctuation between Chinese letters is a slip.
        assert not re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", words)
        assert words.count("“") == words.count("”")

    def test_the_message_says_where_who_what_and_how_to_mend(self, code: str) -> None:
        place, about = Place("回收/甲.xlsx", "评分 表", "AB12"), About("评委01", "甲党总支", "1.2")
        finding = filled(code, place, about)
        words = CATALOGUE[code]
        demanded = ("回收/甲.xlsx", "“评分 表”表", "AB12", "评委01", "甲党总支")
        assert all(part in finding.message for part in demanded)
        assert all(f"<{name}>" in finding.message for name in needed(code))
        what = words.what.format(**dict(finding.context))
        assert finding.message.endswith(f"：{what}。{words.remedy.format(**dict(finding.context))}")

    def test_without_a_place_nothing_stands_before_the_sentence(self, code: str) -> None:
        finding = filled(code)
        assert finding.message == f"{finding.what}。{finding.remedy}"


def test_codes_are_sorted_into_their_part() -> None:
    parts = (
        SCHEME,
        SCHEDULE,
        AGENDA,
        INTAKE,
        ANSWERS,
        RESULTS,
        APPROVAL,
        PAPERS,
        REPORTS,
        UNITS,
        RECTIFICATION,
        NEXT_YEAR,
    )
    assert sum(map(len, parts)) == len(CATALOGUE), "a code that is in two parts"
    assert {code.partition("-")[0] for code in SCHEME} == {"scheme"}
    assert {code.partition("-")[0] for code in ANSWERS} == {"answer"}


def test_the_help_of_columns_can_stand_in_a_sentence() -> None:
    # scheme-cell-blank says 请填写 and then the column's help, which brings its own full stop.
    for column in (*BASICS, *(c for t in TABLES for c in t.columns)):
        message = Finding.of("scheme-cell-blank", column=column.title, help=column.help).message
        assert message.endswith("。")
        assert not message.endswith("。。")


@pytest.mark.parametrize(
    ("place", "about", "where"),
    [
        (Place(), About(), ""),
        (Place("方案.xlsx"), About(), "方案.xlsx："),
        (Place("方案.xlsx", "名额"), About(), "方案.xlsx“名额”表："),
        (Place("方案.xlsx", "名额", "C5"), About(), "方案.xlsx“名额”表 C5 格："),
        (Place(), About("评委01"), "评委01："),
        (Place(), About(target="甲党总支"), "甲党总支："),
        (Place(), About("评委01", "甲党总支"), "评委01 评甲党总支："),
        (Place("a.xlsx", "b", "C5"), About("评委01", "甲党总支"), "评委01 评甲党总支，a.xlsx“b”表 C5 格："),
    ],
)
def test_where_reads_as_a_colleague_says_it(place: Place, about: About, where: str) -> None:
    finding = Finding.of("file-empty", place, about)
    assert finding.message == f"{where}文件是空的（0字节）。请对方重新发送。"


FINDINGS = st.builds(
    filled,
    st.sampled_from(CODES),
    st.builds(
        Place,
        st.sampled_from(["", "a.xlsx", "b.xlsx"]),
        st.sampled_from(["", "一", "二"]),
        st.sampled_from(["", "A1", "B1", "AA1", "A2", "A10"]),
    ),
)


@settings(deadline=None)
@given(st.lists(FINDINGS))
def test_a_list_reads_from_errors_on_and_down_the_sheets(findings: list[Finding]) -> None:
    ordered = in_order(findings)
    assert sorted(map(repr, ordered)) == sorted(map(repr, findings))
    severities = [[Severity.ERROR, Severity.WARNING, Severity.INFO].index(f.severity) for f in ordered]
    assert severities == sorted(severities)
    assert bars(findings) == (0 in severities)


def test_cells_are_in_the_order_of_rows_and_then_columns() -> None:
    cells = ["", "A1", "B1", "AA1", "A2", "A10"]
    findings = [filled("file-empty", Place("a.xlsx", "一", cell)) for cell in cells]
    assert in_order(findings[::-1]) == tuple(findings)
