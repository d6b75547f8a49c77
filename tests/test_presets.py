"""The schemes that come with the program: sound, complete, and honest about what no source says."""

import pytest

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Severity
from dangjian_xl.forms.assignments import assignments
from dangjian_xl.scheme.check import check
from dangjian_xl.scheme.model import SAMPLE_MARK, ItemKind
from dangjian_xl.scheme.presets import preset, preset_ids, templates
from dangjian_xl.scheme.tables import BASICS, TABLES
from dangjian_xl.scheme.text import read_text, write_text

IDS = preset_ids()
each = pytest.mark.parametrize("preset_id", IDS)


def source(preset_id: str) -> str:
    return (templates() / f"{preset_id}.md").read_text(encoding="utf-8")


def test_there_are_presets() -> None:
    assert "sztu-2022" in IDS


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
    assert scheme.basics.code == preset_id
    assert str(scheme.basics.year) in scheme.basics.title
    assert scheme.basics.starts.year <= scheme.basics.year + 1
    assert scheme.basics.starts <= scheme.basics.ends


@each
def test_full_marks_add_up(preset_id: str) -> None:
    scheme = preset(preset_id)
    for form in scheme.forms:
        assert form.total is not None, f"{form.code}: without its sum nobody notices a wrong mark"
        assert sum(item.full or 0 for item in scheme.items_of(form.code)) == form.total, form.code
        assert form.instructions, form.code


@each
def test_every_scored_item_says_how_it_is_judged(preset_id: str) -> None:
    scheme = preset(preset_id)
    assert [i.code for i in scheme.items if i.kind is not ItemKind.TEXT and not i.criteria] == []


@each
def test_everybody_assessed_is_rated_in_every_component(preset_id: str) -> None:
    scheme = preset(preset_id)
    issued = {(a.component.code, a.panel.group, t.code) for a in assignments(scheme) for t in a.targets}
    demanded = {
        (component.code, panel.group, target.code)
        for component in scheme.components
        for panel in scheme.panels_of(component.code)
        for target in scheme.targets(component.tier)
    }
    assert issued == demanded


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


def test_what_the_notice_of_sztu_does_not_give_is_marked() -> None:
    # Seed 004 has no weights, cut-offs, points, quotas, vetoes or items: what no source gives must be visible.
    scheme = preset("sztu-2022")
    invented = (
        scheme.components, scheme.panels, scheme.forms, scheme.items, scheme.grades, scheme.quotas,
        scheme.vetoes, scheme.preconditions, scheme.adjustment_kinds,
    )  # fmt: skip
    assert [record for table in invented for record in table if SAMPLE_MARK not in record.note] == []
