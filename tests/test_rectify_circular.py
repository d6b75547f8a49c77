"""`rectify` writes the circular beside the ledger, in Word and PDF; what a person changed of them is left alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from dangjian_xl import office, pipeline
from dangjian_xl.cli import app
from dangjian_xl.papers import pdf
from dangjian_xl.papers.pdf import PdfOutcome
from tests.support.rectified import GOOD, hand_in, year

WORD, PDF = "整改情况通报.docx", "整改情况通报.pdf"


def followed(folder: Path, *, as_pdf: bool = True) -> pipeline.Followed:
    return pipeline.rectify(folder, today=date(2023, 4, 1), pdf=as_pdf)


def told(found: pipeline.Followed) -> set[tuple[str, str]]:
    return {(f.code, f.place.file) for f in found.findings if f.code.startswith("paper")}


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs that say what they were made of, without LibreOffice."""

    def to_pdf(files: Sequence[Path], _progress: object) -> PdfOutcome:
        for path in files:
            path.with_suffix(".pdf").write_bytes(b"PDF of " + path.read_bytes())
        return PdfOutcome(tuple(path.with_suffix(".pdf") for path in files), ())

    monkeypatch.setattr(pdf, "to_pdf", to_pdf)


def test_both_files_are_written_and_tell_what_the_lists_say(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    hand_in(tmp_path, scheme, "A1", GOOD)
    found = followed(tmp_path)
    assert found.papers == (WORD, PDF)
    assert (tmp_path / "整改" / PDF).read_bytes().startswith(b"%PDF")
    document = docx.Document(str(tmp_path / "整改" / WORD))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "共有问题5个（其中各党组织自查补充1个）。已完成1个，占全部问题的20.0%" in text
    assert "未交回的：乙党总支、丙直属党支部。" in text
    overdue = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert [row[1:5] for row in overdue[1:]] == [
        ["甲党总支", "A1-2", "台账记录不全", "张三"],
        ["甲党总支", "A1-3", "=不是公式", "张三"],
        ["甲党总支", "A1-自2", "会议记录不全", "李四"],
        ["乙党总支", "A2-1", "经费使用慢", "—"],
    ]
    assert (tmp_path / "整改" / "整改台账.xlsx").is_file()


@pytest.mark.usefixtures("converted")
def test_a_circular_that_a_person_changed_stays_and_is_what_becomes_a_pdf(tmp_path: Path) -> None:
    year(tmp_path)
    followed(tmp_path)
    ledger = (tmp_path / "整改" / "整改台账.xlsx").read_bytes()
    (tmp_path / "整改" / WORD).write_bytes(b"mine")
    found = followed(tmp_path)
    assert told(found) == {("paper-touched", f"整改/{WORD}")}
    assert found.papers == (PDF,)
    assert (tmp_path / "整改" / WORD).read_bytes() == b"mine"
    assert (tmp_path / "整改" / PDF).read_bytes() == b"PDF of mine"
    assert (tmp_path / "整改" / "整改台账.xlsx").read_bytes() == ledger


@pytest.mark.usefixtures("converted")
def test_a_pdf_that_a_person_changed_stays(tmp_path: Path) -> None:
    year(tmp_path)
    followed(tmp_path)
    (tmp_path / "整改" / PDF).write_bytes(b"signed")
    assert told(followed(tmp_path)) == {("paper-touched", f"整改/{PDF}")}
    assert (tmp_path / "整改" / PDF).read_bytes() == b"signed"


@pytest.mark.usefixtures("converted")
def test_the_same_again_gives_the_same_bytes_and_another_day_another_circular(tmp_path: Path) -> None:
    year(tmp_path)
    followed(tmp_path)
    first = (tmp_path / "整改" / WORD).read_bytes()
    assert told(followed(tmp_path)) == set()
    assert (tmp_path / "整改" / WORD).read_bytes() == first
    pipeline.rectify(tmp_path, today=date(2023, 4, 2))
    assert (tmp_path / "整改" / WORD).read_bytes() != first


def test_an_own_template_is_taken_and_a_broken_one_told_while_the_rest_goes_on(tmp_path: Path) -> None:
    year(tmp_path)
    followed(tmp_path, as_pdf=False)
    own = tmp_path / "公文模板" / WORD
    own.parent.mkdir()
    for text, codes in (
        ("自己的{{ 标题 }}", set()),
        ("{{ 单位 }}", {("paper-template-field", f"公文模板/{WORD}")}),
    ):
        document = docx.Document()
        document.add_paragraph(text)
        document.save(str(own))
        assert told(followed(tmp_path, as_pdf=False)) == codes
        written = tmp_path / "整改" / WORD
        # A circular of an earlier day does not lie there as if it were today's.
        assert written.is_file() == (not codes)
        if written.is_file():
            assert docx.Document(str(written)).paragraphs[0].text.startswith("自己的关于")
    assert (tmp_path / "整改" / "整改台账.xlsx").is_file()


def test_faults_of_the_other_steps_templates_are_told_by_that_step(tmp_path: Path) -> None:
    year(tmp_path)
    own = tmp_path / "公文模板" / "反馈表.docx"
    own.parent.mkdir()
    own.write_bytes(b"no document")
    assert told(followed(tmp_path, as_pdf=False)) == set()


def test_without_libreoffice_the_word_file_is_there_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    year(tmp_path)
    monkeypatch.setattr(office, "folders", lambda: iter([tmp_path]))
    found = followed(tmp_path)
    assert (found.papers, told(found)) == ((WORD,), {("paper-pdf-office-missing", "")})


def test_programs_and_people_are_told_of_it(tmp_path: Path) -> None:
    year(tmp_path)
    command = ["rectify", str(tmp_path), "--no-pdf", "--today", "2023-04-01"]
    assert json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)["papers"] == [WORD]
    assert "“整改情况通报”" in CliRunner().invoke(app, command).stdout
    assert not (tmp_path / "整改" / PDF).exists()


def test_its_template_is_handed_out_with_the_others(tmp_path: Path) -> None:
    year(tmp_path)
    names = {"通报.docx", "反馈表.docx", "归档表.docx", "约谈名单.docx", WORD}
    assert set(pipeline.own_templates(tmp_path)) == names
    assert told(followed(tmp_path, as_pdf=False)) == set()
