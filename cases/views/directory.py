"""The directory of schools and agencies: looked through, added to, corrected. It holds nothing about families."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.access import may_keep_directory, open_agency
from cases.actions.agencies import add_agency, change_agency
from cases.choices import OrganisationKind
from cases.forms.directory import AgencyChangeForm, AgencyForm, DirectoryFilterForm
from cases.forms.lists import choices_of
from cases.forms.schools import MOST_SCHOOLS, near_authorities, school_line, schools_like
from cases.models import Agency
from cases.querysets import AgencyQuerySet
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.access import may_have_an_account
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.parts import Pages, chosen_filters

PER_PAGE = 25
MOST_TYPED = 500


@page(may=may_keep_directory)
def agency_list(request: StaffRequest) -> HttpResponse:
    """Every school and agency: open before closed, those of our own area before others', then by name."""
    form = DirectoryFilterForm(request.GET)
    found = _narrowed(Agency.objects.all(), form).nearest_first(form.asked("words"), near_authorities())
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    words = form.asked("words")
    labels = {
        "words": {request.GET.get("words", ""): f"Words: {words}"} if words else {},
        "kind": dict(choices_of(OrganisationKind)),
        "show": {"all": "Closed ones too"},
    }
    return render(
        request,
        "cases/agency_list.html",
        {
            "filter": form,
            "chosen": chosen_filters(request.GET, labels),
            "lines": [(agency, label(OrganisationKind(agency.kind))) for agency in shown.object_list],
            "pages": Pages(shown, "entry" if shown.paginator.count == 1 else "entries", request.GET),
        },
    )


@page(may=may_keep_directory)
def agency_add(request: StaffRequest) -> HttpResponse:
    """Put a school or agency into the directory."""
    form = AgencyForm(posted(request))
    if form.is_valid():
        try:
            add_agency(by=request.user, details=form.details, at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Added to the directory.")
            return redirect("cases:agency_list")
    return _form_page(request, form, "Add a school or agency", "Add to the directory")


@page(may=may_keep_directory)
def agency_change(request: StaffRequest, agency_id: UUID) -> HttpResponse:
    """Correct what the directory says of one."""
    agency = open_agency(by=request.user, agency_id=agency_id)
    form = AgencyChangeForm(posted(request), agency=agency)
    if form.is_valid():
        try:
            change_agency(by=request.user, agency=agency, details=form.details, at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Directory changed.")
            return redirect("cases:agency_list")
    return _form_page(request, form, "Change a school or agency", "Save changes")


@page(may=may_have_an_account, signed_out="status")
@require_POST
def school_find(request: StaffRequest) -> HttpResponse:
    """The first few schools that the words typed so far may mean, for the box of a form.

    The words are sent, never in the address: next to the page they were typed on, an access log would say whose
    school it is.
    """
    found = schools_like(request.POST.get("words", "")[:MOST_TYPED])
    lines = [school_line(one) for one in found[:MOST_SCHOOLS]]
    return JsonResponse({"lines": lines, "more": len(found) > MOST_SCHOOLS})


def _narrowed(agencies: AgencyQuerySet, form: DirectoryFilterForm) -> AgencyQuerySet:
    if form.asked("words"):
        agencies = agencies.found_by(form.asked("words"))
    if form.asked("kind"):
        agencies = agencies.filter(kind=form.asked("kind"))
    return agencies if form.asked("show") else agencies.in_use()


def _form_page(request: StaffRequest, form: AgencyForm, heading: str, button: str) -> HttpResponse:
    return render(
        request,
        "cases/agency_form.html",
        {
            "form": form,
            "heading": heading,
            "button": button,
            "back_url": reverse("cases:agency_list"),
            "back_text": "Back to the directory",
            "cancel_url": reverse("cases:agency_list"),
        },
    )
