"""How consent is asked for: participles and adjectives that read as sentences."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import Case as Case_
from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, When

from cases.querysets.seeing import visible
from sendiass import clock
from sendiass.accounts.roles import Permission
from sendiass.audit import AuditedQuerySet
from sendiass.outbox.choices import State

if TYPE_CHECKING:
    from cases.models import Agency, Case
    from sendiass.accounts.models import User


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

    def whose_work_ended(self) -> Self:
        """Not ended, though the case has closed since they were written down."""
        steps = apps.get_model("cases", "StatusChange")._default_manager
        closed = steps.filter(case=OuterRef("case"), to_status="closed", at__gte=OuterRef("recorded_at"))
        return self.not_ended().filter(Exists(closed))

    def stopping(self) -> Self:
        """Each with `of_age_stop`, the last day that a parent's yes for a child may hold, if that is known."""
        last_day = ExpressionWrapper(
            F("about__compulsory_school_age_ends_on") + F("days_of_grace"), output_field=DateField()
        )
        stopping: Self = self.alias(of_age_stop=Case_(When(standing="parent_of_child", then=last_day)))
        return stopping

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

    def newest_with(self, agency: Agency) -> Self:
        """Those with this agency, the last one first."""
        return self.filter(agency=agency).order_by("-happened_at", "-recorded_at", "id")

    def that_left(self) -> Self:
        """All but those whose letter was stopped before it left."""
        return self.filter(Q(letter__isnull=True) | ~Q(letter__message__state=State.CANCELLED))

    def with_their_letters(self) -> Self:
        """Each with `letter_id`, `letter_state` and `letter_stopped_because`: None and empty for what was spoken."""
        found: Self = self.annotate(
            letter_id=F("letter__id"),
            letter_state=F("letter__message__state"),
            letter_stopped_because=F("letter__message__cancelled_because"),
        )
        return found


class LetterQuerySet(AuditedQuerySet[Any]):
    """Letters and mail to agencies."""

    def of(self, case: Case) -> Self:
        """Those of this case."""
        return self.filter(case=case)

    def waiting(self) -> Self:
        """Those that have not left, and that nobody has stopped."""
        return self.filter(message__state=State.WAITING)

    def not_gone(self) -> Self:
        """Those that were stopped, are stuck, came back, or may or may not have left."""
        return self.filter(message__state__in=[State.CANCELLED, State.STUCK, State.UNSURE, State.RETURNED])

    def not_told(self) -> Self:
        """Those whose worker was not told of the state they are in, or has done with it while they are in it still."""
        of_this_state = Q(told__state=F("message__state"))
        is_open = Q(told__task__done_at__isnull=True, told__task__withdrawn_at__isnull=True)
        told = self.filter(of_this_state, is_open | Q(message__state__in=[State.CANCELLED, State.RETURNED]))
        return self.exclude(pk__in=told.values("pk"))


class LetterTaskQuerySet(AuditedQuerySet[Any]):
    """What workers were told of their letters."""

    def open(self) -> Self:
        """Those whose task is still to do."""
        return self.filter(task__done_at__isnull=True, task__withdrawn_at__isnull=True, task__isnull=False)


class ApproachQuerySet(AuditedQuerySet[Any]):
    """What agencies came to us with unasked."""

    def of(self, case: Case) -> Self:
        """Those about this case."""
        return self.filter(case=case)

    def newest_with(self, agency: Agency) -> Self:
        """Those of this agency, the last one first."""
        return self.filter(agency=agency).order_by("-happened_at", "-recorded_at", "id")


class HeardQuerySet(AuditedQuerySet[Any]):
    """What agencies told us."""

    def of(self, case: Case) -> Self:
        """On this case."""
        return self.filter(case=case)

    def visible_to(self, worker: User) -> Self:
        """Those on cases this worker may see."""
        return visible(self, worker, "case__id")

    def to_pass_on(self) -> Self:
        """Neither passed on nor withheld."""
        return self.filter(passed_on__isnull=True)

    def overdue(self, on: date) -> Self:
        """Still to be passed on though the day has gone by."""
        return self.to_pass_on().filter(due_on__lt=on)


class PassedOnQuerySet(AuditedQuerySet[Any]):
    """What the family was told of it."""

    def of(self, case: Case) -> Self:
        """On this case."""
        return self.filter(case=case)


class SafeguardingQuerySet(AuditedQuerySet[Any]):
    """What was shared without permission to keep someone safe."""

    def of(self, case: Case) -> Self:
        """That of this case."""
        return self.filter(case=case)

    def visible_to(self, worker: User) -> Self:
        """That of the cases this worker may see; of any other they never learn."""
        return self.filter(Exists(_cases_seen_by(worker).filter(pk=OuterRef("case"))))

    def owing_a_review(self) -> Self:
        """That which nobody has reviewed, the first due first."""
        return self.filter(review__isnull=True).order_by("review_due_on", "recorded_at", "id")

    def owed_first(self) -> Self:
        """What is owed a review by when it is due, then the rest, the newest first."""
        return self.order_by(
            F("review__recorded_at").desc(nulls_first=True), "review_due_on", "-recorded_at", "id"
        )


