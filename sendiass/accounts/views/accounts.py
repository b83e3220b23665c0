"""Turns a request about accounts into one question or one action, and renders the answer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string

from sendiass.accounts import access, actions
from sendiass.accounts.forms import AccountFilterForm, ProposeAccountForm, ReasonForm, RoleForm
from sendiass.accounts.models import AccountProposal, User
from sendiass.accounts.querysets import UserQuerySet
from sendiass.accounts.roles import MAY, Permission, Role
from sendiass.accounts.second_factor import has_second_factor
from sendiass.accounts.views.clearances import clearance_shown, own_clearance
from sendiass.clock import now
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Link, Pages, Row, Tag, chosen_filters
from sendiass.ui.words import short_date

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class LedTo:
    """A page another page leads to, with a line on what it is for."""

    link: Link
    hint: str


@page(may=access.may_have_an_account)
def start(request: StaffRequest) -> HttpResponse:
    """Where those land whose work has no page of its own yet, and a way on for everybody else."""
    landing = settings.LANDING_PAGES.get(request.user.role)
    return render(
        request,
        "accounts/start.html",
        {
            "landing": Link("Go to your work", reverse(landing)) if landing else None,
            "is_board_member": request.user.role == Role.BOARD_MEMBER,
            "has_second_factor": has_second_factor(request.user),
        },
    )


@page(may=access.may_have_an_account)
def second_factor(request: StaffRequest) -> HttpResponse:
    """Why a second step is asked for, and the ways to set one up."""
    return render(request, "accounts/second_factor.html", {"done": has_second_factor(request.user)})


@page(may=access.may_have_an_account)
def settings_index(request: StaffRequest) -> HttpResponse:
    """What there is to set, as far as this person's role goes."""
    led_to = [
        LedTo(Link(item["label"], reverse(item["url_name"])), item["hint"])
        for item in settings.SETTINGS_PAGES
        if import_string(item["may"])(request.user)
    ]
    return render(
        request, "accounts/settings.html", {"led_to": led_to, "clearance": own_clearance(request.user)}
    )


@page(may=access.may_have_an_account)
def roles(request: StaffRequest) -> HttpResponse:
    """What each role may do, in prose."""
    described = [(role.called, [p.label for p in Permission if p in MAY[role]]) for role in Role]
    return render(request, "accounts/roles.html", {"described": described})


@page(may=access.may_see_accounts)
def account_list(request: StaffRequest) -> HttpResponse:
    """Everybody with an account, and the proposals that wait."""
    form = AccountFilterForm(request.GET)
    found = _filtered(User.objects.all(), form)
    shown = Paginator(found.by_name(), PER_PAGE).get_page(request.GET.get("page"))
    labels = {name: dict(getattr(form.fields[name], "choices", ())) for name in ("role", "state")}
    return render(
        request,
        "accounts/account_list.html",
        {
            "filter": form,
            "chosen": chosen_filters(request.GET, labels),
            "accounts": shown,
            "pages": Pages(shown, "account" if shown.paginator.count == 1 else "accounts", request.GET),
            "proposals": AccountProposal.objects.open().with_people().newest_first(),
            "may_propose": access.may_propose_accounts(request.user),
        },
    )


def _filtered(accounts: UserQuerySet, form: AccountFilterForm) -> UserQuerySet:
    if not form.is_valid():
        return accounts
    asked = form.cleaned_data
    if asked["role"]:
        accounts = accounts.in_role(asked["role"])
    if asked["state"]:
        accounts = accounts.active() if asked["state"] == "active" else accounts.ended()
    return accounts


@page(may=access.may_see_accounts)
def account_page(request: StaffRequest, account: UUID) -> HttpResponse:
    """One account: its state, what was agreed about it, and what may be done."""
    person = access.open_account(by=request.user, account=account)
    waiting = AccountProposal.objects.open().about(person).with_people().first()
    return render(
        request,
        "accounts/account_page.html",
        {
            "person": person,
            "rows": _rows_of(person),
            "waiting": waiting,
            "clearance": clearance_shown(person, to=request.user),
            "history": AccountProposal.objects.about(person).with_people().newest_first(),
            "endings": person.endings.select_related("ended_by").order_by("-ended_at"),
            "may_propose": access.may_propose_accounts(request.user) if not waiting else None,
            "may_deactivate": access.may_deactivate(request.user, person),
        },
    )


