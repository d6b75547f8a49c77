"""The scheme workbooks and sample forms beside the presets say what the presets say."""

from __future__ import annotations

from pathlib import Path

import pytest

from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.scheme.book import read_book
from dangjian_xl.scheme.presets import preset, preset_ids, templates
from dangjian_xl.templates import FORMS, standard_files
from tests.support import ooxml
from tests.support.formulas import CLASSIC, functions


def files_of(preset_id: str) -> dict[str, Path]:
    folder = templates() / preset_id
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.xlsx")}


@pytest.mark.parametrize("preset_id", preset_ids())
def test_the_templates_are_current(preset_id: str) -> None:
    """`make templates` would change nothing that is to be read; other versions of the writing library may differ in looks."""
    made = dict(standard_files(preset(preset_id)))
    lying = files_of(preset_id)
    assert lying.keys() == made.keys()
    for name, data in made.items():
        assert read_grids(lying[name].read_bytes()) == read_grids(data), name


@pytest.mark.parametrize("preset_id", preset_ids())
def test_the_scheme_workbook_reads_as_the_preset(preset_id: str) -> None:
    assert read_book((templates() / preset_id / "方案.xlsx").read_bytes()).scheme == preset(preset_id)


@pytest.mark.parametrize("preset_id", preset_ids())
def test_there_is_a_sample_of_every_form(preset_id: str) -> None:
    shown = {Path(name).stem.partition("_")[0] for name in files_of(preset_id) if name.startswith(FORMS)}
    assert shown == {form.code for form in preset(preset_id).forms}


@pytest.mark.parametrize("preset_id", preset_ids())
def test_only_classic_functions(preset_id: str) -> None:
    """Newer ones would be unknown to Excel 2010, and unprefixed even to a new Excel."""
    for name, path in files_of(preset_id).items():
        assert functions(path.read_bytes()) - CLASSIC == set(), name


@pytest.mark.long
def test_excel_has_nothing_to_repair() -> None:
    assert ooxml.errors([path for preset_id in preset_ids() for path in files_of(preset_id).values()]) == []
