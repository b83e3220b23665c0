"""What sharing brings to pages of the floor below."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from cases.access import may_hold_people, may_see_all_cases
from cases.choices import CaseStatus
from cases.models import Case, CasePerson, Meeting
from cases.rules import may_work_on
from cases.views.shown import workers_of
from consent.access import (
    ids_of_breaches_seen,
    may_keep_breaches,
    may_report_breaches,
    may_review_safeguarding,
)
from consent.choices import Content, Way
from consent.models import (
    Breach,
    Heard,
    InterpreterBooking,
    LiaisonEntry,
    SafeguardingDisclosure,
    SharingPermission,
)
from consent.views import breaches_shown, safeguarding_shown
from consent.views.interpreters_shown import booking_shown, bookings_of, misfit_of, what_to_do
from consent.views.sharing_shown import talk_to
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.database.questions import question
from sendiass.ui.parts import Link

MOST, MOST_SHOWN = 5, 10


def whom_we_may_talk_to(_request: HttpRequest, case: Case) -> SafeString:
    """On a case's record: the agencies we may talk to now and about what, and those we may no more (L24)."""
    return render_to_string(
        "consent/parts/may_talk_to.html", {"case": case, "talk_to": talk_to(case, at=clock.now())}
    )


def permissions_that_end(_request: HttpRequest, case: Case) -> SafeString | str:
    """Where a case is closed: whom we may talk to no more from then on (L24). One query."""
    may = talk_to(case, at=clock.now()).may
    return render_to_string("consent/parts/permissions_that_end.html", {"may": may}) if may else ""


def overdue_to_pass_on(_request: HttpRequest, user: User) -> SafeString | str:
    """On the manager's day: what agencies said that families should have heard by now, and who works the case (L25).

    It names nobody. Two queries, three where there is more than is shown.
    """
    if not may_see_all_cases(user):
        return ""
    overdue = Heard.objects.visible_to(user).overdue(clock.today())
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
    return [safeguarding_shown.line_of(one, user) for one in _owing_a_review(by=user)]


@question
def _owing_a_review(*, by: User) -> QuerySet[SafeguardingDisclosure]:
    owed = SafeguardingDisclosure.objects.visible_to(by).owing_a_review()
    return owed.select_related("case", "recorded_by", "review")[:MOST]


def _breaches(user: User) -> list[breaches_shown.BreachLine]:
    at, seen = clock.now(), ids_of_breaches_seen(user)
    return [breaches_shown.line_of(one, at=at) for one in _still_open(ids=seen)]


@question
def _still_open(*, ids: list[UUID]) -> QuerySet[Breach]:
    return Breach.objects.filter(pk__any_of=ids).with_state().still_open()[:MOST]


def interpreters_of(_request: HttpRequest, case: Case) -> SafeString:
    """On a case's meetings: every interpreter booked, for those and for other appointments (L19)."""
    shown = _interpreters(case, bookings_of(case), "")
    return render_to_string("consent/parts/interpreters.html", shown)


def what_goes_with_a_meeting(_request: HttpRequest, meeting: Meeting) -> SafeString:
    """On a meeting: its interpreters, and where what we said there to an agency is written down (L19, L24)."""
    case = meeting.case
    asked = f"?meeting={meeting.id}" if meeting.state == "planned" else ""
    shown = _interpreters(case, bookings_of(case, meeting), asked)
    if not asked:
        shown["book_url"] = ""
    return render_to_string("consent/parts/goes_with_a_meeting.html", shown | {"said": _said_to(case)})


def interpreters_amiss(_request: HttpRequest, user: User) -> SafeString | str:
    """On the day's page: interpreters booked for a meeting that was moved or cancelled since (L19). One query."""
    at = clock.now()
    amiss = _no_longer_fitting(by=user, at=at)
    lines = [(one, misfit, what_to_do(one, misfit)) for one in amiss if (misfit := misfit_of(one, at=at))]
    if not lines:
        return ""
    return render_to_string("consent/parts/interpreters_amiss.html", {"lines": lines})


@question
def _no_longer_fitting(*, by: User, at: datetime) -> QuerySet[InterpreterBooking]:
    found = InterpreterBooking.objects.no_longer_fitting(at).to_see_to(by)
    return found.select_related("case", "meeting", "provider").order_by("starts_at", "id")[:MOST_SHOWN]


def _interpreters(case: Case, bookings: list[InterpreterBooking], asked: str) -> dict[str, Any]:
    may_work = bool(may_work_on(CaseStatus(case.status)))
    book = reverse("consent:interpreter_book", args=[case.reference]) + asked
    at = clock.now()
    on_it = set(CasePerson.objects.present().filter(case=case).values_list("person", flat=True))
    return {
        "case": case,
        "bookings": [booking_shown(one, case, on_it=on_it, may_work=may_work, at=at) for one in bookings],
        "book_url": book if may_work and may_hold_people(case) else "",
    }


def _said_to(case: Case) -> list[Link]:
    """Where to write down what was said, for each permission that lets us say something; of two with one agency, about what."""
    live = SharingPermission.objects.of(case).live(clock.now()).select_related("agency")
    told = [
        one for one in live.order_by("agency__name", "id") if {Way.TELL, Way.INTERMEDIARY} & set(one.ways)
    ]
    often = Counter(one.agency_id for one in told)
    return [
        Link(
            one.agency.name if often[one.agency_id] == 1 else f"{one.agency.name}: {_about(one)}",
            reverse("consent:disclosure_add", args=[case.reference, one.id]),
        )
        for one in told
    ]


def _about(permission: SharingPermission) -> str:
    return "; ".join(content.in_a_sentence for content in Content if content.value in permission.contents)


def liaison_to_review(_request: HttpRequest, user: User) -> SafeString:
    """On the manager's day: how many texts about talks with the authority wait for them (L05)."""
    waiting = LiaisonEntry.objects.waiting().count() if may_see_all_cases(user) else 0
    if not waiting:
        return SafeString("")
    return render_to_string("consent/parts/liaison_to_review.html", {"waiting": waiting})
