"""What feedback brings to pages of the floors below."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.choices import CaseStatus
from cases.models import Case
from cases.rules import may_work_on
from feedback.access import may_keep_complaints, open_ones
from feedback.models import ViewsExercise
from feedback.views.feedback_shown import line_of
from sendiass import clock
from sendiass.accounts.models import User

MOST, MOST_SHOWN = 3, 10


def asked_of_families(_request: HttpRequest, case: Case) -> SafeString | str:
    """On a case's record: what an authority asks families just now, and where their answer is written down."""
    if not may_work_on(CaseStatus(case.status)):
        return ""
    asked = list(ViewsExercise.objects.open_on(clock.today()).newest_first()[:MOST])
    if not asked:
        return ""
    return render_to_string("feedback/parts/to_answer.html", {"case": case, "asked": asked})


def comments_and_complaints(_request: HttpRequest, user: User) -> SafeString | str:
    """On the manager's day: comments to be answered and complaints with what is due (L32). One query."""
    if not may_keep_complaints(user):
        return ""
    found = open_ones(by=user)
    if not found:
        return ""
    shown = {"lines": [line_of(one) for one in found[:MOST_SHOWN]], "are_more": len(found) > MOST_SHOWN}
    return render_to_string("feedback/parts/comments_and_complaints.html", shown)
