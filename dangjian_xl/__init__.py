"""dangjian-xl: the yearly assessment of party-organisation secretaries, run from spreadsheets."""

__version__ = "0.1.0"
