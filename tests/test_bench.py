"""The benchmarks run and deliver figures. No time is asserted: that is what they are for."""

from __future__ import annotations

import io
import json
import math
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bench.bars import BARS, Bar
from bench.cases import CASES
from bench.forms import filled, mark, scheme_for
from bench.returned import exchanged
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.forms.shown import Filled
from dangjian_xl.forms.write import write_form

HOME = Path(__file__).parent.parent
#: What only `--large` measures.
LARGE = {"largest"}
KEY = b"k" * 32


@pytest.mark.long
def test_every_case_delivers_figures_and_all_bars_are_told() -> None:
    run = subprocess.run(
        [sys.executable, "bench/run.py", "--quick", "--json"],
        cwd=HOME,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["cases"].keys() == CASES.keys()
    for name, figures in told["cases"].items():
        assert bool(figures) == (name not in LARGE), name
        for figure in figures:
            assert figure["key"].startswith(f"{name}.")
            assert math.isfinite(figure["value"]), figure
            assert figure["value"] > 0, figure
    assert [bar["key"] for bar in told["bars"]] == [bar.key for bar in BARS]
    for bar in told["bars"]:
        measured = bar["key"].partition(".")[0] not in LARGE
        assert (bar["value"] is not None, bar["reached"] is not None) == (measured, measured), bar


@pytest.mark.parametrize(("value", "reached"), [(0.4, False), (0.5, True), (0.6, True), (None, None)])
@pytest.mark.parametrize("at_least", [True, False])
def test_a_bar_is_reached_from_its_own_side(
    value: float | None, reached: bool | None, at_least: bool
) -> None:
    sign = 1 if at_least else -1
    bar = Bar("a.b", "", sign * 0.5, "x", at_least=at_least)
    assert bar.reached({} if value is None else {"a.b": sign * value}) is reached


def test_a_form_that_was_made_of_another_is_what_the_program_would_have_written() -> None:
    scheme = scheme_for(4, items=5, targets=2)
    old, _, new, _ = issued_forms(scheme, KEY).values()

    def words(form: object) -> tuple[bytes, bytes]:
        return form.signed("bench/2022", KEY)[0].encode(), form.assignment.rater.name.encode()  # type: ignore[attr-defined]

    written = write_form(old.layouts, old.signed("bench/2022", KEY), filled(old, random.Random(1)))
    made = exchanged(written, words(old), words(new), new, random.Random(2))
    rng = random.Random(2)
    marks = Filled({address: mark(rng) / 10 for address in new.specs if address[2] == "value"})
    assert parts(made) == parts(write_form(new.layouts, new.signed("bench/2022", KEY), marks))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}
