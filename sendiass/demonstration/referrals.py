"""Families of the demonstration who came by themselves and wait at the intake desk, and one that was set aside."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cases.actions.referrals import (
    begin_referral,
    find_begun,
    send_referral,
)
from cases.actions.taking_up import set_aside
from cases.actions.told import FamilysYes, Professional, Told, Way
from cases.choices import (
    AccessibleFormat,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    HowShared,
    Issue,
    Language,
    ReferralSource,
    Referrer,
    Relationship,
    Stage,
    WhySetAside,
)
from cases.models import Referral
from sendiass import clock
from sendiass.accounts.models import User

SAFE, WITH_CARE = ContactSafety.SAFE, ContactSafety.WITH_CARE
MOBILE, EMAIL = ContactPointKind.MOBILE, ContactPointKind.EMAIL

A_MOTHER = Told(
    issue=Issue.EXCLUSION,
    stage=Stage.SEN_SUPPORT,
    source=ReferralSource.PARENT,
    given_names="Rosa",
    family_name="Diaz",
    relationship=Relationship.MOTHER,
    child_given_names="Leo",
    child_family_name="Diaz",
    child_born=date(2017, 4, 3),
    school="Oakfield",
    aim="He has been sent home four times since half-term. I want to know what the school must do.",
    dates="A meeting with the head next Thursday",
    ways=(
        Way(MOBILE, "+447700900811", SAFE, may_leave_message=True),
        Way(EMAIL, "rosa.diaz@family.example", SAFE),
    ),
    language=Language.SPANISH,
    needs_interpreter=True,
)
A_YOUNG_WOMAN = Told(
    issue=Issue.POST_16,
    stage=Stage.FINAL_PLAN,
    source=ReferralSource.YOUNG_PERSON,
    given_names="Ife",
    aim="I want to choose my college myself. Everyone talks about me and nobody asks me.",
    ways=(Way(MOBILE, "+447700900822", WITH_CARE, "Send a text first. Never ring in the evening"),),
    language=Language.ENGLISH,
    needs_interpreter=False,
    formats=(AccessibleFormat.EASY_READ,),
)
A_GRANDFATHER = Told(
    issue=Issue.TRANSPORT,
    stage=Stage.FINAL_PLAN,
    source=ReferralSource.HEALTH,
    given_names="Walter",
    family_name="Pike",
    relationship=Relationship.GRANDPARENT,
    child_given_names="Ruby",
    child_family_name="Pike",
    aim="The taxi to school was stopped, and I cannot drive her any more.",
    ways=(Way(ContactPointKind.LANDLINE, "+441632960833", SAFE, may_leave_message=True),),
    language=Language.ENGLISH,
    needs_interpreter=False,
    professional=Professional("Joan Bell", "Community nurse", "Riverside clinic", "01632 960844"),
)
NOBODY = Told(
    issue=Issue.OTHER,
    stage=Stage.NOT_KNOWN,
    source=ReferralSource.PARENT,
    given_names="Best prices",
    aim="We sell more visitors for your website.",
    ways=(Way(EMAIL, "offers@spam.example", WITH_CARE, "Any time"),),
    language=Language.ENGLISH,
    needs_interpreter=False,
)


def come_by_themselves(worker: User, *, now: datetime) -> None:
    """A mother, a young woman by herself, a grandfather through a nurse, and something that was no request."""
    _send(Referrer.PARENT_CARER, A_MOTHER, at=now - timedelta(days=2, hours=3))
    _send(Referrer.YOUNG_PERSON, A_YOUNG_WOMAN, at=now - timedelta(hours=19))
    at = now - timedelta(hours=2)
    yes = FamilysYes(CaseRole.PARENT_CARER, HowShared.FACE_TO_FACE, clock.day_of(at - timedelta(days=1)))
    _send(Referrer.PROFESSIONAL, A_GRANDFATHER, yes=yes, at=at)
    sent = _send(Referrer.PARENT_CARER, NOBODY, at=now - timedelta(days=5))
    set_aside(by=worker, referral=sent, why=WhySetAside.NOT_REAL, words="", at=now - timedelta(days=4))


def _send(who: Referrer, told: Told, *, at: datetime, yes: FamilysYes | None = None) -> Referral:
    begun = find_begun(begin_referral(who=who, yes=yes, at=at - timedelta(minutes=12)), at=at)
    if begun is None:
        raise RuntimeError("what was just begun is not there")
    return send_referral(begun=begun, told=told, at=at)
