"""Setting a task to ask a family for a permission that is missing. It makes one call."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_work_cases, open_case
from cases.choices import CaseStatus
from cases.forms.agencies import agencies_for
from cases.models import Agency, Case, Task
from cases.rules import may_work_on
from cases.views.case_frame import Member, case_frame, people_of, subjects_on
from cases.views.shown import posted
from consent.actions.asking import ask_for_permission
from consent.forms.asking import AskForm
from consent.models import SharingPermission
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Link

FROM_THE_ADDRESS = ("ways", "contents")


@page(may=may_work_cases)
def permission_ask(request: StaffRequest, reference: str) -> HttpResponse:
    """Set a task to ask the family. `agency`, `ways` and `contents` in the address choose beforehand."""
    case = open_case(by=request.user, reference=reference)
    may_work_on(CaseStatus(case.status)).require()
    people = people_of(case)
    form = AskForm(
        posted(request),
        agencies=agencies_of(case, people),
        initial={
            "once": once_key(request.user.id, "ask", case.id, Task.objects.filter(case=case).count()),
            **chosen_beforehand(request),
        },
    )
    if form.is_valid():
        try:
            ask_for_permission(
                by=request.user,
                case=case,
                wanted=form.wanted(),
                due_on=form.cleaned_data["due_on"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "The task to ask the family is set.")
            return redirect("consent:sharing_page", case.reference)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="setting a task to ask a family",
        page="consent:permission_ask",
    ):
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "heading": "Ask the family for a permission",
            "lead": "This sets a task for whoever works the case. Until the family says yes, nothing may be said.",
            "form": form,
            "button": "Set the task",
            "back_url": reverse("consent:sharing_page", args=[case.reference]),
            "back_text": "Back to sharing",
        }
        return render(request, "cases/case_form.html", shown)


def agencies_of(case: Case, people: Iterable[Member]) -> list[Agency]:
    """Whom this family may mean: its schools, whom it named before, and every agency that is no school."""
    known = SharingPermission.objects.of(case).values_list("agency_id", flat=True)
    return agencies_for([one.person.school_id for one in people if one.person.school_id], list(known))


def chosen_beforehand(request: StaffRequest) -> dict[str, object]:
    """What the address of a page about a permission chooses in its form."""
    chosen = {name: request.GET.getlist(name) for name in FROM_THE_ADDRESS if name in request.GET}
    return {"agency": request.GET.get("agency", ""), **chosen}


def ways_to_get_it(
    case: Case,
    agency: Agency,
    *,
    ways: Collection[str] = (),
    contents: Collection[str] = (),
    about: UUID | None = None,
) -> tuple[Link, Link]:
    """Where a missing yes is written down, and where a task is set to ask for it; each filled in so far."""
    wanted = urlencode(
        [
            ("agency", agency.id),
            *(("ways", one) for one in ways),
            *(("contents", one) for one in contents),
            *([("about", about)] if about else ()),
        ]
    )

    def address(name: str) -> str:
        return f"{reverse(f'consent:{name}', args=[case.reference])}?{wanted}"

    return (
        Link("Write down that the family says yes", address("permission_add")),
        Link("Set a task to ask the family", address("permission_ask")),
    )
