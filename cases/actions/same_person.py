"""Linking two records as one human being's, telling two apart, and undoing. Nothing is merged, moved or destroyed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cases import rules
from cases.access import CONFLICTS, may_keep_details, open_link, open_seen_person
from cases.actions.conflicts import find_by_people
from cases.choices import FoundThrough
from cases.models import NotTheSame, Person, Relationship, SamePerson
from sendiass.accounts.models import User
from sendiass.audit.actors import serving


@transaction.atomic
def link_as_same_person(*, by: User, one: Person, other: Person, reason: str, at: datetime) -> SamePerson:
    """Say that two records are the same person's. Two who say so at once say it once.

    Cases that are closed may be linked too: nothing of them changes. An interest in one is an interest in both.
    Raises NotThere unless this worker may see both, Refused for one record, for a parent and their child, for someone
    erased, and once a family has said no to records.
    """
    first, second = _held(by, one, other)
    related = Relationship.objects.filter(Q(child=first, adult=second) | Q(child=second, adult=first))
    rules.may_be_same_person(
        is_one_record=first == second,
        are_relatives=related.exists(),
        is_one_erased=first.is_erased or second.is_erased,
    ).require()
    present: SamePerson | None = SamePerson.objects.live().between(first.id, second.id).first()
    if present:
        return present
    (may_keep_details(first) and may_keep_details(second)).require()
    link: SamePerson = SamePerson.objects.create(one=first, other=second, reason=reason, at=at, by=by)
    _find_conflicts(link, by=by, at=at)
    return link


@transaction.atomic
def tell_apart(*, by: User, one: Person, other: Person, at: datetime) -> None:
    """Say that two records are two people's, so that it is not asked again; said twice, it is said once.

    Raises NotThere unless this worker may see both, Refused for one record and while the two are linked.
    """
    first, second = _held(by, one, other)
    linked = SamePerson.objects.live().between(first.id, second.id)
    rules.may_be_told_apart(is_one_record=first == second, are_linked=linked.exists()).require()
    if second.id not in NotTheSame.objects.told_from(first.id):
        NotTheSame.objects.create(person=first, other=second, by=by, at=at)


@transaction.atomic
def unlink(*, by: User, link: SamePerson, at: datetime) -> None:
    """Take the word back; that it was said stays on record. Raises NotThere unless this worker may see both."""
    held = SamePerson.objects.select_for_update().get(pk=open_link(by=by, link_id=link.id).pk)
    if held.undone_at is None:
        held.undone_at, held.undone_by = at, by
        held.save(update_fields=["undone_at", "undone_by"])


def _find_conflicts(link: SamePerson, *, by: User, at: datetime) -> None:
    """Whose interest meets one of the records, or may, has one in the cases of the others, too (Y12)."""
    with serving(CONFLICTS):
        links = SamePerson.objects.live().leading_on_from([link.one_id])
        records = list(Person.objects.of({end for one in links for end in (one.one_id, one.other_id)}))
    find_by_people(records, by=by, at=at, through=FoundThrough.CASE)


def _held(by: User, one: Person, other: Person) -> tuple[Person, Person]:
    """Both, in the order of their ids, held until it is done: whoever else says something of them waits."""
    seen = [open_seen_person(by=by, person_id=person.id) for person in (one, other)]
    first, second = sorted(seen, key=lambda person: person.id)
    list(Person.objects.select_for_update().of([first.id, second.id]).order_by("id"))
    return first, second
