"""What is read of a .docx, and that nothing it holds harms the reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE

from dangjian_xl.reading import limits
from dangjian_xl.reading.document import read_document
from dangjian_xl.reading.errors import UnreadableWorkbookError
from tests.support import office
from tests.support.hostile import repacked
from tests.support.papers import docx, lines, with_body

R = "<w:r><w:t>{}</w:t></w:r>"
SHAPES = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def p(inner: str, properties: str = "") -> str:
    return f"<w:p>{properties}{inner}</w:p>"


@pytest.mark.parametrize(
    ("xml", "texts"),
    [
        (p(R.format("甲") + R.format("乙")), ["甲乙"]),
        (p(R.format("  ")) + p(R.format("甲")), ["甲"]),
        (p(f"<w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins>{R.format('增')}</w:ins>"), ["增"]),
        (p(f"<w:moveFrom>{R.format('移')}</w:moveFrom>" + R.format("留")), ["留"]),
        (p("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>" + R.format("见")), ["见"]),
        (p('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>见</w:t></w:r>'), ["见"]),
        (p(R.format("党\xad建\u200b工作")), ["党建工作"]),
        (p("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>"), ["甲 乙\n丙"]),
        (p(f"<w:hyperlink>{R.format('链接')}</w:hyperlink>"), ["链接"]),
        (p("<w:r><w:instrText>PAGE</w:instrText></w:r>" + R.format("正文")), ["正文"]),
        (f"<w:tbl><w:tr><w:tc>{p(R.format('格一'))}</w:tc><w:tc>{p(R.format('格二'))}</w:tc></w:tr></w:tbl>", ["格一", "格二"]),
        (f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p(R.format('删行'))}</w:tc></w:tr></w:tbl>", []),
        (f"<w:sdt><w:sdtContent>{p(R.format('控件'))}</w:sdtContent></w:sdt>", ["控件"]),
        (p(R.format("前"), "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>") + p(R.format("后")), ["前后"]),
        (p(f"<w:r><w:ruby><w:rt>{R.format('yin')}</w:rt><w:rubyBase>{R.format('音')}</w:rubyBase></w:ruby></w:r>"), ["音"]),
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_read(xml: str, texts: list[str]) -> None:
    assert [paragraph.text for paragraph in read_document(with_body(xml)).paragraphs] == texts


def test_text_boxes_are_counted_apart_and_once() -> None:
    box = f"<w:txbxContent>{p(R.format('框里四字'))}</w:txbxContent>"
    shape = f"<w:r><mc:AlternateContent {SHAPES}><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    read = read_document(with_body(p(shape + R.format("正文"))))
    assert (read.text, read.boxed) == ("正文", 4)


def test_headings_are_known_by_style_level_boldness_and_numbering() -> None:
    def change(document: DocumentObject) -> None:
        document.add_paragraph("标题", style="Heading 2")
        own = document.styles.add_style("自定", WD_STYLE_TYPE.PARAGRAPH)
        own.base_style = document.styles["Heading 1"]
        document.add_paragraph("沿用", style="自定")
        document.add_paragraph().add_run("加粗").bold = True
        document.add_paragraph("列表", style="List Number")

    found = read_document(docx(["正文"], change=change)).paragraphs
    assert [(q.text, q.outline, q.listed) for q in found] == [
        ("正文", None, False),
        ("标题", 2, False),
        ("沿用", 1, False),
        ("加粗", None, False),
        ("列表", None, True),
    ]
    assert [q.bold for q in found] == [False, True, True, True, False]


def _bomb(data: bytes) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/x.xml", b"\0" * (limits.MAX_PART_BYTES + 1))
    return stream.getvalue()


def _entity(data: bytes) -> bytes:
    head = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return repacked(data, lambda name, c: head + b"<d>&x;</d>" if name == "word/document.xml" else c)


def _deep(_data: bytes) -> bytes:
    return with_body("<w:sdt>" * 20_000 + "</w:sdt>" * 20_000)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda data: data[: len(data) // 2], "损坏"),
        (lambda data: repacked(data, lambda n, c: None if n == "word/document.xml" else c), "正文"),
        (lambda data: repacked(data, lambda n, c: c[:99] if n == "word/document.xml" else c), "损坏"),
        (_bomb, "太大"),
        (_entity, "不该有"),
        (_deep, "损坏"),
    ],
)
def test_hostile_documents_are_refused(spoil: Callable[[bytes], bytes], reason: str) -> None:
    with pytest.raises(UnreadableWorkbookError, match=reason):
        read_document(spoil(docx(lines())))


def test_ten_thousand_paragraphs_are_read_and_far_more_refused() -> None:
    assert len(read_document(with_body(p(R.format("甲")) * 10_000)).paragraphs) == 10_000
    with pytest.raises(UnreadableWorkbookError, match="太多"):
        read_document(with_body(p(R.format("甲")) * (limits.MAX_PARAGRAPHS + 1)))


def test_a_document_saved_by_libreoffice_reads_the_same(tmp_path: Path) -> None:
    source = tmp_path / "报告.docx"
    source.write_bytes(docx(lines()))
    saved = office.recalculated([source], tmp_path / "saved", "docx")[0]
    assert read_document(saved.read_bytes()).text == "\n".join(lines())
