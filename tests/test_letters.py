"""The covering texts: exactly what a rater reads, who gets one, and that staff's own changes to them stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from openpyxl import load_workbook

from dangjian_xl import pipeline
from dangjian_xl.findings import Finding
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.outputs.letters import letters
from dangjian_xl.returns.collect import Collection, collected
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.scheme.model import Scheme
from tests.support.small import BALLOT, MATRIX, SMALL, right
from tests.support.year import KEY, fill, return_all, returned_path, scheme_of, workspace
from tests.test_collect import change, put

#: J1 rates for a second component too, so that a letter can hold every part.
MORE = SMALL.replace(
    "| 互评 | T1 | 交叉互评 | 40 | 折算并提请研究 | 2022-12-07 |",
    "| 互评 | T1 | 交叉互评 | 20 | 折算并提请研究 | 2022-12-07 |\n"
    "| 书面 | T1 | 书面述职 | 10 | 按权重折算 | |\n| 平时 | T1 | 平时考核 | 10 | 按权重折算 | 2022-12-07 |",
).replace(
    "| 互评 | 检查 | 100 | 评分 | 全部对象 | 平均 |",
    "| 互评 | 检查 | 100 | 评分 | 全部对象 | 平均 |\n| 书面 | 检查 | 100 | 矩阵 | 全部对象 | 平均 |\n"
    "| 平时 | 检查 | 100 | 矩阵 | 全部对象 | 平均 |",
)
LETTER = """\
检查组01：

您好！感谢您参加“小考核”的评价。下面的表还要请您处理：

一、还没有收到的表（1 份）
1. 书面述职评分矩阵：请尽快填好交回。

二、需要修改的表（1 份）
1. 交叉互评评分表：您交回的“互评_J1.xlsx”有 4 处须改，例如：
   · “丙直属党支部”页 H7 格：“理论学习”填的是 77，超出范围。请填 0 到 30 的分数，最多1位小数。
   · “乙党总支”页 H7 格：“理论学习”填的是 99，超出范围。请填 0 到 30 的分数，最多1位小数。
   · “乙党总支”页 J8 格：“台账”得 15 分，没有得满分 20 分，却没有写扣分原因。请在“扣分原因”一栏写明原因。
   · ……其余 1 处见附件。
   附件：检查组/J1_检查组01_互评_评分表.xlsx（第一页“退回说明”列出全部问题，有问题的格子带批注）
   请在2022年12月7日前在附件里直接改好、交回附件；不必另填新表。

三、收到几份、内容不同的表（1 份）
1. 平时考核评分矩阵：收到 2 份，内容不一样，暂时都没有计入：
   · 平时_J1.xlsx（最后保存于 2022-11-28 12:00）
   · 最终版2.xlsx
   请在2022年12月7日前告诉我们以哪一份为准。

如果没有收到的表您已经交了，请忽略那一项。有不清楚的地方，请与我们联系。谢谢！

