"""A real desktop with the real LibreOffice in it: a window, a mouse, a keyboard, and a way to look inside.

Mouse and keyboard are the X server's own test devices. What came of it is asked through UNO, LibreOffice's interface for
other programs; message boxes are read as a screen reader reads them.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from tests.support.accessibility import (
    Box,
    as_dialog,
    constant,
    exception,
    properties,
    uno_module,
)
from tests.support.devices import SCREEN, Devices
from tests.support.document import Document
from tests.support.office import soffice
from tests.support.waiting import wait_until

START = 90.0  # seconds until LibreOffice must have answered for the first time
ANSWER = 30.0  # seconds one question to LibreOffice may take
# Macros run without a question; stored values stay; nothing greets, advertises or gives tips.
_SETTINGS = {
    "Office.Common/Security/Scripting": {"MacroSecurityLevel": "0"},
    "Office.Calc/Formula/Load": {"OOXMLRecalcMode": "1", "ODFRecalcMode": "1"},
    "Office.Common/Misc": {"FirstRun": "false", "ShowTipOfTheDay": "false"},
    "Office.UI.Infobar/Enabled": {"Donate": "false", "GetInvolved": "false", "WhatsNew": "false"},
    "Setup/Office": {"ooSetupInstCompleted": "true"},
}

# LibreOffice maximises its windows too early now and then; the window manager does not. And that has no use for keys
# and clicks of its own: it would hold every click back to look at it, and the keys that follow would overtake it.
_WINDOWS = """\
<openbox_config xmlns="http://openbox.org/3.4/rc"><keyboard/><mouse/><applications>
<application type="normal"><maximized>yes</maximized></application>
</applications></openbox_config>
"""


class Desktop:
    """A screen with LibreOffice on it, for as long as the process lives, or until `close`."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="desktop-"))
        self._processes: list[subprocess.Popen[bytes]] = []
        atexit.register(self.close)
        self.profile = self._folder / "profile"
        self.programs = self._folder / "programs"
        self.programs.mkdir()
        self.variables = {
            **os.environ,
            # Chinese file names get lost in the C locale
            "LC_ALL": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "gen",
            # what a macro starts is looked for here; first what a test puts there
            "PATH": os.pathsep.join(
                [str(self.programs), str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "DANGJIAN_XL_LIBREOFFICE_PROFILE": self.profile.as_uri(),
            **(variables or {}),
        }
        self.variables["DISPLAY"] = self._screen()
        self._devices = Devices(self.variables["DISPLAY"])
        rules = self._folder / "openbox.xml"
        rules.write_text(_WINDOWS, encoding="utf-8")
        self._start(["openbox", "--config-file", str(rules)], "openbox", "openbox")
        # LibreOffice looks for one only when it starts.
        wait_until(self._devices.are_managed, START, "the window manager")
        self._settings()
        self._office: subprocess.Popen[bytes] | None = None
        self._context: Any = None
        self._desktop: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, path: Path, *, read_only: bool = False) -> Document:
        """The file in a window of its own that fills the screen, its macros ready to run."""
        if not path.is_file():
            raise FileNotFoundError(path)
        return self._opened(path.resolve().as_uri(), ReadOnly=read_only)

    def new(self) -> Document:
        """An empty workbook that was never saved."""
        return self._opened("private:factory/scalc")

    def open_as_template(self, path: Path) -> Document:
        """The workbook as a new one that was never saved: what opening a template gives."""
        return self._opened(path.resolve().as_uri(), AsTemplate=True)

    def screenshot(self, path: Path) -> Path:
        """All of the screen as a PNG."""
        program = _program("import", "imagemagick")
        subprocess.run(
            [program, "-window", "root", str(path)],
            env=self.variables,
            check=True,
            timeout=START,
            capture_output=True,
        )
        return path

    def _pixels(self, box: Box) -> bytes:
        program = _program("import", "imagemagick")
        part = f"{box.width}x{box.height}+{box.x}+{box.y}"
        return subprocess.run(
            [program, "-window", "root", "-crop", part, "-depth", "8", "gray:-"],
            env=self.variables,
            check=True,
            timeout=START,
            capture_output=True,
        ).stdout

    def close(self) -> None:
        """Ends everything that was started. What was not saved is lost."""
        atexit.unregister(self.close)
        self._context = self._desktop = None
        for process in reversed(self._processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=ANSWER)
        self._processes.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _opened(self, url: str, **how: bool) -> Document:
        # a LibreOffice that crashed or hung has failed its test, not those that follow
        if self._office is None or self._office.poll() is not None:
            self._start_office()
        always = constant("com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN")
        arguments = {
            "MacroExecutionMode": always,
            "UpdateDocMode": constant("com.sun.star.document.UpdateDocMode.NO_UPDATE"),
            **how,
        }
        with self._watched():
            model = self._desktop.loadComponentFromURL(url, "_blank", 0, properties(arguments))
            if model is None:
                raise RuntimeError(f"LibreOffice did not open {url}.")
            document = Document(self, model)
            wait_until(document._fills_the_screen, what=f"the window of {url}")
        return document

    def _screen(self) -> str:
        program = _program("Xvfb", "xvfb")
        reading, writing = os.pipe()
        size = "x".join(map(str, (*SCREEN, 24)))
        try:
            # the server chooses a free display, and says which once it is ready
            self._start(
                [program, "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
                "Xvfb",
                "xvfb",
                pass_fds=(writing,),
            )
        finally:
            os.close(writing)
        with os.fdopen(reading) as said:
            display = said.readline().strip()
        if not display:
            raise RuntimeError(f"Xvfb did not start. It said:\n{self._said('Xvfb')}")
        return f":{display}"

    def _settings(self) -> None:
        items = [
            f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
            f"<value>{value}</value></prop></item>"
            for path, values in _SETTINGS.items()
            for name, value in values.items()
        ]
        file = self.profile / "user" / "registrymodifications.xcu"
        file.parent.mkdir(parents=True)
        file.write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n{"".join(items)}\n</oor:items>\n',
            encoding="utf-8",
        )

    def _start_office(self) -> None:
        pipe = f"{self._folder.name}-{len(self._processes)}"
        office = self._start(
            [
                soffice(),
                f"-env:UserInstallation={self.profile.as_uri()}",
                f"--accept=pipe,name={pipe};urp",
                "--nologo",
                "--norestore",
                "--nodefault",
                "--nofirststartwizard",
            ],
            "soffice",
            "libreoffice-calc",
        )
        local = uno_module().getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)

        def answer() -> Any:  # noqa: ANN401 - UNO has no types
            if office.poll() is not None:
                raise RuntimeError(
                    f"LibreOffice ended with {office.poll()}. It said:\n{self._said('soffice')}"
                )
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except exception("com.sun.star.connection.NoConnectException"):
                return None

        self._context = wait_until(answer, START, "LibreOffice to start")
        self._desktop = self._service("com.sun.star.frame.Desktop")
        self._office = office

    def _service(self, name: str) -> Any:  # noqa: ANN401
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def _start(
        self, command: Sequence[str], name: str, package: str, pass_fds: Sequence[int] = ()
    ) -> subprocess.Popen[bytes]:
        _program(command[0], package)
        with (self._folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                # even where this process is killed, what it started ends with it
                [_program("setpriv", "util-linux"), "--pdeathsig", "KILL", *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.variables,
                pass_fds=tuple(pass_fds),
                # soffice is a script: killing only that would leave the real program running
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def _said(self, name: str) -> str:
        return (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """A question that LibreOffice does not answer in time is ended by ending LibreOffice."""
        office = self._office
        if office is None:
            raise RuntimeError("LibreOffice is not running.")
        seen: list[str] = []

        def give_up() -> None:
            with tempfile.NamedTemporaryFile(suffix=".png", delete=False) as picture:
                seen.append(f" after {ANSWER:g} s; see {picture.name}")
            with contextlib.suppress(subprocess.SubprocessError):
                self.screenshot(Path(picture.name))
            os.killpg(office.pid, signal.SIGKILL)

        late = threading.Timer(ANSWER, give_up)
        late.daemon = True
        late.start()
        try:
            yield
        except exception("com.sun.star.uno.Exception") as error:
            # UNO's exceptions cannot carry a traceback, which pytest could not do without
            raise RuntimeError(f"LibreOffice{''.join(seen)}: {error}\n{self._said('soffice')}") from None
        finally:
            late.cancel()

    @property
    def _toolkit(self) -> Any:  # noqa: ANN401
        return self._service("com.sun.star.awt.Toolkit")

    def _in_front(self) -> Any:  # noqa: ANN401
        """The window that gets clicks and keys; None while LibreOffice and the screen do not agree which it is."""
        window = self._toolkit.getActiveTopWindow()
        if window is None:
            return None
        kind = constant("com.sun.star.lang.SystemDependent.SYSTEM_XWINDOW")
        handle = window.getWindowHandle(uno_module().ByteSequence(b""), kind)
        wanted = {self._devices.focus(), self._devices.uppermost()}
        return window if wanted == {handle.WindowHandle} else None

    def _dialog(self) -> Any:  # noqa: ANN401
        """The message box or dialogue in front, as a screen reader sees it; None while there is none."""
        return as_dialog(self._in_front())

    def has_dialog(self) -> bool:
        """Whether any message box or dialogue is open."""
        toolkit = self._toolkit
        return any(as_dialog(toolkit.getTopWindow(index)) for index in range(toolkit.TopWindowCount))


def _program(name: str, package: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise RuntimeError(f"{name} is not on PATH: install {package}, `make system` does it on Debian.")
    return path
