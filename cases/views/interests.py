"""One's own interests: the list, what is added and taken off, and the word that it is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import confirmed_until, has_declared, newest_declaration, open_interest
from cases.actions.interests import declare, declare_interest, end_interest
from cases.choices import InterestKind
from cases.forms.agencies import agencies_for
from cases.forms.interests import DeclareForm, EndForm, InterestForm
from cases.models import Declaration, Interest
from cases.search import NotReady
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import Refused, refuse
from sendiass.accounts.access import may_have_an_account
from sendiass.accounts.roles import Permission
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.words import short_date

DRAFT = "interests:new"
NAMES_OPENING = "The names on record are still being opened. Wait a moment, then save again: nothing is lost."


@dataclass(frozen=True, slots=True)
class InterestLine:
    """One interest in words: what it is, in whom or what, and since when."""

    what: str
    in_what: str
    dates: str
    end_url: str


@page(may=may_have_an_account)
def interest_list(request: StaffRequest) -> HttpResponse:
    """What connects me with schools, bodies and families, and whether I have said that this is all."""
    user, nothing = request.user, not Interest.objects.live().of_worker(request.user).exists()
    count = Declaration.objects.of_worker(user).count()
    form = DeclareForm(posted(request), initial={"once": once_key(user.id, "declaration", count)})
    if form.is_valid():
        try:
            declare(by=user, nothing=nothing, once=form.cleaned_data["once"], at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Thank you. Your declaration is on record.")
            return redirect("cases:interest_list")
    interests = list(Interest.objects.live().of_worker(user).select_related("agency"))
    declared, on = newest_declaration(user), clock.today()
    with reading(by=user, subjects=[user.key_subject], purpose="own interests", page="cases:interest_list"):
        return render(
            request,
            "cases/interest_list.html",
            {
                "form": form,
                "lines": [interest_line(one) for one in interests],
                "declared_on": clock.day_of(declared.at) if declared else None,
                "counts_until": confirmed_until(user),
                "is_due": not has_declared(user, on=on),
                "takes_cases": user.holds(Permission.WORK_CASES),
            },
        )


@page(may=may_have_an_account)
def interest_add(request: StaffRequest) -> HttpResponse:
    """Put one on the list. The answer is the same whether anyone or anything here is met by it."""
    user = request.user
    with reading(
        by=user,
        subjects=[keeping.subject_of(owner=user, form_key=DRAFT)],
        purpose="half-written interest",
        page="cases:interest_add",
    ):
        begun = Begun(request, DRAFT)
        form = InterestForm(
            posted(request),
            agencies=agencies_for((), ()),
            initial={"once": once_key(user.id, "interest", Interest.objects.of_worker(user).count())},
            typed=begun.typed,
        )
        if form.is_valid():
            with begun.sending(form):
                try:
                    declare_interest(
                        by=user, connection=form.connection, once=form.cleaned_data["once"], at=clock.now()
                    )
                except NotReady:
                    refuse(NAMES_OPENING, "Y12").require()
                messages.success(request, "It is on your list.")
                return redirect("cases:interest_list")
        shown = {"form": form, **begun.shown()}
        return render(request, "cases/interest_add.html", shown)


@page(may=may_have_an_account)
def interest_end(request: StaffRequest, interest_id: UUID) -> HttpResponse:
    """Take one off the list."""
    interest = open_interest(by=request.user, interest_id=interest_id)
    form = EndForm(posted(request))
    if form.is_valid():
        end_interest(by=request.user, interest=interest, because=form.cleaned_data["because"], at=clock.now())
        messages.success(request, "It is off your list.")
        return redirect("cases:interest_list")
    with reading(
        by=request.user, subjects=[interest.key_subject], purpose="own interest", page="cases:interest_end"
    ):
        line = interest_line(interest)
        return render(
            request,
            "ui/form_page.html",
            {
                "form": form,
                "heading": "Take this off your list?",
                "lead": f"{line.what}: {line.in_what}." if line.in_what else f"{line.what}.",
                "button": "Take it off",
                "back_url": reverse("cases:interest_list"),
                "back_text": "Back to your interests",
                "cancel_url": reverse("cases:interest_list"),
            },
        )


def interest_line(interest: Interest) -> InterestLine:
    """An interest in words; needs a reading of its worker's own."""
    return InterestLine(
        what=str(label(InterestKind(interest.kind))),
        in_what=in_what(interest),
        dates=_dates(interest),
        end_url=reverse("cases:interest_end", args=[interest.id]),
    )


def in_what(interest: Interest) -> str:
    """In whom or what somebody has it; needs a reading of its worker's own."""
    if interest.agency:
        return str(interest.agency.name)
    name = f"{interest.given_names} {interest.family_name}".strip()
    if name and interest.date_of_birth:
        return f"{name}, born {short_date(interest.date_of_birth)}"
    return name or str(interest.words)


def _dates(interest: Interest) -> str:
    parts: Sequence[str] = (
        f"since {short_date(interest.from_on)}" if interest.from_on else "",
        f"until {short_date(interest.until_on)}" if interest.until_on else "",
    )
    return " ".join(filter(None, parts))
