"""What consent writes: to the service's own people that there is something to do, and to agencies what a family permits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from cases.emails import TO_A_COLLEAGUE, tell_colleagues
from consent.choices import Content
from consent.models import Breach, SafeguardingDisclosure
from sendiass.accounts.models import User
from sendiass.outbox.kinds import MessageKind
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.words import clock_time, long_date

REVIEW_OWED = MessageKind(
    code="consent.review_owed",
    label=TO_A_COLLEAGUE,
    subject="Something needs you",
    template="consent/emails/review_owed",
)
BREACH_REPORTED = MessageKind(
    code="consent.breach_reported",
    label=TO_A_COLLEAGUE,
    subject="Something needs you soon",
    template="consent/emails/breach_reported",
)
LETTER = MessageKind(
    code="consent.letter",
    label="Letter to an agency",
    subject="About a child or young person",
    template="consent/emails/letter",
    discreet=False,
)


def letter(
    *, to: str, about: str, signed_by: str, carries: str, contents: Mapping[Content, str]
) -> Mapping[str, object]:
    """What a letter to an agency says: about whom, the family's words where we only carry them (Y17), and each content.

    It tells them what an agency is told of us (L25, Y02). `to` is whoever opens it, with their post after a comma if it is
    known; `carries` is empty where we speak for ourselves.
    """
    return {
        "greets": to.partition(",")[0],
        "about": about,
        "signed_by": signed_by,
        "carries": carries,
        "contents": [(str(label(one)), contents[one]) for one in Content if one in contents],
        "told": profile().sharing.written_to_agencies,
    }


def tell_reviewers(to: Iterable[User], disclosure: SafeguardingDisclosure, *, by: User, at: datetime) -> None:
    """Tell those who review that something waits for them, and until when."""
    said = {
        "link": settings.SITE_URL + reverse("consent:safeguarding_register"),
        "due": long_date(disclosure.review_due_on),
    }
    tell_colleagues(REVIEW_OWED, to, said, about=disclosure.id, by=by, at=at)


def tell_keepers(to: Iterable[User], breach: Breach, *, by: User, at: datetime) -> None:
    """Tell those who keep the register that something was reported, and when the 72 hours end."""
    ends = f"{long_date(breach.notify_by)}, {clock_time(breach.notify_by)}"
    said = {"link": settings.SITE_URL + reverse("consent:breach_register"), "ends": ends}
    tell_colleagues(BREACH_REPORTED, to, said, about=breach.id, by=by, at=at)
