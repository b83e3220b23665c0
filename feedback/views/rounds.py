"""Sending a questionnaire to the whole team, or to schools, by the manager's button (L11). It sends nothing itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.forms.schools import near_authorities
from cases.models import Agency
from cases.views.shown import posted
from feedback.access import may_keep_questionnaires, open_round, who_is_the_team
from feedback.actions.asking_round import ask_schools, ask_the_team, not_asked_yet
from feedback.choices import Audience
from feedback.forms.asking_round import AskSchoolsForm, AskTeamForm
from feedback.models import Batch
from feedback.querysets import asked_in
from sendiass import clock
from sendiass.access import Refused
from sendiass.pages import StaffRequest, page


@page(may=may_keep_questionnaires)
def round_ask(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Whom it goes to and what they read; the button sends it to each once."""
    batch = open_round(by=request.user, batch_id=batch_id)
    is_team = batch.questionnaire.audience == Audience.TEAM
    form = _form(request, batch, is_team=is_team)
    if form.is_valid():
        try:
            number = _ask(request, batch, form)
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, _said(number))
            return redirect("feedback:round_ask", batch_id=batch.pk)
    shown = {
        "form": form,
        "batch": batch,
        "is_team": is_team,
        "asked": asked_in([batch])[batch.id] or 0,
        "to_ask": len(not_asked_yet(batch, [one.email for one in who_is_the_team()])) if is_team else None,
        "back_url": reverse("feedback:result_list"),
    }
    return render(request, "feedback/round_ask.html", shown)


def _form(request: StaffRequest, batch: Batch, *, is_team: bool) -> AskTeamForm | AskSchoolsForm:
    if is_team:
        return AskTeamForm(posted(request))
    if data := posted(request):
        return AskSchoolsForm(data)
    schools = Agency.objects.schools().with_email().in_areas(near_authorities())
    addresses = not_asked_yet(batch, schools.values_list("email", flat=True))
    return AskSchoolsForm(initial={"addresses": "\n".join(addresses)})


def _ask(request: StaffRequest, batch: Batch, form: AskTeamForm | AskSchoolsForm) -> int:
    if isinstance(form, AskTeamForm):
        return ask_the_team(by=request.user, batch=batch, at=clock.now())
    return ask_schools(by=request.user, batch=batch, addresses=form.cleaned_data["addresses"], at=clock.now())


def _said(number: int) -> str:
    if number == 0:
        return "Nothing was sent: each of them has been asked already."
    return (
        f"Sent to {number} address{'' if number == 1 else 'es'}. Whoever was asked before is not asked again."
    )
