"""Group support: when the group meets next, and what it talked about (L15). Each page makes one call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.views.shown import posted
from governance.access import COUNTS, may_have_supervision, may_keep_supervision, standings_of, workers
from governance.actions.groups import NamesSomebody, record_group
from governance.deadlines.supervision import group_due_on
from governance.forms import GroupForm
from governance.models import GroupAttendance, GroupSession
from governance.views.begun import begun_in
from sendiass import clock
from sendiass.accounts.roles import Role
from sendiass.audit import reading
from sendiass.audit.actors import serving
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.fields.once import once_key

MOST = 12


@dataclass(frozen=True, slots=True)
class GroupState:
    """When the group last met and has to meet by; `every` in words. No day where the terms are not known so far ahead."""

    last: date | None
    due: date | None
    every: str


def group_state(today: date) -> GroupState:
    """Where group support of volunteers stands."""
    with serving(COUNTS):
        last = GroupSession.objects.newest_first().values_list("held_on", flat=True).first()
    volunteers = [one for one in standings_of(workers()) if one.worker.role == Role.VOLUNTEER]
    interval = profile().supervision.volunteer_group
    since = min((one.since for one in volunteers), default=today)
    due = group_due_on(last, since=since, interval=interval, terms=profile().terms) if volunteers else None
    return GroupState(last, due, interval.words)


@page(may=may_have_supervision)
def group_list(request: StaffRequest) -> HttpResponse:
    """What the group talked about, for those who came and those who keep supervision."""
    found = list(GroupSession.objects.newest_first().select_related("by")[:MOST])
    came: dict[object, list[str]] = {}
    for one in GroupAttendance.objects.filter(group__in=[one.pk for one in found]).select_related("worker"):
        came.setdefault(one.group_id, []).append(one.worker.name)
    with reading(
        by=request.user,
        subjects=[one.key_subject for one in found],
        purpose="group support",
        page="governance:group_list",
    ):
        shown = {
            "sessions": [(one, sorted(came.get(one.pk, []))) for one in found],
            "state": group_state(clock.today()),
            "may_keep": may_keep_supervision(request.user),
        }
        return render(request, "governance/group_list.html", shown)


@page(may=may_keep_supervision)
def group_add(request: StaffRequest) -> HttpResponse:
    """Write down a session of the group. Themes that point at a family go back with what to take out."""
    count = GroupSession.objects.count()
    begun = begun_in(request, "supervision_group:new", page="governance:group_add")
    form = GroupForm(
        posted(request),
        people=[one for one in workers() if one.role in (Role.VOLUNTEER, Role.CASEWORKER)],
        initial={"once": once_key(request.user.id, "group", count)},
        typed=begun.typed,
    )
    named: NamesSomebody | None = None
    if form.is_valid():
        with begun.sending(form):
            try:
                record_group(
                    by=request.user, group=form.group(), once=form.cleaned_data["once"], at=clock.now()
                )
            except NamesSomebody as refused:
                named = refused
                raise
            messages.success(request, "It is on record.")
            return redirect("governance:group_list")
    if named:
        _point_out(form, named)
    shown = {
        "form": form,
        "heading": "Group support",
        "button": "Save",
        "back_url": reverse("governance:group_list"),
        "back_text": "Back to group support",
        **begun.shown(),
    }
    return render(request, "ui/form_page.html", shown)


def _point_out(form: GroupForm, refused: NamesSomebody) -> None:
    """Say which words point at somebody, and in what way; nothing where that may not be told."""
    screened = refused.screened
    for finding in screened.marked:
        words = " ".join(screened.words(finding).split())
        form.add_error("themes", f"“{words}” {finding.kind.value}. Take it out")