def _rows_of(person: User) -> list[Row]:
    state = Tag("Active", "green") if person.is_active else Tag("Ended", "grey")
    return [
        Row("Email address", person.email),
        Row("Role", person.role_words),
        Row("State", tag=state, value=short_date(person.deactivated_at) if person.deactivated_at else ""),
        Row("Joined", short_date(person.joined_on)),
        Row("Last signed in", short_date(person.last_login) if person.last_login else "Not yet"),
        Row("Second step", "Set up" if has_second_factor(person) else "Not set up"),
    ]


@page(may=access.may_propose_accounts)
def account_propose(request: StaffRequest) -> HttpResponse:
    """Propose an account for somebody new."""
    form = ProposeAccountForm(_posted(request))
    if form.is_valid():
        proposal = actions.propose_account(
            by=request.user, newcomer=form.newcomer, reason=form.cleaned_data["reason"], at=now()
        )
        return _proposed(request, proposal)
    return _form_page(
        request,
        form,
        heading="Propose an account",
        lead="It exists once a second person has confirmed it. They are then sent a link to set a password.",
        button="Propose this account",
        back=("Back to accounts", reverse("accounts:account_list")),
    )


@page(may=access.may_propose_accounts)
def role_propose(request: StaffRequest, account: UUID) -> HttpResponse:
    """Propose another role for someone."""
    person = access.open_account(by=request.user, account=account)
    form = RoleForm(_posted(request), without=Role(person.role))
    if form.is_valid():
        proposal = actions.propose_role_change(
            by=request.user,
            person=person,
            role=Role(form.cleaned_data["role"]),
            reason=form.cleaned_data["reason"],
            at=now(),
        )
        return _proposed(request, proposal)
    return _form_page(
        request,
        form,
        heading="Propose a change of role",
        lead=f"{person.name} has the role of {person.role_words.lower()} now. When a second person has confirmed "
        "the change, they are signed out and sign in with the new role.",
        button="Propose this change",
        back=("Back to the account", reverse("accounts:account_page", args=[person.id])),
    )


@page(may=access.may_propose_accounts)
def reactivation_propose(request: StaffRequest, account: UUID) -> HttpResponse:
    """Propose to open an ended account again."""
    person = access.open_account(by=request.user, account=account)
    form = RoleForm(_posted(request))
    if form.is_valid():
        proposal = actions.propose_reactivation(
            by=request.user,
            person=person,
            role=Role(form.cleaned_data["role"]),
            reason=form.cleaned_data["reason"],
            at=now(),
        )
        return _proposed(request, proposal)
    return _form_page(
        request,
        form,
        heading="Propose to open this account again",
        lead=f"When a second person has confirmed it, {person.name} is sent a link to set a new password.",
        button="Propose to open it",
        back=("Back to the account", reverse("accounts:account_page", args=[person.id])),
    )


@page(may=access.may_propose_accounts)
def second_factor_reset_propose(request: StaffRequest, account: UUID) -> HttpResponse:
    """Propose that someone sets up their second step anew."""
    person = access.open_account(by=request.user, account=account)
    form = ReasonForm(_posted(request))
    if form.is_valid():
        proposal = actions.propose_second_factor_reset(
            by=request.user, person=person, reason=form.cleaned_data["reason"], at=now()
        )
        return _proposed(request, proposal)
    return _form_page(
        request,
        form,
        heading="Propose a new second step",
        lead=f"For when {person.name} has lost their device and their recovery codes. Speak to them "
        "first, in person or on a number you know: someone who wants to break in would ask for just this.",
        button="Propose a new second step",
        back=("Back to the account", reverse("accounts:account_page", args=[person.id])),
    )


@page(may=access.may_propose_accounts)
def account_deactivate(request: StaffRequest, account: UUID) -> HttpResponse:
    """End an account at once."""
    person = access.open_account(by=request.user, account=account)
    access.may_deactivate(request.user, person).require()
    form = ReasonForm(_posted(request))
    if form.is_valid():
        actions.deactivate(by=request.user, person=person, reason=form.cleaned_data["reason"], at=now())
        messages.success(request, "The account has ended. They are signed out everywhere.")
        return redirect("accounts:account_page", account=person.id)
    return render(
        request,
        "accounts/account_end.html",
        {
            "person": person,
            "heading": "End this account?",
            "rows": [Row("Name", person.name), *_rows_of(person)[:2]],
            "warning": "They are signed out at once. To open the account again takes a second person.",
            "form": form,
            "button": "End this account",
            "cancel_url": reverse("accounts:account_page", args=[person.id]),
            "danger": True,
        },
    )


