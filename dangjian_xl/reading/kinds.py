"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum

import olefile

from dangjian_xl.reading.package import DAMAGED

#: Begins the signed stamp of a form, which is told even where a form was saved as text.
STAMP_PREFIX = "DJXL"
_OLE = olefile.MAGIC


class Kind(StrEnum):
    """Kinds of files that come back; a member's value is what staff call it."""

    EMPTY = "空文件"
    OOXML = "Excel 工作簿"
    XLSB = "Excel 二进制工作簿"
    XLS = "Excel 97 工作簿"
    ODS = "ODS 表格"
    ENCRYPTED = "加密文件"
    ZIP = "压缩包"
    ARCHIVE = "别种压缩包"
    STRAY_TEXT = "存成了文本或网页的表，请另存为 .xlsx"
    XML_SHEET = "XML 表格，请另存为 .xlsx"
    OLD_SHEET = "很旧的 Excel 格式，请另存为 .xlsx"
    PDF = "PDF 文件"
    IMAGE = "图片"
    RTF = "RTF 文档"
    WORD = "Word 文档"
    OLD_OFFICE = "旧版 Office 文件"
    SLIDES = "PPT 文件"
    MAIL = "邮件，请把附件另存出来"
    WEB = "网页"
    OTHER = "文本或其他文件"

    @property
    def is_workbook(self) -> bool:
        """Whether there are sheets in it that can be read."""
        return self in (Kind.OOXML, Kind.XLSB, Kind.XLS, Kind.ODS)


#: How content begins.
_STARTS = (
    (b"%PDF", Kind.PDF),
    (b"\x89PNG", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
    (b"II*\0", Kind.IMAGE),
    (b"MM\0*", Kind.IMAGE),
    (b"{\\rtf", Kind.RTF),
    (b"Rar!", Kind.ARCHIVE),
    (b"7z\xbc\xaf", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"BZh", Kind.ARCHIVE),
    (b"\xfd7zXZ", Kind.ARCHIVE),
    # records of Excel 2, 3 and 4, which were no compound files yet
    (b"\x09\x00\x04\x00", Kind.OLD_SHEET),
    (b"\x09\x02\x06\x00", Kind.OLD_SHEET),
    (b"\x09\x04\x06\x00", Kind.OLD_SHEET),
)
_STREAMS = (
    ("EncryptedPackage", Kind.ENCRYPTED),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
    ("WordDocument", Kind.WORD),
    ("PowerPoint Document", Kind.SLIDES),
    ("__properties_version1.0", Kind.MAIL),
)
_TAR = 257, b"ustar"
_HTML = (b"<html", b"<!doctype html", b"<table", b"<body", b"<head", b"<meta")
_MAIL = (b"from:", b"received:", b"return-path:", b"mime-version:", b"message-id:", b"delivered-to:")


def kind_of(data: bytes) -> Kind:
    """The kind of a file's content."""
    if not data:
        return Kind.EMPTY
    if data.startswith(b"PK"):
        return _of_zip(data)
    if data.startswith(_OLE):
        return _of_compound(data)
    found = next((kind for start, kind in _STARTS if data.startswith(start)), None)
    if found is None and data[_TAR[0] : _TAR[0] + len(_TAR[1])] == _TAR[1]:
        found = Kind.ARCHIVE
    return found or _of_text(data)


def _of_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            mimetype = b""
            if "mimetype" in names:
                with package.open("mimetype") as file:
                    mimetype = file.read(100)
    except DAMAGED:
        # A workbook that was cut off; reading it will say so.
        return Kind.OOXML if b"xl/" in data or b"[Content_Types]" in data else Kind.ZIP
    if b"opendocument.spreadsheet" in mimetype:
        return Kind.ODS
    if b"opendocument" in mimetype:
        return Kind.WORD if b"text" in mimetype else Kind.SLIDES
    folders = {name.replace("\\", "/").lstrip("/").split("/")[0].lower() for name in names}
    if "[content_types].xml" not in folders:
        return Kind.OOXML if "xl/workbook.xml" in names else Kind.ZIP
    if any(name.lower().endswith("workbook.bin") for name in names):
        return Kind.XLSB
    by_folder = {"xl": Kind.OOXML, "word": Kind.WORD, "ppt": Kind.SLIDES}
    return next((kind for folder, kind in by_folder.items() if folder in folders), Kind.OOXML)


def _of_compound(data: bytes) -> Kind:
    """A compound file by its streams; one that is damaged by the names that stand somewhere in it."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            streams = {path[0] for path in compound.listdir(streams=True, storages=False)}
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
        streams = {name for name, _ in _STREAMS if name.encode("utf-16-le") in data}
    return next((kind for name, kind in _STREAMS if name in streams), Kind.OLD_OFFICE)


def _of_text(data: bytes) -> Kind:
    stamp = f"{STAMP_PREFIX}|"
    if any(stamp.encode(encoding) in data for encoding in ("ascii", "utf-16-le", "utf-16-be")):
        return Kind.STRAY_TEXT
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Kind.XML_SHEET
    if head.startswith(_HTML) or b"<html" in head:
        return Kind.WEB
    return Kind.MAIL if head.startswith(_MAIL) else Kind.OTHER
