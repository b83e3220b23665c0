"""Telling the family what an agency said, and the manager's decision not to. Each page makes one call."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_involve, may_work_cases, open_case
from cases.models import Case, Person
from cases.views.case_frame import Member, case_frame, people_of, subjects_on
from cases.views.shown import posted
from consent.access import may_withhold, open_heard
from consent.actions.passing_on import pass_on, withhold
from consent.choices import WhyWithheld
from consent.forms.passing_on import PassOnForm, WithholdForm
from consent.models import Heard, PassedOn
from consent.rules import FAMILY
from consent.views.sharing_shown import owed_in_words, passed_on_in_words, spoken_with
from sendiass import clock
from sendiass.audit import reading
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key


@page(may=may_work_cases)
def heard_pass_on(request: StaffRequest, reference: str, task_id: UUID) -> HttpResponse:
    """What an agency said, in full, and the form that says who in the family was told of it."""
    case = open_case(by=request.user, reference=reference)
    heard = open_heard(by=request.user, case=case, task_id=task_id)
    people, done, key = people_of(case), _settled(heard), f"case:{case.reference}:pass-on-{heard.id}"
    subjects = [*subjects_on(case, people), *([done.told.key_subject] if done and done.told else [])]
    with reading(
        by=request.user,
        subjects=subjects,
        purpose="telling a family what an agency said",
        page="consent:heard_pass_on",
    ):
        begun = Begun(request, key)
        form = PassOnForm(
            posted(request),
            people=_family(case, people),
            heard_on=clock.day_of(heard.contact.happened_at),
            initial={"once": once_key(request.user.id, "pass on", heard.id)},
            typed=begun.typed,
        )
        if form.is_valid():
            with begun.sending(form):
                pass_on(
                    by=request.user,
                    heard=heard,
                    telling=form.telling(),
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
                messages.success(request, "It is on record that the family was told.")
                return redirect("cases:case_page", case.reference)
        shown = {
            **_shown(request, case, heard, people),
            "form": form,
            "done": passed_on_in_words(done) if done else "",
            "because": done.because if done else "",
            "answer": done.answer if done else "",
            "may_withhold": may_withhold(request.user),
            **begun.shown(),
        }
        return render(request, "consent/heard_pass_on.html", shown)


@page(may=may_withhold)
def heard_withhold(request: StaffRequest, reference: str, task_id: UUID) -> HttpResponse:
    """The manager decides that the family is not told, and says why."""
    case = open_case(by=request.user, reference=reference)
    heard = open_heard(by=request.user, case=case, task_id=task_id)
    people, key = people_of(case), f"case:{case.reference}:withhold-{heard.id}"
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="deciding that a family is not told what an agency said",
        page="consent:heard_withhold",
    ):
        begun = Begun(request, key)
        form = WithholdForm(
            posted(request),
            initial={"once": once_key(request.user.id, "withhold", heard.id)},
            typed=begun.typed,
        )
        if form.is_valid():
            with begun.sending(form):
                withhold(
                    by=request.user,
                    heard=heard,
                    why=WhyWithheld(form.cleaned_data["why"]),
                    because=form.cleaned_data["because"],
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
                messages.success(request, "Your decision is on record.")
                return redirect("cases:case_page", case.reference)
        shown = {**_shown(request, case, heard, people), "form": form, **begun.shown()}
        return render(request, "consent/heard_withhold.html", shown)


def _shown(request: StaffRequest, case: Case, heard: Heard, people: tuple[Member, ...]) -> dict[str, object]:
    return {
        "frame": case_frame(case, people, user=request.user),
        "heard": heard,
        "owed": owed_in_words(heard),
        "spoken_with": spoken_with(heard.contact),
        "withhold_url": reverse("consent:heard_withhold", args=[case.reference, heard.task_id]),
        "people_url": reverse("cases:people_page", args=[case.reference]),
        "back_url": reverse("consent:sharing_page", args=[case.reference]),
        "back_text": "Back to sharing",
    }


def _settled(heard: Heard) -> PassedOn | None:
    found: PassedOn | None = (
        PassedOn.objects.filter(heard=heard).select_related("told", "recorded_by").first()
    )
    return found


def _family(case: Case, people: tuple[Member, ...]) -> list[tuple[Person, str]]:
    """Who may be told: in a case that a child or young person brought themselves, no parent they have not let in."""
    may_be_told = {role for role in FAMILY if may_involve(case, role)}
    return [
        (one.person, f"{one.person.full_name or one.person.called} ({str(label(one.role)).lower()})")
        for one in people
        if one.role in may_be_told and not one.is_erased
    ]
