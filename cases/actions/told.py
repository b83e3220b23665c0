"""What a request from the public form says, as plain values, and how it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.choices import (
    AccessibleFormat,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    HowShared,
    Issue,
    Language,
    ReferralSource,
    Relationship,
    Stage,
)
from cases.models import Referral

WRITTEN_TO = (ContactPointKind.EMAIL, ContactPointKind.POST)


@dataclass(frozen=True, slots=True)
class FamilysYes:
    """A family's yes to somebody else's writing for them: who of them gave it, how, and on which day."""

    given_by: CaseRole
    how: HowShared
    on: date


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach them, and whether it is safe. `is_discreet`: others may see what comes there (DOMAIN 4.10)."""

    kind: ContactPointKind
    value: str
    safety: ContactSafety
    note: str = ""
    may_leave_message: bool = False
    is_discreet: bool = False


@dataclass(frozen=True, slots=True)
class Professional:
    """Who wrote for a family, and from where."""

    name: str
    job: str
    organisation: str
    reached_at: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """All that a sent form says. The names are of whoever is to be reached: the parent, or the young person themselves."""

    issue: Issue
    stage: Stage
    source: ReferralSource
    given_names: str
    aim: str
    ways: tuple[Way, ...]
    family_name: str = ""
    relationship: Relationship | None = None
    child_given_names: str = ""
    child_family_name: str = ""
    child_born: date | None = None
    school: str = ""
    dates: str = ""
    language: Language | None = None
    needs_interpreter: bool | None = None
    formats: tuple[AccessibleFormat, ...] = ()
    professional: Professional | None = None


def written_to(told: Told) -> Way | None:
    """Where their request is answered by itself: an email goes before a letter, and where nobody else looks before all."""
    safe = [way for way in told.ways if way.safety is ContactSafety.SAFE and way.kind in WRITTEN_TO]
    safe.sort(key=lambda way: (way.is_discreet, WRITTEN_TO.index(way.kind)))
    return safe[0] if safe else None


def told_by(referral: Referral) -> Told:
    """What was sent, opened; needs a reading of it."""
    kept: dict[str, Any] = dict(referral.told)
    professional, born = kept.pop("professional"), kept.pop("child_born")
    ways = tuple(
        Way(**{**one, "kind": ContactPointKind(one["kind"]), "safety": ContactSafety(one["safety"])})
        for one in kept.pop("ways")
    )
    formats = tuple(map(AccessibleFormat, kept.pop("formats")))
    relationship, language = kept.pop("relationship"), kept.pop("language")
    return Told(
        issue=Issue(referral.issue),
        stage=Stage(referral.stage),
        source=ReferralSource(referral.referral_source),
        ways=ways,
        formats=formats,
        relationship=Relationship(relationship) if relationship else None,
        language=Language(language) if language else None,
        child_born=date.fromisoformat(born) if born else None,
        professional=Professional(**professional) if professional else None,
        **kept,
    )
