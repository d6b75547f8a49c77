"""The year, who is assessed, and who rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dangjian_xl.scheme.choices import OrgKind, RoundingStage, TiePolicy


@dataclass(frozen=True, slots=True)
class Basics:
    """One scheme's head: identity, window, rounding and ties. `total_cap` None means totals have no upper limit."""

    code: str
    title: str
    college: str
    department: str
    year: int
    starts: date
    ends: date
    rounding_stage: RoundingStage
    digits: int
    tie_policy: TiePolicy
    total_cap: Decimal | None = None

    @property
    def identity(self) -> str:
        """Which scheme of which year a form belongs to: last year's copy under the same code is another scheme."""
        return f"{self.code}/{self.year}"


@dataclass(frozen=True, slots=True)
class Tier:
    """A group of targets assessed the same way (层面)."""

    code: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A party organisation; it is a target where `tier` is given. The deputy reports where there is no secretary.

    `place`: where it is visited.
    """

    code: str
    name: str
    kind: OrgKind
    tier: str = ""
    pool: str = ""
    superior: str = ""
    secretary: str = ""
    deputy: str = ""
    place: str = ""
    note: str = ""

    @property
    def reporter(self) -> str:
        """Name of the person assessed: the secretary, else the deputy (docs/sources.md, Shenzhen)."""
        return self.secretary or self.deputy

    @property
    def reporter_title(self) -> str:
        """Name with office, as forms show it."""
        return self.secretary or f"{self.deputy}（副书记）"


@dataclass(frozen=True, slots=True)
class RaterGroup:
    """A kind of raters (评价主体). With `ballots` it is anonymous: so many forms without names for each component."""

    code: str
    name: str
    ballots: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rater:
    """One who fills in forms; `organisation` is the own unit, which is never rated by this rater."""

    code: str
    name: str
    group: str
    organisation: str = ""
    note: str = ""
