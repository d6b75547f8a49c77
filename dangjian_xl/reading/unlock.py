"""Workbooks that open with a password: those that use Excel's own built-in one are opened, the others are refused."""

from __future__ import annotations

import io

from dangjian_xl.reading import limits
from dangjian_xl.reading.errors import EncryptedWorkbookError, UnreadableWorkbookError

#: Excel uses it by itself where a workbook is protected but asks nobody for a password.
_BUILT_IN = "VelvetSweatshop"


def unlocked(data: bytes) -> bytes:
    """The workbook within; EncryptedWorkbookError where it wants a person's password, or asks too much of us."""
    try:
        return _decrypted(data)
    except (MemoryError, UnreadableWorkbookError):
        raise
    except Exception as error:  # the library raises whatever a wrong password or a damaged file leads it to
        raise EncryptedWorkbookError("设了打开密码") from error


def _decrypted(data: bytes) -> bytes:
    import msoffcrypto

    office = msoffcrypto.OfficeFile(io.BytesIO(data))
    if int((getattr(office, "info", None) or {}).get("spinValue", 0)) > limits.MAX_SPIN:
        raise EncryptedWorkbookError("密码保护的参数不正常")
    try:
        office.load_key(password=_BUILT_IN, verify_password=True)
    except TypeError:
        # the reader of .xls verifies by itself
        office.load_key(password=_BUILT_IN)
    stream = io.BytesIO()
    office.decrypt(stream)
    return stream.getvalue()