某学院
党委组织部
"""


def text_of(data: bytes) -> str:
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n", "\n")


def year(folder: Path, text: str = SMALL) -> Scheme:
    scheme = scheme_of(text)
    workspace(folder, scheme)
    return_all(folder, scheme, right)
    return scheme


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def test_what_a_rater_reads(tmp_path: Path) -> None:
    folder = tmp_path / "年度"
    scheme = year(folder, MORE)
    forms = issued_forms(scheme)
    returned_path(folder, forms["书面/J1"]).unlink()
    form = forms["互评/J1"]
    for keys, value in ((("i:1.1", "f:value"), 99), (("i:2.1", "f:value"), None), (("i:1.2", "f:value"), 1)):
        change(folder, scheme, "互评/J1", put(keys, value))  # type: ignore[arg-type]
    change(folder, scheme, "互评/J1", lambda book, _: book.worksheets[1].__setitem__("H7", 77))
    path = returned_path(folder, forms["平时/J1"])
    path.with_name("最终版2.xlsx").write_bytes(path.read_bytes())
    change(folder, scheme, "平时/J1", put(("t:A2", "i:1"), 49))
    collection = pipeline.collect(folder, today=date(2022, 12, 7))
    assert collection.letters == ("邮件/检查组/J1_检查组01.txt",)
    assert (folder / "退回" / pipeline.file_name(scheme, form)).is_file()
    files = tuple(
        replace(f, saved=datetime(2022, 11, 28, 4, tzinfo=UTC) if f.file == "回收/平时_J1.xlsx" else None)
        for f in collection.files
    )
    ((rater, data),) = letters(scheme, replace(collection, files=files))
    assert rater.code == "J1"
    assert text_of(data) == LETTER


def test_nobody_is_written_to_who_has_nothing_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "年度"
    scheme = year(folder)
    collection = pipeline.collect(folder)
    assert collection.letters == ()
    assert not (folder / "退回" / pipeline.LETTERS).exists()
    returned_path(folder, issued_forms(scheme)[BALLOT]).unlink()
    assert pipeline.collect(folder).letters == ("邮件/党员代表/D1_代表01.txt",)
    # What somebody did not touch goes away with its ground.
    form = issued_forms(scheme)[BALLOT]
    fill(folder / "发放" / pipeline.file_name(scheme, form), form, right, returned_path(folder, form))
    assert pipeline.collect(folder).letters == ()
    assert not (folder / "退回" / pipeline.LETTERS).exists()


def test_a_letter_that_someone_changed_is_kept_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "年度"
    scheme = year(folder)
    form = issued_forms(scheme)[MATRIX]
    returned_path(folder, form).unlink()
    pipeline.collect(folder)
    letter = folder / "退回/邮件/校领导/L1_评委01.txt"
    mine = letter.read_bytes() + "另：请顺便看看附件。\r\n".encode()
    letter.write_bytes(mine)
    touched = pipeline.collect(folder).findings
    assert codes(touched) == ["form-missing", "letter-touched"]
    assert touched[1].place.file == "退回/邮件/校领导/L1_评委01.txt"
    fill(folder / "发放" / pipeline.file_name(scheme, form), form, right, returned_path(folder, form))
    assert codes(pipeline.collect(folder).findings) == ["letter-stale"]
    assert letter.read_bytes() == mine


def test_odd_names_stay_on_their_line(tmp_path: Path) -> None:
    scheme = scheme_of(SMALL.replace("| L1 | 评委01 |", "| L1 | =HYPERLINK(1)/..\\\\x |"))
    collection: Collection = collected(Recogniser.of(scheme, KEY), [])
    texts = {rater.code: text_of(data) for rater, data in letters(scheme, collection)}
    assert len(texts) == len(scheme.raters)
    assert texts["L1"].startswith("=HYPERLINK(1)/..")
    folder = tmp_path / "年度"
    workspace(folder, scheme)
    made = pipeline.collect(folder).letters
    assert all((folder / "退回" / name).is_file() for name in made)
    assert len(made) == len(scheme.raters)
    assert all(len(Path(name).parts) == 3 for name in made)


def test_who_sent_something_useless_hears_that_it_came(year: tuple[Path, Scheme]) -> None:
    folder, scheme = year
    path = returned_path(folder, issued_forms(scheme)[MATRIX])
    path.unlink()
    (folder / "回收" / "评委01的评分表.xlsx").write_bytes(b"%PDF-1.7")
    pipeline.collect(folder)
    letter = text_of((folder / "退回" / "邮件" / "校领导" / "L1_评委01.txt").read_bytes())
    assert "评委01的评分表.xlsx：这不是表格文件（PDF 文件）。" in letter
    assert "请忽略" not in letter
    book = load_workbook(folder / "退回" / "催报清单.xlsx")
    (row,) = [cells for cells in book["催报清单"].iter_rows(values_only=True) if "评委01" in cells]
    assert "回收/评委01的评分表.xlsx" in row
