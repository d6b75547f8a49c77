"""What `schedule` and `agenda` print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangjian_xl.as_json.found import findings_json

if TYPE_CHECKING:
    from dangjian_xl.pipeline import Scheduled, Spoken


def schedule_json(scheduled: Scheduled) -> dict[str, object]:
    """What `schedule --json` prints; `loads` is by the teams' codes."""
    visits = [
        {"rater": v.rater, "target": v.target, "day": v.day.isoformat() if v.day else None, "place": v.place}
        for v in scheduled.scheme.visits
    ]
    return {
        "added": scheduled.added,
        "dated": scheduled.dated,
        "loads": dict(scheduled.loads),
        "printed": scheduled.printed or None,
        "visits": visits,
        "findings": findings_json(scheduled.findings),
    }


def agenda_json(spoken: Spoken) -> dict[str, object]:
    """What `agenda --json` prints."""
    return {
        "sessions": [
            {
                "session": agenda.session.code,
                "day": agenda.session.day.isoformat(),
                "seed": agenda.seed,
                "speakers": [
                    {
                        "number": slot.number,
                        "target": slot.speaker.code,
                        "organisation": slot.speaker.name,
                        "starts": f"{slot.starts:%H:%M}",
                        "ends": f"{slot.ends:%H:%M}",
                    }
                    for slot in agenda.slots
                    if slot.speaker
                ],
            }
            for agenda in spoken.agendas
        ],
        "drawn": dict(spoken.drawn),
        "findings": findings_json(spoken.findings),
    }
