"""What stands beside advice on a case: its options, which one the family took, who else they were told of."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases import rules
from cases.access import may_hold_people, may_keep_library, may_work_cases, open_case, open_intervention
from cases.actions.advice import choose_option, lay_options, signpost
from cases.choices import CaseStatus, Channel, HelpKind
from cases.forms.advice import (
    ADD,
    UNDECIDED,
    ChosenForm,
    OptionsForm,
    SignpostForm,
    already_there,
    blocks_wanted,
)
from cases.models import AdviceOption, Case, IndependentSource, Intervention, Signposting
from cases.rules import MOST_OPTIONS
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One option as it was written down; `no_law` is why nothing is behind it, `citation` what is."""

    place: int
    words: str
    citation: str
    law_url: str
    no_law: str
    only_because: str
    chosen: bool


@page(may=may_work_cases)
def options_record(request: StaffRequest, reference: str, intervention_id: UUID) -> HttpResponse:
    """The options of one piece of advice: those there are, and boxes for more while the case is worked on."""
    case = open_case(by=request.user, reference=reference)
    given = open_intervention(by=request.user, case=case, intervention_id=intervention_id)
    advice = given.original or given
    rows = _options(advice)
    key = f"case:{case.reference}:options-{advice.id}"
    sent = request.POST if request.method == "POST" else None
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=[advice.key_subject, *subjects_on(case, people)],
        purpose="the options of advice",
        page="cases:options_record",
    ):
        begun = Begun(request, key)
        form = _options_form(request, advice, rows, begun.typed)
        if sent is not None and ADD not in sent and form.is_valid():
            with begun.sending(form):
                _write_down(request, case, advice, form)
                messages.success(request, "The options are written down.")
                return redirect("cases:case_page", case.reference)
        may_work = rules.may_work_on(CaseStatus(case.status))
        newest = _newest(advice)
        gives_advice = HelpKind.ADVICE in newest.kinds
        shown = {
            "case": case,
            "frame": case_frame(case, people, user=request.user),
            "entry": newest,
            "how": label(Channel(newest.channel)),
            "options": [_line(row) for row in rows],
            "is_advice": gives_advice,
            "may_add": bool(may_work) and gives_advice and len(rows) < MOST_OPTIONS,
            "may_choose": bool(may_work) and bool(rows),
            "may_work": may_work,
            "may_name": may_hold_people(case),
            "form": form,
            **begun.shown(),
        }
        return render(request, "cases/options_record.html", shown)


@page(may=may_work_cases)
def option_choose(request: StaffRequest, reference: str, intervention_id: UUID) -> HttpResponse:
    """Which of the options the family took."""
    case = open_case(by=request.user, reference=reference)
    given = open_intervention(by=request.user, case=case, intervention_id=intervention_id)
    rules.may_work_on(CaseStatus(case.status)).require()
    advice = given.original or given
    rows = _options(advice)
    if not rows:
        return redirect("cases:options_record", case.reference, advice.id)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=[advice.key_subject, *subjects_on(case, people)],
        purpose="which option the family chose",
        page="cases:option_choose",
    ):
        chosen = next((str(row.id) for row in rows if row.id == row.chosen_id), "")
        form = ChosenForm(posted(request), options=rows, chosen=chosen)
        if form.is_valid():
            taken = form.cleaned_data["chosen"]
            option = None if taken == UNDECIDED else next(row for row in rows if str(row.id) == taken)
            choose_option(by=request.user, case=case, intervention=advice, option=option, at=clock.now())
            messages.success(request, "Which option the family chose is on record.")
            return redirect("cases:options_record", case.reference, advice.id)
        back = reverse("cases:options_record", args=[case.reference, advice.id])
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "options": [_line(row) for row in rows],
            "form": form,
            "back_url": back,
            "back_text": "Back to the options",
        }
        return render(request, "cases/option_choose.html", shown)


@page(may=may_work_cases)
def signpost_add(request: StaffRequest, reference: str) -> HttpResponse:
    """Of which independent sources the family was told."""
    case = open_case(by=request.user, reference=reference)
    rules.may_work_on(CaseStatus(case.status)).require()
    offered = list(IndependentSource.objects.in_use())
    noted = Signposting.objects.filter(case=case).count()
    initial = {"once": once_key(request.user.id, "signpost", case.id, noted)}
    form = SignpostForm(posted(request), offered=offered, on=clock.today(), initial=initial)
    if form.is_valid():
        try:
            signpost(
                by=request.user,
                case=case,
                sources=form.told_of(),
                told_on=form.cleaned_data["told_on"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Signposting is on record.")
            return redirect("cases:case_page", case.reference)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="noting signposting",
        page="cases:signpost_add",
    ):
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "form": form,
            "may_keep": bool(may_keep_library(request.user)),
            "back_url": reverse("cases:case_page", args=[case.reference]),
            "back_text": "Back to the case",
        }
        return render(request, "cases/signpost_add.html", shown)


def _options_form(
    request: StaffRequest, advice: Intervention, rows: list[AdviceOption], begun: keeping.Fields | None
) -> OptionsForm:
    sent = request.POST if request.method == "POST" else None
    typed = {name: sent.getlist(name) for name in sent} if sent and ADD in sent else None
    known = typed or begun
    already = already_there(sent, now=len(rows))
    return OptionsForm(
        None if typed else sent,
        already=already,
        blocks=blocks_wanted(known or sent, already=already),
        initial={"once": once_key(request.user.id, "options", advice.id, len(rows))},
        typed=known,
    )


def _write_down(request: StaffRequest, case: Case, advice: Intervention, form: OptionsForm) -> None:
    at = clock.now()
    laid = lay_options(
        by=request.user,
        case=case,
        intervention=advice,
        options=form.options(),
        only_because=form.cleaned_data.get("only_because", ""),
        once=form.cleaned_data["once"],
        at=at,
    )
    place = form.chosen_place()
    if place is not None:
        choose_option(by=request.user, case=case, intervention=advice, option=laid[place], at=at)


def _options(advice: Intervention) -> list[AdviceOption]:
    return list(AdviceOption.objects.of_advice([advice.id]).with_choice().select_related("reference"))


def _newest(advice: Intervention) -> Intervention:
    newest: Intervention | None = (
        Intervention.objects.versions_of(advice.id).select_related("by", "enquiry").first()
    )
    return newest or advice


def _line(row: AdviceOption) -> OptionLine:
    law = row.reference
    return OptionLine(
        place=row.place,
        words=row.words,
        citation=law.line if law else "",
        law_url=reverse("cases:legal_page", args=[law.id]) if law else "",
        no_law=row.no_reference_because or "",
        only_because=row.only_because or "",
        chosen=row.id == row.chosen_id,
    )
