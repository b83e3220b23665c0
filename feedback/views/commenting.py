"""The public form by which anyone says what they think of the service, without an account (L32).

What was sent is shown to nobody again here; the device keeps its reference for as long as its browser is open.
"""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.views.referring import kept_nowhere
from cases.views.shown import posted
from feedback.actions.comments import send_comment
from feedback.choices import CommentKind
from feedback.forms.comments import CommentForm
from sendiass import clock
from sendiass.pages import public_page
from sendiass.profiles import profile
from sendiass.visitors.limits import Limit, is_within

COOKIE, SALT, COOKIE_PATH = "commented", "feedback.comment", "/comments/"
LONGEST_KNOWN = 60 * 60
"""Seconds for which the page of thanks still says the reference."""
TOO_MANY = (
    "Many people have used this form from where you are in the last hour. Wait an hour, or call us on {phone}. "
    "Nothing you typed is lost."
)


@kept_nowhere
@public_page
def comment_send(request: HttpRequest) -> HttpResponse:
    """Say what one thinks, thank somebody or complain; nobody has to say who they are."""
    form, status = CommentForm(posted(request), initial=_led_here_for(request)), HTTPStatus.OK
    if form.is_valid():
        if _is_often(request):
            form.add_error(None, TOO_MANY.format(phone=profile().identity.phone))
            status = HTTPStatus.TOO_MANY_REQUESTS
        else:
            comment = send_comment(said=form.said(), once=form.cleaned_data["once"], at=clock.now())
            return _known_here(redirect("feedback:comment_sent"), comment.reference)
    return render(request, "feedback/comment_send.html", {"form": form, "profile": profile()}, status=status)


@kept_nowhere
@public_page
def comment_sent(request: HttpRequest) -> HttpResponse:
    """It has arrived, its reference while this device knows it, and what happens next."""
    reference = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LONGEST_KNOWN)
    return render(request, "feedback/comment_sent.html", {"reference": reference, "profile": profile()})


def _led_here_for(request: HttpRequest) -> dict[str, str]:
    """What they want to say, where a page of ours led here for it: `?kind=policy`."""
    kind = request.GET.get("kind", "")
    return {"kind": kind} if kind in CommentKind.values else {}


def _is_often(request: HttpRequest) -> bool:
    most = profile().complaints.most_sent
    return not is_within(Limit("comments-sent", most.one_address, most.everyone), request)


def _known_here(response: HttpResponse, reference: str) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE,
        reference,
        salt=SALT,
        path=COOKIE_PATH,
        httponly=True,
        samesite="Strict",
        secure=not settings.DEMONSTRATION,
    )
    return response
