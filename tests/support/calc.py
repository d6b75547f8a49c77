"""LibreOffices for the engine's tests: one without windows a test process, and others that a user might have started."""

from __future__ import annotations

import atexit
import functools
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter
import xlwings

from dangjian_xl import libreoffice
from dangjian_xl.libreoffice import profiles
from tests.support.office import soffice

START = 60.0  # seconds
#: How forms are protected: without a password, formats and notes allowed.
FORM = {
    "sort": True,
    "autofilter": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "objects": True,
}


@functools.cache
def app() -> xlwings.App:
    """This process's LibreOffice; it ends with it."""
    return libreoffice.register().apps.add(visible=False, add_book=False)


@contextmanager
def blank() -> Iterator[xlwings.Sheet]:
    """The sheet of a new book."""
    book = app().books.add()
    try:
        yield book.sheets[0]
    finally:
        book.close()


@contextmanager
def opened(path: Path) -> Iterator[xlwings.Book]:
    """A file, open in this process's LibreOffice."""
    book = app().books.open(path)
    try:
        yield book
    finally:
        book.close()


@contextmanager
def users_office(profile: Path) -> Iterator[int]:
    """A LibreOffice as a user would start it: nobody was told to listen. Its process id."""
    command = [
        soffice(),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nodefault",
    ]
    # Starting for the first time it starts twice, and in between nobody should knock.
    subprocess.run([*command, "--terminate_after_init"], capture_output=True, timeout=START, check=True)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    end = functools.partial(_end, process, profile)
    atexit.register(end)
    try:
        deadline = time.monotonic() + START
        while not profiles.settled(profiles.address(profile)):
            if time.monotonic() > deadline:
                raise TimeoutError("LibreOffice did not start")
            time.sleep(0.05)
        number = profiles.process_id(profiles.address(profile))
        assert number
        yield number
    finally:
        end()
        atexit.unregister(end)


def _end(process: subprocess.Popen[bytes], profile: Path) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    profiles.sweep(profiles.address(profile))


def protected(path: Path, password: str = "", options: Mapping[str, bool] | None = None) -> Path:
    """A workbook with a sheet 表 protected as forms are: A1 locked, B1 open."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("表")
    sheet.protect(password, {**FORM, **(options or {})})
    sheet.write("A1", "锁定")
    sheet.write("B1", 5, book.add_format({"locked": False}))
    book.close()
    return path
