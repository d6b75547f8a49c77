"""What the step issue costs for N forms of one kind, 36 items each, against XlsxWriter writing each from scratch.

    python bench/issue.py [N]

Of several runs the least counts. The peer only writes the files; the step reads the scheme and keeps its record, too.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from returns import ITEMS, scheme_for, timed

from dangjian_xl import pipeline
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.forms.write import write_form
from dangjian_xl.scheme.model import Scheme

RUNS = 3


def one_by_one(scheme: Scheme, key: bytes, folder: Path) -> None:
    """Each form laid out, stamped, written from scratch."""
    for number, form in enumerate(issued_forms(scheme, key).values()):
        data = write_form(form.layouts, form.signed(scheme.basics.identity, key))
        (folder / f"{number}.xlsx").write_bytes(data)


def main(forms: int) -> None:
    """Measure by turns, print."""
    scheme = scheme_for(forms)
    peer, step, again = [], [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as name:
            workspace = pipeline.new_from(Path(name) / "年度", scheme)
            key = workspace.key()
            plain = Path(name) / "plain"
            plain.mkdir()
            peer.append(timed(lambda: one_by_one(scheme, key, plain)))  # noqa: B023 - called at once
            step.append(timed(lambda: pipeline.issue(workspace.root)))  # noqa: B023 - as above
            again.append(timed(lambda: pipeline.issue(workspace.root)))  # noqa: B023 - as above
    print(f"{forms} forms of {ITEMS} items")
    print(f"  XlsxWriter, each from scratch {min(peer):8.2f} s")
    for title, seconds in (("issue", min(step)), ("issue again, nothing changed", min(again))):
        print(f"  {title:<29} {seconds:8.2f} s   {seconds / min(peer):6.2f} x XlsxWriter")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
