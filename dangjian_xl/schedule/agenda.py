"""Who speaks when: the order by list or by lot, the times, the breaks, and what does not fit.

The lot is the order of the SHA-256 of “number/organisation's code”: the same number gives the same order on every
machine, and whoever has the number can check it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from itertools import combinations

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import Order, Organisation, Scheme, Session
from dangjian_xl.scheme.parse import Places

#: The lot's numbers go up to here, so that they are easily written down.
HIGHEST = 999_999


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a session: a speaker with the running number, or a break (no speaker, number 0)."""

    starts: time
    ends: time
    number: int = 0
    speaker: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """One session with its slots in order; `seed` is the number of the lot, None where the list gives the order."""

    session: Session
    slots: tuple[Slot, ...]
    seed: int | None


def agendas(scheme: Scheme) -> tuple[Agenda, ...]:
    """The sessions in the scheme's order; of a tier with several each takes the next speakers, as many as fit.

    Lots must have been drawn (ValueError where a number is missing: a bug of ours). A tier whose speakers do not all
    fit has no agenda: nobody shall be left out by where the list is cut.
    """
    found: dict[str, Agenda] = {}
    for tier in tiers(scheme):
        if not fits(scheme, tier):
            continue
        sessions = of_tier(scheme, tier)
        waiting, number = list(speakers(scheme, sessions)), 0
        for session in sessions:
            taken, waiting = waiting[: capacity(session)], waiting[capacity(session) :]
            seed = drawn(sessions) if sessions[0].order is Order.LOT else None
            found[session.code] = Agenda(session, tuple(_slots(session, taken, number)), seed)
            number += len(taken)
    return tuple(found[session.code] for session in scheme.sessions if session.code in found)


def tiers(scheme: Scheme) -> tuple[str, ...]:
    """The tiers that have sessions."""
    return tuple(dict.fromkeys(session.tier for session in scheme.sessions))


def fits(scheme: Scheme, tier: str) -> bool:
    """Whether a tier's sessions hold all its speakers."""
    return len(scheme.targets(tier)) <= sum(map(capacity, of_tier(scheme, tier)))


def of_tier(scheme: Scheme, tier: str) -> list[Session]:
    """A tier's sessions as they follow in time."""
    return sorted((s for s in scheme.sessions if s.tier == tier), key=lambda s: (s.day, s.starts))


def drawn(sessions: Sequence[Session]) -> int | None:
    """The number that a tier's lot was drawn with: the first that is recorded, so that a session added later changes nothing."""
    return next((s.seed for s in sessions if s.seed is not None), None)


def undrawn(scheme: Scheme) -> tuple[int, ...]:
    """The sessions, by position in the scheme, at which a number is yet to be drawn: the first of each tier that fits."""
    sessions_of = [of_tier(scheme, tier) for tier in tiers(scheme) if fits(scheme, tier)]
    first = [sessions[0] for sessions in sessions_of if drawn(sessions) is None]
    return tuple(scheme.sessions.index(session) for session in first if session.order is Order.LOT)


def speakers(scheme: Scheme, sessions: Sequence[Session]) -> tuple[Organisation, ...]:
    """The targets of a tier in the order in which they speak; the tier's first session says how."""
    listed = scheme.targets(sessions[0].tier)
    if sessions[0].order is Order.LISTED:
        return listed
    seed = drawn(sessions)
    if seed is None:
        raise ValueError(sessions[0].code)
    return tuple(sorted(listed, key=lambda o: lot(seed, o.code)))


def lot(seed: int, code: str) -> str:
    """What a speaker's place goes by."""
    return sha256(f"{seed}/{code}".encode()).hexdigest()


def capacity(session: Session) -> int:
    """How many speakers a session holds, breaks included; there is none after the last."""
    number = 0
    while needed(session, number + 1) <= _minutes(session):
        number += 1
    return number


def needed(session: Session, speakers_: int) -> int:
    """Minutes that so many speakers take, breaks included."""
    return speakers_ * session.minutes + breaks(session, speakers_) * (session.break_minutes or 0)


