"""Letters and mail to agencies: written, looked over, sent, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.access import may_work_cases, open_case
from cases.choices import CaseStatus
from cases.models import Case
from cases.rules import may_work_on
from cases.views.case_frame import Member, case_frame, people_of, subjects_on
from cases.views.shown import posted, typed
from consent.access import cover_of, open_letter, open_letter_to_post, open_permission
from consent.disclosures.letters import (
    letter_arrived,
    letter_pdf,
    post_letter,
    send_letter,
    send_letter_again,
    stop_letter,
    word_letter,
)
from consent.forms.letters import LetterForm, SeenForm
from consent.models import Letter, SharingPermission
from consent.rules import holds, may_write_to
from consent.views.asking import ways_to_get_it
from consent.views.disclosing import ended_page, said_already
from consent.views.letters_shown import deeds_of, may_be_printed, may_be_stopped, rows_of
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.crypto.subjects import KeySubject
from sendiass.drafts import keeping
from sendiass.drafts.begun import Begun
from sendiass.outbox import documents
from sendiass.outbox.choices import Channel, State
from sendiass.outbox.forms import CancelForm
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Link


@page(may=may_work_cases)
def letter_write(request: StaffRequest, reference: str, permission_id: UUID) -> HttpResponse:
    """Write to the agency of one permission. What was typed is kept, and looked over before it goes."""
    case, permission = _opened(request, reference, permission_id)
    people, key = people_of(case), _draft_key(case, permission)
    if not holds(cover_of(permission), at=clock.now()):
        return ended_page(request, case, permission, people, page_name="consent:letter_write")
    with reading(
        by=request.user,
        subjects=_subjects(case, permission, people),
        purpose="writing to an agency",
        page="consent:letter_write",
    ):
        begun = Begun(request, key)
        form = LetterForm(posted(request), permission=permission, typed=begun.typed)
        if form.is_valid():
            keeping.keep(owner=request.user, form_key=key, fields=typed(request), at=clock.now())
            return redirect("consent:letter_preview", case.reference, permission.id)
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "permission": permission,
            "form": form,
            "uncovered": form.uncovered(),
            "others": ways_to_get_it(case, permission.agency),
            "back_url": reverse("consent:sharing_page", args=[case.reference]),
            "back_text": "Back to sharing",
            **begun.shown(),
        }
        return render(request, "consent/letter_write.html", shown)


@page(may=may_work_cases)
def letter_preview(request: StaffRequest, reference: str, permission_id: UUID) -> HttpResponse:
    """The letter as it would leave, from what was typed; sent from here, exactly as it stands."""
    case, permission = _opened(request, reference, permission_id)
    people, at = people_of(case), clock.now()
    if request.method != "POST" and not holds(cover_of(permission), at=at):
        return ended_page(request, case, permission, people, page_name="consent:letter_preview")
    with reading(
        by=request.user,
        subjects=_subjects(case, permission, people),
        purpose="looking over a letter to an agency",
        page="consent:letter_preview",
    ):
        typed_letter = _kept(request.user, case, permission)
        if typed_letter is None:
            return _sent_or_to_write(request, case, permission)
        wanted = typed_letter.wanted_letter()
        worded = word_letter(by=request.user, case=case, wanted=wanted, at=at)
        seen = _as_seen(request.user, case, permission, worded.seen)
        form = SeenForm(posted(request), initial=seen)
        missing: tuple[Link, ...] = ()
        if form.is_valid():
            try:
                letter = send_letter(
                    by=request.user,
                    case=case,
                    wanted=wanted,
                    seen=form.cleaned_data["seen"],
                    once=form.cleaned_data["once"],
                    at=at,
                )
            except Refused as refused:
                form.refused(refused.decision)
                form.data = seen  # what is on the screen now is what the button sends next
                ways, contents = [wanted.way.value], [one.value for one in wanted.contents]
                again = ways_to_get_it(case, permission.agency, ways=ways, contents=contents)
                missing = (*again, said_already(case, permission.agency))
            else:
                Begun(request, _draft_key(case, permission)).done(typed_letter.left_over())
                messages.success(request, _on_its_way(letter))
                return redirect("consent:letter_page", case.reference, letter.id)
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "permission": permission,
            "wanted": wanted,
            "is_elsewhere": typed_letter.is_elsewhere(),
            "is_paper": wanted.to.channel is Channel.POST,
            "words": worded.text,
            "form": form,
            "missing": missing,
            "write_url": reverse("consent:letter_write", args=[case.reference, permission.id]),
            "pdf_url": reverse("consent:letter_preview_pdf", args=[case.reference, permission.id]),
            "back_url": reverse("consent:letter_write", args=[case.reference, permission.id]),
            "back_text": "Back to the letter",
        }
        return render(request, "consent/letter_preview.html", shown)


# Chromium's own viewer embeds the document it shows.
@csp_update({"object-src": [SELF]})  # type: ignore[arg-type]  # typed for views that take the request alone
@page(may=may_work_cases)
def letter_preview_pdf(request: StaffRequest, reference: str, permission_id: UUID) -> HttpResponse:
    """The paper as it would be posted, from what was typed."""
    case, permission = _opened(request, reference, permission_id)
    with reading(
        by=request.user,
        subjects=_subjects(case, permission, ()),
        purpose="looking over a letter to an agency",
        page="consent:letter_preview_pdf",
    ):
        typed_letter = _kept(request.user, case, permission)
        wanted = typed_letter.wanted_letter() if typed_letter else None
        if wanted is None or wanted.to.channel is not Channel.POST:
            return redirect("consent:letter_write", case.reference, permission.id)
        worded = word_letter(by=request.user, case=case, wanted=wanted, at=clock.now())
    return _pdf(documents.pdf(worded.html))


@page(may=may_work_cases)
def letter_page(request: StaffRequest, reference: str, letter_id: UUID) -> HttpResponse:
    """A letter as it was frozen, what became of it, and what there is to do with it."""
    case = open_case(by=request.user, reference=reference)
    letter = open_letter(by=request.user, case=case, letter_id=letter_id)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=[*subjects_on(case, people), letter.disclosure.about.key_subject],
        purpose="a letter to an agency",
        page="consent:letter_page",
    ):
        shown = {
            "case": case,
            "frame": case_frame(case, people, user=request.user, current="consent:sharing_page"),
            "letter": letter,
            "agency": letter.disclosure.agency,
            "rows": rows_of(letter),
            "words": letter.message.body["text"],
            "fingerprint": letter.fingerprint,
            "deeds": deeds_of(letter, case),
            "may_be_printed": may_be_printed(letter, at=clock.now()),
            "is_paper": letter.message.channel == Channel.POST,
            "may_be_stopped": may_be_stopped(letter),
            "stop_url": reverse("consent:letter_stop", args=[case.reference, letter.id]),
            "pdf_url": reverse("consent:letter_paper", args=[case.reference, letter.id]),
            "back_url": reverse("consent:sharing_page", args=[case.reference]),
            "back_text": "Back to sharing",
        }
        return render(request, "consent/letter_page.html", shown)


@page(may=may_work_cases)
def letter_to_post(request: StaffRequest, reference: str, task_id: UUID) -> HttpResponse:
    """From the task to print and post a letter to the letter."""
    case = open_case(by=request.user, reference=reference)
    letter = open_letter_to_post(by=request.user, case=case, task_id=task_id)
    return redirect("consent:letter_page", case.reference, letter.id)


@csp_update({"object-src": [SELF]})  # type: ignore[arg-type]  # typed for views that take the request alone
@page(may=may_work_cases)
def letter_paper(request: StaffRequest, reference: str, letter_id: UUID) -> HttpResponse:
    """The paper, as it is posted or was: a reading. One whose permission ended is not printed any more."""
    case = open_case(by=request.user, reference=reference)
    letter = open_letter(by=request.user, case=case, letter_id=letter_id)
    may_be_printed(letter, at=clock.now()).require()
    with reading(
        by=request.user,
        subjects=[case.key_subject],
        purpose="print a letter to an agency",
        page="consent:letter_paper",
    ):
        content = letter_pdf(letter)
    return _pdf(content)


@page(may=may_work_cases)
@require_POST
def letter_post(request: StaffRequest, reference: str, letter_id: UUID) -> HttpResponse:
    """It was put into the post."""

    def post(letter: Letter) -> None:
        state = post_letter(by=request.user, letter=letter, at=clock.now())
        if state is State.POSTED:
            messages.success(request, "The letter is marked as posted.")
        else:
            messages.error(
                request,
                "This letter may not go: the family's permission ended. It is stopped. If it is in the post already, "
                "report it as a data breach.",
            )

    return _decided(request, reference, letter_id, post)


@page(may=may_work_cases)
@require_POST
def letter_again(request: StaffRequest, reference: str, letter_id: UUID) -> HttpResponse:
    """Send it again."""

    def again(letter: Letter) -> None:
        send_letter_again(by=request.user, letter=letter, at=clock.now())
        messages.success(request, "The email will be sent again within a minute.")

    return _decided(request, reference, letter_id, again)


@page(may=may_work_cases)
@require_POST
def letter_came(request: StaffRequest, reference: str, letter_id: UUID) -> HttpResponse:
    """It did arrive."""

    def came(letter: Letter) -> None:
        letter_arrived(by=request.user, letter=letter, at=clock.now())
        messages.success(request, "The email is marked as sent.")

    return _decided(request, reference, letter_id, came)


@page(may=may_work_cases)
def letter_stop(request: StaffRequest, reference: str, letter_id: UUID) -> HttpResponse:
    """Ask why a letter should not go, and stop it."""
    case = open_case(by=request.user, reference=reference)
    letter = open_letter(by=request.user, case=case, letter_id=letter_id)
    form = CancelForm(posted(request))
    if form.is_valid():

        def stop(letter: Letter) -> None:
            stop_letter(by=request.user, letter=letter, because=form.reason(), at=clock.now())
            messages.success(request, "The letter is stopped. It will not be sent.")

        return _decided(request, reference, letter_id, stop)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=[*subjects_on(case, people), letter.disclosure.about.key_subject],
        purpose="stopping a letter to an agency",
        page="consent:letter_stop",
    ):
        back = reverse("consent:letter_page", args=[case.reference, letter.id])
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "heading": "Stop this letter?",
            "form": form,
            "rows": rows_of(letter),
            "button": "Stop the letter",
            "danger": True,
            "may_name": True,
            "back_url": back,
            "cancel_url": back,
        }
        return render(request, "cases/case_confirm.html", shown)


def _opened(request: StaffRequest, reference: str, permission_id: UUID) -> tuple[Case, SharingPermission]:
    case = open_case(by=request.user, reference=reference)
    permission = open_permission(by=request.user, case=case, permission_id=permission_id)
    (may_work_on(CaseStatus(case.status)) and may_write_to(permission.ways)).require()
    return case, permission


def _subjects(case: Case, permission: SharingPermission, people: tuple[Member, ...]) -> list[KeySubject]:
    return [*subjects_on(case, people), permission.about.key_subject]


def _draft_key(case: Case, permission: SharingPermission) -> str:
    # By the agency: what was typed before a yes was missing is there under the next one.
    return f"case:{case.reference}:letter-{permission.agency_id}"


def _kept(user: User, case: Case, permission: SharingPermission) -> LetterForm | None:
    """The letter that was typed, if it can go as it is."""
    draft = keeping.take(owner=user, form_key=_draft_key(case, permission))
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for name, value in draft.fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    form = LetterForm(data, permission=permission)
    return form if form.is_valid() else None


def _sent_or_to_write(request: StaffRequest, case: Case, permission: SharingPermission) -> HttpResponse:
    """Nothing is typed: it was sent already, by this form sent twice; or it is still to write."""
    once = SeenForm(posted(request))
    if once.is_valid():
        sent = Letter.objects.of(case).filter(disclosure__once=once.cleaned_data["once"]).first()
        if sent:
            return redirect("consent:letter_page", case.reference, sent.id)
    return redirect("consent:letter_write", case.reference, permission.id)


def _as_seen(user: User, case: Case, permission: SharingPermission, seen: str) -> dict[str, str]:
    """What the page's button sends: one letter for each state of the case's letters, as it is shown now."""
    once = once_key(user.id, "letter", permission.id, Letter.objects.of(case).count())
    return {"once": str(once), "seen": seen}


def _on_its_way(letter: Letter) -> str:
    if letter.task_id:
        return "The letter is ready. Print it, put it into the post and mark it as posted."
    return "The email is on its way."


def _decided(
    request: StaffRequest, reference: str, letter_id: UUID, decide: Callable[[Letter], None]
) -> HttpResponse:
    case = open_case(by=request.user, reference=reference)
    letter = open_letter(by=request.user, case=case, letter_id=letter_id)
    try:
        decide(letter)
    except Refused as refused:
        messages.info(request, refused.decision.reason)
    return redirect("consent:letter_page", case.reference, letter.id)


def _pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return response
