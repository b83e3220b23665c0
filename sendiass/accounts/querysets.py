"""The vocabulary of asking for accounts and proposals. It decides nothing about who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db.models import Q

from sendiass.accounts.roles import MAY, Permission, Role
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from sendiass.accounts.models import AccountProposal, User  # noqa: F401 - named as text below


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
