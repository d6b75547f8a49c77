"""The steps of a year's assessment, each a function: new, check, schedule, agenda, issue, collect, assess, report, rectify; split and hand in.

    from dangjian_xl import pipeline
    pipeline.new(Path("2022年度"), "sztu-2022")
    report = pipeline.issue(Path("2022年度"))

Each takes the workspace folder, does the whole step, and returns what it found; faults in people's input come back as
findings. Raised are only CannotRunError (nothing could be done; its text says why) and UnusableSchemeError.
"""

from __future__ import annotations

from dangjian_xl.pipeline.assessing import assess
from dangjian_xl.pipeline.begin import new, new_from, new_from_file, workbench
from dangjian_xl.pipeline.checking import Checked, check, check_open
from dangjian_xl.pipeline.explaining import explain
from dangjian_xl.pipeline.following import new_from_last
from dangjian_xl.pipeline.issuing import file_name, issue
from dangjian_xl.pipeline.levels import Divided, HandedIn, handin, split, unit_folder
from dangjian_xl.pipeline.plans import Scheduled, Spoken, agenda, schedule
from dangjian_xl.pipeline.rectifying import LEDGER_NAME, Followed, rectify
from dangjian_xl.pipeline.reporting import Reported, own_templates, report
from dangjian_xl.pipeline.returning import collect, take_in
from dangjian_xl.pipeline.steps import (
    CHASE_NAME,
    LETTERS,
    LISTS,
    REPORT_LETTERS,
    REPORTS_NAME,
    RESULT_NAME,
    TRIAL_NAME,
    Issued,
    Preference,
    Progress,
    load_scheme,
)
from dangjian_xl.pipeline.trying import Trial, try_settings

__all__ = [
    "CHASE_NAME",
    "LEDGER_NAME",
    "LETTERS",
    "LISTS",
    "REPORTS_NAME",
    "REPORT_LETTERS",
    "RESULT_NAME",
    "TRIAL_NAME",
    "Checked",
    "Divided",
    "Followed",
    "HandedIn",
    "Issued",
    "Preference",
    "Progress",
    "Reported",
    "Scheduled",
    "Spoken",
    "Trial",
    "agenda",
    "assess",
    "check",
    "check_open",
    "collect",
    "explain",
    "file_name",
    "handin",
    "issue",
    "load_scheme",
    "new",
    "new_from",
    "new_from_file",
    "new_from_last",
    "own_templates",
    "rectify",
    "report",
    "schedule",
    "split",
    "take_in",
    "try_settings",
    "unit_folder",
    "workbench",
]