def breaks(session: Session, speakers_: int) -> int:
    """How many breaks there are among so many speakers."""
    return max(0, speakers_ - 1) // session.break_after if session.break_after else 0


def _minutes(session: Session) -> int:
    return int((_at(session, session.ends) - _at(session, session.starts)).total_seconds()) // 60


def _at(session: Session, clock: time) -> datetime:
    return datetime.combine(session.day, clock)


def _slots(session: Session, taken: list[Organisation], before: int) -> Iterator[Slot]:
    now = _at(session, session.starts)
    for index, speaker in enumerate(taken):
        if index and session.break_after and index % session.break_after == 0:
            then = now + timedelta(minutes=session.break_minutes or 0)
            yield Slot(now.time(), then.time())
            now = then
        then = now + timedelta(minutes=session.minutes)
        yield Slot(now.time(), then.time(), before + index + 1, speaker)
        now = then


def check(scheme: Scheme, places: Places | None = None) -> tuple[Finding, ...]:
    """Sessions that do not hold their speakers, that disagree on the order, or that are at one place at one time."""
    where = places or Places()
    return (
        *_over(scheme, where),
        *_spare(scheme, where),
        *_orders(scheme, where),
        *_overlaps(scheme, where),
    )


def _over(scheme: Scheme, where: Places) -> Iterator[Finding]:
    for tier in tiers(scheme):
        sessions = [s for s in of_tier(scheme, tier) if s.ends > s.starts]
        if not sessions or fits(scheme, tier):
            continue
        number, last = len(scheme.targets(tier)), sessions[-1]
        left = number - sum(capacity(s) for s in sessions[:-1])
        pauses = breaks(last, left)
        rest = (
            f"，休息 {pauses} 次 {pauses * (last.break_minutes or 0)} 分钟，共 {needed(last, left)} 分钟"
            if pauses
            else ""
        )
        context = {
            "session": last.code,
            "starts": f"{last.starts:%H:%M}",
            "ends": f"{last.ends:%H:%M}",
            "minutes": _minutes(last),
            "number": left,
            "each": last.minutes,
            "speaking": left * last.minutes,
            "rest": rest,
            "over": needed(last, left) - _minutes(last),
            "most": capacity(last),
        }
        place = where.of("sessions", scheme.sessions.index(last), "ends")
        yield Finding.of("agenda-over", place, **context)


def _spare(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Sessions that nobody is left for, as the earlier ones of their tier hold all."""
    for tier in tiers(scheme):
        waiting = len(scheme.targets(tier))
        for session in of_tier(scheme, tier):
            if waiting <= 0 and session.ends > session.starts:
                place = where.of("sessions", scheme.sessions.index(session), "starts")
                yield Finding.of("agenda-spare", place, session=session.code, tier=scheme.tier(tier).name)
            waiting -= capacity(session)


def _orders(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """A later session of a tier with an order or a number of its own: the first one's counts."""
    for index, session in enumerate(scheme.sessions):
        sessions = of_tier(scheme, session.tier)
        lead = sessions[0]
        other = session.seed is not None and session.seed != drawn(sessions)
        if session is not lead and (session.order is not lead.order or other):
            place = where.of("sessions", index, "seed" if other else "order")
            yield Finding.of("agenda-two-orders", place, session=session.code, first=lead.code)


def _overlaps(scheme: Scheme, where: Places) -> Iterator[Finding]:
    by_time = sorted(scheme.sessions, key=lambda s: (s.day, s.starts))
    for one, other in combinations(by_time, 2):
        apart = one.place and other.place and one.place != other.place
        if one.day != other.day or other.starts >= one.ends or apart:
            continue
        place = where.of("sessions", scheme.sessions.index(other), "starts")
        context = {"one": one.code, "other": other.code}
        if one.place == other.place != "":
            yield Finding.of("agenda-overlap", place, **context, place=one.place)
        else:
            yield Finding.of("agenda-overlap-somewhere", place, **context)
