"""One year's folder: where everything lies, its signing key, and writing files so that a crash leaves no half file."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from dangjian_xl.errors import CannotRunError

SCHEME_NAME = "方案.xlsx"
WORKBENCH_NAME = "工作台.xlsm"
KEY_NAME = ".dangjian-xl.key"
CACHE_NAME = ".dangjian-xl.cache"
#: Folders of written reports: below 回收/, and last year's in the workspace itself.
REPORTS = "述职报告"
LAST_REPORTS = "上年述职报告"
#: The list of proposed grades of the annual appraisal; it need not be there.
ANNUAL_LIST = "年度考核名单.xlsx"
#: The folder of the lists below 结果/, and what one target's are called.
THREE_LISTS = "三张清单"
_KEY_BYTES = 32
_KEY_LEAST = 16
#: So many bytes of an organisation's name, 60 characters, stand in a file's: file systems take 255 with its code and ending.
_NAME = 180
#: Begins the name of a file that is being written.
UNFINISHED = ".写入中-"
_BUSY = ".正在进行"
#: An unfinished file older than this belongs to no running process.
_STALE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder of one year's assessment."""

    root: Path

    @property
    def scheme(self) -> Path:
        """The scheme workbook."""
        return self.root / SCHEME_NAME

    @property
    def workbench(self) -> Path:
        """The workbook with the buttons."""
        return self.root / WORKBENCH_NAME

    @property
    def issued(self) -> Path:
        """Forms to hand out."""
        return self.root / "发放"

    @property
    def returned(self) -> Path:
        """What came back; never written to."""
        return self.root / "回收"

    @property
    def last_reports(self) -> Path:
        """Last year's written reports, which new ones are compared with; it need not be there."""
        return self.root / LAST_REPORTS

    @property
    def sent_back(self) -> Path:
        """Faulty forms with notes, and the chasing list."""
        return self.root / "退回"

    @property
    def results(self) -> Path:
        """The result workbook."""
        return self.root / "结果"

    @property
    def three_lists(self) -> Path:
        """The three lists of every target, as they are handed out."""
        return self.results / THREE_LISTS

    @property
    def mending(self) -> Path:
        """Rectification: the ledger, lists that came back, lists to be mended."""
        return self.root / "整改"

    @property
    def lists_returned(self) -> Path:
        """Lists that came back; never written to."""
        return self.mending / "回收"

    @property
    def lists_sent_back(self) -> Path:
        """Faulty lists with notes."""
        return self.mending / "退回"

    @property
    def divided(self) -> Path:
        """What each unit gets that assesses its own branches: a folder a unit."""
        return self.root / "分级"

    @property
    def handed_in(self) -> Path:
        """A unit's summaries for the college."""
        return self.root / "上报"

    @property
    def plans(self) -> Path:
        """Plans: who inspects whom, who speaks when."""
        return self.root / "安排"

    @property
    def cache(self) -> Path:
        """What files that came back were found to be; it may be deleted at any time."""
        return self.root / CACHE_NAME

    def relative(self, path: Path) -> str:
        """A path as messages show it: below the workspace, with forward slashes, no unprintable characters."""
        return printable(path.relative_to(self.root).as_posix())

    def create(self, key: bytes | None = None) -> None:
        """Make the folders and the signing key; an existing key is kept, for issued forms were signed with it."""
        for folder in (self.root, self.issued, self.returned, self.sent_back, self.results):
            folder.mkdir(parents=True, exist_ok=True)
        if not (self.root / KEY_NAME).exists():
            write_whole(self.root / KEY_NAME, (key or secrets.token_bytes(_KEY_BYTES)).hex().encode())

    def in_use(self) -> bool:
        """Whether anything was issued or returned: then a missing key must not be replaced by a new one."""
        return any(path.is_file() for folder in (self.issued, self.returned) for path in folder.rglob("*"))

    def key(self) -> bytes:
        """The signing key; raises CannotRunError with what to do if it is gone or damaged."""
        damaged = f"签名密钥文件 {KEY_NAME} 的内容坏了；请从备份里恢复它。"
        try:
            key = bytes.fromhex((self.root / KEY_NAME).read_text(encoding="utf-8-sig").strip())
        except FileNotFoundError:
            raise CannotRunError(
                f"工作目录里找不到签名密钥文件 {KEY_NAME}，认不出自己发放的表；请从备份里恢复它。"
            ) from None
        except ValueError:
            raise CannotRunError(damaged) from None
        if len(key) < _KEY_LEAST:
            raise CannotRunError(damaged)
        return key

    @contextlib.contextmanager
    def busy(self) -> Iterator[None]:
        """Keep a second button from running meanwhile (CannotRunError); the system lets go when this process ends."""
        with (self.root / _BUSY).open("a") as file:
            try:
                _lock(file)
            except OSError:
                raise CannotRunError("上一步还在进行；请等它完成，再点按钮。") from None
            yield

    def require(self) -> None:
        """Raise CannotRunError where this is no workspace."""
        if not self.scheme.is_file():
            raise CannotRunError(
                f"“{self.root}”不是工作目录（里面没有{SCHEME_NAME}）；请核对路径，还没有工作目录的用 new 命令新建。"
            )


