"""The board's own page, who sits on it, and who chairs. It turns requests into one call and a page each (L07, L08, Y21)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.views.shown import posted
from governance.access import board as access
from governance.access.board import Composition, Held, may_keep_board, may_see_board
from governance.actions import board
from governance.forms.board import DescribedForm, FromForm, MemberForm, SeatForm, UntilForm
from governance.models import ChairTerm, Member, Seat
from governance.rules.board import Standing, full_term
from sendiass import clock
from sendiass.access import Refused
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.parts import Colour, Link, Row, Tag
from sendiass.ui.words import short_date

COLOURS: dict[Standing, Colour] = {
    Standing.FILLED: "green",
    Standing.LAPSING: "yellow",
    Standing.LAPSED: "red",
}


@page(may=may_see_board)
def member_list(request: StaffRequest) -> HttpResponse:
    """Who sits for whom; and, for whoever keeps it, what is missing and whose term runs out."""
    found = access.composition(on=clock.today())
    keeps = bool(may_keep_board(request.user))
    shown = {
        "heading": f"Members of the {profile().group.name}",
        "chair": found.chair,
        "chair_rule": profile().group.chair_rule_words,
        "gaps": found.gaps if keeps else [],
        "parts": _parts(found, keeps=keeps),
        "keeps": keeps,
        "former": list(Member.objects.exclude(pk__in=Seat.objects.held().values("member")).by_name())
        if keeps
        else [],
    }
    return render(request, "governance/member_list.html", shown)


@page(may=may_keep_board)
def member_add(request: StaffRequest) -> HttpResponse:
    """Put somebody new on the board."""
    today = clock.today()
    first = {
        "once": uuid4(),
        "from_on": today,
        "until_on": full_term(today, years=profile().group.term_years),
    }
    form = MemberForm(posted(request), accounts=access.accounts_without_member(), initial=first)
    if form.is_valid():
        try:
            member = board.add_member(
                by=request.user,
                who=form.described(),
                term=form.term(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, f"{member.name} is on the register.")
            return redirect("governance:member_page", member.id)
    return _form(request, form, "A new member", "Save", reverse("governance:member_list"))


@page(may=may_keep_board)
def member_page(request: StaffRequest, member_id: UUID) -> HttpResponse:
    """One member: what of them counts, their seats, and whether they chair or chaired."""
    member = access.open_member(by=request.user, member_id=member_id)
    seats = list(Seat.objects.filter(member=member).newest_first())
    chaired = list(ChairTerm.objects.filter(member=member).order_by("-from_on", "id"))
    shown = {
        "member": member,
        "rows": _facts(member),
        "seats": [_seat_line(one) for one in seats],
        "seats_head": ["For", "From", "Until", "Ended"],
        "chaired": [[short_date(one.from_on), _ended(one.ended_on)] for one in chaired],
        "chaired_head": ["From", "Until"],
        "links": _links(member),
        "still_has_account": member.account is not None
        and member.account.is_active
        and access.seat_of(member) is None,
    }
    return render(request, "governance/member_page.html", shown)


@page(may=may_keep_board)
def member_change(request: StaffRequest, member_id: UUID) -> HttpResponse:
    """Put right what stands of a member."""
    member = access.open_member(by=request.user, member_id=member_id)
    stands = {
        "name": member.name,
        "email": member.email,
        "is_parent": member.is_parent,
        "is_young_person": member.is_young_person,
        "is_la_officer": member.is_la_officer,
        "account": str(member.account_id or ""),
    }
    accounts = access.accounts_without_member(but=member)
    form = DescribedForm(posted(request), accounts=accounts, initial=stands)
    if form.is_valid():
        try:
            board.change_member(by=request.user, member=member, who=form.described())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            return _on_record(request, member)
    return _form(request, form, f"Change {member.name}", "Save", _page_of(member))


@page(may=may_keep_board)
def seat_take(request: StaffRequest, member_id: UUID) -> HttpResponse:
    """Another term, or a seat of another constituency."""
    member = access.open_member(by=request.user, member_id=member_id)
    held, today = access.seat_of(member), clock.today()
    first = {
        "once": uuid4(),
        "constituency": held.constituency if held else "",
        "from_on": today,
        "until_on": full_term(today, years=profile().group.term_years),
    }
    form = SeatForm(posted(request), initial=first)
    if form.is_valid():
        try:
            board.take_seat(
                by=request.user,
                member=member,
                term=form.term(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            return _on_record(request, member)
    lead = "The seat they have now ends as this one begins. Both stay on record." if held else ""
    return _form(request, form, f"A term for {member.name}", "Save", _page_of(member), lead=lead)


@page(may=may_keep_board)
def seat_end(request: StaffRequest, member_id: UUID) -> HttpResponse:
    """A member leaves."""
    member = access.open_member(by=request.user, member_id=member_id)
    form = UntilForm(posted(request), initial={"on": clock.today()})
    if form.is_valid():
        try:
            board.end_seat(by=request.user, member=member, ended_on=form.cleaned_data["on"], at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            return _on_record(request, member)
    lead = "Their seat is empty from then on. What they held stays on record."
    return _form(request, form, f"{member.name} leaves", "They leave", _page_of(member), lead=lead)


@page(may=may_keep_board)
def chair_appoint(request: StaffRequest, member_id: UUID) -> HttpResponse:
    """Let a member chair, where the rule for the chair lets them."""
    member = access.open_member(by=request.user, member_id=member_id)
    form = FromForm(posted(request), initial={"once": uuid4(), "on": clock.today()})
    if form.is_valid():
        try:
            board.appoint_chair(
                by=request.user,
                member=member,
                from_on=form.cleaned_data["on"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            return _on_record(request, member)
    lead = f"{profile().group.chair_rule_words} Whoever chairs now stops that day."
    return _form(request, form, f"{member.name} chairs", "Save", _page_of(member), lead=lead)


@page(may=may_keep_board)
def chair_end(request: StaffRequest, member_id: UUID) -> HttpResponse:
    """A member stops chairing."""
    member = access.open_member(by=request.user, member_id=member_id)
    form = UntilForm(posted(request), initial={"on": clock.today()})
    if form.is_valid():
        try:
            board.end_chair(by=request.user, member=member, ended_on=form.cleaned_data["on"], at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            return _on_record(request, member)
    return _form(request, form, f"{member.name} stops chairing", "Save", _page_of(member))


def _parts(found: Composition, *, keeps: bool) -> list[dict[str, Any]]:
    return [
        {
            "label": part.label,
            "held": [
                {
                    "name": one.seat.member.name,
                    "url": _page_of(one.seat.member) if keeps else "",
                    "until": short_date(one.seat.until_on),
                    "tag": _tag(one),
                    "chairs": one.chairs,
                }
                for one in part.held
            ],
            "empty": part.empty,
        }
        for part in found.parts
    ]


def _tag(one: Held) -> Tag:
    return Tag(one.standing.value, COLOURS[one.standing])


def _facts(member: Member) -> list[Row]:
    def said(yes: bool) -> str:
        return "Yes" if yes else "No"

    seat = access.seat_of(member)
    return [
        Row("Seat", _constituency(seat.constituency) if seat else "No seat now"),
        Row("Email", member.email or "Not given"),
        Row("Parent or carer", said(member.is_parent)),
        Row("Child or young person", said(member.is_young_person)),
        Row("Officer of the local authority", said(member.is_la_officer)),
        Row("Account", member.account.name if member.account else "No account"),
    ]


def _links(member: Member) -> list[Link]:
    pages = [("member_change", "Change"), ("seat_take", "Another term or constituency")]
    if access.chair_term_of(member):
        pages.append(("chair_end", "They stop chairing"))
    elif access.seat_of(member):
        pages += [("chair_appoint", "They chair"), ("seat_end", "They leave")]
    return [Link(text, reverse(f"governance:{name}", args=[member.id])) for name, text in pages]


def _seat_line(seat: Seat) -> list[str]:
    ended = short_date(seat.ended_on) if seat.ended_on else "Not ended"
    return [_constituency(seat.constituency), short_date(seat.from_on), short_date(seat.until_on), ended]


def _ended(ended_on: Any) -> str:
    return short_date(ended_on) if ended_on else "Chairs now"


def _constituency(key: str) -> str:
    known = {one.key: one.label for one in profile().group.constituencies}
    return known.get(key, key.replace("_", " ").capitalize())


def _page_of(member: Member) -> str:
    return reverse("governance:member_page", args=[member.id])


def _on_record(request: StaffRequest, member: Member) -> HttpResponse:
    messages.success(request, "It is on record.")
    return redirect(_page_of(member))


def _form(
    request: StaffRequest, form: Any, heading: str, button: str, back: str, *, lead: str = ""
) -> HttpResponse:
    shown = {
        "form": form,
        "heading": heading,
        "button": button,
        "back_url": back,
        "back_text": "Back",
        "cancel_url": back,
        "lead": lead,
    }
    return render(request, "ui/form_page.html", shown)
