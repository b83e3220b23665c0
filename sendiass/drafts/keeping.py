"""Keeps, gives back and throws away drafts, each for its writer alone. It knows no request and no form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from sendiass.database.questions import question
from sendiass.drafts.forms_kept import subject_of
from sendiass.drafts.models import Draft

if TYPE_CHECKING:
    from sendiass.accounts.models import User
    from sendiass.crypto.subjects import KeySubject

Fields = dict[str, str | list[str]]

__all__ = ["Fields", "Kept", "discard", "keep", "purge", "subject_of", "take"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft given back: what the browser held, name → value (or values), and when it was saved."""

    fields: Fields
    saved_at: datetime


def keep(*, owner: User, form_key: str, fields: Fields, at: datetime) -> None:
    """Keep `fields` as this person's draft of this form, in place of the one before.

    Raises Refused or NotThere where this person may keep no draft of it.
    """
    subject = subject_of(owner=owner, form_key=form_key)
    values = {"subject_kind": subject.kind, "subject_id": subject.id, "data": fields, "saved_at": at}
    Draft.objects.update_or_create(owner=owner, form_key=form_key, defaults=values)


def take(*, owner: User, form_key: str, about: KeySubject | None = None) -> Kept | None:
    """This person's draft of this form, or None.

    Call it inside a reading that names `subject_of(...)`; raises Closed elsewhere, and Refused or NotThere
    once this person may no longer see whom it is about. `about` is that subject, where the page has opened it
    for this person already.
    """
    subject = about or subject_of(owner=owner, form_key=form_key)
    kept = _drafts(owner=owner.pk, form_key=form_key, kind=subject.kind, subject=subject.id)
    return Kept(kept[0].data, kept[0].saved_at) if kept else None


@question
def _drafts(*, owner: UUID, form_key: str, kind: str, subject: UUID) -> QuerySet[Draft]:
    return Draft.objects.filter(owner=owner, form_key=form_key, subject_kind=kind, subject_id=subject)


def discard(*, owner: User, form_key: str) -> None:
    """Throw away this person's draft of this form, if there is one: the form has been sent."""
    Draft.objects.filter(owner=owner, form_key=form_key).delete()


def purge(*, before: datetime) -> int:
    """Throw away drafts last saved before a moment; how many went."""
    return Draft.objects.filter(saved_at__lt=before).delete()[0]
