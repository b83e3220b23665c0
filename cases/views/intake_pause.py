"""Closing the public form to new requests for a while, and opening it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases.access import may_pause_intake
from cases.actions.intake_closures import close_intake, open_intake
from cases.forms.referrals import CloseIntakeForm
from cases.models import IntakeClosure
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import Refused
from sendiass.pages import StaffRequest, page

OPEN = "open"


@page(may=may_pause_intake)
def intake_pause(request: StaffRequest) -> HttpResponse:
    """Whether families can ask for help on the website now, and what they read while they cannot."""
    if request.method == "POST" and request.POST.get("then") == OPEN:
        open_intake(by=request.user, at=clock.now())
        messages.success(request, "The form on the website is open again.")
        return redirect("cases:intake_pause")
    closure: IntakeClosure | None = (
        IntakeClosure.objects.in_force(clock.today()).select_related("closed_by").first()
    )
    initial = {"words": closure.words, "until": closure.until} if closure else {}
    form = CloseIntakeForm(posted(request), initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        try:
            close_intake(by=request.user, words=said["words"], until=said["until"], at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "The form on the website is closed to new requests.")
            return redirect("cases:intake_pause")
    return render(request, "cases/intake_pause.html", {"form": form, "closure": closure})
