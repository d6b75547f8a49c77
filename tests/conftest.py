"""What several tests share: one desktop a test process, for starting LibreOffice takes seconds."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dangjian_xl.scheme.model import Scheme
from tests.support.desktop import Desktop
from tests.support.small import SMALL, right
from tests.support.year import return_all, scheme_of, workspace


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


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Scheme]:
    """The small year with all forms returned, filled in rightly; not to be changed."""
    scheme = scheme_of(SMALL)
    folder = tmp_path_factory.mktemp("small") / "年度"
    workspace(folder, scheme)
    return_all(folder, scheme, right)
    return folder, scheme


@pytest.fixture
def year(template: tuple[Path, Scheme], tmp_path: Path) -> tuple[Path, Scheme]:
    """A copy of it: the folder and its scheme."""
    folder = tmp_path / "年度"
    shutil.copytree(template[0], folder)
    return folder, template[1]
