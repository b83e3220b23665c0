"""Writing down a family's yes, and its end. It turns requests into one call and a page each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_hold_people, may_work_cases, open_case
from cases.choices import CaseRole, CaseStatus
from cases.models import Case, Person
from cases.rules import may_work_on
from cases.views.case_frame import Member, case_frame, people_of, subjects_on
from cases.views.shown import posted, typed
from consent import deadlines
from consent.access import newest_capacity, open_permission
from consent.actions.permissions import Yes, end_permission, record_permission
from consent.choices import HowGiven, Standing, WhyEnded
from consent.forms.permissions import EndForm, PermissionForm
from consent.models import SharingPermission
from consent.rules import has_come_of_age
from consent.views.asking import agencies_of, chosen_beforehand
from sendiass import clock
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key


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
        begun = Begun(request, key)
        form = PermissionForm(posted(request), typed=begun.typed, **asking)
        ask_capacity = ""
        if form.is_valid():
            yes = _on_a_decision(case, form.yes())
            with begun.sending(form):
                record_permission(
                    by=request.user, case=case, yes=yes, once=form.cleaned_data["once"], at=clock.now()
                )
                messages.success(request, "The permission is written down.")
                return redirect("consent:sharing_page", case.reference)
            if yes.standing is Standing.ALTERNATIVE_PERSON:
                ask_capacity = _capacity_url(case, yes)
                keeping.keep(owner=request.user, form_key=key, fields=typed(request), at=clock.now())
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "form": form,
            "ask_capacity": ask_capacity,
            "young_person": form.young_person.called if form.young_person else "",
            "back_url": reverse("consent:sharing_page", args=[case.reference]),
            "back_text": "Back to sharing",
            **begun.shown(),
        }
        return render(request, "consent/permission_add.html", shown)


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
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "heading": "End this permission",
            "lead": f"It is for {permission.agency.name}. What was said before stays on record.",
            "form": form,
            "button": "End it now",
            "may_name": True,
            "back_url": reverse("consent:sharing_page", args=[case.reference]),
            "back_text": "Back to sharing",
        }
        return render(request, "cases/case_form.html", shown)


def _on_a_decision(case: Case, yes: Yes) -> Yes:
    """Someone else's yes for a young person, on the newest decision about this agency if there is one."""
    if yes.standing is not Standing.ALTERNATIVE_PERSON:
        return yes
    return replace(yes, capacity=newest_capacity(case, person_id=yes.about.id, agency_id=yes.agency.id))


def _capacity_url(case: Case, yes: Yes) -> str:
    address = reverse("consent:capacity_add", args=[case.reference])
    return f"{address}?agency={yes.agency.id}"


def _asking(request: StaffRequest, case: Case, people: tuple[Member, ...]) -> dict[str, Any]:
    child = next((one.person for one in people if one.role is CaseRole.CHILD_OR_YOUNG_PERSON), None)
    state = SharingPermission.objects.of(case).count()
    born = child.date_of_birth if child and not child.is_erased else None
    return {
        "agencies": agencies_of(case, people),
        "young_person": child if has_come_of_age(born, on=clock.today()) else None,
        "people": [
            (one.person, f"{one.person.full_name or one.person.called} ({str(label(one.role)).lower()})")
            for one in people
            if not one.is_erased
        ],
        "initial": {
            "once": once_key(request.user.id, "permission", case.id, state),
            **chosen_beforehand(request),
            "about": _about(request, people) or (str(child.id) if child else ""),
            **_last_day(child),
            **_as_before(request, case),
        },
    }


def _about(request: StaffRequest, people: tuple[Member, ...]) -> str:
    """Whom the address names of those on the case, if it does."""
    asked = request.GET.get("about", "")
    return asked if asked in {str(one.person.id) for one in people} else ""


def _last_day(child: Person | None) -> dict[str, date]:
    """The last day a parent's yes may hold, where a child comes of age before the longest a yes may last."""
    leaves_on = child.compulsory_school_age_ends_on if child else None
    if leaves_on is None or leaves_on < clock.today():
        return {}
    sharing = profile().sharing
    stops_on = leaves_on + timedelta(days=sharing.after_coming_of_age_days)
    return {"last_day": min(stops_on, deadlines.last_day(clock.today(), months=sharing.longest_months))}


def _as_before(request: StaffRequest, case: Case) -> dict[str, Any]:
    """What a permission that is renewed was for; the words are asked for anew."""
    try:
        wanted = UUID(request.GET.get("renew", ""))
    except ValueError:
        return {}
    one: SharingPermission | None = SharingPermission.objects.of(case).filter(pk=wanted).first()
    if one is None:
        return {}
    return {
        "agency": str(one.agency_id),
        "about": str(one.about_id),
        "ways": one.ways,
        "contents": one.contents,
    }
