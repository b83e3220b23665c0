"""How consent is asked for: participles and adjectives that read as sentences."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case as Case_
from django.db.models import DateField, ExpressionWrapper, F, Q, When

from sendiass import clock
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from cases.models import Case


class CapacityDecisionQuerySet(AuditedQuerySet[Any]):
    """Decisions about one decision."""

    def of(self, case: Case) -> Self:
        """Those recorded in this case."""
        return self.filter(case=case)

    def newest_first(self) -> Self:
        """By the day they were made, then by when they were written down: the first one counts."""
        return self.order_by("-decided_on", "-recorded_at", "-id")


class SignedFormQuerySet(AuditedQuerySet[Any]):
    """Papers on which permissions were signed."""


class PermissionTaskQuerySet(AuditedQuerySet[Any]):
    """What tasks ask about permissions."""

    def of_task_not_withdrawn(self) -> Self:
        """Those whose task is open or was done; one withdrawn asked nobody."""
        return self.filter(task__withdrawn_at__isnull=True)


class PermittedContentQuerySet(AuditedQuerySet[Any]):
    """Kinds of content permitted."""


class DisclosedContentQuerySet(AuditedQuerySet[Any]):
    """Kinds of content disclosed."""


class PermissionQuerySet(AuditedQuerySet[Any]):
    """Permissions to share."""

    def of(self, case: Case) -> Self:
        """Those given in this case."""
        return self.filter(case=case)

    def live(self, at: datetime) -> Self:
        """Those that hold at this moment: a parent's for a child while the child, or the time to ask them, lasts."""
        not_ended = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
        found: Self = self.stopping().filter(
            not_ended,
            Q(of_age_stop__isnull=True) | Q(of_age_stop__gte=clock.day_of(at)),
            from_at__lte=at,
            until_at__gt=at,
        )
        return found

    def not_ended(self) -> Self:
        """Those nobody has ended; their last day may have passed."""
        return self.filter(ended_at__isnull=True)

    def stopping(self) -> Self:
        """Each with `of_age_stop`, the last day that a parent's yes for a child may hold, if that is known."""
        last_day = ExpressionWrapper(
            F("about__compulsory_school_age_ends_on") + F("days_of_grace"), output_field=DateField()
        )
        found: Self = self.alias(of_age_stop=Case_(When(standing="parent_of_child", then=last_day)))
        return found

    def stopping_by(self, day: date, *, end_of_day: datetime, not_before: datetime) -> Self:
        """Those not ended whose last day comes by `day`, or that the young person's coming of age has stopped already."""
        soon = Q(until_at__lte=end_of_day, until_at__gt=not_before) | Q(
            of_age_stop__lte=day, until_at__gt=not_before
        )
        found: Self = self.not_ended().stopping().filter(soon)
        return found

    def written_down_later(self) -> Self:
        """Those given before they were written down."""
        return self.filter(recorded_at__gt=F("given_at"))


class DisclosureQuerySet(AuditedQuerySet[Any]):
    """What left."""

    def of(self, case: Case) -> Self:
        """Those of this case."""
        return self.filter(case=case)

    def before_the_yes_was_written_down(self) -> Self:
        """Those made on a yes that was given but not yet on record, for the manager to look at."""
        return self.filter(happened_at__lt=F("permission__recorded_at"))
