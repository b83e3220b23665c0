"""What the service writes to its own people about accounts and clearances. It decides nothing; the outbox sends it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from allauth.account import app_settings as allauth_settings
from allauth.account.utils import user_pk_to_url_str
from celery import current_app
from django.conf import settings
from django.urls import reverse

from sendiass.accounts.models import AccountProposal, Clearance, User
from sendiass.audit.actors import Actor
from sendiass.outbox import own
from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.recipients import AddressUnusable, Recipient

INVITATION = MessageKind(
    code="accounts.invitation",
    label="Invitation to set a password",
    subject="Your account is ready",
    template="accounts/emails/invitation",
)
PASSWORD_RESET = MessageKind(
    code="accounts.password_reset",
    label="Link to set a new password",
    subject="Set a new password",
    template="accounts/emails/password_reset",
)
CLEARANCE_ENDS = MessageKind(
    code="accounts.clearance_ends",
    label="A clearance for new cases ends",
    subject="Something needs you",
    template="accounts/emails/clearance_ends",
)
SEND_LINK = "sendiass.accounts.jobs.send_password_link"
DAYS_VALID = settings.PASSWORD_RESET_TIMEOUT // 86_400


def password_link(user: User) -> str:
    """A link that sets this person's password once. It dies with the next password or sign-in, or in days."""
    token = allauth_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token}
    )
    return f"{settings.SITE_URL}{path}"


def invite(*, user: User, key: str, by: Actor, at: datetime) -> None:
    """Invite someone whose account was confirmed to set a password. `key` names the fact that causes it."""
    _send(INVITATION, user=user, key=f"account-invitation:{key}", by=by, at=at)


def ask_for_password_link(user: User | None) -> None:
    """Let a worker write the link that somebody asked for on the sign-in page; without an account, nothing.

    The same work either way, so that how long it takes tells nobody who has an account. An id of nobody's
    travels in the place of an account's.
    """
    current_app.send_task(SEND_LINK, args=[str(uuid4()), str(user.id if user else uuid4())])


def send_password_reset(*, user: User, key: str, by: Actor, at: datetime) -> None:
    """Send the link that somebody asked for. `key` names the asking, so that it causes one mail."""
    _send(PASSWORD_RESET, user=user, key=f"password-reset:{key}", by=by, at=at)


def tell_of_clearance(
    clearance: Clearance, *, has_ended: bool, to: Iterable[User], by: Actor, at: datetime
) -> None:
    """Tell those who give clearances that one ends soon, or that it has ended, once each. It names nobody."""
    said = {"link": f"{settings.SITE_URL}{reverse('accounts:clearance_list')}", "has_ended": has_ended}
    fact = f"{CLEARANCE_ENDS.code}:{clearance.id}:{'ended' if has_ended else 'ends'}"
    if clearance.ends_with_training:
        fact = f"{fact}:{clearance.last_day}"  # the same clearance may end with one training and later with another
    for user in to:
        try:
            recipient = Recipient.by_email(address=user.email, name=user.name)
        except AddressUnusable:
            continue  # it stands on their day as well; an address must not stop the others from being told
        own.send(
            kind=CLEARANCE_ENDS,
            to=recipient,
            about=user.key_subject,
            context=said,
            key=f"{fact}:{user.id}",
            by=by,
            at=at,
        )


def invitation_key(proposal: AccountProposal) -> str:
    """Names the fact of a confirmed proposal."""
    return str(proposal.id)


def _send(kind: MessageKind, *, user: User, key: str, by: Actor, at: datetime) -> None:
    own.send(
        kind=kind,
        to=Recipient.by_email(address=user.email, name=user.name),
        about=user.key_subject,
        context={"link": password_link(user), "days": DAYS_VALID},
        key=key,
        by=by,
        at=at,
    )
