"""What is written about the policy: to the managers and the chair, that its review is due (L33, Y27)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from cases.emails import TO_A_COLLEAGUE, tell_colleagues
from governance.models import Member
from sendiass.accounts.models import User
from sendiass.audit import Actor
from sendiass.outbox import own
from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.recipients import AddressUnusable, Recipient
from sendiass.ui.words import long_date

REVIEW_DUE = MessageKind(
    code="governance.policy_review_due",
    label=TO_A_COLLEAGUE,
    subject="The policy is to be reviewed",
    template="governance/emails/policy_review_due",
)


def tell_of_review(
    managers: Iterable[User],
    chair: Member | None,
    *,
    due_on: date,
    is_over: bool,
    about: object,
    by: Actor,
    at: datetime,
) -> None:
    """Tell them by when the policy is to be reviewed, once each for what it is `about`.

    The chair is written to at their account, or where they have none at the address that the board's keeper has.
    """
    said = {"due": long_date(due_on), "is_over": is_over}
    tell_colleagues(
        REVIEW_DUE, managers, {**said, "link": _address("governance:review_page")}, about=about, by=by, at=at
    )
    if chair is None:
        return
    if chair.account is not None and chair.account.is_active:
        said_there = {**said, "link": _address("governance:board_policy")}
        tell_colleagues(REVIEW_DUE, [chair.account], said_there, about=about, by=by, at=at)
        return
    try:
        to = Recipient.by_email(address=chair.email, name=chair.name)
    except AddressUnusable:
        return  # who chairs without an address is shown on the review's page
    own.send(
        kind=REVIEW_DUE,
        to=to,
        about=chair.key_subject,
        context={**said, "link": _address("governance:policy_page")},
        key=f"{REVIEW_DUE.code}:{about}:{chair.id}",
        by=by,
        at=at,
    )


def _address(name: str) -> str:
    return settings.SITE_URL + reverse(name)
