"""Every sentence that staff can be told, by code: severity, what is wrong, what to do. Names in braces are context.

A remedy ends its sentence; `what` does not (the full stop is added). New rule, new entry here; nothing else words it.
"""

from __future__ import annotations

from dangjian_xl.catalogue.agenda import AGENDA
from dangjian_xl.catalogue.answers import ANSWERS
from dangjian_xl.catalogue.approval import APPROVAL
from dangjian_xl.catalogue.entry import Entry
from dangjian_xl.catalogue.intake import INTAKE
from dangjian_xl.catalogue.nextyear import NEXT_YEAR
from dangjian_xl.catalogue.papers import PAPERS
from dangjian_xl.catalogue.rectification import RECTIFICATION
from dangjian_xl.catalogue.reports import REPORTS
from dangjian_xl.catalogue.results import RESULTS
from dangjian_xl.catalogue.schedule import SCHEDULE
from dangjian_xl.catalogue.scheme import SCHEME
from dangjian_xl.catalogue.units import UNITS

CATALOGUE: dict[str, Entry] = (
    SCHEME
    | SCHEDULE
    | AGENDA
    | INTAKE
    | ANSWERS
    | RESULTS
    | APPROVAL
    | PAPERS
    | REPORTS
    | UNITS
    | RECTIFICATION
    | NEXT_YEAR
)
