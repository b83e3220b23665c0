"""What the clock and the sign-in page ask of accounts. It ends nothing that has not ended by itself."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task
from django.db import transaction

from sendiass import clock
from sendiass.accounts import actions, emails
from sendiass.accounts.models import User
from sendiass.accounts.sessions import SessionStore
from sendiass.audit import acting
from sendiass.audit.actors import ServicePrincipal

SIGN_IN = ServicePrincipal("sign-in")


@shared_task
def forget_ended_sessions() -> None:
    """Delete sessions past their time. Idempotent."""
    SessionStore.clear_expired()


@shared_task
def tell_of_clearances() -> None:
    """Tell those who give clearances which end soon and which have ended. Idempotent: each is told once."""
    sweeps = ServicePrincipal("sweeps")
    with acting(by=sweeps):
        actions.tell_of_clearances(by=sweeps, at=clock.now())


@shared_task
def send_password_link(asking_id: str, account_id: str) -> None:
    """Write the link to a new password, only to the account's own address; nothing for an id of nobody's.

    Idempotent: one asking causes one mail.
    """
    account = User.objects.filter(pk=UUID(account_id), is_active=True).first()
    if account is not None:
        with acting(by=SIGN_IN), transaction.atomic():
            emails.send_password_reset(user=account, key=asking_id, by=SIGN_IN, at=clock.now())
