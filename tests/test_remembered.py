"""What was read is not read again while nothing changed; and with or without that memory the same comes out, byte for byte."""

from __future__ import annotations

import hmac
import io
import os
import pickle
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dangjian_xl import pipeline
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.reading.kinds import STAMP_PREFIX
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.remembered import Remembered
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.returns.worker import Recipe
from dangjian_xl.scheme.book import write_book
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.workspace import Workspace
from tests.support.small import BALLOT, MATRIX, SHEET, SMALL, right
from tests.support.year import KEY, fill, issued_path, return_all, returned_path, scheme_of, workspace

#: Six of the small year's forms, and two files that are none.
FILES = 8
#: The same year with two ballots without names beside.
ANONYMOUS = (
    SMALL.replace(
        "| 主体编号 | 主体名称 |\n| --- | --- |", "| 主体编号 | 主体名称 | 匿名票张数 |\n| --- | --- | --- |"
    )
    .replace("| 代表 | 党员代表 |\n", "| 代表 | 党员代表 | |\n| 群众 | 群众代表 | 2 |\n")
    .replace(
        "| 现场 | 领导 | 60 | 矩阵 | 全部对象 | 平均 |\n",
        "| 现场 | 领导 | 50 | 矩阵 | 全部对象 | 平均 |\n| 现场 | 群众 | 10 | 票 | 全部对象 | 平均 |\n",
    )
)


def year_of(folder: Path, text: str) -> tuple[Path, Scheme]:
    scheme = scheme_of(text)
    workspace(folder, scheme)
    return_all(folder, scheme, right)
    (folder / "回收" / "说明.txt").write_text("请查收", encoding="utf-8")
    (folder / "回收" / "坏的.xlsx").write_bytes(b"PK\3\4 no workbook")
    return folder, scheme


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return year_of(tmp_path_factory.mktemp("remembered") / "年度", SMALL)[0]


@pytest.fixture
def year(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "年度")
    return tmp_path / "年度"


def collected(folder: Path) -> tuple[Collection, int]:
    """What came of it, and how many files were read."""
    read = 0

    def progress(_done: int, total: int) -> None:
        nonlocal read
        read = total

    return pipeline.collect(folder, progress), read


def out(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in (folder / "退回").rglob("*") if p.is_file()
    }


def same(one: Collection, other: Collection) -> None:
    assert (one.files, one.findings, one.differences) == (other.files, other.findings, other.differences)
    assert {name: tuple(e) for name, e in one.read.items()} == {
        name: tuple(e) for name, e in other.read.items()
    }
    assert one.entries.equals(other.entries)


def remade(folder: Path, form_id: str, value: float) -> None:
    """Another answer in a returned form, saved at the same time as before."""
    scheme = scheme_of(SMALL)
    form = issued_forms(scheme, KEY)[form_id]
    path = returned_path(folder, form)
    before = path.stat()
    source = issued_path(folder, scheme, form)
    fill(source, form, lambda f, a: value if a[1:] == ("1", "value") else right(f, a), path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_second_run_reads_nothing_and_finds_the_same(year: Path) -> None:
    first, read = collected(year)
    assert read == FILES
    written = out(year)
    second, read = collected(year)
    assert read == 0
    same(first, second)
    assert out(year) == written
    Workspace(year).cache.unlink()
    third, read = collected(year)
    assert read == FILES
    same(first, third)
    assert out(year) == written


def _changed(year: Path) -> None:
    remade(year, MATRIX, 49)


def _renamed(year: Path) -> None:
    path = year / "回收" / f"{SHEET.replace('/', '_')}.xlsx"
    path.rename(path.with_name("改了名.xlsx"))


def _gone(year: Path) -> None:
    (year / "回收" / f"{BALLOT.replace('/', '_')}.xlsx").unlink()


def _twice(year: Path) -> None:
    path = year / "回收" / f"{SHEET.replace('/', '_')}.xlsx"
    shutil.copy(path, path.with_name("再交一次.xlsx"))


def _packed(year: Path) -> None:
    path = year / "回收" / f"{SHEET.replace('/', '_')}.xlsx"
    with zipfile.ZipFile(path.with_name("附件.zip"), "w") as archive:
        archive.write(path, path.name)
    path.unlink()


def _alike(year: Path) -> None:
    """A file in an archive would be called as one that was read before."""
    plain = next(path for path in sorted((year / "回收").iterdir()) if path.suffix == ".xlsx")
    folder = year / "回收" / r"a\xfe"
    folder.mkdir()
    shutil.copy(plain, folder / "b.xlsx")
    collected(year)
    with zipfile.ZipFile(year / "回收" / os.fsdecode(b"a\xfe"), "w") as archive:
        archive.writestr("b.xlsx", b"no workbook")


def _exchanged(year: Path) -> None:
    one, other = (year / "回收" / f"{name.replace('/', '_')}.xlsx" for name in (SHEET, BALLOT))
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)


def _weight(year: Path) -> None:
    text = SMALL.replace("| 现场 | 领导 | 60 |", "| 现场 | 领导 | 70 |").replace(
        "| 现场 | 代表 | 40 |", "| 现场 | 代表 | 30 |"
    )
    assert text != SMALL
    (year / "方案.xlsx").write_bytes(write_book(scheme_of(text)))


