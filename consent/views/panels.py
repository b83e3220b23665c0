"""What sharing brings to pages of the floor below."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.access import may_see_all_cases
from cases.models import Case
from cases.views.shown import workers_of
from consent.models import Heard
from consent.views.sharing_shown import talk_to
from sendiass import clock
from sendiass.accounts.models import User

MOST_SHOWN = 10


def whom_we_may_talk_to(_request: HttpRequest, case: Case) -> SafeString:
    """On a case's record: the agencies we may talk to now and about what, and those we may no more (L24)."""
    return render_to_string(
        "consent/parts/may_talk_to.html", {"case": case, "talk_to": talk_to(case, at=clock.now())}
    )


def overdue_to_pass_on(_request: HttpRequest, user: User) -> SafeString | str:
    """On the manager's day: what agencies said that families should have heard by now, and who works the case (L25).

    It names nobody. Two queries, three where there is more than is shown.
    """
    if not may_see_all_cases(user):
        return ""
    overdue = Heard.objects.overdue(clock.today())
    shown = list(
        overdue.select_related("case", "agency").order_by("due_on", "recorded_at", "id")[:MOST_SHOWN]
    )
    if not shown:
        return ""
    workers = workers_of(one.case_id for one in shown)
    lines = [(one, workers.get(one.case_id, ["Nobody"])) for one in shown]
    count = len(shown) if len(shown) < MOST_SHOWN else overdue.count()
    return render_to_string("consent/parts/overdue_to_pass_on.html", {"lines": lines, "count": count})
