"""A year's folder: its key, its names as messages show them, and files that are whole or as they were."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian_xl.errors import CannotRunError
from dangjian_xl.workspace import KEY_NAME, SCHEME_NAME, Workspace, named_after, write_whole

KEY = bytes(range(32))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_new_workspace_has_its_folders_and_a_key_of_its_own(tmp_path: Path) -> None:
    one, other = Workspace(tmp_path / "一" / "2022年度"), Workspace(tmp_path / "二")
    for workspace in (one, other):
        workspace.create()
        assert names(workspace.root) == {"发放", "回收", "退回", "结果", KEY_NAME}
        assert len(workspace.key()) == 32
    assert one.key() != other.key()


def test_creating_again_changes_nothing(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.create(KEY)
    (workspace.returned / "甲.xlsx").write_bytes(b"1")
    workspace.create()
    workspace.create(bytes(32))
    # Forms are out that were signed with the first key.
    assert workspace.key() == KEY
    assert names(workspace.returned) == {"甲.xlsx"}


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("A1", "甲党总支", "A1_甲党总支"),
        ("A1", "甲/乙:党总支", "A1_甲·乙·党总支"),
        ("A1", "长" * 61, "A1_" + "长" * 60),
        ("A1", "𠮷" * 61, "A1_" + "𠮷" * 45),
        ("A1", "长" * 59 + "𠮷", "A1_" + "长" * 59),
        ("A1", "a" * 200, "A1_" + "a" * 180),
    ],
)
def test_a_long_name_of_an_organisation_is_cut_in_a_files_name(code: str, name: str, expected: str) -> None:
    assert named_after(code, name) == expected
    assert len(f"{named_after('码' * 20, name)}.xlsx".encode()) <= 255


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    Workspace(tmp_path).create()
    assert (tmp_path / KEY_NAME).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, f"工作目录里找不到签名密钥文件 {KEY_NAME}，认不出自己发放的表；请从备份里恢复它。"),
        (b"not hex at all", f"签名密钥文件 {KEY_NAME} 的内容坏了；请从备份里恢复它。"),
        (b"\xff\xfe\x00", f"签名密钥文件 {KEY_NAME} 的内容坏了；请从备份里恢复它。"),
        (b"0a1", f"签名密钥文件 {KEY_NAME} 的内容坏了；请从备份里恢复它。"),
        # cut off, as a full disk or a failed copy leaves it: still hexadecimal, but nobody's key
        (b"", f"签名密钥文件 {KEY_NAME} 的内容坏了；请从备份里恢复它。"),
        (KEY.hex().encode()[:16], f"签名密钥文件 {KEY_NAME} 的内容坏了；请从备份里恢复它。"),
    ],
)
def test_a_key_that_is_gone_or_damaged_is_told(content: bytes | None, sentence: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / KEY_NAME).write_bytes(content)
    with pytest.raises(CannotRunError) as error:
        Workspace(tmp_path).key()
    assert str(error.value) == sentence


def test_a_key_survives_an_editor(tmp_path: Path) -> None:
    (tmp_path / KEY_NAME).write_text(f" {KEY.hex().upper()}\r\n")
    assert Workspace(tmp_path).key() == KEY


def test_what_is_no_workspace_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match=r"不是工作目录.*请核对路径.*用 new 命令新建"):
        Workspace(tmp_path).require()
    (tmp_path / SCHEME_NAME).mkdir()
    with pytest.raises(CannotRunError):
        Workspace(tmp_path).require()
    (tmp_path / SCHEME_NAME).rmdir()
    (tmp_path / SCHEME_NAME).touch()
    Workspace(tmp_path).require()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("回收/甲.xlsx", "回收/甲.xlsx"),
        ("回收/甲 乙（最终版2）.xlsx", "回收/甲 乙（最终版2）.xlsx"),
        ("回收/甲\u3000乙.xlsx", "回收/甲\u3000乙.xlsx"),  # people do type full-width blanks
        ("回收/𠮷.xlsx", "回收/𠮷.xlsx"),
        ("回收/甲\n乙.xlsx", "回收/甲\\u000a乙.xlsx"),
        ("回收/\x1b[31m甲.xlsx", "回收/\\u001b[31m甲.xlsx"),  # would colour the terminal
        ("回收/\u202excod.exe", "回收/\\u202excod.exe"),  # would turn the name around
        (os.fsdecode("回收/甲.xlsx".encode("gbk")), None),  # from an old archive: no UTF-8
        (os.fsdecode(b"\xff\xfe.xlsx"), "\\xff\\xfe.xlsx"),
    ],
)
def test_names_are_shown_as_they_can_be_read(name: str, shown: str | None, tmp_path: Path) -> None:
    text = Workspace(tmp_path).relative(tmp_path / name)
    assert shown is None or text == shown
    assert text.encode("utf-8")
    assert text.endswith((".xlsx", ".exe"))
    assert "\n" not in text


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=20).filter(lambda b: b"\0" not in b and b"/" not in b))
def test_any_file_name_can_be_shown(name: bytes) -> None:
    root = Path("/年度")
    path = root / os.fsdecode(name)
    if path.name not in ("", "..") and path != root:
        text = Workspace(root).relative(path)
        assert text.encode("utf-8").decode() == text
        assert all(c.isprintable() or c == "\u3000" for c in text)


def test_write_whole_makes_the_folders_and_replaces(tmp_path: Path) -> None:
    file = tmp_path / "新" / "目录" / "甲.xlsx"
    for data in (b"1", b"", bytes(1_000_000)):
        write_whole(file, data)
        assert file.read_bytes() == data
        assert names(file.parent) == {"甲.xlsx"}


class Boom(BaseException):
    """As KeyboardInterrupt is: not an Exception."""


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), Boom(), MemoryError()])
@pytest.mark.parametrize("at", ["os.fsync", "os.fdopen", "pathlib.Path.replace"])
def test_a_failed_write_leaves_the_old_file_and_no_litter(
    at: str, failure: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "甲.xlsx"
    file.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(at, fail)
        with pytest.raises(CannotRunError if isinstance(failure, OSError) else type(failure)):
            write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == {"甲.xlsx"}
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"


def test_a_file_that_is_open_in_excel_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "as Windows says of a file that Excel holds open")

    monkeypatch.setattr("pathlib.Path.replace", denied)
    with pytest.raises(CannotRunError) as error:
        write_whole(tmp_path / "考核结果.xlsx", b"new")
    assert str(error.value) == (
        "“考核结果.xlsx”写不进去：没有权限，或者文件正在 Excel 或 WPS 里打开，请关闭后再试。"
    )
    assert names(tmp_path) == set()


def test_what_a_killed_run_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    long_ago = time.time() - 100_000
    for name in (".写入中-old.tmp", "写入中-mine.tmp", ".写入中-mine.xlsx", "旧.tmp"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (long_ago, long_ago))
    (tmp_path / ".写入中-new.tmp").touch()  # another process may be writing it now
    write_whole(tmp_path / "甲.xlsx", b"1")
    assert names(tmp_path) == {
        "甲.xlsx",
        ".写入中-new.tmp",
        "写入中-mine.tmp",
        ".写入中-mine.xlsx",
        "旧.tmp",
    }
