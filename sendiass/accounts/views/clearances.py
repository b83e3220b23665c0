"""Who is ready for new cases: the list, giving a clearance and withdrawing it, and what waits on the manager's day (L17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts import access, actions
from sendiass.accounts.access import Cleared
from sendiass.accounts.forms import ClearanceForm, WithdrawForm
from sendiass.accounts.models import Clearance, User
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Link, Row, Tag
from sendiass.ui.words import long_date, short_date


@dataclass(frozen=True, slots=True)
class ClearanceLine:
    """Whether somebody whose role needs a clearance has one; `until` in words."""

    name: str
    role: str
    state: Tag
    until: str
    url: str
    give: Link


@dataclass(frozen=True, slots=True)
class EndingLine:
    """A clearance that ends soon or has ended."""

    name: str
    until: date
    has_ended: bool
    with_training: bool
    url: str


@dataclass(frozen=True, slots=True)
class ClearanceShown:
    """What an account's page says of its clearance, and what may be done about it."""

    state: Tag
    until: str
    resting_on: str
    given: str
    give: Link | None
    withdraw: Link | None
    history: list[Clearance]


@page(may=access.may_give_clearances)
def clearance_list(request: StaffRequest) -> HttpResponse:
    """Everyone whose role needs a clearance, and whether they have one."""
    on = clock.today()
    workers = access.who_needs_a_clearance()
    cleared = access.clearances_of(workers)
    lines = [_line(one, cleared[one.id], on) for one in workers]
    return render(request, "accounts/clearance_list.html", {"lines": lines})


@page(may=access.may_give_clearances)
def clearance_give(request: StaffRequest, account: UUID) -> HttpResponse:
    """Say that somebody is ready for new cases."""
    person = access.open_account(by=request.user, account=account)
    access.may_give_clearance(request.user, person, on=clock.today()).require()
    form = ClearanceForm(_posted(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.give_clearance(
                by=request.user,
                person=person,
                until_on=said["until_on"],
                reason=said["reason"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, f"{person.name} is cleared for new cases.")
            return redirect("accounts:account_page", account=person.id)
    back = reverse("accounts:account_page", args=[person.id])
    return render(
        request,
        "ui/form_page.html",
        {
            "form": form,
            "heading": "Clear them for new cases?",
            "lead": f"From today {person.name} can be given new cases. {_in_its_place(person)}".strip(),
            "button": "Clear them for new cases",
            "back_url": back,
            "back_text": "Back to the account",
            "cancel_url": back,
        },
    )


@page(may=access.may_give_clearances)
def clearance_withdraw(request: StaffRequest, account: UUID) -> HttpResponse:
    """Give somebody no new cases from now on."""
    clearance = access.open_clearance(by=request.user, account=account)
    person = clearance.worker
    form = WithdrawForm(_posted(request))
    if form.is_valid():
        actions.withdraw_clearance(
            by=request.user, clearance=clearance, reason=form.cleaned_data["reason"], at=clock.now()
        )
        messages.success(request, f"{person.name} is given no new cases from now on.")
        return redirect("accounts:account_page", account=person.id)
    return render(
        request,
        "ui/confirm_page.html",
        {
            "heading": "Withdraw this clearance?",
            "rows": [
                Row("Name", person.name),
                Row("Cleared until", _until(clearance)),
                Row("Rests on", clearance.reason),
            ],
            "warning": "They are given no new cases from this moment. The cases they have stay theirs: look at "
            "each of them yourself.",
            "form": form,
            "button": "Withdraw it",
            "cancel_url": reverse("accounts:account_page", args=[person.id]),
            "danger": True,
        },
    )


def clearances_that_end(_request: HttpRequest, user: User) -> str:
    """On the manager's day: whose clearance has ended or ends soon, until it is renewed or withdrawn."""
    if not access.may_give_clearances(user):
        return ""
    on = clock.today()
    lines = [_ending(one, one.last_day, on) for one in access.clearances_that_end(on=on) if one.last_day]
    return render_to_string("accounts/parts/clearances_that_end.html", {"lines": lines}) if lines else ""


def clearance_shown(person: User, *, to: User) -> ClearanceShown | None:
    """What the account's page says of it: to whoever gives clearances, of a role that needs one or of whoever had one."""
    if not access.may_give_clearances(to):
        return None
    history = list(Clearance.objects.of_workers([person.id]).with_people().newest_first())
    on = clock.today()
    cleared = access.clearances_of([person])[person.id]
    may_give = access.may_give_clearance(to, person, on=on)
    if not history and not may_give:
        return None
    standing = access.standing_clearance(person)
    return ClearanceShown(
        state=_state(cleared, on) if cleared.needs_one else Tag("Not needed", "grey"),
        until=_until(standing) if standing else "",
        resting_on=standing.reason if standing else "",
        given=f"{standing.given_by.name}, {short_date(standing.given_at)}" if standing else "",
        give=_give(person, standing) if may_give else None,
        withdraw=Link("Withdraw it", reverse("accounts:clearance_withdraw", args=[person.id]))
        if standing
        else None,
        history=[one for one in history if one != standing],
    )


def own_clearance(user: User) -> str:
    """What somebody reads of their own clearance among their settings; nothing where their role needs none."""
    cleared = access.clearances_of([user])[user.id]
    if not cleared.needs_one:
        return ""
    if not cleared.may_take_cases(on=clock.today()):
        return "You are not cleared for new cases now. The cases you have stay yours. Ask your manager."
    until = cleared.clearance.last_day if cleared.clearance else None
    return (
        f"You are cleared for new cases until {long_date(until)}."
        if until
        else "You are cleared for new cases."
    )


def _line(worker: User, cleared: Cleared, on: date) -> ClearanceLine:
    return ClearanceLine(
        name=worker.name,
        role=worker.role_words,
        state=_state(cleared, on),
        until=_until(cleared.clearance) if cleared.clearance else "",
        url=reverse("accounts:account_page", args=[worker.id]),
        give=_give(worker, cleared.clearance),
    )


def _state(cleared: Cleared, on: date) -> Tag:
    if not cleared.clearance:
        return Tag("Not cleared", "red")
    if not cleared.may_take_cases(on=on):
        return Tag("Ended", "red")
    return (
        Tag("Ends soon", "yellow") if access.ends_soon(cleared.clearance, on=on) else Tag("Cleared", "green")
    )


def _give(worker: User, standing: Clearance | None) -> Link:
    text = "Renew it" if standing else "Clear them for new cases"
    return Link(text, reverse("accounts:clearance_give", args=[worker.id]), worker.name)


def _ending(clearance: Clearance, until_on: date, on: date) -> EndingLine:
    return EndingLine(
        name=clearance.worker.name,
        until=until_on,
        has_ended=until_on < on,
        with_training=clearance.ends_with_training,
        url=reverse("accounts:account_page", args=[clearance.worker_id]),
    )


def _until(clearance: Clearance) -> str:
    if clearance.last_day is None:
        return "No end"
    until = short_date(clearance.last_day)
    return f"{until}, when a training it rests on ends" if clearance.ends_with_training else until


def _in_its_place(person: User) -> str:
    return "It takes the place of the clearance they have." if access.standing_clearance(person) else ""


def _posted(request: StaffRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
