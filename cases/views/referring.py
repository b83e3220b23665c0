"""The public form by which families come to the service themselves, one question a page, without an account (L28).

What was begun is known by a cookie with its code, and by nothing else: no address, title or session says whose it is.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from cases.actions.referrals import (
    BEHIND_THE_FORM,
    Answers,
    begin_referral,
    code_as_read,
    find_begun,
    keep_answer,
    send_referral,
)
from cases.choices import CaseRole, Referrer
from cases.forms.referring import (
    Asking,
    BeginForm,
    BeginForThemForm,
    CodeForm,
    Question,
    SendForm,
    answered,
    may_be_kept,
    next_open,
    path_of,
    told_by_answers,
)
from cases.models import BegunReferral, IndependentSource, IntakeClosure
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.audit import reading
from sendiass.crypto.errors import Erased
from sendiass.pages import public_page
from sendiass.profiles import profile
from sendiass.profiles.sections import PerHour
from sendiass.ui.parts import Link, Row
from sendiass.visitors.limits import Limit, is_within

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

COOKIE, SALT, COOKIE_PATH = "refer", "cases.referral", "/refer/"
LONGEST_UNTOUCHED = 20 * 60 * 60
"""Seconds after the last answer for which this device still knows its form (WCAG 2.2.1); the code opens it for longer."""

WHO = {
    "parent": Referrer.PARENT_CARER,
    "young-person": Referrer.YOUNG_PERSON,
    "professional": Referrer.PROFESSIONAL,
}
SAVE = "save"
MEND = "mend"
TOO_MANY = (
    "Many people have used this form from where you are in the last hour. Wait an hour, or call us on {phone}. "
    "Nothing you typed is lost."
)
NO_SUCH_CODE = "Nothing can be opened with this code. Check each letter and number. It may have been sent already, or be too old"


def kept_nowhere(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """The browser keeps no copy for whoever uses the device next; going back asks for the page again."""
    return cache_control(no_store=True, private=True)(view)


@kept_nowhere
@public_page
def refer(request: HttpRequest) -> HttpResponse:
    """Where it begins: who fills it in, or why it is closed just now and who else can help."""
    closure: IntakeClosure | None = IntakeClosure.objects.in_force(clock.today()).first()
    shown = {
        "closure": closure,
        "alternatives": list(IndependentSource.objects.in_use().order_by("name", "id")) if closure else [],
        "carries_on": _begun(request) is not None,
        "profile": profile(),
    }
    return render(request, "cases/refer.html", shown)


@kept_nowhere
@public_page
def refer_begin(request: HttpRequest, who: str) -> HttpResponse:
    """What we are, what we keep and how to see it, and their yes or no; before that nothing is kept (L26, L27)."""
    if who not in WHO:
        raise Http404
    if IntakeClosure.objects.in_force(clock.today()).exists():
        return redirect("cases:refer")
    referrer = WHO[who]
    is_for_others = referrer is Referrer.PROFESSIONAL
    form = (BeginForThemForm if is_for_others else BeginForm)(posted(request))
    if form.is_valid():
        if not form.is_yes:
            return redirect("cases:refer_family_first" if is_for_others else "cases:refer_without_records")
        if _is_too_often(request, form, "begun", profile().referral.most_begun):
            return _begin_page(request, form, referrer, status=HTTPStatus.TOO_MANY_REQUESTS)
        try:
            code = begin_referral(who=referrer, yes=form.familys_yes(), at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            response = redirect(_address_of(next_open(_asking_of(referrer, form), {})))
            return _known_here(response, code)
    return _begin_page(request, form, referrer)


@kept_nowhere
@public_page
def refer_family_first(request: HttpRequest) -> HttpResponse:
    """For a professional without the family's yes: nothing was kept, and how the family comes by itself."""
    return render(request, "cases/refer_family_first.html", {"profile": profile()})


@kept_nowhere
@public_page
def refer_without_records(request: HttpRequest) -> HttpResponse:
    """For whoever said no to records: nothing was kept, and how to get advice all the same (L26)."""
    return render(request, "cases/refer_without_records.html", {"profile": profile()})


