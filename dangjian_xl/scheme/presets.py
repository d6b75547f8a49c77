"""The schemes that come with the program, by id; each is a text file of `workbook_templates/`."""

from __future__ import annotations

from pathlib import Path

from dangjian_xl.errors import CannotRunError
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.text import read_text

_PACKAGE = Path(__file__).resolve().parent.parent


def templates() -> Path:
    """Where the presets lie: in the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "workbook_templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "workbook_templates"


def preset_ids() -> tuple[str, ...]:
    """Ids of all presets."""
    return tuple(sorted(path.stem for path in templates().glob("*.md") if path.stem != "README"))


def preset(preset_id: str) -> Scheme:
    """A preset's scheme; raises CannotRunError for an unknown id, with the known ones named."""
    if preset_id not in preset_ids():
        raise CannotRunError(f"没有名为“{preset_id}”的预设方案；现有：{'、'.join(preset_ids())}。")
    parsed = read_text((templates() / f"{preset_id}.md").read_text(encoding="utf-8"))
    if parsed.scheme is None:
        raise AssertionError([f.message for f in parsed.findings])
    return parsed.scheme
