"""The templates: what is committed is what is built; a person's own replaces it, or is told; texts come out as they are."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dangjian_xl import papers, pipeline
from dangjian_xl.findings import Finding, Severity
from dangjian_xl.papers.blank import blank_papers
from dangjian_xl.papers.field import Field, Value, values
from dangjian_xl.papers.fields import FIELDS, Paper
from dangjian_xl.papers.render import Renderer
from dangjian_xl.papers.safe import plain
from dangjian_xl.papers.templates import BUILT_IN
from dangjian_xl.scheme.presets import templates as built_in_folder
from tests.support import ooxml
from tests.support.approved import SCORES, TARGETS, Wrote, approval, problem, scheme_for
from tests.support.mending import RUNNING, Says, mending

ROOT = Path(__file__).parent.parent
APPROVAL = approval(scheme_for(TARGETS), SCORES)


def text_of(data: bytes) -> str:
    """All text of a paper, its tables included."""
    document = docx.Document(io.BytesIO(data))
    cells = [p.text for t in document.tables for row in t.rows for cell in row.cells for p in cell.paragraphs]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def own_template(folder: Path, text: str, name: str = "约谈名单.docx") -> Path:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(str(folder / name))
    return folder


def built(own: Path | None) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    files, findings = papers.build(APPROVAL, {}, own)
    return dict(files), findings


@pytest.mark.parametrize("paper", Paper)
def test_the_committed_templates_are_what_is_built(paper: Paper) -> None:
    """`make templates` would change nothing, whatever library packs it."""
    lying = (built_in_folder() / BUILT_IN / paper.file).read_bytes()
    assert parts_of(lying) == parts_of(blank_papers()[paper.file])


def test_the_same_input_gives_the_same_bytes() -> None:
    assert papers.build(APPROVAL, {}) == papers.build(APPROVAL, {})
    assert blank_papers() == blank_papers()


def listed(fields: Sequence[Field], before: str = "") -> Iterator[str]:
    for field in fields:
        yield f"| `{before}{field.name}` | {field.meaning} | {field.example} |"
        yield from listed(field.rows, f"{before}{field.name}.")


@pytest.mark.parametrize("paper", Paper)
def test_the_document_lists_every_field_and_no_other(paper: Paper) -> None:
    text = (ROOT / "docs" / "公文模板.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", text.partition(f"\n## {paper}\n")[2], flags=re.MULTILINE)[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert rows == list(listed(FIELDS[paper]))


def test_every_person_has_both_sheets() -> None:
    files, findings = built(None)
    assert findings == ()
    each = {f"{o.code}_{o.name}.docx" for o in TARGETS}
    assert files.keys() == {
        "通报.docx",
        "约谈名单.docx",
        *(f"{folder}/{name}" for folder in ("反馈表", "归档表") for name in each),
    }


def test_an_own_template_replaces_the_built_in_one(tmp_path: Path) -> None:
    files, findings = built(own_template(tmp_path, "自己的{{ 标题 }}"))
    assert findings == ()
    assert text_of(files["约谈名单.docx"]).startswith("自己的2024年度党组织书记述职评议考核约谈名单")
    assert len(files) == 2 + 2 * len(TARGETS)


BROKEN = (
    ("没有的栏目", "{{ 单位 }}", "没有的栏目“单位”"),
    ("行里没有的栏目", "{% for 人 in 名单 %}{{ 人.电话 }}{% endfor %}", "没有的栏目“电话”"),
    ("没有关上的标记", "{% if 标题 %}好", "标记写得不对"),
    ("半个花括号", "{{ 标题 }", "标记写得不对"),
    ("没有的写法", "{{ 标题|safe }}", "标记写得不对"),
    ("摸到程序里去", "{{ 标题.__class__.__mro__ }}", ""),
    ("算不出来", "{{ 标题 + 1 }}", "生成不出文档"),
    ("半段里的标记关在整段外", "甲{% if 没有人 %}乙\n{%p endif %}", "生成不出文档"),
    ("除以零", "{{ 1 // 0 }}", "生成不出文档"),
    ("长得没有尽头", "{{ 'a' * 5000000000 }}", "不许用的写法"),
    ("长得没有尽头的格式", "{{ '%500000000d' % 1 }}", "不许用的写法"),
    ("撑大文字的过滤器", "{{ 标题|center(500000000) }}", "标记写得不对"),
    ("把字放到没有程序看得见的地方", "前{{r 标题 }}后", "不许用的写法"),
    ("整份名单当一个字", "{{ 名单 }}", "不许用的写法"),
    ("藏在名单里的没有的栏目", "{{ [没有的栏目] }}", "不许用的写法"),
)


@pytest.mark.parametrize(
    ("template", "told"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_a_broken_template_is_told_and_not_passed_over(template: str, told: str, tmp_path: Path) -> None:
    files, findings = built(own_template(tmp_path, template))
    assert [f.severity for f in findings] == [Severity.ERROR]
    assert findings[0].message.startswith("公文模板/约谈名单.docx：")
    assert told in findings[0].what
    assert "约谈名单没有生成" in findings[0].what
    assert "约谈名单.docx" not in files
    assert len(files) == 1 + 2 * len(TARGETS), "the other papers go on"


@pytest.mark.parametrize("content", [b"", b"no document", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old"])
def test_what_is_no_document_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "反馈表.docx").write_bytes(content)
    files, findings = built(tmp_path)
    assert [f.code for f in findings] == ["paper-template-unreadable"]
    assert not any(name.startswith("反馈表") for name in files)


def test_files_of_other_names_are_told_and_lock_files_are_not(tmp_path: Path) -> None:
    for name in ("反馈表（新）.docx", "~$通报.docx", ".~lock.通报.docx#"):
        (tmp_path / name).write_bytes(b"x")
    _, findings = built(tmp_path)
    assert [(f.code, f.place.file) for f in findings] == [
        ("paper-template-stray", "公文模板/反馈表（新）.docx")
    ]


def _linked(path: Path) -> None:
    path.symlink_to(own_template(path.parent, "别处的", "别处.docx") / "别处.docx")


NO_FILES: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("文件夹", Path.mkdir),
    ("管道", os.mkfifo),
    ("链接", _linked),
    ("断了的链接", lambda path: path.symlink_to("没有.docx")),
    ("没有尽头的设备", lambda path: path.symlink_to("/dev/zero")),
    ("绕圈的链接", lambda path: path.symlink_to(path)),
)


@pytest.mark.parametrize("put", [case[1] for case in NO_FILES], ids=[case[0] for case in NO_FILES])
def test_what_is_called_like_a_template_and_is_no_file_is_told(
    put: Callable[[Path], None], tmp_path: Path
) -> None:
    folder = tmp_path / "公文模板"
    folder.mkdir()
    put(folder / "约谈名单.docx")
    files, findings = built(folder)
    assert [f.code for f in findings if f.code != "paper-template-stray"] == ["paper-template-no-file"]
    assert "约谈名单没有生成" in findings[-1].what
    assert len(files) == 1 + 2 * len(TARGETS), "the other papers go on"
    (tmp_path / "方案.xlsx").write_bytes(b"")
    assert "约谈名单.docx" not in pipeline.own_templates(tmp_path)


#: What means something to a template, to XML, to Word or to a reader's eye.
PIECES = "{{ | }} | {% | %} | {_{ | }_} | {# | {{ 标题 }} | {%p endif %} | {{ 7*7 }} | <w:p> | </w:t> | ]]> | &amp; | &#37; | PAGE | 好"
ODD = ("\x00", "\x07", "\x0c", "\t", "\r\n", "\u2028", "\u202e", "\ud800", "\ufffe", " ")
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from((*PIECES.split(" | "), *ODD)), max_size=8).map("".join),
)
#: The papers that hold what people wrote.
RENDERERS = {p: Renderer(blank_papers()[p.file]) for p in (Paper.FEEDBACK, Paper.PROGRESS)}
#: Fields that are one record each, not rows of them.
SINGLE = ("total", "units", "whole")


def filled_with(paper: Paper, text: str) -> dict[str, Value]:
    """A paper's values with a text wherever one can stand."""

    def filled(fields: Sequence[Field]) -> dict[str, Value]:
        return {f.name: _value(f) for f in fields}

    def _value(field: Field) -> Value:
        if not field.rows:
            return 2 if field.attribute in ("number", "times", "level") else text
        return filled(field.rows) if field.attribute in SINGLE else [filled(field.rows)]

    return filled(FIELDS[paper])


