"""How people, the ways to reach them and who is the same are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

import sendiass.database.lookups  # noqa: F401  `any_of`
from cases.querysets.seeing import all_of, live_parts
from sendiass.accounts.roles import Permission
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from sendiass.accounts.models import User


class PersonQuerySet(AuditedQuerySet[Any]):
    """People in cases."""

    def of(self, people: Iterable[UUID]) -> Self:
        """These people, however many."""
        return self.filter(id__any_of=people)

    def visible_to(self, worker: User) -> Self:
        """Those with a part in a case this worker may see; where they see all cases, a part that has ended will do."""
        parts = all_of("CasePerson") if worker.holds(Permission.SEE_ALL_CASES) else live_parts()
        return self.filter(Exists(parts.visible_to(worker).filter(person=OuterRef("pk"))))


class ContactPointQuerySet(AuditedQuerySet[Any]):
    """Ways to reach people."""

    def of_people(self, people: Iterable[UUID]) -> Self:
        """The ways to reach these people, however many."""
        return self.filter(person__id__any_of=people)

    def safe(self) -> Self:
        """Those to which something may be sent."""
        return self.filter(safety="safe")

    def not_working(self) -> Self:
        """Those from which a message came back, and nobody has seen to it."""
        return self.filter(safety="not_working")


class RelationshipQuerySet(AuditedQuerySet[Any]):
    """Who is whose parent."""

    def between(self, people: Iterable[UUID]) -> Self:
        """Relationships whose both ends are among these people."""
        ids = list(people)
        return self.filter(child__id__any_of=ids, adult__id__any_of=ids)


class NotTheSameQuerySet(AuditedQuerySet[Any]):
    """Who was told from whom."""

    def told_from(self, person: UUID) -> set[UUID]:
        """The people someone has said this one is not, whichever of the two was added second."""
        pairs = self.filter(Q(person=person) | Q(other=person)).values_list("person_id", "other_id")
        return {one for pair in pairs for one in pair if one != person}

    def between(self, one: UUID, other: UUID) -> Self:
        """What was said of these two, whichever was added second."""
        return self.filter(Q(person=one, other=other) | Q(person=other, other=one)).order_by("at", "id")


class SamePersonQuerySet(AuditedQuerySet[Any]):
    """Records linked as one human being's."""

    def live(self) -> Self:
        """Links that have not been undone."""
        return self.filter(undone_at__isnull=True)

    def touching(self, people: Iterable[UUID]) -> Self:
        """Links with an end among these people."""
        ids = list(people)
        return self.filter(Q(one__id__any_of=ids) | Q(other__id__any_of=ids))

    def between(self, one: UUID, other: UUID) -> Self:
        """The links of these two, whichever is named first."""
        first, second = sorted((one, other))
        return self.filter(one=first, other=second)

    def visible_to(self, worker: User) -> Self:
        """Those whose both ends this worker may see: of any other they never learn."""
        seen = all_of("Person").visible_to(worker)
        return self.filter(one__in=seen, other__in=seen)

    def leading_on_from(self, people: Iterable[UUID]) -> list[Any]:
        """These links, from these people to others and on from those, for as long as there are more."""
        reached, links = set(people), dict[UUID, Any]()
        while more := {link.pk: link for link in self.touching(reached).exclude(pk__in=list(links))}:
            links |= more
            reached = {end for link in more.values() for end in (link.one_id, link.other_id)}
        return list(links.values())
