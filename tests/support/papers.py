"""Written reports as people write them, made with python-docx from lines of text."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import docx as word
from docx.document import Document as DocumentObject

from dangjian_xl.reading.document import Document, Paragraph
from dangjian_xl.scheme.model import Scheme
from tests.support.hostile import repacked
from tests.support.schemes import SMALL_TEXT
from tests.support.year import scheme_of

SAVED = datetime(2024, 12, 5, 2)  # noqa: DTZ001 - documents' times are universal and say no zone
PDF = b"%PDF-1.4\n%%EOF\n"

#: A report that meets every demand of `SCHEME`: some 100 characters of each kind.
RECTIFIED = "针对会议记录不全的问题，年初补齐记录并立下台账，由组织委员每月核对一次，现已全部销号。"
RESULTS = "一年来讲党课四次，走访师生六十人次，办成实事十件，样板支部通过了学院的中期检查。"
PROBLEMS = (
    "谈心谈话抓得不够紧，有三名党员全年没有谈到，原因是自己安排不周，下一步每季度列出名单逐一落实。",
    "理论学习结合教学不够，青年教师发言少，今后由支委轮流领学，把学习心得写进教案，学期末相互点评。",
)


def lines(
    *, title: str = "2024年度抓基层党建工作述职报告", who: str = "甲党总支 张三", results: str = RESULTS
) -> list[str]:
    return [title, who, "一、上年问题整改情况", RECTIFIED, "二、主要成绩", results, "三、存在问题", *PROBLEMS]


def scheme(text: str = SMALL_TEXT) -> Scheme:
    """The small scheme: only T1, that is 甲党总支 (张三) and 乙党总支 (deputy 李四), owes reports."""
    return scheme_of(text)


def docx(
    texts: Sequence[str],
    saved: datetime = SAVED,
    change: Callable[[DocumentObject], None] = lambda _document: None,
) -> bytes:
    document = word.Document()
    for text in texts:
        document.add_paragraph(text)
    change(document)
    document.core_properties.modified = saved
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_body(xml: str) -> bytes:
    """A document with this between the tags of its body, its other parts as python-docx makes them."""

    def change(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        head, _, rest = content.decode().partition("<w:body>")
        return f"{head}<w:body>{xml}{rest[rest.index('<w:sectPr') :]}".encode()

    return repacked(docx([]), change)


def paragraphs(texts: Sequence[str]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(number, text) for number, text in enumerate(texts, 1))


def document(texts: Sequence[str]) -> Document:
    return Document(paragraphs(texts))


def put(folder: Path, files: dict[str, bytes]) -> None:
    """Files below 回收/述职报告/ of a workspace."""
    for name, data in files.items():
        path = folder / "回收" / "述职报告" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
