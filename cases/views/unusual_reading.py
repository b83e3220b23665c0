"""Unusual reading: what there is to look into, the evidence behind it, and what somebody found. It judges nothing."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from cases.access import (
    ToldUnusual,
    may_see_readings,
    may_see_unusual_reading,
    open_unusual_reading,
    unusual_told_to,
)
from cases.actions.unusual_reading import look_into
from cases.choices import LookedIntoAs, UnusualRule
from cases.forms.readings import LookIntoForm
from cases.models import DayLookedThrough, UnusualReading
from cases.querysets import UnusualReadingQuerySet
from cases.querysets.unusual_reading import JUDGED_BY_OTHERS
from cases.views.shown import posted
from cases.views.unusual_shown import lines_of, sentence, state_of, tabs, usual_words
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.parts import Link, SubPage

MOST = 200
MOST_ON_A_DAY = 5


@page(may=may_see_unusual_reading)
def unusual_list(request: StaffRequest) -> HttpResponse:
    """What is still to look into, or all of it, the newest day first."""
    show_all = request.GET.get("show") == "all"
    found: UnusualReadingQuerySet = UnusualReading.objects.to_be_judged_by(request.user)
    told = _told(found if show_all else found.open(), request.user, MOST)
    newest = DayLookedThrough.objects.order_by("-day").first()
    return render(
        request,
        "cases/unusual_list.html",
        {
            "tabs": tabs(request.user, "unusual_list"),
            "shows": _shows(show_all=show_all),
            "lines": lines_of(told),
            "most": MOST if len(told) >= MOST else 0,
            "show_all": show_all,
            "looked_until": newest.day if newest else None,
            "of_managers_only": not may_see_readings(request.user),
        },
    )


@page(may=may_see_unusual_reading)
def unusual_page(request: StaffRequest, finding_id: UUID) -> HttpResponse:
    """One of them with its evidence, and what was found; or the question what that was."""
    told = open_unusual_reading(by=request.user, finding_id=finding_id)
    finding = told.finding
    looked = getattr(finding, "looked_into", None)
    form = LookIntoForm(posted(request))
    if form.is_valid():
        outcome, words = LookedIntoAs(form.cleaned_data["outcome"]), form.cleaned_data["words"]
        try:
            look_into(by=request.user, finding=finding, outcome=outcome, words=words, at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "What you found is on record.")
            return redirect("cases:unusual_list")
    with reading(
        by=request.user,
        subjects=[finding.key_subject],
        purpose="looking into unusual reading",
        page="cases:unusual_page",
    ):
        return render(
            request,
            "cases/unusual_page.html",
            {
                "finding": finding,
                "heading": sentence(told),
                "usual": usual_words(told),
                "state": state_of(told),
                "looked": looked,
                "form": None if looked else form,
                "why": WHYS[UnusualRule(finding.rule)],
                "least": finding.least,
                "counts": finding.rule != UnusualRule.OWN_SURNAME,
                "cases": [Link(reference, _case_url(reference, told)) for _, reference in told.cases],
                "day_url": _day_url(told) if may_see_readings(request.user) else "",
                "above": profile().escalation.title if finding.worker.role in JUDGED_BY_OTHERS else "",
            },
        )


WHYS = {
    UnusualRule.MANY_CASES: "Someone who looks for something that is not theirs opens case after case. So does someone "
    "who prepares for supervision or stands in for a colleague.",
    UnusualRule.MANY_SEARCHES: "Someone who is curious searches name after name. So does someone at the desk on a busy day.",
    UnusualRule.OUT_OF_HOURS: "Few families are rung at night or on a Sunday. Some are, and some people work late.",
    UnusualRule.OWN_SURNAME: "They may be related, and then have an interest to declare. Or they only share a name.",
    UnusualRule.CLOSED_CASES: "Nothing is done on a closed case. Someone may be sampling files, or answering a request "
    "for records.",
    UnusualRule.BREAK_GLASS: "Emergency access is for emergencies. Often needed, it may be standing in for an allocation.",
}
"""What each may mean, and how harmless it may be."""


def to_look_into(_request: HttpRequest, user: User) -> SafeString | str:
    """On the manager's day: unusual reading that nobody has looked into. Two queries, whether there is some or not."""
    return _panel(user) if may_see_readings(user) else ""


def of_managers(_request: HttpRequest, user: User) -> SafeString | str:
    """At the intake desk: the same to whoever looks into a manager's and has no day of their own."""
    return _panel(user) if may_see_unusual_reading(user) and not may_see_readings(user) else ""


def _panel(user: User) -> SafeString | str:
    found: UnusualReadingQuerySet = UnusualReading.objects.to_be_judged_by(user)
    told = _told(found.open(), user, MOST)
    if not told:
        return ""
    shown = {"lines": lines_of(told[:MOST_ON_A_DAY]), "count": len(told)}
    return render_to_string("cases/parts/unusual_to_look_into.html", shown)


def _told(found: UnusualReadingQuerySet, user: User, most: int) -> list[ToldUnusual]:
    newest = found.select_related("worker", "looked_into").newest_first()[:most]
    return unusual_told_to(user, newest)


def _shows(*, show_all: bool) -> list[SubPage]:
    return [
        SubPage("To look into", "?", current=not show_all),
        SubPage("All", "?show=all", current=show_all),
    ]


def _case_url(reference: str, told: ToldUnusual) -> str:
    """Where it says when the worker opened that case that day."""
    day = _day_words(told)
    query = urlencode({"who": str(told.finding.worker_id), "since": day, "until": day})
    return f"{reverse('cases:readings_page', args=[reference])}?{query}"


def _day_url(told: ToldUnusual) -> str:
    query = urlencode({"worker": str(told.finding.worker_id), "until": _day_words(told)})
    return f"{reverse('cases:worker_readings')}?{query}"


def _day_words(told: ToldUnusual) -> str:
    day = told.finding.day
    return f"{day.day}/{day.month}/{day.year}"
