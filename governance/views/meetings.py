"""The board's pages: its meetings, agendas and minutes. Each turns a request into one call and a page (L09 to L13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.views.shown import posted
from governance.access import meetings as access
from governance.access.board import (
    composition,
    may_keep_board,
    may_review_board_texts,
    may_see_board,
    member_of,
)
from governance.actions import agenda, meetings, minutes
from governance.actions.board_texts import NamesSomeone, review_text, texts_of
from governance.choices.board import Answered, BoardRole, CalledOff, Sent
from governance.documents.board import agenda_pdf, calendar_of, minutes_pdf
from governance.forms.meetings import (
    AnswerForm,
    AttendanceForm,
    CallOffForm,
    CloseForm,
    DoneForm,
    ItemForm,
    MinuteForm,
    PlanForm,
    RaiseForm,
    RecommendForm,
    ReviewForm,
    RoleForm,
    ToDoForm,
    TrusteesForm,
    WhenForm,
)
from governance.models import AgendaItem, Meeting, MeetingAction, Minute, Recommendation
from governance.views import meetings_shown as shown
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.parts import Link, Pages, Row
from sendiass.ui.words import clock_time, long_date, short_date

A_PAGE = 25
ON_RECORD = "It is on record."
WAITS = "It is saved. Members can read it when the manager has looked at it."


@page(may=may_see_board)
def board_page(request: StaffRequest) -> HttpResponse:
    """Where the board begins: the next meetings, what is to be put right, and what waits."""
    now = clock.now()
    keeps, reviews = bool(may_keep_board(request.user)), bool(may_review_board_texts(request.user))
    to_come = Meeting.objects.planned().after(now).soonest_first()[:3]
    to_close = Meeting.objects.planned().filter(starts_at__lte=now).soonest_first() if keeps else []
    whole = {
        "heading": profile().group.name,
        "to_come": [shown.meeting_line(one) for one in to_come],
        "to_close": [shown.meeting_line(one) for one in to_close],
        "keeps": keeps,
        "gaps": len(composition(on=clock.today()).gaps) if keeps else 0,
        "waiting": len(access.waiting_texts()) if reviews else 0,
        "is_member": member_of(request.user) is not None,
        "roles": [str(one.label) for one in access.roles_not_looked_at(on=clock.today())],
    }
    return render(request, "governance/board_page.html", whole)


@page(may=may_see_board)
def meeting_list(request: StaffRequest) -> HttpResponse:
    """Every meeting, the latest first."""
    found = Paginator(Meeting.objects.latest_first(), A_PAGE).get_page(request.GET.get("page"))
    noun = "meeting" if found.paginator.count == 1 else "meetings"
    whole = {
        "lines": [shown.meeting_line(one) for one in found],
        "pages": Pages(found, noun, request.GET),
        "keeps": may_keep_board(request.user),
    }
    return render(request, "governance/meeting_list.html", whole)


@page(may=may_keep_board)
def board_plan(request: StaffRequest) -> HttpResponse:
    """Plan a meeting, or those of a year."""
    form = PlanForm(posted(request), initial={"once": uuid4()})
    if form.is_valid():
        try:
            planned = meetings.plan_meetings(
                by=request.user,
                first=form.when(),
                every=int(form.cleaned_data["every"]),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            said = "1 meeting is planned" if len(planned) == 1 else f"{len(planned)} meetings are planned"
            messages.success(request, f"{said}. Members are invited by email.")
            return redirect("governance:meeting_list")
    return _form(request, form, "Plan meetings", "Plan and invite", reverse("governance:meeting_list"))


@page(may=may_see_board)
def board_meeting(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: its agenda and, once it is closed or for whoever keeps it, its minutes."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    keeps = bool(may_keep_board(request.user))
    is_read = keeps or meeting.closed_at is not None
    with _reading(request, meeting, "governance:board_meeting"):
        whole = {
            "meeting": meeting,
            "when": f"{long_date(meeting.starts_at)} at {clock_time(meeting.starts_at)}",
            "tag": shown.meeting_tag(meeting),
            "why_off": CalledOff(meeting.called_off_because).label if meeting.called_off_because else "",
            "items": shown.items_shown(meeting, by=request.user),
            "attendance": shown.attendance_shown(meeting, keeps=keeps)
            if is_read and access.attendance_of(meeting)
            else None,
            "next": shown.next_words(meeting),
            "links": shown.meeting_links(meeting) if keeps else [],
            "keeps": keeps,
            "sent": shown.sent_rows(meeting) if keeps else [],
            "sent_head": ["Member", "What", "When"],
        }
        return render(request, "governance/board_meeting.html", whole)


@page(may=may_see_board)
def meeting_invitation(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """The meeting for a calendar."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    return HttpResponse(
        calendar_of(meeting),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="meeting.ics"'},
    )


