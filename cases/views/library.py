"""The library of law and guidance, and the list of independent sources: looked through, added to, corrected."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.access import may_keep_library, may_work_cases, open_reference, open_source
from cases.actions.library import (
    add_reference,
    add_source,
    change_reference,
    change_source,
    retire_source,
    take_source_back,
)
from cases.choices import LegalKind, Ties
from cases.forms.law import MOST_REFERENCES, references_like
from cases.forms.library import (
    DUE,
    EVERY,
    NOT_CHECKED,
    LegalChangeForm,
    LegalForm,
    LibraryFilterForm,
    RetireForm,
    SourceChangeForm,
    SourceForm,
)
from cases.forms.lists import choices_of
from cases.models import IndependentSource, LegalReference
from cases.querysets import LegalReferenceQuerySet
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import Refused
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.forms import GovukForm
from sendiass.ui.parts import Pages, chosen_filters

PER_PAGE = 25
MOST_TYPED = 500


@page(may=may_work_cases)
def legal_list(request: StaffRequest) -> HttpResponse:
    """What advice can rest on, by text and number; what is typed in full stands first."""
    form = LibraryFilterForm(request.GET)
    words = form.asked("words")
    found = _narrowed(form).nearest_first(words)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    labels = {
        "words": {request.GET.get("words", ""): f"Words: {words}"} if words else {},
        "kind": dict(choices_of(LegalKind)),
        "show": {NOT_CHECKED: "Not checked here yet", EVERY: "Taken off too"},
    }
    return render(
        request,
        "cases/legal_list.html",
        {
            "filter": form,
            "chosen": chosen_filters(request.GET, labels),
            "lines": list(shown.object_list),
            "pages": Pages(shown, "entry" if shown.paginator.count == 1 else "entries", request.GET),
            "may_keep": bool(may_keep_library(request.user)),
        },
    )


@page(may=may_work_cases)
def legal_page(request: StaffRequest, reference_id: UUID) -> HttpResponse:
    """One entry with all its versions; one that has been changed since is shown as what it was."""
    opened = open_reference(by=request.user, reference_id=reference_id)
    versions = list(
        LegalReference.objects.versions_of(opened.first_id).select_related("recorded_by").order_by("-version")
    )
    return render(
        request,
        "cases/legal_page.html",
        {
            "entry": opened,
            "kind": label(LegalKind(opened.kind)),
            "newest": versions[0],
            "versions": versions,
            "may_keep": bool(may_keep_library(request.user)),
        },
    )


@page(may=may_keep_library)
def legal_add(request: StaffRequest) -> HttpResponse:
    """Put an entry into the library."""
    form = LegalForm(posted(request))
    if form.is_valid():
        added = add_reference(
            by=request.user,
            wording=form.wording,
            is_checked=form.is_checked,
            once=form.cleaned_data["once"],
            at=clock.now(),
        )
        messages.success(request, "Added to the library.")
        return redirect("cases:legal_page", added.id)
    back = reverse("cases:legal_list")
    return _form_page(request, form, "Add to the library", "Add to the library", back, "Back to the library")


@page(may=may_keep_library)
def legal_change(request: StaffRequest, reference_id: UUID) -> HttpResponse:
    """Set a new version beside an entry. A version that is not the newest leads to the newest."""
    opened = open_reference(by=request.user, reference_id=reference_id)
    newest = LegalReference.objects.versions_of(opened.first_id).first() or opened
    if request.method != "POST" and newest.pk != opened.pk:
        return redirect("cases:legal_change", newest.id)
    once = once_key(request.user.id, "law", opened.id)
    form = LegalChangeForm(posted(request), reference=opened, initial={"once": once})
    if form.is_valid():
        try:
            changed = change_reference(
                by=request.user,
                reference=opened,
                wording=form.wording,
                is_checked=form.is_checked,
                reason=form.cleaned_data["reason"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Changed. Advice given on the earlier version keeps it.")
            return redirect("cases:legal_page", changed.id)
    back = reverse("cases:legal_page", args=[opened.id])
    return _form_page(
        request, form, "Change an entry of the library", "Save changes", back, "Back to the entry"
    )


@page(may=may_work_cases, signed_out="status")
@require_POST
def legal_find(request: StaffRequest) -> HttpResponse:
    """The first few references that the words typed so far may mean, for the box of an option."""
    found = references_like(request.POST.get("words", "")[:MOST_TYPED])
    lines = [one.line for one in found[:MOST_REFERENCES]]
    return JsonResponse({"lines": lines, "more": len(found) > MOST_REFERENCES})


@page(may=may_work_cases)
def source_list(request: StaffRequest) -> HttpResponse:
    """The independent sources families are told of, those due for review marked; retired ones last."""
    on, may_keep = clock.today(), bool(may_keep_library(request.user))
    sources = IndependentSource.objects.select_related("reviewed_by").order_by("name", "id")
    if request.GET.get("show") == DUE:
        sources = sources.due_for_review(on)
    rows = [(one, label(Ties(one.ties)), one.review_due_on <= on) for one in sources]
    return render(
        request,
        "cases/source_list.html",
        {
            "lines": [row for row in rows if row[0].retired_on is None],
            "retired": [row[0] for row in rows if row[0].retired_on],
            "only_due": request.GET.get("show") == DUE,
            "may_keep": may_keep,
        },
    )


@page(may=may_keep_library)
def source_add(request: StaffRequest) -> HttpResponse:
    """Put an independent source on the list."""
    form = SourceForm(posted(request))
    if form.is_valid():
        add_source(by=request.user, details=form.details, at=clock.now())
        messages.success(request, "Added to the list.")
        return redirect("cases:source_list")
    return _source_page(request, form, "Add an independent source", "Add to the list")


@page(may=may_keep_library)
def source_change(request: StaffRequest, source_id: UUID) -> HttpResponse:
    """Correct what the list says of one, or review it."""
    source = open_source(by=request.user, source_id=source_id)
    form = SourceChangeForm(posted(request), source=source)
    if form.is_valid():
        change_source(
            by=request.user,
            source=source,
            details=form.details,
            is_reviewed=form.is_reviewed,
            at=clock.now(),
        )
        messages.success(request, "Saved.")
        return redirect("cases:source_list")
    return _source_page(request, form, "Change or review an independent source", "Save changes")


@page(may=may_keep_library)
def source_retire(request: StaffRequest, source_id: UUID) -> HttpResponse:
    """No longer tell families of one, after asking why; or tell them of it again."""
    source = open_source(by=request.user, source_id=source_id)
    if source.retired_on is not None and request.POST.get("back"):
        take_source_back(by=request.user, source=source, at=clock.now())
        messages.success(request, "Families can be told of it again.")
        return redirect("cases:source_list")
    form = RetireForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        retire_source(by=request.user, source=source, reason=reason, at=clock.now())
        messages.success(request, "Families are no longer told of it.")
        return redirect("cases:source_list")
    back = reverse("cases:source_list")
    shown = {"source": source, "form": form, "back_url": back, "back_text": "Back to the list"}
    return render(request, "cases/source_retire.html", shown)


def _narrowed(form: LibraryFilterForm) -> LegalReferenceQuerySet:
    found: LegalReferenceQuerySet = LegalReference.objects.as_they_stand().found_by(form.asked("words"))
    if form.asked("kind"):
        found = found.filter(kind=form.asked("kind"))
    if form.asked("show") == NOT_CHECKED:
        return found.filter(is_offered=True, checked_on__isnull=True)
    return found if form.asked("show") == EVERY else found.filter(is_offered=True)


def _source_page(request: StaffRequest, form: GovukForm, heading: str, button: str) -> HttpResponse:
    return _form_page(request, form, heading, button, reverse("cases:source_list"), "Back to the list")


def _form_page(
    request: StaffRequest, form: GovukForm, heading: str, button: str, back_url: str, back_text: str
) -> HttpResponse:
    shown = {
        "form": form,
        "heading": heading,
        "button": button,
        "back_url": back_url,
        "back_text": back_text,
        "cancel_url": back_url,
    }
    return render(request, "cases/library_form.html", shown)
