"""What several tests share: one desktop a test process, for starting LibreOffice takes seconds."""

from collections.abc import Iterator

import pytest

from tests.support.desktop import Desktop


@pytest.fixture(scope="session")
def desktop() -> Iterator[Desktop]:
    """A screen with LibreOffice on it."""
    with Desktop() as started:
        yield started


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the desktop is marked so."""
    for item in items:
        if "desktop" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.desktop)
