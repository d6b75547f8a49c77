"""The connection to a LibreOffice: the one that the user runs, or one that is started for a program alone."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dangjian_xl.errors import CannotRunError
from dangjian_xl.libreoffice import profiles
from dangjian_xl.libreoffice.plain import is_uno
from dangjian_xl.libreoffice.processes import SILENT, within
from dangjian_xl.libreoffice.runtime import Uno, uno
from dangjian_xl.office import end, launch, soffice

_NOT_RUNNING = "没有找到正在运行的 LibreOffice；请先用 LibreOffice 打开表格，再来一次。"
_NOT_STARTED = "LibreOffice 启动不了。"
_NO_DISPLAY = "这里没有图形桌面，打不开 LibreOffice 的窗口。"
#: Seconds until a running LibreOffice must answer, and until one must have started (the first time it makes a profile).
_ANSWER = 20.0
_START = 90.0
_STEP = 0.05
#: Seconds for a request to a LibreOffice that runs; it takes some hundredths, half a second while that one starts.
_HAND_OVER = 4.0


@dataclass(eq=False)
class Office:
    """One running LibreOffice."""

    profile: str
    context: Uno
    desktop: Uno
    pid: int
    #: Without windows.
    headless: bool = False
    #: Started by us: the process, and the folder of its profile.
    process: subprocess.Popen[bytes] | None = None
    folder: Path | None = None
    #: What Excel's application remembers and LibreOffice does not know.
    settings: dict[str, Any] = field(default_factory=dict)
    #: By document: the translators of formulas, and the status bars that we write to.
    parsers: dict[str, Uno] = field(default_factory=dict)
    indicators: dict[str, Uno] = field(default_factory=dict)

    def service(self, name: str) -> Uno:
        """A service of LibreOffice below com.sun.star."""
        return self.context.ServiceManager.createInstanceWithContext(f"com.sun.star.{name}", self.context)

    def alive(self) -> bool:
        """Whether it still answers."""
        try:
            within(_ANSWER, lambda: self.desktop.Name)
        except Exception as error:
            if is_uno(error):
                return False
            raise
        return True

    def quit(self) -> None:
        """End it as a user would; what is unsaved in spreadsheets is discarded, as xlwings does it."""
        try:
            ended = within(_ANSWER, self.desktop.terminate)
        except Exception as error:
            if not is_uno(error, "DisposedException"):  # it may be gone before it can answer
                raise
            ended = True
        if not ended:
            raise CannotRunError("LibreOffice 没有退出：还有别的文档或对话框开着。")
        self._wait(lambda: not profiles.running(self.profile))
        self._forget()

    def kill(self) -> None:
        """End it at once; nothing if it has ended, for its number may be another's by now."""
        if self.process and self.process.poll() is None:
            end(self.process)
        elif self.pid and profiles.process_id(self.profile) == self.pid:
            os.kill(self.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        self._forget()

    def _forget(self) -> None:
        """Wait until its process has ended, and remove its profile."""
        if self.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_ANSWER)
            end(self.process)
        if self.folder:
            profiles.sweep(self.profile)
            shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _wait(done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _ANSWER
        while not done() and time.monotonic() < deadline:
            time.sleep(_STEP)


def attach() -> Office:
    """The LibreOffice that the user runs; raises CannotRunError, and starts nothing, if there is none."""
    profile = profiles.current()
    context = _resolve(profile)
    if context is None:
        if not profiles.running(profile):
            raise CannotRunError(_NOT_RUNNING)
        _open_pipe(profile)
        context = _poll(profile, _ANSWER, lambda: profiles.running(profile))
        if context is None:
            raise CannotRunError(SILENT)
    return _office(profile, context)


def start(*, visible: bool) -> Office:
    """A LibreOffice of its own, with a fresh profile. One without windows ends with this program."""
    display = (
        sys.platform in {"win32", "darwin"} or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    )
    if visible and not display:
        raise CannotRunError(_NO_DISPLAY)
    program = soffice()
    folder = Path(tempfile.mkdtemp(prefix="dangjian-xl-libreoffice-"))
    profile = profiles.address(folder)
    process = launch([str(program), *_arguments(profile, headless=not visible)])
    office = None
    try:
        context = _poll(profile, _START, lambda: process.poll() is None)
        office = context and _office(profile, context)
    finally:
        if office is None:
            end(process)
            shutil.rmtree(folder, ignore_errors=True)
    if office is None:
        raise CannotRunError(_NOT_STARTED)
    office.headless, office.process, office.folder = not visible, process, folder
    if office.headless:
        atexit.register(office.kill)
    return office


def _office(profile: str, context: Uno) -> Office:
    _part_at_exit()

    def connect() -> Office:
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        return Office(profile, context, desktop, profiles.process_id(profile) or 0)

    return within(_ANSWER, connect)


@functools.cache
def _part_at_exit() -> None:
    """Cut the bridges while Python still stands: its thread, working on while Python ends, was seen to crash it."""
    atexit.register(_part)


def _part() -> None:
    local = uno().getComponentContext()
    factory = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.BridgeFactory", local)
    for bridge in factory.getExistingBridges():
        bridge.dispose()


def _resolve(profile: str) -> Uno | None:
    """The context of the LibreOffice that listens on our pipe; None if none does."""
    local = uno().getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    address = f"uno:pipe,name={profiles.pipe_name(profile)};urp;StarOffice.ComponentContext"
    try:
        return within(_ANSWER, lambda: resolver.resolve(address))
    except Exception as error:
        if is_uno(error, "NoConnectException", "ConnectionSetupException", "DisposedException"):
            return None
        raise


def _poll(profile: str, seconds: float, possible: Callable[[], bool]) -> Uno | None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and possible():
        context = _resolve(profile)
        if context is not None:
            return context
        time.sleep(_STEP)
    return None


def _open_pipe(profile: str) -> None:
    """Ask the running LibreOffice to listen.

    The request is handed over at once, and then its process ends. One that stays has become a LibreOffice itself,
    because the user's was just starting for the first time or just ending: it is ended, and the request repeated.
    """
    deadline = time.monotonic() + _ANSWER
    while time.monotonic() < deadline:
        if not profiles.settled(profile):
            time.sleep(_STEP)
            continue
        process = launch([str(soffice()), *_arguments(profile, headless=True)])
        try:
            process.wait(_HAND_OVER)
        except subprocess.TimeoutExpired:
            end(process)
        else:
            return
    raise CannotRunError(SILENT)


def _arguments(profile: str, *, headless: bool) -> list[str]:
    plain = ["--norestore", "--nologo", "--nodefault", "--nofirststartwizard"]
    # A running LibreOffice takes no notice of --headless.
    return [
        f"-env:UserInstallation={profile}",
        *(["--headless"] if headless else []),
        *plain,
        f"--accept=pipe,name={profiles.pipe_name(profile)};urp;",
    ]
