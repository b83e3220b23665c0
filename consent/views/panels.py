"""What sharing brings to pages of the floor below."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.models import Case
from consent.access import may_keep_breaches, may_report_breaches, may_review_safeguarding
from consent.models import Breach, SafeguardingDisclosure
from consent.views import breaches_shown, safeguarding_shown
from consent.views.sharing_shown import live_agencies
from sendiass import clock
from sendiass.accounts.models import User

MOST = 5


def whom_we_may_talk_to(_request: HttpRequest, case: Case) -> SafeString:
    """On a case's record: the agencies we may talk to now, and about what (L24)."""
    agencies = live_agencies(case, at=clock.now())
    return render_to_string("consent/parts/may_talk_to.html", {"case": case, "agencies": agencies})


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
