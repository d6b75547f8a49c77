"""A folder of attachments is copied into 回收/: everything arrives once, nothing is overwritten, the source stays as it is."""

import hashlib
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_xl import pipeline
from dangjian_xl.errors import CannotRunError
from dangjian_xl.returns.taking import Taken, take_in

NAMES = st.sampled_from(["a.xlsx", "表.xlsx", "表(2).xlsx", "子/表.xlsx", "子/a.xlsx", "无后缀"])
CONTENTS = st.sampled_from([b"", b"1", b"22", b"333"])
FILES = st.dictionaries(NAMES, CONTENTS, max_size=5)


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def take(source: Path, returned: Path) -> Taken:
    return take_in(source, returned, lambda _done, _all: None)


@given(standing=FILES, first=FILES, second=FILES)
def test_every_content_arrives_once_and_nothing_is_changed(
    tmp_path_factory: pytest.TempPathFactory,
    standing: dict[str, bytes],
    first: dict[str, bytes],
    second: dict[str, bytes],
) -> None:
    root = tmp_path_factory.mktemp("taking")
    returned, source = root / "回收", root / "附件"
    returned.mkdir()
    put(returned, standing)
    before = contents(returned)
    for files in (first, second):
        shutil.rmtree(source, ignore_errors=True)
        source.mkdir()
        put(source, files)
        here = contents(returned)
        taken = take(source, returned)
        assert contents(source) == files
        now = contents(returned)
        assert now.items() >= here.items()
        assert set(now) - set(here) == set(taken.copied)
        # What is there already, under whatever name, does not come again.
        new = set(files.values()) - set(here.values())
        assert Counter(now[name] for name in taken.copied) == Counter(new)
        assert taken.known + len(taken.copied) == len(files)
        again = take(source, returned)
        assert (again.copied, again.known) == ((), len(files))
    assert contents(returned).items() >= before.items()
    shutil.rmtree(root)


def test_reports_go_where_reports_are_read_and_copied_ones_are_not_lost(tmp_path: Path) -> None:
    source, returned = tmp_path / "附件", tmp_path / "回收"
    put(source, {"甲.docx": b"1", "乙/乙.docx": b"1", "乙/乙.pdf": b"2", "表.xlsx": b"1", "副本.xlsx": b"1"})
    returned.mkdir()
    taken = take_in(source, returned, lambda _done, _all: None, reports=True)
    assert sorted(contents(returned)) == [
        "述职报告/附件/乙/乙.docx",
        "述职报告/附件/乙/乙.pdf",
        "述职报告/附件/甲.docx",
        "附件/副本.xlsx",
    ]
    assert taken.known == 1
    assert take_in(source, returned, lambda _done, _all: None, reports=True).copied == ()


def test_links_pipes_and_lock_files_are_told_and_left(tmp_path: Path) -> None:
    source, returned = tmp_path / "附件", tmp_path / "回收"
    source.mkdir()
    returned.mkdir()
    (source / "真.xlsx").write_bytes(b"1")
    (source / "链接.xlsx").symlink_to(source / "真.xlsx")
    (source / "断.xlsx").symlink_to(tmp_path / "没有")
    (source / "~$真.xlsx").write_bytes(b"lock")
    os.mkfifo(source / "管道.xlsx")
    taken = take(source, returned)
    assert taken.copied == ("附件/真.xlsx",)
    assert Counter(f.code for f in taken.findings) == {"file-not-regular": 3, "file-lock": 1}
    assert {f.place.file.partition("/")[0] for f in taken.findings} == {"附件"}


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    source, returned = tmp_path / "附件", tmp_path / "回收"
    put(returned, {"附件/表.xlsx": b"old", "附件/表(2).xlsx": b"older"})
    put(source, {"表.xlsx": b"new"})
    assert take(source, returned).copied == ("附件/表(3).xlsx",)
    assert contents(returned)["附件/表.xlsx"] == b"old"


@pytest.mark.parametrize("source", [".", "回收", "回收/里面", "..", "没有这个文件夹", "方案.xlsx"])
def test_folders_that_cannot_be_meant_are_refused_in_one_sentence(tmp_path: Path, source: str) -> None:
    workspace = tmp_path / "上级" / "年度"
    pipeline.new(workspace, "sztu-2022")
    (workspace / "回收" / "里面").mkdir()
    before = {name: hashlib.sha256(data).digest() for name, data in contents(workspace).items()}
    with pytest.raises(CannotRunError) as told:
        pipeline.take_in(workspace, workspace / source)
    assert str(told.value).endswith("。")
    assert {name: hashlib.sha256(data).digest() for name, data in contents(workspace).items()} == before


@pytest.mark.parametrize("how", ["link", "file", "inner link"])
def test_nothing_is_put_where_nobody_looks(tmp_path: Path, how: str) -> None:
    source, returned, elsewhere = tmp_path / "附件", tmp_path / "回收", tmp_path / "别处"
    put(source, {"子/表.xlsx": b"1"})
    returned.mkdir()
    elsewhere.mkdir()
    if how == "link":
        (returned / "附件").symlink_to(elsewhere)
    elif how == "file":
        (returned / "附件").write_bytes(b"x")
    else:
        (returned / "附件").mkdir()
        (returned / "附件" / "子").symlink_to(elsewhere)
    (copied,) = take(source, returned).copied
    assert (returned / copied).read_bytes() == b"1"
    assert not list(elsewhere.iterdir())
