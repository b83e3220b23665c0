"""What the service writes to its own people about their accounts. It decides nothing; the outbox sends it."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from allauth.account import app_settings as allauth_settings
from allauth.account.utils import user_pk_to_url_str
from celery import current_app
from django.conf import settings
from django.urls import reverse

from sendiass.accounts.models import AccountProposal, User
from sendiass.audit.actors import Actor
from sendiass.outbox import own
from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.recipients import Recipient

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
