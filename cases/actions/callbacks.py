"""Forgetting a call-back's name and number for good: their key is destroyed. It rings nobody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases.choices import CaseRole
from cases.models import CallBack, Case
from sendiass.crypto.erasure import erase


def forget(callback: CallBack | None, *, at: datetime) -> None:
    """Mark a call-back forgotten; its key is destroyed once that is committed."""
    if callback is None:
        return
    callback.forgotten_at = at
    callback.save(update_fields=["forgotten_at"])
    subject = callback.key_subject
    transaction.on_commit(lambda: erase(subject))


def forget_all_of(case: Case, *, at: datetime) -> None:
    """The family said no to records, so whom to ring back is not kept either (L26)."""
    for callback in CallBack.objects.kept().filter(enquiry__case=case):
        forget(callback, at=at)


def forget_when_held(case: Case, *, role: CaseRole, at: datetime) -> None:
    """The case now holds whoever asked, by agreement, so the call-back that named them is forgotten."""
    for callback in CallBack.objects.kept().filter(enquiry__case=case).select_related("enquiry"):
        if role == asked_by(callback):
            forget(callback, at=at)


def asked_by(callback: CallBack) -> CaseRole:
    """Who is to be rung back; a parent or carer where nobody noted it."""
    return CaseRole(callback.enquiry.who or CaseRole.PARENT_CARER)
