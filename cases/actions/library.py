"""Keeping the library of law and guidance, and the list of independent sources. Nothing is deleted or overwritten."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from cases.access import may_keep_library
from cases.choices import LegalKind, Ties
from cases.deadlines import review_due_on
from cases.models import IndependentSource, LegalReference
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.profiles import profile


@dataclass(frozen=True, slots=True)
class Wording:
    """What the library says of one section, regulation, paragraph or rule; `says` is our sentence, not the law's text."""

    kind: LegalKind
    instrument: str
    provision: str
    title: str
    says: str
    also: str = ""
    url: str = ""
    in_force_from: date | None = None
    in_force_until: date | None = None
    is_offered: bool = True


@dataclass(frozen=True, slots=True)
class SourceDetails:
    """What the list says of an independent source."""

    name: str
    helps_with: str
    standing: str
    ties: Ties
    area: str = ""
    website: str = ""
    phone: str = ""
    email: str = ""


@transaction.atomic
def add_reference(
    *, by: User, wording: Wording, is_checked: bool, once: UUID, at: datetime
) -> LegalReference:
    """Put a reference into the library. The same `once` twice is one reference."""
    may_keep_library(by).require()
    earlier: LegalReference | None = LegalReference.objects.filter(once=once).first()
    return earlier or _write(wording, by=by, is_checked=is_checked, reason="", once=once, at=at)


@transaction.atomic
def change_reference(
    *,
    by: User,
    reference: LegalReference,
    wording: Wording,
    is_checked: bool,
    reason: str,
    once: UUID,
    at: datetime,
) -> LegalReference:
    """Set a new version beside the newest one; advice given on an earlier one keeps it.

    Raises Refused without a reason, and when someone changed it first.
    """
    may_keep_library(by).require()
    if not reason.strip():
        refuse("Enter why this is changed.", "Y03").require()
    first = reference.original or reference
    with connection.cursor() as cursor:  # the row itself is final and cannot be locked by our role
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(first.id)])
    earlier: LegalReference | None = LegalReference.objects.filter(once=once).first()
    if earlier:
        return earlier
    newest = LegalReference.objects.versions_of(first.id).first() or first
    if newest.pk != reference.pk:
        refuse("Someone changed this since you opened it. Look at the newest version first.", "Y03").require()
    return _write(
        wording,
        by=by,
        is_checked=is_checked,
        reason=reason,
        once=once,
        at=at,
        original=first,
        version=newest.version + 1,
    )


@transaction.atomic
def add_source(*, by: User, details: SourceDetails, at: datetime) -> IndependentSource:
    """Put an independent source on the list. Adding it is its first review."""
    may_keep_library(by).require()
    source = IndependentSource(id=uuid4(), added_at=at, **asdict(details))
    _reviewed(source, by=by, at=at)
    source.save()
    return source


@transaction.atomic
def change_source(
    *, by: User, source: IndependentSource, details: SourceDetails, is_reviewed: bool, at: datetime
) -> IndependentSource:
    """Correct what the list says; `is_reviewed` where all of it was looked at, which sets the next review."""
    may_keep_library(by).require()
    source = _held(source)
    for name, value in asdict(details).items():
        setattr(source, name, value)
    source.changed_at = at
    if is_reviewed:
        _reviewed(source, by=by, at=at)
    source.save()
    return source


@transaction.atomic
def retire_source(*, by: User, source: IndependentSource, reason: str, at: datetime) -> None:
    """No longer tell families of it; it stays where they were. Done again, it changes nothing."""
    may_keep_library(by).require()
    if not reason.strip():
        refuse("Enter why families are no longer told of it.", "Y13").require()
    source = _held(source)
    if source.retired_on is None:
        source.retired_on, source.retired_because, source.changed_at = clock.day_of(at), reason, at
        source.save(update_fields=["retired_on", "retired_because", "changed_at"])


@transaction.atomic
def take_source_back(*, by: User, source: IndependentSource, at: datetime) -> None:
    """Tell families of a retired source again. Done again, it changes nothing."""
    may_keep_library(by).require()
    source = _held(source)
    if source.retired_on is not None:
        source.retired_on, source.retired_because, source.changed_at = None, "", at
        source.save(update_fields=["retired_on", "retired_because", "changed_at"])


def sorted_as(provision: str) -> str:
    """What puts section 9 before section 36, and 36 before 36A: its first letter, then its numbers as long as each other."""
    numbers = re.findall(r"(\d+)([A-Za-z]?)", provision)
    return (provision[:1].lower() + ".".join(number.zfill(5) + letter for number, letter in numbers))[:200]


def _write(
    wording: Wording, *, by: User, is_checked: bool, reason: str, once: UUID, at: datetime, **version: object
) -> LegalReference:
    return LegalReference.objects.create(
        **asdict(wording),
        sorted_as=sorted_as(wording.provision),
        checked_on=clock.day_of(at) if is_checked else None,
        recorded_at=at,
        recorded_by=by,
        reason=reason,
        once=once,
        **version,
    )


def _held(source: IndependentSource) -> IndependentSource:
    locked: IndependentSource = IndependentSource.objects.select_for_update().get(pk=source.pk)
    return locked


def _reviewed(source: IndependentSource, *, by: User, at: datetime) -> None:
    today = clock.day_of(at)
    source.reviewed_on, source.reviewed_by, source.changed_at = today, by, at
    source.review_due_on = review_due_on(today, profile().advice.source_review_months)
