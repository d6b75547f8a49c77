"""The LibreOffices in reach as xlwings' applications."""

from __future__ import annotations

from collections.abc import Iterator

from xlwings import base_classes

from dangjian_xl.libreoffice import connection, profiles
from dangjian_xl.libreoffice.app import App
from dangjian_xl.libreoffice.connection import Office
from dangjian_xl.libreoffice.plain import plain


@plain
class Apps(base_classes.Apps):
    """The LibreOffices in reach: those that were started here, newest first, then the user's if it runs."""

    def __init__(self, engine: object) -> None:
        """No connections yet."""
        self.engine = engine
        self._started: list[Office] = []
        self._attached: Office | None = None

    def attached(self) -> Office | None:
        """The user's LibreOffice if it was reached before and still answers."""
        known = self._attached
        return known if known and known.profile == profiles.current() and known.alive() else None

    def keep(self, office: Office) -> Office:
        """Remember the user's LibreOffice."""
        self._attached = office
        return office

    def _offices(self) -> list[Office]:
        self._started = [office for office in self._started if office.alive()]
        users = self.attached()
        if users is None and profiles.running(profiles.current()):
            users = self.keep(connection.attach())
        return [*reversed(self._started), *([users] if users else [])]

    def keys(self) -> list[int]:
        """The process ids."""
        return [office.pid for office in self._offices()]

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,  # noqa: FBT001 - xlwings' signature
        xl: object = None,
        visible: bool | None = None,  # noqa: FBT001 - as above
    ) -> App:
        """Start a LibreOffice of its own with a fresh profile, without windows if visible=False."""
        if spec is not None or xl is not None:
            raise NotImplementedError("LibreOffice 引擎的 Apps.add 没有 spec 和 xl 参数。")
        office = connection.start(visible=visible is not False)
        self._started.append(office)
        app = App(office, self.engine)
        if add_book:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Nothing is left behind that would have to be cleaned up."""

    def __iter__(self) -> Iterator[App]:
        return iter([App(office, self.engine) for office in self._offices()])

    def __len__(self) -> int:
        return len(self._offices())

    def __getitem__(self, pid: int) -> App:
        for office in self._offices():
            if office.pid == pid:
                return App(office, self.engine)
        raise KeyError(pid)
