"""Forgetting what a request from the public form said, for good: its key is destroyed. It doesn't decide whether that is due."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases.models import Case, Referral
from sendiass.crypto.erasure import erase


def forget_referral(referral: Referral, *, at: datetime) -> None:
    """Mark what it said as forgotten; its key is destroyed once that is committed. Its codes stay."""
    referral.forgotten_at = at
    referral.save(update_fields=["forgotten_at"])
    subject = referral.key_subject
    transaction.on_commit(lambda: erase(subject))


def forget_referrals_of(case: Case, *, at: datetime) -> None:
    """The family said no to records after all, so what they sent by the form is not kept either (L26)."""
    for referral in Referral.objects.remembered().filter(case=case):
        forget_referral(referral, at=at)
