"""Official papers in Word and PDF: records laid out by templates that staff can restyle."""

from __future__ import annotations

from dangjian_xl.papers.package import build, build_progress

__all__ = ["build", "build_progress"]
