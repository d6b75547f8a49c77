"""How many forms and findings there are, counted from the sheets that list them: live where a list is all on one sheet."""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_xl.findings import Severity
from dangjian_xl.forms.ballots import ANONYMOUS
from dangjian_xl.outputs import lists
from dangjian_xl.outputs.grading import Grading
from dangjian_xl.outputs.sheet import FIRST_ROW, MOST_RECORDS, Cell, Live, block

#: A number that a formula counts, or that only Python knows.
Count = Live | int


def counted(grading: Grading) -> list[list[Cell]]:
    """Headings, and below them how many forms are in which state and how many findings of which kind: formulas over the lists of both."""
    collection = grading.assessment.collection
    states = [item.state for item in lists.returned(collection)]
    labels = [finding.severity.label for finding in grading.assessment.findings]
    counts = collection.ballots
    listed = states + [ANONYMOUS] * len(counts)
    due, back, valid = (
        _summed(letter, len(states), numbers)
        for letter, numbers in (
            (lists.DUE_LETTER, [c.due for c in counts]),
            (lists.RETURNED_LETTER, [c.returned for c in counts]),
            (lists.VALID_LETTER, [c.accepted for c in counts]),
        )
    )
    names: list[Cell] = ["项目", "应交表"]
    # Of ballots without names there is one row for many, whose numbers stand beside it.
    whole = _count(lists.RETURNS, lists.STATE_LETTER, states, None)
    values: list[Cell] = ["数量", _plus(whole, due)]
    for state in (s for s in lists.STATES if s != lists.VOID or s in states):
        names.append(state)
        ballots = {lists.ACCEPTED: [valid], lists.MISSING: [due, _minus(back)]}.get(state, [])
        values.append(_plus(_count(lists.RETURNS, lists.STATE_LETTER, listed, state), *ballots))
    if counts:
        names.append("匿名票未计入")
        values.append(_plus(back, _minus(valid)))
    for severity in Severity:
        names.append(severity.label)
        values.append(_count(lists.FINDINGS, lists.SEVERITY_LETTER, labels, severity.label))
    return [names, values]


def _summed(letter: str, above: int, numbers: Sequence[int]) -> Count:
    """The sum of a column's numbers in the last rows of the list of returns."""
    if not numbers:
        return 0
    if above + len(numbers) > MOST_RECORDS:
        # it goes on on further sheets
        return sum(numbers)
    first = FIRST_ROW + above
    return Live(f"SUM({block(lists.RETURNS, letter, first, first + len(numbers) - 1)})", sum(numbers))


def _count(sheet: str, letter: str, listed: Sequence[str], word: str | None) -> Count:
    """How often a word stands in a list's column; how long the list is where no word is given."""
    number = len(listed) if word is None else listed.count(word)
    if not listed or len(listed) > MOST_RECORDS:
        # as above
        return number
    column = block(sheet, letter, FIRST_ROW, FIRST_ROW + len(listed) - 1)
    return Live(f"COUNTA({column})" if word is None else f'SUMPRODUCT(1*EXACT({column},"{word}"))', number)


def _plus(*parts: Count) -> Count:
    """The sum of counts."""
    formulas = [part.formula if isinstance(part, Live) else str(part) for part in parts if part != 0]
    total = sum(map(_number, parts))
    live = any(isinstance(part, Live) for part in parts)
    return Live("+".join(formulas).replace("+-", "-"), total) if live else total


def _minus(count: Count) -> Count:
    return Live(f"-{count.formula}", -_number(count)) if isinstance(count, Live) else -count


def _number(count: Count) -> int:
    return int(float(count.value)) if isinstance(count, Live) else count
