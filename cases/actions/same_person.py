"""Linking two records as one human being's, and undoing it. Nothing is merged, moved or destroyed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cases import rules
from cases.access import open_link, open_seen_person
from cases.models import Person, Relationship, SamePerson
from sendiass.accounts.models import User


@transaction.atomic
def link_as_same_person(*, by: User, one: Person, other: Person, reason: str, at: datetime) -> SamePerson:
    """Say that two records are the same person's. Two who say so at once say it once.

    Raises NotThere unless this worker may see both, Refused for one record, or for a parent and their child.
    """
    seen = [open_seen_person(by=by, person_id=person.id) for person in (one, other)]
    first, second = sorted(seen, key=lambda person: person.id)
    list(Person.objects.select_for_update().of([first.id, second.id]).order_by("id"))
    related = Relationship.objects.filter(Q(child=first, adult=second) | Q(child=second, adult=first))
    rules.may_be_same_person(is_one_record=first == second, are_relatives=related.exists()).require()
    present: SamePerson | None = SamePerson.objects.live().between(first.id, second.id).first()
    return present or SamePerson.objects.create(one=first, other=second, reason=reason, at=at, by=by)


@transaction.atomic
def unlink(*, by: User, link: SamePerson, at: datetime) -> None:
    """Take the word back; that it was said stays on record. Raises NotThere unless this worker may see both."""
    held = SamePerson.objects.select_for_update().get(pk=open_link(by=by, link_id=link.id).pk)
    if held.undone_at is None:
        held.undone_at, held.undone_by = at, by
        held.save(update_fields=["undone_at", "undone_by"])
