"""Writing down a family's yes, and its end. It turns requests into one call and a page each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_hold_people, may_work_cases, open_case
from cases.choices import CaseRole, CaseStatus
from cases.models import Case
from cases.rules import may_work_on
from cases.views.case_frame import CaseFrame, Member, case_frame, people_of, subjects_on
from cases.views.shown import posted
from consent.access import open_permission
from consent.actions.permissions import end_permission, record_permission
from consent.choices import HowGiven, WhyEnded
from consent.forms.permissions import EndForm, PermissionForm
from consent.models import SharingPermission
from consent.views.asking import agencies_of, chosen_beforehand
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.forms import GovukForm


@page(may=may_work_cases)
def permission_add(request: StaffRequest, reference: str) -> HttpResponse:
    """Write down what a family permits. `agency`, `ways` and `contents` in the address choose beforehand."""
    case = open_case(by=request.user, reference=reference)
    (may_work_on(CaseStatus(case.status)) and may_hold_people(case)).require()
    people = people_of(case)
    key = f"case:{case.reference}:permission"
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="writing down a permission",
        page="consent:permission_add",
    ):
        asking = _asking(request, case, people)
        draft = keeping.take(owner=request.user, form_key=key) if request.method != "POST" else None
        form = PermissionForm(posted(request), typed=draft.fields if draft else None, **asking)
        if form.is_valid():
            try:
                record_permission(
                    by=request.user,
                    case=case,
                    yes=form.yes(),
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
            except Refused as refused:
                form.add_error(None, refused.decision.reason)
            else:
                keeping.discard(owner=request.user, form_key=key)
                messages.success(request, "The permission is written down.")
                return redirect("consent:sharing_page", case.reference)
        frame = case_frame(case, people, user=request.user)
        return _form_page(request, case, form, frame, "Write down a permission", "Save", (key, draft))


@page(may=may_work_cases)
def permission_end(request: StaffRequest, reference: str, permission_id: UUID) -> HttpResponse:
    """End a permission at once: a family takes it back without giving a reason, on a closed case too."""
    case = open_case(by=request.user, reference=reference)
    permission = open_permission(by=request.user, case=case, permission_id=permission_id)
    people = people_of(case)
    form = EndForm(posted(request), initial={"once": once_key(request.user.id, "end", permission.id)})
    if form.is_valid():
        how = form.cleaned_data["how"]
        end_permission(
            by=request.user,
            permission=permission,
            because=WhyEnded(form.cleaned_data["because"]),
            how=HowGiven(how) if how else None,
            words=form.cleaned_data["words"],
            at=clock.now(),
        )
        messages.success(request, "The permission has ended. Nothing more may be said under it.")
        return redirect("consent:sharing_page", case.reference)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="ending a permission",
        page="consent:permission_end",
    ):
        frame = case_frame(case, people, user=request.user)
        lead = f"It is for {permission.agency.name}. What was said before stays on record."
        return _form_page(request, case, form, frame, "End this permission", "End it now", lead=lead)


def _asking(request: StaffRequest, case: Case, people: tuple[Member, ...]) -> dict[str, Any]:
    child = next((one.person for one in people if one.role is CaseRole.CHILD_OR_YOUNG_PERSON), None)
    state = SharingPermission.objects.of(case).count()
    return {
        "agencies": agencies_of(case, people),
        "people": [
            (one.person, f"{one.person.full_name or one.person.called} ({str(label(one.role)).lower()})")
            for one in people
            if not one.is_erased
        ],
        "initial": {
            "once": once_key(request.user.id, "permission", case.id, state),
            **chosen_beforehand(request),
            "about": str(child.id) if child else "",
        },
    }


def _form_page(
    request: StaffRequest,
    case: Case,
    form: GovukForm,
    frame: CaseFrame,
    heading: str,
    button: str,
    kept: tuple[str, keeping.Kept | None] = ("", None),
    lead: str = "",
) -> HttpResponse:
    key, draft = kept
    shown = {
        "frame": frame,
        "heading": heading,
        "lead": lead,
        "form": form,
        "button": button,
        "may_name": True,
        "back_url": reverse("consent:sharing_page", args=[case.reference]),
        "back_text": "Back to sharing",
        "draft": draft,
        "draft_key": key,
    }
    return render(request, "cases/case_form.html", shown)
