"""What casework writes to families, and to colleagues whom something waits for. It says; the outbox sends; who may be
written to is the action's question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from sendiass.accounts.models import User
from sendiass.audit import Actor
from sendiass.outbox import own
from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.recipients import AddressUnusable, Recipient
from sendiass.profiles import profile
from sendiass.ui.words import long_date

TO_A_COLLEAGUE = "To a colleague, that something needs them"
"""What every such mail is called where it is stuck: of which kind it is would tell the desk of interests and of cases (Y12)."""
ACKNOWLEDGEMENT = MessageKind(
    code="cases.acknowledgement",
    label="Acknowledgement: how to see your records",
    subject="What happens next",
    template="cases/emails/acknowledgement",
)
CONFLICT_FOUND = MessageKind(
    code="cases.conflict_found",
    label=TO_A_COLLEAGUE,
    subject="Something needs you",
    template="cases/emails/conflict_found",
)
EMERGENCY = MessageKind(
    code="cases.emergency",
    label=TO_A_COLLEAGUE,
    subject="Something needs you soon",
    template="cases/emails/emergency",
)
INTERESTS_DUE = MessageKind(
    code="cases.interests_due",
    label=TO_A_COLLEAGUE,
    subject="Something needs you",
    template="cases/emails/interests_due",
)
POLICY_TO_READ = MessageKind(
    code="cases.policy_to_read",
    label=TO_A_COLLEAGUE,
    subject="Something to read",
    template="cases/emails/policy_to_read",
)


REQUEST_MET = MessageKind(
    code="cases.request_met",
    label="Note to whoever decides",
    subject="Something needs you",
    template="cases/emails/request_met",
)
UNSEEN = MessageKind(
    code="cases.unseen",
    label="Note to whoever stands above",
    subject="Something needs you soon",
    template="cases/emails/unseen",
)


def tell_of_request_met(
    to: Iterable[User], *, about: object, reference: str, by: Actor, at: datetime
) -> None:
    """Tell those who decide that a colleague's interest may meet a request: its number; neither whose nor what is in it."""
    tell_colleagues(REQUEST_MET, to, {"number": reference}, about=about, by=by, at=at)


def tell_of_unseen(to: Iterable[User], *, about: object, reference: str, by: Actor, at: datetime) -> None:
    """Tell those above that somebody waits and everybody who could help has an interest: the number, and nothing in it."""
    tell_colleagues(UNSEEN, to, {"number": reference}, about=about, by=by, at=at)


def tell_of_conflict(to: Iterable[User], *, about: object, number: int, by: Actor, at: datetime) -> None:
    """Tell those who decide that interests meet cases: how many, and where to look; neither whose nor which."""
    said = {"link": settings.SITE_URL + reverse("cases:conflict_list"), "number": number}
    tell_colleagues(CONFLICT_FOUND, to, said, about=about, by=by, at=at)


def tell_of_emergency(to: Iterable[User], *, about: object, by: Actor, at: datetime) -> None:
    """Tell those who look at it that a case was opened in an emergency."""
    said = {"link": settings.SITE_URL + reverse("cases:emergency_list")}
    tell_colleagues(EMERGENCY, to, said, about=about, by=by, at=at)


def remind_of_interests(worker: User, *, about: object, by: Actor, at: datetime) -> None:
    """Remind somebody to confirm their interests."""
    said = {"link": settings.SITE_URL + reverse("cases:interest_list")}
    tell_colleagues(INTERESTS_DUE, [worker], said, about=about, by=by, at=at)


def remind_of_policy(
    worker: User, *, about: object, last_day: date, is_over: bool, by: Actor, at: datetime
) -> None:
    """Remind somebody to read the policy that is in force (Y16)."""
    said = {
        "link": settings.SITE_URL + reverse("cases:policy_read"),
        "last_day": long_date(last_day),
        "is_over": is_over,
    }
    tell_colleagues(POLICY_TO_READ, [worker], said, about=about, by=by, at=at)


def tell_colleagues(
    kind: MessageKind,
    to: Iterable[User],
    said: Mapping[str, object],
    *,
    about: object,
    by: Actor,
    at: datetime,
) -> None:
    """Write to colleagues, once each for what it is `about`, that something waits for them."""
    for user in to:
        try:
            recipient = Recipient.by_email(address=user.email, name=user.name)
        except AddressUnusable:
            continue  # it waits on their page of today; an address must not stand in the way of a record
        own.send(
            kind=kind,
            to=recipient,
            about=user.key_subject,
            context=said,
            key=f"{kind.code}:{about}:{user.id}",
            by=by,
            at=at,
        )


REFERRAL_RECEIVED = MessageKind(
    code="cases.referral_received",
    label="Acknowledgement of a request from the website",
    subject="We have your message",
    template="cases/emails/referral_received",
)
REFERRAL_RECEIVED_UNNAMED = MessageKind(
    code="cases.referral_received_unnamed",
    label="Acknowledgement of a request from the website, where others may see it",
    subject="We have your message",
    template="cases/emails/referral_received_unnamed",
    can_be_hidden=True,
)


def referral_received(*, called: str) -> Mapping[str, object]:
    """What whoever came by the public form is told in writing: that we have it, that we are impartial, how to see it (L27)."""
    return {
        "called": called,
        "answer_words": profile().referral.answer_words,
        "phone": profile().identity.phone,
        "impartiality": profile().impartiality.in_writing,
        "how_to_see": profile().records.how_to_see,
        "sar_contact": profile().host.sar_contact,
        "controller": profile().host.controller_name,
    }


def acknowledgement(*, called: str, reference: str) -> Mapping[str, object]:
    """What the written acknowledgement says: that they came to us, that we are impartial, how to see their records (L27)."""
    return {
        "called": called,
        "case_reference": reference,
        "impartiality": profile().impartiality.in_writing,
        "how_to_see": profile().records.how_to_see,
        "sar_contact": profile().host.sar_contact,
        "controller": profile().host.controller_name,
    }
