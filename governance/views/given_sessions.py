"""Sessions that the service gives to families and professionals: the list, who came, and what they said (Y20)."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.views.shown import posted
from governance.access.training import may_give_sessions, open_given_session
from governance.actions.given_sessions import add_session, count_attendance, keep_feedback
from governance.choices.training import Audience, ProviderKind, Usefulness
from governance.forms.training import AttendanceForm, SessionFeedbackForm, SessionForm
from governance.models import GivenSession, SessionFeedback
from governance.views.begun import begun_in
from sendiass import clock
from sendiass.audit import reading
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Pages, Row
from sendiass.ui.words import short_date

A_PAGE = 25


@page(may=may_give_sessions)
def given_list(request: StaffRequest) -> HttpResponse:
    """Every session that was given or will be, the newest first."""
    shown = Paginator(GivenSession.objects.newest_first(), A_PAGE).get_page(request.GET.get("page"))
    noun = "session" if shown.paginator.count == 1 else "sessions"
    lines = [(one, Audience(one.audience).label, ProviderKind(one.provider_kind).label) for one in shown]
    return render(
        request, "governance/given_list.html", {"lines": lines, "pages": Pages(shown, noun, request.GET)}
    )


@page(may=may_give_sessions)
def given_add(request: StaffRequest) -> HttpResponse:
    """Write down a session that was given or will be."""
    begun = begun_in(request, "given:new", page="governance:given_add")
    form = SessionForm(posted(request), initial={"once": uuid4()}, typed=begun.typed)
    if form.is_valid():
        with begun.sending(form):
            session = add_session(
                by=request.user, new=form.new(), once=form.cleaned_data["once"], at=clock.now()
            )
            messages.success(request, "It is on record.")
            return redirect("governance:given_page", session.id)
    back = reverse("governance:given_list")
    return render(request, "ui/form_page.html", _form_page(form, "A session we give", back, begun))


@page(may=may_give_sessions)
def given_page(request: StaffRequest, given_id: UUID) -> HttpResponse:
    """One session: what it was, how many came, and what they said."""
    session = open_given_session(by=request.user, session_id=given_id)
    said = list(SessionFeedback.objects.filter(session=session).order_by("recorded_at", "id"))
    counted = Counter(one.useful for one in said)
    with reading(
        by=request.user,
        subjects=[session.key_subject],
        purpose="what people said of a session",
        page="governance:given_page",
    ):
        shown = {
            "session": session,
            "rows": _rows(session),
            "figures": [[str(one.label), counted[one.value]] for one in Usefulness] if said else [],
            "head": ["How useful", "People"],
            "words": [one.words for one in said if one.words],
            "is_held": session.held_on <= clock.today(),
        }
        return render(request, "governance/given_page.html", shown)


@page(may=may_give_sessions)
def given_attendance(request: StaffRequest, given_id: UUID) -> HttpResponse:
    """Say how many came."""
    session = open_given_session(by=request.user, session_id=given_id)
    begun = begun_in(request, f"given:{session.pk}:attendance", page="governance:given_attendance")
    form = AttendanceForm(posted(request), initial={"came": session.came}, typed=begun.typed)
    if form.is_valid():
        with begun.sending(form):
            count_attendance(by=request.user, session=session, came=form.cleaned_data["came"], at=clock.now())
            messages.success(request, "It is on record.")
            return redirect("governance:given_page", session.id)
    back = reverse("governance:given_page", args=[session.id])
    return render(request, "ui/form_page.html", _form_page(form, "Who came", back, begun))


@page(may=may_give_sessions)
def given_feedback(request: StaffRequest, given_id: UUID) -> HttpResponse:
    """Keep what one person who came said."""
    session = open_given_session(by=request.user, session_id=given_id)
    begun = begun_in(request, f"given:{session.pk}:feedback", page="governance:given_feedback")
    form = SessionFeedbackForm(posted(request), initial={"once": uuid4()}, typed=begun.typed)
    if form.is_valid():
        said = form.cleaned_data
        with begun.sending(form):
            keep_feedback(
                by=request.user,
                session=session,
                useful=Usefulness(said["useful"]),
                words=said["words"],
                once=said["once"],
                at=clock.now(),
            )
            messages.success(request, "It is on record.")
            return redirect("governance:given_page", session.id)
    back = reverse("governance:given_page", args=[session.id])
    return render(request, "ui/form_page.html", _form_page(form, "What one person said", back, begun))


def _rows(session: GivenSession) -> list[Row]:
    gave = str(ProviderKind(session.provider_kind).label)
    return [
        Row("For whom", str(Audience(session.audience).label)),
        Row("Who gives it", f"{gave}: {session.provider}" if session.provider else gave),
        Row("When", short_date(session.held_on)),
        Row("Hours", f"{session.hours.normalize():f}"),
        *([Row("Where", session.place)] if session.place else []),
        Row("Who came", _how_many(session.came)),
    ]


def _how_many(came: int | None) -> str:
    if came is None:
        return "Not said yet"
    return "1 person" if came == 1 else f"{came} people"


def _form_page(form: Any, heading: str, back: str, begun: Begun) -> dict[str, Any]:
    return {
        "form": form,
        "heading": heading,
        "button": "Save",
        "back_url": back,
        "back_text": "Back",
        "cancel_url": back,
        **begun.shown(),
    }
