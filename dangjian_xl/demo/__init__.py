"""A whole year in a minute: forms issued, filled in as people do, checked, sent back, mended, assessed."""

from dangjian_xl.demo.story import run

__all__ = ["run"]
