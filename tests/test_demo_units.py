"""The demonstration's units: their summaries are accepted by the college, and the story goes on around them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dangjian_xl import demo, pipeline
from dangjian_xl.demo.people import People
from dangjian_xl.demo.units import FOLDER, play
from dangjian_xl.report import Teller
from dangjian_xl.scheme import presets
from dangjian_xl.workspace import Workspace
from tests.support.levels import LEVELS
from tests.support.year import KEY, scheme_of, workspace


@pytest.mark.long
def test_what_units_hand_in_is_accepted(tmp_path: Path) -> None:
    scheme = scheme_of(LEVELS)
    college = Workspace(tmp_path / "学校")
    workspace(college.root, scheme)
    handed = play(college, scheme, KEY, People(1), Teller())
    assert handed == {"T2-上报/G1", "T2-上报/G2"}
    collection = pipeline.collect(college.root)
    assert set(collection.accepted) == handed
    assert [f.message for f in collection.findings if f.code != "form-missing"] == []
    texts = collection.entries[collection.entries["item"] == "成绩"]
    assert len(texts) == 6
    assert sorted(p.name for p in (college.root / FOLDER).iterdir()) == ["A_甲党总支", "B_乙党总支"]


@pytest.mark.long
def test_the_story_is_told_to_its_end_on_two_levels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # So many raters that every mistake finds a form.
    leaders = "".join(f"| L{n} | 评委{n:02} | 领导 | | |\n" for n in range(2, 40))
    text = LEVELS.replace("| L1 | 评委01 | 领导 | | |\n", "| L1 | 评委01 | 领导 | | |\n" + leaders)
    (tmp_path / "levels.md").write_text(text, encoding="utf-8")
    (tmp_path / "公文").symlink_to(presets.templates() / "公文")
    monkeypatch.setattr(presets, "templates", lambda: tmp_path)
    demo.run(tmp_path / "演示", "levels", 7, Teller(), pdf=False)
    told = capsys.readouterr().out
    assert "甲党总支" in told
    assert "以上为建议等次" in told