class SafeguardingRecordQuerySet(AuditedQuerySet[Any]):
    """What was added to it later, and its reviews."""


class BreachQuerySet(AuditedQuerySet[Any]):
    """Data breaches."""

    def visible_to(self, worker: User) -> Self:
        """Those that touch no case hidden from this worker: of any other they never learn."""
        touched = apps.get_model("consent", "BreachCase")._default_manager.filter(breach=OuterRef("pk"))
        seen = _cases_seen_by(worker).filter(pk=OuterRef("case"))
        return self.filter(~Exists(touched.filter(~Exists(seen))))

    def with_state(self) -> Self:
        """Adds how far each is: `risk`, `notifying`, `told_ico_at` and `ended` (the last closing or opening)."""
        stated: Self = self.annotate(
            risk=_newest("outcome", "assessed"),
            notifying=_newest("outcome", "decided"),
            told_ico_at=_newest("happened_at", "notified"),
            ended=_newest("step", "closed", "reopened"),
        )
        return stated

    def still_open(self) -> Self:
        """Those not closed, the first due first; needs `with_state`."""
        return self.filter(Q(ended__isnull=True) | Q(ended="reopened")).order_by("notify_by", "id")

    def open_first(self) -> Self:
        """Those not closed by when the ICO has to be told, then the closed, the newest first; needs `with_state`."""
        told: Self = self.alias(is_closed=Q(ended="closed", ended__isnull=False))
        clock_of_the_open = Case_(When(is_closed=False, then=F("notify_by")))
        ordered: Self = told.order_by("is_closed", clock_of_the_open, "-notify_by", "id")
        return ordered


class BreachRecordQuerySet(AuditedQuerySet[Any]):
    """What was added to breaches, and the cases they touch."""


class InterpreterBookingQuerySet(AuditedQuerySet[Any]):
    """Interpreters booked."""

    def of(self, case: Case) -> Self:
        """Those of this case."""
        return self.filter(case=case)

    def booked(self) -> Self:
        """Those not cancelled."""
        return self.filter(state="booked")

    def no_longer_fitting(self, at: datetime) -> Self:
        """Those for a meeting that was moved or cancelled since, while it can be put right (`rules.no_longer_fits`)."""
        is_ahead = Q(starts_at__gt=at)
        moved = Q(meeting__state="planned") & ~Q(meeting__starts_at=F("starts_at"))
        return self.booked().filter(
            Q(meeting__state="cancelled") & is_ahead | moved & (is_ahead | Q(meeting__starts_at__gt=at))
        )

    def to_see_to(self, worker: User) -> Self:
        """Those of cases this worker holds, and of meetings they go to, of cases they may see."""
        theirs = _all_cases().allocated_to(worker).values("pk")
        mine = Q(case__in=theirs) | Q(meeting__worker=worker)
        return self.filter(mine, case__in=_cases_seen_by(worker))


class LiaisonReviewQuerySet(AuditedQuerySet[Any]):
    """What the manager decided about texts that waited."""


class LiaisonEntryQuerySet(AuditedQuerySet[Any]):
    """Talks with the authority, and what is set beside them."""

    def published(self) -> Self:
        """Those that stand in the log: they passed the screen, or the manager has let them through."""
        return self.filter(Q(held=False) | Q(review__accepted=True))

    def waiting(self) -> Self:
        """Those that wait for the manager."""
        return self.filter(held=True, review__isnull=True)

    def latest(self) -> Self:
        """Of each talk what stands now: nothing published corrects it."""
        later = self.model.objects.published().filter(version__gt=OuterRef("version"))
        of_the_same = Q(original=OuterRef("original")) | Q(original=OuterRef("pk"))
        return self.published().exclude(Exists(later.filter(of_the_same)))

    def visible_to(self, worker: User) -> Self:
        """Those in the log, one's own, and for the manager all."""
        if not worker.holds(Permission.KEEP_LIAISON):
            return self.none()
        if worker.holds(Permission.SEE_ALL_CASES):
            return self
        return self.filter(Q(held=False) | Q(review__accepted=True) | Q(recorded_by=worker))


def _newest(field: str, *steps: str) -> Subquery:
    entries = apps.get_model("consent", "BreachEntry")._default_manager
    of_it = entries.filter(breach=OuterRef("pk"), step__in=steps).order_by("-recorded_at", "-id")
    return Subquery(of_it.values(field)[:1])


def _all_cases() -> Any:
    return apps.get_model("cases", "Case")._default_manager.all()


def _cases_seen_by(worker: User) -> Any:
    return apps.get_model("cases", "Case")._default_manager.visible_to(worker)
