"""What sharing brings to pages of the floor below."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.access import may_see_all_cases
from cases.models import Case
from cases.views.shown import workers_of
from consent.access import may_keep_breaches, may_report_breaches, may_review_safeguarding
from consent.models import Breach, Heard, SafeguardingDisclosure
from consent.views import breaches_shown, safeguarding_shown
from consent.views.sharing_shown import talk_to
from sendiass import clock
from sendiass.accounts.models import User

MOST, MOST_SHOWN = 5, 10


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


def what_cannot_wait(_request: HttpRequest, user: User) -> SafeString:
    """On the day's page: reviews owed and breaches with the hours left, to whoever sees to them."""
    reviews = _reviews(user) if may_review_safeguarding(user) else None
    breaches = _breaches(user) if may_keep_breaches(user) else None
    shown = {"reviews": reviews, "breaches": breaches, "may_report": may_report_breaches(user)}
    return render_to_string("consent/parts/what_cannot_wait.html", shown)


def _reviews(user: User) -> list[safeguarding_shown.SafeguardingLine]:
    owed = SafeguardingDisclosure.objects.visible_to(user).owing_a_review()
    found = owed.select_related("case", "recorded_by", "review")[:MOST]
    return [safeguarding_shown.line_of(one, user) for one in found]


def _breaches(user: User) -> list[breaches_shown.BreachLine]:
    found = Breach.objects.visible_to(user).with_state().still_open()[:MOST]
    at = clock.now()
    return [breaches_shown.line_of(one, at=at) for one in found]
