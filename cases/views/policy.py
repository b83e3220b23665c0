"""Reading the impartiality policy and saying so, and for the manager its versions and who has read them (Y16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import (
    PolicyRead,
    may_keep_policy,
    policy_in_force,
    policy_read_by,
    who_reads_policy,
)
from cases.actions.policy import acknowledge_policy, waive_policy
from cases.forms.policy import PolicyReadForm, PolicyWaiverForm
from cases.models import PolicyAcknowledgement, PolicyVersion
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.access import may_have_an_account
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.parts import Tag
from sendiass.ui.words import short_date


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """Where somebody stands with the policy."""

    name: str
    role: str
    state: Tag
    number: int
    last_day: date | None
    waive_url: str


@page(may=may_have_an_account)
def policy_read(request: StaffRequest) -> HttpResponse:
    """The policy in force, to read and to say that one has."""
    user, on = request.user, clock.today()
    version = policy_in_force(on=on)
    form = PolicyReadForm(posted(request))
    if version is not None and form.is_valid():
        acknowledge_policy(by=user, version=version, at=clock.now())
        messages.success(request, "Thank you. It is on record that you have read it.")
        return redirect("cases:policy_read")
    standing = policy_read_by([user], on=on)[user.id]
    shown = {
        "version": version,
        "form": form,
        "read_on": _read_on(user, version),
        "standing": standing,
        "may_take_cases": bool(standing.may_take_cases(on=on)),
        "works_cases": user.holds(Permission.WORK_CASES),
        "is_asked": version is not None and user in who_reads_policy(),
    }
    return render(request, "cases/policy_read.html", shown)


@page(may=may_have_an_account)
def policy_version(request: StaffRequest, policy_number: int) -> HttpResponse:
    """One version of the policy as it was put in."""
    version = PolicyVersion.objects.filter(number=policy_number).first() if policy_number < 10**6 else None
    if version is None:
        raise NotThere
    return render(request, "cases/policy_version.html", {"version": version})


@page(may=may_keep_policy)
def policy_keep(request: StaffRequest) -> HttpResponse:
    """Every version, and where everybody stands with the one in force."""
    on = clock.today()
    workers = list(who_reads_policy())
    read = policy_read_by(workers, on=on)
    current = policy_in_force(on=on)
    shown = {
        "versions": PolicyVersion.objects.select_related("by").newest_first(),
        "current": current,
        "lines": [_line(one, read[one.id], on, by=request.user) for one in workers] if current else [],
    }
    return render(request, "cases/policy_keep.html", shown)


@page(may=may_keep_policy)
def policy_waive(request: StaffRequest, account: UUID) -> HttpResponse:
    """Let somebody take cases for some days though they have not read the policy."""
    worker: User | None = who_reads_policy().filter(pk=account).first()
    if worker is None:
        raise NotThere
    form = PolicyWaiverForm(posted(request))
    if form.is_valid():
        try:
            waive_policy(
                by=request.user,
                worker=worker,
                until_on=form.cleaned_data["until_on"],
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, f"{worker.name} may take cases until then.")
            return redirect("cases:policy_keep")
    back = reverse("cases:policy_keep")
    shown = {
        "form": form,
        "heading": "Let them take cases before they have read it?",
        "lead": f"{worker.name} has not read the impartiality policy that is in force.",
        "button": "Let them take cases",
        "back_url": back,
        "back_text": "Back to the policy",
        "cancel_url": back,
    }
    return render(request, "ui/form_page.html", shown)


def _read_on(user: User, version: PolicyVersion | None) -> date | None:
    if version is None:
        return None
    read = PolicyAcknowledgement.objects.filter(worker=user, version__number__gte=version.number).first()
    return clock.day_of(read.at) if read else None


def _line(worker: User, read: PolicyRead, on: date, *, by: User) -> ReaderLine:
    soon = on + timedelta(days=profile().policy_reading.remind_before_days)
    is_close = read.last_day is not None and read.last_day <= soon
    may_waive = is_close and worker.holds(Permission.WORK_CASES) and worker.id != by.id
    return ReaderLine(
        name=worker.name,
        role=worker.role_words,
        state=_state(read, on, works_cases=worker.holds(Permission.WORK_CASES)),
        number=read.number,
        last_day=read.last_day,
        waive_url=reverse("cases:policy_waive", args=[worker.id]) if may_waive else "",
    )


def _state(read: PolicyRead, on: date, *, works_cases: bool) -> Tag:
    if read.owed is None:
        return Tag("Read", "green")
    if not read.may_take_cases(on=on):
        return Tag("No new cases" if works_cases else "Overdue", "red")
    if read.waived_until and on <= read.waived_until:
        return Tag(f"Let through until {short_date(read.waived_until)}", "yellow")
    return Tag("To read", "blue")
