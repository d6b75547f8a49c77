"""`python -m dangjian_xl`: the command line where the command itself is not on PATH."""

from __future__ import annotations

from dangjian_xl.cli import main

if __name__ == "__main__":
    main()
