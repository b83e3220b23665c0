"""How feedback is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import Case as Case_
from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery, Value, When

import sendiass.database.lookups  # noqa: F401  `not_kept_from`
from sendiass.accounts.roles import Permission
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from sendiass.accounts.models import User

COMPLAINT_KINDS = ("complaint", "data_complaint")


class CommentQuerySet(AuditedQuerySet[Any]):
    """What people said of the service."""

    def visible_to(self, worker: User) -> Self:
        """What this worker may know of: nothing that is about them, nor about a case they have an interest in."""
        named = _entries().filter(complaint__comment=OuterRef("pk"), step="named", worker=worker.pk)
        free = Q(complaint__case__isnull=True) | Q(complaint__case__id__not_kept_from=worker.pk)
        return self._for_their_role(worker).filter(free, ~Exists(named))

    def _for_their_role(self, worker: User) -> Self:
        if worker.holds(Permission.KEEP_MANAGERS_COMPLAINTS):
            return self
        not_of_managers = self.filter(about_manager=False)
        if worker.holds(Permission.KEEP_COMPLAINTS):
            return not_of_managers
        if worker.holds(Permission.TRIAGE_COMMENTS):
            return not_of_managers.filter(complaint__isnull=True).exclude(kind__in=COMPLAINT_KINDS)
        return self.none()

    def with_state(self) -> Self:
        """Adds how far each is: `stage` of its complaint, if it is one, and `due_by`, while something is due."""
        of_it = _entries().filter(complaint__comment=OuterRef("pk")).order_by("-number")
        staged: Self = self.annotate(
            stage=Subquery(of_it.values("stage")[:1]),
            further_by=Subquery(of_it.filter(step="further").values("due_on")[:1]),
        )
        due: Self = staged.annotate(
            due_by=Case_(
                When(complaint__isnull=True, answer__isnull=True, then=F("due_on")),
                When(stage="received", then=F("complaint__acknowledge_by")),
                When(stage__in=["acknowledged", "looked_into"], then=F("complaint__decide_by")),
                When(stage="further", then=F("further_by")),
                default=Value(None),
                output_field=DateField(null=True),
            )
        )
        return due

    def to_forget(self, before: datetime) -> Self:
        """What was settled or closed for good before that moment, and can still be opened; needs `with_state`."""
        closed = _entries().filter(complaint__comment=OuterRef("pk"), step="closed").order_by("-number")
        told: Self = self.alias(closed_at=Subquery(closed.values("recorded_at")[:1]))
        is_over = Q(complaint__isnull=True, answer__recorded_at__lt=before) | Q(
            stage__in=["closed", "ended"], closed_at__lt=before
        )
        return told.filter(is_over, forgotten__isnull=True)

    def still_open(self) -> Self:
        """What nobody has seen to, and complaints that are not closed, the first due first; needs `with_state`."""
        return self.filter(_is_open()).order_by(F("due_by").asc(nulls_last=True), "sent_at", "id")

    def open_first(self) -> Self:
        """The open by when something is due, then the rest, the newest first; needs `with_state`."""
        told: Self = self.alias(is_over=Case_(When(_is_open(), then=Value(False)), default=Value(True)))
        ordered: Self = told.order_by("is_over", F("due_by").asc(nulls_last=True), "-sent_at", "id")
        return ordered


class CommentRecordQuerySet(AuditedQuerySet[Any]):
    """How comments were settled."""


class ComplaintQuerySet(AuditedQuerySet[Any]):
    """Complaints that were taken on, and the steps taken about them."""


def _is_open() -> Q:
    unseen = Q(complaint__isnull=True, answer__isnull=True)
    return unseen | Q(complaint__isnull=False) & ~Q(stage__in=["closed", "ended"])


def _entries() -> Any:
    return apps.get_model("feedback", "ComplaintEntry")._default_manager.all()
