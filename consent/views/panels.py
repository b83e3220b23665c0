"""What sharing brings to pages of the floor below."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.access import may_see_all_cases
from cases.models import Case
from consent.models import LiaisonEntry
from consent.views.sharing_shown import live_agencies
from sendiass import clock

if TYPE_CHECKING:
    from sendiass.accounts.models import User


def whom_we_may_talk_to(_request: HttpRequest, case: Case) -> SafeString:
    """On a case's record: the agencies we may talk to now, and about what (L24)."""
    agencies = live_agencies(case, at=clock.now())
    return render_to_string("consent/parts/may_talk_to.html", {"case": case, "agencies": agencies})


def liaison_to_review(request: HttpRequest, _subject: object) -> SafeString:
    """On the manager's day: how many texts about talks with the authority wait for them (L05)."""
    user = cast("User", request.user)
    waiting = LiaisonEntry.objects.waiting().count() if may_see_all_cases(user) else 0
    if not waiting:
        return SafeString("")
    return render_to_string("consent/parts/liaison_to_review.html", {"waiting": waiting})
