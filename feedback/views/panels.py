"""What feedback brings to pages of the floors below."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.choices import CaseStatus
from cases.models import Case
from cases.rules import may_work_on
from feedback.models import ViewsExercise
from sendiass import clock

MOST = 3


def asked_of_families(_request: HttpRequest, case: Case) -> SafeString | str:
    """On a case's record: what an authority asks families just now, and where their answer is written down."""
    if not may_work_on(CaseStatus(case.status)):
        return ""
    asked = list(ViewsExercise.objects.open_on(clock.today()).newest_first()[:MOST])
    if not asked:
        return ""
    return render_to_string("feedback/parts/to_answer.html", {"case": case, "asked": asked})
