"""What sharing brings to pages of the floor below."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.models import Case
from consent.views.sharing_shown import talk_to
from sendiass import clock


def whom_we_may_talk_to(_request: HttpRequest, case: Case) -> SafeString:
    """On a case's record: the agencies we may talk to now and about what, and those we may no more (L24)."""
    return render_to_string(
        "consent/parts/may_talk_to.html", {"case": case, "talk_to": talk_to(case, at=clock.now())}
    )
