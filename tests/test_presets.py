"""The schemes that come with the program: sound, complete, and honest about what no source says."""

import re

import pytest

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Severity
from dangjian_xl.forms.assignments import assignments
from dangjian_xl.scheme.check import check
from dangjian_xl.scheme.check_forms import UNSCORED
from dangjian_xl.scheme.model import LEAST_SHOWN, SAMPLE_MARK, FormKind, ItemKind, Level
from dangjian_xl.scheme.presets import preset, preset_ids, templates
from dangjian_xl.scheme.rating import rated_by
from dangjian_xl.scheme.tables import BASICS, TABLES
from dangjian_xl.scheme.text import read_text, write_text

IDS = preset_ids()
#: Presets whose id is longer than a scheme's code may be.
CODES = {"dalian-shuangchuang-2024": "dalian-sc-2024"}
each = pytest.mark.parametrize("preset_id", IDS)


def source(preset_id: str) -> str:
    return (templates() / f"{preset_id}.md").read_text(encoding="utf-8")


def test_there_are_presets() -> None:
    assert set(IDS) == {
        "sztu-2022",
        "dalian-2023",
        "dalian-shuangchuang-2024",
        "department-2022",
        "lianyungang",
    }


def test_an_unknown_preset_is_told_with_the_known_ones() -> None:
    with pytest.raises(CannotRunError) as error:
        preset("没有")
    assert str(error.value).startswith("没有名为“没有”的预设方案")
    assert all(preset_id in str(error.value) for preset_id in IDS)


@each
def test_sound(preset_id: str) -> None:
    parsed = read_text(source(preset_id))
    assert parsed.findings == ()
    assert parsed.scheme is not None
    # Samples are told as such; anything else would meet everybody who starts from the preset.
    found = check(parsed.scheme, parsed.places)
    assert [f.message for f in found if f.severity is not Severity.INFO] == []
    assert {f.code for f in found} <= {"scheme-samples"}


@each
def test_round_trip(preset_id: str) -> None:
    scheme = preset(preset_id)
    assert read_text(write_text(scheme)).scheme == scheme


@each
def test_named_as_its_file(preset_id: str) -> None:
    scheme = preset(preset_id)
    assert scheme.basics.code == CODES.get(preset_id, preset_id)
    assert str(scheme.basics.year) in scheme.basics.title
    assert scheme.basics.starts.year <= scheme.basics.year + 1
    assert scheme.basics.starts <= scheme.basics.ends


@each
def test_full_marks_add_up(preset_id: str) -> None:
    scheme = preset(preset_id)
    for form in scheme.forms:
        assert form.instructions, form.code
        if form.kind in UNSCORED:
            assert form.total is None, form.code
            continue
        assert form.total is not None, f"{form.code}: without its sum nobody notices a wrong mark"
        assert sum(item.full or 0 for item in scheme.items_of(form.code)) == form.total, form.code


@each
def test_every_scored_item_says_how_it_is_judged(preset_id: str) -> None:
    scheme = preset(preset_id)
    assert [i.code for i in scheme.items if i.kind is not ItemKind.TEXT and not i.criteria] == []


@each
def test_everybody_assessed_is_rated_in_every_component(preset_id: str) -> None:
    scheme = preset(preset_id)
    # A roster also lists whoever fills it in; what the units run themselves the college does not issue.
    issued = {
        (a.component.code, a.panel.group, target.code)
        for a in assignments(scheme, b"a key for tests only")
        for target in a.targets
        if a.form.kind is not FormKind.ROSTER or target.tier == a.component.tier
    }
    demanded = {
        (component.code, panel.group, target.code)
        for component in scheme.components
        if component.level is Level.COLLEGE
        for panel in scheme.panels_of(component.code)
        for target in scheme.targets(component.tier)
    }
    assert issued == demanded


@each
def test_what_units_run_themselves_reaches_every_branch(preset_id: str) -> None:
    scheme = preset(preset_id)
    for component in scheme.components:
        if component.level is Level.COLLEGE:
            continue
        for panel in scheme.panels_of(component.code):
            if not scheme.group(panel.group).ballots:
                raters = [r for r in scheme.raters if r.group == panel.group]
                rated = {t for r in raters for t in rated_by(scheme, component, panel, r)}
                assert rated == set(scheme.targets(component.tier)), panel


@each
def test_a_grade_that_is_chosen_is_the_grade_that_its_points_make(preset_id: str) -> None:
    # Where a summary alone makes a branch's total, other cut-offs would turn 较好 into another grade.
    grades = preset(preset_id).grades
    assert grades[0].points is not None
    for better, grade in zip((None, *grades), grades, strict=False):
        assert grade.points is not None
        percent = 100 * grade.points / grades[0].points
        assert percent >= grade.lower
        assert better is None or percent < better.lower


@each
def test_a_demonstration_is_quick_and_tells_nobody(preset_id: str) -> None:
    scheme = preset(preset_id)
    assert len(assignments(scheme, b"a key for tests only")) <= 80
    assert all((group.ballots or LEAST_SHOWN) in range(LEAST_SHOWN, 13) for group in scheme.groups)
    text = source(preset_id)
    assert re.findall(r"\d{7,}|\w+@\w+", text) == []
    people = [o.secretary for o in scheme.organisations] + [o.deputy for o in scheme.organisations]
    assert [name for name in people if name and not re.fullmatch(r"副?书记\w\d\d", name)] == []


@each
def test_every_column_of_the_text_is_read(preset_id: str) -> None:
    # A heading that no column has would be passed over in silence, with all that stands below it.
    known: dict[str, set[str]] = {t.sheet: {c.title for c in t.columns} for t in TABLES}
    known["基本信息"] = {"项目", "内容"}
    sheet = ""
    for before, line in zip(source(preset_id).splitlines(), source(preset_id).splitlines()[1:], strict=False):
        if line.startswith("## "):
            sheet = line[3:]
            assert sheet in known
        elif line.startswith("|") and set(line) <= set("| -:"):
            assert {cell.strip() for cell in before.split("|")[1:-1]} <= known[sheet]


@each
def test_basics_are_all_there(preset_id: str) -> None:
    text = source(preset_id)
    assert [c.title for c in BASICS if f"\n| {c.title} | " not in text] == []


@each
def test_the_mark_of_samples_is_written_as_the_program_finds_it(preset_id: str) -> None:
    text = source(preset_id)
    assert text.count("示例") == text.count("须经党委审定") == text.count(SAMPLE_MARK)
