"""A user's computer as far as it matters to the Excel add-in: which programs, which folders, which Python."""

from __future__ import annotations

import locale
import os
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

Platform = Literal["windows", "macos", "linux"]
ADDIN_NAME = "xlwings.xlam"
#: Excel, WPS and LibreOffice, below the folders that programs are installed in.
_PROGRAMS: dict[Platform, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "windows": (
        ("Microsoft Office*/root/Office*/EXCEL.EXE", "Microsoft Office*/Office*/EXCEL.EXE"),
        ("Kingsoft/WPS Office", "WPS Office"),
        ("LibreOffice*/program/soffice.exe",),
    ),
    "macos": (("Microsoft Excel.app",), ("wpsoffice.app",), ("LibreOffice.app",)),
    "linux": ((), (), ("soffice", "libreoffice")),
}
_MAC_STARTUP = ("User Content.localized/Startup.localized/Excel", "User Content/Startup/Excel")


def _can_import_uno() -> bool:
    return find_spec("uno") is not None


@dataclass(frozen=True, slots=True)
class Machine:
    """What matters here of a user's computer."""

    platform: Platform
    home: Path
    startup: tuple[Path, ...]  # the folders whose files Excel opens when it starts; the user's own first
    config: Path  # xlwings' configuration
    encoding: str  # in which Excel reads it
    interpreter: Path
    command: Path
    xlwings: Path | None  # the folder of the installed package
    excel: bool
    wps: bool
    libreoffice: bool
    uno: bool

    @classmethod
    def here(cls, uno: Callable[[], bool] = _can_import_uno) -> Machine:
        """The computer that runs this; `uno`, asked on Linux only, tells whether LibreOffice can be driven from Python."""
        platforms: dict[str, Platform] = {"win32": "windows", "darwin": "macos"}
        return look(platforms.get(sys.platform, "linux"), Path.home(), os.environ, uno)

    @property
    def key(self) -> str:
        """The setting that names the interpreter."""
        return "INTERPRETER_MAC" if self.platform == "macos" else "INTERPRETER_WIN"

    @property
    def may_have_excel(self) -> bool:
        """Excel, or the folder that only Excel makes: Excel may be installed where nobody looks."""
        return self.excel or any(folder.is_dir() for folder in self.startup)


def look(platform: Platform, home: Path, environ: Mapping[str, str], uno: Callable[[], bool]) -> Machine:
    """What a computer has; the Python is the running one."""
    names = ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA")
    roots = {
        "windows": [Path(environ[name]) for name in names if environ.get(name)],
        "macos": [Path("/Applications"), home / "Applications"],
        "linux": [Path(folder) for folder in environ.get("PATH", "").split(os.pathsep) if folder],
    }[platform]
    excel, wps, libreoffice = (
        next((path for root in roots for pattern in patterns for path in root.glob(pattern)), None)
        for patterns in _PROGRAMS[platform]
    )
    excel = _registered_excel() or excel
    package = Path(spec.origin).parent if (spec := find_spec("xlwings")) and spec.origin else None
    mac_config = "Library/Containers/com.microsoft.Excel/Data/xlwings.conf"
    return Machine(
        platform=platform,
        home=home,
        startup=_startup(platform, home, environ, excel),
        config=home / (mac_config if platform == "macos" else ".xlwings/xlwings.conf"),
        # On Windows, VBA reads text in the system's own code page, GBK on a Chinese one.
        encoding="utf-8" if platform == "macos" else locale.getencoding(),
        interpreter=Path(sys.executable),
        command=own_command(platform),
        xlwings=package if package and is_file(package / "addin" / ADDIN_NAME) else None,
        excel=excel is not None,
        wps=wps is not None,
        libreoffice=libreoffice is not None,
        uno=platform == "linux" and uno(),
    )


def _registered_excel() -> Path | None:
    """Excel as Windows itself finds it."""
    if sys.platform == "win32":
        import winreg

        for hive in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            try:
                path = winreg.QueryValue(
                    hive, r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
                )
            except OSError:
                continue
            if is_file(path.strip('"')):
                return Path(path.strip('"'))
    return None


def _startup(
    platform: Platform, home: Path, environ: Mapping[str, str], excel: Path | None
) -> tuple[Path, ...]:
    if platform == "windows":
        own = Path(environ.get("APPDATA") or home / "AppData/Roaming") / "Microsoft/Excel/XLSTART"
        return (own, excel.parent / "XLSTART") if excel else (own,)
    group = home / "Library/Group Containers/UBF8T346G9.Office"
    folders = [group / name for name in _MAC_STARTUP if platform == "macos"]
    return tuple(sorted(folders, key=lambda folder: not folder.is_dir()))


def own_command(platform: Platform | None = None) -> Path:
    """The program's own command; where it ought to be, if it is nowhere."""
    windows = platform == "windows" if platform else sys.platform == "win32"
    name = "dangjian-xl.exe" if windows else "dangjian-xl"
    user = sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))
    folders = [Path(folder) for folder in (sysconfig.get_path("scripts"), Path(sys.executable).parent, user)]
    return next((folder / name for folder in folders if is_file(folder / name)), folders[0] / name)


def is_file(path: Path | str) -> bool:
    """Whether a file is there and may be looked at."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises where nobody may look, or nothing can be
