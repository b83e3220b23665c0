"""Speaking with an agency: the page of the one way out, and of what comes back."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_work_cases, open_case
from cases.choices import CaseStatus
from cases.models import Agency, Case
from cases.rules import may_work_on
from cases.views.case_frame import Member, case_frame, people_of, subjects_on
from cases.views.shown import posted
from consent.access import cover_of, open_permission, was_told_last
from consent.disclosures import disclose
from consent.forms.disclosing import DisclosureForm
from consent.models import Disclosure, SharingPermission
from consent.rules import holds
from consent.views.asking import ways_to_get_it
from sendiass import clock
from sendiass.audit import reading
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Link


@page(may=may_work_cases)
def disclosure_add(request: StaffRequest, reference: str, permission_id: UUID) -> HttpResponse:
    """A contact with the agency of one permission. One that ended still takes what was said while it held."""
    case = open_case(by=request.user, reference=reference)
    permission = open_permission(by=request.user, case=case, permission_id=permission_id)
    # By the agency: what was typed before a yes was missing is there under the next one.
    key = f"case:{case.reference}:said-{permission.agency_id}"
    people = people_of(case)
    if request.method != "POST" and not holds(cover_of(permission), at=clock.now()):
        return ended_page(request, case, permission, people, page_name="consent:disclosure_add")
    with reading(
        by=request.user,
        subjects=[*subjects_on(case, people), permission.about.key_subject],
        purpose="writing down what was said to an agency",
        page="consent:disclosure_add",
    ):
        said_before = Disclosure.objects.of(case).count()
        once = once_key(request.user.id, "said", permission.id, said_before)
        begun = Begun(request, key)
        form = DisclosureForm(
            posted(request),
            permission=permission,
            initial={"once": once},
            typed=begun.typed,
        )
        missing: tuple[Link, ...] = ()
        if form.is_valid():
            with begun.sending(form, left_over=form.left_over()):
                disclose(
                    by=request.user,
                    case=case,
                    said=form.said(),
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
                messages.success(request, _on_record(form.cleaned_data["heard"]))
                return redirect("consent:sharing_page", case.reference)
            if form.refused_by == "L24":
                ways, contents = form.wanted()
                missing = (
                    *ways_to_get_it(case, permission.agency, ways=ways, contents=contents),
                    said_already(case, permission.agency),
                )
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "permission": permission,
            "form": form,
            "uncovered": form.uncovered(),
            "missing": missing,
            "others": ways_to_get_it(case, permission.agency),
            "owed": not was_told_last(case, permission.agency),
            "back_url": reverse("consent:sharing_page", args=[case.reference]),
            "back_text": "Back to sharing",
            **begun.shown(),
        }
        return render(request, "consent/disclosure_add.html", shown)


def ended_page(
    request: StaffRequest,
    case: Case,
    permission: SharingPermission,
    people: tuple[Member, ...],
    *,
    page_name: str,
) -> HttpResponse:
    """That the yes is no longer one, and how to get it again."""
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="speaking with an agency",
        page=page_name,
    ):
        again = ways_to_get_it(case, permission.agency, ways=permission.ways, contents=permission.contents)
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "permission": permission,
            "again": (
                *(again if may_work_on(CaseStatus(case.status)) else ()),
                said_already(case, permission.agency),
            ),
            "back_url": reverse("consent:sharing_page", args=[case.reference]),
            "back_text": "Back to sharing",
        }
        return render(request, "consent/permission_ended.html", shown, status=403)


def said_already(case: Case, agency: Agency) -> Link:
    """What was said without permission by mistake is no disclosure: it goes into the register of breaches."""
    wanted = urlencode({"agency": agency.id, "case": case.reference})
    return Link("It was already said: report it as a breach", f"{reverse('consent:breach_report')}?{wanted}")


def _on_record(heard: str) -> str:
    if heard:
        return "It is on record. Telling the family what they said is on the list of what is to do."
    return "What was said is on record."