@pytest.mark.parametrize(
    ("change", "read"),
    [
        (_changed, 1),
        (_renamed, 1),
        (_gone, 0),
        (_twice, 1),
        (_packed, 2),
        (_alike, FILES + 3),
        (_exchanged, 2),
        (_weight, FILES),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)).strip("_"),
)
def test_after_a_change_the_same_comes_out_as_without_memory(
    year: Path, change: Callable[[Path], None], read: int
) -> None:
    collected(year)
    change(year)
    told, number = collected(year)
    written = out(year)
    again, _ = collected(year)
    Workspace(year).cache.unlink()
    afresh, _ = collected(year)
    same(told, afresh)
    same(told, again)
    assert out(year) == written
    assert number == read


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flipped(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]


class _Command:
    """What an attacker would have unpacked."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, ("never",)


def _signed(data: object) -> bytes:
    return _sealed(pickle.dumps(data))


def _sealed(body: bytes) -> bytes:
    return hmac.digest(KEY, body, "sha256") + body


def _calling(module: str, name: str, argument: str) -> bytes:
    """A pickle that calls what a module of ours knows by this name."""
    texts = (b"\x8c" + bytes([len(text)]) + text.encode() for text in (module, name, argument))
    return pickle.PROTO + b"\x04%b%b\x93%b\x85R." % tuple(texts)


def _with_record(record: object) -> Callable[[bytes], bytes]:
    """What an attacker who has the key puts in place of each record, the rest being as it was."""

    def spoil(data: bytes) -> bytes:
        by, kept = pickle.loads(data[32:])  # noqa: S301 - it was written a moment ago
        return _signed((by, {name: (digest, record) for name, (digest, _) in kept.items()}))

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        _cut,
        _flipped,
        lambda _data: b"",
        lambda _data: b"no cache at all",
        lambda data: hmac.digest(b"another key", data[32:], "sha256") + data[32:],
        lambda _data: _signed(_Command()),
        lambda _data: _signed((1, 2, 3)),
        lambda _data: _sealed(b"no pickle"),
        lambda _data: _sealed(_calling("dangjian_xl.returns.intake", "os.mkdir", "never")),
        lambda _data: _sealed(_calling("dangjian_xl.returns.intake", "Path", "never")),
        _with_record(_calling("dangjian_xl.returns.intake", "os.mkdir", "never")),
        _with_record(pickle.dumps("no record")),
        _with_record(b""),
        _with_record("no bytes"),
    ],
    ids=[
        "cut",
        "flipped",
        "empty",
        "other",
        "other key",
        "a command",
        "other content",
        "no pickle",
        "a command that our modules know",
        "a class that our modules know",
        "a command for a record",
        "a text for a record",
        "nothing for a record",
        "no bytes for a record",
    ],
)
def test_a_spoilt_memory_is_none(
    year: Path, spoil: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(year)
    first, _ = collected(year)
    cache = Workspace(year).cache
    cache.write_bytes(spoil(cache.read_bytes()))
    second, read = collected(year)
    assert read == FILES
    same(first, second)
    assert not Path("never").exists()
    assert collected(year)[1] == 0


def test_where_nothing_can_be_kept_all_is_read_again(year: Path) -> None:
    Workspace(year).cache.mkdir()
    first, read = collected(year)
    second, again = collected(year)
    assert read == again == FILES
    same(first, second)


def test_a_pipe_in_its_place_is_not_waited_for(year: Path) -> None:
    os.mkfifo(Workspace(year).cache)
    assert collected(year)[1] == FILES
    assert collected(year)[1] == 0


def test_nothing_of_a_ballot_without_a_name_is_kept(tmp_path: Path) -> None:
    folder, scheme = year_of(tmp_path / "年度", ANONYMOUS)
    forms = issued_forms(scheme, KEY)
    secret = [form_id for form_id, form in forms.items() if form.assignment.anonymous]
    assert len(secret) >= 2
    spoilt = folder / "回收" / "改过票号的.xlsx"
    spoilt.write_bytes(_with_another_stamp(returned_path(folder, forms[secret[0]]).read_bytes()))
    collection, _ = collected(folder)
    assert {f.verdict for f in collection.files if f.form_id in secret} == {Verdict.ACCEPTED}
    assert {f.verdict for f in collection.files if f.file == f"回收/{spoilt.name}"} == {Verdict.REFUSED}
    files = [(path, f"回收/{path.name}") for path in sorted((folder / "回收").iterdir())]
    names = {
        name for name, _ in Remembered(Workspace(folder).cache, Recipe(scheme, KEY), forms, files).known()
    }
    data = Workspace(folder).cache.read_bytes()
    for form_id in secret:
        assert forms[form_id].assignment.rater.code.encode() not in data
        assert f"回收/{returned_path(folder, forms[form_id]).name}" not in names
    assert names
    assert spoilt.name.encode() not in data


def _with_another_stamp(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if str(cell.value).startswith(STAMP_PREFIX):
                cell.value = f"{cell.value}0"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
