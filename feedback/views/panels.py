"""What feedback brings to pages of the floors below."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.choices import CaseRole, CaseStatus
from cases.models import AskedAtClosing, Case, CasePerson
from cases.rules import may_work_on
from cases.views.shown import name_of
from feedback.access import may_keep_complaints, may_read_results, open_ones
from feedback.choices import InvitationState, WhyNotSent
from feedback.models import AnonymousAnswer, Batch, Invitation, ViewsExercise
from feedback.views.feedback_shown import line_of
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.outbox.choices import Channel
from sendiass.profiles.lists import label
from sendiass.ui.words import short_date

MOST, MOST_SHOWN = 3, 10


def asked_of_families(_request: HttpRequest, case: Case) -> SafeString | str:
    """On a case's record: what an authority asks families just now, and where their answer is written down."""
    if not may_work_on(CaseStatus(case.status)):
        return ""
    asked = list(ViewsExercise.objects.open_on(clock.today()).newest_first()[:MOST])
    if not asked:
        return ""
    return render_to_string("feedback/parts/to_answer.html", {"case": case, "asked": asked})


def asked_what_they_thought(_request: HttpRequest, case: Case) -> SafeString | str:
    """On the record of a closed case: who was asked what they thought of our help and who was not, and why (L30).

    Whether anyone answered is nowhere. One query.
    """
    if case.status != CaseStatus.CLOSED:
        return ""
    here = CasePerson.objects.present().filter(case=case, person=OuterRef("person"))
    asked = AskedAtClosing.objects.of_last_closing(case).select_related("person", "invitation")
    lines = [_how_asked(one) for one in asked.annotate(is_here=Exists(here))]
    return render_to_string("feedback/parts/asked_what_they_thought.html", {"lines": lines}) if lines else ""


def _how_asked(asked: Any) -> tuple[str, str]:
    """Who it is, by name where they are still on the case, and how they were asked."""
    role = str(label(CaseRole(asked.role)))
    who = name_of(asked.person) if asked.is_here and not asked.person.is_erased else ""
    return (f"{who} ({role.lower()})" if who else role), _words_of(getattr(asked, "invitation", None))


def _words_of(invitation: Invitation | None) -> str:
    if invitation is None:
        return "will be asked within a minute"
    day = short_date(clock.day_of(invitation.decided_at))
    if invitation.state == InvitationState.NOT_SENT:
        return f"not asked. {WhyNotSent(invitation.because).label}"
    again = f", and once more {short_date(invitation.reminded_on)}" if invitation.reminded_on else ""
    return f"asked by {Channel(invitation.channel).label.lower()} {day}{again}"


def answers_to_read(_request: HttpRequest, user: User) -> SafeString | str:
    """On the day of whoever reads results: what was written in questionnaires and nobody has read (L31). Two queries."""
    if not may_read_results(user):
        return ""
    unread = AnonymousAnswer.objects.in_words().unread().values("batch").order_by("batch")
    waiting = list(unread.annotate(number=Count("pk"))[:MOST_SHOWN])
    if not waiting:
        return ""
    batches = Batch.objects.select_related("questionnaire").in_bulk([one["batch"] for one in waiting])
    lines = [(batches[one["batch"]], one["number"]) for one in waiting]
    return render_to_string("feedback/parts/answers_to_read.html", {"lines": lines})


def comments_and_complaints(_request: HttpRequest, user: User) -> SafeString | str:
    """On the manager's day: comments to be answered and complaints with what is due (L32). One query."""
    if not may_keep_complaints(user):
        return ""
    found = open_ones(by=user)
    if not found:
        return ""
    shown = {"lines": [line_of(one) for one in found[:MOST_SHOWN]], "are_more": len(found) > MOST_SHOWN}
    return render_to_string("feedback/parts/comments_and_complaints.html", shown)
