"""Those who want to volunteer and those who join: drives, applicants, what comes before a first case, leaving (L17, Y09)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import policy_in_force
from cases.views.shown import posted
from governance.access.joining import (
    Joiner,
    has_left,
    is_ticked,
    joiners,
    may_recruit,
    open_applicant,
    open_drive,
    open_joiner,
    who_without_application,
)
from governance.actions import joining
from governance.choices.joining import ApplicantStage, CheckKind, JoiningItem
from governance.forms.joining import (
    AccountForm,
    AgainForm,
    ApplicantForm,
    CheckForm,
    DoneForm,
    DriveForm,
    LeavingForm,
    StepForm,
)
from governance.models import Applicant, ApplicantCheck, ApplicantStep, Drive, Leaving
from governance.rules.joining import BY_THEMSELVES, MOVES
from governance.views.begun import begun_in
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.access import clearances_of, is_ready
from sendiass.audit import reading
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.parts import Colour, Link, Row, Tag
from sendiass.ui.words import short_date

STAGES: dict[ApplicantStage, Colour] = {
    ApplicantStage.TAKEN_ON: "green",
    ApplicantStage.NOT_TAKEN_ON: "grey",
    ApplicantStage.WITHDREW: "grey",
}


@page(may=may_recruit)
def joiner_list(request: StaffRequest) -> HttpResponse:
    """Who joins and what is left before their first case; those who applied; the drives; who left."""
    on = clock.today()
    applicants = list(Applicant.objects.with_stage().remembered().in_hand().oldest_first())
    found = joiners(on=on)
    cleared = clearances_of([one.worker for one in found])
    with reading(
        by=request.user,
        subjects=[one.key_subject for one in applicants],
        purpose="those who want to volunteer",
        page="governance:joiner_list",
    ):
        shown = {
            "joiners": [
                (one, _state(one, bool(cleared[one.worker.id].may_take_cases(on=on)))) for one in found
            ],
            "applicants": [(one, _stage(one)) for one in applicants],
            "drives": Drive.objects.counted().newest_first(),
            "left": Leaving.objects.newest_first().select_related("worker")[:10],
        }
        return render(request, "governance/joiner_list.html", shown)


@page(may=may_recruit)
def drive_add(request: StaffRequest) -> HttpResponse:
    """Begin to look for volunteers."""
    begun = begun_in(request, "joining:drive", page="governance:drive_add")
    form = DriveForm(posted(request), initial={"once": uuid4()}, typed=begun.typed)
    if form.is_valid():
        said = form.cleaned_data
        with begun.sending(form):
            drive = joining.open_new_drive(
                by=request.user,
                title=said["title"],
                where=said["where"],
                places=said["places"],
                opened_on=said["opened_on"],
                once=said["once"],
                at=clock.now(),
            )
            messages.success(request, "The drive is open.")
            return redirect("governance:drive_page", drive.id)
    back = reverse("governance:joiner_list")
    return _form(request, form, "Look for volunteers", "Begin", back, begun)


@page(may=may_recruit)
def drive_page(request: StaffRequest, drive_id: UUID) -> HttpResponse:
    """One drive and those who applied."""
    drive = open_drive(by=request.user, drive_id=drive_id)
    applicants = list(Applicant.objects.filter(drive=drive).with_stage().remembered().oldest_first())
    with reading(
        by=request.user,
        subjects=[one.key_subject for one in applicants],
        purpose="those who applied in a drive",
        page="governance:drive_page",
    ):
        shown = {
            "drive": drive,
            "rows": [
                Row("Made known", drive.where),
                Row("Places", str(drive.places)),
                Row("Since", short_date(drive.opened_on)),
                Row("Applied, and taken on", f"{drive.applied}, {drive.taken_on}"),
            ],
            "applicants": [(one, _stage(one)) for one in applicants],
            "forgotten": drive.applied - len(applicants),
        }
        return render(request, "governance/drive_page.html", shown)


@page(may=may_recruit)
def drive_close(request: StaffRequest, drive_id: UUID) -> HttpResponse:
    """Take no new applications in a drive."""
    drive = open_drive(by=request.user, drive_id=drive_id)
    back = reverse("governance:drive_page", args=[drive.id])
    if request.method == "POST":
        joining.close_drive(by=request.user, drive=drive, at=clock.now())
        messages.success(request, "The drive is closed.")
        return redirect(back)
    shown = {
        "heading": "Close this drive?",
        "rows": [Row("Drive", drive.title)],
        "warning": "Nobody new applies. Those who have applied go on.",
        "button": "Close it",
        "cancel_url": back,
    }
    return render(request, "ui/confirm_page.html", shown)


@page(may=may_recruit)
def applicant_add(request: StaffRequest, drive_id: UUID) -> HttpResponse:
    """Write down that somebody applied."""
    drive = open_drive(by=request.user, drive_id=drive_id)
    begun = begun_in(request, f"joining:{drive.pk}:applicant", page="governance:applicant_add")
    form = ApplicantForm(posted(request), initial={"once": uuid4()}, typed=begun.typed)
    if form.is_valid():
        with begun.sending(form):
            applicant = joining.add_applicant(
                by=request.user,
                drive=drive,
                applied=form.applied(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
            messages.success(request, "It is on record.")
            return redirect("governance:applicant_page", applicant.id)
    back = reverse("governance:drive_page", args=[drive.id])
    return _form(request, form, "Somebody applied", "Save", back, begun)


@page(may=may_recruit)
def applicant_page(request: StaffRequest, applicant_id: UUID) -> HttpResponse:
    """One applicant: what they said, how far they are, what was seen, and what can be done now."""
    applicant = open_applicant(by=request.user, applicant_id=applicant_id)
    with reading(
        by=request.user,
        subjects=[applicant.key_subject],
        purpose="somebody who wants to volunteer",
        page="governance:applicant_page",
    ):
        steps = ApplicantStep.objects.filter(applicant=applicant).select_related("by").order_by("-number")
        checks = ApplicantCheck.objects.filter(applicant=applicant).order_by("kind", "dated_on", "id")
        shown = {
            "applicant": applicant,
            "state": _stage(applicant),
            "rows": _applicant_rows(applicant),
            "links": _applicant_links(applicant),
            "steps": [(one, ApplicantStage(one.stage).label) for one in steps],
            "checks": [
                [str(CheckKind(one.kind).label), one.number, short_date(one.dated_on)] for one in checks
            ],
            "head": ["What was seen", "Number", "Date on it"],
            "kept_days": profile().joining.not_taken_on_kept_days,
        }
        return render(request, "governance/applicant_page.html", shown)


@page(may=may_recruit)
def applicant_step(request: StaffRequest, applicant_id: UUID) -> HttpResponse:
    """Take an applicant a step further, or end it."""
    applicant = open_applicant(by=request.user, applicant_id=applicant_id)
    stage = ApplicantStage(applicant.stage or ApplicantStage.APPLIED)
    if not MOVES[stage]:
        if request.method == "POST":  # sent twice, it was done once
            return redirect("governance:applicant_page", applicant.id)
        raise NotThere
    begun = begun_in(request, f"joining:{applicant.pk}:step", page="governance:applicant_step")
    form = StepForm(posted(request), stage=stage, typed=begun.typed)
    back = reverse("governance:applicant_page", args=[applicant.id])
    if form.is_valid():
        with begun.sending(form):
            joining.move_applicant(
                by=request.user,
                applicant=applicant,
                to=ApplicantStage(form.cleaned_data["to"]),
                note=form.cleaned_data["note"],
                at=clock.now(),
            )
            messages.success(request, "It is on record.")
            return redirect(back)
    return _form(request, form, "A step further", "Save", back, begun)


@page(may=may_recruit)
def applicant_check(request: StaffRequest, applicant_id: UUID) -> HttpResponse:
    """Keep date and number of a reference or a DBS certificate."""
    applicant = open_applicant(by=request.user, applicant_id=applicant_id)
    begun = begun_in(request, f"joining:{applicant.pk}:check", page="governance:applicant_check")
    form = CheckForm(posted(request), initial={"once": uuid4()}, typed=begun.typed)
    back = reverse("governance:applicant_page", args=[applicant.id])
    if form.is_valid():
        said = form.cleaned_data
        with begun.sending(form):
            joining.record_check(
                by=request.user,
                applicant=applicant,
                kind=CheckKind(said["kind"]),
                number=said["number"],
                dated_on=said["dated_on"],
                once=said["once"],
                at=clock.now(),
            )
            messages.success(request, "It is on record.")
            return redirect(back)
    lead = "Only the date and the number are kept, never what it says."
    return _form(request, form, "Something was seen", "Save", back, begun, lead=lead)


@page(may=may_recruit)
def applicant_join(request: StaffRequest, applicant_id: UUID) -> HttpResponse:
    """Say which account somebody has who was taken on."""
    applicant = open_applicant(by=request.user, applicant_id=applicant_id)
    form = AccountForm(posted(request), accounts=who_without_application())
    back = reverse("governance:applicant_page", args=[applicant.id])
    if form.is_valid():
        try:
            joining.join_account(by=request.user, applicant=applicant, account=form.chosen(), at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is on record.")
            return redirect("governance:joiner_page", form.chosen().id)
    lead = "Propose the account under Settings first; a second person confirms it."
    return _form(request, form, "Their account", "Save", back, lead=lead)


@page(may=may_recruit)
def joiner_page(request: StaffRequest, account: UUID) -> HttpResponse:
    """What comes before one person's first case."""
    joiner = open_joiner(by=request.user, account=account, on=clock.today())
    shown = {
        "joiner": joiner,
        "rows": [_item_row(joiner, item) for item in JoiningItem if item in profile().joining.required],
        "is_ready": is_ready(joiner.worker, on=clock.today()),
        "is_cleared": bool(clearances_of([joiner.worker])[joiner.worker.id].may_take_cases(on=clock.today())),
        "is_own": joiner.worker.id == request.user.id,
    }
    return render(request, "governance/joiner_page.html", shown)


