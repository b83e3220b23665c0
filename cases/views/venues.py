"""The register of places where families can be met: looked through, added to, corrected, retired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_keep_venues, open_venue
from cases.actions.meetings import premises_of
from cases.actions.venues import add_venue, change_venue
from cases.choices import Has, WhoseBuilding
from cases.deadlines import venue_due_on
from cases.forms.venues import VenueChangeForm, VenueForm
from cases.models import Venue
from cases.rules import short_of
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import Refused
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.parts import Tag


@dataclass(frozen=True, slots=True)
class VenueLine:
    """One place in the list: what it lacks, what it offers, and whether somebody should look again."""

    venue: Venue
    whose: str
    offers: tuple[str, ...]
    tags: tuple[Tag, ...]


@page(may=may_keep_venues)
def venue_list(request: StaffRequest) -> HttpResponse:
    """Every place, those used no more at the end."""
    venues = list(Venue.objects.order_by("retired_on", "name", "id"))
    in_use = [one for one in venues if one.retired_on is None]
    retired = [one for one in venues if one.retired_on is not None]
    lines = [_line(one, clock.today()) for one in (*in_use, *retired)]
    return render(request, "cases/venue_list.html", {"lines": lines})


@page(may=may_keep_venues)
def venue_add(request: StaffRequest) -> HttpResponse:
    """Put a place into the register."""
    form = VenueForm(posted(request))
    if form.is_valid():
        try:
            add_venue(by=request.user, details=form.details, at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Added to the register.")
            return redirect("cases:venue_list")
    return _form_page(request, form, "Add a place to meet", "Add to the register")


@page(may=may_keep_venues)
def venue_change(request: StaffRequest, venue_id: UUID) -> HttpResponse:
    """Correct what the register says of one, or retire it."""
    venue = open_venue(by=request.user, venue_id=venue_id)
    form = VenueChangeForm(posted(request), venue=venue)
    if form.is_valid():
        try:
            change_venue(by=request.user, venue=venue, details=form.details, at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Register changed.")
            return redirect("cases:venue_list")
    return _form_page(request, form, "Change a place to meet", "Save changes")


def _line(venue: Venue, on: date) -> VenueLine:
    return VenueLine(
        venue,
        label(WhoseBuilding(venue.whose)),
        tuple(words for words, has in _offered(venue) if has == Has.YES),
        tuple(_tags(venue, on)),
    )


def _offered(venue: Venue) -> tuple[tuple[str, str], ...]:
    return (
        ("Private room", venue.has_private_room),
        ("Step-free", venue.has_step_free_access),
        ("Accessible toilet", venue.has_accessible_toilet),
        ("Hearing loop", venue.has_hearing_loop),
    )


def _tags(venue: Venue, on: date) -> Iterator[Tag]:
    if venue.retired_on:
        yield Tag("Used no more", "grey")
        return
    for lacking in short_of(premises_of(venue)):
        yield Tag(f"Not known to be {lacking}", "orange")
    if venue_due_on(venue.reviewed_on, profile().periods.venue_looked_at_within_days) <= on:
        yield Tag("Look again", "yellow")


def _form_page(request: StaffRequest, form: VenueForm, heading: str, button: str) -> HttpResponse:
    return render(
        request,
        "cases/venue_form.html",
        {
            "form": form,
            "heading": heading,
            "button": button,
            "back_url": reverse("cases:venue_list"),
            "back_text": "Back to the places to meet",
            "cancel_url": reverse("cases:venue_list"),
        },
    )