@page(may=access.may_see_accounts)
def proposal_page(request: StaffRequest, proposal: UUID) -> HttpResponse:
    """One proposal: what, by whom and why, and how it was decided."""
    found = access.open_proposal(by=request.user, proposal=proposal)
    return render(
        request,
        "accounts/proposal_page.html",
        {
            "proposal": found,
            "rows": _rows_of_proposal(found),
            "may_confirm": access.may_confirm(request.user, found),
            "may_decline": access.may_decline(request.user, found),
            "is_mine": found.proposed_by_id == request.user.id,
        },
    )


@page(may=access.may_see_accounts)
def proposal_confirm(request: StaffRequest, proposal: UUID) -> HttpResponse:
    """Confirm what somebody else proposed."""
    found = access.open_proposal(by=request.user, proposal=proposal)
    if not found.is_open:
        return redirect("accounts:proposal_page", proposal=found.id)
    access.may_confirm(request.user, found).require()
    if request.method == "POST":
        actions.confirm_proposal(by=request.user, proposal=found, at=now())
        messages.success(request, "Confirmed. It has taken effect.")
        return redirect("accounts:proposal_page", proposal=found.id)
    return render(
        request,
        "ui/confirm_page.html",
        {
            "heading": "Confirm this proposal?",
            "rows": _rows_of_proposal(found),
            "warning": "Confirm only what you know to be right: ask the person, or see for yourself.",
            "form": None,
            "button": "Confirm",
            "cancel_url": reverse("accounts:proposal_page", args=[found.id]),
            "danger": False,
        },
    )


@page(may=access.may_see_accounts)
def proposal_decline(request: StaffRequest, proposal: UUID) -> HttpResponse:
    """Decline what somebody proposed, or take back one's own proposal."""
    found = access.open_proposal(by=request.user, proposal=proposal)
    if not found.is_open:
        return redirect("accounts:proposal_page", proposal=found.id)
    access.may_decline(request.user, found).require()
    form = ReasonForm(_posted(request))
    if form.is_valid():
        actions.decline_proposal(
            by=request.user, proposal=found, reason=form.cleaned_data["reason"], at=now()
        )
        messages.success(request, "Declined. Nothing has changed.")
        return redirect("accounts:proposal_page", proposal=found.id)
    is_mine = found.proposed_by_id == request.user.id
    return _form_page(
        request,
        form,
        heading="Take this proposal back" if is_mine else "Decline this proposal",
        lead="",
        button="Take it back" if is_mine else "Decline",
        back=("Back to the proposal", reverse("accounts:proposal_page", args=[found.id])),
    )


def _rows_of_proposal(proposal: AccountProposal) -> list[Row]:
    colours: dict[str, Tag] = {
        "Waiting": Tag("Waiting", "yellow"),
        "Confirmed": Tag("Confirmed", "green"),
        "Declined": Tag("Declined", "grey"),
    }
    rows = [
        Row("What", proposal.kind_words),
        Row("Name", proposal.name),
        Row("Email address", proposal.email),
        Row("Role", proposal.role_words),
        Row("Reason", proposal.reason),
        Row("Proposed by", f"{proposal.proposed_by.name}, {short_date(proposal.proposed_at)}"),
        Row("State", tag=colours[proposal.state_words]),
    ]
    if proposal.confirmed_by and proposal.confirmed_at:
        rows.append(Row("Confirmed by", f"{proposal.confirmed_by.name}, {short_date(proposal.confirmed_at)}"))
    if proposal.declined_by and proposal.declined_at:
        rows.append(Row("Declined by", f"{proposal.declined_by.name}, {short_date(proposal.declined_at)}"))
        rows.append(Row("Why declined", proposal.decline_reason))
    return rows


def _posted(request: StaffRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _proposed(request: StaffRequest, proposal: AccountProposal) -> HttpResponse:
    messages.success(request, "Proposed. It takes effect when a second person has confirmed it.")
    return redirect("accounts:proposal_page", proposal=proposal.id)


def _form_page(
    request: StaffRequest, form: Form, *, heading: str, lead: str, button: str, back: tuple[str, str]
) -> HttpResponse:
    text, url = back
    context = {
        "form": form,
        "heading": heading,
        "lead": lead,
        "button": button,
        "back_text": text,
        "back_url": url,
        "cancel_url": url,
    }
    return render(request, "ui/form_page.html", context)
