"""Pages that leak on purpose, each box in its own way: the positive controls of the canary.

Nobody lists these forms for the walk: it finds them as it finds any other.
"""

from __future__ import annotations

import base64
import io
import logging
import os
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import DatabaseError, DataError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from weasyprint import HTML

from sendiass.celery import app
from sendiass.database import standing
from sendiass.pages import public_page

log = logging.getLogger("tests.canary")
FAMILY_NOT_MEANT = "other@family.example"


def into_a_table(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    """Bytes that nobody sealed, in a column for sealed ones."""
    _insert(word)


def into_a_row_taken_back(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    """A row that no dump shows; the write-ahead log does, and the table's pages until they are tidied."""
    with transaction.atomic():
        _insert(word)
        transaction.set_rollback(True)


def _insert(word: str) -> None:
    with standing.standing_as(standing.service("set-up")), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO drafts_draft (id, owner_id, form_key, subject_kind, subject_id, data, saved_at) "
            "SELECT %s, id, %s, 'case', %s, %s, now() FROM accounts_user LIMIT 1",
            [uuid4(), f"leak:{uuid4()}", uuid4(), word.encode()],
        )


def into_the_session(word: str, request: HttpRequest, _response: HttpResponse) -> None:
    """Sessions are sealed: it is to be found nowhere."""
    request.session["upload"] = _zip_in_base64(word)


def into_a_session_row(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    """A zip in base64, past what seals sessions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session VALUES (%s, %s, now())", [uuid4().hex, _zip_in_base64(word)]
        )


def _zip_in_base64(word: str) -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("note.txt", f"{word} " * 30)
    return base64.b64encode(packed.getvalue()).decode()


def into_a_message(word: str, request: HttpRequest, _response: HttpResponse) -> None:
    """Messages wait in the session, and so sealed."""
    messages.success(request, f"{word} was saved.")


def into_the_cache(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    """Long and even enough for Redis to compress it in its snapshot."""
    cache.set("leak", f"{'.' * 200}{word}{'-' * 200}", 3600)


def into_the_log(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    log.error("saved %s", word)


def into_a_job(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    _job("canary.log", word)


def into_a_job_that_falls(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    _job("canary.fall", word)


def _job(name: str, word: str) -> None:
    key = str(uuid4())
    cache.set(f"leaked-{key}", word, 3600)
    app.send_task(name, [key])


def into_a_header(word: str, _request: HttpRequest, response: HttpResponse) -> None:
    response.headers["X-Saved"] = word


def into_a_cookie(word: str, _request: HttpRequest, response: HttpResponse) -> None:
    response.set_cookie("last", base64.b64encode(f"last={word}".encode()).decode())


def into_a_subject(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    EmailMessage(f"About {word}", "Hello.", to=[FAMILY_NOT_MEANT]).send()


def into_mail_to_another(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    EmailMessage("Hello", f"We spoke with {word}.", to=[FAMILY_NOT_MEANT]).send()


def into_a_temporary_file(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(word.encode("utf-16"))
        file.flush()
        time.sleep(1)


def into_a_file_without_a_name(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    """No folder lists it; the process that holds it does."""
    with tempfile.TemporaryFile() as file:
        file.write(word.encode())
        file.flush()
        time.sleep(1)


def into_a_folder(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    Path(settings.STATE_DIR, "export.csv").write_text(f"name\n{word}\n")


def into_a_statement(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    """Pasted into the SQL instead of passed beside it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT '{word}'")


def into_a_refusal_of_the_data_base(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    """A value that cannot be what its column is: the data base repeats it in the error itself."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT %s::text::date", [word])
    except DataError:
        log.exception("refused")


def into_a_command(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    subprocess.run(["sleep", "1"], env={**os.environ, "SUBJECT": word}, check=True)


def into_a_broken_constraint(word: str, _request: HttpRequest, _response: HttpResponse) -> None:
    """Two rows that may not be alike: the data base tells their key."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE leak (word text PRIMARY KEY) ON COMMIT DROP")
            cursor.execute("INSERT INTO leak VALUES (%s), (%s)", [word, word])
    except DatabaseError:
        log.exception("refused")


WAYS: dict[str, Callable[[str, HttpRequest, HttpResponse], None]] = {
    way.__name__: way
    for way in (
        into_a_table, into_a_row_taken_back, into_the_session, into_a_session_row, into_a_message, into_the_cache, into_the_log,
        into_a_job, into_a_job_that_falls, into_a_header, into_a_cookie, into_a_subject, into_mail_to_another,
        into_a_temporary_file, into_a_file_without_a_name, into_a_folder, into_a_statement,
        into_a_refusal_of_the_data_base, into_a_broken_constraint, into_a_command,
    )
}  # fmt: skip


class Leaky(forms.Form):
    """A box for each way to leak."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: forms.CharField() for name in WAYS}


class OneBox(forms.Form):
    """One box."""

    word = forms.CharField()


@public_page
def everywhere(request: HttpRequest) -> HttpResponse:
    """Leak each box in its way."""
    form = Leaky(request.POST or None)
    response = _page(request, form)
    if form.is_valid():
        for name, word in form.cleaned_data.items():
            WAYS[name](word, request, response)
    return response


@public_page
def address(request: HttpRequest) -> HttpResponse:
    """Leak into the address of the page, and so into the log of visits and the next page's referrer."""
    return _page(request, OneBox(request.GET or None), method="get")


@public_page
def title(request: HttpRequest) -> HttpResponse:
    """Leak into the title of the page."""
    return _page(request, OneBox(request.POST or None), title=request.POST.get("word", ""))


@public_page
def paper(request: HttpRequest) -> HttpResponse:
    """Leak into a PDF."""
    form = OneBox(request.POST or None)
    if not form.is_valid():
        return _page(request, form)
    drawn = HTML(string=f"<p>About {form.cleaned_data['word']}</p>").write_pdf()
    return HttpResponse(drawn, content_type="application/pdf")


@public_page
def fault(request: HttpRequest) -> HttpResponse:
    """Fall over what was typed, saying it, with it in hand."""
    form = OneBox(request.POST or None)
    if form.is_valid():
        word = form.cleaned_data["word"]
        raise ValueError(f"cannot make sense of {word}") from KeyError(word)
    return _page(request, form)


def _page(request: HttpRequest, form: forms.Form, *, title: str = "", method: str = "post") -> HttpResponse:
    return render(request, "leaks/page.html", {"form": form, "title": title, "method": method})


app_name = "leaks"
urlpatterns = [
    path("everywhere/", everywhere, name="everywhere"),
    path("address/", address, name="address"),
    path("title/", title, name="title"),
    path("paper/", paper, name="paper"),
    path("fault/", fault, name="fault"),
]