@kept_nowhere
@public_page
def refer_question(request: HttpRequest, question: str) -> HttpResponse:
    """One question."""
    begun = _begun(request)
    if begun is None:
        return _nothing_begun(request)
    asking, at = _asking(begun), clock.now()
    with reading(
        by=BEHIND_THE_FORM,
        subjects=[begun.key_subject],
        purpose="half-written request",
        page="cases:refer_question",
    ):
        answers: Answers = begun.answers
        asked = next((one for one in path_of(asking, answers) if one.slug == question), None)
        if asked is None:
            return redirect(_address_of(next_open(asking, answers)))
        if request.method != "POST":
            is_wrong = MEND in request.GET and question in answers
            form = (
                answered(asked, asking, answers)
                if is_wrong
                else asked(asking=asking, typed=answers.get(question))
            )
            return _question_page(request, form, answers)
        form = asked(request.POST, asking=asking)
        typed, is_leaving = form.typed_in(request.POST), request.POST.get("then") == SAVE
        if not form.is_valid() and not (is_leaving and may_be_kept(typed)):
            return _question_page(request, form, answers)
        if _is_too_often(request, form, "answers", profile().referral.most_answers):
            return _question_page(request, form, answers, status=HTTPStatus.TOO_MANY_REQUESTS)
        try:
            answers = keep_answer(begun=begun, question=question, fields=typed, at=at)
        except NotThere:
            return _nothing_begun(request)
        onward = reverse("cases:refer_saved") if is_leaving else _address_of(next_open(asking, answers))
        return _known_here(redirect(onward), _code(request))


@kept_nowhere
@public_page
def refer_check(request: HttpRequest) -> HttpResponse:
    """Everything they answered, to be looked through, changed and sent."""
    begun = _begun(request)
    if begun is None:
        return _nothing_begun(request)
    asking = _asking(begun)
    with reading(
        by=BEHIND_THE_FORM,
        subjects=[begun.key_subject],
        purpose="half-written request",
        page="cases:refer_check",
    ):
        answers: Answers = begun.answers
        missing = next_open(asking, answers)
        if missing:
            return redirect(f"{_address_of(missing)}{f'?{MEND}' if missing.slug in answers else ''}")
        form, status = SendForm(posted(request)), HTTPStatus.OK
        if form.is_valid():
            if not _is_too_often(request, form, "sent", profile().referral.most_begun):
                return _sent(begun, asking, answers, request)
            status = HTTPStatus.TOO_MANY_REQUESTS
        return render(
            request,
            "cases/refer_check.html",
            {
                "form": form,
                "rows": [_row(answered(one, asking, answers)) for one in path_of(asking, answers)],
                "closure": IntakeClosure.objects.in_force(clock.today()).first(),
                "back_url": _address_of(path_of(asking, answers)[-1]),
                "profile": profile(),
            },
            status=status,
        )


@kept_nowhere
@public_page
def refer_sent(request: HttpRequest) -> HttpResponse:
    """It has arrived; what happens next. It says of nobody that they sent something."""
    return render(request, "cases/refer_sent.html", {"profile": profile()})


@kept_nowhere
@public_page
def refer_saved(request: HttpRequest) -> HttpResponse:
    """The code to come back with. It is known to this device alone, and only until they leave."""
    begun = _begun(request)
    if begun is None:
        return _nothing_begun(request)
    shown = {"code": code_as_read(_code(request)), "kept_until": begun.kept_until}
    return render(request, "cases/refer_saved.html", shown)


@kept_nowhere
@public_page
def refer_return(request: HttpRequest) -> HttpResponse:
    """Go on with a form by its code. A code that is unknown, too old or used up is answered alike."""
    form = CodeForm(posted(request))
    if not form.is_valid():
        return render(request, "cases/refer_return.html", {"form": form})
    if _is_too_often(request, form, "codes", profile().referral.most_codes):
        return render(request, "cases/refer_return.html", {"form": form}, status=HTTPStatus.TOO_MANY_REQUESTS)
    code = form.cleaned_data["code"]
    begun = find_begun(code, at=clock.now())
    if begun is None:
        form.add_error("code", NO_SUCH_CODE)
        return render(request, "cases/refer_return.html", {"form": form})
    try:
        with reading(
            by=BEHIND_THE_FORM,
            subjects=[begun.key_subject],
            purpose="half-written request, opened by its code",
            page="cases:refer_return",
        ):
            onward = _address_of(next_open(_asking(begun), begun.answers))
    except Erased:
        form.add_error("code", NO_SUCH_CODE)
        return render(request, "cases/refer_return.html", {"form": form})
    return _known_here(redirect(onward), code)


