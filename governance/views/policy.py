"""The draft of the policy: begun, worded clause by clause, shown beside what is in force, and adopted (Y16, Y27)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_keep_policy
from cases.views.shown import posted
from governance.access.board import may_see_board
from governance.access.policy import (
    agreed_for,
    clauses_of,
    draft_edition,
    may_see_policy_draft,
    minutes_to_name,
    newest_edition,
    open_clause,
    open_draft,
    review_due_on,
)
from governance.actions.policy import (
    add_clause,
    adopt,
    agree_amendment,
    begin_draft,
    leave_out_clause,
    word_clause,
)
from governance.forms.policy import AddClauseForm, AdoptForm, AgreeForm, WordForm
from governance.models import PolicyEdition
from governance.rules.policy import amendments, differences
from governance.views.policy_shown import clause_lines, difference_lines, minute_choices
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Row
from sendiass.ui.words import long_date, short_date

BACK = {"back_text": "Back to the draft"}


@page(may=may_keep_policy)
def draft_page(request: StaffRequest) -> HttpResponse:
    """The draft, clause by clause, and what it would change; or where to begin one."""
    draft = draft_edition()
    before, after = clauses_of(draft.based_on if draft else None), clauses_of(draft)
    found = (
        difference_lines(differences(before, after), **_agreement(draft))
        if draft and draft.based_on
        else None
    )
    shown = {
        "draft": draft,
        "newest": newest_edition(),
        "lines": clause_lines(after),
        "differences": found,
    }
    return render(request, "governance/draft_page.html", shown)


@page(may=may_keep_policy)
def draft_begin(request: StaffRequest) -> HttpResponse:
    """Begin a draft from the newest edition, or the first from the service's own words."""
    newest = newest_edition()
    if request.method == "POST":
        try:
            begin_draft(
                by=request.user,
                once=once_key(request.user.id, "policy draft", newest.id if newest else ""),
                at=clock.now(),
            )
        except Refused as refused:
            messages.error(request, refused.decision.reason)
        else:
            messages.success(request, "The draft is begun. Nobody reads it in place of the policy yet.")
        return redirect("governance:draft_page")
    begins = f"Version {newest.adoption.version.number}" if newest else "Words we give you to begin with"
    shown = {
        "heading": "Begin a draft of the policy?",
        "rows": [
            Row("It begins with", begins),
            Row("What is in force", "It stays in force until you adopt the draft"),
        ],
        "button": "Begin the draft",
        "cancel_url": reverse("governance:draft_page"),
    }
    return render(request, "ui/confirm_page.html", shown)


@page(may=may_keep_policy)
def clause_word(request: StaffRequest, clause: UUID) -> HttpResponse:
    """Word a clause of the draft anew."""
    found = open_clause(by=request.user, key=clause)
    stands = found.as_worded
    initial = {
        "heading": stands.heading,
        "words": stands.words,
        "promises": stands.promises,
        "seen": stands.digest,
    }
    form = WordForm(posted(request), initial=initial, besides=stands.promises)
    meanwhile = None
    if form.is_valid():
        try:
            word_clause(by=request.user, clause=found, worded=form.worded, seen=form.cleaned_data["seen"])
        except Refused as refused:
            form.refused(refused.decision)
            form.show_as_it_stands(stands.digest)
            meanwhile = stands if refused.decision.rule == "as-it-was-seen" else None
        else:
            messages.success(request, "The clause is changed in the draft.")
            return redirect("governance:draft_page")
    return _form_page(
        request, form, "Change a clause", "Save the clause", template="clause_word", meanwhile=meanwhile
    )


@page(may=may_keep_policy)
def clause_add(request: StaffRequest) -> HttpResponse:
    """Add a clause to the draft."""
    draft = open_draft()
    form = AddClauseForm(posted(request), initial={"once": uuid4()}, standing=clauses_of(draft))
    if form.is_valid():
        try:
            add_clause(
                by=request.user,
                draft=draft,
                worded=form.worded,
                after=form.stands_after,
                once=form.cleaned_data["once"],
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "The clause is in the draft.")
            return redirect("governance:draft_page")
    return _form_page(request, form, "Add a clause", "Add the clause")


@page(may=may_keep_policy)
def clause_leave_out(request: StaffRequest, clause: UUID) -> HttpResponse:
    """Leave a clause out of the draft."""
    found = open_clause(by=request.user, key=clause)
    if request.method == "POST":
        leave_out_clause(by=request.user, clause=found)
        messages.success(request, "The clause is left out of the draft.")
        return redirect("governance:draft_page")
    shown = {
        "heading": "Leave this clause out?",
        "rows": [Row("Clause", found.heading)],
        "warning": "To have it back you would add it as a new clause.",
        "button": "Leave it out",
        "danger": True,
        "cancel_url": reverse("governance:draft_page"),
    }
    return render(request, "ui/confirm_page.html", shown)