@page(may=may_see_board)
def board_agenda_pdf(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """The agenda on headed paper."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    with _reading(request, meeting, "governance:board_agenda_pdf"):
        items = shown.on_paper(meeting, by=request.user, with_minutes=False)
        return _pdf(agenda_pdf(meeting, items), f"agenda-{meeting.starts_at:%Y-%m-%d}.pdf")


@page(may=may_see_board)
def board_minutes_pdf(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """The minutes on headed paper, once they are final."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    if meeting.closed_at is None:
        raise NotThere
    with _reading(request, meeting, "governance:board_minutes_pdf"):
        came = shown.attendance_shown(meeting, keeps=False)
        content = minutes_pdf(
            meeting,
            shown.on_paper(meeting, by=request.user, with_minutes=True),
            attendance=came["lines"],
            interests=[(name, words) for name, words, _ in came["interests"]],
            quorum=came["quorum"],
            next_date=shown.next_words(meeting),
        )
        return _pdf(content, f"minutes-{meeting.starts_at:%Y-%m-%d}.pdf")


@page(may=may_keep_board)
def board_meeting_change(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """Meet at another time or place."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    begins = meeting.starts_at.astimezone(clock.LONDON)
    stands = {
        "starts_on": begins.date(),
        "starts_time": begins.time(),
        "lasts": meeting.lasts,
        "place": meeting.place,
    }
    form = WhenForm(posted(request), initial=stands)

    def change() -> None:
        meetings.change_meeting(by=request.user, meeting=meeting, when=form.when(), at=clock.now())

    return _asked(request, form, meeting, change, "Change the time or place", "Save and tell members")


@page(may=may_keep_board)
def board_call_off(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """A meeting does not take place."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    form = CallOffForm(posted(request))

    def call_off() -> None:
        because = CalledOff(form.cleaned_data["because"])
        meetings.call_off_meeting(by=request.user, meeting=meeting, because=because, at=clock.now())

    return _asked(
        request, form, meeting, call_off, "The meeting does not take place", "Call it off and tell members"
    )


@page(may=may_keep_board)
def standing_put_on(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """Put on what is on every agenda."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    if request.method == "POST":
        agenda.put_on_standing_items(by=request.user, meeting=meeting, at=clock.now())
        return _done(request, meeting)
    whole = {
        "heading": "Put on what is on every agenda?",
        "rows": [Row("Meeting", short_date(meeting.starts_at))],
        "warning": "What is on this agenda already stays there once.",
        "button": "Put it on",
        "cancel_url": _page_of(meeting),
    }
    return render(request, "ui/confirm_page.html", whole)


@page(may=may_keep_board)
def role_put_on(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """Put on a role of the terms of reference that was not looked at for a year."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    form = RoleForm(posted(request), roles=access.roles_not_looked_at(on=clock.today()))

    def put_on() -> None:
        role = BoardRole(form.cleaned_data["role"])
        agenda.put_on_role(by=request.user, meeting=meeting, role=role, at=clock.now())

    return _asked(request, form, meeting, put_on, "Not looked at for a year", "Put it on")


@page(may=may_keep_board)
def agenda_item_add(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """Add an item of the service's."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    form = ItemForm(posted(request), initial={"once": uuid4()})

    def add() -> None:
        agenda.add_item(
            by=request.user, meeting=meeting, new=form.new(), once=form.cleaned_data["once"], at=clock.now()
        )

    return _asked(request, form, meeting, add, "Add an item", "Save", waits=True)


@page(may=may_keep_board)
def agenda_item_take_off(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """Take an item off an agenda."""
    item = access.open_item(by=request.user, item_id=item_id)
    if request.method == "POST":
        try:
            agenda.take_off_item(by=request.user, item=item, at=clock.now())
        except Refused as refused:
            messages.error(request, refused.decision.reason)
            return redirect(_page_of(item.meeting))
        return _done(request, item.meeting)
    with _reading(request, item.meeting, "governance:agenda_item_take_off"):
        whole = {
            "heading": "Take this off the agenda?",
            "rows": [Row("Item", item.called)],
            "warning": "It stays on record.",
            "button": "Take it off",
            "cancel_url": _page_of(item.meeting),
        }
        return render(request, "ui/confirm_page.html", whole)


@page(may=may_keep_board)
def board_attendance(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """Say who came and what they declared."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    stands = access.attendance_of(meeting)
    known = {one.member for one in stands} | set(access.members_at(clock.day_of(meeting.starts_at)))
    with _reading(request, meeting, "governance:board_attendance"):
        form = AttendanceForm(
            posted(request), members=sorted(known, key=lambda one: (one.name, one.pk)), stands=stands
        )

        def record() -> None:
            meetings.record_attendance(by=request.user, meeting=meeting, came=form.came(), at=clock.now())

        return _asked(request, form, meeting, record, "Who came", "Save", waits=True)


@page(may=may_keep_board)
def board_circulate(request: StaffRequest, meeting_id: UUID, what: str) -> HttpResponse:
    """Tell members that the agenda or the minutes can be read."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    if what not in (Sent.AGENDA, Sent.MINUTES):
        raise NotThere
    if request.method == "POST":
        try:
            told = meetings.circulate(by=request.user, meeting=meeting, what=Sent(what), at=clock.now())
        except Refused as refused:
            messages.error(request, refused.decision.reason)
        else:
            messages.success(request, f"{told} {'member is' if told == 1 else 'members are'} told by email.")
        return redirect(_page_of(meeting))
    whole = {
        "heading": f"Tell members that the {what} can be read?",
        "rows": [Row("Meeting", short_date(meeting.starts_at))],
        "warning": "Each is told once. Whoever has no email address gets it on paper from you.",
        "button": "Tell them",
        "cancel_url": _page_of(meeting),
    }
    return render(request, "ui/confirm_page.html", whole)


@page(may=may_keep_board)
def board_close(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """Close a meeting, with the next date or why there is none."""
    meeting = access.open_meeting(by=request.user, meeting_id=meeting_id)
    later = list(Meeting.objects.planned().after(max(meeting.starts_at, clock.now())).soonest_first()[:6])
    form = CloseForm(posted(request), meetings=later)

    def close() -> None:
        meetings.close_meeting(
            by=request.user, meeting=meeting, following=form.following_meeting(), at=clock.now()
        )

    lead = "With this the minutes are final, and members can read them."
    return _asked(request, form, meeting, close, "Close this meeting", "Close it", lead=lead)


@page(may=may_keep_board)
def minute_write(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """Write an item's minute, or word it anew."""
    item = access.open_item(by=request.user, item_id=item_id)
    with _reading(request, item.meeting, "governance:minute_write"):
        stands = Minute.objects.filter(item=item).first()
        first = {"role": item.role}
        if stands:
            first = {"words": stands.words, "decision": stands.decision, "role": stands.role}
        form = MinuteForm(posted(request), initial=first)

        def write() -> None:
            minutes.write_minute(by=request.user, item=item, said=form.said(), at=clock.now())

        return _asked(request, form, item.meeting, write, f"Minute: {item.called}", "Save", waits=True)


@page(may=may_keep_board)
def meeting_action_add(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """Write down what somebody said they would do."""
    item = access.open_item(by=request.user, item_id=item_id)
    members = [one.name for one in access.members_at(clock.today())]
    keepers = [one.name for one in User.objects.holding(Permission.KEEP_BOARD).by_name()]
    form = ToDoForm(
        posted(request), owners=list(dict.fromkeys([*members, *keepers])), initial={"once": uuid4()}
    )

    def add() -> None:
        minutes.add_action(
            by=request.user, item=item, to_do=form.to_do(), once=form.cleaned_data["once"], at=clock.now()
        )

    return _asked(request, form, item.meeting, add, "Something is to be done", "Save", waits=True)


@page(may=may_keep_board)
def meeting_action_done(request: StaffRequest, action_id: UUID) -> HttpResponse:
    """Say that something was done."""
    action = MeetingAction.objects.select_related("minute__item__meeting").filter(pk=action_id).first()
    if action is None:
        raise NotThere
    form = DoneForm(posted(request), initial={"done_on": clock.today()})

    def finish() -> None:
        minutes.finish_action(
            by=request.user, action=action, done_on=form.cleaned_data["done_on"], at=clock.now()
        )

    return _asked(request, form, action.minute.item.meeting, finish, "It was done", "Save")


@page(may=may_keep_board)
def recommendation_add(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """Write down what the board recommends to the trustees."""
    item = access.open_item(by=request.user, item_id=item_id)
    form = RecommendForm(posted(request), initial={"once": uuid4()})

    def add() -> None:
        said = form.cleaned_data
        minutes.recommend(by=request.user, item=item, words=said["words"], once=said["once"], at=clock.now())

    return _asked(request, form, item.meeting, add, "Recommend to the trustees", "Save", waits=True)


@page(may=may_see_board)
def recommendation_list(request: StaffRequest) -> HttpResponse:
    """What was recommended to the trustees, and what they say; members read it once the meeting is closed."""
    keeps = bool(may_keep_board(request.user))
    found = Recommendation.objects.select_related("minute__item__meeting", "answer").order_by("-at", "id")
    if not keeps:
        found = found.shown().filter(minute__item__meeting__closed_at__isnull=False)
    page_of = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    with reading(
        by=request.user,
        subjects=[one.key_subject for one in page_of],
        purpose="what the board recommended",
        page="governance:recommendation_list",
    ):
        whole = {
            "lines": [shown.recommendation_line(one, keeps=keeps) for one in page_of],
            "pages": Pages(
                page_of,
                "recommendation" if page_of.paginator.count == 1 else "recommendations",
                request.GET,
            ),
        }
        return render(request, "governance/recommendation_list.html", whole)


@page(may=may_keep_board)
def trustee_answer(request: StaffRequest, recommendation_id: UUID) -> HttpResponse:
    """Write down what the trustees say."""
    made = Recommendation.objects.select_related("minute__item__meeting").filter(pk=recommendation_id).first()
    if made is None:
        raise NotThere
    form = TrusteesForm(posted(request), initial={"answered_on": clock.today()})

    def record() -> None:
        said = form.cleaned_data
        minutes.record_answer(
            by=request.user,
            recommendation=made,
            answer=Answered(said["answer"]),
            words=said["words"],
            answered_on=said["answered_on"],
            at=clock.now(),
        )

    back = reverse("governance:recommendation_list")
    with _reading(request, made.minute.item.meeting, "governance:trustee_answer"):
        return _asked(
            request,
            form,
            made.minute.item.meeting,
            record,
            "The trustees answered",
            "Save",
            waits=True,
            lead=made.words,
            back=back,
        )


@page(may=may_see_board)
def raised_list(request: StaffRequest) -> HttpResponse:
    """What members raised: their own to each, and all to whoever keeps the board; with what became of it (L10)."""
    keeps = bool(may_keep_board(request.user))
    found = access.raised_by_members()
    raised = [one for one in found if keeps or one.by_id == request.user.id]
    answers = access.answers_to(raised)
    with reading(
        by=request.user,
        subjects=[one.key_subject for one in raised],
        purpose="what members raised",
        page="governance:raised_list",
    ):
        whole = {
            "lines": [shown.raised_line(one, answers.get(one.id), keeps=keeps) for one in raised],
            "keeps": keeps,
            "is_member": member_of(request.user) is not None,
        }
        return render(request, "governance/raised_list.html", whole)


@page(may=may_see_board)
def item_raise(request: StaffRequest) -> HttpResponse:
    """A member says what they would have talked about."""
    form = RaiseForm(posted(request), initial={"once": uuid4()})
    back = reverse("governance:raised_list")
    if form.is_valid():
        said = form.cleaned_data
        try:
            agenda.raise_item(
                by=request.user, title=said["title"], words=said["words"], once=said["once"], at=clock.now()
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is with the service. You will find here what becomes of it.")
            return redirect(back)
    return _form(request, form, "Raise an item", "Send", back)


@page(may=may_keep_board)
def raised_answer(request: StaffRequest, raised_id: UUID) -> HttpResponse:
    """Say what becomes of what a member raised."""
    raised = access.open_raised(by=request.user, raised_id=raised_id)
    back = reverse("governance:raised_list")
    to_come = list(Meeting.objects.planned().after(clock.now()).soonest_first()[:6])
    items = list(
        AgendaItem.objects.filter(meeting__in=to_come)
        .on_the_agenda()
        .shown()
        .select_related("meeting")
        .order_by("meeting__starts_at", "place", "at", "id")
    )
    with reading(
        by=request.user,
        subjects=[raised.key_subject, *(one.key_subject for one in to_come)],
        purpose="answering what a member raised",
        page="governance:raised_answer",
    ):
        form = AnswerForm(posted(request), meetings=to_come, items=items)

        def answer() -> None:
            agenda.answer_raised(by=request.user, raised=raised, answer=form.answer(), at=clock.now())

        return _asked(
            request, form, None, answer, raised.title, "Save", waits=True, lead=raised.words, back=back
        )


@page(may=may_review_board_texts)
def text_list(request: StaffRequest) -> HttpResponse:
    """What waits for a manager before members may read it (L12)."""
    lines = [
        (
            Link(KINDS[kind], reverse("governance:text_review", args=[kind, one.pk]), one.by.name),
            one.by.name,
            short_date(one.at),
        )
        for kind, one in access.waiting_texts()
    ]
    return render(request, "governance/text_list.html", {"lines": lines})


@page(may=may_review_board_texts)
def text_review(request: StaffRequest, kind: str, text_id: UUID) -> HttpResponse:
    """The manager looks at a text that waits and decides."""
    text = access.open_waiting(by=request.user, kind=kind, text_id=text_id)
    form = ReviewForm(posted(request))
    back = reverse("governance:text_list")
    if form.is_valid():
        accepted = form.cleaned_data["decision"] == "accept"
        try:
            review_text(
                by=request.user,
                kind=kind,
                text=text,
                accepted=accepted,
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            said = "Members can read it." if accepted else "It went back to whoever wrote it."
            messages.success(request, said)
            return redirect(back)
    with reading(
        by=request.user,
        subjects=[text.key_subject],
        purpose="a text that waits to go before the board",
        page="governance:text_review",
    ):
        whole = {
            "heading": KINDS[kind],
            "by": text.by.name,
            "on": short_date(text.at),
            "words": list(texts_of(kind, text).values()),
            "form": form,
            "back_url": back,
        }
        return render(request, "governance/text_review.html", whole)


KINDS = {
    "item": "An item of an agenda",
    "raised": "An item that a member raised",
    "answer": "An answer to a member",
    "attendance": "An interest declared",
    "minute": "A minute",
    "action": "Something to be done",
    "recommendation": "A recommendation to the trustees",
    "trustees": "An answer of the trustees",
}


def _asked(
    request: StaffRequest,
    form: Any,
    meeting: Meeting | None,
    do: Callable[[], None],
    heading: str,
    button: str,
    *,
    lead: str = "",
    waits: bool = False,
    back: str = "",
) -> HttpResponse:
    """A form about a meeting: does it, or says at its boxes why not."""
    back = back or (_page_of(meeting) if meeting else "")
    if form.is_valid():
        try:
            do()
        except NamesSomeone as named:
            form.mark(named.screened)
        except Refused as refused:
            form.refused(refused.decision)
        else:
            has_to_wait = waits and not may_review_board_texts(request.user)
            messages.success(request, WAITS if has_to_wait else ON_RECORD)
            return redirect(back)
    return _form(request, form, heading, button, back, lead=lead)


def _done(request: StaffRequest, meeting: Meeting) -> HttpResponse:
    messages.success(request, ON_RECORD)
    return redirect(_page_of(meeting))


def _page_of(meeting: Meeting) -> str:
    return reverse("governance:board_meeting", args=[meeting.id])


def _reading(request: StaffRequest, meeting: Meeting, name: str) -> Any:
    return reading(
        by=request.user, subjects=[meeting.key_subject], purpose="a meeting of the board", page=name
    )


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _form(
    request: StaffRequest, form: Any, heading: str, button: str, back: str, *, lead: str = ""
) -> HttpResponse:
    whole = {
        "form": form,
        "heading": heading,
        "button": button,
        "back_url": back,
        "back_text": "Back",
        "cancel_url": back,
        "lead": lead,
    }
    return render(request, "ui/form_page.html", whole)
