"""The vocabulary of asking for accounts, proposals and clearances. It decides nothing about who may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.db.models import OuterRef, Q, Subquery

from sendiass.accounts.roles import MAY, Permission, Role
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from sendiass.accounts.models import AccountProposal, Clearance, LegalTraining, Readiness, User  # noqa: F401 - named as text below


class UserQuerySet(AuditedQuerySet["User"]):
    """Sentences about accounts."""

    def active(self) -> Self:
        return self.filter(is_active=True)

    def ended(self) -> Self:
        return self.filter(is_active=False)

    def in_role(self, role: Role) -> Self:
        return self.filter(role=role)

    def holding(self, permission: Permission) -> Self:
        """Active accounts whose role gives `permission`."""
        return self.active().filter(role__in=[role for role in Role if permission in MAY[role]])

    def by_name(self) -> Self:
        return self.order_by("name", "email")


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds accounts by e-mail address, however it was capitalised."""

    def get_by_natural_key(self, username: str | None) -> User:
        found: User = self.get(email=(username or "").lower())
        return found


class ProposalQuerySet(AuditedQuerySet["AccountProposal"]):
    """Sentences about proposals."""

    def open(self) -> Self:
        """Neither confirmed nor declined yet."""
        return self.filter(confirmed_at__isnull=True, declined_at__isnull=True)

    def about(self, person: User) -> Self:
        """What was proposed for this person, before the account existed or since."""
        return self.filter(Q(person=person) | Q(email=person.email))

    def newest_first(self) -> Self:
        return self.order_by("-proposed_at", "id")

    def with_people(self) -> Self:
        return self.select_related("person", "proposed_by", "confirmed_by", "declined_by")


class ClearanceQuerySet(AuditedQuerySet["Clearance"]):
    """Sentences about clearances."""

    def standing(self) -> Self:
        """Neither withdrawn nor replaced; its last day may have passed. Adds until when the training it rests on counts."""
        ready = apps.get_model("accounts", "Readiness").objects.standing().filter(worker=OuterRef("worker"))
        standing: Self = self.filter(withdrawn_at__isnull=True, replaced_at__isnull=True).annotate(
            ready_until=Subquery(ready.values("until_on")[:1])
        )
        return standing

    def of_workers(self, workers: Iterable[UUID]) -> Self:
        return self.filter(worker__id__any_of=list(workers))

    def ending_by(self, day: date) -> Self:
        """Whose last day, or that of the training they rest on, is that day or has passed before it; needs `standing`."""
        return self.filter(Q(until_on__lte=day) | Q(ready_until__lte=day))

    def needed(self, roles: Collection[Role]) -> Self:
        """Of live accounts in these roles."""
        return self.filter(worker__is_active=True, worker__role__in=sorted(roles))

    def newest_first(self) -> Self:
        return self.order_by("-given_at", "id")

    def with_people(self) -> Self:
        return self.select_related("worker", "given_by", "withdrawn_by")


class ReadinessQuerySet(AuditedQuerySet["Readiness"]):
    """Sentences about who has done what comes before a first case."""

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(ended_at__isnull=True)

    def of(self, worker: User) -> Self:
        return self.filter(worker=worker)

    def lasting(self, on: date) -> Self:
        """All that it says counts on that day still."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on))


class LegalTrainingQuerySet(AuditedQuerySet["LegalTraining"]):
    """Sentences about the levels of the legal training."""

    def of_workers(self, workers: Iterable[UUID]) -> Self:
        return self.filter(worker__id__any_of=list(workers))

    def standing(self) -> Self:
        """Not taken back; its last day may have passed."""
        return self.filter(ended_at__isnull=True)