@page(may=may_recruit)
def joiner_done(request: StaffRequest, account: UUID, item: str) -> HttpResponse:
    """Say that something was done which comes before a first case."""
    joiner, which = _item_of(request, account, item)
    begun = begun_in(request, f"joining:{account}:done-{which}", page="governance:joiner_done")
    form = DoneForm(posted(request), initial={"done_on": clock.today()}, typed=begun.typed)
    back = reverse("governance:joiner_page", args=[account])
    if form.is_valid():
        with begun.sending(form):
            joining.say_done(
                by=request.user,
                joiner=joiner,
                item=which,
                done_on=form.cleaned_data["done_on"],
                at=clock.now(),
            )
            messages.success(request, "It is on record.")
            return redirect(back)
    return _form(request, form, str(which.label), "Save", back, begun)


@page(may=may_recruit)
def joiner_again(request: StaffRequest, account: UUID, item: str) -> HttpResponse:
    """Something is to be done again; no new case until then."""
    joiner, which = _item_of(request, account, item)
    begun = begun_in(request, f"joining:{account}:again-{which}", page="governance:joiner_again")
    form = AgainForm(posted(request), typed=begun.typed)
    back = reverse("governance:joiner_page", args=[account])
    if form.is_valid():
        with begun.sending(form):
            joining.say_to_do_again(
                by=request.user,
                joiner=joiner,
                item=which,
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
            messages.success(request, "It is on record. They are given no new cases until it is done.")
            return redirect(back)
    lead = "Until it is done they are given no new cases. The cases they have stay theirs."
    return _form(request, form, f"To be done again: {which.label}", "Save", back, begun, lead=lead)


@page(may=may_recruit)
def joiner_ready(request: StaffRequest, account: UUID) -> HttpResponse:
    """All is done: go on to clear them for new cases."""
    joiner = open_joiner(by=request.user, account=account, on=clock.today())
    back = reverse("governance:joiner_page", args=[account])
    if request.method == "POST":
        try:
            joining.find_ready(by=request.user, account=account, at=clock.now())
        except Refused as refused:
            messages.warning(request, refused.decision.reason)
            return redirect(back)
        return redirect("accounts:clearance_give", account=account)
    shown = {
        "heading": "Is everything done?",
        "rows": [Row("Name", joiner.worker.name)]
        + [Row("Still to do", str(item.label)) for item in joiner.to_do],
        "warning": "" if not joiner.to_do else "While something is left to do they cannot be cleared.",
        "button": "Yes, go on to clear them",
        "cancel_url": back,
    }
    return render(request, "ui/confirm_page.html", shown)


@page(may=may_recruit)
def joiner_leave(request: StaffRequest, account: UUID) -> HttpResponse:
    """Somebody leaves: with this their account ends. Sent twice, it was done once."""
    if request.method == "POST" and has_left(by=request.user, account=account):
        return redirect("governance:joiner_list")
    joiner = open_joiner(by=request.user, account=account, on=clock.today())
    begun = begun_in(request, f"joining:{account}:leave", page="governance:joiner_leave")
    form = LeavingForm(posted(request), initial={"last_day": clock.today()}, typed=begun.typed)
    back = reverse("governance:joiner_page", args=[account])
    if form.is_valid():
        with begun.sending(form):
            joining.leave(by=request.user, worker=joiner.worker, going=form.going(), at=clock.now())
            messages.success(request, f"{joiner.worker.name} has left. Their account has ended.")
            return redirect("governance:joiner_list")
    lead = "Give their cases to somebody else first. With this their account ends at once."
    return _form(request, form, f"{joiner.worker.name} leaves", "They leave", back, begun, lead=lead)


def _item_of(request: StaffRequest, account: UUID, item: str) -> tuple[Joiner, JoiningItem]:
    joiner = open_joiner(by=request.user, account=account, on=clock.today())
    if item not in JoiningItem.values or item in BY_THEMSELVES:
        raise NotThere
    return joiner, JoiningItem(item)


def _state(joiner: Joiner, is_cleared: bool) -> Tag:
    if joiner.to_do:
        return Tag(
            "Cleared, something to do again" if is_cleared else f"{len(joiner.to_do)} still to do", "yellow"
        )
    return Tag("Cleared", "green") if is_cleared else Tag("All done, not cleared", "blue")


def _stage(applicant: Applicant) -> Tag:
    stage = ApplicantStage(applicant.stage or ApplicantStage.APPLIED)
    return Tag(str(stage.label), STAGES.get(stage, "blue"))


def _applicant_rows(applicant: Applicant) -> list[Row]:
    rows = [
        Row("Drive", applicant.drive.title),
        Row("How to reach them", applicant.contact),
        Row("Applied on", short_date(applicant.applied_on)),
    ]
    if applicant.note:
        rows.append(Row("What they say of themselves", applicant.note))
    if applicant.account:
        rows.append(Row("Account", applicant.account.name))
    return rows


def _applicant_links(applicant: Applicant) -> list[Link]:
    stage = ApplicantStage(applicant.stage or ApplicantStage.APPLIED)
    links = []
    if MOVES[stage]:
        links += [
            Link("A step further", reverse("governance:applicant_step", args=[applicant.id])),
            Link(
                "A reference or DBS certificate was seen",
                reverse("governance:applicant_check", args=[applicant.id]),
            ),
        ]
    if stage is ApplicantStage.TAKEN_ON and applicant.account is None:
        links.append(
            Link("Say which account they have", reverse("governance:applicant_join", args=[applicant.id]))
        )
    return links


def _item_row(joiner: Joiner, item: JoiningItem) -> Row:
    is_left = item in joiner.to_do
    tag = Tag("To do", "yellow") if is_left else Tag("Done", "green")
    if item in BY_THEMSELVES:
        return Row(str(item.label), _by_themselves(item) if is_left else "", tag)
    entry = joiner.entries.get(item)
    if not is_ticked(item):
        return Row(str(item.label), _trained(joiner, item, on=clock.today()), tag, (_training(joiner, item),))
    said = f"{short_date(entry.on)}, said by {entry.recorded_by.name}" if entry and entry.is_done else ""
    if entry and not entry.is_done:
        said = f"To be done again: {entry.reason}"
    name, text = (
        ("governance:joiner_done", "Say it is done")
        if is_left
        else ("governance:joiner_again", "To be done again")
    )
    link = Link(text, reverse(name, args=[joiner.worker.id, item.value]), str(item.label))
    return Row(str(item.label), said, tag, (link,))


def _by_themselves(item: JoiningItem) -> str:
    if item is JoiningItem.POLICY_READ and policy_in_force(on=clock.today()) is None:
        return "No version of the policy is on record here: put it in under Settings"
    return "They do this under Settings"


def _trained(joiner: Joiner, item: JoiningItem, *, on: date) -> str:
    """By which training it is done and until when; or why it is to be done."""
    found, entry = joiner.trained.get(item), joiner.entries.get(item)
    if found is None:
        if entry and not entry.is_done:
            return f"To be done again: {entry.reason}"
        return "Not on the register of training"
    if found.until is not None and not found.counts(on):
        return f"Had on {short_date(found.held_on)}; it counted until {short_date(found.until)}"
    until = f"; it counts until {short_date(found.until)}" if found.until else ""
    return f"Had on {short_date(found.held_on)}{until}"


def _training(joiner: Joiner, item: JoiningItem) -> Link:
    """To the register where it is to be had, and otherwise to where it is said that it is to be had again."""
    if item not in joiner.to_do:
        again = reverse("governance:joiner_again", args=[joiner.worker.id, item.value])
        return Link("To be done again", again, str(item.label))
    record = reverse("governance:training_record", args=[joiner.worker.id])
    need = profile().joining.training_for(item)
    return Link("Record the training", f"{record}?need={need}", str(item.label))


def _form(
    request: StaffRequest,
    form: Any,
    heading: str,
    button: str,
    back: str,
    begun: Begun | None = None,
    *,
    lead: str = "",
) -> HttpResponse:
    shown = {
        "form": form,
        "heading": heading,
        "button": button,
        "back_url": back,
        "back_text": "Back",
        "cancel_url": back,
        "lead": lead,
        **(begun.shown() if begun else {}),
    }
    return render(request, "ui/form_page.html", shown)
