"""What the tests of consent share: a family's yes and what is said under it, with the cast's people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from cases.actions.people import PersonDetails, change_person
from cases.models import Case
from consent.actions.breaches import Happened, report_breach
from consent.actions.capacity import Assessed, record_capacity
from consent.actions.permissions import Yes, record_permission
from consent.actions.safeguarding import Known, Shared, record_safeguarding
from consent.choices import (
    BreachKind,
    Channel,
    Content,
    HowGiven,
    PartOfDeciding,
    Standing,
    Told,
    ToldWhom,
    Way,
)
from consent.disclosures import Said, disclose
from consent.models import Breach, CapacityDecision, Disclosure, SafeguardingDisclosure, SharingPermission
from consent.rules import Judged
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from tests.cast import Cast, Family

HOUR = timedelta(hours=1)


@pytest.fixture
def a_yes(cast: Cast) -> Callable[..., Yes]:
    """A parent's yes to telling the authority about needs and school, given an hour ago; parts may differ."""
    return lambda family=cast.khans, **different: yes_of(cast, family, **different)


def yes_of(cast: Cast, family: Family, **different: Any) -> Yes:
    now = clock.now()
    usual = Yes(
        agency=cast.authority,
        about=family.child,
        given_by=family.parent,
        standing=Standing.PARENT_OF_CHILD,
        ways=frozenset({Way.TELL}),
        contents={Content.NEEDS: "Only that mornings are hard.", Content.SCHOOL: ""},
        how=HowGiven.PHONE,
        given_at=now - HOUR,
        last_day=clock.day_of(now) + timedelta(days=30),
        words="Yes, tell them about school.",
    )
    return replace(usual, **different)


@pytest.fixture
def permitted(cast: Cast) -> Callable[..., SharingPermission]:
    """That yes written down by the Khans' caseworker."""

    def written(
        family: Family | None = None, *, at: datetime | None = None, **different: Any
    ) -> SharingPermission:
        family = family or cast.khans
        return record_permission(
            by=cast.team.caseworker,
            case=family.case,
            yes=yes_of(cast, family, **different),
            once=uuid4(),
            at=at or clock.now(),
        )

    return written


@pytest.fixture
def tell(cast: Cast) -> Callable[..., Disclosure]:
    """The caseworker tells the authority about the child's needs, now; parts may differ."""

    def told(
        *, case: Case | None = None, contents: Iterable[Content] = (Content.NEEDS,), **different: Any
    ) -> Disclosure:
        usual = Said(
            agency=cast.authority,
            about=cast.khans.child,
            way=Way.TELL,
            channel=Channel.CALL,
            contents=dict.fromkeys(contents, "She tires early."),
            happened_at=clock.now(),
            told=Told.SAID,
            spoke_to="Ms Hill, SEND officer",
        )
        return disclose(
            by=cast.team.caseworker,
            case=case or cast.khans.case,
            said=replace(usual, **different),
            once=uuid4(),
            at=clock.now(),
        )

    return told


def born_so_that_school_age_ended(days_ago: int) -> date:
    """A date of birth of someone whose compulsory school age ended about that long ago, and not less."""
    return (clock.today() - timedelta(days=days_ago)).replace(day=1) - timedelta(days=17 * 366)


def born(cast: Cast, day: date | None) -> None:
    """Say that the Khans' child was born that day, as a caseworker would put it right."""
    with reading(by=cast.team.caseworker, subjects=[cast.khans.child.key_subject], purpose="test"):
        details = PersonDetails(
            given_names="Zahra Noor", family_name="Khan", preferred_name="Zahra", date_of_birth=day
        )
        change_person(by=cast.team.caseworker, person=cast.khans.child, details=details, at=clock.now())
    cast.khans.child.refresh_from_db()


def born_eighteen_years_ago(cast: Cast) -> None:
    """Of age, whatever the day of the test is."""
    born(cast, date(clock.today().year - 18, 1, 1))


def judged(*unable: PartOfDeciding, **different: Any) -> Judged:
    """What someone saw of the four parts of deciding, some of which could not be done, by the day of the yes."""
    day = clock.day_of(clock.now() - HOUR)
    usual = Judged(
        unable=frozenset(unable),
        seen=dict.fromkeys(PartOfDeciding, "Shown with pictures, twice."),
        because_of="A learning disability." if unable else "",
        evidence="Two talks at school with her teacher.",
        assessed_by="Dr Shah, clinical psychologist",
        decided_on=day,
        review_on=day + timedelta(days=90) if unable else None,
    )
    return replace(usual, **different)


def found(
    cast: Cast, *unable: PartOfDeciding, family: Family | None = None, **different: Any
) -> CapacityDecision:
    """A decision on whether the Khans' young person can decide if we may speak with the authority; parts may differ."""
    family = family or cast.khans
    agency = different.pop("agency", cast.authority)
    at = different.pop("at", clock.now())
    return record_capacity(
        by=different.pop("by", cast.team.caseworker),
        case=family.case,
        person=different.pop("person", family.child),
        assessed=Assessed(agency, "Whether to speak with them.", judged(*unable, **different)),
        once=uuid4(),
        at=at,
    )


def shared(
    by: User, family: Family, *, at: datetime | None = None, **different: Any
) -> SafeguardingDisclosure:
    """This worker told children's social care about the family's child a moment ago."""
    at = at or clock.now()
    usual = Shared(
        told=ToldWhom.SOCIAL_CARE,
        happened_at=at,
        known=Known(risk="Bruises that she does not explain.", said="What she said at the meeting."),
        told_words="The duty desk",
        about=family.child,
    )
    what = replace(usual, **different)
    return record_safeguarding(by=by, case=family.case, shared=what, once=uuid4(), at=at)


def reported(by: User, *, at: datetime | None = None, **different: Any) -> Breach:
    """Someone of staff reports a letter to the wrong house, known of since an hour ago."""
    at = at or clock.now()
    usual = Happened(
        kind=BreachKind.WRONG_PERSON, what="A letter went to the house next door.", aware_at=at - HOUR
    )
    return report_breach(by=by, happened=replace(usual, **different), once=uuid4(), at=at)
