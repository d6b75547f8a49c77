"""Forms as another program saves them, which is how most come back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bench import peers
from bench.ours import collected, warm
from bench.records import Figure, Setting
from bench.timing import least, run
from dangjian_xl.office import soffice


def resaved(setting: Setting) -> list[Figure]:
    """Collecting forms that LibreOffice opened and saved, against calamine alone; the least of several, taking turns."""
    whole = setting.returned(setting.sizes.files)
    folder = setting.folder / "saved"
    paths = _saved(whole.paths[: setting.sizes.resaved], folder)
    year = replace(whole, paths=paths)
    files = [(path, path.name) for path in paths]
    warm(whole)
    took = least(
        {"ours": lambda: collected(year, files), "calamine": lambda: peers.calamine(paths)},
        setting.sizes.repeats,
    )
    return [
        Figure("resaved.ours", took["ours"], "s", f"{len(paths)} forms saved by LibreOffice, collected"),
        Figure("resaved.calamine", took["calamine"], "s", "the same read by calamine alone"),
        Figure(
            "resaved.of_calamine", took["calamine"] / took["ours"], "x", "our speed, as a share of calamine's"
        ),
    ]


def _saved(paths: tuple[Path, ...], folder: Path) -> tuple[Path, ...]:
    """The files as LibreOffice saves them, by a profile of its own."""
    profile = (folder / "profile").as_uri()
    run(
        [
            str(soffice()), f"-env:UserInstallation={profile}", "--headless", "--norestore",
            "--convert-to", "xlsx", "--outdir", str(folder), *map(str, paths),
        ]
    )  # fmt: skip
    return tuple(folder / path.name for path in paths)
