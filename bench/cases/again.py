"""Collecting again after little has changed, as staff do every day while forms come back."""

from __future__ import annotations

import random
import shutil
import sys
from statistics import median
from unittest.mock import patch

from bench.forms import filled
from bench.ours import warm
from bench.records import Figure, Setting
from bench.timing import timed
from dangjian_xl import pipeline
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.forms.write import write_form
from dangjian_xl.reading import limits
from dangjian_xl.workspace import Workspace


def again(setting: Setting) -> list[Figure]:
    """The whole step on a fresh copy, then once more with one other file, one process reading; the median of several copies."""
    year = setting.returned(setting.sizes.files)
    form = next(iter(issued_forms(year.scheme, year.key).values()))
    other = write_form(
        form.layouts, form.signed(year.scheme.basics.identity, year.key), filled(form, random.Random(2))
    )
    warm(year)
    first, second = [], []
    with patch.object(limits, "FILES_PER_CHILD", sys.maxsize):
        for number in range(setting.sizes.repeats):
            root = setting.folder / f"again {number}"
            shutil.copytree(year.workspace.root, root)
            Workspace(root).cache.unlink(missing_ok=True)
            first.append(timed(lambda: pipeline.collect(root)))  # noqa: B023 - called here
            (root / year.workspace.returned.name / year.paths[0].name).write_bytes(other)
            second.append(timed(lambda: pipeline.collect(root)))  # noqa: B023 - as above
            shutil.rmtree(root)
    return [
        Figure("again.first", median(first), "s", f"collect with all it writes, {len(year.paths):,} forms"),
        Figure("again.second", median(second), "s", "the same again, one form having changed"),
        Figure("again.share", median(second) / median(first), "x", "that is, of the first"),
    ]
