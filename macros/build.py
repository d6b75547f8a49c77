#!/usr/bin/env python3
"""Compiles each macro source, NAME.bas, to a VBA project, NAME.bin, that XlsxWriter can put into a workbook.

LibreOffice does it: a new workbook gets the source as a module and is saved as a workbook with macros; the project is
taken out of that file. No file made elsewhere is involved.

Python needs the bindings to LibreOffice; the system's own has them where python3-uno is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PATIENCE = 120.0  # seconds for all of it; it takes three
PROJECT = "VBAProject"

_BINDINGS = "/usr/lib/python3/dist-packages"
_FILTER = "Calc MS Excel 2007 VBA XML"
# The names that XlsxWriter gives the workbook and its first sheet.
_WORKBOOK, _SHEET = "ThisWorkbook", "Sheet1"
# What com.sun.star.script.ModuleType calls them.
_NORMAL, _DOCUMENT = 1, 4
# Windows-1252 in LibreOffice's list of encodings. Without it the project says that its code page is 0.
_WESTERN = 1


def module_name(source: Path) -> str:
    """What the module is called: djxl_ and the file's name."""
    return f"djxl_{source.stem}"


def build(sources: Sequence[Path], folder: Path) -> list[Path]:
    """The project of every source, in the folder."""
    made = []
    with tempfile.TemporaryDirectory() as scratch, _office(Path(scratch)) as desktop:
        for source in sources:
            saved = Path(scratch) / f"{source.stem}.xlsm"
            _save(desktop, module_name(source), source.read_text(encoding="ascii"), saved)
            made.append(folder / f"{source.stem}.bin")
            with zipfile.ZipFile(saved) as workbook:
                made[-1].write_bytes(workbook.read("xl/vbaProject.bin"))
    return made


def _save(desktop: Any, name: str, text: str, file: Path) -> None:  # noqa: ANN401 - UNO has no types
    import uno

    book = desktop.loadComponentFromURL(
        "private:factory/scalc", "_blank", 0, (_property("Hidden", value=True),)
    )
    libraries = book.BasicLibraries
    libraries.VBACompatibilityMode = True
    libraries.ProjectName = PROJECT
    encoding = uno.Any("unsigned short", _WESTERN)
    uno.invoke(libraries, "setPropertyValue", ("VBATextEncoding", encoding))
    libraries.createLibrary(PROJECT)
    library = libraries.getByName(PROJECT)
    sheet = book.Sheets.getByIndex(0)
    book.CodeName, sheet.CodeName = _WORKBOOK, _SHEET
    # only by its VBA object is the workbook's module told from a sheet's
    workbook = book.createInstance("ooo.vba.VBAObjectModuleObjectProvider").getByName(_WORKBOOK)
    for module, kind, owner, source in (
        (name, _NORMAL, None, text),
        (_WORKBOOK, _DOCUMENT, workbook, ""),
        (_SHEET, _DOCUMENT, sheet, ""),
    ):
        info = uno.createUnoStruct("com.sun.star.script.ModuleInfo")
        info.ModuleType = kind
        info.ModuleObject = owner
        library.insertModuleInfo(module, info)
        library.insertByName(module, source)
    book.storeToURL(file.as_uri(), (_property("FilterName", value=_FILTER),))
    book.close(True)  # noqa: FBT003


def _property(name: str, *, value: object) -> object:
    import uno

    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


@contextlib.contextmanager
def _office(scratch: Path) -> Iterator[Any]:
    """A LibreOffice without a window, ended afterwards whatever happens."""
    sys.path.append(_BINDINGS)
    import uno

    pipe = f"dangjian-xl-macros-{os.getpid()}"
    office = subprocess.Popen(
        [
            shutil.which("soffice") or "soffice",
            f"-env:UserInstallation={(scratch / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nodefault",
            f"--accept=pipe,name={pipe};urp",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # ends a LibreOffice that hangs as well; what waits for it then fails
    late = threading.Timer(PATIENCE, os.killpg, (office.pid, signal.SIGKILL))
    late.start()
    try:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        no_connection = uno.getClass("com.sun.star.connection.NoConnectException")
        context = None
        while context is None:
            if office.poll() is not None:
                raise RuntimeError("LibreOffice ended before it was ready.")
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except no_connection:
                time.sleep(0.05)
        yield context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    finally:
        late.cancel()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(office.pid, signal.SIGKILL)
        office.wait()


def _main() -> None:
    parser = argparse.ArgumentParser(description="Compiles macro sources to VBA projects.")
    parser.add_argument("sources", nargs="*", type=Path, help="by default all those beside this program")
    parser.add_argument("--into", type=Path, default=HERE, help="by default beside this program")
    asked = parser.parse_args()
    for made in build(asked.sources or sorted(HERE.glob("*.bas")), asked.into):
        sys.stdout.write(f"{made}\n")


if __name__ == "__main__":
    _main()