@pytest.mark.parametrize("paper", RENDERERS)
@settings(max_examples=30, deadline=None)
@given(text=HOSTILE)
@example(text="{{ 7*7 }}{% for x in 得分 %}")
@example(text="好" * 10_000)
@example(text='<w:instrText>DDEAUTO c:\\calc</w:instrText>{_{ "x" }_}')
def test_any_text_comes_out_as_that_text_and_nothing_else(paper: Paper, text: str) -> None:
    document = RENDERERS[paper].render(filled_with(paper, text))
    shown = document.element.xpath("//w:t | //w:br | //w:tab")
    said = "".join(
        {"t": node.text or "", "br": "\n", "tab": "\t"}[node.tag.partition("}")[2]] for node in shown
    )
    assert said.count(plain(text)) >= 10 or not text
    assert not document.element.xpath("//w:instrText | //w:fldSimple | //w:hyperlink | //w:object | //w:pict")
    kinds = {style.name for style in document.styles}
    assert {p.style.name for p in document.paragraphs if p.style is not None} <= kinds


def test_excel_and_word_have_nothing_to_repair(tmp_path: Path) -> None:
    """The whole way with hostile names, words and problems."""
    nasty = "{{ 7*7 }}<w:p>\x00\u202e\n{%p endif %}&]]>{_{"
    wrote = [Wrote(f"评{n}", "A1", nasty) for n in range(1, 8)]
    problems = {
        "A1": (problem("A1", nasty, detail=nasty),),
        "A2": tuple(problem("A2", "长" * 10_000, n) for n in (1, 2)),
    }
    files, findings = papers.build(approval(scheme_for(TARGETS), SCORES, wrote), problems)
    assert findings == ()
    paths = []
    for index, (name, data) in enumerate(files):
        if name in ("通报.docx", "约谈名单.docx") or name.startswith(("反馈表/A1", "反馈表/A2", "归档表/A1")):
            paths.append(tmp_path / f"{index}.docx")
            paths[-1].write_bytes(data)
    assert ooxml.errors(paths) == []
    told = text_of(dict(files)["反馈表/A1_A1党总支.docx"])
    assert plain(nasty) in told
    assert "49" not in told


def test_a_circular_on_hostile_problems_has_nothing_to_repair(tmp_path: Path) -> None:
    nasty = "{{ 7*7 }}<w:p>\x00\u202e\n{%p endif %}&]]>{_{"
    said = {"A1": [Says(RUNNING, overdue=1, text=nasty, person=nasty)] * 300, "A2": [Says(None, stalled=9)]}
    files, findings = papers.build_progress(mending(said))
    assert findings == ()
    path = tmp_path / "通报.docx"
    path.write_bytes(files[0][1])
    assert ooxml.errors([path]) == []
    # Of what is no letter a space is left.
    assert text_of(files[0][1]).count("{{ 7*7 }}<w:p>   {%p endif %}&]]>{_{") == 300


def test_templates_see_plain_values_only() -> None:
    seen = values(FIELDS[Paper.FEEDBACK], _Anything())
    assert all(isinstance(value, (str, int, list, dict)) for value in seen.values())


class _Anything:
    """A record that has whatever is asked."""

    def __getattr__(self, name: str) -> object:
        return () if name in ("scores", "said", "problems") else _Anything() if name == "total" else object()