@kept_nowhere
@public_page
def refer_leave(request: HttpRequest) -> HttpResponse:
    """Away at once to a harmless page; this device knows nothing of the form any more. What was kept stays under its code."""
    response = redirect(profile().referral.leave_to)
    response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Strict")
    if not request.user.is_authenticated:
        response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    return response


def _sent(begun: BegunReferral, asking: Asking, answers: Answers, request: HttpRequest) -> HttpResponse:
    try:
        send_referral(begun=begun, told=told_by_answers(asking, answers), at=clock.now())
    except NotThere:
        return _nothing_begun(request)
    response = redirect("cases:refer_sent")
    response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Strict")
    return response


def _code(request: HttpRequest) -> str:
    code: str | None = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=LONGEST_UNTOUCHED)
    return code or ""


def _known_here(response: HttpResponse, code: str) -> HttpResponse:
    """Have the device keep the code until its browser is closed, for these pages alone."""
    response.set_signed_cookie(
        COOKIE,
        code,
        salt=SALT,
        path=COOKIE_PATH,
        httponly=True,
        samesite="Strict",
        secure=not settings.DEMONSTRATION,
    )
    return response


def _begun(request: HttpRequest) -> BegunReferral | None:
    code = _code(request)
    return find_begun(code, at=clock.now()) if code else None


def _asking(begun: BegunReferral) -> Asking:
    return Asking(Referrer(begun.who), CaseRole(begun.yes_from) if begun.yes_from else None)


def _asking_of(referrer: Referrer, form: BeginForm) -> Asking:
    yes = form.familys_yes()
    return Asking(referrer, yes.given_by if yes else None)


def _address_of(question: type[Question] | None) -> str:
    if question is None:
        return reverse("cases:refer_check")
    return reverse("cases:refer_question", args=[question.slug])


def _is_too_often(
    request: HttpRequest, form: BeginForm | CodeForm | SendForm | Question, what: str, most: PerHour
) -> bool:
    """Whether too much came from there or from all together; the form then says so, and keeps what was typed."""
    if is_within(Limit(f"referral-{what}", most.one_address, most.everyone), request):
        return False
    form.add_error(None, TOO_MANY.format(phone=profile().identity.phone))
    return True


def _begin_page(
    request: HttpRequest, form: BeginForm, referrer: Referrer, status: int = HTTPStatus.OK
) -> HttpResponse:
    shown = {
        "form": form,
        "profile": profile(),
        "is_young": referrer is Referrer.YOUNG_PERSON,
        "is_for_others": referrer is Referrer.PROFESSIONAL,
    }
    return render(request, "cases/refer_begin.html", shown, status=status)


def _question_page(
    request: HttpRequest, form: Question, answers: Answers, status: int = HTTPStatus.OK
) -> HttpResponse:
    path = path_of(form.asking, answers)
    place = path.index(type(form))
    shown = {
        "form": form,
        "number": place + 1,
        "total": len(path),
        "back_url": _address_of(path[place - 1]) if place else reverse("cases:refer"),
        "is_young": form.asking.who is Referrer.YOUNG_PERSON,
    }
    return render(request, "cases/refer_question.html", shown, status=status)


def _row(form: Question) -> Row:
    form.is_valid()
    change = Link("Change", _address_of(type(form)), about=form.title)
    return Row(form.title, form.said() or "You left this empty", actions=(change,))


def _nothing_begun(request: HttpRequest) -> HttpResponse:
    """This device knows of no form: it was sent, left, or not touched for long. What was typed is given back to be copied."""
    typed = [
        value
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "moment", "then")
        for value in request.POST.getlist(name)
        if len(value.split()) > 1
    ]
    return render(request, "cases/refer_nothing.html", {"typed": typed})
