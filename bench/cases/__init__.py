"""The cases by name, in the order in which they run."""

from __future__ import annotations

from collections.abc import Mapping

from bench.cases.again import again
from bench.cases.assess import assess
from bench.cases.cluster import cluster
from bench.cases.collect import collect
from bench.cases.grading import grading
from bench.cases.growth import growth, largest
from bench.cases.hostile import hostile
from bench.cases.issue import issue
from bench.cases.items import items
from bench.cases.reports import reports
from bench.cases.resaved import resaved
from bench.cases.schedule import schedule
from bench.cases.start import start
from bench.cases.workers import workers
from bench.records import Case

CASES: Mapping[str, Case] = {
    case.__name__: case
    for case in (
        start, collect, workers, cluster, items, resaved, growth, largest, again, assess, grading, issue, hostile, schedule, reports,
    )
}  # fmt: skip