@page(may=may_keep_policy)
def draft_adopt(request: StaffRequest) -> HttpResponse:
    """Adopt the draft, once each amendment is agreed, and ask everybody here to read it."""
    draft = open_draft()
    form = AdoptForm(posted(request), initial={"once": once_key(request.user.id, "adopt", draft.id)})
    if form.is_valid():
        try:
            adopted = adopt(
                by=request.user,
                draft=draft,
                in_force_on=form.cleaned_data["in_force_on"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            day = long_date(adopted.version.in_force_on)
            messages.success(
                request,
                f"Version {adopted.version.number} is adopted, in force from {day}. Everybody is asked to read it.",
            )
            return redirect("governance:draft_page")
    shown = {
        "heading": "Adopt this draft?",
        "rows": _adoption_rows(draft),
        "form": form,
        "warning": "An edition that was adopted is never altered. Later changes need a new one.",
        "button": "Adopt it",
        "cancel_url": reverse("governance:draft_page"),
    }
    return render(request, "ui/confirm_page.html", shown)


@page(may=may_keep_policy)
def amendment_agree(request: StaffRequest, amended: UUID) -> HttpResponse:
    """Say which minute agreed one amendment of the draft, as it stands now."""
    draft = open_draft()
    one = next(
        (
            one
            for one in differences(clauses_of(draft.based_on), clauses_of(draft))
            if one.key == amended and one.change != "same"
        ),
        None,
    )
    if one is None or draft.based_on is None:
        raise NotThere
    minutes = minutes_to_name()
    with reading(
        by=request.user,
        subjects=[minute.key_subject for minute in minutes],
        purpose="which minute agreed an amendment",
        page="governance:amendment_agree",
    ):
        form = AgreeForm(posted(request), minutes=minute_choices(minutes))
        if form.is_valid():
            minute = next(each for each in minutes if str(each.id) == form.cleaned_data["minute"])
            try:
                agree_amendment(by=request.user, draft=draft, clause=amended, minute=minute, at=clock.now())
            except Refused as refused:
                form.refused(refused.decision)
            else:
                messages.success(request, "It is on record which minute agreed it.")
                return redirect("governance:draft_page")
        shown = {
            "form": form,
            "minutes": minutes,
            "differences": difference_lines([one]),
            "back_url": reverse("governance:draft_page"),
        }
        return render(request, "governance/amendment_agree.html", shown)


@page(may=may_see_policy_draft)
def board_policy(request: StaffRequest) -> HttpResponse:
    """For the board: the policy adopted last, when it is reviewed, and what a draft would change."""
    draft, newest = draft_edition(), newest_edition()
    found = differences(clauses_of(draft.based_on), clauses_of(draft)) if draft and draft.based_on else ()
    shown = {
        "draft": draft,
        "newest": newest,
        "lines": clause_lines(clauses_of(newest or draft)),
        "differences": difference_lines(found) if found else None,
        "review_on": review_due_on(),
        "back_url": reverse("governance:board_page" if may_see_board(request.user) else "accounts:settings"),
    }
    return render(request, "governance/board_policy.html", shown)


def _agreement(draft: PolicyEdition) -> dict[str, dict[UUID, str]]:
    """By clause which minute agreed its amendment, and where that is said of the others."""
    amended = amendments(clauses_of(draft.based_on), clauses_of(draft))
    agreed = agreed_for(draft)
    said = {
        key: "Agreed at the meeting of " + short_date(agreed[key, digest].minute.item.meeting.starts_at) + "."
        for key, digest in amended.items()
        if (key, digest) in agreed
    }
    missing = amended.keys() - said.keys()
    return {
        "agreed": said,
        "agree": {key: reverse("governance:amendment_agree", args=[key]) for key in missing},
    }


def _adoption_rows(draft: PolicyEdition) -> list[Row]:
    after = clauses_of(draft)
    rows = [Row("Clauses", str(len(after)))]
    if draft.based_on:
        amended, agreed = amendments(clauses_of(draft.based_on), after), agreed_for(draft)
        rows.append(Row("Amended", str(len(amended))))
        rows.append(Row("Agreed in a minute", str(sum(one in agreed for one in amended.items()))))
    return rows


def _form_page(
    request: StaffRequest,
    form: Any,
    heading: str,
    button: str,
    *,
    template: str = "",
    meanwhile: Any = None,
) -> HttpResponse:
    back = reverse("governance:draft_page")
    shown = {
        "form": form,
        "heading": heading,
        "button": button,
        "back_url": back,
        "cancel_url": back,
        "meanwhile": meanwhile,
        **BACK,
    }
    name = f"governance/{template}.html" if template else "ui/form_page.html"
    return render(request, name, shown)