def require_closed(path: Path, undone: str) -> None:
    """Raise CannotRunError where a workbook is open in some program: what was typed may not be saved, or be saved over ours."""
    locks = (f"~${path.name}", f".~lock.{path.name}#", f".~{path.name}")
    lock = next((name for name in locks if (path.parent / name).exists()), None)
    if lock is not None:
        raise CannotRunError(
            f"{path.name} 正开着，{undone}；请保存并关闭它，再试一次（如果没有人开着它，请删去留下来的“{lock}”）。"
        )


def _lock(file: TextIO) -> None:
    """Lock a file for this process alone; OSError where another has it."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def printable(name: str) -> str:
    """A file's name as messages show it: GBK bytes as they were meant, other bytes and control characters escaped."""
    parts = (_meant(part) for part in name.split("/"))
    return "".join(c if c.isprintable() or c == "\u3000" else f"\\u{ord(c):04x}" for c in "/".join(parts))


def _meant(part: str) -> str:
    raw = part.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("utf-8", "backslashreplace")


def plain(name: str) -> str:
    """A name without what file systems forbid."""
    return "".join("·" if c in '\\/:*?"<>|' or not c.isprintable() else c for c in name).strip(" .") or "_"


def named_after(code: str, name: str) -> str:
    """What a file about an organisation is called, without its ending: codes are unique, so a long name may be cut."""
    return plain(f"{code}_{name.encode()[:_NAME].decode(errors='ignore')}")


def write_whole(path: Path, data: bytes, *, ours: bool = True) -> None:
    """Write beside and rename into place: a crash leaves the old file or the new one, never half.

    `ours`: nobody else writes into the folder, and what a killed run left there is to be swept away.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if ours:
            sweep(path.parent)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(path))
        Path(temporary).replace(path)
    except OSError as error:
        raise CannotRunError(f"“{path.name}”写不进去：{why(error)}。") from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


#: What the system's commonest refusals mean to a person.
_REASONS = {
    errno.ENOSPC: "磁盘满了，请清理后再试",
    errno.EDQUOT: "磁盘配额用完了，请清理后再试",
    errno.EFBIG: "文件太大，磁盘不接受",
    errno.EACCES: "没有权限，或者文件正在 Excel 或 WPS 里打开，请关闭后再试",
    errno.EPERM: "没有权限，或者文件正在 Excel 或 WPS 里打开，请关闭后再试",
    errno.EROFS: "这个位置是只读的，请换一个位置",
    errno.ENOENT: "路径不存在",
    errno.EISDIR: "同名的位置上是一个文件夹，请把它移走",
    errno.EEXIST: "同名的位置上是一个文件，请把它移走",
    errno.ENOTDIR: "同名的位置上是一个文件，请把它移走",
    errno.ENAMETOOLONG: "名字太长",
    errno.EIO: "磁盘或网络盘读写出错",
}


def why(error: OSError) -> str:
    """The reason of a refusal by the system, in words."""
    return _REASONS.get(error.errno or 0, "系统拒绝了读写")


def _mode(path: Path) -> int:
    """The rights that the file has or, new, would have; the temporary one is its maker's alone, as only a key and answers should be."""
    if path.name in (KEY_NAME, CACHE_NAME):
        return 0o600
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def sweep(folder: Path) -> None:
    """Remove what a run left that was killed while writing into a folder of ours."""
    for path in folder.glob(f"{UNFINISHED}*.tmp"):
        # Another run may be sweeping too.
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                path.unlink()
